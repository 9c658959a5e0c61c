package formation_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/share/formation"
)

// hostile is a state whose names and filters would break each of the forms if they were not written with care.
func hostile() share.State {
	reads := []access.Permission{access.Select}
	on := func(filter string) share.Resource {
		return share.Resource{Type: share.CellsFilter, Database: "db", Table: `o'x"${b}`, Filter: filter}
	}
	return share.State{
		Administrators: []string{"local"},
		Principals: []share.Principal{
			{Name: "ann", Kind: share.User},
			{Name: "ben", Kind: share.User},
			{Name: "app", Kind: share.Role},
			{Name: "team", Kind: share.Group, Members: []string{"ann", "inner", "arn:aws:iam::111122223333:role/x"}},
			{Name: "inner", Kind: share.Group, Members: []string{"ben"}},
		},
		Filters: []share.Filter{
			{Database: "db", Table: `o'x"${b}`, Name: "plain", Rows: `name LIKE 'it''s $(rm -rf) ${a} %{b} "é" \ ` + "`x`" + `' -- why`},
			{Database: "db", Table: `o'x"${b}`, Name: "masked", Columns: []string{"a", "b"}, Masks: map[string]string{"b": "NULL"}},
			{Database: "db", Table: `o'x"${b}`, Name: "gone", Columns: []string{"b"}, Masks: map[string]string{"b": "NULL"}},
			{Database: "db", Table: `o'x"${b}`, Name: "tag", Rows: "tags['team'] = 'web'"},
		},
		Grants: []share.Grant{
			{Principal: "app", Resource: on("plain"), Permissions: reads},
			{Principal: "team", Resource: on("masked"), Permissions: reads},
			{Principal: "app", Resource: on("gone"), Permissions: reads},
			{Principal: "app", Resource: on("tag"), Permissions: reads},
			{Principal: "app", Resource: share.Resource{Type: share.DataLocation, Path: "/home/x"}, Permissions: []access.Permission{access.DataLocationAccess}},
		},
	}
}

func TestNothingMoreIsShownThere(t *testing.T) {
	plan := formation.For(hostile())
	for _, text := range []string{plan.CloudFormation(), plan.Terraform(), plan.CLI()} {
		for _, wrong := range []string{"gone\"", "tags[", "/home/x\"", "\x00", "why"} {
			if body := withoutComments(text); strings.Contains(body, wrong) {
				t.Errorf("%q is written:\n%s", wrong, body)
			}
		}
		if n := strings.Count(text, "role/x") + strings.Count(text, "user/ann") + strings.Count(text, "user/ben"); n != 3 {
			t.Errorf("the group has three members, and %d are written", n)
		}
	}
	for _, part := range []string{"there are no masks: b", "no column is left", "where only a column can stand", "groups of IAM", "the filter cannot be expressed"} {
		if !told(plan, part) {
			t.Errorf("%q is not among the gaps: %+v", part, plan.Gaps)
		}
	}
}

func told(plan *formation.Plan, part string) bool {
	for _, g := range plan.Gaps {
		if strings.Contains(g.Why, part) {
			return true
		}
	}
	return false
}

// withoutComments drops the lines that say what is not expressed.
func withoutComments(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") && !strings.Contains(line, "NotExpressed") {
			b.WriteString(line)
		}
	}
	return b.String()
}

const expression = `name LIKE 'it''s $(rm -rf) ${a} %{b} "é" \ ` + "`x`'"

// A shell hands the very filter on, whatever stands in it.
func TestAShellReadsTheCalls(t *testing.T) {
	script := strings.Replace(formation.For(hostile()).CLI(), "set -eu\n", "set -eu\naws() { case \"$1\" in sts) echo 444455556666;; *) printf '%s\\n' \"$4\";; esac; }\n", 1)
	command := exec.CommandContext(t.Context(), "sh")
	command.Stdin = strings.NewReader(script)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	type call struct {
		TableData struct {
			Name, TableCatalogID, TableName string
			RowFilter                       struct{ FilterExpression string }
		}
	}
	var calls []call
	for decoder.More() {
		var c call
		if err := decoder.Decode(&c); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		calls = append(calls, c)
	}
	found := false
	for _, c := range calls {
		if c.TableData.Name == "plain" {
			found = c.TableData.RowFilter.FilterExpression == expression && c.TableData.TableCatalogID == "444455556666" && c.TableData.TableName == `o'x"${b}`
		}
	}
	if !found || len(calls) != 6 {
		t.Errorf("%d calls, the filter is not among them:\n%s", len(calls), out)
	}
}

func TestTheTemplateIsJSON(t *testing.T) {
	var template struct {
		Metadata  struct{ NotExpressed []string }
		Resources map[string]struct {
			Type       string
			Properties struct {
				RowFilter      struct{ FilterExpression string }
				TableName      string
				TableCatalogID map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(formation.For(hostile()).CloudFormation()), &template); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, r := range template.Resources {
		kinds[r.Type]++
		if r.Properties.RowFilter.FilterExpression != "" && (r.Properties.RowFilter.FilterExpression != expression || r.Properties.TableCatalogID["Fn::Sub"] != "${AWS::AccountId}") {
			t.Errorf("got %+v", r)
		}
	}
	if kinds["AWS::LakeFormation::DataCellsFilter"] != 2 || kinds["AWS::LakeFormation::PrincipalPermissions"] != 4 || len(template.Metadata.NotExpressed) < 5 {
		t.Errorf("got %v, %q", kinds, template.Metadata.NotExpressed)
	}
}

func TestTerraformEscapesWhatItWouldRead(t *testing.T) {
	text := formation.For(hostile()).Terraform()
	for _, want := range []string{`filter_expression = "name LIKE 'it''s $(rm -rf) $${a} %%{b} \"é\" \\ ` + "`x`'\"", `table_name = "o'x\"$${b}"`, `principal = "arn:aws:iam::${local.account}:role/app"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

func TestWhatLakeFormationCanSay(t *testing.T) {
	for rows, can := range map[string]bool{
		"a = 1": true, "a <> 'x' AND (b IN ('1', '2') OR NOT c BETWEEN 1 AND 2)": true, "a IS NOT NULL": true, "a LIKE 'x%'": true, "a.b = TRUE": true,
		"1 = a": false, "a = b": false, "lower(a) = 'x'": false, "a + 1 = 2": false, "a LIKE 'x' ESCAPE '!'": false, "a IN (SELECT 1)": false,
		"m['k'] = 'v'": false, "a = current_user": false, "a = DATE '2025-01-01'": false, "TRUE": false, "a = NULL": false,
		"a = '" + strings.Repeat("x", 2048) + "'": false,
	} {
		plan := formation.For(share.State{Filters: []share.Filter{{Database: "d", Table: "t", Name: "f", Rows: rows}}})
		if got := strings.Contains(plan.CLI(), "create-data-cells-filter"); got != can {
			t.Errorf("%.60s: %t, gaps %v", rows, got, plan.Gaps)
		}
	}
}
