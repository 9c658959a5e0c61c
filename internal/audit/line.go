package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// first is the hash «before» the first record.
const first = "0000000000000000000000000000000000000000000000000000000000000000"

// A line is the record as JSON, whose last member is the hash of the line without that member.
const (
	hashOpen  = `,"hash":"`
	hashClose = `"}`
	hashBytes = len(hashOpen) + 2*sha256.Size + len(hashClose)
)

// line returns the line of a record, with its end, and sets its hash.
func line(r *Record) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("write audit log: %w", err)
	}
	body := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if len(body) > maxLine-hashBytes {
		return nil, fmt.Errorf("write audit log: a record of %d bytes", len(body))
	}
	r.Hash = digest(body)
	return append(append(body[:len(body)-1:len(body)-1], hashOpen+r.Hash+hashClose...), '\n'), nil
}

// digest returns SHA-256 as hexadecimal digits.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Why a line is no record.
var (
	errNoRecord = errors.New("it is no record")
	errChanged  = errors.New("its hash is another: it was changed")
)

// read reads a line without its end. What a record says of itself is checked; whether it belongs where it stands is not.
func read(text []byte) (Record, error) {
	var r Record
	at := len(text) - hashBytes
	if at < 1 || !bytes.HasPrefix(text[at:], []byte(hashOpen)) || !bytes.HasSuffix(text, []byte(hashClose)) {
		return r, errNoRecord
	}
	body := append(append(make([]byte, 0, at+1), text[:at]...), '}')
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return r, errNoRecord
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return r, errNoRecord
	}
	r.Hash = string(text[at+len(hashOpen) : len(text)-len(hashClose)])
	if r.Hash != digest(body) {
		return r, errChanged
	}
	return r, nil
}
