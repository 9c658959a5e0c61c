package tool

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/netflow"
)

type asked struct {
	Words []string        `json:"words,omitempty" doc:"some words"`
	N     int             `json:"n,omitempty"`
	Deep  bool            `json:"deep,omitempty"`
	Kind  string          `json:"kind,omitempty" enum:"one,two"`
	Must  string          `json:"must" doc:"what must be there"`
	By    []netflow.Level `json:"by,omitempty"`
}

// echo is a tool that answers with its input.
func echo(t *testing.T) Tool {
	t.Helper()
	made, _, err := made(spec{"echo", "Echo", "Answers with its input."}, func(_ context.Context, _ access.Principal, in asked) (asked, error) { return in, nil })
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestInputsAreReadAsModelsWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		`{"must":"x","words":["a","b"]}`:       `{"words":["a","b"],"must":"x"}`,
		`{"must":"x","words":"a, b"}`:          `{"words":["a","b"],"must":"x"}`,
		`{"must":"x","words":"[\"a\",\"b\"]"}`: `{"words":["a","b"],"must":"x"}`,
		`{"must":"x","n":"12","deep":"true"}`:  `{"n":12,"deep":true,"must":"x"}`,
		`{"must":"x","n":null,"words":null}`:   `{"must":"x"}`,
		`{"must":"12"}`:                        `{"must":"12"}`,
	} {
		answer, err := echo(t).Call(t.Context(), access.Local(), json.RawMessage(in))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got, err := json.Marshal(answer); err != nil || string(got) != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestWrongInputsAreToldHowToMend(t *testing.T) {
	for in, want := range map[string]string{
		``:                          `"must" is missing: what must be there`,
		`[]`:                        "not a JSON object",
		`{"must":"x","word":"a"}`:   `there is no "word" in the input; there are by, deep, kind, must, n, words`,
		`{"must":"x","kind":"six"}`: "kind is one of one, two",
		`{"must":"x","n":"many"}`:   "n",
		`{"must":"` + strings.Repeat("x", maxInput) + `"}`: "larger than 512 KiB",
	} {
		_, err := echo(t).Call(t.Context(), access.Local(), json.RawMessage(in))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: got %v, want %s", in, err, want)
		}
	}
}

func FuzzInput(f *testing.F) {
	f.Add(`{"must":"x","words":"a, b","n":"1e3"}`)
	f.Add(`{"must":{"words":[[{}]]},"deep":"maybe"}`)
	f.Fuzz(func(t *testing.T, in string) {
		made, _, err := made(spec{"echo", "Echo", "Answers with its input."}, func(_ context.Context, _ access.Principal, in asked) (asked, error) { return in, nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := made.Call(t.Context(), access.Local(), json.RawMessage(in)); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", in, err)
		}
	})
}

func TestOnlyQueriesAreRun(t *testing.T) {
	for _, sql := range []string{"CREATE TABLE a.b AS SELECT 1", "DROP TABLE glaux.bill", "INSERT INTO a.b SELECT 1", "EXPLAIN ANALYZE CREATE TABLE a.b AS SELECT 1"} {
		if err := Reads(sql); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: got %v", sql, err)
		}
	}
	for _, sql := range []string{"SELECT 1", "SHOW TABLES IN glaux", "DESCRIBE glaux.bill", "EXPLAIN SELECT 1", "WITH a AS (SELECT 1) SELECT * FROM a"} {
		if err := Reads(sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
