package audit

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/pack"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// The table is read from Parquet: a segment that is full is converted once, the last one each time that it has grown. Copies that were not
// asked for within an hour are deleted: longer than a query runs.
const (
	copiesDir = "parquet"
	copyKind  = ".parquet"
	copyNew   = ".new-"
	copyAge   = time.Hour
)

// DataDir returns the folder of the files that the table is read from.
func (l *Log) DataDir() string { return filepath.Join(l.dir, copiesDir) }

// segmentFiles is the Data of the table.
type segmentFiles struct{ log *Log }

// Files returns the copies of all segments as they are now.
func (s *segmentFiles) Files(ctx context.Context, _ []catalog.Constraint) (*catalog.Files, error) {
	f, err := s.log.freeze(ctx)
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	defer f.close() //nolint:errcheck // only read
	group := catalog.FileGroup{Columns: map[string]catalog.FileColumn{}}
	for _, c := range columns() {
		group.Columns[c.name] = catalog.FileColumn{Name: c.name, Type: c.kind}
	}
	used := map[string]bool{}
	for i, file := range f.files {
		path, err := s.log.copied(ctx, f.segments[i], file)
		if err != nil {
			return nil, fmt.Errorf("read audit log: %w", err)
		}
		group.Paths = append(group.Paths, path)
		used[path] = true
	}
	if err := s.log.clean(used); err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	if len(group.Paths) == 0 {
		return &catalog.Files{}, nil
	}
	return &catalog.Files{Groups: []catalog.FileGroup{group}}, nil
}

// copied returns the path of the Parquet file of a segment, and makes it where there is none of this size. Its name tells the size: a
// segment only grows, but for one that somebody changed, which is made anew because its time differs.
func (l *Log) copied(ctx context.Context, segment int64, file *os.File) (string, error) {
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(l.dir, copiesDir)
	path := filepath.Join(dir, fmt.Sprintf("%s-%d-%d%s", strings.TrimSuffix(segmentName(segment), extension), info.Size(), info.ModTime().UnixNano(), copyKind))
	now := l.options.Now()
	if os.Chtimes(path, now, now) == nil {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	temp, err := os.CreateTemp(dir, copyNew+"*")
	if err != nil {
		return "", err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // after the rename there is none
	err = convert(ctx, io.NewSectionReader(file, 0, info.Size()), temp)
	if err := errors.Join(err, temp.Close()); err != nil {
		return "", err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return "", err
	}
	return path, os.Chtimes(path, now, now)
}

// convert writes the records of a segment as Parquet. Lines that are none are for Verify, and are left out.
func convert(ctx context.Context, in io.Reader, to io.Writer) error {
	const batch = 2000
	made := newRows()
	defer made.all.Release()
	out, err := pack.New(to, made.all.Schema(), pack.Zstd)
	if err != nil {
		return err
	}
	flush := func() error {
		if made.n == 0 {
			return ctx.Err()
		}
		b := made.all.NewRecordBatch()
		defer b.Release()
		made.n = 0
		return errors.Join(out.Write(b), ctx.Err())
	}
	lines := bufio.NewReaderSize(in, 64<<10)
	for {
		text, whole, err := nextLine(lines)
		if errors.Is(err, io.EOF) {
			return errors.Join(flush(), out.Close())
		}
		if err != nil {
			return err
		}
		r, err := read(bytes.TrimSuffix(text, []byte("\n")))
		if err != nil || !whole {
			continue
		}
		if made.add(&r); made.n == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
}

// clean deletes the copies that nobody asked for within an hour.
func (l *Log) clean(used map[string]bool) error {
	entries, err := os.ReadDir(filepath.Join(l.dir, copiesDir))
	if err != nil && len(used) > 0 {
		return err
	}
	var errs []error
	for _, e := range entries {
		path := filepath.Join(l.dir, copiesDir, e.Name())
		info, err := e.Info()
		if used[path] || err != nil || l.options.Now().Sub(info.ModTime()) < copyAge {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
