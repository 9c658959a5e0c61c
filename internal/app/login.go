package app

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/identity"
	"github.com/glauxhq/glaux/internal/identity/openid"
	"github.com/glauxhq/glaux/internal/webapi"
)

// identityFile has sessions and access keys, in the folder of the workbench.
const identityFile = "identity.sqlite"

// Identity opens the records of sessions and access keys. Close them.
func (a *App) Identity(ctx context.Context) (*identity.Records, error) {
	dir, key, err := a.identityKey()
	if err != nil {
		return nil, err
	}
	return identity.OpenRecords(ctx, filepath.Join(dir, identityFile), key, a.outside.Now)
}

// identityKey returns the folder of the workbench, and the key that encrypts what people and programs are known by.
func (a *App) identityKey() (dir string, key []byte, err error) {
	dir = filepath.Join(a.Lake.Dir(), workbenchDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, fault.Wrap(err, fault.Unavailable, "LAKE_NOT_OPENED", fmt.Sprintf("no folder for what the workbench keeps: %v", err))
	}
	key, err = identity.Key(filepath.Join(dir, keyFile))
	return dir, key, err
}

// needsLogin tells whether who asks must say who it is.
func (a *App) needsLogin() bool { return a.Config.TokenFile != "" || a.Config.OpenID.Issuer != "" }

// openGate opens what people and programs are known by, and what lets them in where they must say who they are.
func (w *workbench) openGate(ctx context.Context) (err error) {
	a := w.app
	if w.known, err = a.Identity(ctx); err != nil || !a.needsLogin() {
		return err
	}
	w.gate, err = identity.Open(identity.Options{
		File: a.Config.TokenFile, Records: w.known, Principal: a.shares.Principal, Member: a.shares.Member, Now: a.outside.Now,
	})
	if err != nil || a.Config.OpenID.Issuer == "" {
		return err
	}
	_, key, err := a.identityKey()
	if err != nil {
		return err
	}
	o := a.Config.OpenID
	w.openid, err = openid.New(openid.Options{
		Issuer: o.Issuer, ClientID: o.Client, ClientSecret: o.Secret, NameClaim: o.Name, GroupsClaim: o.Groups,
		Callback: a.public() + webapi.CallbackPath, Key: key, Now: a.outside.Now,
	})
	return err
}

// public returns the address under which browsers reach the workbench.
func (a *App) public() string {
	if a.Config.URL != "" {
		return a.Config.URL
	}
	return a.at
}

// publicHost returns the name in that address, "" where it is not set.
func (a *App) publicHost() string {
	u, err := url.Parse(a.Config.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
