package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/source/focus"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// world is a lake with one source.
type world struct {
	t     *testing.T
	lake  *lake.Lake
	dir   string // the source
	loads *counter
}

// counter is a loader that counts its calls.
type counter struct {
	ingest.Loader
	converted int
}

func (c *counter) Convert(ctx context.Context, conversion source.Conversion) ([]source.Piece, error) {
	c.converted++
	return c.Loader.Convert(ctx, conversion)
}

func newWorld(t *testing.T, location string) *world {
	t.Helper()
	l, err := lake.Open(filepath.Join(t.TempDir(), "lake"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, lake: l, dir: location, loads: &counter{Loader: loader(t)}}
	writer, err := l.Begin(clock)
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Add("bills", "cur", location); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

func loader(t *testing.T) *duckdb.Loader {
	t.Helper()
	return duckdb.NewLoader(duckdb.Options{TempDir: t.TempDir(), MemoryLimit: "1GiB", Threads: 2})
}

func formats() []source.Format {
	return []source.Format{cur.New2(), cur.NewLegacy(), focus.New()}
}

func clock() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func (w *world) run(ctx context.Context, names ...string) (ingest.Report, error) {
	return ingest.Sync{
		Lake: w.lake, Loader: w.loads, Formats: formats(), Clock: clock,
		Open: func(location string) (blob.Store, error) { return dir.Open(location) },
	}.Run(ctx, names...)
}

func (w *world) sync() ingest.SourceReport {
	w.t.Helper()
	report, err := w.run(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return report.Sources[0]
}

// put writes a file of the source.
func (w *world) put(key string, content []byte) {
	w.t.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) drop(key string) {
	w.t.Helper()
	if err := os.Remove(filepath.Join(w.dir, filepath.FromSlash(key))); err != nil {
		w.t.Fatal(err)
	}
}

// expect checks what a sync says of the months, as "2025-11 new 2 rows, cost 1.5", and how many faults it has.
func (w *world) expect(report ingest.SourceReport, faults int, months ...string) {
	w.t.Helper()
	var got []string
	for _, m := range report.Months {
		cost := m.Totals["line_item_unblended_cost"]
		if c, ok := m.Totals["billedcost"]; ok {
			cost = c
		}
		got = append(got, fmt.Sprintf("%s %s %d rows, cost %s", m.Month, m.Status, m.Rows, cost))
	}
	if strings.Join(got, "\n") != strings.Join(months, "\n") {
		w.t.Errorf("months\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(months, "\n"))
	}
	if len(report.Faults) != faults {
		w.t.Errorf("%d faults, want %d: %v", len(report.Faults), faults, report.Faults)
	}
	if len(report.Faults) > 0 != (ingest.Report{Sources: []ingest.SourceReport{report}}).Faulty() {
		w.t.Error("the report does not know whether it has faults")
	}
}

// row is a line of a bill of CUR 2.0.
type row struct {
	month string
	cost  string
}

// cur2 is a bill of CUR 2.0 in CSV.
func cur2(rows ...row) []byte {
	var b strings.Builder
	b.WriteString("line_item_usage_type,line_item_unblended_cost,bill_billing_period_start_date,product,identity_line_item_id\n")
	for i, r := range rows {
		fmt.Fprintf(&b, "Box-%d,%s,%s-01T00:00:00Z,\"{\"\"product_name\"\": \"\"x\"\"}\",%d\n", i, r.cost, r.month, i)
	}
	return []byte(b.String())
}

func zipped(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parquet turns a bill of CUR 2.0 in CSV into Parquet.
func parquet(t *testing.T, text []byte) []byte {
	t.Helper()
	return parquetAs(t, text, types.Text())
}

// parquetAs does so, and gives columns that CUR 2.0 does not know a type.
func parquetAs(t *testing.T, text []byte, unknown types.Type) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	head, err := source.ReadHead(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := source.Conversion{Files: []source.File{{Path: path, Encoding: source.CSV, Columns: head.Names()}}, Month: "2025-01", Dir: t.TempDir()}
	for i, h := range head.Columns {
		column := cur.New2().Column(source.HeadColumn{Name: h.Name, Type: unknown})
		c.Columns = append(c.Columns, source.Column{Name: column.Name, Type: column.Type, From: [][]int{{i}}})
	}
	pieces, err := loader(t).Convert(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(pieces[0].Paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func manifest(keys ...string) []byte {
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%q", "s3://bucket/prefix/"+k)
	}
	return fmt.Appendf(nil, `{"executionId": "x", "dataFiles": [%s]}`, strings.Join(keys, ","))
}

const (
	november = "data/BILLING_PERIOD=2025-11/e-00001"
	december = "data/BILLING_PERIOD=2025-12/e-00001"
	paper    = "metadata/BILLING_PERIOD=2025-11/e-Manifest.json"
)

func TestASecondSyncDoesNothing(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november+".snappy.parquet", parquet(t, cur2(row{"2025-11", "0.1"}, row{"2025-11", "0.2"})))
	w.put(december+".csv.gz", zipped(t, cur2(row{"2025-12", "1e-7"})))
	w.expect(w.sync(), 0, "2025-11 new 2 rows, cost 0.3", "2025-12 new 1 rows, cost 0.0000001")
	did := w.loads.converted
	w.expect(w.sync(), 0, "2025-11 unchanged 2 rows, cost 0.3", "2025-12 unchanged 1 rows, cost 0.0000001")
	if err := os.Chtimes(filepath.Join(w.dir, filepath.FromSlash(december+".csv.gz")), clock(), clock()); err != nil {
		t.Fatal(err)
	}
	w.expect(w.sync(), 0, "2025-11 unchanged 2 rows, cost 0.3", "2025-12 unchanged 1 rows, cost 0.0000001")
	if w.loads.converted != did {
		t.Errorf("%d files were converted again", w.loads.converted-did)
	}
}

func TestAMonthThatIsDeliveredAgainIsReplaced(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	w.put(december, cur2(row{"2025-12", "2"}))
	w.sync()
	w.put(november, cur2(row{"2025-11", "1"}, row{"2025-11", "5"}))
	w.expect(w.sync(), 0, "2025-11 changed 2 rows, cost 6", "2025-12 unchanged 1 rows, cost 2")
}

func TestOnlyTheFilesOfTheManifestCount(t *testing.T) {
	w := newWorld(t, t.TempDir())
	old := "data/BILLING_PERIOD=2025-11/2025-11-02T01:00:00.000Z-11111111-2222-4333-8444-555555555555/e-00001"
	w.put(old, cur2(row{"2025-11", "1"}))
	w.put(paper, manifest(old))
	w.expect(w.sync(), 0, "2025-11 new 1 rows, cost 1")
	newer := strings.Replace(old, "-02T", "-03T", 1)
	w.put(newer, cur2(row{"2025-11", "1"}, row{"2025-11", "2"}))
	w.expect(w.sync(), 0, "2025-11 unchanged 1 rows, cost 1") // the manifest is written last
	w.put(paper, manifest(newer))
	w.expect(w.sync(), 0, "2025-11 changed 2 rows, cost 3")
	w.put(paper, manifest(newer, "data/BILLING_PERIOD=2025-11/missing"))
	report := w.sync()
	w.expect(report, 1, "2025-11 kept 2 rows, cost 3")
	if f := report.Faults[0]; f.File != paper || !strings.Contains(f.Reason, "missing") {
		t.Errorf("the fault is %v", f)
	}
}

func TestSurplusChunksThatWereEmptiedCountNothing(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	w.put("data/BILLING_PERIOD=2025-11/e-00002", nil)
	w.put("data/BILLING_PERIOD=2025-11/e-00003", cur2())
	w.expect(w.sync(), 0, "2025-11 new 1 rows, cost 1")
}

func TestAMonthWithoutRowsIsAMonth(t *testing.T) {
	for name, content := range map[string][]byte{"CSV": cur2(), "Parquet": parquet(t, cur2(row{"2025-11", "1"}))} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			w.put(december, content)
			w.put("loose.csv", cur2())
			report := w.sync()
			if len(report.Faults) > 0 || len(report.Months) != 1 || report.Months[0].Month != "2025-12" {
				t.Errorf("%+v", report)
			}
			if again := w.sync(); len(again.Faults) > 0 || again.Months[0].Status != ingest.Unchanged {
				t.Errorf("%+v", again)
			}
		})
	}
}

func TestABadFileKeepsItsMonthAndNoOther(t *testing.T) {
	good := cur2(row{"2025-11", "1"})
	whole := parquet(t, cur2(row{"2025-11", "1"}, row{"2025-11", "2"}))
	var long []row
	for i := range 4000 {
		long = append(long, row{"2025-11", fmt.Sprint(i * 7919 % 1013)})
	}
	packed := zipped(t, cur2(long...))
	for name, c := range map[string]struct {
		bad           []byte
		place, reason string
	}{
		"a Parquet file that was cut off":   {whole[:len(whole)-9], "byte ", "cut off"},
		"a Parquet file with damaged pages": {damage(whole), "", ""},
		"a gzip file that was cut off":      {packed[:len(packed)/2], "end of file", "broken gzip"},
		"a gzip file with a wrong sum":      {append(bytes.Clone(packed[:len(packed)-8]), make([]byte, 8)...), "inside the gzip", "broken gzip"},
		"a file with the wrong columns":     {[]byte("a,b\n1,2\n"), "line 1", "no known bill"},
		"a bill of another format":          {[]byte("BilledCost,ChargeCategory,ServiceName,BillingPeriodStart\n1,Usage,x,2025-11-01\n"), "line 1", "FOCUS"},
		"a line with too many cells":        {append(bytes.Clone(good), "1,2,3,4,5,6,7\n"...), "line 3", "wrong number of fields"},
		"a cost that is no number":          {bytes.Replace(good, []byte(",1,"), []byte(",one,"), 1), "", "one"},
		"a file that is empty":              {[]byte{}, "byte 0", "empty"},
		"a text that is no bill at all":     {[]byte{0, 1, 2, 3}, "line 1", "neither"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			w.put(november, good)
			w.put(december, cur2(row{"2025-12", "2"}))
			w.sync()
			w.put(november, c.bad)
			w.put(december, cur2(row{"2025-12", "3"}))
			report := w.sync()
			w.expect(report, 1, "2025-11 kept 1 rows, cost 1", "2025-12 changed 1 rows, cost 3")
			if len(report.Faults) != 1 {
				t.FailNow()
			}
			f := report.Faults[0]
			if f.File != november || !strings.HasPrefix(f.Place, c.place) || !strings.Contains(f.Reason, c.reason) || f.Reason == "" || strings.Join(f.Months, " ") != "2025-11" {
				t.Errorf("the fault is file %q, place %q, reason %q, months %q", f.File, f.Place, f.Reason, f.Months)
			}
			if strings.Contains(f.Error(), w.dir) || strings.Contains(f.Error(), w.lake.Dir()) {
				t.Errorf("the fault tells paths: %v", f)
			}
			w.put(november, cur2(row{"2025-11", "4"}))
			w.expect(w.sync(), 0, "2025-11 changed 1 rows, cost 4", "2025-12 unchanged 1 rows, cost 3")
		})
	}
}

// damage overwrites the pages of a Parquet file and leaves the footer.
func damage(file []byte) []byte {
	broken := bytes.Clone(file)
	for i := 4; i < len(broken)/3; i++ {
		broken[i] = 0xee
	}
	return broken
}

func TestABadNewFileCommitsNothingOfItsMonth(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	w.put("data/BILLING_PERIOD=2025-11/e-00002", []byte("a,b\n"))
	w.put(december, cur2(row{"2025-12", "2"}))
	w.expect(w.sync(), 1, "2025-12 new 1 rows, cost 2")
}

func TestABareFolderTakesItsMonthsFromTheRows(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put("a-1.csv", cur2(row{"2025-11", "1"}, row{"2025-12", "10"}))
	w.put("a-2.csv", cur2(row{"2025-11", "2"}))
	w.put("b.csv", cur2(row{"2025-12", "20"}))
	w.expect(w.sync(), 0, "2025-11 new 2 rows, cost 3", "2025-12 new 2 rows, cost 30")
	w.put("b.csv", cur2(row{"2025-12", "30"}))
	w.expect(w.sync(), 0, "2025-11 unchanged 2 rows, cost 3", "2025-12 changed 2 rows, cost 40")
	w.put("a-2.csv", []byte("a,b\n"))
	w.put("c.csv", cur2(row{"2026-01", "7"}))
	report := w.sync()
	w.expect(report, 1, "2025-11 kept 2 rows, cost 3", "2025-12 kept 2 rows, cost 40", "2026-01 new 1 rows, cost 7")
}

func TestRowsWithoutABillingPeriodAreAFault(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put("a.csv", append(cur2(row{"2025-11", "1"}), "Box,1,,,\n"...))
	report := w.sync()
	w.expect(report, 1)
	if !strings.Contains(report.Faults[0].Reason, "billing period") {
		t.Errorf("the fault is %v", report.Faults[0])
	}
	w = newWorld(t, t.TempDir())
	w.put("a.csv", []byte("line_item_usage_type,line_item_unblended_cost\nBox,1\n"))
	w.expect(w.sync(), 1)
	w.put("BILLING_PERIOD=2025-11/a.csv", []byte("line_item_usage_type,line_item_unblended_cost\nBox,1\n"))
	w.drop("a.csv")
	w.expect(w.sync(), 0, "2025-11 new 1 rows, cost 1")
}

func TestWhatVanishesIsKeptAndReported(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	w.put("data/BILLING_PERIOD=2025-11/e-00002", cur2(row{"2025-11", "2"}))
	w.put(december, cur2(row{"2025-12", "3"}))
	w.sync()
	w.drop("data/BILLING_PERIOD=2025-11/e-00002")
	w.expect(w.sync(), 1, "2025-11 kept 2 rows, cost 3", "2025-12 unchanged 1 rows, cost 3")
	w.drop(november)
	report := w.sync()
	w.expect(report, 0, "2025-11 kept 2 rows, cost 3", "2025-12 unchanged 1 rows, cost 3")
	if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "2025-11") {
		t.Errorf("notes %q", report.Notes)
	}
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	w.expect(w.sync(), 1, "2025-11 kept 2 rows, cost 3", "2025-12 kept 1 rows, cost 3")
}

func TestARenamedFileCountsOnce(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put("old.csv", cur2(row{"2025-11", "1"}))
	w.sync()
	w.put("new.csv", cur2(row{"2025-11", "1"}))
	w.drop("old.csv")
	report := w.sync()
	w.expect(report, 0, "2025-11 changed 1 rows, cost 1")
	if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "old.csv") {
		t.Errorf("notes %q", report.Notes)
	}
}

