package unit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// maxFigures bounds the days of a feed: a hundred years.
const maxFigures = 36_600

// feedOf reads a file of figures.
func feedOf(name string, open func(string) ([]byte, error)) ([]Figure, string) {
	text, err := open(name)
	if err != nil {
		return nil, fmt.Sprintf("quantity.feed: %v", err)
	}
	list, err := readFeed(text)
	if err != nil {
		return nil, fmt.Sprintf("quantity.feed: %s: %v", name, err)
	}
	return list, ""
}

// readFeed reads figures: CSV with the columns day and quantity, in any order and among others. Several lines of a day are added up. A day is
// YYYY-MM-DD, or begins so.
func readFeed(text []byte) ([]Figure, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.ReuseRecord, r.TrimLeadingSpace = true, true
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	column := func(name string) int {
		return slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
	}
	day, quantity := column("day"), column("quantity")
	if day < 0 || quantity < 0 {
		return nil, errors.New("line 1: the columns day and quantity are needed")
	}
	sums := map[string]money.Amount{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		at := strings.TrimSpace(row[day])
		if len(at) > len("2006-01-02") {
			at = at[:len("2006-01-02")]
		}
		if !isDay(at) {
			return nil, fmt.Errorf("line %d: %q is no day such as 2025-11-01", line, row[day])
		}
		a, err := money.Parse(strings.TrimSpace(row[quantity]))
		if err != nil || a.Sign() < 0 {
			return nil, fmt.Errorf("line %d: %q is no quantity: a number, not below 0", line, row[quantity])
		}
		sums[at] = sums[at].Add(a)
		if len(sums) > maxFigures {
			return nil, fmt.Errorf("line %d: there are more than %d days", line, maxFigures)
		}
	}
	list := make([]Figure, 0, len(sums))
	for at, sum := range sums {
		list = append(list, Figure{Day: at, Quantity: sum})
	}
	slices.SortFunc(list, func(a, b Figure) int { return strings.Compare(a.Day, b.Day) })
	return list, nil
}
