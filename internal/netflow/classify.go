package netflow

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Level says by what addresses are told apart.
type Level string

// The levels. By a tag, it is written tag:KEY.
const (
	ByName    Level = "name"
	ByOwner   Level = "owner"
	ByType    Level = "type"
	BySubnet  Level = "subnet"
	ByVPC     Level = "vpc"
	ByZone    Level = "az"
	ByAccount Level = "account"
	ByService Level = "service"
	byTag           = "tag:"
)

// Levels returns the levels that need no key.
func Levels() []Level {
	return []Level{ByName, ByOwner, ByType, BySubnet, ByVPC, ByZone, ByAccount, ByService}
}

// maxAddresses bounds the addresses of one classifier.
const maxAddresses = 2000

// Classify asks for a CASE expression that puts addresses into words.
type Classify struct {
	Addresses []string `json:"addresses" minItems:"1" maxItems:"2000"`
	Level     Level    `json:"level" doc:"name, owner, type, subnet, vpc, az, account, service, or tag:KEY" example:"tag:team"`
	// Column is the column that holds the addresses; Time, where it is not "", that of the time of a row: addresses are reused.
	Column string `json:"column,omitempty" doc:"srcaddr when empty" maxLength:"128"`
	Time   string `json:"time,omitempty" doc:"the column with the time of a row, such as start_time, where addresses had several owners" maxLength:"128"`
	// At is the time for which the addresses are named where there is no column for it.
	At time.Time `json:"at,omitzero" doc:"now when empty"`
	// Other is the word for all other addresses.
	Other string `json:"other,omitempty" doc:"other when empty" maxLength:"128"`
}

// Class is one word with the addresses that it stands for.
type Class struct {
	Word      string   `json:"word"`
	Addresses []string `json:"addresses"`
	// Blocks are the fewest blocks that hold these addresses and no others of the question.
	Blocks []string `json:"blocks"`
}

// Classified is the expression, and what it covers.
type Classified struct {
	Level   Level   `json:"level"`
	Classes []Class `json:"classes"`
	// Case is the expression as SQL.
	Case string `json:"case"`
	// Asked is how many addresses there were, Covered how many the expression names when it is run on them, Unknown those that it does not.
	Asked   int      `json:"asked"`
	Covered int      `json:"covered"`
	Unknown []string `json:"unknown,omitempty"`
	// Reused are addresses that had several words over time: without a column of time, that of the asked time is taken.
	Reused []string `json:"reused,omitempty"`
	// SQL is the query that checks the coverage.
	SQL string `json:"sql"`
}

// Make makes the expression, and runs it on the addresses.
func (c Classify) Make(ctx context.Context, runner Runner, who access.Principal, ranges Ranges) (Classified, error) {
	list, err := c.addresses()
	if err != nil {
		return Classified{}, err
	}
	_, known, err := identities(ctx, runner, who, list)
	if err != nil {
		return Classified{}, err
	}
	out := Classified{Level: c.Level, Asked: len(list), Classes: []Class{}}
	words := &sorting{ask: c}
	for _, a := range list {
		words.put(a, known[a], ranges)
	}
	slices.SortFunc(words.reused, netip.Addr.Compare)
	for _, a := range words.reused {
		out.Reused = append(out.Reused, a.String())
	}
	if out.Classes, err = words.classes(); err != nil {
		return Classified{}, err
	}
	expression := words.expression(out.Classes)
	out.Case = ast.Print(expression)
	return out, c.cover(ctx, runner, who, list, expression, &out)
}

// addresses reads the addresses, each once.
func (c Classify) addresses() ([]netip.Addr, error) {
	if key, tagged := strings.CutPrefix(string(c.Level), byTag); !slices.Contains(Levels(), c.Level) && (!tagged || key == "") {
		return nil, fault.New(fault.Invalid, "INVALID_LEVEL", fmt.Sprintf("%q is no level: choose one of %v, or tag:KEY", c.Level, Levels()))
	}
	var list []netip.Addr
	for _, text := range c.Addresses {
		if text = strings.TrimSpace(text); text == "" || text == "-" {
			continue
		}
		a, err := netip.ParseAddr(text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "INVALID_ADDRESS", fmt.Sprintf("%q is no IP address: write 10.0.12.7 or 2001:db8::1", text))
		}
		list = append(list, a.Unmap())
	}
	slices.SortFunc(list, netip.Addr.Compare)
	if list = slices.Compact(list); len(list) == 0 {
		return nil, fault.New(fault.Invalid, "INVALID_ADDRESS", "there is no address to classify")
	}
	if len(list) > maxAddresses {
		return nil, fault.New(fault.Invalid, "TOO_MANY_ADDRESSES", fmt.Sprintf("%d addresses are too many for one expression: at most %d", len(list), maxAddresses))
	}
	return list, nil
}

// cover runs the expression on the addresses and compares what it says with what is known.
func (c Classify) cover(ctx context.Context, runner Runner, who access.Principal, list []netip.Addr, expression ast.Expr, out *Classified) error {
	column := cmp.Or(c.Column, sourceAddress)
	from := &ast.Aliased{Rel: valuesOf(list), Alias: *build.Ident("asked")}
	row := &ast.Select{Items: []ast.SelectItem{build.Item(build.Column("address"), column)}, From: []ast.Rel{from}}
	if c.Time != "" {
		row.Items = append(row.Items, build.Item(instant(c.At), c.Time))
	}
	q := &ast.Query{Body: &ast.Select{
		Items: []ast.SelectItem{build.Item(build.Column(column), "address"), build.Item(expression, "word")},
		From:  []ast.Rel{&ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: row}}, Alias: *build.Ident("flows")}},
	}, OrderBy: build.OrderBy(1)}
	out.SQL = ast.Print(q)
	return read(ctx, runner, who, q, func(row []value.Value) error {
		if text(row[1]) == cmp.Or(c.Other, otherWord) {
			out.Unknown = append(out.Unknown, text(row[0]))
			return nil
		}
		out.Covered++
		return nil
	})
}
