package tieout

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/money"
)

func TestAMeasureIsKeptForWhatWasMeasured(t *testing.T) {
	path := filepath.Join(t.TempDir(), "totals.json")
	if months, found, err := Recall(path, "a"); months != nil || found || err != nil {
		t.Fatalf("without a file: %v %v %v", months, found, err)
	}
	cost, err := money.Parse("12345678901234567890.000000000000000001")
	if err != nil {
		t.Fatal(err)
	}
	want := []Month{
		{Source: "a.b", Month: "2025-10", Rows: 3, Cost: &cost, Invoices: 1, Open: 2, First: "2025-10-01", Last: "2025-10-31"},
		{Source: "a.b", Month: "2025-11", Rows: 4},
	}
	if err := Keep(path, "a", want); err != nil {
		t.Fatal(err)
	}
	got, found, err := Recall(path, "a")
	if err != nil || !found || !got[0].Cost.Equal(cost) {
		t.Fatalf("got %+v, %v, %v", got, found, err)
	}
	got[0].Cost = want[0].Cost
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if _, found, err := Recall(path, "b"); found || err != nil {
		t.Errorf("of another state: %v, %v", found, err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		broken := append([]byte{}, whole...)
		broken[i] ^= 1
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if months, found, err := Recall(path, "a"); found {
			t.Errorf("byte %d is another one: %+v, %v", i, months, err)
		}
		if err := os.WriteFile(path, whole[:i], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, found, err := Recall(path, "a"); found || err == nil {
			t.Errorf("cut at %d: %v, %v", i, found, err)
		}
	}
}

func TestWhatIsMeasuredHasAnotherNameAsSoonAsItIsAnother(t *testing.T) {
	bill := func(change func(*lake.Source)) []*lake.Source {
		s := &lake.Source{Database: "a", Table: "b", Format: "cur2", Months: map[string]lake.Month{
			"2025-10": {Pieces: []lake.Piece{{Delivery: "d", Files: []lake.File{{Path: "x", Bytes: 3}}, Rows: 7}}},
		}}
		change(s)
		return []*lake.Source{s, {Database: "a", Table: "log", Tables: []lake.Table{{}}, Months: map[string]lake.Month{"2025-10-01": {}}}}
	}
	name := func(program string, change func(*lake.Source)) string {
		of, err := Of(program, bill(change))
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
	first := name("1", func(*lake.Source) {})
	for what, of := range map[string]string{
		"another program": name("2", func(*lake.Source) {}),
		"another file":    name("1", func(s *lake.Source) { s.Months["2025-10"].Pieces[0].Files[0].Path = "y" }),
		"one more month":  name("1", func(s *lake.Source) { s.Months["2025-11"] = lake.Month{} }),
		"another format":  name("1", func(s *lake.Source) { s.Format = "legacy" }),
	} {
		if of == first {
			t.Errorf("%s has the same name", what)
		}
	}
	if name("1", func(s *lake.Source) { s.Notes = []string{"looked at again"} }) != first {
		t.Error("looking at a source again changes nothing, and its name")
	}
	logged := bill(func(*lake.Source) {})
	logged[1].Months["2025-10-02"] = lake.Month{}
	if of, err := Of("1", logged); err != nil || of != first {
		t.Error("one more day of a log changes nothing of the bill, and its name")
	}
}
