package console

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// maxChecked bounds the statements of a text that are checked; the places of the others are told.
const maxChecked = 100

// Check says what is wrong with a text, without running it, in the view of who asks.
func (c *Console) Check(ctx context.Context, who access.Principal, t Text) (Check, error) {
	out := Check{Diagnostics: []job.Diagnostic{}, Statements: []Span{}}
	sight, err := c.sight(ctx, who, t.Database)
	if err != nil {
		return Check{}, err
	}
	defer sight.Close()
	r := newRuler(t.SQL)
	var one *query.Checked
	for _, piece := range parse.Split(t.SQL) {
		if len(piece.Tokens) == 0 {
			continue
		}
		out.Statements = append(out.Statements, r.span(piece.Span))
		if len(out.Statements) > maxChecked {
			continue
		}
		checked, err := sight.Check(ctx, t.SQL[piece.Start:piece.End], t.Params[min(out.Parameters, len(t.Params)):])
		if err != nil {
			return Check{}, err
		}
		for _, d := range checked.Problems {
			out.Diagnostics = append(out.Diagnostics, diagnostic(r, piece.Span, d))
		}
		out.Diagnostics = append(out.Diagnostics, tips(r, piece.Span, &checked)...)
		out.Parameters += checked.Params
		out.Bytes += checked.Estimate.Bytes
		out.Files += checked.Estimate.Files
		one = &checked
	}
	if one == nil || len(out.Statements) != 1 {
		return out, nil
	}
	if one.Query != nil && !one.Partial {
		out.AthenaUSD = job.AthenaUSD(query.KindOf(one.Statement), one.Estimate.Bytes)
	}
	out.Columns = resultColumns(one)
	return out, nil
}

// resultColumns returns the columns of a query; those of a statement that writes are no result.
func resultColumns(one *query.Checked) []job.Column {
	if one.Query == nil || query.KindOf(one.Statement).Sub != "SELECT" {
		return nil
	}
	return job.Columns(one.Query.Root.Columns())
}

// diagnostic puts a diagnostic of a statement into the whole text. One without a place is that of the whole statement, and one of a
// parameter's value is that of the statement's end.
func diagnostic(r *ruler, piece token.Span, d diag.Diagnostic) job.Diagnostic {
	span := token.Span{Start: piece.Start + d.Span.Start, End: piece.Start + d.Span.End}
	size := piece.End - piece.Start
	switch {
	case d.Span.IsNowhere() || d.Span == (token.Span{}):
		span = piece
	case d.Span.Start > size:
		span = token.Span{Start: piece.End, End: piece.End}
		d.Msg = "in a parameter: " + d.Msg
	case span.End > piece.End || span.End < span.Start:
		span.End = piece.End
	}
	at := token.Locate(r.text, span.Start)
	place := r.span(span)
	return job.Diagnostic{
		From: place.From, To: place.To, Line: at.Line, Column: at.Column,
		Code: string(d.Code), Message: d.Msg, Hint: d.Hint, Severity: "error",
	}
}
