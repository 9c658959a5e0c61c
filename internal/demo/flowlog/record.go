package flowlog

import (
	"strconv"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// status is the log-status of a record.
type status int

// The statuses.
const (
	ok status = iota
	skipData
	noData
)

func (s status) String() string { return [...]string{"OK", "SKIPDATA", "NODATA"}[s] }

// record is a line of a flow log.
type record struct {
	sighting
	port           uint16 // of the end that opened the connection
	packets, bytes int64
	start, end     int64 // seconds since 1970
	status         status
}

// field is a field of the format: its name, and its text in a record, "-" where it has none.
type field struct {
	name string
	// number tells that Parquet has it as INT32, long as INT64; all others are strings.
	number, long bool
	value        func(b []byte, r *record) []byte
}

// version is the newest version of which fields are recorded.
const (
	version2  = 2
	version5  = 5
	version11 = 11
)

// versionOf is the field version.
func versionOf(n int) field {
	return field{"version", true, false, func(b []byte, _ *record) []byte { return strconv.AppendInt(b, int64(n), 10) }}
}

// always is a field that all records have.
func always(name string, text func(*record) string) field {
	return field{name, false, false, func(b []byte, r *record) []byte { return orDash(b, text(r)) }}
}

// data is a field that only records with traffic have.
func data(name string, text func(*record) string) field {
	return field{name, false, false, func(b []byte, r *record) []byte {
		if r.status != ok {
			return append(b, '-')
		}
		return orDash(b, text(r))
	}}
}

// count is a number that only records with traffic have; below zero there is none.
func count(name string, long bool, n func(*record) int64) field {
	return field{name, !long, long, func(b []byte, r *record) []byte {
		if r.status != ok || n(r) < 0 {
			return append(b, '-')
		}
		return strconv.AppendInt(b, n(r), 10)
	}}
}

// second is a moment in seconds.
func second(name string, n func(*record) int64) field {
	return field{name, false, true, func(b []byte, r *record) []byte { return strconv.AppendInt(b, n(r), 10) }}
}

func orDash(b []byte, text string) []byte {
	if text == "" {
		return append(b, '-')
	}
	return append(b, text...)
}

// defaultFields returns the fields of the default format, in its order.
func defaultFields() []field {
	return []field{
		versionOf(version2), account(), eni(), srcaddr(), dstaddr(), srcport(), dstport(), protocol(), packets(), size(), start(), end(), action(), logStatus(),
	}
}

// customFields returns all fields up to version 5, in an order that its owner chose.
func customFields() []field {
	return []field{
		versionOf(version5), account(),
		always("region", func(r *record) string { return r.at.Subnet.VPC.Region.Code }),
		always("vpc-id", func(r *record) string { return r.at.Subnet.VPC.ID }),
		always("subnet-id", func(r *record) string { return r.at.Subnet.ID }),
		always("az-id", func(r *record) string { return r.at.Subnet.ZoneID }),
		eni(),
		always("instance-id", func(r *record) string { return r.at.Instance }),
		data("flow-direction", func(r *record) string {
			if r.egress {
				return "egress"
			}
			return "ingress"
		}),
		count("traffic-path", false, func(r *record) int64 { return int64(r.path) - one(r.path == 0) }),
		srcaddr(), dstaddr(), srcport(), dstport(),
		data("pkt-srcaddr", func(r *record) string { return r.packetSrc }),
		data("pkt-dstaddr", func(r *record) string { return r.packetDst }),
		data("pkt-src-aws-service", func(r *record) string { return r.service(r.packetSrc) }),
		data("pkt-dst-aws-service", func(r *record) string { return r.service(r.packetDst) }),
		protocol(),
		count("tcp-flags", false, tcpFlags),
		data("type", func(r *record) string {
			if r.flow.Src.Six || r.flow.Dst.Six {
				return "IPv6"
			}
			return "IPv4"
		}),
		packets(), size(), start(), end(), action(),
		data("sublocation-type", func(*record) string { return "" }),
		data("sublocation-id", func(*record) string { return "" }),
		logStatus(),
	}
}

// gatewayFields returns the fields of the log of a regional NAT gateway: those that tell which one it is came later.
func gatewayFields() []field {
	fields := customFields()
	fields[0] = versionOf(version11)
	return append(fields,
		always("resource-id", func(r *record) string { return r.at.Owner }),
		always("interface-type", func(r *record) string { return r.at.Kind }))
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func account() field { return always("account-id", func(r *record) string { return r.at.Account.ID }) }
func eni() field     { return always("interface-id", func(r *record) string { return r.at.ID }) }
func srcaddr() field { return data("srcaddr", func(r *record) string { return r.src }) }
func dstaddr() field { return data("dstaddr", func(r *record) string { return r.dst }) }
func srcport() field {
	return count("srcport", false, func(r *record) int64 { return r.portOf(!r.back) })
}

func dstport() field {
	return count("dstport", false, func(r *record) int64 { return r.portOf(r.back) })
}
func packets() field { return count("packets", true, func(r *record) int64 { return r.packets }) }
func size() field    { return count("bytes", true, func(r *record) int64 { return r.bytes }) }
func start() field   { return second("start", func(r *record) int64 { return r.start }) }
func end() field     { return second("end", func(r *record) int64 { return r.end }) }

func protocol() field {
	return count("protocol", false, func(r *record) int64 { return int64(r.flow.Protocol) })
}

func logStatus() field {
	return always("log-status", func(r *record) string { return r.status.String() })
}

func action() field {
	return data("action", func(r *record) string {
		if r.flow.Rejected {
			return "REJECT"
		}
		return "ACCEPT"
	})
}

// portOf returns the port of the end that opened the connection, or of the other one.
func (r *record) portOf(opener bool) int64 {
	switch {
	case r.flow.Protocol == world.ICMP:
		return 0
	case !opener:
		return int64(r.flow.Dst.Port)
	case r.flow.Src.Port != 0:
		return int64(r.flow.Src.Port)
	}
	return int64(r.port)
}

// service returns the AWS service whose address it is, "" for all others.
func (r *record) service(address string) string {
	switch {
	case r.flow.Dst.Interface == nil && address == r.flow.Dst.Address:
		return r.flow.Dst.Service
	case r.flow.Src.Interface == nil && address == r.flow.Src.Address:
		return r.flow.Src.Service
	}
	return ""
}

// tcpFlags returns what a whole connection shows: SYN and FIN of who opens it, SYN-ACK and FIN of the other; -1 for other protocols.
func tcpFlags(r *record) int64 {
	const opened, answered, tried = 3, 19, 2
	switch {
	case r.flow.Protocol != world.TCP:
		return -1
	case r.flow.Rejected:
		return tried
	case r.back:
		return answered
	}
	return opened
}
