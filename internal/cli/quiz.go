package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/readiness"
)

// quiz is `glaux quiz`.
func (c *command) quiz() *cobra.Command {
	var answers bool
	cmd := &cobra.Command{
		Use:   "quiz",
		Short: "Ask five questions about your own bill, with the answers as SQL",
		Long: `Ask five questions about your own bill, with the answers as SQL. Answer each with its number; an empty line shows the answer. The
questions are about the last month that is over, of the source with the longest history.`,
		Example: lines("glaux quiz", "glaux quiz --answers"),
		Args:    cobra.NoArgs,
		RunE: c.run(func(ctx context.Context, a *app.App, _ []string) error {
			questions, err := a.Quiz(ctx)
			if err != nil {
				return err
			}
			if len(questions) == 0 {
				return usageError{"there is no bill to ask about: add one with glaux source add, and load it with glaux sync"}
			}
			return c.ask(ctx, questions, answers)
		}),
	}
	cmd.Flags().BoolVar(&answers, "answers", false, "show the answers without waiting for yours")
	return cmd
}

// ask puts the questions one by one, and counts what was right.
func (c *command) ask(ctx context.Context, questions []readiness.Question, answers bool) error {
	in := bufio.NewReader(c.Stdin)
	right := 0
	for i, q := range questions {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(c.Stdout, "%d. %s\n%s", i+1, q.Ask, choices(q)); err != nil {
			return err
		}
		verdict := ""
		if !answers {
			answer, err := c.answer(in, len(q.Choices))
			if err != nil {
				return err
			}
			verdict = "Not so. "
			if answer == q.Right {
				right++
				verdict = "Right. "
			}
			if answer < 0 {
				verdict = ""
			}
		}
		if _, err := fmt.Fprintf(c.Stdout, "   %s%s\n\n      %s\n\n", verdict, q.Says, strings.ReplaceAll(q.SQL, "\n", "\n      ")); err != nil {
			return err
		}
	}
	if answers {
		return nil
	}
	_, err := fmt.Fprintf(c.Stdout, "%d of %d right\n", right, len(questions))
	return err
}

// choices lists what may be answered.
func choices(q readiness.Question) string {
	text := ""
	for i, choice := range q.Choices {
		text += fmt.Sprintf("   %d) %s\n", i+1, strings.Map(harmless, choice))
	}
	return text
}

// answer reads the number of a choice and returns its place, or -1 for none.
func (c *command) answer(in *bufio.Reader, choices int) (int, error) {
	for {
		if _, err := fmt.Fprint(c.Stdout, "   > "); err != nil {
			return 0, err
		}
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		line = strings.TrimSpace(line)
		n, bad := strconv.Atoi(line)
		switch {
		case line == "":
			return -1, nil
		case bad == nil && n >= 1 && n <= choices:
			return n - 1, nil
		case errors.Is(err, io.EOF):
			return -1, nil
		}
		c.note("answer with a number from 1 to %d, or an empty line", choices)
	}
}
