package examples_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // writes the files

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/source/cur"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// table is a table of the world: its columns in Athena's words, and the rows as DuckDB makes them.
type table struct{ name, columns, rows string }

// tables are the small ones, of the shapes that the examples name.
func tables() []table {
	return []table{
		{
			"cur2.daily_cost", "account_id varchar, usage_date date, cost double",
			`SELECT CAST(100000000001 + a AS VARCHAR), DATE '2025-09-01' + CAST(d AS INTEGER), 10.0::DOUBLE + (a * 7 + d * 13) % 11 FROM range(3) r (a), range(60) s (d)`,
		},
		{
			"cur2.vpc_flow_logs", `version integer, account_id varchar, interface_id varchar, srcaddr varchar, dstaddr varchar, srcport integer, dstport integer,
			 protocol bigint, packets bigint, bytes bigint, "start" bigint, "end" bigint, action varchar, log_status varchar, "date" date`,
			`SELECT 2::INTEGER, '123456789012', 'eni-0123456789abcdef0', '10.0.0.' || i % 9, CASE WHEN i % 3 = 0 THEN '10.1.2.3' ELSE '52.94.0.' || i % 7 END, (40000 + i)::INTEGER,
			 443::INTEGER, 6::BIGINT, i, i * 1500, 1759300000 + i * 60, 1759300059 + i * 60, CASE WHEN i % 5 = 0 THEN 'REJECT' ELSE 'ACCEPT' END, 'OK', DATE '2025-10-01' + CAST(i % 9 AS INTEGER)
			 FROM range(500) r (i)`,
		},
		{"cur2.ignored", "code varchar", `VALUES ('AmazonQuickSight')`},
		{"cur2.known_accounts", "line_item_usage_account_id varchar", `VALUES ('100000000001'), ('100000000009')`},
		{"cur2.accounts", "id varchar, name varchar", `VALUES ('100000000001', 'shop'), ('100000000002', 'search'), ('999999999999', 'empty')`},
		{
			"cur2.account_map", "line_item_usage_account_id varchar, account_id varchar, account_name varchar, id varchar",
			`VALUES ('100000000001', '100000000001', 'shop', 'a'), ('100000000002', '100000000002', 'search', 'b')`,
		},
		{"cur2.ou_map", "line_item_usage_account_id varchar, ou varchar", `VALUES ('100000000001', 'retail'), ('100000000002', 'retail')`},
		{"cur2.t3", "id varchar, x integer", `VALUES ('a', 1::INTEGER), ('b', NULL)`},
		{"cur2.th", "x double", `VALUES (1.5::DOUBLE), (1000.0)`},
		{"cur2.allow", "pc varchar, pt varchar", `VALUES ('AWSLambda', 'OnDemand'), ('AmazonS3', 'Spot')`},
		{"cur2.sketches", "hll varbinary, cost double, resource_id varchar", `VALUES ('\x02\x0C\x03\x00\x80\x03\x44\x00\x00\x58\x3D\x5B\x80\x20\x08\xDE'::BLOB, 1.0::DOUBLE, 'i-1')`},
		{"cur2.t", `a integer, b integer, product_region_code varchar, "Case Col" varchar`, `VALUES (3::INTEGER, 4::INTEGER, 'us-east-1', 'a'), (3, NULL, 'eu-central-1', 'b'), (5, 5, 'x', 'c')`},
		{"cur2.c", "id varchar, ts timestamp(3), f row(x integer)", `VALUES ('a', TIMESTAMP '2025-06-01 00:00:00', {'x': 1::INTEGER})`},
		{
			"athenacurcfn.cur-table", `"line_item/UnblendedCost" double, "identity/LineItemId" varchar, "$path" varchar, "$file_size" bigint, month varchar`,
			`VALUES (1.5::DOUBLE, 'l1', 's3://bucket/cur/1.parquet', 100::BIGINT, '10'), (2.5, 'l2', 's3://bucket/cur/2.parquet', 200, '9')`,
		},
	}
}

