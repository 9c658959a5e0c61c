package console

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// operand is what a string at the cursor is compared with: a column, or the value of a key of a map.
type operand struct {
	path []string // [relation,] column
	key  string   // of a map
	keys bool     // the string is itself a key
	fold string   // lower or upper, where that is what is compared
}

// texts offers what can stand in a string: units of time, keys of a map, values of the column that it is compared with.
func (f *finder) texts(ctx context.Context) error {
	if open := f.enclosing(); len(open) > 0 && open[0] == f.at-1 {
		if units := unitsOf(strings.ToLower(f.sourceOr(open[0] - 1))); units != nil {
			for i, u := range units {
				f.found.add(Completion{Kind: "value", Label: u, Insert: f.ended(u)}, wanted-i)
			}
			return nil
		}
	}
	op, ok := f.compared()
	if !ok {
		return nil
	}
	f.around(ctx)
	for _, s := range f.scopes {
		for _, rel := range s.relations {
			if len(op.path) > 1 && op.path[0] != rel.name {
				continue
			}
			for _, col := range rel.columns {
				if col.name == op.path[len(op.path)-1] {
					return f.values(ctx, col, op)
				}
			}
		}
	}
	return nil
}

// sourceOr returns the text of a token, "" where there is none.
func (f *finder) sourceOr(i int) string {
	if i < 0 || i >= len(f.toks) {
		return ""
	}
	return f.source(i)
}

// unitsOf returns the units that a function takes as its first argument, nil for others.
func unitsOf(function string) []string {
	switch function {
	case "date_trunc":
		return []string{"month", "day", "hour", "week", "quarter", "year", "minute", "second", "millisecond"}
	case "date_add", "date_diff":
		return []string{"day", "month", "hour", "week", "quarter", "year", "minute", "second", "millisecond"}
	}
	return nil
}

// compared finds what the string at the cursor is compared with.
func (f *finder) compared() (operand, bool) {
	last := f.at - 1
	if w := f.op(last); w == "DATE" || w == "TIMESTAMP" {
		last-- // DATE '…'
	}
	switch f.op(last) {
	case "[":
		op, ok := f.operandAt(last - 1)
		op.keys = true
		return op, ok && op.key == ""
	case "=", "<>", "<", "<=", ">", ">=":
		return f.operandAt(last - 1)
	case "LIKE", "BETWEEN":
		return f.operandAt(f.beforeNot(last))
	case "AND":
		for i := last - 1; i > 0 && i > last-4; i-- { //nolint:mnd // x BETWEEN 'a' AND
			if f.op(i) == "BETWEEN" {
				return f.operandAt(f.beforeNot(i))
			}
		}
	case "(", ",":
		open := f.enclosing()
		if len(open) == 0 {
			break
		}
		switch head := strings.ToUpper(f.sourceOr(open[0] - 1)); {
		case f.op(open[0]) == "(" && head == "IN":
			return f.operandAt(f.beforeNot(open[0] - 1))
		case f.op(last) == "," && (head == "ELEMENT_AT" || head == "CONTAINS" || head == "STARTS_WITH"):
			op, ok := f.operandAt(last - 1)
			op.keys = head == "ELEMENT_AT"
			return op, ok && op.key == ""
		}
	case "WHEN", "THEN":
	}
	return operand{}, false
}

// beforeNot returns the index before an operator, and before NOT in front of it.
func (f *finder) beforeNot(i int) int {
	if f.op(i-1) == "NOT" {
		return i - 2 //nolint:mnd // NOT and what stands before it
	}
	return i - 1
}

