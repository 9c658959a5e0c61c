package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/demo/bill"
	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/period"
)

// TruthFile is the file with the truth about the world.
const TruthFile = "truth.json"

// Truth is what truth.json holds: everything that a detector, an estimate or a joined log should find.
type Truth struct {
	World    string       `json:"world,omitempty"`
	Seed     uint64       `json:"seed"`
	First    period.Month `json:"first_month"`
	Last     period.Month `json:"last_month"`
	Accounts []Account    `json:"accounts"`
	// Incidents are everything unusual that happened, with what it cost in these months.
	Incidents []Incident `json:"incidents"`
	// Flows are who sent what to whom: bytes of these months, as billed.
	Flows []Flow `json:"flows"`
	// Addresses are who had which address when.
	Addresses []Address `json:"addresses"`
	// Findings are what the network costs without need in these months.
	Findings []Finding  `json:"findings"`
	Bill     bill.Truth `json:"bill"`
}

// Account is an account; a quiet one has no incidents.
type Account struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Quiet bool   `json:"quiet"`
}

// Incident is an incident. Start is its first hour, End the hour after its last, "" when it goes on.
type Incident struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Title    string   `json:"title"`
	Cause    string   `json:"cause"`
	Remedy   string   `json:"remedy"`
	Accounts []string `json:"accounts"`
	Start    string   `json:"start"`
	End      string   `json:"end,omitempty"`
	// Dollars is what it cost in the months of this world at list prices; negative when it saved money.
	Dollars money.Amount `json:"dollars"`
	Effects []Effect     `json:"effects"`
	Flows   []int        `json:"flows,omitempty"`
	Changes []Change     `json:"changes,omitempty"`
}

// Effect is what an incident did to a line of the bill in a month.
type Effect struct {
	Month     period.Month `json:"month"`
	Account   string       `json:"account"`
	Service   string       `json:"service"`
	UsageType string       `json:"usage_type"`
	Operation string       `json:"operation"`
	Resource  string       `json:"resource"`
	Amount    money.Amount `json:"amount"`
	Unit      string       `json:"unit"`
	Dollars   money.Amount `json:"dollars"`
}

// Change is a management event of an incident.
type Change struct {
	At        string   `json:"at"`
	By        string   `json:"by"`
	Event     string   `json:"event"`
	Resources []string `json:"resources"`
}

// Flow is a flow between two ends in these months.
type Flow struct {
	ID      int    `json:"id"`
	Name    string `json:"name"`
	Account string `json:"account"`
	Src     string `json:"src"`
	Dst     string `json:"dst"`
	// SrcNode is the address of the interface that shows Src, where Src is a pod behind it.
	SrcNode  string `json:"src_node,omitempty"`
	DstPort  uint16 `json:"dst_port"`
	NAT      string `json:"nat_gateway,omitempty"`
	Endpoint string `json:"endpoint,omitempty"`
	Rejected bool   `json:"rejected,omitempty"`
	// Bytes are by month: from the source to the destination, and back.
	Bytes []Bytes `json:"bytes"`
	// Billed are the usage types that bill it, with the resource.
	Billed []string `json:"billed"`
}

// Bytes are the bytes of a flow in a month.
type Bytes struct {
	Month period.Month `json:"month"`
	Out   int64        `json:"out"`
	Back  int64        `json:"back"`
}

// Address is who had an address from when to when; "" for always.
type Address struct {
	Address   string `json:"address"`
	VPC       string `json:"vpc,omitempty"`
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
	Account   string `json:"account"`
	Interface string `json:"interface"`
	Kind      string `json:"kind"`
	Owner     string `json:"owner"`
	Name      string `json:"name,omitempty"`
	Subnet    string `json:"subnet"`
	Zone      string `json:"az_id"`
}

// Finding is something that the network costs without need: what should be found, and whatever else is found is wrong. Optional ones may be
// found and need not be, as mending them is a matter of taste.
type Finding struct {
	Kind    string `json:"kind"`
	Account string `json:"account"`
	Region  string `json:"region"`
	// Resources are the ids of what is at fault and of what has to do with it, the first one above all.
	Resources []string `json:"resources"`
	Why       string   `json:"why"`
	// Start is its first hour, "" when it was always so, End the hour after its last, "" when it goes on.
	Start    string `json:"start,omitempty"`
	End      string `json:"end,omitempty"`
	Optional bool   `json:"optional,omitempty"`
	// Months are those in which it was so.
	Months []Avoidable `json:"months"`
}

// Avoidable is what a finding cost in a month, at list prices, if it alone were mended. A month of 730 hours costs Dollars × 730 ÷ Hours.
type Avoidable struct {
	Month period.Month `json:"month"`
	// Hours is how many hours of the month it was so.
	Hours int64 `json:"hours"`
	// Dollars is what would not have been paid; Saves is that less what the remedy costs, below nothing where it is not worth it.
	Dollars money.Amount `json:"dollars"`
	Saves   money.Amount `json:"saves"`
}

// exact is the number of digits of amounts.
const exact = 10

