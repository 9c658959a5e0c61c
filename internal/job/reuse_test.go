package job

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// shop is a catalog of one table, shop.cur, in files that change, and a policy that changes.
type shop struct {
	mu    sync.Mutex
	files []string
	rules access.Rules
}

func (s *shop) Policy() *access.Policy {
	s.mu.Lock()
	defer s.mu.Unlock()
	return access.New(s.rules)
}

func (s *shop) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != "shop" || name.Table != "cur" {
		return nil, catalog.ErrTableNotFound
	}
	cost, team := catalog.FileColumn{Name: "cost", Type: types.Of(types.Double)}, catalog.FileColumn{Name: "team", Type: types.Text()}
	group := catalog.FileGroup{Columns: map[string]catalog.FileColumn{"cost": cost, "team": team}, Paths: s.files}
	for range s.files {
		group.Values = append(group.Values, nil)
	}
	return &catalog.Table{
		Name: name, Columns: []catalog.Column{{Name: "cost", Type: cost.Type}, {Name: "team", Type: team.Type}},
		Data: &catalog.Files{Groups: []catalog.FileGroup{group}},
	}, nil
}
func (*shop) Databases(context.Context) ([]string, error)      { return []string{"shop"}, nil }
func (*shop) Tables(context.Context, string) ([]string, error) { return []string{"cur"}, nil }

// owners are workgroups of which each may be used by everybody.
type owners map[string]share.Workgroup

func (o owners) Of(_ context.Context, _ access.Principal, name string) (share.Workgroup, error) {
	if name == "" {
		name = query.Primary
	}
	g := o[name]
	g.Name = name
	return g, nil
}

func (owners) Administers(context.Context, access.Principal, string) (bool, error) { return false, nil }

// counter is jobs over a shop, whose clock moves and whose engine counts its runs: each gives as many rows as there were runs.
type counter struct {
	*house
	shop   *shop
	plant  *plant
	now    time.Time
	groups owners
	dir    string
	runs   int
}

var alice = access.Principal{Name: "alice"}

func count(t *testing.T) *counter {
	t.Helper()
	c := &counter{
		now: clock(), dir: t.TempDir(), groups: owners{},
		shop: &shop{files: []string{"/lake/1.parquet"}, rules: access.Rules{Grants: []access.Grant{access.Reads("alice", "shop", "cur"), access.Reads("bob", "shop", "cur")}}},
	}
	c.begin(t)
	return c
}

// begin starts a server over the folder.
func (c *counter) begin(t *testing.T) {
	t.Helper()
	c.plant = newPlant()
	c.house = build(t, c.plant, c.dir, Options{Workgroups: c.groups})
	c.Now = func() time.Time { return c.now }
	c.Runner = &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return c.shop, func() {}, nil },
		Policy:   c.shop, Engine: c.plant, Database: "shop", Now: c.Now,
		Emit: func(q *typed.Query) (emit.Statement, error) { return duckdb.Query(q) },
	}
}

// ask runs a statement to its end and tells whether the engine did it.
func (c *counter) ask(t *testing.T, who access.Principal, r Request) (job Job, ran bool) {
	t.Helper()
	c.plant.next = make(chan int, 1)
	c.plant.next <- c.runs + 1
	close(c.plant.next)
	job, err := c.Start(t.Context(), who, r)
	if err != nil {
		t.Fatal(err)
	}
	if job, err = c.await(t.Context(), who, job.ID, func(j Job) bool { return j.State.Final() }); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.plant.begun:
		c.runs++
		return job, true
	default:
		return job, false
	}
}

const costs = "SELECT cost FROM cur"

func TestTheSameStatementIsAnsweredFromItsResult(t *testing.T) {
	c := count(t)
	first, ran := c.ask(t, alice, Request{SQL: costs})
	if !ran || first.State != Succeeded || first.Reused != "" || first.Found != 1 {
		t.Fatalf("the first: ran %v, %+v", ran, first)
	}
	for _, text := range []string{costs, "select cost -- the same\nfrom shop.cur"} {
		second, ran := c.ask(t, alice, Request{SQL: text})
		if ran || second.State != Succeeded || second.Reused != first.ID || second.Found != 1 || second.Rows != 1 || !second.Kept || second.Bytes != 0 || second.AthenaUSD != "0" {
			t.Errorf("%s: ran %v, %+v", text, ran, second)
		}
		if len(second.Columns) != 1 || second.Columns[0].Name != "cost" {
			t.Errorf("columns %+v", second.Columns)
		}
		got, rows, err := c.Open(t.Context(), alice, second.ID)
		if err != nil || rows.Rows() != 1 || got.Reused != first.ID || !got.Kept {
			t.Fatalf("its rows: %+v, %v", got, err)
		}
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}
	c.close()
	c.begin(t)
	if third, ran := c.ask(t, alice, Request{SQL: costs}); ran || third.Reused != first.ID {
		t.Errorf("after a restart: ran %v, %+v", ran, third)
	}
}

