package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// trouble is an error of a run as it travels: the diagnostics, or kind, code and sentence of a fault. Detail is for the log alone.
type trouble struct {
	List   []diag.Diagnostic `json:"list,omitempty"`
	Kind   fault.Kind        `json:"kind"`
	Code   string            `json:"code,omitempty"`
	Msg    string            `json:"msg,omitempty"`
	Detail string            `json:"detail,omitempty"`
}

// troubleOf makes an error ready to travel.
func troubleOf(err error) trouble {
	var list diag.List
	if errors.As(err, &list) {
		return trouble{List: list}
	}
	var f *fault.Error
	if errors.As(err, &f) {
		t := trouble{Kind: f.Kind, Code: f.Code, Msg: f.Msg}
		if f.Err != nil {
			t.Detail = f.Err.Error()
		}
		return t
	}
	return trouble{Kind: fault.Internal, Code: string(diag.GenericInternalError), Msg: internalMessage, Detail: err.Error()}
}

const internalMessage = "Internal error; the log says more"

// err returns the error that travelled.
func (t trouble) err() error {
	if len(t.List) > 0 {
		return diag.List(t.List)
	}
	var behind error
	if t.Detail != "" {
		behind = errors.New(t.Detail)
	}
	return fault.Wrap(behind, t.Kind, t.Code, t.Msg)
}

// internal is the error of a bug: the user learns only that there is one.
func internal(err error) error {
	return fault.Wrap(err, fault.Internal, string(diag.GenericInternalError), internalMessage)
}

// interrupted is the error of a run whose context ended.
func interrupted(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Exhausted, string(diag.ExceededTimeLimit), "Query exceeded its time limit")
	}
	return fault.Wrap(err, fault.Unavailable, "USER_CANCELED", "Query was canceled")
}

// Why a worker is killed.

func overMemory(limit int64) *fault.Error {
	return fault.New(fault.Exhausted, string(diag.ExceededLocalMemoryLimit), fmt.Sprintf("Query exceeded the memory limit of %s", mebibytes(limit)))
}

func overCPU(limit fmt.Stringer) *fault.Error {
	return fault.New(fault.Exhausted, engine.CodeCPULimit, fmt.Sprintf("Query exceeded the CPU time limit of %s", limit))
}

func overDisk(limit int64) *fault.Error {
	return fault.New(fault.Exhausted, string(diag.ExceededLocalMemoryLimit),
		fmt.Sprintf("Query exceeded its memory limit and then the limit of %s for temporary files", mebibytes(limit)))
}

// behind puts an error behind a fault, for the log.
func behind(f *fault.Error, err error) error {
	f.Err = err
	return f
}

// tooWide is the error of a row that cannot be sent.
func tooWide(err error) error {
	if errors.Is(err, wire.ErrTooWide) {
		return fault.Wrap(err, fault.Exhausted, "EXCEEDED_ROW_LIMIT", err.Error())
	}
	return err
}

// crashed is the error of a run whose worker died by itself; what it said last tells of what.
func crashed(how string, last string, r request) error {
	err := fmt.Errorf("worker: %s: %s", how, strings.TrimSpace(last))
	switch {
	case strings.Contains(last, "max_temp_directory_size"):
		return behind(overDisk(r.Disk), err)
	case strings.Contains(last, "out of memory"), strings.Contains(last, "OutOfMemoryException"), strings.Contains(last, "bad_alloc"), strings.Contains(last, "cannot allocate memory"),
		strings.Contains(last, "pthread_create failed"), strings.Contains(how, "killed"):
		// Who else kills a worker is the operating system, when the machine has no memory left.
		return behind(overMemory(r.Memory), err)
	case strings.Contains(last, "SIGXCPU"), strings.Contains(how, "CPU time limit"):
		return behind(overCPU(r.CPU), err)
	case strings.Contains(last, "SIGXFSZ"), strings.Contains(how, "file size"):
		return behind(overDisk(r.Disk), err)
	}
	return fault.Wrap(err, fault.Unavailable, "ENGINE_CRASHED", "The engine crashed while it ran this query, which has ended; other queries go on")
}

// mebibytes writes a number of bytes for people.
func mebibytes(n int64) string {
	const unit = 1 << 20
	if n >= unit {
		return fmt.Sprintf("%dMiB", n/unit)
	}
	return fmt.Sprintf("%dB", n)
}
