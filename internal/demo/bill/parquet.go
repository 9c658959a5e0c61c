package bill

import (
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	pq "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// Texts and maps are written as positions in dictionaries that are known before the first line, so that nothing is looked up for a
// line: a column of 65,536 lines is a loop that gathers integers. Numbers are written plain.

// parquetWriter writes lines as Parquet, a row group for each call.
type parquetWriter struct{ file *pq.Writer }

// gather is room for the values of a column, kept by a maker.
type gather struct {
	indices    []uint32
	doubles    []float64
	longs      []int64
	texts      []parquet.ByteArray
	room       []byte
	def, rep   []int16
	valid      []byte // a bit for each line that has a value
	valueCodes []uint32
}

// arrowWords are the dictionaries of a column: of texts, or of keys and values of a map.
type arrowWords struct{ first, second arrow.Array }

// newParquet begins a file.
func newParquet(out io.Writer, b *book) (*parquetWriter, error) {
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Snappy), parquet.WithStats(false), parquet.WithBatchSize(groupRows), parquet.WithDataPageSize(1 << 20),
		parquet.WithDictionaryDefault(true), parquet.WithCreatedBy("glaux demo"), parquet.WithVersion(parquet.V1_0),
	}
	fields := make(schema.FieldList, 0, len(b.table.columns))
	for _, c := range b.table.columns {
		node, plain, err := c.node()
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.name, err)
		}
		fields = append(fields, node)
		if plain {
			options = append(options, parquet.WithDictionaryFor(c.name, false))
		}
		if c.discounts != nil {
			options = append(options, parquet.WithDictionaryPath(parquet.ColumnPath{c.name, "key_value", "value"}, false))
		}
		b.arrow()
	}
	root, err := schema.NewGroupNode("schema", parquet.Repetitions.Required, fields, -1)
	if err != nil {
		return nil, err
	}
	return &parquetWriter{pq.NewParquetWriter(keepOpen{out}, root, pq.WithWriterProps(parquet.NewWriterProperties(options...)))}, nil
}

// keepOpen hides that a writer can be closed: who opened it closes it.
type keepOpen struct{ io.Writer }

// node returns how a column stands in the schema, and whether it has no dictionary.
func (c *column) node() (node schema.Node, plain bool, err error) {
	optional, required := parquet.Repetitions.Optional, parquet.Repetitions.Required
	text := func(name string, how parquet.Repetition) (schema.Node, error) {
		return schema.NewPrimitiveNodeLogical(name, how, schema.StringLogicalType{}, parquet.Types.ByteArray, 0, -1)
	}
	switch {
	case c.pairs != nil || c.discounts != nil:
		key, err := text("key", parquet.Repetitions.Required)
		if err != nil {
			return nil, false, err
		}
		value, err := text("value", parquet.Repetitions.Required)
		if c.discounts != nil {
			value, err = schema.NewPrimitiveNode("value", parquet.Repetitions.Required, parquet.Types.Double, -1, 0)
		}
		if err != nil {
			return nil, false, err
		}
		inner, err := schema.NewGroupNode("key_value", parquet.Repetitions.Repeated, schema.FieldList{key, value}, -1)
		if err != nil {
			return nil, false, err
		}
		node, err = schema.NewGroupNodeLogical(c.name, optional, schema.FieldList{inner}, schema.MapLogicalType{}, -1)
		return node, false, err
	case c.isSlot || c.number != nil:
		node, err = schema.NewPrimitiveNode(c.name, optional, parquet.Types.Double, -1, 0)
		return node, true, err
	case c.moment != nil:
		kind := schema.NewTimestampLogicalType(true, schema.TimeUnitMillis)
		node, err = schema.NewPrimitiveNodeLogical(c.name, required, kind, parquet.Types.Int64, 0, -1)
		return node, false, err
	}
	node, err = text(c.name, required)
	return node, c.id, err
}

