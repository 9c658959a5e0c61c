package investigate

import (
	"context"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/finding"
)

// findings looks for what is at fault, and keeps what is about the resources of the question. What is wrong is looked for at the end of the days
// of its traffic: before a fix that came later.
func (i *inquiry) findings(ctx context.Context, p casebook.Place) error {
	i.log.enter("findings")
	if !slices.ContainsFunc(i.report.Usage, mayBeAtFault) {
		i.miss("findings", Text{
			EN: "findings are looked for in the network and in what logs take in, and none of its usage types is of these",
			JA: "指摘の対象はネットワークとログの取り込みで、対象の使用タイプはどちらでもありません",
		})
		return nil
	}
	span := i.window
	if span == (figures.Span{}) {
		span = figures.Span{First: max(p.Whole.First, p.Whole.End-mostDays), End: p.Whole.End}
	}
	ask := finding.Ask{From: figures.Date(span.First), To: figures.Date(span.End), Traced: i.traced} // of all accounts: the other side of what is involved may be at fault
	found, err := finding.Find(ctx, i.log, i.who, i.tools.Ranges, ask)
	if err != nil {
		return err
	}
	i.log.sum(found.Saves.Fixed(cents))
	for _, m := range found.Missing {
		i.miss("findings", m)
	}
	for _, f := range found.Findings {
		if i.about(f, p.Scope.Node.Account) {
			i.report.Findings = append(i.report.Findings, f)
		}
	}
	for _, f := range i.report.Findings {
		for _, r := range f.Resources {
			i.involved.add(r, "")
		}
	}
	return nil
}

// mayBeAtFault tells whether findings are looked for in what a usage type counts.
func mayBeAtFault(u Usage) bool {
	return isTraffic(u.Meaning) || u.Service == "AmazonCloudWatch" && strings.Contains(u.UsageType, "DataProcessing-Bytes")
}

// about tells whether a finding is at fault with a resource of the question: any, in its account, and a gateway, in others.
func (i *inquiry) about(f finding.Finding, account string) bool {
	return slices.ContainsFunc(f.Resources, func(id string) bool {
		_, whole := i.involved[id]
		_, short := i.involved[shortID(id)]
		own := account == "" || f.Account == account
		return (whole || short) && (own || strings.HasPrefix(id, "nat-") || strings.HasPrefix(id, "tgw-") || strings.HasPrefix(id, "pcx-"))
	})
}
