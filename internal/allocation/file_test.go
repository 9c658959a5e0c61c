package allocation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

const whole = `version: 1
keys:
  - name: department
    metric: amortized
    shared:
      - name: Support
        when: {Dimensions: {Key: SERVICE_CODE, Values: [AWSSupport], MatchOptions: [STARTS_WITH]}}
        split: {method: proportional}
    steps:
      - profile_tag: Department
      - resource_tag: [Department, dept]
      - principal_tag: team
      - session_tag: team
      - name: who calls
        principals:
          - {match: "*:assumed-role/Sales*", value: Sales}
          - {regex: "assumed-role/([a-z]+)-gateway/", value: "$1"}
      - metadata: department
      - account_tag: department
      - accounts: {"111122223333": Sales, "444455556666": Dev}
      - category: Team
      - rules:
          - Type: REGULAR
            Value: Platform
            Rule: {And: [{Not: {Tags: {Key: env, MatchOptions: [ABSENT]}}}, {CostCategories: {Key: Stage, Values: [prod]}}]}
          - Type: INHERITED_VALUE
            InheritedValue: {DimensionName: TAG, DimensionKey: owner}
    aliases: {Sales: [sales, SALES]}
    residual: {name: Nobody, split: {method: even, targets: [Sales, Dev]}}
    splits:
      - {source: Platform, method: fixed, shares: {Sales: 33.3, Dev: 66.7}}
    savings: {method: usage}
cost_categories:
  - Name: Stage
    RuleVersion: CostCategoryExpression.v1
    Rules:
      - {Type: REGULAR, Value: prod, Rule: {Dimensions: {Key: LINKED_ACCOUNT, Values: ["111122223333"]}}}
    DefaultValue: other
    SplitChargeRules:
      - {Source: other, Targets: [prod], Method: FIXED, Parameters: [{Type: ALLOCATION_PERCENTAGES, Values: ["100"]}]}
examples:
  - name: a profile of Sales
    line: {line_item_resource_id: "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc", resource_tags: {user_department: sales}}
    value: Sales
    step: profile tag Department
  - name: the residual is split
    costs: {Sales: 10, Nobody: 1.00}
    after: {Sales: 10.5, Dev: 0.5}
`

