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
	Created   time.Time
	// Expires is when it ends; nil is never.
	Expires *time.Time
}

const (
	keyPrefix   = "GLAUX"
	keyRandom   = 10 // bytes of an id
	secretBytes = 30 // 40 letters, as AWS's have
)

// CreateKey makes an access key for a principal. The secret is returned here, and shown never again.
func (r *Records) CreateKey(principal string, expires *time.Time) (key AccessKey, secret string, err error) {
	if !isName(principal) {
		return AccessKey{}, "", fault.New(fault.Invalid, CodeName, fmt.Sprintf("%q is no name of a principal", principal))
	}
	var random [keyRandom]byte
	rand.Read(random[:]) //nolint:gosec // it never fails
	key = AccessKey{
		ID: keyPrefix + base32.StdEncoding.EncodeToString(random[:])[:15], Principal: principal, Created: r.now().UTC().Truncate(time.Second), Expires: expires,
	}
	secret = Secret(secretBytes)
	var end any
	if expires != nil {
		end = expires.UnixMicro()
	}
	_, err = r.db.ExecContext(r.ctx, "INSERT INTO keys (id, principal, secret, created, expires) VALUES (?, ?, ?, ?, ?)",
		key.ID, principal, r.seal.Seal([]byte(secret), key.about()), key.Created.UnixMicro(), end)
	return key, secret, trouble("make access key", err)
}

// about is what a secret is sealed with, so that it cannot be put beside another id.
func (k *AccessKey) about() string { return k.ID + "\x00" + k.Principal }

const keyColumns = "id, principal, created, expires, secret"

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
	err = scan(&key.ID, &key.Principal, &created, &expires, &sealed)
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
	done, err := r.db.ExecContext(r.ctx, "DELETE FROM keys WHERE id = ?1 OR principal = ?1", which)
	if err != nil {
		return 0, trouble("revoke access key", err)
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return 0, fault.New(fault.NotFound, "KEY_NOT_FOUND", fmt.Sprintf("there is no access key %q, and none of a principal of that name", which))
	}
	return n, trouble("revoke access key", err)
}
