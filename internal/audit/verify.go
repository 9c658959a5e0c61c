package audit

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// Report is what Verify found.
type Report struct {
	// Records, from First to Last, were read; Hash is that of the last. Note it elsewhere: a log that was made anew from the first record on
	// is only found by a hash that its maker could not reach.
	Records int64  `json:"records"`
	First   int64  `json:"first"`
	Last    int64  `json:"last"`
	Hash    string `json:"hash"`
	// Problems are signs that somebody changed the log. Notes are what a killed process and the bound of the log left.
	Problems []Problem `json:"problems"`
	Notes    []Problem `json:"notes"`
	// More counts the problems beyond the first hundred.
	More int64 `json:"more,omitempty"`
}

// Problem is a place of the log and what is wrong with it.
type Problem struct {
	// Sequence is the record's number, or the one that should stand here; Segment and Line are where it stands.
	Sequence int64  `json:"n"`
	Segment  string `json:"segment"`
	Line     int64  `json:"line"`
	What     string `json:"what"`
}

// String returns the problem for people.
func (p Problem) String() string {
	return fmt.Sprintf("record %d (%s, line %d): %s", p.Sequence, p.Segment, p.Line, p.What)
}

// maxProblems is how many problems are told one by one.
const maxProblems = 100

// Verify reads the whole log and looks for records that were changed, taken out, added or put elsewhere. Others may write meanwhile. Noted is
// the hash of a record that was noted before, "" for none: it must be in the log.
func (l *Log) Verify(ctx context.Context, noted string) (Report, error) {
	f, err := l.freeze(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("verify audit log: %w", err)
	}
	defer f.close() //nolint:errcheck // only read
	v := &verifier{ctx: ctx, frozen: f, last: first, noted: noted, dropped: map[int64]string{}, report: Report{Problems: []Problem{}, Notes: []Problem{}}}
	for i, file := range f.files {
		v.segment, v.line = f.segments[i], 0
		if err := v.read(file); err != nil {
			return Report{}, fmt.Errorf("verify audit log: %w", err)
		}
	}
	v.finish()
	if v.noted != "" {
		v.trouble(Problem{Sequence: max(v.report.Last, 1), Segment: segmentName(max(v.segment, 1)), Line: v.line, What: "no record has the hash that was noted: the log was made anew, or that record was dropped"})
	}
	return v.report, nil
}

// verifier follows the chain.
type verifier struct {
	ctx     context.Context //nolint:containedctx // that of one call of Verify
	frozen  *frozen
	report  Report
	segment int64
	line    int64

	last     string // hash of the last record
	noted    string // the hash that a record must have, until one has
	expected int64  // number of the next record; 0 before the first
	bad      []byte // lines before this one that are no records
	badAt    Problem
	begins   Record           // the first record
	dropped  map[int64]string // hash of the last dropped record, by its number
}

// read follows the chain through a segment.
func (v *verifier) read(in io.Reader) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	var at int64
	for {
		text, whole, err := nextLine(lines)
		if errors.Is(err, io.EOF) {
			return v.ctx.Err()
		}
		if err != nil {
			return err
		}
		v.line++
		ends := v.frozen.known && v.segment == v.frozen.head.Segment && at >= v.frozen.head.Size
		at += int64(len(text))
		v.take(text, whole, ends)
		const often = 1000
		if v.line%often == 0 && v.ctx.Err() != nil {
			return v.ctx.Err()
		}
	}
}

// nextLine returns a line with its end; whole tells that it has one and that it is no longer than a record can be.
func nextLine(in *bufio.Reader) (text []byte, whole bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		text = append(text, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(text) <= maxLine:
			continue
		case errors.Is(err, bufio.ErrBufferFull):
			return text, false, nil
		case errors.Is(err, io.EOF) && len(text) > 0:
			return text, false, nil
		}
		return text, err == nil, err
	}
}

