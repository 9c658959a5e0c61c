package console

import "slices"

// block is one SELECT around the cursor, by the indexes of its tokens: what a parser would make of it were the text right.
type block struct {
	start, end int
	// with are the named queries that the SELECT may read.
	with []named
	// items and from are the tokens between SELECT and FROM, and behind FROM; empty ranges where there are none.
	items, from tokenRange
	// clause is the word that begins the clause in which the cursor stands: SELECT, FROM, WHERE, GROUP, ON, JOIN, …; "" before SELECT.
	clause string
}

// tokenRange is a half-open range of tokens.
type tokenRange struct{ start, end int }

// named is a query of WITH: its name, the columns that it lists, and the tokens of the query.
type named struct {
	name    string
	columns []string
	body    tokenRange
}

// maxBlocks is how many SELECTs around the cursor are looked at, the innermost ones.
const maxBlocks = 16

// blocks returns the SELECTs around the cursor, the innermost first.
func (c *cursor) blocks() []block {
	var list []block
	for _, open := range append(c.enclosing(), -1) {
		if open >= 0 && (c.op(open) != "(" || !beginsQuery(c.op(open+1))) {
			continue
		}
		if b, ok := c.block(open+1, c.end(open)); ok {
			list = append(list, b)
		}
		if len(list) == maxBlocks {
			break
		}
	}
	for i := len(list) - 2; i >= 0; i-- { // inner ones see the named queries around them
		list[i].with = append(slices.Clone(list[i+1].with), list[i].with...)
	}
	return list
}

// block reads the SELECT of the tokens [start, end), of several with set operations between them the one with the cursor.
func (c *cursor) block(start, end int) (block, bool) {
	b := block{start: start, end: end}
	for b.start < end && c.op(b.start) != "SELECT" && (c.op(b.start) != "WITH" || c.op(b.start+1) == "(") {
		b.start = c.over(b.start)
	}
	if b.start >= end {
		return b, false
	}
	if c.op(b.start) == "WITH" {
		b.with, b.start = c.with(b.start+1, end)
	}
	for i := b.start; i < end; i = c.over(i) {
		if w := c.op(i); w == "UNION" || w == "INTERSECT" || w == "EXCEPT" {
			if i >= c.at {
				b.end = i
				break
			}
			b.start = i + 1
		}
	}
	c.clauses(&b)
	return b, true
}

// over returns the index behind a token, and behind all that a parenthesis holds.
func (c *cursor) over(i int) int {
	if m := c.match[i]; m > i {
		return min(m+1, len(c.toks))
	}
	return i + 1
}

// with reads the named queries behind WITH and returns where they end.
func (c *cursor) with(i, end int) (list []named, next int) {
	if c.op(i) == "RECURSIVE" {
		i++
	}
	for i < end && c.isName(i) {
		n := named{name: c.name(i)}
		i++
		if c.op(i) == "(" && c.match[i] > 0 && !beginsQuery(c.op(i+1)) {
			n.columns = c.names(i)
			i = c.over(i)
		}
		if c.op(i) != "AS" || c.op(i+1) != "(" {
			break
		}
		n.body = tokenRange{i + 2, c.end(i + 1)} //nolint:mnd // AS and the parenthesis
		if c.at < n.body.start || c.at > n.body.end {
			list = append(list, n) // what the cursor stands in is not known yet
		}
		i = c.over(i + 1)
		if c.op(i) != "," {
			break
		}
		i++
	}
	return list, i
}

// names returns the names that a parenthesis holds.
func (c *cursor) names(open int) []string {
	var list []string
	for i := open + 1; i < c.end(open); i = c.over(i) {
		if c.isName(i) {
			list = append(list, c.name(i))
		}
	}
	return list
}

// clauses finds the clauses of a SELECT and the one with the cursor.
func (c *cursor) clauses(b *block) {
	for i := b.start; i < b.end; i = c.over(i) {
		w := c.op(i)
		if !beginsClause(w) || w == "FROM" && c.op(i-1) == "DISTINCT" && c.op(i-2) != "SELECT" || w == "GROUP" && c.op(i+1) != "BY" {
			continue
		}
		switch w {
		case "SELECT":
			b.items = tokenRange{i + 1, b.end}
		case "FROM":
			b.items.end = min(b.items.end, i)
			b.from = tokenRange{i + 1, b.end}
		case "JOIN", "ON", "USING":
		default:
			b.items.end, b.from.end = min(b.items.end, i), min(b.from.end, i)
		}
		if i < c.at {
			b.clause = w
		}
	}
}

// beginsClause tells whether a word begins a clause of a SELECT.
func beginsClause(word string) bool {
	switch word {
	case "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "JOIN", "ON", "USING":
		return true
	}
	return false
}
