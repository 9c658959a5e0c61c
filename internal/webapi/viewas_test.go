package webapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/share"
)

// viewers lets root see as others.
type viewers struct{ Sharing }

func (viewers) Administers(who access.Principal) bool { return who.By == "" && who.Name == "root" }

func (v viewers) As(who access.Principal, name string) (access.Principal, error) {
	if !v.Administers(who) {
		return access.Principal{}, fault.New(fault.Denied, share.CodeDenied, "only an administrator may see as somebody else")
	}
	return access.Principal{Name: name, By: who.Name}, nil
}

// named takes every token for the name of a principal.
type named struct{ Identity }

func (named) Bearer(_, token string) (access.Principal, error) {
	if token == "" {
		return access.Principal{}, fault.New(fault.Denied, identity.CodeInvalid, "no such token")
	}
	return access.Principal{Name: token}, nil
}

func TestAnAdministratorSeesAsSomebodyElseAndNobodyElseDoes(t *testing.T) {
	server := start(t, Parts{Sharing: viewers{}, Identity: named{}}, Settings{})
	tests := []struct {
		name, token, path, header string
		status                    int
		says                      string
	}{
		{"nobody named", "root", "/api/session", "", 200, `"principal":"root","administrator":false,"shares":true`},
		{"by the header", "root", "/api/session", "app-team", 200, `"principal":"app-team","by":"root","administrator":false,"shares":false`},
		{"by the header, encoded", "root", "/api/session", "%E7%B5%8C%E7%90%86%2B", 200, `"principal":"経理+","by":"root"`},
		{"by the address", "root", "/api/session?view-as=app-team", "", 200, `"principal":"app-team","by":"root"`},
		{"as oneself", "alice", "/api/session", "alice", 200, `"principal":"alice","administrator"`},
		{"who is no administrator", "alice", "/api/session", "root", 403, "PERMISSION_DENIED"},
		{"who is no administrator, by the address", "alice", "/api/session?view-as=root", "", 403, "PERMISSION_DENIED"},
		{"who has no token", "", "/api/session", "root", 401, "TOKEN"},
		{"who has no token, where everybody is answered", "", "/api/openapi.json", "root", 200, "openapi"},
		{"what is no name", "root", "/api/session", "%zz", 400, "INVALID_REQUEST"},
		{"a name without end", "root", "/api/session", strings.Repeat("a", maxViewAs+1), 400, "INVALID_REQUEST"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			headers := []string{"Authorization: Bearer " + test.token}
			if test.header != "" {
				headers = append(headers, viewAsHeader+": "+test.header)
			}
			answer, text := ask(t, server, http.MethodGet, test.path, "", headers...)
			if answer.StatusCode != test.status || !strings.Contains(text, test.says) {
				t.Errorf("got %s %.300s", answer.Status, text)
			}
		})
	}
}

func TestNothingIsChangedInSomebodyElsesName(t *testing.T) {
	someone := access.Principal{Name: "app-team", By: "root"}
	for _, text := range []string{"SELECT 1", "SHOW TABLES", "DESCRIBE t", "EXPLAIN DROP TABLE t", "EXPLAIN ANALYZE SELECT 1", "SELEC 1"} {
		if err := reads(someone, text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		"DROP TABLE t", "CREATE VIEW v AS SELECT 1", "CREATE TABLE t AS SELECT 1 AS a", "INSERT INTO t SELECT 1", "DELETE FROM t", "PREPARE p FROM SELECT 1",
		"EXECUTE p", "UNLOAD (SELECT 1) TO 's3://b/p' WITH (format = 'CSV')", "EXPLAIN ANALYZE INSERT INTO t SELECT 1",
	} {
		if err := reads(someone, text); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: got %v", text, err)
		}
		if err := reads(access.Principal{Name: "app-team"}, text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWhatAnotherKeepsIsNotSeenByWhoSeesAsIt(t *testing.T) {
	own, viewed := access.Principal{Name: "app-team"}, access.Principal{Name: "app-team", By: "root"}
	if own.Owner() == viewed.Owner() || viewed.Owner() == "root" {
		t.Errorf("got %q and %q", own.Owner(), viewed.Owner())
	}
}
