package serde

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// words builds a column of text. The texts of logs repeat: as long as there are few different ones in a batch, the column is numbers that
// point into a list of them, which costs one look into a map for each value and is what Parquet writes anyway. When there are too many,
// the column becomes plain, and the next batches begin so.
type words struct {
	*array.StringBuilder
	plain bool
	index map[string]int32
	list  []string
	bytes int
	at    *array.Int32Builder

	last   string // the text put last, which is often the next one too, and where it is in list
	lastAt int32
}

// The bounds of a list of words; Parquet's own is a megabyte.
const (
	maxWords     = 16_384
	maxWordBytes = 512 << 10
)

func newWords(b *array.StringBuilder, within memory.Allocator) *words {
	return &words{StringBuilder: b, index: map[string]int32{}, at: array.NewInt32Builder(within)}
}

// withWords replaces the builders of columns of plain text.
func withWords(columns []Column, fields []array.Builder, within memory.Allocator) []array.Builder {
	out := make([]array.Builder, len(fields))
	for i, b := range fields {
		out[i] = b
		if text, ok := b.(*array.StringBuilder); ok && columns[i].Type.Kind == types.Varchar && columns[i].Type.P == types.Unbounded {
			out[i] = newWords(text, within)
		}
	}
	return out
}

// put appends a text.
func (w *words) put(text []byte) bool {
	if w.plain {
		w.BinaryBuilder.Append(text)
		return true
	}
	if w.last != "" && w.last == string(text) {
		w.at.Append(w.lastAt)
		return true
	}
	i, ok := w.index[string(text)]
	if !ok {
		if len(w.list) == maxWords || w.bytes+len(text) > maxWordBytes {
			w.unfold()
			w.BinaryBuilder.Append(text)
			return true
		}
		word := string(text)
		i = int32(len(w.list)) //nolint:gosec // at most maxWords
		w.index[word], w.list, w.bytes = i, append(w.list, word), w.bytes+len(text)
	}
	w.at.Append(i)
	w.last, w.lastAt = w.list[i], i
	return true
}

func (w *words) null() { w.AppendNull() }

// AppendNull appends NULL.
func (w *words) AppendNull() {
	if w.plain {
		w.StringBuilder.AppendNull()
		return
	}
	w.at.AppendNull()
}

// Reserve makes room for n more values.
func (w *words) Reserve(n int) {
	if w.plain {
		w.StringBuilder.Reserve(n)
		return
	}
	w.at.Reserve(n)
}

// unfold makes the column plain.
func (w *words) unfold() {
	w.plain = true
	w.StringBuilder.Reserve(w.at.Len())
	for i := range w.at.Len() {
		if w.at.IsNull(i) {
			w.StringBuilder.AppendNull()
		} else {
			w.Append(w.list[w.at.Value(i)])
		}
	}
	w.at.NewArray().Release()
	w.forget()
}

func (w *words) forget() {
	clear(w.index)
	w.list, w.bytes, w.last = w.list[:0], 0, ""
}

// NewArray returns the column, a *array.Dictionary or a *array.String, and begins a new one.
func (w *words) NewArray() arrow.Array {
	if w.plain {
		return w.StringBuilder.NewArray()
	}
	list := array.NewStringBuilder(memory.DefaultAllocator)
	defer list.Release()
	list.AppendValues(w.list, nil)
	values, at := list.NewArray(), w.at.NewArray()
	defer values.Release()
	defer at.Release()
	w.forget()
	return array.NewDictionaryArray(&arrow.DictionaryType{IndexType: at.DataType(), ValueType: values.DataType()}, at, values)
}

// Release lets the memory go.
func (w *words) Release() { w.at.Release() }
