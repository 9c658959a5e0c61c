// Package openid lets people log in where their organisation knows them: at an OpenID Connect provider. It promises that a login is taken
// only by the browser that began it (state), for the request that was made (nonce, PKCE), from the provider and for us (issuer, audience,
// signature, time), and that nothing of it is kept on the server: what a login needs at its end stands encrypted in a cookie of ten minutes.
//
//	provider := openid.New(openid.Options{Issuer: "https://login.example.com", ClientID: "glaux", Callback: "https://glaux.example.com/auth/callback", …})
//	address, cookie, err := provider.Begin(ctx, "/explorer")
//	who, err := provider.End(ctx, cookie, query)       // a name, and groups
package openid

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
)

// The codes of its faults.
const (
	// CodeRefused is that of a login that the provider refused, or that does not hold.
	CodeRefused = "LOGIN_REFUSED"
	// CodeProvider is that of a provider that does not answer.
	CodeProvider = "LOGIN_PROVIDER_UNAVAILABLE"
)

// Options are how a provider is reached and what is taken of it.
type Options struct {
	// Issuer is its URL, without /.well-known/openid-configuration.
	Issuer string
	// ClientID and ClientSecret are what it knows us by.
	ClientID, ClientSecret string
	// Callback is the URL to which it sends browsers back; it must know it.
	Callback string
	// Scopes are asked for; openid is always among them.
	Scopes []string
	// NameClaim is the claim with the name of the principal, GroupsClaim that with its groups.
	NameClaim, GroupsClaim string
	// Key is that of the installation: it encrypts the cookie of a login.
	Key []byte
	// Now is the clock.
	Now func() time.Time
}

// The defaults of Options.
const (
	DefaultNameClaim   = "email"
	DefaultGroupsClaim = "groups"
)

// LoginTime is how long a login may take.
const LoginTime = 10 * time.Minute

// The bounds of what a provider answers.
const (
	answerTime = 15 * time.Second
	maxGroups  = 1000
	maxText    = 255
)

// Provider is an OpenID Connect provider. Several goroutines may use it.
type Provider struct {
	options Options
	seal    *identity.Sealer
	client  *http.Client

	mu    sync.Mutex
	found *oidc.Provider // nil until it has answered
}

// New returns a provider. It is asked when somebody logs in first, so that a server starts without it.
func New(o Options) (*Provider, error) {
	if o.NameClaim == "" {
		o.NameClaim = DefaultNameClaim
	}
	if o.GroupsClaim == "" {
		o.GroupsClaim = DefaultGroupsClaim
	}
	if o.Scopes == nil {
		o.Scopes = []string{"profile", "email", "groups"}
	}
	for _, text := range []string{o.Issuer, o.Callback} {
		if u, err := url.Parse(text); err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) {
			return nil, fault.New(fault.Invalid, "INVALID_SETTING", fmt.Sprintf("%q is no https:// address; http:// is for this machine only", text))
		}
	}
	if o.ClientID == "" {
		return nil, fault.New(fault.Invalid, "INVALID_SETTING", "the provider knows no client without a name: set --openid-client")
	}
	seal, err := identity.NewSealer(o.Key, "openid login")
	if err != nil {
		return nil, err
	}
	return &Provider{options: o, seal: seal, client: &http.Client{Timeout: answerTime}}, nil
}

// local tells whether a host is this machine.
func local(host string) bool { return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, host) }

// begun is what a login needs at its end.
type begun struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Next     string    `json:"next"`
	Expires  time.Time `json:"expires"`
}

// Begin returns where to send a browser that wants to log in, and the cookie that it must bring back. Next is where it wants to be then.
func (p *Provider) Begin(ctx context.Context, next string) (address, cookie string, err error) {
	config, err := p.config(ctx)
	if err != nil {
		return "", "", err
	}
	const random = 32
	b := begun{
		State: identity.Secret(random), Nonce: identity.Secret(random), Verifier: oauth2.GenerateVerifier(), Next: next, Expires: p.options.Now().Add(LoginTime),
	}
	text, err := json.Marshal(b)
	if err != nil {
		return "", "", fmt.Errorf("begin login: %w", err)
	}
	address = config.AuthCodeURL(b.State, oidc.Nonce(b.Nonce), oauth2.S256ChallengeOption(b.Verifier))
	return address, identity.Text(p.seal.Seal(text, p.options.ClientID)), nil
}

// Vouched is who the provider says is there.
type Vouched struct {
	Name   string
	Groups []string
	// Next is where the browser wanted to be.
	Next string
}

