package audit

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Search asks for records, the newest first. Its zero value asks for all but those of statements that begin.
type Search struct {
	// Before and After bound the numbers of the records, both exclusive; 0 is no bound. Since and Until bound their times, Until exclusive.
	Before, After int64
	Since, Until  time.Time
	// Principal, Event, Outcome, Statement and Table must be equal; Text stands in the statement or the message, in any case. "" is any.
	Principal, Event, Outcome, Statement, Table, Text string
	// Begun asks for the records of statements that begin, too.
	Begun bool
	// Whole asks for whole texts; else those of more than PreviewBytes characters are cut.
	Whole bool
}

// MostRecords is how many records a Search gives at most.
const MostRecords = 1000

// PreviewBytes is how much of a text is given where it was not asked for whole.
const PreviewBytes = 2000

//go:embed search.sql
var search string

// Query returns the query of glaux.audit for the records, with the values of its parameters. It is run as anybody's query: whoever may not
// read the table gets none.
func (s Search) Query() (text string, params []string) {
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ast.Print(&ast.Null{})
		}
		return quoted(t.UTC().Format("2006-01-02 15:04:05.000000"))
	}
	begun, length := "FALSE", PreviewBytes
	if s.Begun || s.Outcome == string(Begun) {
		begun = "TRUE"
	}
	if s.Whole {
		length = maxText + len(mark)
	}
	return search, []string{
		numbered(s.Before), numbered(s.After), moment(s.Since), moment(s.Until),
		quoted(s.Principal), quoted(s.Event), quoted(s.Outcome), quoted(s.Statement), quoted(strings.ToLower(s.Table)), quoted(strings.ToLower(s.Text)),
		begun, strconv.Itoa(length),
	}
}

// quoted returns a text as SQL has it, NULL for none.
func quoted(text string) string {
	if text == "" {
		return ast.Print(&ast.Null{})
	}
	return ast.Print(&ast.String{Value: text})
}

// numbered returns a number as SQL has it, NULL for 0.
func numbered(n int64) string {
	if n == 0 {
		return ast.Print(&ast.Null{})
	}
	return strconv.FormatInt(n, 10)
}

// RecordOf returns the record of a row of the query of a Search.
func RecordOf(row []value.Value) (Record, error) {
	list := columns()
	if len(row) != len(list) {
		return Record{}, fmt.Errorf("read audit log: a row of %d columns", len(row))
	}
	cells := map[string]value.Value{}
	for i, c := range list {
		cells[c.name] = row[i]
	}
	text := func(name string) string { s, _ := cells[name].(string); return s }
	number := func(name string) int64 { n, _ := cells[name].(int64); return n }
	texts := func(name string) []string {
		list, _ := cells[name].(value.List)
		out := make([]string, len(list))
		for i, v := range list {
			out[i], _ = v.(string)
		}
		return out
	}
	at, _ := cells["event_time"].(value.Timestamp)
	return Record{
		Sequence: number("sequence"), Time: time.UnixMicro(int64(at)).UTC(), Event: Event(text("event")), Outcome: Outcome(text("outcome")),
		Principal: text("principal"), Groups: texts("principal_groups"), By: text("asked_by"), From: text("source_address"),
		Statement: text("statement_id"), Parent: text("parent_id"), Kind: text("statement_kind"), Workgroup: text("workgroup"),
		Text: text("statement_text"), Tables: texts("tables"), Columns: texts("columns"), Filters: texts("filters"),
		Rows: number("row_count"), Bytes: number("bytes_scanned"), Took: time.Duration(number("duration_ms")) * time.Millisecond,
		Code: text("error_code"), Message: text("message"), Previous: text("previous_hash"), Hash: text("hash"),
	}, nil
}
