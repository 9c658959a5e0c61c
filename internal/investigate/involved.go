package investigate

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// A question is about resources: those of the bill whose cost changed, the gateways and the ends of the flows, and what these hang on. A NAT
// gateway is nothing without the routes that lead to it: whoever changed such a route changed what the gateway costs.

// involved are the ids of resources, each with what people call it, "" where it has no name.
type involved map[string]string

// maxInvolved bounds the resources that are looked for in the log of changes.
const maxInvolved = 200

// add notes a resource, by its id and by the last part of its ARN.
func (v involved) add(id, name string) {
	short := shortID(id)
	for _, one := range []string{id, short} {
		const least = 4 // what is shorter stands in anything
		if known, there := v[one]; there || len(one) >= least && len(v) < maxInvolved {
			v[one] = cmp.Or(known, name)
		}
	}
}

// shortID is the id at the end of an ARN, or the id itself.
func shortID(id string) string {
	if !strings.HasPrefix(id, "arn:") {
		return id
	}
	const parts = 6
	list := strings.SplitN(id, ":", parts)
	last := list[len(list)-1]
	return last[strings.LastIndexAny(last, "/:")+1:]
}

// of returns the ids with a prefix, sorted.
func (v involved) of(prefixes ...string) []string {
	var out []string
	for id := range v {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) }) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// ids returns all of them, sorted.
func (v involved) ids() []string { return slices.Sorted(maps.Keys(v)) }

// named is an id with its name where it has one.
func (v involved) named(id string) string {
	if name := v[id]; name != "" && name != id {
		return name + " (" + id + ")"
	}
	return id
}

// The queries of what resources hang on. What was so at any moment of the days counts.
const (
	gatewaysQuery = `SELECT nat_gateway_id, max(name), max(subnet_id), max(vpc_id) FROM glaux.nat_gateways WHERE true GROUP BY nat_gateway_id ORDER BY nat_gateway_id`

	routesQuery = `SELECT DISTINCT r.route_table_id, r.name, r.subnet_id, s.name AS subnet, r.target_id
FROM glaux.routes r
LEFT JOIN (SELECT subnet_id, max_by(name, first_seen) AS name FROM glaux.subnets GROUP BY subnet_id) s ON s.subnet_id = r.subnet_id
WHERE true ORDER BY 1, 3, 5`

	endpointsQuery = `SELECT DISTINCT endpoint_id, name, service_name FROM glaux.endpoints WHERE true ORDER BY 1`
)

// hang finds what the gateways of the question hang on: their subnets, the routes that lead to them and the subnets of these, and the endpoints
// and other NAT gateways of their networks.
func (i *inquiry) hang(ctx context.Context, p casebook.Place) error {
	i.log.enter("changes")
	gateways := i.involved.of("nat-", "tgw-", "vpce-", "pcx-", "igw-")
	if len(gateways) == 0 {
		return nil
	}
	during := during(figures.Date(p.Before.First), figures.Date(p.Whole.End))
	networks, err := i.networks(ctx, gateways, during)
	if err != nil {
		return err
	}
	q, err := where(routesQuery, build.In(build.Column("r", "target_id"), gateways), during("r"))
	if err != nil {
		return err
	}
	err = i.each(ctx, q, func(row []value.Value) error {
		i.involved.add(text(row[0]), text(row[1]))
		if subnet := text(row[2]); subnet != "" {
			i.involved.add(subnet, text(row[3]))
		}
		return nil
	})
	if err != nil || len(networks) == 0 {
		return err
	}
	if q, err = where(endpointsQuery, build.In(build.Column("vpc_id"), networks), during("")); err != nil {
		return err
	}
	return i.each(ctx, q, func(row []value.Value) error {
		i.involved.add(text(row[0]), cmp.Or(text(row[1]), text(row[2])))
		return nil
	})
}

// networks finds the NAT gateways of the question, the VPCs that they are in, and the other NAT gateways there.
func (i *inquiry) networks(ctx context.Context, gateways []string, during func(string) ast.Expr) ([]string, error) {
	seen := map[string]bool{}
	take := func(row []value.Value) error {
		i.involved.add(text(row[0]), text(row[1]))
		i.involved.add(text(row[2]), "")
		if vpc := text(row[3]); vpc != "" {
			seen[vpc] = true
		}
		return nil
	}
	q, err := where(gatewaysQuery, build.In(build.Column("nat_gateway_id"), gateways))
	if err != nil {
		return nil, err
	}
	if err := i.each(ctx, q, take); err != nil || len(seen) == 0 {
		return nil, err
	}
	networks := slices.Sorted(maps.Keys(seen))
	if q, err = where(gatewaysQuery, build.In(build.Column("vpc_id"), networks), during("")); err != nil {
		return nil, err
	}
	return networks, i.each(ctx, q, take)
}

// during keeps the rows of an inventory that held at any moment of some time.
func during(from, to time.Time) func(alias string) ast.Expr {
	return func(alias string) ast.Expr {
		column := func(name string) ast.Expr {
			if alias == "" {
				return build.Column(name)
			}
			return build.Column(alias, name)
		}
		open := build.Op(&ast.IsNull{X: column("until")}, "OR", build.Op(column("until"), ">", instant(from)))
		return build.Join("AND", build.Op(column("first_seen"), "<", instant(to)), open)
	}
}
