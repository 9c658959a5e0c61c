package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/period"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// The aims of the analysis of flows on two processors: from Parquet in the lake, and from gzipped text that the lake has not seen.
const (
	aimTalkers = 30 * time.Second
	aimFirst   = 60 * time.Second
)

// The names of the tables that stand for the demo's, and how many rows are asked for.
const (
	billTable      = "demo.cur"
	inventoryTable = "demo.inventory"
	logTable       = "demo.flow_logs"
	topTalkers     = 20
)

// packed is about how many bytes a record has in gzipped text.
const packed = 20

// flowMonth is the month of the flows.
func flowMonth() period.Month { return period.NewMonth(2026, time.March) }

// talkers measures who talked most, by name and with dollars: over so many records in the lake, and from so many bytes of gzipped text that are
// synced first; beside what DuckDB needs by hand for names and bytes on the bare files. The records are those of the demo's world Strix,
// each divided into many, so that bytes and dollars are as they were, and strangers outside are many.
func talkers(ctx context.Context, o Options) error {
	seed, err := seedLake(ctx, o)
	if err != nil {
		return err
	}
	if o.Flows > 0 {
		if err := fromLake(ctx, o, seed); err != nil {
			return fmt.Errorf("from the lake: %w", err)
		}
	}
	if o.FlowText > 0 {
		if err := fromText(ctx, o, seed); err != nil {
			return fmt.Errorf("from text: %w", err)
		}
	}
	o.printf("\n")
	return nil
}

// seed is a world on the disk, and the Parquet files of its flow logs.
type seed struct {
	dir   string
	files []string
	rows  int64
}

// seedLake makes the world and a lake with its flow logs alone, unless a former run did.
func seedLake(ctx context.Context, o Options) (seed, error) {
	dir := filepath.Join(o.Dir, "strix")
	w, err := app.GenerateDemo(ctx, filepath.Join(dir, "world"), demo.Options{World: "strix", Months: 1, End: flowMonth(), Formats: []string{"cur2", "flow-logs", "inventory"}})
	if err != nil {
		return seed{}, err
	}
	s := seed{dir: w.Dir}
	lake := filepath.Join(dir, "lake")
	if err := synced(ctx, lake, map[string]string{logTable: filepath.Join(w.Dir, w.Folders["flow-logs"])}, func(a *app.App) (err error) {
		s.files, err = filesOf(ctx, a, "flow_logs")
		return err
	}); err != nil {
		return seed{}, err
	}
	hand, err := openHand(ctx, o.Dir)
	if err != nil {
		return seed{}, err
	}
	defer hand.close() //nolint:errcheck // it only counts
	s.rows, err = hand.ask(ctx, "SELECT bytes FROM "+parquetOf(s.files)+" WHERE log_status = 'OK'")
	if err == nil && s.rows == 0 {
		err = errors.New("the world has no flows")
	}
	return s, err
}

// synced opens a lake, adds sources by name where they are not there yet, syncs, and hands the product to do, if that is not nil.
func synced(ctx context.Context, lake string, sources map[string]string, do func(*app.App) error) error {
	a, err := app.Open(config.Config{Lake: lake}, app.Outside{})
	if err != nil {
		return err
	}
	run := func() error {
		for name, folder := range sources {
			if err := addOnce(a, name, folder); err != nil {
				return err
			}
		}
		report, err := a.Sync(ctx, nil)
		if err == nil && report.Faulty() {
			err = fmt.Errorf("the sync reports %+v", report.Sources)
		}
		if err != nil || do == nil {
			return err
		}
		return do(a)
	}
	return errors.Join(run(), a.Close())
}

// addOnce adds a source unless the lake has it.
func addOnce(a *app.App, name, folder string) error {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // it is only read
	for _, known := range s.Sources() {
		if known.Name() == name {
			return nil
		}
	}
	return a.AddSource(name, folder)
}

// filesOf returns the lake's files of a table of the database demo.
func filesOf(ctx context.Context, a *app.App, table string) ([]string, error) {
	s, err := a.Lake.Snapshot()
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:errcheck // it is only read
	t, err := s.Table(ctx, catalog.Name{Database: "demo", Table: table})
	if err != nil {
		return nil, err
	}
	data, ok := t.Data.(*catalog.Files)
	if !ok {
		return nil, fmt.Errorf("%s is made of %T", t.Name, t.Data)
	}
	var files []string
	for _, g := range data.Groups {
		files = append(files, g.Paths...)
	}
	return files, nil
}

// parquetOf is the table of some files.
func parquetOf(files []string) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = quote(f)
	}
	return "read_parquet([" + strings.Join(quoted, ", ") + "], union_by_name = true)"
}

