// Package share keeps who may see what, in Lake Formation's terms: registered locations, principals, data cells filters, grants, LF-tags,
// administrators, and the workgroups in which statements run. Its records are in one SQLite file beside the lake and change in whole
// transactions. It promises that nothing is allowed that no record grants, that a change has its whole effect or none, that every change
// gives the state a new version, and that the policy of a version is always the same.
//
//	shares, err := share.Open(ctx, dir, share.Options{Now: time.Now})
//	err = shares.Change(ctx, who, func(s *share.State) error { return s.Grant(share.Grant{…}) })
//	policy := shares.Policy()                       // of this moment: an access.Source
//	who, err := shares.Principal("alice")           // with groups and session tags
package share

import (
	"time"

	"github.com/glauxhq/glaux/internal/access"
)

// State is all records at one version. Names of principals, databases, tables, columns, filters and tags are as Lake Formation has them:
// lower case but for principals.
type State struct {
	// Version counts changes.
	Version int64 `json:"version"`
	// Administrators may grant and revoke everything, and read nothing by that.
	Administrators []string    `json:"administrators,omitempty"`
	Locations      []Location  `json:"locations,omitempty"`
	Principals     []Principal `json:"principals,omitempty"`
	Filters        []Filter    `json:"filters,omitempty"`
	Grants         []Grant     `json:"grants,omitempty"`
	Tags           []Tag       `json:"tags,omitempty"`
	Tagged         []Tagged    `json:"tagged,omitempty"`
	Workgroups     []Workgroup `json:"workgroups,omitempty"`
	Mappings       []Mapping   `json:"mappings,omitempty"`
}

// Location is a registered data location: s3://bucket/prefix or a folder. In hybrid access mode the grants bind only the principals that
// were opted in; all others may read what lies there whole. A Location that is not hybrid binds everybody.
type Location struct {
	Path    string   `json:"path"`
	Hybrid  bool     `json:"hybrid,omitempty"`
	OptedIn []string `json:"optedIn,omitempty"`
}

// Kind is what a principal is.
type Kind string

// The kinds.
const (
	User  Kind = "user"
	Role  Kind = "role"
	Group Kind = "group"
)

// Principal is a user, a role or a group: a plain name or an ARN. Members are principals' names, of groups and roles. Tags are the session
// tags that session_tag('…') reads; those of a user win over those of its groups.
type Principal struct {
	Name    string            `json:"name"`
	Kind    Kind              `json:"kind"`
	Members []string          `json:"members,omitempty"`
	Tags    map[string]string `json:"tags,omitempty"`
	// Workgroup is the one in which the principal's statements run when it names none; "" is primary.
	Workgroup string `json:"workgroup,omitempty"`
}

// Filter is a data cells filter on a table or a view: rows, columns, and masks. Of Columns and Excluded at most one is set; neither means all
// columns. Rows is a condition in Athena's SQL over any columns of the table, "" for all rows. Masks are expressions over the table's
// columns that stand in for a column: see the functions mask_null, mask_hash and mask_last in doc/share.md.
type Filter struct {
	Database string            `json:"database"`
	Table    string            `json:"table"`
	Name     string            `json:"name"`
	Rows     string            `json:"rows,omitempty"`
	Columns  []string          `json:"columns,omitempty"`
	Excluded []string          `json:"excluded,omitempty"`
	Masks    map[string]string `json:"masks,omitempty"`
}

// Grant gives a principal permissions on a resource. Grantable are those which it may pass on.
type Grant struct {
	Principal   string              `json:"principal"`
	Resource    Resource            `json:"resource"`
	Permissions []access.Permission `json:"permissions"`
	Grantable   []access.Permission `json:"grantable,omitempty"`
}

// Resource is what a grant is about. Type says which fields count.
type Resource struct {
	Type     ResourceType `json:"type"`
	Database string       `json:"database,omitempty"`
	// Table is a table or a view; "*" is every table of the database, now and later.
	Table    string      `json:"table,omitempty"`
	Columns  []string    `json:"columns,omitempty"`
	Excluded []string    `json:"excluded,omitempty"`
	Filter   string      `json:"filter,omitempty"`
	Path     string      `json:"path,omitempty"`
	Tags     []Condition `json:"tags,omitempty"`
}

// ResourceType is a kind of resource.
type ResourceType string

// The kinds of resources.
const (
	Catalog      ResourceType = "CATALOG"
	Database     ResourceType = "DATABASE"
	Table        ResourceType = "TABLE"
	TableColumns ResourceType = "TABLE_WITH_COLUMNS"
	CellsFilter  ResourceType = "DATA_CELLS_FILTER"
	DataLocation ResourceType = "DATA_LOCATION"
	TagPolicy    ResourceType = "LF_TAG_POLICY"
	TagValues    ResourceType = "LF_TAG"
)

// Condition is one part of a tag expression: the resource has one of the values for the key. The parts of an expression all hold.
type Condition struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

// Tag is an LF-tag with the values it may have.
type Tag struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

// Tagged is a database, table or column with a tag's value. Lower ones inherit, and override by a value of their own.
type Tagged struct {
	Database string `json:"database"`
	Table    string `json:"table,omitempty"`
	Column   string `json:"column,omitempty"`
	Key      string `json:"key"`
	Value    string `json:"value"`
}

// Mapping lets row filters read a table, as the administrators who wrote them and not as who asks: account_id IN (SELECT account_id FROM
// ops.roster WHERE principal = current_user). No filter may read a table that is not named here.
type Mapping struct {
	Database string `json:"database"`
	Table    string `json:"table"`
}

// Workgroup is where statements run: limits, and who administers its results. A zero limit is none, or the installation's.
type Workgroup struct {
	Name           string   `json:"name"`
	Description    string   `json:"description,omitempty"`
	Administrators []string `json:"administrators,omitempty"`
	// Members may run statements here. Everybody may in primary.
	Members []string `json:"members,omitempty"`
	// Enforced tells that what a caller asks for can only be less than the limits; else the limits are the defaults of who asks for nothing.
	Enforced bool `json:"enforced,omitempty"`
	// NoReuse tells that statements run anew each time, though the rows of an earlier run would be the same.
	NoReuse bool   `json:"noReuse,omitempty"`
	Limits  Limits `json:"limits"`
}

// Limits bound a workgroup.
type Limits struct {
	// Of one statement.
	BytesScanned int64         `json:"bytesScanned,omitempty"`
	Rows         int64         `json:"rows,omitempty"`
	Time         time.Duration `json:"time,omitempty"`
	// CPU is the time of all processors together.
	CPU    time.Duration `json:"cpu,omitempty"`
	Memory int64         `json:"memory,omitempty"`
	Disk   int64         `json:"disk,omitempty"`
	// Of all statements of the workgroup at a time.
	Running int `json:"running,omitempty"`
	Queued  int `json:"queued,omitempty"`
	// Of a UTC day.
	BytesPerDay int64         `json:"bytesPerDay,omitempty"`
	CPUPerDay   time.Duration `json:"cpuPerDay,omitempty"`
	// ResultAge is how long results are kept: 24 hours by default.
	ResultAge time.Duration `json:"resultAge,omitempty"`
	// ReuseAge is how old a result may be that answers the same statement again: half as old as results become by default.
	ReuseAge time.Duration `json:"reuseAge,omitempty"`
}
