package world

// End is an end of a flow: an interface of ours, or an address of the world outside.
type End struct {
	Interface *Interface
	// Address is the address outside, "" for interfaces. Addresses of AWS's services are those that ip-ranges.json gives them.
	Address string
	// Service is the name that flow logs have for the address in pkt-dst-aws-service (S3, DYNAMODB, AMAZON …), "" for none.
	Service string
	// Host is what stands there, for people.
	Host string
	Port uint16 // 0 for a port of the moment
	// Pod is the pod behind the interface, whose address packets have, nil for none.
	Pod *Pod
	// Six tells that the end uses its IPv6 address.
	Six bool
}

// IP returns the address of the end.
func (e End) IP() string {
	switch {
	case e.Pod != nil:
		return e.Pod.Address
	case e.Interface != nil && e.Six:
		return e.Interface.IPv6
	case e.Interface != nil:
		return e.Interface.Address
	}
	return e.Address
}

// from sets an instance as the source, unless the source is set: a pod on it.
func (f *Flow) from(i *Instance) {
	if f.Src.Interface == nil {
		f.Src.Interface = i.Interface
	}
}

// Protocol numbers of IANA.
const (
	ICMP uint8 = 1
	TCP  uint8 = 6
	UDP  uint8 = 17
)

// Flow is traffic between two ends over time: Src is who opens connections.
type Flow struct {
	ID   int
	Name string
	// Incident is the id of the incident that it belongs to, "" for none.
	Incident string
	Src, Dst End
	Protocol uint8
	// NAT is the gateway that translates on the way, Endpoint the gateway or interface endpoint, Peering and Attachment (with that of
	// the other side) what joins the networks; each nil where it is not on the way.
	NAT      *NATGateway
	Endpoint *Endpoint
	Peering  *Peering
	Transit  [2]*Attachment
	// Path is the traffic-path code of flow logs for packets that leave Src.
	Path int
	// Out are the bytes an hour from Src to Dst, Back those from Dst to Src.
	Out, Back Shape
	// Connections is how many connections an hour there are about.
	Connections int64
	// Rejected tells that security groups refuse it; nothing of it is billed.
	Rejected bool
	// Billed are the series that bill it; the NAT gateway's, for example, bill both directions.
	Billed []Charge
}

// Charge is a series that bills a direction of a flow.
type Charge struct {
	Series *Series
	Back   bool
}

// Bytes returns what a flow carries in an hour: from Src to Dst, and back. The bill counts these bytes, at 2³⁰ a gigabyte.
func (w *World) Bytes(f *Flow, h Hour) (out, back int64) {
	return w.At(&f.Out, h, ""), w.At(&f.Back, h, "")
}

// leg returns the bytes of a direction.
func (w *World) leg(l Leg, h Hour, without string) int64 {
	if without != "" && l.Flow.Incident == without {
		return 0
	}
	if l.Back {
		return w.At(&l.Flow.Back, h, without)
	}
	return w.At(&l.Flow.Out, h, without)
}

// Logged returns how many of the bytes that a flow carries in an hour its log records show, in parts per million: flow logs miss what
// SKIPDATA stands for. It lies between 0.970 and 0.995.
func (w *World) Logged(f *Flow, h Hour) int64 {
	return 970_000 + w.Chance(uint64(f.ID), uint64(h), 11, 25_001) //nolint:gosec // few, and hours are positive
}

// Active tells whether the flow carries anything in an hour.
func (f *Flow) Active(h Hour) bool { return f.Out.Has(h) || f.Back.Has(h) }

// flow adds a flow. Its shapes share their noise, so that answers go with questions.
func (b *builder) flow(f Flow) *Flow {
	f.ID = len(b.Flows)
	f.Out.thing = 1<<32 + uint64(f.ID) //nolint:gosec // few
	f.Back.thing = f.Out.thing
	for _, s := range []*Shape{&f.Out, &f.Back} {
		if s.To == 0 {
			s.Span = Always()
		}
	}
	if f.Protocol == 0 {
		f.Protocol = TCP
	}
	if f.Connections == 0 {
		f.Connections = 20
	}
	b.Flows = append(b.Flows, &f)
	return b.Flows[f.ID]
}

// bill lets a series bill directions of a flow.
func (b *builder) bill(f *Flow, s *Series, directions ...bool) {
	for _, back := range directions {
		s.Legs = append(s.Legs, Leg{f, back})
		f.Billed = append(f.Billed, Charge{s, back})
	}
}

// meter adds a series that bills flows.
func (b *builder) meter(s Series) *Series {
	s.Legs = []Leg{}
	return b.series(s)
}
