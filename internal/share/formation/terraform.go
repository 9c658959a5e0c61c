package formation

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
)

// hcl writes blocks of Terraform.
type hcl struct {
	b      strings.Builder
	indent string
}

func (h *hcl) line(format string, args ...any) {
	fmt.Fprintf(&h.b, h.indent+format+"\n", args...)
}

// block writes a block.
func (h *hcl) block(head string, fill func()) {
	h.line("%s {", head)
	h.indent += "  "
	fill()
	h.indent = strings.TrimSuffix(h.indent, "  ")
	h.line("}")
}

func (h *hcl) text(name, value string) { h.line("%s = %s", name, literal(value)) }

func (h *hcl) list(name string, values []string) {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = literal(v)
	}
	h.line("%s = [%s]", name, strings.Join(parts, ", "))
}

// literal writes a text as HCL does: ${ and %{ stand for themselves when they are doubled.
func literal(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == 0:
			b.WriteString("${local.account}")
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteString(string(r) + string(r))
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Terraform returns the plan as resources of Terraform's provider for AWS.
func (p *Plan) Terraform() string {
	h := &hcl{}
	h.b.WriteString(p.comment("# "))
	h.block(`data "aws_caller_identity" "current"`, func() {})
	h.block("locals", func() { h.line("account = data.aws_caller_identity.current.account_id") })
	for i, l := range p.locations {
		h.block(fmt.Sprintf(`resource "aws_lakeformation_resource" "location_%d"`, i+1), func() {
			h.text("arn", arn(l.Path))
			h.line("use_service_linked_role = true")
			h.line("hybrid_access_enabled = %t", l.Hybrid)
		})
	}
	for i, t := range p.tags {
		h.block(fmt.Sprintf(`resource "aws_lakeformation_lf_tag" "tag_%d"`, i+1), func() {
			h.text("key", t.Key)
			h.list("values", t.Values)
		})
	}
	for i, t := range p.tagged {
		h.tagged(i+1, t, len(p.tags))
	}
	for i, f := range p.filters {
		h.filter(i+1, f)
	}
	p.grantsOf(h)
	return h.b.String()
}

// tagged writes a database, table or column with a tag.
func (h *hcl) tagged(number int, t share.Tagged, tags int) {
	h.block(fmt.Sprintf(`resource "aws_lakeformation_resource_lf_tags" "tagged_%d"`, number), func() {
		switch {
		case t.Table == "":
			h.block("database", func() { h.text("name", t.Database) })
		case t.Column == "":
			h.block("table", func() { h.text("database_name", t.Database); h.text("name", t.Table) })
		default:
			h.block("table_with_columns", func() {
				h.text("database_name", t.Database)
				h.text("name", t.Table)
				h.list("column_names", []string{t.Column})
			})
		}
		h.block("lf_tag", func() { h.text("key", t.Key); h.text("value", t.Value) })
		h.after("aws_lakeformation_lf_tag.tag", tags)
	})
}

// after names what must be there before.
func (h *hcl) after(resource string, count int) {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("%s_%d", resource, i+1)
	}
	if count > 0 {
		h.line("depends_on = [%s]", strings.Join(names, ", "))
	}
}

// filter writes a data cells filter.
func (h *hcl) filter(number int, f share.Filter) {
	h.block(fmt.Sprintf(`resource "aws_lakeformation_data_cells_filter" "filter_%d"`, number), func() {
		h.block("table_data", func() {
			h.text("table_catalog_id", account)
			h.text("database_name", f.Database)
			h.text("table_name", f.Table)
			h.text("name", f.Name)
			switch {
			case len(f.Columns) > 0:
				h.list("column_names", f.Columns)
			default:
				h.block("column_wildcard", func() {
					if len(f.Excluded) > 0 {
						h.list("excluded_column_names", f.Excluded)
					}
				})
			}
			h.block("row_filter", func() {
				if f.Rows == "" {
					h.block("all_rows_wildcard", func() {})
					return
				}
				h.text("filter_expression", f.Rows)
			})
		})
	})
}

// grantsOf writes the grants.
func (p *Plan) grantsOf(h *hcl) {
	number := 0
	write := func(g share.Grant, kind string) {
		number++
		h.block(fmt.Sprintf(`resource "aws_lakeformation_permissions" "grant_%d"`, number), func() {
			h.text("principal", g.Principal)
			h.list("permissions", texts(g.Permissions))
			if len(g.Grantable) > 0 {
				h.list("permissions_with_grant_option", texts(g.Grantable))
			}
			h.resource(g.Resource, kind)
			switch g.Resource.Type { //nolint:exhaustive // the others need nothing
			case share.CellsFilter:
				h.after("aws_lakeformation_data_cells_filter.filter", len(p.filters))
			case share.DataLocation:
				h.after("aws_lakeformation_resource.location", len(p.locations))
			case share.TagPolicy, share.TagValues:
				h.after("aws_lakeformation_lf_tag.tag", len(p.tags))
			}
		})
	}
	for _, g := range p.grants {
		if g.Resource.Type != share.TagPolicy {
			write(g, "")
			continue
		}
		for _, kind := range []share.ResourceType{share.Database, share.Table} {
			one := g
			one.Permissions = fit(g.Permissions, kind)
			one.Grantable = fit(g.Grantable, kind)
			if len(one.Permissions) > 0 {
				write(one, string(kind))
			}
		}
	}
}

// fit returns the permissions that a type of resource can have.
func fit(list []access.Permission, on share.ResourceType) []access.Permission {
	var out []access.Permission
	r := share.Resource{Type: on}
	for _, p := range r.Possible() {
		if slices.Contains(list, p) {
			out = append(out, p)
		}
	}
	return out
}

// resource writes what a grant is about.
func (h *hcl) resource(r share.Resource, kind string) {
	table := func() { h.text("database_name", r.Database); h.text("name", r.Table) }
	switch r.Type {
	case share.Catalog:
		h.line("catalog_resource = true")
	case share.Database:
		h.block("database", func() { h.text("name", r.Database) })
	case share.Table:
		h.block("table", func() {
			if r.Table != "*" {
				table()
				return
			}
			h.text("database_name", r.Database)
			h.line("wildcard = true")
		})
	case share.TableColumns:
		h.block("table_with_columns", func() {
			table()
			if len(r.Columns) > 0 {
				h.list("column_names", r.Columns)
				return
			}
			h.line("wildcard = true")
			h.list("excluded_column_names", r.Excluded)
		})
	case share.CellsFilter:
		h.block("data_cells_filter", func() {
			h.text("table_catalog_id", account)
			h.text("database_name", r.Database)
			h.text("table_name", r.Table)
			h.text("name", r.Filter)
		})
	case share.DataLocation:
		h.block("data_location", func() { h.text("arn", arn(r.Path)) })
	case share.TagPolicy:
		h.block("lf_tag_policy", func() {
			h.text("resource_type", kind)
			for _, t := range r.Tags {
				h.block("expression", func() { h.text("key", t.Key); h.list("values", t.Values) })
			}
		})
	case share.TagValues:
		h.block("lf_tag", func() { h.text("key", r.Tags[0].Key); h.list("values", r.Tags[0].Values) })
	}
}
