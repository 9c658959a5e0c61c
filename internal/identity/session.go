package identity

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// A cookie is a random number, and the records hold what SHA-256 makes of it: who reads the records cannot make a cookie. So a session can
// be ended, outlives a restart, and what its principal may is asked anew with every request.
const cookieBytes = 32

// Session is a browser that has shown who it is.
type Session struct {
	// Cookie is what the browser sends from now on, until Expires.
	Cookie  string
	Expires time.Time
	Who     access.Principal
}

// sessionTime is how long a session lasts, if its token does not end before.
const sessionTime = 12 * time.Hour

// fromToken is the origin of sessions that began with a token, before its id; fromOpenID that of those which somebody vouched for.
const (
	fromToken  = "token:"
	fromOpenID = "openid"
)

// token returns the id of the token that a session began with, "" where it began without.
func (v *visit) token() string {
	id, ok := strings.CutPrefix(v.origin, fromToken)
	if !ok {
		return ""
	}
	return id
}

// Login begins a session for who has a token.
func (g *Gate) Login(from, token string) (Session, error) {
	t, err := g.find(from, token)
	if err != nil {
		return Session{}, err
	}
	v := visit{principal: t.Principal, origin: fromToken + t.ID, expires: g.options.Now().Add(sessionTime)}
	if t.Expires != nil && t.Expires.Before(v.expires) {
		v.expires = *t.Expires
	}
	return g.enter(v)
}

// Enter begins a session for who somebody else vouches for: an OpenID provider, with the groups that it tells. The local user is nobody else's.
func (g *Gate) Enter(name string, groups []string) (Session, error) {
	if !isName(name) || name == access.Local().Name {
		return Session{}, fault.New(fault.Denied, CodeName, fmt.Sprintf("%q is no name that somebody else may vouch for", name))
	}
	return g.enter(visit{principal: name, groups: groups, vouched: true, origin: fromOpenID, expires: g.options.Now().Add(sessionTime)})
}

// enter begins a session.
func (g *Gate) enter(v visit) (Session, error) {
	who, err := g.principal(v)
	if err != nil {
		return Session{}, err
	}
	cookie := Secret(cookieBytes)
	if err := g.options.Records.begin(hashOf(cookie), v); err != nil {
		return Session{}, err
	}
	return Session{Cookie: cookie, Expires: v.expires, Who: who}, nil
}

// principal returns whose a session is.
func (g *Gate) principal(v visit) (access.Principal, error) {
	if v.vouched {
		return g.options.Member(v.principal, v.groups)
	}
	return g.options.Principal(v.principal), nil
}

// hashOf returns what the records have of a cookie.
func hashOf(cookie string) []byte {
	sum := sha256.Sum256([]byte(cookie))
	return sum[:]
}

// Resume returns whose session a cookie is, as long as what it began with is good. An error is trouble of ours.
func (g *Gate) Resume(cookie string) (who access.Principal, ok bool, err error) {
	v, ok, err := g.options.Records.visit(hashOf(cookie))
	if err != nil || !ok {
		return access.Principal{}, false, err
	}
	if id := v.token(); id != "" {
		good, err := g.good(id, v.principal)
		if err != nil || !good {
			return access.Principal{}, false, err
		}
	}
	who, err = g.principal(v)
	return who, err == nil, err
}

// good tells whether a token is there, has not ended and stands for the principal that it stood for.
func (g *Gate) good(id, principal string) (bool, error) {
	list, err := g.list()
	if err != nil {
		return false, err
	}
	for i := range list {
		if list[i].ID == id && list[i].Principal == principal && list[i].good(g.options.Now()) {
			return true, nil
		}
	}
	return false, nil
}

// Logout ends a session.
func (g *Gate) Logout(cookie string) error { return g.options.Records.end(hashOf(cookie)) }