// fromLake measures the answer over records in the lake.
func fromLake(ctx context.Context, o Options, s seed) error {
	folder := filepath.Join(o.Dir, fmt.Sprintf("talkers-%d", o.Flows))
	rows, _, err := divide(ctx, o, s, filepath.Join(folder, "logs"), o.Flows, ".parquet")
	if err != nil {
		return err
	}
	lake := filepath.Join(folder, "lake")
	start := o.Now()
	return synced(ctx, lake, s.sources(filepath.Join(folder, "logs")), func(a *app.App) error {
		o.printf("about %d records of flow logs in Parquet, in the lake after %s\n", rows, o.Now().Sub(start).Round(time.Second))
		files, err := filesOf(ctx, a, "flow_logs")
		if err != nil {
			return err
		}
		for range o.Rounds {
			if err := o.answer(ctx, a, aimTalkers, 0); err != nil {
				return err
			}
			if err := o.byHand(ctx, a, parquetOf(files)); err != nil {
				return err
			}
		}
		return nil
	})
}

// sources are the world's bill and inventory, and the flow logs of a folder.
func (s seed) sources(logs string) map[string]string {
	return map[string]string{
		billTable: filepath.Join(s.dir, "exports", "glaux-demo"), inventoryTable: filepath.Join(s.dir, "inventory"), logTable: logs,
	}
}

// answer asks who talked most, and prints how long that took, after what passed before.
func (o Options) answer(ctx context.Context, a *app.App, aim, before time.Duration) error {
	runner, err := a.Runner()
	if err != nil {
		return err
	}
	r := flowMonth().Range()
	start, busy := o.Now(), o.work()
	found, err := netflow.Price(ctx, runner, a.Who(), netflow.Ranges{}, netflow.Ask{From: r.Start, To: r.End, By: []netflow.Dimension{netflow.ByPair, netflow.ByPort}, Top: topTalkers})
	took := o.Now().Sub(start)
	if err != nil {
		return err
	}
	if len(found.Rows) < topTalkers || found.Rows[0].Source.Name == "" || found.Rows[0].Dollars.Sign() <= 0 {
		return fmt.Errorf("%d talkers, the first is %+v", len(found.Rows), found.Rows[:min(1, len(found.Rows))])
	}
	o.printf("%-34s %10s%s  (aim: at most %s)  %s\n", "top talkers, names and dollars", short(took+before), busy(), aim, found.Badge.EN)
	return nil
}

// work begins to count the work of processors, and returns what tells it, "" where the system does not.
func (o Options) work() func() string {
	before, ok := worked()
	return func() string {
		after, also := worked()
		if !ok || !also {
			return ""
		}
		return ", " + (after - before).Round(10*time.Millisecond).String() + " of work"
	}
}

// byHand asks DuckDB for the names and bytes of who talked most.
func (o Options) byHand(ctx context.Context, a *app.App, logs string) error {
	known, err := filesOf(ctx, a, "inventory_addresses")
	if err != nil {
		return err
	}
	hand, err := openHand(ctx, o.Dir)
	if err != nil {
		return err
	}
	defer hand.close() //nolint:errcheck // measured already
	start, busy := o.Now(), o.work()
	n, err := hand.ask(ctx, `WITH names AS (SELECT address, max(name) AS name FROM `+parquetOf(known)+` GROUP BY 1),
		pairs AS (SELECT coalesce(pkt_srcaddr, srcaddr) AS source, coalesce(pkt_dstaddr, dstaddr) AS target, least(srcport, dstport) AS port, sum(bytes) AS bytes
			FROM `+logs+` WHERE log_status = 'OK' AND action = 'ACCEPT' GROUP BY 1, 2, 3)
		SELECT coalesce(s.name, source), coalesce(t.name, target), port, sum(bytes) AS bytes FROM pairs LEFT JOIN names s ON s.address = source LEFT JOIN names t ON t.address = target
		GROUP BY 1, 2, 3 ORDER BY bytes DESC LIMIT `+fmt.Sprint(topTalkers))
	if err == nil && n != topTalkers {
		err = fmt.Errorf("DuckDB answers with %d rows", n)
	}
	if err != nil {
		return err
	}
	o.printf("%-34s %10s%s  (names and bytes, each record counted wherever it was seen)\n", "DuckDB by hand on the same files", short(o.Now().Sub(start)), busy())
	return nil
}

// fromText measures the answer from gzipped text, its sync included; the bill and the inventory are there before.
func fromText(ctx context.Context, o Options, s seed) error {
	folder := filepath.Join(o.Dir, fmt.Sprintf("talkers-text-%d", o.FlowText))
	logs := filepath.Join(folder, "logs")
	rows, size, err := divide(ctx, o, s, logs, o.FlowText/packed, ".log.gz")
	if err != nil {
		return err
	}
	o.printf("about %d records of flow logs in %d MB of gzipped text\n", rows, size>>20)
	lake := filepath.Join(folder, "lake")
	if err := os.RemoveAll(lake); err != nil {
		return err
	}
	defer os.RemoveAll(lake) //nolint:errcheck // the next run does it
	ready := s.sources(logs)
	delete(ready, logTable)
	if err := synced(ctx, lake, ready, nil); err != nil {
		return err
	}
	start := o.Now()
	return synced(ctx, lake, map[string]string{logTable: logs}, func(a *app.App) error {
		before := o.Now().Sub(start)
		o.printf("%-34s %10s\n", "sync", short(before))
		if err := o.answer(ctx, a, aimFirst, before); err != nil {
			return err
		}
		return o.byHand(ctx, a, csvOf(filepath.Join(logs, "*.log.gz")))
	})
}