// values are how the columns of a bill that the examples speak of are made of the row's number i and the start of its usage; all
// others are NULL. The day of the spike makes a resource dear.
func values() map[string]string {
	return map[string]string{
		"bill_payer_account_id":                    `'100000000000'`,
		"bill_billing_period_start_date":           `date_trunc('month', hour)`,
		"line_item_usage_account_id":               `CASE WHEN i % 50 = 7 AND hour < '2025-10-01' THEN '100000000009' WHEN i % 50 = 10 THEN '111111111111' ELSE CAST(100000000001 + i % 4 AS VARCHAR) END`,
		"line_item_product_code":                   `['AmazonEC2', 'AmazonEC2', 'AmazonS3', 'AWSLambda', 'AmazonQuickSight'][1 + i % 5]`,
		"line_item_usage_type":                     `['EUC1-NatGateway-Bytes', 'EUC1-NatGateway-Hours', 'EUC1-BoxUsage:1.large', 'Requests-Tier-100%', 'USE1-0-Storage-Bytes'][1 + i % 5]`,
		"line_item_operation":                      `['NatGateway', 'RunInstances', 'PutObject'][1 + i % 3]`,
		"line_item_line_item_type":                 `['Usage', 'Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage', 'SavingsPlanRecurringFee', 'Tax'][1 + i % 6]`,
		"line_item_line_item_description":          `CASE WHEN i % 4 = 0 THEN 'Free tier' ELSE '$0.01 per GB' END`,
		"line_item_resource_id":                    `'arn:aws:ec2:eu-central-1:100000000001:natgateway/nat-' || i % 17`,
		"line_item_usage_start_date":               `hour`,
		"line_item_usage_amount":                   `(i % 40)::DOUBLE`,
		"line_item_unblended_cost":                 `CASE WHEN i % 5 = 2 AND hour >= '2025-10-28' AND hour < '2025-10-28 01:00:00' THEN 500 WHEN i % 97 = 0 THEN -1 ELSE (i % 23) / 8 END::DOUBLE`,
		"line_item_net_unblended_cost":             `((i % 23) / 9)::DOUBLE`,
		"line_item_currency_code":                  `'USD'`,
		"pricing_public_on_demand_cost":            `((i % 23) / 7)::DOUBLE`,
		"pricing_term":                             `CASE WHEN i % 11 = 0 THEN 'Spot' ELSE 'OnDemand' END`,
		"pricing_unit":                             `'GB'`,
		"product_product_family":                   `CASE WHEN i % 2 = 0 THEN 'Storage' ELSE '' END`,
		"product_region_code":                      `CASE WHEN i % 3 = 0 THEN 'us-east-1' ELSE 'eu-central-1' END`,
		"product_instance_type":                    `'m7g.large'`,
		"reservation_effective_cost":               `CASE WHEN i % 6 = 3 THEN 1.25 END::DOUBLE`,
		"savings_plan_savings_plan_a_r_n":          `CASE WHEN i % 6 IN (2, 4) THEN 'arn:aws:savingsplans::1:savingsplan/sp-1' WHEN i % 7 = 0 THEN '' END`,
		"savings_plan_savings_plan_effective_cost": `CASE WHEN i % 6 = 2 THEN 0.75 END::DOUBLE`,
		"savings_plan_total_commitment_to_date":    `CASE WHEN i % 6 = 4 THEN 10 END::DOUBLE`,
		"savings_plan_used_commitment":             `CASE WHEN i % 6 = 4 THEN 8 END::DOUBLE`,
		"resource_tags":                            `CASE WHEN i % 9 = 0 THEN MAP {} WHEN i % 9 = 1 THEN MAP {'user_team': 'Data'} ELSE MAP {'user_team': ['Shop', 'Search'][1 + i % 2], 'user_env': 'prod', 'aws_createdBy': ''} END`,
		"product":                                  `MAP {'region': 'eu-central-1', 'product_name': 'Amazon Elastic Compute Cloud'}`,
		"cost_category":                            `MAP {'team': 'platform'}`,
		"discount":                                 `MAP {'total': 0.5::DOUBLE}`,
	}
}

// bills are the tables of bills: CUR 2.0; the legacy report in Parquet, with year and month; the legacy report as CSV leaves it, all
// text; and an export whose maps are written as JSON.
func bills() []table {
	csv, asJSON, period := values(), values(), `strftime(hour, '%Y-%m')`
	csv["bill_billing_period_start_date"] = `strftime(date_trunc('month', hour), '%Y-%m-%dT%H:%M:%SZ')`
	asJSON["discount"], asJSON["cost_category"] = `'{"total":0.5}'`, `'{"team":"platform"}'`
	keys := []string{"billing_period", "year", "month"}
	return []table{
		bill("cur2.cur", values(), nil, keys[:1], period),
		bill("legacy.cur", values(), nil, keys, period, `strftime(hour, '%Y')`, `CAST(month(hour) AS VARCHAR)`),
		bill("csv.cur", csv, []string{"bill_billing_period_start_date", "line_item_usage_amount"}, keys[:1], period),
		bill("json.cur", asJSON, []string{"discount", "cost_category"}, keys[:1], period),
	}
}

