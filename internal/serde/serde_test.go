package serde

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"

	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// columnsOf reads columns as DDL writes them, one a line or behind a semicolon: `a int; b struct<c:string>`.
func columnsOf(t testing.TB, ddl string) []Column {
	t.Helper()
	var columns []Column
	for _, line := range strings.FieldsFunc(ddl, func(r rune) bool { return r == ';' || r == '\n' }) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "" {
			continue
		}
		columns = append(columns, Column{Name: strings.Trim(name, "`"), Type: hiveType(t, strings.TrimSpace(text))})
	}
	return columns
}

func hiveType(t testing.TB, text string) types.Type {
	t.Helper()
	trino := strings.NewReplacer("string", "varchar", "binary", "varbinary", "float", "real", "struct<", "row(", "array<", "array(", "map<", "map(", ">", ")", ":", " ").
		Replace(strings.ToLower(text))
	tree, problems := parse.Type(trino)
	if err := problems.Err(); err != nil {
		t.Fatalf("type %q: %v", text, err)
	}
	typ, err := types.Parse(tree)
	if err != nil {
		t.Fatalf("type %q: %v", text, err)
	}
	return typ
}

// rows reads a text and returns its rows, values between bars, NULL as Arrow writes it.
func rows(t testing.TB, d Definition, name, text string) ([]string, error) {
	t.Helper()
	f, err := New(d)
	if err != nil {
		return nil, err
	}
	var out []string
	err = f.Read(t.Context(), File{Name: name, Body: strings.NewReader(text)}, func(b arrow.RecordBatch) error {
		for r := range int(b.NumRows()) {
			cells := make([]string, b.NumCols())
			for c := range cells {
				switch column := b.Column(c); {
				case column.IsNull(r):
					cells[c] = "∅"
				case column.DataType().ID() == arrow.TIMESTAMP:
					cells[c] = strings.NewReplacer("T", " ", "Z", "").Replace(column.ValueStr(r))
				default:
					cells[c] = column.ValueStr(r)
				}
			}
			out = append(out, strings.Join(cells, "|"))
		}
		return nil
	})
	return out, err
}

