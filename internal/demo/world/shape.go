package world

// Rhythm is how use swings within a week.
type Rhythm uint8

// The rhythms. All times are UTC; the organisation sits on the American east coast.
const (
	Flat     Rhythm = iota // the same at every hour
	Office                 // working hours of weekdays, a little at night
	Consumer               // evenings and weekends
	Nightly                // a job between 02:00 and 06:00
	Workdays               // on from 12:00 to 24:00 on weekdays, off else; amounts are not averaged
)

// Effect is what an incident, or a decision, does to a shape.
type Effect struct {
	Span
	// Factor is in parts per million: 2,000,000 doubles.
	Factor int64
	// Ramp lets the factor grow evenly from one, at From, to Factor, at To, and stay there.
	Ramp bool
	// Incident is the id of the incident that the effect belongs to, "" for none.
	Incident string
}

// Shape says how much of something is used from hour to hour, as a product of integers.
type Shape struct {
	Span
	// Base is the amount of an average hour at the beginning of the world, in the units of what it is the shape of.
	Base int64
	// Growth is what is added in 30 days, in parts per million of Base.
	Growth int64
	Rhythm Rhythm
	// Noise is how far an hour strays, in parts per million.
	Noise int64
	// MonthStart is what comes on top on the first two days of a month, in parts per million.
	MonthStart int64
	Effects    []Effect
	// Whole rounds an amount in 10⁻¹⁰ to whole units: one cannot make half a request.
	Whole bool
	// thing tells the noise of one shape from another's.
	thing uint64
}

// dayOf is the rhythm of a day, by hour, in percent of the mean, for Office and Consumer.
func dayOf(r Rhythm) [day]int64 {
	switch r {
	case Office:
		return [day]int64{55, 45, 40, 40, 40, 40, 45, 50, 55, 60, 70, 90, 130, 180, 200, 200, 190, 180, 190, 185, 170, 140, 115, 90}
	case Consumer:
		return [day]int64{170, 160, 140, 110, 80, 55, 40, 35, 35, 40, 50, 65, 80, 90, 100, 105, 110, 110, 115, 120, 130, 145, 155, 160}
	case Flat, Nightly, Workdays:
	}
	return [day]int64{}
}

// weekly returns the factor of a rhythm at an hour, in parts per million.
func (r Rhythm) weekly(h Hour) int64 {
	weekday, hour := int(h/day+4)%7, int(h%day) // the first of January 1970 was a Thursday
	weekend := weekday == 0 || weekday == 6
	switch r {
	case Flat:
	case Office:
		return office[hour] * [2]int64{11_500, 6_250}[one(weekend)]
	case Consumer:
		return consumer[hour] * [2]int64{9_400, 11_500}[one(weekend)]
	case Nightly:
		return one64(hour >= 2 && hour < 6) * 6 * Million
	case Workdays:
		return one64(!weekend && hour >= 12) * Million
	}
	return Million
}

//nolint:gochecknoglobals // tables
var (
	office   = dayOf(Office)
	consumer = dayOf(Consumer)
)

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func one64(b bool) int64 { return int64(one(b)) }

// At returns the amount of an hour, in the units of Base. The effects of the incident without, if it is not "", do not count.
func (w *World) At(s *Shape, h Hour, without string) int64 {
	if !s.Has(h) || s.Base == 0 {
		return 0
	}
	x := s.Base
	if s.Growth != 0 {
		x = max(0, x+MulDiv(s.Base, s.Growth*int64(h-begin()), Million*30*day))
	}
	if s.Rhythm != Flat {
		x = MulDiv(x, s.Rhythm.weekly(h), Million)
	}
	if s.Noise > 0 {
		x = MulDiv(x, Million-s.Noise+w.Chance(s.thing, uint64(h), 1, 2*s.Noise+1), Million) //nolint:gosec // hours are positive
	}
	if s.MonthStart > 0 && h.Time().Day() <= 2 {
		x = MulDiv(x, Million+s.MonthStart, Million)
	}
	for i := range s.Effects {
		if e := &s.Effects[i]; e.Incident == "" || e.Incident != without {
			x = MulDiv(x, e.at(h), Million)
		}
	}
	if s.Whole {
		x -= x % Scale
	}
	return x
}

// at returns the factor at an hour.
func (e *Effect) at(h Hour) int64 {
	switch {
	case h < e.From:
		return Million
	case e.Ramp && h < e.To:
		return Million + MulDiv(e.Factor-Million, int64(h-e.From), int64(e.To-e.From))
	case e.Ramp || h < e.To:
		return e.Factor
	}
	return Million
}
