package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxPast is how many statements of a workgroup are listed at most.
const maxPast = 10_000

// workgroupHistory is `glaux share workgroup history`.
func (c *command) workgroupHistory() *cobra.Command {
	find := job.Find{Limit: 50}
	var state string
	cmd := &cobra.Command{
		Use: "history NAME", Short: "What ran in a workgroup, the newest first", Args: cobra.ExactArgs(1),
		Long: `List what ran in a workgroup of the server over this lake, the newest first. Who administers the workgroup sees the statements of all, others their
own: glaux share workgroup set NAME --administrator local makes the local user one. What runs or waits just now has no end yet.`,
		Example: lines("glaux share workgroup history web", "glaux share workgroup history primary --owner alice --state failed --format csv"),
	}
	cmd.RunE = c.run(func(ctx context.Context, a *app.App, args []string) error {
		find.State = job.State(strings.ToUpper(state))
		if find.Limit < 1 || find.Limit > maxPast {
			return usageError{fmt.Sprintf("--limit: from 1 to %d", maxPast)}
		}
		list, err := a.Past(ctx, args[0], find)
		if err != nil {
			return err
		}
		rows := [][]value.Value{}
		for _, j := range list {
			rows = append(rows, pastRow(j))
		}
		return c.table(a, pastColumns(), rows)
	})
	cmd.Flags().StringVar(&find.Text, "text", "", "only statements that contain this `TEXT`")
	cmd.Flags().StringVar(&find.Owner, "owner", "", "only those of this `PRINCIPAL`")
	cmd.Flags().StringVar(&state, "state", "", "only those that succeeded, failed or cancelled")
	cmd.Flags().IntVar(&find.Limit, "limit", find.Limit, "how many")
	settings(cmd.Flags(), "format")
	complete(cmd, "format", render.Formats())
	complete(cmd, "state", []job.State{job.Succeeded, job.Failed, job.Cancelled})
	return cmd
}

// pastColumns are the columns of the history of a workgroup.
func pastColumns() []typed.Column {
	columns := append(words("submitted", "owner", "state", "took"), number("rows"), number("bytes"))
	return append(columns, words("error", "reused", "id", "sql")...)
}

// pastRow is a statement of the history.
func pastRow(j job.Job) []value.Value {
	var took, wrong value.Value
	if j.Started != nil && j.Ended != nil {
		took = j.Ended.Sub(*j.Started).Round(time.Millisecond).String()
	}
	state := string(j.State)
	if j.Ended == nil {
		state = "NOT_ENDED"
	}
	if j.Error != nil {
		wrong = j.Error.Code
	}
	return []value.Value{
		j.Submitted.UTC().Format(time.DateTime), j.Owner, state, took, j.Found, j.Bytes, wrong, textOrNull(j.Reused), j.ID, strings.Join(strings.Fields(j.SQL), " "),
	}
}
