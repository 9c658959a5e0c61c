package allocation

import (
	"slices"

	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// A line of the bill says what a caller used within an hour or a day, the invocation logs what each call was for. A line that no step before
// the metadata knows is divided among the values that callers wrote beside their calls, by the tokens of the same kind of the same day, for
// the inference profile where there is one, else for the caller, else for the account.
const (
	// placeOf is what the calls of a line have in common; NULL for lines that logs say nothing of.
	placeOf = `CASE WHEN NOT called THEN NULL WHEN line_item_resource_id LIKE '%:application-inference-profile/%' THEN line_item_resource_id
		WHEN line_item_iam_principal <> '' THEN line_item_iam_principal ELSE '' END`
	dayOf     = `CASE WHEN called THEN CAST(line_item_usage_start_date AS date) END`
	accountOf = `CASE WHEN called THEN line_item_usage_account_id END`
	// calledOf tells that logs may tell of a line: usage of models in a day at most.
	calledOf = `coalesce(line_item_line_item_type = 'Usage' AND date_diff('hour', line_item_usage_start_date, line_item_usage_end_date) <= 24, false)`
	// sortOf is the kind of tokens; calls for what is counted otherwise.
	sortOf = `CASE WHEN NOT called THEN NULL WHEN regexp_like(lower(line_item_usage_type), 'cache_?-?read') THEN 'read' WHEN regexp_like(lower(line_item_usage_type), 'cache_?-?write') THEN 'write'
		WHEN regexp_like(lower(line_item_usage_type), 'output_?-?token') THEN 'output' WHEN regexp_like(lower(line_item_usage_type), 'input_?-?token') THEN 'input' ELSE 'calls' END`
	// called are the logs, summed up, with the value that callers wrote.
	called = `SELECT day, account_id AS account, model_id, identity_arn, element_at(request_metadata, 'KEY') AS value, sum(coalesce(input_tokens, 0)) AS input,
			sum(coalesce(output_tokens, 0)) AS output, sum(coalesce(cache_read_tokens, 0)) AS "read", sum(coalesce(cache_write_tokens, 0)) AS "write", count(*) AS calls
		FROM glaux.invocations WHERE day BETWEEN DATE '2000-01-01' AND DATE '2000-01-02' GROUP BY 1, 2, 3, 4, 5`
	logged = `SELECT c.day, c.account, p.place, s.sort, coalesce(c.value, '') AS value, CAST(sum(s.weight) AS decimal(38, 10)) AS weight FROM called c
		CROSS JOIN UNNEST(ARRAY[c.model_id, c.identity_arn, '']) AS p (place)
		CROSS JOIN UNNEST(ARRAY['input', 'output', 'read', 'write', 'calls'], ARRAY[c.input, c.output, c."read", c."write", c.calls]) AS s (sort, weight)
		WHERE s.weight > 0 GROUP BY 1, 2, 3, 4, 5`
	grouped = `SELECT month, early_step, early, late_step, late, IF(early IS NULL, day) AS day, IF(early IS NULL, account) AS account, IF(early IS NULL, place) AS place,
			IF(early IS NULL, sort) AS sort, sum(cost) AS cost, sum(tokens) AS tokens, sum(saved) AS saved, sum(eligible) AS eligible, sum(lines) AS lines
		FROM chosen GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`
	together = `SELECT g.month, g.early_step, g.early, g.late_step, g.late, g.day, g.account, g.place, g.sort, g.cost, g.tokens, g.saved, g.eligible, g.lines,
			coalesce(l.value, '') AS value, coalesce(l.weight, 1) AS weight
		FROM grouped g LEFT JOIN logged l ON l.day = g.day AND l.account = g.account AND l.place = g.place AND l.sort = g.sort`
	inRow = `SELECT month, early_step, early, late_step, late, cost, tokens, saved, eligible, lines, value, weight,
			sum(weight) OVER (PARTITION BY month, early_step, early, late_step, late, day, account, place, sort ORDER BY value ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto,
			sum(weight) OVER (PARTITION BY month, early_step, early, late_step, late, day, account, place, sort) AS whole
		FROM together`
	dividedRows = `SELECT month AS month, CASE WHEN early IS NOT NULL THEN early_step WHEN value <> '' THEN 1000 ELSE late_step END AS step, coalesce(early, nullif(value, ''), late) AS value,
			COST AS cost, TOKENS AS tokens, SAVED AS saved, ELIGIBLE AS eligible, lines AS lines FROM in_row`
	dividedSteps = `SELECT month, step, value, sum(cost) AS cost, sum(tokens) AS tokens, sum(saved) AS saved, sum(eligible) AS eligible, sum(lines) AS lines FROM lines GROUP BY 1, 2, 3`
)

// placeColumns are what lines and calls are brought together by. They are NULL for lines that logs say nothing of.
func placeColumns() []named {
	return []named{{"place", placeOf}, {"day", dayOf}, {"account", accountOf}, {"sort", sortOf}}
}

// calledLines are the lines that are asked for, with a column that tells of which of them logs may tell.
func (p *plan) calledLines() (ast.Rel, error) {
	is, err := build.Expression(calledOf)
	if err != nil {
		return nil, err
	}
	if p.over == Bill {
		is = build.Op(class.Is(), "AND", is)
	}
	s := &ast.Select{Items: []ast.SelectItem{{Star: true}, build.Item(is, "called")}, From: []ast.Rel{p.table()}}
	s.Filter, err = p.within()
	return &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: s}}, Alias: *build.Ident("b")}, err
}

