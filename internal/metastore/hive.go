package metastore

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// HiveType writes a type in Hive's words, as Athena's catalog keeps it. ok is false when files cannot hold the type.
func HiveType(t types.Type) (text string, ok bool) {
	switch t.Kind { //nolint:exhaustive // the others are not Hive's
	case types.Boolean, types.TinyInt, types.SmallInt, types.BigInt, types.Double, types.Date:
		return t.String(), true
	case types.Integer:
		return "int", true
	case types.Real:
		return "float", true
	case types.Decimal:
		return fmt.Sprintf("decimal(%d,%d)", t.P, t.S), true
	case types.Varchar:
		if t.P == types.Unbounded {
			return "string", true
		}
		return "varchar(" + strconv.Itoa(t.P) + ")", true
	case types.Char:
		return "char(" + strconv.Itoa(t.P) + ")", true
	case types.Varbinary:
		return "binary", true
	case types.Timestamp:
		return "timestamp", t.P <= timestampDigits
	case types.Array:
		inner, ok := HiveType(t.Elem())
		return "array<" + inner + ">", ok
	case types.Map:
		key, keyOK := HiveType(t.Key())
		val, valOK := HiveType(t.Value())
		return "map<" + key + "," + val + ">", keyOK && valOK
	case types.Row:
		return hiveStruct(t)
	}
	return "", false
}

// timestampDigits is how many digits after the second a timestamp of a table has.
const timestampDigits = 3

func hiveStruct(t types.Type) (string, bool) {
	fields := make([]string, len(t.Elems))
	for i, elem := range t.Elems {
		inner, ok := HiveType(elem)
		if !ok || t.FieldName(i) == "" {
			return "", false
		}
		fields[i] = strings.ToLower(t.FieldName(i)) + ":" + inner
	}
	return "struct<" + strings.Join(fields, ",") + ">", true
}
