package analyze

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The messages of the analyzer, one function each, stand in the files errors*.go. The words are Trino's and Athena's.
// This file holds those about names: columns, tables, views, functions, parameters.

// The codes of Trino that package diag does not list.
const (
	nullTreatmentNotAllowed diag.Code = "NULL_TREATMENT_NOT_ALLOWED"
	missingSchemaName       diag.Code = "MISSING_SCHEMA_NAME"
)

// loc returns the place of an expression as Athena reports it: that of the operator where it has one in the middle.
func loc(x ast.Node) token.Span {
	switch x := x.(type) {
	case *ast.BinaryOp:
		if x.Op == "AND" || x.Op == "OR" {
			return x.Span
		}
		return opPlace(x.OpSpan, x.Span)
	case *ast.Between:
		return opPlace(x.OpSpan, x.Span)
	case *ast.In:
		return opPlace(x.OpSpan, x.Span)
	case *ast.Like:
		return opPlace(x.OpSpan, x.Span)
	case *ast.IsNull:
		return opPlace(x.OpSpan, x.Span)
	case *ast.IsDistinct:
		return opPlace(x.OpSpan, x.Span)
	case *ast.Quantified:
		return opPlace(x.OpSpan, x.Span)
	case *ast.AtTimeZone:
		return opPlace(x.OpSpan, x.Span)
	case *ast.Paren:
		return loc(x.X)
	}
	return x.Where()
}

// opPlace returns the place of an operator, or of the whole where the tree was not read from a text.
func opPlace(op, whole token.Span) token.Span {
	if op == (token.Span{}) {
		return whole
	}
	return op
}

// placed gives an error that was found without the text its place.
func placed(err error, at token.Span) error {
	d, ok := err.(diag.Diagnostic) //nolint:errorlint // the function table returns it as it is
	if ok && d.Span == (token.Span{}) {
		d.Span = at
		return d
	}
	return err
}

func paramCount(q *ast.Query, want, have int) diag.Diagnostic {
	return diag.New(diag.InvalidParameterUsage, q.Span, "Incorrect number of parameters: expected %d but found %d", want, have)
}

func errNoParam(x *ast.Param) error {
	return diag.New(diag.InvalidParameterUsage, x.Span, "No value provided for parameter")
}

// errInParam shows what is wrong with the value of a parameter at its question mark.
func errInParam(x *ast.Param, err error) error {
	var p problems
	p.add(err)
	if p.err != nil || len(p.list) == 0 {
		return err
	}
	d := p.list[0]
	d.Span = x.Span
	return d.WithHint("the value of parameter %d is wrong", x.Index+1)
}

const cannotBeResolved = "Column '%s' cannot be resolved or requester is not authorized to access requested resources"

func errColumnNotFound(x *ast.ColumnRef, s *scope) error {
	d := diag.New(diag.ColumnNotFound, x.Span, cannotBeResolved, dotted(x.Parts))
	if len(x.Parts) > 1 {
		qual := lowerParts(x.Parts[:len(x.Parts)-1])
		if fields := s.relation(qual); fields != nil {
			inside := scope{fields: fields}
			return hintNearest(d, x.Parts[len(x.Parts)-1].Lower(), inside.names())
		}
		return hintNearest(d, qual[len(qual)-1], s.relations())
	}
	return hintNearest(d, x.Parts[0].Lower(), s.names())
}

func errFieldNotFound(at token.Span, whole ast.Expr, row types.Type) error {
	return diag.New(diag.ColumnNotFound, at, cannotBeResolved, ast.Print(whole)).WithHint("the row is a %s", row)
}

func errAmbiguous(at token.Span, parts []ast.Ident) error {
	return diag.New(diag.AmbiguousName, at, "Column '%s' is ambiguous", dotted(parts)).
		WithHint("write the table or its alias before the name")
}

func errAmbiguousField(name ast.Ident) error {
	return diag.New(diag.AmbiguousName, name.Span, "Ambiguous row field reference: %s", name.Name)
}

func errNotRow(x ast.Expr) error {
	return diag.New(diag.TypeMismatch, loc(x), "Expression %s is not of type ROW", ast.Print(x))
}

func errStarWithoutFrom(item *ast.SelectItem) error {
	return diag.New(diag.ColumnNotFound, item.Span, "SELECT * not allowed in queries without FROM clause")
}

func errUnknownStar(x *ast.ColumnRef) error {
	return diag.New(diag.TableNotFound, x.Span, "Unable to resolve reference %s", dotted(x.Parts))
}

func errStarNotRow(item *ast.SelectItem, t types.Type) error {
	return diag.New(diag.TypeMismatch, loc(item.X), "expected expression of type Row, but found %s", t)
}

func errStarAliases(item *ast.SelectItem, have, want int) error {
	return diag.New(diag.MismatchedColumnAliases, item.Span, "Column alias list has %d entries but relation has %d columns", have, want)
}

func errAliasCount(at ast.Node, have int, name string, want int) error {
	return diag.New(diag.MismatchedColumnAliases, at.Where(), "Column alias list has %d entries but '%s' has %d columns available", have, lower(name), want)
}

func errDuplicateColumn(id ast.Ident) error {
	return diag.New(diag.DuplicateColumnName, id.Span, "Column name '%s' specified more than once", id.Name)
}

func errDuplicateNamedQuery(def *ast.CTE) error {
	return diag.New(diag.DuplicateNamedQuery, def.Span, "WITH query name '%s' specified more than once", def.Name.Lower())
}

func errTooManyDots(t *ast.Table) error {
	return diag.New(diag.SyntaxError, t.Name.Span, "Too many dots in table name: %s", dotted(t.Name.Parts))
}