// dividing adds the parts that divide lines by what logs say; at is the step of metadata.
func (p *plan) dividing(w *writer, at int) error {
	w.add("chosen", &ast.Query{Body: p.chosen(at)})
	called, err := p.called(p.key.waterfall()[at])
	if err != nil {
		return err
	}
	w.add("called", called)
	w.text("logged", logged, nil)
	w.text("grouped", grouped, nil)
	w.text("together", together, nil)
	w.text("in_row", inRow, nil)
	divided, err := p.divided(at)
	if err != nil {
		return err
	}
	w.add("lines", divided)
	w.text("stepped", dividedSteps, nil)
	return w.err
}

// chosen gives each line what the steps before and after the metadata say.
func (p *plan) chosen(at int) *ast.Select {
	earlyStep, early := p.choose(0, at)
	lateStep, late := p.choose(at+1, len(p.key.waterfall()))
	s := &ast.Select{From: []ast.Rel{build.Table("", "known")}, Items: []ast.SelectItem{
		build.Item(column("month"), "month"), build.Item(earlyStep, "early_step"), build.Item(p.key.alias(early), "early"), build.Item(lateStep, "late_step"),
		build.Item(p.key.alias(build.Call("coalesce", late, build.Text(p.key.Residual))), "late"),
	}}
	for _, name := range []string{"day", "account", "place", "sort", "cost", "tokens", "saved", "eligible", "lines"} {
		s.Items = append(s.Items, build.Item(column(name), name))
	}
	return s
}

// called are the logs of the time, with the values of the key.
func (p *plan) called(step Step) (*ast.Query, error) {
	q, err := build.Query(called)
	if err != nil {
		return nil, err
	}
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return q, nil
	}
	for i := range s.Items {
		if s.Items[i].Alias != nil && s.Items[i].Alias.Name == "value" {
			s.Items[i].X = p.key.alias(first(step.Tags, func(key string) ast.Expr { return entry("request_metadata", key) }))
		}
	}
	s.Filter = p.ofDays()
	return q, nil
}

// ofDays keeps the calls of the time.
func (p *plan) ofDays() ast.Expr {
	return &ast.Between{X: column("day"), Low: day(p.from), High: day(p.to.AddDate(0, 0, -1))}
}

// divided are the lines with what logs say, each part of an amount by the formula of parts.
func (p *plan) divided(at int) (*ast.Query, error) {
	q, err := build.Query(dividedRows)
	if err != nil {
		return nil, err
	}
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return q, nil
	}
	for i, item := range s.Items {
		if c, ok := item.X.(*ast.Case); ok && item.Alias.Name == "step" {
			c.Whens[1].Result = build.Number(at)
		}
		if name := item.Alias.Name; slices.Contains([]string{"cost", "tokens", "saved", "eligible"}, name) {
			if s.Items[i].X, err = partOf(name); err != nil {
				return nil, err
			}
		}
	}
	return q, nil
}
