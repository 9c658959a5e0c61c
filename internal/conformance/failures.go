package conformance

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Failures are the vectors that are known to fail, by the reason why, in a Markdown file that people read and add the reasons to:
// a heading with each reason, and under it a line for each vector.
type Failures struct {
	head    string // what stands before the first reason
	reasons []string
	known   map[string]failed // by ID
}

// failed is a known failure.
type failed struct {
	reason, outcome, sql string
}

// unknownReason is the heading of failures that nobody has given a reason for.
const unknownReason = "No reason is written down"

const failuresHead = `# Vectors that fail

Each stands under the reason why, with what comes of it: *wrong* is another value, *error* another error or an error instead of a
value, *unsupported* is refused by name. Run the test with -update after a change; it keeps the reasons.
`

// ReadFailures reads the file; without one nothing is known.
func ReadFailures(path string) (Failures, error) {
	f := Failures{head: failuresHead, known: map[string]failed{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("read failures: %w", err)
	}
	if head, _, found := strings.Cut(string(text), "\n## "); found {
		f.head = head
	}
	reason := unknownReason
	for line := range strings.SplitSeq(string(text), "\n") {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			reason = heading
			f.reasons = append(f.reasons, reason)
			continue
		}
		entry, ok := strings.CutPrefix(line, "- ")
		parts := strings.SplitN(entry, " ", 3)
		if ok && len(parts) == 3 {
			f.known[parts[0]] = failed{reason, parts[1], strings.Trim(parts[2], "`")}
		}
	}
	return f, nil
}

// With returns the failures among the results, each under the reason for which it was known.
func (f Failures) With(results []Result) Failures {
	out := Failures{head: f.head, reasons: f.reasons, known: map[string]failed{}}
	for _, r := range results {
		if r.Outcome == Pass {
			continue
		}
		reason := unknownReason
		if before, ok := f.known[r.Vector.ID()]; ok {
			reason = before.reason
		}
		out.known[r.Vector.ID()] = failed{reason, r.Outcome.String(), shortened(strings.Join(strings.Fields(r.Vector.SQL), " "))}
	}
	if !slices.Contains(out.reasons, unknownReason) {
		out.reasons = append(slices.Clone(out.reasons), unknownReason)
	}
	return out
}

// shortened cuts a text that is too long for a list.
func shortened(sql string) string {
	const most = 300
	if runes := []rune(sql); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return sql
}

// String returns the text of the file.
func (f Failures) String() string {
	var b strings.Builder
	b.WriteString(f.head)
	ids := make([]string, 0, len(f.known))
	for id := range f.known {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(cmp.Compare(f.known[x].sql, f.known[y].sql), cmp.Compare(x, y)) })
	for _, reason := range f.reasons {
		lines := ""
		for _, id := range ids {
			if one := f.known[id]; one.reason == reason {
				lines += fmt.Sprintf("- %s %s `%s`\n", id, one.outcome, one.sql)
			}
		}
		if lines != "" {
			b.WriteString("\n## " + reason + "\n\n" + lines)
		}
	}
	return b.String()
}

// Unexplained returns the failures without a reason.
func (f Failures) Unexplained() []string {
	var out []string
	for _, one := range f.known {
		if one.reason == unknownReason {
			out = append(out, one.outcome+": "+one.sql)
		}
	}
	slices.Sort(out)
	return out
}
