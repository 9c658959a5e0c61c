package inventory

import (
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// kind is a kind of resource: its type, the call that describes it, the list in the answer, and the names of its id and its tags there.
type kind struct{ config, call, list, id, tags string }

// resource is something that the inventory tells of.
type resource struct {
	kind    kind
	place   place
	id, arn string
	zone    string // the zone's name, "" for what is in none
	span    world.Span
	tags    world.Tags
	// changes are hours at which it became different, without coming or going.
	changes []world.Hour
	// shape returns its configuration at an hour, with members spelt as the command line spells them.
	shape func(at world.Hour) object
	// wrap is what a describe call puts around it, nil for nothing.
	wrap func(object) object
}

// described returns the resource as a describe call shows it.
func (r resource) described(at world.Hour) object {
	if r.wrap != nil {
		return r.wrap(r.whole(at))
	}
	return r.whole(at)
}

// whole returns its configuration with its tags.
func (r resource) whole(at world.Hour) object {
	o := r.shape(at)
	if r.kind.tags != "" {
		o[r.kind.tags] = tagList(r.tags, "Key", "Value")
	}
	return o
}

// captured is when its state of an hour was first seen.
func (r resource) captured(at, first world.Hour) world.Hour {
	seen := max(r.span.From, first)
	for _, h := range r.changes {
		if h <= at {
			seen = max(seen, h)
		}
	}
	return seen
}

// item returns the resource as AWS Config shows it: seen is when the item was captured, at the hour that it speaks of.
func (r resource) item(at, seen world.Hour, status string) object {
	i := object{
		"configurationItemVersion": "1.3", "configurationItemCaptureTime": stamp(seen.Time()), "configurationItemStatus": status,
		"resourceType": r.kind.config, "resourceId": r.id, "awsAccountId": r.place.account, "awsRegion": r.place.region, "tags": tagMap(r.tags),
		"relationships": []any{}, "relatedEvents": []any{},
	}
	if r.arn != "" {
		i["ARN"] = r.arn
	}
	if r.zone != "" {
		i["availabilityZone"] = r.zone
	}
	if r.span.From > 0 {
		i["resourceCreationTime"] = stamp(r.span.From.Time())
	}
	if status != "ResourceDeleted" {
		i["configuration"] = lower(r.whole(at))
	} else { // its last state, so that it can be found by its address
		i["configuration"] = lower(r.whole(at - 1))
	}
	return i
}

// lower spells the members of an object as AWS Config does for EC2: with a small letter at the beginning.
func lower(v any) any {
	switch x := v.(type) {
	case object:
		o := object{}
		for key, value := range x {
			o[strings.ToLower(key[:1])+key[1:]] = lower(value)
		}
		return o
	case []any:
		list := make([]any, len(x))
		for i, e := range x {
			list[i] = lower(e)
		}
		return list
	}
	return v
}

func tagList(tags world.Tags, key, value string) []any {
	list := make([]any, 0, len(tags))
	for _, t := range tags {
		list = append(list, object{key: t.Key, value: t.Value})
	}
	return list
}

func tagMap(tags world.Tags) map[string]string {
	m := map[string]string{}
	for _, t := range tags {
		m[t.Key] = t.Value
	}
	return m
}

// stamp writes a moment as AWS's answers do.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// since is when something was made: at the beginning of the world for what was always there.
func since(s world.Span) string {
	if s.From <= 0 {
		return "2023-03-01T09:00:00.000Z"
	}
	return stamp(s.From.Time())
}

// at is the place of an account's resource.
func at(a *world.Account, r world.Region) place { return place{a.ID, r.Code} }
