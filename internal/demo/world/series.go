package world

import "sort"

// Every is how long a line of the bill is.
type Every uint8

// The lengths. In an hourly report some things are billed by the day all the same, such as storage.
const (
	Hourly Every = iota
	Daily
	Monthly
)

// Series is one thing that is used and billed: a SKU at a resource of an account.
type Series struct {
	ID       int
	Account  *Account
	SKU      *SKU
	Resource string // as line_item_resource_id has it, "" for none
	ZoneID   string // the id of its zone, "" for none
	Tags     Tags   // the resource's tags; which of them a bill shows at an hour: World.Billed
	// Every is how long a line is. The amounts of shorter hours are added up; what is billed by the month is used in its first hour.
	Every Every
	// What is used comes from exactly one of the three.
	Shape Shape // in 10⁻¹⁰ units an hour
	Legs  []Leg // bytes of flows, in 10⁻¹⁰ GB
	Calls *Calls
	// Principal is who called, where the bill tells, from World.PrincipalsSince on.
	Principal *Principal
	// Incident is the id of the incident without which the series would not be, "" for none.
	Incident string
	// Bundled tells that what it costs is waived because of another service.
	Bundled bool
}

// Leg is a direction of a flow that a series bills.
type Leg struct {
	Flow *Flow
	Back bool
}

// Calls are the tokens of a kind of a stream.
type Calls struct {
	Stream *Stream
	Kind   TokenKind
	// Per is how many tokens make a unit.
	Per int64
}

// GB is what the bill takes for a gigabyte, in bytes.
const GB = 1 << 30

// PrincipalsSince is the hour from which the bill has line_item_iam_principal.
func PrincipalsSince() Hour { return on(2025, 9, 1, 0) }

// series adds a series.
func (b *builder) series(s Series) *Series {
	s.ID = len(b.Series)
	s.Shape.thing = uint64(s.ID) + 1 //nolint:gosec // few
	if s.Shape.To == 0 {
		s.Shape.Span = Always()
	}
	b.Series = append(b.Series, &s)
	return b.Series[s.ID]
}

// Amount returns how much of a series is used in an hour, in 10⁻¹⁰ units.
func (w *World) Amount(s *Series, h Hour) int64 { return w.amount(s, h, "") }

// amount is Amount in a world without an incident.
func (w *World) amount(s *Series, h Hour, without string) int64 {
	if s.Incident != "" && s.Incident == without {
		return 0
	}
	switch {
	case s.Legs != nil:
		var bytes int64
		for _, leg := range s.Legs {
			bytes += w.leg(leg, h, without)
		}
		return MulDiv(bytes, Scale, GB)
	case s.Calls != nil:
		return MulDiv(w.tokens(s.Calls, h, without), Scale, s.Calls.Per)
	}
	if s.Every == Monthly && (h%day != 0 || h.Time().Day() != 1) {
		return 0
	}
	return w.At(&s.Shape, h, without)
}

// Billed returns the tags that the bill shows for a series at an hour: those whose keys were cost allocation tags then.
func (w *World) Billed(s *Series, h Hour) Tags {
	var list Tags
	for _, t := range s.Tags {
		i := sort.Search(len(w.TagKeys), func(i int) bool { return w.TagKeys[i].Key >= t.Key })
		if i < len(w.TagKeys) && w.TagKeys[i].Key == t.Key && h >= w.TagKeys[i].Active {
			list = append(list, t)
		}
	}
	return list
}

// Late tells whether the lines of a series of a day reach the bill only after it was first delivered: one day in two hundred.
func (w *World) Late(s *Series, h Hour) bool {
	return w.Chance(uint64(s.ID), uint64(h/day), 7, 200) == 0 //nolint:gosec // few, and hours are positive
}
