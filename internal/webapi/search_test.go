package webapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/readiness"
	"github.com/glauxhq/glaux/internal/store"
)

// shelf is a catalog of which alice sees all and others nothing, with saved records and dashboards. It counts how often it is read.
type shelf struct {
	Saved
	version string
	reads   int
}

func (s *shelf) Databases(_ context.Context, who access.Principal) ([]console.Database, error) {
	s.reads++
	if who.Name != "alice" {
		return nil, nil
	}
	return []console.Database{{Name: "demo", Tables: []console.TableName{{Name: "cur", Kind: "table"}, {Name: "broken", Kind: "view"}}}}, nil
}

func (*shelf) Table(_ context.Context, _ access.Principal, database, name string) (console.Table, error) {
	if name == "broken" {
		return console.Table{}, fault.New(fault.Invalid, "INVALID_VIEW", "broken")
	}
	return console.Table{Database: database, Name: name, SampleSQL: "SELECT * FROM demo.cur LIMIT 10", Columns: []console.TableColumn{
		{Name: "line_item_usage_type", Type: "varchar"}, {Name: "product_usagetype", Type: "varchar"},
	}}, nil
}

func (*shelf) Frequents(context.Context, access.Principal, console.FrequentRequest) (console.Frequents, error) {
	return console.Frequents{}, nil
}

func (*shelf) SavedQueries(_ context.Context, owner string) ([]store.SavedQuery, error) {
	return []store.SavedQuery{{ID: "q1", Name: "Usage of " + owner, Folder: "mine", SQL: "SELECT 1", Database: "demo"}}, nil
}

func (*shelf) Reports(_ context.Context, owner string) ([]store.Report, error) {
	return []store.Report{{ID: "r1", Name: "NAT of " + owner, State: "?group=usage_type"}}, nil
}

func (*shelf) Status(context.Context, access.Principal) (Status, error) {
	return Status{Snapshot: 7, Ties: true}, nil
}

func (*shelf) Readiness(_ context.Context, who access.Principal) ([]readiness.Finding, error) {
	return []readiness.Finding{{Code: "bill_hourly", State: readiness.Good, Says: "for " + who.Name, SQL: "SELECT 1", Values: map[string]string{"share": "97.0"}}}, nil
}

func (s *shelf) Version(context.Context) (string, error) { return s.version, nil }

// boards are two dashboards, one of which is gone.
type boards struct{}

func (boards) List() []dashboard.Info {
	return []dashboard.Info{{Name: "net work", Title: "Network", TitleJA: "ネットワーク"}, {Name: "gone", Title: "Gone"}}
}

func (boards) Find(name string) (*dashboard.Dashboard, error) {
	if name == "gone" {
		return nil, fault.New(fault.NotFound, "", "gone")
	}
	return &dashboard.Dashboard{Blocks: []dashboard.Block{{Kind: "prose"}, {Kind: "tile", Tile: &dashboard.Tile{ID: "nat", Title: "NAT gateways", TitleJA: "NATゲートウェイ"}}}}, nil
}

func TestASearchFindsWhatTheAskerSees(t *testing.T) {
	things := &shelf{version: "1"}
	parts := Parts{Catalog: things, Saved: things, Lake: things, Dashboards: boards{}}
	find := func(who, query string) (found []string) {
		parts.Local = access.Principal{Name: who}
		answer, text := ask(t, start(t, parts, Settings{}), http.MethodGet, "/api/search?"+query, "")
		var all []Found
		if err := json.Unmarshal([]byte(text), &all); err != nil || answer.StatusCode != 200 {
			t.Fatalf("got %s %s", answer.Status, text)
		}
		for _, f := range all {
			found = append(found, f.Kind+" "+f.Title+" "+f.Link)
		}
		return found
	}
	tests := []struct {
		name, who, query string
		first            string // of the list
		has, lacks       string // anywhere
	}{
		{"a column", "alice", "text=usage_type", "column line_item_usage_type", "", ""},
		{"the start goes before the middle", "alice", "text=usage", "query Usage of alice /sql?db=demo&saved=q1&sql=SELECT+1", "column product_usagetype", ""},
		{"a table leads to its rows", "alice", "text=cur", "table cur /sql?db=demo&sql=SELECT+", "", ""},
		{"a report leads to its state", "alice", "text=nat+of", "report NAT of alice /explorer?group=usage_type", "", ""},
		{"a dashboard by its name", "alice", "text=Network", "dashboard Network /dashboards/net%20work", "tile NAT gateways", ""},
		{"a tile in Japanese", "alice", "text=%E3%82%B2%E3%83%BC%E3%83%88", "tile NAT gateways /dashboards/net%20work#nat", "", ""},
		{"a function", "alice", "text=approx_distinct", "function approx_distinct /help?function=approx_distinct", "", ""},
		{"all words must be there", "alice", "text=usage+nothing", "", "", ""},
		{"no text", "alice", "text=+", "", "", ""},
		{"so many", "alice", "text=e&limit=2", "", "", ""},
		{"nothing that is hidden", "bob", "text=usage", "query Usage of bob", "", "column"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := find(test.who, test.query)
			all := strings.Join(found, "\n")
			if test.first != "" && (len(found) == 0 || !strings.HasPrefix(found[0], test.first)) || !strings.Contains(all, test.has) || test.lacks != "" && strings.Contains(all, test.lacks) {
				t.Errorf("got %s", all)
			}
			if test.first == "" && test.query != "text=e&limit=2" && len(found) != 0 || test.query == "text=e&limit=2" && len(found) != 2 {
				t.Errorf("got %s", all)
			}
		})
	}
}

