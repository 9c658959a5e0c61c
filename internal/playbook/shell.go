package playbook

import (
	"encoding/json"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// shell writes the commands for bash, each option on a line of its own.
func (d *draft) shell() (string, error) {
	var b strings.Builder
	for _, c := range d.commands {
		line, err := c.line()
		if err != nil {
			return "", err
		}
		b.WriteString(line + "\n")
	}
	return b.String(), nil
}

// line writes a command.
func (c command) line() (string, error) {
	var b strings.Builder
	for i, arg := range c.args {
		var text string
		switch a := arg.(type) {
		case variable:
			text = `"$` + string(a) + `"`
		case string:
			quoted, err := syntax.Quote(a, syntax.LangBash)
			if err != nil {
				return "", fmt.Errorf("an argument of a command: %w", err)
			}
			text = quoted
		default:
			return "", fmt.Errorf("an argument of a command: %T", arg)
		}
		switch {
		case i == 0:
		case strings.HasPrefix(text, "--"):
			b.WriteString(" \\\n    ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(text)
	}
	if c.into == "" {
		return b.String(), nil
	}
	return c.into + "=$(" + b.String() + ")", nil
}

// jsonText is a value as JSON, which options of the AWS CLI take.
func jsonText(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("an argument of a command: %w", err)
	}
	return string(text), nil
}