func TestWhatIsNotTheSameRunsAnew(t *testing.T) {
	zero, old, hour := int64(0), int64(3600), time.Hour
	team := func(text string) ast.Expr {
		x, problems := parse.Expression(text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return x
	}
	for _, test := range []struct {
		name   string
		first  Request
		change func(*counter)
		who    access.Principal
		second Request
	}{
		{"another text", Request{SQL: costs}, nil, alice, Request{SQL: costs + " WHERE cost > 1"}},
		{"another name of a column", Request{SQL: costs}, nil, alice, Request{SQL: "SELECT cost AS price FROM cur"}},
		{"another parameter", Request{SQL: costs + " WHERE cost > ?", Params: []string{"1"}}, nil, alice, Request{SQL: costs + " WHERE cost > ?", Params: []string{"2"}}},
		{"another workgroup", Request{SQL: costs}, nil, alice, Request{SQL: costs, Workgroup: "lab"}},
		{"another principal with the same rights", Request{SQL: costs}, nil, access.Principal{Name: "bob"}, Request{SQL: costs}},
		{"somebody who asks as the principal", Request{SQL: costs}, nil, access.Principal{Name: "alice", By: "bob"}, Request{SQL: costs}},
		{"chance", Request{SQL: "SELECT random() FROM cur"}, nil, alice, Request{SQL: "SELECT random() FROM cur"}},
		{"the time", Request{SQL: "SELECT cost FROM cur WHERE current_date > DATE '2020-01-01'"}, nil, alice, Request{SQL: "SELECT cost FROM cur WHERE current_date > DATE '2020-01-01'"}},
		{"who wants a run", Request{SQL: costs}, nil, alice, Request{SQL: costs, Reuse: &zero}},
		{"a result that is too old", Request{SQL: costs}, func(c *counter) { c.now = c.now.Add(hour + time.Second) }, alice, Request{SQL: costs, Reuse: &old}},
		{"a result that is kept for half of its time", Request{SQL: costs}, func(c *counter) { c.now = c.now.Add(12*hour + time.Second) }, alice, Request{SQL: costs}},
		{"a workgroup that runs everything", Request{SQL: costs}, func(c *counter) { c.groups[query.Primary] = share.Workgroup{NoReuse: true} }, alice, Request{SQL: costs}},
		{"a workgroup that enforces that", Request{SQL: costs}, func(c *counter) { c.groups[query.Primary] = share.Workgroup{NoReuse: true, Enforced: true} }, alice, Request{SQL: costs, Reuse: &old}},
		{"a workgroup that enforces an age", Request{SQL: costs}, func(c *counter) {
			c.groups[query.Primary] = share.Workgroup{Enforced: true, Limits: share.Limits{ReuseAge: time.Minute}}
			c.now = c.now.Add(2 * time.Minute)
		}, alice, Request{SQL: costs, Reuse: &old}},
		{"new data", Request{SQL: costs}, func(c *counter) { c.shop.files = append(c.shop.files, "/lake/2.parquet") }, alice, Request{SQL: costs}},
		{"fewer rows", Request{SQL: costs}, func(c *counter) { c.shop.rules.Grants[0].Rows = team("team = 'web'") }, alice, Request{SQL: costs}},
		{"a mask", Request{SQL: costs}, func(c *counter) { c.shop.rules.Grants[0].Masks = map[string]ast.Expr{"cost": team("round(cost)")} }, alice, Request{SQL: costs}},
		{"fewer columns that are not read", Request{SQL: costs}, func(c *counter) { c.shop.rules.Grants[0].Columns = []string{"cost"} }, alice, Request{SQL: costs}},
		{"rights that came by another way", Request{SQL: costs}, func(c *counter) {
			c.shop.rules.Grants[0].Permissions = []access.Permission{access.Select, access.Insert}
		}, alice, Request{SQL: costs}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := count(t)
			first, ran := c.ask(t, alice, test.first)
			if !ran || first.State != Succeeded {
				t.Fatalf("the first: %+v", first)
			}
			if test.change != nil {
				test.change(c)
			}
			if second, ran := c.ask(t, test.who, test.second); !ran || second.Reused != "" {
				t.Errorf("ran %v, %+v", ran, second)
			}
		})
	}
}

