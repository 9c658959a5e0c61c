package playbook

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// terraform writes the resources in HCL. What exists is taken over by an import block, and what is to go is told by a removed block, which
// Terraform has since 1.5 and 1.7.
func (d *draft) terraform() string {
	f := hclwrite.NewEmptyFile()
	body := f.Body()
	for _, r := range d.resources {
		if r.hcl == "" {
			continue
		}
		if len(body.Blocks()) > 0 {
			body.AppendNewline()
		}
		if r.gone {
			removed := body.AppendNewBlock("removed", nil).Body()
			removed.SetAttributeTraversal("from", path(r.hcl, r.name))
			removed.AppendNewBlock("lifecycle", nil).Body().SetAttributeValue("destroy", cty.True)
			continue
		}
		if r.taken != "" {
			taken := body.AppendNewBlock("import", nil).Body()
			taken.SetAttributeTraversal("to", path(r.hcl, r.name))
			taken.SetAttributeValue("id", cty.StringVal(r.taken))
			body.AppendNewline()
		}
		fill(body.AppendNewBlock("resource", []string{r.hcl, r.name}).Body(), r.fields)
	}
	return string(hclwrite.Format(f.Bytes()))
}

// path is a traversal.
func path(root string, names ...string) hcl.Traversal {
	t := hcl.Traversal{hcl.TraverseRoot{Name: root}}
	for _, n := range names {
		t = append(t, hcl.TraverseAttr{Name: n})
	}
	return t
}

// fill writes arguments, and blocks after them.
func fill(body *hclwrite.Body, fields []field) {
	for _, f := range fields {
		if f.hcl == "" {
			continue
		}
		switch v := f.value.(type) {
		case object:
			fill(body.AppendNewBlock(f.hcl, nil).Body(), v)
		case []object:
			for _, one := range v {
				fill(body.AppendNewBlock(f.hcl, nil).Body(), one)
			}
		case reference:
			body.SetAttributeTraversal(f.hcl, v.path())
		case references:
			var list []hclwrite.Tokens
			for _, one := range v {
				list = append(list, hclwrite.TokensForTraversal(one.path()))
			}
			body.SetAttributeRaw(f.hcl, hclwrite.TokensForTuple(list))
		default:
			body.SetAttributeValue(f.hcl, constant(v))
		}
	}
}

func (r reference) path() hcl.Traversal { return path(r.to.hcl, r.to.name, r.hcl) }

// constant is a value of HCL.
func constant(v any) cty.Value {
	switch v := v.(type) {
	case string:
		return cty.StringVal(v)
	case int:
		return cty.NumberIntVal(int64(v))
	case bool:
		return cty.BoolVal(v)
	case []string:
		if len(v) == 0 {
			return cty.ListValEmpty(cty.String)
		}
		list := make([]cty.Value, len(v))
		for i, one := range v {
			list[i] = cty.StringVal(one)
		}
		return cty.ListVal(list)
	case names:
		m := map[string]cty.Value{}
		for _, pair := range v {
			m[pair[0]] = cty.StringVal(pair[1])
		}
		return cty.MapVal(m)
	}
	return cty.NilVal
}
