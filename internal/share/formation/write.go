package formation

import (
	"encoding/json"
	"fmt"
	"strings"
)

// quoted writes a text as a JSON string without escapes for HTML.
func quoted(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil { // a string always can be
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// writer writes nested values with text written by leaf.
type writer struct {
	b    strings.Builder
	text func(string) string
}

// value writes a value of an object.
func (w *writer) value(v any, indent string) {
	inner := indent + "  "
	switch v := v.(type) {
	case string:
		w.b.WriteString(w.text(v))
	case bool:
		fmt.Fprintf(&w.b, "%t", v)
	case []string:
		parts := make([]string, len(v))
		for i, s := range v {
			parts[i] = w.text(s)
		}
		w.b.WriteString("[" + strings.Join(parts, ", ") + "]")
	case []object:
		w.b.WriteString("[")
		for i, o := range v {
			if i > 0 {
				w.b.WriteString(", ")
			}
			w.value(o, indent)
		}
		w.b.WriteString("]")
	case object:
		if len(v) == 0 {
			w.b.WriteString("{}")
			return
		}
		w.b.WriteString("{\n")
		for i, m := range v {
			w.b.WriteString(inner + quoted(m.name) + ": ")
			w.value(m.value, inner)
			if i < len(v)-1 {
				w.b.WriteString(",")
			}
			w.b.WriteString("\n")
		}
		w.b.WriteString(indent + "}")
	}
}

// CLI returns the plan as a script of calls of the AWS command line. What it makes must not be there yet.
func (p *Plan) CLI() string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\nset -eu\naccount=$(aws sts get-caller-identity --query Account --output text)\n")
	b.WriteString(p.comment("# "))
	for _, c := range p.calls() {
		w := writer{text: quoted}
		w.value(c.input, "")
		// Inside of '…' a shell leaves everything as it is but ' itself; the account is put between two such texts.
		text := strings.ReplaceAll(w.b.String(), "'", `'\''`)
		text = strings.ReplaceAll(text, `\u0000`, `'"$account"'`)
		fmt.Fprintf(&b, "aws lakeformation %s --cli-input-json '%s'\n", c.operation, text)
	}
	return b.String()
}

// comment writes the gaps as comments.
func (p *Plan) comment(mark string) string {
	var b strings.Builder
	if len(p.Gaps) > 0 {
		b.WriteString(mark + "Lake Formation cannot express all of it:\n")
	}
	for _, g := range p.Gaps {
		for line := range strings.SplitSeq(g.What+": "+g.Why+"; "+g.Instead, "\n") {
			b.WriteString(mark + strings.ReplaceAll(line, account, "") + "\n")
		}
	}
	return b.String()
}
