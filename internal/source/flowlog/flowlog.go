// Package flowlog knows VPC flow logs: text of any fields in any order, as the header line says, or the default fields without
// one, and Parquet. It promises that numbers are numbers, that `-` is NULL, that a record which does not fit its header is refused by
// itself, with its line and the reason, and that records are converted at the speed of a disk and not of a pattern.
package flowlog

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// Name is the name of the kind.
const Name = "flowlog"

// The columns that are made of others, or of the file's key.
const (
	startTime    = "start_time"
	endTime      = "end_time"
	protocolName = "protocol_name"
	flowLogID    = "flow_log_id"
)

//go:embed columns.csv
var columnsCSV string

//nolint:gochecknoglobals // read once from the embedded list, never changed
var dictionary = source.Dictionary(columnsCSV)

// Columns returns the fields that AWS documents, named as the columns of Athena's table.
func Columns() []source.Known { return dictionary() }

// Kind is the kind. Make it with New.
type Kind struct {
	known map[string]source.LakeColumn // by column name
	names map[string]bool              // of the fields, as headers write them
	list  []source.LakeColumn
}

var _ feed.Kind = (*Kind)(nil)

// New returns the kind.
func New() *Kind {
	k := &Kind{known: map[string]source.LakeColumn{}, names: map[string]bool{}}
	for _, c := range Columns() {
		column := source.LakeColumn{Name: c.Name, Type: c.Type, Comment: c.Meaning}
		k.known[c.Name] = column
		k.names[c.Name], k.names[strings.ReplaceAll(c.Name, "_", "-")] = true, true
		k.list = append(k.list, column)
	}
	k.list = append(k.list, made()...)
	return k
}

// made returns the columns that are no fields.
func made() []source.LakeColumn {
	return []source.LakeColumn{
		{Name: startTime, Type: types.TimestampOf(3), Comment: "start as a time, UTC"},
		{Name: endTime, Type: types.TimestampOf(3), Comment: "end as a time, UTC"},
		{Name: protocolName, Type: types.Text(), Comment: "Name of the protocol: TCP, UDP, ICMP; its number where it is rare"},
		{Name: flowLogID, Type: types.Text(), Comment: "Flow log that the file belongs to, from its name"},
		{Name: feed.DayColumn, Type: types.Of(types.Date), Comment: "UTC day of start", Partition: true},
	}
}

// Name returns Name.
func (k *Kind) Name() string { return Name }

// Title returns the name for people.
func (k *Kind) Title() string { return "VPC flow logs" }

// Table returns the name of the table where the user gives none.
func (k *Kind) Table() string { return "flows" }

// Tables returns the one table.
func (k *Kind) Tables() []feed.Table {
	return []feed.Table{{Comment: "VPC flow logs", Columns: slices.Clone(k.list)}}
}

// Pass passes over nothing.
func (k *Kind) Pass(string) string { return "" }

// enough is how many fields that AWS documents a header must have to be taken for one.
const enough = 3

// Sniff tells whether a text begins with a header, or with a record of the default format.
func (k *Kind) Sniff(_ string, head []byte) bool {
	line := firstLine(head)
	if len(line) == 0 {
		return false
	}
	fields := split(line, nil)
	if k.isHeader(fields) {
		return true
	}
	if len(fields) > 0 && isStamp(fields[0]) {
		fields = fields[1:]
	}
	return isDefault(fields)
}

// SniffColumns tells whether the columns of a Parquet file are fields.
func (k *Kind) SniffColumns(names []string) bool {
	n := 0
	for _, name := range names {
		if _, ok := k.known[serde.ColumnName(name)]; ok {
			n++
		}
	}
	return n >= enough && n*2 >= len(names)
}

func firstLine(head []byte) []byte {
	text := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), "\r\n")
	line, _, _ := strings.Cut(text, "\n")
	return []byte(strings.TrimRight(line, "\r"))
}

// isHeader tells whether fields are names. Future fields may be among them, but nothing that looks like a value.
func (k *Kind) isHeader(fields [][]byte) bool {
	known := 0
	for _, f := range fields {
		if len(f) == 0 || len(f) > 64 || (f[0]|0x20) < 'a' || (f[0]|0x20) > 'z' {
			return false
		}
		for _, c := range f {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
		if _, ok := k.known[columnOf(f)]; ok {
			known++
		}
	}
	return known >= min(enough, len(fields)) && known*2 >= len(fields)
}

// columnOf returns the column's name of a field's.
func columnOf(field []byte) string {
	return strings.ReplaceAll(strings.ToLower(string(field)), "-", "_")
}
