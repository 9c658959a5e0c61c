package investigate

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/netflow"
)

// A file of a report is made in two steps: the report becomes a page, which is texts, tables and pictures in one language, and the page is
// written as Markdown or as HTML. So both say the same.

// page is a report in one language.
type page struct {
	Words  words
	Title  string
	Says   []string
	Facts  [][2]string
	Blocks []block
}

// block is a part of a page.
type block struct {
	Title  string
	Text   []string
	Charts []chart
	Flow   *picture
	Table  *table
	Codes  []code
	Blocks []block
}

// table is a table. Right are the columns of numbers.
type table struct {
	Head  []string
	Right []bool
	Rows  [][]string
}

// code is a text to copy, in a language.
type code struct{ Name, Language, Text string }

// Writing says how a report is written.
type Writing struct {
	Language Language
	// Explain adds all queries.
	Explain bool
}

// pageOf makes a page of a report.
func pageOf(r *Report, o Writing) page {
	w := wordsOf(o.Language)
	p := page{Words: w, Title: clean(w.in(r.Title))}
	for _, s := range r.Says {
		p.Says = append(p.Says, clean(w.in(s)))
	}
	p.Facts = facts(r, w)
	p.Blocks = append(p.Blocks, seriesBlock(r, w), usageBlock(r, w), causesBlock(r, w))
	if r.Traffic != nil {
		p.Blocks = append(p.Blocks, trafficBlock(r, w), waysBlock(r, w), addressesBlock(r, w))
	}
	p.Blocks = append(p.Blocks, findingsBlock(r, w), changesBlock(r, w))
	if r.Verification != nil {
		p.Blocks = append(p.Blocks, proofBlock(r, w))
	}
	if len(r.Missing) > 0 {
		p.Blocks = append(p.Blocks, missingBlock(r, w))
	}
	if o.Explain {
		p.Blocks = append(p.Blocks, stepsBlock(r, w))
	}
	return p
}

// facts are the lines under the title.
func facts(r *Report, w words) [][2]string {
	out := [][2]string{{w.Question, w.asked(r.Question)}}
	if c := r.Case; c != nil {
		out = append(out, [2]string{w.Case, fmt.Sprintf("%s · %s · %s", c.ID, c.Class, c.State)})
	}
	out = append(out,
		[2]string{w.Window, r.After.Start + " " + w.Until + " " + r.After.End},
		[2]string{w.Against, r.Before.Start + " " + w.Until + " " + r.Before.End},
		[2]string{w.Change, fmt.Sprintf("%s → %s (%s)", r.Change.Before.In(r.Currency), r.Change.After.In(r.Currency), r.Change.Change.SignedIn(r.Currency))},
		[2]string{w.Made, r.Made.UTC().Format("2006-01-02 15:04 UTC")})
	return out
}

func seriesBlock(r *Report, w words) block {
	b := block{Title: w.Series}
	for _, s := range r.Series {
		b.Charts = append(b.Charts, chartOf(r, s, w))
	}
	return b
}

func usageBlock(r *Report, w words) block {
	b := block{Title: w.Usage, Table: &table{
		Head: []string{w.UsageType, w.Meaning, w.Before, w.After, w.Change, w.Price}, Right: []bool{false, false, true, true, true, true},
	}}
	for _, u := range r.Usage {
		title := w.in(u.Meaning.Title)
		if says := w.in(u.Meaning.Says); says != "" && says != title {
			title += " — " + says
		}
		price := cmp.Or(u.PriceAfter, u.PriceBefore, w.Cell)
		if u.PriceBefore != "" && u.PriceAfter != "" && u.PriceBefore != u.PriceAfter {
			price = u.PriceBefore + " → " + u.PriceAfter
		}
		b.Table.Rows = append(b.Table.Rows, []string{
			cmp.Or(u.UsageType, w.NoUsage), title, u.Before.In(r.Currency), u.After.In(r.Currency), u.Change.SignedIn(r.Currency), price,
		})
	}
	return b
}

func causesBlock(r *Report, w words) block {
	b := block{Title: w.Causes, Table: &table{
		Head: []string{w.Cause, w.Before, w.After, w.Change, w.Share}, Right: []bool{false, true, true, true, true},
	}}
	for _, c := range r.Causes {
		var parts []string
		for _, e := range c.Elements {
			parts = append(parts, e.Dimension+" = "+cmp.Or(e.Value, w.Cell))
		}
		b.Table.Rows = append(b.Table.Rows, []string{
			cmp.Or(strings.Join(parts, ", "), w.Everything), c.Before.In(r.Currency), c.After.In(r.Currency), c.Change.SignedIn(r.Currency), percent(c.Share),
		})
	}
	return b
}

func trafficBlock(r *Report, w words) block {
	t := r.Traffic
	b := block{
		Title: w.Traffic, Text: []string{w.in(t.Badge.Says), t.Window.Start + " " + w.Until + " " + t.Window.End},
		Flow: pictureOf(r, w),
		Table: &table{
			Head: []string{w.UsageType, w.Account, w.Resource, w.Billed, w.Explained, w.Rest}, Right: []bool{false, false, false, true, true, true},
		},
	}
	for _, p := range t.Badge.Parts {
		b.Table.Rows = append(b.Table.Rows, []string{
			p.UsageType, p.Account, cmp.Or(p.Resource, w.Cell), p.Billed.In(r.Currency), p.Explained.In(r.Currency), p.Rest.In(r.Currency),
		})
	}
	return b
}

