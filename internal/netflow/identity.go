package netflow

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Kind is how an address was recognised.
type Kind string

// The kinds, from the one that says most. Subnet is an address of which only the subnet, or the VPC, is known; Service a public address of AWS.
const (
	Resource Kind = "resource"
	Subnet   Kind = "subnet"
	Service  Kind = "service"
	Special  Kind = "special"
	Internet Kind = "internet"
	Unknown  Kind = "unknown"
)

// Identity is who had an address during a time.
type Identity struct {
	Kind Kind `json:"kind"`
	// Says is the identity in a sentence.
	Says Text `json:"says"`
	// OwnerType and OwnerID are what it belongs to: instance, nat_gateway, load_balancer and others; Name is the tag Name of that.
	OwnerType string `json:"ownerType,omitempty"`
	OwnerID   string `json:"ownerId,omitempty"`
	Name      string `json:"name,omitempty"`
	// Tags are those of the owner.
	Tags           map[string]string `json:"tags,omitempty"`
	Scope          string            `json:"scope,omitempty"`
	Interface      string            `json:"interface,omitempty"`
	Paired         string            `json:"pairedAddress,omitempty" doc:"of a public address the private one, and the other way round"`
	Account        string            `json:"account,omitempty"`
	Region         string            `json:"region,omitempty"`
	VPC            string            `json:"vpc,omitempty"`
	Subnet         string            `json:"subnet,omitempty"`
	SubnetName     string            `json:"subnetName,omitempty"`
	CIDR           string            `json:"cidr,omitempty"`
	ZoneID         string            `json:"azId,omitempty" doc:"the same in all accounts, unlike the zone's name"`
	Zone           string            `json:"availabilityZone,omitempty"`
	SecurityGroups []string          `json:"securityGroups,omitempty"`
	Service        string            `json:"service,omitempty"`
	// From and Until bound the time: it was so at From ≤ t < Until. Until is nil while nothing else was seen; LastSeen is the last file that
	// says so.
	From     *time.Time `json:"from,omitempty"`
	Until    *time.Time `json:"until,omitempty"`
	LastSeen *time.Time `json:"lastSeen,omitempty"`
}

// Asked is a question about an address.
type Asked struct {
	Address string
	// At is the time; the zero time is now.
	At time.Time
	// VPC and Account narrow a private address down; "" is any.
	VPC, Account string
}

// Answer is who had the address.
type Answer struct {
	Address string    `json:"address"`
	At      time.Time `json:"at"`
	// Identities are those at the time: more than one where several networks use the address.
	Identities []Identity `json:"identities"`
	// History are all that ever had it, the newest first.
	History []Identity `json:"history,omitempty"`
	SQL     []string   `json:"sql"`
}

// told asks for all that inventories say of the addresses that are put into asked. The names and tags are the newest of what it belongs to.
const told = `WITH asked AS (SELECT '' AS address),
owners AS (
  SELECT resource_id, max_by(name, first_seen) FILTER (WHERE name IS NOT NULL) AS name, max_by(tags, first_seen) FILTER (WHERE tags IS NOT NULL) AS tags
  FROM glaux.resources GROUP BY resource_id),
networks AS (
  SELECT subnet_id, max(cidr) AS cidr, max(az_id) AS az_id, max(availability_zone) AS availability_zone, max_by(name, first_seen) FILTER (WHERE name IS NOT NULL) AS name
  FROM glaux.subnets GROUP BY subnet_id)
SELECT asked.address, a.owner_type, a.owner_id, coalesce(o.name, a.name), o.tags, a.scope, a.interface_id, a.paired_address, a.account_id, a.region, a.vpc_id, a.subnet_id,
  n.name, n.cidr, n.az_id, coalesce(n.availability_zone, a.availability_zone), a.security_groups, a.first_seen, a.until, a.last_seen
FROM asked
JOIN glaux.addresses a ON a.address = asked.address
LEFT JOIN owners o ON o.resource_id = a.owner_id
LEFT JOIN networks n ON n.subnet_id = a.subnet_id
ORDER BY a.first_seen DESC, a.vpc_id, a.owner_id`

