package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// errFaults is the error of a command that did its work and found faults, which it has told already.
var errFaults = errors.New("there were faults")

// usageError is wrong usage that shows only once a command has begun.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// report tells an error to the user and returns the exit status for it.
func (c *command) report(ctx context.Context, err error) int {
	var sql *query.Error
	var usage usageError
	switch {
	case errors.Is(err, errStopped):
		return exitDone
	case ctx.Err() != nil:
		c.note("glaux: interrupted")
		return exitInterrupted
	case errors.Is(err, errFaults):
		return exitFault
	case errors.As(err, &sql):
		c.note("%s", sql.Show())
		return sqlStatus(sql.List)
	case errors.As(err, &usage):
		c.note("glaux: %v", err)
		return exitUsage
	}
	if code := athenaCode(err); code != "" {
		c.note("%s: %s", code, sentence(err))
	} else {
		c.note("glaux: %s", sentence(err))
	}
	return status(fault.KindOf(err))
}

// athenaCode returns the code of an error that Athena has too, and shows before its message: one about files or properties of tables.
func athenaCode(err error) string {
	var known *fault.Error
	if !errors.As(err, &known) {
		return ""
	}
	switch known.Code {
	case "CONSTRAINT_VIOLATION", "INVALID_TABLE_PROPERTY", "NOT_SUPPORTED", "PERMISSION_DENIED":
		return known.Code
	}
	if strings.HasPrefix(known.Code, "HIVE_") {
		return known.Code
	}
	return ""
}

// sentence returns what an error says to people; its code is for programs.
func sentence(err error) string {
	var known *fault.Error
	if errors.As(err, &known) && known.Msg != "" {
		return known.Msg
	}
	return err.Error()
}

// status returns the exit status for a kind of trouble: 2 when another command line would help.
func status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Conflict:
		return exitUsage
	case fault.Internal, fault.Exhausted, fault.Unavailable:
		return exitFault
	}
	return exitFault
}

// sqlStatus returns the exit status for what is wrong with a query: 1 when the query is right and the machine, the limits or
// the files are not.
func sqlStatus(list diag.List) int {
	for _, d := range list {
		switch d.Code { //nolint:exhaustive // all others are wrong queries
		case diag.GenericInternalError, diag.ExceededLocalMemoryLimit, diag.ExceededTimeLimit, diag.HiveBadData, diag.HiveCannotOpenSplit:
			return exitFault
		}
	}
	return exitUsage
}
