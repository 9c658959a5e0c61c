package webapi

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
)

// Identity lets in who has a token or a session. From is the address of who shows it.
type Identity interface {
	Bearer(from, token string) (access.Principal, error)
	Login(from, token string) (identity.Session, error)
	// Tokens tells whether there are tokens to log in with.
	Tokens() bool
	// Enter begins a session for who was vouched for, with groups.
	Enter(name string, groups []string) (identity.Session, error)
	Resume(cookie string) (access.Principal, bool, error)
	Logout(cookie string) error
	// Attempt refuses an address from which too much went wrong, and Wrong counts.
	Attempt(from string) error
	Wrong(from string)
}

// sessionCookie is the name of the cookie of a session.
const sessionCookie = "glaux_session"

// authenticated finds out who asks. Without a token nobody gets anything but the door itself.
func (s *Server) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		known, ok := r.Context().Value(requestKey{}).(*request)
		if !ok {
			writeProblem(w, internal(r.Context(), "a request without its record", errors.New("bounded was left out")))
			return
		}
		known.arrive(r)
		who, problem := s.identify(known, r)
		if problem != nil && !public(r) {
			if problem.Status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Bearer realm="glaux"`)
			}
			writeProblem(w, problem)
			return
		}
		if problem == nil {
			if who, problem = s.viewAs(r, who); problem != nil {
				writeProblem(w, problem)
				return
			}
		}
		known.who = who
		known.log = known.log.With("principal", who.Name)
		if who.By != "" {
			known.log = known.log.With("by", who.By)
		}
		next.ServeHTTP(w, r)
	})
}

// arrive notes how a request came.
func (known *request) arrive(r *http.Request) {
	known.secure = r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
	if known.from, _, _ = net.SplitHostPort(r.RemoteAddr); known.from == "" {
		known.from = r.RemoteAddr
	}
}

// public tells whether a route answers everybody: those of logins, and the document of the routes.
func public(r *http.Request) bool {
	return r.URL.Path == "/api/session" && r.Method == http.MethodPost || r.URL.Path == "/api/login" || r.URL.Path == "/api/openapi.json"
}

// identify returns who a request says it is from.
func (s *Server) identify(known *request, r *http.Request) (access.Principal, *Problem) {
	if s.parts.Identity == nil && s.parts.Principal != nil {
		return s.parts.Principal(s.parts.Local), nil
	}
	if s.parts.Identity == nil {
		return s.parts.Local, nil
	}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		known.cookie = cookie.Value
	}
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		known.token = strings.TrimSpace(token)
		who, err := s.parts.Identity.Bearer(known.from, known.token)
		if err != nil {
			return access.Principal{}, s.refused(r.Context(), known, err)
		}
		return who, nil
	}
	if known.cookie != "" {
		who, ok, err := s.parts.Identity.Resume(known.cookie)
		if err != nil {
			return access.Principal{}, identityProblem(r.Context(), err)
		}
		if ok {
			return who, nil
		}
		return access.Principal{}, newProblem(http.StatusUnauthorized, codeLogin, "the session has ended; log in again")
	}
	return access.Principal{}, newProblem(http.StatusUnauthorized, codeLogin,
		"a token is needed: log in with one, or send it as Authorization: Bearer TOKEN")
}

// refused notes that somebody showed what lets nobody in, and tells why it does not. Who is shut out for a while is not noted again.
func (s *Server) refused(ctx context.Context, known *request, err error) *Problem {
	p := identityProblem(ctx, err)
	if p.Status != http.StatusUnauthorized {
		return p
	}
	r := noteOf(audit.Login, access.Principal{}, known)
	r.Outcome, r.Code, r.Message = audit.Refused, p.Code, p.Detail
	if err := s.note(r); err != nil {
		return problemOf(ctx, err)
	}
	return p
}

// identityProblem tells why a token was not taken.
func identityProblem(ctx context.Context, err error) *Problem {
	p := problemOf(ctx, err)
	var known *fault.Error
	if errors.As(err, &known) {
		switch known.Code {
		case identity.CodeInvalid:
			return newProblem(http.StatusUnauthorized, known.Code, known.Msg)
		case identity.CodeLimited:
			return newProblem(http.StatusTooManyRequests, known.Code, known.Msg)
		case identity.CodeFile: // where it lies is for the log
			return internal(ctx, "the token file cannot be used", err)
		}
	}
	return p
}
