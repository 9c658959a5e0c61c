package anomaly

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// aims are what issue and document ask of Glaux, beside the figure.
func aims() []struct{ name, aim string } {
	return []struct{ name, aim string }{
		{"precision", ""},
		{"recall", ""},
		{"F1", "≥ 0.90"},
		{"dollar-weighted recall", "≥ 0.97"},
		{"false cases per account-month", "≤ 0.20"},
		{"the same in control worlds", "≤ 0.20"},
		{"netting recall", "≥ 0.90"},
		{"drift found within 4 weeks", ""},
		{"the same of drift that is plain within 4 weeks", ""},
		{"days until drift is found, median", "≤ 28"},
		{"delay, median (deliveries)", ""},
		{"delay of steps and spikes, median", "≤ 1"},
		{"delay of steps and spikes, 9 in 10", ""},
		{"the same after the day that makes them plain, median", "≤ 1"},
		{"the same after the day that makes them plain, 9 in 10", ""},
		{"causes, top 1", "≥ 0.90"},
		{"causes, top 3", "≥ 0.97"},
	}
}

// figures are the values of a result in the order of aims.
func figures(r Result) []string {
	return []string{
		part(r.Precision()), part(r.Recall()), part(r.F1()), part(r.DollarRecall()), part(r.FalseRate()), part(r.QuietRate()), part(r.RecallOf("netting")),
		part(ratio(float64(r.DriftsInTime), float64(r.Drifts))), part(ratio(float64(r.DriftsPlainInTime), float64(r.DriftsPlain))), after(r), fmt.Sprint(quantile(r.Delays, 0.5)), fmt.Sprint(quantile(r.Prompt, 0.5)), fmt.Sprint(quantile(r.Prompt, 0.9)),
		fmt.Sprint(quantile(r.Plain, 0.5)), fmt.Sprint(quantile(r.Plain, 0.9)),
		part(ratio(float64(r.First), float64(r.Asked))), part(ratio(float64(r.Third), float64(r.Asked))),
	}
}

// after is how many days it took to find half of the drifts that were found, — when none was.
func after(r Result) string {
	if len(r.DriftDays) == 0 {
		return "—"
	}
	return fmt.Sprint(quantile(r.DriftDays, 0.5))
}

func part(v float64) string { return fmt.Sprintf("%.2f", v) }

// Print writes the tables of results, in Markdown.
func Print(out io.Writer, results []Result) error {
	if len(results) == 0 {
		return nil
	}
	var b strings.Builder
	r := results[0]
	fmt.Fprintf(&b, "%d worlds (%.0f account-months, %.0f of them in controls), %d incidents to be found in %d classes.\n\n", r.Worlds, r.Months, r.QuietMonths, r.Demanded, len(r.Classes))
	row(&b, append([]string{"", "aim"}, names(results)...))
	row(&b, append([]string{"---", "---"}, slices.Repeat([]string{"---:"}, len(results))...))
	cells := make([][]string, len(results))
	for i := range results {
		cells[i] = figures(results[i])
	}
	for i, a := range aims() {
		line := []string{a.name, a.aim}
		for _, c := range cells {
			line = append(line, c[i])
		}
		row(&b, line)
	}
	fmt.Fprintf(&b, "\nAdtributor on the same cases of %s: top 1 %s, top 3 %s.\n", r.Name, part(ratio(float64(r.RivalFirst), float64(r.Asked))), part(ratio(float64(r.RivalThird), float64(r.Asked))))
	fmt.Fprintf(&b, "\nFound, by class, and causes and delay of %s:\n\n", r.Name)
	row(&b, append(append([]string{"class", "demanded"}, names(results)...), "top 1", "top 3", "delay"))
	row(&b, append([]string{"---"}, slices.Repeat([]string{"---:"}, len(results)+4)...))
	for _, class := range slices.Sorted(maps.Keys(r.Classes)) {
		c := r.Classes[class]
		line := []string{class, fmt.Sprint(c.Demanded)}
		for _, r := range results {
			of := r.Classes[class]
			line = append(line, part(ratio(float64(of.Found), float64(of.Demanded))))
		}
		row(&b, append(line, part(ratio(float64(c.First), float64(c.Asked))), part(ratio(float64(c.Third), float64(c.Asked))), fmt.Sprint(quantile(c.Delays, 0.5))))
	}
	b.WriteString("\nSeconds of a core, by the clock: ")
	for i, r := range results {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %.0f", r.Name, r.Seconds)
	}
	b.WriteString(".\n")
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	return nil
}

// The lines of the document between which the results stand.
const (
	resultsBegin = "<!-- results -->\n"
	resultsEnd   = "<!-- end of results -->"
)

// Insert puts results between the two lines of a document, after a line that says where they come from.
func Insert(file, about string, results []Result) error {
	text, err := os.ReadFile(file) //nolint:gosec // a file of the user's choice
	if err != nil {
		return fmt.Errorf("insert results: %w", err)
	}
	before, rest, ok := strings.Cut(string(text), resultsBegin)
	_, after, closed := strings.Cut(rest, resultsEnd)
	if !ok || !closed {
		return fmt.Errorf("insert results: %s has no line %q before one %q", file, strings.TrimSpace(resultsBegin), resultsEnd)
	}
	var b strings.Builder
	b.WriteString(before + resultsBegin + about + "\n\n")
	if err := Print(&b, results); err != nil {
		return err
	}
	b.WriteString(resultsEnd + after)
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil { //nolint:gosec // a document
		return fmt.Errorf("insert results: %w", err)
	}
	return nil
}

func row(b *strings.Builder, cells []string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func names(results []Result) []string {
	list := make([]string, len(results))
	for i, r := range results {
		list[i] = r.Name
	}
	return list
}
