package webapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/render"
)

// exportForm is a form in which a result is sent.
type exportForm struct{ media, extension string }

// exportForms returns the forms by their names.
func exportForms() map[string]exportForm {
	return map[string]exportForm{
		string(render.CSV):      {"text/csv; charset=utf-8", "csv"},
		string(render.TSV):      {"text/tab-separated-values; charset=utf-8", "tsv"},
		string(render.JSON):     {"application/json", "json"},
		string(render.JSONL):    {ndjson, "jsonl"},
		string(render.Parquet):  {"application/vnd.apache.parquet", "parquet"},
		string(render.XLSX):     {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
		string(render.Markdown): {"text/markdown; charset=utf-8", "md"},
	}
}

// exportTypes returns the media types of the forms, sorted.
func exportTypes() []string {
	var list []string
	for _, form := range exportForms() {
		list = append(list, form.media)
	}
	return slices.Sorted(maps.Keys(asSet(list)))
}

func asSet(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
}

// export sends a whole result as a file.
func (s *Server) export(ctx context.Context, in *ExportInput) (*File, error) {
	j, err := s.parts.Jobs.Job(ctx, s.who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	form := exportForms()[in.Format]
	switch {
	case !j.State.Final():
		return nil, fault.New(fault.Conflict, "QUERY_RUNS", "the query still runs; its result can be exported when it is whole")
	case j.State == job.Succeeded && len(j.Columns) == 0:
		return nil, fault.New(fault.Conflict, "NO_ROWS", "the statement has no rows to export")
	case in.Format == string(render.XLSX) && j.Found > render.MaxXLSX:
		return nil, fault.New(fault.Exhausted, "TOO_MANY_ROWS", fmt.Sprintf(
			"a sheet of Excel holds %d rows, and the result has %d; export it as csv or parquet", render.MaxXLSX, j.Found))
	case in.Format == string(render.Markdown) && j.Found > render.MostHeld:
		return nil, fault.New(fault.Exhausted, "TOO_MANY_ROWS", fmt.Sprintf(
			"a table in Markdown is for %d rows at most, and the result has %d; export it as csv", render.MostHeld, j.Found))
	}
	left := noteOf(audit.Export, s.who(ctx), requestOf(ctx))
	left.Statement, left.Kind, left.Rows = j.ID, in.Format, j.Found
	if err := s.note(left); err != nil {
		return nil, err
	}
	return &File{Name: fileName(j) + "." + form.extension, Type: form.media, Write: func(ctx context.Context, w Stream) (err error) {
		_, reader, err := s.parts.Jobs.Open(ctx, s.who(ctx), in.ID)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, reader.Close()) }()
		return exportRows(ctx, reader, render.Format(in.Format), w)
	}}, nil
}

// exportRows writes all rows of a result, chunk by chunk.
func exportRows(ctx context.Context, reader *job.Rows, format render.Format, w Stream) (err error) {
	out, err := render.New(format, w)
	if err != nil {
		return err
	}
	if held, ok := out.(io.Closer); ok {
		defer func() { err = errors.Join(err, held.Close()) }()
	}
	if err := out.Begin(reader.Columns()); err != nil {
		return err
	}
	for from := int64(0); ; {
		rows, err := reader.Read(from, maxRowsAtOnce)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return out.End()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, row := range rows {
			if err := out.Row(row); err != nil {
				return err
			}
		}
		from += int64(len(rows))
	}
}

// fileName names a file after what a query reads and when it was run: glaux-bill-20251103-141500.
func fileName(j job.Job) string {
	name := "result"
	if tables := readsFrom().FindStringSubmatch(j.SQL); tables != nil {
		name = strings.Trim(noName().ReplaceAllString(strings.ToLower(tables[1]), "-"), "-")
	}
	return name + "-" + j.Submitted.UTC().Format("20060102-150405")
}

// readsFrom finds the first name behind a FROM. It is for a file's name alone: what it finds need not be a table.
func readsFrom() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\bfrom\s+("?[a-z0-9_]{1,40}"?(?:\."?[a-z0-9_]{1,40}"?)?)`)
}

func noName() *regexp.Regexp { return regexp.MustCompile(`[^a-z0-9_]+`) }
