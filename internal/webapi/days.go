package webapi

import (
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

// daysIn reads the days of a request; an empty one is the zero time.
func daysIn(from, to string) (first, end time.Time, err error) {
	if first, err = dayIn("from", from); err != nil {
		return first, end, err
	}
	end, err = dayIn("to", to)
	return first, end, err
}

// dayIn reads a day.
func dayIn(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, codeInvalid, name+" is no day such as 2025-08-01")
	}
	return t, nil
}
