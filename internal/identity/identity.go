// Package identity tells who asks over the network: a token stands for a principal, and a browser that has shown one gets a session. It
// promises that no token is ever on a disk (only what SHA-256 makes of it), that finding one takes the same time whichever it is, that a
// token taken out of its file is worth nothing from then on, sessions included, and that who guesses is slowed down.
//
//	token, err := identity.Create("tokens.json", "alice", nil, now)    // shown once
//	gate, err := identity.Open(identity.Options{File: "tokens.json", Key: key, Principal: policy.Principal})
//	who, err := gate.Bearer("192.0.2.1", token)
//	session, err := gate.Login("192.0.2.1", token)
//	who, ok := gate.Resume(session.Cookie)
package identity

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// The codes of its faults.
const (
	// CodeInvalid is that of a token that nobody has.
	CodeInvalid = "INVALID_TOKEN"
	// CodeLimited is that of an address from which too many wrong tokens came.
	CodeLimited = "TOO_MANY_ATTEMPTS"
	// CodeFile is that of a token file that cannot be used.
	CodeFile = "INVALID_TOKEN_FILE"
)

// Options are what a Gate needs.
type Options struct {
	// File is the path of the token file.
	File string
	// Key signs sessions. Who knows it can make them: at least 32 random bytes, kept where only the server reads.
	Key []byte
	// Principal returns the principal of a name, with its groups.
	Principal func(name string) access.Principal
	// Now is the clock.
	Now func() time.Time
}

// Gate lets in who has a token or a session. It is safe for use by many at once.
type Gate struct {
	options  Options
	tokens   *tokens
	limits   *limits
	sessions *sessions
}

// Open reads the token file, which must have at least one token.
func Open(o Options) (*Gate, error) {
	const least = 32
	if len(o.Key) < least {
		return nil, fault.New(fault.Internal, "", fmt.Sprintf("a key of %d bytes signs nothing", len(o.Key)))
	}
	t := &tokens{path: o.File}
	list, err := t.list()
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fileFault(nil, "%s has no token; make one: glaux token create --file %s NAME", o.File, o.File)
	}
	return &Gate{options: o, tokens: t, limits: &limits{}, sessions: &sessions{key: o.Key}}, nil
}

// Bearer returns who has a token that came from an address.
func (g *Gate) Bearer(from, token string) (access.Principal, error) {
	t, err := g.find(from, token)
	if err != nil {
		return access.Principal{}, err
	}
	return g.options.Principal(t.Principal), nil
}

// Session is a browser that has shown a token.
type Session struct {
	// Cookie is what the browser sends from now on, until Expires.
	Cookie  string
	Expires time.Time
	Who     access.Principal
}

// sessionTime is how long a session lasts, if its token does not end before.
const sessionTime = 12 * time.Hour

// Login begins a session for who has a token.
func (g *Gate) Login(from, token string) (Session, error) {
	t, err := g.find(from, token)
	if err != nil {
		return Session{}, err
	}
	expires := g.options.Now().Add(sessionTime)
	if t.Expires != nil && t.Expires.Before(expires) {
		expires = *t.Expires
	}
	return Session{Cookie: g.sessions.begin(t.hash, expires), Expires: expires, Who: g.options.Principal(t.Principal)}, nil
}

// Resume returns whose session a cookie is, as long as the token with which it began is good.
func (g *Gate) Resume(cookie string) (access.Principal, bool) {
	now := g.options.Now()
	id, ok := g.sessions.check(cookie, now)
	if !ok {
		return access.Principal{}, false
	}
	list, err := g.tokens.list()
	if err != nil {
		return access.Principal{}, false
	}
	for i := range list {
		if list[i].ID == id && list[i].good(now) {
			return g.options.Principal(list[i].Principal), true
		}
	}
	return access.Principal{}, false
}

// Logout ends a session.
func (g *Gate) Logout(cookie string) { g.sessions.end(cookie, g.options.Now()) }

// find returns the token, and counts the address where it is none.
func (g *Gate) find(from, token string) (Token, error) {
	now := g.options.Now()
	if wait := g.limits.wait(from, now); wait > 0 {
		return Token{}, fault.New(fault.Exhausted, CodeLimited,
			fmt.Sprintf("too many wrong tokens came from here; try again in %d seconds", int(wait.Seconds())+1))
	}
	list, err := g.tokens.list()
	if err != nil {
		return Token{}, err
	}
	if t, ok := lookup(list, sha256.Sum256([]byte(token))); ok && t.good(now) {
		return t, nil
	}
	g.limits.fail(from, now)
	return Token{}, fault.New(fault.Denied, CodeInvalid, "this token is not known, or it has ended")
}
