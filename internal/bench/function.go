package bench

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine/duckdb"
	"github.com/glauxhq/glaux/internal/query"
)

// few is how many times fewer rows the functions are measured over than the questions, fewRounds how often each runs.
const (
	few       = 100
	fewRounds = 3
)

// slowdown is the ratio from which a function has to have a note in the manual.
const slowdown = 5

// function is a call in Athena's SQL, and its nearest relative among DuckDB's own functions. Where the two give the same,
// the values are compared as well.
type function struct {
	name, athena, duckdb string
	differs              bool
}

// functions are those that cost queries use most and that are more than a call of DuckDB's.
func functions() []function {
	const (
		at   = "line_item_usage_start_date"
		typ  = "line_item_usage_type"
		id   = "line_item_resource_id"
		cost = "line_item_unblended_cost"
		iso  = `'2025-11-' || substr(line_item_usage_account_id, 11) || 'T00:00:00'`
		json = `'{"a":{"b":"' || line_item_usage_type || '"},"n":[1,2]}'`
		url  = `'https://example.com/' || line_item_usage_type || '?a=b'`
	)
	day := "substr(CAST(" + at + " AS VARCHAR), 1, 10)"
	return []function{
		{name: "date_format", athena: "date_format(" + at + ", '%Y-%m-%d')", duckdb: "strftime(" + at + ", '%Y-%m-%d')"},
		{name: "format_datetime", athena: "format_datetime(" + at + ", 'yyyy-MM-dd')", duckdb: "strftime(" + at + ", '%Y-%m-%d')"},
		{name: "date_parse", athena: "date_parse(" + day + ", '%Y-%m-%d')", duckdb: "strptime(" + day + ", '%Y-%m-%d')"},
		{name: "parse_datetime", athena: "parse_datetime(" + day + ", 'yyyy-MM-dd')", duckdb: "strptime(" + day + ", '%Y-%m-%d')", differs: true},
		{name: "from_iso8601_timestamp", athena: "from_iso8601_timestamp(" + iso + ")", duckdb: "CAST(" + iso + " AS TIMESTAMP)", differs: true},
		{name: "from_iso8601_date", athena: "from_iso8601_date(substr(" + iso + ", 1, 10))", duckdb: "CAST(substr(" + iso + ", 1, 10) AS DATE)"},
		{name: "to_iso8601", athena: "to_iso8601(" + at + ")", duckdb: "strftime(" + at + ", '%Y-%m-%dT%H:%M:%S.%g')"},
		{name: "at_timezone", athena: "CAST(at_timezone(CAST(" + at + " AS timestamp(3) with time zone), 'Europe/Berlin') AS timestamp(3))", duckdb: "timezone('Europe/Berlin', timezone('UTC', " + at + "))"},
		{name: "date_diff", athena: "date_diff('day', TIMESTAMP '2025-01-01 00:00:00', " + at + ")", duckdb: "datesub('day', TIMESTAMP '2025-01-01 00:00:00', " + at + ")"},
		{name: "date_add", athena: "date_add('month', 1, " + at + ")", duckdb: at + " + INTERVAL 1 MONTH"},
		{name: "regexp_like", athena: "regexp_like(" + typ + ", 'Nat.*(Hours|Bytes)')", duckdb: "regexp_matches(" + typ + ", 'Nat.*(Hours|Bytes)')"},
		{name: "regexp_extract", athena: "regexp_extract(" + typ + ", '^([A-Z0-9]+)-(.*)$', 2)", duckdb: "regexp_extract(" + typ + ", '^([A-Z0-9]+)-(.*)$', 2)"},
		{name: "regexp_replace", athena: "regexp_replace(" + typ + ", '[0-9]+', 'N')", duckdb: "regexp_replace(" + typ + ", '[0-9]+', 'N', 'g')"},
		{name: "regexp_extract_all", athena: "cardinality(regexp_extract_all(" + typ + ", '[A-Z]'))", duckdb: "len(regexp_extract_all(" + typ + ", '[A-Z]'))"},
		{name: "regexp_count", athena: "regexp_count(" + typ + ", '[A-Z]')", duckdb: "len(regexp_extract_all(" + typ + ", '[A-Z]'))"},
		{name: "regexp_split", athena: "cardinality(regexp_split(" + typ + ", '[-:]'))", duckdb: "len(regexp_split_to_array(" + typ + ", '[-:]'))"},
		{name: "json_extract_scalar", athena: "json_extract_scalar(" + json + ", '$.a.b')", duckdb: "json_extract_string(" + json + ", '$.a.b')"},
		{name: "json_extract", athena: "json_format(json_extract(" + json + ", '$.n'))", duckdb: "CAST(json_extract(" + json + ", '$.n') AS VARCHAR)"},
		{name: "json_parse", athena: "json_format(json_parse(" + json + "))", duckdb: "CAST(json(" + json + ") AS VARCHAR)"},
		{name: "json_value", athena: "json_value(" + json + ", 'lax $.a.b')", duckdb: "json_extract_string(" + json + ", '$.a.b')"},
		{name: "json_array_length", athena: "json_array_length(json_extract(" + json + ", '$.n'))", duckdb: "json_array_length(json_extract(" + json + ", '$.n'))"},
		{name: "url_extract_host", athena: "url_extract_host(" + url + ")", duckdb: "regexp_extract(" + url + ", '^[a-z]+://([^/?]+)', 1)"},
		{name: "url_encode", athena: "url_encode(" + id + ")", duckdb: "url_encode(" + id + ")"},
		{name: "split", athena: "cardinality(split(" + id + ", ':'))", duckdb: "len(split(" + id + ", ':'))"},
		{name: "split_part", athena: "split_part(" + id + ", ':', 3)", duckdb: "split_part(" + id + ", ':', 3)"},
		{name: "split_to_map", athena: "cardinality(split_to_map('a=' || " + typ + ", ';', '='))", duckdb: "cardinality(map(list_transform(split('a=' || " + typ + ", ';'), lambda x: split_part(x, '=', 1)), list_transform(split('a=' || " + typ + ", ';'), lambda x: split_part(x, '=', 2))))"},
		{name: "lower", athena: "lower(" + id + ")", duckdb: "lower(" + id + ")"},
		{name: "substr", athena: "substr(" + id + ", 9, 12)", duckdb: "substr(" + id + ", 9, 12)"},
		{name: "replace", athena: "replace(" + id + ", 'aws', 'AWS')", duckdb: "replace(" + id + ", 'aws', 'AWS')"},
		{name: "trim", athena: "trim(" + typ + ")", duckdb: "trim(" + typ + ")"},
		{name: "lpad", athena: "lpad(" + typ + ", 60, '.')", duckdb: "lpad(" + typ + ", 60, '.')"},
		{name: "reverse", athena: "reverse(" + typ + ")", duckdb: "reverse(" + typ + ")"},
		{name: "levenshtein_distance", athena: "levenshtein_distance(" + typ + ", 'EUC1-NatGateway')", duckdb: "levenshtein(" + typ + ", 'EUC1-NatGateway')"},
		{name: "format", athena: "format('%s %.2f', " + typ + ", " + cost + ")", duckdb: "printf('%s %.2f', " + typ + ", " + cost + ")", differs: true},
		{name: "to_hex(md5)", athena: "to_hex(md5(to_utf8(" + id + ")))", duckdb: "upper(md5(" + id + "))"},
		{name: "to_hex(sha256)", athena: "to_hex(sha256(to_utf8(" + id + ")))", duckdb: "upper(sha256(" + id + "))"},
		{name: "from_base64", athena: "length(from_base64(to_base64(to_utf8(" + id + "))))", duckdb: "octet_length(from_base64(to_base64(encode(" + id + "))))"},
		{name: "normalize", athena: "normalize(" + id + ")", duckdb: "nfc_normalize(" + id + ")"},
		{name: "round", athena: "round(" + cost + ", 2)", duckdb: "round(" + cost + ", 2)", differs: true},
		{name: "cast to decimal", athena: "CAST(" + cost + " AS decimal(18,6))", duckdb: "CAST(" + cost + " AS DECIMAL(18,6))"},
		{name: "cast double to varchar", athena: "CAST(" + cost + " AS varchar)", duckdb: "CAST(" + cost + " AS VARCHAR)", differs: true},
		{name: "cast varchar to double", athena: "CAST(CAST(line_item_usage_account_id AS varchar) AS double)", duckdb: "CAST(line_item_usage_account_id AS DOUBLE)"},
		{name: "cast timestamp to varchar", athena: "CAST(" + at + " AS varchar)", duckdb: "CAST(" + at + " AS VARCHAR)", differs: true},
		{name: "cast varchar to date", athena: "CAST(" + day + " AS date)", duckdb: "CAST(" + day + " AS DATE)"},
		{name: "element_at", athena: "element_at(resource_tags, 'user_team')", duckdb: "resource_tags['user_team']"},
		{name: "map_keys", athena: "array_join(map_keys(resource_tags), ',')", duckdb: "array_to_string(map_keys(resource_tags), ',')"},
		{name: "map_filter", athena: "cardinality(map_filter(resource_tags, (k, v) -> v <> 'prod'))", duckdb: "cardinality(map_from_entries(list_filter(map_entries(resource_tags), lambda e: e.value <> 'prod')))"},
		{name: "transform", athena: "array_join(transform(split(" + typ + ", '-'), x -> upper(x)), '-')", duckdb: "array_to_string(list_transform(split(" + typ + ", '-'), lambda x: upper(x)), '-')"},
		{name: "array_sort", athena: "array_join(array_sort(split(" + id + ", ':')), ',')", duckdb: "array_to_string(list_sort(split(" + id + ", ':')), ',')"},
		{name: "array_distinct", athena: "cardinality(array_distinct(split(" + id + ", ':')))", duckdb: "len(list_distinct(split(" + id + ", ':')))"},
	}
}

