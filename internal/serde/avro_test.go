package serde

import (
	"bytes"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/twmb/avro"
	"github.com/twmb/avro/ocf"
)

// avroData writes records into a file.
func avroData(t testing.TB, schema string, codec ocf.Codec, records ...any) string {
	t.Helper()
	s, err := avro.Parse(schema)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := ocf.NewWriter(&out, s, ocf.WithCodec(codec))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const avroAll = `{"type": "record", "name": "Row", "namespace": "x.y", "fields": [
 {"name": "Small", "type": "int"}, {"name": "big", "type": ["null", "long"]}, {"name": "f", "type": "float"}, {"name": "d", "type": "double"},
 {"name": "yes", "type": "boolean"}, {"name": "word", "type": ["string", "null"]},
 {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
 {"name": "raw", "type": "bytes"}, {"name": "four", "type": {"type": "fixed", "name": "Four", "size": 4}},
 {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
 {"name": "day", "type": {"type": "int", "logicalType": "date"}},
 {"name": "ms", "type": {"type": "long", "logicalType": "timestamp-millis"}},
 {"name": "us", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
 {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
 {"name": "list", "type": {"type": "array", "items": ["null", "int"]}},
 {"name": "pairs", "type": {"type": "map", "values": "string"}},
 {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [{"name": "X", "type": "int"}, {"name": "kind", "type": "Kind"}]}}]}`

const avroColumns = `small int; big bigint; f float; d double; yes boolean; word string; kind varchar(10); raw binary; four binary; price decimal(12,3); day date
ms timestamp; us timestamp; id string; list array<int>; pairs map<string,string>; inner struct<x:bigint,kind:string,missing:int>; missing string`

func avroRecord(great any) map[string]any {
	return map[string]any{
		"Small": 1, "big": great, "f": float32(1.5), "d": 2.5, "yes": true, "word": nil, "kind": "B", "raw": []byte("ab"), "four": []byte("wxyz"),
		"price": avroRat("-12.50"), "day": time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), "ms": time.UnixMilli(1700000000123),
		"us": time.UnixMicro(-1), "id": "0b0e0b9c-7d0e-4f1c-9a52-000000000001", "list": []any{1, nil, 3},
		"pairs": map[string]any{"b": "2", "a": "1"}, "inner": map[string]any{"X": 7, "kind": "A"},
	}
}

func avroRat(s string) any {
	r, _ := new(big.Rat).SetString(s)
	return r
}

func TestAvroFilesAreReadWithEveryCodecAndType(t *testing.T) {
	zstd := ocf.MustZstdCodec(nil, nil)
	for _, codec := range []ocf.Codec{nil, ocf.DeflateCodec(6), ocf.SnappyCodec(), zstd} {
		text := avroData(t, avroAll, codec, avroRecord(int64(1)<<40), avroRecord(nil))
		got, err := rows(t, Definition{Class: AvroClass, Columns: columnsOf(t, avroColumns)}, "a.avro", text)
		if err != nil {
			t.Fatal(err)
		}
		rest := `|1.5|2.5|true|∅|B|ab|wxyz|-12.5|1969-12-31|2023-11-14 22:13:20.123|1970-01-01 00:00:00|0b0e0b9c-7d0e-4f1c-9a52-000000000001|[1,null,3]|[{"key":"a","value":"1"},{"key":"b","value":"2"}]|{"kind":"A","missing":null,"x":7}|∅`
		for i, want := range []string{"1|1099511627776" + rest, "1|∅" + rest} {
			if norm(got[i]) != norm(want) {
				t.Errorf("row %d:\n got %s\nwant %s", i, norm(got[i]), norm(want))
			}
		}
	}
}

// norm makes rows comparable, whatever signs stand for NULL and bytes.
func norm(s string) string {
	return strings.NewReplacer("(null)", "∅", "YWI=", "ab", "d3h5eg==", "wxyz").Replace(s)
}

func TestAvroSchemasOfTablesAreResolvedWithThoseOfFiles(t *testing.T) {
	file := avroData(t, `{"type": "record", "name": "Old", "fields": [{"name": "a", "type": "int"}, {"name": "gone", "type": "string"}]}`, nil,
		map[string]any{"a": 5, "gone": "x"})
	literal := `{"type": "record", "name": "New", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string", "default": "none"}, {"name": "c", "type": ["null", "int"], "default": null}]}`
	for _, c := range []struct{ name, literal, columns, want, fails string }{
		{"a field that a file lacks has the default", literal, "a bigint; b string; c int", "5|none|∅", ""},
		{"without a schema it is NULL", "", "a bigint; b string; c int", "5|∅|∅", ""},
		{"a field without a default cannot be missing", `{"type": "record", "name": "New", "fields": [{"name": "z", "type": "string"}]}`, "z string", "", "z"},
		{"types that do not go together", "", "a string", "", "a field of Avro type int is incompatible with type varchar"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Definition{Class: AvroClass, Columns: columnsOf(t, c.columns), Properties: map[string]string{"avro.schema.literal": c.literal}}
			got, err := rows(t, d, "a.avro", file)
			if c.fails != "" {
				var data *DataError
				if !errors.As(err, &data) || !strings.Contains(err.Error(), c.fails) {
					t.Fatalf("rows %q, error %v", got, err)
				}
				return
			}
			if err != nil || len(got) != 1 || norm(got[0]) != c.want {
				t.Fatalf("rows %q, error %v", got, err)
			}
		})
	}
}

func TestBrokenAvroFilesAreErrors(t *testing.T) {
	whole := avroData(t, `{"type": "record", "name": "R", "fields": [{"name": "a", "type": "string"}]}`, ocf.DeflateCodec(6), map[string]any{"a": strings.Repeat("x", 1000)})
	d := Definition{Class: AvroClass, Columns: columnsOf(t, "a string")}
	for _, text := range []string{"", "a,b\n", whole[:20], whole[:len(whole)-1], whole[:len(whole)-20] + strings.Repeat("y", 20)} {
		got, err := rows(t, d, "a.avro", text)
		var data *DataError
		if !errors.As(err, &data) || data.Code != BadData {
			t.Errorf("%.20q: rows %d, error %v", text, len(got), err)
		}
	}
	for _, properties := range []map[string]string{
		{"avro.schema.url": "s3://bucket/schema"},
		{"avro.schema.literal": "{"},
		{"avro.schema.literal": `"string"`},
	} {
		if _, err := New(Definition{Class: AvroClass, Properties: properties, Columns: columnsOf(t, "a string")}); err == nil {
			t.Errorf("%v is taken", properties)
		}
	}
}

func FuzzAvro(f *testing.F) {
	f.Add([]byte(avroData(f, avroAll, nil, avroRecord(nil))))
	f.Add([]byte(avroData(f, avroAll, ocf.SnappyCodec(), avroRecord(int64(3)))))
	format, err := New(Definition{Class: AvroClass, Columns: columnsOf(f, avroColumns)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		err := format.Read(t.Context(), File{Name: "f", Body: bytes.NewReader(text)}, func(arrow.RecordBatch) error { return nil })
		var data *DataError
		if err != nil && !errors.As(err, &data) {
			t.Fatalf("error of another kind: %v", err)
		}
	})
}