// operandAt reads the operand that ends at an index: a column, a subscript of a map with a string, or element_at with one; lower(x),
// upper(x) and trim(x) are about the values of x.
func (f *finder) operandAt(i int) (operand, bool) {
	switch f.op(i) {
	case "]":
		open := f.match[i]
		if open < 0 || i != open+2 {
			return operand{}, false
		}
		op, ok := f.operandAt(open - 1)
		op.key = stringOf(f.source(open + 1))
		return op, ok && op.key != ""
	case ")":
		open := f.match[i]
		if open < 1 {
			return operand{}, false
		}
		switch strings.ToLower(f.source(open - 1)) {
		case "element_at":
			if f.op(i-2) != "," {
				return operand{}, false
			}
			op, ok := f.operandAt(i - 3) //nolint:mnd // the comma, the key and the parenthesis
			op.key = stringOf(f.source(i - 1))
			return op, ok && op.key != ""
		case "lower", "upper", "trim":
			op, ok := f.operandAt(i - 1)
			op.fold = strings.ToLower(f.source(open - 1))
			return op, ok
		}
		return operand{}, false
	}
	if !f.isName(i) {
		return operand{}, false
	}
	op := operand{path: []string{f.name(i)}}
	if f.op(i-1) == "." && f.isName(i-2) {
		op.path = []string{f.name(i - 2), f.name(i)}
	}
	return op, true
}

// stringOf returns what a string literal holds, "" for another token.
func stringOf(source string) string {
	if len(source) < 2 || source[0] != '\'' { //nolint:mnd // two quotes
		return ""
	}
	return strings.ReplaceAll(source[1:len(source)-1], "''", "'")
}

// values offers the frequent values of a column, or keys of a map. They come by a query with the rights of who asks. Where that fails, for
// it takes too long or the policy hides what it needs, there is nothing to offer.
func (f *finder) values(ctx context.Context, col column, op operand) error {
	if col.of == "" || (op.keys || op.key != "") && col.typ.Kind != types.Map {
		return nil
	}
	table, err := f.sight.Visible.Table(ctx, col.table)
	if err != nil {
		return nil //nolint:nilerr // not to be seen: nothing to offer
	}
	if _, late := table.Data.(catalog.Deferred); late {
		return nil // a look at the values would read the files
	}
	of, err := visibleColumn(table, col.of)
	if err != nil {
		return nil //nolint:nilerr // as above
	}
	word := strings.Trim(f.word, "%")
	f.found.word = strings.ToLower(word)
	all, err := f.by.console.frequents(ctx, f.by, table, of, FrequentRequest{Keys: op.keys, Key: op.key, Prefix: word, Limit: countedValues})
	if err != nil {
		return quiet(err)
	}
	kind := "value"
	if op.keys {
		kind = "key"
	}
	written := f.written()
	for _, v := range all.Items {
		switch op.fold {
		case "lower":
			v.Value = strings.ToLower(v.Value)
		case "upper":
			v.Value = strings.ToUpper(v.Value)
		}
		if !written[v.Value] {
			f.found.add(Completion{Kind: kind, Label: v.Value, Insert: f.value(v.Value, op), Detail: plural(v.Rows, "row")}, wanted)
		}
	}
	return nil
}

// written returns the strings that stand in the list of IN around the cursor.
func (f *finder) written() map[string]bool {
	list := map[string]bool{}
	open := f.enclosing()
	if len(open) == 0 || f.op(open[0]-1) != "IN" {
		return list
	}
	for i := open[0] + 1; i < f.end(open[0]); i++ {
		list[stringOf(f.source(i))] = true
	}
	return list
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// quiet lets go of errors that mean no more than that there is nothing to offer: of the query, of a limit, of time.
func quiet(err error) error {
	var wrong *query.Error
	if errors.As(err, &wrong) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return nil
	}
	switch fault.KindOf(err) { //nolint:exhaustive // the others are trouble
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Exhausted:
		return nil
	}
	return err
}

// value returns what is written for a value: with the blanks of LIKE that were typed, and the end of the quote and of the bracket where
// they lack.
func (f *finder) value(v string, op operand) string {
	if f.before(1) == "LIKE" && strings.HasPrefix(f.word, "%") {
		v = "%" + v
	}
	s := f.ended(v)
	if op.keys && f.before(1) == "[" && f.next != ']' && !f.closed {
		s += "]"
	}
	return s
}

// ended writes a text inside of the quote that is open, and ends that where it has no end.
func (f *finder) ended(v string) string {
	v = strings.ReplaceAll(v, "'", "''")
	if f.closed {
		return v
	}
	return v + "'"
}
