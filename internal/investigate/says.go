package investigate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// title names the report.
func (i *inquiry) title() Text {
	r := &i.report
	q := r.Question
	parts := []string{q.UsageType, q.Service, q.Account, q.Region}
	if c := r.Case; c != nil {
		parts = []string{c.Node.UsageType, c.Node.Service, cmp.Or(c.Account, c.Node.Account), c.Node.Region}
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	where := strings.Join(parts, " · ")
	if where == "" {
		where = "the whole bill"
	}
	switch r.Change.Change.Sign() {
	case -1:
		return Text{EN: "Why " + where + " costs less", JA: where + " の費用が減った理由"}
	case 0:
		return Text{EN: "What " + where + " costs", JA: where + " の費用"}
	}
	return Text{EN: "Why " + where + " costs more", JA: where + " の費用が増えた理由"}
}

// says is the answer in a few sentences.
func (i *inquiry) says() []Text {
	out := []Text{i.saysChange()}
	for _, one := range []func() (Text, bool){i.saysCause, i.saysTraffic, i.saysWho, i.saysFix} {
		if t, ok := one(); ok {
			out = append(out, t)
		}
	}
	return out
}

// saysChange tells how much, and of what.
func (i *inquiry) saysChange() Text {
	const most = 3
	r := &i.report
	var en, ja []string
	for _, u := range r.Usage {
		if len(en) == most || u.UsageType == "" || u.Change.Sign() == 0 || u.Change.Sign() != r.Change.Change.Sign() {
			continue
		}
		change := u.Change.SignedIn(r.Currency)
		en = append(en, fmt.Sprintf("%s %s (%s)", u.UsageType, change, lower(u.Meaning.Title.EN)))
		ja = append(ja, fmt.Sprintf("%s %s（%s）", u.UsageType, change, u.Meaning.Title.JA))
	}
	t := Text{
		EN: fmt.Sprintf("From %s to %s it cost %s; the same days of the week before it, from %s, %s: %s.", r.After.Start, r.After.End, r.Change.After.In(r.Currency), r.Before.Start, r.Change.Before.In(r.Currency), r.Change.Change.SignedIn(r.Currency)),
		JA: fmt.Sprintf("%s から %s の前日までの費用は %s、比較期間（%s から）は %s で、差は %s です。", r.After.Start, r.After.End, r.Change.After.In(r.Currency), r.Before.Start, r.Change.Before.In(r.Currency), r.Change.Change.SignedIn(r.Currency)),
	}
	if len(en) > 0 {
		t.EN += " What shifted most: " + strings.Join(en, "; ") + "."
		t.JA += "大きく変化したのは " + strings.Join(ja, "、") + " です。"
	}
	return t
}

// lower writes a title as a part of a sentence.
func lower(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// saysCause tells the first cause.
func (i *inquiry) saysCause() (Text, bool) {
	if len(i.report.Causes) == 0 || len(i.report.Causes[0].Elements) == 0 {
		return Text{}, false
	}
	c := i.report.Causes[0]
	var parts []string
	for _, e := range c.Elements {
		parts = append(parts, e.Dimension+" = "+cmp.Or(e.Value, "–"))
	}
	where := strings.Join(parts, ", ")
	return Text{
		EN: fmt.Sprintf("The first cause explains %s of it: %s.", percent(c.Share), where),
		JA: fmt.Sprintf("最も大きい原因は %s で、差の %s を説明します。", where, percent(c.Share)),
	}, true
}

// saysTraffic tells how much flows explain, and the ways that cost most.
func (i *inquiry) saysTraffic() (Text, bool) {
	t := i.report.Traffic
	if t == nil {
		return Text{}, false
	}
	says := Text{
		EN: fmt.Sprintf("From %s to %s, %s.", t.Window.Start, t.Window.End, strings.TrimSuffix(t.Badge.Says.EN, ".")),
		JA: fmt.Sprintf("%s から %s の前日まで: %s。", t.Window.Start, t.Window.End, strings.TrimSuffix(t.Badge.Says.JA, "。")),
	}
	const most = 3
	var en, ja []string
	for _, w := range t.Ways[:min(len(t.Ways), most)] {
		en, ja = append(en, w.Says.EN), append(ja, w.Says.JA)
	}
	if len(en) > 0 {
		says.EN += " What costs most: " + strings.Join(en, "; ") + "."
		says.JA += "費用の大きいもの: " + strings.Join(ja, "、") + "。"
	}
	return says, true
}

// saysWho tells who changed something about when it began.
func (i *inquiry) saysWho() (Text, bool) {
	changes := i.report.Changes
	at := slices.IndexFunc(changes, func(c Change) bool { return c.Certain && c.Near >= -hoursBefore && c.Near <= hoursAfter })
	if at < 0 {
		return Text{}, false
	}
	c := changes[at]
	more, moreJA := "", ""
	n := 0
	for _, other := range changes {
		if other.Certain && other.Who == c.Who && other.Near >= -hoursBefore && other.Near <= hoursAfter {
			n++
		}
	}
	if n > 1 {
		more, moreJA = fmt.Sprintf(", and %d more calls", n-1), fmt.Sprintf("（ほか %d 件）", n-1)
	}
	when := c.At.Format("2006-01-02 15:04")
	return Text{
		EN: fmt.Sprintf("%s changed it at %s UTC (%s%s): %s.", c.Name, when, c.Event, more, c.Why.EN),
		JA: fmt.Sprintf("%s（UTC）に %s が変更しました（%s%s）。%s。", when, c.Name, c.Event, moreJA, c.Why.JA),
	}, true
}

// saysFix tells what would save most.
func (i *inquiry) saysFix() (Text, bool) {
	r := &i.report
	if len(r.Findings) == 0 {
		return Text{}, false
	}
	var saves money.Amount
	for _, f := range r.Findings {
		saves = saves.Add(f.Saves).Sub(f.Overlap)
	}
	first := r.Findings[0]
	if len(r.Findings) == 1 {
		return Text{
			EN: fmt.Sprintf("%s. The fix saves about %s a month.", first.Title.EN, first.Saves.In(r.Currency)),
			JA: fmt.Sprintf("%s。対処すると 1 か月あたり約 %s の節約になります。", first.Title.JA, first.Saves.In(r.Currency)),
		}, true
	}
	return Text{
		EN: fmt.Sprintf("%d findings would save about %s a month, the first of them: %s.", len(r.Findings), saves.In(r.Currency), first.Title.EN),
		JA: fmt.Sprintf("指摘は %d 件で、対処すると 1 か月あたり約 %s の節約になります。最も大きいもの: %s。", len(r.Findings), saves.In(r.Currency), first.Title.JA),
	}, true
}