// both returns the questions that measure a function: how many values it gives, and what values.
func (f function) both() (count, values question) {
	count = question{f.name, "SELECT count(" + f.athena + ") AS n FROM bench.cur", "SELECT count(" + f.duckdb + ") AS n FROM FILES"}
	values = question{f.name, "SELECT " + f.athena + " AS v, count(*) AS n FROM bench.cur GROUP BY 1", "SELECT " + f.duckdb + " AS v, count(*) AS n FROM FILES GROUP BY 1"}
	return count, values
}

// functionRatios measures the functions.
func functionRatios(ctx context.Context, o Options) error {
	file := filepath.Join(o.Dir, fmt.Sprintf("cur-%d-functions.parquet", o.Rows))
	if err := generateFile(ctx, o, file, len(months())-1, o.Rows/few); err != nil {
		return err
	}
	files := []string{file}
	e, hand, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer e.Close()    //nolint:errcheck // measured already
	defer hand.close() //nolint:errcheck // measured already
	through := runner(o, tableOver(files), e)
	o.printf("%d rows, median of %d\n%-34s %10s %10s %7s\n", o.Rows/few, fewRounds, "function", "glaux", "native", "ratio")
	o.Rounds = fewRounds
	logs := 0.0
	for _, f := range functions() {
		count, values := f.both()
		if !f.differs {
			if err := same(ctx, values, through, hand, files); err != nil {
				return fmt.Errorf("function %s: %w", f.name, err)
			}
		}
		a, b, err := turns(ctx, o, count, through, hand, files)
		if err != nil {
			return fmt.Errorf("function %s: %w", f.name, err)
		}
		udf, err := inGo(ctx, through, count.athena)
		if err != nil {
			return err
		}
		ratio := float64(a) / float64(b)
		logs += math.Log(ratio)
		o.printf("%-34s %10s %10s %7.2f%s\n", f.name, short(a), short(b), ratio, remarks(ratio, udf))
	}
	o.printf("%-34s %10s %10s %7.2f\n\n", "geometric mean", "", "", math.Exp(logs/float64(len(functions()))))
	return nil
}

// remarks says what is worth to know of a ratio.
func remarks(ratio float64, udf bool) string {
	var words []string
	if udf {
		words = append(words, "in Go")
	}
	if ratio > slowdown {
		words = append(words, fmt.Sprintf("more than %d×", slowdown))
	}
	if words == nil {
		return ""
	}
	return "  " + strings.Join(words, ", ")
}

// inGo tells whether a query calls a function that is written in Go, if only for some values.
func inGo(ctx context.Context, r *query.Runner, text string) (bool, error) {
	emitted, err := r.Explain(ctx, access.Local(), text, query.StageSQL, query.Options{})
	return strings.Contains(emitted, "go_") || strings.Contains(emitted, "glaux_"), err
}

// open opens both sides.
func open(ctx context.Context, o Options) (*duckdb.Engine, *hand, error) {
	e, err := duckdb.Open(duckdb.Options{DataDirs: []string{o.Dir}, TempDir: o.Dir})
	if err != nil {
		return nil, nil, err
	}
	h, err := openHand(ctx, o.Dir)
	if err != nil {
		e.Close() //nolint:errcheck // the other error tells more
		return nil, nil, err
	}
	return e, h, nil
}
