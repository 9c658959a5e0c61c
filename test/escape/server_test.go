package escape_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/identity"
)

// server is a lake that is served, with what its users keep there.
type server struct {
	world
	url    string
	file   string            // of tokens
	tokens map[string]string // by principal
	words  map[string]string // what stands for ${…} in attempts
	hidden []string          // what eve must not be told
	clock  *clock
}

// clock is the product's: it stands where the test puts it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// shares say who sees what there: eve, who attempts, little; alice, whom she is after, other things; carol what is revoked in the tests; mallory
// nothing; the boss everything.
const shares = `{
	"administrators": ["boss", "local"],
	"principals": [
		{"name": "alice", "kind": "user", "workgroup": "vault"}, {"name": "boss", "kind": "user"}, {"name": "carol", "kind": "user"}, {"name": "eve", "kind": "user"},
		{"name": "local", "kind": "user"}, {"name": "mallory", "kind": "user"}, {"name": "team", "kind": "group", "members": ["carol"]}
	],
	"filters": [
		{"database": "db", "table": "sales", "name": "red", "columns": ["product", "cost", "team"], "rows": "team = 'red'"},
		{"database": "db", "table": "theirs", "name": "red", "rows": "team = 'red'"},
		{"database": "demo", "table": "cur", "name": "click", "excluded": ["line_item_resource_id"], "rows": "line_item_usage_account_name = 'App-Team-Click'"}
	],
	"workgroups": [{"name": "vault", "description": "` + secret + `", "members": ["alice"], "administrators": ["alice"], "limits": {}}],
	"grants": [
		{"principal": "eve", "resource": {"type": "DATA_CELLS_FILTER", "database": "db", "table": "sales", "filter": "red"}, "permissions": ["SELECT"]},
		{"principal": "eve", "resource": {"type": "TABLE", "database": "db", "table": "mine"}, "permissions": ["SELECT"]},
		{"principal": "eve", "resource": {"type": "DATA_CELLS_FILTER", "database": "db", "table": "theirs", "filter": "red"}, "permissions": ["SELECT"]},
		{"principal": "eve", "resource": {"type": "DATABASE", "database": "own"}, "permissions": ["CREATE_TABLE", "DESCRIBE"]},
		{"principal": "eve", "resource": {"type": "DATA_CELLS_FILTER", "database": "demo", "table": "cur", "filter": "click"}, "permissions": ["SELECT"]},
		{"principal": "carol", "resource": {"type": "DATA_CELLS_FILTER", "database": "demo", "table": "cur", "filter": "click"}, "permissions": ["SELECT"]},
		{"principal": "carol", "resource": {"type": "TABLE", "database": "db", "table": "payroll"}, "permissions": ["SELECT"]},
		{"principal": "team", "resource": {"type": "TABLE", "database": "hidden", "table": "secrets"}, "permissions": ["SELECT"]},
		{"principal": "alice", "resource": {"type": "TABLE", "database": "db", "table": "payroll"}, "permissions": ["SELECT"]},
		{"principal": "alice", "resource": {"type": "TABLE", "database": "hidden", "table": "*"}, "permissions": ["SELECT"]},
		{"principal": "boss", "resource": {"type": "CATALOG"}, "permissions": ["ALL"]},
		{"principal": "local", "resource": {"type": "CATALOG"}, "permissions": ["ALL"]}
	]
}`

// newServer makes a lake with a bill and serves it.
func newServer(t *testing.T) *server {
	t.Helper()
	c := &clock{now: time.Now()}
	s := &server{clock: c, tokens: map[string]string{}, words: map[string]string{}}
	s.file = filepath.Join(t.TempDir(), "tokens.json")
	for _, name := range []string{"alice", "boss", "carol", "eve", "mallory"} {
		s.token(t, name, nil)
	}
	s.world = openWorld(t, visibleRows+", "+hiddenRows, config.Config{Listen: "127.0.0.1:0", TokenFile: s.file, Threads: 2}, app.Outside{Now: c.time})
	if _, err := s.app.MakeDemo(t.Context(), demo.Options{Months: 1, Rows: 2000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	if report, err := s.app.Sync(t.Context(), nil); err != nil || report.Faulty() {
		t.Fatalf("%+v, %v", report, err)
	}
	s.grant(t, shares)
	s.serve(t)
	s.learn(t)
	return s
}

// token makes a token of a principal.
func (s *server) token(t *testing.T, name string, expires *time.Time) {
	t.Helper()
	made, token, err := identity.Create(s.file, identity.Ask{Principal: name, Expires: expires}, s.clock.time())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(token))
	s.tokens[name], s.words["${token id "+name+"}"] = token, made.ID
	s.words["${token "+name+"}"], s.words["${hash "+name+"}"] = token, hex.EncodeToString(sum[:])
}

// pages are some pages of a workbench.
func pages() fstest.MapFS {
	return fstest.MapFS{
		"index.html":         {Data: []byte("<!doctype html><title>pages</title>")},
		"assets/a.js":        {Data: []byte("console.log(1)")},
		".secret":            {Data: []byte(secret)},
		"assets/.secret.txt": {Data: []byte(secret)},
	}
}

// serve serves the lake until the test ends.
func (s *server) serve(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- s.app.Serve(ctx, app.Serving{Pages: pages(), Ready: func(url string) { ready <- url }, Grace: time.Second})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case s.url = <-ready:
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
	}
}

