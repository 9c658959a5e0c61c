package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/allocation"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
)

// Allocations says who pays, by the rules of the file or, without one, by the tags that the bill has.
func (a *App) Allocations() *Allocations { return &Allocations{app: a, kept: &query.Kept{}} }

// Allocations allocates the costs of a lake. The file of rules is read anew for each question.
type Allocations struct {
	app  *App
	kept *query.Kept
}

// AllocationFile returns the rules of the file that was set, or of the one beside the settings, and its path; "" where there is none.
func (a *App) AllocationFile() (rules allocation.Rules, file string, err error) {
	file = a.Config.Allocation
	if file == "" {
		file = a.Config.AllocationDefault
	}
	if file == "" {
		return rules, "", nil
	}
	content, err := readBounded(file)
	if errors.Is(err, fs.ErrNotExist) && a.Config.Allocation == "" {
		return rules, "", nil
	}
	if err != nil {
		return rules, file, fault.Wrap(err, fault.NotFound, "", fmt.Sprintf("the file %q of --allocation cannot be read", file))
	}
	rules, err = allocation.Parse(content)
	return rules, file, err
}

// maxRules bounds a file of rules, one byte beyond what is read of it.
const maxRules = 1<<20 + 1

// readBounded reads the beginning of a file, so that a device or a wrong file does not fill the memory.
func readBounded(path string) (content []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, maxRules))
}

// runner is that of the lake, with the results of questions that were asked before.
func (a *Allocations) runner() (*query.Runner, error) {
	runner, err := a.app.Runner()
	if err != nil {
		return nil, err
	}
	keeping := *runner
	keeping.Kept = a.kept
	return &keeping, nil
}

// Rules returns the rules that hold for a principal, and the file that they are of.
func (a *Allocations) Rules(ctx context.Context, who access.Principal) (allocation.Rules, string, error) {
	rules, file, err := a.app.AllocationFile()
	if err != nil || file != "" {
		return rules, file, err
	}
	runner, err := a.runner()
	if err != nil {
		return rules, "", err
	}
	rules, err = allocation.Present(ctx, runner, who)
	return rules, "", err
}

// Info says which rules hold.
func (a *Allocations) Info(ctx context.Context, who access.Principal) (allocation.Info, error) {
	rules, file, err := a.Rules(ctx, who)
	return rules.Info(file), err
}

// Allocate says who pays.
func (a *Allocations) Allocate(ctx context.Context, who access.Principal, ask allocation.Ask) (allocation.Answer, error) {
	rules, _, err := a.Rules(ctx, who)
	if err != nil {
		return allocation.Answer{}, err
	}
	runner, err := a.runner()
	if err != nil {
		return allocation.Answer{}, err
	}
	return allocation.Allocate(ctx, runner, who, rules, ask)
}

// Explain shows the lines behind a value or a step.
func (a *Allocations) Explain(ctx context.Context, who access.Principal, ask allocation.ExplainAsk) (allocation.Explanation, error) {
	rules, _, err := a.Rules(ctx, who)
	if err != nil {
		return allocation.Explanation{}, err
	}
	runner, err := a.runner()
	if err != nil {
		return allocation.Explanation{}, err
	}
	return allocation.Explain(ctx, runner, who, rules, ask)
}

// Test runs the examples of a file, or of the rules that hold, and checks the rules against the bill.
func (a *Allocations) Test(ctx context.Context, who access.Principal, file string) (allocation.Tested, error) {
	rules, place, err := a.rulesOf(ctx, who, file)
	if err != nil {
		return allocation.Tested{}, err
	}
	runner, err := a.runner()
	if err != nil {
		return allocation.Tested{}, err
	}
	tested, err := allocation.Test(ctx, runner, who, rules)
	tested.File = place
	return tested, err
}

// rulesOf are those of a file, or those that hold.
func (a *Allocations) rulesOf(ctx context.Context, who access.Principal, file string) (allocation.Rules, string, error) {
	if file == "" {
		return a.Rules(ctx, who)
	}
	content, err := readBounded(file)
	if err != nil {
		return allocation.Rules{}, file, fault.Wrap(err, fault.NotFound, "", fmt.Sprintf("the file %q cannot be read", file))
	}
	rules, err := allocation.Parse(content)
	return rules, file, err
}
