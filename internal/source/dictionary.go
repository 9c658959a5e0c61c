package source

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Known is a column that AWS documents.
type Known struct {
	Name    string
	Type    types.Type
	Meaning string
}

// ReadDictionary reads the list of columns of a format: CSV with name, Athena type and meaning.
func ReadDictionary(text string) ([]Known, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read dictionary: %w", err)
	}
	var known []Known
	for _, row := range rows[1:] {
		typ, ok := AthenaType(row[1])
		if !ok {
			return nil, fmt.Errorf("read dictionary: column %q has the unknown type %q", row[0], row[1])
		}
		known = append(known, Known{Name: row[0], Type: typ, Meaning: row[2]})
	}
	return known, nil
}

// AthenaType reads a type in the words of a table definition in Athena, those that HiveType writes.
func AthenaType(hive string) (types.Type, bool) { return readHive(hive, 0) }

//nolint:gochecknoglobals // a table, never changed
var hiveKinds = map[string]types.Kind{
	"boolean": types.Boolean, "tinyint": types.TinyInt, "smallint": types.SmallInt, "int": types.Integer, "bigint": types.BigInt,
	"float": types.Real, "double": types.Double, "date": types.Date, "binary": types.Varbinary,
}

func readHive(hive string, depth int) (types.Type, bool) {
	if kind, ok := hiveKinds[hive]; ok {
		return types.Of(kind), true
	}
	head, rest, _ := strings.Cut(hive, "<")
	inner, closed := strings.CutSuffix(rest, ">")
	switch {
	case hive == "string":
		return types.Text(), true
	case hive == "timestamp":
		return types.TimestampOf(3), true
	case strings.HasPrefix(hive, "decimal("):
		var p, s int
		_, err := fmt.Sscanf(hive, "decimal(%d,%d)", &p, &s)
		return types.DecimalOf(p, s), err == nil && p >= 1 && p <= 38 && s >= 0 && s <= p
	case depth > maxNesting || !closed:
		return types.Type{}, false
	case head == "struct":
		return readStruct(inner, depth+1)
	case head == "array":
		element, ok := readHive(inner, depth+1)
		return types.ArrayOf(element), ok
	case head == "map":
		key, value := cutType(inner)
		k, ok1 := readHive(key, depth+1)
		v, ok2 := readHive(value, depth+1)
		return types.MapOf(k, v), ok1 && ok2
	}
	return types.Type{}, false
}

// readStruct reads the fields of a struct.
func readStruct(fields string, depth int) (types.Type, bool) {
	var names []string
	var elems []types.Type
	for fields != "" {
		var field string
		field, fields = cutType(fields)
		name, hive, _ := strings.Cut(field, ":")
		t, ok := readHive(hive, depth)
		if !ok || name == "" {
			return types.Type{}, false
		}
		names, elems = append(names, name), append(elems, t)
	}
	return types.RowOf(names, elems...), len(elems) > 0
}

// cutType cuts at the first comma that does not stand inside of angle brackets or parentheses.
func cutType(list string) (first, rest string) {
	depth := 0
	for i, c := range list {
		switch c {
		case '<', '(':
			depth++
		case '>', ')':
			depth--
		case ',':
			if depth == 0 {
				return list[:i], list[i+1:]
			}
		}
	}
	return list, ""
}

// HiveType returns a type in the words of a table definition in Athena.
func HiveType(t types.Type) string {
	switch t.Kind { //nolint:exhaustive // the other kinds do not stand in files
	case types.Boolean:
		return "boolean"
	case types.TinyInt:
		return "tinyint"
	case types.SmallInt:
		return "smallint"
	case types.Integer:
		return "int"
	case types.BigInt:
		return "bigint"
	case types.Real:
		return "float"
	case types.Double:
		return "double"
	case types.Decimal:
		return fmt.Sprintf("decimal(%d,%d)", t.P, t.S)
	case types.Date:
		return "date"
	case types.Timestamp:
		return "timestamp"
	case types.Varbinary:
		return "binary"
	case types.Array:
		return "array<" + HiveType(t.Elems[0]) + ">"
	case types.Map:
		return "map<" + HiveType(t.Elems[0]) + "," + HiveType(t.Elems[1]) + ">"
	case types.Row:
		fields := make([]string, len(t.Elems))
		for i, e := range t.Elems {
			fields[i] = t.FieldName(i) + ":" + HiveType(e)
		}
		return "struct<" + strings.Join(fields, ",") + ">"
	}
	return "string"
}

// Plain returns the type under which the lake keeps a column that no dictionary knows: the type that it has in the file, with
// times as text, which Athena cannot read from Parquet, and rows as text too.
func Plain(t types.Type) types.Type {
	switch t.Kind { //nolint:exhaustive // all others stay as they are
	case types.Time, types.TimeTZ, types.Row, types.Unknown:
		return types.Text()
	case types.Array:
		if element := Plain(t.Elems[0]); element.Kind != t.Elems[0].Kind {
			return types.Text()
		}
	case types.Map:
		if t.Elems[0].Kind != types.Varchar || Plain(t.Elems[1]).Kind != t.Elems[1].Kind {
			return types.Text()
		}
	}
	return t
}

// Snake turns a name into one of the lake, by the rule that AWS uses for the headers of the legacy report: an underscore
// before each capital, lower case, underscores for all other characters, never two in a row and none at the ends.
func Snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte('_')
			b.WriteRune(r - 'A' + 'a')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	return squeeze(b.String())
}

// Lower turns a name into one of the lake without looking at its capitals: lower case, underscores for characters that
// are neither letters nor digits.
func Lower(name string) string {
	return strings.Map(func(r rune) rune {
		if (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') || r == '_' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
}

func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '_' }), "_")
}

// Dictionary returns what reads an embedded dictionary when it is first asked, and gives each asker a copy. A dictionary that is wrong
// panics: it is ours, and a test of each package reads it.
func Dictionary(text string) func() []Known {
	read := sync.OnceValues(func() ([]Known, error) { return ReadDictionary(text) })
	return func() []Known {
		known, err := read()
		if err != nil {
			panic(err) // a test reads the embedded list
		}
		return slices.Clone(known)
	}
}
