package topic

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

// Keys keep the key of signatures, which is made the first time it is needed.
type Keys struct {
	// Read returns what is kept under a name, nil for nothing; Keep keeps it unless there is something, and returns what is kept.
	// Both are those of an alert.Box, which seals them.
	Read func(ctx context.Context, name string) ([]byte, error)
	Keep func(ctx context.Context, name string, secret []byte) ([]byte, error)
	Now  func() time.Time
}

// keyName is the name under which key and certificate are kept, as PEM one after the other.
const keyName = "sns-key"

// Sign signs a text, and returns the name of the certificate as a file.
func (k *Keys) Sign(ctx context.Context, text string) (certificate, signature string, err error) {
	key, der, err := k.load(ctx)
	if err != nil {
		return "", "", err
	}
	sum := sha256.Sum256([]byte(text))
	signed, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", "", fmt.Errorf("sign: %w", err)
	}
	return fileName(der), base64.StdEncoding.EncodeToString(signed), nil
}

// Certificate returns the certificate of a name, PEM.
func (k *Keys) Certificate(ctx context.Context, name string) ([]byte, error) {
	kept, err := k.Read(ctx, keyName)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		_, der, err := parse(kept)
		if err != nil {
			return nil, err
		}
		if fileName(der) == name {
			return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
		}
	}
	return nil, fault.New(fault.NotFound, "", "there is no such certificate")
}

// fileName names a certificate as SNS names its own.
func fileName(der []byte) string {
	sum := sha256.Sum256(der)
	return "SimpleNotificationService-" + hex.EncodeToString(sum[:16]) + ".pem"
}

// load returns the key and its certificate, and makes them where there are none. Of two processes that make them at once, one is kept.
func (k *Keys) load(ctx context.Context) (*rsa.PrivateKey, []byte, error) {
	kept, err := k.Read(ctx, keyName)
	if err != nil {
		return nil, nil, err
	}
	if kept == nil {
		made, err := k.create()
		if err != nil {
			return nil, nil, err
		}
		if kept, err = k.Keep(ctx, keyName, made); err != nil {
			return nil, nil, err
		}
	}
	return parse(kept)
}

// create makes a key and a certificate of it.
func (k *Keys) create() ([]byte, error) {
	const bits, years, serial = 2048, 20, 64
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serial))
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	now := k.Now().UTC()
	certificate := &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{CommonName: "Glaux alerts"}, NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(years, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, certificate, certificate, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...), nil
}

// errKey tells that what is kept is no key.
var errKey = errors.New("the key of signatures cannot be read")

// parse reads what create has made.
func parse(kept []byte) (*rsa.PrivateKey, []byte, error) {
	private, rest := pem.Decode(kept)
	certificate, _ := pem.Decode(rest)
	if private == nil || certificate == nil {
		return nil, nil, errKey
	}
	key, err := x509.ParsePKCS8PrivateKey(private.Bytes)
	if err != nil {
		return nil, nil, errors.Join(errKey, err)
	}
	known, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, nil, errKey
	}
	return known, certificate.Bytes, nil
}
