package bench

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/dir"
	"github.com/glauxhq/glaux/internal/ingest"
	"github.com/glauxhq/glaux/internal/lake"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/source/flowlog"
)

// The aims of converting flow logs: records a second and core, and the speed against DuckDB's own reader of CSV.
const (
	aimRecords = 400_000
	aimSpeed   = 0.8
)

// fewerRecords is how many times fewer records of flow logs there are than line items.
const fewerRecords = 10

// field is a field of the generated flow logs, with the type that the SQL by hand gives it.
type field struct{ name, typ string }

// flowFields are the fields of the default format, and behind them those up to version 5.
func flowFields() []field {
	return []field{
		{"version", "INTEGER"},
		{"account-id", "VARCHAR"},
		{"interface-id", "VARCHAR"},
		{"srcaddr", "VARCHAR"},
		{"dstaddr", "VARCHAR"},
		{"srcport", "INTEGER"},
		{"dstport", "INTEGER"},
		{"protocol", "INTEGER"},
		{"packets", "BIGINT"},
		{"bytes", "BIGINT"},
		{"start", "BIGINT"},
		{"end", "BIGINT"},
		{"action", "VARCHAR"},
		{"log-status", "VARCHAR"},
		{"vpc-id", "VARCHAR"},
		{"subnet-id", "VARCHAR"},
		{"instance-id", "VARCHAR"},
		{"tcp-flags", "INTEGER"},
		{"type", "VARCHAR"},
		{"pkt-srcaddr", "VARCHAR"},
		{"pkt-dstaddr", "VARCHAR"},
		{"region", "VARCHAR"},
		{"az-id", "VARCHAR"},
		{"sublocation-type", "VARCHAR"},
		{"sublocation-id", "VARCHAR"},
		{"pkt-src-aws-service", "VARCHAR"},
		{"pkt-dst-aws-service", "VARCHAR"},
		{"flow-direction", "VARCHAR"},
		{"traffic-path", "INTEGER"},
	}
}

// defaultFields is how many fields the default format has.
const defaultFields = 14

// flowLogs measures how quickly flow logs become Parquet files of the lake, and the same file with DuckDB's reader of CSV, on one core
// each. Glaux checks every record, and writes the times and names that it makes beside what the file has.
func flowLogs(ctx context.Context, o Options) error {
	rows := max(o.Rows/fewerRecords, 1)
	o.printf("%d records of flow logs to Parquet, per second of one core's work, median of %d\n%-34s %12s %12s %7s\n", rows, o.Rounds, "flow logs", "glaux rec/s", "DuckDB rec/s", "speed")
	logs, all := 0.0, flowFields()
	cases := []struct {
		fields int
		end    string
	}{{defaultFields, ".log"}, {len(all), ".log"}, {defaultFields, ".log.gz"}, {len(all), ".log.gz"}}
	for _, c := range cases {
		name := fmt.Sprintf("%d fields, %s", c.fields, c.end)
		folder := filepath.Join(o.Dir, fmt.Sprintf("flow-%d-%d%s", rows, c.fields, strings.ReplaceAll(c.end, ".", "-")))
		file := filepath.Join(folder, "123456789012_vpcflowlogs_us-east-1_fl-0a1b2c3d_20251103T1000Z_0a1b2c3d"+c.end)
		if err := makeFlowLog(file, rows, all[:c.fields]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		ours, theirs, err := flowTurns(ctx, o, folder, file, all[:c.fields], int64(rows))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		speed := float64(theirs) / float64(ours)
		logs += math.Log(speed)
		o.printf("%-34s %12.0f %12.0f %7.2f\n", name, float64(rows)/ours.Seconds(), float64(rows)/theirs.Seconds(), speed)
	}
	o.printf("%-34s %12s %12s %7.2f  (aims: at least %d records/s and %.1f)\n\n", "geometric mean", "", "", math.Exp(logs/float64(len(cases))), aimRecords, aimSpeed)
	return nil
}

// flowTurns measures both sides, now one first and now the other.
func flowTurns(ctx context.Context, o Options, folder, file string, fields []field, rows int64) (ours, theirs time.Duration, err error) {
	hand, err := openHand(ctx, o.Dir)
	if err != nil {
		return 0, 0, err
	}
	defer hand.close() //nolint:errcheck // measured already
	if _, err := hand.ask(ctx, "SET threads = 1"); err != nil {
		return 0, 0, err
	}
	var times [2][]time.Duration
	sides := [2]func() error{
		func() error { return syncFlowLog(ctx, o, folder, rows) },
		func() error { return copyFlowLog(ctx, o, hand, file, fields, rows) },
	}
	for round := range o.Rounds {
		for i := range sides {
			side := (i + round) % len(sides)
			took, err := busy(o, sides[side])
			if err != nil {
				return 0, 0, err
			}
			times[side] = append(times[side], took)
		}
	}
	return median(times[0]), median(times[1]), nil
}

// busy returns for how long a function keeps processors busy; where the system does not tell, how long it takes.
func busy(o Options, do func() error) (time.Duration, error) {
	start := o.Now()
	before, ok := worked()
	if err := do(); err != nil {
		return 0, err
	}
	if after, also := worked(); ok && also {
		return after - before, nil
	}
	return o.Now().Sub(start), nil
}

// syncFlowLog syncs a folder into a new lake, with one processor.
func syncFlowLog(ctx context.Context, o Options, folder string, rows int64) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	home := filepath.Join(o.Dir, "flow-lake")
	if err := os.RemoveAll(home); err != nil {
		return err
	}
	defer os.RemoveAll(home) //nolint:errcheck // the next run does it
	l, err := lake.Open(home)
	if err != nil {
		return err
	}
	writer, err := l.Begin(o.Now)
	if err != nil {
		return err
	}
	if err := errors.Join(writer.Add("bench", "flows", folder), writer.Close()); err != nil {
		return err
	}
	run := ingest.Sync{
		Lake: l, Kinds: []feed.Kind{flowlog.New()}, Clock: o.Now,
		Open: func(location string) (blob.Store, error) { return dir.Open(location) },
	}
	report, err := run.Run(ctx)
	if err != nil {
		return err
	}
	if report.Faulty() || len(report.Sources[0].Months) != 1 || report.Sources[0].Months[0].Rows != rows {
		return fmt.Errorf("the sync reports %+v", report.Sources)
	}
	return nil
}

