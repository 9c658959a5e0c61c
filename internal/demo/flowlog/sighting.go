package flowlog

import "github.com/glauxhq/glaux/internal/demo/world"

// sighting is how an interface sees a direction of a flow.
type sighting struct {
	at   *world.Interface
	flow *world.Flow
	// back tells the direction from Dst to Src, egress that packets leave the interface.
	back, egress bool
	// src and dst are as the interface says: its own primary address where packets leave or arrive at it. packetSrc and packetDst
	// are those of the packet.
	src, dst, packetSrc, packetDst string
	// path is the code of traffic-path, 0 where there is none.
	path int
}

// arriving tells the packets that reach their target: of rejected traffic only these are seen.
func (s sighting) arriving() bool { return !s.egress && !s.back }

// The codes of traffic-path that are needed here.
const (
	throughResource = 1
	throughInternet = 8
)

// sightings returns who sees a flow, in the order of the way.
func sightings(f *world.Flow) []sighting {
	v := &viewer{flow: f, src: f.Src.IP(), dst: f.Dst.IP()}
	if f.Src.Interface != nil {
		v.end(f.Src.Interface, false, v.path())
	}
	first, second := v.attachments()
	v.transit(first, false)
	v.transit(second, true)
	switch {
	case f.NAT != nil && f.NAT.Regional != nil:
		v.regional(f.NAT.Regional.Face(f.Src.Interface.Subnet.ZoneID))
	case f.NAT != nil:
		v.translate(f.NAT.Interface)
	}
	if f.Dst.Interface != nil {
		v.end(f.Dst.Interface, true, v.path())
	}
	return v.seen
}

// viewer collects sightings.
type viewer struct {
	flow     *world.Flow
	src, dst string
	seen     []sighting
}

// path is the code for packets that leave an end.
func (v *viewer) path() int {
	if v.flow.Src.Interface == nil { // a visitor: answers leave for the internet
		return throughInternet
	}
	if v.flow.Path != 0 {
		return v.flow.Path
	}
	return throughResource
}

// add adds what an interface sees of a direction.
func (v *viewer) add(at *world.Interface, back, egress bool, src, dst, packetSrc, packetDst string, path int) {
	if !egress {
		path = 0
	}
	v.seen = append(v.seen, sighting{
		at: at, flow: v.flow, back: back, egress: egress, src: src, dst: dst, packetSrc: packetSrc, packetDst: packetDst, path: path,
	})
}

// end adds what an end sees: target is the end that connections go to. The interface shows its own address where a pod is behind it.
func (v *viewer) end(at *world.Interface, target bool, path int) {
	src, dst := v.src, v.dst
	if !target && v.flow.Src.Pod != nil {
		src = at.Address
	}
	if target && v.flow.Dst.Pod != nil {
		dst = at.Address
	}
	v.add(at, false, !target, src, dst, v.src, v.dst, path)
	v.add(at, true, target, dst, src, v.dst, v.src, path)
}

// translate adds what a NAT gateway sees, which is everything twice.
func (v *viewer) translate(nat *world.Interface) {
	own := nat.Address
	v.add(nat, false, false, v.src, own, v.src, v.dst, 0)
	v.add(nat, false, true, own, v.dst, own, v.dst, throughInternet)
	v.add(nat, true, false, v.dst, own, v.dst, own, 0)
	v.add(nat, true, true, own, v.src, v.dst, v.src, throughResource)
}

// regional adds what a regional NAT gateway sees, which is everything twice too: addresses are those of packets, and on the side of the
// internet it shows its public one.
func (v *viewer) regional(nat *world.Interface) {
	own := nat.Public
	v.add(nat, false, false, v.src, v.dst, v.src, v.dst, 0)
	v.add(nat, false, true, own, v.dst, own, v.dst, throughInternet)
	v.add(nat, true, false, v.dst, own, v.dst, own, 0)
	v.add(nat, true, true, v.dst, v.src, v.dst, v.src, throughResource)
}

// transit adds what an interface of a transit gateway sees on the near side of Src, or on the far one, where packets leave it.
func (v *viewer) transit(at *world.Interface, far bool) {
	if at == nil {
		return
	}
	own := at.Address
	if far {
		v.add(at, false, true, own, v.dst, v.src, v.dst, throughResource)
		v.add(at, true, false, v.dst, own, v.dst, v.src, 0)
		return
	}
	v.add(at, false, false, v.src, own, v.src, v.dst, 0)
	v.add(at, true, true, own, v.src, v.dst, v.src, throughResource)
}

// attachments returns the interfaces by which a flow enters and leaves the transit gateway: those in the zone of its source.
func (v *viewer) attachments() (first, second *world.Interface) {
	zone := ""
	if v.flow.Src.Interface != nil {
		zone = v.flow.Src.Interface.Subnet.ZoneID
	}
	pick := func(a *world.Attachment) *world.Interface {
		if a == nil || len(a.Interfaces) == 0 {
			return nil
		}
		for _, i := range a.Interfaces {
			if i.Subnet.ZoneID == zone {
				return i
			}
		}
		return a.Interfaces[0]
	}
	return pick(v.flow.Transit[0]), pick(v.flow.Transit[1])
}
