package analyze

import (
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Trino has two table functions of its own: sequence, which makes numbers, and exclude_columns, which gives a table without some of
// its columns. The second is a SELECT of the others.

// argumentKind is what an argument of a table function is.
type argumentKind int

const (
	scalarArgument argumentKind = iota
	tableArgument
	descriptorArgument
)

// String returns the word that messages use.
func (k argumentKind) String() string { return [...]string{"expression", "table", "descriptor"}[k] }

// parameter is a parameter of a table function; the names are in upper case, as Trino shows them.
type parameter struct {
	name     string
	kind     argumentKind
	optional bool
}

// tableFunction analyzes `TABLE(name(arguments))`.
func (a *analyzer) tableFunction(f *ast.TableFunction, p place) (relation, error) {
	name := f.Call.Name.Lower()
	if n := len(name); n == 3 && name[0] == "system" && name[1] == "builtin" {
		name = name[2:]
	}
	switch strings.Join(name, ".") {
	case "sequence":
		args, err := arguments(f, []parameter{{"START", scalarArgument, true}, {"STOP", scalarArgument, false}, {"STEP", scalarArgument, true}})
		if err != nil {
			return relation{}, err
		}
		return a.sequence(f, args, p)
	case "exclude_columns":
		args, err := arguments(f, []parameter{{"INPUT", tableArgument, false}, {"COLUMNS", descriptorArgument, false}})
		if err != nil {
			return relation{}, err
		}
		return a.excludeColumns(f, args, p)
	}
	return relation{}, diag.New(diag.FunctionNotFound, f.Call.Span, "Table function '%s' not registered", strings.Join(name, "."))
}

// arguments sorts the arguments of a call by the parameters that they are for; nil where there is none.
func arguments(f *ast.TableFunction, params []parameter) ([]ast.Expr, error) {
	given, at := f.Call.Args, f.Call.Span
	if len(given) > 0 {
		at = given[0].Where()
	}
	if len(given) > len(params) {
		return nil, diag.New(diag.InvalidArguments, at, "Too many arguments. Expected at most %d arguments, got %d arguments", len(params), len(given))
	}
	named := 0
	for _, arg := range given {
		if _, ok := arg.(*ast.NamedArg); ok {
			named++
		}
	}
	if named != 0 && named != len(given) {
		return nil, diag.New(diag.InvalidArguments, at, "All arguments must be passed by name or all must be passed positionally")
	}
	out := make([]ast.Expr, len(params))
	seen := map[string]bool{}
	for i, arg := range given {
		if n, ok := arg.(*ast.NamedArg); ok {
			name := canonical(n.Name)
			if seen[name] {
				return nil, diag.New(diag.InvalidFunctionArgument, n.Span, "Duplicate argument name: %s", name)
			}
			seen[name] = true
			if i = slices.IndexFunc(params, func(p parameter) bool { return p.name == name }); i < 0 {
				return nil, diag.New(diag.InvalidFunctionArgument, n.Span, "Unexpected argument name: %s", name)
			}
			arg = n.X
		}
		if err := fits(arg, params[i]); err != nil {
			return nil, err
		}
		out[i] = arg
	}
	for i, p := range params {
		if out[i] == nil && !p.optional {
			return nil, diag.New(diag.MissingArgument, at, "Missing argument: %s", p.name)
		}
	}
	if len(f.Copartition) > 0 {
		return nil, errNotSupported(f, "COPARTITION is not supported")
	}
	return out, nil
}

// canonical is the name as SQL compares it: in upper case, unless it is quoted.
func canonical(id ast.Ident) string {
	if id.Quoted {
		return id.Name
	}
	return strings.ToUpper(id.Name)
}

// fits checks that an argument is what a parameter takes.
func fits(arg ast.Expr, p parameter) error {
	kind := scalarArgument
	switch x := arg.(type) {
	case *ast.TableArg:
		kind = tableArgument
	case *ast.Descriptor:
		kind = descriptorArgument
	case *ast.Cast:
		if x.Type.Name == "descriptor" {
			kind = descriptorArgument
		}
	}
	call, isCall := arg.(*ast.Call)
	switch {
	case kind == p.kind:
		return nil
	case isCall && p.kind == tableArgument:
		return errNotSupported(arg, "Invalid table argument "+p.name+". Table functions are not allowed as table function arguments")
	case isCall && p.kind == descriptorArgument && call.Name.Last() == "descriptor":
		return diag.New(diag.InvalidFunctionArgument, arg.Where(),
			"Invalid descriptor argument %s. Descriptors should be formatted as 'DESCRIPTOR(name [type], ...)'", p.name)
	}
	return diag.New(diag.InvalidFunctionArgument, arg.Where(), "Invalid argument %s. Expected %s, got %s", p.name, p.kind, kind)
}

// sequence analyzes `sequence(start, stop, step)`.
func (a *analyzer) sequence(f *ast.TableFunction, args []ast.Expr, p place) (relation, error) {
	bounds := [3]int64{0, 0, 1}
	for i, arg := range args {
		if arg == nil {
			continue
		}
		n, err := a.constantBigint(arg, p)
		if err != nil {
			return relation{}, err
		}
		if n == nil {
			return relation{}, diag.New(diag.InvalidFunctionArgument, f.Span, "%s is null", [...]string{"Start", "Stop", "Step"}[i])
		}
		bounds[i] = *n
	}
	start, stop, step := bounds[0], bounds[1], bounds[2]
	switch {
	case start < stop && step <= 0:
		return relation{}, diag.New(diag.InvalidFunctionArgument, f.Span, "Step must be positive for sequence [%d, %d]", start, stop)
	case start > stop && step >= 0:
		return relation{}, diag.New(diag.InvalidFunctionArgument, f.Span, "Step must be negative for sequence [%d, %d]", start, stop)
	case start == stop:
		step = 0
	}
	col := typed.Column{ID: a.newID(), Name: "sequential_number", Type: types.Of(types.BigInt)}
	return relation{rel: &typed.Sequence{Start: start, Stop: stop, Step: step, Col: col}, fields: []field{columnField(col, nil)}}, nil
}

// constantBigint returns the number that an expression without columns is, nil for NULL.
func (a *analyzer) constantBigint(written ast.Expr, p place) (*int64, error) {
	x, err := a.expr(written, env{place: place{cat: p.cat, db: p.db}, names: &scope{}, clause: inArgument})
	if err != nil {
		return nil, errConstantColumns(err)
	}
	want := types.Of(types.BigInt)
	if !types.CanCoerce(x.Type(), want) {
		return nil, mismatch(loc(written), "Cannot cast type %s to %s", x.Type(), want)
	}
	n, null, ok := wholeNumber(x)
	switch {
	case !ok:
		return nil, errNotSupported(written, "an argument of a table function that is computed by other functions than + - * is not supported")
	case null:
		return nil, nil //nolint:nilnil // NULL
	case !n.IsInt64():
		return nil, diag.New(diag.NumericValueOutOfRange, loc(written), "bigint overflow: %s", n)
	}
	out := n.Int64()
	return &out, nil
}

// wholeNumber computes literals, casts between integers, and + - * of these; it reports false for anything else.
func wholeNumber(x typed.Expr) (n *big.Int, null, ok bool) {
	switch x := x.(type) {
	case *typed.Literal:
		switch v := x.Value.(type) {
		case nil:
			return nil, true, true
		case int64:
			return big.NewInt(v), false, true
		case value.Decimal:
			return v.Unscaled, false, v.Scale == 0
		case string:
			n, ok := new(big.Int).SetString(strings.TrimSpace(v), 10)
			return n, false, ok
		}
	case *typed.Cast:
		if n, null, ok := wholeNumber(x.X); ok {
			return n, null, x.To.IsInteger() && (null || n.IsInt64())
		}
	case *typed.Call:
		return wholeCall(x)
	}
	return nil, false, false
}

func wholeCall(x *typed.Call) (n *big.Int, null, ok bool) {
	terms := make([]*big.Int, len(x.Args))
	for i, arg := range x.Args {
		term, isNull, ok := wholeNumber(arg)
		if !ok || isNull {
			return nil, isNull, ok
		}
		terms[i] = term
	}
	switch name := x.Func.Name; {
	case len(terms) == 1 && (name == "-" || name == "negate"):
		return new(big.Int).Neg(terms[0]), false, true
	case len(terms) == 2 && name == "+":
		return new(big.Int).Add(terms[0], terms[1]), false, true
	case len(terms) == 2 && name == "-":
		return new(big.Int).Sub(terms[0], terms[1]), false, true
	case len(terms) == 2 && name == "*":
		return new(big.Int).Mul(terms[0], terms[1]), false, true
	}
	return nil, false, false
}

func errConstantColumns(err error) error {
	var p problems
	p.add(err)
	if p.err == nil && len(p.list) > 0 && p.list[0].Code == diag.ColumnNotFound {
		return diag.New(diag.ExpressionNotConstant, p.list[0].Span, "Constant expression cannot contain column references")
	}
	return err
}

// excludeColumns analyzes `exclude_columns(input, columns)`.
func (a *analyzer) excludeColumns(f *ast.TableFunction, args []ast.Expr, p place) (relation, error) {
	input, _ := args[0].(*ast.TableArg)
	if err := rowSemantics(input, "INPUT"); err != nil {
		return relation{}, err
	}
	in, err := a.rel(input.Rel, p, nil)
	if err != nil {
		return relation{}, err
	}
	excluded, err := excludedNames(f, args[1])
	if err != nil {
		return relation{}, err
	}
	fields := shownFields(in.fields)
	var missing []string
	for _, name := range excluded {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.name == name }) && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return relation{}, diag.New(diag.InvalidFunctionArgument, f.Span, "Excluded columns: [%s] not present in the table", strings.Join(missing, ", "))
	}
	s := &typed.Select{From: in.rel}
	out := relation{rel: s}
	for _, kept := range fields {
		if slices.Contains(excluded, kept.name) {
			continue
		}
		col := typed.Column{ID: a.newID(), Name: kept.shown, Type: kept.x.Type()}
		s.Items = append(s.Items, typed.Item{Column: col, X: kept.x})
		out.fields = append(out.fields, columnField(col, nil))
	}
	if len(s.Items) == 0 {
		return relation{}, diag.New(diag.InvalidFunctionArgument, f.Span, "All columns are excluded")
	}
	return out, nil
}

// rowSemantics checks that nothing is said of the rows of a table for a function that takes them one by one.
func rowSemantics(t *ast.TableArg, name string) error {
	var said string
	switch {
	case t.Partitioned:
		said = "Partitioning"
	case len(t.OrderBy) > 0:
		said = "Ordering"
	case t.WhenEmpty != "":
		said = "Empty behavior"
	default:
		return nil
	}
	return diag.New(diag.InvalidFunctionArgument, t.Span, "Invalid argument %s. %s specified for table argument with row semantics", name, said)
}

// excludedNames returns the names of a descriptor in lower case.
func excludedNames(f *ast.TableFunction, arg ast.Expr) ([]string, error) {
	d, ok := arg.(*ast.Descriptor)
	if !ok { // a cast to descriptor
		return nil, diag.New(diag.InvalidFunctionArgument, f.Span, "COLUMNS descriptor is null")
	}
	names := make([]string, len(d.Fields))
	for i, field := range d.Fields {
		if field.Type != nil {
			return nil, diag.New(diag.InvalidFunctionArgument, f.Span, "COLUMNS descriptor contains types")
		}
		names[i] = field.Name.Lower()
	}
	return names, nil
}
