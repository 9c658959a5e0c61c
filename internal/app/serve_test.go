package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/demo"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/tieout"
	"github.com/glauxhq/glaux/internal/webapi"
)

// served serves the workbench of an app, and returns its address and what stops it.
func served(t *testing.T, a *App, o Serving) (url string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan string, 1), make(chan error, 1)
	o.Ready = func(url string) { ready <- url }
	go func() { ended <- a.Serve(ctx, o) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	select {
	case url = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	t.Cleanup(func() { stop() }) //nolint:errcheck // told where it matters
	return url, stop
}

// call asks the API and reads the answer into out.
func call(t *testing.T, method, url, body string, out any, headers ...string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to the end
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			t.Fatalf("%s %s: %v: %.300s", method, url, err, text)
		}
	}
	return answer.StatusCode
}

func TestNobodyIsLetInFromElsewhereWithoutTokens(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:8787", "example.com:8787"} {
		a := open(t, config.Config{Listen: listen})
		err := a.Serve(t.Context(), Serving{})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "glaux token create") {
			t.Errorf("%s: got %v", listen, err)
		}
	}
	file := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(file, []byte(`{"tokens": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	a := open(t, config.Config{Listen: "0.0.0.0:0", TokenFile: file})
	if err := a.Serve(t.Context(), Serving{}); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "no token") {
		t.Errorf("an empty token file: got %v", err)
	}
}

func TestATokenAsksAsItsPrincipal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens.json")
	_, token, err := identity.Create(file, identity.Ask{Principal: "alice"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, config.Config{Listen: "0.0.0.0:0", TokenFile: file, Database: "default"})
	granted(t, a, share.Edit{
		Put:   share.Parts{Principals: []share.Principal{{Name: "alice", Kind: share.User}, {Name: "finance", Kind: share.Group, Members: []string{"alice"}}}},
		Grant: []share.Grant{{Principal: "finance", Resource: share.Resource{Type: share.Catalog}, Permissions: []access.Permission{access.All}}},
	})
	url, _ := served(t, a, Serving{Version: "v9"})
	if !strings.HasPrefix(url, "http://localhost:") {
		t.Errorf("got %s", url)
	}
	if status := call(t, http.MethodGet, url+"/api/status", "", nil); status != http.StatusUnauthorized {
		t.Errorf("got %d", status)
	}
	var who webapi.Session
	if status := call(t, http.MethodGet, url+"/api/session", "", &who, "Authorization", "Bearer "+token); status != http.StatusOK ||
		who != (webapi.Session{Principal: "alice", Administrator: true, Authentication: "token", Version: "v9"}) {
		t.Errorf("got %d %+v", status, who)
	}
	info, err := os.Stat(filepath.Join(a.Lake.Dir(), workbenchDir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key of sessions: %v, %v", info, err)
	}
}

func TestAnAddressThatIsTakenIsTold(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // nothing was sent
	a := open(t, config.Config{Listen: taken.Addr().String()})
	if err := a.Serve(t.Context(), Serving{}); fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "--listen") {
		t.Errorf("got %v", err)
	}
}

func TestOneLakeHasOneServer(t *testing.T) {
	lake := filepath.Join(t.TempDir(), "lake")
	cfg := config.Config{Lake: lake, Listen: "127.0.0.1:0", Database: "default"}
	served(t, open(t, cfg), Serving{})
	if err := open(t, cfg).Serve(t.Context(), Serving{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

// endless is a query that would run for days.
const endless = `{"sql": "SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a (x) CROSS JOIN UNNEST(sequence(1, 10000)) AS b (y) ` +
	`CROSS JOIN UNNEST(sequence(1, 10000)) AS c (z) WHERE (x * 7 + y * 3 + z) % 1000003 = 17"}`

func TestAStoppingServerCancelsWhatRunsWithAMessage(t *testing.T) {
	a := open(t, config.Config{Listen: "127.0.0.1:0", Database: "default"})
	url, stop := served(t, a, Serving{Grace: 100 * time.Millisecond})
	var started struct {
		ID string `json:"id"`
	}
	if status := call(t, http.MethodPost, url+"/api/queries", endless, &started); status != http.StatusOK || started.ID == "" {
		t.Fatalf("got %d %+v", status, started)
	}
	waiting := make(chan error, 1)
	go func() {
		answer, err := http.Post(url+"/api/run", "application/json", strings.NewReader(endless)) //nolint:noctx // a test
		if err == nil {
			text, failed := io.ReadAll(answer.Body)
			err = errors.Join(fmt.Errorf("%d %s", answer.StatusCode, text), failed, answer.Body.Close())
		}
		waiting <- err
	}()
	deadline := time.Now().Add(10 * time.Second)
	for state := ""; state != "RUNNING"; {
		var now struct {
			State string `json:"state"`
		}
		call(t, http.MethodGet, url+"/api/queries/"+started.ID, "", &now)
		if state = now.State; time.Now().After(deadline) {
			t.Fatalf("it is %s", state)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := <-waiting; !strings.Contains(err.Error(), "SERVER_STOPPING") && !strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "refused") {
		t.Errorf("who waited got %v", err)
	}
	// The next server knows of it.
	url, _ = served(t, a, Serving{})
	var after struct {
		State string `json:"state"`
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if call(t, http.MethodGet, url+"/api/queries/"+started.ID, "", &after); after.State == "RUNNING" || after.State == "SUCCEEDED" || !strings.Contains(after.Error.Message, "stopped") {
		t.Errorf("got %+v", after)
	}
}

// restricted gives one principal one account, and another no bill at all.
func restricted() share.Edit {
	reads := []access.Permission{access.Select}
	return share.Edit{
		Put: share.Parts{
			Principals: []share.Principal{{Name: "click", Kind: share.User}, {Name: "blind", Kind: share.User}},
			Filters:    []share.Filter{{Database: "demo", Table: "cur", Name: "click", Rows: "line_item_usage_account_name = 'App-Team-Click'"}},
		},
		Grant: []share.Grant{
			{Principal: "click", Permissions: reads, Resource: share.Resource{Type: share.CellsFilter, Database: "demo", Table: "cur", Filter: "click"}},
			{Principal: "blind", Permissions: reads, Resource: share.Resource{Type: share.TableColumns, Database: "demo", Table: "cur", Columns: []string{"line_item_usage_type"}}},
		},
	}
}

func TestTheStatusTiesOutAndShowsEveryoneTheirOwn(t *testing.T) {
	a := open(t, config.Config{Database: "default"})
	granted(t, a, restricted())
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 2, Rows: 4000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	if report, err := a.Sync(t.Context(), nil); err != nil || report.Faulty() {
		t.Fatalf("got %+v, %v", report, err)
	}
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	l := newLife(t.Context())
	t.Cleanup(l.close)
	s := a.newStanding(l, runner)
	all, err := s.Status(t.Context(), access.Local())
	if err != nil || !all.Ties || all.Difference.Sign() != 0 || len(all.Sources) != 1 || len(all.Months) != 2 || all.First == "" || all.Last <= all.First || all.Synced == nil {
		t.Fatalf("got %+v, %v", all, err)
	}
	months := all.Sources[0].Months
	for _, m := range months {
		if m.Cost == nil || m.Stated == nil || !m.Cost.Equal(*m.Stated) || !m.Ties || m.Rows == 0 || m.Files == 0 || (m.Invoices == 0) == (m.Open == 0) {
			t.Errorf("got %+v", m)
		}
	}
	click, err := s.Status(t.Context(), access.Principal{Name: "click"})
	if err != nil || !click.Ties || click.Snapshot != 0 || all.Snapshot == 0 || len(click.Sources) != 1 || click.Sources[0].Location != "" {
		t.Fatalf("got %+v, %v", click, err)
	}
	for i, m := range click.Sources[0].Months {
		if m.Stated != nil || m.Files != 0 || m.Rows == 0 || m.Rows >= months[i].Rows || m.Cost == nil || m.Cost.Cmp(*months[i].Cost) >= 0 {
			t.Errorf("got %+v", m)
		}
	}
	blind, err := s.Status(t.Context(), access.Principal{Name: "blind"})
	if err != nil || len(blind.Sources) != 1 || len(blind.Months) != 0 || len(blind.Sources[0].Months) != 0 {
		t.Errorf("got %+v, %v", blind, err)
	}
	nobody, err := s.Status(t.Context(), access.Principal{Name: "nobody"})
	if err != nil || len(nobody.Sources) != 0 || len(nobody.Months) != 0 {
		t.Errorf("got %+v, %v", nobody, err)
	}
	findings, err := s.Readiness(t.Context(), access.Principal{Name: "nobody"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if text := fmt.Sprint(f); strings.Contains(text, "demo.cur") || strings.Contains(text, a.DemoDir()) {
			t.Errorf("nobody learns %s", text)
		}
	}
}

func TestAMissingLineShows(t *testing.T) {
	a := open(t, config.Config{})
	if _, err := a.MakeDemo(t.Context(), demo.Options{Months: 1, Rows: 2000, Formats: []string{"cur2"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Sync(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	runner, err := a.Runner()
	if err != nil {
		t.Fatal(err)
	}
	months, err := tieout.Measure(t.Context(), runner, a.Who())
	if err != nil || len(months) != 1 {
		t.Fatalf("got %+v, %v", months, err)
	}
	sources, err := a.Sources()
	if err != nil {
		t.Fatal(err)
	}
	if b := tieout.Compare(months, sources); !b.Ties || b.Difference.Sign() != 0 {
		t.Errorf("got %+v", b)
	}
	short := months[0]
	short.Rows--
	if b := tieout.Compare([]tieout.Month{short}, sources); b.Ties {
		t.Error("a line is missing, and it ties")
	}
	cent := months[0]
	less := cent.Cost.Sub(money.New(1, 2))
	cent.Cost = &less
	if b := tieout.Compare([]tieout.Month{cent}, sources); b.Ties || b.Difference.String() != "0.01" {
		t.Errorf("a cent is missing, and it is %+v", b)
	}
	if b := tieout.Compare(nil, sources); b.Ties || b.Difference.Sign() == 0 {
		t.Errorf("a month is missing, and it is %+v", b)
	}
	other := months[0]
	other.Source = "demo.other"
	if b := tieout.Compare(append(months, other), sources); b.Ties {
		t.Error("a month that nobody delivered ties")
	}
}
