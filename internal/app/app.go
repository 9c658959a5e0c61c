// Package app builds the product out of its parts: it is the only place where they meet. It promises that nothing is opened
// before it is needed, that what was opened is closed, and that the local user has rights by a written policy like
// everybody else.
//
//	a, err := app.Open(cfg, app.Outside{Now: time.Now})
//	defer a.Close()
//	runner, err := a.Runner()
package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/blob/cache"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/external"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/emit"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/statement"
	"github.com/glauxhq/glaux/internal/unit"
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
	shares  *share.Store
	who     access.Principal
	engine  runningEngine
	worker  []string // the command that starts a worker; none where statements run in this process
	audit   *audit.Log
	at      string // the address at which the workbench is served
	auditor *auditor
	opening sync.Mutex     // of cases
	cases   *casebook.Book // nil before they are needed
	units   *unit.Library
	temp    string // the folder that Close removes; "" when the user named one
}

// Open opens the lake and the records of who may see what.
func Open(cfg config.Config, outside Outside) (*App, error) {
	if outside.Now == nil {
		outside.Now = time.Now
	}
	a := &App{Config: cfg, outside: outside}
	var err error
	if a.Lake, err = lake.Open(cfg.Lake); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", err.Error())
	}
	if a.tables, err = metastore.Open(a.Lake.Dir()); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", err.Error())
	}
	a.units = unit.Open(cmp.Or(cfg.Units, filepath.Join(a.Lake.Dir(), unitsDir)))
	a.openAudit()
	a.copies = cache.Open(filepath.Join(a.Lake.Dir(), objectsDir), cfg.CacheSize, outside.Now)
	a.files = &external.Reader{Open: a.objects, Cache: external.OpenCache(a.Lake.Dir(), a.Config.TableCacheSize, time.Now), Now: outside.Now}
	return a, errors.Join(a.openShares(), a.settle())
}

// settle has the grants on what was dropped forgotten, where a process that was killed did not come to that. While another process changes the tables,
// that is left to the next one: nothing is made before.
func (a *App) settle() error {
	if a.shares == nil {
		return nil
	}
	err := a.statements().Settle(context.Background())
	switch {
	case errors.Is(err, metastore.ErrBusy):
		return nil
	case err != nil:
		return fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", err.Error())
	}
	return nil
}

// statements executes what is no query.
func (a *App) statements() *statement.Executor {
	return &statement.Executor{
		Store: a.tables, Places: a.places, Located: a.located, Now: a.outside.Now, Made: a.shares.Made, Gone: a.shares.Gone,
	}
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
		Snapshot:   a.snapshot,
		Views:      a.views,
		Policy:     a.shares,
		Engine:     a.engine,
		Emit:       func(q *typed.Query) (emit.Statement, error) { return emitduckdb.Query(q) },
		Now:        a.outside.Now,
		Database:   a.Config.Database,
		Audit:      a.auditor,
		Statements: a.statements(),
	}, nil
}

// Close closes what was opened.
func (a *App) Close() error {
	var errs []error
	if a.cases != nil {
		errs = append(errs, a.cases.Close())
	}
	if a.shares != nil {
		errs = append(errs, a.shares.Close())
	}
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
