package duckdb

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
)

func TestTextWritesNamesAndValuesAsAFlowLogHasThem(t *testing.T) {
	in := parquet(t, "SELECT 5 AS version, '10.0.0.1' AS srcaddr, NULL::INTEGER AS \"dst port\", '' AS \"Flow-Direction\", E'a \\n\"b' AS x "+
		"UNION ALL SELECT 2, NULL, 443, 'egress', 'é'")
	out := filepath.Join(t.TempDir(), "out")
	if err := loader(t).Text(t.Context(), in, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if want := "version srcaddr dst_port flow_direction x\n5 10.0.0.1 - - a__\"b\n2 - 443 egress é\n"; string(got) != want {
		t.Errorf("got\n%q want\n%q", got, want)
	}
	if err := os.WriteFile(in, []byte("PAR1 and nothing else PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	var fault source.Fault
	if err := loader(t).Text(t.Context(), in, out); !errors.As(err, &fault) || fault.Reason == "" {
		t.Errorf("a broken file gives %v", err)
	}
}
