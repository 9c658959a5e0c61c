package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// months are the billing periods of the generated bill; each has as many rows.
func months() []string { return []string{"2025-08", "2025-09", "2025-10", "2025-11"} }

// lineItems makes the rows from %[1]d to %[2]d of the month %[3]s: CUR-like line items, the same in every run. Hashes of the
// row's number stand for chance. Few resources are dear and most are cheap.
const lineItems = `SELECT
  '100000000000' AS bill_payer_account_id,
  CAST(100000000001 + hash(i, 1) %% 24 AS VARCHAR) AS line_item_usage_account_id,
  ['AmazonEC2', 'AmazonEC2', 'AmazonEC2', 'AmazonS3', 'AmazonRDS', 'AWSLambda', 'AmazonBedrock', 'AmazonCloudWatch', 'awskms', 'AmazonVPC'][CAST(1 + hash(i, 2) %% 10 AS BIGINT)] AS line_item_product_code,
  ['EUC1-BoxUsage:m7g.large', 'EUC1-NatGateway-Bytes', 'EUC1-NatGateway-Hours', 'EUC1-DataTransfer-Regional-Bytes', 'EUC1-TimedStorage-ByteHrs', 'EUC1-EBS:VolumeUsage.gp3'][CAST(1 + hash(i, 3) %% 6 AS BIGINT)]
    || CASE WHEN hash(i, 4) %% 3 = 0 THEN '' ELSE ':' || CAST(hash(i, 4) %% 40 AS VARCHAR) END AS line_item_usage_type,
  ['RunInstances', 'NatGateway', 'PutObject', 'GetObject', 'Invoke', 'CreateVolume-Gp3'][CAST(1 + hash(i, 5) %% 6 AS BIGINT)] AS line_item_operation,
  ['Usage', 'Usage', 'Usage', 'Usage', 'Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage', 'Tax'][CAST(1 + hash(i, 6) %% 8 AS BIGINT)] AS line_item_line_item_type,
  'arn:aws:ec2:eu-central-1:100000000001:instance/i-' || CAST(CAST(pow(hash(i, 7) %% 1000000 / 1e6, 3) * 200000 AS BIGINT) AS VARCHAR) AS line_item_resource_id,
  TIMESTAMP '%[3]s-01 00:00:00' + INTERVAL 1 HOUR * CAST(hash(i, 8) %% 720 AS INTEGER) AS line_item_usage_start_date,
  hash(i, 9) %% 100000 / 1000.0::DOUBLE AS line_item_usage_amount,
  pow(hash(i, 10) %% 10000 / 1e4, 4) * 25 AS line_item_unblended_cost,
  pow(hash(i, 10) %% 10000 / 1e4, 4) * 27 AS pricing_public_on_demand_cost,
  CASE WHEN hash(i, 6) %% 8 = 5 THEN pow(hash(i, 10) %% 10000 / 1e4, 4) * 18 END AS savings_plan_savings_plan_effective_cost,
  CASE WHEN hash(i, 6) %% 8 = 6 THEN pow(hash(i, 10) %% 10000 / 1e4, 4) * 16 END AS reservation_effective_cost,
  ['eu-central-1', 'us-east-1', 'ap-northeast-1'][CAST(1 + hash(i, 11) %% 3 AS BIGINT)] AS product_region_code,
  MAP {'user_team': ['shop', 'search', 'data', 'sales', 'platform'][CAST(1 + hash(i, 12) %% 5 AS BIGINT)],
       'user_stage': ['prod', 'dev'][CAST(1 + hash(i, 13) %% 2 AS BIGINT)]} AS resource_tags,
  '%[3]s' AS billing_period
FROM range(%[1]d, %[2]d) AS r (i)`

// generate makes the Parquet files, unless a former run made them.
func generate(ctx context.Context, o Options) ([]string, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	var files, missing []string
	for _, month := range months() {
		file := filepath.Join(o.Dir, fmt.Sprintf("cur-%d-%s.parquet", o.Rows, month))
		files = append(files, file)
		if _, err := os.Stat(file); err != nil {
			missing = append(missing, file)
		}
	}
	if len(missing) == 0 {
		return files, nil
	}
	fmt.Fprintf(o.Out, "generating %d rows into %s\n", o.Rows, o.Dir) //nolint:errcheck // a screen
	db, err := openHand(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	for n, file := range files {
		if slices.Contains(missing, file) {
			err = errors.Join(err, generateMonth(ctx, db, n, o.Rows/len(files), file))
		}
	}
	return files, errors.Join(err, db.close())
}

// generateFile makes one file, unless a former run made it.
func generateFile(ctx context.Context, o Options, file string, n, rows int) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	db, err := openHand(ctx, o.Dir)
	if err != nil {
		return err
	}
	return errors.Join(generateMonth(ctx, db, n, rows, file), db.close())
}

// generateMonth makes the file of the n-th month. It appears under its name when it is whole.
func generateMonth(ctx context.Context, db *hand, n, rows int, file string) error {
	text := fmt.Sprintf(lineItems, n*rows, (n+1)*rows, months()[n])
	if _, err := db.ask(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION snappy)", text, quote(file+".part"))); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

// tableOver returns bench.cur: the columns of CUR 2.0, of which the files have some.
func tableOver(files []string) *catalog.Table {
	table := &catalog.Table{Name: catalog.Name{Database: "bench", Table: "cur"}}
	there := map[string]catalog.FileColumn{}
	for _, name := range []string{
		"bill_payer_account_id", "line_item_usage_account_id", "line_item_product_code", "line_item_usage_type", "line_item_operation",
		"line_item_line_item_type", "line_item_resource_id", "line_item_usage_start_date", "line_item_usage_amount", "line_item_unblended_cost",
		"pricing_public_on_demand_cost", "savings_plan_savings_plan_effective_cost", "reservation_effective_cost", "product_region_code", "resource_tags",
	} {
		there[name] = catalog.FileColumn{Name: name}
	}
	for _, c := range cur.Columns() {
		table.Columns = append(table.Columns, catalog.Column{Name: c.Name, Type: c.Type})
		if file, ok := there[c.Name]; ok {
			file.Type = c.Type
			there[c.Name] = file
		}
	}
	table.Columns = append(table.Columns, catalog.Column{Name: cur.BillingPeriod, Type: types.Text(), Partition: true})
	there[cur.BillingPeriod] = catalog.FileColumn{Name: cur.BillingPeriod, Type: types.Text()}
	table.Data = catalog.Files{Groups: []catalog.FileGroup{{Paths: files, Columns: there}}}
	return table
}

// single is a catalog of one table.
type single struct{ table *catalog.Table }

// Table returns the table.
func (s single) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if name != s.table.Name {
		return nil, catalog.ErrTableNotFound
	}
	return s.table, nil
}

// Databases returns the table's database.
func (s single) Databases(context.Context) ([]string, error) {
	return []string{s.table.Name.Database}, nil
}

// Tables returns the table's name.
func (s single) Tables(context.Context, string) ([]string, error) {
	return []string{s.table.Name.Table}, nil
}
