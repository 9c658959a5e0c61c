// Package serde reads text files the way the SerDe classes of Hive do in Athena: delimited text, CSV, JSON, text that a regular
// expression or a Grok pattern takes apart, CloudTrail's files, and Avro's. It promises that rows stream: what is held in memory is a
// batch, never a file; that a value which Athena would show as NULL is NULL and one at which Athena would fail is an error that names
// file and line; and that hostile bytes cost at most the limits of this package.
//
//	format, err := serde.New(serde.Definition{Class: "org.openx.data.jsonserde.JsonSerDe", Columns: columns})
//	err = format.Read(ctx, serde.File{Name: "a.json.gz", Body: body}, func(batch arrow.RecordBatch) error { … })
//
// What cannot be read (ORC, Ion) is refused by name when the table is looked at, not when rows are wrong.
package serde

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// The limits that hold whatever a file says.
const (
	maxColumns = 10_000
	maxLine    = 64 << 20  // bytes of a line; a row of Athena has at most 32 MB
	maxDepth   = 64        // of nested values
	maxSkipped = 1_000_000 // lines of a header or footer
	batchRows  = 131_072
	batchBytes = 16 << 20 // of text, after which a batch is given on
)

// Column is a column of a table: its name, lower case, and its type.
type Column struct {
	Name string
	Type types.Type
}

// Definition says how the files of a table are to be read.
type Definition struct {
	// Class is the SerDe's Java class; "" is LazySimpleSerDe. Input is the class of the input format, which may be "".
	Class, Input string
	// Properties are those of the SerDe, Table those of the table.
	Properties, Table map[string]string
	// Columns are the columns in the files: those of the table without its partition keys.
	Columns []Column
}

// HeaderProperty is the property of a table that says that the first line of each file names the columns. It is Glaux's own; VPC flow
// logs have such a line.
const HeaderProperty = "glaux.header.columns"

// Unsupported tells that files of a kind cannot be read. Reason begins with the kind's name.
type Unsupported struct{ Reason string }

// Error returns the reason.
func (u *Unsupported) Error() string { return u.Reason }

// Invalid tells that the properties of a table make no sense.
type Invalid struct{ Reason string }

// Error returns the reason.
func (i *Invalid) Error() string { return i.Reason }

// The codes of errors in the data, as Athena names them.
const (
	BadData     = "HIVE_BAD_DATA"
	CursorError = "HIVE_CURSOR_ERROR"
)

// DataError is a thing in a file that cannot be read: Line counts from 1, and is 0 where it is not known.
type DataError struct {
	Code string
	File string
	Line int64
	Msg  string
}

// Error returns the message with its place.
func (e *DataError) Error() string {
	place := e.File
	if e.Line > 0 {
		place += fmt.Sprintf(" line %d", e.Line)
	}
	if place == "" {
		return e.Msg
	}
	return place + ": " + e.Msg
}

// badData is an error about a value.
func badData(format string, args ...any) *DataError {
	return &DataError{Code: BadData, Msg: fmt.Sprintf(format, args...)}
}

// cursorError is an error about a row.
func cursorError(format string, args ...any) *DataError {
	return &DataError{Code: CursorError, Msg: fmt.Sprintf(format, args...)}
}

// decoder makes rows of a file. It is used for one file.
type decoder interface {
	// line appends the rows of one line, which it may change and must not keep.
	line(b []byte) error
}

// whole is a decoder that reads a file as a whole and not by lines.
type whole interface {
	// all reads rows until the end; after each it calls next, which tells how many bytes it took.
	all(ctx context.Context, in io.Reader, next func(size int) error) error
}

// Format reads the files of one table. It may be used for several files at once.
type Format struct {
	def    Definition
	schema *arrow.Schema
	values int                                                         // of a row
	open   func(columns []Column, fields []array.Builder) (any, error) // a decoder or a whole
	packed bool                                                        // files are compressed from within
	header bool
	skip   int // lines at the beginning
	foot   int // lines at the end
}

