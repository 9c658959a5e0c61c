package app

import (
	"context"
	"fmt"
	"os"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/netflow"
)

// Identify says who had an address, as the one who asks may know it.
func (a *App) Identify(ctx context.Context, asked netflow.Asked) (netflow.Answer, error) {
	ranges, err := a.ranges()
	if err != nil {
		return netflow.Answer{}, err
	}
	runner, err := a.Runner()
	if err != nil {
		return netflow.Answer{}, err
	}
	return netflow.Identify(ctx, runner, a.Who(), ranges, asked)
}

// Classify makes an expression that puts addresses into words, as the one who asks may know them.
func (a *App) Classify(ctx context.Context, ask netflow.Classify) (netflow.Classified, error) {
	ranges, err := a.ranges()
	if err != nil {
		return netflow.Classified{}, err
	}
	runner, err := a.Runner()
	if err != nil {
		return netflow.Classified{}, err
	}
	return ask.Make(ctx, runner, a.Who(), ranges)
}

// Flows finds who sent what to whom, and what it cost, as the one who asks may know it.
func (a *App) Flows(ctx context.Context, ask netflow.Ask) (netflow.Priced, error) {
	ranges, err := a.ranges()
	if err != nil {
		return netflow.Priced{}, err
	}
	runner, err := a.Runner()
	if err != nil {
		return netflow.Priced{}, err
	}
	return netflow.Price(ctx, runner, a.Who(), ranges, ask)
}

// ranges reads the public addresses of AWS from the file of the settings, if there is one.
func (a *App) ranges() (ranges netflow.Ranges, err error) {
	if a.Config.IPRanges == "" {
		return netflow.Ranges{}, nil
	}
	f, err := os.Open(a.Config.IPRanges)
	if err != nil {
		return netflow.Ranges{}, fault.Wrap(err, fault.NotFound, "", fmt.Sprintf("the file %q of --ip-ranges cannot be read", a.Config.IPRanges))
	}
	defer f.Close() //nolint:errcheck // it was only read
	if ranges, err = netflow.ReadRanges(f); err != nil {
		return netflow.Ranges{}, fault.Wrap(err, fault.Invalid, "", fmt.Sprintf("the file %q of --ip-ranges is not the ip-ranges.json of AWS: %v", a.Config.IPRanges, err))
	}
	return ranges, nil
}
