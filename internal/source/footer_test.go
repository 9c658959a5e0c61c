package source_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The fixtures are written with the few lines of Thrift's compact protocol that a footer needs.

// structure writes fields in order: each is its id and type, and what it holds.
func structure(fields ...any) []byte {
	var out []byte
	last := 0
	for i := 0; i < len(fields); i += 3 {
		id, kind, value := fields[i].(int), fields[i+1].(byte), fields[i+2].([]byte)
		out = append(out, byte(id-last)<<4|kind)
		out = append(out, value...)
		last = id
	}
	return append(out, 0)
}

func number(n int64) []byte { return binary.AppendVarint(nil, n) }

func text(s string) []byte { return append(binary.AppendUvarint(nil, uint64(len(s))), s...) }

func list(elements ...[]byte) []byte {
	out := []byte{0xf0 | 12}
	out = binary.AppendUvarint(out, uint64(len(elements)))
	return append(out, bytes.Join(elements, nil)...)
}

const (
	i32, i64, str, lst, obj = byte(5), byte(6), byte(8), byte(9), byte(12)
)

// leaf is a column: physical type and converted type, -1 for none.
func leaf(name string, physical, converted int64) []byte {
	fields := []any{1, i32, number(physical), 3, i32, number(1), 4, str, text(name)}
	if converted >= 0 {
		fields = append(fields, 6, i32, number(converted))
	}
	return structure(fields...)
}

func group(name string, repetition, children, converted int64) []byte {
	fields := []any{3, i32, number(repetition), 4, str, text(name), 5, i32, number(children)}
	if converted >= 0 {
		fields = append(fields, 6, i32, number(converted))
	}
	return structure(fields...)
}

// parquet makes a file with a footer and nothing before it.
func parquet(rows int64, schema ...[]byte) []byte {
	rowGroup := structure(3, i64, number(rows))
	footer := structure(1, i32, number(1), 2, lst, list(schema...), 3, i64, number(rows), 4, lst, list(rowGroup))
	file := append([]byte("PAR1"), footer...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
	return append(file, "PAR1"...)
}

func bill() []byte {
	return parquet(7,
		group("root", 0, 6, -1),
		leaf("line_item_usage_type", 6, 0),
		leaf("line_item_unblended_cost", 5, -1),
		leaf("bill_billing_period_start_date", 2, 9),
		group("resource_tags", 1, 1, 1), group("key_value", 2, 2, -1), leaf("key", 6, 0), leaf("value", 6, 0),
		group("names", 1, 1, 3), group("list", 2, 1, -1), leaf("element", 6, 0),
		leaf("n", 1, -1),
	)
}

func read(file []byte) (source.Head, error) {
	return source.ReadHead(bytes.NewReader(file), int64(len(file)))
}

func TestAParquetFooterTellsColumnsAndRows(t *testing.T) {
	head, err := read(bill())
	if err != nil {
		t.Fatal(err)
	}
	if head.Encoding != source.Parquet || head.Rows != 7 {
		t.Errorf("%s with %d rows", head.Encoding, head.Rows)
	}
	var got []string
	for _, c := range head.Columns {
		got = append(got, c.Name+" "+source.HiveType(c.Type))
	}
	want := "line_item_usage_type string|line_item_unblended_cost double|bill_billing_period_start_date timestamp|resource_tags map<string,string>|names array<string>|n int"
	if strings.Join(got, "|") != want {
		t.Errorf("columns\n%s, want\n%s", strings.Join(got, "|"), want)
	}
}

func TestDamagedFilesAreRefusedWithTheirPlace(t *testing.T) {
	good := bill()
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"an empty file":                  {nil, "byte 0: the file is empty"},
		"a file that was cut off":        {good[:len(good)-20], "cut off"},
		"a file of four bytes":           {good[:4], "cut off"},
		"a footer longer than the file":  {append(append(bytes.Clone(good[:len(good)-8]), 0xff, 0xff, 0xff, 0x00), "PAR1"...), "footer is damaged"},
		"a footer of zeros":              {append(append([]byte("PAR1"), make([]byte, 40)...), "\x20\x00\x00\x00PAR1"...), "footer is damaged"},
		"rows that do not add up":        {bytes.Replace(good, append([]byte{0x36}, number(7)...), append([]byte{0x36}, number(9)...), 1), "footer is damaged"},
		"a ZIP file":                     {[]byte("PK\x03\x04rest"), "ZIP"},
		"gzip that breaks at once":       {[]byte{0x1f, 0x8b, 8, 0}, "broken gzip"},
		"something that is no text":      {[]byte{0, 1, 2, 3, 0xff, 0xfe}, "neither Parquet nor CSV"},
		"a text with an unclosed quote":  {[]byte("a,b\n\"x,1\n"), "line 2"},
		"a text with too many cells":     {[]byte("a,b\n1,2\n1,2,3\n"), "line 3"},
		"a text with nothing but blanks": {[]byte("\n\n"), "the file is empty"},
	} {
		if _, err := read(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

func TestRealFootersAreRead(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "workshop-cur", "*.parquet"))
	if err != nil || len(files) == 0 {
		t.Skip("the real files are not here")
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, err := read(file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if head.Rows < 100_000 || len(head.Columns) < 120 || head.Columns[6].Type.Kind != types.Timestamp {
			t.Errorf("%s: %d rows, %d columns, the seventh is %v", name, head.Rows, len(head.Columns), head.Columns[6])
		}
	}
}

func FuzzReadHead(f *testing.F) {
	f.Add(bill())
	f.Add([]byte("a,b\n1,\"x\"\n"))
	f.Add([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff})
	f.Fuzz(func(_ *testing.T, file []byte) {
		if _, err := read(file); err != nil && err.Error() == "" {
			panic("an error without words")
		}
	})
}

func FuzzFooter(f *testing.F) {
	f.Add(bill()[4 : len(bill())-8])
	f.Fuzz(func(t *testing.T, footer []byte) {
		file := append([]byte("PAR1"), footer...)
		file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
		file = append(file, "PAR1"...)
		head, err := read(file)
		if err != nil {
			return
		}
		for _, c := range head.Columns {
			if _, ok := source.AthenaType(source.HiveType(source.Plain(c.Type))); !ok {
				t.Errorf("the type of %q cannot be written: %v", c.Name, c.Type)
			}
		}
	})
}
