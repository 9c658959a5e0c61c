package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/query"
)

// watcher is the principal of the watch for anomalies. It has its rights by a policy of its own, and the audit log names it.
func watcher() access.Principal { return access.Principal{Name: "glaux-watch"} }

// watchPolicy lets the watch read everything.
func watchPolicy() *access.Policy {
	name := watcher().Name
	return access.New(access.Rules{
		Administrators: []string{name},
		Grants:         []access.Grant{{Principals: []string{name}, Resource: access.Whole(), Permissions: []access.Permission{access.All}}},
	})
}

// Cases are the cases of the lake. The first call opens them and starts the engine; Close closes them.
func (a *App) Cases(ctx context.Context) (*casebook.Book, error) {
	a.opening.Lock()
	defer a.opening.Unlock()
	if a.cases != nil {
		return a.cases, nil
	}
	runner, err := a.Runner()
	if err != nil {
		return nil, err
	}
	whole := *runner
	whole.Policy, whole.Statements = watchPolicy(), nil
	asked := *runner // what is read of a case is asked again and again
	asked.Kept = &query.Kept{}
	a.cases, err = casebook.Open(ctx, a.Lake.Dir(), casebook.Options{
		Bill: a.bill, Whole: &whole, Runner: &asked, System: watcher(), SeesAll: a.administrator,
		Administers: a.alerts,
		Digest:      func(who access.Principal) string { return a.shares.Policy().Digest(who) },
		Told:        a.taught,
		Now:         a.outside.Now, Log: a.outside.Log,
	})
	return a.cases, err
}

// taught notes in the audit log a change of what everybody is told.
func (a *App) taught(_ context.Context, who access.Principal, kind, text string) error {
	return a.audit.Append(audit.Record{
		Event: audit.Alert, Outcome: audit.Succeeded, Principal: who.Name, Groups: who.Groups, By: who.By, Kind: kind, Text: text,
	})
}

// openCases are the cases of the lake, nil where nothing has been watched yet.
func (a *App) openCases(ctx context.Context) (*casebook.Book, error) {
	if !casebook.Exists(a.Lake.Dir()) {
		return nil, nil //nolint:nilnil // as said
	}
	return a.Cases(ctx)
}

// Delivered notes what a sync brought, so that it is known how days arrive, where anomalies are watched for.
func (a *App) Delivered(ctx context.Context) error {
	book, err := a.openCases(ctx)
	if err != nil || book == nil {
		return err
	}
	return book.Record(ctx)
}

// bill tells what the lake has of bills: its months, and what names their files.
func (a *App) bill(context.Context) (casebook.Bill, error) {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return casebook.Bill{}, lakeFault(err)
	}
	defer s.Close() //nolint:errcheck // a lock that is dropped in any case
	files := map[string][]string{}
	for _, src := range s.Sources() {
		if !isBill(src.Format) {
			continue
		}
		for name, month := range src.ByMonth() {
			files[name] = append(files[name], namesOf(src, month)...)
		}
	}
	var out casebook.Bill
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		slices.Sort(files[name])
		sum := sha256.Sum256(fmt.Appendf(nil, "%q", files[name]))
		identity := hex.EncodeToString(sum[:])
		out.Months = append(out.Months, casebook.Month{Name: name, Identity: identity})
		_, _ = fmt.Fprintln(all, name, identity) // a hash takes everything
	}
	out.Version = hex.EncodeToString(all.Sum(nil))
	return out, nil
}

// namesOf names the files of a month of a source.
func namesOf(src *lake.Source, month lake.Month) []string {
	var out []string
	for _, p := range month.Pieces {
		for _, f := range p.Files {
			out = append(out, src.Name()+" "+f.Path)
		}
	}
	return out
}

// How often the server looks whether there is something new to judge, and how long it waits at most after it failed.
const (
	watchEvery = 5 * time.Second
	watchAgain = 30 * time.Minute
)

// watch judges what is delivered, as long as the workbench is open.
func (w *workbench) watch(book *casebook.Book) {
	w.life.running.Go(func() {
		wait, last := watchEvery, ""
		timer := time.NewTimer(0)
		defer timer.Stop()
		for {
			select {
			case <-w.life.ctx.Done():
				return
			case <-timer.C:
			}
			version, err := w.judge(book, last)
			if err == nil {
				last, wait = version, watchEvery
			} else {
				wait = min(wait+wait, watchAgain)
			}
			timer.Reset(wait)
		}
	})
}

// judge evaluates where the bill is another than the last time, and tells the log of trouble.
func (w *workbench) judge(book *casebook.Book, last string) (string, error) {
	ctx, log := w.life.ctx, w.app.outside.Log
	bill, err := w.app.bill(ctx)
	if err == nil && bill.Version == last {
		return last, nil
	}
	begun := w.app.outside.Now()
	if err == nil {
		err = book.Evaluate(ctx)
	}
	switch {
	case ctx.Err() != nil || log == nil:
	case err != nil:
		log.Warn("anomalies could not be looked for; it is tried again", "error", err)
	default:
		log.Info("looked for anomalies", "seconds", w.app.outside.Now().Sub(begun).Seconds())
	}
	return bill.Version, err
}