// copyFlowLog has DuckDB read the file as CSV and write Parquet.
func copyFlowLog(ctx context.Context, o Options, hand *hand, file string, fields []field, rows int64) error {
	columns := make([]string, len(fields))
	for i, f := range fields {
		columns[i] = quote(strings.ReplaceAll(f.name, "-", "_")) + ": " + quote(f.typ)
	}
	out := filepath.Join(o.Dir, "flow-hand.parquet")
	defer os.Remove(out) //nolint:errcheck // the next run overwrites it
	text := "COPY (SELECT * FROM read_csv(" + quote(file) + ", delim = ' ', header = true, auto_detect = false, nullstr = '-', quote = '', escape = '', columns = {" +
		strings.Join(columns, ", ") + "})) TO " + quote(out) + " (FORMAT parquet, COMPRESSION zstd)"
	if _, err := hand.ask(ctx, text); err != nil {
		return err
	}
	n, err := hand.ask(ctx, "SELECT version FROM read_parquet("+quote(out)+")")
	if err == nil && n != rows {
		err = fmt.Errorf("DuckDB wrote %d of %d rows", n, rows)
	}
	return err
}

// makeFlowLog writes a file, unless a former run did: one day of 400 addresses that talk to 5,000.
func makeFlowLog(file string, rows int, fields []field) (err error) {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	out, err := os.Create(file + ".part")
	if err != nil {
		return err
	}
	var to io.Writer = out
	var packed *gzip.Writer
	if strings.HasSuffix(file, ".gz") {
		packed = gzip.NewWriter(out)
		to = packed
	}
	text := bufio.NewWriterSize(to, 1<<20)
	flowText(text, rows, fields)
	err = text.Flush()
	if packed != nil {
		err = errors.Join(err, packed.Close())
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

// flowText writes the records, the same in every run. Errors stay in the writer until it is flushed.
func flowText(text *bufio.Writer, rows int, fields []field) {
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same numbers in every run
	for i, f := range fields {
		if i > 0 {
			text.WriteByte(' ') //nolint:errcheck,gosec // as above
		}
		text.WriteString(f.name) //nolint:errcheck,gosec // as above
	}
	for i := range rows {
		src, dst := chance.IntN(400), chance.IntN(5000)
		start := 1762128000 + i*80_000/rows
		line := fmt.Sprintf("\n5 123456789012 eni-0%016x 10.0.%d.%d 52.%d.%d.7 443 %d 6 %d %d %d %d ACCEPT OK", src%40*7919, src/250, src%250, dst/250, dst%250,
			1024+chance.IntN(60000), 1+chance.IntN(100), 40+chance.IntN(150000), start, start+60)
		if len(fields) > defaultFields {
			line += fmt.Sprintf(" vpc-0123456789abcdef0 subnet-0%016x i-0%016x 19 IPv4 10.0.%d.%d 52.%d.%d.7 us-east-1 use1-az1 - - - S3 egress 8", src%6, src%40, src/250, src%250, dst/250, dst%250)
		}
		text.WriteString(line) //nolint:errcheck,gosec // as above
	}
	text.WriteByte('\n') //nolint:errcheck,gosec // as above
}
