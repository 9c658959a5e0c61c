package webapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// An administrator sees as somebody else by naming the principal in a header, percent-encoded, or in the query string where a browser
// follows a link. Nobody else may, and nothing is changed in somebody else's name: to see as somebody gives less and never more.
const (
	viewAsHeader = "Glaux-As"
	viewAsQuery  = "view-as"
)

// maxViewAs bounds the name.
const maxViewAs = 1024

// viewAs returns who a request asks as: who asks, unless it names another.
func (s *Server) viewAs(r *http.Request, who access.Principal) (access.Principal, *Problem) {
	name, err := viewedName(r)
	if err != nil {
		return access.Principal{}, newProblem(http.StatusBadRequest, codeInvalid, "the header "+viewAsHeader+" holds no name of a principal, percent-encoded")
	}
	if name == "" || name == who.Name {
		return who, nil
	}
	if s.parts.Sharing == nil {
		return access.Principal{}, newProblem(http.StatusForbidden, share.CodeDenied, "only an administrator may see as somebody else")
	}
	as, err := s.parts.Sharing.As(who, name)
	if err != nil {
		return access.Principal{}, problemOf(r.Context(), err)
	}
	return as, nil
}

// viewedName returns the name that a request asks as, "" for none.
func viewedName(r *http.Request) (string, error) {
	name, err := url.PathUnescape(r.Header.Get(viewAsHeader))
	if name == "" && err == nil {
		name = r.URL.Query().Get(viewAsQuery)
	}
	if err == nil && len(name) > maxViewAs {
		err = fmt.Errorf("a name of %d bytes", len(name))
	}
	return name, err
}

// reads refuses a statement that would change something where who asks sees as somebody else.
func reads(who access.Principal, text string) error {
	if who.By == "" {
		return nil
	}
	statement, problems := parse.Statement(text)
	if len(problems) > 0 || ast.Reads(statement) {
		return nil // what is wrong with it is said where it runs
	}
	return nothingIsChanged(who)
}

// nothingIsChanged is the answer to who would change something in somebody else's name.
func nothingIsChanged(who access.Principal) error {
	return fault.New(fault.Denied, share.CodeDenied, fmt.Sprintf("you see as %s, and nothing is changed in somebody else's name: go back to yourself first", who.Name))
}

// asItself refuses who sees as somebody else.
func (s *Server) asItself(ctx context.Context) error {
	if who := s.who(ctx); who.By != "" {
		return nothingIsChanged(who)
	}
	return nil
}
