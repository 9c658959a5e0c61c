package world

import (
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// ai builds the account Athene-AI: what departments ask of models, with profiles that carry their names and without.
func (b *builder) ai() {
	r := Virginia()
	office := func(milli int64, span Span) Shape {
		return Shape{Span: span, Base: milli, Rhythm: Office, Noise: 150_000, Growth: 12_000}
	}
	haiku := b.model(Model{Name: "Claude 3.5 Haiku", ID: "anthropic.claude-3-5-haiku-20241022-v1:0", Word: "Claude3.5Haiku", Provider: "Anthropic", Service: edition("9h2vk4c7xqm1p8sdt3wz", "Claude 3.5 Haiku", "Anthropic, PBC")}, 0.8*Scale, 4*Scale)
	newer := b.model(Model{Name: "Claude Haiku 4.5", ID: "anthropic.claude-haiku-4-5-20251001-v1:0", Word: "Claude4.5Haiku", Provider: "Anthropic", Snake: true, Service: edition("2m8tz6r1ybqw5n9kfg4c", "Claude Haiku 4.5", "Anthropic, PBC")}, 1*Scale, 5*Scale)
	pro := b.model(Model{Name: "Nova Pro", ID: "amazon.nova-pro-v1:0", Word: "NovaPro", Provider: "Amazon", Service: bedrock}, 0.8*Scale, 3.2*Scale)
	titan := b.model(Model{Name: "Titan Text Embeddings V2", ID: "amazon.titan-embed-text-v2:0", Word: "TitanEmbeddingsV2-Text", Provider: "Amazon", Service: bedrock}, 0.02*Scale, 0)
	llama := b.model(Model{Name: "Llama 3.1 70B Instruct", ID: "meta.llama3-1-70b-instruct-v1:0", Word: "Llama3-1-70B", Provider: "Meta", Service: bedrock}, 0.72*Scale, 0.72*Scale)
	oss := b.model(Model{Name: "gpt-oss-120b", ID: "openai.gpt-oss-120b", Word: "gpt-oss-120b", Provider: "OpenAI", Service: bedrock}, 0.15*Scale, 0.6*Scale)
	sales := b.person(b.lab, "SalesAssistant", "kim.weber", "team", "sales")
	dev := b.person(b.lab, "Developer", "ravi.shah", "team", "dev")
	robot := b.principal(b.lab, "user/batch-runner", "AIDA", "", "team", "research")
	b.Principals = append(b.Principals, &Principal{Account: b.lab, Name: "root", ARN: "arn:aws:iam::" + b.lab.ID + ":root", UserID: b.lab.ID})

	may := period.NewMonth(2025, time.May)
	one := b.stream(Stream{
		Name: "sales-mails", Department: "Sales", Account: b.lab, Region: r, Model: haiku, Principal: sales,
		Profile: b.profile(b.lab, haiku, "sales-mails", "Department", "Sales", "env", "prod", "team", "sales"),
		Rate:    office(560, Span{}), Tokens: [tokenKinds]int64{760, 1_060},
	})
	b.fix(one, may, 412, [tokenKinds]int64{312_500, 437_500}) // 0.25 + 1.75 dollars
	two := b.stream(Stream{
		Name: "dev-review", Department: "Dev", Account: b.lab, Region: r, Model: pro, Principal: dev,
		Profile: b.profile(b.lab, pro, "dev-review", "Department", "Dev", "env", "prod", "team", "dev"),
		Rate:    office(550, Span{}), Tokens: [tokenKinds]int64{1_800, 62},
	})
	b.fix(two, may, 405, [tokenKinds]int64{737_500, 25_000}) // 0.59 + 0.08 dollars
	b.stream(Stream{
		Name: "research-batch", Department: "Research", Account: b.lab, Region: r, Model: llama, Principal: robot, Operation: "InvokeModel", Tier: "batch",
		Rate: Shape{Base: 30_000, Rhythm: Nightly, Noise: 200_000}, Tokens: [tokenKinds]int64{2_400, 500},
	})
	b.stream(Stream{
		Name: "embeddings", Department: "Research", Account: b.lab, Region: r, Model: titan, Principal: robot, Operation: "InvokeModel",
		Rate: office(55_000, Span{}), Tokens: [tokenKinds]int64{420},
	})
	for _, tier := range []string{"priority", "flex", "latency-optimized"} {
		b.stream(Stream{
			Name: "agents-" + tier, Department: "Dev platform", Account: b.lab, Region: r, Model: pro, Principal: dev, Tier: tier, Operation: "ConverseStream",
			Rate: office(2_500, Since(on(2025, time.July, 1, 0))), Tokens: [tokenKinds]int64{3_000, 350},
		})
	}
	b.stream(Stream{
		Name: "reasoning", Department: "Research", Account: b.lab, Region: r, Model: oss, Principal: robot, Mantle: true,
		Rate: office(9_000, Since(on(2025, time.August, 18, 0))), Tokens: [tokenKinds]int64{1_500, 900},
	})
	b.stream(Stream{
		Name: "marketing-copy", Department: "Marketing", Account: b.lab, Region: r, Model: newer, Principal: sales, Global: true, Operation: "InvokeModelWithResponseStream",
		Profile: b.profile(b.lab, newer, "marketing-copy", "Department", "Marketing", "env", "prod"),
		Rate:    office(3_000, Since(on(2025, time.October, 20, 8))), Tokens: [tokenKinds]int64{900, 700, 2_000, 150},
	})
	b.supportBot()
	b.creditEnds()
	b.unitsOfModels()
}

// supportBot builds the chat of the support: on 2025-08-12 somebody moves it to a large model.
func (b *builder) supportBot() {
	const id = "support-model"
	r := Virginia()
	from := on(2025, time.August, 12, 14)
	var lite, sonnet *Model
	for _, m := range b.Models {
		switch m.Name {
		case "Nova Lite":
			lite = m
		case "Claude Sonnet 4":
			sonnet = m
		}
	}
	who := b.person(b.lab, "SupportBot", "session-1", "team", "support")
	rate := func(s Span) Shape { return Shape{Span: s, Base: 26_000, Rhythm: Office, Noise: 120_000, Growth: 8_000} }
	old := b.stream(Stream{
		Name: "support-chat", Department: "Support", Account: b.lab, Region: r, Model: lite, Principal: who, Operation: "ConverseStream",
		Profile: b.profile(b.lab, lite, "support-chat", "Department", "Support", "env", "prod", "team", "support"),
		Rate:    rate(Span{0, from}), Tokens: [tokenKinds]int64{2_200, 260, 1_500, 90},
	})
	p := b.profile(b.lab, sonnet, "support-chat-2", "Department", "Support", "env", "prod", "team", "support")
	p.Created = from - 1
	b.stream(Stream{
		Name: "support-chat-2", Department: "Support", Account: b.lab, Region: r, Model: sonnet, Principal: who, Operation: "ConverseStream", Global: true,
		Profile: p, Rate: rate(Since(from)), Tokens: [tokenKinds]int64{2_200, 260, 1_500, 90}, Incident: id,
	})
	maker := b.person(b.lab, "Developer", "lee.martin", "team", "support")
	b.change(from.Time().Add(-40*time.Minute), maker, r, "bedrock:CreateInferenceProfile", map[string]any{
		"inferenceProfileName": p.Name, "modelSource": map[string]any{"copyFrom": "arn:aws:bedrock:us-east-1::foundation-model/" + sonnet.ID},
	}, id, p.ARN)
	in := Incident{
		ID: id, Kind: "model-switch", Span: Since(from), Title: "The support's chat moves to a model of fifty times the price",
		Cause: "lee.martin switches support-chat from Nova Lite to Claude Sonnet 4 on 2025-08-12", Remedy: "route easy questions to the small model",
	}
	same := *old
	same.Rate = rate(Since(from))
	same.Rate.thing = old.Rate.thing
	for kind, s := range old.Series {
		if s == nil {
			continue
		}
		in.Instead = append(in.Instead, &Series{ID: -1, Account: s.Account, SKU: s.SKU, Calls: &Calls{&same, TokenKind(kind), s.Calls.Per}}) //nolint:gosec // four kinds
	}
	b.incident(in, b.lab)
}

// creditEnds gives a credit for models that ends in May 2025.
func (b *builder) creditEnds() {
	end := on(2025, time.June, 1, 0)
	g := &Grant{Span: Span{0, end}, Name: "AWS_GENAI_PILOT_2024", Account: b.lab, Service: bedrock, Monthly: 120 * Scale}
	b.Credits = append(b.Credits, g, &Grant{Span: Always(), Name: "AWS_MIGRATION_2024", Account: b.catalogue, Service: dynamo, Monthly: 15 * Scale})
	b.incident(Incident{
		ID: "credit-ends", Kind: "credit-expiry", Span: Since(end), Grant: g, Title: "The credit of the pilot ends",
		Cause: "AWS_GENAI_PILOT_2024 pays for up to 120 dollars of Amazon Bedrock a month until 2025-05-31", Remedy: "plan the full cost",
	}, b.lab)
}

// unitsOfModels builds what of models is not billed by the token: pictures, guardrails, throughput by the hour, a tuned model kept.
func (b *builder) unitsOfModels() {
	r := Virginia()
	unit := func(word, unit, text string, price int64) *SKU {
		return b.sku(listing{service: bedrock, region: r, usageType: r.Prefix + "-" + word, operation: "Usage", unit: unit, family: "Amazon Bedrock", text: text, price: price})
	}
	marketing := tags("Department", "Marketing", "env", "prod")
	guarded := tags("Department", "Support", "env", "prod", "team", "support")
	b.series(Series{Account: b.lab, SKU: unit("NovaCanvas-T2I-1024-Standard", "Image", "Nova Canvas standard image up to 1024x1024", 0.04*Scale), Tags: marketing, Shape: Shape{Base: 1.6 * Scale, Rhythm: Office, Noise: 600_000, Whole: true}})
	b.series(Series{
		Account: b.lab, SKU: unit("Guardrail-ContentPolicyUnitsConsumed", "TextUnits", "Guardrails content filter text units", 0.00015*Scale), Resource: arn("bedrock", r, b.lab, "guardrail/"+b.id("", 12, "guardrail")), Tags: guarded,
		Shape: Shape{Base: 140 * Scale, Rhythm: Office, Noise: 120_000, Whole: true},
	})
	b.series(Series{
		Account: b.lab, SKU: unit("TitanTextPremier-ProvisionedThroughput-ModelUnits", "Hrs", "Provisioned throughput model unit hour, no commitment", 20.5*Scale), Resource: arn("bedrock", r, b.lab, "provisioned-model/"+b.id("", 12, "provisioned")),
		Shape: Shape{Span: Span{on(2025, time.March, 5, 9), on(2025, time.March, 5, 21)}, Base: Scale},
	})
	b.series(Series{Account: b.lab, SKU: unit("TitanTextLite-Customization-Storage", "Months", "Storage of a customized model", 1.95*Scale), Every: Monthly, Shape: Shape{Span: Since(on(2025, time.March, 1, 0)), Base: Scale}})
}
