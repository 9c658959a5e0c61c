package allocation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// What a file may hold. AWS allows 500 rules and ten splits in a category.
const (
	maxFile    = 1 << 20
	maxDepth   = 40
	maxKeys    = 50
	maxSteps   = 50
	maxRules   = 500
	maxEntries = 5000
	version    = 1
)

// fileRules is a file as it is written.
type fileRules struct {
	Version    int            `yaml:"version"`
	Keys       []fileKey      `yaml:"keys"`
	Categories []fileCategory `yaml:"cost_categories"`
	Examples   []fileExample  `yaml:"examples"`
}

type fileKey struct {
	Name     string              `yaml:"name"`
	Over     Source              `yaml:"over"`
	Metric   Metric              `yaml:"metric"`
	Shared   []fileShared        `yaml:"shared"`
	Steps    []fileStep          `yaml:"steps"`
	Aliases  map[string]textList `yaml:"aliases"`
	Residual fileResidual        `yaml:"residual"`
	Splits   []fileSplit         `yaml:"splits"`
	Savings  *fileSplit          `yaml:"savings"`
}

// fileStep has a name and exactly one of the others.
type fileStep struct {
	Name         string            `yaml:"name"`
	ProfileTag   textList          `yaml:"profile_tag"`
	PrincipalTag textList          `yaml:"principal_tag"`
	SessionTag   textList          `yaml:"session_tag"`
	Principals   []filePrincipal   `yaml:"principals"`
	Metadata     textList          `yaml:"metadata"`
	ResourceTag  textList          `yaml:"resource_tag"`
	AccountTag   textList          `yaml:"account_tag"`
	Accounts     map[string]string `yaml:"accounts"`
	Category     textList          `yaml:"category"`
	Rules        []fileRule        `yaml:"rules"`
	Inherit      *fileInherit      `yaml:"inherit"`
	Default      string            `yaml:"default"`
}

type filePrincipal struct {
	Match string `yaml:"match"`
	Regex string `yaml:"regex"`
	Value string `yaml:"value"`
}

type fileShared struct {
	Name  string     `yaml:"name"`
	When  *Condition `yaml:"when"`
	Split fileSplit  `yaml:"split"`
}

type fileResidual struct {
	Name  string     `yaml:"name"`
	Split *fileSplit `yaml:"split"`
}

type fileSplit struct {
	Source  string            `yaml:"source"`
	Method  Method            `yaml:"method"`
	Targets []string          `yaml:"targets"`
	Shares  map[string]scalar `yaml:"shares"`
}

// fileCategory is a cost category as AWS's describe-cost-category-definition writes it.
type fileCategory struct {
	ARN      string            `yaml:"CostCategoryArn"`
	Start    string            `yaml:"EffectiveStart"`
	End      string            `yaml:"EffectiveEnd"`
	Name     string            `yaml:"Name"`
	Version  string            `yaml:"RuleVersion"`
	Rules    []fileRule        `yaml:"Rules"`
	Default  string            `yaml:"DefaultValue"`
	Splits   []fileSplitCharge `yaml:"SplitChargeRules"`
	Statuses []any             `yaml:"ProcessingStatus"`
}

type fileRule struct {
	Type    string       `yaml:"Type"`
	Value   string       `yaml:"Value"`
	Rule    *Condition   `yaml:"Rule"`
	Inherit *fileInherit `yaml:"InheritedValue"`
}

type fileInherit struct {
	Dimension string `yaml:"DimensionName"`
	Key       string `yaml:"DimensionKey"`
}

type fileSplitCharge struct {
	Source     string          `yaml:"Source"`
	Targets    []string        `yaml:"Targets"`
	Method     string          `yaml:"Method"`
	Parameters []fileParameter `yaml:"Parameters"`
}

type fileParameter struct {
	Type   string   `yaml:"Type"`
	Values []scalar `yaml:"Values"`
}

