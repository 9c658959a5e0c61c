package share

import (
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// Administers tells whether a principal may change everything.
func (s State) Administers(who access.Principal) bool {
	return slices.ContainsFunc(s.Administrators, func(name string) bool { return s.is(who, name) })
}

// is tells whether a principal has a name, or belongs to the group or the role of it.
func (s State) is(who access.Principal, name string) bool {
	if s.grouping(name) {
		return slices.Contains(who.Groups, name)
	}
	return who.Name == name && name != ""
}

// grouping tells whether a name is that of a group or a role.
func (s State) grouping(name string) bool {
	return slices.ContainsFunc(s.Principals, func(p Principal) bool { return p.Name == name && p.Kind != User })
}

// may tells whether a principal may make a change: administrators all, and who has the grant option grants of that.
func (m *moment) may(who access.Principal, deltas []Delta) error {
	if m.policy.Administrator(who) {
		return nil
	}
	if len(deltas) == 0 {
		return refused("change what is shared")
	}
	filters := m.filters()
	for _, d := range deltas {
		before, _ := d.before.(Grant)
		after, _ := d.after.(Grant)
		if d.Part != PartGrant {
			return refused("change what is shared")
		}
		one := after
		if d.after == nil {
			one = before
		}
		one.Permissions, one.Grantable = changed(before, after, one.Resource.Type), nil
		rules, err := m.grants(one, filters, m.parsed)
		if err != nil || len(rules) == 0 {
			return refused("grant this")
		}
		for _, rule := range rules {
			if !m.policy.MayGrant(who, rule) {
				return refused(fmt.Sprintf("grant or revoke %s on %s", join(one.Permissions), one.Resource))
			}
		}
	}
	return nil
}

func refused(what string) error {
	return fault.New(fault.Denied, CodeDenied, "only an administrator, or who has the grant option, may "+what)
}

// changed returns the permissions that differ between two grants, given or to be passed on.
func changed(a, b Grant, on ResourceType) []access.Permission {
	var list []access.Permission
	for _, pair := range [][2][]access.Permission{{a.Permissions, b.Permissions}, {a.Grantable, b.Grantable}} {
		had, has := append(expand(pair[0], on), pair[0]...), append(expand(pair[1], on), pair[1]...)
		for _, p := range append(slices.Clone(had), has...) {
			if slices.Contains(had, p) != slices.Contains(has, p) {
				list = append(list, p)
			}
		}
	}
	return inRank(list)
}
