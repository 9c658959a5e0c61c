package identity

import (
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

// AccessKey is a pair of an id and a secret, with which programs sign what they ask of the AWS-style endpoints. A signature is checked by
// making it again, so the secret is kept, encrypted by the key of the installation.
type AccessKey struct {
	// ID names it, and is no secret.
	ID        string
	Principal string
	// Note says what it is for.
	Note    string
	Created time.Time
	// Expires is when it ends; nil is never.
	Expires *time.Time
}

const (
	keyPrefix   = "GLAUX"
	keyRandom   = 10 // bytes of an id
	secretBytes = 30 // 40 letters, as AWS's have
)

// CreateKey makes an access key. The secret is returned here, and shown never again.
func (r *Records) CreateKey(ask Ask) (key AccessKey, secret string, err error) {
	if err := ask.check(); err != nil {
		return AccessKey{}, "", err
	}
	var random [keyRandom]byte
	rand.Read(random[:]) //nolint:gosec // it never fails
	key = AccessKey{
		ID: keyPrefix + base32.StdEncoding.EncodeToString(random[:])[:15], Principal: ask.Principal, Note: ask.Note,
		Created: r.now().UTC().Truncate(time.Second), Expires: ask.Expires,
	}
	secret = Secret(secretBytes)
	var end any
	if key.Expires != nil {
		end = key.Expires.UnixMicro()
	}
	_, err = r.db.ExecContext(r.ctx, "INSERT INTO keys (id, principal, note, secret, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
		key.ID, key.Principal, key.Note, r.seal.Seal([]byte(secret), key.about()), key.Created.UnixMicro(), end)
	return key, secret, trouble("make access key", err)
}

// about is what a secret is sealed with, so that it cannot be put beside another id.
func (k *AccessKey) about() string { return k.ID + "\x00" + k.Principal }

const keyColumns = "id, principal, note, created, expires, secret"

// Keys returns all access keys, the oldest first.
func (r *Records) Keys() (list []AccessKey, err error) {
	rows, err := r.db.QueryContext(r.ctx, "SELECT "+keyColumns+" FROM keys ORDER BY created, id")
	if err != nil {
		return nil, trouble("list access keys", err)
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	for rows.Next() {
		key, _, err := readKeyRow(rows.Scan)
		if err != nil {
			return nil, trouble("list access keys", err)
		}
		list = append(list, key)
	}
	return list, trouble("list access keys", rows.Err())
}

func readKeyRow(scan func(...any) error) (key AccessKey, sealed []byte, err error) {
	var created int64
	var expires sql.NullInt64
	err = scan(&key.ID, &key.Principal, &key.Note, &created, &expires, &sealed)
	key.Created = time.UnixMicro(created).UTC()
	if expires.Valid {
		end := time.UnixMicro(expires.Int64).UTC()
		key.Expires = &end
	}
	return key, sealed, err
}

// KeySecret returns an access key that has not ended, with its secret. A fault of kind Denied tells that there is none.
func (r *Records) KeySecret(id string) (AccessKey, string, error) {
	key, sealed, err := readKeyRow(r.db.QueryRowContext(r.ctx, "SELECT "+keyColumns+" FROM keys WHERE id = ?", id).Scan)
	if errors.Is(err, sql.ErrNoRows) || err == nil && key.Expires != nil && !r.now().Before(*key.Expires) {
		return AccessKey{}, "", fault.New(fault.Denied, CodeInvalid, "this access key is not known, or it has ended")
	}
	if err != nil {
		return AccessKey{}, "", trouble("read access key", err)
	}
	secret, err := r.seal.Open(sealed, key.about())
	if err != nil {
		return AccessKey{}, "", fault.Wrap(err, fault.Unavailable, "INVALID_KEY", "the secret of this access key cannot be read: the key of the installation is another; make a new access key")
	}
	return key, string(secret), nil
}

// RevokeKeys deletes an access key by its id, or all of a principal, and tells how many.
func (r *Records) RevokeKeys(which string) (int64, error) {
	return r.dropKeys(which, "id = ?1 OR principal = ?1", which)
}

// dropKeys deletes access keys. Which is what they were asked for by.
func (r *Records) dropKeys(which, where string, args ...any) (int64, error) {
	done, err := r.db.ExecContext(r.ctx, "DELETE FROM keys WHERE "+where, args...)
	if err != nil {
		return 0, trouble("revoke access key", err)
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return 0, fault.New(fault.NotFound, "KEY_NOT_FOUND", fmt.Sprintf("there is no access key %q, and none of a principal of that name", which))
	}
	return n, trouble("revoke access key", err)
}
