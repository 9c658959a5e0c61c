package bill_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/bill"
	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// written are the columns of the bills of these tests.
var written = []string{
	"identity_line_item_id", "bill_billing_period_start_date", "line_item_product_code", "line_item_usage_type", "line_item_line_item_type", "pricing_unit", "line_item_resource_id",
	"bill_billing_entity", "line_item_legal_entity", "line_item_line_item_description", "product_product_family", "product_servicecode", "line_item_usage_amount", "line_item_unblended_cost", "line_item_usage_account_id", "product",
}

// said is a line and what a bill says of its amount and its cost.
type said struct {
	class.Line
	amount, cost string
	account      string // which bill it is of, where several are delivered at once
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
			l.ProductFamily, l.ServiceCode, l.amount, l.cost, l.account, "{" + strings.Join(product, ", ") + "}",
		})
	}
	writeCSV(t, path, all)
}

func writeCSV(t *testing.T, path string, all [][]string) {
	t.Helper()
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

// deliverOld writes lines as a legacy report, deliverFOCUS as an export of FOCUS.
func deliverOld(t *testing.T, path string, lines []said) {
	t.Helper()
	all := [][]string{strings.Fields("identity/LineItemId bill/BillingPeriodStartDate lineItem/ProductCode lineItem/UsageType lineItem/LineItemType pricing/unit bill/BillingEntity lineItem/LegalEntity lineItem/UsageAmount lineItem/UnblendedCost lineItem/UsageAccountId product/ProductName")}
	for i, l := range lines {
		all = append(all, []string{fmt.Sprint(i), "2026-05-01T00:00:00Z", l.ProductCode, l.UsageType, l.LineItemType, l.PricingUnit, l.BillingEntity, l.LegalEntity, l.amount, l.cost, l.account, l.ProductName})
	}
	writeCSV(t, path, all)
}

func deliverFOCUS(t *testing.T, path string, lines []said) {
	t.Helper()
	all := [][]string{strings.Fields("BilledCost EffectiveCost ListCost ChargeCategory ServiceName x_ServiceCode SkuMeter ConsumedQuantity ConsumedUnit PublisherName InvoiceIssuerName BillingPeriodStart BillingPeriodEnd SubAccountId")}
	for _, l := range lines {
		code, publisher := l.ProductCode, "AWS"
		if l.LegalEntity != "" { // a seller: FOCUS names it, and has no code of the service
			code, publisher = "", l.LegalEntity
		}
		all = append(all, []string{l.cost, l.cost, l.cost, l.LineItemType, l.ProductName, code, l.UsageType, l.amount, l.PricingUnit, publisher, "AWS", "2026-05-01 00:00:00", "2026-06-01 00:00:00", l.account})
	}
	writeCSV(t, path, all)
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

// priced is a model of the generated bills: how it is called in usage types, what it is, and its prices of a million tokens.
type priced struct {
	word, name, maker string
	edition           bool
	in, out           float64
}

// truth is what was generated, by model, maker, kind, tier, scope and price of a million tokens.
type truth struct {
	tokens int64
	cost   money.Amount
}

// generate makes the lines of a bill whose tokens and prices are known, as the bill would write them in one grammar or another, with lines
// of other products and lines that are no usage between them.
func generate(seed uint64) (lines []said, want map[string]*truth, total money.Amount) {
	chance := rand.New(rand.NewPCG(seed, 9))
	models := []priced{
		{"NovaPro", "Nova Pro", "Amazon", false, 0.8, 3.2},
		{"NovaLite", "Nova Lite", "Amazon", false, 0.06, 0.24},
		{"Claude4Sonnet", "Claude Sonnet 4", "Anthropic", false, 3, 15},
		{"Llama3-1-70B", "Llama 3.1 70B Instruct", "Meta", false, 0.72, 0.72},
		{"gpt-oss-120b", "gpt-oss-120b", "OpenAI", false, 0.15, 0.6},
		{"DeepSeek-R1", "DeepSeek-R1", "DeepSeek", false, 1.35, 5.4},
		{"", "Claude Haiku 4.5", "Anthropic", true, 1, 5},
		{"", "Claude Opus 5.5", "Anthropic", true, 4, 20},
		{"", "Command R+", "Cohere", true, 2.5, 10},
	}
	tiers := []struct {
		name, dash string
		factor     float64
	}{{"standard", "", 1}, {"standard", "", 1}, {"batch", "-batch", 0.5}, {"flex", "-flex", 0.5}, {"priority", "-priority", 1.75}}
	want = map[string]*truth{}
	for range 400 {
		m, tier := models[chance.IntN(len(models))], tiers[chance.IntN(len(tiers))]
		kind, global := []string{"input", "output", "cache_read", "cache_write_5m", "cache_write_1h"}[chance.IntN(5)], chance.IntN(3) == 0
		cached := strings.HasPrefix(kind, "cache")
		if m.edition && (tier.name == "flex" || tier.name == "priority" || cached) || cached {
			tier = tiers[0]
		}
		price := map[string]float64{"input": m.in, "output": m.out, "cache_read": m.in / 10, "cache_write_5m": m.in * 1.25, "cache_write_1h": m.in * 2}[kind] * tier.factor
		tokens := 1 + chance.Int64N(3_000_000)
		l := said{Line: class.Line{LineItemType: "Usage", ProductCode: "AmazonBedrock", ProductName: "Amazon Bedrock", BillingEntity: "AWS", PricingUnit: "1K tokens"}}
		l.UsageType = usageOf(chance, m, kind, tier.dash, global)
		size := 1000.0
		if m.edition {
			l.ProductCode, l.ProductName, l.BillingEntity, l.LegalEntity, l.PricingUnit, size = "abcdefghij01234567"+m.maker[:2], m.name+" (Amazon Bedrock Edition)", "AWS Marketplace", m.maker, "1M tokens", 1e6
			if m.name == "Command R+" {
				l.ProductName = "Cohere Command R+ (Amazon Bedrock Edition)"
			}
			if chance.IntN(4) == 0 {
				l.PricingUnit = "Units" // what is counted is then told by the grammar alone
			}
		}
		cost, err := money.Parse(strconv.FormatFloat(math.Round(float64(tokens)*price*1e4)/1e10, 'f', 10, 64))
		if err != nil {
			panic(err)
		}
		l.amount, l.cost = strconv.FormatFloat(float64(tokens)/size, 'f', 9, 64), cost.String()
		lines = append(lines, l)
		scope := map[bool]string{true: "global", false: "in_region"}[global]
		k := strings.Join([]string{m.name, m.maker, kind, tier.name, scope, strconv.FormatFloat(price, 'f', 6, 64)}, "|")
		if want[k] == nil {
			want[k] = &truth{}
		}
		want[k].tokens += tokens
		want[k].cost = want[k].cost.Add(cost)
		total = total.Add(cost)
	}
	for range 60 { // what is not of models
		lines = append(lines, said{amount: "2", cost: "1", Line: class.Line{LineItemType: "Usage", ProductCode: "AmazonEC2", ProductName: "Amazon Elastic Compute Cloud", UsageType: "USE1-BoxUsage:m7g.large", PricingUnit: "Hrs", BillingEntity: "AWS"}})
	}
	return lines, want, total
}

// usageOf writes a usage type in one of the grammars that the model has.
func usageOf(chance *rand.Rand, m priced, kind, tier string, global bool) string {
	plain := map[string]string{"input": "input-tokens", "output": "output-tokens", "cache_read": "cache-read-input-token-count", "cache_write_5m": "cache-write-input-token-count", "cache_write_1h": "cache-write-input-token-count-1-hour"}[kind]
	camel := map[string]string{"input": "InputTokenCount", "output": "OutputTokenCount", "cache_read": "CacheReadInputTokenCount", "cache_write_5m": "CacheWriteInputTokenCount", "cache_write_1h": "CacheWrite1hInputTokenCount"}[kind]
	snake := map[string]string{"input": "input_tokens", "output": "output_tokens", "cache_read": "cache_read_tokens", "cache_write_5m": "cache_write_tokens_5m", "cache_write_1h": "cache_write_tokens_1h"}[kind]
	far := func(word string) string {
		if global {
			return word
		}
		return ""
	}
	switch {
	case m.edition && chance.IntN(2) == 0:
		return "USE1-MP:USE1_" + camel + far("_Global") + strings.ReplaceAll(tier, "-batch", "_Batch") + "-Units"
	case m.edition && tier == "":
		return "EUC1-MP:EUC1_" + snake + far("_global") + "_standard-Units"
	case m.edition:
		return "EUC1-MP:EUC1_" + snake + far("_global") + "_batch-Units"
	case chance.IntN(3) == 0:
		end := "standard"
		if tier != "" {
			end = tier[1:]
		}
		return "USW2-" + m.word + "-mantle-" + strings.ReplaceAll(snake, "_", "-") + "-" + far("global-") + end
	}
	return "USE1-" + m.word + "-" + plain + far("-cross-region-global") + tier
}

func TestTokensAndDollarsAreThoseThatWereGenerated(t *testing.T) {
	type made struct {
		want  map[string]*truth
		total money.Amount
	}
	bills := map[string]made{}
	var one, old, focus []said // twenty bills of CUR 2.0 in one delivery, one of the legacy report, one of FOCUS
	for seed := range uint64(22) {
		lines, want, total := generate(seed)
		for i := range lines {
			lines[i].account = fmt.Sprint(seed)
		}
		bills[fmt.Sprint(seed)] = made{want, total}
		switch seed {
		case 20:
			old = lines
		case 21:
			focus = lines
		default:
			one = append(one, lines...)
		}
	}
	folder := t.TempDir()
	locations := map[string]string{"b.two": filepath.Join(folder, "two"), "b.old": filepath.Join(folder, "old"), "b.focus": filepath.Join(folder, "focus")}
	deliver(t, locations["b.two"], one)
	deliverOld(t, locations["b.old"], old)
	deliverFOCUS(t, locations["b.focus"], focus)
	h := newHouse(t, locations)
	got := map[string]map[string][2]string{}
	for _, row := range h.rows(`SELECT line_item_usage_account_id, model, provider, token_kind, tier, scope, CAST(sum(tokens) AS varchar), CAST(sum(cost) AS varchar), CAST(count_if(class = 'unclassified') AS varchar)
		FROM glaux.genai GROUP BY 1, 2, 3, 4, 5, 6`) {
		if row[8] != "0" {
			t.Errorf("%v is unclassified", row)
		}
		if got[row[0]] == nil {
			got[row[0]] = map[string][2]string{}
		}
		got[row[0]][strings.Join(row[1:6], "|")] = [2]string{row[6], row[7]}
	}
	worst := 0.0
	for name, one := range bills {
		var all money.Amount
		for k, want := range one.want {
			at := strings.LastIndexByte(k, '|')
			have := got[name][k[:at]]
			tokens, err := strconv.ParseFloat(have[0], 64)
			if err != nil || math.Abs(tokens-float64(want.tokens)) > 0.5 {
				t.Errorf("%s %s: %s tokens, want %d", name, k, have[0], want.tokens)
				continue
			}
			cost, err := money.Parse(have[1])
			if err != nil || cost.String() != want.cost.String() {
				t.Errorf("%s %s: %s dollars, want %s", name, k, have[1], want.cost)
				continue
			}
			all = all.Add(cost)
			price, err := strconv.ParseFloat(k[at+1:], 64)
			if err != nil {
				t.Fatal(err)
			}
			dollars, err := strconv.ParseFloat(have[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			worst = max(worst, math.Abs(tokens*price/1e6-dollars)/dollars)
		}
		if all.String() != one.total.String() {
			t.Errorf("%s: %s of %s dollars are classified as they are", name, all, one.total)
		}
	}
	if worst > 0.005 {
		t.Errorf("tokens × price is off by %.4f %%", 100*worst)
	}
	t.Logf("20 bills of CUR 2.0, one of the legacy report and one of FOCUS: all dollars classified; tokens × price differs from the cost by %.6f %% at most", 100*worst)
}

func TestTheDDLOfTheLinesOfModelsIsReadBack(t *testing.T) {
	ddl := bill.GenAIDDL(sources())
	statement, bad := parse.Statement(ddl)
	if len(bad) > 0 {
		t.Fatalf("%s", bad.Show(ddl))
	}
	view, ok := statement.(*ast.CreateView)
	if !ok || !view.Replace || view.Name.Parts[0].Name != bill.GenAI {
		t.Fatalf("the DDL is a %T", statement)
	}
	if again := ast.Print(view) + ";\n"; again != ddl {
		t.Errorf("%s\nis read as\n%s", ddl, again)
	}
}
