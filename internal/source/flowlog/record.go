package flowlog

import (
	"fmt"
	"math"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// split appends the fields of a line, which are parted by one blank each.
func split(line []byte, fields [][]byte) [][]byte {
	from := 0
	for i, c := range line {
		if c == ' ' {
			fields = append(fields, line[from:i:i])
			from = i + 1
		}
	}
	return append(fields, line[from:])
}

// most returns the greatest value of a column of numbers; the least is 0.
func most(name string, t types.Type) int64 {
	switch name {
	case "srcport", "dstport", "tcp_flags":
		return math.MaxUint16
	case "protocol", "traffic_path", "encryption_status":
		return math.MaxUint8
	}
	if t.Kind == types.Integer {
		return math.MaxInt32
	}
	return math.MaxInt64
}

// format is a header: which column each field goes to.
type format struct {
	names  []string // of the fields, as columns
	places []int    // in shape, -1 for a field that stands twice
	most   []int64  // of numbers; -1 for text
	shape  *feed.Shape

	start, end, protocol, status int // fields, -1 where there is none

	startTime, endTime, protocolName, flowLog, day int // in shape, -1 where there is none
	account, region                                int // in shape, when the key tells them; else -1
}

// defaultFields are those of the default format.
const defaultFields = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"

// losses are the fields of transit gateways' flow logs that are numbers; they have columns where a header names them.
func losses(name string) bool {
	switch name {
	case "packets_lost_no_route", "packets_lost_blackhole", "packets_lost_mtu_exceeded", "packets_lost_ttl_expired":
		return true
	}
	return false
}

// format makes a format of the fields of a header.
func (k *Kind) format(fields [][]byte) *format {
	f := &format{start: -1, end: -1, protocol: -1, status: -1, account: -1, region: -1, startTime: -1, endTime: -1, protocolName: -1, shape: &feed.Shape{}}
	seen := map[string]bool{}
	for i, field := range fields {
		name := columnOf(field)
		f.names = append(f.names, name)
		column, ok := k.known[name]
		if !ok {
			column = source.LakeColumn{Name: name, Type: types.Text(), Comment: "A field that AWS has added"}
			if losses(name) {
				column.Type, column.Comment = types.Of(types.BigInt), "Packets that were lost"
			}
			if k.taken(name) {
				column.Name += "_field"
			}
		}
		if seen[column.Name] {
			f.places, f.most = append(f.places, -1), append(f.most, -1)
			continue
		}
		seen[column.Name] = true
		f.places = append(f.places, f.add(column))
		limit := int64(-1)
		if column.Type.IsInteger() {
			limit = most(name, column.Type)
		}
		f.most = append(f.most, limit)
		f.note(name, i)
	}
	f.complete(k, seen)
	return f
}

// taken tells whether a column is none of a field.
func (k *Kind) taken(name string) bool {
	for _, c := range made() {
		if c.Name == name {
			return true
		}
	}
	return false
}

func (f *format) add(c source.LakeColumn) int {
	f.shape.Columns = append(f.shape.Columns, c)
	return len(f.shape.Columns) - 1
}

// note keeps where the fields stand that others are made of.
func (f *format) note(name string, i int) {
	switch name {
	case "start":
		f.start = i
	case "end":
		f.end = i
	case "protocol":
		f.protocol = i
	case "log_status":
		f.status = i
	}
}

// complete adds the columns that are made.
func (f *format) complete(k *Kind, seen map[string]bool) {
	for _, c := range made() {
		switch {
		case c.Name == startTime && f.start >= 0:
			f.startTime = f.add(c)
		case c.Name == endTime && f.end >= 0:
			f.endTime = f.add(c)
		case c.Name == protocolName && f.protocol >= 0:
			f.protocolName = f.add(c)
		case c.Name == flowLogID:
			f.flowLog = f.add(c)
		case c.Name == feed.DayColumn:
			f.day = f.add(c)
		}
	}
	if !seen["account_id"] {
		f.account = f.add(k.known["account_id"])
	}
	if !seen["region"] {
		f.region = f.add(k.known["region"])
	}
}

// row appends values to the fields of a page.
type row struct {
	texts []serde.Text          // by field; nil for numbers
	ints  []*array.Int32Builder // by field
	longs []*array.Int64Builder // by field

	startTime, endTime                     *array.TimestampBuilder
	protocolName, flowLog, account, region serde.Text
	day                                    *array.Date32Builder
}

// bind makes the row of a page.
func (f *format) bind(fields []array.Builder) *row {
	r := &row{
		texts: make([]serde.Text, len(f.places)), ints: make([]*array.Int32Builder, len(f.places)), longs: make([]*array.Int64Builder, len(f.places)),
	}
	for i, place := range f.places {
		if place < 0 {
			continue
		}
		switch b := fields[place].(type) {
		case serde.Text:
			r.texts[i] = b
		case *array.Int32Builder:
			r.ints[i] = b
		case *array.Int64Builder:
			r.longs[i] = b
		}
	}
	text := func(place int) serde.Text {
		if place < 0 {
			return nil
		}
		b, _ := fields[place].(serde.Text) // by the columns' types
		return b
	}
	r.protocolName, r.flowLog, r.account, r.region = text(f.protocolName), text(f.flowLog), text(f.account), text(f.region)
	if f.startTime >= 0 {
		r.startTime, _ = fields[f.startTime].(*array.TimestampBuilder) // by the column's type
	}
	if f.endTime >= 0 {
		r.endTime, _ = fields[f.endTime].(*array.TimestampBuilder) // by the column's type
	}
	r.day, _ = fields[f.day].(*array.Date32Builder) // by the column's type
	return r
}

// isNull tells whether a field says that there is no value.
func isNull(field []byte) bool { return len(field) == 1 && field[0] == '-' }

// number reads a number; ok is false when it is none, or less than 0 or too great.
func number(field []byte, most int64) (v int64, ok bool) {
	if len(field) == 0 || len(field) > 19 {
		return 0, false
	}
	for _, c := range field {
		d := c - '0'
		if d > 9 {
			return 0, false
		}
		v = v*10 + int64(d)
	}
	return v, v >= 0 && v <= most
}

// append appends the fields of a record, one for each of the format's. A reason tells that a value is bad; the row is complete then too.
func (r *row) append(f *format, fields [][]byte) (reason string) {
	for i, field := range fields {
		switch {
		case r.texts[i] != nil:
			if isNull(field) || len(field) == 0 {
				r.texts[i].AppendNull()
			} else {
				r.texts[i].Put(field)
			}
			continue
		case f.places[i] < 0:
			continue
		}
		v, ok := number(field, f.most[i])
		switch {
		case !ok:
			if !isNull(field) && reason == "" {
				reason = badNumber(f.names[i], field, f.most[i])
			}
			if r.ints[i] != nil {
				r.ints[i].AppendNull()
			} else {
				r.longs[i].AppendNull()
			}
		case r.ints[i] != nil:
			r.ints[i].Append(int32(v)) //nolint:gosec // at most the greatest value of the column
		default:
			r.longs[i].Append(v)
		}
	}
	return reason
}

func badNumber(name string, field []byte, most int64) string {
	for i, c := range field {
		if (c < '0' || c > '9') && (c != '-' || i > 0 || len(field) == 1) {
			return fmt.Sprintf("%s: %q is no number", name, feed.Shorten(string(field)))
		}
	}
	if len(field) == 0 {
		return name + ": there is no value"
	}
	return fmt.Sprintf("%s: %s is not between 0 and %d", name, feed.Shorten(string(field)), most)
}

// more appends the columns that are made of fields, and those that the file's key tells.
func (r *row) more(f *format, fields [][]byte, file *fileState, day int32) {
	if r.startTime != nil {
		moment(r.startTime, fields[f.start])
	}
	if r.endTime != nil {
		moment(r.endTime, fields[f.end])
	}
	if r.protocolName != nil {
		if v, ok := number(fields[f.protocol], math.MaxUint8); ok {
			r.protocolName.Put(protocols[v])
		} else {
			r.protocolName.AppendNull()
		}
	}
	put(r.flowLog, file.flowLog)
	if r.account != nil {
		put(r.account, file.account)
	}
	if r.region != nil {
		put(r.region, file.region)
	}
	if day == feed.NoDay {
		r.day.AppendNull()
	} else {
		r.day.Append(arrow.Date32(day))
	}
}

func put(b serde.Text, text []byte) {
	if len(text) == 0 {
		b.AppendNull()
		return
	}
	b.Put(text)
}

// lastSecond is the last that a time can show.
const lastSecond = 253_402_300_799

func moment(b *array.TimestampBuilder, field []byte) {
	if v, ok := number(field, lastSecond); ok {
		b.Append(arrow.Timestamp(v * 1_000_000))
		return
	}
	b.AppendNull()
}

// protocols are the names of the protocols that traffic has; the others are called by their numbers.
//
//nolint:gochecknoglobals // a table, never changed
var protocols = func() (names [256][]byte) {
	for i := range names {
		names[i] = fmt.Appendf(nil, "%d", i)
	}
	for i, name := range map[int]string{
		0: "HOPOPT", 1: "ICMP", 2: "IGMP", 4: "IPv4", 6: "TCP", 8: "EGP", 9: "IGP", 17: "UDP", 27: "RDP", 33: "DCCP", 41: "IPv6",
		43: "IPv6-Route", 44: "IPv6-Frag", 46: "RSVP", 47: "GRE", 50: "ESP", 51: "AH", 58: "IPv6-ICMP", 59: "IPv6-NoNxt", 60: "IPv6-Opts",
		88: "EIGRP", 89: "OSPF", 94: "IPIP", 97: "ETHERIP", 103: "PIM", 108: "IPComp", 112: "VRRP", 115: "L2TP", 132: "SCTP", 136: "UDPLite",
	} {
		names[i] = []byte(name)
	}
	return names
}()
