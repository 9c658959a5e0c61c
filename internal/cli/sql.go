package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// sqlFlags are the flags of commands that take SQL.
type sqlFlags struct {
	file   string
	params []string
	vars   []string
}

// add adds the flags.
func (f *sqlFlags) add(flags *pflag.FlagSet) {
	flags.StringVarP(&f.file, "file", "f", "", "read the SQL from `FILE`")
	flags.StringArrayVar(&f.params, "param", nil, "value of the next parameter ?, as an SQL `EXPRESSION`: 12, 'text', DATE '2025-11-01'")
	flags.StringArrayVar(&f.vars, "var", nil, "`NAME=VALUE` to put in place of ${NAME}, as text")
	settings(flags, "database", "location", "as")
	settings(flags, append(config.S3Settings(), "cache-size")...)
}

// text returns the SQL of a command: its argument, the file, or standard input for "-", with the placeholders filled.
func (c *command) text(f *sqlFlags, args []string) (string, error) {
	text, err := c.rawText(f, args)
	if err != nil {
		return "", err
	}
	return fill(text, f.vars)
}

func (c *command) rawText(f *sqlFlags, args []string) (string, error) {
	switch {
	case f.file != "" && len(args) > 0:
		return "", usageError{"both an SQL argument and --file are given"}
	case f.file != "" && f.file != "-":
		in, err := os.Open(f.file)
		if err != nil {
			return "", usageError{fmt.Sprintf("cannot read the SQL: %v", err)}
		}
		text, err := readText(in)
		return text, errors.Join(err, in.Close())
	case f.file == "-" || len(args) > 0 && args[0] == "-":
		return readText(c.Stdin)
	case len(args) == 0:
		return "", usageError{"no SQL: give it as an argument, with --file FILE, or - to read standard input"}
	}
	return args[0], nil
}

// readText reads SQL, a little more than the parser takes, so that the parser says that it is too long.
func readText(in io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(in, parse.MaxBytes+1))
	if err != nil {
		return "", fmt.Errorf("read the SQL: %w", err)
	}
	return string(text), nil
}

// options returns how a query of this command is run.
func (f *sqlFlags) options(a *app.App) query.Options {
	return query.Options{Database: a.Config.Database, Params: f.params}
}
