// Package fault holds the one error that crosses packages: what kind of trouble it is, a stable code, a sentence that a
// user may read, and the error behind it for the log. It promises that Msg never holds what its reader may not see; what
// is only for the log stands in Err.
package fault

import "errors"

// Kind says whose trouble an error is and what a door should answer.
type Kind uint8

// The kinds. The zero Kind is our own bug.
const (
	Internal    Kind = iota // our bug
	Invalid                 // the request is wrong: fix it and ask again
	Denied                  // the caller may not do this
	NotFound                // there is no such thing, or the caller may not know of it
	Conflict                // the thing is in another state than the request supposes
	Exhausted               // a limit is reached
	Unavailable             // something outside does not answer: try again later
)

// Error is an error with a kind, a code and a sentence for the user.
type Error struct {
	Kind Kind
	Code string // stable, in the words of Athena where it has one: "EXCEEDED_TIME_LIMIT"
	Msg  string // what, where, what next; may be shown to the user
	Err  error  // the error behind it, for the log; may be nil
}

// New returns an error of a kind with a code and a sentence.
func New(kind Kind, code, msg string) *Error { return &Error{Kind: kind, Code: code, Msg: msg} }

// Wrap returns an error of a kind with a code and a sentence, and err behind it.
func Wrap(err error, kind Kind, code, msg string) *Error {
	return &Error{Kind: kind, Code: code, Msg: msg, Err: err}
}

// Error returns the sentence with its code; the error behind is not shown.
func (e *Error) Error() string {
	if e.Code == "" {
		return e.Msg
	}
	return e.Code + ": " + e.Msg
}

// Unwrap returns the error behind, so that errors.Is and errors.As see it.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first Error in err's chain, and Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