// blocks asks for all subnets, with the time of each.
const blocks = `SELECT subnet_id, name, vpc_id, cidr, ipv6_cidrs, az_id, availability_zone, account_id, region, first_seen, until, last_seen
FROM glaux.subnets ORDER BY subnet_id, first_seen`

// Identify says who had an address.
func Identify(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, asked Asked) (Answer, error) {
	address, err := netip.ParseAddr(strings.TrimSpace(asked.Address))
	if err != nil {
		return Answer{}, fault.New(fault.Invalid, "INVALID_ADDRESS", fmt.Sprintf("%q is no IP address: write 10.0.12.7 or 2001:db8::1", asked.Address))
	}
	address = address.Unmap()
	a := Answer{Address: address.String(), At: asked.At.UTC(), Identities: []Identity{}}
	if says, ok := meaningOf(address); ok {
		a.Identities = []Identity{{Kind: Special, Says: says}}
		return a, nil
	}
	if err := a.tell(ctx, runner, who, address, asked); err != nil {
		return Answer{}, err
	}
	if len(a.Identities) == 0 {
		if err := a.place(ctx, runner, who, address, asked); err != nil {
			return Answer{}, err
		}
	}
	if len(a.Identities) == 0 {
		a.Identities = []Identity{outside(address, ranges)}
	}
	return a, nil
}

// tell finds the resources that have had the address.
func (a *Answer) tell(ctx context.Context, runner Runner, who access.Principal, address netip.Addr, asked Asked) error {
	q, known, err := identities(ctx, runner, who, []netip.Addr{address})
	if err != nil {
		return err
	}
	a.SQL = append(a.SQL, ast.Print(q))
	for _, one := range known[address] {
		if !asked.fits(one) {
			continue
		}
		a.History = append(a.History, one)
		if one.at(a.At) {
			a.Identities = append(a.Identities, one)
		}
	}
	if using := slices.DeleteFunc(slices.Clone(a.Identities), func(i Identity) bool { return i.OwnerType == heldAddress }); len(using) > 0 {
		a.Identities = using // an Elastic IP is what uses it
	}
	return nil
}

// identities returns who had some addresses, the newest first, and the query that told it.
func identities(ctx context.Context, runner Runner, who access.Principal, list []netip.Addr) (*ast.Query, map[netip.Addr][]Identity, error) {
	q, err := ofAddresses(list)
	if err != nil {
		return nil, nil, err
	}
	known := map[netip.Addr][]Identity{}
	err = read(ctx, runner, who, q, func(row []value.Value) error {
		if a, err := netip.ParseAddr(text(row[0])); err == nil {
			known[a] = append(known[a], identityOf(row[1:]))
		}
		return nil
	})
	for a := range known {
		known[a] = merged(known[a])
	}
	return q, known, err
}

// heldAddress is the type of an Elastic IP, where nothing is said of what uses it.
const heldAddress = "elastic_ip"

// ofAddresses is told for some addresses.
func ofAddresses(list []netip.Addr) (*ast.Query, error) {
	q, err := build.Query(told)
	if err != nil {
		return nil, err
	}
	q.With.Tables[0].Query.Body = &ast.Select{Items: []ast.SelectItem{build.Item(build.Column("address"), "address")}, From: []ast.Rel{valuesOf(list)}}
	return q, nil
}

// valuesOf is a table with one column, address.
func valuesOf(list []netip.Addr) ast.Rel {
	rows := &ast.Values{}
	for _, a := range list {
		rows.Rows = append(rows.Rows, build.Text(a.String()))
	}
	return &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: rows}}, Alias: *build.Ident("t"), Columns: []ast.Ident{*build.Ident("address")}}
}

// fits tells whether an identity is of the network that was asked for.
func (q Asked) fits(i Identity) bool {
	return (q.VPC == "" || i.VPC == q.VPC) && (q.Account == "" || i.Account == q.Account)
}

