package identity

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
)

// Token is what the file has of a token.
type Token struct {
	// ID names it, in lists and for Revoke. It is no secret.
	ID        string `json:"id"`
	Principal string `json:"principal"`
	// Note says what it is for.
	Note    string    `json:"note,omitempty"`
	Created time.Time `json:"created"`
	// Expires is when it ends; nil is never.
	Expires *time.Time `json:"expires,omitempty"`
	// SHA256 is what SHA-256 makes of it, in hexadecimal digits.
	SHA256 string `json:"sha256"`

	hash [sha256.Size]byte
}

// good tells whether the token has not ended.
func (t *Token) good(now time.Time) bool { return t.Expires == nil || now.Before(*t.Expires) }

// form is what stands in the file.
type form struct {
	Tokens []Token `json:"tokens"`
}

// The bounds of a token file.
const (
	maxFile   = 1 << 20
	maxName   = 255
	idDigits  = 12
	openMode  = 0o022 // who may write it besides its owner
	fileMode  = 0o600
	newSuffix = ".new"
	prefix    = "glaux_"
)

// lookup returns the token with a hash. It looks at every token to its end, so that the time tells nothing.
func lookup(list []Token, hash [sha256.Size]byte) (found Token, ok bool) {
	for i := range list {
		if subtle.ConstantTimeCompare(list[i].hash[:], hash[:]) == 1 {
			found, ok = list[i], true
		}
	}
	return found, ok
}

// tokens are those of a file, read again when it changes.
type tokens struct {
	path string

	mu    sync.Mutex
	read  []Token
	stamp stamp
}

// stamp tells whether a file is the one that was read.
type stamp struct {
	changed time.Time
	size    int64
	mode    fs.FileMode
}

// list returns the tokens of the file as it is now.
func (t *tokens) list() ([]Token, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	info, err := os.Stat(t.path)
	if err != nil {
		return nil, fileFault(err, "the token file cannot be read: %v", err)
	}
	now := stamp{info.ModTime(), info.Size(), info.Mode()}
	if t.stamp == now {
		return t.read, nil
	}
	list, err := List(t.path)
	if err != nil {
		return nil, err
	}
	t.read, t.stamp = list, now
	return list, nil
}

// List returns the tokens of a file.
func List(path string) ([]Token, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fileFault(err, "the token file cannot be read: %v", err)
	}
	defer in.Close() //nolint:errcheck // nothing was written
	info, err := in.Stat()
	if err != nil {
		return nil, fileFault(err, "the token file cannot be read: %v", err)
	}
	if mode := info.Mode().Perm(); mode&openMode != 0 {
		return nil, fileFault(nil, "others may write %s (its mode is %o), and so let themselves in: chmod 600 %s", path, mode, path)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	switch {
	case err != nil:
		return nil, fileFault(err, "the token file cannot be read: %v", err)
	case len(text) > maxFile:
		return nil, fileFault(nil, "%s is longer than a token file may be", path)
	}
	list, err := parse(text)
	if err != nil {
		return nil, fileFault(err, "%s is no token file: %v", path, err)
	}
	return list, nil
}

// parse reads the text of a token file.
func parse(text []byte) ([]Token, error) {
	var f form
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("it goes on after its closing brace")
	}
	for i := range f.Tokens {
		t := &f.Tokens[i]
		hash, err := hex.DecodeString(t.SHA256)
		switch {
		case err != nil || len(hash) != sha256.Size:
			return nil, fmt.Errorf("the token %q has no SHA-256", t.ID)
		case t.Principal == "" || t.ID == "":
			return nil, fmt.Errorf("token %d has no id or no principal", i+1)
		}
		copy(t.hash[:], hash)
		if t.ID != idOf(t.hash) {
			return nil, fmt.Errorf("the token %q has the id of another", t.ID)
		}
	}
	return f.Tokens, nil
}

// idOf returns the name of a token.
func idOf(hash [sha256.Size]byte) string { return hex.EncodeToString(hash[:])[:idDigits] }

// isName tells whether a text can be the name of a principal.
func isName(text string) bool {
	return text != "" && len(text) <= maxName && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' })
}

