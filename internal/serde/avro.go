package serde

import (
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/twmb/avro"
	"github.com/twmb/avro/ocf"
)

// AvroClass is the SerDe of Avro's object container files.
const AvroClass = "org.apache.hadoop.hive.serde2.avro.AvroSerDe"

// IsAvro tells whether a definition means Avro files.
func IsAvro(class, input string) bool {
	return strings.EqualFold(class, AvroClass) || class == "" && strings.HasSuffix(strings.ToLower(input), "avrocontainerinputformat")
}

// maxAvroBlock bounds a block of an Avro file, as it lies there and as it is when unpacked.
//
// A value of one byte takes sixteen when it is decoded.
const maxAvroBlock = 16 << 20

// The properties with the schema of an Avro table.
const (
	avroLiteral = "avro.schema.literal"
	avroURL     = "avro.schema.url"
)

// newAvro reads the properties of AvroSerDe. The schema of the table, where it has one, decides which fields there are, what they are
// called and what those are that a file lacks; else that of each file does.
func newAvro(d Definition) (func([]Column, []array.Builder) (any, error), error) {
	for _, properties := range []map[string]string{d.Properties, d.Table} {
		if properties[avroURL] != "" {
			return nil, &Unsupported{"The property " + avroURL + " is not supported, as in Athena; give the schema by " + avroLiteral}
		}
	}
	text := d.Properties[avroLiteral]
	if text == "" {
		text = d.Table[avroLiteral]
	}
	var schema *avro.Schema
	if text != "" && !strings.EqualFold(text, "none") {
		var err error
		if schema, err = avro.Parse(text, avro.WithLaxNames(nil)); err != nil {
			return nil, &Invalid{fmt.Sprintf("property %s: %s", avroLiteral, err)}
		}
		if root := schema.Root(); root.Type != "record" {
			return nil, &Invalid{fmt.Sprintf("property %s: the schema is one of %s, not of a record", avroLiteral, root.Type)}
		}
	}
	return func(columns []Column, fields []array.Builder) (any, error) {
		return &avroFile{schema: schema, columns: columns, fields: fields}, nil
	}, nil
}

// avroFile reads an object container file. Fields have columns by their names, whatever the case; a column without a field is NULL.
type avroFile struct {
	schema  *avro.Schema // of the table; nil for that of the file
	columns []Column
	fields  []array.Builder
}

// all reads all records.
func (f *avroFile) all(ctx context.Context, in io.Reader, next func(size int) error) (err error) {
	source := &faulty{in: in}
	defer func() {
		if source.err != nil && err != nil {
			err = source.err // the cause; what the file looks like up to there does not matter
		}
	}()
	file, err := ocf.NewReader(source, f.options()...)
	if err != nil {
		return badData("Not a valid Avro data file: %s", err)
	}
	defer file.Close() //nolint:errcheck // only read
	schema := f.schema
	if schema == nil {
		schema = file.Schema()
	}
	row, err := newAvroRow(schema.Root().ExpandReferences(), f.columns, f.fields)
	if err != nil {
		return err
	}
	for number := int64(1); ; number++ {
		var record any
		err := file.Decode(&record)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return badData("record %d: the Avro data file is broken: %s", number, err)
		}
		if err := row.put(record); err != nil {
			return badData("record %d: %s", number, err)
		}
		if err := next(row.size); err != nil {
			return err
		}
		row.size = 0
		if number%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (f *avroFile) options() []ocf.ReaderOpt {
	options := []ocf.ReaderOpt{
		ocf.WithMaxBlockBytes(maxAvroBlock), ocf.WithMaxDecompressedBlockBytes(maxAvroBlock),
		ocf.WithSchemaOpts(avro.WithLaxNames(nil)), ocf.WithCodec(avroBzip2{}),
	}
	if f.schema == nil {
		return options
	}
	return append(options, ocf.WithReaderSchemaFunc(f.resolve))
}

// resolve gives the table's schema the name of the file's record: Hive does not mind that names of records differ.
func (f *avroFile) resolve(file *ocf.Reader) (*avro.Schema, error) {
	root := file.Schema().Root()
	wanted := f.schema.Root()
	if root.Type != "record" || root.Name == wanted.Name && root.Namespace == wanted.Namespace {
		return f.schema, nil
	}
	wanted.Name, wanted.Namespace = root.Name, root.Namespace
	renamed, err := wanted.Schema(avro.WithLaxNames(nil))
	if err != nil {
		return f.schema, nil //nolint:nilerr // a schema that names itself within keeps its name, and resolving it tells what does not fit
	}
	return renamed, nil
}

// faulty keeps the first error of a reader that is not its end.
type faulty struct {
	in  io.Reader
	err error
}

// Read reads bytes.
func (f *faulty) Read(p []byte) (int, error) {
	n, err := f.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && f.err == nil {
		f.err = err
	}
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

// avroBzip2 unpacks blocks of bzip2, which few writers make.
type avroBzip2 struct{}

// Name is that in the head of the file.
func (avroBzip2) Name() string { return "bzip2" }

// Compress is not needed by readers.
func (avroBzip2) Compress([]byte) ([]byte, error) {
	return nil, errors.New("bzip2 is only read")
}

// Decompress unpacks a block of at most maxAvroBlock bytes.
func (c avroBzip2) Decompress(block []byte) ([]byte, error) {
	return c.DecompressBounded(block, maxAvroBlock)
}

// DecompressBounded unpacks a block of at most limit bytes.
func (avroBzip2) DecompressBounded(block []byte, limit int64) ([]byte, error) {
	plain, err := io.ReadAll(io.LimitReader(bzip2.NewReader(bytes.NewReader(block)), limit+1))
	if err == nil && int64(len(plain)) > limit {
		err = fmt.Errorf("a block is greater than %d bytes", limit)
	}
	return plain, err //nolint:wrapcheck // goes into an error of its reader
}

// Close has nothing to let go.
func (avroBzip2) Close() error { return nil }
