package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The files of a log.
const (
	headFile  = "head"
	lockFile  = "lock"
	extension = ".jsonl"
	nameWidth = 12 // digits of a segment's name, which is the number of its first record
	headBytes = 256
)

// head is where the log ends: how many records there are, the hash of the last, and the segment with its size.
type head struct {
	Sequence int64  `json:"n"`
	Hash     string `json:"hash"`
	Segment  int64  `json:"segment"` // the number of its first record
	Size     int64  `json:"size"`
}

// segmentName returns the name of the segment that begins with a record.
func segmentName(sequence int64) string { return fmt.Sprintf("%0*d%s", nameWidth, sequence, extension) }

// segmentOf returns the number of the first record of the segment of that name.
func segmentOf(name string) (int64, bool) {
	digits, ok := strings.CutSuffix(name, extension)
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n > 0 && name == segmentName(n)
}

// segments returns the first records of all segments, in order. A log that is not there has none.
func segments(dir string) ([]int64, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	var list []int64
	for _, e := range entries {
		if n, ok := segmentOf(e.Name()); ok {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list, nil
}

// readHead reads where the log should end; ok is false where nothing says so.
func readHead(dir string) (h head, ok bool, err error) {
	text, err := os.ReadFile(filepath.Join(dir, headFile))
	if errors.Is(err, fs.ErrNotExist) {
		return head{}, false, nil
	}
	if err != nil {
		return head{}, false, fmt.Errorf("read audit log: %w", err)
	}
	if len(text) != headBytes || json.Unmarshal(bytes.TrimRight(text, " \n"), &h) != nil || h.Sequence < 0 || h.Segment < 1 || h.Size < 0 || len(h.Hash) != len(first) {
		return head{}, false, nil
	}
	return h, true, nil
}

// text returns the content of the head file: one line of a fixed length, written at once.
func (h head) text() ([]byte, error) {
	text, err := json.Marshal(h)
	if err != nil || len(text) >= headBytes {
		return nil, fmt.Errorf("write audit log: head of %d bytes: %w", len(text), err)
	}
	return append(append(text, bytes.Repeat([]byte(" "), headBytes-1-len(text))...), '\n'), nil
}

// found is what stands in the log beyond a head.
type found struct {
	head
	records int64
	torn    []byte // bytes at the end that are no record
	open    bool   // they do not end their line
}

// beyond reads the records of the head's segment from its size on, as far as they continue the chain. What follows is torn.
func beyond(dir string, from head) (found, error) {
	f := found{head: from}
	file, err := os.Open(filepath.Join(dir, segmentName(from.Segment)))
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("read audit log: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	rest, err := io.ReadAll(io.NewSectionReader(file, from.Size, maxSegment+maxLine))
	if err != nil {
		return f, fmt.Errorf("read audit log: %w", err)
	}
	for len(rest) > 0 {
		text, after, ended := bytes.Cut(rest, []byte("\n"))
		r, err := read(text)
		if !ended || err != nil || r.Sequence != f.Sequence+1 || r.Previous != f.Hash {
			f.torn, f.open = rest, rest[len(rest)-1] != '\n'
			break
		}
		f.Sequence, f.Hash, f.Size = r.Sequence, r.Hash, f.Size+int64(len(text))+1
		f.records++
		rest = after
	}
	return f, nil
}
