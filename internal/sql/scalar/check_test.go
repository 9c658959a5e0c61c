package scalar

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestTextIsCheckedAndCoded(t *testing.T) {
	boolean, size := types.Of(types.Boolean), types.DecimalOf(38, 0)
	const refused = "INVALID_FUNCTION_ARGUMENT: "
	for _, c := range []struct {
		name string
		of   types.Type
		arg  string
		want string
	}{
		{"luhn_check", boolean, "79927398713", "true"},
		{"luhn_check", boolean, "79927398714", "false"},
		{"luhn_check", boolean, "", "false"},
		{"soundex", types.Text(), "Robert", "R163"},
		{"soundex", types.Text(), "Ashcraft", "A261"},
		{"soundex", types.Text(), "Tymczak", "T522"},
		{"soundex", types.Text(), "o'Hara", "O600"},
		{"soundex", types.Text(), "Émile", refused + "The character is not mapped: É (index=136)"},
		{"parse_data_size", size, "1kB", "1024"},
		{"parse_data_size", size, "2.3MB", "2411724"},
		{"parse_data_size", size, "1.2.3B", refused + "Invalid data size: '1.2.3B'"},
		{"parse_data_size", size, ".B", refused + "Invalid data size: '.B'"},
		{"parse_data_size", size, "1b", refused + "Invalid data size: '1b'"},
	} {
		if got := result(t, c.name, c.of, c.arg); got != c.want {
			t.Errorf("%s(%q): got %s, want %s", c.name, c.arg, got, c.want)
		}
	}
}
