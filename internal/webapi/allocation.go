package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/fault"
)

// AllocationInput asks who pays.
type AllocationInput struct {
	Key      string   `query:"key" maxLength:"200" doc:"what costs are allocated to; the first of the rules when empty"`
	Over     string   `query:"over" enum:"bill,genai" doc:"the lines: all of the bill, or those of generative AI; what the key says when empty"`
	From     string   `query:"from" format:"date" doc:"the first day, UTC; the first of the last month when empty"`
	To       string   `query:"to" format:"date" doc:"the day after the last; the end of the bill when empty"`
	Accounts []string `query:"account" maxItems:"100" doc:"keep lines of an account"`
	Services []string `query:"service" maxItems:"100" doc:"keep lines of a service, by its product code"`
	Unsplit  bool     `query:"unsplit" doc:"leave shared costs, the residual and savings where the waterfall put them"`
}

// AllocationExplainInput asks what stands behind a value or a step.
type AllocationExplainInput struct {
	AllocationInput
	Value string `query:"value" maxLength:"500"`
	Step  string `query:"step" maxLength:"500" doc:"the name of a step, or residual"`
	Limit int    `query:"limit" minimum:"0" maximum:"10000" doc:"how many groups of lines, those that cost most first; 100 when 0"`
}

// Allocations say who pays.
type Allocations interface {
	Info(ctx context.Context, who access.Principal) (allocation.Info, error)
	Allocate(ctx context.Context, who access.Principal, ask allocation.Ask) (allocation.Answer, error)
	Explain(ctx context.Context, who access.Principal, ask allocation.ExplainAsk) (allocation.Explanation, error)
}

func (s *Server) allocation(api huma.API) {
	route(api, http.MethodGet, "/api/allocation", "allocate", "Who pays: the waterfall of a key, its steps, shared costs and splits", s.allocate)
	route(api, http.MethodGet, "/api/allocation/rules", "allocationRules", "The keys of allocation and their steps", s.allocationRules)
	route(api, http.MethodGet, "/api/allocation/explain", "explainAllocation", "The lines behind a value or a step, before splits", s.explainAllocation)
}

// allocations are those of the lake.
func (s *Server) allocations() (Allocations, error) {
	if s.parts.Allocations == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to look into")
	}
	return s.parts.Allocations, nil
}

// ask is the question.
func (in *AllocationInput) ask() (allocation.Ask, error) {
	ask := allocation.Ask{Key: in.Key, Over: allocation.Source(in.Over), Accounts: in.Accounts, Services: in.Services, Unsplit: in.Unsplit}
	var err error
	ask.From, ask.To, err = daysIn(in.From, in.To)
	return ask, err
}

func (s *Server) allocate(ctx context.Context, in *AllocationInput) (*Body[allocation.Answer], error) {
	all, err := s.allocations()
	if err != nil {
		return nil, err
	}
	ask, err := in.ask()
	if err != nil {
		return nil, err
	}
	return bodyOf(all.Allocate(ctx, s.who(ctx), ask))
}

func (s *Server) allocationRules(ctx context.Context, _ *None) (*Body[allocation.Info], error) {
	all, err := s.allocations()
	if err != nil {
		return nil, err
	}
	return bodyOf(all.Info(ctx, s.who(ctx)))
}

func (s *Server) explainAllocation(ctx context.Context, in *AllocationExplainInput) (*Body[allocation.Explanation], error) {
	all, err := s.allocations()
	if err != nil {
		return nil, err
	}
	ask, err := in.ask()
	if err != nil {
		return nil, err
	}
	return bodyOf(all.Explain(ctx, s.who(ctx), allocation.ExplainAsk{Ask: ask, Value: in.Value, Step: in.Step, Limit: in.Limit}))
}
