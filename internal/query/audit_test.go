package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// notes is an Auditor that writes down what it is told.
type notes struct {
	mu    sync.Mutex
	lines []string
	last  Decision
	fail  error
}

func (n *notes) write(word string, d Decision) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	outcome := "done"
	switch {
	case d.Err != nil:
		outcome = "refused"
	case d.Left:
		outcome = "left"
	}
	if word == "begin" {
		outcome = ""
	}
	n.lines = append(n.lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %v %d %s", word, d.Who.Name, d.Kind.Sub, d.Tables, d.Rows, outcome)))
	n.last = d
	return n.fail
}

func (n *notes) Begin(d Decision) error { return n.write("begin", d) }
func (n *notes) End(d Decision) error   { return n.write("end", d) }

func (n *notes) Look(who access.Principal) error { return n.write("look", Decision{Who: who}) }

func TestEveryStatementIsTold(t *testing.T) {
	tests := []struct {
		name, text string
		max        int64
		want       []string
	}{
		{"a query, before and after", "SELECT team FROM shop.cur", 0, []string{
			"begin local SELECT [shop.cur] 0", "end local SELECT [shop.cur] 3 done",
		}},
		{"one whose rows were cut", "SELECT team FROM shop.cur", 2, []string{
			"begin local SELECT [shop.cur] 0", "end local SELECT [shop.cur] 2 done",
		}},
		{"what cannot be read", "SELEC", 0, []string{"end local  [] 0 refused"}},
		{"what is not there", "SELECT 1 FROM shop.nothing", 0, []string{"end local SELECT [] 0 refused"}},
		{"a plan", "EXPLAIN (TYPE IO) SELECT team FROM shop.cur", 0, []string{"end local EXPLAIN [shop.cur] 1 done"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			seen := &notes{}
			h := newHouse(&fake{batches: []int{2, 1}})
			h.Audit = seen
			result, err := h.Text(t.Context(), access.Local(), test.text, Options{MaxRows: test.max})
			if err == nil {
				err = result.Each(t.Context(), func([]value.Value) error { return nil })
				if closing := errors.Join(result.Close(), result.Close()); closing != nil {
					t.Error(closing)
				}
			}
			if (err != nil) != strings.HasSuffix(test.want[len(test.want)-1], "refused") {
				t.Error(err)
			}
			if d := seen.last; strings.Contains(test.text, "FROM shop.cur") && !slices.Equal(d.Columns, []string{"shop.cur.team"}) || d.ID == "" || d.Text != test.text {
				t.Errorf("told of %+v", d)
			}
			if !slices.Equal(seen.lines, test.want) {
				t.Errorf("told:\n%s\nwant:\n%s", strings.Join(seen.lines, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

func TestWhatCannotBeNotedIsNotDone(t *testing.T) {
	full := errors.New("the disk is full")
	plant := &fake{}
	h := newHouse(plant)
	h.Audit = &notes{fail: full}
	if _, err := h.Text(t.Context(), access.Local(), "SELECT team FROM shop.cur", Options{}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if plant.ran.Query() != nil {
		t.Error("it was run")
	}
	if _, err := (Call{Runner: &h.Runner, Who: access.Local()}).Sight(t.Context()); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestARunThatFailsOrIsLeftIsTold(t *testing.T) {
	seen := &notes{}
	h := newHouse(&fake{batches: []int{2}, err: errors.New("the engine broke")})
	h.Audit = seen
	for _, reads := range []int{0, 2} {
		result, err := h.Text(t.Context(), access.Local(), "SELECT team FROM shop.cur", Options{ID: "one"})
		if err != nil {
			t.Fatal(err)
		}
		for range reads {
			_, err = result.Next(t.Context())
		}
		if closing := result.Close(); closing != nil {
			t.Error(closing)
		}
		if d := seen.last; d.ID != "one" || d.Left != (reads == 0) || !errors.Is(d.Err, err) || (err == nil) != (reads == 0) {
			t.Errorf("after %d batches and %v: %+v", reads, err, d)
		}
	}
}
