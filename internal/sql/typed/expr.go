package typed

import "github.com/glauxhq/glaux/internal/sql/types"

//nolint:gochecknoglobals // a constant of a struct type
var boolean = types.Type{Kind: types.Boolean}

// Type returns the column's type.
func (e *Ref) Type() types.Type { return e.Column.Type }

// Type returns the literal's type.
func (e *Literal) Type() types.Type { return e.T }

// Type returns the function's result type.
func (e *Call) Type() types.Type { return e.Result }

// Type returns the target type.
func (e *Cast) Type() types.Type { return e.To }

// Type returns boolean.
func (*Compare) Type() types.Type { return boolean }

// Type returns boolean.
func (*Logic) Type() types.Type { return boolean }

// Type returns boolean.
func (*Not) Type() types.Type { return boolean }

// Type returns boolean.
func (*IsNull) Type() types.Type { return boolean }

// Type returns boolean.
func (*Between) Type() types.Type { return boolean }

// Type returns boolean.
func (*In) Type() types.Type { return boolean }

// Type returns boolean.
func (*InQuery) Type() types.Type { return boolean }

// Type returns boolean.
func (*Exists) Type() types.Type { return boolean }

// Type returns the type of the query's one column.
func (e *ScalarQuery) Type() types.Type { return e.Query.Columns()[0].Type }

// Type returns boolean.
func (*Quantified) Type() types.Type { return boolean }

// Type returns boolean.
func (*Like) Type() types.Type { return boolean }

// Type returns the common type of the branches.
func (e *Case) Type() types.Type { return e.Result }

// Type returns the type of the arguments.
func (e *Coalesce) Type() types.Type { return e.Args[0].Type() }

// Type returns the type of X.
func (e *NullIf) Type() types.Type { return e.X.Type() }

// Type returns the type of X.
func (e *Try) Type() types.Type { return e.X.Type() }

// Type returns a function type.
func (e *Lambda) Type() types.Type {
	elems := make([]types.Type, 0, len(e.Params)+1)
	for _, p := range e.Params {
		elems = append(elems, p.Type)
	}
	return types.Type{Kind: types.Function, Elems: append(elems, e.Body.Type())}
}

// Type returns the array type.
func (e *ArrayCtor) Type() types.Type { return e.T }

// Type returns the row type.
func (e *RowCtor) Type() types.Type { return e.T }

// Type returns the element's type.
func (e *Subscript) Type() types.Type { return e.Result }

// Type returns the field's type.
func (e *Field) Type() types.Type { return e.Result }

func (*Ref) expr()         {}
func (*Literal) expr()     {}
func (*Call) expr()        {}
func (*Cast) expr()        {}
func (*Compare) expr()     {}
func (*Logic) expr()       {}
func (*Not) expr()         {}
func (*IsNull) expr()      {}
func (*Between) expr()     {}
func (*In) expr()          {}
func (*InQuery) expr()     {}
func (*Exists) expr()      {}
func (*ScalarQuery) expr() {}
func (*Quantified) expr()  {}
func (*Like) expr()        {}
func (*Case) expr()        {}
func (*Coalesce) expr()    {}
func (*NullIf) expr()      {}
func (*Try) expr()         {}
func (*Lambda) expr()      {}
func (*ArrayCtor) expr()   {}
func (*RowCtor) expr()     {}
func (*Subscript) expr()   {}
func (*Field) expr()       {}
