package webapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
)

// Session is who asks, and what of.
type Session struct {
	Principal      string `json:"principal"`
	By             string `json:"by,omitempty" doc:"who really asks, where an administrator sees as the principal"`
	Administrator  bool   `json:"administrator" doc:"it sees everything"`
	Shares         bool   `json:"shares" doc:"it may change what others see, and see as others"`
	Authentication string `json:"authentication" enum:"none,token" doc:"none on loopback without a token file"`
	Version        string `json:"version"`
}

// LoginInput is a token.
type LoginInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"512"`
	}
}

// cookied is an answer that sets the cookie of the session.
type cookied struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   Session
}

// uncookied is the answer that takes it away.
type uncookied struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) session(api huma.API) {
	const path = "/api/session"
	route(api, http.MethodGet, path, "session", "Who asks", s.getSession)
	huma.Register(api, operation(api, http.MethodPost, path, "login", "Begin a session with a token"), s.login)
	huma.Register(api, operation(api, http.MethodDelete, path, "logout", "End the session"), s.logout)
}

func (s *Server) getSession(ctx context.Context, _ *None) (*Body[Session], error) {
	return &Body[Session]{s.sessionOf(s.who(ctx))}, nil
}

// sessionOf describes who asks.
func (s *Server) sessionOf(who access.Principal) Session {
	out := Session{Principal: who.Name, By: who.By, Authentication: "none", Version: s.settings.Version}
	if s.parts.Identity != nil {
		out.Authentication = "token"
	}
	if s.parts.Administrator != nil {
		out.Administrator = s.parts.Administrator(who)
	}
	if s.parts.Sharing != nil {
		out.Shares = s.parts.Sharing.Administers(who)
	}
	return out
}

func (s *Server) login(ctx context.Context, in *LoginInput) (*cookied, error) {
	if s.parts.Identity == nil {
		return nil, problemOf(ctx, fault.New(fault.Conflict, "NO_LOGIN", "this server needs no token"))
	}
	known := requestOf(ctx)
	begun, err := s.parts.Identity.Login(known.from, in.Body.Token)
	if err != nil {
		return nil, s.refused(ctx, known, err)
	}
	if err := s.note(noteOf(audit.Login, begun.Who, known)); err != nil {
		return nil, problemOf(ctx, err)
	}
	logOf(ctx).Info("a session began", "principal", begun.Who.Name, "from", known.from)
	return &cookied{Cookie: s.cookie(known, begun.Cookie, begun.Expires), Body: s.sessionOf(begun.Who)}, nil
}

func (s *Server) logout(ctx context.Context, _ *None) (*uncookied, error) {
	known := requestOf(ctx)
	if s.parts.Identity != nil && known.cookie != "" {
		if err := s.parts.Identity.Logout(known.cookie); err != nil {
			return nil, problemOf(ctx, err)
		}
		if err := s.note(noteOf(audit.Logout, known.who, known)); err != nil {
			return nil, problemOf(ctx, err)
		}
	}
	return &uncookied{Cookie: s.cookie(known, "", time.Unix(1, 0))}, nil
}

// cookie returns the cookie of a session: for this server's pages only, out of reach of scripts, and not sent in the clear where there is TLS.
func (s *Server) cookie(known *request, value string, expires time.Time) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", Expires: expires, HttpOnly: true, Secure: known.secure, SameSite: http.SameSiteStrictMode,
	}
}
