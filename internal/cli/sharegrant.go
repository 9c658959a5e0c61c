package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/share"
)

// resourceFlags say what a grant is about.
type resourceFlags struct {
	catalog                                        bool
	database, table, filter, location, tags, value string
	columns, exclude                               []string
}

func (f *resourceFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.catalog, "catalog", false, "the catalog: ALL on it is everything there is")
	flags.StringVar(&f.database, "database", "", "a `DATABASE`, apart from its tables")
	flags.StringVar(&f.table, "table", "", "`DATABASE.TABLE`, a table or a view; DATABASE.* is every one, now and later")
	flags.StringSliceVar(&f.columns, "columns", nil, "with --table: only these `COLUMNS`")
	flags.StringSliceVar(&f.exclude, "exclude", nil, "with --table: all but these `COLUMNS`")
	flags.StringVar(&f.filter, "filter", "", "with --table: what the data cells filter of that `NAME` keeps")
	flags.StringVar(&f.location, "location", "", "a data location, `PATH`")
	flags.StringVar(&f.tags, "tagged", "", "what has these LF-tags: `team=web|search,stage=prod`")
	flags.StringVar(&f.value, "tag", "", "an LF-tag itself, `team=web|search`")
}

// resource returns what the flags name: exactly one thing.
func (f *resourceFlags) resource() (share.Resource, error) {
	named := 0
	for _, given := range []bool{f.catalog, f.database != "", f.table != "", f.location != "", f.tags != "", f.value != ""} {
		if given {
			named++
		}
	}
	if named != 1 {
		return share.Resource{}, usageError{"name one of --catalog, --database, --table, --location, --tagged, --tag"}
	}
	if f.table == "" && (f.filter != "" || len(f.columns)+len(f.exclude) > 0) {
		return share.Resource{}, usageError{"--columns, --exclude and --filter go with --table"}
	}
	switch {
	case f.catalog:
		return share.Resource{Type: share.Catalog}, nil
	case f.database != "":
		return share.Resource{Type: share.Database, Database: f.database}, nil
	case f.location != "":
		return share.Resource{Type: share.DataLocation, Path: f.location}, nil
	case f.tags != "":
		tags, err := conditions(f.tags)
		return share.Resource{Type: share.TagPolicy, Tags: tags}, err
	case f.value != "":
		tags, err := conditions(f.value)
		return share.Resource{Type: share.TagValues, Tags: tags}, err
	}
	return f.ofTable()
}

// ofTable returns a table, columns of it, or a filter.
func (f *resourceFlags) ofTable() (share.Resource, error) {
	database, table, err := tableName(f.table)
	r := share.Resource{Type: share.Table, Database: database, Table: table}
	switch {
	case f.filter != "" && len(f.columns)+len(f.exclude) > 0:
		return r, usageError{"a filter has its own columns: --filter goes without --columns and --exclude"}
	case f.filter != "":
		r.Type, r.Filter = share.CellsFilter, f.filter
	case len(f.columns)+len(f.exclude) > 0:
		r.Type, r.Columns, r.Excluded = share.TableColumns, f.columns, f.exclude
	}
	return r, err
}

// conditions reads a tag expression: team=web|search,stage=prod.
func conditions(text string) (list []share.Condition, err error) {
	for part := range strings.SplitSeq(text, ",") {
		name, values, err := pair(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		list = append(list, share.Condition{Key: name, Values: strings.Split(values, "|")})
	}
	return list, nil
}

// granting reads PRINCIPAL and PERMISSIONS.
func (f *resourceFlags) granting(args []string) (share.Grant, error) {
	on, err := f.resource()
	g := share.Grant{Principal: args[0], Resource: on}
	for name := range strings.SplitSeq(strings.Join(args[1:], ","), ",") {
		if name = strings.ToUpper(strings.TrimSpace(name)); name != "" {
			g.Permissions = append(g.Permissions, access.Permission(strings.ReplaceAll(name, "-", "_")))
		}
	}
	return g, err
}

// grantArgs checks PRINCIPAL PERMISSION….
func grantArgs(_ *cobra.Command, args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("name a principal and what it may do, such as: app-team SELECT")
	}
	return nil
}

// shareGrant is `glaux share grant`.
func (c *command) shareGrant() *cobra.Command {
	var on resourceFlags
	var option bool
	cmd := c.changing("grant PRINCIPAL PERMISSION…", "Give a principal permissions on a resource", "glaux share grant app-team SELECT --table demo.cur --filter app-team", grantArgs,
		func(_ share.State, args []string) (share.Edit, error) {
			g, err := on.granting(args)
			if option {
				g.Grantable = g.Permissions
			}
			return share.Edit{Grant: []share.Grant{g}}, err
		})
	cmd.Long = `Give a principal permissions on a resource: SELECT, DESCRIBE, INSERT, DELETE, ALTER, DROP, CREATE_TABLE, CREATE_DATABASE,
DATA_LOCATION_ACCESS, ASSOCIATE, or ALL. What it has on the resource already stays. Several grants on one table add up: the rows of all their
filters, where a column that only some of them show is NULL in the rows of the others.`
	on.add(cmd.Flags())
	cmd.Flags().BoolVar(&option, "grant-option", false, "the principal may pass these permissions on")
	return cmd
}

// shareRevoke is `glaux share revoke`.
func (c *command) shareRevoke() *cobra.Command {
	var on resourceFlags
	var option bool
	cmd := c.changing("revoke PRINCIPAL PERMISSION…", "Take permissions away; what was not granted is an error", "glaux share revoke app-team SELECT --table demo.cur --filter app-team", grantArgs,
		func(_ share.State, args []string) (share.Edit, error) {
			g, err := on.granting(args)
			if option {
				g.Grantable, g.Permissions = g.Permissions, nil
			}
			return share.Edit{Revoke: []share.Grant{g}}, err
		})
	on.add(cmd.Flags())
	cmd.Flags().BoolVar(&option, "grant-option", false, "take only the right to pass them on")
	return cmd
}

