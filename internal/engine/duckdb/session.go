package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/engine"
)

// session is one connection. One goroutine uses it at a time; interrupt and progress may come from others.
type session struct {
	in   *instance
	conn bindings.Connection
	id   bindings.IdxT
	// handle is the session where C can keep it.
	handle unsafe.Pointer
	// stopping tells the functions in Go that nobody wants their results any more.
	stopping atomic.Bool
	// left is a call that goes on although nobody waits for it; nil when there is none.
	left *left
}

// close ends the session, after the call that was left.
func (s *session) close() {
	wasLeft := s.left != nil
	s.release(func() {
		if s.conn.Ptr == nil {
			return
		}
		s.in.sessions.Delete(s.id)
		bindings.Disconnect(&s.conn)
		forget(s.handle)
		if !wasLeft {
			s.in.active.Done()
		}
	})
}

// showProgress makes DuckDB count its progress, and print nothing.
func (s *session) showProgress() error {
	return errors.Join(s.do("SET enable_progress_bar = true"), s.do("SET enable_progress_bar_print = false"))
}

// progress says how far DuckDB believes to be. It may be called while a statement runs.
func (s *session) progress() engine.Progress {
	p := bindings.QueryProgress(s.conn)
	percent, done, total := bindings.QueryProgressTypeMembers(&p)
	if percent < 0 {
		return engine.Progress{Fraction: -1}
	}
	return engine.Progress{Fraction: min(percent/100, 1), Done: done, Total: total}
}

// do runs a statement that needs no context and gives no rows.
func (s *session) do(sql string) error {
	var res bindings.Result
	defer bindings.DestroyResult(&res)
	if bindings.Query(s.conn, sql, &res) == bindings.StateError {
		return engineError(bindings.ResultError(&res))
	}
	return nil
}

// exec runs one statement of one of the kinds and drops its rows.
func (s *session) exec(ctx context.Context, sql string, kinds ...bindings.StatementType) error {
	return s.guarded(ctx, func() error {
		stmt, err := s.prepare(sql, kinds)
		if err != nil {
			return err
		}
		defer bindings.DestroyPrepare(&stmt)
		var pending bindings.PendingResult
		defer func() { bindings.DestroyPending(&pending) }()
		if bindings.PendingPrepared(stmt, &pending) == bindings.StateError {
			return engineError(bindings.PendingError(pending))
		}
		var res bindings.Result
		defer func() { bindings.DestroyResult(&res) }()
		if bindings.ExecutePending(pending, &res) == bindings.StateError {
			return engineError(bindings.ResultError(&res))
		}
		return nil
	})
}

// prepare prepares the one statement of a text, and refuses more than one and every kind but the given.
func (s *session) prepare(sql string, kinds []bindings.StatementType) (bindings.PreparedStatement, error) {
	var list bindings.ExtractedStatements
	defer func() { bindings.DestroyExtracted(&list) }()
	n := bindings.ExtractStatements(s.conn, sql, &list)
	var stmt bindings.PreparedStatement
	switch {
	case n == 0:
		return stmt, engineError(bindings.ExtractStatementsError(list))
	case n > 1:
		return stmt, fmt.Errorf("%d statements in one text", n)
	}
	if bindings.PrepareExtractedStatement(s.conn, list, 0, &stmt) == bindings.StateError {
		err := engineError(bindings.PrepareError(stmt))
		bindings.DestroyPrepare(&stmt)
		return stmt, err
	}
	if kind := bindings.PreparedStatementType(stmt); !slices.Contains(kinds, kind) {
		bindings.DestroyPrepare(&stmt)
		return stmt, fmt.Errorf("a statement of kind %d has no place here", kind)
	}
	return stmt, nil
}

// query prepares a query whose rows are to be streamed. Nothing runs before the first fetch.
func (s *session) query(ctx context.Context, sql string, kinds ...bindings.StatementType) (*stream, error) {
	st := &stream{s: s}
	err := s.guarded(ctx, func() error {
		var err error
		st.stmt, err = s.prepare(sql, kinds)
		return err
	})
	if err != nil {
		s.release(func() { bindings.DestroyPrepare(&st.stmt) })
		return nil, err
	}
	n := bindings.PreparedStatementColumnCount(st.stmt)
	for i := range n {
		st.names = append(st.names, bindings.PreparedStatementColumnName(st.stmt, i))
		st.types = append(st.types, bindings.PreparedStatementColumnLogicalType(st.stmt, i))
	}
	return st, nil
}

// stream is a running query. Its chunks come as DuckDB makes them; about a megabyte waits inside DuckDB and never more.
type stream struct {
	s       *session
	stmt    bindings.PreparedStatement
	names   []string
	types   []bindings.LogicalType
	started bool
	res     bindings.Result
	options bindings.ArrowOptions
	schema  *arrow.Schema
}

// fetch returns the next chunk, which the caller destroys, or io.EOF.
func (st *stream) fetch(ctx context.Context) (bindings.DataChunk, error) {
	var chunk bindings.DataChunk
	err := st.s.guarded(ctx, func() error {
		if err := st.start(); err != nil {
			return err
		}
		return st.next(&chunk)
	})
	if st.s.left != nil {
		st.s.release(func() { bindings.DestroyDataChunk(&chunk) })
		return bindings.DataChunk{}, err
	}
	return chunk, err
}

// next fetches a chunk that has rows. At the end DuckDB gives no chunk or an empty one, and no error.
func (st *stream) next(chunk *bindings.DataChunk) error {
	if bindings.StreamFetchChunk(st.res, chunk) == bindings.StateError {
		if msg := bindings.ResultError(&st.res); msg != "" {
			return engineError(msg)
		}
		return io.EOF
	}
	if bindings.DataChunkGetSize(*chunk) == 0 {
		bindings.DestroyDataChunk(chunk)
		return io.EOF
	}
	return nil
}

// start begins to execute the query, once.
func (st *stream) start() error {
	if st.started {
		return nil
	}
	st.started = true
	var pending bindings.PendingResult
	defer func() { bindings.DestroyPending(&pending) }()
	if bindings.PendingPreparedStreaming(st.stmt, &pending) == bindings.StateError {
		return engineError(bindings.PendingError(pending))
	}
	if bindings.ExecutePending(pending, &st.res) == bindings.StateError {
		return engineError(bindings.ResultError(&st.res))
	}
	return nil
}

// record returns a chunk as an Arrow record.
func (st *stream) record(chunk bindings.DataChunk) (arrow.RecordBatch, error) {
	if st.schema == nil {
		if st.options.Ptr == nil {
			st.options = bindings.ResultGetArrowOptions(&st.res)
		}
		schema, data := bindings.NewArrowSchema(st.options, st.types, st.names)
		if err := dataError(data); err != nil {
			return nil, fmt.Errorf("arrow schema: %w", err)
		}
		st.schema = schema
	}
	record, data := bindings.DataChunkToArrowArray(st.options, st.schema, chunk)
	if err := dataError(data); err != nil {
		return nil, fmt.Errorf("arrow record: %w", err)
	}
	return record, nil
}

// dataError turns DuckDB's error data into an error and frees it.
func dataError(data bindings.ErrorData) error {
	defer bindings.DestroyErrorData(&data)
	if !bindings.ErrorDataHasError(data) {
		return nil
	}
	return errors.New(bindings.ErrorDataMessage(data))
}

func (st *stream) close() {
	st.s.release(func() {
		destroyTypes(st.types)
		st.types = nil
		bindings.DestroyArrowOptions(&st.options)
		bindings.DestroyResult(&st.res)
		bindings.DestroyPrepare(&st.stmt)
	})
}
