package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/store"
	"github.com/glauxhq/glaux/internal/workgroup"
)

// Past returns what ran in a workgroup of the server over this lake, newest first: of all principals where the one of this command administers it,
// and its own where it may use it.
func (a *App) Past(ctx context.Context, group string, f job.Find) (list []job.Job, err error) {
	groups := &workgroup.Groups{State: a.shares.State, Now: a.outside.Now}
	path := filepath.Join(a.Lake.Dir(), workbenchDir, recordsFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		_, err := groups.Of(ctx, a.who, group)
		return nil, err // no server ever ran
	} else if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "STORE_NOT_OPENED", err.Error())
	}
	records, err := store.Open(ctx, path, a.outside.Now)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	return job.Archive{Workgroups: groups, History: records}.ListIn(ctx, a.who, group, f)
}
