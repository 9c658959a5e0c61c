package share_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/killtest"
	"github.com/glauxhq/glaux/internal/share"
)

func TestMain(m *testing.M) { killtest.Main(m, changeForEver) }

// changeForEver makes changes, each of which puts a filter and a grant on it for two principals, or takes all of that away.
func changeForEver(dir string) error {
	ctx := context.Background()
	s, err := share.Open(ctx, dir, share.Options{Now: time.Now})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		edit := both(i)
		if _, err := s.Change(ctx, access.Local(), func(state *share.State) error {
			if len(state.Filters) > 0 {
				*state = share.First()
				return nil
			}
			return state.Apply(edit)
		}); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// both is a change of five records that belong together.
func both(i int) share.Edit {
	on := share.Resource{Type: share.CellsFilter, Database: "d", Table: "t", Filter: "f"}
	reads := []access.Permission{access.Select}
	return share.Edit{
		Put: share.Parts{
			Principals: []share.Principal{{Name: "a", Kind: share.User}, {Name: "b", Kind: share.User}},
			Filters:    []share.Filter{{Database: "d", Table: "t", Name: "f", Rows: fmt.Sprintf("x = %d", i)}},
		},
		Grant: []share.Grant{{Principal: "a", Resource: on, Permissions: reads}, {Principal: "b", Resource: on, Permissions: reads}},
	}
}

// changedAtLeast is how many changes a process makes before it dies.
const changedAtLeast = 6

// Whenever the process dies, the records are those before a change or those after it.
func TestAProcessThatIsKilledLeavesNoHalfChange(t *testing.T) {
	dir := t.TempDir()
	for round := range 8 {
		p := killtest.Start(t, dir)
		for range changedAtLeast {
			p.Line()
		}
		p.KillAfter(time.Duration(5*round) * time.Millisecond)
		s := open(t, dir, share.Options{})
		state, err := s.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if whole, none := len(state.Filters) == 1 && len(state.Grants) == 3 && len(state.Principals) == 3, len(state.Filters) == 0 && len(state.Grants) == 1 && len(state.Principals) == 1; !whole && !none {
			t.Fatalf("a change is half made: %+v", state)
		}
		if err := state.Check(); err != nil {
			t.Fatal(err)
		}
		history, err := s.History(t.Context(), 1)
		if err != nil || len(history) != 1 || history[0].Version != state.Version {
			t.Fatalf("the history ends with %+v, %v, and the state has version %d", history, err, state.Version)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