// End returns who has logged in, by the cookie of the login and what the provider gave the browser.
func (p *Provider) End(ctx context.Context, cookie string, query url.Values) (Vouched, error) {
	b, err := p.opened(cookie)
	if err != nil {
		return Vouched{}, err
	}
	if subtle.ConstantTimeCompare([]byte(b.State), []byte(query.Get("state"))) != 1 {
		return Vouched{}, refused(nil, "the login was begun by another page; log in again")
	}
	if query.Get("error") != "" {
		return Vouched{}, refused(fmt.Errorf("%q: %q", query.Get("error"), query.Get("error_description")), "the login was refused where your organisation knows you")
	}
	config, err := p.config(ctx)
	if err != nil {
		return Vouched{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := config.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(b.Verifier))
	if err != nil {
		var answered *oauth2.RetrieveError
		if errors.As(err, &answered) {
			return Vouched{}, refused(err, "the login does not hold; log in again")
		}
		return Vouched{}, away(err)
	}
	v, err := p.vouched(ctx, token, b)
	v.Next = b.Next
	return v, err
}

// opened reads the cookie of a login.
func (p *Provider) opened(cookie string) (b begun, err error) {
	sealed, err := identity.Bytes(cookie)
	if err != nil {
		return begun{}, refused(err, "no login was begun in this browser; log in again")
	}
	text, err := p.seal.Open(sealed, p.options.ClientID)
	if err != nil {
		return begun{}, refused(err, "no login was begun in this browser; log in again")
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return begun{}, fmt.Errorf("end login: %w", err)
	}
	if !p.options.Now().Before(b.Expires) {
		return begun{}, refused(nil, "the login took too long; log in again")
	}
	return b, nil
}

// vouched checks the token of identity, and reads who it is about.
func (p *Provider) vouched(ctx context.Context, token *oauth2.Token, b begun) (Vouched, error) {
	const wrong = "what the provider says about you does not hold; log in again"
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Vouched{}, refused(errors.New("no id_token"), wrong)
	}
	checker := p.found.Verifier(&oidc.Config{ClientID: p.options.ClientID, Now: p.options.Now})
	id, err := checker.Verify(ctx, raw)
	if err != nil {
		return Vouched{}, refused(err, wrong)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(b.Nonce)) != 1 {
		return Vouched{}, refused(errors.New("another nonce"), wrong)
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return Vouched{}, refused(err, wrong)
		}
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return Vouched{}, refused(err, wrong)
	}
	return p.read(claims)
}

// read reads name and groups out of the claims.
func (p *Provider) read(claims map[string]any) (Vouched, error) {
	name, _ := claims[p.options.NameClaim].(string)
	if name == "" || len(name) > maxText {
		return Vouched{}, refused(nil, fmt.Sprintf("the provider does not tell your name: there is no claim %q", p.options.NameClaim))
	}
	if verified, told := claims["email_verified"]; p.options.NameClaim == "email" && told && verified != true && verified != "true" {
		return Vouched{}, refused(nil, "the provider has not verified your address of mail")
	}
	v := Vouched{Name: name, Groups: []string{}}
	switch groups := claims[p.options.GroupsClaim].(type) {
	case string:
		v.Groups = append(v.Groups, groups)
	case []any:
		for _, g := range groups[:min(len(groups), maxGroups)] {
			if text, ok := g.(string); ok && text != "" && len(text) <= maxText {
				v.Groups = append(v.Groups, text)
			}
		}
	}
	slices.Sort(v.Groups)
	v.Groups = slices.Compact(v.Groups)
	return v, nil
}

// config returns how the provider is spoken to, and asks it where it has not answered yet.
func (p *Provider) config(ctx context.Context) (*oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		// What is found outlives the request: later its keys are fetched with the same context.
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.options.Issuer)
		if err != nil {
			return nil, away(err)
		}
		p.found = found
	}
	return &oauth2.Config{
		ClientID: p.options.ClientID, ClientSecret: p.options.ClientSecret, Endpoint: p.found.Endpoint(), RedirectURL: p.options.Callback,
		Scopes: slices.Compact(append([]string{oidc.ScopeOpenID}, p.options.Scopes...)),
	}, nil
}

func refused(err error, text string) error { return fault.Wrap(err, fault.Denied, CodeRefused, text) }

func away(err error) error {
	return fault.Wrap(err, fault.Unavailable, CodeProvider, "the provider of logins does not answer as it should; try again, or ask who runs this server")
}
