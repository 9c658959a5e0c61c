package cli

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/genai"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// genAI is `glaux genai`.
func (c *command) genAI() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "genai",
		Short: "Show what models cost, who uses them, and what the same would cost otherwise",
		Long: `Show what models cost: Amazon Bedrock and the models of AWS Marketplace, by department, model and more, with tokens, what a million of them
costs, how much is read from the cache, and requests where there are logs of invocations. glaux.genai has the same lines for SQL.`,
		Example: lines("glaux genai costs --by department,model", "glaux genai findings", `glaux genai what-if --model "Nova Lite"`),
		Args:    cobra.NoArgs,
	}
	cmd.AddCommand(c.genAICosts(), c.genAIModels(), c.genAIWhatIf(), c.genAIFindings(), c.genAIProfile())
	return cmd
}

// genAIFlags are the flags that all questions about models have.
type genAIFlags struct {
	from, to    string
	where       []string
	asJSON, sql bool
}

// add adds the flags.
func (f *genAIFlags) add(flags *pflag.FlagSet) {
	settings(flags, "as", "format")
	flags.StringVar(&f.from, "from", "", "the first `DAY`, UTC (default: the first of the month of the last)")
	flags.StringVar(&f.to, "to", "", "the `DAY` after the last (default: the end of the bill)")
	flags.StringArrayVar(&f.where, "where", nil, "keep lines whose `DIMENSION=VALUE`; once more with another value keeps both")
	flags.BoolVar(&f.asJSON, "json", false, "write all that is known, as JSON")
	flags.BoolVar(&f.sql, "sql", false, "write the queries instead, in Athena's SQL")
}

// span reads the days and the filters.
func (f *genAIFlags) span() (from, to time.Time, where []genai.Filter, err error) {
	if from, err = momentFlag("--from", f.from); err != nil {
		return from, to, nil, err
	}
	if to, err = momentFlag("--to", f.to); err != nil {
		return from, to, nil, err
	}
	for _, one := range f.where {
		name, kept, ok := strings.Cut(one, "=")
		if !ok {
			return from, to, nil, usageError{fmt.Sprintf("--where %q is no DIMENSION=VALUE such as department=Sales", one)}
		}
		where = genai.Keep(where, genai.Dimension(name), kept)
	}
	return from, to, where, nil
}

// written writes an answer in the forms that all have; it tells whether one was asked for.
func (f *genAIFlags) written(c *command, answer any, sql []string) (bool, error) {
	switch {
	case f.sql:
		return true, c.writeSQL(strings.Join(sql, ";\n\n"))
	case f.asJSON:
		return true, c.json(answer)
	}
	return false, nil
}

// dimensionNames are the dimensions of models.
func dimensionNames() []string {
	list := []string{}
	for _, d := range genai.Dimensions() {
		list = append(list, string(d))
	}
	return list
}

// genAICosts is `glaux genai costs`.
func (c *command) genAICosts() *cobra.Command {
	var f genAIFlags
	var ask genai.Ask
	var by []string
	var grain, against string
	cmd := &cobra.Command{
		Use:   "costs",
		Short: "Show what models cost, by department, model and more, with tokens and requests",
		Example: lines(
			"glaux genai costs",
			"glaux genai costs --by department,model --from 2025-05-01 --to 2025-06-01",
			"glaux genai costs --by model --grain month --from 2025-01-01 --where provider=Anthropic",
			"glaux genai costs --by principal --compare previous --json",
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) (err error) {
		if ask.From, ask.To, ask.Where, err = f.span(); err != nil {
			return err
		}
		ask.Grain, ask.Against = genai.Grain(grain), genai.Against(against)
		for _, one := range by {
			ask.By = append(ask.By, genai.Dimension(one))
		}
		tools, err := a.GenAI().Tools(ctx, a.Who())
		if err != nil {
			return err
		}
		answer, err := genai.Costs(ctx, tools, a.Who(), ask)
		if err != nil {
			return err
		}
		if done, err := f.written(c, answer, answer.SQL); done {
			return err
		}
		return c.tableOfGenAI(a, &answer)
	})
	flags := cmd.Flags()
	f.add(flags)
	flags.StringSliceVar(&by, "by", []string{string(genai.Department)}, "group by at most three `DIMENSIONS`, with commas between: "+strings.Join(dimensionNames(), ", ")+", tag:KEY")
	flags.StringVar(&grain, "grain", string(genai.Whole), "`STEPS` of a trend: none, day, month")
	flags.StringVar(&against, "compare", string(genai.Nothing), "compare with another `TIME`: none, previous, year")
	flags.IntVar(&ask.Top, "top", 20, "how many groups stand alone, the dearest first") //nolint:mnd // a page
	complete(cmd, "by", dimensionNames())
	complete(cmd, "grain", []genai.Grain{genai.Whole, genai.Daily, genai.Monthly})
	complete(cmd, "compare", []genai.Against{genai.Nothing, genai.Previous, genai.Year})
	return cmd
}

