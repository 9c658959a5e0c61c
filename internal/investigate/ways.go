package investigate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/netflow"
)

// wayKey is what flows of a way have in common.
type wayKey struct {
	from, fromZone, gateway, gatewayZone, to, toZone string
	path                                             netflow.Path
	port                                             int
}

// waysOf puts flows together by subnet, path and destination.
func waysOf(rows []netflow.Flow) []Way {
	sums := map[wayKey]*Way{}
	for n := range rows {
		f := &rows[n]
		opens, serves := ends(f)
		k := wayKey{
			from: cmp.Or(opens.SubnetName, opens.Subnet, placeOf(opens)), fromZone: opens.ZoneID, path: f.Path, gateway: f.Gateway, gatewayZone: f.GatewayZone,
			to: target(serves), toZone: serves.ZoneID, port: f.Port,
		}
		w := sums[k]
		if w == nil {
			w = &Way{From: k.from, FromZone: k.fromZone, Path: k.path, Gateway: k.gateway, GatewayZone: k.gatewayZone, To: k.to, ToZone: k.toZone, Port: k.port}
			sums[k] = w
		}
		w.Bytes += f.Bytes
		w.Dollars = w.Dollars.Add(f.Dollars)
		w.Crosses = w.Crosses || f.Crosses
	}
	out := make([]Way, 0, len(sums))
	for _, w := range sums {
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b Way) int {
		return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Gateway, b.Gateway), cmp.Compare(a.Port, b.Port), cmp.Compare(a.FromZone+a.ToZone, b.FromZone+b.ToZone))
	})
	return out[:min(len(out), maxWays)]
}

// placeOf is where an end that is in no subnet is.
func placeOf(e netflow.End) string {
	if e.Service != "" || e.OwnerID != "" || e.Name != "" {
		return e.Label()
	}
	return "internet"
}

// target is who receives: the service of AWS, or who it is.
func target(e netflow.End) string {
	switch {
	case e.Many:
		return placeOf(netflow.End{Service: e.Service})
	case e.OwnerID != "" || e.Name != "":
		return shortID(e.Label())
	case e.OwnerType != "" && e.Address != "": // a service's own interface: the inventory names the kind, not the thing
		return netflow.KindText(e.OwnerType).EN + " " + e.Address
	}
	return cmp.Or(e.Service, e.Label())
}

// nameWays gives gateways their names, and puts the ways into words.
func (i *inquiry) nameWays() {
	t := i.report.Traffic
	if t == nil {
		return
	}
	for n := range t.Ways {
		w := &t.Ways[n]
		w.GatewayName = i.involved[w.Gateway]
		w.Says = i.saysWay(w)
	}
	t.Sankey = i.sankey()
}

// saysWay puts a way into words.
func (i *inquiry) saysWay(w *Way) Text {
	from := zoned(w.From, w.FromZone)
	to := zoned(w.To, w.ToZone)
	path := pathText(w.Path)
	if w.Gateway != "" && w.Path != netflow.Direct {
		gateway := zoned(cmp.Or(w.GatewayName, w.Gateway), w.GatewayZone)
		path = Text{EN: path.EN + " " + gateway, JA: path.JA + " " + gateway}
	}
	if w.Path != netflow.CrossZone && w.Crosses {
		path = Text{EN: path.EN + ", in another zone", JA: path.JA + "（別の AZ）"}
	}
	port := ""
	if w.Port > 0 {
		port = fmt.Sprintf(":%d", w.Port)
	}
	cost := w.Dollars.In(i.report.Currency)
	return Text{
		EN: fmt.Sprintf("%s – %s%s %s: %s for %s", from, to, port, path.EN, cost, size(w.Bytes)),
		JA: fmt.Sprintf("%s – %s%s、%s：%s（%s）", from, to, port, path.JA, cost, size(w.Bytes)),
	}
}

func zoned(name, zone string) string {
	if zone == "" || strings.Contains(name, zone) {
		return name
	}
	return name + " (" + zone + ")"
}

// pathText is a path in words.
func pathText(p netflow.Path) Text {
	switch p {
	case netflow.SameZone:
		return Text{EN: "in one zone", JA: "同じ AZ 内"}
	case netflow.CrossZone:
		return Text{EN: "across zones", JA: "AZ 間"}
	case netflow.NAT:
		return Text{EN: "through the NAT gateway", JA: "NAT ゲートウェイ経由"}
	case netflow.Direct:
		return Text{EN: "over the internet", JA: "インターネット経由"}
	case netflow.GatewayEndpoint:
		return Text{EN: "through the gateway endpoint", JA: "ゲートウェイエンドポイント経由"}
	case netflow.InterfaceEndpoint:
		return Text{EN: "through the interface endpoint", JA: "インターフェイスエンドポイント経由"}
	case netflow.Peering:
		return Text{EN: "through the peering connection", JA: "VPC ピアリング経由"}
	case netflow.TransitGateway:
		return Text{EN: "through the transit gateway", JA: "Transit Gateway 経由"}
	case netflow.CrossRegion:
		return Text{EN: "to another region", JA: "リージョン間"}
	case netflow.UnknownPath:
	}
	return Text{EN: "on a way that is not known", JA: "経路不明"}
}
