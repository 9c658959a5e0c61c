package tool

import (
	"context"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
)

// Question is what the tools about costs have in common.
type Question struct {
	Metric  explore.Metric   `json:"metric,omitempty" enum:"unblended,amortized,net_unblended,net_amortized,blended,usage" doc:"unblended when empty; amortized spreads Savings Plans and reservations"`
	GroupBy []string         `json:"groupBy,omitempty" doc:"up to five of service, account, region, usage_type, operation, resource, charge_type, tag:KEY, category:NAME, or any column"`
	Filters []explore.Filter `json:"filters,omitempty" doc:"keep, or drop, lines by the values of a dimension; find_values has the values"`
	Top     int              `json:"top,omitempty" doc:"how many groups stand alone, 10 when 0, 50 at most; the others are summed up"`
}

// CostsInput asks for costs over time.
type CostsInput struct {
	Question
	From        string              `json:"from,omitempty" doc:"the first day, UTC, 2025-11-01; with to. The newest month of the bill without both"`
	To          string              `json:"to,omitempty" doc:"the day after the last"`
	Granularity explore.Granularity `json:"granularity,omitempty" enum:"hourly,daily,monthly,total" doc:"total when empty"`
	Charges     explore.Charges     `json:"charges,omitempty" enum:"apart,only,without,together" doc:"what becomes of tax, credits, refunds and support: apart as rows of their own when empty"`
}

// costsTool is the tool costs.
func costsTool(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"costs", "What something cost",
		"Sums costs, or usage, of a period, by up to five dimensions and over time, as the cost explorer does. Totals are exact and reconcile with the bill.",
	}, func(ctx context.Context, who access.Principal, in CostsInput) (explore.Answer, error) {
		r, err := p.request(ctx, who, in)
		if err != nil {
			return explore.Answer{}, err
		}
		return explore.Costs(ctx, p.Explore, who, r)
	})
}

// mostGroups bounds the groups that a model has to read.
const mostGroups = 50

// groups refuses more groups than that.
func groups(top int) error {
	if top < 0 || top > mostGroups {
		return fault.New(fault.Invalid, codeInput, "top is between 1 and 50; filter for more")
	}
	return nil
}

// request is the explorer's question, with defaults filled in.
func (p Parts) request(ctx context.Context, who access.Principal, in CostsInput) (explore.Request, error) {
	r := explore.Request{
		Metric: in.Metric, GroupBy: in.GroupBy, Filters: in.Filters, Top: in.Top, Granularity: in.Granularity, Charges: in.Charges,
		Period: explore.Period{Start: in.From, End: in.To},
	}
	if r.Metric == "" {
		r.Metric = explore.Unblended
	}
	if r.Granularity == "" {
		r.Granularity = explore.Total
	}
	if err := groups(in.Top); err != nil {
		return r, err
	}
	if in.From != "" || in.To != "" {
		return r, both(in.From, in.To)
	}
	days, err := explore.DaysOf(ctx, p.Explore, who, "")
	if err != nil {
		return r, err
	}
	last, err := time.Parse(time.DateOnly, days.Last)
	if err != nil {
		return r, fault.New(fault.NotFound, "NO_BILL", "the bill has no days yet")
	}
	first := time.Date(last.Year(), last.Month(), 1, 0, 0, 0, 0, time.UTC)
	r.Period = explore.Period{Start: first.Format(time.DateOnly), End: first.AddDate(0, 1, 0).Format(time.DateOnly)}
	return r, nil
}

// both refuses one end of a period without the other.
func both(from, to string) error {
	if from == "" || to == "" {
		return fault.New(fault.Invalid, codeInput, "a period has from and to: the first day, and the day after the last")
	}
	return nil
}

