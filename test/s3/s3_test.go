// Package s3_test syncs bills out of a real S3 server, through all of glaux, and makes every kind of trouble on the way.
package s3_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/blob/s3/s3test"
)

func command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), name, args...)
}

func TestABillComesOnceAndThenOnlyWhatChanged(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-10", 3, 200, 0, 1)
	w.deliver("2025-11", 2, 100, 0, 2)
	w.add()
	w.proxy.Requests()

	screen := w.must("sync")
	expect(t, screen, "aws.bill (CUR 2.0)", "2025-10  new        600 rows", "2025-11  new        200 rows", "S3: ", " LIST, 7 GET; ", "fetched for 7 objects", "requests cost about $0.00")
	gets := w.gets()
	if slices.Sort(gets); len(gets) != 7 || len(slices.Compact(slices.Clone(gets))) != 7 {
		t.Errorf("the first sync got %q", gets)
	}
	w.check(w.months)

	screen = w.must("sync")
	expect(t, screen, "unchanged", "S3: 1 LIST, 0 GET; 0 bytes fetched for 0 objects, 2 in the cache; requests cost about $0.000005")
	if gets := w.gets(); len(gets) != 0 {
		t.Errorf("a sync of what is there got %q", gets)
	}

	w.deliver("2025-11", 2, 120, 0, 3) // a new delivery of the month, in the place of the old one
	w.proxy.Requests()
	screen = w.must("sync")
	expect(t, screen, "2025-10  unchanged", "2025-11  changed    240 rows", "1 LIST, 3 GET")
	if gets := w.gets(); len(gets) != 3 || strings.Contains(strings.Join(gets, " "), "2025-10") {
		t.Errorf("a sync of one month got %q", gets)
	}
	w.check(w.months)

	w.Put(bucket, w.manifest("2025-10"), []byte(`{"executionId": "again", "dataFiles": ["`+strings.Join(w.months["2025-10"].files, `", "`)+`"]}`))
	w.proxy.Requests()
	w.must("sync")
	if gets := w.gets(); len(gets) != 1 { // the manifest alone: the files are what they were
		t.Errorf("a delivery of the same files got %q", gets)
	}
	w.check(w.months)
}

func TestASyncThatIsKilledGoesOn(t *testing.T) {
	w := newWorld(t)
	w.proxy.BytesPerSecond = 1_500_000
	glaux := program(t)
	random := rand.New(rand.NewPCG(7, 7))
	for i, month := range []string{"2025-08", "2025-09", "2025-10", "2025-11"} {
		w.deliver(month, 3, 800, 400, uint64(i)) // about 300 kB a file
	}
	w.add()
	before := map[string]*delivery{}
	seen := map[string]int{}
	for kill := range 20 {
		// A month is delivered again, so that there is always something to do.
		month := []string{"2025-08", "2025-09", "2025-10", "2025-11"}[kill%4]
		w.deliver(month, 3, 800+kill, 400, uint64(100+kill))
		sync := command(t, glaux, "sync", "--s3-parallel", "2")
		sync.Env = append(os.Environ(), "GLAUX_LAKE="+w.lake)
		if err := sync.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- sync.Wait() }()
		wait := time.Duration(100+random.IntN(1400)) * time.Millisecond
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("glaux ended with %v", err)
			}
			seen["ended by itself"]++
		case <-time.After(wait):
			if err := sync.Process.Signal(syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err == nil {
				seen["ended just then"]++
			} else {
				seen["killed"]++
			}
		}
		w.sound(before)
	}
	if seen["killed"] < 12 {
		t.Errorf("only %v", seen)
	}
	w.proxy.Requests()
	screen := w.must("sync")
	w.check(w.months)
	for _, month := range []string{"2025-08", "2025-09", "2025-10", "2025-11"} {
		expect(t, screen, month)
	}
	gets := w.gets()
	slices.Sort(gets)
	if once := slices.Compact(slices.Clone(gets)); len(once) != len(gets) {
		t.Errorf("something was got twice: %q", gets)
	}
	w.must("sync")
	if gets := w.gets(); len(gets) != 0 {
		t.Errorf("a sync of what is there got %q", gets)
	}
}

