package conformance

import (
	"fmt"
	"os"
	"path/filepath"
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
