// Package compose writes what an alert says, as text, as HTML and as lines for chats, in English and Japanese. It promises that every
// figure of a case is in each of them, that names of the bill are text and nothing else wherever they stand, and that the same parcel gives
// the same message.
//
//	m := compose.Message(parcel)
package compose

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/picture"
)

// Letter is a message in the language of its recipient.
type Letter struct {
	Subject  string
	Text     string
	HTML     string
	Pictures []Picture
	// Items are the cases, the largest first.
	Items []Item
	// Intro is a line above them, Foot a line below, Words the words of the language.
	Intro, Foot string
	Words       Words
}

// Picture is the picture of a case.
type Picture struct {
	// Name is its name as a file, by which HTML refers to it.
	Name string
	PNG  []byte
	// Says is what it shows, for who does not see it.
	Says string
}

// Item is a case in words.
type Item struct {
	Case     alert.Case
	Occasion alert.Occasion
	Title    string
	// Why is why it is told, What what sort of change it is.
	Why, What string
	// Impact and Monthly are amounts with signs, Percent is "" where nothing was expected.
	Impact, Monthly, Percent string
	Facts                    []Fact
	Causes                   []Reason
	Fix, Saves               string
	// Look are places to look next.
	Look []string
	// Spark is the picture in letters: the last days, from low to high.
	Spark   string
	Picture *Picture
	Links   []alert.Link
}

// Fact is a line of a table.
type Fact struct{ Name, Value string }

// Reason is a cause in words.
type Reason struct{ Names, Change, Share, Split string }

// mostPictures is how many pictures a message has; the others are a click away.
const mostPictures = 10

//go:embed letter.txt.tmpl letter.html.tmpl
var templates embed.FS

// Message writes a parcel.
func Message(p alert.Parcel) (Letter, error) {
	w := WordsOf(p.To.Language)
	l := Letter{Words: w, Foot: fmt.Sprintf(w.Foot, p.Monitor.Name)}
	told := slices.Clone(p.Cases)
	slices.SortStableFunc(told, func(a, b alert.Told) int { return cmp.Compare(weight(&b.Case), weight(&a.Case)) })
	for i, t := range told {
		item := w.item(t)
		if i < mostPictures && len(t.Case.Points) > 1 {
			png, err := picture.Draw(t.Case, picture.Options{Words: p.To.Language != alert.Japanese, Title: item.Title})
			if err != nil {
				return l, fmt.Errorf("draw picture: %w", err)
			}
			made := Picture{Name: fmt.Sprintf("case-%d.png", i+1), PNG: png, Says: w.says(&t.Case)}
			l.Pictures = append(l.Pictures, made)
			item.Picture = &made
		}
		l.Items = append(l.Items, item)
	}
	l.Subject = w.subject(p, l.Items)
	l.Intro = w.intro(p, l.Items)
	return l, l.write()
}

// weight is how much a case matters.
func weight(c *alert.Case) float64 {
	x, _ := c.Monthly.Rat().Float64()
	return max(x, -x)
}

// write fills the templates.
func (l *Letter) write() error {
	text, err := texttemplate.ParseFS(templates, "letter.txt.tmpl")
	if err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	page, err := htmltemplate.ParseFS(templates, "letter.html.tmpl")
	if err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	var plain, rich bytes.Buffer
	if err := text.Execute(&plain, l); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	if err := page.Execute(&rich, l); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	l.Text, l.HTML = plain.String(), rich.String()
	return nil
}

// item puts a case into words.
func (w *Words) item(t alert.Told) Item {
	c := t.Case
	i := Item{
		Case: c, Occasion: t.Occasion, Title: w.Title(&c), Why: w.why(t.Occasion), What: w.class(c.Class),
		Impact: Signed(c.Impact, c.Currency), Monthly: Signed(c.Monthly, c.Currency), Links: w.named(c.Links), Spark: spark(c.Points),
	}
	if p, ok := c.Percent(); ok {
		i.Percent = fmt.Sprintf("%+.0f %%", p)
	}
	i.Facts = w.facts(&c, &i)
	for n, cause := range c.Causes {
		if n == mostCauses {
			break
		}
		i.Causes = append(i.Causes, w.reason(cause, c.Currency))
	}
	for _, look := range c.Look {
		i.Look = append(i.Look, clean(look.In(w.Language)))
	}
	if c.Fix != nil {
		i.Fix = clean(c.Fix.Text.In(w.Language))
		if c.Fix.Saves.Sign() > 0 {
			i.Saves = Amount(c.Fix.Saves, c.Currency)
		}
	}
	return i
}

// mostCauses is how many causes are told.
const mostCauses = 10

