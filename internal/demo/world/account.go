package world

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Account is a member of the organisation.
type Account struct {
	ID, Name string
	// Key is a short word by which the code calls it.
	Key string
	// Tags are the account tags of AWS Organizations.
	Tags Tags
	// Quiet tells that nothing unusual ever happens there.
	Quiet bool
	// turn is how far the names of Availability Zones are shifted against their ids: they differ from account to account.
	turn int
}

// Tag is a key with its value, as they were written.
type Tag struct{ Key, Value string }

// Tags are tags sorted by key.
type Tags []Tag

// tags makes Tags of pairs.
func tags(pairs ...string) Tags {
	var list Tags
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Tag{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(list, func(a, b Tag) int { return cmp.Compare(a.Key, b.Key) })
	return list
}

// with returns the tags and more of them.
func (t Tags) with(pairs ...string) Tags {
	list := append(slices.Clone(t), tags(pairs...)...)
	slices.SortFunc(list, func(a, b Tag) int { return cmp.Compare(a.Key, b.Key) })
	return list
}

// Value returns the value of a key, "" when there is none.
func (t Tags) Value(key string) string {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value
		}
	}
	return ""
}

// TagKey is a key of tags and the hour from which it is a cost allocation tag. Usage before carries no such tag in the bill.
type TagKey struct {
	Key    string
	Active Hour
}

// Principal is who calls AWS: a user, a role, or a session of a role.
type Principal struct {
	Account *Account
	Name    string
	ARN     string
	// UserID is the principal's unique id, as CloudTrail has it: AIDA… or AROA…:session.
	UserID string
	// Person is who acts, for people.
	Person string
	Tags   Tags
}

// Region is a region: its code, its name, and the prefix of its usage types.
type Region struct {
	Code, Name, Prefix, Zones string
}

// Virginia is the region that the organisation works in. Old usage types have no prefix here.
func Virginia() Region { return Region{"us-east-1", "US East (N. Virginia)", "USE1", "use1"} }

// Tokyo is the region of an incident.
func Tokyo() Region { return Region{"ap-northeast-1", "Asia Pacific (Tokyo)", "APN1", "apne1"} }

// Ohio is where copies go.
func Ohio() Region { return Region{"us-east-2", "US East (Ohio)", "USE2", "use2"} }

// Frankfurt is the region that the organisation of the world Strix works in.
func Frankfurt() Region { return Region{"eu-central-1", "EU (Frankfurt)", "EUC1", "euc1"} }

// Ireland is the region of a copy.
func Ireland() Region { return Region{"eu-west-1", "EU (Ireland)", "EU", "euw1"} }

// zones is how many zones there are names for.
func (r Region) zones() int {
	if r.Prefix == "EUC1" || r.Prefix == "EU" {
		return 3
	}
	return 6
}

// Old returns the prefix with its hyphen that long known usage types have: none in Virginia.
func (r Region) Old() string {
	if r.Prefix == "USE1" {
		return ""
	}
	return r.Prefix + "-"
}

// ZoneID returns the id of the n-th zone, counted from one, such as use1-az2.
func (r Region) ZoneID(n int) string { return fmt.Sprintf("%s-az%d", r.Zones, n) }

// ZoneName returns the name that an account has for a zone id of the region, such as us-east-1c. It is "" for no zone.
func (a *Account) ZoneName(r Region, zoneID string) string {
	_, number, ok := strings.Cut(zoneID, "-az")
	if !ok || len(number) != 1 {
		return ""
	}
	return r.Code + string(rune('a'+(int(number[0]-'1')+a.turn)%r.zones()))
}

// organisation makes accounts and people.
func (b *builder) organisation() {
	add := func(key, id, name, unit string, turn int, quiet bool) *Account {
		a := &Account{Key: key, ID: id, Name: name, Tags: tags("business-unit", unit), turn: turn, Quiet: quiet}
		b.Accounts = append(b.Accounts, a)
		return a
	}
	b.payer = add("payer", "104729170011", "Athene-Management", "platform", 0, true)
	b.network = add("network", "208305413026", "Athene-Network", "platform", 2, true)
	b.secure = add("security", "312560489037", "Athene-Security", "platform", 4, true)
	b.click = add("click", "419832650148", "App-Team-Click", "shop", 1, false)
	b.catalogue = add("catalog", "523016784059", "App-Team-Catalog", "shop", 3, false)
	b.lake = add("data", "630247915160", "Athene-Data", "insight", 5, false)
	b.lab = add("ai", "738491026271", "Athene-AI", "insight", 2, false)
	b.sands = add("sandbox", "845173602382", "Athene-Sandbox", "platform", 1, false)
	b.Payer = b.payer
	late := on(2025, 2, 1, 0)
	b.TagKeys = []TagKey{{"Department", 0}, {"app", 0}, {"cost-center", late}, {"env", 0}, {"owner", late}, {"team", 0}}
}

// person adds a role session of somebody in an account.
func (b *builder) person(a *Account, role, person string, pairs ...string) *Principal {
	return b.principal(a, "assumed-role/"+role+"/"+person, "AROA", person, pairs...)
}

// principal adds who calls.
func (b *builder) principal(a *Account, path, kind, person string, pairs ...string) *Principal {
	parts := strings.Split(path, "/")
	service := "iam"
	if parts[0] == "assumed-role" {
		service = "sts"
	}
	p := &Principal{
		Account: a, Name: parts[len(parts)-1], ARN: fmt.Sprintf("arn:aws:%s::%s:%s", service, a.ID, path),
		UserID: strings.ToUpper(b.id(kind, short, a.ID, path)), Person: person, Tags: tags(pairs...),
	}
	if kind == "AROA" {
		p.UserID += ":" + p.Name
	}
	b.Principals = append(b.Principals, p)
	return p
}