type fileExample struct {
	Name   string            `yaml:"name"`
	Key    string            `yaml:"key"`
	Line   map[string]any    `yaml:"line"`
	Value  string            `yaml:"value"`
	Step   string            `yaml:"step"`
	Costs  map[string]scalar `yaml:"costs"`
	Tokens map[string]scalar `yaml:"tokens"`
	After  map[string]scalar `yaml:"after"`
}

// scalar is a value as it is written, so that 0.10 stays what it is.
type scalar string

// UnmarshalYAML takes the scalar.
func (t *scalar) UnmarshalYAML(b []byte) error {
	*t = scalar(strings.Trim(strings.TrimSpace(string(b)), `"'`))
	return nil
}

// textList is one text, or several.
type textList []string

// UnmarshalYAML takes both.
func (l *textList) UnmarshalYAML(b []byte) error {
	var one string
	if err := yaml.Unmarshal(b, &one); err == nil {
		*l = textList{one}
		return nil
	}
	var many []string
	if err := yaml.Unmarshal(b, &many); err != nil {
		return fmt.Errorf("a text, or a list of texts, is needed here: %w", err)
	}
	*l = many
	return nil
}

// Parse reads rules. What is wrong in them is named with its line.
func Parse(file []byte) (Rules, error) {
	if len(file) > maxFile {
		return Rules{}, wrong(0, fmt.Sprintf("the file has %d bytes; at most %d are read", len(file), maxFile))
	}
	var f fileRules
	if err := decode(file, &f); err != nil {
		return Rules{}, err
	}
	r := reader{file: file}
	rules := r.rules(f)
	return rules, r.err
}

// codeRules is the code of rules that are wrong.
const codeRules = "INVALID_ALLOCATION"

// wrong is an error at a line, of the whole file for 0.
func wrong(line int, says string) error {
	if line > 0 {
		says = fmt.Sprintf("line %d: %s", line, says)
	}
	return fault.New(fault.Invalid, codeRules, "rules of allocation: "+says)
}

// decode reads YAML strictly. The reader is not ours, and its panics are faults of the text it was given.
func decode(file []byte, into *fileRules) (err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = wrong(0, fmt.Sprintf("the file cannot be read: %v", trouble))
		}
	}()
	if line, says := harmful(string(file)); says != "" {
		return wrong(line, says)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(file), yaml.Strict())
	if err := decoder.Decode(into); err != nil {
		var known yaml.Error
		if errors.As(err, &known) && known.GetToken() != nil {
			return wrong(known.GetToken().Position.Line, known.GetMessage())
		}
		if errors.Is(err, io.EOF) {
			return wrong(0, "the file is empty")
		}
		return wrong(0, err.Error())
	}
	return nil
}

// harmful looks for what a file of rules does not need, and a few lines of which can stand for millions.
func harmful(file string) (line int, says string) {
	depth := 0
	documents := 0
	for _, t := range lexer.Tokenize(file) {
		switch t.Type { //nolint:exhaustive // the others are harmless
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType:
			return t.Position.Line, "anchors, aliases and tags are not read"
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.DocumentHeaderType:
			documents++
		}
		if indent := t.Position.Column; depth > maxDepth || indent > maxDepth*8 && t.Type == token.MappingValueType {
			return t.Position.Line, "it is nested too deeply"
		}
		if documents > 1 {
			return t.Position.Line, "there is a second document"
		}
	}
	return 0, ""
}

// reader makes Rules of a file, and keeps the first thing that is wrong.
type reader struct {
	file   []byte
	err    error
	weight int // of the key that is linked
}

// fail notes what is wrong at a path such as $.keys[0].steps[2].
func (r *reader) fail(path, says string, args ...any) {
	if r.err == nil {
		r.err = wrong(r.line(path), fmt.Sprintf(says, args...))
	}
}

// line is where a path stands in the file, 0 where that is not known.
func (r *reader) line(path string) (line int) {
	defer func() {
		if recover() != nil { // the reader is not ours
			line = 0
		}
	}()
	p, err := yaml.PathString(path)
	if err != nil {
		return 0
	}
	tree, err := parser.ParseBytes(r.file, 0)
	if err != nil {
		return 0
	}
	node, err := p.FilterFile(tree)
	if err != nil || node == nil || node.GetToken() == nil {
		return 0
	}
	return node.GetToken().Position.Line
}

