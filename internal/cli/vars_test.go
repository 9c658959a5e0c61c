package cli

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/render"
)

func TestFill(t *testing.T) {
	tests := []struct {
		name, text string
		vars       []string
		want, fail string
	}{
		{"a placeholder becomes its value", "WHERE m = '${month}'", []string{"month=2025-11"}, "WHERE m = '2025-11'", ""},
		{"a value may hold an equals sign and a placeholder's text", "${a}", []string{"a=x = '${b}'"}, "x = '${b}'", ""},
		{"the same placeholder may stand twice", "${a} ${a}", []string{"a=1"}, "1 1", ""},
		{"two dollars stand for a placeholder's text", "'$${a}'", nil, "'${a}'", ""},
		{"what is no name is left alone", "'${1}' '${a b}' '$a'", nil, "'${1}' '${a b}' '$a'", ""},
		{"a template of locations keeps its own", "'storage.location.template'='${day}'", nil, "'storage.location.template'='${day}'", ""},
		{"all that is missing is named", "${b} ${a} ${b}", nil, "", "${a}, ${b}"},
		{"a value without a place is refused", "SELECT 1", []string{"a=1"}, "", "has no ${a}"},
		{"a value twice is refused", "${a}", []string{"a=1", "a=2"}, "", "twice"},
		{"a flag without a name is refused", "${a}", []string{"=1"}, "", "name=value"},
		{"a flag without a value is refused", "${a}", []string{"a"}, "", "name=value"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := fill(test.text, test.vars)
			if test.fail != "" {
				if err == nil || !strings.Contains(err.Error(), test.fail) {
					t.Errorf("got %v, want an error with %q", err, test.fail)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 1_550_000: "1.6 MB", 2e12: "2.0 TB"} {
		if got := size(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestTheOutputFileTellsTheFormat(t *testing.T) {
	tests := []struct {
		set    render.Format
		output string
		want   render.Format
	}{
		{"", "", render.Table},
		{"", "rows.parquet", render.Parquet},
		{"", "rows.CSV", render.CSV},
		{"", "notes.md", render.Markdown},
		{"", "rows.txt", render.Table},
		{render.JSON, "rows.csv", render.JSON},
	}
	for _, test := range tests {
		if got := formatOf(test.set, test.output); got != test.want {
			t.Errorf("format %q and file %q: got %s, want %s", test.set, test.output, got, test.want)
		}
	}
}

func TestRowsAreBoundedByFormat(t *testing.T) {
	tests := []struct {
		set    int64
		format render.Format
		want   int64
	}{
		{-1, render.Table, tableRows},
		{0, render.Table, render.MostHeld},
		{5, render.Markdown, 5},
		{1 << 40, render.Table, render.MostHeld},
		{-1, render.CSV, 0},
		{0, render.JSON, 0},
		{7, render.Parquet, 7},
	}
	for _, test := range tests {
		if got := maxRows(test.set, test.format); got != test.want {
			t.Errorf("%d rows as %s: got %d, want %d", test.set, test.format, got, test.want)
		}
	}
}
