package bill

import (
	"strings"

	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The maps of CUR 2.0 are flat columns in the legacy report: product['region'] is product_region. mapOf knows which.

// mapOf returns the map and the key that a flat name of the legacy report stands for.
func mapOf(name string) (column, key string, ok bool) {
	for _, m := range []string{"product", "resource_tags", "cost_category"} {
		if key, ok := strings.CutPrefix(name, m+"_"); ok && key != "" {
			return m, key, true
		}
	}
	return "", "", false
}

// isFlat tells whether a column of a legacy report is a member of a map in CUR 2.0. Some attributes of products have columns of
// their own there too.
func isFlat(name string) bool {
	_, _, ok := mapOf(name)
	return ok && !own(name)
}

// own tells whether CUR 2.0 has a column of that name.
func own(name string) bool {
	for _, k := range cur.Columns() {
		if k.Name == name {
			return true
		}
	}
	return false
}

// wellKnown returns the flat names that questions written for the legacy report use most.
func wellKnown() []string {
	const names = `product_product_name product_region product_instance_type_family product_operating_system product_tenancy
		product_physical_processor product_processor_features product_database_engine product_group product_group_description
		product_current_generation product_vcpu product_memory product_storage product_network_performance product_license_model
		product_deployment_option product_cache_engine product_volume_type product_volume_api_name product_storage_class
		product_transfer_type product_availability product_servicename product_pre_installed_sw product_capacitystatus product_gpu
		product_availability_zone product_provider product_model product_inference_type product_feature product_clock_speed product_engine_code product_marketoption resource_tags_user_name`
	return strings.Fields(names)
}

// cur2 reads a table of CUR 2.0: its columns are those of the view.
type cur2 struct {
	there map[string]types.Type
}

func (t cur2) value(c catalog.Column) (ast.Expr, error) {
	if have, ok := t.there[c.Name]; ok {
		return as(c.Name, have, c.Type), nil
	}
	if m, key, ok := mapOf(c.Name); ok {
		if have, ok := t.there[m]; ok && have.Kind == types.Map {
			return build.Call("element_at", build.Column(m), &ast.String{Value: key}), nil
		}
	}
	return null(c.Type), nil
}

// legacy reads a table of the legacy report: its maps are made of its flat columns.
type legacy struct {
	there map[string]types.Type
	names []catalog.Column
}

func (t legacy) value(c catalog.Column) (ast.Expr, error) {
	if have, ok := t.there[c.Name]; ok {
		return as(c.Name, have, c.Type), nil
	}
	if c.Type.Kind == types.Map {
		return t.collect(c)
	}
	if _, ok := t.there["month"]; ok && c.Name == cur.BillingPeriod {
		return build.Expression(`"year" || '-' || lpad("month", 2, '0')`)
	}
	return null(c.Type), nil
}

// collect makes a map of the flat columns that belong to it and hold something. The map `tags` has the tags under their
// CUR 2.0 names as far as these can be known, which is not at all: it is NULL.
func (t legacy) collect(c catalog.Column) (ast.Expr, error) {
	var keys, values []ast.Expr
	for _, name := range t.names {
		m, key, ok := mapOf(name.Name)
		if !ok || m != c.Name || own(name.Name) || name.Type.Kind != types.Varchar {
			continue
		}
		keys = append(keys, &ast.String{Value: key})
		values = append(values, build.Column(name.Name))
	}
	if len(keys) == 0 {
		return null(c.Type), nil
	}
	filled, err := build.Expression("(k, v) -> v <> ''")
	if err != nil {
		return nil, err
	}
	made := build.Call("map_filter", build.Call("map", &ast.Array{Elems: keys}, &ast.Array{Elems: values}), filled)
	return cast(made, c.Type), nil
}
