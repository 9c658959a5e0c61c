package tpch

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// columns are the columns of the tables as Trino names and types them.
const columns = `
customer: custkey bigint, name varchar(25), address varchar(40), nationkey bigint, phone varchar(15), acctbal double, mktsegment varchar(10), comment varchar(117)
lineitem: orderkey bigint, partkey bigint, suppkey bigint, linenumber integer, quantity double, extendedprice double, discount double, tax double, returnflag varchar(1), linestatus varchar(1), shipdate date, commitdate date, receiptdate date, shipinstruct varchar(25), shipmode varchar(10), comment varchar(44)
nation: nationkey bigint, name varchar(25), regionkey bigint, comment varchar(152)
orders: orderkey bigint, custkey bigint, orderstatus varchar(1), totalprice double, orderdate date, orderpriority varchar(15), clerk varchar(15), shippriority integer, comment varchar(79)
part: partkey bigint, name varchar(55), mfgr varchar(25), brand varchar(10), type varchar(25), size integer, container varchar(10), retailprice double, comment varchar(23)
partsupp: partkey bigint, suppkey bigint, availqty integer, supplycost double, comment varchar(199)
region: regionkey bigint, name varchar(25), comment varchar(152)
supplier: suppkey bigint, name varchar(25), address varchar(40), nationkey bigint, phone varchar(15), acctbal double, comment varchar(101)
`

// layouts returns the tables without files.
func layouts() []Table {
	var out []Table
	for line := range strings.Lines(strings.TrimSpace(columns)) {
		name, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
		table := Table{Name: name}
		for column := range strings.SplitSeq(list, ", ") {
			name, typ, _ := strings.Cut(column, " ")
			table.Columns = append(table.Columns, catalog.Column{Name: name, Type: typeOf(typ)})
		}
		out = append(out, table)
	}
	return out
}

func typeOf(name string) types.Type {
	switch name {
	case "bigint":
		return types.Of(types.BigInt)
	case "integer":
		return types.Of(types.Integer)
	case "double":
		return types.Of(types.Double)
	case "date":
		return types.Of(types.Date)
	}
	length := 0
	for _, digit := range strings.Trim(name, "varch()") {
		length = length*10 + int(digit-'0')
	}
	return types.Type{Kind: types.Varchar, P: length}
}
