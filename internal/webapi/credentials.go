package webapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
)

// Credential is a token or an access key, without its secret.
type Credential struct {
	ID        string     `json:"id"`
	Principal string     `json:"principal"`
	Note      string     `json:"note,omitempty"`
	Created   time.Time  `json:"created"`
	Expires   *time.Time `json:"expires,omitempty"`
	Ended     bool       `json:"ended" doc:"it is worth nothing any more"`
	Current   bool       `json:"current" doc:"who asks came by it"`
}

// CredentialList are tokens and access keys, the newest first.
type CredentialList struct {
	Tokens []Credential `json:"tokens"`
	Keys   []Credential `json:"keys"`
	// TokenFile tells that this server lets people in by tokens.
	TokenFile    bool `json:"tokenFile" doc:"this server lets people in by tokens, and so can make some"`
	Administrate bool `json:"administrate" doc:"who asks may see and make those of everybody"`
	// Latest is when what who asks makes must have ended.
	Latest *time.Time `json:"latest,omitempty" doc:"when what who asks makes must have ended; none for who administrates"`
}

// MadeCredential is what was made, with its secret, which is shown here and never again.
type MadeCredential struct {
	Credential Credential `json:"credential"`
	Secret     string     `json:"secret"`
}

// CredentialsInput asks for those of everybody, or for one's own.
type CredentialsInput struct {
	All bool `query:"all" doc:"those of everybody, for administrators"`
}

// MakeCredentialInput says what to make.
type MakeCredentialInput struct {
	Body struct {
		Principal string     `json:"principal,omitempty" maxLength:"255" doc:"whom it stands for; who asks where it is empty"`
		Note      string     `json:"note,omitempty" maxLength:"255" doc:"what it is for"`
		Expires   *time.Time `json:"expires,omitempty" doc:"none is never, which only administrators may"`
	}
}

// Credentials makes, lists and withdraws tokens and access keys as who asks may. *identity.Credentials does.
type Credentials interface {
	Tokens(who access.Principal, all bool) ([]identity.Token, error)
	Keys(who access.Principal, all bool) ([]identity.AccessKey, error)
	CreateToken(who access.Principal, shown identity.Shown, ask identity.Ask) (identity.Token, string, error)
	CreateKey(who access.Principal, shown identity.Shown, ask identity.Ask) (identity.AccessKey, string, error)
	RevokeToken(who access.Principal, id string) (identity.Token, error)
	RevokeKey(who access.Principal, id string) (identity.AccessKey, error)
	// By returns the token that somebody came by, Latest when what it makes must have ended; nil for none.
	By(shown identity.Shown) (*identity.Token, error)
	Latest(who access.Principal, shown identity.Shown) (*time.Time, error)
}

func (s *Server) credentials(api huma.API) {
	route(api, http.MethodGet, "/api/credentials", "credentials", "Tokens and access keys, without their secrets", s.listCredentials)
	route(api, http.MethodPost, "/api/credentials/tokens", "makeToken", "Make a token, and show it once", s.makeToken)
	route(api, http.MethodPost, "/api/credentials/keys", "makeKey", "Make an access key, and show its secret once", s.makeKey)
	act(api, http.MethodDelete, "/api/credentials/tokens/{id}", "revokeToken", "Withdraw a token, and end the sessions that began with it", s.revokeToken)
	act(api, http.MethodDelete, "/api/credentials/keys/{id}", "revokeKey", "Delete an access key", s.revokeKey)
}

// shown returns what a request came by.
func (known *request) shown() identity.Shown {
	return identity.Shown{Cookie: known.cookie, Token: known.token}
}

// credentialled returns what knows the tokens and keys.
func (s *Server) credentialled() (Credentials, error) {
	if s.parts.Credentials == nil {
		return nil, fault.New(fault.Unavailable, "NO_CREDENTIALS", "this server has no tokens and no access keys")
	}
	return s.parts.Credentials, nil
}

func (s *Server) listCredentials(ctx context.Context, in *CredentialsInput) (*Body[CredentialList], error) {
	desk, err := s.credentialled()
	if err != nil {
		return nil, err
	}
	who, known := s.who(ctx), requestOf(ctx)
	out := CredentialList{TokenFile: s.parts.Identity != nil && s.parts.Identity.Tokens(), Tokens: []Credential{}, Keys: []Credential{}}
	tokens, err := desk.Tokens(who, in.All)
	if err != nil {
		return nil, identityProblem(ctx, err)
	}
	keys, err := desk.Keys(who, in.All)
	if err != nil {
		return nil, err
	}
	by, err := desk.By(known.shown())
	if err != nil {
		return nil, identityProblem(ctx, err)
	}
	if out.Latest, err = desk.Latest(who, known.shown()); err != nil {
		return nil, identityProblem(ctx, err)
	}
	out.Administrate = out.Latest == nil
	for _, t := range slices.Backward(tokens) {
		one := s.tokenOf(t)
		one.Current = by != nil && by.ID == t.ID
		out.Tokens = append(out.Tokens, one)
	}
	for _, k := range slices.Backward(keys) {
		out.Keys = append(out.Keys, s.keyOf(k))
	}
	return &Body[CredentialList]{out}, nil
}

