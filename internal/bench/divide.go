package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// logFields are the fields of the flow logs that are divided, with the types that the SQL by hand gives them: those of the generated ones, and
// what says which regional gateway it was.
func logFields() []field {
	return append(flowFields(), field{"resource-id", "VARCHAR"}, field{"interface-type", "VARCHAR"})
}

// divide writes about so many records, a file for each day of the month, unless a former run did: each record of the seed is divided into as
// many as it takes, within its hour; where fewer are asked for than the seed has, some days do. It returns how many records are asked of
// the seed, and the bytes of the files.
func divide(ctx context.Context, o Options, s seed, folder string, records int64, end string) (rows, size int64, err error) {
	each := max(1, records/s.rows)
	month := flowMonth().Range()
	last := month.End
	if records < s.rows {
		last = month.Start.AddDate(0, 0, int(1+30*records/s.rows)) //nolint:mnd // days of a month
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, 0, err
	}
	hand, err := openHand(ctx, o.Dir)
	if err != nil {
		return 0, 0, err
	}
	defer hand.close() //nolint:errcheck // the files are there
	for day := month.Start; day.Before(last); day = day.AddDate(0, 0, 1) {
		file := filepath.Join(folder, fmt.Sprintf("449536617084_vpcflowlogs_eu-central-1_fl-0a1b2c3d4e5f60718_%s_0a1b2c3d%s", day.Format("20060102T1504Z"), logEnd(end)))
		if _, err := os.Stat(file); err != nil {
			if day.Equal(month.Start) {
				o.printf("generating about %d records of flow logs into %s\n", records, folder)
			}
			if err := writeDay(ctx, hand, s, day, each, file); err != nil {
				return 0, 0, err
			}
		}
		info, err := os.Stat(file)
		if err != nil {
			return 0, 0, err
		}
		size += info.Size()
	}
	return min(records, each*s.rows), size, nil
}

// logEnd is the end of a file's name, as AWS has it.
func logEnd(end string) string {
	if end == ".parquet" {
		return ".log.parquet"
	}
	return end
}

// writeDay writes a day of divided records.
func writeDay(ctx context.Context, hand *hand, s seed, day time.Time, each int64, file string) error {
	text := strings.HasSuffix(file, ".gz")
	columns := make([]string, 0, len(logFields()))
	for _, f := range logFields() {
		column := strings.ReplaceAll(f.name, "-", "_")
		name := column
		if text {
			name = f.name
		}
		columns = append(columns, "CAST("+divided(column, each)+" AS "+f.typ+`) AS "`+name+`"`)
	}
	form := "(FORMAT parquet, COMPRESSION zstd)"
	if text {
		form = "(FORMAT csv, HEADER, DELIMITER ' ', NULLSTR '-', QUOTE '', ESCAPE '', COMPRESSION gzip)"
	}
	_, err := hand.ask(ctx, fmt.Sprintf(`COPY (SELECT %s FROM %s AS log CROSS JOIN range(%d) AS part (k) WHERE log_status = 'OK' AND start >= %d AND start < %d ORDER BY start + k %% 600) TO %s %s`,
		strings.Join(columns, ", "), parquetOf(s.files), each, day.Unix(), day.AddDate(0, 0, 1).Unix(), quote(file+".part"), form))
	if err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

// part is a number that the sightings of a part of a flow have in common, and stranger that of who is outside: few are met often.
const (
	part     = "CAST(hash(greatest(srcport, dstport), k) % 1000000007 AS BIGINT)"
	stranger = "CAST(floor(pow(" + part + " % 1000000 / 1e6, 4) * 5000) AS BIGINT)"
)

// divided is what a field has in the k-th part of a record. The parts of one flow are the same wherever it is seen: who is outside is told by
// the flow's own port and k.
func divided(column string, each int64) string {
	switch column {
	case "bytes", "packets":
		return fmt.Sprintf("greatest(1, %s * (50 + %s %% 101) // %d)", column, part, 100*each)
	case "start", "end":
		return `"` + column + `" + k % 600`
	case "srcport", "dstport":
		return fmt.Sprintf("CASE WHEN %[1]s >= 32768 THEN 32768 + %[2]s %% 28000 ELSE %[1]s END", column, part)
	case "srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr":
		return fmt.Sprintf(`CASE WHEN %[1]s LIKE '198.51.100.%%' OR %[1]s LIKE '203.0.113.%%'
			THEN format('93.{}.{}.7', 100 + %[2]s // 250, %[2]s %% 250) ELSE %[1]s END`, column, stranger)
	}
	return `"` + column + `"`
}

// csvOf is the table of files of gzipped text.
func csvOf(glob string) string {
	columns := make([]string, 0, len(logFields()))
	for _, f := range logFields() {
		columns = append(columns, quote(strings.ReplaceAll(f.name, "-", "_"))+": "+quote(f.typ))
	}
	return "read_csv(" + quote(glob) + ", delim = ' ', header = true, auto_detect = false, nullstr = '-', quote = '', escape = '', columns = {" + strings.Join(columns, ", ") + "})"
}
