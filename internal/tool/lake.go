package tool

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/readiness"
	"github.com/glauxhq/glaux/internal/sharing"
)

// NoInput is the input of a tool without one.
type NoInput struct{}

// ReadinessAnswer is what the lake can and cannot answer.
type ReadinessAnswer struct {
	Findings []readiness.Finding `json:"findings"`
}

// readinessTool is the tool readiness.
func readinessTool(p Parts) (Tool, bool, error) {
	if p.Lake == nil {
		return none()
	}
	return made(spec{
		"readiness", "What the data can and cannot answer",
		"Checks bills, logs, inventories, tags and model data, and says what is missing, what that prevents and how to mend it in the AWS console or CLI.",
	}, func(ctx context.Context, who access.Principal, _ NoInput) (ReadinessAnswer, error) {
		found, err := p.Lake.Readiness(ctx, who)
		return ReadinessAnswer{Findings: found}, err
	})
}

// ShareInput asks who sees what.
type ShareInput struct {
	As       string `json:"as,omitempty" doc:"the principal, yourself when empty; only administrators see what others see"`
	Database string `json:"database,omitempty" doc:"the database of table names without one"`
	SQL      string `json:"sql,omitempty" doc:"a query of which to say what the principal would see; the whole catalog when empty"`
}

// shareCheck is the tool share_check.
func shareCheck(p Parts) (Tool, bool, error) {
	if p.Sharing == nil {
		return none()
	}
	return made(spec{
		"share_check", "What a principal may see, and why",
		"Tells which tables, columns and rows a principal sees, by which grants and filters. Who is no administrator learns only of itself, and nothing of what is hidden.",
	}, func(ctx context.Context, who access.Principal, in ShareInput) (sharing.Sight, error) {
		return p.Sharing.Check(ctx, who, sharing.CheckRequest{As: in.As, Database: in.Database, SQL: in.SQL})
	})
}