// Ask says what a token or an access key is made for.
type Ask struct {
	// Principal is whom it stands for, Note what it is for; a note may be "".
	Principal, Note string
	// Expires is when it ends; nil is never.
	Expires *time.Time
}

// check refuses what no token and no key can be made for.
func (a Ask) check() error {
	switch {
	case !isName(a.Principal):
		return fault.New(fault.Invalid, CodeName, fmt.Sprintf("%q is no name of a principal", a.Principal))
	case a.Note != "" && !isName(a.Note):
		return fault.New(fault.Invalid, CodeName, fmt.Sprintf("a note is one line of at most %d bytes", maxName))
	}
	return nil
}

// Create makes a token and adds it to a file, which is made where there is none. The secret, which is the token itself, is returned here and
// never again.
func Create(path string, ask Ask, now time.Time) (made Token, secret string, err error) {
	return create(path, ask, now, func([]Token) error { return nil })
}

// create is Create where the tokens that are there allow it.
func create(path string, ask Ask, now time.Time, allow func([]Token) error) (made Token, secret string, err error) {
	if err := ask.check(); err != nil {
		return Token{}, "", err
	}
	secret = prefix + rand.Text() + rand.Text()
	hash := sumOf(secret)
	made = Token{
		ID: idOf(hash), Principal: ask.Principal, Note: ask.Note, Created: now.UTC().Truncate(time.Second), Expires: ask.Expires,
		SHA256: hex.EncodeToString(hash[:]), hash: hash,
	}
	err = change(path, func(list []Token) ([]Token, error) {
		if err := allow(list); err != nil {
			return nil, err
		}
		return append(list, made), nil
	})
	if err != nil {
		return Token{}, "", err
	}
	return made, secret, nil
}

// Revoke takes the token of an id, or all tokens of a principal, out of a file, and returns how many there were.
func Revoke(path, name string) (n int, err error) {
	return revoke(path, name, func(t Token) bool { return t.ID == name || t.Principal == name })
}

// revoke takes some tokens out of a file. Name is what they were asked for by.
func revoke(path, name string, which func(Token) bool) (n int, err error) {
	err = change(path, func(list []Token) ([]Token, error) {
		rest := slices.DeleteFunc(list, which)
		n = len(list) - len(rest)
		if n == 0 {
			return nil, fault.New(fault.NotFound, "TOKEN_NOT_FOUND", fmt.Sprintf("there is no token of the id or the principal %q", name))
		}
		return rest, nil
	})
	return n, err
}

// change writes a token file anew: beside it, and then in its place. The file beside it also keeps a second writer out.
func change(path string, edit func([]Token) ([]Token, error)) (err error) {
	beside := path + newSuffix
	out, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, CodeFile, fmt.Sprintf("%s is there: another command is writing the tokens; where none is, remove it", beside))
	}
	if err != nil {
		return fileFault(err, "the token file cannot be written: %v", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Close(), os.Remove(beside))
		}
	}()
	list, err := List(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if list, err = edit(slices.Clone(list)); err != nil {
		return err
	}
	text, err := json.MarshalIndent(form{Tokens: list}, "", "  ")
	if err != nil {
		return fault.Wrap(err, fault.Internal, "", err.Error())
	}
	if _, err = out.Write(append(text, '\n')); err == nil {
		err = out.Sync()
	}
	if err != nil {
		return fileFault(err, "the token file cannot be written: %v", err)
	}
	return replace(out, path)
}

// replace closes a file that was written whole and puts it into its place.
func replace(out *os.File, path string) error {
	if err := errors.Join(out.Close(), os.Rename(out.Name(), path)); err != nil {
		return fileFault(err, "the token file cannot be written: %v", err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil //nolint:nilerr // the file is in its place; a folder that cannot be opened cannot be synced
	}
	folder.Sync() //nolint:errcheck,gosec // not every file system can
	return folder.Close()
}

// fileFault says what is wrong with a token file.
func fileFault(err error, format string, args ...any) error {
	return fault.Wrap(err, fault.Invalid, CodeFile, fmt.Sprintf(format, args...))
}
