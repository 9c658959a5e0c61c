package tool

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook"
)

// AnomaliesInput chooses cases.
type AnomaliesInput struct {
	State   casebook.State `json:"state,omitempty" enum:"open,expected,planned,fixed,false" doc:"in this state; any when empty"`
	Class   anomaly.Class  `json:"class,omitempty" enum:"spike,step,drift,new,netting,expiry,price,drop,credit"`
	Lasting bool           `json:"lasting,omitempty" doc:"only what has not ended"`
	Account string         `json:"account,omitempty" doc:"at or below the account of this id"`
	Service string         `json:"service,omitempty" doc:"at or below this service, as the bill writes it: AmazonEC2"`
	Since   string         `json:"since,omitempty" doc:"that lasted on this day or later, YYYY-MM-DD"`
	Limit   int            `json:"limit,omitempty" doc:"how many, 20 when 0, 100 at most"`
}

// anomaliesTool is the tool anomalies.
func anomaliesTool(p Parts) (Tool, bool, error) {
	if p.Cases == nil {
		return none()
	}
	return made(spec{
		"anomalies", "What is unusual in the bill",
		"Lists the cases that the watch over the bill has opened: where, since when, of which class, how much it cost beyond expectation and what it would cost in a month. Those that would cost most come first.",
	}, func(ctx context.Context, who access.Principal, in AnomaliesInput) (casebook.List, error) {
		const usual, most = 20, 100
		limit, err := bounded("limit", in.Limit, usual, most)
		if err != nil {
			return casebook.List{}, err
		}
		return p.Cases.List(ctx, who, casebook.Filter{
			State: in.State, Class: in.Class, Lasting: in.Lasting, Account: in.Account, Service: in.Service, Since: in.Since, Limit: limit,
		})
	})
}

// CaseInput names a case.
type CaseInput struct {
	ID string `json:"id" doc:"the id of a case, from anomalies"`
}

// CaseAnswer is a case with what caused it.
type CaseAnswer struct {
	Case casebook.Detail `json:"case"`
	Why  casebook.Why    `json:"why"`
}

// caseTool is the tool case.
func caseTool(p Parts) (Tool, bool, error) {
	if p.Cases == nil {
		return none()
	}
	return made(spec{
		"case", "One case and its causes",
		"Shows a case of anomalies: actual and expected costs day by day, up to ten causes ranked by what they explain, with price and quantity apart, what people noted, and what became of a fix.",
	}, func(ctx context.Context, who access.Principal, in CaseInput) (CaseAnswer, error) {
		detail, err := p.Cases.Case(ctx, who, in.ID)
		if err != nil {
			return CaseAnswer{}, err
		}
		why, err := p.Cases.Why(ctx, who, in.ID)
		return CaseAnswer{Case: detail, Why: why}, err
	})
}

// investigateTool is the tool investigate.
func investigateTool(p Parts) (Tool, bool, error) {
	if p.Investigations == nil {
		return none()
	}
	return made(spec{
		"investigate", "Why something costs more than it did",
		"Looks into a case, or into a usage type of a period: usage types with their meaning, causes, who sent what to whom by the flow logs with dollars, who changed what is involved, and fixes with prices. " +
			"Give case, or usageType with from and to.",
	}, p.Investigations.Investigate)
}