// learn finds out what eve must not be told.
func (s *server) learn(t *testing.T) {
	t.Helper()
	s.hidden = []string{secret, "payroll", `"hidden"`}
	for _, text := range []string{
		"SELECT DISTINCT line_item_resource_id FROM demo.cur WHERE line_item_resource_id <> ''",
		"SELECT DISTINCT line_item_usage_account_id FROM demo.cur WHERE line_item_usage_account_name <> 'App-Team-Click'",
		"SELECT DISTINCT line_item_usage_account_name FROM demo.cur WHERE line_item_usage_account_name <> 'App-Team-Click'",
	} {
		rows, _, err := s.run(t, "boss", text)
		if err != nil || len(rows) < 5 {
			t.Fatalf("%s: %v, %v", text, rows, err)
		}
		for _, row := range rows {
			s.hidden = append(s.hidden, row[0])
		}
		s.words["${account}"] = rows[0][0]
	}
	rows, _, err := s.run(t, "eve", "SELECT * FROM demo.cur")
	if err != nil {
		t.Fatal(err)
	}
	seen := fmt.Sprint(rows)
	s.hidden = slices.DeleteFunc(s.hidden, func(word string) bool { return strings.Contains(seen, word) })
	if len(s.hidden) < 20 {
		t.Fatalf("only %q are hidden", s.hidden)
	}
	s.words["${url}"], s.words["${dir}"] = s.url, s.dir
}

// answer is an answer of the server.
type answer struct {
	status int
	header http.Header
	body   string
}

// sent is a request. Headers are written «Name: value»; a path may be one that no client writes.
type sent struct {
	method, path, body string
	headers            []string
}