func TestAFileThatChangesWhileItIsReadIsAFault(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	w.loads.Loader = meddler{Loader: w.loads.Loader, do: func() { w.put(november, cur2(row{"2025-11", "1"}, row{"2025-11", "2"})) }}
	w.expect(w.sync(), 1)
}

// meddler does something after each conversion.
type meddler struct {
	ingest.Loader
	do func()
}

func (m meddler) Convert(ctx context.Context, c source.Conversion) ([]source.Piece, error) {
	pieces, err := m.Loader.Convert(ctx, c)
	m.do()
	return pieces, err
}

func TestALoaderThatLosesSomethingIsCaught(t *testing.T) {
	for name, lose := range map[string]func([]source.Piece){
		"a row": func(p []source.Piece) { p[0].Read.Rows-- },
		"a cent": func(p []source.Piece) {
			p[0].Read.Totals["line_item_unblended_cost"] = p[0].Read.Totals["line_item_unblended_cost"].Neg()
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			w.put(november, cur2(row{"2025-11", "1"}))
			w.loads.Loader = loser{Loader: w.loads.Loader, lose: lose}
			w.expect(w.sync(), 1)
		})
	}
}

// loser gives other measures than it read.
type loser struct {
	ingest.Loader
	lose func([]source.Piece)
}

