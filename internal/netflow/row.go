package netflow

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// text is a text of a row, "" for NULL.
func text(v value.Value) string {
	s, _ := v.(string)
	return s
}

// texts is a list of texts of a row.
func texts(v value.Value) []string {
	list, _ := v.(value.List)
	var out []string
	for _, one := range list {
		if s := text(one); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// pairs is a map of texts of a row.
func pairs(v value.Value) map[string]string {
	m, _ := v.(value.Map)
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]string, len(m))
	for _, e := range m {
		out[text(e.Key)] = text(e.Value)
	}
	return out
}

// moment is a time of a row, nil for NULL.
func moment(v value.Value) *time.Time {
	if t, ok := v.(value.Timestamp); ok {
		at := time.UnixMicro(int64(t)).UTC()
		return &at
	}
	return nil
}

// says is the identity of a resource in a sentence.
func (i Identity) says() Text {
	kind := strings.ReplaceAll(i.OwnerType, "_", " ")
	thing := cmp.Or(i.Name, i.OwnerID, i.Interface)
	if kind == "" {
		kind = "interface"
	}
	place, placeJA := "", ""
	if i.ZoneID != "" || i.Zone != "" {
		zone := cmp.Or(i.ZoneID, i.Zone)
		place, placeJA = " in "+zone, "（"+zone+"）"
	}
	return Text{EN: fmt.Sprintf("%s %s%s", kind, thing, place), JA: fmt.Sprintf("%s %s%s", kind, thing, placeJA)}
}
