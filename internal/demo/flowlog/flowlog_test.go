package flowlog

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/demotest"
	"github.com/glauxhq/glaux/internal/demo/world"
)

// october returns the first days of October 2025.
func october(days int) (from, to world.Hour) {
	from = world.HourOf(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC))
	return from, from + world.Hour(days*day)
}

func write(t *testing.T, seed uint64, from, to world.Hour) (demotest.Files, Summary) {
	t.Helper()
	made := demotest.Files{}
	done, err := Write(world.New(world.Options{Seed: seed}), Options{From: from, To: to, Dir: "flowlogs"}, made.Create)
	if err != nil {
		t.Fatal(err)
	}
	return made, done
}

func TestTheSameSeedGivesTheSameFiles(t *testing.T) {
	from, to := october(2)
	a, done := write(t, 7, from, to)
	b, _ := write(t, 7, from, to)
	c, _ := write(t, 8, from, to)
	if len(a) != done.Files || len(a) != 2*6 {
		t.Errorf("%d files, and %d are told", len(a), done.Files)
	}
	same := true
	for path, body := range a {
		if b[path] == nil || !bytes.Equal(body.Bytes(), b[path].Bytes()) {
			t.Errorf("%s differs", path)
		}
		same = same && c[path] != nil && bytes.Equal(body.Bytes(), c[path].Bytes())
	}
	if same {
		t.Error("another seed gives the same files")
	}
}

