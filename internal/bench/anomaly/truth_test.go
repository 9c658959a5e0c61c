package anomaly

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// confession are findings that tell the truth about a world.
func confession(w *World) []claim {
	var list []claim
	for _, l := range w.Labels {
		if l.Optional != "" {
			continue
		}
		c := claim{World: w.Spec.Name, Node: l.Nodes[0], Class: detect.Step, Start: Date(l.Start), Found: Date(l.Start)}
		for _, elements := range l.Causes {
			c.Causes = append(c.Causes, detect.Cause{Elements: elements})
		}
		list = append(list, c)
	}
	return list
}

func TestWhoTellsTheTruthScoresFullMarks(t *testing.T) {
	spec := Tuning()[0]
	w := Make(spec)
	text, err := json.Marshal(confession(w))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "truth.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	claims, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	specs, err := claims.Worlds()
	if err != nil || len(specs) != 1 || specs[0].Name != spec.Name {
		t.Fatalf("worlds %v, %v", specs, err)
	}
	var s Score
	s.Add(w, claims.Subject().Find(w), nil)
	if s.Demanded < 10 || s.F1() != 1 || s.DollarRecall() != 1 || s.FalseRate() != 0 || quantile(s.Delays, 1) != 0 {
		t.Errorf("the truth scores F1 %v, dollars %v, false %v, of %d", s.F1(), s.DollarRecall(), s.FalseRate(), s.Demanded)
	}
	if s.Asked != s.Demanded || float64(s.First) < 0.97*float64(s.Asked) {
		t.Errorf("of %d true causes %d are right", s.Asked, s.First)
	}
}

func TestAWorldIsWrittenForOthers(t *testing.T) {
	dir := t.TempDir()
	w := Make(Spec{Name: "written", Seed: 3, Style: "startup", Accounts: 3, Days: 110})
	if err := Write(dir, w); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for d := range w.Deliveries() {
		rows += len(d.Rows)
	}
	for name, least := range map[string]int{"deliveries.csv.gz": rows, "resources.csv.gz": 1000} {
		f, err := os.Open(filepath.Join(dir, "written", name))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(z).ReadAll()
		if err != nil || len(table)-1 < least {
			t.Errorf("%s has %d rows, want %d: %v", name, len(table)-1, least, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "written", "labels.json"))
	if err != nil {
		t.Fatal(err)
	}
	var labels []labelFile
	if err := json.Unmarshal(text, &labels); err != nil || len(labels) != len(w.Labels) || labels[0].Start != Date(w.Labels[0].Start) {
		t.Errorf("%d labels are written of %d: %v", len(labels), len(w.Labels), err)
	}
}

func TestResultsGoBetweenTheLinesOfADocument(t *testing.T) {
	file := filepath.Join(t.TempDir(), "doc.md")
	if err := os.WriteFile(file, []byte("before\n"+resultsBegin+"old\n"+resultsEnd+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	results := []Result{{Name: "Somebody", Score: &Score{Worlds: 1}}}
	if err := Insert(file, "On a machine.", results); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	if strings.Contains(got, "old") || !strings.HasPrefix(got, "before\n"+resultsBegin+"On a machine.\n") || !strings.HasSuffix(got, resultsEnd+"\nafter\n") || !strings.Contains(got, "| Somebody |") {
		t.Errorf("the document is\n%s", got)
	}
	if err := os.WriteFile(file, []byte("no lines"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Insert(file, "", results); err == nil || !strings.Contains(err.Error(), "has no line") {
		t.Errorf("a document without a place for results gives %v", err)
	}
}
