package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/share"
)

// share is `glaux share`.
func (c *command) share() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "share",
		Short: "Say who may see which rows and columns, in Lake Formation's terms",
		Long: `Say who may see which rows and columns, in Lake Formation's terms: principals, data cells filters, grants, LF-tags, locations and workgroups.
Nothing is visible that no grant gives. In a new lake the local user is an administrator and has ALL on the catalog.

Every command shows what it changes, and --dry-run only shows it. A server that runs takes the change with its next statement, and running
ones with their next batch. doc/share.md tells the rest.`,
		Example: lines(
			`glaux share principal add alice`,
			`glaux share principal add app-team --kind role --member alice`,
			`glaux share filter set demo.cur app-team --rows "line_item_usage_account_name LIKE 'App-Team-%'" --columns line_item_usage_account_name,line_item_unblended_cost`,
			`glaux share grant app-team SELECT --table demo.cur --filter app-team`,
			`glaux share check --as app-team --query "SELECT * FROM demo.cur"`,
			`glaux query "SELECT * FROM demo.cur" --as app-team`,
		),
		RunE: c.group,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(
		c.sharePrincipal(), c.shareFilter(), c.shareGrant(), c.shareRevoke(), c.shareTag(), c.shareLocation(), c.shareMapping(), c.shareAdmin(),
		c.shareWorkgroup(), c.shareCheck(), c.shareList(), c.shareHistory(), c.shareExport(), c.shareImport(),
	)
	return cmd
}

// changing is a command that changes what is shared. Make makes the edit of a state from the arguments.
func (c *command) changing(use, short, example string, args cobra.PositionalArgs, make func(s share.State, args []string) (share.Edit, error)) *cobra.Command {
	var dry bool
	cmd := &cobra.Command{Use: use, Short: short, Example: lines(example), Args: args}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		return c.change(ctx, a, dry, func(s *share.State) error {
			edit, err := make(*s, args)
			if err != nil {
				return err
			}
			return s.Apply(edit)
		})
	})
	dryRun(cmd.Flags(), &dry)
	return cmd
}

func dryRun(flags *pflag.FlagSet, dry *bool) {
	flags.BoolVar(dry, "dry-run", false, "show what would change, and change nothing")
}

// change makes a change as the local user and shows it.
func (c *command) change(ctx context.Context, a *app.App, dry bool, f func(*share.State) error) error {
	var done share.Done
	var err error
	if dry {
		done, _, err = a.Shares().Try(ctx, a.LocalUser(), f)
	} else {
		done, err = a.Shares().Change(ctx, a.LocalUser(), f)
	}
	if err != nil {
		return err
	}
	return c.showDone(done, dry)
}

// showDone shows a change, a line for each record.
func (c *command) showDone(done share.Done, dry bool) error {
	for _, d := range done.Deltas {
		text := d.After
		if text == "" {
			text = d.Before
		}
		if _, err := fmt.Fprintf(c.Stdout, "%s %s %s\n", d.Sign(), d.Part, text); err != nil {
			return err
		}
	}
	for _, note := range done.Notes {
		c.note("note: %s", note)
	}
	switch {
	case len(done.Deltas) == 0:
		c.note("nothing to change")
	case dry:
		c.note("nothing was changed: this was a dry run")
	}
	return nil
}

// tableName reads DATABASE.TABLE.
func tableName(text string) (database, table string, err error) {
	database, table, ok := strings.Cut(strings.ToLower(text), ".")
	if !ok || database == "" || table == "" || strings.Contains(table, ".") {
		return "", "", usageError{fmt.Sprintf("%q is not of the form DATABASE.TABLE", text)}
	}
	return database, table, nil
}

// pair reads NAME=VALUE.
func pair(text string) (name, value string, err error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok || name == "" {
		return "", "", usageError{fmt.Sprintf("%q is not of the form NAME=VALUE", text)}
	}
	return name, value, nil
}

// shareAdmin is `glaux share admin`.
func (c *command) shareAdmin() *cobra.Command {
	cmd := &cobra.Command{
		Use: "admin", Short: "Who may grant and revoke everything, and reads nothing by that", RunE: c.group,
		Example: lines("glaux share admin add alice", "glaux share admin remove local"),
	}
	cmd.AddCommand(
		c.changing("add PRINCIPAL", "Make a principal an administrator", "glaux share admin add alice", cobra.ExactArgs(1),
			func(_ share.State, args []string) (share.Edit, error) {
				return share.Edit{Put: share.Parts{Administrators: args}}, nil
			}),
		c.changing("remove PRINCIPAL", "Make a principal no administrator any more", "glaux share admin remove alice", cobra.ExactArgs(1),
			func(_ share.State, args []string) (share.Edit, error) {
				return share.Edit{Remove: share.Names{Administrators: args}}, nil
			}),
	)
	return cmd
}

