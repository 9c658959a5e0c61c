package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/pack"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cloudtrail"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/source/flowlog"
	"github.com/glauxhq/glaux/internal/source/focus"
)

// bucket is a store in memory, whose files may break while they are read.
type bucket struct {
	files  map[string][]byte
	breaks map[string]bool
	opens  map[string]int
}

func newBucket() *bucket {
	return &bucket{files: map[string][]byte{}, breaks: map[string]bool{}, opens: map[string]int{}}
}

func (b *bucket) List(_ context.Context, _ string) iter.Seq2[blob.Object, error] {
	return func(yield func(blob.Object, error) bool) {
		for _, key := range slices.Sorted(func(f func(string) bool) {
			for k := range b.files {
				if !f(k) {
					return
				}
			}
		}) {
			body := b.files[key]
			if !yield(blob.Object{Key: key, Size: int64(len(body)), Version: fmt.Sprintf("%d-%x", len(body), body[:min(len(body), 40)])}, nil) {
				return
			}
		}
	}
}

var errWire = errors.New("the wire broke")

func (b *bucket) Open(_ context.Context, key string) (io.ReadCloser, error) {
	body, ok := b.files[key]
	if !ok {
		return nil, blob.ErrNotFound
	}
	b.opens[key]++
	if b.breaks[key] {
		half := bytes.NewReader(body[:len(body)/2])
		return io.NopCloser(io.MultiReader(half, iotest.ErrReader(errWire))), nil
	}
	return io.NopCloser(bytes.NewReader(body)), nil
}

// feeds syncs a bucket again and again into one lake.
type feeds struct {
	t    *testing.T
	lake *lake.Lake
	run  ingest.Sync
}

func newFeeds(t *testing.T, b *bucket) *feeds {
	t.Helper()
	l, err := lake.Open(filepath.Join(t.TempDir(), "lake"))
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC) }
	w, err := l.Begin(clock)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Add("net", "flows", "bucket"), w.Close()); err != nil {
		t.Fatal(err)
	}
	return &feeds{t: t, lake: l, run: ingest.Sync{
		Lake: l, Loader: duckdb.NewLoader(duckdb.Options{Threads: 1, TempDir: t.TempDir()}), Clock: clock,
		Kinds: []feed.Kind{cloudtrail.New(), flowlog.New()}, Formats: []source.Format{focus.New()},
		Open: func(string) (blob.Store, error) { return b, nil },
	}}
}

