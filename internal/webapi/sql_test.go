package webapi

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/fault"
)

// desk notes who asked for what, and answers with it.
type desk struct{ asked []string }

func (d *desk) note(who access.Principal, what ...string) {
	d.asked = append(d.asked, who.Name+" "+strings.Join(what, " "))
}

func (d *desk) Check(_ context.Context, who access.Principal, t console.Text) (console.Check, error) {
	d.note(who, "check", t.SQL, t.Database, strings.Join(t.Params, ","))
	return console.Check{Parameters: len(t.Params)}, nil
}

func (d *desk) Complete(_ context.Context, who access.Principal, r console.CompleteRequest) (console.Completions, error) {
	d.note(who, "complete", r.SQL)
	return console.Completions{From: r.At, Items: []console.Completion{{Kind: "table", Label: "cur"}}}, nil
}

func (d *desk) Format(t console.Text) (string, error) { return console.Format(t.SQL) }

func (d *desk) Explain(_ context.Context, who access.Principal, t console.Text, stage string) (string, error) {
	d.note(who, "explain", t.SQL, stage)
	return "the " + stage, nil
}

func (d *desk) CreateView(_ context.Context, who access.Principal, r console.ViewRequest) (string, error) {
	d.note(who, "view", r.SQL, r.Name)
	if !r.Replace {
		return "", fault.New(fault.Conflict, "ALREADY_EXISTS", "it is there")
	}
	return "CREATE", nil
}

func (d *desk) Statistics(_ context.Context, who access.Principal, t console.Text, _ int) (console.ColumnStatistics, error) {
	d.note(who, "statistics", t.SQL)
	return console.ColumnStatistics{}, nil
}

func (d *desk) Databases(_ context.Context, who access.Principal) ([]console.Database, error) {
	d.note(who, "databases")
	return []console.Database{{Name: "shop", Tables: []console.TableName{{Name: "cur", Kind: "view"}}}}, nil
}

func (d *desk) Table(_ context.Context, who access.Principal, database, name string) (console.Table, error) {
	d.note(who, "table", database, name)
	return console.Table{}, fault.New(fault.NotFound, "TABLE_NOT_FOUND", "no such table")
}

func (d *desk) Frequents(_ context.Context, who access.Principal, r console.FrequentRequest) (console.Frequents, error) {
	d.note(who, "frequent", r.Database, r.Table, r.Column, r.Key, r.Prefix)
	return console.Frequents{Items: []console.Frequent{{Value: "x", Rows: int64(r.Limit)}}}, nil
}

func TestTheConsoleIsAskedAsWhoAsks(t *testing.T) {
	d := &desk{}
	server := start(t, Parts{Console: d, Catalog: d, Local: access.Principal{Name: "alice"}}, Settings{})
	for _, c := range []struct {
		method, path, body string
		status             int
		want, asked        string
	}{
		{"POST", "/api/sql/check", `{"sql":"SELECT ?","database":"shop","params":["1"]}`, 200, `"parameters":1`, "alice check SELECT ? shop 1"},
		{"POST", "/api/sql/complete", `{"sql":"SELECT","at":3}`, 200, `"from":3,"items":[{"kind":"table","label":"cur"}]`, "alice complete SELECT"},
		{"POST", "/api/sql/format", `{"sql":"select 1 -- one"}`, 200, `"text":"SELECT 1 -- one"`, ""},
		{"POST", "/api/sql/format", `{"sql":"select"}`, 400, `"diagnostics"`, ""},
		{"POST", "/api/sql/explain", `{"sql":"SELECT 1","stage":"typed"}`, 200, `"text":"the typed"`, "alice explain SELECT 1 typed"},
		{"POST", "/api/sql/explain", `{"sql":"SELECT 1","stage":"other"}`, 422, `stage`, ""},
		{"POST", "/api/sql/view", `{"sql":"SELECT 1","name":"a.b","replace":true}`, 200, `"text":"CREATE"`, "alice view SELECT 1 a.b"},
		{"POST", "/api/sql/view", `{"sql":"SELECT 1","name":"a.b"}`, 409, `"ALREADY_EXISTS"`, "alice view SELECT 1 a.b"},
		{"GET", "/api/catalog", "", 200, `"name":"shop","tables":[{"name":"cur","kind":"view"}]`, "alice databases"},
		{"GET", "/api/catalog/shop/x", "", 404, `"TABLE_NOT_FOUND"`, "alice table shop x"},
		{"GET", "/api/catalog/shop/cur/columns/tags/frequent?key=team&prefix=a", "", 200, `{"value":"x","rows":50}`, "alice frequent shop cur tags team a"},
		{"GET", "/api/functions", "", 200, `"signatures":["abs(`, ""},
	} {
		d.asked = nil
		answer, text := ask(t, server, c.method, c.path, c.body)
		if answer.StatusCode != c.status || !strings.Contains(text, c.want) || strings.Join(d.asked, "; ") != c.asked {
			t.Errorf("%s %s: %d %.300s, asked %q", c.method, c.path, answer.StatusCode, text, d.asked)
		}
	}
}

func TestFunctionsAreFetchedOnce(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	answer, _ := ask(t, server, http.MethodGet, "/api/functions", "")
	tag := answer.Header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if again, text := ask(t, server, http.MethodGet, "/api/functions", "", "If-None-Match: "+tag); again.StatusCode != http.StatusNotModified || text != "" {
		t.Errorf("got %d %.100q", again.StatusCode, text)
	}
}

func TestWithoutALakeTheConsoleSaysSo(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	for _, path := range []string{"/api/catalog", "/api/catalog/a/b", "/api/catalog/a/b/columns/c/frequent"} {
		if answer, text := ask(t, server, http.MethodGet, path, ""); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "NO_LAKE") {
			t.Errorf("%s: %d %s", path, answer.StatusCode, text)
		}
	}
}
