package playbook_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// odd are ids that would be read as something else, were they not written as texts.
func odd() ids {
	return ids{
		region: "us-east-1", vpc: `vpc-${file("/etc/passwd")} %{ if true }`, table: `rtb-1"; rm -rf / #`, subnet: `subnet-'$(reboot)' && x: [y`,
		nat: "nat-`id` !Ref: *a", name: `- yes: "no" \ 'a'`,
	}
}

// The three languages are read back by their own parsers: each id must be found as it was given, and everything must be known there.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, given := range []ids{plain(), odd()} {
		for n, p := range plans(t, given) {
			t.Run(p.ID+" for "+given.nat, func(t *testing.T) {
				found := map[string]bool{}
				readTerraform(t, p.Terraform, found)
				inTemplate := map[string]bool{}
				readTemplate(t, p.CloudFormation, inTemplate)
				inShell := map[string]bool{}
				readShell(t, p.CLI, inShell)
				for _, id := range []string{given.vpc, given.table, given.subnet, given.nat} {
					// What the first language says of ids, the second says too. What goes has a name only, and what is taken over another key.
					if p.ID == "gateway-endpoint-routes" || p.ID == "address-withdraw" {
						continue
					}
					if found[id] && p.CloudFormation != "" && !inTemplate[id] {
						t.Errorf("sample %d: the template lacks %q", n, id)
					}
					if inTemplate[id] && !found[id] && !strings.Contains(p.Terraform, "removed {") {
						t.Errorf("sample %d: Terraform lacks %q", n, id)
					}
				}
				if !slices.ContainsFunc(slices.Collect(maps.Keys(inShell)), func(s string) bool {
					return s == given.vpc || s == given.table || s == given.nat || s == given.subnet || strings.Contains(s, given.name) || s == given.region
				}) && p.ID != "cloudfront-in-front" {
					t.Errorf("sample %d: no command names an id", n)
				}
			})
		}
	}
}

// readTerraform parses HCL, checks each argument against the provider's, and notes the texts.
func readTerraform(t *testing.T, text string, found map[string]bool) {
	t.Helper()
	file, bad := hclsyntax.ParseConfig([]byte(text), "fix.tf", hcl.InitialPos)
	if bad.HasErrors() {
		t.Fatalf("%v in\n%s", bad, text)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok || len(body.Blocks) == 0 || len(body.Attributes) > 0 {
		t.Fatalf("no blocks in\n%s", text)
	}
	declared := map[string]bool{}
	for _, b := range body.Blocks {
		switch b.Type {
		case "resource":
			declared[strings.Join(b.Labels, ".")] = true
		case "import", "removed":
		default:
			t.Errorf("a block %s", b.Type)
		}
	}
	for _, b := range body.Blocks {
		if b.Type == "resource" {
			checkBlock(t, b.Labels[0], b.Body)
		}
		walkTerraform(t, b.Body, declared, b.Type == "removed", found)
	}
}

// checkBlock compares arguments and blocks with what the provider has.
func checkBlock(t *testing.T, kind string, body *hclsyntax.Body) {
	t.Helper()
	known, ok := terraformSchema()[kind]
	if !ok {
		t.Fatalf("no schema of %s", kind)
	}
	have := map[string]bool{}
	for name := range body.Attributes {
		have[name] = true
	}
	for _, b := range body.Blocks {
		have[b.Type] = true
		checkBlock(t, kind+"."+b.Type, b.Body)
	}
	for name := range have {
		if !slices.Contains(strings.Fields(known.may+" "+known.must), name) {
			t.Errorf("%s has no argument %s", kind, name)
		}
	}
	for name := range strings.FieldsSeq(known.must) {
		if !have[name] {
			t.Errorf("%s needs %s", kind, name)
		}
	}
}

// walkTerraform notes all texts of a body; references must lead to what is declared.
func walkTerraform(t *testing.T, body *hclsyntax.Body, declared map[string]bool, leaves bool, found map[string]bool) {
	t.Helper()
	for name, a := range body.Attributes {
		for _, v := range a.Expr.Variables() {
			root, attr := v.RootName(), ""
			if len(v) > 1 {
				if step, ok := v[1].(hcl.TraverseAttr); ok {
					attr = step.Name
				}
			}
			if !leaves && !declared[root+"."+attr] {
				t.Errorf("%s leads to %s.%s, which is not there", name, root, attr)
			}
		}
		if len(a.Expr.Variables()) == 0 {
			v, bad := a.Expr.Value(nil)
			if bad.HasErrors() {
				t.Errorf("%s: %v", name, bad)
				continue
			}
			note(v, found)
		}
	}
	for _, b := range body.Blocks {
		walkTerraform(t, b.Body, declared, leaves, found)
	}
}

func note(v cty.Value, found map[string]bool) {
	switch {
	case v.Type() == cty.String:
		found[v.AsString()] = true
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			_, one := it.Element()
			note(one, found)
		}
	}
}