// tokenOf describes a token.
func (s *Server) tokenOf(t identity.Token) Credential {
	return Credential{ID: t.ID, Principal: t.Principal, Note: t.Note, Created: t.Created, Expires: t.Expires, Ended: s.past(t.Expires)}
}

// keyOf describes an access key.
func (s *Server) keyOf(k identity.AccessKey) Credential {
	return Credential{ID: k.ID, Principal: k.Principal, Note: k.Note, Created: k.Created, Expires: k.Expires, Ended: s.past(k.Expires)}
}

// past tells whether a moment is over.
func (s *Server) past(end *time.Time) bool { return end != nil && !s.settings.Now().Before(*end) }

func (s *Server) makeToken(ctx context.Context, in *MakeCredentialInput) (*Body[MadeCredential], error) {
	return s.makes(ctx, in, "CREATE_TOKEN", func(desk Credentials, shown identity.Shown, ask identity.Ask) (Credential, string, error) {
		t, secret, err := desk.CreateToken(s.who(ctx), shown, ask)
		return s.tokenOf(t), secret, err
	}, func(desk Credentials, id string) error {
		_, err := desk.RevokeToken(s.who(ctx), id)
		return err
	})
}

func (s *Server) makeKey(ctx context.Context, in *MakeCredentialInput) (*Body[MadeCredential], error) {
	return s.makes(ctx, in, "CREATE_KEY", func(desk Credentials, shown identity.Shown, ask identity.Ask) (Credential, string, error) {
		k, secret, err := desk.CreateKey(s.who(ctx), shown, ask)
		return s.keyOf(k), secret, err
	}, func(desk Credentials, id string) error {
		_, err := desk.RevokeKey(s.who(ctx), id)
		return err
	})
}

// makes makes a token or a key and notes it. What cannot be noted is not made.
func (s *Server) makes(ctx context.Context, in *MakeCredentialInput, kind string,
	create func(Credentials, identity.Shown, identity.Ask) (Credential, string, error), undo func(Credentials, string) error,
) (*Body[MadeCredential], error) {
	desk, err := s.credentialled()
	if err == nil {
		err = s.asItself(ctx)
	}
	if err != nil {
		return nil, err
	}
	ask := identity.Ask{Principal: in.Body.Principal, Note: in.Body.Note}
	if end := in.Body.Expires; end != nil {
		if s.past(end) {
			return nil, fault.New(fault.Invalid, identity.CodeRefused, "it would have ended already: name a day to come")
		}
		whole := end.UTC().Truncate(time.Second)
		ask.Expires = &whole
	}
	made, secret, err := create(desk, requestOf(ctx).shown(), ask)
	if err != nil {
		return nil, identityProblem(ctx, err)
	}
	if err := s.noteCredential(ctx, kind, made.ID+" for "+made.Principal); err != nil {
		return nil, errors.Join(err, undo(desk, made.ID))
	}
	return &Body[MadeCredential]{MadeCredential{Credential: made, Secret: secret}}, nil
}

// noteCredential notes that a token or a key was made or withdrawn.
func (s *Server) noteCredential(ctx context.Context, kind, text string) error {
	r := noteOf(audit.Credential, s.who(ctx), requestOf(ctx))
	r.Kind, r.Text = kind, text
	return s.note(r)
}

func (s *Server) revokeToken(ctx context.Context, in *ByID) (*struct{}, error) {
	return nil, s.revokes(ctx, "REVOKE_TOKEN", func(desk Credentials) (Credential, error) {
		t, err := desk.RevokeToken(s.who(ctx), in.ID)
		return s.tokenOf(t), err
	})
}

func (s *Server) revokeKey(ctx context.Context, in *ByID) (*struct{}, error) {
	return nil, s.revokes(ctx, "REVOKE_KEY", func(desk Credentials) (Credential, error) {
		k, err := desk.RevokeKey(s.who(ctx), in.ID)
		return s.keyOf(k), err
	})
}

// revokes withdraws a token or a key and notes it.
func (s *Server) revokes(ctx context.Context, kind string, revoke func(Credentials) (Credential, error)) error {
	desk, err := s.credentialled()
	if err == nil {
		err = s.asItself(ctx)
	}
	if err != nil {
		return err
	}
	gone, err := revoke(desk)
	if err != nil {
		return identityProblem(ctx, err)
	}
	return s.noteCredential(ctx, kind, gone.ID+" of "+gone.Principal)
}
