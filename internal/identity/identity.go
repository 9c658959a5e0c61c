// Package identity tells who asks over the network: a token stands for a principal, a browser that has shown one, or that an OpenID provider
// vouches for, gets a session, and access keys sign what programs ask. It promises that no token and no cookie is ever on a disk (only what
// SHA-256 makes of it), that secrets which must be kept are encrypted, that finding a token takes the same time whichever it is, that a
// token taken out of its file is worth nothing from then on, sessions included, and that who guesses is slowed down.
//
//	_, token, err := identity.Create("tokens.json", identity.Ask{Principal: "alice"}, now) // shown once
//	records, err := identity.OpenRecords(ctx, "identity.sqlite", key, time.Now)
//	gate, err := identity.Open(identity.Options{File: "tokens.json", Records: records, Principal: shares.Principal})
//	who, err := gate.Bearer("192.0.2.1", token)
//	session, err := gate.Login("192.0.2.1", token)
//	who, ok, err := gate.Resume(session.Cookie)
//	key, secret, err := records.CreateKey(identity.Ask{Principal: "alice"})                // for programs that sign
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
	// CodeName is that of a name that nobody may have.
	CodeName = "INVALID_NAME"
	// CodeRefused is that of a token or a key that who asks may not make.
	CodeRefused = "CREDENTIAL_REFUSED"
	// CodeFile is that of a token file that cannot be used.
	CodeFile = "INVALID_TOKEN_FILE"
)

// Options are what a Gate needs.
type Options struct {
	// File is the path of the token file, "" where nobody has a token.
	File string
	// Records keeps sessions.
	Records *Records
	// Principal returns the principal of a name, with its groups.
	Principal func(name string) access.Principal
	// Member returns who an OpenID provider vouches for, with the groups that it tells.
	Member func(name string, groups []string) (access.Principal, error)
	// Now is the clock.
	Now func() time.Time
}

// Gate lets in who has a token or a session. It is safe for use by many at once.
type Gate struct {
	options Options
	tokens  *tokens // nil without a file
	limits  *limits
}

// Open reads the token file, where there is one; it must have at least one token.
func Open(o Options) (*Gate, error) {
	g := &Gate{options: o, limits: &limits{}}
	if o.File == "" {
		return g, nil
	}
	g.tokens = &tokens{path: o.File}
	list, err := g.list()
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fileFault(nil, "%s has no token; make one: glaux token create --file %s NAME", o.File, o.File)
	}
	return g, nil
}

// Tokens tells whether there are tokens to log in with.
func (g *Gate) Tokens() bool { return g.tokens != nil }

// list returns the tokens as they are now.
func (g *Gate) list() ([]Token, error) {
	if g.tokens == nil {
		return nil, nil
	}
	return g.tokens.list()
}

// Bearer returns who has a token that came from an address.
func (g *Gate) Bearer(from, token string) (access.Principal, error) {
	t, err := g.find(from, token)
	if err != nil {
		return access.Principal{}, err
	}
	return g.options.Principal(t.Principal), nil
}

// Attempt refuses an address from which too many wrong things came. Wrong counts one more: a login that somebody else refused.
func (g *Gate) Attempt(from string) error {
	if wait := g.limits.wait(from, g.options.Now()); wait > 0 {
		return fault.New(fault.Exhausted, CodeLimited, fmt.Sprintf("too many wrong attempts came from here; try again in %d seconds", int(wait.Seconds())+1))
	}
	return nil
}

// Wrong counts a wrong attempt of an address.
func (g *Gate) Wrong(from string) { g.limits.fail(from, g.options.Now()) }

// sumOf returns what the file has of a token.
func sumOf(token string) [sha256.Size]byte { return sha256.Sum256([]byte(token)) }

// find returns the token, and counts the address where it is none.
func (g *Gate) find(from, token string) (Token, error) {
	if err := g.Attempt(from); err != nil {
		return Token{}, err
	}
	list, err := g.list()
	if err != nil {
		return Token{}, err
	}
	if t, ok := lookup(list, sumOf(token)); ok && t.good(g.options.Now()) {
		return t, nil
	}
	g.Wrong(from)
	return Token{}, fault.New(fault.Denied, CodeInvalid, "this token is not known, or it has ended")
}