// readTemplate parses YAML, checks each property against the resource type's, and notes the texts.
func readTemplate(t *testing.T, text string, found map[string]bool) {
	t.Helper()
	if text == "" {
		return
	}
	var template struct {
		Version     string `yaml:"AWSTemplateFormatVersion"`
		Description string `yaml:"Description"`
		Resources   map[string]struct {
			Type       string         `yaml:"Type"`
			Delete     string         `yaml:"DeletionPolicy"`
			Replace    string         `yaml:"UpdateReplacePolicy"`
			Properties map[string]any `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.UnmarshalWithOptions([]byte(text), &template, yaml.Strict()); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if template.Version != "2010-09-09" || template.Description == "" || len(template.Resources) == 0 {
		t.Errorf("not a template:\n%s", text)
	}
	for name, r := range template.Resources {
		if strings.ContainsFunc(name, func(c rune) bool { return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') }) {
			t.Errorf("%s is no name of a resource", name)
		}
		known, ok := formationSchema()[r.Type]
		if !ok {
			t.Fatalf("no schema of %s", r.Type)
		}
		for property := range r.Properties {
			if !slices.Contains(strings.Fields(known.may+" "+known.must), property) {
				t.Errorf("%s has no property %s", r.Type, property)
			}
		}
		for property := range strings.FieldsSeq(known.must) {
			if r.Properties[property] == nil {
				t.Errorf("%s needs %s", r.Type, property)
			}
		}
		walkTemplate(t, r.Properties, func(name string) bool { return template.Resources[name].Type != "" }, found)
	}
}

func walkTemplate(t *testing.T, v any, declared func(string) bool, found map[string]bool) {
	t.Helper()
	switch v := v.(type) {
	case string:
		found[v] = true
	case []any:
		for _, one := range v {
			walkTemplate(t, one, declared, found)
		}
	case map[string]any:
		if name, ok := v["Ref"].(string); ok && !declared(name) {
			t.Errorf("Ref leads to %q, which is not there", name)
		}
		if list, ok := v["Fn::GetAtt"].([]any); ok {
			if name, ok := list[0].(string); !ok || !declared(name) {
				t.Errorf("GetAtt leads to %v, which is not there", list[0])
			}
			return
		}
		for _, one := range v {
			walkTemplate(t, one, declared, found)
		}
	}
}

// readShell parses the commands as bash does, runs nothing, and notes the arguments. Variables must be set before they are used.
func readShell(t *testing.T, text string, found map[string]bool) {
	t.Helper()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "fix.sh")
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	set := map[string]bool{}
	for _, s := range file.Stmts {
		call, ok := s.Cmd.(*syntax.CallExpr)
		if !ok || s.Background || len(s.Redirs) > 0 {
			t.Fatalf("more than a call in\n%s", text)
		}
		for _, a := range call.Assigns {
			inner, ok := a.Value.Parts[0].(*syntax.CmdSubst)
			if !ok || len(inner.Stmts) != 1 || len(call.Args) > 0 {
				t.Fatalf("%s is not set by one command", a.Name.Value)
			}
			call, _ = inner.Stmts[0].Cmd.(*syntax.CallExpr)
			set[a.Name.Value] = true
		}
		checkCall(t, call, set, found)
	}
}

// checkCall checks a call of the AWS CLI, or of kubectl.
func checkCall(t *testing.T, call *syntax.CallExpr, set, found map[string]bool) {
	t.Helper()
	syntax.Walk(call, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ParamExp:
			if !set[n.Param.Value] {
				t.Errorf("%s is used and not set", n.Param.Value)
			}
		case *syntax.CmdSubst, *syntax.ProcSubst, *syntax.ArithmExp:
			t.Errorf("an argument is computed: %T", n)
			return false
		}
		return true
	})
	env := expand.FuncEnviron(func(name string) string { return "$" + name })
	args, err := expand.Fields(&expand.Config{Env: env}, call.Args...)
	if err != nil || len(args) < 3 || args[0] != "aws" && args[0] != "kubectl" {
		t.Fatalf("%v: %q is no call", err, args)
	}
	if args[0] == "aws" {
		known, ok := commandOptions()[args[1]+" "+args[2]]
		if !ok {
			t.Errorf("aws %s %s is not known", args[1], args[2])
		}
		for _, a := range args[3:] {
			if strings.HasPrefix(a, "--") && !slices.Contains(strings.Fields(known+" --region --query --output"), a) {
				t.Errorf("aws %s %s has no option %s", args[1], args[2], a)
			}
		}
	}
	for _, a := range args {
		found[a] = true
	}
}
