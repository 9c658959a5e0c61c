package tool

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// The rows that a query answers with: what a model can read, and what it may ask for.
const usualRows, mostRows = 100, 1000

// QueryInput is a query.
type QueryInput struct {
	SQL      string   `json:"sql" doc:"one SELECT, SHOW, DESCRIBE or EXPLAIN in Athena's SQL (Trino); nothing else is run"`
	Database string   `json:"database,omitempty" doc:"the database of table names without one"`
	Params   []string `json:"params,omitempty" doc:"values of the parameters ?, each as an SQL expression: 12, 'text', DATE '2025-11-01'"`
	Limit    int      `json:"limit,omitempty" doc:"how many rows to answer with: 100 when 0, 1000 at most; the others are counted"`
}

// QueryAnswer are rows.
type QueryAnswer struct {
	job.Ran
	Truncated bool   `json:"truncated,omitempty" doc:"there are more rows than these: aggregate, filter, or ask for more"`
	SQL       string `json:"sql"`
}

// querySQL is the tool query_sql.
func querySQL(p Parts) (Tool, bool, error) {
	if p.Texts == nil {
		return none()
	}
	return made(spec{
		"query_sql", "Run a query",
		"Runs one query in Athena's SQL with the rights of who asks, and answers with its first rows. Use it where no other tool answers; look at the catalog first. " +
			"Costs are decimals: sum(CAST(line_item_unblended_cost AS decimal(38, 10))). Filter glaux.bill by billing_period ('2025-11').",
	}, func(ctx context.Context, who access.Principal, in QueryInput) (QueryAnswer, error) {
		if err := Reads(in.SQL); err != nil {
			return QueryAnswer{}, err
		}
		limit, err := bounded("limit", in.Limit, usualRows, mostRows)
		if err != nil {
			return QueryAnswer{}, err
		}
		ran, err := job.Few(ctx, p.Texts, who, job.Request{SQL: in.SQL, Database: in.Database, Params: in.Params}, limit)
		return QueryAnswer{Ran: ran, SQL: in.SQL, Truncated: ran.Found > int64(len(ran.Rows))}, err
	})
}

// Reads refuses what would change something. What cannot be parsed is refused where it runs, with its places.
func Reads(sql string) error {
	statement, problems := parse.Statement(sql)
	if len(problems) > 0 || ast.Reads(statement) {
		return nil
	}
	return fault.New(fault.Denied, "READ_ONLY", "only SELECT, SHOW, DESCRIBE and EXPLAIN are run here; what changes something is for the console")
}

// ExplainInput is a text of SQL.
type ExplainInput struct {
	SQL      string   `json:"sql" doc:"a query; it is not run"`
	Database string   `json:"database,omitempty" doc:"the database of table names without one"`
	Params   []string `json:"params,omitempty" doc:"values of the parameters ?"`
	Plan     bool     `json:"plan,omitempty" doc:"also the plan, where a policy does not forbid it"`
}

// ExplainAnswer is what is known of a query before it runs.
type ExplainAnswer struct {
	console.Check
	Valid bool   `json:"valid"`
	Plan  string `json:"plan,omitempty"`
}

// explainSQL is the tool explain_sql.
func explainSQL(p Parts) (Tool, bool, error) {
	if p.Console == nil {
		return none()
	}
	return made(spec{
		"explain_sql", "Check a query",
		"Says what is wrong with a query, with place and hint, which columns it has, and how much it would read and cost in Athena. It is not run.",
	}, func(ctx context.Context, who access.Principal, in ExplainInput) (ExplainAnswer, error) {
		text := console.Text{SQL: in.SQL, Database: in.Database, Params: in.Params}
		check, err := p.Console.Check(ctx, who, text)
		out := ExplainAnswer{Check: check, Valid: true}
		for _, d := range check.Diagnostics {
			out.Valid = out.Valid && d.Severity != "error"
		}
		if err == nil && in.Plan && out.Valid {
			out.Plan, err = p.Console.Explain(ctx, who, text, "plan")
		}
		return out, err
	})
}
