package app

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/blob/s3"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/lake"
)

// objectsDir is the folder of the copies of objects of S3 in that of the lake.
const objectsDir = "objects"

// remote tells whether a location is one of S3.
func remote(location string) bool { return strings.HasPrefix(location, s3.Scheme) }

// bucket opens a location of S3 with the settings of a source before those of the command.
func (a *App) bucket(ctx context.Context, location string, settings map[string]string) (*s3.Store, error) {
	cfg, err := a.Config.With(settings)
	if err != nil {
		return nil, err
	}
	return s3.Open(ctx, location, s3.Options{
		Profile: cfg.S3.Profile, Region: cfg.S3.Region, Endpoint: cfg.S3.Endpoint, PathStyle: cfg.S3.PathStyle,
		RequesterPays: cfg.S3.RequesterPays, Parallel: cfg.S3.Parallel, Clock: a.outside.Now,
	}, a.copies)
}

// opener returns what opens the places of sources: of those in the lake, and of the one that is being added.
func (a *App) opener(ctx context.Context, adding *lake.Source) func(string) (blob.Store, error) {
	return func(location string) (blob.Store, error) {
		if !remote(location) {
			store, err := dir.Open(location)
			if err != nil {
				return nil, err
			}
			return store, nil
		}
		settings, err := a.settingsOf(location, adding)
		if err != nil {
			return nil, err
		}
		store, err := a.bucket(ctx, location, settings)
		if err != nil {
			return nil, err
		}
		return store, nil
	}
}

// settingsOf returns the settings with which a source of S3 was registered.
func (a *App) settingsOf(location string, adding *lake.Source) (map[string]string, error) {
	if adding != nil && adding.Location == location {
		return adding.Settings, nil
	}
	sources, err := a.Sources()
	if err != nil {
		return nil, err
	}
	for _, src := range sources {
		if src.Location == location {
			return src.Settings, nil
		}
	}
	return nil, nil
}

// place returns the location of a source as the lake keeps it, once it is clear that there is something which can be listed.
func (a *App) place(ctx context.Context, location string, settings map[string]string) (string, error) {
	if !remote(location) {
		absolute, err := filepath.Abs(location)
		if err != nil {
			return "", fault.Wrap(err, fault.Invalid, "INVALID_LOCATION", err.Error())
		}
		if len(settings) > 0 {
			return "", fault.New(fault.Invalid, "INVALID_SETTING", fmt.Sprintf("%q is a folder of this machine, for which the settings of S3 mean nothing", location))
		}
		if _, err := dir.Open(absolute); err != nil {
			return "", fault.Wrap(err, fault.Invalid, "INVALID_LOCATION", err.Error())
		}
		return absolute, nil
	}
	sources, err := a.Sources()
	if err != nil {
		return "", err
	}
	for _, src := range sources {
		if src.Location == location && !maps.Equal(src.Settings, settings) {
			return "", fault.New(fault.Conflict, "SOURCE_EXISTS", fmt.Sprintf("%s is registered with other settings as %s; remove that first", location, src.Name()))
		}
	}
	store, err := a.bucket(ctx, location, settings)
	if err != nil {
		return "", err
	}
	return location, store.Check(ctx)
}

// remoteObjects returns what lies below a location of an external table in S3, with the settings of a source that it lies in.
func (a *App) remoteObjects(location string) (blob.Store, error) {
	sources, err := a.Sources()
	if err != nil {
		return nil, err
	}
	var settings map[string]string
	for _, src := range sources {
		if remote(src.Location) && strings.HasPrefix(location, strings.TrimRight(src.Location, "/")+"/") {
			settings = src.Settings
		}
	}
	store, err := a.bucket(context.Background(), location, settings) // which asks nobody
	if err != nil {
		return nil, err
	}
	return store, nil
}
