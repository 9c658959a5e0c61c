package usagetype

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// rule says what the usage types of a pattern mean.
type rule struct {
	// products are codes of products in lower case, with spaces between, "" for any. A code that ends in * is the beginning of one.
	products string
	// bare is a pattern of the whole usage type without regions, operation one of the operation; "" is any.
	bare, operation string
	class           Class
	unit            unit
	// title and says may hold {region}, {to}, and {1} … for the groups of bare; {name:1} passes a group through a dictionary.
	title, says Text
	payer       Text
	more        about
}

// about is what several rules share: why it rises and where to look.
type about struct{ causes, look []Text }

// unit is what one unit of the usage amount is.
type unit Text

// compiled is a rule that is ready.
type compiled struct {
	*rule
	products        []string
	bare, operation *regexp.Regexp
	// alone tells that the usage type says enough without the product.
	alone bool
}

// all returns the rules, the special ones before the general ones.
//
//nolint:gochecknoglobals // compiled once
var all = sync.OnceValue(func() []compiled {
	var list []compiled
	for _, group := range [][]rule{
		trafficRules(), gatewayRules(), edgeRules(), commitmentRules(), computeRules(), containerRules(), storageRules(), databaseRules(), analyticsRules(), modelRules(),
		applicationRules(), securityRules(), managementRules(), endUserRules(), marketplaceRules(), generalRules(),
	} {
		for i := range group {
			r := &group[i]
			c := compiled{rule: r, products: strings.Fields(r.products), bare: regexp.MustCompile(`^(?i:` + r.bare + `)$`)}
			c.alone = r.products == "" || telling(r.bare)
			if r.operation != "" {
				c.operation = regexp.MustCompile(`^(?i:` + r.operation + `)$`)
			}
			list = append(list, c)
		}
	}
	return list
})

// about tells whether a rule is about a product, in lower case.
func (c *compiled) about(product string) bool {
	for _, p := range c.products {
		if head, open := strings.CutSuffix(p, "*"); p == product || open && strings.HasPrefix(product, head) {
			return true
		}
	}
	return len(c.products) == 0
}

// tellingLength is how long a word must be to be one service's own.
const tellingLength = 6

// common are the words with which the usage types of several services begin.
var common = regexp.MustCompile(`^(Request|TimedStorage|DataProcessing|DataScanned|HeavyUsage|InstanceUsage|StorageUsage|StorageIO|BackupUsage)`)

// telling tells whether a pattern begins with a word that is long enough, and no other service's too.
func telling(pattern string) bool {
	prefix, _ := regexp.MustCompile(pattern).LiteralPrefix()
	return len(prefix) >= tellingLength && !common.MatchString(prefix)
}

// say makes a rule: title and says in English and Japanese.
func say(products, bare string, class Class, u unit, title, titleJA, says, saysJA string) rule {
	return rule{products: products, bare: bare, class: class, unit: u, title: Text{title, titleJA}, says: Text{says, saysJA}}
}

// rest makes a rule for whatever the rules before it do not know of a product.
func rest(products string, class Class, title, titleJA, says, saysJA string) rule {
	return say(products, `.*`, class, pieces, title, titleJA, says, saysJA)
}

// of makes the rule one of some operations.
func (r rule) of(operation string) rule {
	r.operation = operation
	return r
}

// paid says whose bill it is on.
func (r rule) paid(en, ja string) rule {
	r.payer = Text{en, ja}
	return r
}

// because says why it rises and where to look.
func (r rule) because(a about) rule {
	r.more = a
	return r
}

// match returns the groups of the pattern, or nil.
func (c *compiled) match(l Line, bare string) []string {
	if c.operation != nil && !c.operation.MatchString(l.Operation) {
		return nil
	}
	return c.bare.FindStringSubmatch(bare)
}

// fill sets what the rule says. A usage type without a prefix that is of a region is of the first one.
func (r *rule) fill(m *Meaning, groups []string) {
	if m.Region == nil && strings.Contains(r.says.EN, "{region}") {
		m.Region = ByCode(home)
	}
	m.Known, m.Class, m.Unit, m.Payer = true, r.class, Text(r.unit), r.payer
	m.Title, m.Says = written(r.title, m, groups), written(r.says, m, groups)
	m.Causes, m.Look = r.more.causes, r.more.look
}

// written fills a text in.
func written(t Text, m *Meaning, groups []string) Text {
	return Text{EN: replaced(t.EN, m, groups, false), JA: replaced(t.JA, m, groups, true)}
}

// place is a place in a text: {region}, {to}, {1}, {instance:1}.
var place = regexp.MustCompile(`\{(?:([a-z]+):)?([a-z]+|\d)\}`)

func replaced(text string, m *Meaning, groups []string, japanese bool) string {
	return place.ReplaceAllStringFunc(text, func(found string) string {
		parts := place.FindStringSubmatch(found)
		switch parts[2] {
		case "region":
			return nameOf(m.Region, japanese)
		case "to":
			return nameOf(m.To, japanese)
		}
		n, err := strconv.Atoi(parts[2])
		if err != nil || n >= len(groups) {
			return found
		}
		if parts[1] != "" {
			return word(parts[1], groups[n], japanese)
		}
		return groups[n]
	})
}

// nameOf names a region, or says that the line does not.
func nameOf(r *Region, japanese bool) string {
	switch {
	case r != nil:
		return r.Name
	case japanese:
		return "そのリージョン"
	}
	return "its region"
}
