package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/glauxhq/glaux/internal/fault"
)

// Sealer encrypts with a key that it makes of the installation's for one purpose, so that what was sealed for one is nothing for another.
type Sealer struct{ aead cipher.AEAD }

// NewSealer returns the Sealer of a purpose.
func NewSealer(key []byte, purpose string) (*Sealer, error) {
	if len(key) < keyBytes {
		return nil, fault.New(fault.Internal, "", fmt.Sprintf("a key of %d bytes seals nothing", len(key)))
	}
	own, err := hkdf.Key(sha256.New, key, nil, "glaux "+purpose, keyBytes)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return &Sealer{aead}, nil
}

// Seal encrypts a text. About is what it belongs to: Open needs the same.
func (s *Sealer) Seal(text []byte, about string) []byte {
	return s.aead.Seal(nil, nil, text, []byte(about))
}

// errSealed tells that something was sealed by another key, for another thing, or was changed.
var errSealed = errors.New("it was not sealed here, or was changed")

// Open decrypts.
func (s *Sealer) Open(sealed []byte, about string) ([]byte, error) {
	text, err := s.aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}

// Secret returns a random text of so many bytes' worth, in base64's letters for addresses.
func Secret(n int) string {
	b := make([]byte, n)
	rand.Read(b) //nolint:gosec // it never fails
	return Text(b)
}

// Text writes bytes in base64's letters for addresses, and Bytes reads them.
func Text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Bytes reads what Text has written.
func Bytes(text string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(text) }
