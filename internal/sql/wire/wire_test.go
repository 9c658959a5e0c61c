package wire

import (
	"math"
	"math/big"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestOddNumbersComeBack(t *testing.T) {
	for _, v := range []value.Value{
		math.NaN(), math.Inf(-1), math.Copysign(0, -1), float32(math.MaxFloat32), int64(math.MinInt64),
		value.Decimal{Unscaled: new(big.Int).Neg(new(big.Int).Exp(big.NewInt(10), big.NewInt(37), nil)), Scale: 37},
	} {
		b, err := AppendValue(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		d := Decoder{b: b}
		if got := d.value(0); d.err != nil || !value.Same(got, v, value.SameBits) {
			t.Errorf("got %v, want %v (%v)", got, v, d.err)
		}
	}
	if _, err := AppendValue(nil, struct{}{}); err == nil {
		t.Error("a value of no type was taken")
	}
}

func FuzzBlock(f *testing.F) {
	b := NewBlock(2)
	for i := range 3 {
		if err := b.Add([]value.Value{int64(i), "a text"}); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(b.Content(nil))
	f.Add([]byte{1, tagList, 2, tagNull, tagMap, 1, tagTrue, tagDecimalBig, 2, 1, 1, 9, tagTimestampTZ, 2, 1, 'Z'})
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := ReadBlock(content, 2)
		if err != nil {
			return
		}
		b := NewBlock(2)
		for _, row := range rows {
			if err := b.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		again, err := ReadBlock(b.Content(nil), 2)
		if err != nil || len(again) != len(rows) {
			t.Fatalf("what was read is not what is written: %v", err)
		}
		for i := range rows {
			if !value.SameAll(rows[i], again[i], value.SameBits) {
				t.Fatalf("row %d: %v became %v", i, rows[i], again[i])
			}
		}
	})
}

func FuzzColumns(f *testing.F) {
	head, err := AppendColumns(nil, []typed.Column{{Name: "a", Type: types.MapOf(types.Text(), types.RowOf([]string{"x", ""}, types.DecimalOf(38, 10), types.Of(types.JSON)))}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(head)
	f.Fuzz(func(t *testing.T, content []byte) {
		d := Decoder{b: content}
		if columns := d.Columns(); d.err == nil {
			again, err := AppendColumns(nil, columns)
			if err != nil {
				t.Fatal(err)
			}
			back := Decoder{b: again}
			if same := back.Columns(); back.err != nil || len(same) != len(columns) {
				t.Fatalf("%v became %v (%v)", columns, same, back.err)
			}
		}
	})
}