func TestTheCatalogIsReadAgainOnlyWhenItChanges(t *testing.T) {
	things := &shelf{version: "1"}
	server := start(t, Parts{Catalog: things, Lake: things, Local: access.Principal{Name: "alice"}}, Settings{})
	for range 3 {
		ask(t, server, http.MethodGet, "/api/search?text=cur", "")
	}
	if things.reads != 1 {
		t.Errorf("it was read %d times", things.reads)
	}
	things.version = "2"
	if ask(t, server, http.MethodGet, "/api/search?text=cur", ""); things.reads != 2 {
		t.Errorf("it was read %d times", things.reads)
	}
}

func TestStatusAndReadinessAreThoseOfTheAsker(t *testing.T) {
	things := &shelf{}
	server := start(t, Parts{Lake: things, Local: access.Principal{Name: "alice"}}, Settings{})
	if answer, text := ask(t, server, http.MethodGet, "/api/status", ""); answer.StatusCode != 200 || !strings.Contains(text, `"snapshot":7`) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	if answer, text := ask(t, server, http.MethodGet, "/api/readiness", ""); answer.StatusCode != 200 || !strings.Contains(text, "for alice") || !strings.Contains(text, `"values":{"share":"97.0"}`) {
		t.Errorf("got %s %s", answer.Status, text)
	}
	for _, path := range []string{"/api/status", "/api/readiness"} {
		if answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, path, ""); answer.StatusCode != 503 || !strings.Contains(text, "NO_LAKE") {
			t.Errorf("got %s %s", answer.Status, text)
		}
	}
}

func TestQueriesOfPagesWaitForTheirTurn(t *testing.T) {
	s := New(Parts{Local: access.Local()}, Settings{Queries: 1})
	var now, most atomic.Int32
	began, end := make(chan struct{}, 3), make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/api/run", func(http.ResponseWriter, *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		began <- struct{}{}
		<-end
		now.Add(-1)
	})
	mux.HandleFunc("/api/session", func(http.ResponseWriter, *http.Request) {})
	server := serve(t, s.bounded(s.queued(mux)))
	answers := make(chan int)
	for range 3 {
		go func() {
			answer, _ := ask(t, server, http.MethodPost, "/api/run", "")
			answers <- answer.StatusCode
		}()
	}
	<-began
	if answer, _ := ask(t, server, http.MethodGet, "/api/session", ""); answer.StatusCode != 200 {
		t.Errorf("what takes no query waits: %s", answer.Status)
	}
	for range 3 {
		end <- struct{}{}
	}
	for range 3 {
		if status := <-answers; status != 200 {
			t.Errorf("got %d", status)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d ran at the same time", most.Load())
	}
}

func TestWhichRoutesTakeAQuery(t *testing.T) {
	for path, want := range map[string]bool{
		"/api/run": true, "/api/explore/costs": true, "/api/explore/export": false, "/api/dashboards": false, "/api/dashboards/a": false,
		"/api/dashboards/a/tiles/b": true, "/api/dashboards/a/params/b": true, "/api/catalog": false, "/api/catalog/a/b": false,
		"/api/catalog/a/b/columns/c/frequent": true, "/api/queries/1/rows": false, "/api/queries/1/statistics": true, "/api/queries": false,
	} {
		if got := queries(path); got != want {
			t.Errorf("%s: got %v", path, got)
		}
	}
	paths := map[string]bool{}
	for path := range New(Parts{}, Settings{}).API(http.NewServeMux()).OpenAPI().Paths {
		paths[path] = true
	}
	for _, path := range []string{"/api/run", "/api/explore/costs", "/api/dashboards/{name}/tiles/{tile}", "/api/catalog/{database}/{table}/columns/{column}/frequent", "/api/queries/{id}/statistics"} {
		if !paths[path] {
			t.Errorf("there is no route %s any more", path)
		}
	}
}
