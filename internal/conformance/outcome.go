package conformance

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// Outcome is what came of a vector.
type Outcome int

// The outcomes.
const (
	Pass        Outcome = iota
	Wrong               // a value that is not Trino's, or a value where Trino gives an error
	Error               // an error where Trino gives a value, or another error than Trino's
	Unsupported         // refused by name
)

// String returns the word that reports use.
func (o Outcome) String() string {
	return [...]string{"pass", "wrong", "error", "unsupported"}[o]
}

// Result is a vector with what came of it.
type Result struct {
	Vector  Vector
	Outcome Outcome
	Got     string // what came instead, for people; empty for a pass
}

// Counts are numbers of vectors by outcome.
type Counts [4]int

// String returns the counts as the last line of a report shows them.
func (c Counts) String() string {
	return fmt.Sprintf("pass %d, wrong %d, error %d, unsupported %d", c[Pass], c[Wrong], c[Error], c[Unsupported])
}

// Total counts the results.
func Total(results []Result) Counts {
	var total Counts
	for _, r := range results {
		total[r.Outcome]++
	}
	return total
}

// ByFamily counts the results of each family.
func ByFamily(results []Result) map[string]Counts {
	families := map[string]Counts{}
	for _, r := range results {
		counts := families[r.Vector.Family]
		counts[r.Outcome]++
		families[r.Vector.Family] = counts
	}
	return families
}

// Report writes the counts of each family as a table, and the counts of all as the last line.
func Report(w io.Writer, results []Result) error {
	families := ByFamily(results)
	names := make([]string, 0, len(families))
	for name := range families {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(sum(families[b]), sum(families[a])), cmp.Compare(a, b))
	})
	for _, name := range names {
		c := families[name]
		if _, err := fmt.Fprintf(w, "%-36s %5d pass %5d wrong %5d error %5d unsupported\n",
			name, c[Pass], c[Wrong], c[Error], c[Unsupported]); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if _, err := fmt.Fprintln(w, Total(results)); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func sum(c Counts) int { return c[Pass] + c[Wrong] + c[Error] + c[Unsupported] }

// List writes the vectors with an outcome, each with what was expected and what came; an empty name lists none.
func List(w io.Writer, results []Result, outcome string) error {
	for _, r := range results {
		if r.Outcome.String() != outcome {
			continue
		}
		v := r.Vector
		want := string(v.Kind)
		if len(v.Expected) > 0 {
			want += " " + string(v.Expected)
		}
		if v.Type != "" {
			want += " of type " + v.Type
		}
		if _, err := fmt.Fprintf(w, "%s\n  sql  %s\n  want %s\n  got  %s\n", v.Family, v.SQL, want, r.Got); err != nil {
			return fmt.Errorf("list vectors: %w", err)
		}
	}
	return nil
}