// identityOf reads a row of told, behind its address.
func identityOf(row []value.Value) Identity {
	i := Identity{
		Kind: Resource, OwnerType: text(row[0]), OwnerID: text(row[1]), Name: text(row[2]), Tags: pairs(row[3]), Scope: text(row[4]),
		Interface: text(row[5]), Paired: text(row[6]), Account: text(row[7]), Region: text(row[8]), VPC: text(row[9]), Subnet: text(row[10]),
		SubnetName: text(row[11]), CIDR: text(row[12]), ZoneID: text(row[13]), Zone: text(row[14]), SecurityGroups: texts(row[15]),
		From: moment(row[16]), Until: moment(row[17]), LastSeen: moment(row[18]),
	}
	i.Says = i.says()
	return i
}

// at tells whether it was so at a time.
func (i Identity) at(t time.Time) bool {
	return (i.From == nil || !t.Before(*i.From)) && (i.Until == nil || t.Before(*i.Until))
}

// merged joins the spans of the same owner that follow on each other: files tell the same again and again. They come newest first.
func merged(list []Identity) []Identity {
	var out []Identity
	for _, one := range list {
		at := slices.IndexFunc(out, func(known Identity) bool {
			return known.same(one) && known.From != nil && one.Until != nil && known.From.Equal(*one.Until)
		})
		if at < 0 {
			out = append(out, one)
			continue
		}
		out[at].From = one.From
	}
	return out
}

// same tells whether two identities are of the same interface and owner.
func (i Identity) same(other Identity) bool {
	return i.Interface == other.Interface && i.OwnerType == other.OwnerType && i.OwnerID == other.OwnerID && i.VPC == other.VPC && i.Account == other.Account && i.Scope == other.Scope
}

// place finds the subnets that the address lies in.
func (a *Answer) place(ctx context.Context, runner Runner, who access.Principal, address netip.Addr, asked Asked) error {
	if !inside(address) && address.Is4() {
		return nil
	}
	q, err := build.Query(blocks)
	if err != nil {
		return err
	}
	a.SQL = append(a.SQL, ast.Print(q))
	return read(ctx, runner, who, q, func(row []value.Value) error {
		one := Identity{
			Kind: Subnet, Subnet: text(row[0]), SubnetName: text(row[1]), VPC: text(row[2]), ZoneID: text(row[5]), Zone: text(row[6]), Account: text(row[7]), Region: text(row[8]),
			From: moment(row[9]), Until: moment(row[10]), LastSeen: moment(row[11]),
		}
		for _, block := range append([]string{text(row[3])}, texts(row[4])...) {
			prefix, err := netip.ParsePrefix(block)
			if err == nil && prefix.Contains(address) && asked.fits(one) && one.at(a.At) {
				one.CIDR = block
				one.Says = Text{
					EN: fmt.Sprintf("an address of the subnet %s (%s) that no inventory names", cmp.Or(one.SubnetName, one.Subnet), block),
					JA: fmt.Sprintf("サブネット %s（%s）のアドレス。インベントリに持ち主の記録がない", cmp.Or(one.SubnetName, one.Subnet), block),
				}
				a.Identities = append(a.Identities, one)
			}
		}
		return nil
	})
}

// outside says what is known of an address that no inventory tells of.
func outside(address netip.Addr, ranges Ranges) Identity {
	if r, ok := ranges.Of(address); ok {
		return Identity{
			Kind: Service, Service: r.Service, Region: r.Region, CIDR: r.Prefix.String(), Scope: "public",
			Says: Text{EN: fmt.Sprintf("a public address of AWS: %s in %s", r.Service, r.Region), JA: fmt.Sprintf("AWS のパブリックアドレス: %s（%s）", r.Service, r.Region)},
		}
	}
	if inside(address) {
		return Identity{Kind: Unknown, Scope: "private", Says: Text{EN: "a private address that no inventory tells of", JA: "インベントリに記録のないプライベートアドレス"}}
	}
	return Identity{Kind: Internet, Scope: "public", Says: Text{EN: "a public address that is not known to be of AWS", JA: "AWS のものと分からないパブリックアドレス"}}
}
