package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/tieout"
)

// totalsFile holds what queries answered of the bills when they were last compared with what was delivered.
const totalsFile = "totals.json"

// measure asks what there is of the bills, unless this program has asked it of these files before.
func (s *standing) measure(ctx context.Context) ([]tieout.Month, error) {
	path := filepath.Join(s.app.Lake.Dir(), workbenchDir, totalsFile)
	of, err := s.measurable()
	if err != nil {
		return nil, err
	}
	months, found, err := tieout.Recall(path, of)
	if err != nil {
		s.note("the totals are measured again", err)
	}
	if found {
		return months, nil
	}
	if months, err = tieout.Measure(ctx, s.whole, access.Local()); err != nil {
		return nil, err
	}
	// Of what was committed in the meantime nobody knows whether it was measured.
	if now, err := s.measurable(); err != nil || now != of {
		return months, err
	}
	if err := tieout.Keep(path, of, months); err != nil {
		s.note("the totals will be measured again after the next start", err)
	}
	return months, nil
}

// measurable names what there is to measure, and this program.
func (s *standing) measurable() (string, error) {
	program := ""
	if path, err := os.Executable(); err == nil {
		if file, err := os.Stat(path); err == nil {
			program = fmt.Sprint(path, file.Size(), file.ModTime().UnixNano())
		}
	}
	snapshot, err := s.app.Lake.Snapshot()
	if err != nil {
		return "", lakeFault(err)
	}
	defer snapshot.Close() //nolint:errcheck // a lock that is dropped in any case
	return tieout.Of(program, snapshot.Sources())
}

// note tells the log what went wrong without harm.
func (s *standing) note(what string, err error) {
	if s.app.outside.Log != nil {
		s.app.outside.Log.Warn(what, "error", err)
	}
}