func (l loser) Convert(ctx context.Context, c source.Conversion) ([]source.Piece, error) {
	pieces, err := l.Loader.Convert(ctx, c)
	if err == nil {
		l.lose(pieces)
	}
	return pieces, err
}

func TestAnInterruptedSyncKeepsWhatWasCommitted(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	w.put(december, cur2(row{"2025-12", "2"}))
	ctx, cancel := context.WithCancel(context.Background())
	before := w.loads.Loader
	w.loads.Loader = meddler{Loader: before, do: func() {
		if w.loads.converted == 2 {
			cancel()
		}
	}}
	if _, err := w.run(ctx); err == nil {
		t.Error("a cancelled sync ends well")
	}
	w.loads.Loader = before
	w.expect(w.sync(), 0, "2025-11 unchanged 1 rows, cost 1", "2025-12 new 1 rows, cost 2")
}

func TestColumnsComeAndGo(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put("data/BILLING_PERIOD=2025-11/a-1", []byte("line_item_usage_type,line_item_unblended_cost,alias\nBox,1,x\n"))
	w.put("data/BILLING_PERIOD=2025-11/a-2", []byte("line_item_unblended_cost,line_item_operation,line_item_usage_type\n2,Run,Box\n"))
	w.put("data/BILLING_PERIOD=2025-12/a-1", []byte("line_item_usage_type,resource_tags\nBox,\"{\"\"user_a\"\": \"\"b\"\"}\"\n"))
	w.expect(w.sync(), 0, "2025-11 new 2 rows, cost 3", "2025-12 new 1 rows, cost 0")
	s, err := w.lake.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // it never fails
	src := s.Sources()[0]
	var names []string
	for _, c := range src.Months["2025-11"].Pieces[0].Columns {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "line_item_usage_type line_item_unblended_cost alias line_item_operation billing_period" {
		t.Errorf("columns %s", got)
	}
	for _, c := range src.Months["2025-12"].Pieces[0].Columns {
		if c.Name == "resource_tags" && c.Type.Kind != types.Map {
			t.Errorf("resource_tags is %v", c.Type)
		}
	}
}

func TestAColumnThatChangesItsTypeIsReported(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, parquet(t, []byte("line_item_usage_type,alias\nBox,x\n")))
	w.sync()
	w.put(december, []byte("BilledCost,ChargeCategory,ServiceName\n1,Usage,x\n"))
	report := w.sync()
	w.expect(report, 1, "2025-11 unchanged 1 rows, cost 0")
	numbers := []byte("line_item_usage_type,alias\nBox,1\n")
	w.put(december, parquetAs(t, numbers, types.Of(types.Double)))
	report = w.sync()
	w.expect(report, 0, "2025-11 unchanged 1 rows, cost 0", "2025-12 new 1 rows, cost 0")
	if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], `"alias" is double or string`) {
		t.Errorf("notes %q", report.Notes)
	}
}

