package dashboard

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// maxFront bounds the front matter, maxChoices the choices of a parameter.
const (
	maxFront   = 32 << 10
	maxChoices = 1000
)

// frontMatter is what stands between the lines --- at the beginning of a file.
type frontMatter struct {
	Title   string       `yaml:"title"`
	TitleJA string       `yaml:"title_ja"`
	About   string       `yaml:"about"`
	AboutJA string       `yaml:"about_ja"`
	Topic   string       `yaml:"topic"`
	Params  []frontParam `yaml:"params"`
}

// frontParam is a parameter as it is written. Values are taken as texts, however they look.
type frontParam struct {
	Name       string   `yaml:"name"`
	Title      string   `yaml:"title"`
	TitleJA    string   `yaml:"title_ja"`
	Type       string   `yaml:"type"`
	Default    string   `yaml:"default"`
	Choices    []string `yaml:"choices"`
	ChoicesSQL string   `yaml:"choices_sql"`
}

// cutFront parts the front matter from the body, and returns how many lines of the file stand before the body.
func cutFront(whole string) (front, body string, line int) {
	rest, ok := strings.CutPrefix(whole, "---\n")
	if !ok {
		return "", whole, 0
	}
	if strings.HasPrefix(rest, "---\n") {
		return "", rest[4:], 2
	}
	front, body, ok = strings.Cut(rest, "\n---\n")
	if !ok {
		front, ok = strings.CutSuffix(rest, "\n---")
		if !ok {
			return "", whole, 0
		}
	}
	return front + "\n", body, strings.Count(front, "\n") + 3
}

// front reads the front matter.
func (r *reader) front(front, whole string) {
	defer func() {
		if r.out.Title == "" {
			r.out.Title = r.out.Name
		}
	}()
	switch {
	case front == "" && strings.HasPrefix(whole, "---\n"):
		r.fault(1, "the front matter is empty or does not end: it stands between two lines ---")
		return
	case front == "":
		r.fault(1, "there is no front matter: a dashboard begins with a line ---, its title, and a line ---")
		return
	case len(front) > maxFront:
		r.fault(1, "the front matter has %d bytes; at most %d are read", len(front), maxFront)
		return
	}
	var f frontMatter
	if err := decode(front, &f); err != nil {
		line, reason := whereYAML(err)
		r.fault(line+1, "front matter: %s", reason)
	}
	r.out.Title, r.out.TitleJA = f.Title, f.TitleJA
	r.out.About, r.out.AboutJA = f.About, f.AboutJA
	r.out.Topic = f.Topic
	if f.Title == "" {
		r.fault(1, "the front matter has no title")
	}
	r.params(f.Params, front)
}

// errAlias is why a front matter with anchors or aliases is not read: a few lines of them can stand for millions.
var errAlias = errors.New("anchors, aliases and tags are not read")

// decode reads YAML. The reader is not ours, and its panics are faults of the text it was given.
func decode(front string, into *frontMatter) (err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fmt.Errorf("it cannot be read: %v", trouble)
		}
	}()
	depth := 0
	for _, t := range lexer.Tokenize(front) {
		switch t.Type { //nolint:exhaustive // the others are harmless
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType:
			return &yaml.SyntaxError{Message: errAlias.Error(), Token: t}
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		}
		if depth > maxDepth {
			return &yaml.SyntaxError{Message: "it is nested too deeply", Token: t}
		}
	}
	return yaml.NewDecoder(strings.NewReader(front), yaml.Strict()).Decode(into)
}

// maxDepth bounds the brackets of a front matter; what it has to say needs two.
const maxDepth = 10

// whereYAML returns the line and the reason of what is wrong with YAML.
func whereYAML(err error) (int, string) {
	var known yaml.Error
	if !errors.As(err, &known) {
		return 1, firstLine(err.Error())
	}
	line := 1
	if t := known.GetToken(); t != nil && t.Position != nil {
		line = t.Position.Line
	}
	return line, firstLine(known.GetMessage())
}

// firstLine returns a text up to its first line break.
func firstLine(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	return text
}

// paramName is how parameters are named: as SQL names without quotes, so that :name is one word.
var paramName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// params reads the parameters. One that is wrong is left out, so that the tiles that name it are told.
func (r *reader) params(list []frontParam, front string) {
	for i, p := range list {
		line := paramLine(front, i)
		if len(r.out.Params) == maxParams {
			r.fault(line, "there are more than %d parameters", maxParams)
			return
		}
		made, err := p.param()
		if err == nil && r.param(p.Name) != nil {
			err = fmt.Errorf("there are two of that name")
		}
		if err != nil {
			r.fault(line, "parameter %q: %v", p.Name, err)
			continue
		}
		r.out.Params = append(r.out.Params, made)
	}
	for i := 0; i < len(r.out.Params); i++ {
		p := r.out.Params[i]
		if p.ChoicesSQL == "" {
			continue
		}
		if _, err := r.statement(p.ChoicesSQL); err != nil {
			r.fault(r.paramLineOf(list, front, p.Name), "parameter %q: choices_sql: %v", p.Name, err)
			r.out.Params[i].ChoicesSQL = ""
		}
	}
}

// paramLineOf returns the line of a parameter by its name.
func (r *reader) paramLineOf(list []frontParam, front, name string) int {
	for i, p := range list {
		if p.Name == name {
			return paramLine(front, i)
		}
	}
	return 1
}

// paramLine returns the line of the file on which the parameter with the index i begins: that of the i-th item below params.
func paramLine(front string, i int) int {
	inside := false
	for n, line := range strings.Split(front, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "params:"):
			inside = true
		case inside && strings.HasPrefix(trimmed, "- "):
			if i == 0 {
				return n + 2
			}
			i--
		}
	}
	return 1
}

// param returns the parameter, or why it is none.
func (p frontParam) param() (Param, error) {
	made := Param{
		Name: p.Name, Title: p.Title, TitleJA: p.TitleJA, Type: p.Type, Default: p.Default,
		Choices: p.Choices, ChoicesSQL: strings.TrimSpace(p.ChoicesSQL),
	}
	if made.Title == "" {
		made.Title = p.Name
	}
	switch {
	case !paramName.MatchString(p.Name):
		return made, errors.New("a name has small letters, digits and _, and begins with a letter")
	case len(p.Choices) > maxChoices:
		return made, fmt.Errorf("it has %d choices; at most %d are read", len(p.Choices), maxChoices)
	case p.Type == "choice" && len(p.Choices) == 0 && made.ChoicesSQL == "":
		return made, errors.New("a choice needs choices or choices_sql")
	case p.Type != "choice" && p.Type != "text" && len(p.Choices)+len(made.ChoicesSQL) > 0:
		return made, fmt.Errorf("a %s has no choices", p.Type)
	}
	if _, err := made.literal(p.Default, Clock{Now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}); err != nil {
		return made, fmt.Errorf("default: %w", err)
	}
	return made, nil
}
