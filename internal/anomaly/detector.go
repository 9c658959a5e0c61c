package anomaly

// sizeShare is the part of the organisation's daily cost that is worth a word.
const sizeShare = 0.0001

// freshDays is how many days before each delivery are judged and not yet learned from.
const freshDays = 3

// Detector watches a bill, delivery by delivery. It is not for use by several at once.
type Detector struct {
	options  Options
	begun    bool
	unsorted bool
	first    Day
	calendar calendar
	// days is how many days were delivered, today the day of the delivery, deliveries how many there were.
	days, today, deliveries int
	leaves                  []*leaf
	byKey                   map[Key]*leaf
	arrivals                map[arrivalKey]*arrivals
	allArrivals             arrivals
	groups                  map[Node]*group
	// order holds the groups from the bottom to the top.
	order     []*group
	incidents []*incident
	// kinOpen holds the incidents that are under way, by the kin of their series.
	kinOpen map[string]*incident
	// breeds say how far series of one usage type stray.
	breeds map[metered][len(runs)]float64
	// size is what the organisation costs on a usual day.
	size float64
	// short tells, by age, of which days so much is missing that nothing can be said to have fallen.
	short [arrivalSpan]bool
	// scratch space
	values, sorted, scratch []float64
	indexes                 []int
}

// New returns a detector that knows nothing yet.
func New(options Options) *Detector {
	if options.MinDaily == 0 {
		options.MinDaily = DefaultMinDaily
	}
	d := &Detector{options: options, today: -1, byKey: map[Key]*leaf{}, arrivals: map[arrivalKey]*arrivals{}, groups: map[Node]*group{}, breeds: map[metered][len(runs)]float64{}}
	d.allArrivals.curve(nil)
	return d
}

// Deliver takes in a delivery and returns the findings that it opened or changed, in the order in which they were opened. Deliveries come in the
// order in which they were made.
func (d *Detector) Deliver(delivery Delivery) []Finding {
	d.take(delivery)
	today := int(delivery.At - d.first)
	if today < 0 {
		return nil
	}
	d.learnArrivals(today)
	d.today = max(today, d.today)
	d.deliveries++
	for _, l := range d.leaves {
		d.follow(l)
	}
	d.measure()
	d.meetKin()
	var found, weak, priced []*event
	for _, l := range d.leaves {
		if l.now != nil || l.quiet {
			continue
		}
		switch e := d.judge(l); {
		case e == nil:
		case e.sort == "" && l.kin != "" && !d.strong(e):
			weak = append(weak, e)
		case d.again(e) == nil:
			found = append(found, d.open(e))
		}
	}
	found = append(found, d.joined(weak)...)
	found = append(found, d.judgeGroups()...)
	for _, l := range d.leaves {
		if l.now != nil || l.quiet {
			continue
		}
		if e := d.judgePrice(l); e != nil {
			priced = append(priced, e)
		} else if e := d.judgeSlow(l); e != nil {
			found = append(found, d.open(e))
		}
	}
	found = append(found, d.samePrice(priced)...)
	d.gather(found)
	return d.report()
}

// measure makes the baselines of this delivery and how far the recent days lie off.
func (d *Detector) measure() {
	size := 0.0
	for _, l := range d.leaves {
		settled := d.settled(l)
		d.learnMonth(l, settled)
		most := 0.0
		for day := max(0, d.today-windowDays); day <= d.today; day++ {
			most = max(most, l.at(day))
		}
		l.quiet = most < 0.2*d.options.MinDaily && l.now == nil && len(l.lasting) == 0
		l.off, l.under = [arrivalSpan]float64{}, [arrivalSpan]float64{}
		if l.quiet {
			l.base = baseline{}
			continue
		}
		l.base = d.baselineOf(l, min(settled, d.today-freshDays+1))
		d.learnTail(l, min(settled, d.today-arrivalSpan+1))
		if l.key.Kind == Usage || l.key.Kind == Marketplace {
			size += l.base.level
		}
	}
	d.pool()
	d.commonParts()
	for _, l := range d.leaves {
		if l.quiet {
			continue
		}
		curve := d.arrivalsOf(l.key)
		for age := range min(arrivalSpan, d.today+1) {
			part := curve.bounds(age)
			if part.mid <= 0.05 {
				continue
			}
			day := d.today - age
			expected := l.base.expected(day, d.calendar.at(day))
			l.off[age] = l.sign * (l.at(day)/part.mid - expected)
			l.under[age] = l.at(day)/part.high - expected
		}
	}
	d.size = size
}

// floor returns the smallest change per day that is worth a word.
func (d *Detector) floor() float64 {
	return max(d.options.MinDaily, sizeShare*d.size)
}

// open makes an unusual stretch the one that is under way in its series.
func (d *Detector) open(e *event) *event {
	e.found = d.today
	e.leaf.now = e
	return e
}