func (f *feeds) sync() ingest.SourceReport {
	f.t.Helper()
	report, err := f.run.Run(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return report.Sources[0]
}

// source returns what the lake has.
func (f *feeds) source() *lake.Source {
	f.t.Helper()
	s, err := f.lake.Snapshot()
	if err != nil {
		f.t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a lock that is dropped in any case
	return s.Sources()[0]
}

// want tells whether the lake has so many rows by day, and the sync so many faults.
func (f *feeds) want(r ingest.SourceReport, faults int, days map[string]int64) {
	f.t.Helper()
	got := map[string]int64{}
	for day, m := range f.source().Months {
		got[day] = m.Rows()
	}
	if fmt.Sprint(got) != fmt.Sprint(days) || len(r.Faults) != faults {
		f.t.Errorf("days %v, want %v; faults %v; notes %v", got, days, r.Faults, r.Notes)
	}
}

// flows writes a log of n records from a second on.
func flows(start, n int) []byte {
	var b bytes.Buffer
	b.WriteString("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n")
	for i := range n {
		fmt.Fprintf(&b, "2 111122223333 eni-1 10.0.%d.%d 10.1.1.1 %d 443 6 1 %d %d %d ACCEPT OK\n", i/250%250, i%250, 1024+i%60000, i*7919, start+i, start+i+60)
	}
	return b.Bytes()
}

// columnar writes a log in Parquet.
func columnar(t *testing.T, start int64) []byte {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "version", Type: arrow.PrimitiveTypes.Int32},
		{Name: "srcaddr", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "dstport", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "start", Type: arrow.PrimitiveTypes.Int64},
		{Name: "next_hop_az_id", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	rows := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer rows.Release()
	for i := range int64(3) {
		rows.Field(0).(*array.Int32Builder).Append(11)          //nolint:forcetypeassert // as made above
		rows.Field(1).(*array.StringBuilder).Append("10.0.0.9") //nolint:forcetypeassert // as made above
		rows.Field(2).AppendNull()
		rows.Field(3).(*array.Int64Builder).Append(start + i) //nolint:forcetypeassert // as made above
		rows.Field(4).(*array.StringBuilder).Append("-")      //nolint:forcetypeassert // as made above
	}
	batch := rows.NewRecordBatch()
	defer batch.Release()
	var b bytes.Buffer
	w, err := pack.New(&b, schema, pack.Snappy)
	if err == nil {
		err = errors.Join(w.Write(batch), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	third  = 1762128000 // 2025-11-03
	fourth = third + 86400
)

func TestLogsOfAllFormsAreReadOnce(t *testing.T) {
	b := newBucket()
	b.files["AWSLogs/1/vpcflowlogs/us-east-1/2025/11/03/a.log.gz"] = zipped(t, flows(third-10, 30))
	b.files["AWSLogs/1/vpcflowlogs/us-east-1/2025/11/04/b.log"] = flows(fourth, 5)
	b.files["AWSLogs/aws-account-id=1/aws-service=vpcflowlogs/aws-region=us-east-1/year=2025/month=11/day=04/c.log.parquet"] = columnar(t, fourth)
	b.files["AWSLogs/1/CloudTrail/x.json"] = []byte(`{"Records":[{"eventVersion":"1"}]}`)
	b.files["bill.csv"] = []byte("BilledCost,ServiceName,ChargePeriodStart,EffectiveCost\n1,a,2025-11-01,1\n")
	b.files["empty.log"] = nil
	f := newFeeds(t, b)
	if r := f.sync(); !strings.Contains(fmt.Sprint(r.Faults), "several kinds here: CloudTrail events, VPC flow logs, bills") {
		t.Errorf("faults: %v", r.Faults)
	}
	delete(b.files, "bill.csv")
	delete(b.files, "AWSLogs/1/CloudTrail/x.json")
	want := map[string]int64{"2025-11-02": 10, "2025-11-03": 20, "2025-11-04": 8}
	f.want(f.sync(), 0, want)
	b.files["AWSLogs/1/CloudTrail/x.json"] = []byte(`{"Records":[{"eventVersion":"1"}]}`)
	b.files["bill.csv"] = []byte("BilledCost,ServiceName,ChargePeriodStart,EffectiveCost\n1,a,2025-11-01,1\n")
	r := f.sync()
	f.want(r, 0, want)
	for _, note := range []string{"empty files: 1", "files of another kind, not read (CloudTrail events): 1", "files of bills, not read: 1"} {
		if !slices.Contains(r.Notes, note) {
			t.Errorf("%q is not among %q", note, r.Notes)
		}
	}
	clear(b.opens)
	f.want(f.sync(), 0, want)
	if len(b.opens) > 0 {
		t.Errorf("a sync without anything new opens %v", b.opens)
	}
}

func TestAFileThatBreaksWhileItIsReadCostsNoOther(t *testing.T) {
	b := newBucket()
	b.files["2025/11/03/a.log"] = flows(third, 20_000)
	b.files["2025/11/03/b.log"] = flows(third, 20_000)
	b.files["2025/11/03/c.log"] = flows(third, 7)
	b.breaks["2025/11/03/b.log"] = true
	f := newFeeds(t, b)
	r := f.sync()
	f.want(r, 1, map[string]int64{"2025-11-03": 20_007})
	if len(r.Faults) != 1 || r.Faults[0].File != "2025/11/03/b.log" || !strings.Contains(r.Faults[0].Reason, errWire.Error()) {
		t.Errorf("faults: %v", r.Faults)
	}
	b.breaks = nil
	f.want(f.sync(), 0, map[string]int64{"2025-11-03": 40_007})
}

func TestAFileThatWasCutAndBecomesWholeIsReadAgain(t *testing.T) {
	b := newBucket()
	whole := zipped(t, flows(third, 5000))
	b.files["2025/11/03/a.log.gz"] = whole[:len(whole)/2]
	b.files["2025/11/03/b.log.gz"] = zipped(t, flows(third, 3))
	f := newFeeds(t, b)
	r := f.sync()
	rows := f.source().Months["2025-11-03"].Rows()
	if rows < 500 || rows >= 5003 || len(r.Faults) != 1 || !strings.Contains(r.Faults[0].Error(), "2025/11/03/a.log.gz: line") {
		t.Errorf("%d rows, %v", rows, r.Faults)
	}
	if r := f.sync(); len(r.Faults) != 0 || !strings.Contains(fmt.Sprint(r.Notes), "1 record of files read before were refused") {
		t.Errorf("the second sync: %v, %v", r.Faults, r.Notes)
	}
	b.files["2025/11/03/a.log.gz"] = whole
	f.want(f.sync(), 0, map[string]int64{"2025-11-03": 5003})
	b.files["2025/11/03/a.log.gz"] = zipped(t, flows(fourth, 1)) // and now it is quite another
	delete(b.files, "2025/11/03/b.log.gz")
	r = f.sync()
	f.want(r, 1, map[string]int64{"2025-11-03": 5003})
	if !strings.Contains(fmt.Sprint(r.Faults), "what was read of it before is kept") || !strings.Contains(fmt.Sprint(r.Notes), "1 file gone") {
		t.Errorf("%v, %v", r.Faults, r.Notes)
	}
}

func TestManySmallSetsBecomeOne(t *testing.T) {
	b := newBucket()
	f := newFeeds(t, b)
	for i := range 34 {
		b.files[fmt.Sprintf("2025/11/03/%03d.log", i)] = flows(third+i*60, 10)
		f.sync()
	}
	s := f.source()
	if rows := s.Months["2025-11-03"].Rows(); rows != 340 || len(s.Sets) > 3 || len(s.Months["2025-11-03"].Pieces) > 3 {
		t.Errorf("%d rows in %d sets", rows, len(s.Sets))
	}
}

func TestACancelledSyncLeavesNothingBehind(t *testing.T) {
	b := newBucket()
	for i := range 20 {
		b.files[fmt.Sprintf("2025/11/03/%03d.log", i)] = flows(third, 1000)
	}
	f := newFeeds(t, b)
	ctx, cancel := context.WithCancel(t.Context())
	f.run.Progress = func(p ingest.Progress) {
		if p.Files > 5 {
			cancel()
		}
	}
	if _, err := f.run.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if s := f.source(); len(s.Months) != 0 || len(s.Sets) != 0 {
		t.Errorf("%d days", len(s.Months))
	}
	f.run.Progress = nil
	f.want(f.sync(), 0, map[string]int64{"2025-11-03": 20_000})
}

// wire is a bucket whose files are fetched.
type wire struct {
	*bucket
	folder  string
	mu      sync.Mutex
	held    int
	fetched int
}

func (r *wire) Room() int64 { return 1 << 20 }

func (r *wire) Fetch(ctx context.Context, objects []blob.Object, _ func(int64)) []blob.Copy {
	copies := make([]blob.Copy, len(objects))
	for i, o := range objects {
		if ctx.Err() != nil {
			copies[i].Err = ctx.Err()
			continue
		}
		if r.breaks[o.Key] {
			copies[i].Err = errWire
			continue
		}
		path := filepath.Join(r.folder, fmt.Sprintf("%x", o.Key))
		if copies[i].Err = os.WriteFile(path, r.files[o.Key], 0o600); copies[i].Err != nil {
			continue
		}
		r.mu.Lock()
		r.held++
		r.fetched++
		r.mu.Unlock()
		copies[i].Path = path
		copies[i].Let = func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.held--
		}
	}
	return copies
}

func TestFilesOfABucketAreFetchedAheadAndLetGo(t *testing.T) {
	b := &wire{bucket: newBucket(), folder: t.TempDir()}
	for i := range 300 {
		b.files[fmt.Sprintf("2025/11/03/%03d.log", i)] = flows(third, 20)
	}
	f := newFeeds(t, b.bucket)
	f.run.Open = func(string) (blob.Store, error) { return b, nil }
	b.breaks["2025/11/03/007.log"] = true
	r := f.sync()
	f.want(r, 1, map[string]int64{"2025-11-03": 299 * 20})
	if b.fetched != 299 || b.held != 0 {
		t.Errorf("%d fetched, %d held at the end", b.fetched, b.held)
	}
	b.breaks = nil
	f.want(f.sync(), 0, map[string]int64{"2025-11-03": 300 * 20})
	if b.fetched != 300 || b.held != 0 {
		t.Errorf("%d fetched, %d held", b.fetched, b.held)
	}
	ctx, cancel := context.WithCancel(t.Context())
	for i := range 300 {
		b.files[fmt.Sprintf("2025/11/04/%03d.log", i)] = flows(fourth, 20)
	}
	f.run.Progress = func(p ingest.Progress) {
		if p.Files > 100 {
			cancel()
		}
	}
	if _, err := f.run.Run(ctx); !errors.Is(err, context.Canceled) || b.held != 0 {
		t.Errorf("%v, %d held", err, b.held)
	}
}
