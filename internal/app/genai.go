package app

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/genai"
)

// GenAI answers questions about models.
func (a *App) GenAI() *GenAI { return &GenAI{a.Allocations()} }

// GenAI is what questions about models are answered with.
type GenAI struct{ allocations *Allocations }

// Tools returns it for somebody: the queries of the lake, and the rules that say who pays.
func (g *GenAI) Tools(ctx context.Context, who access.Principal) (genai.Tools, error) {
	runner, err := g.allocations.runner()
	if err != nil {
		return genai.Tools{}, err
	}
	rules, _, err := g.allocations.Rules(ctx, who)
	return genai.Tools{Runner: runner, Rules: rules}, err
}