func TestReads(t *testing.T) {
	const (
		openX = "org.openx.data.jsonserde.JsonSerDe"
		hcat  = "org.apache.hive.hcatalog.data.JsonSerDe"
		csv   = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
		re    = "org.apache.hadoop.hive.serde2.RegexSerDe"
	)
	for _, c := range []struct {
		name, class, columns string
		properties, table    map[string]string
		text                 string
		want                 []string
		fails                string
	}{
		{
			name: "text without delimiters of its own has \\001", columns: "a int; b string", text: "1\x01x\n2\x01\\N\n",
			want: []string{"1|x", "2|∅"},
		},
		{
			name:    "what is no value of its type is NULL in text",
			columns: "a tinyint; b smallint; c int; d bigint; e boolean; f double; g decimal(5,2); h date; i timestamp", properties: map[string]string{"field.delim": ","},
			text: "127,-32768,2147483647,9223372036854775807,TRUE,1e3,123.455,2026-1-5,2026-01-05 10:11:12.3456\n" +
				"128,x,2147483648,9223372036854775808,yes,1e,1234.5,2026-02-30,05/01/2026\n,,,,,,,,\n 1,1.9,-,+5,false,NaN,-0.005,2026-01-05 11:00:00,2026-01-05\n",
			want: []string{
				"127|-32768|2147483647|9223372036854775807|true|1000|123.46|2026-01-05|2026-01-05 10:11:12.346",
				"∅|∅|∅|∅|∅|∅|∅|∅|∅", "∅|∅|∅|∅|∅|∅|∅|∅|∅",
				"∅|1|∅|5|false|NaN|-0.01|2026-01-05|2026-01-05 00:00:00",
			},
		},
		{
			name: "fields that are missing are NULL and those that are too many do not count", columns: "a string; b string", properties: map[string]string{"field.delim": "\t"},
			text: "x\nx\ty\tz\r\n\n", want: []string{"x|∅", "x|y", "|∅"},
		},
		{
			name: "arrays, maps and structs have delimiters of their own", columns: "a array<int>; m map<string,int>; s struct<x:int,y:array<string>>",
			properties: map[string]string{"field.delim": "|", "collection.delim": ",", "mapkey.delim": ":"},
			text:       "1,2,x|a:1,b:2,a:3,c|7,p:q\n||\\N\n",
			want:       []string{`[1,2,null]|[{"key":"a","value":1},{"key":"b","value":2},{"key":"c","value":null}]|{"x":7,"y":["p","q"]}`, `[]|[]|∅`},
		},
		{
			name: "an escape character takes delimiters their meaning", columns: "a string; b string; c array<string>",
			properties: map[string]string{"field.delim": ",", "escape.delim": `\`, "colelction.delim": ";"},
			text:       "a\\,b,c\\\\,d\\;e;f\n\\N,x\\ny,z\n", want: []string{`a,b|c\|["d;e","f"]`, "∅|x\ny|[\"z\"]"},
		},
		{
			name: "timestamps have further formats", columns: "a timestamp", properties: map[string]string{"timestamp.formats": "yyyy-MM-dd'T'HH:mm:ss.SSSZ,millis"},
			text: "2026-01-05T10:11:12.345+0100\n1579059880000\n2026-01-05 00:00:01\n", want: []string{"2026-01-05 09:11:12.345", "2020-01-15 03:44:40", "2026-01-05 00:00:01"},
		},
		{
			name: "binary is Base64, char is padded and varchar cut", columns: "a binary; b char(3); c varchar(2)", properties: map[string]string{"field.delim": ","},
			text: "aGk=,x,äöü\n", want: []string{"aGk=|x  |äö"},
		},
		{
			name: "lines at both ends can be left out", columns: "a string", table: map[string]string{"skip.header.line.count": "2", "skip.footer.line.count": "1"},
			text: "h1\nh2\nx\ny\nsum\n", want: []string{"x", "y"},
		},
		{
			name: "lines end with \\n, \\r\\n or \\r, and a mark at the beginning does not count", columns: "a string", text: "\ufeffa\r\nb\rc\n\nd", want: []string{"a", "b", "c", "", "d"},
		},
		{
			name: "bytes that are no UTF-8 become marks", columns: "a string", text: "a\xffb\n", want: []string{"a\ufffdb"},
		},
		{
			name: "a header can name the columns", columns: "srcaddr string; bytes bigint; az_id string", properties: map[string]string{"field.delim": " "},
			table: map[string]string{HeaderProperty: "true", "skip.header.line.count": "1"},
			text:  "version bytes srcaddr\n2 40 10.0.0.1\n2 - 10.0.0.2\n", want: []string{"10.0.0.1|40|∅", "10.0.0.2|∅|∅"},
		},
		{
			name: "a header that names no column of the table is an error", columns: "a string", table: map[string]string{HeaderProperty: "true"},
			text: "b c\n1 2\n", fails: "f line 1: the header names none of the table's columns: b c",
		},
		{
			name: "CSV has quotes and escapes", class: csv, columns: "a string; b string; c string",
			text: "\"x,y\",\"a \"\"b\"\"\",c\n\"a\\\"b\",  \"q\" ,z\nonly\n\"open,b\n\"\",,\"\"\n",
			want: []string{`x,y|a "b"|c`, `a"b|q" |z`, "only|∅|∅", "∅|∅|∅", "||"},
		},
		{
			name: "CSV has its own characters", class: csv, columns: "a string; b string", properties: map[string]string{"separatorChar": ";", "quoteChar": "`", "escapeChar": "\\"},
			text: "`x;y`;z\n", want: []string{"x;y|z"},
		},
		{
			name: "CSV has days and milliseconds, as in Athena's guide", class: csv, columns: "profile_id string; creationdate date; creationdatetime timestamp",
			text: "\"unixvalue creationdate 18276 creationdatetime 1579059880000\",\"18276\",\"1579059880000\"\n",
			want: []string{"unixvalue creationdate 18276 creationdatetime 1579059880000|2020-01-15|2020-01-15 03:44:40"},
		},
		{
			name: "CSV with an empty number is an error as in Athena", class: csv, columns: "a string; b int", text: "x,1\ny,\n",
			want: nil, fails: `f line 2: Error parsing field value '' for field 1: For input string: ""`,
		},
		{
			name: "JSON of the guide, nested", class: openX,
			columns: "docid string; `user` struct<id:int,username:string,name:string,shippingaddress:struct<address1:string,address2:string,city:string,state:string>,orders:array<struct<itemid:int,orderdate:string>>>",
			text: `{"DocId":"AWS","User":{"Id":1234,"Username":"bob1234","Name":"Bob","ShippingAddress":{"Address1":"123 Main St.","Address2":null,"City":"Seattle","State":"WA"},` +
				`"Orders":[{"ItemId":6789,"OrderDate":"11/11/2017"},{"ItemId":4352,"OrderDate":"12/12/2017"}]}}` + "\n",
			want: []string{`AWS|{"id":1234,"name":"Bob","orders":[{"itemid":6789,"orderdate":"11/11/2017"},{"itemid":4352,"orderdate":"12/12/2017"}],` +
				`"shippingaddress":{"address1":"123 Main St.","address2":null,"city":"Seattle","state":"WA"},"username":"bob1234"}`},
		},
		{
			name: "JSON keys are mapped and their dots replaced", class: openX, columns: "ts string; a_b int; c string",
			properties: map[string]string{"mapping.ts": "timestamp", "dots.in.keys": "true"},
			text:       `{"timestamp":"t","a.b":5,"C":{"x":[1, 2]}}` + "\n", want: []string{`t|5|{"x":[1, 2]}`},
		},
		{
			name: "an object in a JSON string column has lower keys in OpenX", class: openX, columns: "a string; b string",
			text: `{"A":{"Key One":{"X\"Y":"Aa"},"L":[{"M":1}, {}, [{"N":[]}]],"":null},"B":["Cc",{"D":2}]}` + "\n",
			want: []string{`{"key one":{"x\"y":"Aa"},"l":[{"m":1}, {}, [{"n":[]}]],"":null}|["Cc",{"d":2}]`},
		},
		{
			name: "an object in a JSON string column keeps its keys where their case counts", class: openX, columns: "a string",
			properties: map[string]string{"case.insensitive": "false"}, text: `{"a":{"B":1}}` + "\n", want: []string{`{"B":1}`},
		},
		{
			name: "the case of JSON keys can count", class: openX, columns: "url1 string; url2 string; url string",
			properties: map[string]string{"case.insensitive": "FALSE", "mapping.url1": "URL", "mapping.url2": "Url"},
			text:       `{"URL":"a","Url":"b"}` + "\n", want: []string{"a|b|∅"},
		},
		{
			name: "a JSON key that stands twice is an error in OpenX", class: openX, columns: "url string", text: `{"URL":"a","Url":"b"}`,
			fails: `f line 1: Row is not a valid JSON Object - JSONException: Duplicate key "url"`,
		},
		{
			name: "malformed JSON is an error", class: openX, columns: "a string", text: "{\"a\":\"x\"}\n{\"a\":\n",
			fails: "f line 2: Row is not a valid JSON Object - JSONException: Unexpected end-of-input",
		},
		{
			name: "malformed JSON can be a row of NULLs", class: openX, columns: "a string", properties: map[string]string{"ignore.malformed.json": "true"},
			text: "{\"a\":\"x\"}\n{\"a\":\n\n# comment\n{\"a\":tru}\n", want: []string{"x", "∅", "∅", "∅", "∅"},
		},
		{
			name: "a JSON value of another type is an error", class: openX, columns: "a int", text: `{"a":"x"}`,
			fails: `f line 1: Error parsing field value '"x"': not a value of type integer`,
		},
		{
			name: "JSON strings may hold numbers and times", class: openX, columns: "a int; b double; c boolean; d timestamp; e timestamp; f decimal(5,2); g map<string,int>",
			text: `{"a":"7","b":1.5e1,"c":"true","d":"2026-01-05T10:11:12Z","e":1579059880,"f":1.255,"g":{"x":1,"y":null,"x":3}}`,
			want: []string{`7|15|true|2026-01-05 10:11:12|2020-01-15 03:44:40|1.26|[{"key":"y","value":null},{"key":"x","value":3}]`},
		},
		{
			name: "Hive's JSON has escapes and ignores other keys", class: hcat, columns: "a string; b array<bigint>",
			text: `{"a":"\u00e4\ud83d\ude00\n\"","z":{},"B":[1,2.9,null]}` + "\n", want: []string{"ä😀\n\"|[1,2,null]"},
		},
		{
			name: "Hive's JSON wants an object", class: hcat, columns: "a string", text: "[1]\n", fails: "f line 1: Row is not a valid JSON Object - JsonParseException: Start of OBJECT expected",
		},
		{
			name: "lines that a regular expression does not match are NULL", class: re, columns: "a string; b int", properties: map[string]string{"input.regex": `^(\w+)\s+([-0-9]*)$`},
			text: "x 12\nnothing here\ny -\n", want: []string{"x|12", "∅|∅", "y|∅"},
		},
		{
			name: "a regular expression may look ahead at the beginning", class: re, columns: "a string", properties: map[string]string{"input.regex": `^(?!#)([^ ]+)$`},
			text: "#x\nx\n", want: []string{"∅", "x"},
		},
		{
			name: "a regular expression must have a group for each column", class: re, columns: "a string; b string", properties: map[string]string{"input.regex": `(.*)`},
			text: "x\n", fails: "f line 1: Number of matching groups doesn't match the number of columns",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rows(t, Definition{Class: c.class, Columns: columnsOf(t, c.columns), Properties: c.properties, Table: c.table}, "f", c.text)
			if c.fails != "" {
				var data *DataError
				if err == nil || err.Error() != c.fails || !errors.As(err, &data) {
					t.Fatalf("got %v, want %s", err, c.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct{ name, class, input, property, want string }{
		{"ORC by name", "org.apache.hadoop.hive.ql.io.orc.OrcSerde", "", "", "ORC files are not supported in Glaux"},
		{"Ion by name", "com.amazon.ionhiveserde.IonHiveSerDe", "", "", "Amazon Ion files are not supported in Glaux"},
		{"other classes by name", "com.example.Serde", "", "", "SerDe com.example.Serde is not supported in Glaux"},
		{"looking behind", "org.apache.hadoop.hive.serde2.RegexSerDe", "", "(?<=x)(.*)", "regular expressions with looking behind"},
		{"looking ahead inside", "org.apache.hadoop.hive.serde2.RegexSerDe", "", "(.(?!x))", "regular expressions with looking ahead"},
		{"possessive quantifiers", "org.apache.hadoop.hive.serde2.RegexSerDe", "", "(.*+)", "regular expressions with possessive quantifiers"},
		{"references back", "org.apache.hadoop.hive.serde2.RegexSerDe", "", `(.)\1`, "regular expressions with references back"},
		{"a broken expression", "org.apache.hadoop.hive.serde2.RegexSerDe", "", "(", "invalid regular expression"},
		{"no expression", "org.apache.hadoop.hive.serde2.RegexSerDe", "", "", `This table does not have serde property "input.regex"!`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(Definition{Class: c.class, Input: c.input, Properties: map[string]string{"input.regex": c.property}, Columns: []Column{{"a", types.Text()}}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestCompression(t *testing.T) {
	squeeze := func(open func(io.Writer) io.WriteCloser) string {
		var b bytes.Buffer
		w := open(&b)
		fmt.Fprint(w, strings.Repeat("x\n", 1000)) //nolint:errcheck // into memory
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	zipped := squeeze(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	hadoop := string([]byte{0, 0, 0, 4, 0, 0, 0, 4}) + string(snappy.Encode(nil, []byte("x\n"))) + string([]byte{0, 0, 0, 4}) + string(snappy.Encode(nil, []byte("x\n")))
	for _, c := range []struct {
		name, file, text string
		rows             int
		fails            string
	}{
		{"gzip, whatever the name", "a.log", zipped, 1000, ""},
		{"several gzip streams in a row", "a.gz", zipped + zipped, 2000, ""},
		{"gzip that is cut off", "a.gz", zipped[:len(zipped)-9], 0, "the compressed file is cut off"},
		{"a name that lies", "a.gz", "x\n", 0, "the file is not compressed as its name says (.gz)"},
		{"zstd", "a.zst", squeeze(func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z }), 1000, ""},
		{"snappy in its own frames", "a.snappy", squeeze(func(w io.Writer) io.WriteCloser { return snappy.NewBufferedWriter(w) }), 1000, ""},
		{"snappy in Hadoop's blocks", "a.snappy", hadoop, 2, ""},
		{"an empty file", "a.gz", "", 0, ""},
		{"LZ4 is refused by name", "a.lz4", "x", 0, "files compressed as .lz4 are not supported in Glaux (a.lz4)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rows(t, Definition{Columns: columnsOf(t, "a string")}, c.file, c.text)
			if c.fails == "" && (err != nil || len(got) != c.rows) || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
				t.Errorf("got %d rows and %v, want %d and %q", len(got), err, c.rows, c.fails)
			}
		})
	}
}

func TestLongLinesCross(t *testing.T) {
	long := strings.Repeat("y", 3*firstBuffer)
	got, err := rows(t, Definition{Columns: columnsOf(t, "a string")}, "f", "x\r\n"+long+"\r\n"+strings.Repeat("z", firstBuffer-5)+"\r\nw")
	if err != nil || len(got) != 4 || got[1] != long || len(got[2]) != firstBuffer-5 || got[3] != "w" {
		t.Errorf("got %d rows, %v", len(got), err)
	}
}

// The real records of the AWS documentation, which lie beside the project and not in it.
func TestRealFlowLogs(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/vpc-flow-logs/*.log")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the AWS documentation's sample records are not at ../shared/data")
	}
	columns := "version int; account_id string; interface_id string; srcaddr string; dstaddr string; srcport int; dstport int; protocol bigint; packets bigint; bytes bigint;" +
		"start bigint; end bigint; action string; log_status string"
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := Definition{Columns: columnsOf(t, columns), Properties: map[string]string{"field.delim": " "}}
		lines := strings.Count(strings.TrimSpace(string(text)), "\n") + 1
		if strings.HasPrefix(string(text), "version") || strings.Contains(strings.SplitN(string(text), "\n", 2)[0], "srcaddr") {
			d.Table = map[string]string{HeaderProperty: "true"}
			lines--
		}
		got, err := rows(t, d, file, string(text))
		if err != nil || len(got) != lines {
			t.Errorf("%s: %d rows of %d, %v", file, len(got), lines, err)
		}
	}
}
