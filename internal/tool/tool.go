// Package tool holds what an assistant, a model or an MCP client may do with Glaux: a dozen and more questions, each with a typed input and
// output, one file each. All of them read and none of them changes anything. It promises that a tool is called for a principal, through the
// same parts of the product as its pages, and shows nothing that those would not show it; that an input is checked against its schema before
// anything is read, with a message that says how to mend it; and that every figure comes with the SQL that made it.
//
//	tools, err := tool.All(parts)
//	answer, err := tools.Call(ctx, who, "costs", json.RawMessage(`{"groupBy": ["service"]}`))
package tool

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/explore"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/investigate"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/readiness"
	"github.com/glauxhq/glaux/internal/sharing"
)

// Parts are what the tools are made of. Tools whose part is nil are not there.
type Parts struct {
	// Explore runs the queries of the product, Texts those that a caller writes.
	Explore explore.Runner
	Texts   job.Texts
	Console Console
	Catalog Catalog
	// Cases are the anomalies, Investigations what is behind them.
	Cases          Cases
	Investigations Investigations
	Lake           Lake
	Sharing        Sharing
	GenAI          GenAI
	Units          Units
	Allocations    Allocations
	// Ranges are the public addresses of AWS; the zero value knows none.
	Ranges netflow.Ranges
	// Now is the clock of what is asked without a time.
	Now func() time.Time
}

// Console checks and explains SQL. *console.Console is one.
type Console interface {
	Check(ctx context.Context, who access.Principal, t console.Text) (console.Check, error)
	Explain(ctx context.Context, who access.Principal, t console.Text, stage string) (string, error)
}

// Catalog shows what can be queried. *console.Console is one.
type Catalog interface {
	Databases(ctx context.Context, who access.Principal) ([]console.Database, error)
	Table(ctx context.Context, who access.Principal, database, name string) (console.Table, error)
}

// Cases are the cases of anomalies. *casebook.Book is one.
type Cases interface {
	List(ctx context.Context, who access.Principal, f casebook.Filter) (casebook.List, error)
	Case(ctx context.Context, who access.Principal, id string) (casebook.Detail, error)
	Why(ctx context.Context, who access.Principal, id string) (casebook.Why, error)
}

// Investigations answer why something costs more than it did.
type Investigations interface {
	Investigate(ctx context.Context, who access.Principal, q investigate.Question) (investigate.Report, error)
}

// Lake tells what it can and cannot answer.
type Lake interface {
	Readiness(ctx context.Context, who access.Principal) ([]readiness.Finding, error)
}

// Sharing knows who may see what. *sharing.Desk is one.
type Sharing interface {
	Check(ctx context.Context, who access.Principal, r sharing.CheckRequest) (sharing.Sight, error)
}

// Tool is one question that can be asked.
type Tool struct {
	// Name is how it is called, Title what people read, About what it answers and when to ask it.
	Name, Title, About string
	// Input and Output are the JSON schemas of what goes in and comes out.
	Input, Output *jsonschema.Schema

	checks *jsonschema.Resolved
	call   func(ctx context.Context, who access.Principal, in json.RawMessage) (any, error)
}

// Tools are all tools, in the order in which they are listed.
type Tools []Tool

// spec is what a tool's file says of it.
type spec struct{ name, title, about string }

// maker makes a tool of parts; ok tells whether its parts are there.
type maker func(p Parts) (t Tool, ok bool, err error)

// All returns the tools that the parts allow.
func All(p Parts) (Tools, error) {
	var all Tools
	for _, make := range []maker{
		catalogTool, querySQL, explainSQL, costsTool, compareTool, forecastTool, findValues, anomaliesTool, caseTool, investigateTool,
		usageTypeTool, identifyAddress, classifyAddresses, flowsTool, findingsTool, genAICosts, genAIFindings, genAIWhatIf,
		allocationTool, unitsTool, unitTool, readinessTool, shareCheck,
	} {
		t, ok, err := make(p)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, t)
		}
	}
	return all, nil
}

// Find returns the tool of a name.
func (t Tools) Find(name string) (Tool, error) {
	if i := slices.IndexFunc(t, func(t Tool) bool { return t.Name == name }); i >= 0 {
		return t[i], nil
	}
	names := make([]string, len(t))
	for i, one := range t {
		names[i] = one.Name
	}
	return Tool{}, fault.New(fault.NotFound, "NO_SUCH_TOOL", fmt.Sprintf("there is no tool %.64q; there are %s", name, strings.Join(names, ", ")))
}

// Call asks the tool of a name.
func (t Tools) Call(ctx context.Context, who access.Principal, name string, in json.RawMessage) (any, error) {
	one, err := t.Find(name)
	if err != nil {
		return nil, err
	}
	return one.Call(ctx, who, in)
}

// Call asks the tool. The input is a JSON object; lists and numbers may also stand in it as text, as models like to write them.
func (t Tool) Call(ctx context.Context, who access.Principal, in json.RawMessage) (any, error) {
	object, err := read(in, t.Input)
	if err != nil {
		return nil, fault.New(fault.Invalid, codeInput, fmt.Sprintf("%s: %v", t.Name, err))
	}
	if err := t.checks.Validate(object); err != nil {
		return nil, fault.New(fault.Invalid, codeInput, fmt.Sprintf("%s: %s", t.Name, t.mend(object, err)))
	}
	clean, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return t.call(ctx, who, clean)
}

// codeInput is the code of an input that a tool does not take.
const codeInput = "INVALID_REQUEST"

// made returns a tool that answers by a function.
func made[In, Out any](s spec, answer func(ctx context.Context, who access.Principal, in In) (Out, error)) (Tool, bool, error) {
	input, err := schemaOf[In]()
	if err != nil {
		return Tool{}, false, fmt.Errorf("the input of %s: %w", s.name, err)
	}
	output, err := schemaOf[Out]()
	if err != nil {
		return Tool{}, false, fmt.Errorf("the output of %s: %w", s.name, err)
	}
	checks, err := input.Resolve(nil)
	if err != nil {
		return Tool{}, false, fmt.Errorf("the input of %s: %w", s.name, err)
	}
	return Tool{
		Name: s.name, Title: s.title, About: s.about, Input: input, Output: output, checks: checks,
		call: func(ctx context.Context, who access.Principal, raw json.RawMessage) (any, error) {
			var in In
			if err := json.Unmarshal(raw, &in); err != nil {
				return nil, fault.New(fault.Invalid, codeInput, fmt.Sprintf("%s: %v", s.name, err))
			}
			return answer(ctx, who, in)
		},
	}, true, nil
}

// none is the tool whose parts are not there.
func none() (Tool, bool, error) { return Tool{}, false, nil }
