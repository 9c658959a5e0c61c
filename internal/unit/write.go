package unit

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// Write writes a report as text for a terminal, in English or Japanese.
func Write(r *Report, japanese bool) string {
	in := func(t Text) string {
		if japanese {
			return t.JA
		}
		return t.EN
	}
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s (%s)", in(r.Title), r.ID)
	if r.Means.EN != "" {
		line("%s", in(r.Means))
	}
	line("")
	line("%s", in(r.Verdict.Says))
	for _, g := range r.Verdict.Grounds {
		line("  - %s", in(g))
	}
	if d := r.Decomposition; d != nil {
		line("")
		line("%s %s", in(both("Change of the cost:", "費用の変化:")), d.Change.SignedIn(r.Currency))
		for _, e := range d.Effects {
			line("  %-10s %14s", e.Kind, e.Shown.SignedIn(r.Currency))
		}
		for _, c := range d.Causes {
			if c.Amount.Round(2).Sign() != 0 { //nolint:mnd // cents
				line("  - %s", in(c.Says))
			}
		}
	}
	for _, t := range r.Turns {
		line("")
		line("%s", in(t.Says))
		if t.Saves != nil && t.Effect != nil {
			line("  %s", in(t.savesSays(r.Currency)))
		}
	}
	for _, n := range r.Notes {
		line("")
		line("%s", in(n))
	}
	return b.String()
}

// savesSays says what the days after a change would have cost without it.
func (t *Turn) savesSays(currency string) Text {
	show := func(a *money.Amount) string { return a.Round(2).SignedIn(currency) } //nolint:mnd // cents
	return Text{
		EN: fmt.Sprintf("without it the %d days after would have cost %s (%s to %s), an estimate", t.Effect.After, show(t.Saves), show(t.SavesLow), show(t.SavesHigh)),
		JA: fmt.Sprintf("なければその後の %d 日間は %s（%s〜%s）の差になっていた（推定）", t.Effect.After, show(t.Saves), show(t.SavesLow), show(t.SavesHigh)),
	}
}
