package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/readiness"
)

// Readiness tells what the lake can and cannot answer.
func (a *App) Readiness(ctx context.Context) ([]readiness.Finding, error) {
	known, runner, err := a.examined()
	if err != nil {
		return nil, err
	}
	return readiness.Examine(ctx, runner, a.who, known)
}

// Quiz returns five questions about the lake, with their answers.
func (a *App) Quiz(ctx context.Context) ([]readiness.Question, error) {
	known, runner, err := a.examined()
	if err != nil {
		return nil, err
	}
	return readiness.Quiz(ctx, runner, a.who, known)
}

// examined returns what is registered, and what runs queries.
func (a *App) examined() (readiness.Lake, *query.Runner, error) {
	sources, err := a.Sources()
	if err != nil {
		return readiness.Lake{}, nil, err
	}
	var known readiness.Lake
	for _, s := range sources {
		known.Sources = append(known.Sources, examinedSource(s))
	}
	runner, err := a.Runner()
	return known, runner, err
}

// examinedSource is what is known of a source.
func examinedSource(s *lake.Source) readiness.Source {
	known := readiness.Source{
		Name: s.Name(), Kind: s.Format, Title: FormatTitle(s.Format), Location: s.Location, Months: slices.Clone(s.MonthNames()), Synced: s.Synced,
	}
	for _, m := range s.Months {
		known.Rows += m.Rows()
	}
	for _, f := range s.Faults {
		known.Faults = append(known.Faults, fmt.Sprint(f))
	}
	return known
}
