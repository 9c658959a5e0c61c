// Package store keeps the product's own records: saved queries, saved reports, annotations and the history of what was run. They are in
// one SQLite file beside the lake. It promises that a record belongs to the principal who made it and is seen by nobody else unless it is
// shared, that a record written is on the disk, and that no bill is ever in here.
package store

import "time"

// SavedQuery is a named query. Folder is a path with slashes, "" for the top.
type SavedQuery struct {
	ID          string    `json:"id"`
	Name        string    `json:"name" minLength:"1" maxLength:"128"`
	Folder      string    `json:"folder,omitempty" maxLength:"256"`
	Description string    `json:"description,omitempty" maxLength:"1024"`
	Database    string    `json:"database,omitempty"`
	SQL         string    `json:"sql" maxLength:"262144"`
	Chart       string    `json:"chart,omitempty" doc:"the chart's settings as JSON, as the interface wrote them" maxLength:"16384"`
	Owner       string    `json:"owner"`
	Created     time.Time `json:"created"`
	Updated     time.Time `json:"updated"`
}

// Report is a named state of the explorer: the query string of its page.
type Report struct {
	ID      string    `json:"id"`
	Name    string    `json:"name" minLength:"1" maxLength:"128"`
	Folder  string    `json:"folder,omitempty" maxLength:"256"`
	State   string    `json:"state" doc:"the query string of the explorer's page" maxLength:"16384"`
	Owner   string    `json:"owner"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

// Annotation is a note at a time, shown on charts: a release, a migration, a sale.
type Annotation struct {
	ID      string    `json:"id"`
	Start   string    `json:"start" doc:"a date or a moment, UTC"`
	End     string    `json:"end,omitempty" doc:"for a window: the first moment after it"`
	Text    string    `json:"text" minLength:"1" maxLength:"512"`
	Owner   string    `json:"owner"`
	Created time.Time `json:"created"`
}
