package anomaly

// Stretches. What surprises begins a stretch of its series: it ends when the costs are back, and after the cool-down a stretch that lasts is the new level.

const (
	// worth is how many times the daily floor a stretch must have come to for it to have been no noise.
	worth = 25.0
	// againDays is how long after its end a stretch may come back as the same.
	againDays = 9
	// coolDown is after how many days a change that lasts is the new level.
	coolDown = 14
)

// event is an unusual stretch of one series.
type event struct {
	leaf  *leaf
	start int
	// found is the day of the delivery that showed it.
	found int
	// rise is 1 when the series rose and -1 when it fell.
	rise float64
	// base is the baseline as it was before.
	base baseline
	// end is the first usual day after it, 0 while it lasts.
	end int
	// sort is what test found it.
	sort Class
	// peak is the mean change per day of its first days, score how many bands it is off.
	peak, score float64
	// run is how many days it took to find it.
	run int
	// together tells that it was found with others, where they come together.
	together bool
	// owner is the incident that it belongs to.
	owner *incident
}

// change returns what a day cost more than expected, in money: below 0 when it cost less. Of a day that is not complete, as much is expected as is there.
func (e *event) change(d *Detector, day int) float64 {
	return e.leaf.sign * (e.leaf.at(day) - e.part(d, day)*e.base.expected(day, d.calendar.at(day)))
}

// part returns how much of a day is there.
func (e *event) part(d *Detector, day int) float64 {
	if age := d.today - day; age >= 0 && age < arrivalSpan {
		return min(1, d.arrivalsOf(e.leaf.key).bounds(age).mid)
	}
	return 1
}

// follow looks at what became of the unusual stretches of a series: they end, or become the new level.
func (d *Detector) follow(l *leaf) {
	settled := d.settled(l)
	if e := l.now; e != nil {
		d.close(e, settled, 0.4)
		switch {
		case e.end != 0:
			l.leaveOut(e.start, e.end)
			if e.peak*float64(e.end-e.start) > worth*d.floor() {
				l.tail.forget(e.start, e.end)
			} else {
				d.relearn(l, e)
			}
			l.now, l.past = nil, e
		case settled-e.start >= coolDown:
			l.restart, l.now = e.start, nil
			l.tail.forget(e.start, settled)
			l.lasting = append(l.lasting, e)
		}
	}
	kept := l.lasting[:0]
	for _, e := range l.lasting {
		d.close(e, settled, 0.35)
		if e.end == 0 {
			kept = append(kept, e)
			continue
		}
		l.restart = max(l.restart, e.end)
	}
	l.lasting = kept
}

// again takes up a stretch that seemed to be over when the same comes back within days: a workload that rests at weekends is one.
func (d *Detector) again(e *event) *event {
	past := e.leaf.past
	if past == nil || past.rise != e.rise || past.sort == Drift || e.start-past.end > againDays || e.peak < 0.4*past.peak || past.owner == nil {
		return nil
	}
	e.leaf.past = nil
	for day := past.start; day < min(past.end, len(e.leaf.skip)); day++ {
		e.leaf.skip[day] = false
	}
	past.end = 0
	past.owner.end = 0
	e.leaf.now = past
	return past
}

// relearn gives the residuals of a stretch that came to little to the tail: it was noise.
func (d *Detector) relearn(l *leaf, e *event) {
	for day := e.start; day < e.end; day++ {
		expected := e.base.expected(day, d.calendar.at(day))
		if at := len(l.tail.errs) - (l.tail.upto - day); at >= 0 && at < len(l.tail.errs) && expected > 0 {
			l.tail.errs[at] = (l.at(day) - expected) / max(expected, 0.3*e.base.level)
		}
	}
}

// close finds the end of an unusual stretch: the first of two days, or the only day known, that are back where they would have been.
func (d *Detector) close(e *event, settled int, part float64) {
	back := 0
	first := e.start + 1
	if e.sort == Drift {
		first = e.found // it begins with nothing
	}
	for day := max(first, settled-30); day < settled; day++ {
		expected := e.base.expected(day, d.calendar.at(day))
		off := e.rise * (e.leaf.at(day) - expected)
		if e.sort == Drift {
			if off < 0.1*expected && off < 0.4*e.peak {
				back++
			} else {
				back = 0
			}
		} else if off < part*e.peak {
			back++
		} else {
			back = 0
		}
		if back == 3 {
			e.end = day - back + 1
			return
		}
	}
}

// settled returns the first day that is not yet complete.
func (d *Detector) settled(l *leaf) int {
	curve := &d.arrivalsOf(l.key).now
	age := 0
	for age < arrivalSpan-1 && curve[age].low < 0.9 {
		age++
	}
	return d.today - age + 1
}
