package parse

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

const shared = "../../../../shared"

// roundTrip fails t unless text parses and its printed form is a fixpoint.
func roundTrip(t *testing.T, text string) {
	t.Helper()
	tree, list := Statement(text)
	if len(list) > 0 {
		t.Errorf("%s", list.Show(text))
		return
	}
	once := ast.Print(tree)
	again, list := Statement(once)
	if len(list) > 0 {
		t.Errorf("printed text does not parse: %s\nof %s", list.Show(once), text)
		return
	}
	if twice := ast.Print(again); twice != once {
		t.Errorf("print is no fixpoint:\n%s\n---\n%s", once, twice)
	}
}

func TestExamplesParseAndPrint(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared, "examples/queries/*.sql"))
	if len(files) == 0 {
		t.Skip("the folder of example queries is not here")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			roundTrip(t, string(text))
		})
	}
}

func TestConformanceVectorsParseAndPrint(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared, "conformance/*.jsonl"))
	if len(files) == 0 {
		t.Skip("the conformance vectors are not here")
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var v struct{ SQL string }
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(v.SQL, "EXECUTE") {
				roundTrip(t, v.SQL)
			}
		}
	}
}
