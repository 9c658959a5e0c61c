package netflow

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// How flows get their price. Each line of the bill, which is a usage type, an operation, an account, a resource and a day, is shared among
// the flows of that day that it can be about, by their bytes: a flow gets bytes × dollars ÷ billed bytes, where a gigabyte is 2³⁰ bytes. Where
// more was logged than billed, the line is shared out among them whole, so that never more is explained than was billed. Shares are whole
// ten-billionths of a dollar, and what rounding leaves goes to the largest remainders: the sums are exact. What no flow explains is said.

// Price finds flows as Analyse does, and what they cost by the bill that who asks may read.
func Price(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, ask Ask) (Priced, error) {
	t, err := Trace(ctx, runner, who, ranges, ask)
	if err != nil {
		return Priced{}, err
	}
	return t.Show(ask), nil
}

// Traced are the flows of some days with what they cost, each of one day. Several questions are answered by them, and the logs are read once.
type Traced struct {
	ask      Ask
	all      Flows
	cost     *distribution
	currency string
}

// Trace finds the flows of the days, and of the addresses, that are asked for, with what they cost by the bill that who asks may read.
func Trace(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, ask Ask) (*Traced, error) {
	all, err := analyse(ctx, runner, who, ranges, &ask)
	if err != nil {
		return nil, err
	}
	lines, sql, err := readLines(ctx, runner, who, ask)
	if err != nil {
		return nil, err
	}
	currency, in, err := readCurrency(ctx, runner, who, ask)
	if err != nil {
		return nil, err
	}
	all.SQL = append(all.SQL, sql, in)
	t := &Traced{ask: ask, all: all, cost: newDistribution(all.Rows), currency: currency}
	for i := range lines {
		t.cost.share(&lines[i])
	}
	return t, nil
}

// Of tells whether the flows are all of the days from one to before another.
func (t *Traced) Of(from, to time.Time) bool {
	return t.ask.From.Equal(from) && t.ask.To.Equal(to) && len(t.ask.Addresses) == 0
}

// Show answers a question about the days of the flows: it keeps those that are asked for, and puts them together.
func (t *Traced) Show(ask Ask) Priced {
	out := Priced{Flows: t.all, Currency: t.currency, Parts: t.cost.parts(ask)}
	out.SQL = slices.Clone(t.all.SQL)
	out.total()
	out.present(ask)
	return out
}

// distribution shares lines among flows.
type distribution struct {
	rows  []Flow
	index map[string]map[string][]int // flows by day, and by the things and accounts that they touch
	sums  map[Part]*partSum
	days  []string
}

// partSum are the sums of a part, in ten-billionths.
type partSum struct {
	billed, explained, high *big.Int
	gigabytes, bytes        *big.Int
	flows                   int
}

func newDistribution(rows []Flow) *distribution {
	d := &distribution{rows: rows, index: map[string]map[string][]int{}, sums: map[Part]*partSum{}}
	for i := range rows {
		f := &rows[i]
		if d.index[f.Day] == nil {
			d.index[f.Day] = map[string][]int{}
			d.days = append(d.days, f.Day)
		}
		at := d.index[f.Day]
		var done []string
		for _, n := range nodes(f) {
			for _, key := range []string{n.id, n.other, accountKey + n.account} {
				if key == "" || key == accountKey || slices.Contains(done, key) {
					continue
				}
				done = append(done, key)
				at[key] = append(at[key], i)
			}
		}
	}
	return d
}

// accountKey is before the ids of accounts in the index.
const accountKey = "account "

// claim is a flow with how often it counts.
type claim struct {
	flow  int
	times int64
}

