package statement

import (
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
	"github.com/twmb/avro"
	"github.com/twmb/avro/ocf"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// avroFile writes rows into an object container file, as Hive does: every field may be null, times are milliseconds.
type avroFile struct {
	out   io.Writer
	codec string
	level int

	columns []typed.Column
	file    *ocf.Writer
}

// avroName is what Avro takes for a name.
var avroName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// checkAvro refuses columns that an Avro file cannot hold.
func checkAvro(columns []typed.Column, at token.Span) error {
	for _, c := range columns {
		if _, err := avroNode(c.Name, c.Type); err != nil {
			return diag.New(diag.NotSupported, at, "Column %s cannot be written to an Avro file: %s", c.Name, err)
		}
	}
	return nil
}

// avroNode returns the schema of a type, of which null is a value too. Path makes the names of records differ.
func avroNode(path string, t types.Type) (avro.SchemaNode, error) {
	last := path[strings.LastIndexByte(path, '.')+1:]
	if !avroName.MatchString(last) {
		return avro.SchemaNode{}, fmt.Errorf("%q is no name in Avro", last)
	}
	n, err := avroPlain(path, t)
	return avro.SchemaNode{Type: "union", Branches: []avro.SchemaNode{{Type: "null"}, n}}, err
}

func avroPlain(path string, t types.Type) (n avro.SchemaNode, err error) {
	switch t.Kind { //nolint:exhaustive // the others are not Hive's
	case types.Boolean:
		n.Type = "boolean"
	case types.TinyInt, types.SmallInt, types.Integer:
		n.Type = "int"
	case types.BigInt:
		n.Type = "long"
	case types.Real:
		n.Type = "float"
	case types.Double:
		n.Type = "double"
	case types.Varchar, types.Char:
		n.Type = "string"
	case types.Varbinary:
		n.Type = "bytes"
	case types.Decimal:
		n = avro.SchemaNode{Type: "bytes", LogicalType: "decimal", Precision: t.P, Scale: t.S}
	case types.Date:
		n = avro.SchemaNode{Type: "int", LogicalType: "date"}
	case types.Timestamp:
		n = avro.SchemaNode{Type: "long", LogicalType: "timestamp-millis"}
	case types.Array:
		var items avro.SchemaNode
		items, err = avroNode(path, t.Elem())
		n = avro.SchemaNode{Type: "array", Items: &items}
	case types.Map:
		if !t.Key().IsText() {
			return n, fmt.Errorf("the keys of %s are no texts", t)
		}
		var values avro.SchemaNode
		values, err = avroNode(path, t.Value())
		n = avro.SchemaNode{Type: "map", Values: &values}
	case types.Row:
		n = avro.SchemaNode{Type: "record", Name: strings.ReplaceAll(path, ".", "__")}
		for i, elem := range t.Elems {
			name := strings.ToLower(t.FieldName(i))
			field, err := avroNode(path+"."+name, elem)
			if err != nil {
				return n, err
			}
			n.Fields = append(n.Fields, avro.SchemaField{Name: name, Type: field, HasDefault: true})
		}
	default:
		return n, fmt.Errorf("type %s", t)
	}
	return n, err
}

// Begin writes the head of the file.
func (w *avroFile) Begin(columns []typed.Column) error {
	w.columns = columns
	root := avro.SchemaNode{Type: "record", Name: "glaux_row"}
	for _, c := range columns {
		n, err := avroNode(c.Name, c.Type)
		if err != nil {
			return err
		}
		root.Fields = append(root.Fields, avro.SchemaField{Name: c.Name, Type: n, HasDefault: true})
	}
	schema, err := root.Schema()
	if err != nil {
		return fmt.Errorf("make Avro schema: %w", err)
	}
	options := []ocf.WriterOpt{}
	switch w.codec {
	case "deflate":
		options = append(options, ocf.WithCodec(ocf.DeflateCodec(flate.DefaultCompression)))
	case "snappy":
		options = append(options, ocf.WithCodec(ocf.SnappyCodec()))
	case "zstd":
		level := w.level
		if level == 0 {
			level = 3
		}
		codec, err := ocf.ZstdCodec([]zstd.EOption{zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level))}, nil)
		if err != nil {
			return fmt.Errorf("open Avro file: %w", err)
		}
		options = append(options, ocf.WithCodec(codec))
	}
	if w.file, err = ocf.NewWriter(w.out, schema, options...); err != nil {
		return fmt.Errorf("open Avro file: %w", err)
	}
	return nil
}

// Row writes a record.
func (w *avroFile) Row(row []value.Value) error {
	record := make(map[string]any, len(row))
	for i, v := range row {
		record[w.columns[i].Name] = avroValue(v, w.columns[i].Type)
	}
	if err := w.file.Encode(record); err != nil {
		return fmt.Errorf("write Avro file: %w", err)
	}
	return nil
}

// End writes what is left.
func (w *avroFile) End() error {
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("write Avro file: %w", err)
	}
	return nil
}

// avroValue returns a value as the Avro library takes it.
func avroValue(v value.Value, t types.Type) any {
	switch v := v.(type) {
	case value.Decimal:
		return new(big.Rat).SetFrac(v.Rescale(t.S).Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.S)), nil))
	case value.Date:
		return time.Unix(int64(v)*24*60*60, 0).UTC()
	case value.Timestamp:
		return time.UnixMicro(int64(v)).UTC()
	case value.List:
		list := make([]any, len(v))
		for i, elem := range v {
			list[i] = avroValue(elem, t.Elem())
		}
		return list
	case value.Map:
		pairs := make(map[string]any, len(v))
		for _, entry := range v {
			pairs[value.CastText(entry.Key, t.Key())] = avroValue(entry.Value, t.Value())
		}
		return pairs
	case value.Row:
		record := make(map[string]any, len(v))
		for i, elem := range v {
			record[strings.ToLower(t.FieldName(i))] = avroValue(elem, t.Elems[i])
		}
		return record
	}
	return v
}
