package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/emit/trino"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// given returns the path of a file of vectors, which lie beside the repository and are not part of it.
func given(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "conformance", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the vectors are not beside the repository: %v", err)
	}
	return path
}

func everything(Vector) bool { return true }

// What Trino's own tests ask prints as Trino SQL that analyzes to a tree that prints as the same text.
func TestTrinoTextIsAFixpoint(t *testing.T) {
	for name, least := range map[string]int{"trino-expressions.jsonl": 4000, "trino-queries.jsonl": 500} {
		t.Run(name, func(t *testing.T) {
			vectors, err := ReadFiles([]string{given(t, name)}, everything)
			if err != nil {
				t.Fatal(err)
			}
			printed := 0
			for _, v := range vectors {
				once, err := printTrino(t, v.SQL, v.Family)
				if err != nil {
					continue // not every vector is a query that we know
				}
				printed++
				twice, err := printTrino(t, once, v.Family)
				if err != nil {
					t.Errorf("%s\nprints as a text that fails: %v\n%s", v.SQL, err, once)
				} else if once != twice {
					t.Errorf("%s\nprints as\n%s\nand that as\n%s", v.SQL, once, twice)
				}
			}
			if printed < least {
				t.Errorf("only %d of %d vectors print", printed, len(vectors))
			}
		})
	}
}

// The text means the same: it gives the rows of the query that it was printed from. Only queries whose rows do not depend on
// anything else than the text are compared.
func TestTrinoTextGivesTheSameRows(t *testing.T) {
	if testing.Short() {
		t.Skip("runs hundreds of queries twice")
	}
	vectors, err := ReadFiles([]string{given(t, "trino-queries.jsonl")}, func(v Vector) bool { return v.Tables == "" && v.Kind != WantErrorMatch })
	if err != nil {
		t.Fatal(err)
	}
	runner, compared := open(t), 0
	for _, v := range vectors {
		text, err := printTrino(t, v.SQL, v.Family)
		if err != nil || strings.Contains(strings.ToUpper(text), "TABLESAMPLE") || strings.Contains(text, "random()") {
			continue
		}
		want, err := runner.run(t.Context(), v.SQL, zoneOf(v.Family))
		if err != nil {
			continue
		}
		compared++
		got, err := runner.run(t.Context(), text, zoneOf(v.Family))
		if err != nil {
			t.Errorf("%s\nruns, but printed as\n%s\nit fails: %v", v.SQL, text, err)
		} else if !sameRows(got.rows, want.rows, false) {
			t.Errorf("%s\ngives %s, but printed as\n%s\nit gives %s", v.SQL, want, text, got)
		}
	}
	if compared < 300 {
		t.Errorf("only %d queries were compared", compared)
	}
}

// printTrino analyzes a query and prints it. A panic is an error.
func printTrino(t *testing.T, sql, family string) (text string, err error) {
	t.Helper()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
			t.Errorf("%s\npanics: %v", sql, cause)
		}
	}()
	tree, problems := parse.Query(sql)
	if len(problems) > 0 {
		return "", problems
	}
	query, err := analyze.Query(t.Context(), tree, nothing{}, analyze.Options{
		DecimalLiterals: true, Zone: zoneOf(family), Now: time.Date(2025, 1, 31, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		return "", err
	}
	printed, err := trino.Query(query)
	if err != nil {
		t.Errorf("%s\ncannot be printed: %v", sql, err)
	}
	return printed.SQL, err
}
