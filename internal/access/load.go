package access

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// maxPolicySize bounds a policy file.
const maxPolicySize = 4 << 20

// File is a policy as it stands in a file, with the groups of the principals it knows:
//
//	{
//	  "groups": {"app-team": ["alice", "bob"]},
//	  "grants": [
//	    {
//	      "principals": ["group:app-team"],
//	      "table": "workshop.cur",
//	      "columns": ["line_item_unblended_cost", "line_item_product_code"],
//	      "rows": "line_item_usage_account_id = '111122223333'"
//	    }
//	  ]
//	}
type File struct {
	Policy *Policy
	groups map[string][]string
}

// fileForm is the JSON of a policy file.
type fileForm struct {
	Groups map[string][]string `json:"groups"`
	Grants []grantForm         `json:"grants"`
}

// grantForm is the JSON of a grant. Columns left out are all columns, Rows left out are all rows.
type grantForm struct {
	Principals []string `json:"principals"`
	Table      string   `json:"table"`
	Columns    []string `json:"columns"`
	Rows       string   `json:"rows"`
}

// Principal returns the principal of that name with the groups the file puts it in. A name that the file does not know has no groups.
func (f *File) Principal(name string) Principal {
	who := Principal{Name: name}
	for group, members := range f.groups {
		if slices.Contains(members, name) {
			who.Groups = append(who.Groups, group)
		}
	}
	slices.Sort(who.Groups)
	return who
}

// Load reads a policy file. Filters are parsed here and typed when a table is first guarded by them (see Check for doing it at once).
func Load(r io.Reader) (*File, error) {
	var form fileForm
	decoder := json.NewDecoder(io.LimitReader(r, maxPolicySize))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&form); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "INVALID_POLICY", fmt.Sprintf("the policy file is not as it should be: %v", err))
	}
	if decoder.More() {
		return nil, invalid("the policy file goes on after its closing brace")
	}
	var rules Rules
	for i, g := range form.Grants {
		grant, err := g.grant()
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "INVALID_POLICY", fmt.Sprintf("grant %d of the policy file: %v", i+1, err))
		}
		rules.Grants = append(rules.Grants, grant)
	}
	return &File{Policy: New(rules), groups: form.Groups}, nil
}

// grant checks the form and makes the grant.
func (g grantForm) grant() (Grant, error) {
	database, table, ok := strings.Cut(strings.ToLower(g.Table), ".")
	switch {
	case len(g.Principals) == 0 || slices.Contains(g.Principals, ""):
		return Grant{}, fmt.Errorf("principals are missing or empty: name at least one, such as \"alice\" or \"group:app-team\"")
	case !ok || database == "" || table == "" || strings.Contains(table, "."):
		return Grant{}, fmt.Errorf("table %q is not of the form database.table (either may be *)", g.Table)
	case g.Columns != nil && len(g.Columns) == 0:
		return Grant{}, fmt.Errorf("columns is an empty list: leave it out for all columns, or name some")
	}
	filter, err := g.filter()
	if err != nil {
		return Grant{}, err
	}
	return Grant{Principals: g.Principals, Resource: Table(database, table), Permissions: []Permission{All}, Columns: lower(g.Columns), Rows: filter}, nil
}

// filter parses the row filter.
func (g grantForm) filter() (ast.Expr, error) {
	if g.Rows == "" {
		return nil, nil
	}
	filter, problems := parse.Expression(g.Rows)
	if len(problems) > 0 {
		return nil, fmt.Errorf("rows: %s", problems.Show(g.Rows))
	}
	return filter, nil
}

func invalid(msg string) error { return fault.New(fault.Invalid, "INVALID_POLICY", msg) }

// lower returns the names in lower case, nil for nil.
func lower(names []string) []string {
	if names == nil {
		return nil
	}
	low := make([]string, len(names))
	for i, name := range names {
		low[i] = strings.ToLower(name)
	}
	return low
}