// ask sends a request as a principal, "" for nobody.
func (s *server) ask(t *testing.T, as string, r sent) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), r.method, s.url, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if parsed, err := url.Parse(s.url + r.path); err == nil && parsed.RequestURI() == r.path {
		request.URL = parsed
	} else {
		request.URL.Opaque = r.path // as it is
	}
	if r.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if as != "" {
		request.Header.Set("Authorization", "Bearer "+s.tokens[as])
	}
	for _, h := range r.headers {
		name, text, _ := strings.Cut(h, ": ")
		switch {
		case name == "Host":
			request.Host = text
		case name == "Content-Type" || name == "Authorization" && as != "":
			request.Header.Set(name, text)
		default:
			request.Header.Add(name, text)
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: 5 * time.Minute}
	got, err := client.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	body, err := io.ReadAll(got.Body)
	if err := errors.Join(err, got.Body.Close()); err != nil {
		t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	return answer{got.StatusCode, got.Header, string(body)}
}

// must asks for what must be answered, and reads it into out.
func (s *server) must(t *testing.T, as, method, path, body string, out any) {
	t.Helper()
	a := s.ask(t, as, sent{method: method, path: path, body: body})
	if a.status >= http.StatusMultipleChoices {
		t.Fatalf("%s %s as %s: %d %s", method, path, as, a.status, a.body)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal([]byte(a.body), out); err != nil {
		t.Fatalf("%s %s: %v: %.300s", method, path, err, a.body)
	}
}

// finished is a statement as the API tells of it.
type finished struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Rows  int64  `json:"rows"`
	Error *struct {
		Code string `json:"code"`
	} `json:"error"`
}

// start starts a statement.
func (s *server) start(t *testing.T, as, text string) (id string) {
	t.Helper()
	var job finished
	s.must(t, as, http.MethodPost, "/api/queries", bodyOf(t, map[string]any{"sql": text}), &job)
	return job.ID
}

// result runs a statement to its end and returns its id.
func (s *server) result(t *testing.T, as, text string) (id string) {
	t.Helper()
	id = s.start(t, as, text)
	if job := s.awaits(t, as, id, "SUCCEEDED"); job.State != "SUCCEEDED" {
		t.Fatalf("%s: %+v", text, job)
	}
	return id
}

// awaits waits until a statement has come to a state, or to another end.
func (s *server) awaits(t *testing.T, as, id, state string) (job finished) {
	t.Helper()
	for range 6000 {
		s.must(t, as, http.MethodGet, "/api/queries/"+id, "", &job)
		if job.State == state || job.State == "FAILED" || job.State == "CANCELLED" || job.State == "SUCCEEDED" {
			return job
		}
		time.Sleep(20 * time.Millisecond)
	}
	return job
}

// bodyOf writes a body.
func bodyOf(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

// attempt is something that eve sends, to get what is not hers.
type attempt struct {
	// name says in a sentence what is tried.
	name string
	sent
	// as is who tries, "" for eve and "-" for nobody.
	as string
	// status and code are how it must end; a status below 300 is an answer with nothing hidden in it, and says must be in it.
	status int
	says   string
	// missing is what never was, in the place of what is there: it must be answered the same.
	there, missing string
}

// tryAll makes attempts, and returns how many.
func (s *server) tryAll(t *testing.T, attempts []attempt) int {
	t.Helper()
	for _, a := range attempts {
		t.Run(a.name, func(t *testing.T) { s.try(t, a) })
	}
	return len(attempts)
}

func (s *server) try(t *testing.T, a attempt) {
	t.Helper()
	s.clock.forward(61 * time.Second) // what was wrong before is forgotten
	as := map[string]string{"": "eve", "-": ""}
	who, ok := as[a.as]
	if !ok {
		who = a.as
	}
	r := s.placed(a.sent)
	got := s.ask(t, who, r)
	if got.status != a.status || !strings.Contains(got.body+fmt.Sprint(got.header), a.says) {
		t.Errorf("%s %s: got %d %.600s, want %d %s", r.method, r.path, got.status, got.body, a.status, a.says)
	}
	s.discreet(t, r, got)
	if a.missing == "" {
		return
	}
	there, missing := s.word(a.there), s.word(a.missing)
	swap := strings.NewReplacer(there, missing, url.QueryEscape(there), url.QueryEscape(missing)).Replace
	r.path, r.body = swap(r.path), swap(r.body)
	never := s.ask(t, who, r)
	if incident.ReplaceAllString(swap(got.body), "") != incident.ReplaceAllString(never.body, "") || got.status != never.status {
		t.Errorf("what is there is answered by %d %s\nwhat is not by %d %s", got.status, got.body, never.status, never.body)
	}
}

// incident is what differs in any two answers.
var incident = regexp.MustCompile(`incident [A-Z0-9]+`)

// placed puts the words of this server into a request.
func (s *server) placed(r sent) sent {
	r.headers = slices.Clone(r.headers)
	for i := range r.headers {
		r.headers[i] = s.word(r.headers[i])
	}
	r.path, r.body = s.word(r.path), s.word(r.body)
	return r
}

// word replaces ${…} in a text.
func (s *server) word(text string) string {
	for name, word := range s.words {
		text = strings.ReplaceAll(text, name, word)
	}
	return text
}

// discreet fails where an answer tells what is hidden, and the request did not.
func (s *server) discreet(t *testing.T, r sent, got answer) {
	t.Helper()
	path, err := url.PathUnescape(r.path)
	if err != nil {
		path = r.path
	}
	asked := strings.ToLower(path + r.path + r.body + strings.Join(r.headers, " "))
	told := strings.ToLower(got.body + fmt.Sprint(got.header))
	for _, word := range s.hidden {
		if word = strings.ToLower(word); strings.Contains(told, word) && !strings.Contains(asked, word) {
			at := strings.Index(told, word)
			t.Errorf("%s %s tells %q: …%s…", r.method, r.path, word, told[max(0, at-100):min(len(told), at+100)])
		}
	}
	for name, token := range s.tokens {
		if strings.Contains(told, strings.ToLower(token)) {
			t.Errorf("%s %s tells the token of %s", r.method, r.path, name)
		}
	}
}
