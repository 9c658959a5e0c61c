package statement

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxPartitions is how many partitions one statement writes at most: Athena's limit.
const maxPartitions = 100

// fileForm is how the files of a statement are written.
type fileForm struct {
	name        string // PARQUET, JSON or TEXTFILE
	compression string // none, snappy, gzip, zstd or brotli
	delimiter   byte   // of TEXTFILE
	escape      byte   // of TEXTFILE; 0 for none
	null        string // of TEXTFILE
	// keys is how many of the last columns are partition keys; keep tells that they stand in the files too.
	keys int
	keep bool
}

// extension is the end of the names of files: readers tell the compression of text by it.
func (f fileForm) extension() string {
	switch {
	case f.name == "PARQUET":
		return ".parquet"
	case f.compression == "gzip":
		return ".gz"
	}
	return ""
}

// writer writes the rows of a result into one file for each partition.
type writer struct {
	dir     string
	form    fileForm
	columns []typed.Column
	at      token.Span // for errors
	prefix  string
	open    map[string]*output
	order   []*output
	rows    int64
}

// output is the file of a partition.
type output struct {
	metastore.File
	file   *os.File
	buffer *bufio.Writer
	zip    *gzip.Writer
	rows   render.Writer
}

// writeRows writes all rows of a result below a folder and returns the files and how many rows they hold. On an error the caller removes the folder.
func writeRows(ctx context.Context, result *query.Result, dir string, form fileForm, columns []typed.Column, at token.Span) ([]metastore.File, int64, error) {
	id := make([]byte, 8)
	if _, err := rand.Read(id); err != nil {
		return nil, 0, fmt.Errorf("name files: %w", err)
	}
	w := &writer{dir: dir, form: form, columns: columns, at: at, prefix: hex.EncodeToString(id), open: map[string]*output{}}
	err := rows(ctx, result, w.row)
	if err == nil && form.keys == 0 && len(w.order) == 0 && form.name == "PARQUET" {
		_, err = w.partition(nil) // an empty table has its columns in an empty file
	}
	err = errors.Join(err, w.close(err != nil))
	if err != nil {
		return nil, 0, err
	}
	files := make([]metastore.File, len(w.order))
	for i, o := range w.order {
		files[i] = o.File
	}
	return files, w.rows, nil
}

// row writes a row into the file of its partition.
func (w *writer) row(row []value.Value) error {
	data := len(row) - w.form.keys
	o, err := w.partition(row[data:])
	if err != nil {
		return err
	}
	w.rows++
	if w.form.keep {
		return o.rows.Row(row)
	}
	return o.rows.Row(row[:data])
}

// partition returns the file of a partition, and opens it where there is none.
func (w *writer) partition(keys []value.Value) (*output, error) {
	texts := make([]string, len(keys))
	for i, v := range keys {
		texts[i] = hiveNull
		if v != nil {
			texts[i] = value.CastText(v, w.columns[len(w.columns)-len(keys)+i].Type)
		}
	}
	name := strings.Join(texts, "\x00")
	if o, ok := w.open[name]; ok {
		return o, nil
	}
	if len(w.open) == maxPartitions && w.form.keys > 0 {
		return nil, diag.New(diag.HiveTooManyOpenPartitions, w.at, "Exceeded limit of %d open writers for partitions/buckets", maxPartitions)
	}
	o, err := w.create(texts)
	if err != nil {
		return nil, err
	}
	w.open[name] = o
	w.order = append(w.order, o)
	return o, nil
}

// create opens a file.
func (w *writer) create(texts []string) (*output, error) {
	o := &output{}
	o.Partition = texts
	o.Path = filepath.Join(w.dir, fmt.Sprintf("%s_%05d%s", w.prefix, len(w.order), w.form.extension()))
	var err error
	if o.file, err = os.OpenFile(o.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, fmt.Errorf("write rows: %w", err)
	}
	o.buffer = bufio.NewWriter(o.file)
	var out io.Writer = o.buffer
	if w.form.name != "PARQUET" && w.form.compression == "gzip" {
		o.zip = gzip.NewWriter(o.buffer)
		out = o.zip
	}
	columns := w.columns
	if !w.form.keep {
		columns = columns[:len(columns)-w.form.keys]
	}
	if o.rows, err = w.form.writer(out); err == nil {
		err = o.rows.Begin(columns)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write rows: %w", err), o.file.Close())
	}
	return o, nil
}

// writer returns what writes rows in the form.
func (f fileForm) writer(out io.Writer) (render.Writer, error) {
	switch f.name {
	case "PARQUET":
		return render.NewParquet(f.compression, out)
	case "JSON":
		return render.New(render.JSONL, out)
	}
	return &hiveText{out: out, delimiter: f.delimiter, escape: f.escape, null: f.null}, nil
}

// close ends all files, durably; with broken they are only closed.
func (w *writer) close(broken bool) error {
	var errs []error
	for _, o := range w.order {
		if !broken {
			errs = append(errs, o.end())
		}
		errs = append(errs, o.file.Close())
	}
	return errors.Join(errs...)
}

func (o *output) end() error {
	if err := o.rows.End(); err != nil {
		return err
	}
	if o.zip != nil {
		if err := o.zip.Close(); err != nil {
			return err
		}
	}
	if err := o.buffer.Flush(); err != nil {
		return err
	}
	return o.file.Sync()
}

// place is the folder of a partition below a table's folder.
type place func(values []string) (string, error)

// publish moves the files to where they belong, in the end of all: until then nobody sees them. On an error those that were moved are removed.
func publish(files []metastore.File, folder place) (err error) {
	var moved []string
	defer func() {
		if err != nil {
			for _, name := range moved {
				err = errors.Join(err, os.Remove(name))
			}
		}
	}()
	for _, f := range files {
		to, err := folder(f.Partition)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(to, 0o755); err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
		name := filepath.Join(to, filepath.Base(f.Path))
		if err := os.Rename(f.Path, name); err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
		moved = append(moved, name)
		if err := lake.SyncDir(to); err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
	}
	return nil
}

// staging makes a hidden folder inside of a folder, so that moving out of it is a rename.
func staging(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("write rows: %w", err)
	}
	dir, err := os.MkdirTemp(folder, ".glaux-")
	if err != nil {
		return "", fmt.Errorf("write rows: %w", err)
	}
	return dir, nil
}

// isEmpty tells whether a folder has no files; hidden ones do not count.
func isEmpty(folder string) (bool, error) {
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return true, nil
	}
	return !slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "_")
	}), err
}
