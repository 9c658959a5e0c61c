package serde

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

// repeating is a text over and over, so many times.
type repeating struct {
	text  string
	times int
	at    int
}

func (r *repeating) Read(p []byte) (n int, err error) {
	for n < len(p) && r.times > 0 {
		c := copy(p[n:], r.text[r.at:])
		n += c
		if r.at += c; r.at == len(r.text) {
			r.at = 0
			r.times--
		}
	}
	if n == 0 {
		err = io.EOF
	}
	return n, err
}

// wide returns the columns of a table that has many.
func wide(t *testing.T, of string, n int) []Column {
	t.Helper()
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("c%d %s", i, of))
	}
	return columnsOf(t, strings.Join(list, "; "))
}

// nullArrays is an Avro file of one record with a list of so many nulls, which take no bytes.
func nullArrays(t *testing.T, n int64) string {
	t.Helper()
	head := avroData(t, `{"type": "record", "name": "R", "fields": [{"name": "list", "type": {"type": "array", "items": "null"}}]}`, nil)
	sync := head[len(head)-16:]
	record := append(binary.AppendVarint(nil, n), 0)
	block := append(binary.AppendVarint(binary.AppendVarint(nil, 1), int64(len(record))), record...)
	return head + string(block) + sync
}

// A file of few bytes costs no more memory than the limits of this package, whatever its bytes stand for.
func TestFewBytesCannotFillMemory(t *testing.T) {
	fields := make([]string, 400)
	for i := range fields {
		fields[i] = fmt.Sprintf("f%d:bigint", i)
	}
	openX := "org.openx.data.jsonserde.JsonSerDe"
	for _, test := range []struct {
		name string
		def  Definition
		in   io.Reader
		code string // of the error; "" for none
	}{
		{"lines with nothing in a table of many columns", Definition{Columns: wide(t, "bigint", 5000)}, &repeating{text: "1\n", times: 20_000}, ""},
		{"a list of empty structs", Definition{Class: openX, Columns: columnsOf(t, "a array<struct<"+strings.Join(fields, ",")+">>")}, strings.NewReader(`{"a":[` + strings.Repeat("{},", 900_000) + "{}]}\n"), TooLarge},
		{"a footer of long lines", Definition{Columns: columnsOf(t, "a string"), Table: map[string]string{"skip.footer.line.count": "1000000"}}, &repeating{text: strings.Repeat("x", 1<<20) + "\n", times: 1000}, TooLarge},
		{"an Avro list of nothing", Definition{Class: AvroClass, Columns: columnsOf(t, "list array<int>")}, strings.NewReader(nullArrays(t, 1<<40)), BadData},
	} {
		t.Run(test.name, func(t *testing.T) {
			format, err := New(test.def)
			if err != nil {
				t.Fatal(err)
			}
			peak, stop := heap()
			err = format.Read(t.Context(), File{Name: "a", Body: test.in}, func(batch arrow.RecordBatch) error {
				if n := batch.NumRows() * int64(format.Values()); n > batchValues+int64(format.Values()) {
					t.Errorf("a batch of %d values", n)
				}
				return nil
			})
			stop()
			var data *DataError
			switch {
			case test.code == "" && err != nil, test.code != "" && (!errors.As(err, &data) || data.Code != test.code):
				t.Errorf("got %v", err)
			}
			if *peak > 1400<<20 { // twice what may be held, as the collector lets it grow
				t.Errorf("%d MiB of memory", *peak>>20)
			}
		})
	}
}

// heap measures the most memory that is held until stop is called.
func heap() (peak *uint64, stop func()) {
	peak = new(uint64)
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*peak = max(*peak, m.HeapAlloc)
			select {
			case <-end:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return peak, func() { close(end); <-ended }
}
