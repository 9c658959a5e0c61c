package golden

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestRun(t *testing.T) {
	Run(t, "testdata", func(_ *testing.T, in Sections) Sections {
		return Sections{"upper": strings.ToUpper(in["text"]), "absent": "a stage that the case does not show"}
	})
}

func TestUpdateRewritesExpectationsOnly(t *testing.T) {
	archive := txtar.Parse([]byte("About it.\n-- in --\nx\n-- out --\nold\n"))
	was := *update
	*update = true
	defer func() { *update = was }()
	compare(t, archive, Sections{"out": "new"})
	const want = "About it.\n-- in --\nx\n-- out --\nnew\n"
	if got := string(txtar.Format(archive)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
