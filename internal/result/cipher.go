package result

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/glauxhq/glaux/internal/sql/wire"
)

// KeySize is how long the key of an installation is.
const KeySize = 32

// Each result has a key of its own: made of the installation's key, the beginning of its file, its name and its owner. So a file is
// read by nobody who lacks the key, and is of no use under the name of another result or of another owner. The beginning is plain: it says
// until when the result is kept, and cannot be changed without making the rest unreadable. Within a file each frame is bound to its place.
const (
	magic     = "GLXROWS2"
	saltBytes = 16
	startLen  = len(magic) + saltBytes + 8
	keyInfo   = "glaux result rows"
)

// opening is the beginning of a file.
type opening [startLen]byte

// newOpening returns the beginning of the file of a result that is kept until a time.
func newOpening(expires time.Time) opening {
	var s opening
	copy(s[:], magic)
	rand.Read(s[len(magic) : len(magic)+saltBytes])                                 //nolint:gosec // it never fails
	binary.LittleEndian.PutUint64(s[len(magic)+saltBytes:], uint64(expires.Unix())) //nolint:gosec // the bits
	return s
}

// readOpening reads the beginning of a file.
func readOpening(in io.ReaderAt) (s opening, err error) {
	if _, err := in.ReadAt(s[:], 0); err != nil {
		return s, damaged(err)
	}
	if string(s[:len(magic)]) != magic {
		return s, wire.ErrDamaged
	}
	return s, nil
}

// expires returns until when the result is kept.
func (s opening) expires() time.Time {
	return time.Unix(int64(binary.LittleEndian.Uint64(s[len(magic)+saltBytes:])), 0) //nolint:gosec // the bits
}

// keyed returns a coder for the result of a file.
func (c *coder) keyed(s opening, id, owner string) (*coder, error) {
	info := fmt.Sprintf("%s %q %q", keyInfo, id, owner)
	key, err := hkdf.Key(sha256.New, c.key, s[:], info, KeySize)
	if err != nil {
		return nil, fmt.Errorf("key of result: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("key of result: %w", err)
	}
	out := *c
	if out.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, fmt.Errorf("key of result: %w", err)
	}
	return &out, nil
}

// bound is what a frame is bound to: what its head says, and where it stands.
func bound(head []byte, at int64) []byte {
	return binary.LittleEndian.AppendUint64(append(make([]byte, 0, frameHead+8), head...), uint64(at)) //nolint:gosec // not negative
}

// errNoKey tells that an installation has no key.
var errNoKey = errors.New("results need a key of 32 bytes")
