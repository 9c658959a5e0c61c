package playbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A playbook fills a draft: resources, which Terraform and CloudFormation are written from, and commands. What the two languages have in common,
// names and values, stands in one place, so that they cannot say different things.
type draft struct {
	id          string
	title, risk Text
	steps       []Text
	resources   []*resource
	commands    []command
	names       map[string]bool
	missing     []string
}

// resource is a thing that is made, changed or deleted.
type resource struct {
	// name is a word of its own in the draft.
	name string
	// hcl and cfn are its type in either language; "" leaves it out there.
	hcl, cfn string
	fields   []field
	// taken is the id by which Terraform takes over what exists; "" makes a new one.
	taken string
	// gone tells that it is to be deleted.
	gone bool
}

// field is an argument in Terraform and a property in CloudFormation; "" leaves it out there. The value is a string, a whole number, a bool,
// a list of strings, a reference, an object, or a list of objects.
type field struct {
	hcl, cfn string
	value    any
}

type (
	// object is a block of Terraform, or an object of CloudFormation.
	object []field
	// names are tags.
	names [][2]string
	// reference is an attribute of another resource of the draft.
	reference struct {
		to       *resource
		hcl, cfn string // attribute; "" in CloudFormation is Ref
	}
	// references is a list of them.
	references []reference
)

// command is a call of a program. Arguments are texts or variables. What it prints is kept in a variable, where one is named.
type command struct {
	into string
	args []any
}

// variable is what an earlier command printed.
type variable string

func newDraft(id string, title, risk Text) *draft {
	return &draft{id: id, title: title, risk: risk, names: map[string]bool{}}
}

// step adds a step for people.
func (d *draft) step(en, ja string) { d.steps = append(d.steps, Text{EN: en, JA: ja}) }

// need notes what a playbook cannot do without.
func (d *draft) need(what string, values ...string) {
	if len(values) == 0 {
		d.missing = append(d.missing, what)
	}
	for _, v := range values {
		if strings.TrimSpace(v) == "" {
			d.missing = append(d.missing, what)
			return
		}
	}
}

// add adds a resource under a name made of some words.
func (d *draft) add(words, hcl, cfn string, fields ...field) *resource {
	base := word(words)
	name := base
	for n := 2; d.names[name]; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	d.names[name] = true
	r := &resource{name: name, hcl: hcl, cfn: cfn, fields: fields}
	d.resources = append(d.resources, r)
	return r
}

// aws adds a command of the AWS CLI in a region.
func (d *draft) aws(region, service, operation string, args ...any) {
	d.awsInto("", region, service, operation, args...)
}

// awsInto is aws; what it prints is kept.
func (d *draft) awsInto(into, region, service, operation string, args ...any) {
	list := flat(args)
	words := 0 // of the operation, as in: wait nat-gateway-available
	for words < len(list) && !strings.HasPrefix(fmt.Sprint(list[words]), "--") {
		words++
	}
	call := slices.Concat([]any{"aws", service, operation}, list[:words], []any{"--region", region}, list[words:])
	d.commands = append(d.commands, command{into: into, args: call})
}

// plan writes the three texts.
func (d *draft) plan() (Plan, error) {
	if len(d.missing) > 0 {
		return Plan{}, fmt.Errorf("playbook %q: without %s", d.id, strings.Join(d.missing, ", "))
	}
	for _, r := range d.resources {
		if !printable(r.fields) || !printable(r.taken) {
			return Plan{}, fmt.Errorf("playbook %q: %s has an id or a name with control characters", d.id, r.name)
		}
	}
	p := Plan{ID: d.id, Title: d.title, Risk: d.risk, Steps: d.steps, Terraform: d.terraform()}
	var formation, shell error
	p.CloudFormation, formation = d.formation()
	p.CLI, shell = d.shell()
	if err := errors.Join(formation, shell); err != nil {
		return Plan{}, fmt.Errorf("playbook %q: %w", d.id, err)
	}
	return p, nil
}

// printable tells whether all texts of a value are such as people write in one line.
func printable(v any) bool {
	all := true
	switch v := v.(type) {
	case string:
		return !strings.ContainsFunc(v, unicode.IsControl) && utf8.ValidString(v)
	case []string:
		for _, one := range v {
			all = all && printable(one)
		}
	case names:
		for _, pair := range v {
			all = all && printable(pair[:])
		}
	case []field:
		for _, f := range v {
			all = all && printable(f.value)
		}
	case object:
		return printable([]field(v))
	case []object:
		for _, one := range v {
			all = all && printable(one)
		}
	}
	return all
}

// flat puts the elements of lists in a row.
func flat(args []any) []any {
	var all []any
	for _, a := range args {
		if list, ok := a.([]string); ok {
			for _, one := range list {
				all = append(all, one)
			}
			continue
		}
		all = append(all, a)
	}
	return all
}

// both is a field of both languages.
func both(hcl, cfn string, value any) field { return field{hcl, cfn, value} }

// tagged are the tags of what a playbook makes.
func tagged(name string) field { return both("tags", "Tags", names{{"Name", name}}) }

// word makes a name of letters, digits and underscores that begins with a letter.
func word(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "_") {
				b.WriteByte('_')
			}
		}
	}
	name := strings.TrimRight(b.String(), "_")
	const longest = 60
	name = name[:min(len(name), longest)]
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "n" + name
	}
	return name
}

// camel makes of a word what CloudFormation takes for a name: letters and digits.
func camel(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}