// New returns the format of a definition. The error is an *Unsupported or an *Invalid.
func New(d Definition) (*Format, error) {
	if len(d.Columns) == 0 {
		return nil, &Invalid{"the table has no columns besides its partition keys"}
	}
	if len(d.Columns) > maxColumns {
		return nil, &Invalid{fmt.Sprintf("the table has more than %d columns", maxColumns)}
	}
	f := &Format{def: d, header: strings.EqualFold(d.Table[HeaderProperty], "true")}
	var err error
	if f.schema, err = schemaOf(d.Columns); err != nil {
		return nil, err
	}
	f.values = valuesOf(f.schema.Fields())
	if f.skip, err = lineCount(d.Table, "skip.header.line.count"); err != nil {
		return nil, err
	}
	if f.foot, err = lineCount(d.Table, "skip.footer.line.count"); err != nil {
		return nil, err
	}
	if f.header && f.skip == 0 {
		f.skip = 1
	}
	f.packed = IsAvro(d.Class, d.Input)
	if f.packed {
		f.def.Class, f.header = AvroClass, false
	}
	if f.open, err = f.kind(); err != nil {
		return nil, err
	}
	// What is wrong with properties shows now.
	trial := array.NewRecordBuilder(memory.DefaultAllocator, f.schema)
	defer trial.Release()
	_, err = f.open(d.Columns, trial.Fields())
	return f, err
}

// kind finds the reader of the SerDe's class.
func (f *Format) kind() (func([]Column, []array.Builder) (any, error), error) {
	if err := refused(f.def.Class, f.def.Input); err != nil {
		return nil, err
	}
	// That input format cuts the records out of CloudTrail's files, whichever SerDe of JSON reads them then.
	if strings.HasSuffix(strings.ToLower(f.def.Input), "cloudtrailinputformat") {
		return newCloudTrail(f.def)
	}
	switch class := strings.ToLower(f.def.Class); class {
	case "", "org.apache.hadoop.hive.serde2.lazy.lazysimpleserde":
		return newDelimited(f.def)
	case "org.apache.hadoop.hive.serde2.opencsvserde", "com.bizo.hive.serde.csv.csvserde":
		return newCSV(f.def)
	case "org.openx.data.jsonserde.jsonserde":
		return newJSON(f.def, openXRules(f.def))
	case "org.apache.hive.hcatalog.data.jsonserde", "org.apache.hadoop.hive.serde2.jsonserde":
		return newJSON(f.def, hiveRules())
	case "org.apache.hadoop.hive.serde2.regexserde", "org.apache.hadoop.hive.contrib.serde2.regexserde":
		return newRegex(f.def)
	case "com.amazonaws.glue.serde.grokserde":
		return newGrok(f.def)
	case "com.amazon.emr.hive.serde.cloudtrailserde":
		return newCloudTrail(f.def)
	case "org.apache.hadoop.hive.serde2.avro.avroserde":
		return newAvro(f.def)
	}
	return nil, &Unsupported{fmt.Sprintf("SerDe %s is not supported in Glaux", f.def.Class)}
}

// ParquetClass is the SerDe of Parquet files, which the engine reads itself.
const ParquetClass = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"

// IsParquet tells whether a definition means Parquet files.
func IsParquet(class, input string) bool {
	return strings.EqualFold(class, ParquetClass) || strings.EqualFold(class, "parquet.hive.serde.ParquetHiveSerDe") ||
		class == "" && strings.HasSuffix(strings.ToLower(input), "parquetinputformat")
}

// refused names the kinds of files that Athena reads and Glaux does not.
func refused(class, input string) error {
	for _, known := range []struct{ part, name string }{
		{"orcserde", "ORC"},
		{"orcinputformat", "ORC"},
		{"ionhiveserde", "Amazon Ion"},
		{"ioninputformat", "Amazon Ion"},
		{"hoodieparquet", "Apache Hudi"},
		{"sequencefileinputformat", "SequenceFile"},
		{"rcfileinputformat", "RCFile"},
		{"columnarserde", "RCFile"},
		{"protobufserde", "Protocol Buffers"},
	} {
		if strings.Contains(strings.ToLower(class), known.part) || strings.Contains(strings.ToLower(input), known.part) {
			return &Unsupported{known.name + " files are not supported in Glaux; convert them to Parquet"}
		}
	}
	return nil
}

// Schema returns the Arrow schema of the batches. Columns that the files of a header do not have are NULL.
func (f *Format) Schema() *arrow.Schema { return f.schema }

// File is a file to read. Its name says how it is compressed, unless its first bytes say it.
type File struct {
	Name string
	Body io.Reader
}

