package class

import (
	"slices"
	"strconv"
	"sync"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
)

// called tells whether a line is of a call of a model, which has a tier and a scope.
func called() test {
	return every{is{featureKnow, []string{"inference", "provisioned", "reserved", "custom_model"}}, not{is{per, []string{"0"}}}}
}

// modelled tells whether a line is of a model rather than of a feature.
func modelled() test {
	return is{featureKnow, []string{"inference", "provisioned", "reserved", "custom_model", "customization"}}
}

// unknownOf are the words of a line that no rule knows.
func unknownOf() text {
	return choice{
		{is{kind, []string{""}}, joined{word("usage type "), quoted(usageType), word(", unit "), quoted(pricingUnit)}},
		{every{modelled(), is{rawName, []string{""}}, is{seller, []string{market}}}, joined{word("product "), quoted(productName), word(" ("), productCode, word(")")}},
		{every{modelled(), is{rawName, []string{""}}}, joined{word("usage type "), quoted(usageType)}},
		{every{modelled(), is{maker, []string{""}}, not{is{seller, []string{market}}}}, joined{word("model "), quoted(rawName)}},
	}
}

func quoted(x text) text { return joined{word(`"`), x, word(`"`)} }

// results are the texts of a class, by the names of the columns.
func results() []step {
	return []step{
		{"class", choice{
			{not{is{unknown, []string{""}}}, word(Unclassified)},
			{is{seller, []string{market}}, word(Third)},
			{every{is{featureKnow, []string{""}}, is{rawName, []string{""}}}, word(Service)},
			{every{modelled(), not{is{maker, []string{"Amazon"}}}}, word(Second)},
			{always{}, word(First)},
		}},
		{"provider", maker},
		{"model", name},
		{"feature", featureKnow},
		{"token_kind", kind},
		{"tier", choice{
			{not{called()}, word("")},
			{is{featureKnow, []string{"provisioned"}}, word(Provisioned)},
			{is{featureKnow, []string{"reserved"}}, word(Reserved)},
			{some{has{usage, []string{"batch"}}, has{lower{inferenceType}, []string{"batch"}}, has{lower{featureName}, []string{"batch"}}}, word(Batch)},
			{some{has{usage, []string{"-flex"}}, has{lower{inferenceType}, []string{" flex"}}}, word(Flex)},
			{some{has{usage, []string{"-priority"}}, has{lower{inferenceType}, []string{" priority"}}}, word(Priority)},
			{some{has{usage, []string{"latency"}}, has{lower{inferenceType}, []string{"latency"}}}, word(Latency)},
			{always{}, word(Standard)},
		}},
		{"scope", choice{
			{not{called()}, word("")},
			{some{has{usage, []string{"global"}}, has{lower{inferenceType}, []string{"global"}}, has{resourceID, []string{":inference-profile/global."}}}, word(Global)},
			{some{
				has{usage, []string{"-geo", "cross-region"}},
				has{resourceID, []string{":inference-profile/us.", ":inference-profile/eu.", ":inference-profile/apac.", ":inference-profile/jp.", ":inference-profile/au.", ":inference-profile/ca.", ":inference-profile/us-gov."}},
			}, word(Geo)},
			{always{}, word(InRegion)},
		}},
		{"context", choice{
			{not{called()}, word("")},
			{has{usage, []string{"long-context", "long-ctx", "longcontext", "-lctx"}}, word("long")},
			{always{}, word("standard")},
		}},
		{"unit", choice{
			{some{is{per, []string{"0"}}, is{kind, []string{""}}}, word("")},
			{is{featureKnow, []string{"reserved"}}, word("TPM hours")},
			{every{is{featureKnow, []string{"provisioned"}}, tokenKinds}, word("hours")},
			{every{is{kind, []string{"training"}}, has{unitWord, []string{"image"}}}, word("images")},
			{tokenKinds, word(Tokens)},
			{every{is{kind, []string{"storage"}}, has{unitWord, []string{"gb"}}}, word("GB months")},
			{always{}, looked{kind, units(), word("")}},
		}},
		{"unknown", unknown},
	}
}

// units are what kinds other than tokens count.
func units() []pair {
	return []pair{
		{"hour", "hours"},
		{"storage", "months"},
		{"image", "images"},
		{"video", "seconds"},
		{"audio", "seconds"},
		{"text_unit", "text units"},
		{"search_unit", "search units"},
		{"vcpu_hour", "vCPU hours"},
		{"gb_hour", "GB hours"},
		{"page", "pages"},
		{"transition", "transitions"},
		{"task", "tasks"},
		{"query", "queries"},
		{"request", "requests"},
		{"record", "records"},
		{"event", "events"},
		{"minute", "minutes"},
		{"contract", "contracts"},
	}
}

// The table of rules is made once.
//
//nolint:gochecknoglobals // a table that nobody changes
var (
	kept    = sync.OnceValue(genAI)
	steps   = sync.OnceValue(layers)
	columns = sync.OnceValue(results)
	listing = sync.OnceValue(names)
	byWord  = sync.OnceValue(func() map[string]row {
		table := map[string]row{}
		for _, r := range listing() {
			table[r.key] = r
		}
		return table
	})
)

