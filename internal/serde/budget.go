package serde

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Text of a few bytes can stand for thousands of values: lines without anything in a table of ten thousand columns, lists of empty structs. So what
// a batch holds is bounded in values and in bytes of memory, beside its rows and its text.
const (
	batchValues = 16 << 20  // of all columns, after which a batch is given on
	maxHeld     = 512 << 20 // bytes of memory of a batch
	maxFoot     = 64 << 20  // bytes of the lines that may be of the footer
)

// TooLarge is the code of rows that take more memory than they may.
const TooLarge = "EXCEEDED_LOCAL_MEMORY_LIMIT"

// tooMuch is what a budget panics with, as the builders of Arrow know no errors: Format.Read returns it.
type tooMuch struct{}

// budget is memory for the batches of one file.
type budget struct {
	memory.Allocator
	held, most int
}

func newBudget() *budget { return &budget{Allocator: memory.DefaultAllocator, most: maxHeld} }

// Allocate gives memory.
func (b *budget) Allocate(size int) []byte {
	b.take(size)
	return b.Allocator.Allocate(size)
}

// Reallocate gives more memory, or less. While it copies there are both.
func (b *budget) Reallocate(size int, of []byte) []byte {
	b.take(size)
	out := b.Allocator.Reallocate(size, of)
	b.held -= len(of)
	return out
}

// Free takes memory back.
func (b *budget) Free(of []byte) {
	b.held -= len(of)
	b.Allocator.Free(of)
}

func (b *budget) take(size int) {
	if b.held+size > b.most {
		panic(tooMuch{})
	}
	b.held += size
}

// caught makes an error of a budget that is used up. Other panics go on.
func (b *budget) caught(err *error) {
	switch p := recover(); p.(type) {
	case nil:
	case tooMuch:
		*err = &DataError{Code: TooLarge, Msg: fmt.Sprintf("its rows take more than the %d MiB of memory that reading a file may take", b.most>>20)}
	default:
		panic(p)
	}
}

// Values is how many values a row has at least, in all columns and what is within them.
func (f *Format) Values() int { return f.values }

// valuesOf counts the builders of columns with all that is within them.
func valuesOf(fields []arrow.Field) (n int) {
	for _, f := range fields {
		n++
		if nested, ok := f.Type.(arrow.NestedType); ok {
			n += valuesOf(nested.Fields())
		}
	}
	return n
}
