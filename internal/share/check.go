package share

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

// The codes of its faults.
const (
	CodeInvalid  = "INVALID_SHARE"
	CodeConflict = "SHARE_CHANGED"
	CodeNotFound = "ENTITY_NOT_FOUND"
	CodeDenied   = "PERMISSION_DENIED"
)

// The bounds of a state. Those of tags are Lake Formation's.
const (
	maxName      = 255
	maxText      = 16 << 10
	maxRecords   = 100_000
	maxList      = 10_000
	maxTagKey    = 128
	maxTagValue  = 256
	maxTagValues = 1000
	maxTold      = 10
)

// Primary is the workgroup that is always there.
const Primary = "primary"

// Check tells what is wrong with a state: all of it, up to ten things.
func (s State) Check() error {
	c := newChecker(s)
	c.state()
	if len(c.wrong) == 0 {
		return nil
	}
	told := c.wrong[:min(len(c.wrong), maxTold)]
	text := strings.Join(told, "\n")
	if more := len(c.wrong) - len(told); more > 0 {
		text += fmt.Sprintf("\nand %d more", more)
	}
	return fault.New(fault.Invalid, CodeInvalid, text)
}

// checker gathers what is wrong with a state.
type checker struct {
	s          State
	principals map[string]Principal
	names      []string
	filters    map[key]bool
	tags       map[string][]string
	workgroups map[string]bool
	wrong      []string
}

func newChecker(s State) *checker {
	c := &checker{s: s, principals: map[string]Principal{}, filters: map[key]bool{}, tags: map[string][]string{}, workgroups: map[string]bool{Primary: true}}
	for _, p := range s.Principals {
		c.principals[p.Name] = p
		c.names = append(c.names, p.Name)
	}
	for _, f := range s.Filters {
		c.filters[f.key()] = true
	}
	for _, t := range s.Tags {
		c.tags[t.Key] = t.Values
	}
	for _, w := range s.Workgroups {
		c.workgroups[w.Name] = true
	}
	return c
}