// share shares a line out.
func (d *distribution) share(l *line) {
	sum := d.sumOf(l)
	var claims []claim
	for _, day := range d.days {
		if day >= l.day && day < l.until {
			claims = append(claims, d.claims(l, d.index[day])...)
		}
	}
	bytes, estimated := new(big.Int), new(big.Int)
	for _, c := range claims {
		bytes.Add(bytes, big.NewInt(d.rows[c.flow].Bytes*c.times))
		estimated.Add(estimated, big.NewInt(d.rows[c.flow].Estimated*c.times))
	}
	billed := toBytes(l.gigabytes)
	explained := portion(l.units, bytes, billed)
	sum.billed.Add(sum.billed, l.units)
	sum.explained.Add(sum.explained, explained)
	sum.high.Add(sum.high, portion(l.units, estimated, billed))
	sum.gigabytes.Add(sum.gigabytes, billed)
	sum.bytes.Add(sum.bytes, bytes)
	sum.flows += len(claims)
	for i, units := range d.shares(claims, bytes, explained) {
		if units.Sign() == 0 {
			continue
		}
		f := &d.rows[claims[i].flow]
		f.charge(Charge{UsageType: l.usageType, Account: l.account, Resource: l.target, Dollars: amount(units)})
	}
}

// toBytes are the bytes of ten-billionths of gigabytes.
func toBytes(gigabytes *big.Int) *big.Int {
	const shift = 30
	b := new(big.Int).Lsh(gigabytes, shift)
	return b.Quo(b, big.NewInt(10_000_000_000)) //nolint:mnd // ten digits
}

// portion is the part of an amount that some bytes of those billed explain: all of it where they are as many, or none are told.
func portion(units, bytes, billed *big.Int) *big.Int {
	switch {
	case bytes.Sign() == 0:
		return new(big.Int)
	case billed.Sign() <= 0, bytes.Cmp(billed) >= 0:
		return new(big.Int).Set(units)
	}
	p := new(big.Int).Mul(units, bytes)
	return p.Quo(p, billed)
}

// shares shares units among claims by their bytes; the sum is exact.
func (d *distribution) shares(claims []claim, bytes, units *big.Int) []*big.Int {
	if bytes.Sign() == 0 {
		return nil
	}
	out := make([]*big.Int, len(claims))
	rest := new(big.Int).Set(units)
	remainders := make([]*big.Int, len(claims))
	for i, c := range claims {
		share := new(big.Int).Mul(units, big.NewInt(d.rows[c.flow].Bytes*c.times))
		out[i], remainders[i] = share.QuoRem(share, bytes, new(big.Int))
		rest.Sub(rest, out[i])
	}
	order := make([]int, len(claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].CmpAbs(remainders[a]) })
	one := big.NewInt(int64(rest.Sign()))
	for _, i := range order {
		if rest.Sign() == 0 {
			break
		}
		out[i] = new(big.Int).Add(out[i], one)
		rest.Sub(rest, one)
	}
	return out
}

// charge adds a charge to a flow.
func (f *Flow) charge(c Charge) {
	f.Dollars = f.Dollars.Add(c.Dollars)
	for i := range f.Charges {
		if known := &f.Charges[i]; known.UsageType == c.UsageType && known.Account == c.Account && known.Resource == c.Resource {
			known.Dollars = known.Dollars.Add(c.Dollars)
			return
		}
	}
	f.Charges = append(f.Charges, c)
}

// claims finds the flows of a day that a line can be about.
func (d *distribution) claims(l *line, day map[string][]int) []claim {
	id := token(l.target)
	key := id
	if id == "" {
		key = accountKey + l.account
	}
	var out []claim
	for _, i := range day[key] {
		if n := l.counts(&d.rows[i], id); n > 0 {
			out = append(out, claim{i, n})
		}
	}
	return out
}

// counts tells how often a line counts a flow: twice where an account pays for both sides.
func (l *line) counts(f *Flow, id string) int64 {
	is := func(n node) bool {
		if id != "" {
			return n.id == id || n.other == id
		}
		return n.account == l.account
	}
	list := nodes(f)
	switch l.class { //nolint:exhaustive // the others are not read
	case usagetype.NatBytes:
		return once(list, is, func(n node) bool { return n.kind == string(NAT) })
	case usagetype.GatewayBytes:
		return once(list, is, func(n node) bool { return n.kind == string(TransitGateway) })
	case usagetype.EndpointBytes:
		return once(list, is, func(n node) bool { return n.kind == endpointOwner })
	case usagetype.CrossZone:
		return l.crosses(f, is)
	case usagetype.InternetOut:
		if f.leaves() && !f.elsewhere("") {
			return once(list[:len(list)-1], is, func(node) bool { return true })
		}
	case usagetype.CrossRegionOut:
		if (f.leaves() || f.Path == CrossRegion) && f.elsewhere(l.to) {
			return once(list[:len(list)-1], is, func(node) bool { return true })
		}
	}
	return 0
}

