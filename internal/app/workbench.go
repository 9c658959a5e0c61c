package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/identity/openid"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/result"
	"github.com/glauxhq/glaux/internal/store"
	"github.com/glauxhq/glaux/internal/webapi"
	"github.com/glauxhq/glaux/internal/workgroup"
)

// What the workbench keeps stands in a folder of the lake's own.
const (
	workbenchDir = "workbench"
	recordsFile  = "records.sqlite"
	resultsDir   = "results"
	keyFile      = "session.key" // encrypts the secrets of access keys, and the cookies of logins

	resultKeyFile = "results.key" // encrypts what is kept of results
)

// workbench is what stands behind the server, in the order in which it was opened.
type workbench struct {
	app     *App
	runner  *query.Runner
	gate    *identity.Gate    // nil where nobody needs to log in
	known   *identity.Records // sessions and access keys
	openid  *openid.Provider  // nil where nobody logs in elsewhere
	records *store.Store
	results *result.Store
	groups  *workgroup.Groups
	jobs    *job.Jobs
	cases   *casebook.Book
	alerts  *alert.Desk
	ranges  netflow.Ranges // the public addresses of AWS
	life    *life
}

// openWorkbench opens what the server needs. Close it.
func (a *App) openWorkbench(ctx context.Context, o Serving) (*workbench, error) {
	w := &workbench{app: a, life: newLife(ctx)}
	if err := w.open(ctx, o); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *workbench) open(ctx context.Context, o Serving) error {
	a := w.app
	a.worker = o.Worker
	if a.outside.Log == nil {
		a.outside.Log = o.Log
	}
	dir := filepath.Join(a.Lake.Dir(), workbenchDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", fmt.Sprintf("no folder for what the workbench keeps: %v", err))
	}
	if err := w.openGate(ctx); err != nil {
		return err
	}
	// Results come first: their folder belongs to one server, and its lock tells whether there is another.
	key, err := identity.Key(filepath.Join(dir, resultKeyFile))
	if err != nil {
		return err
	}
	if w.results, err = result.Open(filepath.Join(dir, resultsDir), result.Options{Now: a.outside.Now, Key: key}); err != nil {
		return err
	}
	if w.records, err = store.Open(ctx, filepath.Join(dir, recordsFile), a.outside.Now); err != nil {
		return err
	}
	if w.runner, err = a.Runner(); err != nil {
		return err
	}
	if w.ranges, err = a.ranges(); err != nil {
		return err
	}
	if w.cases, err = a.Cases(ctx); err != nil {
		return err
	}
	if w.alerts, err = a.Alerts(ctx); err != nil {
		return err
	}
	w.groups = &workgroup.Groups{State: a.shares.State, Days: w.records, Now: a.outside.Now}
	w.runner.Workgroups = w.groups
	w.jobs, err = job.New(context.WithoutCancel(ctx), job.Options{
		Runner: w.runner, Workgroups: w.groups, Results: w.results, History: w.records, Now: a.outside.Now, Log: o.Log,
	})
	return err
}

// parts are what the server is made of.
func (w *workbench) parts(o Serving) (webapi.Parts, error) {
	a := w.app
	standing := a.newStanding(w.life, w.runner)
	standing.warm()
	w.watch(w.cases)
	w.tell()
	parts := a.parts(w.runner, webapi.Parts{
		Ranges: w.ranges,
		Local:  a.who, Administrator: a.administrator, Principal: a.asking, Pages: o.Pages, Jobs: w.jobs, Workgroups: w.groups, Saved: w.records, Lake: standing, Audit: a.audit,
		Anomalies: w.cases, Alerts: w.alerts,
	})
	if w.gate != nil {
		parts.Identity = w.gate
	}
	parts.Credentials = &identity.Credentials{
		File: a.Config.TokenFile, Records: w.known, Administers: parts.Sharing.Administers, Now: a.outside.Now,
	}
	if w.openid != nil {
		parts.OpenID = w.openid
	}
	door, err := a.door(parts, o.Version)
	parts.MCP = door
	return parts, err
}

// stop lets the statements in the background come to their end until ctx ends, and cancels them then.
func (w *workbench) stop(ctx context.Context) error { return w.jobs.Shutdown(ctx) }

// close closes what was opened. Statements that still run are cancelled.
func (w *workbench) close() error {
	w.life.close()
	var errs []error
	if w.jobs != nil {
		now, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
		defer cancel()
		errs = append(errs, w.jobs.Shutdown(now))
	}
	if w.results != nil {
		errs = append(errs, w.results.Close())
	}
	if w.alerts != nil {
		errs = append(errs, w.alerts.Box.Close())
	}
	if w.records != nil {
		errs = append(errs, w.records.Close())
	}
	if w.known != nil {
		errs = append(errs, w.known.Close())
	}
	return errors.Join(errs...)
}
