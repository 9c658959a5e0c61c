package duckdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
)

// engineError is what DuckDB says. It may quote any value of any row, so it goes to the log and never to a user.
type engineError string

// Error returns DuckDB's message.
func (e engineError) Error() string { return string(e) }

// fatal tells whether the instance is of no use any more.
func (e engineError) fatal() bool {
	return strings.HasPrefix(string(e), "FATAL Error") || strings.Contains(string(e), "database has been invalidated")
}

// marker begins the errors that the emitted SQL and the functions in Go raise: GLAUX!CODE!place!sentence.
const marker = "GLAUX!"

// The two ways in which DuckDB wraps such an error: a cast that cannot succeed, and a function that failed.
const (
	castBefore = "Conversion Error: Could not convert string '" + marker
	castAfter  = "' to INT64"
	callBefore = "Invalid Input Error: " + marker
)

// raised finds an error that was raised on purpose. Only the beginning of the message counts: what a user's own text looks like
// when DuckDB quotes it is no error of ours.
func raised(msg string) (diag.Diagnostic, bool) {
	body, ok := strings.CutPrefix(msg, castBefore)
	if ok {
		end := strings.LastIndex(body, castAfter)
		if end < 0 {
			return diag.Diagnostic{}, false
		}
		body = body[:end]
	} else if body, ok = strings.CutPrefix(msg, callBefore); !ok {
		return diag.Diagnostic{}, false
	}
	parts := strings.SplitN(body, "!", 3)
	if len(parts) != 3 {
		return diag.Diagnostic{}, false
	}
	at, err := strconv.Atoi(parts[1])
	if err != nil {
		return diag.Diagnostic{}, false
	}
	span := token.Nowhere()
	if at > 0 {
		span = token.Span{Start: token.Pos(at), End: token.Pos(at)}
	}
	return diag.Diagnostic{Code: diag.Code(parts[0]), Span: span, Msg: parts[2]}, true
}

// explain turns an error of a run into what a caller may see.
func (e *Engine) explain(err error, places []emit.Place) error {
	return explain(err, places, e.options, e.log)
}

// explain turns an error into what a caller may see: the error behind stays in the chain, for the log.
func explain(err error, places []emit.Place, limits Options, log *slog.Logger) error {
	var own engineError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errTooLarge):
		return exhausted(err, "", limits)
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Exhausted, string(diag.ExceededTimeLimit), "Query exceeded its time limit")
	case errors.Is(err, context.Canceled):
		return fault.Wrap(err, fault.Unavailable, "USER_CANCELED", "Query was canceled")
	case !errors.As(err, &own):
		return internal(err)
	}
	msg := string(own)
	if d, ok := raised(msg); ok {
		return diag.List{d}
	}
	if strings.HasPrefix(msg, "Out of Memory Error: ") {
		return exhausted(err, msg, limits)
	}
	if strings.Contains(msg, "No space left on device") {
		return fault.Wrap(err, fault.Exhausted, string(diag.ExceededLocalMemoryLimit),
			fmt.Sprintf("Query exceeded the memory limit of %s, and the disk has no space for what does not fit", limits.MemoryLimit))
	}
	if d, ok := worded(msg, places); ok {
		log.Debug("engine error", "error", msg, "code", d.Code)
		return diag.List{d}
	}
	return internal(err)
}

// exhausted names the limit that was reached: memory, or the space for what does not fit into it.
func exhausted(err error, msg string, limits Options) error {
	if limits.MemoryLimit == "" {
		limits.MemoryLimit = "the engine"
	}
	sentence := fmt.Sprintf("Query exceeded the memory limit of %s", limits.MemoryLimit)
	if strings.Contains(msg, "max_temp_directory_size") {
		sentence = fmt.Sprintf("Query exceeded the memory limit of %s and then the limit of %s for temporary files",
			limits.MemoryLimit, limits.TempLimit)
	}
	return fault.Wrap(err, fault.Exhausted, string(diag.ExceededLocalMemoryLimit), sentence)
}

// internal is the error of a bug: the user learns only that there is one.
func internal(err error) error {
	return fault.Wrap(err, fault.Internal, string(diag.GenericInternalError), "Internal error; the log says more")
}
