package formation

import (
	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
)

// object is a JSON object of Lake Formation's API, its members in order.
type object []member

type member struct {
	name  string
	value any // string, bool, []string, []object, object
}

// call is one operation of Lake Formation's API.
type call struct {
	operation string
	input     object
}

// calls returns the operations that make the plan, in order.
func (p *Plan) calls() []call {
	var list []call
	for _, l := range p.locations {
		list = append(list, call{"register-resource", object{
			{"ResourceArn", arn(l.Path)}, {"UseServiceLinkedRole", true}, {"HybridAccessEnabled", l.Hybrid},
		}})
	}
	for _, t := range p.tags {
		list = append(list, call{"create-lf-tag", object{{"TagKey", t.Key}, {"TagValues", t.Values}}})
	}
	for _, t := range p.tagged {
		list = append(list, call{"add-lf-tags-to-resource", object{
			{"Resource", taggedResource(t)}, {"LFTags", []object{{{"TagKey", t.Key}, {"TagValues", []string{t.Value}}}}},
		}})
	}
	for _, f := range p.filters {
		list = append(list, call{"create-data-cells-filter", object{{"TableData", filterData(f)}}})
	}
	for _, g := range p.grants {
		for _, one := range granted(g) {
			list = append(list, call{"grant-permissions", one})
		}
	}
	return list
}

// taggedResource is a database, table or column as the API has it.
func taggedResource(t share.Tagged) object {
	switch {
	case t.Table == "":
		return object{{"Database", object{{"Name", t.Database}}}}
	case t.Column == "":
		return object{{"Table", object{{"DatabaseName", t.Database}, {"Name", t.Table}}}}
	}
	return object{{"TableWithColumns", object{{"DatabaseName", t.Database}, {"Name", t.Table}, {"ColumnNames", []string{t.Column}}}}}
}

// filterData is a data cells filter as the API has it.
func filterData(f share.Filter) object {
	rows := object{{"AllRowsWildcard", object{}}}
	if f.Rows != "" {
		rows = object{{"FilterExpression", f.Rows}}
	}
	out := object{{"TableCatalogId", account}, {"DatabaseName", f.Database}, {"TableName", f.Table}, {"Name", f.Name}, {"RowFilter", rows}}
	if len(f.Columns) > 0 {
		return append(out, member{"ColumnNames", f.Columns})
	}
	return append(out, member{"ColumnWildcard", excluding(f.Excluded)})
}

func excluding(columns []string) object {
	if len(columns) == 0 {
		return object{}
	}
	return object{{"ExcludedColumnNames", columns}}
}

// granted returns the grants of the API that one of ours is: of a tag expression one for databases and one for tables.
func granted(g share.Grant) []object {
	if g.Resource.Type != share.TagPolicy {
		return []object{grantOf(g, resource(g.Resource, ""))}
	}
	var list []object
	for _, kind := range []share.ResourceType{share.Database, share.Table} {
		one := g
		one.Permissions, one.Grantable = fit(g.Permissions, kind), fit(g.Grantable, kind)
		if len(one.Permissions) > 0 {
			list = append(list, grantOf(one, resource(g.Resource, string(kind))))
		}
	}
	return list
}

func grantOf(g share.Grant, on object) object {
	out := object{
		{"Principal", object{{"DataLakePrincipalIdentifier", g.Principal}}}, {"Resource", on}, {"Permissions", texts(g.Permissions)},
	}
	if len(g.Grantable) > 0 {
		out = append(out, member{"PermissionsWithGrantOption", texts(g.Grantable)})
	}
	return out
}

func texts(list []access.Permission) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return out
}

// resource is what a grant is about as the API has it. Kind is DATABASE or TABLE for a tag expression.
func resource(r share.Resource, kind string) object {
	switch r.Type {
	case share.Catalog:
		return object{{"Catalog", object{}}}
	case share.Database:
		return object{{"Database", object{{"Name", r.Database}}}}
	case share.Table:
		if r.Table == "*" {
			return object{{"Table", object{{"DatabaseName", r.Database}, {"TableWildcard", object{}}}}}
		}
		return object{{"Table", object{{"DatabaseName", r.Database}, {"Name", r.Table}}}}
	case share.TableColumns:
		table := object{{"DatabaseName", r.Database}, {"Name", r.Table}}
		if len(r.Columns) > 0 {
			return object{{"TableWithColumns", append(table, member{"ColumnNames", r.Columns})}}
		}
		return object{{"TableWithColumns", append(table, member{"ColumnWildcard", excluding(r.Excluded)})}}
	case share.CellsFilter:
		return object{{"DataCellsFilter", object{
			{"TableCatalogId", account}, {"DatabaseName", r.Database}, {"TableName", r.Table}, {"Name", r.Filter},
		}}}
	case share.DataLocation:
		return object{{"DataLocation", object{{"ResourceArn", arn(r.Path)}}}}
	case share.TagPolicy:
		return object{{"LFTagPolicy", object{{"ResourceType", kind}, {"Expression", expression(r.Tags)}}}}
	case share.TagValues:
		return object{{"LFTag", expression(r.Tags)[0]}}
	}
	return nil
}

func expression(tags []share.Condition) []object {
	list := make([]object, len(tags))
	for i, t := range tags {
		list[i] = object{{"TagKey", t.Key}, {"TagValues", t.Values}}
	}
	return list
}
