// Package conformance measures how much of Trino's behaviour the product has. It reads vectors, facts about Trino taken from the
// tests of Trino itself, runs each through the whole path (parse, analyze, guard, emit, engine) and says which of four things
// came out. It promises that a vector never counts as passed unless value, type and error are what Trino gives, and
// that nothing a vector does, a panic and an endless loop included, ends the run.
//
//	vectors, err := conformance.Read(file)
//	runner, err := conformance.NewRunner(ctx)
//	results := runner.All(ctx, vectors, 2)
package conformance

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Kind says what a vector expects.
type Kind string

// The kinds of vectors. The first four are of expressions, the rest of queries.
const (
	WantValue      Kind = "value"       // the JSON value of a query of one row and one column
	WantSQL        Kind = "sql"         // an expression, or a query, that gives the same
	WantNull       Kind = "null"        // NULL
	WantError      Kind = "error"       // an error with a code, a message, or both
	WantErrorMatch Kind = "error_regex" // an error whose message matches
	WantH2         Kind = "h2_sql"      // the rows of another query, types apart
	WantSame       Kind = "h2_same_sql" // the rows that another engine gives for the same text
	WantEmpty      Kind = "empty"       // no rows
	WantSuccess    Kind = "succeeds"    // anything but an error
)

// Vector is one fact about Trino: a query and what it answers.
type Vector struct {
	Kind      Kind            `json:"kind"`
	SQL       string          `json:"sql"`
	Expected  json.RawMessage `json:"expected"`
	Type      string          `json:"type"`
	Family    string          `json:"family"`
	Precision string          `json:"precision"` // ">6" where more than microseconds are needed
	Ordered   *bool           `json:"ordered"`   // set for whole queries: whether the order of rows counts
	Tables    string          `json:"tables"`    // the name of the data that the query reads, "" for none
	Feature   string          `json:"feature"`
}

// Whole tells whether the expectation of the vector is a whole query, not an expression of one row and one column.
func (v Vector) Whole() bool {
	word, _, _ := strings.Cut(strings.TrimLeft(v.text(), " \n\t("), " ")
	switch strings.ToUpper(word) {
	case "SELECT", "VALUES", "WITH", "TABLE":
		return true
	}
	return v.Ordered != nil
}

// inOrder tells whether the order of the rows counts.
func (v Vector) inOrder() bool { return v.Ordered != nil && *v.Ordered }

// ID returns a short name of the vector that depends on its text and expectation alone.
func (v Vector) ID() string {
	text := ""
	for _, part := range []string{string(v.Kind), v.SQL, string(v.Expected)} {
		text += fmt.Sprintf("%d:%s", len(part), part)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:5])
}

// Read reads vectors, one JSON object a line.
func Read(r io.Reader) ([]Vector, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	var vectors []Vector
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var v Vector
		if err := json.Unmarshal(line, &v); err != nil {
			return nil, fmt.Errorf("read vectors: line %d: %w", n, err)
		}
		vectors = append(vectors, v.unwrapped())
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read vectors: %w", err)
	}
	return vectors, nil
}

// unwrapped returns the vector with an expectation of the form {"kind": …, "value": …} put in place of its own.
func (v Vector) unwrapped() Vector {
	var inner struct {
		Kind  Kind            `json:"kind"`
		Value json.RawMessage `json:"value"`
	}
	if v.Kind == WantValue && json.Unmarshal(v.Expected, &inner) == nil && inner.Kind != "" {
		v.Kind, v.Expected = inner.Kind, inner.Value
	}
	return v
}

// ReadFiles reads the vectors of files and keeps those that keep holds for.
func ReadFiles(paths []string, keep func(Vector) bool) ([]Vector, error) {
	var all []Vector
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("read vectors: %w", err)
		}
		vectors, err := Read(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, slices.DeleteFunc(vectors, func(v Vector) bool { return !keep(v) })...)
	}
	return all, nil
}