// shareFilter is `glaux share filter`.
func (c *command) shareFilter() *cobra.Command {
	cmd := &cobra.Command{
		Use: "filter", Short: "Data cells filters: rows, columns and masks of a table or a view", RunE: c.group,
		Long: `Data cells filters: rows, columns and masks of a table or a view. Rows are a condition in Athena's SQL over any columns of the table, shown or
not, maps too (resource_tags['user_team'] = 'web'); over who asks (current_user, session_tag('team')); and over mapping tables
(account_id IN (SELECT account_id FROM ops.roster WHERE principal = current_user)). A mask is an expression that stands in for a column:
NULL, mask_hash(column), mask_last(column, 4), or any other of the column's type.`,
		Example: lines(
			`glaux share filter set demo.cur app-team --rows "line_item_usage_account_name LIKE 'App-Team-%'" --columns line_item_usage_account_name,line_item_unblended_cost`,
			`glaux share filter set demo.cur own --rows "resource_tags['user_team'] = session_tag('team')" --exclude identity_line_item_id`,
			`glaux share filter set demo.cur masked --mask "line_item_resource_id=mask_last(line_item_resource_id, 4)"`,
		),
	}
	var rows string
	var columns, exclude, masks []string
	set := c.changing("set DATABASE.TABLE NAME", "Make a filter, or put another in its place", "glaux share filter set demo.cur web --rows \"team = 'web'\"", cobra.ExactArgs(2),
		func(_ share.State, args []string) (share.Edit, error) {
			database, table, err := tableName(args[0])
			if err != nil {
				return share.Edit{}, err
			}
			f := share.Filter{Database: database, Table: table, Name: args[1], Rows: rows, Columns: columns, Excluded: exclude}
			for _, text := range masks {
				column, mask, err := pair(text)
				if err != nil {
					return share.Edit{}, err
				}
				if f.Masks == nil {
					f.Masks = map[string]string{}
				}
				f.Masks[column] = mask
			}
			return share.Edit{Put: share.Parts{Filters: []share.Filter{f}}}, nil
		})
	set.Flags().StringVar(&rows, "rows", "", "`CONDITION` that keeps rows; all rows without it")
	set.Flags().StringSliceVar(&columns, "columns", nil, "only these `COLUMNS`")
	set.Flags().StringSliceVar(&exclude, "exclude", nil, "all but these `COLUMNS`")
	set.Flags().StringArrayVar(&masks, "mask", nil, "`COLUMN=EXPRESSION` that stands in for a column")
	cmd.AddCommand(set, c.changing("remove DATABASE.TABLE NAME", "Remove a filter on which nothing is granted any more", "glaux share filter remove demo.cur web", cobra.ExactArgs(2),
		func(_ share.State, args []string) (share.Edit, error) {
			database, table, err := tableName(args[0])
			return share.Edit{Remove: share.Names{Filters: []share.FilterName{{Database: database, Table: table, Name: args[1]}}}}, err
		}))
	return cmd
}

// shareTag is `glaux share tag`.
func (c *command) shareTag() *cobra.Command {
	cmd := &cobra.Command{
		Use: "tag", Short: "LF-tags, and what has them", RunE: c.group,
		Example: lines("glaux share tag add team web search", "glaux share tag set demo.cur team=web", "glaux share grant web SELECT --tagged team=web"),
	}
	one := func(text, key, value string) (share.Tagged, error) {
		parts := strings.Split(text, ".")
		if len(parts) > 3 {
			return share.Tagged{}, usageError{fmt.Sprintf("%q is not of the form DATABASE[.TABLE[.COLUMN]]", text)}
		}
		parts = append(parts, "", "")
		return share.Tagged{Database: parts[0], Table: parts[1], Column: parts[2], Key: key, Value: value}, nil
	}
	cmd.AddCommand(
		c.changing("add KEY VALUE…", "Make an LF-tag with the values it may have, or change them", "glaux share tag add team web search", cobra.MinimumNArgs(2),
			func(_ share.State, args []string) (share.Edit, error) {
				return share.Edit{Put: share.Parts{Tags: []share.Tag{{Key: args[0], Values: args[1:]}}}}, nil
			}),
		c.changing("remove KEY", "Remove an LF-tag that nothing has any more", "glaux share tag remove team", cobra.ExactArgs(1),
			func(_ share.State, args []string) (share.Edit, error) {
				return share.Edit{Remove: share.Names{Tags: args}}, nil
			}),
		c.changing("set DATABASE[.TABLE[.COLUMN]] KEY=VALUE", "Give a database, table or column a value of an LF-tag", "glaux share tag set demo.cur team=web", cobra.ExactArgs(2),
			func(_ share.State, args []string) (share.Edit, error) {
				key, value, err := pair(args[1])
				if err != nil {
					return share.Edit{}, err
				}
				t, err := one(args[0], key, value)
				return share.Edit{Put: share.Parts{Tagged: []share.Tagged{t}}}, err
			}),
		c.changing("unset DATABASE[.TABLE[.COLUMN]] KEY", "Take an LF-tag off", "glaux share tag unset demo.cur team", cobra.ExactArgs(2),
			func(_ share.State, args []string) (share.Edit, error) {
				t, err := one(args[0], args[1], "")
				return share.Edit{Remove: share.Names{Tagged: []share.Tagged{t}}}, err
			}),
	)
	return cmd
}