// sound looks at a lake whose sync was killed: every month in it is one delivery as a whole, and none that was there is gone.
func (w *world) sound(before map[string]*delivery) {
	w.t.Helper()
	got := w.must("query", "--format", "csv", `SELECT billing_period, count(*), count(DISTINCT identity_line_item_id), sum(CAST(line_item_unblended_cost AS decimal(18, 5)))
		FROM glaux.bill GROUP BY 1 ORDER BY 1`)
	there := map[string]bool{}
	for line := range strings.Lines(got) {
		cells := strings.Split(strings.TrimSpace(strings.ReplaceAll(line, `"`, "")), ",")
		if len(cells) != 4 || !strings.HasPrefix(cells[0], "2025") {
			continue
		}
		there[cells[0]] = true
		if d := w.months[cells[0]]; cells[1] == fmt.Sprint(d.rows) && cells[2] == cells[1] && cells[3] == d.total.Fixed(5) {
			before[cells[0]] = d
			continue
		}
		if d := before[cells[0]]; d == nil || cells[1] != fmt.Sprint(d.rows) || cells[2] != cells[1] || cells[3] != d.total.Fixed(5) {
			w.t.Errorf("%s is neither the new delivery nor the old one: %s", cells[0], line)
		}
	}
	for month := range before {
		if !there[month] {
			w.t.Errorf("%s is gone", month)
		}
	}
}

func TestTroubleLeavesTheMonthAsItWas(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-10", 1, 100, 0, 1)
	w.deliver("2025-11", 2, 100, 0, 2)
	w.add()
	w.must("sync")
	old := maps.Clone(w.months)
	for i, c := range []struct {
		name string
		make func(file string) // trouble with the second file
		want []string
	}{
		{
			"an object that is truncated", func(file string) { w.Put(bucket, file, truncated(w, "2025-11")) },
			[]string{"bill-00002.csv.gz", "kept as it was: 2025-11"},
		},
		{"an object that is refused", func(file string) {
			w.proxy.Answer = answerFor(file, http.StatusForbidden, "AccessDenied", "Access Denied")
		}, []string{"access denied", "s3:GetObject on arn:aws:s3:::bills/" + root, "--s3-requester-pays", "kept as it was: 2025-11"}},
		{"an object that vanishes while the sync is under way", func(file string) {
			w.proxy.Answer = func(_ http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "bill-00001.csv.gz") {
					w.Delete(bucket, file)
				}
				return false
			}
		}, []string{"is gone now", "run glaux sync again", "kept as it was: 2025-11"}},
		{"a server that is too busy", func(file string) {
			w.proxy.Answer = answerFor(file, http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate.")
		}, []string{"S3 asks to slow down", "--s3-parallel", "kept as it was: 2025-11"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.deliver("2025-11", 2, 130, 0, uint64(10+i))
			c.make(w.months["2025-11"].files[1])
			t.Setenv("AWS_MAX_ATTEMPTS", "2")
			screen, status := w.run("sync", "--s3-parallel", "1")
			w.proxy.Answer = nil
			if status != 1 {
				t.Errorf("status %d", status)
			}
			expect(t, screen, append(c.want, "2025-10  unchanged", "2025-11  kept")...)
			w.check(old)
		})
	}
	w.deliver("2025-11", 2, 140, 0, 99)
	expect(t, w.must("sync"), "2025-11  changed    280 rows")
	w.check(w.months)
}

// truncated returns the first half of a file of a delivery.
func truncated(w *world, month string) []byte {
	whole := (&delivery{}).file(w.t, month, 1, 130, 0, 3)
	return whole[:len(whole)/2]
}

// answerFor answers requests for an object in the place of the server.
func answerFor(key string, status int, code, text string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, key) {
			return false
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, text) //nolint:errcheck // the reader says whether it came
		return true
	}
}

