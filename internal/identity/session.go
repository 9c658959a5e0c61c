package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"sync"
	"time"
)

// A cookie is base64(id of the token, when it ends, a random number, HMAC-SHA-256 of these): the server keeps nothing of a session, so that
// it outlives a restart, and what a token may is asked anew with every request. Only sessions that were ended before their time are kept.
const (
	idBytes     = idDigits / 2
	timeBytes   = 8
	randomBytes = 8
	signedBytes = idBytes + timeBytes + randomBytes
	maxEnded    = 10000
)

// sessions makes and checks cookies.
type sessions struct {
	key []byte

	mu    sync.Mutex
	ended map[[signedBytes]byte]time.Time // when it would have ended by itself
}

// begin returns the cookie of a session.
func (s *sessions) begin(hash [sha256.Size]byte, expires time.Time) string {
	data := make([]byte, signedBytes)
	copy(data, hash[:idBytes])
	binary.BigEndian.PutUint64(data[idBytes:], uint64(expires.Unix())) //nolint:gosec // after 1970
	rand.Read(data[idBytes+timeBytes:])                                //nolint:gosec // it never fails
	return base64.RawURLEncoding.EncodeToString(s.sign(data))
}

// sign adds the signature.
func (s *sessions) sign(data []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(data)
	return mac.Sum(data)
}

// check returns the id of the token with which a session began.
func (s *sessions) check(cookie string, now time.Time) (id string, ok bool) {
	data, expires, ok := s.open(cookie)
	if !ok || !now.Before(expires) {
		return "", false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ended := s.ended[data]; ended {
		return "", false
	}
	return hex.EncodeToString(data[:idBytes]), true
}

// open checks the signature of a cookie and returns what it signs.
func (s *sessions) open(cookie string) (data [signedBytes]byte, expires time.Time, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(raw) != signedBytes+sha256.Size || !hmac.Equal(raw, s.sign(raw[:signedBytes:signedBytes])) {
		return data, expires, false
	}
	copy(data[:], raw)
	seconds := int64(binary.BigEndian.Uint64(data[idBytes:])) //nolint:gosec // signed by us
	return data, time.Unix(seconds, 0), true
}

// end ends a session before its time.
func (s *sessions) end(cookie string, now time.Time) {
	data, expires, ok := s.open(cookie)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, end := range s.ended {
		if !now.Before(end) {
			delete(s.ended, other)
		}
	}
	if s.ended == nil {
		s.ended = map[[signedBytes]byte]time.Time{}
	}
	if len(s.ended) < maxEnded { // only who has a session can end one, and the cookie is forgotten by its browser anyway
		s.ended[data] = expires
	}
}