// arrow makes the dictionaries of a column for Arrow, once for all files of the book. Only newParquet calls it.
func (b *book) arrow() {
	b.once.Do(func() {
		for n := range b.columns {
			c, e := &b.table.columns[n], &b.columns[n]
			switch {
			case c.interval:
				e.arrows.first = words(b.intervals)
			case c.discounts != nil:
				e.arrows.first = words([]string{"EdpDiscount", "BundledDiscount"})
			case c.text != nil:
				e.arrows.first = words(e.texts)
			case c.pairs != nil:
				e.arrows.first, e.arrows.second = words(e.keys), words(e.words)
			}
		}
	})
}

// words makes an Arrow array of texts.
func words(list []string) arrow.Array {
	builder := array.NewStringBuilder(memory.DefaultAllocator)
	defer builder.Release()
	builder.AppendValues(list, nil)
	return builder.NewArray()
}

// dictionary is the part of an encoder that takes a dictionary.
type dictionary interface {
	PutDictionary(values arrow.Array) error
}

func (w *parquetWriter) close() error { return w.file.Close() }

// write writes lines as a row group.
func (w *parquetWriter) write(b *book, lines []line, g *gather) error {
	group := w.file.AppendRowGroup()
	for i := range b.table.columns {
		c := &b.table.columns[i]
		var err error
		switch {
		case c.pairs != nil:
			err = writeMap(group, b, i, lines, g)
		case c.discounts != nil:
			err = writeDiscounts(group, b, i, lines, g)
		default:
			err = writeColumn(group, b, i, lines, g)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return group.Close()
}

// writeColumn writes a column that is no map.
func writeColumn(group pq.SerialRowGroupWriter, b *book, i int, lines []line, g *gather) error {
	to, err := group.NextColumn()
	if err != nil {
		return err
	}
	c := &b.table.columns[i]
	switch to := to.(type) {
	case *pq.Float64ColumnChunkWriter:
		g.numbers(c, lines)
		to.WriteBatchSpaced(g.doubles, g.def, nil, g.valid, 0)
	case *pq.Int64ColumnChunkWriter:
		g.longs = g.longs[:0]
		for l := range lines {
			g.longs = append(g.longs, int64(c.moment(b.delivery, &lines[l]))*3_600_000)
		}
		_, err = to.WriteBatch(g.longs, nil, nil)
	case *pq.ByteArrayColumnChunkWriter:
		if c.id {
			_, err = to.WriteBatch(g.ids(lines), nil, nil)
			break
		}
		g.indices = g.indices[:0]
		for l := range lines {
			if c.interval {
				g.indices = append(g.indices, b.interval(&lines[l]))
			} else {
				g.indices = append(g.indices, lines[l].codes[b.index][i])
			}
		}
		err = putIndices(to, b.columns[i].arrows.first, g.indices, nil, nil)
	}
	if err != nil {
		return err
	}
	return to.Close()
}

// numbers gathers the doubles of a column, and which lines have one.
func (g *gather) numbers(c *column, lines []line) {
	g.doubles, g.def = g.doubles[:0], g.def[:0]
	g.valid = append(g.valid[:0], make([]byte, (len(lines)+7)/8)...)
	for i := range lines {
		l := &lines[i]
		var x int64
		ok := false
		switch {
		case !c.isSlot && c.number != nil:
			x, ok = c.number(l)
		case c.isSlot && l.has&(1<<c.slot) != 0:
			x, ok = l.get(c.slot), true
		}
		if ok {
			g.doubles, g.def = append(g.doubles, double(x)), append(g.def, 1)
			g.valid[i/8] |= 1 << (i % 8)
		} else {
			g.doubles, g.def = append(g.doubles, 0), append(g.def, 0)
		}
	}
}

// idLength is the length of the id of a line.
const idLength = 26

// ids gathers the ids of lines.
func (g *gather) ids(lines []line) []parquet.ByteArray {
	if cap(g.room) < len(lines)*idLength {
		g.room = make([]byte, 0, groupRows*idLength)
	}
	g.room, g.texts = g.room[:0], g.texts[:0]
	for i := range lines {
		g.room = identity(g.room, lines[i].number)
		g.texts = append(g.texts, g.room[len(g.room)-idLength:])
	}
	return g.texts
}

// putIndices writes positions in a dictionary.
func putIndices(to *pq.ByteArrayColumnChunkWriter, words arrow.Array, indices []uint32, def, rep []int16) error {
	encoder, ok := to.CurrentEncoder().(dictionary)
	if !ok {
		return fmt.Errorf("encoder %T takes no dictionary", to.CurrentEncoder())
	}
	if err := encoder.PutDictionary(words); err != nil {
		return err
	}
	data := array.NewData(arrow.PrimitiveTypes.Uint32, len(indices), []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Uint32Traits.CastToBytes(indices))}, nil, 0, 0)
	values := array.NewUint32Data(data)
	defer values.Release()
	return to.WriteDictIndices(values, def, rep)
}

