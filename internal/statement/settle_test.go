package statement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/metastore"
)

// Whenever a process dies while it drops something, the grants on it are forgotten before anything else of the name is made.
func TestGrantsOnWhatWasDroppedAreForgotten(t *testing.T) {
	for _, test := range []struct{ drop, next, gone string }{
		{"DROP TABLE d.t", "CREATE EXTERNAL TABLE d.t (a int) LOCATION 's3://bucket/x/'", "d.t"},
		{"DROP TABLE d.t", "CREATE TABLE d.t AS SELECT 1 AS a WITH NO DATA", "d.t"},
		{"DROP VIEW d.v", "CREATE VIEW d.v AS SELECT 2 AS a", "d.v"},
		{"DROP DATABASE d CASCADE", "CREATE DATABASE d", "d"},
		{"DROP TABLE d.t", "CREATE DATABASE other", "d.t"},
	} {
		h := withTable(t)
		var told []string
		dies := true
		h.executor().Gone = func(_ context.Context, who access.Principal, on ...access.Resource) error {
			if dies {
				return errors.New("killed")
			}
			for _, one := range on {
				name := one.Database
				if one.Table != "" {
					name += "." + one.Table
				}
				h.made(t, one, false)
				told = append(told, fmt.Sprintf("%s by %s", name, who.Name))
			}
			return nil
		}
		if _, err := h.try(t, "admin", test.drop); err == nil {
			t.Fatalf("%s: the process did not die", test.drop)
		}
		// As long as they cannot be forgotten, nothing is made.
		if _, err := h.try(t, "admin", test.next); err == nil {
			t.Errorf("%s before it is settled", test.next)
		}
		dies = false
		h.lines(t, test.next)
		if want := []string{test.gone + " by " + "admin"}; !slices.Equal(told, want) {
			t.Errorf("%s, %s: told %v, want %v", test.drop, test.next, told, want)
		}
		if err := h.executor().Settle(t.Context()); err != nil || len(told) != 1 {
			t.Errorf("settled twice: %v, %v", told, err)
		}
	}
}

func (h *house) executor() *Executor {
	e, _ := h.Statements.(*Executor) // as newHouse made it
	return e
}

// made checks whether something is there.
func (h *house) made(t *testing.T, on access.Resource, want bool) {
	t.Helper()
	v, err := h.executor().Store.Version()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	there := v.Record.Databases[on.Database] != nil
	if on.Table != "" {
		there = v.Record.Table(on.Database, on.Table) != nil
	}
	if there != want {
		t.Errorf("%+v is there: %v", on, there)
	}
}

func TestADropIsSettledAtOnce(t *testing.T) {
	h := withTable(t)
	told := 0
	h.executor().Gone = func(context.Context, access.Principal, ...access.Resource) error { told++; return nil }
	h.lines(t, "DROP VIEW d.v")
	v, err := h.executor().Store.Version()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if told != 1 || !slices.Equal(v.Record.Dropped, []metastore.Dropped(nil)) {
		t.Errorf("told %d times, left %v", told, v.Record.Dropped)
	}
}
