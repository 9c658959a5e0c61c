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

// watchEvery is how often the server looks whether there is something new to judge.
const watchEvery = 5 * time.Second

// watch judges what is delivered, as long as the workbench is open.
func (w *workbench) watch(book *casebook.Book) {
	w.life.running.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		last := ""
		for {
			last = w.judge(book, last)
			select {
			case <-w.life.ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// judge evaluates where the bill is another than the last time, and tells the log of trouble once.
func (w *workbench) judge(book *casebook.Book, last string) string {
	bill, err := w.app.bill(w.life.ctx)
	if err != nil || bill.Version == last {
		return last
	}
	begun := time.Now()
	if err := book.Evaluate(w.life.ctx); err != nil {
		if w.life.ctx.Err() == nil && w.app.outside.Log != nil {
			w.app.outside.Log.Warn("anomalies were not looked for; the next sync tries again", "error", err)
		}
		return bill.Version
	}
	if w.app.outside.Log != nil {
		w.app.outside.Log.Info("looked for anomalies", "seconds", time.Since(begun).Seconds())
	}
	return bill.Version
}