func TestAFileOfRulesIsRead(t *testing.T) {
	rules, err := Parse([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if len(rules.Keys) != 2 || rules.Keys[0].Name != "department" || rules.Keys[1].Name != "Stage" || len(rules.Examples) != 2 {
		t.Fatalf("%+v", rules)
	}
	k := rules.Keys[0]
	if len(k.Steps) != 10 || len(k.splits()) != 3 || k.Savings == nil || k.Aliases["SALES"] != "Sales" || k.Residual != "Nobody" {
		t.Errorf("%+v", k)
	}
	if got := k.Steps[9].Rules[0].When.And[1].CostCategories.category; got == nil || got.Name != "Stage" {
		t.Error("the category of the same file is not meant")
	}
	value, step := k.Expr()
	for _, x := range []ast.Expr{value, step} {
		if text := ast.Print(x); !strings.Contains(text, "application-inference-profile") {
			t.Error(text)
		}
	}
	if rules.Examples[1].At != 46 {
		t.Errorf("the second example stands in line %d", rules.Examples[1].At)
	}
}

func TestWrongRulesNameTheirLine(t *testing.T) {
	key := func(rest string) string { return "version: 1\nkeys:\n  - name: k\n" + rest }
	for name, c := range map[string]struct{ file, want string }{
		"nothing":                  {"", "empty"},
		"another version":          {"version: 2\nkeys: [{name: k, steps: [{default: x}]}]", "line 1: version is 2"},
		"no key":                   {"version: 1", "no key"},
		"an unknown word":          {key("    stepps: []\n"), "line 4: unknown field"},
		"a word twice":             {key("    name: k\n"), "line 4: "},
		"a step of nothing":        {key("    steps:\n      - name: x\n"), "line 5: a step has exactly one"},
		"a step of two":            {key("    steps:\n      - default: x\n        account_tag: y\n"), "line 5: a step has exactly one"},
		"two steps of one name":    {key("    steps:\n      - account_tag: y\n      - account_tag: y\n"), "two steps"},
		"a step behind a default":  {key("    steps:\n      - default: x\n      - account_tag: y\n"), "fits every line"},
		"two steps of metadata":    {key("    steps:\n      - metadata: x\n      - metadata: y\n"), "two steps of metadata"},
		"no account":               {key("    steps:\n      - accounts: {\"12\": x}\n"), "no account"},
		"a bad regex":              {key("    steps:\n      - principals: [{regex: \"(\", value: x}]\n"), "line 5: the regex"},
		"a group that is not":      {key("    steps:\n      - principals: [{regex: \"a\", value: $1}]\n"), "no group"},
		"a metric that is not":     {key("    metric: list\n    steps: [{default: x}]\n"), "line 4: metric is one of"},
		"savings without amortise": {key("    steps: [{default: x}]\n    savings: {method: usage}\n"), "line 5: what commitments save"},
		"shares of 90":             {key("    steps: [{default: x}]\n    splits:\n      - {source: x, method: fixed, shares: {a: 40, b: 50}}\n"), "line 6: the shares are percent and must add up to 100; they add up to 90"},
		"shares below nothing":     {key("    steps: [{default: x}]\n    splits:\n      - {source: x, method: fixed, shares: {a: 140, b: -40}}\n"), "less than nothing"},
		"a source twice":           {key("    steps: [{default: x}]\n    splits: [{source: x, method: even}, {source: x, method: even}]\n"), "source of two"},
		"a source as a target":     {key("    steps: [{default: x}]\n    splits: [{source: x, method: even, targets: [y]}, {source: y, method: even}]\n"), "source of a split and a target"},
		"an unknown dimension":     {key("    steps: [{rules: [{Value: a, Rule: {Dimensions: {Key: COLOUR, Values: [x]}}}]}]\n"), "no dimension \"COLOUR\""},
		"a condition of nothing":   {key("    steps: [{rules: [{Value: a, Rule: {}}]}]\n"), "exactly one of And"},
		"an unknown option":        {key("    steps: [{rules: [{Value: a, Rule: {Tags: {Key: k, Values: [x], MatchOptions: [LIKE]}}}]}]\n"), "no match option"},
		"an alias of two":          {key("    steps: [{default: x}]\n    aliases: {a: [x], b: [x]}\n"), "stands for"},
		"an anchor":                {key("    steps: &s [{default: x}]\n"), "line 4: anchors"},
		"no yaml":                  {"version: 1\nkeys: [", "line 2"},
		"an example of nothing":    {key("    steps: [{default: x}]\nexamples:\n  - {name: e, line: {line_item_resource_id: x}}\n"), "line 6: the example"},
		"an example of no column":  {key("    steps: [{default: x}]\nexamples:\n  - {name: e, line: {colour: x}, value: x}\n"), "line 6: the example"},
		"an example of no key":     {key("    steps: [{default: x}]\nexamples:\n  - {name: e, key: z, line: {line_item_resource_id: x}, value: x}\n"), "line 6: the example"},
		"two keys of one name":     {"version: 1\nkeys:\n  - {name: k, steps: [{default: x}]}\n  - {name: k, steps: [{default: x}]}\n", "line 4: there are two keys"},
		"no amount":                {key("    steps: [{default: x}]\nexamples:\n  - {name: e, costs: {a: much}, after: {a: 1}}\n"), "no amount"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestCategoriesOfCategoriesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\ncost_categories:\n")
	for i := range 8 {
		fmt.Fprintf(&b, "  - Name: c%d\n    Rules:\n", i)
		for j := range 20 {
			fmt.Fprintf(&b, "      - {Value: v%d, Rule: {CostCategories: {Key: c%d, Values: [v%d]}}}\n", j, i-1, j)
		}
	}
	if _, err := Parse([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "conditions") {
		t.Error(err)
	}
}

func TestATagIsFoundUnderTheKeyThatTheBillWrites(t *testing.T) {
	for key, want := range map[string]string{
		"Department": "user_department", "CostCenter": "user_cost_center", "cost-center": "user_cost_center", "user_team": "user_team", "aws:createdBy": "aws_created_by",
		"Cost Center": "user_cost_center", "awsApplication": "user_aws_application", "team!": "user_team",
	} {
		if got := billedKey(key); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("version: 1\nkeys: [{name: k, steps: [{default: x}]}]"))
	f.Add([]byte("cost_categories:\n- Name: [\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rules, err := Parse(file)
		if err != nil {
			return
		}
		for _, k := range rules.Keys {
			value, step := k.Expr()
			if ast.Print(value) == "" || ast.Print(step) == "" {
				t.Error("a key without an expression")
			}
		}
	})
}
