package serde

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestLinesGoOnAfterLongOnes(t *testing.T) {
	for _, n := range []int{10, 11, firstBuffer - 3, firstBuffer, 3 * firstBuffer} {
		in := NewLines(strings.NewReader("a\r\n"+strings.Repeat("x", n)+"\r\nb\n\xff\n"+strings.Repeat("y", n)), 10)
		var got []string
		for {
			line, err := in.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			switch {
			case errors.Is(err, ErrLong):
				got = append(got, "long")
			case err != nil:
				t.Fatal(err)
			case in.Invalid:
				got = append(got, "invalid")
			default:
				got = append(got, string(line[:min(len(line), 2)]))
			}
		}
		want := "a long b invalid long"
		if n == 10 {
			want = "a xx b invalid yy"
		}
		if text := strings.Join(got, " "); text != want || in.Number() != 5 {
			t.Errorf("lines of %d: %s, %d", n, text, in.Number())
		}
	}
}

func TestRowsThatAreDroppedAreNotGiven(t *testing.T) {
	var got []string
	rows, err := NewRows([]Column{{Name: "a", Type: types.Text()}}, func(b arrow.RecordBatch) error {
		for i := range int(b.NumRows()) {
			got = append(got, b.Column(0).ValueStr(i))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	text, _ := rows.Fields()[0].(Text) // by the column's type
	for i, word := range strings.Fields("x a x b b x") {
		text.Put([]byte(word))
		if word == "x" {
			err = rows.Drop(1)
		} else {
			err = rows.Next(1)
		}
		if err != nil || rows.Held() != i+1 {
			t.Fatalf("%d held, %v", rows.Held(), err)
		}
	}
	if err := errors.Join(rows.Flush(), rows.Flush()); err != nil || strings.Join(got, "") != "abb" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestValuesOfATree(t *testing.T) {
	var tree Tree
	v, err := tree.Read([]byte(`{"A":{"b":[1,"x",null,{"C":true}]},"n":null,"t":"\u00e4","d":1.5}`))
	if err != nil {
		t.Fatal(err)
	}
	b := v.Get("a", "B")
	if !b.IsArray() || string(b.Raw()) != `[1,"x",null,{"C":true}]` || string(v.Get("T").Text()) != "ä" || v.Get("n").There() || v.Get("zz", "y").There() || v.Get("d").IsString() || !v.IsObject() {
		t.Error("members")
	}
	var texts []string
	b.Each(func(_ string, e Value) bool {
		texts = append(texts, string(e.Text()))
		return len(texts) < 3
	})
	if strings.Join(texts, ",") != "1,x," {
		t.Errorf("elements: %q", texts)
	}
	v, _ = tree.Read([]byte("{\n \"a\\\"b\" : [ 1 , {\"Secret\": {\"x\": 1}, \"c\" : null} , \"\\u00e4 \" ], \"secret\":2 }")) // read as above
	if got := string(v.Compact(nil, func(key []byte) bool { return strings.EqualFold(string(key), "secret") })); got != `{"a\"b":[1,{"c":null},"\u00e4 "]}` {
		t.Errorf("compact: %s", got)
	}
	for _, bad := range []string{"", "[1]", "{", `{"a":` + strings.Repeat("[", 100), "7"} {
		if _, err := tree.Read([]byte(bad)); !IsData(err) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
