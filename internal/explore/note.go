package explore

import (
	"strconv"
	"strings"
)

// Note is what a reader must know of an answer: a sentence in English, and what another language needs to say the same.
type Note struct {
	Code   string            `json:"code" doc:"which sentence it is: open_month"`
	Text   string            `json:"text" doc:"the sentence in English"`
	Values map[string]string `json:"values,omitempty" doc:"what differs in the sentence, by name"`
}

// The codes of notes.
const (
	noteMixedUnits     = "mixed_units"
	noteNoUnblended    = "no_unblended"
	noteNoEffective    = "no_effective"
	noteNoNet          = "no_net"
	noteNoNetAmortized = "no_net_amortized"
	noteNoBlended      = "no_blended"
	noteNoUsage        = "no_usage"
	noteNoPrice        = "no_price"
	noteNoBill         = "no_bill"
	noteOpenMonth      = "open_month"
	noteOpenMonthUntil = "open_month_until"
	noteLengthsInDays  = "lengths_in_days"
	noteLengthsInHours = "lengths_in_hours"
	noteForecastScope  = "forecast_scope"
	noteForecastBilled = "forecast_billed"
	noteForecastTrials = "forecast_trials"
	noteForecastMethod = "forecast_method"
)

// notes returns the sentences by their codes. {name} stands for a value.
func notes() map[string]string {
	return map[string]string{
		noteMixedUnits:     "The lines have more than one unit, and the sums add up what does not belong together: filter by one unit, or group by unit.",
		noteNoUnblended:    "{lines} line(s) have no unblended cost and count nothing.",
		noteNoEffective:    "{lines} line(s) under commitments have no effective cost and count with their unblended cost.",
		noteNoNet:          "{lines} line(s) have no net cost and count with their unblended cost.",
		noteNoNetAmortized: "{lines} line(s) have no net cost and count with what they have before discounts.",
		noteNoBlended:      "{lines} line(s) have no blended cost and count nothing.",
		noteNoUsage:        "{lines} line(s) have no amount of usage and count nothing.",
		noteNoPrice:        "{lines} line(s) under commitments have no public price; what they saved is not known and not in the effects.",
		noteNoBill:         "There is no bill of {months}.",
		noteOpenMonth:      "{month} is not invoiced yet: its figures may still change.",
		noteOpenMonthUntil: "{month} is not invoiced yet: its figures may still change. Its newest usage is of {newest}: {day} and the days after it are not complete.",
		noteLengthsInDays:  "The windows are {before} days and {after} days long; they are compared as they are.",
		noteLengthsInHours: "The windows are {before} hours and {after} hours long; they are compared as they are.",
		noteForecastScope:  "One-time fees and refunds are not foreseen, and commitments are taken to go on as they are.",
		noteForecastBilled: "The first month holds what was billed before {day}.",
		noteForecastTrials: "The past is long enough for {trials} trial(s) only: the interval says little.",
		noteForecastMethod: forecastMethod,
	}
}

// note makes a note of its code and pairs of a name and a value.
func note(code string, pairs ...string) Note {
	n := Note{Code: code}
	var places []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if n.Values == nil {
			n.Values = map[string]string{}
		}
		n.Values[pairs[i]] = pairs[i+1]
		places = append(places, "{"+pairs[i]+"}", pairs[i+1])
	}
	n.Text = strings.NewReplacer(places...).Replace(notes()[code])
	return n
}

// lengths says that two windows have other lengths, in hours: whole days as days, unless one of them has less than one.
func lengths(before, after float64) Note {
	const day = 24
	code, by := noteLengthsInDays, float64(day)
	if min(before, after) < day {
		code, by = noteLengthsInHours, 1
	}
	plain := func(hours float64) string { return strconv.FormatFloat(hours/by, 'g', -1, 64) }
	return note(code, "before", plain(before), "after", plain(after))
}