// The levels of a map: it is empty, or an entry is there.
const (
	emptyMap   = 1
	entryThere = 2
)

// writeMap writes a map of texts: its keys and then its values.
func writeMap(group pq.SerialRowGroupWriter, b *book, i int, lines []line, g *gather) error {
	g.def, g.rep, g.indices, g.valueCodes = g.def[:0], g.rep[:0], g.indices[:0], g.valueCodes[:0]
	e := &b.columns[i]
	for l := range lines {
		entries := e.maps[lines[l].codes[b.index][i]]
		if len(entries) == 0 {
			g.def, g.rep = append(g.def, emptyMap), append(g.rep, 0)
		}
		for n := 0; n < len(entries); n += 2 {
			g.def, g.rep = append(g.def, entryThere), append(g.rep, int16(min(n, 1))) //nolint:gosec // 0 or 1
			g.indices, g.valueCodes = append(g.indices, entries[n]), append(g.valueCodes, entries[n+1])
		}
	}
	for _, part := range []struct {
		words   arrow.Array
		indices []uint32
	}{{e.arrows.first, g.indices}, {e.arrows.second, g.valueCodes}} {
		to, err := group.NextColumn()
		if err != nil {
			return err
		}
		column, ok := to.(*pq.ByteArrayColumnChunkWriter)
		if !ok {
			return fmt.Errorf("a map of texts is written by %T", to)
		}
		if err := putIndices(column, part.words, part.indices, g.def, g.rep); err != nil {
			return err
		}
		if err := to.Close(); err != nil {
			return err
		}
	}
	return nil
}

// writeDiscounts writes the map of discounts: one amount at most.
func writeDiscounts(group pq.SerialRowGroupWriter, b *book, i int, lines []line, g *gather) error {
	g.def, g.rep, g.indices, g.doubles = g.def[:0], g.rep[:0], g.indices[:0], g.doubles[:0]
	for l := range lines {
		name, x, ok := b.table.columns[i].discounts(&lines[l])
		g.rep = append(g.rep, 0)
		if !ok {
			g.def = append(g.def, emptyMap)
			continue
		}
		g.def, g.doubles = append(g.def, entryThere), append(g.doubles, double(x))
		g.indices = append(g.indices, uint32(min(len(name)-len("EdpDiscount"), 1))) //nolint:gosec // 0 or 1
	}
	keys, err := group.NextColumn()
	if err != nil {
		return err
	}
	column, ok := keys.(*pq.ByteArrayColumnChunkWriter)
	if !ok {
		return fmt.Errorf("keys are written by %T", keys)
	}
	if err := putIndices(column, b.columns[i].arrows.first, g.indices, g.def, g.rep); err != nil {
		return err
	}
	if err := keys.Close(); err != nil {
		return err
	}
	values, err := group.NextColumn()
	if err != nil {
		return err
	}
	numbers, ok := values.(*pq.Float64ColumnChunkWriter)
	if !ok {
		return fmt.Errorf("amounts are written by %T", values)
	}
	if _, err := numbers.WriteBatch(g.doubles, g.def, g.rep); err != nil {
		return err
	}
	return values.Close()
}