func errNoDatabase(t *ast.Table) error {
	return diag.New(missingSchemaName, t.Name.Span, "Schema must be specified when session schema is not set").
		WithHint("write the database before the table: database.%s", t.Name.Last())
}

func errCatalogNotFound(t *ast.Table) error {
	return diag.New(diag.CatalogNotFound, t.Name.Span, "Catalog '%s' does not exist", t.Name.Parts[0].Lower())
}

func errSchemaNotFound(t *ast.Table, n catalog.Name, near string) error {
	return didYouMean(diag.New(diag.SchemaNotFound, t.Name.Span, "Schema '%s' does not exist", n.Database), near)
}

func errTableNotFound(t *ast.Table, n catalog.Name, near string) error {
	return didYouMean(diag.New(diag.TableNotFound, t.Name.Span, "Table '%s' does not exist", n), near)
}

func errViewRecursive(t *ast.Table) error {
	return diag.New(diag.ViewIsRecursive, t.Name.Span, "View is recursive")
}

// errInView shows what is wrong with the text of a view at the view's name: its own text is not at hand.
// What is wrong inside a definer's view is not the caller's to know.
func errInView(t *ast.Table, n catalog.Name, definer bool, err error) error {
	var p problems
	p.add(err)
	if p.err != nil || len(p.list) == 0 {
		return err
	}
	first := p.list[0]
	switch first.Code { //nolint:exhaustive // the others are all alike
	case diag.ViewIsRecursive, diag.InvalidView, diag.NestingTooDeep, diag.ViewIsStale:
		first.Span = t.Name.Span
		return first
	}
	if definer {
		return diag.New(diag.InvalidView, t.Name.Span, "Failed analyzing stored view '%s'", n)
	}
	return diag.New(diag.InvalidView, t.Name.Span, "Failed analyzing stored view '%s': %s", n, first.Msg)
}

func errViewStale(t *ast.Table, n catalog.Name, why string) error {
	return diag.New(diag.ViewIsStale, t.Name.Span, "View '%s' is stale or in invalid state: %s", n, why)
}

func errViewCount(t *ast.Table, n catalog.Name, want, have int) error {
	return errViewStale(t, n, plain("stored view column count (%d) does not match column count derived from the view query analysis (%d)", want, have))
}

func errViewName(t *ast.Table, n catalog.Name, i int, have, want string) error {
	if have == "" {
		return errViewStale(t, n, plain("a column of type projected from query view at position %d has no name", i))
	}
	return errViewStale(t, n, plain("column [%s] projected from query view at position %d has a different name from column [%s] stored in view definition", have, i, want))
}

func errViewType(t *ast.Table, n catalog.Name, i int, have typed.Column, want catalog.Column) error {
	return errViewStale(t, n, plain("column [%s] of type %s projected from query view at position %d cannot be coerced to column [%s] of type %s stored in view definition",
		have.Name, have.Type, i, want.Name, want.Type))
}

func errNoFunction(at token.Span, name, near string) error {
	return didYouMean(diag.New(diag.FunctionNotFound, at, "Function '%s' not registered", name), near)
}

func errUnsupportedFunction(at token.Span, f *funcs.Func) error {
	return diag.New(diag.NotSupported, at, "Function '%s' is not supported: %s", f.Name, f.Unsupported)
}

func errStarArgument(x *ast.Call, f *funcs.Func) error {
	_, err := funcs.Resolve(f, nil)
	if err != nil {
		return placed(err, x.Span)
	}
	return diag.New(diag.FunctionNotFound, x.Span, "%s(*) is not a call of function %s", f.Name, f.Name)
}

func errTooManyArguments(at token.Span, name string) error {
	return diag.New(diag.TooManyArguments, at, "Too many arguments for function call %s()", name)
}

func errInvalidCall(x *ast.Call, msg string) error {
	return diag.New(diag.InvalidArguments, x.Span, "%s", msg)
}

func errLambdaHere(x *ast.Lambda) error {
	return diag.New(diag.TypeMismatch, x.Span, "Lambda expression should always be used inside a function")
}

func errLambdaArity(x *ast.Lambda, want int) error {
	return diag.New(diag.InvalidArguments, x.Span, "Expected a lambda that takes %d argument(s) but got %d", want, len(x.Params))
}

func errLambdaParameter(p ast.Ident) error {
	return diag.New(diag.InvalidArguments, p.Span, "Lambda argument '%s' specified more than once", p.Name)
}

func errTooManyLambdas(x *ast.Lambda) error {
	return diag.New(diag.NestingTooDeep, x.Span, "statement is too large: lambda expressions are nested too deeply")
}

func errTooManyViews(t *ast.Table) error {
	return diag.New(diag.NestingTooDeep, t.Name.Span, "statement is too large: it uses views more than %d times", maxViews)
}

func errDoubled(x ast.Expr) error {
	return diag.New(diag.NestingTooDeep, loc(x), "statement is too large: NULLIF, OVERLAPS and BETWEEN SYMMETRIC are nested more than %d deep", maxDoubled)
}

func errTooDeep(q *ast.Query) error {
	return diag.New(diag.NestingTooDeep, q.Span, "statement is too large (stack overflow during analysis)")
}

func errNotSupported(at ast.Node, msg string) error {
	return diag.New(diag.NotSupported, loc(at), "%s", msg)
}

// errUnknownNode answers a node that this version of the analyzer does not know.
func errUnknownNode(x ast.Node) error {
	return diag.New(diag.NotSupported, x.Where(), "%s is not supported", ast.Print(x))
}

func errZone(x ast.Node, zone string) error {
	return diag.New(diag.InvalidFunctionArgument, x.Where(), "'%s' is not a valid time zone", zone)
}

// dotted returns a name as messages show it.
func dotted(parts []ast.Ident) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.Lower()
	}
	return strings.Join(out, ".")
}
