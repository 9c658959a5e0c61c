package query

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// changing is a policy that changes.
type changing struct {
	atomic.Pointer[access.Policy]
	asked atomic.Int64
}

func (c *changing) Policy() *access.Policy {
	c.asked.Add(1)
	return c.Load()
}

func (c *changing) become(r access.Rules) { c.Store(access.New(r)) }

// reading are the rules under which alice reads some rows of shop.cur.
func reading(t *testing.T, rows string) access.Rules {
	t.Helper()
	grant := access.Reads("alice", "shop", "cur")
	if rows != "" {
		x, problems := parse.Expression(rows)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		grant.Rows = x
	}
	return access.Rules{Grants: []access.Grant{grant}}
}

func TestARevokeEndsARunningQueryAtItsNextBatch(t *testing.T) {
	mine := "team = 'mine'"
	grouped := reading(t, mine)
	grouped.Grants[0].Principals = []string{"group:team"}
	member := access.Principal{Name: "alice", Groups: []string{"team"}}
	grouped.Principals = []access.Principal{member}
	left := grouped
	left.Principals = []access.Principal{{Name: "alice"}}
	more := reading(t, mine)
	more.Version, more.Grants = 2, append(more.Grants, access.Reads("bob", "shop", "cur"))
	column := reading(t, mine)
	column.Grants[0].Excluded = []string{"cost"}
	other := reading(t, mine)
	other.Grants[0].Excluded = []string{"team"}
	for _, test := range []struct {
		name          string
		who           access.Principal
		before, after access.Rules
		ends          bool
	}{
		{"all is revoked", access.Principal{Name: "alice"}, reading(t, mine), access.Rules{}, true},
		{"the filter is another", access.Principal{Name: "alice"}, reading(t, mine), reading(t, "team = 'other'"), true},
		{"a filter comes", access.Principal{Name: "alice"}, reading(t, ""), reading(t, mine), true},
		{"the column of the query is hidden", access.Principal{Name: "alice"}, reading(t, mine), column, true},
		{"another column is hidden", access.Principal{Name: "alice"}, reading(t, mine), other, false},
		{"somebody else is granted something", access.Principal{Name: "alice"}, reading(t, mine), more, false},
		{"it leaves the group", member, grouped, left, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var source changing
			source.become(test.before)
			h := newHouse(&fake{batches: []int{1, 1}})
			h.Policy = &source
			result, err := h.Text(t.Context(), test.who, "SELECT cost FROM cur", Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := result.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
			source.become(test.after)
			_, err = result.Next(t.Context())
			if ended := err != nil && strings.Contains(err.Error(), "PERMISSION_DENIED: Your permissions changed"); ended != test.ends || !ended && err != nil {
				t.Errorf("got %v", err)
			}
			if _, err := result.Next(t.Context()); !errors.Is(err, io.EOF) {
				t.Errorf("after the end: %v", err)
			}
			if err := result.Close(); err != nil || h.held != 0 {
				t.Errorf("close: %v, %d snapshots held", err, h.held)
			}
		})
	}
}

func TestAnEndThatComesAfterARevokeIsNoEnd(t *testing.T) {
	var source changing
	source.become(reading(t, ""))
	h := newHouse(&fake{batches: []int{1}})
	h.Policy = &source
	result, err := h.Text(t.Context(), access.Principal{Name: "alice"}, "SELECT cost FROM cur", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := result.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	source.become(access.Rules{})
	if _, err := result.Next(t.Context()); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

// asking runs the query of every statement that it is given, twice.
type asking struct{ query *ast.Query }

func (a asking) Execute(ctx context.Context, c Call) (*Result, error) {
	for range 2 {
		sight, err := c.Sight(ctx)
		if err != nil {
			return nil, err
		}
		sight.Close()
		result, err := c.Query(ctx, a.query)
		if err != nil {
			return nil, err
		}
		if err := result.Close(); err != nil {
			return nil, err
		}
	}
	return Done(), nil
}

func (asking) Prepared(context.Context, Call, ast.Ident) (string, error) { return "", nil }

func TestAStatementHasOnePolicy(t *testing.T) {
	q, problems := parse.Query("SELECT cost FROM cur")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, text := range []string{"SELECT cost FROM cur", "EXPLAIN (TYPE VALIDATE) SELECT cost FROM cur", "SHOW TABLES"} {
		var source changing
		source.become(reading(t, ""))
		h := newHouse(&fake{})
		h.Policy, h.Statements = &source, asking{q}
		result, err := h.Text(t.Context(), access.Principal{Name: "alice"}, text, Options{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := result.Close(); err != nil || source.asked.Load() != 1 {
			t.Errorf("%s: the policy was asked %d times, %v", text, source.asked.Load(), err)
		}
	}
}

// What is wrong with a filter names what the caller does not see: it is not told.
func TestWhatIsWrongWithAFilterIsNotTold(t *testing.T) {
	h := newHouse(&fake{})
	rules := reading(t, "secret_column = 'SECRET'")
	h.Policy = access.New(rules)
	_, err := h.Text(t.Context(), access.Principal{Name: "alice"}, "SELECT cost FROM cur", Options{})
	if err == nil || strings.Contains(strings.ToLower(err.Error()), "secret") || fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
	var shown *Error
	if errors.As(err, &shown) {
		t.Errorf("the filter is shown: %s", shown.Show())
	}
}
