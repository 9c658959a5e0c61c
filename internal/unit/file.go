package unit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// The bounds of a file.
const (
	maxFile       = 1 << 20
	maxDocuments  = 100
	maxConditions = 50
	maxWords      = 500
	maxChanges    = 200
	maxDepth      = 8
	maxText       = 1000
	maxPer        = 1_000_000_000_000
)

// Unit is a unit as its file says it.
type Unit struct {
	Info
	// Cost are the lines that it costs, Usage those that are counted, all of which have to fit. Usage is nil where a query or a feed counts.
	Cost  []Condition
	Usage []Condition
	// Tokens tells that usage is counted in tokens, whatever the price list counts in.
	Tokens bool
	// Query counts: its columns are a day and a quantity.
	Query *ast.Query
	// Feed are the figures of a file, sorted by day.
	Feed []Figure
	// Static and Variable are patterns of usage types of which the file says how they behave.
	Static, Variable []string
	Expect           []Expectation
}

// Figure is a quantity of a day.
type Figure struct {
	Day      string
	Quantity money.Amount
}

// Condition is what a line has to be. It has a dimension with words, or Any.
type Condition struct {
	By                    string
	Is, Not, Like, Unlike []string
	Any                   []Condition
}

// Expectation is what a period has to give, as `glaux unit test` checks it. What is nil is not checked.
type Expectation struct {
	From, To                string
	Cost, Quantity, CostPer *money.Amount
	// Within is the share by which a figure may be off.
	Within float64
}

// words are one text or a list of texts.
type words []string

// UnmarshalYAML reads either.
func (w *words) UnmarshalYAML(read func(any) error) error {
	var one string
	if read(&one) == nil {
		*w = words{one}
		return nil
	}
	var list []string
	if err := read(&list); err != nil {
		return err
	}
	*w = list
	return nil
}

// bilingual is one text for both languages, or one for each.
type bilingual Text

// UnmarshalYAML reads either.
func (b *bilingual) UnmarshalYAML(read func(any) error) error {
	var one string
	if read(&one) == nil {
		*b = bilingual{EN: one, JA: one}
		return nil
	}
	var both struct {
		EN string `yaml:"en"`
		JA string `yaml:"ja"`
	}
	if err := read(&both); err != nil {
		return err
	}
	*b = bilingual{EN: both.EN, JA: both.JA}
	if b.JA == "" {
		b.JA = b.EN
	}
	return nil
}

// The shapes of a file.
type (
	fileUnit struct {
		ID       string       `yaml:"id"`
		Title    bilingual    `yaml:"title"`
		Means    bilingual    `yaml:"means"`
		Group    string       `yaml:"group"`
		Per      int64        `yaml:"per"`
		One      bilingual    `yaml:"one"`
		Of       bilingual    `yaml:"of"`
		Grain    Grain        `yaml:"grain"`
		Metric   string       `yaml:"metric"`
		Cost     fileCost     `yaml:"cost"`
		Quantity fileQuantity `yaml:"quantity"`
		Static   words        `yaml:"static"`
		Variable words        `yaml:"variable"`
		Changes  []fileChange `yaml:"changes"`
		Expect   []fileExpect `yaml:"expect"`
	}
	fileCost struct {
		Where []fileCondition `yaml:"where"`
	}
	fileQuantity struct {
		Usage *fileUsage `yaml:"usage"`
		SQL   string     `yaml:"sql"`
		Feed  string     `yaml:"feed"`
	}
	fileUsage struct {
		Where  []fileCondition `yaml:"where"`
		Tokens bool            `yaml:"tokens"`
	}
	fileCondition struct {
		By     string          `yaml:"by"`
		Is     words           `yaml:"is"`
		Not    words           `yaml:"not"`
		Like   words           `yaml:"like"`
		Unlike words           `yaml:"unlike"`
		Any    []fileCondition `yaml:"any"`
	}
	fileChange struct {
		ID    string    `yaml:"id"`
		Title bilingual `yaml:"title"`
		Day   string    `yaml:"day"`
	}
	fileExpect struct {
		From     string  `yaml:"from"`
		To       string  `yaml:"to"`
		Cost     figure  `yaml:"cost"`
		Quantity figure  `yaml:"quantity"`
		CostPer  figure  `yaml:"cost_per"`
		Within   float64 `yaml:"within"`
	}
)

// figure is an exact number of a file.
type figure struct{ amount *money.Amount }

// UnmarshalYAML reads the digits as they are written.
func (f *figure) UnmarshalYAML(text []byte) error {
	a, err := money.Parse(strings.Trim(strings.TrimSpace(string(text)), `"'`))
	if err != nil {
		return err
	}
	f.amount = &a
	return nil
}

