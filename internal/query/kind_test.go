package query

import (
	"testing"

	"github.com/glauxhq/glaux/internal/sql/parse"
)

func TestKindsAreAthenas(t *testing.T) {
	for text, want := range map[string]Kind{
		"-- a comment\nSELECT 1":                           {"DML", "SELECT"},
		"WITH a AS (SELECT 1) TABLE a":                     {"DML", "SELECT"},
		"EXPLAIN SELECT 1":                                 {"DML", "EXPLAIN"},
		"INSERT INTO t VALUES 1":                           {"DML", "INSERT"},
		"CREATE TABLE t AS SELECT 1 AS a":                  {"DDL", "CREATE_TABLE_AS_SELECT"},
		"CREATE EXTERNAL TABLE t (a int) LOCATION 's3://'": {"DDL", "CREATE_TABLE"},
		"CREATE SCHEMA s":                                  {"DDL", "CREATE_DATABASE"},
		"DROP SCHEMA s":                                    {"DDL", "DROP_DATABASE"},
		"ALTER TABLE t SET LOCATION 's3://b/'":             {"DDL", "ALTER_TABLE_LOCATION"},
		"MSCK REPAIR TABLE t":                              {"DDL", "MSCK_REPAIR"},
		"SHOW TABLES":                                      {"UTILITY", "SHOW_TABLES"},
		"SHOW CREATE TABLE t":                              {"UTILITY", "SHOW_CREATE_TABLE"},
		"DESCRIBE t":                                       {"UTILITY", "DESCRIBE_TABLE"},
	} {
		s, problems := parse.Statement(text)
		if len(problems) > 0 {
			t.Error(problems.Show(text))
			continue
		}
		if got := KindOf(s); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}
