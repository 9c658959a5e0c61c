package webapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// problemMedia is the media type of a Problem.
const problemMedia = "application/problem+json"

// statusGone is what is noted for a request whose asker went away; nobody reads it.
const statusGone = 499

// Codes of problems that are the server's own; the others come with the errors.
const (
	codeInternal  = "INTERNAL_ERROR"
	codeInvalid   = "INVALID_REQUEST"
	codeLogin     = "LOGIN_REQUIRED"
	codeLimited   = "TOO_MANY_REQUESTS"
	codeStopping  = "SERVER_STOPPING"
	codeCancelled = "CANCELLED"
	codeTime      = "EXCEEDED_TIME_LIMIT"
	codeNotFound  = "NOT_FOUND"
	codeForeign   = "FOREIGN_ORIGIN"
)

// errStopping is why the context of a request ends when the server stops.
var errStopping = errors.New("the server is stopping")

// Problem is the answer to a request that went wrong (RFC 9457), with a stable code.
type Problem struct {
	Title  string `json:"title" doc:"what the status means"`
	Status int    `json:"status"`
	Detail string `json:"detail" doc:"what, where, what next; for people"`
	Code   string `json:"code" doc:"stable, in Athena's words where it has one"`
	// Incident is the number under which the server's log tells more.
	Incident string `json:"incident,omitempty"`
	// Errors are what is wrong with the request itself, field by field.
	Errors []*huma.ErrorDetail `json:"errors,omitempty"`
	// Diagnostics are what is wrong with the statement, place by place.
	Diagnostics []job.Diagnostic `json:"diagnostics,omitempty"`
}

// problemType is the type of a Problem, for the document.
var problemType = reflect.TypeFor[Problem]() //nolint:gochecknoglobals // a constant that Go has no word for

// Error returns the sentence.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus returns the status of the answer, as huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of the answer, as huma asks for it.
func (p *Problem) ContentType(string) string { return problemMedia }

// newProblem returns a problem.
func newProblem(status int, code, detail string) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// problemOf is the one place that says what an error looks like from outside. What is our own bug is logged, and only its number is told.
func problemOf(ctx context.Context, err error) *Problem {
	var known *Problem
	var wrong *query.Error
	var list diag.List
	var trouble *fault.Error
	var foreign huma.StatusError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return interrupted(ctx, err)
	case errors.As(err, &wrong):
		return statementProblem(wrong.Text, wrong.List)
	case errors.As(err, &list):
		return statementProblem("", list)
	case errors.As(err, &trouble) && trouble.Kind != fault.Internal:
		return newProblem(statusOf(trouble.Kind), codeOf(trouble), trouble.Msg)
	case errors.As(err, &foreign):
		p := newProblem(foreign.GetStatus(), codeInvalid, foreign.Error())
		return p
	}
	return internal(ctx, "an error of our own", err)
}

// internal logs a bug, and returns what is told of it.
func internal(ctx context.Context, what string, err error, more ...any) *Problem {
	id := newID()
	logOf(ctx).Error(what, append([]any{"incident", id, "error", err}, more...)...)
	p := newProblem(http.StatusInternalServerError, codeInternal, "something went wrong inside of the server; its log tells more under incident "+id)
	p.Incident = id
	return p
}

// interrupted tells why a request did not come to its end.
func interrupted(ctx context.Context, err error) *Problem {
	switch {
	case errors.Is(context.Cause(ctx), errStopping):
		return newProblem(http.StatusServiceUnavailable, codeStopping, "the server is stopping, and the request was cancelled; ask again when it is back")
	case errors.Is(err, context.DeadlineExceeded):
		return newProblem(http.StatusGatewayTimeout, codeTime, "the request took too long and was cancelled; ask for less, or run it in the background in the console")
	}
	return newProblem(statusGone, codeCancelled, "the request was cancelled")
}

// statusOf returns the status for a kind of trouble.
func statusOf(kind fault.Kind) int {
	switch kind {
	case fault.Internal:
		return http.StatusInternalServerError
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Denied:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Exhausted:
		return http.StatusUnprocessableEntity // asking again will not help
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// codeOf returns the code of a fault, or a word for its kind where it has none.
func codeOf(f *fault.Error) string {
	if f.Code != "" {
		return f.Code
	}
	switch f.Kind { //nolint:exhaustive // the others are wrong requests
	case fault.Denied:
		return string(diag.PermissionDenied)
	case fault.NotFound:
		return codeNotFound
	case fault.Unavailable:
		return "UNAVAILABLE"
	}
	return codeInvalid
}

// statementProblem tells what is wrong with a statement.
func statementProblem(text string, list diag.List) *Problem {
	p := newProblem(http.StatusBadRequest, codeInvalid, "the statement is wrong")
	if len(list) > 0 {
		p.Code, p.Detail = string(list[0].Code), list[0].Athena(text)
		if list[0].Code == diag.PermissionDenied {
			p.Status, p.Title = http.StatusForbidden, http.StatusText(http.StatusForbidden)
		}
	}
	p.Diagnostics = job.Diagnostics(list, text, text)
	return p
}

// asProblem makes what huma itself finds wrong with a request a Problem.
func asProblem(_ huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := newProblem(model.Status, codeInvalid, model.Detail)
	p.Errors = model.Errors
	return p, nil
}

// writeProblem writes a problem where no route of the API answers.
func writeProblem(w http.ResponseWriter, p *Problem) {
	h := w.Header()
	h.Set("Content-Type", problemMedia)
	h.Set("Cache-Control", "no-store")
	h.Del("Content-Length")
	h.Del("ETag")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) //nolint:errcheck,gosec,errchkjson // the asker is gone: nobody to tell
}