// Parse reads the units of a file, one in each document. Keys that are not known are refused, with their line. Open gives a file of figures
// that stands beside it.
func Parse(name string, text []byte, open func(file string) ([]byte, error)) ([]Unit, error) {
	if len(text) > maxFile {
		return nil, invalid(name, "the file is larger than 1 MiB")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField())
	var list []Unit
	for {
		var f fileUnit
		err := decoder.Decode(&f)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, invalid(name, strings.TrimSpace(yaml.FormatError(err, false, false)))
		}
		if len(list) == maxDocuments {
			return nil, invalid(name, fmt.Sprintf("there are more than %d units in the file", maxDocuments))
		}
		u, wrong := f.unit(open)
		if wrong != "" {
			if f.ID != "" {
				wrong = fmt.Sprintf("unit %q: %s", f.ID, wrong)
			}
			return nil, invalid(name, wrong)
		}
		u.File = name
		list = append(list, u)
	}
	if len(list) == 0 {
		return nil, invalid(name, "there is no unit in the file")
	}
	return list, nil
}

func invalid(file, what string) error {
	return fault.New(fault.Invalid, "INVALID_UNIT", file+": "+what)
}

// unitID is how a unit, or a change, may be called.
var unitID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// unit checks what a file says, and says what is wrong.
func (f *fileUnit) unit(open func(string) ([]byte, error)) (u Unit, wrong string) {
	u = Unit{
		Info: Info{
			ID: f.ID, Title: Text(f.Title), Means: Text(f.Means), Group: f.Group, Per: f.Per, One: Text(f.One), Of: Text(f.Of), Grain: f.Grain, Metric: f.Metric, Origin: FromUsage,
		},
		Static: f.Static, Variable: f.Variable,
	}
	u.fill()
	if wrong = u.check(); wrong != "" {
		return u, wrong
	}
	if u.Cost, wrong = conditionsOf("cost.where", f.Cost.Where, 0); wrong != "" {
		return u, wrong
	}
	if len(u.Cost) == 0 {
		return u, "cost.where is empty: say which lines are meant"
	}
	if wrong = f.Quantity.into(&u, open); wrong != "" {
		return u, wrong
	}
	if wrong = f.changes(&u); wrong != "" {
		return u, wrong
	}
	return u, f.expectations(&u)
}

// fill sets what the file leaves out.
func (u *Unit) fill() {
	if u.Per == 0 {
		u.Per = 1
	}
	if u.One.EN == "" {
		u.One = u.plural()
	}
	if u.Grain == "" {
		u.Grain = Day
	}
	if u.Metric == "" {
		u.Metric = unblended
	}
	if u.Group == "" {
		u.Group = ownGroup
	}
}

// groups are those of a menu.
func groups() []string {
	return []string{"compute", "storage", "database", "network", "messaging", "analytics", "ai", "monitoring", ownGroup}
}

const ownGroup = "own"

// check says what is wrong with what a menu shows.
func (u *Unit) check() string {
	switch {
	case !unitID.MatchString(u.ID):
		return "id has to be lower-case letters, digits and -, at most 64"
	case u.Title.EN == "" || len(u.Title.EN) > maxText || len(u.Title.JA) > maxText || len(u.Means.EN) > maxText || len(u.Means.JA) > maxText:
		return fmt.Sprintf("title is needed, and texts are at most %d bytes long", maxText)
	case u.Of.EN == "" || len(u.Of.EN) > maxText || len(u.Of.JA) > maxText || len(u.One.EN) > maxText || len(u.One.JA) > maxText:
		return "of is needed: what is counted, in the plural, such as clicks"
	case u.Per < 1 || u.Per > maxPer:
		return "per is a number from 1 to 1000000000000"
	case u.Grain != Day && u.Grain != Month:
		return fmt.Sprintf("grain is day or month, not %q", string(u.Grain))
	case !slices.Contains(metricNames(), u.Metric):
		return fmt.Sprintf("metric is one of %s, not %q", strings.Join(metricNames(), ", "), u.Metric)
	case !slices.Contains(groups(), u.Group):
		return fmt.Sprintf("group is one of %s, not %q", strings.Join(groups(), ", "), u.Group)
	case len(u.Static)+len(u.Variable) > maxWords:
		return fmt.Sprintf("static and variable have more than %d patterns", maxWords)
	}
	return ""
}

