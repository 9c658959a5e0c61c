package bill

import (
	"maps"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/demo/world"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// legacyColumns returns the columns of the legacy report: those of CUR 2.0 that it knew, and one for each attribute of products, each
// tag and each cost category. In CSV they are named category/Name.
func legacyColumns(w *world.World, csv bool) []column {
	var list []column
	for _, k := range cur.Columns() {
		if k.Type.Kind == types.Map || newer(k.Name) {
			continue
		}
		list = append(list, curColumn(k))
	}
	attributes, keys := map[string]bool{}, map[string]bool{}
	for _, k := range w.SKUs {
		for _, t := range k.Attributes {
			attributes[t.Key] = true
		}
	}
	for _, k := range w.TagKeys {
		keys[k.Key] = true
	}
	for _, p := range w.Pods {
		for _, t := range p.Tags {
			keys[t.Key] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		list = append(list, column{name: "product_" + name, hive: "string", text: func(d *delivery, it *item) string { return find(productOf(d, it), name) }})
	}
	names := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		name := "resource_tags_" + tagColumn(key)
		header := "resourceTags/user:" + key
		if strings.HasPrefix(key, "aws:") {
			header = "resourceTags/" + key
		}
		names[name] = header
		list = append(list, column{name: name, hive: "string", text: func(_ *delivery, it *item) string { return it.tags.Value(key) }})
	}
	list = append(list, column{name: "cost_category_team", hive: "string", text: func(_ *delivery, it *item) string { return team(it) }})
	if csv {
		for i := range list {
			if header := names[list[i].name]; header != "" {
				list[i].name = header
			} else {
				list[i].name = legacyHeader(list[i].name)
			}
		}
	}
	return list
}

// newer tells whether a column came with CUR 2.0.
func newer(name string) bool {
	switch name {
	case "bill_payer_account_name", "line_item_usage_account_name", "line_item_iam_principal", "line_item_user_identifier":
		return true
	}
	return strings.HasPrefix(name, "capacity_reservation_")
}

func find(list []pair, key string) string {
	for _, p := range list {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// legacyHeader returns how CSV names a column: line_item_usage_type is lineItem/UsageType.
func legacyHeader(name string) string {
	for _, category := range []string{"split_line_item", "line_item", "savings_plan", "cost_category", "bill", "identity", "pricing", "product", "reservation", "discount"} {
		rest, ok := strings.CutPrefix(name, category+"_")
		if !ok {
			continue
		}
		lower := category == "product" || category == "pricing"
		return camel(category, true) + "/" + camel(rest, lower)
	}
	return source.Lower(name)
}

// camel joins words as AWS does, the first one in small letters or not.
func camel(name string, lower bool) string {
	var out strings.Builder
	for i, word := range strings.Split(name, "_") {
		if i == 0 && lower {
			out.WriteString(word)
			continue
		}
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}
