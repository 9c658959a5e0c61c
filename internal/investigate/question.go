package investigate

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/fault"
)

// maxDays bounds the days of a question without a case.
const maxDays = 400

// check tells what is wrong with a question.
func (q Question) check() error {
	if q.Case != "" {
		if q != (Question{Case: q.Case}) {
			return wrong("a case says by itself what is looked into: leave the usage type, the account and the days out")
		}
		return nil
	}
	if q.UsageType == "" {
		return wrong("name a case, or a usage type with days")
	}
	span, err := q.span()
	switch {
	case err != nil:
		return err
	case span.End <= span.First:
		return wrong(fmt.Sprintf("the days from %s to before %s are none: the second is the day after the last one", q.From, q.To))
	case span.End-span.First > maxDays:
		return wrong(fmt.Sprintf("at most %d days are looked into at once", maxDays))
	}
	return nil
}

func wrong(text string) error { return fault.New(fault.Invalid, "INVALID_REQUEST", text) }

// span is the days of a question without a case.
func (q Question) span() (figures.Span, error) {
	first, err := figures.ParseDay(q.From)
	if err != nil {
		return figures.Span{}, err
	}
	end, err := figures.ParseDay(q.To)
	return figures.Span{First: first, End: end}, err
}

// node is the place in the bill of a question without a case.
func (q Question) node() anomaly.Node {
	return anomaly.Node{Account: q.Account, Service: q.Service, UsageType: q.UsageType, Region: q.Region}
}

// String is the question in a line.
func (q Question) String() string {
	if q.Case != "" {
		return "case " + q.Case
	}
	return q.place() + " from " + q.From + " to before " + q.To
}

// place is where in the bill it is.
func (q Question) place() string {
	parts := []string{q.UsageType}
	for _, s := range []string{q.Service, q.Account, q.Region} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " / ")
}

// FileName is a name for a file of the report, without its ending.
func (r *Report) FileName() string {
	name := r.Question.Case
	if name == "" {
		name = r.Question.UsageType + "-" + r.Question.From
	}
	return "glaux-" + strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, name)
}