func waysBlock(r *Report, w words) block {
	b := block{Title: w.Ways, Text: []string{w.Biggest}, Table: &table{
		Head: []string{w.From, w.Zone, w.Via, w.Zone, w.To, w.Zone, w.Bytes, w.Dollars}, Right: []bool{false, false, false, false, false, false, true, true},
	}}
	for _, y := range r.Traffic.Ways {
		via := w.in(pathText(y.Path))
		if y.Gateway != "" && y.Path != netflow.Direct {
			via += " " + cmp.Or(y.GatewayName, y.Gateway)
		}
		to := y.To
		if y.Port > 0 {
			to += ":" + strconv.Itoa(y.Port)
		}
		b.Table.Rows = append(b.Table.Rows, []string{
			y.From, cmp.Or(y.FromZone, w.Cell), via, cmp.Or(y.GatewayZone, w.Cell), to, cmp.Or(y.ToZone, w.Cell), size(y.Bytes), y.Dollars.In(r.Currency),
		})
	}
	return b
}

func addressesBlock(r *Report, w words) block {
	b := block{Title: w.Addresses, Text: []string{w.Biggest}, Table: &table{
		Head: []string{w.Address, w.Name, w.Subnet, w.Zone, w.Account, w.Sent, w.Received, w.Dollars}, Right: []bool{false, false, false, false, false, true, true, true},
	}}
	for _, a := range r.Traffic.Addresses {
		name := cmp.Or(a.Name, a.OwnerID, a.Service, w.Cell)
		if name == w.Cell && a.Address == "" {
			name = w.Others
		}
		if a.OwnerType != "" {
			name += " (" + w.in(netflow.KindText(a.OwnerType)) + ")"
		}
		b.Table.Rows = append(b.Table.Rows, []string{
			a.Address, name, cmp.Or(a.SubnetName, a.Subnet, w.Cell), cmp.Or(a.ZoneID, w.Cell), cmp.Or(a.Account, w.Cell),
			size(a.Sent), size(a.Received), a.Dollars.In(r.Currency),
		})
	}
	return b
}

func findingsBlock(r *Report, w words) block {
	b := block{Title: w.Findings}
	if len(r.Findings) == 0 {
		b.Text = []string{w.NoFindings}
	}
	for _, f := range r.Findings {
		one := block{Title: w.in(f.Title), Text: []string{w.in(f.Says)}, Table: &table{
			Head: []string{w.Before, w.After, w.Saves + " (" + w.Month + ", " + w.Estimate + ")"}, Right: []bool{true, true, true},
			Rows: [][]string{{f.Before.In(r.Currency), f.After.In(r.Currency), f.Saves.In(r.Currency)}},
		}}
		for _, line := range [][2]string{{w.BreakEven, w.in(f.BreakEven)}, {w.Risk, w.in(f.Risk)}} {
			if line[1] != "" {
				one.Text = append(one.Text, line[0]+": "+line[1])
			}
		}
		fix := block{Title: w.Fix + ": " + w.in(f.Fix.Title)}
		for n, s := range f.Fix.Steps {
			fix.Text = append(fix.Text, strconv.Itoa(n+1)+". "+w.in(s))
		}
		for _, c := range []code{{"Terraform", "hcl", f.Fix.Terraform}, {"CloudFormation", "yaml", f.Fix.CloudFormation}, {"AWS CLI", "sh", f.Fix.CLI}} {
			if c.Text != "" {
				fix.Codes = append(fix.Codes, c)
			}
		}
		for _, e := range f.Evidence {
			one.Codes = append(one.Codes, code{w.Evidence + ": " + w.in(e.Name), "sql", e.SQL})
		}
		one.Blocks = []block{fix}
		b.Blocks = append(b.Blocks, one)
	}
	return b
}

func changesBlock(r *Report, w words) block {
	b := block{Title: w.Changes}
	if len(r.Changes) == 0 {
		b.Text = []string{w.NoChanges}
		return b
	}
	b.Table = &table{Head: []string{w.At, w.Near, w.Who, w.Causer, w.What}, Right: []bool{false, true, false, false, false}}
	for _, c := range r.Changes {
		b.Table.Rows = append(b.Table.Rows, []string{
			c.At.UTC().Format("2006-01-02 15:04:05"), fmt.Sprintf("%+.1f %s", c.Near, w.Hours), c.Name, c.Event, w.in(c.Why),
		})
	}
	return b
}

func proofBlock(r *Report, w words) block {
	p := r.Verification
	return block{Title: w.Proof, Text: []string{p.Fixed + " " + w.Until + " " + p.Until + ": " + string(p.Outcome)}, Table: &table{
		Head: []string{w.Before + " (" + w.Estimate + ")", w.After, w.Saves, w.Saves + " (" + w.Month + ")"}, Right: []bool{true, true, true, true},
		Rows: [][]string{{
			fmt.Sprintf("%s (%s – %s)", p.Would.In(r.Currency), p.Low.In(r.Currency), p.High.In(r.Currency)), p.Actual.In(r.Currency),
			p.Saved.In(r.Currency), p.Monthly.In(r.Currency),
		}},
	}}
}

func missingBlock(r *Report, w words) block {
	b := block{Title: w.Missing, Table: &table{Head: []string{w.Part, w.What}, Right: []bool{false, false}}}
	for _, m := range r.Missing {
		b.Table.Rows = append(b.Table.Rows, []string{w.part(m.Part), w.in(m.Why)})
	}
	return b
}

func stepsBlock(r *Report, w words) block {
	b := block{Title: w.Steps}
	for n, s := range r.Steps {
		name := fmt.Sprintf("%d. %s — %s %d, %s %d", n+1, w.part(s.Part), w.Rows, s.Rows, w.Millis, s.Millis)
		if s.Sum != "" {
			name += ", " + w.Sum + " " + s.Sum
		}
		b.Codes = append(b.Codes, code{name, "sql", s.SQL + ";"})
	}
	return b
}