// rules makes Rules.
func (r *reader) rules(f fileRules) Rules {
	var out Rules
	switch {
	case f.Version != version:
		r.fail("$.version", "version is %d; this program reads version: 1", f.Version)
	case len(f.Keys)+len(f.Categories) == 0:
		r.fail("$", "there is no key and no cost category: keys: or cost_categories: is needed")
	case len(f.Keys)+len(f.Categories) > maxKeys:
		r.fail("$", "there are more than %d keys", maxKeys)
	}
	for i, one := range f.Categories {
		if r.err == nil {
			out.Keys = append(out.Keys, r.category(fmt.Sprintf("$.cost_categories[%d]", i), one))
		}
	}
	// Cost categories are known to keys, but a key is what people ask for first.
	categories := len(out.Keys)
	for i, one := range f.Keys {
		if r.err == nil {
			out.Keys = append(out.Keys, r.key(fmt.Sprintf("$.keys[%d]", i), one))
		}
	}
	names := map[string]bool{}
	for i := range out.Keys {
		k := &out.Keys[i]
		path := fmt.Sprintf("$.cost_categories[%d]", i)
		if i >= categories {
			path = fmt.Sprintf("$.keys[%d]", i-categories)
		}
		if names[k.Name] {
			r.fail(path, "there are two keys %q", k.Name)
		}
		names[k.Name] = true
		r.link(path, k, out.Keys[:i])
	}
	out.Keys = slices.Concat(out.Keys[categories:], out.Keys[:categories])
	for i, one := range f.Examples {
		if r.err == nil {
			out.Examples = append(out.Examples, r.example(fmt.Sprintf("$.examples[%d]", i), one, out))
		}
	}
	return out
}

// example reads an example.
func (r *reader) example(path string, f fileExample, rules Rules) Example {
	e := Example{Name: f.Name, At: r.line(path), Key: f.Key, Line: f.Line, Value: f.Value, Step: f.Step}
	if f.Name == "" {
		r.fail(path, "an example needs a name")
	}
	if f.Key != "" && !slices.ContainsFunc(rules.Keys, func(k Key) bool { return k.Name == f.Key }) {
		r.fail(path, "the example %q names the key %q, which is not there", f.Name, f.Key)
	}
	e.Costs, e.Tokens, e.After = r.amounts(path, f.Costs), r.amounts(path, f.Tokens), r.amounts(path, f.After)
	for _, column := range slices.Sorted(maps.Keys(f.Line)) {
		if !slices.Contains(lineColumns(), column) && !slices.Contains(mapColumns(), column) {
			r.fail(path, "the example %q has the column %q, which no rule looks at; there are %s", f.Name, column, strings.Join(append(mapColumns(), lineColumns()...), ", "))
		}
	}
	switch {
	case len(f.Line) > 0 && (len(f.Costs) > 0 || len(f.After) > 0):
		r.fail(path, "the example %q has a line and costs: it tests one of both", f.Name)
	case len(f.Line) > 0 && f.Value == "" && f.Step == "":
		r.fail(path, "the example %q says neither value nor step, so that nothing is tested", f.Name)
	case len(f.Line) == 0 && (len(f.Costs) == 0 || len(f.After) == 0):
		r.fail(path, "the example %q needs a line with its value or step, or costs and what they are after splits", f.Name)
	}
	return e
}

// amounts reads amounts by name.
func (r *reader) amounts(path string, list map[string]scalar) map[string]money.Amount {
	if len(list) == 0 {
		return nil
	}
	if len(list) > maxEntries {
		r.fail(path, "there are more than %d values", maxEntries)
		return nil
	}
	out := map[string]money.Amount{}
	for name, t := range list {
		a, err := money.Parse(string(t))
		if err != nil {
			r.fail(path, "%s: %q is no amount", name, string(t))
			return nil
		}
		out[name] = a
	}
	return out
}
