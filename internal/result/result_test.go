package result

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/sql/wire"
)

// clock is a clock that a test sets.
type clock struct{ now time.Time }

func (c *clock) time() time.Time { return c.now }

// owner is whose the results are.
const owner = "alice"

// key is the key of the installation.
func key() []byte { return bytes.Repeat([]byte{7}, KeySize) }

func start() *clock { return &clock{now: time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)} }

func open(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	if o.Now == nil {
		o.Now = start().time
	}
	o.Key = key()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func numbers() []typed.Column {
	return []typed.Column{{Name: "n", Type: types.Of(types.BigInt)}, {Name: "text", Type: types.Text()}}
}

// keep keeps n rows of numbers.
func keep(t testing.TB, s *Store, id string, n int) {
	t.Helper()
	w, err := s.Create(id, Of{Owner: owner}, numbers())
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := w.Append(numberRow(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
}

func numberRow(i int) []value.Value {
	return []value.Value{int64(i), fmt.Sprintf("row %d", i)}
}

// all reads a result from a row on.
func all(t testing.TB, s *Store, id string, from int64) [][]value.Value {
	t.Helper()
	r, err := s.Open(id, owner)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	var rows [][]value.Value
	for {
		more, err := r.Read(from, 300)
		if err != nil {
			t.Fatal(err)
		}
		if len(more) == 0 {
			return rows
		}
		from += int64(len(more))
		rows = append(rows, more...)
	}
}

func TestAResultIsReadFromAnyRowOn(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	keep(t, s, "a", 5321)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, Options{}) // after a restart
	for _, from := range []int64{0, 99, 100, 101, 1099, 1100, 5320, 5321, 9999} {
		rows := all(t, s, "a", from)
		if want := max(0, 5321-int(from)); len(rows) != want {
			t.Fatalf("from %d: got %d rows, want %d", from, len(rows), want)
		}
		for i, row := range rows {
			if !value.SameAll(row, numberRow(int(from)+i), value.SameBits) {
				t.Fatalf("row %d: got %v", int(from)+i, row)
			}
		}
	}
}

func TestAResultIsReadWhileItIsWritten(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w, err := s.Create("a", Of{Owner: owner}, numbers())
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Open("a", owner)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	if got := r.Rows(); got != 0 || len(r.Columns()) != 2 {
		t.Fatalf("got %d rows, %d columns", got, len(r.Columns()))
	}
	for i := range 150 {
		if err := w.Append(numberRow(i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.Rows(); got != firstChunkRows {
		t.Errorf("the first %d rows should be readable at once; got %d", firstChunkRows, got)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if rows, err := r.Read(120, 10); err != nil || len(rows) != 10 || rows[0][0] != int64(120) {
		t.Errorf("got %v, %v", rows, err)
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	if rows, err := r.Read(149, 10); err != nil || len(rows) != 1 {
		t.Errorf("after the end: got %v, %v", rows, err)
	}
}

func TestWhatWasHalfWrittenIsGoneAfterACrash(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	w, err := s.Create("a", Of{Owner: owner}, numbers())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		if err := w.Append(numberRow(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil { // as if the process had ended
		t.Fatal(err)
	}
	s = open(t, dir, Options{})
	if _, err := s.Open("a", owner); !errors.Is(err, ErrGone) {
		t.Errorf("got %v, want ErrGone", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "a.*")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestTheOldestUnusedResultGoesFirst(t *testing.T) {
	now := start()
	s := open(t, t.TempDir(), Options{Now: now.time})
	keep(t, s, "a", 3000)
	size := s.Bytes()
	s.options.MaxBytes, s.options.MaxResult = 3*size+size/2, 2*size
	for _, id := range []string{"b", "c"} {
		now.now = now.now.Add(time.Minute)
		keep(t, s, id, 3000)
	}
	now.now = now.now.Add(time.Minute)
	all(t, s, "a", 0) // so that b is the one unused for longest
	keep(t, s, "d", 3000)
	for id, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if s.Has(id) != want {
			t.Errorf("%s is kept: %v", id, !want)
		}
	}
	if s.Bytes() > s.options.MaxBytes {
		t.Errorf("%d bytes are kept, %d allowed", s.Bytes(), s.options.MaxBytes)
	}
}

func TestAResultThatIsReadIsNotEvicted(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	keep(t, s, "a", 3000)
	r, err := s.Open("a", owner)
	if err != nil {
		t.Fatal(err)
	}
	s.options.MaxBytes, s.options.MaxResult = s.Bytes()+10, s.Bytes()+10
	w, err := s.Create("b", Of{Owner: owner}, numbers())
	if fault.KindOf(err) != fault.Exhausted {
		t.Errorf("got %v, %v", w, err)
	}
	if _, err := r.Read(2999, 1); err != nil {
		t.Error(err)
	}
	if err := s.Remove("a"); err != nil {
		t.Fatal(err)
	}
	if rows, err := r.Read(0, 1); err != nil || len(rows) != 1 {
		t.Errorf("a removed result is read to its end: %v, %v", rows, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if s.Bytes() != 0 {
		t.Errorf("%d bytes left", s.Bytes())
	}
}

func TestOneResultIsBounded(t *testing.T) {
	s := open(t, t.TempDir(), Options{MaxResult: 4096})
	w, err := s.Create("a", Of{Owner: owner}, numbers())
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; err == nil && i < 100_000; i++ {
		err = w.Append(numberRow(i))
	}
	if fault.KindOf(err) != fault.Exhausted {
		t.Fatalf("got %v", err)
	}
	if err := w.Discard(); err != nil {
		t.Fatal(err)
	}
	if s.Bytes() != 0 || s.Has("a") {
		t.Errorf("%d bytes left", s.Bytes())
	}
}

func TestResultsGrowTooOld(t *testing.T) {
	now := start()
	dir := t.TempDir()
	s := open(t, dir, Options{Now: now.time})
	keep(t, s, "a", 10)
	now.now = now.now.Add(DefaultMaxAge + time.Second)
	if _, err := s.Open("a", owner); !errors.Is(err, ErrGone) || s.Has("a") {
		t.Errorf("got %v", err)
	}
	s.Sweep()
	if left, err := filepath.Glob(filepath.Join(dir, "*.rows")); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestAFolderBelongsToOneProcess(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, Options{})
	if _, err := Open(dir, Options{Now: start().time, Key: key()}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestANameCannotLeaveTheFolder(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	for _, id := range []string{"", "../a", "a/b", ".", "a.b"} {
		if _, err := s.Create(id, Of{Owner: owner}, nil); err == nil {
			t.Errorf("%q was taken", id)
		}
		if _, err := s.Open(id, owner); !errors.Is(err, ErrGone) {
			t.Errorf("%q: got %v", id, err)
		}
	}
}

func TestADamagedFileIsFoundOut(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	keep(t, s, "a", 2500)
	path := filepath.Join(dir, "a.rows")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(good); at += 1 + len(good)/997 {
		bad := bytes.Clone(good)
		bad[at] ^= 0x40
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if rows, err := readAll(s, bad); err == nil {
			t.Fatalf("byte %d of %d is changed, and %d rows were read", at, len(good), rows)
		}
	}
	for cut := range len(good) {
		if _, err := readAll(s, good[:cut]); err == nil {
			t.Fatalf("cut to %d bytes it was read", cut)
		}
	}
}

// readAll reads a file from its bytes.
func readAll(s *Store, file []byte) (rows int64, err error) {
	in := bytes.NewReader(file)
	first, err := readOpening(in)
	if err != nil {
		return 0, err
	}
	c, err := s.coder.keyed(first, "a", owner)
	if err != nil {
		return 0, err
	}
	b, err := readBody(c, in, int64(len(file)))
	if err != nil {
		return 0, err
	}
	for rows < b.rows() {
		more, err := b.read(c, in, rows, maxChunkRows)
		if err != nil {
			return rows, err
		}
		rows += int64(len(more))
	}
	return rows, nil
}

// anyValue draws a value of any form.
func anyValue(depth int) *rapid.Generator[value.Value] {
	integer := rapid.Int64()
	forms := []*rapid.Generator[value.Value]{
		rapid.Just[value.Value](nil),
		as(rapid.Bool()), as(integer), as(rapid.Float32()), as(rapid.Float64()), as(rapid.String()), as(rapid.SliceOf(rapid.Byte())),
		rapid.Map(integer, func(n int64) value.Value { return value.Date(n) }),
		rapid.Map(integer, func(n int64) value.Value { return value.Time(n) }),
		rapid.Map(integer, func(n int64) value.Value { return value.Timestamp(n) }),
		rapid.Map(integer, func(n int64) value.Value { return value.DaySecond(n) }),
		rapid.Map(integer, func(n int64) value.Value { return value.YearMonth(n) }),
		rapid.Map(integer, func(n int64) value.Value { return value.TimeTZ{Micros: n, OffsetMinutes: int(n % 840)} }),
		rapid.Map(integer, func(n int64) value.Value { return value.TimestampTZ{Micros: n, Zone: "Asia/Tokyo"} }),
		rapid.Custom(func(t *rapid.T) value.Value {
			digits := rapid.SliceOfN(rapid.Byte(), 0, 16).Draw(t, "digits")
			n := new(big.Int).SetBytes(digits)
			if rapid.Bool().Draw(t, "negative") {
				n.Neg(n)
			}
			return value.Decimal{Unscaled: n, Scale: rapid.IntRange(0, 38).Draw(t, "scale")}
		}),
		rapid.Custom(func(t *rapid.T) value.Value {
			return value.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid"))
		}),
		rapid.Custom(func(t *rapid.T) value.Value {
			return value.IP(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ip"))
		}),
	}
	if depth < 3 {
		inner := anyValue(depth + 1)
		forms = append(forms,
			rapid.Map(rapid.SliceOfN(inner, 0, 4), func(l []value.Value) value.Value { return value.List(l) }),
			rapid.Map(rapid.SliceOfN(inner, 0, 4), func(l []value.Value) value.Value { return value.Row(l) }),
			rapid.Custom(func(t *rapid.T) value.Value {
				m := make(value.Map, rapid.IntRange(0, 4).Draw(t, "entries"))
				for i := range m {
					m[i] = value.Entry{Key: inner.Draw(t, "key"), Value: inner.Draw(t, "value")}
				}
				return m
			}))
	}
	return rapid.OneOf(forms...)
}

func as[T any](g *rapid.Generator[T]) *rapid.Generator[value.Value] {
	return rapid.Map(g, func(x T) value.Value { return x })
}

// anyType draws a type.
func anyType(depth int) *rapid.Generator[types.Type] {
	plain := rapid.SampledFrom([]types.Type{
		types.Of(types.BigInt), types.DecimalOf(38, 10), types.Text(), types.VarcharOf(3), types.TimestampTZOf(3), types.Of(types.HyperLogLog),
		types.Of(types.IPPrefix), types.Of(types.Unknown), types.Of(types.Color), types.Of(types.JSON),
	})
	if depth == 3 {
		return plain
	}
	inner := anyType(depth + 1)
	return rapid.OneOf(plain, rapid.Map(inner, types.ArrayOf), rapid.Custom(func(t *rapid.T) types.Type {
		return types.MapOf(inner.Draw(t, "key"), inner.Draw(t, "value"))
	}), rapid.Custom(func(t *rapid.T) types.Type {
		return types.RowOf([]string{rapid.String().Draw(t, "name"), "b"}, inner.Draw(t, "first"), inner.Draw(t, "second"))
	}))
}

func TestValuesAndTypesComeBackAsTheyWere(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	number := 0
	rapid.Check(t, func(t *rapid.T) {
		number++
		id := fmt.Sprintf("r%d", number)
		columns := make([]typed.Column, rapid.IntRange(0, 5).Draw(t, "columns"))
		for i := range columns {
			columns[i] = typed.Column{Name: rapid.String().Draw(t, "name"), Type: anyType(0).Draw(t, "type")}
		}
		rows := make([][]value.Value, rapid.IntRange(0, 250).Draw(t, "rows"))
		w, err := s.Create(id, Of{Owner: owner}, columns)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			rows[i] = rapid.SliceOfN(anyValue(0), len(columns), len(columns)).Draw(t, "row")
			if err := w.Append(rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Finish(); err != nil {
			t.Fatal(err)
		}
		r, err := s.Open(id, owner)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range r.Columns() {
			if c.Name != columns[i].Name || !c.Type.Equal(columns[i].Type) {
				t.Fatalf("column %d: got %v, want %v", i, c, columns[i])
			}
		}
		if r.Rows() != int64(len(rows)) {
			t.Fatalf("got %d rows, want %d", r.Rows(), len(rows))
		}
		from := rapid.IntRange(0, len(rows)).Draw(t, "from")
		got, err := r.Read(int64(from), 10)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if !value.SameAll(got[i], rows[from+i], value.SameBits) {
				t.Fatalf("row %d: got %v, want %v", from+i, got[i], rows[from+i])
			}
		}
		if err := errors.Join(r.Close(), s.Remove(id)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheDiskTellsNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	w, err := s.Create("a", Of{Owner: owner}, numbers())
	if err != nil {
		t.Fatal(err)
	}
	const secret = "the-secret-word"
	for i := range 3000 {
		if err := w.Append([]value.Value{int64(i), secret}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Open("a", "bob"); !errors.Is(err, ErrGone) {
		t.Errorf("another opens what is being written: %v", err)
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, "a.rows"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file, []byte(secret)) || bytes.Contains(file, []byte("text")) {
		t.Error("a text of the rows is on the disk")
	}
	if _, err := s.Open("a", "bob"); err == nil {
		t.Error("another opens it")
	}
	if err := os.WriteFile(filepath.Join(dir, "b.rows"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	other := open(t, dir, Options{})
	if _, err := other.Open("b", owner); err == nil {
		t.Error("a file is read under the name of another result")
	}
	if r, err := other.Open("a", owner); err != nil || r.Rows() != 3000 || r.Close() != nil {
		t.Errorf("the owner cannot read it after a restart: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	foreign, err := Open(dir, Options{Now: start().time, Key: bytes.Repeat([]byte{8}, KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	defer foreign.Close() //nolint:errcheck // nothing was written
	if _, err := foreign.Open("a", owner); err == nil {
		t.Error("it is read with the key of another installation")
	}
}

func TestAResultHasAnAgeOfItsOwn(t *testing.T) {
	now := start()
	s := open(t, t.TempDir(), Options{Now: now.time})
	w, err := s.Create("a", Of{Owner: owner, Age: time.Minute}, numbers())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	keep(t, s, "b", 1)
	now.now = now.now.Add(time.Hour)
	if s.Has("a") || !s.Has("b") {
		t.Error("each has its own age")
	}
}

func TestWhatIsNoResultIsDeleted(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "old.rows")
	if err := os.WriteFile(path, []byte("GLXROWS1 and rows that are not encrypted"), 0o600); err != nil {
		t.Fatal(err)
	}
	if open(t, dir, Options{}).Has("old") {
		t.Error("it is there")
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is left: %v", err)
	}
	if _, err := Open(t.TempDir(), Options{Now: start().time}); err == nil {
		t.Error("results are kept without a key")
	}
}

func FuzzRead(f *testing.F) {
	s, err := Open(f.TempDir(), Options{Now: start().time, Key: key()})
	if err != nil {
		f.Fatal(err)
	}
	keep(f, s, "a", 120)
	whole, err := os.ReadFile(s.path("a", rowsSuffix))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Fuzz(func(_ *testing.T, file []byte) {
		_, _ = readAll(s, file) // must neither panic nor take memory without end
	})
}

func BenchmarkWrite(b *testing.B) {
	s := open(b, b.TempDir(), Options{})
	b.ReportAllocs()
	for i := range b.N {
		keep(b, s, fmt.Sprint(i), 100_000)
	}
	b.SetBytes(s.Bytes() / int64(b.N))
}

func FuzzPlaces(f *testing.F) {
	f.Add(appendPlaces(nil, []place{{at: 30, rows: 100}, {at: 500, rows: 1000}}))
	f.Fuzz(func(t *testing.T, content []byte) {
		last := int64(-1)
		for _, p := range readPlaces(wire.NewDecoder(content), 1<<30) {
			if p.first <= last || p.at <= 0 || p.at >= 1<<30 {
				t.Fatalf("places do not grow: %+v after row %d", p, last)
			}
			last = p.first
		}
	})
}