// once is 1 where a node fits, else 0.
func once(list []node, fits ...func(node) bool) int64 {
	for _, n := range list {
		if !slices.ContainsFunc(fits, func(f func(node) bool) bool { return !f(n) }) {
			return 1
		}
	}
	return 0
}

// crosses counts the sides of the crossings of a flow that a line is about. Load balancers for applications pay nothing to their targets.
func (l *line) crosses(f *Flow, is func(node) bool) (n int64) {
	if over := strings.HasPrefix(l.operation, "VPCPeering"); over != (f.Path == Peering) && strings.Contains(l.operation, "-") {
		return 0
	}
	out, in := !strings.HasSuffix(l.operation, "-In"), !strings.HasSuffix(l.operation, "-Out")
	for _, c := range crossings(f) {
		if strings.HasPrefix(c.out.id, "app/") || strings.HasPrefix(c.in.id, "app/") {
			continue
		}
		if out && is(c.out) {
			n++
		}
		if in && is(c.in) {
			n++
		}
	}
	return n
}

// leaves tells whether a flow goes out to where nothing of ours is.
func (f *Flow) leaves() bool {
	switch f.Path { //nolint:exhaustive // the others stay inside
	case NAT, Direct, CrossRegion, UnknownPath, TransitGateway:
		return f.Destination.VPC == "" && f.Source.VPC != "" && (f.Destination.Address != "" || f.Destination.Many)
	}
	return false
}

// elsewhere tells whether a flow goes to AWS, which is not charged as the internet is: within the region it is free, and to another region it
// has a price of its own, where the region may be a certain one. Of addresses of which the region is not known, it may be any.
func (f *Flow) elsewhere(region string) bool {
	d := f.Destination
	known := d.Region != "" && d.Region != "GLOBAL"
	switch {
	case f.Path == CrossRegion && d.VPC != "":
		return region == "" || d.Region == region
	case region == "":
		return d.Service != "" && d.Region != "GLOBAL"
	case known:
		return d.Region == region && d.Region != f.Source.Region
	}
	return d.Service != "" && d.Service != "S3" && d.Service != "DYNAMODB"
}

// sumOf is the sum that a line belongs to.
func (d *distribution) sumOf(l *line) *partSum {
	key := Part{UsageType: l.usageType, Class: string(l.class), Account: l.account, Resource: l.target}
	s := d.sums[key]
	if s == nil {
		s = &partSum{new(big.Int), new(big.Int), new(big.Int), new(big.Int), new(big.Int), 0}
		d.sums[key] = s
	}
	return s
}

// parts are the sums that are asked for, the largest first.
func (d *distribution) parts(ask Ask) []Part {
	touched := map[[3]string]bool{}
	for i := range d.rows {
		if f := &d.rows[i]; ask.keeps(f) {
			for _, c := range f.Charges {
				touched[[3]string{c.UsageType, c.Account, c.Resource}] = true
			}
		}
	}
	narrow := len(ask.Gateways)+len(ask.Addresses) > 0
	list := []Part{}
	for p, s := range d.sums { //nolint:gocritic // each is made ready here
		hit := touched[[3]string{p.UsageType, p.Account, p.Resource}]
		if narrow && !hit && !slices.Contains(ask.Gateways, token(p.Resource)) || len(ask.Accounts) > 0 && !hit && !slices.Contains(ask.Accounts, p.Account) {
			continue
		}
		p.Billed, p.Explained, p.Low, p.High = amount(s.billed), amount(s.explained), amount(s.explained), amount(s.high)
		p.Rest = p.Billed.Sub(p.Explained)
		if s.gigabytes.Sign() > 0 {
			p.Ratio, _ = new(big.Rat).SetFrac(s.bytes, s.gigabytes).Float64()
		}
		if p.Rest.Sign() != 0 {
			p.Why = why(s)
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Part) int {
		return cmp.Or(b.Billed.Cmp(a.Billed), cmp.Compare(a.UsageType, b.UsageType), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Resource, b.Resource))
	})
	return list
}

