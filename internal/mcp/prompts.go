package mcp

import (
	"context"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// prompt is a question that people ask often, with the way to its answer.
type prompt struct {
	name, title, about string
	args               []*mcp.PromptArgument
	text               func(args map[string]string) string
}

// prompts adds the prompts.
func prompts(s *mcp.Server) {
	for _, p := range allPrompts() {
		s.AddPrompt(&mcp.Prompt{Name: p.name, Title: p.title, Description: p.about, Arguments: p.args},
			func(_ context.Context, r *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
				for _, a := range p.args {
					if a.Required && strings.TrimSpace(r.Params.Arguments[a.Name]) == "" {
						return nil, fmt.Errorf("%s is missing: %s", a.Name, a.Description)
					}
				}
				return &mcp.GetPromptResult{Description: p.about, Messages: []*mcp.PromptMessage{
					{Role: "user", Content: &mcp.TextContent{Text: p.text(r.Params.Arguments)}},
				}}, nil
			})
	}
}

func allPrompts() []prompt {
	argument := func(name, about string) *mcp.PromptArgument {
		return &mcp.PromptArgument{Name: name, Description: about, Required: true}
	}
	return []prompt{
		{
			"why_did_it_rise", "Why did it rise?", "From a service or usage type to causes, traffic and fixes",
			[]*mcp.PromptArgument{argument("what", "a service, usage type, account or tag, such as NatGateway-Bytes")},
			func(a map[string]string) string {
				return fmt.Sprintf("Find out why the cost of %q rose. Look for a case with anomalies first, and investigate it; without one compare the newest complete month with the one before, find the usage type that changed most, "+
					"and investigate that. Then name the causes with their dollars, who sends what to whom, who changed what, and the fix that saves most. Quote only figures from answers, with their SQL.", a["what"])
			},
		},
		{
			"monthly_review", "Review of a month", "What a month cost, what changed, what to do",
			[]*mcp.PromptArgument{argument("month", "the month, 2025-11")},
			func(a map[string]string) string {
				return fmt.Sprintf("Write a review of the bill of %s: the total by service and by account, what changed against the month before with price and quantity apart, the cases that were open, "+
					"what the network costs without need, and the forecast of the next month with its interval. Quote only figures from answers.", a["month"])
			},
		},
		{
			"what_is_this_line", "What is this line of the bill?", "Explains a usage type, and who causes it",
			[]*mcp.PromptArgument{argument("usage_type", "as it stands in the bill, APN1-DataTransfer-Regional-Bytes")},
			func(a map[string]string) string {
				return fmt.Sprintf("Explain the usage type %q in plain words, then say which accounts and resources cause it in the newest month of the bill, and how it can be made less.", a["usage_type"])
			},
		},
		{
			"cheaper_network", "A cheaper network", "All findings with fixes, the largest saving first", nil,
			func(map[string]string) string {
				return "List what the network costs without need, the largest saving first, with evidence, risk and the fix as Terraform. Add the savings up, and say which fixes exclude each other."
			},
		},
	}
}