func TestARevokeTakesEarlierResultsFromTheNextStatement(t *testing.T) {
	c := count(t)
	first, _ := c.ask(t, alice, Request{SQL: costs})
	was := c.shop.rules
	c.shop.rules = access.Rules{Grants: []access.Grant{access.Reads("bob", "shop", "cur")}}
	if job, ran := c.ask(t, alice, Request{SQL: costs}); ran || job.State != Failed || job.Reused != "" || job.Kept || job.Error == nil {
		t.Errorf("after the revoke: ran %v, %+v", ran, job)
	}
	c.shop.rules = was
	if job, ran := c.ask(t, alice, Request{SQL: costs}); ran || job.Reused != first.ID {
		t.Errorf("with the rights of before: ran %v, %+v", ran, job)
	}
}

// Rows that somebody was given are his only as long as he may see them: whichever way they are asked for, and after a restart too.
func TestKeptRowsAreThoseOfTheRightsOfThisMoment(t *testing.T) {
	c := count(t)
	c.Workgroups = administered{c.groups}
	job, _ := c.ask(t, alice, Request{SQL: costs})
	team, _ := parse.Expression("team = 'web'")
	was := access.Rules{Grants: c.shop.rules.Grants}
	for _, step := range []struct {
		name   string
		change func(r *access.Rules)
		reads  bool
	}{
		{"nothing", func(*access.Rules) {}, true},
		{"a grant to somebody else", func(r *access.Rules) { r.Grants = append(r.Grants, access.Reads("eve", "shop", "cur")) }, true},
		{"another grant", func(r *access.Rules) { r.Grants = append(r.Grants, access.Reads("alice", "shop", "other")) }, true},
		{"a filter", func(r *access.Rules) { r.Grants[0].Rows = team }, false},
		{"a mask", func(r *access.Rules) { r.Grants[0].Masks = map[string]ast.Expr{"cost": &ast.Null{}} }, false},
		{"a mask of what was not read, to be safe", func(r *access.Rules) { r.Grants[0].Masks = map[string]ast.Expr{"team": &ast.Null{}} }, false},
		{"no grant", func(r *access.Rules) { r.Grants = r.Grants[1:] }, false},
		{"the rights of before", func(*access.Rules) {}, true},
	} {
		rules := access.Rules{Grants: slices.Clone(was.Grants)}
		step.change(&rules)
		c.shop.mu.Lock()
		c.shop.rules = rules
		c.shop.mu.Unlock()
		for range 2 { // the second time it is known
			_, rows, err := c.Open(t.Context(), alice, job.ID)
			if (err == nil) != step.reads || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", step.name, err)
			}
			if err == nil {
				err = rows.Close()
			}
			if err != nil && step.reads {
				t.Error(err)
			}
		}
		if _, rows, err := c.Open(t.Context(), access.Principal{Name: "chief"}, job.ID); err != nil || rows.Close() != nil {
			t.Errorf("%s: who administers the workgroup: %v", step.name, err)
		}
	}
	c.close()
	c.shop.rules = access.Rules{}
	c.begin(t)
	if _, _, err := c.Open(t.Context(), alice, job.ID); fault.KindOf(err) != fault.Denied {
		t.Errorf("after a restart: %v", err)
	}
}

func TestAResultWithMoreRowsThanAskedForIsNotReused(t *testing.T) {
	c := count(t)
	c.runs = 4 // the first gives five rows
	first, _ := c.ask(t, alice, Request{SQL: costs})
	if job, ran := c.ask(t, alice, Request{SQL: costs, Asked: &Asked{Rows: 4}}); !ran || job.State != Failed || job.Error.Code != "EXCEEDED_ROW_LIMIT" {
		t.Errorf("%d rows before: ran %v, %+v", first.Found, ran, job)
	}
}

func TestRowsStayAsLongAsAJobHasThem(t *testing.T) {
	c := count(t)
	first, _ := c.ask(t, alice, Request{SQL: costs})
	second, _ := c.ask(t, alice, Request{SQL: costs})
	third, _ := c.ask(t, alice, Request{SQL: costs})
	if second.Reused != first.ID || third.Reused != first.ID {
		t.Fatalf("got %+v and %+v", second, third)
	}
	for i, id := range []string{first.ID, third.ID, second.ID} {
		if err := c.Forget(t.Context(), alice, id); err != nil {
			t.Fatal(err)
		}
		if kept := c.results.Has(first.ID); kept != (i < 2) {
			t.Errorf("after %d were forgotten the rows are kept: %v", i+1, kept)
		}
		if i == 0 {
			if job, ran := c.ask(t, alice, Request{SQL: costs, Params: nil}); !ran || job.Reused != "" {
				t.Errorf("of a job that is forgotten: ran %v, %+v", ran, job)
			} else if err := c.Forget(t.Context(), alice, job.ID); err != nil {
				t.Error(err)
			}
		}
	}
	if n := c.results.Bytes(); n != 0 {
		t.Errorf("%d bytes are left", n)
	}
}

