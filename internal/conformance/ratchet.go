package conformance

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Ratchet is what a former run reached: a run may be better, and not worse.
type Ratchet struct {
	// Families holds the counts of each family.
	Families map[string]Tally
	// Passed holds the IDs of the vectors that passed.
	Passed map[string]bool
}

// Tally is what counts of a family: what passes may not become less, what is wrong not more.
type Tally struct {
	Pass  int `json:"pass"`
	Wrong int `json:"wrong"`
}

// The files of a ratchet in its folder.
const (
	ratchetFile = "ratchet.json"
	passedFile  = "passed.txt"
	idsPerLine  = 10
)

// NewRatchet returns what a run reached.
func NewRatchet(results []Result) Ratchet {
	r := Ratchet{Families: map[string]Tally{}, Passed: map[string]bool{}}
	for family, counts := range ByFamily(results) {
		r.Families[family] = Tally{Pass: counts[Pass], Wrong: counts[Wrong]}
	}
	for _, result := range results {
		if result.Outcome == Pass {
			r.Passed[result.Vector.ID()] = true
		}
	}
	return r
}

// ReadRatchet reads a ratchet from a folder; without files it is empty and any run is as good.
func ReadRatchet(dir string) (Ratchet, error) {
	r := Ratchet{Families: map[string]Tally{}, Passed: map[string]bool{}}
	counts, err := os.ReadFile(filepath.Join(dir, ratchetFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("read ratchet: %w", err)
	}
	if err := json.Unmarshal(counts, &r.Families); err != nil {
		return r, fmt.Errorf("read ratchet: %w", err)
	}
	ids, err := os.ReadFile(filepath.Join(dir, passedFile))
	if err != nil {
		return r, fmt.Errorf("read ratchet: %w", err)
	}
	for id := range strings.FieldsSeq(string(ids)) {
		r.Passed[id] = true
	}
	return r, nil
}

// Write writes the ratchet into a folder.
func (r Ratchet) Write(dir string) error {
	counts, err := json.MarshalIndent(r.Families, "", " ")
	if err != nil {
		return fmt.Errorf("write ratchet: %w", err)
	}
	ids := make([]string, 0, len(r.Passed))
	for id := range r.Passed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var b strings.Builder
	for line := range slices.Chunk(ids, idsPerLine) {
		b.WriteString(strings.Join(line, " ") + "\n")
	}
	for name, data := range map[string]string{ratchetFile: string(counts) + "\n", passedFile: b.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil { //nolint:gosec // a test file, meant to be read
			return fmt.Errorf("write ratchet: %w", err)
		}
	}
	return nil
}

// Worse says in which ways the results are worse than the ratchet; none means that they are as good.
func (r Ratchet) Worse(results []Result) []string {
	var worse []string
	for family, now := range ByFamily(results) {
		before := r.Families[family]
		if now[Pass] < before.Pass || now[Wrong] > before.Wrong {
			worse = append(worse, fmt.Sprintf("family %s: pass %d (was %d), wrong %d (was %d)",
				family, now[Pass], before.Pass, now[Wrong], before.Wrong))
		}
	}
	for _, result := range results {
		if v := result.Vector; result.Outcome != Pass && r.Passed[v.ID()] {
			worse = append(worse, fmt.Sprintf("family %s: %s passed before and now is %s: %s", v.Family, v.SQL, result.Outcome, result.Got))
		}
	}
	slices.SortFunc(worse, cmp.Compare[string])
	return worse
}