// facts are the lines of the table of a case.
func (w *Words) facts(c *alert.Case, i *Item) []Fact {
	impact := i.Impact
	if i.Percent != "" {
		impact += " (" + i.Percent + ")"
	}
	account := c.Place.Account
	if c.Place.AccountName != "" {
		account = c.Place.AccountName + " (" + c.Place.Account + ")"
	}
	start := w.day(c.Start)
	if !c.Found.IsZero() {
		start += " (" + fmt.Sprintf(w.Found, w.day(c.Found)) + ")"
	}
	all := []Fact{
		{w.Change, i.What},
		{w.Impact, impact},
		{w.Monthly, i.Monthly},
		{w.Actual, fmt.Sprintf(w.Against, Amount(c.Actual, c.Currency), Amount(c.Expected, c.Currency))},
		{w.Since, start},
		{w.Until, w.day(c.End)},
		{w.Account, account},
		{w.Service, c.Place.Service},
		{w.UsageType, c.Place.UsageType},
		{w.Region, c.Place.Region},
		{w.Owner, c.Owner},
		{w.Means, c.Means.In(w.Language)},
	}
	for i := range all {
		all[i].Value = clean(all[i].Value)
	}
	return slices.DeleteFunc(all, func(f Fact) bool { return f.Value == "" })
}

// reason puts a cause into words.
func (w *Words) reason(c alert.Cause, currency string) Reason {
	const hundred = 100
	var names []string
	for _, e := range c.Elements {
		name := w.dimension(e.Dimension) + " " + clean(e.Value)
		if e.Value == "" {
			name = fmt.Sprintf(w.Without, w.dimension(e.Dimension))
		}
		names = append(names, name)
	}
	r := Reason{Names: strings.Join(names, ", "), Change: Signed(c.Change, currency), Share: fmt.Sprintf("%.0f %%", c.Share*hundred)}
	if r.Names == "" {
		r.Names = w.Rest
	}
	if c.Price.Sign() != 0 && c.Quantity.Sign() != 0 {
		r.Split = fmt.Sprintf(w.Split, Signed(c.Price, currency), Signed(c.Quantity, currency))
	}
	return r
}

// Title is the headline of a case.
func (w *Words) Title(c *alert.Case) string {
	if title := clean(c.Title.In(w.Language)); title != "" {
		return title
	}
	var place []string
	for _, name := range []string{c.Place.UsageType, c.Place.Service, cmp.Or(c.Place.AccountName, c.Place.Account), c.Place.Region} {
		if name = clean(name); name != "" {
			place = append(place, name)
		}
	}
	if len(place) == 0 {
		place = []string{w.Everything}
	}
	return w.class(c.Class) + w.Colon + strings.Join(place, " · ")
}

// subject is the line by which a message is known.
func (w *Words) subject(p alert.Parcel, items []Item) string {
	switch {
	case p.Occasion == alert.Trial:
		return "[Glaux] " + fmt.Sprintf(w.Trial, clean(p.Monitor.Name))
	case len(items) == 1:
		return clean("[Glaux] " + items[0].Why + w.Colon + items[0].Title + " " + items[0].Impact)
	}
	return clean("[Glaux] " + fmt.Sprintf(w.Many, len(items)) + w.Colon + p.Monitor.Name)
}

// intro is the line above the cases.
func (w *Words) intro(p alert.Parcel, items []Item) string {
	if p.Occasion == alert.Trial {
		return w.TrialIntro
	}
	if len(items) > mostPictures {
		return fmt.Sprintf(w.ManyIntro, len(items), mostPictures)
	}
	if len(items) > 1 {
		return fmt.Sprintf(w.Many, len(items))
	}
	return items[0].Why
}

// says tells what the picture of a case shows.
func (w *Words) says(c *alert.Case) string {
	n := len(c.Points)
	return fmt.Sprintf(w.Shows, w.day(c.Points[0].Day), w.day(c.Points[n-1].Day), c.Currency)
}

// day writes a day, "" for none.
func (w *Words) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// clean makes a text of the bill one line without anything that moves letters about.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r == 0x2028, r == 0x2029:
			return ' '
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// spark draws the last days with letters of eight heights.
func spark(points []alert.Point) string {
	const most = 30
	steps := []rune("▁▂▃▄▅▆▇█")
	if len(points) > most {
		points = points[len(points)-most:]
	}
	if len(points) < 2 { //nolint:mnd // one day is no course
		return ""
	}
	low, high := points[0].Actual, points[0].Actual
	for _, p := range points {
		low, high = min(low, p.Actual), max(high, p.Actual)
	}
	var out strings.Builder
	for _, p := range points {
		at := 0
		if high > low {
			at = int((p.Actual - low) / (high - low) * float64(len(steps)-1))
		}
		out.WriteRune(steps[max(0, min(at, len(steps)-1))])
	}
	return out.String()
}
