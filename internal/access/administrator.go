package access

// Administrator tells whether a principal may read every row and column of every table, now and later. Only who hides nothing from
// itself may change what others see.
func (p *Policy) Administrator(who Principal) bool {
	for i := range p.Grants {
		if g := &p.Grants[i]; g.names(who) && g.Database == "*" && g.Table == "*" && g.full() {
			return true
		}
	}
	return false
}

// wholeDatabase tells whether a grant covers every table of a database, now and later: then the database is there for the principal
// even when it is empty.
func (p *Policy) wholeDatabase(who Principal, database string) bool {
	for i := range p.Grants {
		if g := &p.Grants[i]; g.names(who) && g.Table == "*" && (g.Database == "*" || g.Database == database) {
			return true
		}
	}
	return false
}
