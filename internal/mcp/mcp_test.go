package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sharing"
	"github.com/glauxhq/glaux/internal/tool"
)

// mirror is a sharing that answers with who asks.
type mirror struct{}

func (mirror) Check(ctx context.Context, who access.Principal, r sharing.CheckRequest) (sharing.Sight, error) {
	switch r.SQL {
	case "bug":
		return sharing.Sight{}, errors.New("the secret of " + who.Name)
	case "absent":
		return sharing.Sight{}, fault.New(fault.NotFound, "NO_SUCH_PRINCIPAL", "there is no such principal; ask for another")
	case "wait":
		<-ctx.Done()
		return sharing.Sight{}, ctx.Err()
	case "huge":
		return sharing.Sight{As: strings.Repeat("x", maxAnswer)}, nil
	}
	return sharing.Sight{As: who.Name, Groups: []string{}, Tables: []sharing.Table{}}, nil
}

// refusing runs nothing.
type refusing struct{}

func (refusing) Text(_ context.Context, who access.Principal, text string, _ query.Options) (*query.Result, error) {
	return nil, fault.New(fault.Denied, "PERMISSION_DENIED", who.Name+" may not: "+text)
}

func door(t *testing.T) *Door {
	t.Helper()
	tools, err := tool.All(tool.Parts{Sharing: mirror{}, Texts: refusing{}})
	if err != nil {
		t.Fatal(err)
	}
	return &Door{Tools: tools, Rows: refusing{}, Version: "test"}
}

// server answers over HTTP; the principal is who the header names.
func server(t *testing.T) string {
	t.Helper()
	d := door(t)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.ServeHTTP(w, r, access.Principal{Name: r.Header.Get("X-Who")})
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// as is a transport that comes as somebody.
type as string

func (a as) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Who", string(a))
	return http.DefaultTransport.RoundTrip(r)
}

func connect(t *testing.T, url, who string, o *mcp.ClientOptions) *mcp.ClientSession {
	t.Helper()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, o).Connect(t.Context(), &mcp.StreamableClientTransport{
		Endpoint: url, HTTPClient: &http.Client{Transport: as(who)}, DisableStandaloneSSE: true,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() }) //nolint:errcheck // the server goes too
	return session
}

func call(t *testing.T, s *mcp.ClientSession, sql string) *mcp.CallToolResult {
	t.Helper()
	r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "share_check", Arguments: map[string]any{"sql": sql}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func textOf(r *mcp.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		if text, ok := c.(*mcp.TextContent); ok {
			b.WriteString(text.Text)
		}
	}
	return b.String()
}

func TestTwoClientsAtOnceNeverSeeEachOther(t *testing.T) {
	url := server(t)
	var all sync.WaitGroup
	for _, who := range []string{"ann", "bob"} {
		s := connect(t, url, who, nil)
		all.Go(func() {
			for range 50 {
				r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "share_check"})
				if err != nil {
					t.Error(err)
					return
				}
				var got sharing.Sight
				if err := json.Unmarshal([]byte(textOf(r)), &got); err != nil || got.As != who {
					t.Errorf("%s was answered as %q: %v", who, got.As, err)
				}
			}
		})
	}
	all.Wait()
}

func TestWhatGoesWrongIsAnAnswerThatSaysHowToMendIt(t *testing.T) {
	s := connect(t, server(t), "ann", nil)
	for sql, want := range map[string]string{
		"absent": "NO_SUCH_PRINCIPAL: there is no such principal; ask for another",
		"huge":   "EXCEEDED_RESULT_LIMIT: the answer has 1024 KiB",
		"bug":    "INTERNAL_ERROR",
	} {
		r := call(t, s, sql)
		if text := textOf(r); !r.IsError || !strings.Contains(text, want) || strings.Contains(text, "secret") {
			t.Errorf("%s: %v %q", sql, r.IsError, text)
		}
	}
	r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "share_check", Arguments: map[string]any{"sqll": "x"}})
	if err != nil || !r.IsError || !strings.Contains(textOf(r), `there is no "sqll" in the input; there are as, database, sql`) {
		t.Errorf("%v %+v", err, r)
	}
	if _, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "drop_table"}); err == nil {
		t.Error("a tool that is not there answered")
	}
}

func TestToolsSayThatTheyOnlyRead(t *testing.T) {
	s := connect(t, server(t), "ann", nil)
	list, err := s.ListTools(t.Context(), nil)
	if err != nil || len(list.Tools) < 3 {
		t.Fatalf("%v %+v", err, list)
	}
	for _, one := range list.Tools {
		a := one.Annotations
		if a == nil || !a.ReadOnlyHint || !a.IdempotentHint || a.DestructiveHint == nil || *a.DestructiveHint || one.OutputSchema == nil || one.InputSchema == nil || one.Description == "" {
			t.Errorf("%+v", one)
		}
	}
}

func TestACancelledCallEnds(t *testing.T) {
	heard := make(chan struct{}, 1)
	s := connect(t, server(t), "ann", &mcp.ClientOptions{ProgressNotificationHandler: func(context.Context, *mcp.ProgressNotificationClientRequest) {
		select {
		case heard <- struct{}{}:
		default:
		}
	}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		params := &mcp.CallToolParams{Name: "share_check", Arguments: map[string]any{"sql": "wait"}}
		params.SetProgressToken("p")
		_, err := s.CallTool(ctx, params)
		ended <- err
	}()
	<-heard // the call goes on, and says so
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestRowsAreReadAsWhoReads(t *testing.T) {
	s := connect(t, server(t), "ann", nil)
	for sql, want := range map[string]string{"SELECT 1": "ann may not: SELECT 1", "DROP TABLE a.b": "READ_ONLY"} {
		_, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "glaux://rows?sql=" + strings.ReplaceAll(sql, " ", "%20")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", sql, err)
		}
	}
}

func TestPromptsNameWhatIsMissing(t *testing.T) {
	s := connect(t, server(t), "ann", nil)
	list, err := s.ListPrompts(t.Context(), nil)
	if err != nil || len(list.Prompts) != len(allPrompts()) {
		t.Fatalf("%v %+v", err, list)
	}
	if _, err := s.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "monthly_review"}); err == nil || !strings.Contains(err.Error(), "month is missing") {
		t.Errorf("got %v", err)
	}
	got, err := s.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "monthly_review", Arguments: map[string]string{"month": "2025-11"}})
	if err != nil || len(got.Messages) != 1 {
		t.Fatalf("%v %+v", err, got)
	}
}
