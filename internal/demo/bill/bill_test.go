package bill

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/period"
)

// shelf keeps files by path.
type shelf struct {
	lock  sync.Mutex
	files map[string]*bytes.Buffer
}

type content struct{ *bytes.Buffer }

func (content) Close() error { return nil }

func (s *shelf) create(path string) (io.WriteCloser, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.files[path] = &bytes.Buffer{}
	return content{s.files[path]}, nil
}

// write writes bills and returns the files with their digests.
func write(t *testing.T, seed uint64, o Options) map[string][32]byte {
	t.Helper()
	s := &shelf{files: map[string]*bytes.Buffer{}}
	o.Create = s.create
	_, err := Write(context.Background(), world.New(world.Options{Seed: seed}), o)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string][32]byte{}
	for path, f := range s.files {
		sums[path] = sha256.Sum256(f.Bytes())
	}
	return sums
}

func TestTheSameSeedWritesTheSameBytesWithAnyNumberOfWorkers(t *testing.T) {
	month := period.NewMonth(2025, time.September)
	o := Options{First: month, Last: month, Redelivered: month, Reports: []Report{CUR2, Legacy, FOCUS}, LegacyCSV: true, LegacyParquet: true, FileRows: 30_000, Workers: 1}
	one := write(t, 7, o)
	o.Workers = 3
	two := write(t, 7, o)
	other := write(t, 8, o)
	if len(one) != len(two) || len(one) < 20 {
		t.Fatalf("%d and %d files", len(one), len(two))
	}
	differ := 0
	for path, sum := range one {
		if sum != two[path] {
			t.Errorf("%s differs between two runs", path)
		}
		if strings.Contains(path, "00001.") && sum == other[path] {
			t.Errorf("%s is the same for another seed", path)
		}
		if sum != other[path] {
			differ++
		}
	}
	if differ == 0 {
		t.Error("two seeds write the same")
	}
}

func TestNumbersAreWrittenToTheLastDigit(t *testing.T) {
	for _, c := range []struct {
		x           int64
		short, full string
	}{
		{0, "0", "0.0000000000"},
		{1, "0.0000000001", "0.0000000001"},
		{-12_500_000_000, "-1.25", "-1.2500000000"},
		{world.Scale * 7, "7", "7.0000000000"},
		{9_007_199_254_740_993, "900719.9254740993", "900719.9254740993"},
	} {
		if got := string(appendDecimal(nil, c.x, false)); got != c.short {
			t.Errorf("%d: got %s, want %s", c.x, got, c.short)
		}
		if got := string(appendDecimal(nil, c.x, true)); got != c.full {
			t.Errorf("%d: got %s, want %s", c.x, got, c.full)
		}
	}
	if double(3_000_000_001) != 0.3000000001 || double(9_007_199_254_740_993) != 900719.9254740993 {
		t.Error("a double is not the nearest one")
	}
}

func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for n := range uint64(200_000) {
		id := string(identity(nil, 24_300<<44|n%5<<30|n))
		if len(id) != idLength || seen[id] {
			t.Fatalf("the id %q of %d is there already", id, n)
		}
		seen[id] = true
	}
}

func TestColumnsOfTheLegacyReportAreNamedAsAWSNamesThem(t *testing.T) {
	for name, want := range map[string]string{
		"line_item_usage_type": "lineItem/UsageType", "bill_bill_type": "bill/BillType", "product_product_name": "product/productName",
		"reservation_reservation_a_r_n": "reservation/ReservationARN", "split_line_item_split_cost": "splitLineItem/SplitCost",
		"savings_plan_savings_plan_a_r_n": "savingsPlan/SavingsPlanARN", "cost_category_team": "costCategory/Team", "identity_line_item_id": "identity/LineItemId",
	} {
		if got := legacyHeader(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
