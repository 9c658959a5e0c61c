package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/period"
)

// MaxManifest bounds the size of a manifest that is read.
const MaxManifest = 16 << 20

// Manifest is what the manifest of a delivery says, of Data Exports or of the legacy report.
type Manifest struct {
	// ID changes with every delivery: executionId or assemblyId.
	ID string
	// Legacy tells that it is one of the legacy report.
	Legacy bool
	// Month is the billing period; zero when the manifest does not say.
	Month period.Month
	// Files are the keys in the bucket of the files that count; nil when the manifest has no list.
	Files []string
	// Columns are the names of the columns, as CSV headers of the legacy report have them ("lineItem/UsageType").
	Columns []string
}

// rawManifest is the JSON of both kinds; AWS documents little of it, so everything may be missing.
type rawManifest struct {
	ExecutionID string            `json:"executionId"`
	DataFiles   []json.RawMessage `json:"dataFiles"`
	Start       string            `json:"billingPeriodStartDate"`
	AssemblyID  string            `json:"assemblyId"`
	ReportKeys  []string          `json:"reportKeys"`
	Period      struct {
		Start string `json:"start"`
	} `json:"billingPeriod"`
	Columns []struct {
		Category string `json:"category"`
		Name     string `json:"name"`
	} `json:"columns"`
}

// ParseManifest reads a manifest of either kind.
func ParseManifest(text []byte) (Manifest, error) {
	if len(text) > MaxManifest {
		return Manifest{}, fmt.Errorf("the manifest is larger than %d bytes", MaxManifest)
	}
	var raw rawManifest
	if err := json.Unmarshal([]byte(trimMark(string(text))), &raw); err != nil {
		return Manifest{}, jsonError(err)
	}
	m := Manifest{ID: raw.ExecutionID, Month: monthOf(raw.Start)}
	if raw.AssemblyID != "" || raw.ReportKeys != nil {
		m.Legacy, m.ID, m.Month = true, raw.AssemblyID, monthOf(raw.Period.Start)
		for _, key := range raw.ReportKeys {
			m.Files = append(m.Files, bucketKey(key))
		}
	}
	for i, file := range raw.DataFiles {
		key, err := dataFile(file)
		if err != nil {
			return Manifest{}, fmt.Errorf("dataFiles[%d]: %w", i, err)
		}
		m.Files = append(m.Files, key)
	}
	for _, c := range raw.Columns {
		name := c.Name
		if c.Category != "" {
			name = c.Category + "/" + c.Name
		}
		m.Columns = append(m.Columns, name)
	}
	if m.ID == "" && m.Files == nil && m.Columns == nil {
		return Manifest{}, errors.New("neither a manifest of Data Exports nor one of a Cost and Usage Report")
	}
	return m, nil
}

// dataFile reads an entry of dataFiles, which is seen in three forms: a URI, a key, an object with s3Uri or key.
func dataFile(raw json.RawMessage) (string, error) {
	var text string
	if err := json.Unmarshal(raw, &text); err == nil && text != "" {
		return bucketKey(text), nil
	}
	var object struct {
		URI string `json:"s3Uri"`
		Key string `json:"key"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return "", errors.New("neither a text nor an object")
	}
	if object.URI != "" {
		return bucketKey(object.URI), nil
	}
	if object.Key == "" {
		return "", errors.New("no s3Uri and no key")
	}
	return bucketKey(object.Key), nil
}

// bucketKey strips s3://bucket/ and leading slashes.
func bucketKey(uri string) string {
	for _, scheme := range []string{"s3://", "s3a://", "s3n://"} {
		if rest, ok := strings.CutPrefix(uri, scheme); ok {
			_, uri, _ = strings.Cut(rest, "/")
		}
	}
	return strings.TrimLeft(uri, "/")
}

// monthOf reads the month of a date: 2025-11-01T… or 20251101T….
func monthOf(date string) period.Month {
	for _, form := range []string{"2006-01-02", "20060102"} {
		if len(date) < len(form) {
			continue
		}
		if t, err := time.Parse(form, date[:len(form)]); err == nil {
			return period.MonthOf(t)
		}
	}
	return period.Month{}
}

// jsonError puts the place before an error of reading JSON.
func jsonError(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("byte %d: not JSON: %w", syntax.Offset, err)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("byte %d: %q is not a %s", kind.Offset, kind.Field, kind.Type)
	}
	return fmt.Errorf("not JSON: %w", err)
}
