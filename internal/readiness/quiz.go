package readiness

import (
	"context"
	"embed"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// Question is a question about the lake with one right answer among several.
type Question struct {
	Ask string
	// Choices are what may be answered; Right is the place of the right one among them, from 0.
	Choices []string
	Right   int
	// Says tells the answer with its figures, SQL is the query that found it.
	Says, SQL string
}

//go:embed quiz/*.sql
var quiz embed.FS

// asked is a question whose answers a query finds: each row has a choice and the figure beside it, the right one first.
type asked struct {
	name, ask, says string
}

// questions returns the questions that are tried, in order.
func questions() []asked {
	return []asked{
		{"kind", "Which kind of bill is {source}?", "{source} is {choice}."},
		{"service", "Which service cost most in {period}?", "{choice}: {figure}."},
		{"rise", "Which usage type rose most from {before} to {period}?", "{choice}: {figure} more."},
		{"account", "Which account spent most in {period}?", "{choice}: {figure}."},
		{"tag", "Which cost allocation tag is on the largest share of the cost of {period}?", "{choice}: {figure} %."},
		{"region", "In which region was most of the cost of {period}?", "{choice}: {figure}."},
		{"day", "Which day of {period} was the dearest?", "{choice}: {figure}."},
	}
}

// quizLength is how many questions are asked.
const quizLength = 5

// Quiz asks five questions about the bill with the longest history. Questions whose data has no more than one answer are left out, so there
// may be fewer; without a bill there are none.
func Quiz(ctx context.Context, runner Runner, who access.Principal, lake Lake) ([]Question, error) {
	about := longest(lake)
	if about == nil {
		return nil, nil
	}
	var all []Question
	for _, q := range questions() {
		if len(all) == quizLength {
			break
		}
		one, ok, err := q.find(ctx, runner, who, lake, about)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.name, err)
		}
		if ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// longest returns the bill with the most months, the first of equals.
func longest(lake Lake) *Source {
	var best *Source
	for i := range lake.Sources {
		if s := &lake.Sources[i]; s.isBill() && len(s.Months) > 0 && (best == nil || len(s.Months) > len(best.Months)) {
			best = s
		}
	}
	return best
}

// find runs the query of a question.
func (a asked) find(ctx context.Context, runner Runner, who access.Principal, lake Lake, about *Source) (Question, bool, error) {
	body, err := quiz.ReadFile("quiz/" + a.name + ".sql")
	if err != nil {
		return Question{}, false, err
	}
	q, err := parseQuery(string(body))
	if err != nil {
		return Question{}, false, err
	}
	q = above(q, reads(q, lake, about))
	rows, err := read(ctx, runner, who, q)
	if err != nil || len(rows) < 2 { //nolint:mnd // one answer is no question
		return Question{}, false, err
	}
	right := rows[0]
	if right["source"] == "" {
		right["source"] = about.Name
	}
	question := Question{Ask: fill(a.ask, right), Says: fill(a.says, right), SQL: ast.Print(q)}
	for _, row := range rows {
		question.Choices = append(question.Choices, row["choice"])
	}
	slices.SortFunc(question.Choices, func(x, y string) int { return strings.Compare(shuffled(x), shuffled(y)) })
	question.Right = slices.Index(question.Choices, right["choice"])
	return question, true, nil
}

// shuffled is a text whose order tells nothing, the same every time.
func shuffled(text string) string {
	h := fnv.New64a()
	h.Write([]byte(text))
	return fmt.Sprintf("%016x%s", h.Sum64(), text)
}
