package app

import (
	"context"

	"github.com/glauxhq/glaux/internal/finding"
)

// Findings looks for what the network costs without need, as the one who asks may see it.
func (a *App) Findings(ctx context.Context, ask finding.Ask) (finding.Found, error) {
	ranges, err := a.ranges()
	if err != nil {
		return finding.Found{}, err
	}
	runner, err := a.Runner()
	if err != nil {
		return finding.Found{}, err
	}
	return finding.Find(ctx, runner, a.Who(), ranges, ask)
}