// why says what the rest of a part is.
func why(s *partSum) Text {
	if s.flows == 0 {
		return Text{EN: "no flow log of these days shows it", JA: "この期間のフローログには現れない"}
	}
	return Text{EN: "not in the records: flow logs leave records out, and do not count what is around packets", JA: "記録にない分: フローログには欠落があり、パケットの外側の分も数えない"}
}

// total adds the parts up, and says how far they go.
func (p *Priced) total() {
	var zero money.Amount
	p.Billed, p.Explained, p.Low, p.High = zero, zero, zero, zero
	dark := zero
	for i := range p.Parts {
		part := &p.Parts[i]
		p.Billed, p.Explained = p.Billed.Add(part.Billed), p.Explained.Add(part.Explained)
		p.Low, p.High = p.Low.Add(part.Low), p.High.Add(part.High)
		if part.Explained.Sign() == 0 {
			dark = dark.Add(part.Billed)
		}
	}
	p.Left = p.Billed.Sub(p.Explained)
	p.Badge = p.badge(dark)
}

// badge says how far the flows explain the bill.
func (p *Priced) badge(dark money.Amount) Text {
	if p.Billed.Sign() == 0 {
		return Text{EN: "nothing was billed for traffic in these days", JA: "この期間の転送料金はない"}
	}
	share, low, high := percent(p.Explained, p.Billed), percent(p.Low, p.Billed), percent(p.High, p.Billed)
	billed, rest := p.Billed.In(p.Currency), p.Left.In(p.Currency)
	missing := p.Left.Sub(dark).In(p.Currency)
	t := Text{
		EN: fmt.Sprintf("flows explain %.1f %% (%.1f to %.1f %%) of %s billed; the rest, %s, is", share, low, high, billed, rest),
		JA: fmt.Sprintf("フローは請求額 %s の %.1f %%（%.1f〜%.1f %%）を説明する。残り %s は", billed, share, low, high, rest),
	}
	missed := Text{EN: "that the records miss", JA: "記録されなかった"}
	if p.Coverage.Unread > 0 {
		missed = Text{EN: "of the smallest flows, which were too many to read, or that the records miss", JA: "数が多く読み切れなかった小さなフローか、記録されなかった"}
	}
	switch {
	case p.Left.Sign() == 0:
		return Text{EN: fmt.Sprintf("flows explain all of %s billed", billed), JA: fmt.Sprintf("フローは請求額 %s のすべてを説明する", billed)}
	case dark.Sign() == 0:
		t.EN, t.JA = t.EN+" traffic "+missed.EN, t.JA+missed.JA+"通信"
	case p.Left.Cmp(dark) == 0:
		t.EN, t.JA = t.EN+" on resources of which no flow log tells", t.JA+"フローログのないリソースの通信"
	default:
		t.EN += fmt.Sprintf(" %s on resources of which no flow log tells, and %s %s", dark.In(p.Currency), missing, missed.EN)
		t.JA += fmt.Sprintf("、フローログのないリソースの %s と、%s通信の %s", dark.In(p.Currency), missed.JA, missing)
	}
	return t
}

// percent is a share in percent.
func percent(part, all money.Amount) float64 {
	a, ok := new(big.Rat).SetString(part.String())
	b, fine := new(big.Rat).SetString(all.String())
	if !ok || !fine || b.Sign() == 0 {
		return 0
	}
	const hundred = 100
	f, _ := a.Quo(a, b).Float64()
	return f * hundred
}