// Read reads a file and gives its rows on in batches, which are released after give returns. The columns of a batch are of the types of
// Schema, but one of text may be a dictionary.
func (f *Format) Read(ctx context.Context, file File, give func(arrow.RecordBatch) error) error {
	err := f.read(ctx, file, give)
	if data, ok := err.(*DataError); ok { //nolint:errorlint // made by this package and not wrapped on its way
		data.File = file.Name
	}
	return err
}

func (f *Format) read(ctx context.Context, file File, give func(arrow.RecordBatch) error) error {
	plain, err := f.plain(file)
	if err != nil {
		return err
	}
	defer plain.Close() //nolint:errcheck // only read
	return f.batches(ctx, plain, give, newBudget())
}

// batches gives all rows on, in batches whose memory is of the budget.
func (f *Format) batches(ctx context.Context, plain io.Reader, give func(arrow.RecordBatch) error, within *budget) (err error) {
	defer within.caught(&err)
	rows := array.NewRecordBuilder(within, f.schema)
	defer rows.Release()
	b := &batch{schema: f.schema, fields: withWords(f.def.Columns, rows.Fields(), within), give: give, values: f.values}
	defer b.release()
	if err := f.rows(ctx, plain, b); err != nil {
		return err
	}
	return b.flush()
}

// plain returns the bytes of a file without the compression around them.
func (f *Format) plain(file File) (io.ReadCloser, error) {
	if f.packed {
		return io.NopCloser(file.Body), nil
	}
	return decompress(file)
}

// rows appends all rows of a file.
func (f *Format) rows(ctx context.Context, plain io.Reader, b *batch) error {
	in := newLines(plain, f.foot)
	columns, fields := f.def.Columns, b.fields
	if f.header {
		var err error
		if columns, fields, b.absent, err = f.byHeader(in, fields); err != nil || len(columns) == 0 {
			return err
		}
	}
	d, err := f.open(columns, fields)
	if err != nil {
		return err
	}
	switch d := d.(type) {
	case decoder:
		return f.lines(ctx, in, d, b)
	case whole:
		return d.all(ctx, plain, b.next)
	}
	return &Invalid{"files of this kind have no rows"}
}

// lines gives all lines to the decoder.
func (f *Format) lines(ctx context.Context, in *lines, d decoder, b *batch) error {
	for range f.skip - in.skipped {
		if _, err := in.next(); err != nil {
			return eof(err)
		}
	}
	for {
		text, err := in.next()
		if err != nil {
			return eof(err)
		}
		if err := d.line(text); err != nil {
			return at(err, in.number)
		}
		if err := b.next(len(text)); err != nil {
			return err
		}
		if b.held == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func eof(err error) error {
	if err == io.EOF { //nolint:errorlint // lines gives it unwrapped
		return nil
	}
	return err
}

// at puts the line into an error about data.
func at(err error, line int64) error {
	if data, ok := err.(*DataError); ok && data.Line == 0 { //nolint:errorlint // made by this package and not wrapped on its way
		data.Line = line
	}
	return err
}

// batch collects rows and gives them on.
type batch struct {
	schema *arrow.Schema
	fields []array.Builder
	give   func(arrow.RecordBatch) error
	absent []array.Builder // of columns that the file does not have
	values int             // of a row
	held   int
	bytes  int
}

// next counts a row.
func (b *batch) next(bytes int) error {
	for _, field := range b.absent {
		field.AppendNull()
	}
	b.held++
	b.bytes += bytes
	if b.held < batchRows && b.bytes < batchBytes && b.held*b.values < batchValues {
		return nil
	}
	return b.flush()
}

func (b *batch) flush() error {
	if b.held == 0 {
		return nil
	}
	held := b.held
	b.held, b.bytes = 0, 0
	columns := make([]arrow.Array, len(b.fields))
	fields := make([]arrow.Field, len(b.fields))
	for i, field := range b.fields {
		columns[i] = field.NewArray()
		defer columns[i].Release()
		fields[i] = arrow.Field{Name: b.schema.Field(i).Name, Type: columns[i].DataType(), Nullable: true}
	}
	if held >= batchRows { // the next batch will be as large
		for _, field := range b.fields {
			field.Reserve(batchRows)
		}
	}
	record := array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, int64(held))
	defer record.Release()
	return b.give(record)
}

// release lets the memory of builders go that are not the record's own.
func (b *batch) release() {
	for _, field := range b.fields {
		if w, ok := field.(*words); ok {
			w.Release()
		}
	}
}
