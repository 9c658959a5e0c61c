package world

import "strings"

// SavingsPlan is a promise to spend so much an hour.
type SavingsPlan struct {
	Span
	ARN   string
	Owner *Account
	// Type is Compute or EC2Instance; Family and Region bind the latter.
	Type, Family string
	Region       Region
	// Payment is No Upfront, Partial Upfront or All Upfront; Term 1yr or 3yr.
	Payment, Term string
	// Hourly is the commitment of an hour, Recurring what of it is paid hour by hour, in 10⁻¹⁰ dollars. Upfront is what was paid on
	// the day it began: the rest, for all hours of the term.
	Hourly, Recurring, Upfront int64
	// Discount is what a covered hour costs, of its price on demand, in parts per million.
	Discount int64
}

// Covers tells whether usage of a SKU can be paid by the plan.
func (p *SavingsPlan) Covers(k *SKU) bool {
	if k.Planned == 0 {
		return false
	}
	if p.Type == "Compute" {
		return true
	}
	return k.Instance != "" && len(k.Instance) > len(p.Family) && k.Instance[:len(p.Family)+1] == p.Family+"." && k.Region.Code == p.Region.Code
}

// Rate returns what an hour of a SKU costs under the plan, in 10⁻¹⁰ dollars.
func (p *SavingsPlan) Rate(k *SKU, h Hour) int64 { return MulDiv(k.ListPrice(h), p.Discount, Million) }

// Reservation is a number of reserved instances.
type Reservation struct {
	Span
	ARN, Subscription string
	Owner             *Account
	// SKU is what it covers. Normalized reservations cover any size of the family, by normalization factors.
	SKU        *SKU
	Normalized bool
	Count      int64
	// Class is standard or convertible, Payment and Term as for plans.
	Class, Payment, Term string
	// Upfront is what one instance cost at once, Hourly what it costs each hour, in 10⁻¹⁰ dollars.
	Upfront, Hourly int64
	// Hours is the length of the term.
	Hours int64
}

// Covers tells whether hours of a SKU can be paid by the reservation.
func (r *Reservation) Covers(k *SKU) bool {
	if !r.Normalized || k == r.SKU {
		return k == r.SKU
	}
	family, _, _ := strings.Cut(r.SKU.Instance, ".")
	own, _, ok := strings.Cut(k.Instance, ".")
	return ok && own == family && k.Service == r.SKU.Service && k.Region.Code == r.SKU.Region.Code && k.Operation == r.SKU.Operation
}

// Grant is a credit: it pays what an account uses of some services, up to so much a month.
type Grant struct {
	Span
	Name    string
	Account *Account
	Service *Service // nil for all
	Monthly int64    // 10⁻¹⁰ dollars
}

// commitments buys what the organisation has bought.
func (b *builder) commitments() {
	year := Hour(365 * day)
	virginia := Virginia()
	b.Plans = []*SavingsPlan{
		{
			Span: Span{on(2024, 12, 3, 9), on(2024, 12, 3, 9) + year}, ARN: b.planARN("compute"), Owner: b.payer, Type: "Compute", Payment: "No Upfront", Term: "1yr",
			Hourly: 0.55 * Scale, Recurring: 0.55 * Scale, Discount: 720_000,
		},
		{
			Span: Span{on(2025, 2, 4, 10), on(2025, 2, 4, 10) + year}, ARN: b.planARN("m7g"), Owner: b.lake, Type: "EC2Instance", Family: "m7g", Region: virginia,
			Payment: "Partial Upfront", Term: "1yr", Hourly: 0.32 * Scale, Recurring: 0.16 * Scale, Upfront: 0.16 * Scale * 365 * day, Discount: 630_000,
		},
	}
	reserve := func(r Reservation, name string) {
		id := b.id("", 32, "reservation", name)
		service := "ec2:" + virginia.Code + ":" + r.Owner.ID + ":reserved-instances/"
		if r.SKU.Service == rds {
			service = "rds:" + virginia.Code + ":" + r.Owner.ID + ":ri:"
		}
		r.ARN = "arn:aws:" + service + id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:32]
		x := mix(b.Seed ^ text64(name))
		r.Subscription, r.Hours = decimal(x%9_000_000_000+1_000_000_000), int64(r.To-r.From)
		b.Reservations = append(b.Reservations, &r)
	}
	reserve(Reservation{ // paid long ago; when it ends, the machines of the catalogue are paid by the hour again
		Span: Span{on(2024, 8, 18, 0), on(2025, 8, 18, 0)}, Owner: b.catalogue, SKU: b.boxUsage(virginia, "m6i.large"), Normalized: true, Count: 8,
		Class: "standard", Payment: "All Upfront", Term: "1yr", Upfront: 495 * Scale,
	}, "m6i")
	reserve(Reservation{
		Span: Span{on(2025, 1, 14, 0), on(2026, 1, 14, 0)}, Owner: b.click, SKU: b.aurora(virginia, "db.r6g.large"), Count: 2,
		Class: "standard", Payment: "Partial Upfront", Term: "1yr", Upfront: 775 * Scale, Hourly: 0.0884 * Scale,
	}, "aurora")
	for _, in := range b.Incidents {
		if in.Kind == "commitment-expiry" {
			in.Reservation = b.Reservations[0]
		}
	}
}

// planARN returns the name of a plan.
func (b *builder) planARN(name string) string {
	id := b.id("", 32, "plan", name)
	return "arn:aws:savingsplans::" + b.payer.ID + ":savingsplan/" + id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:32]
}

// decimal returns a number in digits.
func decimal(x uint64) string {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + x%10)
		x /= 10
		if x == 0 {
			return string(digits[i:])
		}
	}
}
