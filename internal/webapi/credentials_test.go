package webapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/identity"
)

// noted keeps what is noted, or refuses it.
type noted struct {
	Audit
	list []audit.Record
	err  error
}

func (n *noted) Append(r audit.Record) error {
	if n.err == nil {
		n.list = append(n.list, r)
	}
	return n.err
}

// lettingIn returns the parts of a server where root administers, with a token of each name.
func lettingIn(t *testing.T, names ...string) (p Parts, tokens map[string]string, log *noted) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "tokens.json")
	tokens = map[string]string{}
	for _, name := range names {
		_, secret, err := identity.Create(file, identity.Ask{Principal: name}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		tokens[name] = secret
	}
	records, err := identity.OpenRecords(t.Context(), filepath.Join(dir, "identity.sqlite"), make([]byte, 32), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { records.Close() }) //nolint:errcheck,gosec // a test
	gate, err := identity.Open(identity.Options{
		File: file, Records: records, Now: time.Now, Principal: func(name string) access.Principal { return access.Principal{Name: name} },
	})
	if err != nil {
		t.Fatal(err)
	}
	log = &noted{}
	desk := &identity.Credentials{File: file, Records: records, Administers: viewers{}.Administers, Now: time.Now}
	return Parts{Identity: gate, Credentials: desk, Sharing: viewers{}, Audit: log}, tokens, log
}

func TestATokenIsMadeShownOnceUsedAndWithdrawn(t *testing.T) {
	parts, tokens, log := lettingIn(t, "root", "alice")
	server := start(t, parts, Settings{Now: time.Now})
	as := func(token string) string { return "Authorization: Bearer " + token }
	end := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	answer, text := ask(t, server, http.MethodPost, "/api/credentials/tokens", `{"note":"nightly","expires":"`+end+`"}`, as(tokens["alice"]))
	var made MadeCredential
	if err := json.Unmarshal([]byte(text), &made); err != nil || answer.StatusCode != http.StatusOK || made.Credential.Principal != "alice" || made.Credential.Note != "nightly" {
		t.Fatalf("got %s %s, %v", answer.Status, text, err)
	}
	if _, text := ask(t, server, http.MethodGet, "/api/session", "", as(made.Secret)); !strings.Contains(text, `"principal":"alice"`) {
		t.Errorf("the new token: %s", text)
	}
	_, text = ask(t, server, http.MethodGet, "/api/credentials", "", as(made.Secret))
	var list CredentialList
	if err := json.Unmarshal([]byte(text), &list); err != nil || strings.Contains(text, made.Secret) || len(list.Tokens) != 2 || list.Administrate || !list.TokenFile ||
		!list.Tokens[0].Current || list.Tokens[1].Current || list.Latest == nil || list.Latest.Format(time.RFC3339) != end {
		t.Errorf("got %s, %v", text, err)
	}
	if answer, text := ask(t, server, http.MethodDelete, "/api/credentials/tokens/"+made.Credential.ID, "", as(tokens["alice"])); answer.StatusCode != http.StatusNoContent {
		t.Errorf("got %s %s", answer.Status, text)
	}
	if answer, _ := ask(t, server, http.MethodGet, "/api/session", "", as(made.Secret)); answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("after it was withdrawn: %s", answer.Status)
	}
	var kinds []string
	for _, r := range log.list {
		if r.Event == audit.Credential {
			kinds = append(kinds, r.Kind+" by "+r.Principal+" "+r.Text)
		}
	}
	if want := []string{"CREATE_TOKEN by alice " + made.Credential.ID + " for alice", "REVOKE_TOKEN by alice " + made.Credential.ID + " of alice"}; strings.Join(kinds, "\n") != strings.Join(want, "\n") {
		t.Errorf("noted %q", kinds)
	}
}

func TestTokensAndKeysOfOthersAreForAdministrators(t *testing.T) {
	parts, tokens, _ := lettingIn(t, "root", "alice", "bob")
	server := start(t, parts, Settings{Now: time.Now})
	end := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	tests := []struct {
		name, who, method, path, body, header string
		status                                int
		says                                  string
	}{
		{"those of all, by an administrator", "root", "GET", "/api/credentials?all=true", "", "", 200, `"principal":"bob"`},
		{"those of all, by somebody", "alice", "GET", "/api/credentials?all=true", "", "", 403, "CREDENTIAL_REFUSED"},
		{"a key for another, by an administrator", "root", "POST", "/api/credentials/keys", `{"principal":"bob"}`, "", 200, `"secret":"`},
		{"a key for another, by somebody", "alice", "POST", "/api/credentials/keys", `{"principal":"bob","expires":"` + end + `"}`, "", 403, "CREDENTIAL_REFUSED"},
		{"one's own for ever", "alice", "POST", "/api/credentials/keys", `{}`, "", 403, "CREDENTIAL_REFUSED"},
		{"one's own", "alice", "POST", "/api/credentials/keys", `{"expires":"` + end + `"}`, "", 200, `"principal":"alice"`},
		{"one that has ended", "root", "POST", "/api/credentials/keys", `{"expires":"2020-01-01T00:00:00Z"}`, "", 400, "CREDENTIAL_REFUSED"},
		{"in somebody else's name", "root", "POST", "/api/credentials/tokens", `{}`, viewAsHeader + ": alice", 403, "PERMISSION_DENIED"},
		{"withdrawn in somebody else's name", "root", "DELETE", "/api/credentials/tokens/x", "", viewAsHeader + ": alice", 403, "PERMISSION_DENIED"},
		{"seen as somebody else", "root", "GET", "/api/credentials", "", viewAsHeader + ": bob", 200, `"administrate":false`},
		{"one that is not there", "alice", "DELETE", "/api/credentials/keys/GLAUXNONE", "", "", 404, "KEY_NOT_FOUND"},
		{"without a login", "", "GET", "/api/credentials", "", "", 401, "TOKEN"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			headers := []string{"Authorization: Bearer " + tokens[test.who]}
			if test.header != "" {
				headers = append(headers, test.header)
			}
			answer, text := ask(t, server, test.method, test.path, test.body, headers...)
			if answer.StatusCode != test.status || !strings.Contains(text, test.says) {
				t.Errorf("got %s %.300s", answer.Status, text)
			}
		})
	}
	_, text := ask(t, server, http.MethodGet, "/api/credentials", "", "Authorization: Bearer "+tokens["alice"])
	if strings.Contains(text, "bob") || strings.Contains(text, "root") {
		t.Errorf("alice sees those of others: %s", text)
	}
}

func TestWhatCannotBeNotedIsNotMade(t *testing.T) {
	parts, tokens, log := lettingIn(t, "root")
	server := start(t, parts, Settings{Now: time.Now})
	log.err = errors.New("the disk is full")
	for _, path := range []string{"/api/credentials/tokens", "/api/credentials/keys"} {
		if answer, text := ask(t, server, http.MethodPost, path, `{}`, "Authorization: Bearer "+tokens["root"]); answer.StatusCode != http.StatusInternalServerError || strings.Contains(text, `"secret"`) {
			t.Errorf("got %s %s", answer.Status, text)
		}
	}
	_, text := ask(t, server, http.MethodGet, "/api/credentials?all=true", "", "Authorization: Bearer "+tokens["root"])
	var list CredentialList
	if err := json.Unmarshal([]byte(text), &list); err != nil || len(list.Tokens) != 1 || len(list.Keys) != 0 {
		t.Errorf("got %s, %v", text, err)
	}
}
