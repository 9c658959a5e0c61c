package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// token is `glaux token`.
func (c *command) token() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Manage the tokens with which people and programs ask the workbench",
		Long: `Manage the tokens with which people and programs ask the workbench. A token stands for a principal: who shows it sees what
was granted to that name with glaux share; in a new lake only «local» may see anything. The token itself is shown once; the file holds what SHA-256
makes of it. A server that runs takes a changed file at once.`,
		Example: lines("glaux token create --file tokens.json alice"),
		RunE:    c.group,
	}
	cmd.AddCommand(c.tokenCreate(), c.tokenList(), c.tokenRevoke())
	return cmd
}

// tokenCreate is `glaux token create`.
func (c *command) tokenCreate() *cobra.Command {
	var file, note string
	var days int
	cmd := &cobra.Command{
		Use:     "create --file FILE PRINCIPAL",
		Short:   "Make a token and print it, once",
		Example: lines("glaux token create --file tokens.json alice", "glaux token create --file tokens.json --days 90 --note 'the nightly report' reporter"),
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.run(func(_ context.Context, a *app.App, args []string) error {
		if file == "" || days < 0 {
			return usageError{"--file: name the file of the tokens; --days is positive where it is given"}
		}
		now := a.Now()
		_, token, err := identity.Create(file, identity.Ask{Principal: args[0], Note: note, Expires: expiry(now, days)}, now)
		if err == nil {
			err = noteCredential(a, "CREATE_TOKEN", "for "+args[0])
		}
		if err != nil {
			return err
		}
		c.note("a token for %s is in %s; it is shown here and never again:", args[0], file)
		_, err = fmt.Fprintln(c.Stdout, token)
		return err
	})
	cmd.Flags().StringVar(&file, "file", "", "file of the tokens, which is made where there is none")
	cmd.Flags().IntVar(&days, "days", 0, "how many days the token is good; 0 for ever")
	cmd.Flags().StringVar(&note, "note", "", "what it is for, for the list")
	return cmd
}

// tokenList is `glaux token list`.
func (c *command) tokenList() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "list --file FILE", Short: "List the tokens of a file", Example: lines("glaux token list --file tokens.json"), Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(_ context.Context, a *app.App, _ []string) error {
		list, err := identity.List(file)
		if err != nil {
			return err
		}
		var rows [][]value.Value
		for _, t := range list {
			rows = append(rows, credential(t.ID, t.Principal, t.Note, t.Created, t.Expires))
		}
		return c.credentials(a, rows)
	})
	cmd.Flags().StringVar(&file, "file", "", "file of the tokens")
	settings(cmd.Flags(), "format")
	return cmd
}

// tokenRevoke is `glaux token revoke`.
func (c *command) tokenRevoke() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:     "revoke --file FILE ID|PRINCIPAL",
		Short:   "Take a token, or all tokens of a principal, out of a file",
		Example: lines("glaux token revoke --file tokens.json alice"),
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.run(func(_ context.Context, a *app.App, args []string) error {
		n, err := identity.Revoke(file, args[0])
		if err == nil {
			err = noteCredential(a, "REVOKE_TOKEN", args[0])
		}
		if err != nil {
			return err
		}
		c.note("%s taken out of %s; sessions that began with them have ended", plural(int64(n), "token"), file)
		return nil
	})
	cmd.Flags().StringVar(&file, "file", "", "file of the tokens")
	return cmd
}
