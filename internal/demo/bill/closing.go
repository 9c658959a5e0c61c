package bill

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/money"
)

// Rates of what comes last.
const (
	taxRate     = 80_000 // parts per million
	supportRate = 100_000
	supportMin  = 100 * world.Scale
	cent        = world.Scale / 100
)

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// finish makes the lines that need all others, in a file of their own, and then the manifests.
func (r *run) finish(m *maker, d *delivery) error {
	lines := d.closing()
	items := make([]*item, len(lines))
	for i := range lines {
		items[i] = lines[i].item
	}
	books := r.newBooks(items, d)
	number := len(d.tasks) + 1
	files, err := r.open(d, books, number)
	if err != nil {
		return err
	}
	m.begin(d, number, files)
	for _, c := range lines {
		l := m.line(c.item, c.from, c.to)
		l.set(amount, world.Scale)
		l.set(unblended, c.cost)
		l.set(blended, c.cost)
		l.set(net, c.net)
		if c.kind == contract { // a discount has no rate that could be blended
			l.has &^= 1 << blended
		}
		m.done(l)
	}
	if err := m.flush(); err != nil {
		return err
	}
	if err := closeAll(files); err != nil {
		return err
	}
	d.sums.add(&m.sums)
	return r.papers(d, number)
}

// last is a line that is made at the end.
type last struct {
	*item
	from, to  world.Hour
	cost, net int64
}

// closing returns the lines that need all others: the contract's discount by account and service, one-time charges, refunds, credits,
// support, and the tax on all of it. Each goes into the sums that the next ones are reckoned from.
func (d *delivery) closing() []last {
	var lines []last
	net := map[key]int64{}
	for k, v := range d.sums.net {
		net[k] = v
	}
	add := func(l last) {
		lines = append(lines, l)
		net[key{l.account, l.service}] += l.net
	}
	for _, k := range d.sums.keys() {
		if less := d.sums.unblended[k] - d.sums.net[k]; less != 0 {
			add(d.whole(contract, k, "Enterprise Discount Program discount", -less, 0))
		}
	}
	for _, l := range d.singles() {
		add(l)
	}
	for _, g := range d.run.world.Credits {
		if !g.Has(d.from) {
			continue
		}
		k := key{g.Account, g.Service}
		if paid := min(g.Monthly, max(0, net[k])); paid > 0 {
			add(d.whole(credit, k, g.Name, -paid, -paid))
		}
	}
	if !d.open {
		add(d.support(net))
	}
	for _, k := range sorted(net) {
		owed := world.MulDiv(net[k], taxRate, world.Million)
		owed = (owed + cent/2) / cent * cent
		if owed <= 0 {
			continue
		}
		l := d.whole(tax, k, "Tax for product code "+k.service.Code, owed, owed)
		l.taxType = "USSalesTax"
		lines = append(lines, l)
	}
	return lines
}

// whole makes a line that covers the month.
func (d *delivery) whole(kind string, k key, text string, cost, netCost int64) last {
	return last{
		item: &item{kind: kind, account: k.account, service: k.service, text: text, rate: -1, blendedRate: -1, billType: "Anniversary"},
		from: d.from, to: d.last, cost: cost, net: netCost,
	}
}

// support is what the support costs: a tenth of everything else, at least a hundred dollars.
func (d *delivery) support(net map[key]int64) last {
	var all int64
	for k, v := range net {
		if k.service.Seller == "" {
			all += v
		}
	}
	cost := max(supportMin, world.MulDiv(all, supportRate, world.Million))
	cost = (cost + cent/2) / cent * cent
	l := d.whole(fee, key{d.run.world.Payer, world.Support}, "10% of monthly AWS usage for the first $0-$10K", cost, cost)
	l.usageType = "Dollar"
	return l
}

// singles are charges and refunds that occur once: an annual contract of the marketplace, and money back for a scan too many.
func (d *delivery) singles() []last {
	var list []last
	for k := range d.run.world.Series {
		s := d.run.world.Series[k]
		switch {
		case d.month.String() == "2025-01" && strings.HasPrefix(s.SKU.Service.Name, "Hawkeye"):
			l := d.whole(fee, key{s.Account, s.SKU.Service}, "AWS Marketplace annual contract: Hawkeye Observability, 12 months", 1200*world.Scale, 1200*world.Scale)
			l.from = world.HourOf(date(2025, 1, 15))
			l.to, l.billType, l.usageType = l.from+1, "Purchase", "MP:Contract"
			list = append(list, l)
		case d.month.String() == "2025-04" && strings.HasSuffix(s.SKU.UsageType, "DataScannedInTB"):
			l := d.whole(refund, key{s.Account, s.SKU.Service}, "Refund for Amazon Athena usage of February 2025", -40*world.Scale, -40*world.Scale)
			l.from = world.HourOf(date(2025, 4, 3)) + 16
			l.to, l.billType, l.usageType = l.from+1, "Refund", s.SKU.UsageType
			list = append(list, l)
		}
	}
	return list
}

// keys returns the keys of the sums in a stable order.
func (s *sums) keys() []key { return sorted(s.unblended) }

func sorted(m map[key]int64) []key {
	var list []key
	for k := range m {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b key) int { return compare(a.account.ID+a.service.Code, b.account.ID+b.service.Code) })
	return list
}

// invoiceID returns the number of an invoice of a month: none while the month is open.
func (d *delivery) invoiceID(v invoice) string {
	if d.open {
		return ""
	}
	n := uint64(d.month.Year()*12 + int(d.month.Month())) //nolint:gosec // positive
	if v.purchase {
		n += 1 << 20
	}
	if v.seller != nil {
		n = n<<8 ^ scramble(uint64(len(v.seller.Code))<<32|uint64(v.seller.Code[0])<<8|uint64(v.seller.Code[1]))>>40
	}
	return fmt.Sprint(1_000_000_000 + scramble(n)%1_000_000_000)
}

// record keeps what a delivery says for the truth.
func (r *run) record(d *delivery) {
	for v, cost := range d.sums.invoices {
		if d.open {
			continue
		}
		issuer := "Amazon Web Services, Inc."
		if v.seller != nil {
			issuer = v.seller.Seller
		}
		r.invoices = append(r.invoices, Invoice{ID: d.invoiceID(v), Month: d.month, Issuer: issuer, Amount: money.New(cost, 10)})
	}
	for k, cost := range d.sums.unblended {
		r.totals = append(r.totals, Total{Month: d.month, Account: k.account.ID, Service: k.service.Name, Amount: money.New(cost, 10)})
	}
}