// lines returns the lines of the text files whose path holds a word, without their headers.
func lines(t *testing.T, made demotest.Files, word string) (header string, list []string) {
	t.Helper()
	for path, body := range made {
		if !strings.Contains(path, word) || !strings.HasSuffix(path, ".gz") {
			continue
		}
		plain, err := gzip.NewReader(bytes.NewReader(body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		scan := bufio.NewScanner(plain)
		scan.Scan()
		header = scan.Text()
		for scan.Scan() {
			if len(strings.Fields(scan.Text())) != len(strings.Fields(header)) {
				t.Fatalf("%s: %q does not fit %q", path, scan.Text(), header)
			}
			list = append(list, scan.Text())
		}
	}
	return header, list
}

func TestDefaultFieldsAreInTheirOrder(t *testing.T) {
	from, to := october(1)
	made, _ := write(t, 1, from, to)
	account := ""
	for _, v := range world.New(world.Options{Seed: 1}).VPCs {
		if v.Name == "catalog-prod" {
			account = v.Account.ID
		}
	}
	header, list := lines(t, made, "/"+account+"/")
	const want = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
	if header != want {
		t.Errorf("got %q", header)
	}
	if len(list) == 0 || !strings.HasPrefix(list[0], "2 "+account+" eni-") {
		t.Errorf("got %d lines, the first is %q", len(list), list[:min(1, len(list))])
	}
}

// TestAGatewaySeesEveryByteTwice compares the legs of each NAT gateway with each other, and what the logs show with what is billed.
func TestAGatewaySeesEveryByteTwice(t *testing.T) {
	from, to := october(7)
	t.Run(world.Athene, func(t *testing.T) { bytesTwice(t, world.New(world.Options{Seed: 1}), from, to) })
	march := world.HourOf(time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC))
	t.Run(world.Strix, func(t *testing.T) { bytesTwice(t, world.New(world.Options{Name: world.Strix}), march, march+5*day) })
}

func bytesTwice(t *testing.T, w *world.World, from, to world.Hour) {
	t.Helper()
	for _, l := range logs(w) {
		private, public := map[string]int64{}, map[string]int64{}
		for _, r := range newTraffic(w, l.vpc, l.nat).day(from, to) {
			if r.status != ok || !strings.HasSuffix(r.at.Kind, "nat_gateway") {
				continue
			}
			inside := r.dst == r.at.Address && r.packetDst != r.dst || r.src == r.at.Address && r.packetSrc != r.src
			if l.nat != nil { // it shows its public address, and only on the side of the internet
				inside = r.src != r.at.Public && r.dst != r.at.Public
			}
			if inside {
				private[r.at.Owner] += r.bytes
			} else {
				public[r.at.Owner] += r.bytes
			}
		}
		for _, n := range w.NATs {
			if n.Network() != l.vpc || (n.Regional != nil) != (l.nat != nil) {
				continue
			}
			if private[n.ID] != public[n.ID] {
				t.Errorf("%s: %d bytes on one side, %d on the other", n.Name, private[n.ID], public[n.ID])
			}
			billed := billedBytes(w, n, from, to)
			if billed == 0 {
				continue
			}
			if missing := 1 - float64(private[n.ID])/float64(billed); missing < 0.005 || missing > 0.03 {
				t.Errorf("%s: the logs show %d bytes, %d are billed: %.2f %% are missing", n.Name, private[n.ID], billed, 100*missing)
			}
		}
	}
}

// billedBytes returns the bytes that a gateway is billed for.
func billedBytes(w *world.World, n *world.NATGateway, from, to world.Hour) (sum int64) {
	for _, s := range w.Series {
		if s.Resource != n.ARN() || !strings.HasSuffix(s.SKU.UsageType, "NatGateway-Bytes") {
			continue
		}
		for h := from; h < to; h++ {
			sum += world.MulDiv(w.Amount(s, h), world.GB, world.Scale)
		}
	}
	return sum
}

func TestRejectedTrafficIsSeenWhereItArrives(t *testing.T) {
	w := world.New(world.Options{Seed: 1})
	from, to := october(1)
	seen := 0
	for _, v := range w.VPCs {
		for _, r := range newTraffic(w, v, nil).day(from, to) {
			if r.status != ok || !r.flow.Rejected {
				continue
			}
			seen++
			if r.egress || r.back {
				t.Errorf("rejected traffic from %s goes on", r.src)
			}
		}
	}
	if seen == 0 {
		t.Error("nothing is rejected")
	}
}

func TestPodsAndIPv6AreSeenAsTheyAre(t *testing.T) {
	w := world.New(world.Options{Name: world.Strix})
	from := world.HourOf(time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC))
	pods, six := 0, 0
	for _, l := range logs(w) {
		for _, r := range newTraffic(w, l.vpc, l.nat).day(from, from+day) {
			if r.status != ok {
				continue
			}
			if p := r.flow.Src.Pod; p != nil && r.at == r.flow.Src.Interface {
				pods++
				if !r.back && (r.src != r.at.Address || r.packetSrc != p.Address) || r.back && (r.dst != r.at.Address || r.packetDst != p.Address) {
					t.Errorf("%s: %s to %s, in the packet %s to %s", r.flow.Name, r.src, r.dst, r.packetSrc, r.packetDst)
				}
			}
			if r.flow.Src.Six {
				six++
				if !strings.Contains(r.src, ":") || !strings.Contains(r.dst, ":") || r.src != r.packetSrc || r.dst != r.packetDst {
					t.Errorf("%s: %s to %s", r.flow.Name, r.src, r.dst)
				}
			}
		}
	}
	if pods == 0 || six == 0 {
		t.Errorf("%d records of pods, %d of IPv6", pods, six)
	}
}

func TestPlainLogsHaveTheDefaultFieldsAndAsManyRecords(t *testing.T) {
	w := world.New(world.Options{Name: world.Strix})
	from := world.HourOf(time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC))
	var records [2]int64
	for i, plain := range []bool{false, true} {
		made := demotest.Files{}
		done, err := Write(w, Options{From: from, To: from + day, Dir: "logs", Plain: plain}, made.Create)
		if err != nil {
			t.Fatal(err)
		}
		records[i] = done.Records
		if !plain {
			continue
		}
		for path := range made {
			if header, _ := lines(t, made, path); !strings.HasPrefix(header, "version account-id interface-id srcaddr") {
				t.Errorf("%s begins with %q", path, header)
			}
		}
	}
	if records[0] != records[1] || records[0] == 0 {
		t.Errorf("%d records with all fields, %d with the default ones", records[0], records[1])
	}
}