// conditionsOf checks conditions.
func conditionsOf(place string, list []fileCondition, depth int) ([]Condition, string) {
	if len(list) > maxConditions || depth > maxDepth {
		return nil, fmt.Sprintf("%s: at most %d conditions, %d deep", place, maxConditions, maxDepth)
	}
	var out []Condition
	for i, f := range list {
		at := fmt.Sprintf("%s[%d]", place, i)
		c := Condition{By: f.By, Is: f.Is, Not: f.Not, Like: f.Like, Unlike: f.Unlike}
		n := len(c.Is) + len(c.Not) + len(c.Like) + len(c.Unlike)
		switch {
		case len(f.Any) > 0 && (f.By != "" || n > 0):
			return nil, at + ": any stands alone"
		case len(f.Any) > 0:
			any, wrong := conditionsOf(at+".any", f.Any, depth+1)
			if wrong != "" {
				return nil, wrong
			}
			c.Any = any
		case f.By == "":
			return nil, at + ": by is needed: " + dimensionNames()
		case n == 0:
			return nil, at + ": one of is, not, like, unlike is needed"
		case n > maxWords:
			return nil, fmt.Sprintf("%s: at most %d words", at, maxWords)
		default:
			if _, ok := dimension(f.By); !ok {
				return nil, fmt.Sprintf("%s: there is no dimension %q; there are %s", at, f.By, dimensionNames())
			}
		}
		out = append(out, c)
	}
	return out, ""
}

// into sets where the quantity comes from.
func (f *fileQuantity) into(u *Unit, open func(string) ([]byte, error)) (wrong string) {
	n := 0
	for _, there := range []bool{f.Usage != nil, f.SQL != "", f.Feed != ""} {
		if there {
			n++
		}
	}
	if n != 1 {
		return "quantity needs exactly one of usage, sql, feed"
	}
	switch {
	case f.Usage != nil:
		u.Tokens = f.Usage.Tokens
		if u.Usage, wrong = conditionsOf("quantity.usage.where", f.Usage.Where, 0); wrong == "" && len(u.Usage) == 0 {
			wrong = "quantity.usage.where is empty: say which lines are counted"
		}
	case f.SQL != "":
		u.Origin = FromSQL
		u.Query, wrong = countedBy(f.SQL)
	default:
		u.Origin = FromFeed
		u.Feed, wrong = feedOf(f.Feed, open)
	}
	return wrong
}

// countedBy reads the query of a file.
func countedBy(text string) (*ast.Query, string) {
	statement, bad := parse.Statement(text)
	if err := bad.Err(); err != nil {
		return nil, fmt.Sprintf("quantity.sql: %v", err)
	}
	q, ok := statement.(*ast.Query)
	if !ok {
		return nil, "quantity.sql: it has to be a query of two columns, a day and a quantity"
	}
	return q, ""
}

// changes reads the named changes.
func (f *fileUnit) changes(u *Unit) string {
	if len(f.Changes) > maxChanges {
		return fmt.Sprintf("there are more than %d changes", maxChanges)
	}
	for i, c := range f.Changes {
		switch {
		case !unitID.MatchString(c.ID):
			return fmt.Sprintf("changes[%d].id has to be lower-case letters, digits and -, at most 64", i)
		case c.Title.EN == "" || len(c.Title.EN) > maxText || len(c.Title.JA) > maxText:
			return fmt.Sprintf("changes[%d].title is needed", i)
		case !isDay(c.Day):
			return fmt.Sprintf("changes[%d].day is a day such as 2025-11-01, not %q", i, c.Day)
		case slices.ContainsFunc(u.Changes, func(other Named) bool { return other.ID == c.ID }):
			return fmt.Sprintf("changes[%d]: there are two changes %q", i, c.ID)
		}
		u.Changes = append(u.Changes, Named{ID: c.ID, Title: Text(c.Title), Day: c.Day})
	}
	slices.SortStableFunc(u.Changes, func(a, b Named) int { return strings.Compare(a.Day, b.Day) })
	return ""
}

// expectations reads what periods have to give.
func (f *fileUnit) expectations(u *Unit) string {
	if len(f.Expect) > maxChanges {
		return fmt.Sprintf("there are more than %d expectations", maxChanges)
	}
	for i, e := range f.Expect {
		switch {
		case !isDay(e.From) || !isDay(e.To) || e.From >= e.To:
			return fmt.Sprintf("expect[%d] needs the days from and to, the day after the last", i)
		case e.Cost.amount == nil && e.Quantity.amount == nil && e.CostPer.amount == nil:
			return fmt.Sprintf("expect[%d] needs one of cost, quantity, cost_per", i)
		case e.Within < 0 || e.Within > 1:
			return fmt.Sprintf("expect[%d].within is a share from 0 to 1", i)
		}
		u.Expect = append(u.Expect, Expectation{From: e.From, To: e.To, Cost: e.Cost.amount, Quantity: e.Quantity.amount, CostPer: e.CostPer.amount, Within: e.Within})
	}
	return ""
}

// isDay tells whether a text is a day, YYYY-MM-DD.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}
