package s3_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/blob/s3/s3test"
	"github.com/glauxhq/glaux/internal/cli"
	"github.com/glauxhq/glaux/internal/money"
)

// world is a bucket with a bill in it, as AWS delivers it, and what the bill has to come to.
type world struct {
	*s3test.Server
	t      testing.TB
	proxy  *s3test.Proxy
	lake   string
	months map[string]*delivery
	clock  func() time.Time // of glaux in this process; nil is the real one
}

// delivery is what lies in the bucket of a month.
type delivery struct {
	rows  int
	total money.Amount
	files []string
}

const (
	bucket = "bills"
	root   = "exports/bill"
)

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{Server: s3test.Start(t), t: t, lake: filepath.Join(t.TempDir(), "lake"), months: map[string]*delivery{}}
	w.Setenv(t)
	w.Bucket(bucket)
	w.proxy = w.Proxy()
	return w
}

// deliver writes a month of CUR 2.0: files of rows, and the manifest last. The seed decides the amounts, so that another seed is
// another delivery. Bulk pads the rows with what cannot be compressed.
func (w *world) deliver(month string, files, rows, bulk int, seed uint64) {
	w.t.Helper()
	d := &delivery{}
	var listed []string
	for f := range files {
		key := fmt.Sprintf("%s/data/BILLING_PERIOD=%s/bill-%05d.csv.gz", root, month, f+1)
		w.Put(bucket, key, d.file(w.t, month, f, rows, bulk, seed))
		d.files = append(d.files, key)
		listed = append(listed, fmt.Sprintf("s3://%s/%s", bucket, key))
	}
	manifest, err := json.Marshal(map[string]any{"executionId": fmt.Sprintf("%s-%d", month, seed), "dataFiles": listed})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Put(bucket, w.manifest(month), manifest)
	w.months[month] = d
}

func (w *world) manifest(month string) string {
	return fmt.Sprintf("%s/metadata/BILLING_PERIOD=%s/bill-Manifest.json", root, month)
}

// file returns a file of a delivery and adds its rows to what the month comes to.
func (d *delivery) file(t testing.TB, month string, number, rows, bulk int, seed uint64) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, uint64(number)))
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(z)
	write := func(row ...string) {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	write("identity_line_item_id", "bill_billing_period_start_date", "bill_payer_account_id", "line_item_usage_account_id", "line_item_usage_account_name",
		"line_item_line_item_type", "line_item_product_code", "line_item_usage_start_date", "line_item_unblended_cost", "line_item_resource_id")
	padding := make([]byte, bulk/2)
	for i := range rows {
		for j := range padding {
			padding[j] = byte(random.Uint32())
		}
		cost := money.New(random.Int64N(1_000_000), 5)
		d.rows++
		d.total = d.total.Add(cost)
		write(fmt.Sprintf("%s-%d-%d", month, number, i), month+"-01T00:00:00Z", "111122223333", "444455556666", "App-Team-One",
			"Usage", "AmazonEC2", month+"-02T00:00:00Z", cost.String(), fmt.Sprintf("i-%x", padding))
	}
	w.Flush()
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// run runs glaux in this process.
func (w *world) run(args ...string) (screen string, status int) {
	w.t.Helper()
	return w.runContext(w.t.Context(), args...)
}

func (w *world) runContext(ctx context.Context, args ...string) (screen string, status int) {
	w.t.Helper()
	var out bytes.Buffer
	status = cli.Main(ctx, cli.Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: w.clock,
		Getenv: func(name string) string {
			return map[string]string{"GLAUX_LAKE": w.lake, "HOME": filepath.Dir(w.lake)}[name]
		},
	})
	return out.String(), status
}

// must runs glaux, which must go well.
func (w *world) must(args ...string) string {
	w.t.Helper()
	screen, status := w.run(args...)
	if status != 0 {
		w.t.Fatalf("glaux %s: status %d\n%s", strings.Join(args, " "), status, screen)
	}
	return screen
}

// add registers the bill.
func (w *world) add() {
	w.t.Helper()
	w.must("source", "add", "aws.bill", "s3://"+bucket+"/"+root, "--s3-endpoint", w.proxy.URL, "--s3-path-style")
}

// check compares the lake with the bucket, month by month: rows, no row twice, and exact totals.
func (w *world) check(months map[string]*delivery) {
	w.t.Helper()
	var want strings.Builder
	for _, month := range slices.Sorted(maps.Keys(months)) {
		if d := months[month]; d.rows > 0 {
			fmt.Fprintf(&want, "%s,%d,%d,%s\n", month, d.rows, d.rows, d.total.Fixed(5))
		}
	}
	got := w.must("query", "--format", "csv", `SELECT billing_period, count(*), count(DISTINCT identity_line_item_id),
		sum(CAST(line_item_unblended_cost AS decimal(18, 5))) FROM aws.bill GROUP BY 1 ORDER BY 1`)
	_, rows, _ := strings.Cut(got, "\n")
	if rows = strings.NewReplacer(`"`, "", "\r", "").Replace(rows); rows != want.String() {
		w.t.Errorf("the lake has\n%s, the bucket\n%s", rows, want.String())
	}
}

// gets returns the objects that were got since the last call; each part of an object counts.
func (w *world) gets() (keys []string) {
	for _, r := range w.proxy.Requests() {
		if r.Kind == "GET" {
			keys = append(keys, strings.TrimPrefix(r.Key, bucket+"/")+r.Range)
		}
	}
	return keys
}

// program builds glaux.
func program(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "glaux")
	out, err := command(t, "go", "build", "-o", path, "../../cmd/glaux").CombinedOutput()
	if err != nil {
		t.Fatalf("build glaux: %v\n%s", err, out)
	}
	return path
}

// expect tells which texts a screen lacks.
func expect(t *testing.T, screen string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			t.Errorf("it lacks %q:\n%s", text, screen)
		}
	}
}

// lockedBuffer is a screen that is looked at while it is written to.
type lockedBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

// Write writes to the screen.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(p)
}

// String returns what is on the screen.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}

// waitFor waits until a text is on a screen.
func waitFor(t *testing.T, screen *lockedBuffer, text string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if strings.Contains(screen.String(), text) {
			return
		}
	}
	t.Fatalf("%q does not come:\n%s", text, screen.String())
}