// bill makes a bill of two months. The columns of texts are varchar; keys with their values stand behind the report's columns.
func bill(name string, values map[string]string, texts, keys []string, keyValues ...string) table {
	var columns, list []string
	for _, c := range cur.Columns() {
		if slices.Contains(texts, c.Name) {
			c.Type = types.Text()
		}
		value, ok := values[c.Name]
		if !ok {
			value = "NULL"
		}
		columns = append(columns, c.Name+" "+c.Type.String())
		list = append(list, fmt.Sprintf("CAST(%s AS %s)", value, strings.NewReplacer("(3)", "", "row", "STRUCT").Replace(c.Type.String())))
	}
	for i, key := range keys {
		columns, list = append(columns, key+" varchar"), append(list, keyValues[i])
	}
	return table{name, strings.Join(columns, ", "), "SELECT " + strings.Join(list, ", ") +
		` FROM (SELECT CAST(i AS INTEGER) AS i, TIMESTAMP '2025-09-01 00:00:00' + INTERVAL 15 MINUTE * CAST(i AS INTEGER) AS hour FROM range(61 * 96) r (i)) AS r`}
}

// world is a catalog of generated files.
type world map[catalog.Name]*catalog.Table

// newWorld writes the files of tables to a folder and returns a runner over them. Its clock stands in November 2025.
func newWorld(t *testing.T, dir string, tables ...table) (world, *query.Runner) {
	t.Helper()
	w := world{}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	for i, tab := range tables {
		file := filepath.Join(dir, fmt.Sprintf("%d.parquet", i))
		if err := w.add(db, tab, file); err != nil {
			t.Fatalf("%s: %v", tab.name, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	e, err := duckdb.Open(duckdb.Options{DataDirs: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	now := time.Date(2025, 11, 3, 12, 0, 0, 0, time.UTC)
	return w, &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return w, func() {}, nil },
		Policy:   access.LocalPolicy(), Engine: e, Emit: emitduckdb.Query, Now: func() time.Time { return now }, Database: "cur2",
	}
}

// add writes the file of a table and puts the table into the catalog.
func (w world) add(db *sql.DB, tab table, file string) error {
	written, problems := parse.Type("row(" + tab.columns + ")")
	if len(problems) > 0 {
		return problems
	}
	database, name, _ := strings.Cut(tab.name, ".")
	made := &catalog.Table{Name: catalog.Name{Database: database, Table: name}}
	inFile := map[string]catalog.FileColumn{}
	var names []string
	for i, f := range written.Fields {
		typ, err := types.Parse(f.Type)
		if err != nil {
			return err
		}
		c := catalog.Column{Name: f.Name.Lower(), Type: typ, Hidden: strings.HasPrefix(f.Name.Name, "$"), Partition: f.Name.Name == cur.BillingPeriod}
		made.Columns = append(made.Columns, c)
		names = append(names, fmt.Sprintf("c%d", i))
		inFile[c.Name] = catalog.FileColumn{Name: names[i], Type: typ}
	}
	made.Data = &catalog.Files{Groups: []catalog.FileGroup{{Paths: []string{file}, Columns: inFile}}}
	w[made.Name] = made
	_, err := db.Exec(fmt.Sprintf("COPY (SELECT * FROM (%s) AS made (%s)) TO '%s' (FORMAT parquet)", tab.rows, strings.Join(names, ", "), file))
	return err
}

// Table returns a table.
func (w world) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if t, ok := w[name]; ok {
		return t, nil
	}
	if _, err := w.Tables(ctx, name.Database); err != nil {
		return nil, err
	}
	return nil, catalog.ErrTableNotFound
}

// Databases returns the databases.
func (w world) Databases(context.Context) ([]string, error) {
	var names []string
	for name := range w {
		names = append(names, name.Database)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Tables returns the tables of a database.
func (w world) Tables(_ context.Context, database string) ([]string, error) {
	var names []string
	for _, name := range slices.Collect(maps.Keys(w)) {
		if name.Database == database {
			names = append(names, name.Table)
		}
	}
	if names == nil {
		return nil, catalog.ErrSchemaNotFound
	}
	slices.Sort(names)
	return names, nil
}
