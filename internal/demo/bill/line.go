package bill

import (
	"sync"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// The line item types.
const (
	usage          = "Usage"
	covered        = "SavingsPlanCoveredUsage"
	negation       = "SavingsPlanNegation"
	recurringFee   = "SavingsPlanRecurringFee"
	upfrontFee     = "SavingsPlanUpfrontFee"
	discounted     = "DiscountedUsage"
	reservationFee = "RIFee"
	fee            = "Fee"
	tax            = "Tax"
	credit         = "Credit"
	refund         = "Refund"
	contract       = "EdpDiscount"
	bundled        = "BundledDiscount"
)

// slot is a number that a line may have.
type slot uint8

// The slots: amounts and dollars in 10⁻¹⁰. The first few are on most lines, the others on few.
const (
	amount slot = iota
	unblended
	blended
	net
	public
	normalized
	factor
	totalDiscount
	bundledDiscount
	spEffective
	spNetEffective
	spRate
	spRecurring
	spNetRecurring
	spUpfront
	spNetUpfront
	spTotal
	spUsed
	riEffective
	riNetEffective
	riUpfrontUsage
	riNetUpfrontUsage
	riRecurringUsage
	riNetRecurringUsage
	riUpfrontPeriod
	riNetUpfrontPeriod
	riUnusedUpfront
	riNetUnusedUpfront
	riUnusedRecurring
	riNetUnusedRecurring
	riUnusedQuantity
	riUnusedUnits
	riUpfrontValue
	riNetUpfrontValue
	splitActual
	splitReserved
	splitUsage
	splitRatio
	splitCost
	splitUnused
	splitNetCost
	splitNetUnused
	splitPublicCost
	splitPublicUnused
	effective // FOCUS: the cost with commitments spread over their use
	slots
)

// often is how many slots are kept in the line itself.
const often = 9

// line is a line item. What it shares with others of its kind stands in its item.
type line struct {
	*item
	from, to world.Hour
	number   uint64
	has      uint64 // which slots are filled
	values   [often]int64
	rare     []int64 // the others, by slot; nil when there are none
}

// set fills a slot.
func (l *line) set(s slot, value int64) {
	l.has |= 1 << s
	if s < often {
		l.values[s] = value
		return
	}
	l.rare[s-often] = value
}

// get returns a slot, zero when it is empty.
func (l *line) get(s slot) int64 {
	switch {
	case l.has&(1<<s) == 0:
		return 0
	case s < often:
		return l.values[s]
	}
	return l.rare[s-often]
}

// account and service are what sums are kept by.
type key struct {
	account *world.Account
	service *world.Service
}

// sums is what the lines of a delivery add up to.
type sums struct {
	lock      sync.Mutex
	rows      int64
	unblended map[key]int64
	net       map[key]int64
	invoices  map[invoice]int64
}

// invoice tells invoices of a month apart.
type invoice struct {
	seller   *world.Service // nil for AWS itself
	purchase bool           // of a fee paid at once
}

func newSums() sums {
	return sums{unblended: map[key]int64{}, net: map[key]int64{}, invoices: map[invoice]int64{}}
}

// count adds a line.
func (s *sums) count(l *line) {
	k := key{l.account, l.service}
	s.rows++
	cost := l.get(unblended)
	if cost == 0 && l.get(net) == 0 {
		return
	}
	s.unblended[k] += cost
	s.net[k] += l.get(net)
	s.invoices[l.invoice()] += cost
}

// add adds the sums of a task.
func (s *sums) add(o *sums) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.rows += o.rows
	for k, v := range o.unblended {
		s.unblended[k] += v
	}
	for k, v := range o.net {
		s.net[k] += v
	}
	for k, v := range o.invoices {
		s.invoices[k] += v
	}
}

// item is what all lines of one kind have in common.
type item struct {
	kind     string // line item type
	account  *world.Account
	service  *world.Service
	series   *world.Series
	sku      *world.SKU
	resource string
	zone     string // name of the Availability Zone
	// operation and usageType are those of the SKU where there is one.
	operation, usageType string
	text                 string // the description
	rate                 int64  // price of a unit; -1 for none
	listRate             int64
	blendedRate          int64 // -1: as rate
	tags                 world.Tags
	principal            *world.Principal
	plan                 *world.SavingsPlan
	reservation          *world.Reservation
	pod                  *world.Pod
	taxType              string
	billType             string
	// discountable tells that the contract's discount applies.
	discountable bool
	// codes are the positions of its texts and maps in the dictionaries of each table.
	codes [][]uint32
}

// invoice returns which invoice the lines are on.
func (i *item) invoice() invoice {
	v := invoice{purchase: i.billType == "Purchase"}
	if i.service.Seller != "" {
		v.seller = i.service
	}
	return v
}
