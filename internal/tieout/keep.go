package tieout

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/glauxhq/glaux/internal/lake"
)

// kept is what is written of a measure, so that who starts the program again need not wait for it.
type kept struct {
	// Of names what was measured, and by which program.
	Of string `json:"of"`
	// Sum is the hash of Months as they stand here.
	Sum    string          `json:"sum"`
	Months json.RawMessage `json:"months"`
}

// Of names what is to be measured: the files of each bill, the query, and the program, which could answer otherwise than the one before.
func Of(program string, sources []*lake.Source) (string, error) {
	type source struct {
		Name, Format string
		Months       map[string]lake.Month
	}
	all := struct {
		Program, SQL string
		Sources      []source
	}{Program: program, SQL: measureSQL}
	for _, s := range sources {
		if len(s.Tables) == 0 { // the others are no bills
			all.Sources = append(all.Sources, source{s.Name(), s.Format, s.Months})
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("what is measured: %w", err)
	}
	return hashOf(text), nil
}

// Keep writes a measure to a file, whole or not at all.
func Keep(path, of string, months []Month) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep the totals: %w", err)
		}
	}()
	list, err := json.Marshal(months)
	if err != nil {
		return err
	}
	text, err := json.Marshal(kept{Of: of, Sum: hashOf(list), Months: list})
	if err != nil {
		return err
	}
	return lake.WriteWhole(path, path+".*", text)
}

// Recall reads what Keep wrote. Found is false where there is nothing, or nothing of this name; an error says that the file is damaged.
func Recall(path, of string) (months []Month, found bool, err error) {
	text, err := os.ReadFile(path) //nolint:gosec // a file of the lake's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("the totals that were kept: %w", err)
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, false, fmt.Errorf("the totals that were kept in %s: %w", path, err)
	}
	if k.Sum != hashOf(bytes.TrimSpace(k.Months)) {
		return nil, false, fmt.Errorf("the totals that were kept in %s are not what was written", path)
	}
	if k.Of != of {
		return nil, false, nil
	}
	if err := json.Unmarshal(k.Months, &months); err != nil {
		return nil, false, fmt.Errorf("the totals that were kept in %s: %w", path, err)
	}
	return months, true, nil
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