func TestOnlyWholeResultsAreReused(t *testing.T) {
	c := count(t)
	c.plant.fail = fault.New(fault.Exhausted, "TOO_MUCH", "too much")
	if job, ran := c.ask(t, alice, Request{SQL: costs}); !ran || job.State != Failed {
		t.Fatalf("got %+v", job)
	}
	c.plant.fail = nil
	if job, ran := c.ask(t, alice, Request{SQL: costs}); !ran || job.State != Succeeded {
		t.Errorf("after a failure: ran %v, %+v", ran, job)
	}
}

func TestHowOldAResultMayBe(t *testing.T) {
	seconds := func(n int64) *int64 { return &n }
	day := 24 * time.Hour
	for i, test := range []struct {
		group share.Workgroup
		asked *int64
		want  time.Duration
	}{
		{share.Workgroup{}, nil, day / 2},
		{share.Workgroup{Limits: share.Limits{ResultAge: time.Hour}}, nil, time.Hour / 2},
		{share.Workgroup{Limits: share.Limits{ReuseAge: time.Minute}}, nil, time.Minute},
		{share.Workgroup{Limits: share.Limits{ReuseAge: time.Minute}}, seconds(600), 10 * time.Minute},
		{share.Workgroup{Enforced: true, Limits: share.Limits{ReuseAge: time.Minute}}, seconds(600), time.Minute},
		{share.Workgroup{Enforced: true, Limits: share.Limits{ReuseAge: time.Minute}}, seconds(6), 6 * time.Second},
		{share.Workgroup{NoReuse: true}, nil, 0},
		{share.Workgroup{NoReuse: true}, seconds(60), time.Minute},
		{share.Workgroup{NoReuse: true, Enforced: true}, seconds(60), 0},
		{share.Workgroup{}, seconds(0), 0},
		{share.Workgroup{}, seconds(-5), 0},
	} {
		if got := reuseAge(test.group, test.asked, day); got != test.want {
			t.Errorf("%d: got %s, want %s", i, got, test.want)
		}
	}
}

func TestTheHistoryOfAWorkgroup(t *testing.T) {
	c := count(t)
	bob := access.Principal{Name: "bob"}
	var told []string
	for i, who := range []access.Principal{alice, bob, {Name: "alice", By: "chief"}, alice} {
		text := fmt.Sprintf("SELECT cost + %d AS c FROM cur", i)
		if i == 3 {
			text = "SELECT nothing"
		}
		job, _ := c.ask(t, who, Request{SQL: text, Workgroup: "lab"})
		told = append(told, job.ID)
	}
	c.ask(t, alice, Request{SQL: costs})
	for _, test := range []struct {
		name string
		who  access.Principal
		find Find
		want []int
	}{
		{"his own", alice, Find{}, []int{3, 0}},
		{"his own that failed", alice, Find{State: Failed}, []int{3}},
		{"his own before another", alice, Find{Before: told[3]}, []int{0}},
		{"those of another", alice, Find{Owner: "bob"}, nil},
		{"his own by name", bob, Find{Owner: "bob"}, []int{1}},
		{"all, for who administers", access.Principal{Name: "chief"}, Find{}, []int{3, 2, 1, 0}},
		{"of one, for who administers", access.Principal{Name: "chief"}, Find{Owner: "alice"}, []int{3, 0}},
		{"of who asked as another", access.Principal{Name: "chief"}, Find{Owner: "chief as alice"}, []int{2}},
		{"by text and state", access.Principal{Name: "chief"}, Find{Text: "COST +", State: Succeeded}, []int{2, 1, 0}},
		{"what runs", access.Principal{Name: "chief"}, Find{State: Running}, nil},
	} {
		c.Workgroups = administered{c.groups}
		test.find.Limit = 10
		list, err := c.ListIn(t.Context(), test.who, "lab", test.find)
		if err != nil || len(list) != len(test.want) {
			t.Errorf("%s: %d jobs, %v", test.name, len(list), err)
			continue
		}
		for i, at := range test.want {
			if list[i].ID != told[at] || list[i].Owner == "" {
				t.Errorf("%s: %d is %q of %s", test.name, i, list[i].SQL, list[i].Owner)
			}
		}
	}
}

// administered are workgroups that the chief administers.
type administered struct{ owners }

func (administered) Administers(_ context.Context, who access.Principal, _ string) (bool, error) {
	return who.Name == "chief", nil
}
