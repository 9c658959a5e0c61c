package bill_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/genai/class"
)

// written are the columns of the bills of these tests.
var written = []string{
	"identity_line_item_id", "bill_billing_period_start_date", "line_item_product_code", "line_item_usage_type", "line_item_line_item_type", "pricing_unit", "line_item_resource_id",
	"bill_billing_entity", "line_item_legal_entity", "line_item_line_item_description", "product_product_family", "product_servicecode", "line_item_usage_amount", "line_item_unblended_cost", "product",
}

// said is a line and what a bill says of its amount and its cost.
type said struct {
	class.Line
	amount, cost string
}

// deliver writes lines as a report of CUR 2.0.
func deliver(t *testing.T, path string, lines []said) {
	t.Helper()
	all := [][]string{written}
	for i, l := range lines {
		var product []string
		for _, p := range [][2]string{
			{"product_name", l.ProductName}, {"provider", l.ProductProvider}, {"model", l.ProductModel}, {"inference_type", l.ProductInferenceType}, {"feature", l.ProductFeature},
		} {
			if p[1] != "" {
				product = append(product, fmt.Sprintf("%q: %q", p[0], p[1]))
			}
		}
		all = append(all, []string{
			fmt.Sprint(i), "2026-05-01T00:00:00Z", l.ProductCode, l.UsageType, l.LineItemType, l.PricingUnit, l.ResourceID, l.BillingEntity, l.LegalEntity, l.Description,
			l.ProductFamily, l.ServiceCode, l.amount, l.cost, "{" + strings.Join(product, ", ") + "}",
		})
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(f).WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// golden returns the lines of the golden file of the rules.
func golden(t *testing.T) (lines []said) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "genai", "class", "testdata", "lines.csv"))
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
		lines = append(lines, said{amount: "2.5", cost: "0.0000000001", Line: class.Line{
			ProductCode: row["product_code"], ProductName: row["product_name"], ProductProvider: row["provider"], ProductModel: row["model"], ProductInferenceType: row["inference_type"],
			UsageType: row["usage_type"], LineItemType: row["line_item_type"], PricingUnit: row["pricing_unit"], ResourceID: row["resource_id"], BillingEntity: row["billing_entity"],
			LegalEntity: row["legal_entity"], Description: row["description"],
		}})
	}
	return lines
}

// drawn returns lines whose words are thrown together, so that rules meet that do not meet in bills.
func drawn(chance *rand.Rand, n int) (lines []said) {
	pick := func(words ...string) string { return words[chance.IntN(len(words))] }
	for range n {
		var usage strings.Builder
		usage.WriteString(pick("", "USE1-", "EU-", "APN1-MP:APN1_", "MP:", "usw2-"))
		for range chance.IntN(6) {
			usage.WriteString(pick(
				"NovaPro", "Claude4.5Sonnet", "openai.gpt-oss-120b", "Zorblax", "TitanEmbeddingsG1-Image", "input-tokens", "output-tokens", "input_tokens", "InputTokenCount", "cache-read-input-token-count",
				"cache_write_tokens_1h", "mantle", "batch", "flex", "Global", "cross-region-global", "long_ctx", "Guardrail", "T2I", "ProvisionedThroughput", "ModelUnits", "Customization-Training",
				"Reserved_1Month_InputTPM", "speech-input-tokens", "Runtime:Consumption-based:vCPU", "Memory", "Storage", "priority", "ä", "%", "日本",
			))
			usage.WriteString(pick("-", "_", "", "-"))
		}
		usage.WriteString(pick("", "-Units", "standard", "-input"))
		lines = append(lines, said{amount: "1", cost: "1", Line: class.Line{
			ProductCode: pick("AmazonBedrock", "AmazonBedrock", "AmazonBedrockService", "AmazonBedrockAgentCore", "abcdefghij0123456789", "AmazonEC2", ""), UsageType: usage.String(),
			LineItemType: pick("Usage", "Usage", "Usage", "Tax", "Credit", "DiscountedUsage", "Fee"), PricingUnit: pick("1K tokens", "1M tokens", "Tokens", "", "Units", "Hrs", "Image", "1K TPM Hour"),
			ResourceID:    pick("", "", "arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-1-70b-instruct-v1:0", "arn:aws:bedrock:us-east-1:1:inference-profile/eu.amazon.nova-lite-v1:0", "arn:aws:s3:::x"),
			BillingEntity: pick("AWS", "AWS", "AWS Marketplace"), LegalEntity: pick("Amazon Web Services, Inc.", "Some Labs", ""), Description: pick("", "", "$1 per 1K tokens", "Million tokens"),
			ProductFamily: pick("", "", "", "Amazon Bedrock"), ServiceCode: pick("", "", "AmazonBedrock"),
			ProductName:          pick("Amazon Bedrock", "", "Claude 3.5 Haiku (Amazon Bedrock Edition)", "Thing 7 (Amazon Bedrock Edition)", "Other"),
			ProductProvider:      pick("", "", "", "Mistral", "Amazon", "Whoever"),
			ProductModel:         pick("", "", "", "Nova Pro", "claude-sonnet-4-5", "Thing 8"),
			ProductInferenceType: pick("", "", "Input tokens batch", "Output tokens", "Prompt cache read input tokens"), ProductFeature: pick("", "", "Batch Inference"),
		}})
	}
	return lines
}

func TestSQLSaysOfALineWhatGoSays(t *testing.T) {
	lines := append(golden(t), drawn(rand.New(rand.NewPCG(1, 2)), 3000)...)
	path := filepath.Join(t.TempDir(), "cur.csv")
	deliver(t, path, lines)
	h := newHouse(t, map[string]string{"b.models": path})
	rows := h.rows(`SELECT identity_line_item_id, class, coalesce(provider, ''), coalesce(model, ''), coalesce(feature, ''), coalesce(token_kind, ''), coalesce(tier, ''), coalesce(scope, ''),
		coalesce(context, ''), coalesce(unit, ''), coalesce(unknown, ''), coalesce(CAST(quantity / CAST(line_item_usage_amount AS decimal(9, 4)) AS bigint), 0) FROM glaux.genai`)
	got := map[string]string{}
	for _, row := range rows {
		got[row[0]] = strings.Join(row[1:], "|")
	}
	classified := 0
	for i, l := range lines {
		c := class.Classify(l.Line)
		want := ""
		if c.GenAI {
			classified++
			want = strings.Join([]string{c.Class, c.Provider, c.Model, c.Feature, c.Kind, c.Tier, c.Scope, c.Context, c.Unit, c.Unknown, fmt.Sprint(c.Per)}, "|")
		}
		if got[fmt.Sprint(i)] != want {
			t.Errorf("%+v\nSQL %s\nGo  %s", l.Line, got[fmt.Sprint(i)], want)
		}
	}
	t.Logf("%d of %d lines are of generative AI", classified, len(lines))
}
