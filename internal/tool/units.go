package tool

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/unit"
)

// Units say what one of something costs.
type Units interface {
	Units(ctx context.Context, who access.Principal, ask unit.Ask) (unit.Listing, error)
	Unit(ctx context.Context, who access.Principal, id string, ask unit.Ask) (unit.Report, error)
}

// UnitDays are the days that units are asked for.
type UnitDays struct {
	Days
	BeforeFrom string `json:"beforeFrom,omitempty" doc:"the first day of what it is compared with; the month before when empty"`
	BeforeTo   string `json:"beforeTo,omitempty" doc:"the day after its last"`
}

// ask is the question.
func (d UnitDays) ask() unit.Ask {
	return unit.Ask{From: d.From, To: d.To, BeforeFrom: d.BeforeFrom, BeforeTo: d.BeforeTo}
}

// unitsTool is the tool units.
func unitsTool(p Parts) (Tool, bool, error) {
	if p.Units == nil {
		return none()
	}
	return made(spec{
		"units", "What one of something costs",
		"Lists the units of the lake (cost per request, per GB-month, per million tokens, per click and others) with cost, quantity and cost of one, now and before, and a verdict in words.",
	}, func(ctx context.Context, who access.Principal, in UnitDays) (unit.Listing, error) {
		return p.Units.Units(ctx, who, in.ask())
	})
}

// UnitInput asks for one unit.
type UnitInput struct {
	UnitDays
	ID     string `json:"id" doc:"the id of a unit, from units"`
	Change string `json:"change,omitempty" doc:"a named change of the unit, or a day: it is estimated what the change did, with an interval"`
}

// unitTool is the tool unit.
func unitTool(p Parts) (Tool, bool, error) {
	if p.Units == nil {
		return none()
	}
	return made(spec{
		"unit", "Is a rise growth or waste?",
		"Shows one unit day by day, with static and variable cost apart, why the cost of one changed (volume, price, mix, efficiency, which add up to the change), and what named changes did.",
	}, func(ctx context.Context, who access.Principal, in UnitInput) (unit.Report, error) {
		ask := in.ask()
		ask.Change = in.Change
		return p.Units.Unit(ctx, who, in.ID, ask)
	})
}

// Allocations say who pays.
type Allocations interface {
	Allocate(ctx context.Context, who access.Principal, ask allocation.Ask) (allocation.Answer, error)
}

// AllocationInput asks who pays.
type AllocationInput struct {
	Days
	Key      string            `json:"key,omitempty" doc:"what costs are allocated to, such as department; the first of the rules when empty"`
	Over     allocation.Source `json:"over,omitempty" enum:"bill,genai" doc:"all of the bill, or generative AI; what the key says when empty"`
	Accounts []string          `json:"accounts,omitempty" doc:"keep lines of an account"`
	Services []string          `json:"services,omitempty" doc:"keep lines of a service, by its product code"`
	Unsplit  bool              `json:"unsplit,omitempty" doc:"leave shared costs, the residual and savings where the waterfall put them"`
}

// allocationTool is the tool allocation.
func allocationTool(p Parts) (Tool, bool, error) {
	if p.Allocations == nil {
		return none()
	}
	return made(spec{
		"allocation", "Who pays for what",
		"Allocates the costs of a month to departments, or another key, by a waterfall of rules, each dollar once; shows what each step and each split gave, and the residual that nobody can be named for.",
	}, func(ctx context.Context, who access.Principal, in AllocationInput) (allocation.Answer, error) {
		from, to, err := in.read()
		if err != nil {
			return allocation.Answer{}, err
		}
		return p.Allocations.Allocate(ctx, who, allocation.Ask{
			Key: in.Key, From: from, To: to, Over: in.Over, Accounts: in.Accounts, Services: in.Services, Unsplit: in.Unsplit,
		})
	})
}
