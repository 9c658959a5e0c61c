package funcs_test

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/funcs"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func BenchmarkResolve(b *testing.B) {
	plus, concat := funcs.Operator("+"), funcs.Lookup("concat")
	decimal := []funcs.Arg{{Type: types.DecimalOf(16, 8)}, {Type: types.Of(types.Integer)}}
	texts := []funcs.Arg{{Type: types.VarcharOf(3)}, {Type: types.Text()}}
	b.Run("decimal plus integer", func(b *testing.B) {
		for b.Loop() {
			if _, err := funcs.Resolve(plus, decimal); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("concat of two texts", func(b *testing.B) {
		for b.Loop() {
			if _, err := funcs.Resolve(concat, texts); err != nil {
				b.Fatal(err)
			}
		}
	})
}
