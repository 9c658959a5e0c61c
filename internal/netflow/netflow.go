// Package netflow tells who is behind addresses, and what their traffic costs. It reads inventories and flow logs as anyone reads them: with
// the rights of who asks, and every answer carries its SQL. It promises that an address is named as of the time that is asked for, that what
// is not known for sure says so, and that private addresses of different networks are never taken for each other in silence.
//
//	answer, err := netflow.Identify(ctx, runner, who, netflow.Ranges{}, netflow.Asked{Address: "10.0.12.7", At: at})
package netflow

import (
	"context"
	"errors"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Runner runs queries for a principal.
type Runner interface {
	Tree(ctx context.Context, who access.Principal, q *ast.Query, o query.Options) (*query.Result, error)
}

// maxRows bounds what an answer reads.
const maxRows = 200_000

// read runs a query and gives each row to take.
func read(ctx context.Context, runner Runner, who access.Principal, q *ast.Query, take func(row []value.Value) error) error {
	err := scan(ctx, runner, who, q, maxRows, take)
	if errors.Is(err, errTooMuch) {
		return fault.New(fault.Exhausted, "TOO_MANY_ROWS", "the inventories tell too much of this address: ask for a time, or a VPC")
	}
	return err
}

// errTooMuch says that a query has more rows than are read.
var errTooMuch = errors.New("too many rows")

// scan is read for at most so many rows.
func scan(ctx context.Context, runner Runner, who access.Principal, q *ast.Query, most int, take func(row []value.Value) error) (err error) {
	result, err := runner.Tree(ctx, who, q, query.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	n := 0
	return result.Each(ctx, func(row []value.Value) error {
		if n++; n > most {
			return errTooMuch
		}
		return take(row)
	})
}