// shareMapping is `glaux share mapping`.
func (c *command) shareMapping() *cobra.Command {
	cmd := &cobra.Command{
		Use: "mapping", Short: "Tables that row filters may read, with nobody's rights", RunE: c.group,
		Example: lines("glaux share mapping add ops.roster"),
	}
	edit := func(make func([]share.Mapping) share.Edit) func(share.State, []string) (share.Edit, error) {
		return func(_ share.State, args []string) (share.Edit, error) {
			database, table, err := tableName(args[0])
			return make([]share.Mapping{{Database: database, Table: table}}), err
		}
	}
	cmd.AddCommand(
		c.changing("add DATABASE.TABLE", "Let row filters read a table", "glaux share mapping add ops.roster", cobra.ExactArgs(1),
			edit(func(m []share.Mapping) share.Edit { return share.Edit{Put: share.Parts{Mappings: m}} })),
		c.changing("remove DATABASE.TABLE", "Let row filters read a table no more", "glaux share mapping remove ops.roster", cobra.ExactArgs(1),
			edit(func(m []share.Mapping) share.Edit { return share.Edit{Remove: share.Names{Mappings: m}} })),
	)
	return cmd
}

// shareLocation is `glaux share location`.
func (c *command) shareLocation() *cobra.Command {
	cmd := &cobra.Command{
		Use: "location", Short: "Register where data lies", RunE: c.group,
		Long: `Register where data lies. In hybrid access mode the grants bind only the principals that opted in; all others read the tables that lie there
whole. A location that is not hybrid binds everybody, as a table does that lies in no registered location.`,
		Example: lines("glaux share location add s3://bucket/bills --hybrid --opt-in app-team"),
	}
	var hybrid bool
	var optIn []string
	add := c.changing("add PATH", "Register a location, or change it", "glaux share location add s3://bucket/bills", cobra.ExactArgs(1),
		func(_ share.State, args []string) (share.Edit, error) {
			return share.Edit{Put: share.Parts{Locations: []share.Location{{Path: args[0], Hybrid: hybrid, OptedIn: optIn}}}}, nil
		})
	add.Flags().BoolVar(&hybrid, "hybrid", false, "hybrid access mode: the grants bind only who opted in")
	add.Flags().StringSliceVar(&optIn, "opt-in", nil, "`PRINCIPALS` that the grants bind, in hybrid access mode")
	cmd.AddCommand(add, c.changing("remove PATH", "Register a location no more", "glaux share location remove s3://bucket/bills", cobra.ExactArgs(1),
		func(_ share.State, args []string) (share.Edit, error) {
			return share.Edit{Remove: share.Names{Locations: args}}, nil
		}))
	return cmd
}

// sharePrincipal is `glaux share principal`.
func (c *command) sharePrincipal() *cobra.Command {
	cmd := &cobra.Command{
		Use: "principal", Short: "Users, roles and groups", RunE: c.group,
		Example: lines("glaux share principal add alice --tag team=web", "glaux share principal add app-team --kind role --member alice"),
	}
	var kind, workgroup string
	var members, tags []string
	add := c.changing("add NAME", "Add a principal, or change what is named", "glaux share principal add app-team --kind role --member alice", cobra.ExactArgs(1),
		func(s share.State, args []string) (share.Edit, error) {
			p := share.Principal{Name: args[0], Kind: share.User}
			if at := slices.IndexFunc(s.Principals, func(one share.Principal) bool { return one.Name == args[0] }); at >= 0 {
				p = s.Principals[at]
			}
			if kind != "" {
				p.Kind = share.Kind(strings.ToLower(kind))
			}
			if workgroup != "" {
				p.Workgroup = workgroup
			}
			p.Members = append(p.Members, members...)
			for _, text := range tags {
				name, value, err := pair(text)
				if err != nil {
					return share.Edit{}, err
				}
				if p.Tags == nil {
					p.Tags = map[string]string{}
				}
				p.Tags[name] = value
			}
			return share.Edit{Put: share.Parts{Principals: []share.Principal{p}}}, nil
		})
	add.Flags().StringVar(&kind, "kind", "", "user, role or group (default: user)")
	add.Flags().StringVar(&workgroup, "workgroup", "", "the `WORKGROUP` of statements that name none")
	add.Flags().StringSliceVar(&members, "member", nil, "`PRINCIPALS` that belong to the group or role")
	add.Flags().StringArrayVar(&tags, "tag", nil, "`NAME=VALUE` of a session tag, which filters read with session_tag('NAME')")
	complete(add, "kind", []share.Kind{share.User, share.Role, share.Group})
	var leaving []string
	remove := c.changing("remove NAME", "Remove a principal, or with --member members of it", "glaux share principal remove app-team --member alice", cobra.ExactArgs(1),
		func(s share.State, args []string) (share.Edit, error) {
			at := slices.IndexFunc(s.Principals, func(one share.Principal) bool { return one.Name == args[0] })
			if len(leaving) == 0 || at < 0 {
				return share.Edit{Remove: share.Names{Principals: args}}, nil
			}
			p := s.Principals[at]
			p.Members = slices.DeleteFunc(slices.Clone(p.Members), func(m string) bool { return slices.Contains(leaving, m) })
			return share.Edit{Put: share.Parts{Principals: []share.Principal{p}}}, nil
		})
	remove.Flags().StringSliceVar(&leaving, "member", nil, "`PRINCIPALS` that leave the group or role")
	cmd.AddCommand(add, remove)
	return cmd
}
