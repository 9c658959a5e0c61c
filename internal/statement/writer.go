package statement

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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
	name        string // PARQUET, AVRO, JSON or TEXTFILE
	compression string // one of packings
	level       int    // of zstd; 0 for the usual one
	delimiter   byte   // of TEXTFILE
	escape      byte   // of TEXTFILE; 0 for none
	null        string // of TEXTFILE
	// keys is how many of the last columns are partition keys; keep tells that they stand in the files too.
	keys int
	keep bool
	// bucketed are the columns by which rows are divided into buckets; nil for no division.
	bucketed []int
	buckets  int
}

// extension is the end of the names of files: readers tell the compression of text by it.
func (f fileForm) extension() string {
	switch f.name {
	case "PARQUET":
		return ".parquet"
	case "AVRO":
		return ".avro"
	}
	return map[string]string{"gzip": ".gz", "snappy": ".snappy", "zstd": ".zst"}[f.compression]
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
	packed io.WriteCloser // nil for files that are not compressed as a whole
	rows   render.Writer
}

// writeRows writes all rows of a result below a folder and returns the files and how many rows they hold. On an error the caller removes the folder.
func writeRows(ctx context.Context, result *query.Result, dir string, form fileForm, columns []typed.Column, at token.Span) ([]metastore.File, int64, error) {
	id := make([]byte, 8)
	if _, err := rand.Read(id); err != nil {
		return nil, 0, fmt.Errorf("name files: %w", err)
	}
	w := &writer{dir: dir, form: form, columns: columns, at: at, prefix: hex.EncodeToString(id), open: map[string]*output{}}
	err := result.Each(ctx, w.row)
	if err == nil && form.keys == 0 && len(w.order) == 0 && form.name == "PARQUET" {
		_, err = w.partition(nil, noBucket) // an empty table has its columns in an empty file
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
	o, err := w.partition(row[data:], w.form.bucket(row, w.columns))
	if err != nil {
		return err
	}
	w.rows++
	if w.form.keep {
		return o.rows.Row(row)
	}
	return o.rows.Row(row[:data])
}

// partition returns the file of a partition and a bucket, and opens it where there is none.
func (w *writer) partition(keys []value.Value, bucket int) (*output, error) {
	texts := make([]string, len(keys))
	for i, v := range keys {
		texts[i] = hiveNull
		if v != nil {
			texts[i] = value.CastText(v, w.columns[len(w.columns)-len(keys)+i].Type)
		}
	}
	name := strings.Join(texts, "\x00") + "\x00" + strconv.Itoa(bucket)
	if o, ok := w.open[name]; ok {
		return o, nil
	}
	if len(w.open) == maxPartitions && (w.form.keys > 0 || bucket != noBucket) {
		return nil, diag.New(diag.HiveTooManyOpenPartitions, w.at, "Exceeded limit of %d open writers for partitions/buckets", maxPartitions)
	}
	o, err := w.create(texts, bucket)
	if err != nil {
		return nil, err
	}
	w.open[name] = o
	w.order = append(w.order, o)
	return o, nil
}

// create opens a file.
func (w *writer) create(texts []string, bucket int) (*output, error) {
	o := &output{}
	o.Partition = texts
	name := fmt.Sprintf("%s_%05d%s", w.prefix, len(w.order), w.form.extension())
	if bucket != noBucket {
		name = fmt.Sprintf("%06d_%d_%s%s", bucket, len(w.order), w.prefix, w.form.extension())
	}
	o.Path = filepath.Join(w.dir, name)
	var err error
	if o.file, err = os.OpenFile(o.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, fmt.Errorf("write rows: %w", err)
	}
	o.buffer = bufio.NewWriter(o.file)
	var out io.Writer = o.buffer
	if w.form.name == "JSON" || w.form.name == "TEXTFILE" {
		if o.packed, err = packed(w.form.compression, w.form.level, o.buffer); err != nil {
			return nil, errors.Join(err, o.file.Close())
		}
		if o.packed != nil {
			out = o.packed
		}
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

// check refuses columns that files of the form cannot hold.
func (f fileForm) check(columns []typed.Column, at token.Span) error {
	if f.name == "AVRO" {
		return checkAvro(columns, at)
	}
	return nil
}

// writer returns what writes rows in the form.
func (f fileForm) writer(out io.Writer) (render.Writer, error) {
	switch f.name {
	case "PARQUET":
		return render.NewParquet(f.compression, f.level, out)
	case "AVRO":
		return &avroFile{out: out, codec: f.compression, level: f.level}, nil
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
	if o.packed != nil {
		if err := o.packed.Close(); err != nil {
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
