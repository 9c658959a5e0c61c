package webapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity/openid"
)

// OpenID lets people log in where their organisation knows them. *openid.Provider is one.
type OpenID interface {
	Begin(ctx context.Context, next string) (address, cookie string, err error)
	End(ctx context.Context, cookie string, query url.Values) (openid.Vouched, error)
}

// Logins are the ways to log in.
type Logins struct {
	Token  bool `json:"token" doc:"with a token"`
	OpenID bool `json:"openid" doc:"at the provider of the organisation: a browser goes to /auth/login"`
}

// CallbackPath is where a provider of logins sends browsers back to. It and loginPath are no part of the API: a browser goes there from
// another site.
const CallbackPath = "/auth/callback"

const (
	loginPath   = "/auth/login"
	loginCookie = "glaux_login"
	loginPage   = "/login"
)

func (s *Server) logins(api huma.API) {
	route(api, http.MethodGet, "/api/login", "logins", "The ways to log in", func(context.Context, *None) (*Body[Logins], error) {
		return &Body[Logins]{Logins{Token: s.parts.Identity != nil && s.parts.Identity.Tokens(), OpenID: s.parts.OpenID != nil}}, nil
	})
}

// openID adds the addresses of logins elsewhere, where there are any.
func (s *Server) openID(mux *http.ServeMux) {
	if s.parts.OpenID == nil || s.parts.Identity == nil {
		return
	}
	for path, handle := range map[string]func(context.Context, *request, http.ResponseWriter, *http.Request) error{
		loginPath: s.beginLogin, CallbackPath: s.endLogin,
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			known := requestOf(r.Context())
			known.arrive(r)
			err := s.parts.Identity.Attempt(known.from)
			if err == nil {
				err = handle(r.Context(), known, w, r)
			}
			if err != nil {
				s.failLogin(w, r, known, err)
			}
		})
	}
}

// beginLogin sends a browser to the provider.
func (s *Server) beginLogin(ctx context.Context, known *request, w http.ResponseWriter, r *http.Request) error {
	address, cookie, err := s.parts.OpenID.Begin(ctx, within(r.URL.Query().Get("next")))
	if err != nil {
		return err
	}
	// Lax: the provider's page sends the browser back, and the cookie must come with it.
	http.SetCookie(w, &http.Cookie{
		Name: loginCookie, Value: cookie, Path: CallbackPath, MaxAge: int(openid.LoginTime.Seconds()), HttpOnly: true, Secure: known.secure, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, address, http.StatusFound)
	return nil
}

// endLogin begins a session for whom the provider vouches.
func (s *Server) endLogin(ctx context.Context, known *request, w http.ResponseWriter, r *http.Request) error {
	var brought string
	if cookie, err := r.Cookie(loginCookie); err == nil {
		brought = cookie.Value
	}
	http.SetCookie(w, &http.Cookie{Name: loginCookie, Path: CallbackPath, MaxAge: -1, HttpOnly: true, Secure: known.secure, SameSite: http.SameSiteLaxMode})
	who, err := s.parts.OpenID.End(ctx, brought, r.URL.Query())
	if err != nil {
		return err
	}
	begun, err := s.parts.Identity.Enter(who.Name, who.Groups)
	if err != nil {
		return err
	}
	entered := noteOf(audit.Login, begun.Who, known)
	entered.Kind = "OPENID"
	if err := s.note(entered); err != nil {
		return errors.Join(err, s.parts.Identity.Logout(begun.Cookie))
	}
	known.log.Info("a session began", "principal", begun.Who.Name, "from", known.from)
	cookie := s.cookie(known, begun.Cookie, begun.Expires)
	http.SetCookie(w, &cookie)
	http.Redirect(w, r, within(who.Next), http.StatusSeeOther)
	return nil
}

// failLogin sends a browser back to the page of logins, which says what is wrong.
func (s *Server) failLogin(w http.ResponseWriter, r *http.Request, known *request, err error) {
	known.log.Warn("a login failed", "from", known.from, "error", err, "cause", errors.Unwrap(err))
	p := problemOf(r.Context(), err)
	if fault.KindOf(err) == fault.Denied {
		s.parts.Identity.Wrong(known.from)
		refused := noteOf(audit.Login, access.Principal{}, known)
		refused.Outcome, refused.Kind, refused.Code, refused.Message = audit.Refused, "OPENID", p.Code, p.Detail
		if err := s.note(refused); err != nil {
			p = problemOf(r.Context(), err)
		}
	}
	http.Redirect(w, r, loginPage+"?"+url.Values{"failed": {p.Code}}.Encode(), http.StatusSeeOther)
}

// within returns an address of our own pages: nobody is sent to another host after a login.
func within(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	return next
}