func TestALegacyReportInCSVMergesNamesThatBecomeEqual(t *testing.T) {
	w := newWorld(t, t.TempDir())
	const header = "identity/LineItemId,lineItem/UnblendedCost,bill/BillingPeriodStartDate,resourceTags/user:Env,resourceTags/user:env\n"
	w.put("20251101-20251201/20251103T010000Z/r-1.csv.gz", zipped(t, []byte(header+"1,0.5,2025-11-01T00:00:00Z,,b\n2,0.25,2025-11-01T00:00:00Z,a,\n")))
	report := w.sync()
	w.expect(report, 0, "2025-11 new 2 rows, cost 0.75")
	if report.Format != "legacy CUR" || len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "resource_tags_user_env") {
		t.Errorf("%s, notes %q", report.Format, report.Notes)
	}
}

// remote is a store whose objects are not files of this machine.
type remote struct {
	blob.Store
	short bool // transfers end early
}

func (r remote) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	in, err := r.Store.Open(ctx, key)
	if err != nil || !r.short {
		return in, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(in, 10), in}, nil
}

func TestASourceElsewhereIsFetched(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.put(november, cur2(row{"2025-11", "1"}))
	open := func(short bool) ingest.SourceReport {
		t.Helper()
		report, err := ingest.Sync{
			Lake: w.lake, Loader: w.loads, Formats: formats(), Clock: clock,
			Open: func(location string) (blob.Store, error) {
				store, err := dir.Open(location)
				return remote{Store: store, short: short}, err
			},
		}.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return report.Sources[0]
	}
	report := open(true)
	w.expect(report, 1)
	if f := report.Faults[0]; f.Place != "byte 10" || !strings.Contains(f.Reason, "ended early") {
		t.Errorf("the fault is %+v", f)
	}
	w.expect(open(false), 0, "2025-11 new 1 rows, cost 1")
	w.expect(open(false), 0, "2025-11 unchanged 1 rows, cost 1")
}

