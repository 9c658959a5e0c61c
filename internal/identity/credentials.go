package identity

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// Credentials makes, lists and withdraws tokens and access keys as who asks may: everybody its own, and an administrator everybody's. What
// people make for themselves ends within LongestOwn, and never after the token that they came by. It is safe for use by many at once.
type Credentials struct {
	// File is the path of the token file, "" where nobody has a token.
	File    string
	Records *Records
	// Administers tells who may see, make and withdraw those of all.
	Administers func(access.Principal) bool
	Now         func() time.Time

	mu sync.Mutex // one change of the file at a time
}

// LongestOwn is how long a token or a key is good that somebody made for itself. mostOwn is how many of each it may have, so that nobody
// fills the file.
const (
	LongestOwn = 366 * 24 * time.Hour
	mostOwn    = 50
)

// Shown is what somebody came by: a session, by its cookie, or a token.
type Shown struct{ Cookie, Token string }

// Tokens returns the tokens of who asks, or with all those of everybody, for administrators. There are none without a file.
func (c *Credentials) Tokens(who access.Principal, all bool) ([]Token, error) {
	if err := c.may(who, all); err != nil || c.File == "" {
		return nil, err
	}
	list, err := List(c.File)
	return slices.DeleteFunc(list, func(t Token) bool { return !all && t.Principal != who.Name }), err
}

// Keys returns the access keys of who asks, or with all those of everybody, for administrators.
func (c *Credentials) Keys(who access.Principal, all bool) ([]AccessKey, error) {
	if err := c.may(who, all); err != nil {
		return nil, err
	}
	list, err := c.Records.Keys()
	return slices.DeleteFunc(list, func(k AccessKey) bool { return !all && k.Principal != who.Name }), err
}

// may refuses those of everybody to who is no administrator.
func (c *Credentials) may(who access.Principal, all bool) error {
	if all && !c.Administers(who) {
		return fault.New(fault.Denied, CodeRefused, "the tokens and access keys of all are for administrators")
	}
	return nil
}

// CreateToken makes a token. The secret is returned here and never again.
func (c *Credentials) CreateToken(who access.Principal, shown Shown, ask Ask) (Token, string, error) {
	if c.File == "" {
		return Token{}, "", fault.New(fault.Conflict, CodeRefused, "this server has no token file: start it with --token-file to let people in by tokens")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	ask, err := c.allowed(who, shown, ask)
	if err != nil {
		return Token{}, "", err
	}
	return create(c.File, ask, c.Now(), func(list []Token) error {
		return c.few(who, len(slices.DeleteFunc(slices.Clone(list), func(t Token) bool { return t.Principal != who.Name })))
	})
}

// CreateKey makes an access key. The secret is returned here and never again.
func (c *Credentials) CreateKey(who access.Principal, shown Shown, ask Ask) (AccessKey, string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ask, err := c.allowed(who, shown, ask)
	if err != nil {
		return AccessKey{}, "", err
	}
	own, err := c.Keys(who, false)
	if err == nil {
		err = c.few(who, len(own))
	}
	if err != nil {
		return AccessKey{}, "", err
	}
	return c.Records.CreateKey(ask)
}

// few refuses one more to who has many and is no administrator.
func (c *Credentials) few(who access.Principal, own int) error {
	if own >= mostOwn && !c.Administers(who) {
		return fault.New(fault.Exhausted, CodeRefused, fmt.Sprintf("you have %d already: withdraw one that is not used", own))
	}
	return nil
}

// allowed refuses what who asks may not make. A name of "" is its own.
func (c *Credentials) allowed(who access.Principal, shown Shown, ask Ask) (Ask, error) {
	if ask.Principal == "" {
		ask.Principal = who.Name
	}
	if c.Administers(who) {
		return ask, nil
	}
	if ask.Principal != who.Name {
		return ask, fault.New(fault.Denied, CodeRefused, "only an administrator makes tokens and access keys for somebody else")
	}
	end, err := c.end(shown)
	if err != nil {
		return ask, err
	}
	if ask.Expires == nil || ask.Expires.After(end) {
		return ask, fault.New(fault.Denied, CodeRefused, fmt.Sprintf("what you make for yourself ends on %s at the latest; an administrator makes what lasts longer", end.Format(time.DateOnly)))
	}
	return ask, nil
}

// Latest returns when what who asks makes for itself must have ended; nil for administrators, whose may last for ever.
func (c *Credentials) Latest(who access.Principal, shown Shown) (*time.Time, error) {
	if c.Administers(who) {
		return nil, nil //nolint:nilnil // there is no end
	}
	end, err := c.end(shown)
	return &end, err
}

// end returns when what somebody makes for itself must have ended.
func (c *Credentials) end(shown Shown) (time.Time, error) {
	end := c.Now().UTC().Truncate(time.Second).Add(LongestOwn)
	by, err := c.By(shown)
	if err == nil && by != nil && by.Expires != nil && by.Expires.Before(end) {
		end = *by.Expires
	}
	return end, err
}

// By returns the token that somebody came by, nil where it was none.
func (c *Credentials) By(shown Shown) (*Token, error) {
	if c.File == "" || shown == (Shown{}) {
		return nil, nil //nolint:nilnil // it was none
	}
	id := ""
	if shown.Token != "" {
		id = idOf(sumOf(shown.Token))
	} else {
		v, ok, err := c.Records.visit(hashOf(shown.Cookie))
		if err != nil || !ok {
			return nil, err
		}
		id = v.token()
	}
	if id == "" {
		return nil, nil //nolint:nilnil // as above
	}
	list, err := List(c.File)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(list, func(t Token) bool { return t.ID == id })
	if at < 0 {
		return nil, fault.New(fault.Denied, CodeInvalid, "the token that you came by has been withdrawn")
	}
	return &list[at], nil
}

// RevokeToken withdraws a token, and with it the sessions that began with it. One that who asks may not see is not there.
func (c *Credentials) RevokeToken(who access.Principal, id string) (Token, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list, err := c.Tokens(who, c.Administers(who))
	if err != nil {
		return Token{}, err
	}
	at := slices.IndexFunc(list, func(t Token) bool { return t.ID == id })
	if at < 0 {
		return Token{}, fault.New(fault.NotFound, "TOKEN_NOT_FOUND", fmt.Sprintf("there is no token %q", id))
	}
	_, err = revoke(c.File, id, func(t Token) bool { return t.ID == id })
	return list[at], err
}

// RevokeKey deletes an access key. One that who asks may not see is not there.
func (c *Credentials) RevokeKey(who access.Principal, id string) (AccessKey, error) {
	list, err := c.Keys(who, c.Administers(who))
	if err != nil {
		return AccessKey{}, err
	}
	at := slices.IndexFunc(list, func(k AccessKey) bool { return k.ID == id })
	if at < 0 {
		return AccessKey{}, fault.New(fault.NotFound, "KEY_NOT_FOUND", fmt.Sprintf("there is no access key %q", id))
	}
	_, err = c.Records.dropKeys(id, "id = ?", id)
	return list[at], err
}