// truthOf gathers the truth of the months of the options.
func truthOf(w *world.World, o Options, says bill.Truth) Truth {
	t := Truth{World: o.World, Seed: o.Seed, First: o.first(), Last: o.End, Bill: says}
	for _, a := range w.Accounts {
		t.Accounts = append(t.Accounts, Account{a.ID, a.Name, a.Quiet})
	}
	from, to := world.HourOf(o.first().Range().Start), world.HourOf(o.End.Range().End)-bill.LastHours
	for _, in := range w.Incidents {
		if in.From < to && in.To > from {
			t.Incidents = append(t.Incidents, incidentOf(w, in, from, to))
		}
	}
	for _, f := range w.Flows {
		t.Flows = append(t.Flows, flowOf(w, f, from, to))
	}
	for _, a := range w.Addresses() {
		t.Addresses = append(t.Addresses, addressOf(a))
	}
	found, costs := w.Findings(from, to)
	for i, f := range found {
		t.Findings = append(t.Findings, findingOf(f, costs[i]))
	}
	return t
}

func findingOf(f *world.Finding, costs []world.Avoidable) Finding {
	out := Finding{
		Kind: f.Kind, Account: f.Account.ID, Region: f.Region.Code, Resources: f.Resources, Why: f.Why, Start: moment(f.From), End: moment(f.To), Optional: f.Optional,
	}
	for _, c := range costs {
		out.Months = append(out.Months, Avoidable{c.Month, c.Hours, money.New(c.Cost, exact), money.New(c.Saves, exact)})
	}
	return out
}

// moment writes an hour; "" for never and always.
func moment(h world.Hour) string {
	if h <= 0 || h >= world.Forever {
		return ""
	}
	return h.Time().Format(time.RFC3339)
}

func incidentOf(w *world.World, in *world.Incident, from, to world.Hour) Incident {
	i := Incident{ID: in.ID, Kind: in.Kind, Title: in.Title, Cause: in.Cause, Remedy: in.Remedy, Start: moment(in.From), End: moment(in.To)}
	for _, a := range in.Accounts {
		i.Accounts = append(i.Accounts, a.ID)
	}
	var sum int64
	for _, touched := range w.Damage(in, from, to) {
		s := touched.Series
		sum += touched.Cost
		i.Effects = append(i.Effects, Effect{
			Month: touched.Month, Account: s.Account.ID, Service: s.SKU.Service.Name, UsageType: s.SKU.UsageType, Operation: s.SKU.Operation, Resource: s.Resource,
			Amount: money.New(touched.Amount, exact), Unit: s.SKU.Unit, Dollars: money.New(touched.Cost, exact),
		})
	}
	i.Dollars = money.New(sum, exact)
	for _, f := range w.FlowsOf(in) {
		i.Flows = append(i.Flows, f.ID)
	}
	for _, c := range w.Changes {
		if c.Incident == in.ID {
			i.Changes = append(i.Changes, Change{c.At.Format(time.RFC3339), c.Principal.ARN, c.Name, c.Resources})
		}
	}
	slices.SortStableFunc(i.Changes, func(a, b Change) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
	return i
}

func flowOf(w *world.World, f *world.Flow, from, to world.Hour) Flow {
	out := Flow{ID: f.ID, Name: f.Name, Src: f.Src.IP(), Dst: f.Dst.IP(), DstPort: f.Dst.Port, Rejected: f.Rejected}
	for _, end := range []world.End{f.Dst, f.Src} {
		if end.Interface != nil {
			out.Account = end.Interface.Account.ID
		}
	}
	if f.Src.Pod != nil {
		out.SrcNode = f.Src.Interface.Address
	}
	if f.NAT != nil {
		out.NAT = f.NAT.ID
	}
	if f.Endpoint != nil {
		out.Endpoint = f.Endpoint.ID
	}
	for h := from; h < to; h++ {
		a, b := w.Bytes(f, h)
		if a == 0 && b == 0 {
			continue
		}
		month := period.MonthOf(h.Time())
		if n := len(out.Bytes); n == 0 || out.Bytes[n-1].Month != month {
			out.Bytes = append(out.Bytes, Bytes{Month: month})
		}
		last := &out.Bytes[len(out.Bytes)-1]
		last.Out, last.Back = last.Out+a, last.Back+b
	}
	for _, c := range f.Billed {
		way := "out"
		if c.Back {
			way = "back"
		}
		out.Billed = append(out.Billed, fmt.Sprintf("%s %s %s %s", way, c.Series.SKU.UsageType, c.Series.SKU.Operation, c.Series.Resource))
	}
	return out
}

func addressOf(a world.Owned) Address {
	i := a.Interface
	return Address{
		Address: a.Address, VPC: a.VPC, From: moment(a.From), To: moment(a.To), Account: i.Account.ID, Interface: i.ID, Kind: i.Kind, Owner: i.Owner,
		Name: i.Tags.Value("Name"), Subnet: i.Subnet.ID, Zone: i.Subnet.ZoneID,
	}
}