// whole is a cell of a number without digits after the point.
func whole(n float64) value.Value { return int64(math.Round(n)) }

// percentCell is a cell of a share as percent; NULL for nil.
func percentCell(share *float64) value.Value {
	if share == nil {
		return nil
	}
	const hundred = 100
	return strconv.FormatFloat(hundred**share, 'f', 1, 64)
}

// amountCell is a cell of an amount; NULL for nil.
func amountCell(a *money.Amount, places int) value.Value {
	if a == nil {
		return nil
	}
	return amount(*a, places)
}

// wholes are columns of whole numbers.
func wholes(names ...string) []typed.Column {
	var out []typed.Column
	for _, name := range names {
		out = append(out, typed.Column{Name: name, Type: types.Of(types.BigInt)})
	}
	return out
}

// tableOfGenAI shows costs: a row for each group and step.
func (c *command) tableOfGenAI(a *app.App, answer *genai.Answer) error {
	places := c.places(a)
	var columns []typed.Column
	for _, d := range answer.By {
		columns = append(columns, word(string(d)))
	}
	if len(answer.Steps) > 0 {
		columns = append(columns, word("step"))
	}
	columns = append(columns, amounts(places, "cost")...)
	if answer.Before != nil {
		columns = append(columns, amounts(places, "before")...)
	}
	columns = append(columns, wholes("tokens")...)
	columns = append(columns, amounts(places, "per_million")...)
	columns = append(columns, words("cache_hit_percent", "batch_percent")...)
	columns = append(columns, wholes("requests")...)
	var rows [][]value.Value
	put := func(keys []value.Value, step string, f *genai.Figures, before *genai.Figures) {
		line := slices.Clone(keys)
		if len(answer.Steps) > 0 {
			line = append(line, cell(step))
		}
		line = append(line, amount(f.Cost, places))
		if answer.Before != nil {
			line = append(line, nil)
			if before != nil {
				line[len(line)-1] = amount(before.Cost, places)
			}
		}
		line = append(line, whole(f.Tokens), amountCell(f.PerMillion, places), percentCell(f.CacheHit), percentCell(f.Batch), nil)
		if f.Requests != nil {
			line[len(line)-1] = *f.Requests
		}
		rows = append(rows, line)
	}
	for i := range answer.Rows {
		r := &answer.Rows[i]
		keys := make([]value.Value, len(answer.By))
		for k := range keys {
			keys[k] = cell(r.Keys[k])
		}
		if r.Kind == "other" && len(keys) > 0 {
			keys[0] = fmt.Sprintf("(%d others)", r.Count)
		}
		for s := range r.Steps {
			put(keys, answer.Steps[s].From, &r.Steps[s], nil)
		}
		if len(r.Steps) == 0 {
			put(keys, "", &r.Figures, r.Before)
		}
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.note("%s to %s; all together %s", answer.From, answer.To, answer.Total.Cost.In(answer.Currency))
	for _, charge := range answer.Charges {
		c.note("beside it: %s %s", charge.Kind, charge.Cost.SignedIn(answer.Currency))
	}
	for _, u := range answer.Unclassified {
		c.note("not recognised: %s, %s", u.Says, u.Cost.In(answer.Currency))
	}
	c.notes(answer.Notes)
	return nil
}

// notes says what a reader must know.
func (c *command) notes(list []genai.Text) {
	for _, n := range list {
		c.note("%s", n.EN)
	}
}

// genAIModels is `glaux genai models`.
func (c *command) genAIModels() *cobra.Command {
	var f genAIFlags
	cmd := &cobra.Command{
		Use:     "models",
		Short:   "Show the models that are used, and what a million of their tokens costs, paid and listed",
		Example: lines("glaux genai models", "glaux genai models --from 2025-05-01 --to 2025-06-01 --where provider=Amazon"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) (err error) {
		var ask genai.Ask
		if ask.From, ask.To, ask.Where, err = f.span(); err != nil {
			return err
		}
		tools, err := a.GenAI().Tools(ctx, a.Who())
		if err != nil {
			return err
		}
		answer, err := genai.ModelsOf(ctx, tools, a.Who(), ask)
		if err != nil {
			return err
		}
		if done, err := f.written(c, answer, answer.SQL); done {
			return err
		}
		places := c.places(a)
		columns := append(words("model", "class", "kind", "tier", "scope"), amounts(places, "cost")...)
		columns = append(append(append(columns, wholes("usage")...), words("unit")...), amounts(places, "paid_per_million", "listed_per_million")...)
		var rows [][]value.Value
		price := func(p *genai.Price) value.Value {
			if p == nil {
				return nil
			}
			return amount(p.Amount, places)
		}
		for _, u := range answer.Used {
			rows = append(rows, []value.Value{
				cell(u.Model), cell(u.Class), cell(u.Kind), cell(u.Tier), cell(u.Scope), amount(u.Cost, places), whole(u.Usage), cell(u.Unit), price(u.Paid), price(u.List),
			})
		}
		if err := c.table(a, columns, rows); err != nil {
			return err
		}
		c.note("%s to %s; all together %s; list prices: %s", answer.From, answer.To, answer.Total.In(answer.Currency), answer.ListSource.EN)
		c.notes(answer.Notes)
		return nil
	})
	f.add(cmd.Flags())
	return cmd
}

// genAIWhatIf is `glaux genai what-if`.
func (c *command) genAIWhatIf() *cobra.Command {
	var f genAIFlags
	var ask genai.If
	var cache float64
	cmd := &cobra.Command{
		Use:   "what-if",
		Short: "Show what the same tokens would cost on another model, in another tier, or with a cache",
		Long: `Show what the same tokens would cost on another model, in another tier or scope, or with more read from the cache. Prices are those of the bill
where it has them, else those of a price list with its date; each row says where its price comes from. Without --model the cheapest models
for the same tokens are listed.`,
		Example: lines(
			`glaux genai what-if --where department=Sales --model "Nova Lite" --from 2025-05-01 --to 2025-06-01`,
			"glaux genai what-if --where department=Research --tier batch",
			`glaux genai what-if --where "model=Claude Sonnet 4" --cache 0.6`,
		),
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) (err error) {
		if ask.From, ask.To, ask.Where, err = f.span(); err != nil {
			return err
		}
		if cmd.Flags().Changed("cache") {
			ask.Cache = &cache
		}
		tools, err := a.GenAI().Tools(ctx, a.Who())
		if err != nil {
			return err
		}
		answer, err := genai.Suppose(ctx, tools, a.Who(), ask)
		if err != nil {
			return err
		}
		if done, err := f.written(c, answer, answer.SQL); done {
			return err
		}
		if ask.Model == "" && ask.Tier == "" && ask.Scope == "" && ask.Cache == nil {
			return c.tableOfOptions(a, &answer)
		}
		return c.tableOfWhatIf(a, &answer)
	})
	flags := cmd.Flags()
	f.add(flags)
	flags.StringVar(&ask.Model, "model", "", "the `MODEL` that all these tokens go to, as glaux genai models calls it")
	flags.StringVar(&ask.Tier, "tier", "", "the `TIER`: standard, batch, flex, priority, latency_optimized")
	flags.StringVar(&ask.Scope, "scope", "", "the `SCOPE`: in_region, geo, global")
	flags.Float64Var(&cache, "cache", 0, "the `SHARE` of what goes in that is read from the cache, 0 to 1")
	return cmd
}

