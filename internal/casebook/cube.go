package casebook

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
)

// cell is what one series cost and used on a day.
type cell struct {
	key   int32
	cost  figures.Units
	usage float64
}

// cube holds the days of a bill. A series is a number in it.
type cube struct {
	keys  []anomaly.Key
	index map[anomaly.Key]int32
	days  map[anomaly.Day][]cell // sorted by key
}

func newCube() *cube { return &cube{index: map[anomaly.Key]int32{}, days: map[anomaly.Day][]cell{}} }

// number returns the number of a series.
func (c *cube) number(k anomaly.Key) int32 {
	n, ok := c.index[k]
	if !ok {
		n = int32(len(c.keys)) //nolint:gosec // fewer series than fit in memory
		c.index[k] = n
		c.keys = append(c.keys, k)
	}
	return n
}

// split sorts lines into days.
func (c *cube) split(lines []figures.Line) map[anomaly.Day][]cell {
	days := map[anomaly.Day][]cell{}
	for _, l := range lines {
		days[l.Day] = append(days[l.Day], cell{c.number(l.Key), l.Cost, l.Usage})
	}
	for _, cells := range days {
		slices.SortFunc(cells, func(a, b cell) int { return cmp.Compare(a.key, b.key) })
	}
	return days
}

// rows are the cells of a day as a delivery has them.
func (c *cube) rows(day anomaly.Day, cells []cell, to []anomaly.Row) []anomaly.Row {
	for _, one := range cells {
		to = append(to, anomaly.Row{Key: c.keys[one.key], Day: day, Cost: one.cost.Float(), Usage: one.usage})
	}
	return to
}

// sameCells tells whether two days are the same. What was used is a sum of decimals as a float, the same for the same lines.
func sameCells(a, b []cell) bool {
	return slices.EqualFunc(a, b, func(x, y cell) bool {
		return x.key == y.key && x.cost == y.cost && math.Float64bits(x.usage) == math.Float64bits(y.usage)
	})
}

// The form of days in the file: a version, the keys, and the days with their cells; compressed.
const cubeForm = 1

// The bounds of what is read back.
const (
	maxKeys  = 10_000_000
	maxText  = 4096
	maxCells = 1 << 28
)

// pack writes days.
func (c *cube) pack(days map[anomaly.Day][]cell) ([]byte, error) {
	var raw []byte
	raw = append(raw, cubeForm)
	local := map[int32]uint64{}
	var order []int32
	sorted := make([]anomaly.Day, 0, len(days))
	for day, cells := range days {
		sorted = append(sorted, day)
		for _, one := range cells {
			local[one.key] = 0
		}
	}
	for key := range local {
		order = append(order, key)
	}
	slices.Sort(order)
	slices.Sort(sorted)
	raw = binary.AppendUvarint(raw, uint64(len(order)))
	for i, key := range order {
		local[key] = uint64(i) //nolint:gosec // not negative
		k := c.keys[key]
		for _, text := range []string{k.Account, k.Service, k.UsageType, k.Region, string(k.Kind)} {
			raw = binary.AppendUvarint(raw, uint64(len(text)))
			raw = append(raw, text...)
		}
	}
	raw = binary.AppendUvarint(raw, uint64(len(sorted)))
	for _, day := range sorted {
		raw = binary.AppendVarint(raw, int64(day))
		raw = binary.AppendUvarint(raw, uint64(len(days[day])))
		for _, one := range days[day] {
			raw = binary.AppendUvarint(raw, local[one.key])
			raw = binary.AppendVarint(raw, int64(one.cost))
			raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(one.usage))
		}
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// errDamaged tells that days cannot be read back.
var errDamaged = errors.New("the days that are kept are damaged")

// unpack reads days.
func (c *cube) unpack(packed []byte) (map[anomaly.Day][]cell, error) {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	r := &unpacker{raw: raw}
	if r.byte() != cubeForm {
		return nil, errDamaged
	}
	keys := make([]int32, r.count(maxKeys))
	for i := range keys {
		keys[i] = c.number(anomaly.Key{Account: r.text(), Service: r.text(), UsageType: r.text(), Region: r.text(), Kind: anomaly.Kind(r.text())})
	}
	days := map[anomaly.Day][]cell{}
	for range r.count(maxCells) {
		day := anomaly.Day(r.signed()) //nolint:gosec // a day that was packed
		cells := make([]cell, r.count(maxCells))
		for i := range cells {
			at := r.number()
			if at >= uint64(len(keys)) {
				return nil, errDamaged
			}
			cells[i] = cell{keys[at], figures.Units(r.signed()), r.float()}
		}
		slices.SortFunc(cells, func(a, b cell) int { return cmp.Compare(a.key, b.key) })
		days[day] = cells
	}
	if r.bad || len(r.raw) > 0 {
		return nil, errDamaged
	}
	return days, nil
}

// unpacker reads what pack wrote. Once bad, it reads zeros.
type unpacker struct {
	raw []byte
	bad bool
}

func (r *unpacker) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.raw) {
		r.bad, r.raw = true, nil
		return nil
	}
	out := r.raw[:n]
	r.raw = r.raw[n:]
	return out
}

func (r *unpacker) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// count reads a number of things, at most some, and no more than there are bytes for.
func (r *unpacker) count(most int) int {
	n := r.number()
	if n > uint64(most) || n > uint64(len(r.raw)) { //nolint:gosec // not negative
		r.bad, r.raw = true, nil
		return 0
	}
	return int(n) //nolint:gosec // at most most
}

func (r *unpacker) number() uint64 {
	n, size := binary.Uvarint(r.raw)
	if size <= 0 {
		r.bad, r.raw = true, nil
		return 0
	}
	r.raw = r.raw[size:]
	return n
}

func (r *unpacker) signed() int64 {
	n, size := binary.Varint(r.raw)
	if size <= 0 {
		r.bad, r.raw = true, nil
		return 0
	}
	r.raw = r.raw[size:]
	return n
}

func (r *unpacker) float() float64 {
	const size = 8
	if b := r.take(size); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

func (r *unpacker) text() string { return string(r.take(r.count(maxText))) }
