package class_test

import (
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

var update = flag.Bool("update", false, "write what lines are into the golden file")

// lines is the golden file: what bills say, and what that is.
var lines = filepath.Join("testdata", "lines.csv")

// answers are the columns of the golden file that are told by the rules.
var answers = strings.Fields("genai class provider_is model_is feature kind tier scope context unit per unknown")

// read returns the golden rows by the names of their columns.
func read(t *testing.T) (header []string, rows []map[string]string) {
	t.Helper()
	f, err := os.Open(lines)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[all[0][i]] = c
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

func lineOf(row map[string]string) class.Line {
	return class.Line{
		ProductCode: row["product_code"], ProductName: row["product_name"], ProductProvider: row["provider"], ProductModel: row["model"], ProductInferenceType: row["inference_type"],
		UsageType: row["usage_type"], LineItemType: row["line_item_type"], PricingUnit: row["pricing_unit"], ResourceID: row["resource_id"], BillingEntity: row["billing_entity"],
		LegalEntity: row["legal_entity"], Description: row["description"],
	}
}

func told(c class.Class) []string {
	return []string{strconv.FormatBool(c.GenAI), c.Class, c.Provider, c.Model, c.Feature, c.Kind, c.Tier, c.Scope, c.Context, c.Unit, strconv.FormatInt(c.Per, 10), c.Unknown}
}

func TestEveryGoldenLineIsWhatItIs(t *testing.T) {
	header, rows := read(t)
	if *update {
		write(t, header, rows)
		return
	}
	if len(rows) < 150 {
		t.Fatalf("only %d lines", len(rows))
	}
	for _, row := range rows {
		got := told(class.Classify(lineOf(row)))
		for i, name := range answers {
			if got[i] != row[name] {
				t.Errorf("%s %s: %s is %q, want %q", row["product_code"], row["usage_type"], name, got[i], row[name])
			}
		}
	}
	t.Logf("%d lines", len(rows))
}

func write(t *testing.T, header []string, rows []map[string]string) {
	t.Helper()
	for _, a := range answers {
		if !slices.Contains(header, a) {
			header = append(header, a)
		}
	}
	all := [][]string{header}
	for _, row := range rows {
		for i, v := range told(class.Classify(lineOf(row))) {
			row[answers[i]] = v
		}
		cells := make([]string, len(header))
		for i, h := range header {
			cells[i] = row[h]
		}
		all = append(all, cells)
	}
	f, err := os.Create(lines)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	if err := w.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestALineThatIsNotKnownSaysItsWords(t *testing.T) {
	for _, c := range []struct {
		what string
		line class.Line
		want string
	}{
		{"an unknown thing that is counted", class.Line{ProductCode: "AmazonBedrock", UsageType: "USE1-Frobnicate", PricingUnit: "Frobs", LineItemType: "Usage"}, `usage type "USE1-Frobnicate", unit "Frobs"`},
		{"a model of an unknown maker", class.Line{ProductCode: "AmazonBedrock", UsageType: "USE1-Zorblax-input-tokens", LineItemType: "Usage"}, `model "Zorblax"`},
		{"a product of the Marketplace without a name", class.Line{ProductCode: "abcdefghij0123456789", UsageType: "USE1-MP:USE1_InputTokenCount-Units", LineItemType: "Usage"}, `product "" (abcdefghij0123456789)`},
	} {
		t.Run(c.what, func(t *testing.T) {
			got := class.Classify(c.line)
			if !got.GenAI || got.Class != class.Unclassified || got.Unknown != c.want {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
}

func TestTheQueryIsReadAsItIsWritten(t *testing.T) {
	q := &ast.Query{Body: class.Query(build.Table("", "glaux", "bill"), []string{"billing_period", "line_item_usage_type"})}
	text := ast.Print(q)
	again, bad := parse.Statement(text)
	if err := bad.Err(); err != nil {
		t.Fatal(err)
	}
	if got := ast.Print(again); got != text {
		t.Errorf("%s\nis read as\n%s", text, got)
	}
	t.Logf("%d bytes", len(text))
}

func BenchmarkClassify(b *testing.B) {
	l := class.Line{ProductCode: "9h2vk4c7xqm1p8sdt3wz", ProductName: "Claude Sonnet 4.6 (Amazon Bedrock Edition)", UsageType: "USE1-MP:USE1_InputTokenCount_Global-Units", LineItemType: "Usage", PricingUnit: "1M tokens", BillingEntity: "AWS Marketplace"}
	for b.Loop() {
		class.Classify(l)
	}
}
