package feed_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

func TestPlaceOfKeys(t *testing.T) {
	for key, want := range map[string]string{
		"AWSLogs/111122223333/vpcflowlogs/us-east-1/2025/11/03/111122223333_vpcflowlogs_us-east-1_fl-0a_20251103T1005Z_9f.log.gz":                         "111122223333 us-east-1 2025-11-03 10:05:00",
		"p/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=ap-northeast-1/year=2025/month=11/day=03/hour=10/x.log.parquet":         "111122223333 ap-northeast-1 2025-11-03 10:00:00",
		"AWSLogs/111122223333/Config/us-gov-west-1/2025/11/3/ConfigSnapshot/111122223333_Config_us-gov-west-1_ConfigSnapshot_20251103T060102Z_0a.json.gz": "111122223333 us-gov-west-1 2025-11-03 06:01:02",
		"AWSLogs/111122223333/CloudTrail/eu-west-1/2025/11/03/111122223333_CloudTrail_eu-west-1_20251103T0830Z_x.json.gz":                                 "111122223333 eu-west-1 2025-11-03 08:30:00",
		"AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2025/11/02/09/20251102T090512345Z_0ab.json.gz":                                         "111122223333 us-east-1 2025-11-02 09:05:12",
		"inventory/111122223333/us-east-1/describe-instances-2025-11-03T10-00-00.json":                                                                    "111122223333 us-east-1 2025-11-03 10:00:00",
		"describe-2025-11-03.json":             "  2025-11-03 00:00:00",
		"2025-11-03/describe-instances.json":   "  2025-11-03 00:00:00",
		"2025/13/45/a.json":                    "  ",
		"describe-instances.json":              "  ",
		"111122223333_vpcflowlogs_eu-west-1_x": "111122223333 eu-west-1 ",
	} {
		p := feed.PlaceOf(key)
		got := p.Account + " " + p.Region + " "
		if !p.Time.IsZero() {
			got += p.Time.Format(time.DateTime)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	for seconds, want := range map[int64]string{1762128000: "2025-11-03", 1762127999: "2025-11-02", 0: "", -1: "", 1 << 60: "", 7258118400: ""} {
		day, ok := feed.DayOf(seconds)
		if ok != (want != "") || ok && feed.DayName(day) != want {
			t.Errorf("%d: %v, %s", seconds, ok, feed.DayName(day))
		}
	}
	if feed.DayName(feed.NoDay) != feed.Undated {
		t.Error("no day has a name")
	}
}

func TestReportsBound(t *testing.T) {
	var all feed.Report
	for w := range 3 {
		var r feed.Report
		for file := range 20 {
			for line := range 20 {
				r.Refuse(fmt.Sprintf("%d-%d", w, file), feed.Line(int64(line)), "bad")
			}
			r.Count("things", 2)
		}
		all.Add(&r)
	}
	if all.Bad != 1200 || len(all.Samples) != 20 || all.Counts["things"] != 120 {
		t.Errorf("%d bad, %d samples, %v", all.Bad, len(all.Samples), all.Counts)
	}
}

// rows counts what it gets, and fails after some batches.
type rows struct {
	n, batches, most int
	days             map[string]int64
}

var errFull = errors.New("the disk is full")

func (s *rows) Rows(_ *feed.Shape, day string, batch arrow.RecordBatch) error {
	s.batches++
	if s.most > 0 && s.batches > s.most {
		return errFull
	}
	s.n += int(batch.NumRows())
	if s.days == nil {
		s.days = map[string]int64{}
	}
	s.days[day] += batch.NumRows()
	return nil
}

func shape() *feed.Shape {
	column := func(name string, t types.Type) source.LakeColumn { return source.LakeColumn{Name: name, Type: t} }
	return &feed.Shape{Columns: []source.LakeColumn{
		column("text", types.Text()), column("number", types.Of(types.BigInt)), column("truth", types.Of(types.Boolean)), column("real", types.Of(types.Double)),
		column("list", types.ArrayOf(types.Text())), column("pairs", types.MapOf(types.Text(), types.Text())), column("at", types.TimestampOf(3)), column(feed.DayColumn, types.Of(types.Date)),
	}}
}

func TestPagesOfManyDays(t *testing.T) {
	sink := &rows{}
	pages := feed.NewPages(sink, nil)
	s := shape()
	cells := feed.Cells{
		"text": "x", "number": int64(1), "truth": true, "real": 1.5, "list": []string{"a"}, "pairs": []feed.Pair{{Key: "k", Value: "1"}, {Key: "k", Value: "2"}}, "at": feed.Micros(1),
	}
	for i := range 1000 {
		if err := pages.Put(s, 20_000+int32(i%100), cells, 10); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(pages.Put(s, feed.NoDay, feed.Cells{}, 1), pages.Flush()); err != nil {
		t.Fatal(err)
	}
	if sink.n != 1001 || len(sink.days) != 101 || sink.days["2024-10-04"] != 10 || sink.days[feed.Undated] != 1 {
		t.Errorf("%d rows, %d days", sink.n, len(sink.days))
	}
}

func TestPagesTellWhatIsWrong(t *testing.T) {
	for _, cells := range []feed.Cells{{"number": "x"}, {"text": int64(1)}, {"list": "x"}, {"pairs": []string{}}, {"at": "x"}, {"truth": feed.Micros(1)}, {"text": struct{}{}}} {
		pages := feed.NewPages(&rows{}, nil)
		if err := pages.Put(shape(), 20_000, cells, 1); err == nil || !strings.Contains(err.Error(), "does not fit") {
			t.Errorf("%v: %v", cells, err)
		}
	}
	pages, s := feed.NewPages(&rows{most: 3}, nil), shape()
	var err error
	for i := 0; err == nil && i < 100; i++ {
		err = pages.Put(s, 20_000+int32(i), feed.Cells{}, 1)
	}
	if !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
