package app

import (
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/config"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/webapi"
)

func TestWhoLogsInElsewhereHasTheGroupsThatAreKnown(t *testing.T) {
	provider, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Shutdown() //nolint:errcheck // a test
	a := open(t, config.Config{Listen: "127.0.0.1:0", Database: "default", OpenID: config.OpenID{
		Issuer: provider.Issuer(), Client: provider.ClientID, Secret: provider.ClientSecret,
	}})
	mockoidc.NowFunc = a.Now // what it signs is good at the time of the test
	reads := []share.Grant{{Principal: "engineering", Permissions: []access.Permission{access.Select}, Resource: share.Resource{
		Type: share.Table, Database: "glaux", Table: "audit",
	}}}
	granted(t, a, share.Edit{Put: share.Parts{Principals: []share.Principal{{Name: "engineering", Kind: share.Group}}}, Grant: reads})
	url, stop := served(t, a, Serving{})
	if status := call(t, http.MethodGet, url+"/api/audit", "", nil); status != http.StatusUnauthorized {
		t.Errorf("without a login: got %d", status)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/explorer" {
			return http.ErrUseLastResponse // the login is done
		}
		return nil
	}}
	answer, err := browser.Get(url + "/auth/login?next=/explorer") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusSeeOther || answer.Request.URL.Path != webapi.CallbackPath {
		t.Fatalf("the browser is at %s: %s, %v", answer.Request.URL, answer.Status, err)
	}
	var session string
	for _, c := range answer.Cookies() { // the jar has its own clock, and drops what ended in 2025
		if c.Value != "" {
			session = c.Name + "=" + c.Value
		}
	}
	var who webapi.Session
	if call(t, http.MethodGet, url+"/api/session", "", &who, "Cookie", session); who.Principal != "jane.doe@example.com" || who.Administrator {
		t.Errorf("got %+v", who)
	}
	var page webapi.AuditPage
	if status := call(t, http.MethodGet, url+"/api/audit?event=LOGIN", "", &page, "Cookie", session); status != http.StatusOK || len(page.Records) != 1 {
		t.Fatalf("got %d %+v", status, page)
	}
	if r := page.Records[0]; r.Principal != who.Principal || r.Kind != "OPENID" || len(r.Groups) != 1 || r.Groups[0] != "engineering" || r.From != "127.0.0.1" {
		t.Errorf("noted %+v", r)
	}
	if status := call(t, http.MethodGet, url+"/api/audit/verify", "", nil, "Cookie", session); status != http.StatusOK {
		t.Errorf("got %d", status)
	}
	granted(t, a, share.Edit{Revoke: reads})
	for _, path := range []string{"/api/audit", "/api/audit/1", "/api/audit/verify"} {
		if status := call(t, http.MethodGet, url+path, "", nil, "Cookie", session); status != http.StatusNotFound {
			t.Errorf("%s after the revoke: got %d", path, status)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if report, err := a.Audit().Verify(t.Context(), ""); err != nil || len(report.Problems)+len(report.Notes) > 0 || report.Records < 5 {
		t.Errorf("got %+v, %v", report, err)
	}
}
