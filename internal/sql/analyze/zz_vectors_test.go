package analyze_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/diag"
)

func TestZZVectors(t *testing.T) {
	f, err := os.Open("../../../../shared/conformance/" + os.Getenv("VEC"))
	if err != nil {
		t.Skip()
	}
	sc := bufio.NewScanner(f)
	sc.Buffer(make([]byte, 1<<24), 1<<24)
	w := tiny(t)
	w.add(t, `
db.nation: nationkey bigint, name varchar(25), regionkey bigint, comment varchar(152)
db.region: regionkey bigint, name varchar(25), comment varchar(152)
db.part: partkey bigint, name varchar(55), mfgr varchar(25), brand varchar(10), type varchar(25), size integer, container varchar(10), retailprice double, comment varchar(23)
db.supplier: suppkey bigint, name varchar(25), address varchar(40), nationkey bigint, phone varchar(15), acctbal double, comment varchar(101)
db.partsupp: partkey bigint, suppkey bigint, availqty integer, supplycost double, comment varchar(199)
db.customer: custkey bigint, name varchar(25), address varchar(40), nationkey bigint, phone varchar(15), acctbal double, mktsegment varchar(10), comment varchar(117)
db.orders: orderkey bigint, custkey bigint, orderstatus varchar(1), totalprice double, orderdate date, orderpriority varchar(15), clerk varchar(15), shippriority integer, comment varchar(79)
db.lineitem: orderkey bigint, partkey bigint, suppkey bigint, linenumber integer, quantity double, extendedprice double, discount double, tax double, returnflag varchar(1), linestatus varchar(1), shipdate date, commitdate date, receiptdate date, shipinstruct varchar(25), shipmode varchar(10), comment varchar(44)
`)
	counts := map[string]int{}
	show := map[string][]string{}
	for sc.Scan() {
		var v struct {
			SQL, Family, Kind, Type, Precision, Feature string
			Expected                                    json.RawMessage
		}
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		if v.Precision == ">6" || v.Feature != "" {
			continue
		}
		o := options()
		o.DecimalLiterals = true
		q, err := run(w, v.SQL, o)
		var list diag.List
		key := v.Kind
		switch {
		case err != nil && strings.HasPrefix(err.Error(), "parse:"):
			key += " parse"
		case strings.HasPrefix(v.Kind, "error"):
			var e struct{ Code, Message string }
			if json.Unmarshal(v.Expected, &e) != nil {
				json.Unmarshal(v.Expected, &e.Message)
			}
			switch {
			case err == nil:
				key += " analyzed " + e.Code
			case errors.As(err, &list):
				got := list[0].Athena(v.SQL)
				key += " refused"
				if e.Code != "" && string(list[0].Code) != e.Code {
					key += " other code"
				}
				show[key] = append(show[key], fmt.Sprintf("%s | got %s | want %s %s", v.SQL, got, e.Code, e.Message))
				counts[key]++
				continue
			}
			show[key] = append(show[key], fmt.Sprintf("%s |  want %s %s", v.SQL, e.Code, e.Message))
		case err == nil:
			checkRewrite(t, q)
			got := q.Root.Columns()[0].Type.String()
			key += " ok"
			if v.Type != "" && got != v.Type {
				key += " type"
				show[key] = append(show[key], fmt.Sprintf("%s | got %s want %s", v.SQL, got, v.Type))
			}
		case errors.As(err, &list):
			key += " " + string(list[0].Code)
			if list[0].Code == diag.NotSupported { key += " " +list[0].Msg }
			show[key] = append(show[key], v.SQL+" | "+list[0].Athena(v.SQL))
		default:
			t.Error(v.SQL, err)
		}
		counts[key]++
	}
	var keys []string
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Println(counts[k], k)
	}
	for _, k := range keys {
		if strings.Contains(k, os.Getenv("SHOW")) && os.Getenv("SHOW") != "" {
			fmt.Println("==", k)
			for i, s := range show[k] {
				if i < 400 {
					fmt.Println("  ", strings.ReplaceAll(s, "\n", " "))
				}
			}
		}
	}
}