func TestAPlaceThatCannotBeListedIsNotRegistered(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-11", 1, 10, 0, 1)
	endpoint := []string{"--s3-endpoint", w.proxy.URL, "--s3-path-style"}
	for _, c := range []struct {
		name     string
		location string
		flags    []string
		before   func(t *testing.T)
		want     []string
	}{
		{"a missing bucket", "s3://nothing-here/x", nil, nil, []string{"there is no bucket nothing-here"}},
		{"a wrong region", "s3://bills/exports", []string{"--s3-region", "ap-south-1"}, nil, []string{"set --s3-region eu-central-1"}},
		{"no right to list", "s3://bills/exports", nil, func(t *testing.T) {
			t.Helper()
			w.Allow(bucket)
			t.Setenv("AWS_ACCESS_KEY_ID", s3test.StrangerID)
			t.Setenv("AWS_SECRET_ACCESS_KEY", s3test.StrangerSecret)
		}, []string{"s3:ListBucket on arn:aws:s3:::bills"}},
		{"a profile that is not there", "s3://bills/exports", []string{"--s3-profile", "nobody"}, nil, []string{"there is no profile nobody", "--s3-profile"}},
		{"no name of a bucket", "s3:///x", nil, nil, []string{"s3://bucket/prefix"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.before != nil {
				c.before(t)
			}
			screen, status := w.run(slices.Concat([]string{"source", "add", "aws.bill", c.location}, endpoint, c.flags)...)
			if status == 0 {
				t.Errorf("status 0")
			}
			expect(t, screen, c.want...)
		})
	}
	if screen := w.must("source", "list", "--format", "csv"); strings.Contains(screen, "aws.bill") {
		t.Errorf("registered: %s", screen)
	}
	screen := w.must(slices.Concat([]string{"source", "add", "aws", "s3://bills/exports"}, endpoint)...) // the table is named by what lies there
	expect(t, screen, "added aws.cur")
	w.must("sync")
	expect(t, w.must("query", "SELECT count(*) FROM aws.cur"), "10")
}

func TestAListingOfManyObjectsIsWhole(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-11", 3, 10, 0, 1)
	for i := range 1100 {
		w.Put(bucket, fmt.Sprintf("%s/data/BILLING_PERIOD=2025-10/old/%04d.md", root, i), nil)
	}
	w.add()
	w.proxy.Requests()
	expect(t, w.must("sync"), "2025-11  new        30 rows")
	if n := s3test.Count(w.proxy.Requests(), "LIST"); n != 2 {
		t.Errorf("%d pages were asked for of a listing of two", n)
	}
	w.check(w.months)
}

func TestASlowServerIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-11", 2, 300, 200, 1)
	w.add()
	w.proxy.BytesPerSecond = 60_000
	start := time.Now()
	expect(t, w.must("sync"), "2025-11  new        600 rows")
	if time.Since(start) < 300*time.Millisecond {
		t.Error("the server was not slow")
	}
	w.check(w.months)
}

func TestTheCacheStaysWithinItsBound(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-10", 2, 500, 400, 1)
	w.deliver("2025-11", 2, 500, 400, 2)
	w.add()
	const bound = 600_000 // one month has about 400 kB
	expect(t, w.must("sync", "--cache-size", fmt.Sprint(bound)), "2025-10  new", "2025-11  new")
	var size int64
	if err := filepath.WalkDir(filepath.Join(w.lake, "objects", "bytes"), func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if size > bound || size == 0 {
		t.Errorf("the cache has %d bytes", size)
	}
	w.check(w.months) // what the lake has committed needs no cache
	w.deliver("2025-11", 3, 700, 400, 3)
	screen, status := w.run("sync", "--cache-size", "450000")
	if status != 1 {
		t.Errorf("status %d", status)
	}
	expect(t, screen, "raise --cache-size", "kept as it was: 2025-11")
	expect(t, w.must("sync"), "2025-11  changed")
	w.check(w.months)
}

func TestAWatchSyncsAgainAndStopsWell(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-10", 1, 10, 0, 1)
	w.add()
	glaux := program(t)
	watch := command(t, glaux, "sync", "--watch=1s")
	watch.Env = append(os.Environ(), "GLAUX_LAKE="+w.lake)
	var screen lockedBuffer
	watch.Stdout, watch.Stderr = &screen, &screen
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- watch.Wait() }()
	waitFor(t, &screen, "2025-10  new")
	w.deliver("2025-11", 1, 10, 0, 2)
	waitFor(t, &screen, "2025-11  new")
	if err := watch.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v:\n%s", err, screen.String())
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	expect(t, screen.String(), "stopped")
	w.check(w.months)
}

