package demo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/glauxhq/glaux/internal/casebook"
)

// theTools lists and calls every tool as the official client does, over the pipes that `glaux mcp` has.
func (h *house) theTools(t *testing.T, cases []casebook.Case) {
	session := h.client(t)
	asked := map[string]string{
		"catalog":            `{"search": "srcaddr"}`,
		"query_sql":          `{"sql": "SELECT line_item_product_code, sum(CAST(line_item_unblended_cost AS decimal(38, 10))) AS cost FROM glaux.bill WHERE billing_period = ? GROUP BY 1", "params": ["'2025-11'"], "limit": "3"}`,
		"explain_sql":        `{"sql": "SELECT count(*) FROM glaux.bill", "plan": true}`,
		"costs":              `{"from": "2025-11-01", "to": "2025-12-01", "groupBy": "service", "charges": "together"}`,
		"compare":            `{"beforeFrom": "2025-10-01", "beforeTo": "2025-11-01", "afterFrom": "2025-11-01", "afterTo": "2025-12-01", "groupBy": ["service"]}`,
		"forecast":           `{"granularity": "monthly", "from": "2025-01-01", "to": "2025-12-01", "steps": 2}`,
		"find_values":        `{"dimension": "account", "search": "ai"}`,
		"anomalies":          `{"limit": 100}`,
		"case":               fmt.Sprintf(`{"id": %q}`, detour(t, cases).ID),
		"investigate":        fmt.Sprintf(`{"case": %q}`, detour(t, cases).ID),
		"explain_usage_type": `{"usageType": "APN1-DataTransfer-Regional-Bytes", "product": "AmazonEC2"}`,
		"identify_address":   `{"address": "10.20.12.20", "at": "2025-08-01T12:00:00Z"}`,
		"classify_addresses": `{"addresses": "10.20.12.20, 10.20.12.21", "level": "name", "at": "2025-08-01"}`,
		"flows":              `{"by": "az", "top": 5}`,
		"findings":           `{"from": "2025-07-01", "to": "2025-08-01"}`,
		"genai_costs":        `{"from": "2025-05-01", "to": "2025-06-01", "by": ["department"]}`,
		"genai_findings":     `{"from": "2025-05-01", "to": "2025-06-01"}`,
		"genai_what_if":      `{"from": "2025-05-01", "to": "2025-06-01", "where": "department=Sales", "model": "Nova Pro"}`,
		"allocation":         `{"from": "2025-11-01", "to": "2025-12-01"}`,
		"units":              `{"from": "2025-11-01", "to": "2025-12-01"}`,
		"unit":               `{"id": "lambda-request", "from": "2025-11-01", "to": "2025-12-01"}`,
		"readiness":          `{}`,
		"share_check":        `{}`,
	}
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]json.RawMessage{}
	for _, one := range list.Tools {
		in, known := asked[one.Name]
		if !known {
			t.Errorf("nobody asks %s", one.Name)
			continue
		}
		delete(asked, one.Name)
		r, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: one.Name, Arguments: json.RawMessage(in)})
		if err != nil || r.IsError {
			t.Errorf("%s: %v %s", one.Name, err, first(r))
			continue
		}
		answers[one.Name] = json.RawMessage(first(r))
		t.Logf("%s: %d KiB", one.Name, len(first(r))>>10)
		if wrong := fits(one.OutputSchema, r.StructuredContent); wrong != nil {
			t.Errorf("the answer of %s is not what its schema says: %v", one.Name, wrong)
		}
	}
	for name := range asked {
		t.Errorf("there is no tool %s", name)
	}
	h.theFigures(t, session, answers)
}

// client connects the official client to the program's own side of its pipes.
func (h *house) client(t *testing.T) *mcp.ClientSession {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- h.app.ServeMCP(context.WithoutCancel(t.Context()), "test", in, out) }()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), &mcp.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		session.Close() //nolint:errcheck // the server tells
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return session
}

// theFigures compares what tools say with queries of the same lake.
func (h *house) theFigures(t *testing.T, session *mcp.ClientSession, answers map[string]json.RawMessage) {
	t.Helper()
	var costs struct{ Total string }
	var rows struct {
		Rows      [][]string
		Found     int
		Truncated bool
	}
	for name, into := range map[string]any{"costs": &costs, "query_sql": &rows} {
		if err := json.Unmarshal(answers[name], into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	const month = `FROM glaux.bill WHERE billing_period = '2025-11'`
	if want := h.one(t, `SELECT sum(CAST(line_item_unblended_cost AS decimal(38, 10))) `+month); strings.TrimRight(costs.Total, "0") != strings.TrimRight(want, "0") {
		t.Errorf("the month cost %s, costs says %s", want, costs.Total)
	}
	if want := h.one(t, `SELECT count(DISTINCT line_item_product_code) `+month); fmt.Sprint(rows.Found) != want || len(rows.Rows) != 3 || !rows.Truncated {
		t.Errorf("%s services, query_sql found %d and has %d", want, rows.Found, len(rows.Rows))
	}
	r, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "query_sql", Arguments: map[string]any{"sql": `SELECT DISTINCT line_item_product_code ` + month, "limit": 2}})
	if err != nil || len(r.Content) != 2 {
		t.Fatalf("%v %+v", err, r)
	}
	link, ok := r.Content[1].(*mcp.ResourceLink)
	if !ok {
		t.Fatalf("no link to all rows: %+v", r.Content[1])
	}
	all, err := session.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: link.URI})
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(all.Contents[0].Text, "\n"); lines != rows.Found+1 {
		t.Errorf("the link has %d lines, want %d", lines, rows.Found+1)
	}
	for _, uri := range []string{"glaux://catalog", "glaux://catalog/glaux/bill", "glaux://cases"} {
		if _, err := session.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri}); err != nil {
			t.Errorf("%s: %v", uri, err)
		}
	}
}

// first is the text of an answer.
func first(r *mcp.CallToolResult) string {
	if r != nil && len(r.Content) > 0 {
		if text, ok := r.Content[0].(*mcp.TextContent); ok {
			return text.Text
		}
	}
	return ""
}

// fits checks an answer against the schema that the client was told.
func fits(told, answer any) error {
	text, err := json.Marshal(told)
	if err != nil {
		return err
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		return err
	}
	checks, err := schema.Resolve(nil)
	if err != nil {
		return err
	}
	return checks.Validate(answer)
}
