package serde

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
)

// fuzz reads hostile bytes with a definition: it must end with rows or with an error of this package, and text must be UTF-8.
func fuzz(f *testing.F, d Definition, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	format, err := New(d)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.HasPrefix(text, []byte{0x28, 0xb5, 0x2f, 0xfd}) || bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
			return // what the decompressors make of it is theirs
		}
		n := int64(0)
		err := format.Read(t.Context(), File{Name: "f", Body: bytes.NewReader(text)}, func(b arrow.RecordBatch) error {
			n += b.NumRows()
			for c := range int(b.NumCols()) {
				if b.Column(c).Len() != int(b.NumRows()) {
					t.Fatalf("column %d has %d of %d rows", c, b.Column(c).Len(), b.NumRows())
				}
				for r := range int(b.NumRows()) {
					if !utf8.ValidString(b.Column(c).ValueStr(r)) && b.Column(c).DataType().ID() != arrow.BINARY {
						t.Fatalf("row %d, column %d is no UTF-8", r, c)
					}
				}
			}
			return nil
		})
		var data *DataError
		if err != nil && !errors.As(err, &data) {
			t.Fatalf("error of another kind: %v", err)
		}
		if lines := int64(bytes.Count(text, []byte{'\n'}) + bytes.Count(text, []byte{'\r'}) + 1); n > lines && d.Class != "com.amazon.emr.hive.serde.CloudTrailSerde" {
			t.Fatalf("%d rows of %d lines", n, lines)
		}
	})
}

const fuzzColumns = "a string; b int; c double; d decimal(10,2); e date; f timestamp; g boolean"

func FuzzDelimited(f *testing.F) {
	fuzz(f, Definition{
		Columns:    columnsOf(f, fuzzColumns+"; h array<map<string,int>>; i struct<x:string,y:array<bigint>>; j char(3)"),
		Properties: map[string]string{"field.delim": ",", "escape.delim": `\`, "collection.delim": ";", "mapkey.delim": ":"},
	}, "x,1,1.5,2.25,2026-01-05,2026-01-05 10:11:12,true,a:1;b:2,x;1\x042,äöü\n", "\\N,\\,\r\n\xff")
}

func FuzzCSV(f *testing.F) {
	fuzz(f, Definition{Class: "org.apache.hadoop.hive.serde2.OpenCSVSerde", Columns: columnsOf(f, fuzzColumns)},
		"\"x\",\"1\",1.5,2.25,18276,1579059880000,true\n", "\"a\"\"b\\\"\n,,")
}

func FuzzJSON(f *testing.F) {
	fuzz(f, Definition{
		Class:   "org.openx.data.jsonserde.JsonSerDe",
		Columns: columnsOf(f, fuzzColumns+"; h array<map<string,int>>; i struct<x:string,y:array<bigint>>"),
	}, `{"a":"x","b":1,"c":1e3,"d":"2.5","e":"2026-01-05","f":"2026-01-05T10:11:12Z","g":true,"h":[{"k":1}],"i":{"x":{},"y":[1]}}`, `{"a":"\ud83d\ude00\u0000"}`, "[1,[")
}

func FuzzCloudTrail(f *testing.F) {
	fuzz(f, Definition{Class: "com.amazon.emr.hive.serde.CloudTrailSerde", Columns: columnsOf(f, "eventname string; useridentity struct<type:string>; resources array<struct<arn:string>>")},
		`{"Records":[{"eventName":"x","userIdentity":{"type":"IAMUser"},"resources":[{"ARN":"a"}]},{}]}`, `{"x":[1,"]"],"records":[`)
}

func FuzzGrok(f *testing.F) {
	fuzz(f, Definition{
		Class: "com.amazonaws.glue.serde.GrokSerDe", Columns: columnsOf(f, "clientip string; response int; bytes bigint; agent string"),
		Properties: map[string]string{"input.format": "%{COMBINEDAPACHELOG}"},
	}, `127.0.0.1 - frank [10/Oct/2026:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 "http://example.com/" "Mozilla"`)
}

// A pattern of Java becomes one of Go or is refused; it never makes New fail in another way.
func FuzzRegex(f *testing.F) {
	for _, s := range []string{`^(?!#)([^ ]+)\s+(.*?)$`, `\Qa.b\E[\w&&[^\d]]`, `(?<n>\p{Alpha}+)\x41\u0042\07`, `[]a]`, `(?i:x){2,3}+`} {
		f.Add(s, "x y")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := compileJava(pattern, true, false)
		var refused *Unsupported
		var invalid *Invalid
		if err != nil && !errors.As(err, &refused) && !errors.As(err, &invalid) {
			t.Fatalf("error of another kind: %v", err)
		}
		if err == nil && len(text) < 1000 {
			p.groups([]byte(text))
		}
	})
}

// What encoding/json takes is taken, except for nesting and bytes that are no UTF-8; strings are read as it reads them.
func FuzzJSONText(f *testing.F) {
	for _, s := range []string{`"\u00e4\ud83d\ude00"`, `[1,-2.5e3,null,{"a":{}}]`, `"\ud800x"`, "01", "[1,]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			return
		}
		var tree jsonTree
		err := tree.read(text)
		if json.Valid(text) && err != nil && !errors.Is(err, errDeep) && len(text) < 1000 {
			t.Fatalf("refused: %v", err)
		}
		var want string
		if json.Unmarshal(text, &want) == nil && tree.nodes[1].kind == jsonString && string(tree.nodes[1].text) != want {
			t.Fatalf("got %q, want %q", tree.nodes[1].text, want)
		}
	})
}

func FuzzLayout(f *testing.F) {
	for _, s := range [][2]string{{"yyyy/MM/dd", "2026/01/31"}, {"yyyyMMddHH", "2026013123"}, {"dd-MMM-yy hh:mm a", "31-Jan-26 10:11 PM"}, {"''yyyy'T'", "'2026T"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		l, err := NewLayout(pattern)
		if err != nil {
			return
		}
		if at, ok := l.Parse(text); ok {
			l.Format(at)
		}
	})
}
