package webapi

import (
	"net/http"

	"github.com/glauxhq/glaux/internal/access"
)

// Identity tells who has a token.
type Identity interface {
	// Principal returns who has a token.
	Principal(token string) (access.Principal, bool)
}

// authenticated finds out who asks.
func (s *Server) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if known, ok := r.Context().Value(requestKey{}).(*request); ok {
			known.who = s.parts.Local
		}
		next.ServeHTTP(w, r)
	})
}