// tableOfWhatIf shows a what-if.
func (c *command) tableOfWhatIf(a *app.App, answer *genai.WhatIf) error {
	places := c.places(a)
	columns := append(words("model", "kind", "tier"), wholes("tokens")...)
	columns = append(append(append(columns, amounts(places, "cost")...), words("to_model", "to_kind", "to_tier")...), wholes("to_tokens")...)
	columns = append(append(append(columns, amounts(places, "per_million")...), amounts(places, "then")...), words("price_from")...)
	var rows [][]value.Value
	for i := range answer.Rows {
		r := &answer.Rows[i]
		line := []value.Value{
			cell(r.Model), cell(r.Kind), cell(r.Tier), whole(r.Tokens), amount(r.Cost, places), cell(r.ToModel), cell(r.ToKind), cell(r.ToTier), whole(r.ToTokens), nil, amount(r.Then, places), "not known: the cost stays",
		}
		if r.Price != nil {
			line[9], line[11] = amount(r.Price.Amount, places), r.Price.Says.EN
		}
		rows = append(rows, line)
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.note("%s to %s: %s now, %s then; %s of it stays as it is", answer.From, answer.To, answer.Cost.In(answer.Currency), answer.Then.In(answer.Currency), answer.Kept.In(answer.Currency))
	c.notes(answer.Says)
	c.notes(answer.Notes)
	return nil
}

// tableOfOptions shows the same tokens on other models.
func (c *command) tableOfOptions(a *app.App, answer *genai.WhatIf) error {
	places := c.places(a)
	columns := append(words("model", "provider"), append(amounts(places, "then", "saves"), words("prices_from")...)...)
	var rows [][]value.Value
	for _, o := range answer.Options {
		var from []string
		for _, s := range o.Sources {
			from = append(from, string(s))
		}
		rows = append(rows, []value.Value{o.Model, cell(o.Provider), amount(o.Then, places), amount(o.Saves, places), strings.Join(from, ", ")})
	}
	if err := c.table(a, columns, rows); err != nil {
		return err
	}
	c.note("%s to %s: tokens that cost %s", answer.From, answer.To, answer.Cost.Sub(answer.Kept).In(answer.Currency))
	c.notes(answer.Notes)
	return nil
}

// genAIFindings is `glaux genai findings`.
func (c *command) genAIFindings() *cobra.Command {
	var f genAIFlags
	cmd := &cobra.Command{
		Use:     "findings",
		Short:   "Show what of the models is dear, and what it would cost otherwise",
		Example: lines("glaux genai findings", "glaux genai findings --from 2025-05-01 --to 2025-06-01"),
		Args:    cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, _ []string) (err error) {
		var ask genai.Ask
		if ask.From, ask.To, ask.Where, err = f.span(); err != nil {
			return err
		}
		tools, err := a.GenAI().Tools(ctx, a.Who())
		if err != nil {
			return err
		}
		found, err := genai.Find(ctx, tools, a.Who(), ask)
		if err != nil {
			return err
		}
		if done, err := f.written(c, found, found.SQL); done {
			return err
		}
		columns := append(amounts(centPlaces, "saves", "cost", "instead"), words("finding", "grounds")...)
		var rows [][]value.Value
		for i := range found.Findings {
			one := &found.Findings[i]
			rows = append(rows, []value.Value{amount(one.Saves, centPlaces), amount(one.Cost, centPlaces), amount(one.Other, centPlaces), one.Title.EN, one.Says.EN})
		}
		if err := c.table(a, columns, rows); err != nil {
			return err
		}
		c.note("%s, %s to %s, in %s", plural(int64(len(rows)), "finding"), found.From, found.To, found.Currency)
		c.notes(found.Notes)
		return nil
	})
	f.add(cmd.Flags())
	return cmd
}
