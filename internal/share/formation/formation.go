// Package formation writes what is shared for AWS Lake Formation: as a CloudFormation template, as Terraform, and as calls of the AWS command
// line. It promises that what it writes never shows more there than here, and that everything that Lake Formation cannot express is in a
// list with its reason: a mask hides its column, and a filter that cannot be said is left out with the grants on it.
//
//	plan := formation.For(state)
//	text, err := plan.CloudFormation()
//	for _, gap := range plan.Gaps { … }
package formation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
)

// Plan is a state in Lake Formation's terms: what it can express, in the order in which it is to be made, and what it cannot.
type Plan struct {
	// Gaps are what cannot be expressed.
	Gaps []Gap

	locations []share.Location
	tags      []share.Tag
	tagged    []share.Tagged
	filters   []share.Filter
	grants    []share.Grant
}

// Gap is what Lake Formation cannot express.
type Gap struct {
	// What it is about, Why it cannot be said, and Instead what was written.
	What    string `json:"what"`
	Why     string `json:"why"`
	Instead string `json:"instead"`
}

// For returns the plan of a state.
func For(s share.State) *Plan {
	p := &Plan{Gaps: []Gap{}}
	p.settings(s)
	for _, l := range s.Locations {
		p.location(l)
	}
	p.tags, p.tagged = s.Tags, s.Tagged
	left := map[share.FilterName]bool{}
	for _, f := range s.Filters {
		if !p.filter(f) {
			left[share.FilterName{Database: f.Database, Table: f.Table, Name: f.Name}] = true
		}
	}
	for _, g := range s.Grants {
		if r := g.Resource; r.Type == share.CellsFilter && left[share.FilterName{Database: r.Database, Table: r.Table, Name: r.Filter}] {
			p.gap(g.Principal+" on "+r.String(), "the filter cannot be expressed", "the grant is left out, so that nothing is seen by it")
			continue
		}
		p.grant(s, g)
	}
	return p
}

func (p *Plan) gap(what, why, instead string) {
	p.Gaps = append(p.Gaps, Gap{What: what, Why: why, Instead: instead})
}

// settings notes what is not about single resources.
func (p *Plan) settings(s share.State) {
	if len(s.Administrators) > 0 {
		p.gap("administrators: "+strings.Join(s.Administrators, ", "), "to set them replaces the whole list of the account", "left out; add them in the settings of the data lake")
	}
	for _, m := range s.Mappings {
		p.gap("mapping table "+m.Database+"."+m.Table, "row filters there read no other table", "left out")
	}
	for _, w := range s.Workgroups {
		p.gap("workgroup "+w.Name, "workgroups are Athena's, not Lake Formation's", "left out")
	}
	for _, one := range s.Principals {
		if len(one.Tags) > 0 {
			p.gap("session tags of "+one.Name, "row filters there know no session tags", "left out")
		}
	}
}

// location plans a registered location.
func (p *Plan) location(l share.Location) {
	if !strings.HasPrefix(l.Path, "s3://") {
		p.gap("location "+l.Path, "it is a folder of this machine, and not in S3", "left out")
		return
	}
	if l.Hybrid {
		who := "nobody"
		if len(l.OptedIn) > 0 {
			who = strings.Join(l.OptedIn, ", ")
		}
		p.gap("location "+l.Path, "principals opt in there by database and table, not by location",
			"it is registered in hybrid access mode; opt in for its tables: "+who)
	}
	p.locations = append(p.locations, l)
}

// filter plans a data cells filter. It tells whether that is possible.
func (p *Plan) filter(f share.Filter) bool {
	what := "filter " + f.Name + " of " + f.Database + "." + f.Table
	rows, why := said(f.Rows)
	if why != "" {
		p.gap(what, why, "left out, with the grants on it")
		return false
	}
	f.Rows = rows
	if len(f.Masks) > 0 {
		var masked []string
		for column := range f.Masks {
			masked = append(masked, column)
		}
		slices.Sort(masked)
		p.gap(what, "there are no masks: "+strings.Join(masked, ", "), "these columns are hidden")
		if len(f.Columns) == 0 {
			f.Excluded = append(slices.Clone(f.Excluded), masked...)
			slices.Sort(f.Excluded)
		} else {
			f.Columns = slices.DeleteFunc(slices.Clone(f.Columns), func(c string) bool { return slices.Contains(masked, c) })
			if len(f.Columns) == 0 {
				p.gap(what, "no column is left", "left out, with the grants on it")
				return false
			}
		}
		f.Masks = nil
	}
	p.filters = append(p.filters, f)
	return true
}

// grant plans a grant: to a group of its members, for AWS grants nothing to groups of IAM.
func (p *Plan) grant(s share.State, g share.Grant) {
	if g.Resource.Type == share.DataLocation && !strings.HasPrefix(g.Resource.Path, "s3://") {
		p.gap(g.Principal+" on "+g.Resource.String(), "it is a folder of this machine, and not in S3", "left out")
		return
	}
	if g.Resource.Type == share.Catalog && slices.Contains(g.Permissions, access.All) {
		p.gap(g.Principal+" on the catalog", "ALL on the catalog gives no SELECT on what is in it there", "written as it is; grant SELECT on the tables too")
	}
	for _, name := range p.meant(s, g) {
		one := g
		one.Principal = name
		p.grants = append(p.grants, one)
	}
}

// meant returns the principals of a grant, as AWS knows them.
func (p *Plan) meant(s share.State, g share.Grant) []string {
	at := slices.IndexFunc(s.Principals, func(one share.Principal) bool { return one.Name == g.Principal })
	switch {
	case at < 0:
		return []string{g.Principal} // an ARN
	case s.Principals[at].Kind == share.Group:
		var members []string
		for _, one := range s.Principals {
			if one.Kind != share.Group && slices.Contains(s.Principal(one.Name).Groups, g.Principal) {
				members = append(members, identifier(one))
			}
		}
		for _, name := range s.Principals[at].Members {
			if strings.HasPrefix(name, "arn:") {
				members = append(members, name)
			}
		}
		p.gap(g.Principal+" on "+g.Resource.String(), "nothing is granted to groups of IAM there", fmt.Sprintf("granted to each of its %d members as they are now", len(members)))
		return members
	}
	return []string{identifier(s.Principals[at])}
}

// account stands for the account's number until a text is written.
const account = "\x00"

// identifier returns the ARN of a principal: its own, or that of the user or role of its name.
func identifier(p share.Principal) string {
	if strings.HasPrefix(p.Name, "arn:") {
		return p.Name
	}
	return "arn:aws:iam::" + account + ":" + string(p.Kind) + "/" + p.Name
}

// arn returns the ARN of a location.
func arn(path string) string { return "arn:aws:s3:::" + strings.TrimPrefix(path, "s3://") }
