package worker

// purse divides the memory of all statements. Half of it is theirs for sure, in equal parts; of the other half each takes half of
// what is left when it begins. So a statement alone has much, many have enough, and together they never have more than there is.
type purse struct {
	floor int64
	left  int64
}

func newPurse(total int64, statements int) purse {
	return purse{floor: total / 2 / int64(statements), left: total / 2}
}

// take returns the memory of a statement that has a limit, or 0 for none, and what of it must be given back.
func (p *purse) take(limit int64) (memory, paid int64) {
	paid = p.left / 2
	memory = p.floor + paid
	if limit > 0 && limit < memory {
		memory = limit
		paid = max(limit-p.floor, 0)
	}
	p.left -= paid
	return memory, paid
}

// give takes back what a statement had.
func (p *purse) give(paid int64) { p.left += paid }
