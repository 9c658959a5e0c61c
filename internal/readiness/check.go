package readiness

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/flowlog"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Area is what checks speak of.
type Area string

// The areas, in the order in which they are examined.
const (
	Bill    Area = "bill"
	Tags    Area = "tags"
	Network Area = "network"
	Models  Area = "models"
)

// Areas returns the areas in their order.
func Areas() []Area { return []Area{Bill, Tags, Network, Models} }

// Subject is what a check is made for.
type Subject int

// The subjects: the lake as a whole, each bill, each source of flow logs.
const (
	Whole Subject = iota
	Bills
	FlowLogs
)

// Check is one question and what its answers mean. In its texts {name} stands for a column of the query.
type Check struct {
	Code string
	Area Area
	// Of are the sources that the check is made for, each by itself.
	Of Subject
	// Good says what holds, Lacks what does not.
	Good, Lacks string
	// Prevents says what cannot be answered, Console where it is mended, Command how.
	Prevents, Console, Command string
}

//go:embed checks/*.sql
var checks embed.FS

// Checks returns all checks, in order.
func Checks() []Check {
	return slices.Concat(billChecks(), lineChecks(), tagChecks(), networkChecks(), modelChecks())
}

// about returns the sources that the check is made for: nil stands for the lake.
func (c Check) about(lake Lake) []*Source {
	if c.Of == Whole {
		return []*Source{nil}
	}
	var all []*Source
	for i := range lake.Sources {
		s := &lake.Sources[i]
		if c.Of == Bills && s.isBill() && len(s.Months) > 0 || c.Of == FlowLogs && s.Kind == flowlog.Name && s.Rows > 0 {
			all = append(all, s)
		}
	}
	return all
}

// isBill tells whether the source is a bill.
func (s *Source) isBill() bool {
	return slices.Contains([]string{cur.CUR2, cur.Legacy, focus.Name}, s.Kind)
}

// text returns a value as people read it; NULL is "".
func text(v value.Value, t types.Type) string {
	if v == nil {
		return ""
	}
	return value.Text(v, t)
}

// query returns the query of the check, with what it reads written above it: it runs as it is wherever glaux.bill is.
func (c Check) query(lake Lake, about *Source) (*ast.Query, error) {
	body, err := checks.ReadFile("checks/" + c.Code + ".sql")
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", c.Code, err)
	}
	q, err := parseQuery(string(body))
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", c.Code, err)
	}
	return above(q, reads(q, lake, about)), nil
}

// above writes queries in front of those that q names itself.
func above(q *ast.Query, tables []ast.CTE) *ast.Query {
	if len(tables) == 0 {
		return q
	}
	if q.With != nil {
		tables = append(tables, q.With.Tables...)
	}
	return &ast.Query{With: &ast.With{Tables: tables}, Body: q.Body, OrderBy: q.OrderBy, Offset: q.Offset, Limit: q.Limit}
}

// parseQuery reads a query of our own.
func parseQuery(text string) (*ast.Query, error) {
	statement, bad := parse.Statement(text)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	q, ok := statement.(*ast.Query)
	if !ok {
		return nil, fmt.Errorf("%q is no query", strings.TrimSpace(text))
	}
	return q, nil
}
