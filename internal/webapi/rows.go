package webapi

import (
	"context"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxWindow bounds the texts of a window of rows, in bytes. A window has at least one row.
const maxWindow = 16 << 20

// ndjson is the media type of rows as they come.
const ndjson = "application/x-ndjson"

// rows returns a window of a result.
func (s *Server) rows(ctx context.Context, in *RowsInput) (_ *Body[Rows], err error) {
	j, reader, err := s.parts.Jobs.Open(ctx, s.who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := Rows{Columns: []job.Column{}, From: in.From, Rows: [][]*string{}, Complete: j.State.Final()}
	if reader == nil {
		return &Body[Rows]{out}, nil
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	out.Columns = j.Columns
	size := 0
	for len(out.Rows) < in.N && size < maxWindow {
		more, err := reader.Read(in.From+int64(len(out.Rows)), in.N-len(out.Rows))
		if err != nil {
			return nil, err
		}
		if len(more) == 0 {
			break
		}
		for _, row := range more {
			texts, n := job.Cells(row, reader.Columns())
			if size += n; size > maxWindow && len(out.Rows) > 0 {
				break
			}
			out.Rows = append(out.Rows, texts)
		}
	}
	out.Found = reader.Rows()
	return &Body[Rows]{out}, nil
}

// stream sends the rows of a result as they come, of a statement that still runs too.
func (s *Server) stream(ctx context.Context, in *ByID) (*File, error) {
	if _, err := s.parts.Jobs.Job(ctx, s.who(ctx), in.ID); err != nil {
		return nil, err
	}
	return &File{Type: ndjson, Write: func(ctx context.Context, w Stream) error { return s.streamRows(ctx, in.ID, w) }}, nil
}

func (s *Server) streamRows(ctx context.Context, id string, w Stream) (err error) {
	who := s.who(ctx)
	var reader *job.Rows
	defer func() {
		if reader != nil {
			err = errors.Join(err, reader.Close())
		}
	}()
	for sent := int64(0); ; {
		j, err := s.parts.Jobs.More(ctx, who, id, sent)
		if err != nil {
			return err
		}
		if reader == nil || j.State == job.Failed || j.State == job.Cancelled {
			if j, reader, err = s.reopen(ctx, id, reader); err != nil {
				return err
			}
		}
		if reader != nil {
			if sent, err = sendRows(ctx, reader, sent, w); err != nil {
				return err
			}
		}
		if j.State.Final() && (reader == nil || sent >= j.Found) {
			return nil
		}
	}
}

// reopen opens a result that could not be opened before, or finds out why it is no more.
func (s *Server) reopen(ctx context.Context, id string, before *job.Rows) (job.Job, *job.Rows, error) {
	j, reader, err := s.parts.Jobs.Open(ctx, s.who(ctx), id)
	if err == nil && before != nil {
		err = before.Close()
	}
	if err != nil {
		return j, before, err
	}
	return j, reader, nil
}

// sendRows sends what can be read by now from a row on, chunk by chunk.
func sendRows(ctx context.Context, reader *job.Rows, from int64, w Stream) (int64, error) {
	var lines []byte
	for {
		more, err := reader.Read(from, maxRowsAtOnce)
		if err != nil || len(more) == 0 {
			return from, err
		}
		lines = lines[:0]
		for _, row := range more {
			if lines, err = appendRow(lines, row, reader.Columns()); err != nil {
				return from, err
			}
		}
		if _, err := w.Write(lines); err != nil {
			return from, err
		}
		w.Flush()
		if err := ctx.Err(); err != nil {
			return from, err
		}
		from += int64(len(more))
	}
}

// maxRowsAtOnce is how many rows are read before they are sent.
const maxRowsAtOnce = 1000

// appendRow appends a row as a line of JSON: texts, null for NULL.
func appendRow(line []byte, row []value.Value, columns []typed.Column) ([]byte, error) {
	line = append(line, '[')
	for i, v := range row {
		if i > 0 {
			line = append(line, ',')
		}
		if v == nil {
			line = append(line, "null"...)
			continue
		}
		text := render.Text(v, columns[i].Type)
		if simple(text) {
			line = append(append(append(line, '"'), text...), '"')
			continue
		}
		quoted, err := json.Marshal(text)
		if err != nil {
			return nil, err
		}
		line = append(line, quoted...)
	}
	return append(line, ']', '\n'), nil
}

// simple tells whether a text stands in JSON as it is.
func simple(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
