package console

// item is a relation of FROM as its tokens say it.
type item struct {
	// path is the name of a table; body is a query in parentheses. An item with neither is one of UNNEST.
	path []string
	body tokenRange
	// alias and columns are what it is called here.
	alias   string
	columns []string
}

// maxJoins is how many parentheses around joins are looked into.
const maxJoins = 20

// fromItems returns the relations that the tokens of a FROM name, those inside of parentheses too.
func (c *cursor) fromItems(r tokenRange) []item { return c.fromDeep(r, maxJoins) }

func (c *cursor) fromDeep(r tokenRange, depth int) []item {
	var list []item
	wanted := true
	for i := r.start; i < r.end; {
		switch w := c.op(i); {
		case w == "," || w == "JOIN":
			wanted = true
			i++
		case !wanted || w == "LATERAL":
			i = c.over(i)
		case w == "(" && !beginsQuery(c.op(i+1)):
			end := min(c.end(i), r.end)
			if depth > 0 {
				list = append(list, c.fromDeep(tokenRange{i + 1, end}, depth-1)...)
			}
			i, wanted = end, false
		default:
			var one item
			one, i = c.item(i, r.end)
			if len(one.path) > 0 || one.alias != "" || one.body.end > 0 {
				list = append(list, one)
			}
			wanted = false
		}
	}
	return list
}

// item reads one relation and its alias, and returns the index behind it.
func (c *cursor) item(i, end int) (item, int) {
	var one item
	switch {
	case c.op(i) == "(":
		one.body = tokenRange{i + 1, min(c.end(i), end)}
		i = c.over(i)
	case (c.op(i) == "UNNEST" || c.op(i) == "TABLE") && c.op(i+1) == "(":
		i = c.over(i + 1)
	case c.isName(i):
		if i == c.at && c.in == bare && c.word != "" {
			return one, i // the word that is being typed stood here: this is no alias of it
		}
		one.path = []string{c.name(i)}
		for i++; i+1 < end && c.op(i) == "." && i+1 != c.at && c.isName(i+1); i += 2 { //nolint:mnd // the dot and the name
			one.path = append(one.path, c.name(i+1))
		}
	default:
		return one, i + 1
	}
	if c.op(i) == "WITH" && c.op(i+1) == "ORDINALITY" {
		i += 2
	}
	as := c.op(i) == "AS"
	if as {
		i++
	}
	if i < end && c.isName(i) && (as || !followsRelation(c.op(i))) {
		one.alias = c.name(i)
		if i++; i < end && c.op(i) == "(" {
			one.columns = c.names(i)
			i = c.over(i)
		}
	}
	return one, i
}

// followsRelation tells whether a word that could be a name is most likely none behind a relation.
func followsRelation(word string) bool {
	switch word {
	case "LIMIT", "OFFSET", "FETCH", "WINDOW", "TABLESAMPLE", "MATCH_RECOGNIZE", "LATERAL", "SET", "WITHIN":
		return true
	}
	return false
}
