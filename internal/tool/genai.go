package tool

import (
	"context"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai"
)

// GenAI tells what questions about models are answered with.
type GenAI interface {
	Tools(ctx context.Context, who access.Principal) (genai.Tools, error)
}

// ModelLines is a time and a choice of lines of models.
type ModelLines struct {
	Days
	Where []string `json:"where,omitempty" doc:"DIMENSION=VALUE keeps lines: department=Sales, model=Nova Lite; the same dimension again adds a value"`
}

// ask is the question for these lines.
func (m ModelLines) ask() (ask genai.Ask, err error) {
	if ask.From, ask.To, err = m.read(); err != nil {
		return ask, err
	}
	for _, one := range m.Where {
		name, value, ok := strings.Cut(one, "=")
		if !ok {
			return ask, fault.New(fault.Invalid, codeInput, "where is DIMENSION=VALUE, such as department=Sales")
		}
		ask.Where = genai.Keep(ask.Where, genai.Dimension(name), value)
	}
	return ask, nil
}

// ModelCostsInput asks what models cost.
type ModelCostsInput struct {
	ModelLines
	By      []genai.Dimension `json:"by,omitempty" doc:"up to three of department, application, profile, principal, model, class, provider, tier, kind, scope, account, region, or tag:KEY"`
	Grain   genai.Grain       `json:"grain,omitempty" enum:"none,day,month" doc:"steps of a trend; none when empty"`
	Compare genai.Against     `json:"compare,omitempty" enum:"none,previous,year" doc:"the time to compare with; none when empty"`
	Top     int               `json:"top,omitempty" doc:"how many groups stand alone, 20 when 0, 50 at most"`
}

// genAICosts is the tool genai_costs.
func genAICosts(p Parts) (Tool, bool, error) {
	if p.GenAI == nil {
		return none()
	}
	return made(spec{
		"genai_costs", "What models cost, and who pays",
		"Sums the cost of generative AI (Amazon Bedrock, models of the Marketplace too) by department, model, profile, caller and more, with tokens, cost per million of them, cache hits and batch share. " +
			"Departments come from the allocation's rules; what nobody can be named for stands alone.",
	}, func(ctx context.Context, who access.Principal, in ModelCostsInput) (genai.Answer, error) {
		if err := groups(in.Top); err != nil {
			return genai.Answer{}, err
		}
		ask, err := in.ask()
		if err != nil {
			return genai.Answer{}, err
		}
		tools, err := p.GenAI.Tools(ctx, who)
		if err != nil {
			return genai.Answer{}, err
		}
		ask.By, ask.Grain, ask.Against, ask.Top = in.By, in.Grain, in.Compare, in.Top
		return genai.Costs(ctx, tools, who, ask)
	})
}

// genAIFindings is the tool genai_findings.
func genAIFindings(p Parts) (Tool, bool, error) {
	if p.GenAI == nil {
		return none()
	}
	return made(spec{
		"genai_findings", "Which models are dearer than they need be",
		"Finds departments that use a dear model little, streams that could go in batches or through a cache, and cheaper models for the same tokens, with what each would save.",
	}, func(ctx context.Context, who access.Principal, in ModelLines) (genai.Findings, error) {
		ask, err := in.ask()
		if err != nil {
			return genai.Findings{}, err
		}
		tools, err := p.GenAI.Tools(ctx, who)
		if err != nil {
			return genai.Findings{}, err
		}
		return genai.Find(ctx, tools, who, ask)
	})
}

// WhatIfInput asks what the same tokens would cost otherwise.
type WhatIfInput struct {
	ModelLines
	Model string   `json:"model,omitempty" doc:"the model that all these tokens go to, such as Nova Lite; as it is when empty"`
	Tier  string   `json:"tier,omitempty" enum:"standard,batch,flex,priority,latency_optimized"`
	Scope string   `json:"scope,omitempty" enum:"in_region,geo,global"`
	Cache *float64 `json:"cache,omitempty" doc:"the share of what goes in that is read from the cache, 0 to 1; as it is when missing"`
}

// genAIWhatIf is the tool genai_what_if.
func genAIWhatIf(p Parts) (Tool, bool, error) {
	if p.GenAI == nil {
		return none()
	}
	return made(spec{
		"genai_what_if", "What the same tokens would cost otherwise",
		"Prices the tokens of a period on another model, tier, region scope or with a cache, at prices of the bill first and list prices else; each price says where it is from.",
	}, func(ctx context.Context, who access.Principal, in WhatIfInput) (genai.WhatIf, error) {
		if in.Cache != nil && (*in.Cache < 0 || *in.Cache > 1) {
			return genai.WhatIf{}, fault.New(fault.Invalid, codeInput, "cache is a share between 0 and 1")
		}
		ask, err := in.ask()
		if err != nil {
			return genai.WhatIf{}, err
		}
		tools, err := p.GenAI.Tools(ctx, who)
		if err != nil {
			return genai.WhatIf{}, err
		}
		return genai.Suppose(ctx, tools, who, genai.If{From: ask.From, To: ask.To, Where: ask.Where, Model: in.Model, Tier: in.Tier, Scope: in.Scope, Cache: in.Cache})
	})
}
