package flowlog

import (
	"cmp"
	"slices"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// traffic makes the records of a VPC.
type traffic struct {
	w          *world.World
	vpc        *world.VPC
	flows      []passing
	interfaces []*world.Interface
	records    []record
}

// passing is a flow with the interfaces of the VPC that see it.
type passing struct {
	flow  *world.Flow
	sight []sighting
}

// newTraffic finds what passes the interfaces of a VPC, or a regional NAT gateway in it.
func newTraffic(w *world.World, v *world.VPC, n *world.NATGateway) *traffic {
	t := &traffic{w: w, vpc: v}
	sees := func(s sighting) bool { return s.at.Subnet.VPC == v && s.at.ID != "" }
	if n != nil {
		sees = func(s sighting) bool { return s.flow.NAT == n && s.at.ID == "" }
	}
	for _, f := range w.Flows {
		var here []sighting
		for _, s := range sightings(f) {
			if sees(s) {
				here = append(here, s)
			}
		}
		if len(here) > 0 {
			t.flows = append(t.flows, passing{f, here})
		}
	}
	for _, i := range w.Interfaces {
		if i.Subnet.VPC == v && n == nil {
			t.interfaces = append(t.interfaces, i)
		}
	}
	return t
}

// Salts of chance.
const (
	saltWindow = 101 + iota
	saltLength
	saltPort
	saltSkip
	saltQuiet
)

// In one hour of skipEvery an interface skips records for a while.
const skipEvery = 60

// day returns the records of some hours, by the time of their first packet. They are good until the next call.
func (t *traffic) day(from, to world.Hour) []record {
	t.records = t.records[:0]
	busy := map[*world.Interface]bool{}
	for h := from; h < to; h++ {
		for i := range t.flows {
			t.hour(&t.flows[i], h, busy)
		}
	}
	t.silence(from, to, busy)
	slices.SortStableFunc(t.records, func(a, b record) int { return cmp.Compare(a.start, b.start) })
	return t.records
}

// hour adds what the interfaces see of a flow in an hour: its bytes pass within some minutes.
func (t *traffic) hour(p *passing, h world.Hour, busy map[*world.Interface]bool) {
	f := p.flow
	out, back := t.w.Bytes(f, h)
	if out == 0 && back == 0 {
		return
	}
	id, moment := uint64(f.ID), uint64(h) //nolint:gosec // small and positive
	start := h.Time().Unix() + t.w.Chance(id, moment, saltWindow, 3600-660)
	length := 50 + t.w.Chance(id, moment, saltLength, 10)
	port := uint16(32768 + t.w.Chance(id, moment, saltPort, 28232)) //nolint:gosec // below 65536
	logged := t.w.Logged(f, h)
	for _, s := range p.sight {
		if f.Rejected && !s.arriving() {
			continue
		}
		if !s.at.Has(h) {
			continue
		}
		busy[s.at] = true
		n := out
		if s.back {
			n = back
		}
		if n == 0 {
			continue
		}
		r := record{sighting: s, port: port, start: start, end: start + length, status: ok}
		r.bytes = max(40, world.MulDiv(n, logged, world.Million))
		r.packets = max(1, r.bytes/meanPacket(r.bytes))
		t.records = append(t.records, r)
		if t.w.Chance(id, moment, saltSkip, skipEvery) == 0 && s.egress && !s.back {
			t.records = append(t.records, record{sighting: sighting{at: s.at}, start: start + length, end: start + length + 60, status: skipData})
		}
	}
}

// meanPacket is how long packets are on average: big transfers fill them.
func meanPacket(bytes int64) int64 {
	const small, large = 260, 1380
	if bytes < 1<<20 {
		return small
	}
	return large
}

// silence adds a record without data for interfaces that had no traffic, in one hour of the day.
func (t *traffic) silence(from, to world.Hour, busy map[*world.Interface]bool) {
	for n, i := range t.interfaces {
		if busy[i] || !i.Has(from) {
			continue
		}
		h := from + world.Hour(t.w.Chance(uint64(n), uint64(from), saltQuiet, int64(to-from))) //nolint:gosec // small and positive
		start := h.Time().Unix() + 11
		t.records = append(t.records, record{sighting: sighting{at: i}, start: start, end: start + 540, status: noData})
	}
}