// take looks at one line. Beyond tells that the log ended before it, as far as its head knows.
func (v *verifier) take(text []byte, whole, beyond bool) {
	r, err := read(bytes.TrimSuffix(text, []byte("\n")))
	if err != nil || !whole {
		if len(v.bad) == 0 {
			v.badAt = v.here(v.expected, "")
			v.badAt.What = "it cannot be read"
			if errors.Is(err, errChanged) {
				v.badAt.What = errChanged.Error()
			}
			if beyond {
				v.badAt.What = ""
			}
		}
		v.bad = append(v.bad, text...)
		v.bad = v.bad[:min(len(v.bad), maxSegment+2*maxLine)]
		return
	}
	v.forgive(r)
	v.link(r)
	if r.Hash == v.noted {
		v.noted = ""
	}
	if r.Event == Dropped {
		v.dropped[r.DroppedTo] = r.DroppedHash
	}
	switch {
	case r.Event == Recovered && r.Outcome == Failed:
		v.trouble(v.here(r.Sequence, r.Message))
	case r.Event == Recovered:
		v.note(v.here(r.Sequence, r.Message))
	}
	if v.report.Records == 0 {
		v.begins, v.report.First = r, r.Sequence
	}
	v.report.Records++
	v.report.Last, v.report.Hash, v.last, v.expected = r.Sequence, r.Hash, r.Hash, r.Sequence+1
}

// forgive decides about the lines before a record that are none: those that it tells of were torn by the end of a process.
func (v *verifier) forgive(r Record) {
	if len(v.bad) == 0 {
		return
	}
	told := r.Event == Recovered && (r.Torn == digest(v.bad) || r.Torn == digest(bytes.TrimSuffix(v.bad, []byte(tornEnd))))
	if !told {
		v.trouble(v.badAt)
		if v.expected > 0 && r.Sequence > v.expected {
			v.last, v.expected = r.Previous, r.Sequence // the changed lines are those that are missing
		}
	}
	v.bad = nil
}

// link looks whether a record continues the chain.
func (v *verifier) link(r Record) {
	if v.expected == 0 {
		if r.Sequence == 1 && r.Previous != first {
			v.trouble(v.here(r.Sequence, "it says that there was a record before the first"))
		}
		return
	}
	switch {
	case r.Sequence > v.expected:
		v.trouble(v.here(v.expected, missing(v.expected, r.Sequence-1)))
	case r.Sequence < v.expected:
		v.trouble(v.here(r.Sequence, fmt.Sprintf("it stands where record %d belongs: it was moved or added", v.expected)))
	case r.Previous != v.last:
		v.trouble(v.here(r.Sequence, "it does not continue the record before it: one of them was exchanged"))
	}
}

// missing says which records are not there.
func missing(from, to int64) string {
	if from == to {
		return "it is missing"
	}
	return fmt.Sprintf("it is missing, with all up to %d", to)
}

// finish looks at both ends of the log.
func (v *verifier) finish() {
	if r := v.begins; r.Sequence > 1 {
		before, known := v.dropped[r.Sequence-1]
		if !known || before != r.Previous {
			v.trouble(Problem{Sequence: 1, Segment: segmentName(v.frozen.segments[0]), Line: 1, What: missing(1, r.Sequence-1)})
		} else {
			v.note(Problem{Sequence: 1, Segment: segmentName(v.frozen.segments[0]), Line: 1, What: fmt.Sprintf("records up to %d were dropped within the bound of the log", r.Sequence-1)})
		}
	}
	if len(v.bad) > 0 {
		if v.badAt.What == "" {
			v.badAt.What = fmt.Sprintf("%d bytes at the end are no record: a process was killed while it wrote them", len(v.bad))
			v.note(v.badAt)
		} else {
			v.trouble(v.badAt)
		}
	}
	h := v.frozen.head
	switch {
	case !v.frozen.known && v.report.Records > 0:
		v.trouble(v.here(v.report.Last, "nothing tells whether it is the last: the file head is missing or damaged"))
	case v.frozen.known && h.Sequence > v.report.Last && len(v.bad) == 0:
		v.trouble(v.here(v.report.Last+1, missing(v.report.Last+1, h.Sequence)))
	case v.frozen.known && h.Sequence == v.report.Last && v.report.Records > 0 && h.Hash != v.report.Hash:
		v.trouble(v.here(v.report.Last, "it is not the record that was written last"))
	}
}

// here returns a problem at this line.
func (v *verifier) here(sequence int64, what string) Problem {
	if sequence == 0 {
		sequence = max(v.segment, 1)
	}
	return Problem{Sequence: sequence, Segment: segmentName(max(v.segment, 1)), Line: v.line, What: what}
}

func (v *verifier) trouble(p Problem) {
	if p.What == "" {
		p.What = "it cannot be read"
	}
	if len(v.report.Problems) == maxProblems {
		v.report.More++
		return
	}
	v.report.Problems = append(v.report.Problems, p)
}

func (v *verifier) note(p Problem) {
	if len(v.report.Notes) < maxProblems {
		v.report.Notes = append(v.report.Notes, p)
	}
}
