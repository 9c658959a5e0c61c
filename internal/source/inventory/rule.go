package inventory

import (
	"strings"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// rule finds the value of a column in the JSON of a resource.
type rule struct {
	column, hive string
	ways         [][]string // tried in turn; each leads through members
}

func newRule(c column) rule {
	r := rule{column: c.name, hive: c.hive}
	for way := range strings.SplitSeq(c.path, "|") {
		r.ways = append(r.ways, strings.Split(strings.ReplaceAll(way, "[", ".["), "."))
	}
	return r
}

// fill puts the values that the rules find into cells.
func fill(cells feed.Cells, rules []rule, v serde.Value) {
	for _, r := range rules {
		if cells[r.column] == nil {
			cells[r.column] = r.find(v)
		}
	}
}

// find returns the value for a cell, nil where there is none of the column's type.
func (r rule) find(v serde.Value) any {
	for _, way := range r.ways {
		var cell any
		if r.hive == "array<string>" {
			cell = texts(v, way)
		} else {
			cell = single(first(v, way), r.hive)
		}
		if cell != nil {
			return cell
		}
	}
	return nil
}

// first goes a way; [0] is the first element.
func first(v serde.Value, way []string) serde.Value {
	for _, step := range way {
		if step != "[0]" {
			v = v.Get(step)
			continue
		}
		var found serde.Value
		v.Each(func(_ string, element serde.Value) bool {
			found = element
			return false
		})
		v = found
	}
	return v
}

// single returns a value as a cell of a column's type.
func single(v serde.Value, hive string) any {
	if !v.There() {
		return nil
	}
	switch hive {
	case "string":
		if text := plain(v); text != "" {
			return text
		}
	case "bigint":
		if n, rest, ok := serde.ParseInt(v.Text()); ok && len(rest) == 0 {
			return n
		}
	case "boolean":
		switch strings.ToLower(string(v.Text())) {
		case "true":
			return true
		case "false":
			return false
		}
	case "timestamp":
		if at := moment(v); at != 0 {
			return at
		}
	}
	return nil
}

// plain returns the text of a value that is no object and no array.
func plain(v serde.Value) string {
	if v.IsObject() || v.IsArray() {
		return ""
	}
	return string(v.Text())
}

// moment returns a time: of ISO 8601, or in milliseconds or seconds since 1970, as the SDKs write some.
func moment(v serde.Value) feed.Micros {
	text := v.Text()
	if at, ok := feed.Moment(text); ok && v.IsString() {
		return feed.Micros(at)
	}
	n, _, ok := serde.ParseInt(text)
	if !ok {
		return 0
	}
	for _, unit := range []int64{1_000_000, 1000} {
		if seconds := n * unit / 1_000_000; n < 1<<43 {
			if _, ok := feed.DayOf(seconds); ok {
				return feed.Micros(n * unit)
			}
		}
	}
	return 0
}

// texts returns the texts at the end of a way through elements, nil where there is no such list.
func texts(v serde.Value, way []string) []string {
	if len(way) == 0 {
		if text := plain(v); text != "" {
			return []string{text}
		}
		return nil
	}
	if way[0] != "[]" {
		return texts(v.Get(way[0]), way[1:])
	}
	if !v.IsArray() {
		return nil
	}
	list := []string{}
	some := false
	v.Each(func(_ string, element serde.Value) bool {
		some = true
		list = append(list, texts(element, way[1:])...)
		return true
	})
	if some && len(list) == 0 {
		return nil // the elements have no such member: another way may lead on
	}
	return list
}

// tagsOf returns the tags of a resource: a list of pairs, or an object.
func tagsOf(v serde.Value) []feed.Pair {
	var list []feed.Pair
	for name := range strings.SplitSeq(tagPath, "|") {
		found := v.Get(name)
		if !found.IsArray() && !found.IsObject() {
			continue
		}
		if list == nil {
			list = []feed.Pair{}
		}
		found.Each(func(key string, tag serde.Value) bool {
			if tag.IsObject() {
				key, tag = plain(tag.Get("Key")), tag.Get("Value")
			}
			if key != "" {
				list = append(list, feed.Pair{Key: key, Value: plain(tag)})
			}
			return true
		})
		if len(list) > 0 {
			return list
		}
	}
	return list
}
