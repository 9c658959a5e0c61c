package cli

import (
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/audit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// What tokens and access keys have in common: they end after some days, are listed, and are noted when they are made or withdrawn.

// expiry is the moment so many days from now, nil for none.
func expiry(now time.Time, days int) *time.Time {
	if days <= 0 {
		return nil
	}
	end := now.UTC().Truncate(time.Second).AddDate(0, 0, days)
	return &end
}

// noteCredential notes that a token or a key was made or withdrawn.
func noteCredential(a *app.App, kind, text string) error {
	return a.Audit().Append(audit.Record{Event: audit.Credential, Outcome: audit.Succeeded, Principal: a.Who().Name, Kind: kind, Text: text})
}

// credential is a row of credentials.
func credential(id, principal, note string, created time.Time, expires *time.Time) []value.Value {
	row := []value.Value{id, principal, value.TimestampTZ{Micros: created.UnixMicro(), Zone: "UTC"}, nil, nil}
	if expires != nil {
		row[3] = value.TimestampTZ{Micros: expires.UnixMicro(), Zone: "UTC"}
	}
	if note != "" {
		row[4] = note
	}
	return row
}

// credentials writes a list of tokens or keys.
func (c *command) credentials(a *app.App, rows [][]value.Value) error {
	columns := append(words("id", "principal"),
		typed.Column{Name: "created", Type: types.TimestampTZOf(0)}, typed.Column{Name: "expires", Type: types.TimestampTZOf(0)})
	return c.table(a, append(columns, words("note")...), rows)
}