func TestALinkThatLeadsOutIsAFault(t *testing.T) {
	w := newWorld(t, t.TempDir())
	outside := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(outside, cur2(row{"2025-11", "1"}), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(w.dir, "x.csv")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	w.expect(w.sync(), 1)
}

func TestAnUnknownSourceIsAnError(t *testing.T) {
	w := newWorld(t, t.TempDir())
	if _, err := w.run(context.Background(), "no.such"); err == nil {
		t.Error("it is synced")
	}
	report, err := w.run(context.Background(), "bills.cur")
	if err != nil || len(report.Sources) != 1 || len(report.Sources[0].Faults) != 1 {
		t.Errorf("an empty folder gives %+v, %v", report, err)
	}
}

// shared returns a folder of real files by others, or skips the test where it is absent.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data is not here: %v", err)
	}
	return path
}

func TestRealLegacyReportsHaveTheirTotals(t *testing.T) {
	w := newWorld(t, shared(t, "workshop-cur"))
	w.expect(w.sync(), 0, "2018-10 new 119307 rows, cost 4064.4831315379", "2018-11 new 124340 rows, cost 3505.3269681268")
	w.expect(w.sync(), 0, "2018-10 unchanged 119307 rows, cost 4064.4831315379", "2018-11 unchanged 124340 rows, cost 3505.3269681268")
}

func TestARealFocusFileHasItsTotals(t *testing.T) {
	w := newWorld(t, filepath.Join(shared(t, "focus"), "focus_sample.csv"))
	w.expect(w.sync(), 0, "2024-09 new 999 rows, cost 20.28022672899", "2024-10 new 1 rows, cost 0.24")
}