// Classify says what a line is.
func Classify(l Line) Class {
	e := env{line: &l, known: map[string]string{}}
	if !kept().holds(e) {
		return Class{}
	}
	for _, layer := range steps() {
		for _, s := range layer {
			e.known[s.name] = s.text.of(e)
		}
		if k, ok := e.known[string(key)]; ok {
			m := byWord()[k]
			e.known[string(listed)], e.known[string(listedMaker)] = m.name, m.maker
		}
	}
	said := map[string]string{}
	for _, r := range columns() {
		said[r.name] = r.text.of(e)
	}
	size, err := strconv.ParseInt(per.of(e), 10, 64)
	if err != nil {
		size = 0 // the rules write nothing but numbers
	}
	return Class{
		GenAI: true, Class: said["class"], Provider: said["provider"], Model: said["model"], Feature: said["feature"], Kind: said["token_kind"],
		Tier: said["tier"], Scope: said["scope"], Context: said["context"], Unit: said["unit"], Per: size, Unknown: said["unknown"],
	}
}

// Is is the test whether a line of a table with the columns of glaux.bill is of generative AI.
func Is() ast.Expr { return kept().sql() }

// Query classifies the lines of a relation that has the columns of glaux.bill: it keeps those that are of generative AI, with the columns
// named and those of Columns behind them. It runs in Athena as it is.
func Query(from ast.Rel, named []string) *ast.Select {
	inner := &ast.Select{From: []ast.Rel{from}, Filter: Is()}
	var items []ast.SelectItem
	for _, c := range named {
		items = append(items, build.Item(build.Column(c), c))
	}
	have := items
	for n, layer := range steps() {
		inner.Items = append([]ast.SelectItem(nil), have...)
		for _, s := range layer {
			inner.Items = append(inner.Items, build.Item(s.text.sql(), s.name))
			have = append(have, build.Item(build.Column(s.name), s.name))
		}
		var made ast.Rel = &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: inner}}, Alias: *build.Ident("step_" + strconv.Itoa(n+1))}
		if slices.ContainsFunc(layer, func(s step) bool { return s.name == string(key) }) {
			made = withModels(made)
			have = append(have, build.Item(build.Column(string(listed)), string(listed)), build.Item(build.Column(string(listedMaker)), string(listedMaker)))
		}
		inner = &ast.Select{From: []ast.Rel{made}}
	}
	inner.Items = append([]ast.SelectItem(nil), items...)
	texts := map[string]ast.Expr{}
	for _, r := range columns() {
		texts[r.name] = build.Call("nullif", r.text.sql(), build.Text(""))
	}
	texts["quantity"] = amount(not{is{per, []string{"0"}}})
	texts["tokens"] = amount(every{tokenKinds, is{featureKnow, []string{"inference", "custom_model"}}, not{is{per, []string{"0"}}}})
	texts["cost"] = exact("line_item_unblended_cost", 10)
	for _, c := range Columns() {
		inner.Items = append(inner.Items, build.Item(texts[c.Name], c.Name))
	}
	return inner
}

// withModels joins lines with the table of models by the words that they have for theirs. A word stands there once, so lines stay what they are.
func withModels(lines ast.Rel) ast.Rel {
	table := &ast.Values{}
	for _, r := range listing() {
		table.Rows = append(table.Rows, &ast.Row{Elems: []ast.Expr{build.Text(r.key), build.Text(r.name), build.Text(r.maker)}})
	}
	models := &ast.Aliased{
		Rel: &ast.Subquery{Query: &ast.Query{Body: table}}, Alias: *build.Ident("models"),
		Columns: []ast.Ident{*build.Ident("listed_key"), *build.Ident(string(listed)), *build.Ident(string(listedMaker))},
	}
	return &ast.Join{Kind: ast.LeftJoin, Left: lines, Right: models, On: build.Op(build.Column(string(key)), "=", build.Column("listed_key"))}
}

// amount is the usage in units rather than in thousands or millions of them, where a test holds.
func amount(counts test) ast.Expr {
	size := &ast.Case{
		Whens: []ast.When{{Cond: is{per, []string{"1000"}}.sql(), Result: build.Number(1000)}, {Cond: is{per, []string{"1000000"}}.sql(), Result: build.Number(1_000_000)}},
		Else:  build.Number(1),
	}
	product := &ast.Cast{X: build.Op(exact("line_item_usage_amount", 10), "*", size), Type: decimal(4)}
	return &ast.Case{Whens: []ast.When{{Cond: counts.sql(), Result: product}}}
}

// exact is a column as a decimal.
func exact(column string, scale int) ast.Expr {
	return &ast.Cast{X: build.Column(column), Type: decimal(scale)}
}

func decimal(scale int) *ast.Type {
	digits := 38
	return &ast.Type{Name: "decimal", Args: []ast.TypeArg{{Number: &digits}, {Number: &scale}}}
}
