package bench

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// A small run shows that every question has the same number of rows on both sides, and that the texts of the front-end compile.
func TestASmallRunAnswersEverything(t *testing.T) {
	var out bytes.Buffer
	options := Options{Dir: t.TempDir(), Rows: 4000, Rounds: 1, Now: time.Now, Out: &out}
	for range 2 { // the second run finds the files
		if err := Run(t.Context(), options); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
	}
	for _, want := range append([]string{"front-end,  20 lines", "front-end, 400 lines", "14 fields, .log.gz", "29 fields, .log "}, names()...) {
		if strings.Count(out.String(), "\n"+want) != 2 {
			t.Errorf("%q does not stand twice in\n%s", want, out.String())
		}
	}
	if n := strings.Count(out.String(), "generating"); n != 1 {
		t.Errorf("the files were generated %d times", n)
	}
}

func names() []string {
	var list []string
	for _, q := range questions() {
		list = append(list, q.name)
	}
	for _, f := range functions() {
		list = append(list, f.name+" ")
	}
	return list
}

// Of two days of flow logs it is told who talked most, from Parquet and from text.
func TestWhoTalkedMostIsToldFromParquetAndFromText(t *testing.T) {
	var out bytes.Buffer
	if err := Run(t.Context(), Options{Dir: t.TempDir(), Rounds: 1, Now: time.Now, Out: &out, Flows: 6_000, FlowText: 6_000 * packed, Talkers: true}); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, want := range []string{"\ntop talkers, names and dollars ", "\nDuckDB by hand on the same files "} {
		if strings.Count(out.String(), want) != 2 {
			t.Errorf("%q does not stand twice in\n%s", want, out.String())
		}
	}
}
