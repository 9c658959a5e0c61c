// Package app builds the product out of its parts: it is the only place where they meet. It promises that nothing is opened
// before it is needed, that what was opened is closed, and that the local user has rights by a written policy like
// everybody else.
//
//	a, err := app.Open(cfg, app.Outside{Now: time.Now})
//	defer a.Close()
//	runner, err := a.Runner()
package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/blob/cache"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/external"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/emit"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/statement"
)

// Outside is what comes from the world around: clock and log. The zero value has the real clock and no log.
type Outside struct {
	Now func() time.Time
	Log *slog.Logger
}

// App is the product, ready to be used by a door.
type App struct {
	Config config.Config
	Lake   *lake.Lake

	outside Outside
	tables  *metastore.Store
	files   *external.Reader
	copies  *cache.Cache // of objects of S3
	policy  *access.Policy
	who     access.Principal
	// principal returns the principal of a name, with the groups that the policy puts it in.
	principal func(name string) access.Principal
	engine    *duckdb.Engine
	audit     *audit.Log
	auditor   *auditor
	temp      string // the folder that Close removes; "" when the user named one
}

// Open opens the lake and reads the policy.
func Open(cfg config.Config, outside Outside) (*App, error) {
	if outside.Now == nil {
		outside.Now = time.Now
	}
	a := &App{Config: cfg, outside: outside, policy: access.LocalPolicy(), who: access.Local()}
	a.principal = func(name string) access.Principal { return access.Principal{Name: name} }
	if err := a.readPolicy(); err != nil {
		return nil, err
	}
	var err error
	if a.Lake, err = lake.Open(cfg.Lake); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", err.Error())
	}
	if a.tables, err = metastore.Open(a.Lake.Dir()); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", err.Error())
	}
	a.openAudit()
	a.copies = cache.Open(filepath.Join(a.Lake.Dir(), objectsDir), cfg.CacheSize, outside.Now)
	a.files = &external.Reader{Open: a.objects, Cache: external.OpenCache(a.Lake.Dir(), a.Config.TableCacheSize, time.Now), Now: outside.Now}
	return a, nil
}

// readPolicy reads the policy file, when there is one, and finds the principal in it.
func (a *App) readPolicy() error {
	if a.Config.Policy == "" {
		return nil
	}
	in, err := os.Open(a.Config.Policy)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "INVALID_POLICY", fmt.Sprintf("the policy file cannot be read: %v", err))
	}
	defer in.Close() //nolint:errcheck // nothing was written
	file, err := access.Load(in)
	if err != nil {
		return err
	}
	a.policy, a.principal = file.Policy, file.Principal
	if a.Config.As != "" {
		a.who = file.Principal(a.Config.As)
	} else {
		a.who = file.Principal(a.who.Name)
	}
	return nil
}

// Who is who asks.
func (a *App) Who() access.Principal { return a.who }

// Now is the time by the product's clock.
func (a *App) Now() time.Time { return a.outside.Now() }

// Runner returns what runs queries. The first call starts the engine.
func (a *App) Runner() (*query.Runner, error) {
	if a.engine == nil {
		if err := a.startEngine(); err != nil {
			return nil, err
		}
	}
	return &query.Runner{
		Snapshot: a.snapshot,
		Views:    a.views,
		Policy:   a.policy,
		Engine:   a.engine,
		Emit:     func(q *typed.Query) (emit.Statement, error) { return emitduckdb.Query(q) },
		Now:      a.outside.Now,
		Database: a.Config.Database,
		Audit:    a.auditor,
		Statements: &statement.Executor{
			Store: a.tables, Places: a.places, Located: a.located, Now: a.outside.Now,
		},
	}, nil
}

// startEngine starts the engine, which may read the lake's folder and nothing else.
func (a *App) startEngine() error {
	options, err := a.engineOptions()
	if err != nil {
		return err
	}
	options.DataDirs = []string{a.Lake.Dir()}
	a.engine, err = duckdb.Open(options)
	return err
}

// engineOptions returns the limits that hold for queries and for loading, and makes the folder to spill into.
func (a *App) engineOptions() (duckdb.Options, error) {
	temp := a.Config.Temp
	if temp == "" && a.temp == "" {
		made, err := os.MkdirTemp("", "glaux-")
		if err != nil {
			return duckdb.Options{}, fault.Wrap(err, fault.Unavailable, "NO_TEMP_FOLDER", fmt.Sprintf("no folder for what does not fit into memory: %v", err))
		}
		a.temp = made
	}
	if temp == "" {
		temp = a.temp
	}
	return duckdb.Options{
		MemoryLimit: bytes(a.Config.Memory),
		Threads:     a.Config.Threads,
		TempDir:     temp,
		TempLimit:   bytes(a.Config.TempLimit),
		Log:         a.outside.Log,
	}, nil
}

// bytes writes a size as the engine reads it, "" for none.
func bytes(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%dB", n)
}

// Close closes what was opened.
func (a *App) Close() error {
	var errs []error
	if a.engine != nil {
		errs = append(errs, a.engine.Close())
	}
	if a.temp != "" {
		errs = append(errs, os.RemoveAll(a.temp))
	}
	if a.audit != nil {
		errs = append(errs, a.audit.Close())
	}
	return errors.Join(errs...)
}
