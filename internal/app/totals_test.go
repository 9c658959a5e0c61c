package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/tieout"
	"github.com/glauxhq/glaux/internal/webapi"
)

func TestTotalsAreMeasuredOnceForEachStateOfTheBills(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 2, Rows: 3000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	sync := func() {
		t.Helper()
		if report, err := a.Sync(t.Context(), nil); err != nil || report.Faulty() {
			t.Fatalf("got %+v, %v", report, err)
		}
	}
	sync()
	folder := filepath.Join(a.Lake.Dir(), workbenchDir)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, totalsFile)
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	l := newLife(t.Context())
	t.Cleanup(l.close)
	// started is the status that the workbench shows first after a start.
	started := func() (*standing, webapi.Status) {
		t.Helper()
		s := a.newStanding(l, runner)
		status, err := s.Status(t.Context(), access.Local())
		if err != nil {
			t.Fatal(err)
		}
		return s, status
	}
	s, status := started()
	of, err := s.measurable()
	if err != nil {
		t.Fatal(err)
	}
	months, found, err := tieout.Recall(path, of)
	if err != nil || !found || len(months) != 2 || !status.Ties {
		t.Fatalf("got %+v, %v, %v", months, found, err)
	}
	months[0].Rows++
	if err := tieout.Keep(path, of, months); err != nil {
		t.Fatal(err)
	}
	if _, status = started(); status.Ties {
		t.Error("what was kept is not what is shown")
	}
	if err := os.WriteFile(path, []byte(`{"of":"`+of+`","sum":"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, status = started(); !status.Ties {
		t.Error("a damaged file is believed")
	}
	if _, found, err = tieout.Recall(path, of); !found || err != nil {
		t.Errorf("the damaged file was not replaced: %v, %v", found, err)
	}
	months[0].Rows += 2
	if err := tieout.Keep(path, of, months); err != nil {
		t.Fatal(err)
	}
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 3, Rows: 4000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	sync()
	if _, status = started(); !status.Ties || len(status.Months) != 3 {
		t.Errorf("other bills have the totals of those before: %+v", status)
	}
}
