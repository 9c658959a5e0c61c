package genai

import (
	"slices"

	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// payer is the key of the rules that says who pays for models: that of the department, or the first.
func (t Tools) payer() (allocation.Key, bool) {
	if len(t.Rules.Keys) == 0 {
		return allocation.Key{}, false
	}
	at := slices.IndexFunc(t.Rules.Keys, func(k allocation.Key) bool { return k.Name == string(Department) })
	return t.Rules.Keys[max(at, 0)], true
}

// keyName is what the rules call who pays.
func (t Tools) keyName() string {
	if k, ok := t.payer(); ok {
		return k.Name
	}
	return string(Department)
}

// residual is what the rules call what nobody pays.
func (t Tools) residual() string {
	k, _ := t.payer()
	return k.Residual
}

// key is who pays for a line, as the rules say.
func (t Tools) key() (ast.Expr, error) {
	k, ok := t.payer()
	if !ok {
		return build.Text(""), nil
	}
	who, _ := k.Expr()
	return who, nil
}

// divided tells that some lines are paid by several: the logs divide them, and a line by itself does not tell who pays for it.
func (t Tools) divided() bool {
	k, _ := t.payer()
	return slices.ContainsFunc(k.Steps, func(s allocation.Step) bool { return s.Kind == allocation.ByMetadata })
}
