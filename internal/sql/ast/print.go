package ast

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/token"
)

// Print returns the text of node in one canonical form: words of the language in upper case, names as written, the
// clauses of a query on lines of their own, an expression on one line. Parentheses that the tree needs to be read back
// as it is are added. Parsing the text gives a tree that prints as the same text.
func Print(node Node) string {
	p := &printer{}
	p.node(node)
	return p.b.String()
}

// printer writes a tree. Flat queries, which stand inside an expression, are written on one line.
type printer struct {
	b      strings.Builder
	indent int
	flat   bool
	hive   bool // names in backticks
}

// node writes any node.
//
//nolint:funlen // one case for each kind of node that is neither expression, relation nor statement
func (p *printer) node(node Node) {
	switch n := node.(type) {
	case nil:
	case Statement:
		p.statement(n)
	case Expr:
		p.expr(n, anyLevel)
	case Rel:
		p.rel(n)
	case Body:
		p.body(n)
	case Pattern:
		p.pattern(n)
	case *Type:
		p.typ(n)
	case Type:
		p.typ(&n)
	case Ident:
		p.ident(n)
	case *Ident:
		p.ident(*n)
	case Name:
		p.name(n)
	case *Name:
		p.name(*n)
	case *With:
		p.with(n)
	case *CTE:
		p.cte(n)
	case *Limit:
		p.limit(n)
	case *SortItem:
		p.sortItem(n)
	case *SelectItem:
		p.selectItem(n)
	case *GroupBy:
		p.groupBy(n)
	case *Grouping:
		p.grouping(n)
	case *NamedWindow:
		p.namedWindow(n)
	case *Window:
		p.window(n)
	case *Frame:
		p.frame(n)
	case *Bound:
		p.bound(n)
	case *When:
		p.when(n)
	case *Over:
		p.over(n)
	case *Overflow:
		p.overflow(n)
	case *RowField:
		p.rowField(n)
	default:
		p.part(n)
	}
}

// part writes a part of a JSON function, of a pattern or of a command.
func (p *printer) part(node Node) {
	switch n := node.(type) {
	case *JSONPath:
		p.jsonPath(n)
	case *JSONValue:
		p.jsonValue(n)
	case *JSONPassing:
		p.jsonPassing(n)
	case *JSONOutput:
		p.jsonOutput(n)
	case *JSONMember:
		p.jsonMember(n)
	case *JSONColumn:
		p.jsonColumn(n)
	case *JSONPlan:
		p.jsonPlan(n)
	case *JSONBehavior:
		p.jsonBehavior(n, "ERROR")
	case *SkipTo:
		p.skipTo(n)
	case *Measure:
		p.measure(n)
	case *Subset:
		p.subset(n)
	case *Define:
		p.define(n)
	case *Property:
		p.property(n)
	case *Assignment:
		p.assignment(n)
	case *MergeCase:
		p.mergeCase(n)
	default:
		p.hive = true
		p.hivePart(n)
	}
}

func (p *printer) word(s string) { p.b.WriteString(s) }

// line begins a new line, or writes a blank in a flat query.
func (p *printer) line() {
	if p.flat {
		p.b.WriteByte(' ')
		return
	}
	p.b.WriteByte('\n')
	for range p.indent {
		p.b.WriteString("  ")
	}
}

// ident writes a name, in quotes when it was or needs them.
func (p *printer) ident(id Ident) {
	if !id.Quoted && token.Plain(id.Name) {
		p.word(id.Name)
		return
	}
	quote := `"`
	if p.hive {
		quote = "`"
	}
	p.word(quote)
	p.word(strings.ReplaceAll(id.Name, quote, quote+quote))
	p.word(quote)
}

// name writes a qualified name.
func (p *printer) name(n Name) {
	for i, part := range n.Parts {
		if i > 0 {
			p.word(".")
		}
		p.ident(part)
	}
}

// idents writes `(a, b)`.
func (p *printer) idents(list []Ident) {
	p.word("(")
	for i, id := range list {
		p.comma(i)
		p.ident(id)
	}
	p.word(")")
}

// comma writes a comma before all items but the first.
func (p *printer) comma(i int) {
	if i > 0 {
		p.word(", ")
	}
}

// str writes a string.
func (p *printer) str(s string) {
	p.word("'")
	switch {
	case p.hive:
		s = hiveEscapes.Replace(s)
	case strings.Contains(s, "'"):
		s = strings.ReplaceAll(s, "'", "''")
	}
	p.word(s)
	p.word("'")
}

// hiveEscapes writes the characters of a string as Hive reads them.
//
//nolint:gochecknoglobals // a constant table
var hiveEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\x00", `\0`)

func (p *printer) int(n int) { p.word(strconv.Itoa(n)) }

// typ writes a type in the spelling of DML.
func (p *printer) typ(t *Type) {
	head, zoned := strings.CutSuffix(t.Name, " with time zone")
	p.typeName(head)
	if len(t.Args) > 0 || len(t.Fields) > 0 {
		p.word("(")
		for i, a := range t.Args {
			p.comma(i)
			p.typeArg(a)
		}
		for i := range t.Fields {
			p.comma(i)
			p.rowField(&t.Fields[i])
		}
		p.word(")")
	}
	if zoned {
		p.word(" WITH TIME ZONE")
	}
}

// typeName writes the name of a type.
func (p *printer) typeName(name string) {
	if token.Plain(name) || strings.HasPrefix(name, "interval ") {
		p.word(strings.ToUpper(name))
		return
	}
	p.ident(Ident{Name: name, Quoted: true})
}

// typeArg writes a parameter of a type.
func (p *printer) typeArg(a TypeArg) {
	if a.Type != nil {
		p.typ(a.Type)
		return
	}
	if a.Number != nil {
		p.int(*a.Number)
	}
}

// rowField writes a field of a row type.
func (p *printer) rowField(f *RowField) {
	if f.Name != nil {
		p.ident(*f.Name)
		p.word(" ")
	}
	if f.Type != nil { // it is nil only in a Descriptor
		p.typ(f.Type)
	}
}