// CompareInput asks what changed between two windows.
type CompareInput struct {
	Question
	BeforeFrom string `json:"beforeFrom" doc:"the first day of the window before, UTC, 2025-10-01"`
	BeforeTo   string `json:"beforeTo" doc:"the day after its last"`
	AfterFrom  string `json:"afterFrom" doc:"the first day of the window after"`
	AfterTo    string `json:"afterTo" doc:"the day after its last"`
}

// compareTool is the tool compare.
func compareTool(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"compare", "What changed between two periods",
		"Compares the costs of two windows group by group, the largest change first, and splits each change into price, quantity, mix, commitment and charges, which add up to it.",
	}, func(ctx context.Context, who access.Principal, in CompareInput) (explore.Comparison, error) {
		if err := groups(in.Top); err != nil {
			return explore.Comparison{}, err
		}
		r := explore.CompareRequest{
			Metric: in.Metric, GroupBy: in.GroupBy, Filters: in.Filters, Top: in.Top,
			Before: explore.Period{Start: in.BeforeFrom, End: in.BeforeTo}, After: explore.Period{Start: in.AfterFrom, End: in.AfterTo},
		}
		if r.Metric == "" {
			r.Metric = explore.Unblended
		}
		return explore.Compare(ctx, p.Explore, who, r)
	})
}

// ForecastInput asks what comes next.
type ForecastInput struct {
	CostsInput
	Steps int `json:"steps,omitempty" doc:"how many days or months ahead, 92 at most; to the end of the month or three months when 0"`
}

// forecastTool is the tool forecast.
func forecastTool(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"forecast", "What comes next",
		"Forecasts daily or monthly costs with an interval of 80 %, from the period that is given, and says how such forecasts did on the past. The figures are estimates.",
	}, func(ctx context.Context, who access.Principal, in ForecastInput) (explore.Forecast, error) {
		const most = 92
		steps, err := bounded("steps", in.Steps, 0, most)
		if err != nil {
			return explore.Forecast{}, err
		}
		if in.Granularity == "" {
			in.Granularity = explore.Daily
		}
		r, err := p.request(ctx, who, in.CostsInput)
		if err != nil {
			return explore.Forecast{}, err
		}
		return explore.ForecastCosts(ctx, p.Explore, who, r, steps)
	})
}

// ValuesInput asks for the values of a dimension.
type ValuesInput struct {
	Dimension string `json:"dimension" doc:"service, account, region, usage_type, operation, resource, tag:KEY, category:NAME, or a column"`
	Search    string `json:"search,omitempty" doc:"keep values, or names of accounts, that contain this, whatever their case"`
	From      string `json:"from,omitempty" doc:"the first day; with to. The newest month of the bill without both"`
	To        string `json:"to,omitempty" doc:"the day after the last"`
	Limit     int    `json:"limit,omitempty" doc:"how many, 20 when 0, 200 at most"`
}

// ValuesAnswer are values of a dimension, dearest first.
type ValuesAnswer struct {
	Period explore.Period           `json:"period"`
	Values []explore.DimensionValue `json:"values"`
}

// findValues is the tool find_values.
func findValues(p Parts) (Tool, bool, error) {
	if p.Explore == nil {
		return none()
	}
	return made(spec{
		"find_values", "Find accounts, services, tags and other values",
		"Lists the values of a dimension of the bill, dearest first: account names and ids, services, usage types, values of a tag. Ask it before you filter by a name.",
	}, func(ctx context.Context, who access.Principal, in ValuesInput) (ValuesAnswer, error) {
		const usual, most = 20, 200
		limit, err := bounded("limit", in.Limit, usual, most)
		if err != nil {
			return ValuesAnswer{}, err
		}
		r, err := p.request(ctx, who, CostsInput{From: in.From, To: in.To})
		if err != nil {
			return ValuesAnswer{}, err
		}
		values, err := explore.Values(ctx, p.Explore, who, explore.ValuesRequest{Dimension: in.Dimension, Period: r.Period, Search: in.Search, Limit: limit})
		return ValuesAnswer{Period: r.Period, Values: values}, err
	})
}
