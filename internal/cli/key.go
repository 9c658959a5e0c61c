package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// key is `glaux key`.
func (c *command) key() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Manage the access keys with which programs sign what they ask",
		Long: `Manage the access keys with which programs sign what they ask, as AWS's own tools do. A key stands for a principal: an id, and a secret that
is shown once. The secret is kept in the lake's folder, encrypted with a key of this installation, for a signature is checked by making it
again.`,
		Example: lines("glaux key create alice"),
		RunE:    c.group,
	}
	cmd.AddCommand(c.keyCreate(), c.keyList(), c.keyRevoke())
	return cmd
}

// withKeys runs an action on the records of access keys.
func (c *command) withKeys(do func(a *app.App, keys *identity.Records, args []string) error) func(*cobra.Command, []string) error {
	return c.run(func(ctx context.Context, a *app.App, args []string) error {
		keys, err := a.Identity(ctx)
		if err != nil {
			return err
		}
		return errors.Join(do(a, keys, args), keys.Close())
	})
}

// keyCreate is `glaux key create`.
func (c *command) keyCreate() *cobra.Command {
	var days int
	var note string
	cmd := &cobra.Command{
		Use:     "create PRINCIPAL",
		Short:   "Make an access key and print its id and its secret, once",
		Example: lines("glaux key create alice", "glaux key create --days 90 --note 'the nightly report' reporter"),
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.withKeys(func(a *app.App, keys *identity.Records, args []string) error {
		if days < 0 {
			return usageError{"--days is positive where it is given"}
		}
		key, secret, err := keys.CreateKey(identity.Ask{Principal: args[0], Note: note, Expires: expiry(a.Now(), days)})
		if err == nil {
			err = noteCredential(a, "CREATE_KEY", key.ID+" for "+args[0])
		}
		if err != nil {
			return err
		}
		c.note("an access key for %s; the secret is shown here and never again:", args[0])
		_, err = fmt.Fprintf(c.Stdout, "%s\t%s\n", key.ID, secret)
		return err
	})
	cmd.Flags().IntVar(&days, "days", 0, "how many days the key is good; 0 for ever")
	cmd.Flags().StringVar(&note, "note", "", "what it is for, for the list")
	return cmd
}

// keyList is `glaux key list`.
func (c *command) keyList() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the access keys, without their secrets", Example: lines("glaux key list"), Args: cobra.NoArgs}
	cmd.RunE = c.withKeys(func(a *app.App, keys *identity.Records, _ []string) error {
		list, err := keys.Keys()
		if err != nil {
			return err
		}
		var rows [][]value.Value
		for _, k := range list {
			rows = append(rows, credential(k.ID, k.Principal, k.Note, k.Created, k.Expires))
		}
		return c.credentials(a, rows)
	})
	settings(cmd.Flags(), "format")
	return cmd
}

// keyRevoke is `glaux key revoke`.
func (c *command) keyRevoke() *cobra.Command {
	cmd := &cobra.Command{
		Use: "revoke ID|PRINCIPAL", Short: "Delete an access key, or all of a principal", Example: lines("glaux key revoke alice"), Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.withKeys(func(a *app.App, keys *identity.Records, args []string) error {
		n, err := keys.RevokeKeys(args[0])
		if err == nil {
			err = noteCredential(a, "REVOKE_KEY", args[0])
		}
		if err != nil {
			return err
		}
		c.note("%s deleted", plural(n, "access key"))
		return nil
	})
	return cmd
}
