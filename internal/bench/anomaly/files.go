package anomaly

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// labelFile is how a label is written: with dates.
type labelFile struct {
	World string `json:"world"`
	Label
	From  string `json:"from"`
	Start string `json:"start"`
	Plain string `json:"plain,omitempty"`
	End   string `json:"end,omitempty"`
}

// Write puts a world into a folder: deliveries.csv.gz and labels.json, and resources.csv.gz with what each resource cost in the end.
func Write(dir string, w *World) error {
	dir = filepath.Join(dir, w.Spec.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write world: %w", err)
	}
	if err := table(filepath.Join(dir, "deliveries.csv.gz"), w.writeDeliveries); err != nil {
		return fmt.Errorf("write deliveries: %w", err)
	}
	if err := table(filepath.Join(dir, "resources.csv.gz"), w.writeResources); err != nil {
		return fmt.Errorf("write resources: %w", err)
	}
	var list []labelFile
	for _, l := range w.Labels {
		f := labelFile{World: w.Spec.Name, Label: l, From: Date(l.From), Start: Date(l.Start)}
		if l.Plain != 0 {
			f.Plain = Date(l.Plain)
		}
		if l.End != 0 {
			f.End = Date(l.End)
		}
		list = append(list, f)
	}
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "labels.json"), append(text, '\n'), 0o644); err != nil { //nolint:gosec // for others to read
		return fmt.Errorf("write labels: %w", err)
	}
	return nil
}

// table writes a compressed CSV file.
func table(name string, fill func(*csv.Writer) error) (err error) {
	f, err := os.Create(name) //nolint:gosec // a folder of the user's choice
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffer := bufio.NewWriterSize(f, 1<<20)
	z := gzip.NewWriter(buffer)
	out := csv.NewWriter(z)
	if err := fill(out); err != nil {
		return err
	}
	out.Flush()
	return errors.Join(out.Error(), z.Close(), buffer.Flush())
}

// writeDeliveries writes the rows of all deliveries: each replaces what was known of the days from first to before end.
func (w *World) writeDeliveries(out *csv.Writer) error {
	if err := out.Write([]string{"at", "first", "end", "account", "service", "usage_type", "region", "kind", "day", "cost", "usage"}); err != nil {
		return err
	}
	for d := range w.Deliveries() {
		at, first, end := Date(d.At), Date(d.First), Date(d.End)
		for _, r := range d.Rows {
			k := r.Key
			if err := out.Write([]string{at, first, end, k.Account, k.Service, k.UsageType, k.Region, string(k.Kind), Date(r.Day), number(r.Cost), number(r.Usage)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeResources writes what each resource cost and used on each day, in the end.
func (w *World) writeResources(out *csv.Writer) error {
	if err := out.Write(append([]string{"day"}, append(Dimensions(), "cost", "usage")...)); err != nil {
		return err
	}
	for i, l := range w.lines {
		if l.cost == nil {
			continue
		}
		values := w.values(i)
		for d, cost := range l.cost {
			p, m := l.at(d)
			if cost == 0 && p+m == 0 {
				continue
			}
			if err := out.Write(append(append([]string{Date(w.calendar[d].day)}, values...), number(round(cost, 6)), number(round(p+m, 6)))); err != nil {
				return err
			}
		}
	}
	return nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// claim is a finding of somebody, as it is read.
type claim struct {
	World  string         `json:"world"`
	Node   detect.Node    `json:"node"`
	Also   []detect.Node  `json:"also"`
	Class  detect.Class   `json:"class"`
	Start  string         `json:"start"`
	Found  string         `json:"found"`
	Impact float64        `json:"impact"`
	Causes []detect.Cause `json:"causes"`
}

// Claims are somebody's findings by world.
type Claims struct {
	Name string
	of   map[string][]detect.Finding
}

// Worlds returns the specs of the worlds that are claimed about, of those that there are.
func (c Claims) Worlds() ([]Spec, error) {
	var list []Spec
	known := map[string]bool{}
	for _, s := range append(Tuning(), HeldOut()...) {
		known[s.Name] = true
		if _, ok := c.of[s.Name]; ok {
			list = append(list, s)
		}
	}
	for name := range c.of {
		if !known[name] {
			return nil, fmt.Errorf("no world is named %q", name)
		}
	}
	return list, nil
}

// Subject is the claims as somebody who finds.
func (c Claims) Subject() Subject {
	return Subject{Name: c.Name, Find: func(w *World) []detect.Finding { return c.of[w.Spec.Name] }}
}

// Read reads findings: a JSON array, or CSV with a header, by the name of the file.
func Read(file string) (Claims, error) {
	f, err := os.Open(file) //nolint:gosec // a file of the user's choice
	if err != nil {
		return Claims{}, fmt.Errorf("read findings: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	var list []claim
	if filepath.Ext(file) == ".csv" {
		list, err = readTable(f)
	} else {
		d := json.NewDecoder(f)
		d.DisallowUnknownFields()
		err = d.Decode(&list)
	}
	if err != nil {
		return Claims{}, fmt.Errorf("read findings: %s: %w", file, err)
	}
	c := Claims{Name: filepath.Base(file), of: map[string][]detect.Finding{}}
	for i, x := range list {
		start, err := dayOf(x.Start)
		if err != nil {
			return Claims{}, fmt.Errorf("read findings: number %d: start: %w", i+1, err)
		}
		found, err := dayOf(x.Found)
		if err != nil {
			return Claims{}, fmt.Errorf("read findings: number %d: found: %w", i+1, err)
		}
		c.of[x.World] = append(c.of[x.World], detect.Finding{
			Node: x.Node, Also: x.Also, Class: x.Class, Start: start, Found: found, Impact: x.Impact, Causes: x.Causes,
		})
	}
	return c, nil
}

// readTable reads findings from CSV. Columns are found by name; world, start and found must be there.
func readTable(in io.Reader) ([]claim, error) {
	r := csv.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	columns := map[string]int{}
	for i, name := range header {
		switch name {
		case "world", "account", "service", "usage_type", "region", "class", "start", "found", "impact":
			columns[name] = i
		default:
			return nil, fmt.Errorf("column %q is not known", name)
		}
	}
	for _, name := range []string{"world", "start", "found"} {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Errorf("no column %q", name)
		}
	}
	var list []claim
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		cell := func(name string) string {
			if i, ok := columns[name]; ok {
				return cells[i]
			}
			return ""
		}
		c := claim{
			World: cell("world"), Class: detect.Class(cell("class")), Start: cell("start"), Found: cell("found"),
			Node: detect.Node{Account: cell("account"), Service: cell("service"), UsageType: cell("usage_type"), Region: cell("region")},
		}
		if text := cell("impact"); text != "" {
			if c.Impact, err = strconv.ParseFloat(text, 64); err != nil {
				return nil, fmt.Errorf("line %d: impact %q is no number", len(list)+2, text)
			}
		}
		list = append(list, c)
	}
}
