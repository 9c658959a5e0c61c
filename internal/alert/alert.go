// Package alert tells people and programs of cases: it keeps the monitors that say whom, keeps what is to be told until it has been, and
// hands it to a channel at a time. It promises that a case is raised once for each monitor and occasion, that what was raised is delivered
// or stands as failed with its reason, that a delivery has one id from the first attempt to the last, and that a process which dies at any
// moment loses none: what it was just handing over, and only that, is handed over again under the same id.
//
//	box, err := alert.Open(ctx, path, alert.Options{Key: key, Now: time.Now, Channels: channels})
//	raised, err := box.Raise(ctx, alert.Case{ID: "c-1", …}, alert.Opened)
//	err = box.Run(ctx)                    // delivers until ctx ends
//
// A case is what its caller knows of it; this package looks nothing up.
package alert

import (
	"time"

	"github.com/glauxhq/glaux/internal/money"
)

// Occasion is why a case is told. A caller that tells one case several times for the same reason adds a mark of its own: "worsened:2".
type Occasion string

// The occasions. Only cases that were raised as Opened for a monitor are raised to it for other occasions.
const (
	Opened   Occasion = "opened"
	Worsened Occasion = "worsened"
	Ended    Occasion = "ended"
	// Trial is the occasion of a test.
	Trial Occasion = "trial"
)

// Case is a case as it is told. Amounts are estimates in Currency.
type Case struct {
	ID string `json:"id"`
	// Version counts the states of the case: which of them this is.
	Version int64 `json:"version"`
	// Title is one line; where it is empty, a line is made of the class and the place.
	Title Text `json:"title,omitzero"`
	// Class is what sort of change it is: spike, step, drift, new, netting, expiry, price, drop, credit. State is open, expected, …
	Class string `json:"class"`
	State string `json:"state"`
	Place Place  `json:"place"`
	// Accounts, Services, Tags, Categories and Owner are what monitors choose by: everything that the case touches.
	Accounts   []string            `json:"accounts,omitempty"`
	Services   []string            `json:"services,omitempty"`
	Tags       map[string][]string `json:"tags,omitempty"`
	Categories map[string][]string `json:"categories,omitempty"`
	Owner      string              `json:"owner,omitempty"`
	// Start is the first unusual day, Found the day of the delivery that showed it, End the first usual day after, zero while it lasts.
	Start time.Time `json:"start"`
	Found time.Time `json:"found"`
	End   time.Time `json:"end,omitzero"`
	// Impact is Actual less Expected since Start; Monthly what it costs in 30 days if it lasts; Largest the largest of a day.
	Currency string       `json:"currency"`
	Impact   money.Amount `json:"impact"`
	Monthly  money.Amount `json:"monthly"`
	Actual   money.Amount `json:"actual"`
	Expected money.Amount `json:"expected"`
	Largest  money.Amount `json:"largest"`
	// Score says how sure it is: how many times the width of the band the change is.
	Score  float64 `json:"score"`
	Causes []Cause `json:"causes,omitempty"`
	// Means says what is used there, and Look where to look next; empty where nobody knows.
	Means Text   `json:"means,omitzero"`
	Look  []Text `json:"look,omitempty"`
	// Fix is what would end it, where that is known.
	Fix *Fix `json:"fix,omitempty"`
	// URL is the page of the case, "" where the workbench is not served; Links are more places to look at.
	URL    string  `json:"url,omitempty"`
	Links  []Link  `json:"links,omitempty"`
	Points []Point `json:"points,omitempty"`
}

// Place is where in the bill the case is. Everything below an empty name belongs to it.
type Place struct {
	Account     string `json:"account,omitempty"`
	AccountName string `json:"accountName,omitempty"`
	Service     string `json:"service,omitempty"`
	UsageType   string `json:"usageType,omitempty"`
	Region      string `json:"region,omitempty"`
}

// Element is one value of one dimension, by the explorer's names: account_id, service_code, usage_type, region, operation, resource, tag:KEY.
type Element struct {
	Dimension string `json:"dimension"`
	Value     string `json:"value"`
}

// Cause is a combination of values and what it adds to the impact; Share is its part of it, 0 to 1.
type Cause struct {
	Elements []Element    `json:"elements"`
	Change   money.Amount `json:"change"`
	Share    float64      `json:"share"`
	// Price and Quantity add up to Change.
	Price    money.Amount `json:"price"`
	Quantity money.Amount `json:"quantity"`
}

// Text is one text in both languages.
type Text struct {
	English  string `json:"en"`
	Japanese string `json:"ja"`
}

// In is the text in a language.
func (t Text) In(l Language) string {
	if l == Japanese && t.Japanese != "" {
		return t.Japanese
	}
	return t.English
}

// Fix is a change that ends a case, and what it saves in a month; 0 is not known.
type Fix struct {
	Text  Text         `json:"text"`
	Saves money.Amount `json:"saves,omitzero"`
}

// Link is a place to look at.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Point is a day of the picture: what was, what was expected, and between what it would not have surprised.
type Point struct {
	Day      time.Time `json:"day"`
	Actual   float64   `json:"actual"`
	Expected float64   `json:"expected"`
	Low      float64   `json:"low"`
	High     float64   `json:"high"`
	// Complete is how much of the day is known, 0 to 1.
	Complete float64 `json:"complete"`
}
