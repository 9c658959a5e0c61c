package job

import (
	"math/big"
	"strings"

	"github.com/glauxhq/glaux/internal/query"
)

// Athena's price of a query: 5 USD for each TB, in whole MB, at least 10 MB. A TB has 2⁴⁰ bytes.
const (
	usdPerTB   = 5
	megabyte   = 1 << 20
	megabytes  = 1 << 20 // of a TB
	minimumMB  = 10
	costDigits = 20 // every number of 2⁻²⁰ has no more
)

// AthenaUSD is what Athena would take for a statement of a kind that reads so many bytes, exactly: "0.0000476837158203125" for the
// least. A query that reads nothing takes the least too: Athena's minimum is that of a query. DDL, EXPLAIN and what only describes
// are free: "0".
func AthenaUSD(kind query.Kind, bytes int64) string {
	switch kind.Sub {
	case "SELECT", "INSERT", "UNLOAD", "EXECUTE", "CREATE_TABLE_AS_SELECT", "DELETE", "UPDATE", "MERGE":
	default:
		return "0"
	}
	mb := max((max(bytes, 0)+megabyte-1)/megabyte, minimumMB)
	usd := big.NewRat(usdPerTB*mb, megabytes).FloatString(costDigits)
	return strings.TrimSuffix(strings.TrimRight(usd, "0"), ".")
}
