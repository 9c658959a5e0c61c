// Package audit keeps the log of who did what: every statement with what it read, every login, every change of who may see what. A record
// carries the hash of the one before it. It promises that a record once written is never changed by us, that a record that was changed,
// taken out or put elsewhere is found by Verify, that a process which is killed at any moment costs at most the record that it was just
// writing, that the log stays within its bound and notes what it dropped, and that several processes may write one log.
//
//	log := audit.Open(filepath.Join(lakeDir, "audit"), audit.Options{Now: time.Now})
//	err := log.Append(audit.Record{Event: audit.Login, Principal: "alice", Outcome: audit.Succeeded})
//	report, err := log.Verify(ctx, "")
//	cat := log.With(snapshot)          // a catalog that also has glaux.audit
//
// The log is a folder of segments, files of JSON lines. The hash of a record is SHA-256 of its line without the hash itself, and the line
// holds the hash of the record before. A file «head» says where the log ends, so that records taken off its end are missed.
package audit

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Event is what a record is about.
type Event string

// The events.
const (
	// Query is a query that was run, and Statement any other statement. Explain is one that was shown.
	Query     Event = "QUERY"
	Statement Event = "STATEMENT"
	Explain   Event = "EXPLAIN"
	// Look is a look at the catalog: one record stands for those of an hour.
	Look Event = "CATALOG"
	// Export is a kept result that left as a file.
	Export Event = "EXPORT"
	// Login and Logout are sessions that began and ended, Credential a token or key that was made or revoked.
	Login      Event = "LOGIN"
	Logout     Event = "LOGOUT"
	Credential Event = "CREDENTIAL"
	// Policy is a change of who may see what.
	Policy Event = "POLICY"
	// Alert is a change of who is told of anomalies.
	Alert Event = "ALERT"
	// Recovered tells that the log did not end where it should have, and Dropped that its oldest segment was deleted.
	Recovered Event = "RECOVERED"
	Dropped   Event = "DROPPED"
)

// Outcome is what became of it.
type Outcome string

// The outcomes. A statement that is allowed has two records: Begun before it does anything, and one of the others at its end.
const (
	Begun     Outcome = "BEGUN"
	Succeeded Outcome = "SUCCEEDED"
	Failed    Outcome = "FAILED"
	Refused   Outcome = "DENIED"
	Cancelled Outcome = "CANCELLED"
)

// Record is one line of the log.
type Record struct {
	// Sequence counts records from 1. Append sets it, and Time and Previous.
	Sequence int64     `json:"n"`
	Time     time.Time `json:"time"`
	Event    Event     `json:"event"`
	Outcome  Outcome   `json:"outcome"`
	// Principal is as whom it was done, with its Groups; By is who really did it, where that is another, and From its address.
	Principal string   `json:"principal,omitempty"`
	Groups    []string `json:"groups,omitempty"`
	By        string   `json:"by,omitempty"`
	From      string   `json:"from,omitempty"`
	// Statement names the statement, and Parent the one that it is part of. Kind is what it is: SELECT, CREATE_VIEW, GRANT.
	Statement string `json:"statement,omitempty"`
	Parent    string `json:"parent,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Workgroup string `json:"workgroup,omitempty"`
	// Text is the statement or the change. TextBytes is how long it was, where it was cut.
	Text      string `json:"text,omitempty"`
	TextBytes int64  `json:"textBytes,omitempty"`
	// Tables, Columns and Filters are what was read, and the conditions that the policy put on rows.
	Tables  []string `json:"tables,omitempty"`
	Columns []string `json:"columns,omitempty"`
	Filters []string `json:"filters,omitempty"`
	// Rows were given or written, Bytes read at most, Took is in nanoseconds.
	Rows  int64         `json:"rows,omitempty"`
	Bytes int64         `json:"bytes,omitempty"`
	Took  time.Duration `json:"took,omitempty"`
	// Code and Message are those of the error, or say what Recovered and Dropped are about.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Torn is the SHA-256 of the bytes before this record that are none; DroppedTo and DroppedHash are the last record that was dropped.
	Torn        string `json:"torn,omitempty"`
	DroppedTo   int64  `json:"droppedTo,omitempty"`
	DroppedHash string `json:"droppedHash,omitempty"`
	// Previous is the hash of the record before; Hash that of this one.
	Previous string `json:"prev"`
	Hash     string `json:"-"`
}

// The bounds of a record, in bytes. A line may be longer by what JSON adds.
const (
	maxText    = 128 << 10
	maxMessage = 4 << 10
	maxName    = 1 << 10
	maxList    = 64 << 10
	maxLine    = 4 << 20
)

// bound cuts what is too long to be kept, so that it can be seen that it was cut.
func (r *Record) bound() {
	if n := len(r.Text); n > maxText {
		r.Text, r.TextBytes = cut(r.Text, maxText), int64(n)
	}
	r.Message = cut(r.Message, maxMessage)
	for _, name := range []*string{&r.Principal, &r.By, &r.From, &r.Statement, &r.Parent, &r.Kind, &r.Workgroup, &r.Code} {
		*name = cut(*name, maxName)
	}
	for _, list := range []*[]string{&r.Groups, &r.Tables, &r.Columns, &r.Filters} {
		*list = cutList(*list)
	}
}

// mark stands where something was cut.
const mark = "…"

// cut returns a text of at most so many bytes and the mark, and makes it valid UTF-8.
func cut(text string, limit int) string {
	if len(text) > limit {
		for limit > 0 && !utf8.RuneStart(text[limit]) {
			limit--
		}
		text = text[:limit] + mark
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// cutList returns the members that fit, and the mark where some do not.
func cutList(list []string) []string {
	left := maxList
	out := make([]string, 0, len(list))
	for _, text := range list {
		const least = 16 // what a member costs beside its text
		if left -= len(text) + least; left < 0 {
			return append(out, mark)
		}
		out = append(out, strings.ToValidUTF8(text, "\uFFFD"))
	}
	return out
}
