package enginetest

import (
	"fmt"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Columns are the columns of the table that Suite.Table keeps.
func Columns() []catalog.Column {
	text := types.Type{Kind: types.Varchar, P: types.Unbounded}
	return []catalog.Column{
		{Name: "team", Type: text},
		{Name: "resource", Type: text},
		{Name: "cost", Type: types.Type{Kind: types.Double}},
		{Name: "amount", Type: types.Type{Kind: types.BigInt}},
		{Name: "start", Type: types.Type{Kind: types.Timestamp, P: 3}},
		{Name: "tags", Type: types.Type{Kind: types.Map, Elems: []types.Type{text, text}}},
	}
}

// billRows is how many rows the table has: more than one batch of any engine.
const billRows = 9000

// hour is an hour in the unit of timestamps.
const hour = 3_600_000_000

// bill is the table's content. Two teams have a third of the rows each, the last third has no team. What belongs to team red
// fails casts: its resources are no numbers, and its amounts are 0.
func bill() [][]value.Value {
	rows := make([][]value.Value, billRows)
	for i := range rows {
		var team, tags value.Value
		resource, amount := fmt.Sprint(i), int64(i%7+1)
		switch i % 3 {
		case 0:
			team, resource, amount = "red", fmt.Sprintf("secret-%d", i), 0
		case 1:
			team, tags = "blue", value.Map{{Key: "env", Value: fmt.Sprint("e", i%2)}, {Key: "k " + fmt.Sprint(i%5), Value: "v"}}
		}
		start := value.Timestamp(1_761_955_200_000_000 + int64(i)*hour) // 2025-11-01
		rows[i] = []value.Value{team, resource, float64(i) / 8, amount, start, tags}
	}
	return rows
}
