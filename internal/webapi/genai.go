package webapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/genai"
)

// GenAISpan is a time and a choice of lines of models.
type GenAISpan struct {
	From  string   `query:"from" format:"date" doc:"the first day, UTC; the first of to's last month when empty"`
	To    string   `query:"to" format:"date" doc:"the day after the last; the end of the bill when empty"`
	Where []string `query:"where,explode" maxItems:"40" doc:"DIMENSION=VALUE keeps lines; the same dimension again adds a value, an empty value stands for lines without one" example:"department=Sales"`
}

// GenAICostsInput asks for the cost of models.
type GenAICostsInput struct {
	GenAISpan
	By      []string `query:"by" maxItems:"3" doc:"department, application, profile, principal, model, class, provider, tier, kind, scope, account, region, or tag:KEY" example:"department"`
	Grain   string   `query:"grain" enum:"none,day,month" default:"none" doc:"steps of a trend"`
	Compare string   `query:"compare" enum:"none,previous,year" default:"none" doc:"the time to compare with"`
	Top     int      `query:"top" minimum:"0" maximum:"1000" doc:"how many groups stand alone, the dearest first; 20 when 0"`
}

// GenAIWhatIfInput asks what the same tokens would cost otherwise. What is empty stays as it is.
type GenAIWhatIfInput struct {
	GenAISpan
	Model string  `query:"model" maxLength:"128" doc:"the model that all these tokens go to, as /api/genai/models calls it" example:"Nova Lite"`
	Tier  string  `query:"tier" enum:",standard,batch,flex,priority,latency_optimized"`
	Scope string  `query:"scope" enum:",in_region,geo,global"`
	Cache float64 `query:"cache" minimum:"-1" maximum:"1" default:"-1" doc:"the share of what goes in that is read from the cache, 0 to 1; -1 leaves it"`
}

func (s *Server) genAI(api huma.API) {
	route(api, http.MethodGet, "/api/genai/costs", "genaiCosts", "What models cost, by department, model and more, with tokens", s.genAICosts)
	route(api, http.MethodGet, "/api/genai/models", "genaiModels", "The models that are used, and what a million of their tokens costs", s.genAIModels)
	route(api, http.MethodGet, "/api/genai/what-if", "genaiWhatIf", "What the same tokens would cost on another model, tier or with a cache", s.genAIWhatIf)
	route(api, http.MethodGet, "/api/genai/findings", "genaiFindings", "What of the models is dear, and what it would cost otherwise", s.genAIFindings)
}

// span reads the days and the filters of a question.
func (in *GenAISpan) span() (from, to time.Time, where []genai.Filter, err error) {
	if from, to, err = daysIn(in.From, in.To); err != nil {
		return from, to, nil, err
	}
	for _, one := range in.Where {
		name, value, ok := strings.Cut(one, "=")
		if !ok {
			return from, to, nil, fault.New(fault.Invalid, codeInvalid, "where is DIMENSION=VALUE, such as department=Sales")
		}
		where = genai.Keep(where, genai.Dimension(name), value)
	}
	return from, to, where, nil
}

// GenAI tells what questions about models are answered with.
type GenAI interface {
	Tools(ctx context.Context, who access.Principal) (genai.Tools, error)
}

// genAITools returns it.
func (s *Server) genAITools(ctx context.Context) (genai.Tools, error) {
	if s.parts.GenAI == nil {
		return genai.Tools{}, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to look into")
	}
	return s.parts.GenAI.Tools(ctx, s.who(ctx))
}

func (s *Server) genAICosts(ctx context.Context, in *GenAICostsInput) (*Body[genai.Answer], error) {
	tools, err := s.genAITools(ctx)
	if err != nil {
		return nil, err
	}
	ask := genai.Ask{Grain: genai.Grain(in.Grain), Against: genai.Against(in.Compare), Top: in.Top}
	if ask.From, ask.To, ask.Where, err = in.span(); err != nil {
		return nil, err
	}
	for _, one := range in.By {
		ask.By = append(ask.By, genai.Dimension(one))
	}
	return bodyOf(genai.Costs(ctx, tools, s.who(ctx), ask))
}

func (s *Server) genAIModels(ctx context.Context, in *GenAISpan) (*Body[genai.Models], error) {
	tools, err := s.genAITools(ctx)
	if err != nil {
		return nil, err
	}
	var ask genai.Ask
	if ask.From, ask.To, ask.Where, err = in.span(); err != nil {
		return nil, err
	}
	return bodyOf(genai.ModelsOf(ctx, tools, s.who(ctx), ask))
}

func (s *Server) genAIWhatIf(ctx context.Context, in *GenAIWhatIfInput) (*Body[genai.WhatIf], error) {
	tools, err := s.genAITools(ctx)
	if err != nil {
		return nil, err
	}
	ask := genai.If{Model: in.Model, Tier: in.Tier, Scope: in.Scope}
	if ask.From, ask.To, ask.Where, err = in.span(); err != nil {
		return nil, err
	}
	if in.Cache >= 0 {
		ask.Cache = &in.Cache
	}
	return bodyOf(genai.Suppose(ctx, tools, s.who(ctx), ask))
}

func (s *Server) genAIFindings(ctx context.Context, in *GenAISpan) (*Body[genai.Findings], error) {
	tools, err := s.genAITools(ctx)
	if err != nil {
		return nil, err
	}
	var ask genai.Ask
	if ask.From, ask.To, ask.Where, err = in.span(); err != nil {
		return nil, err
	}
	return bodyOf(genai.Find(ctx, tools, s.who(ctx), ask))
}
