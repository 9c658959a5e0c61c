package investigate

import (
	"cmp"
	"slices"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
)

// The bounds of the picture: ends of a side that have nodes of their own. Zones and gateways are few; those beyond the bound are together too.
const (
	maxEnds  = 14
	maxPaths = 20
)

// weighed is something with what goes through it.
type weighed struct {
	dollars money.Amount
	bytes   int64
}

// sankey makes the picture of the flows.
func (i *inquiry) sankey() Sankey {
	var stations [layers]map[string]*weighed
	nodes := map[string]Node{}
	ways := make([][layers]string, len(i.rows))
	for n := range i.rows {
		f := &i.rows[n]
		for layer, node := range i.stations(f) {
			if stations[layer] == nil {
				stations[layer] = map[string]*weighed{}
			}
			nodes[node.ID] = node
			ways[n][layer] = node.ID
			w := stations[layer][node.ID]
			if w == nil {
				w = &weighed{}
				stations[layer][node.ID] = w
			}
			w.bytes += f.Bytes
			w.dollars = w.dollars.Add(f.Dollars)
		}
	}
	for layer := range stations {
		most := maxPaths
		if layer == 0 || layer == layers-1 {
			most = maxEnds
		}
		for id, into := range tooSmall(stations[layer], most, layer, nodes) {
			for n := range ways {
				if ways[n][layer] == id {
					ways[n][layer] = into
				}
			}
			delete(nodes, id)
		}
	}
	return joined(i.rows, ways, nodes)
}

// tooSmall says which stations of a layer have no node of their own, and the node that they are in.
func tooSmall(all map[string]*weighed, most, layer int, nodes map[string]Node) map[string]string {
	if len(all) <= most {
		return nil
	}
	ids := make([]string, 0, len(all))
	for id := range all {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(all[b].dollars.Cmp(all[a].dollars), cmp.Compare(all[b].bytes, all[a].bytes), cmp.Compare(a, b))
	})
	rest := restOf(layer, len(ids)-most+1)
	nodes[rest.ID] = rest
	out := map[string]string{}
	for _, id := range ids[most-1:] {
		out[id] = rest.ID
	}
	return out
}

// joined adds the flows up between the layers.
func joined(rows []netflow.Flow, ways [][layers]string, nodes map[string]Node) Sankey {
	type pair struct{ from, to string }
	sums := map[pair]*weighed{}
	for n, way := range ways {
		for layer := range layers - 1 {
			k := pair{way[layer], way[layer+1]}
			if sums[k] == nil {
				sums[k] = &weighed{}
			}
			sums[k].bytes += rows[n].Bytes
			sums[k].dollars = sums[k].dollars.Add(rows[n].Dollars)
		}
	}
	s := Sankey{Nodes: []Node{}, Links: []Link{}}
	for _, node := range nodes {
		s.Nodes = append(s.Nodes, node)
	}
	slices.SortFunc(s.Nodes, func(a, b Node) int { return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.ID, b.ID)) })
	for k, w := range sums {
		s.Links = append(s.Links, Link{From: k.from, To: k.to, Bytes: w.bytes, Dollars: w.dollars})
	}
	slices.SortFunc(s.Links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(nodes[a.From].Layer, nodes[b.From].Layer), b.Dollars.Cmp(a.Dollars), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return s
}

// stations are the nodes that a flow passes, one of each layer.
func (i *inquiry) stations(f *netflow.Flow) [layers]Node {
	opens, serves := ends(f)
	return [layers]Node{
		endOf(opens, 0, "source"), zoneOf(opens, 1), i.pathOf(f), zoneOf(serves, layers-2), endOf(serves, layers-1, "destination"),
	}
}

// endOf is the node of an end.
func endOf(e netflow.End, layer int, kind string) Node {
	label := target(e)
	if e.OwnerID == "" && e.Name == "" && e.Service == "" && e.Subnet == "" && e.VPC == "" {
		return Node{ID: nodeID(layer, "internet"), Layer: layer, Kind: kind, Name: Text{EN: "internet", JA: "インターネット"}}
	}
	detail := e.Address
	if name := cmp.Or(e.SubnetName, e.Subnet); name != "" {
		detail = cmp.Or(detail+" ", "") + name
	}
	name := Text{EN: label, JA: label}
	if what := netflow.KindText(e.OwnerType); label == what.EN+" "+e.Address {
		name.JA = what.JA + " " + e.Address
	}
	return Node{ID: nodeID(layer, label), Layer: layer, Kind: kind, Name: name, Detail: detail}
}

// zoneOf is the node of the zone of an end; where it is in none, that of its region, or of nothing that is known.
func zoneOf(e netflow.End, layer int) Node {
	n := Node{Layer: layer, Kind: "zone"}
	switch {
	case e.ZoneID != "":
		n.Name, n.Detail = Text{EN: e.ZoneID, JA: e.ZoneID}, e.SubnetName
	case e.Region != "":
		n.Name = Text{EN: e.Region, JA: e.Region}
	default:
		n.Name = Text{EN: "no zone", JA: "AZ なし"}
	}
	n.ID = nodeID(layer, n.Name.EN)
	return n
}

// pathOf is the node of the gateway of a flow, or of its path where there is none.
func (i *inquiry) pathOf(f *netflow.Flow) Node {
	const layer = 2
	if f.Gateway == "" || f.Path == netflow.Direct {
		return Node{ID: nodeID(layer, string(f.Path)), Layer: layer, Kind: "path", Name: pathText(f.Path)}
	}
	name := zoned(cmp.Or(i.involved[f.Gateway], f.Gateway), f.GatewayZone)
	return Node{ID: nodeID(layer, f.Gateway), Layer: layer, Kind: "path", Name: Text{EN: name, JA: name}, Detail: f.Gateway}
}

// nodeID makes names of different layers different.
func nodeID(layer int, name string) string { return string(rune('0'+layer)) + ":" + name } //nolint:gosec // a digit

// restOf is the node of what is too small in a layer.
func restOf(layer, n int) Node {
	return Node{ID: nodeID(layer, "\x00rest"), Layer: layer, Kind: "rest", Name: Text{EN: plural(n), JA: "ほか " + number(n) + " 件"}}
}