func TestAnInterruptedSyncGoesOn(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-10", 4, 300, 200, 1)
	w.deliver("2025-11", 4, 300, 200, 2)
	w.add()
	ctx, cancel := context.WithCancel(t.Context())
	var gets atomic.Int64
	w.proxy.Answer = func(http.ResponseWriter, *http.Request) bool {
		if gets.Add(1) == 6 {
			cancel()
		}
		return false
	}
	if screen, status := w.runContext(ctx, "sync", "--s3-parallel", "1"); status != 130 {
		t.Fatalf("status %d\n%s", status, screen)
	}
	w.proxy.Answer = nil
	first := w.gets()
	w.must("sync")
	if all := slices.Concat(first, w.gets()); len(all) > 11 { // ten objects, one of which was interrupted
		t.Errorf("together %d GETs: %q", len(all), all)
	}
	w.check(w.months)
}

func TestATableOverABucketReadsThroughTheCache(t *testing.T) {
	w := newWorld(t)
	w.Put(bucket, "logs/day=1/a.csv", []byte("x,1\ny,2\n"))
	w.Put(bucket, "logs/day=2/b.csv", []byte("z,3\n"))
	flags := []string{"--location", "s3://bills/logs/", "--s3-endpoint", w.proxy.URL, "--s3-path-style"}
	query := func(sql string) (string, int) {
		return w.run(slices.Concat([]string{"query", "--format", "csv"}, flags, []string{sql})...)
	}
	must := func(sql string) string {
		t.Helper()
		screen, status := query(sql)
		if status != 0 {
			t.Fatalf("%s: status %d\n%s", sql, status, screen)
		}
		return screen
	}
	must("CREATE DATABASE logs")
	must("CREATE EXTERNAL TABLE logs.t (name string, n int) PARTITIONED BY (day int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://bills/logs/'")
	must("ALTER TABLE logs.t ADD PARTITION (day = 1) PARTITION (day = 2)")
	w.proxy.Requests()
	const sql = `SELECT name, n, day, "$path" FROM logs.t ORDER BY n`
	rows := must(sql)
	expect(t, rows, "s3://bills/logs/day=1/a.csv", "z,3,2,s3://bills/logs/day=2/b.csv")
	if gets := w.gets(); len(gets) != 2 {
		t.Errorf("the first query got %q", gets)
	}
	if again := must(sql); again != rows {
		t.Errorf("the second query has\n%s", again)
	}
	if gets := w.gets(); len(gets) != 0 {
		t.Errorf("the second query got %q", gets)
	}
	for _, c := range []struct{ sql, want string }{
		{"CREATE EXTERNAL TABLE logs.u (n int) LOCATION 's3://bills/other/'", "outside of the registered locations"},
		{"CREATE EXTERNAL TABLE logs.u (n int) LOCATION 's3://bills/logs/../other/'", "outside of the registered locations"},
		{"MSCK REPAIR TABLE logs.t", "ALTER TABLE ADD PARTITION"},
		{"UNLOAD (SELECT 1 AS n) TO 's3://bills/logs/new/' WITH (format = 'PARQUET')", "only reads"},
	} {
		if screen, status := query(c.sql); status == 0 || !strings.Contains(screen, c.want) {
			t.Errorf("%s: status %d\n%s", c.sql, status, screen)
		}
	}
	w.proxy.Answer = answerFor("", http.StatusForbidden, "AccessDenied", "Access Denied")
	if screen, status := query(sql); status == 0 || !strings.Contains(screen, "s3:ListBucket on arn:aws:s3:::bills") {
		t.Errorf("refused: status %d\n%s", status, screen)
	}
}

func TestAWrongClockIsNoted(t *testing.T) {
	w := newWorld(t)
	w.deliver("2025-11", 1, 10, 0, 1)
	w.add()
	w.clock = func() time.Time { return time.Now().Add(-2 * time.Hour) }
	expect(t, w.must("sync"), "2025-11  new", "the clock of this machine is 2h0m0s off S3's")
}

func TestEqualFilesOfADeliveryCountTwice(t *testing.T) {
	w := newWorld(t)
	file := (&delivery{}).file(t, "2025-11", 0, 50, 0, 1)
	for _, key := range []string{"bill-00001", "bill-00002"} {
		w.Put(bucket, root+"/data/BILLING_PERIOD=2025-11/"+key+".csv.gz", file)
	}
	w.add()
	expect(t, w.must("sync"), "2025-11  new        100 rows")
	expect(t, w.must("query", "--format", "csv", "SELECT count(*), count(DISTINCT identity_line_item_id) FROM aws.bill"), "100,50")
}