func (c *checker) fail(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// state checks everything.
func (c *checker) state() {
	s := &c.s
	count := len(s.Administrators) + len(s.Locations) + len(s.Principals) + len(s.Filters) + len(s.Grants) + len(s.Tags) + len(s.Tagged) +
		len(s.Workgroups) + len(s.Mappings)
	if count > maxRecords {
		c.fail("there are %d records, and %d is the most", count, maxRecords)
		return
	}
	if unique := len(s.all()); unique < count {
		c.fail("%d records stand more than once", count-unique)
	}
	if len(s.Administrators) == 0 {
		c.fail("there is no administrator left; somebody must be able to grant")
	}
	for _, a := range s.Administrators {
		c.known(a, "administrator %q", a)
	}
	c.each()
}

// each checks record by record.
func (c *checker) each() {
	for _, p := range c.s.Principals {
		c.principal(p)
	}
	for _, l := range c.s.Locations {
		c.location(l)
	}
	for _, f := range c.s.Filters {
		c.filter(f)
	}
	for _, t := range c.s.Tags {
		c.tag(t)
	}
	for _, t := range c.s.Tagged {
		c.tagged(t)
	}
	for _, m := range c.s.Mappings {
		c.table(m.Database, m.Table, "mapping table %s.%s", m.Database, m.Table)
	}
	for _, g := range c.s.Grants {
		c.grant(g)
	}
	for _, w := range c.s.Workgroups {
		c.workgroup(w)
	}
}

// name checks a name.
func (c *checker) name(name, format string, args ...any) bool {
	what := fmt.Sprintf(format, args...)
	switch {
	case name == "":
		c.fail("%s has no name", what)
	case len(name) > maxName:
		c.fail("%s: the name is longer than %d bytes", what, maxName)
	case strings.TrimSpace(name) != name || strings.ContainsFunc(name, unicode.IsControl) || strings.ToValidUTF8(name, "") != name:
		c.fail("%s: the name %q has blanks around it, or characters that cannot be seen", what, name)
	default:
		return true
	}
	return false
}

// known checks that a principal is there. ARNs and account ids stand for themselves: they are somebody whom AWS knows.
func (c *checker) known(name, format string, args ...any) {
	if _, ok := c.principals[name]; ok || strings.HasPrefix(name, "arn:") {
		return
	}
	c.fail("%s: there is no principal %q%s", fmt.Sprintf(format, args...), name, Meant(name, c.names))
}

// table checks the names of a table.
func (c *checker) table(database, table, format string, args ...any) {
	c.name(database, format+": the database", args...)
	if c.name(table, format+": the table", args...) && strings.Contains(table, "*") {
		c.fail("%s: %q is no table; only a grant may be about every table of a database", fmt.Sprintf(format, args...), table)
	}
}

func (c *checker) principal(p Principal) {
	if !c.name(p.Name, "a principal") {
		return
	}
	if strings.HasPrefix(p.Name, "group:") {
		c.fail("principal %q: no name begins with group:", p.Name)
	}
	if !slices.Contains([]Kind{User, Role, Group}, p.Kind) {
		c.fail("principal %q: the kind %q is none of user, role, group", p.Name, p.Kind)
	}
	if p.Kind == User && len(p.Members) > 0 {
		c.fail("principal %q: a user has no members", p.Name)
	}
	if len(p.Members) > maxList || len(p.Tags) > maxList {
		c.fail("principal %q: more than %d members or tags", p.Name, maxList)
	}
	for _, m := range p.Members {
		c.known(m, "principal %q", p.Name)
	}
	if c.reaches(p.Name, p.Name, map[string]bool{}) {
		c.fail("principal %q is a member of itself", p.Name)
	}
	for k, v := range p.Tags {
		if k == "" || len(k) > maxTagKey || len(v) > maxText {
			c.fail("principal %q: the session tag %q has no name, or is too long", p.Name, k)
		}
	}
	if p.Workgroup != "" && !c.workgroups[p.Workgroup] {
		c.fail("principal %q: there is no workgroup %q", p.Name, p.Workgroup)
	}
}

// reaches tells whether one principal is among the members of another, or of theirs.
func (c *checker) reaches(from, to string, seen map[string]bool) bool {
	for _, m := range c.principals[from].Members {
		if m == to {
			return true
		}
		if !seen[m] {
			seen[m] = true
			if c.reaches(m, to, seen) {
				return true
			}
		}
	}
	return false
}

func (c *checker) location(l Location) {
	bucket, remote := strings.CutPrefix(l.Path, "s3://")
	if remote && bucket == "" || !remote && !path.IsAbs(l.Path) && !windowsPath(l.Path) || len(l.Path) > maxText || strings.ContainsFunc(l.Path, unicode.IsControl) {
		c.fail("location %q is neither s3://bucket/prefix nor a folder with its whole path", l.Path)
	}
	if slices.Contains(strings.FieldsFunc(l.Path, func(r rune) bool { return r == '/' || r == '\\' }), "..") {
		c.fail("location %q goes up by ..; write where it leads to", l.Path)
	}
	if !l.Hybrid && len(l.OptedIn) > 0 {
		c.fail("location %q is not in hybrid access mode: there everybody is bound, and nobody opts in", l.Path)
	}
	for _, p := range l.OptedIn {
		c.known(p, "location %q", l.Path)
	}
}

// windowsPath tells whether a path is C:\… or C:/….
func windowsPath(p string) bool {
	const drive = 3
	return len(p) >= drive && unicode.IsLetter(rune(p[0])) && p[1] == ':' && (p[2] == '\\' || p[2] == '/')
}

func (c *checker) filter(f Filter) {
	what := title(f)
	c.table(f.Database, f.Table, "filter %q", f.Name)
	c.name(f.Name, "filter of %s.%s", f.Database, f.Table)
	if len(f.Columns) > 0 && len(f.Excluded) > 0 {
		c.fail("filter %s: cannot have both included and excluded columns", what)
	}
	for _, column := range append(slices.Clone(f.Columns), f.Excluded...) {
		c.name(column, "filter %s: a column", what)
	}
	c.expression(f.Rows, "filter %s: rows", what)
	for column, mask := range f.Masks {
		c.name(column, "filter %s: a masked column", what)
		if mask == "" {
			c.fail("filter %s: the mask of %q is empty; NULL hides it, and leaving it out shows it", what, column)
		}
		c.expression(mask, "filter %s: the mask of %q", what, column)
		if slices.Contains(f.Excluded, column) || len(f.Columns) > 0 && !slices.Contains(f.Columns, column) {
			c.fail("filter %s: %q has a mask, but the filter does not show it", what, column)
		}
	}
}

// expression checks that a text is one expression, "" for none.
func (c *checker) expression(text, format string, args ...any) {
	if text == "" {
		return
	}
	if len(text) > maxText {
		c.fail("%s: the expression is longer than %d bytes", fmt.Sprintf(format, args...), maxText)
		return
	}
	if _, problems := parse.Expression(text); len(problems) > 0 {
		c.fail("%s: %s", fmt.Sprintf(format, args...), strings.TrimRight(problems.Show(text), "\n"))
	}
}

func (c *checker) tag(t Tag) {
	if !c.name(t.Key, "a tag") {
		return
	}
	if len(t.Key) > maxTagKey {
		c.fail("tag %q: the key is longer than %d characters", t.Key, maxTagKey)
	}
	if len(t.Values) == 0 || len(t.Values) > maxTagValues {
		c.fail("tag %q: it has %d values; 1 to %d are possible", t.Key, len(t.Values), maxTagValues)
	}
	for _, v := range t.Values {
		if v == "" || len(v) > maxTagValue || strings.ContainsFunc(v, unicode.IsControl) {
			c.fail("tag %q: the value %q is empty or longer than %d characters", t.Key, v, maxTagValue)
		}
	}
}

func (c *checker) tagged(t Tagged) {
	what := title(t)
	if t.Table == "" && t.Column == "" {
		c.name(t.Database, "what is tagged %s", t.Key)
	} else {
		c.table(t.Database, t.Table, "what is tagged %s", t.Key)
	}
	c.value(t.Key, []string{t.Value}, what)
}

// value checks that a tag has the values.
func (c *checker) value(k string, values []string, what string) {
	there, ok := c.tags[k]
	if !ok {
		var keys []string
		for name := range c.tags {
			keys = append(keys, name)
		}
		c.fail("%s: there is no tag %q%s", what, k, Meant(k, keys))
		return
	}
	for _, v := range values {
		if !slices.Contains(there, v) {
			c.fail("%s: the tag %q has no value %q%s", what, k, v, Meant(v, there))
		}
	}
}

func (c *checker) grant(g Grant) {
	what := "grant to " + title(g)
	c.known(g.Principal, "grant on %s", g.Resource)
	c.resource(g.Resource, what)
	fit := fitting(g.Resource.Type)
	if len(g.Permissions) == 0 {
		c.fail("%s: no permission is named", what)
	}
	for _, p := range g.Permissions {
		if !slices.Contains(fit, p) {
			c.fail("%s: %s is not possible here; possible are %s", what, p, join(fit))
		}
	}
	whole := append(expand(g.Permissions, g.Resource.Type), g.Permissions...)
	for _, p := range g.Grantable {
		if !slices.Contains(whole, p) {
			c.fail("%s: %s can be passed on only by who has it", what, p)
		}
	}
	if len(g.Grantable) > 0 && len(g.Resource.Excluded) > 0 {
		c.fail("%s: with the grant option the columns must be named, not excluded", what)
	}
}

// resource checks what a grant is about.
func (c *checker) resource(r Resource, what string) {
	switch r.Type {
	case Catalog:
	case Database:
		c.name(r.Database, "%s: the database", what)
	case Table:
		c.name(r.Database, "%s: the database", what)
		if r.Table != "*" {
			c.table(r.Database, r.Table, "%s", what)
		}
	case TableColumns:
		c.table(r.Database, r.Table, "%s", what)
		if (len(r.Columns) == 0) == (len(r.Excluded) == 0) {
			c.fail("%s: name columns, or those to exclude", what)
		}
	case CellsFilter:
		c.table(r.Database, r.Table, "%s", what)
		if !c.filters[named(PartFilter, r.Database, r.Table, r.Filter)] {
			var there []string
			for _, f := range c.s.Filters {
				if f.Database == r.Database && f.Table == r.Table {
					there = append(there, f.Name)
				}
			}
			c.fail("%s: there is no such filter%s", what, Meant(r.Filter, there))
		}
	case DataLocation:
		if !slices.ContainsFunc(c.s.Locations, func(l Location) bool { return r.Path == l.Path || strings.HasPrefix(r.Path, l.Path+"/") }) {
			c.fail("%s: the location does not lie below a registered one", what)
		}
	case TagPolicy, TagValues:
		if len(r.Tags) == 0 || r.Type == TagValues && len(r.Tags) > 1 {
			c.fail("%s: name tags with values, such as team=web", what)
		}
		for i, t := range r.Tags {
			c.value(t.Key, t.Values, what)
			if len(t.Values) == 0 || i > 0 && r.Tags[i-1].Key == t.Key {
				c.fail("%s: the tag %q has no values, or stands twice", what, t.Key)
			}
		}
	default:
		c.fail("%s: there is no type of resource %q", what, r.Type)
	}
}

func (c *checker) workgroup(w Workgroup) {
	if !c.name(w.Name, "a workgroup") {
		return
	}
	if len(w.Description) > maxText {
		c.fail("workgroup %q: the description is too long", w.Name)
	}
	for _, p := range append(slices.Clone(w.Administrators), w.Members...) {
		c.known(p, "workgroup %q", w.Name)
	}
	l := w.Limits
	if min(l.BytesScanned, l.Rows, int64(l.Time), l.Memory, l.Disk, int64(l.Running), int64(l.Queued), l.BytesPerDay, int64(l.ResultAge),
		int64(l.CPU), int64(l.CPUPerDay), int64(l.ReuseAge)) < 0 {
		c.fail("workgroup %q: a limit is negative", w.Name)
	}
}

// fitting returns the permissions that a resource can have, after Lake Formation's matrix.
func fitting(on ResourceType) []access.Permission {
	switch on {
	case Catalog:
		return []access.Permission{access.All, access.Describe, access.Alter, access.Drop, access.CreateDatabase}
	case Database:
		return []access.Permission{access.All, access.Describe, access.Alter, access.Drop, access.CreateTable}
	case Table:
		return []access.Permission{access.All, access.Select, access.Describe, access.Insert, access.Delete, access.Alter, access.Drop}
	case TableColumns, CellsFilter:
		return []access.Permission{access.Select}
	case DataLocation:
		return []access.Permission{access.DataLocationAccess}
	case TagPolicy:
		return []access.Permission{
			access.All, access.Select, access.Describe, access.Insert, access.Delete, access.Alter, access.Drop, access.CreateTable,
		}
	case TagValues:
		return []access.Permission{access.All, access.Describe, access.Alter, access.Drop, access.Associate}
	}
	return nil
}

func join(list []access.Permission) string {
	var all []string
	for _, p := range list {
		all = append(all, string(p))
	}
	return strings.Join(all, ", ")
}
