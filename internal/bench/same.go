package bench

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"

	driverduckdb "github.com/duckdb/duckdb-go/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// row is a row of an answer, to be compared: its exact values as one text, and its floating-point numbers apart, because the order
// in which threads add them is not the same twice.
type row struct {
	exact  string
	floats []float64
}

// tolerance is how far floating-point numbers may differ, in parts of the greatest one of their row.
const tolerance = 1e-9

// same fails unless both sides answer a question with the same rows, in whatever order.
func same(ctx context.Context, q question, through *query.Runner, hand *hand, files []string) error {
	ours, err := answer(ctx, through, q.athena)
	if err != nil {
		return fmt.Errorf("through glaux: %w", err)
	}
	theirs, err := hand.answer(ctx, q.over(files))
	if err != nil {
		return fmt.Errorf("by hand: %w", err)
	}
	if len(ours) != len(theirs) {
		return fmt.Errorf("glaux answers with %d rows and the SQL by hand with %d", len(ours), len(theirs))
	}
	for _, side := range [][]row{ours, theirs} {
		slices.SortFunc(side, func(a, b row) int { return cmp.Or(cmp.Compare(a.exact, b.exact), slices.Compare(a.floats, b.floats)) })
	}
	for i := range ours {
		if ours[i].exact != theirs[i].exact || !near(ours[i].floats, theirs[i].floats) {
			return fmt.Errorf("glaux answers with %v where the SQL by hand has %v", ours[i], theirs[i])
		}
	}
	return nil
}

// near tells whether the numbers of two rows are the same but for rounding. What a difference leaves over is as exact as the
// greatest number of its row.
func near(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	greatest := 0.0
	for _, f := range append(slices.Clone(a), b...) {
		if !math.IsNaN(f) {
			greatest = max(greatest, math.Abs(f))
		}
	}
	for i := range a {
		if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) && !(math.Abs(a[i]-b[i]) <= tolerance*greatest) {
			return false
		}
	}
	return true
}

// answer runs a query through the runner and keeps its rows.
func answer(ctx context.Context, r *query.Runner, text string) (rows []row, err error) {
	result, err := r.Text(ctx, access.Local(), text, query.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	err = result.Each(ctx, func(values []value.Value) error {
		made := row{}
		for j, v := range values {
			if f, ok := v.(float64); ok {
				made.floats = append(made.floats, f)
			} else {
				made.exact += shown(value.Text(v, result.Columns[j].Type), v == nil)
			}
		}
		rows = append(rows, made)
		return nil
	})
	return rows, err
}

// answer runs a query by hand and keeps its rows.
func (h *hand) answer(ctx context.Context, text string) (rows []row, err error) {
	result, err := h.conn.(driver.QueryerContext).QueryContext(ctx, text, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	cells := make([]driver.Value, len(result.Columns()))
	for {
		if err := result.Next(cells); errors.Is(err, io.EOF) {
			return rows, nil
		} else if err != nil {
			return nil, err
		}
		made := row{}
		for i, cell := range cells {
			if f, ok := cell.(float64); ok {
				made.floats = append(made.floats, f)
				continue
			}
			text, err := plain(cell, result.(driver.RowsColumnTypeDatabaseTypeName).ColumnTypeDatabaseTypeName(i))
			if err != nil {
				return nil, err
			}
			made.exact += shown(text, cell == nil)
		}
		rows = append(rows, made)
	}
}

// shown is a value in the text of a row.
func shown(text string, null bool) string {
	if null {
		return "NULL | "
	}
	return text + " | "
}

// plain writes a value of the driver as Athena writes it.
func plain(v driver.Value, typ string) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case time.Time:
		if typ == "DATE" {
			return v.Format(time.DateOnly), nil
		}
		return v.Format("2006-01-02 15:04:05.000"), nil
	case driverduckdb.Decimal:
		return value.Decimal{Unscaled: v.Value, Scale: int(v.Scale)}.String(), nil
	case *big.Int, string, bool, int64, int32, int16, int8, uint64:
		return strings.TrimSpace(fmt.Sprint(v)), nil
	}
	return "", fmt.Errorf("a value of type %T cannot be compared", v)
}
