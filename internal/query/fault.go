package query

import (
	"errors"

	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Error is what is wrong with a query, together with the text that the places in it speak of: the query and, below it, its
// parameters.
type Error struct {
	Text string
	List diag.List
}

// Error returns Athena's messages, one a line.
func (e *Error) Error() string { return e.List.Error() }

// Unwrap returns the diagnostics.
func (e *Error) Unwrap() error { return e.List }

// Show returns the messages with source lines, carets and hints.
func (e *Error) Show() string { return e.List.Show(e.Text) }

// fail returns the diagnostics as an Error.
func (s *source) fail(list diag.List) error { return &Error{Text: s.text, List: list} }

// wrap gives diagnostics their text and lets other errors be.
func (s *source) wrap(err error) error {
	var list diag.List
	if errors.As(err, &list) {
		return s.fail(list)
	}
	var one diag.Diagnostic
	if errors.As(err, &one) {
		return s.fail(diag.List{one})
	}
	return err
}
