package duckdb

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// secretWord stands in the files that no query may see.
const secretWord = "the-secret-word"

// yard is a folder that the engine may read, beside one that it may not.
type yard struct{ allowed, outside string }

func newYard(t *testing.T) yard {
	t.Helper()
	root, err := realPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	y := yard{allowed: filepath.Join(root, "lake"), outside: filepath.Join(root, "home")}
	for _, dir := range []string{y.allowed, y.outside, filepath.Join(root, "lake-of-another")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "secret.csv"), []byte("word\n"+secretWord+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"link.csv": filepath.Join(y.outside, "secret.csv"), "linked": y.outside} {
		if err := os.Symlink(to, filepath.Join(y.allowed, name)); err != nil {
			t.Fatal(err)
		}
	}
	return y
}

// attacks are texts that would do harm if they ever reached DuckDB. The first wall is that they cannot: only generated text does. This
// is the second. OUT is a folder that is not allowed, IN the one that is.
const attacks = `
SELECT * FROM read_csv('OUT/secret.csv')
SELECT * FROM read_csv_auto('OUT/secret.csv')
SELECT * FROM read_csv(['IN/secret.csv', 'OUT/secret.csv'])
SELECT * FROM read_csv('OUT/*.csv')
SELECT * FROM read_csv('IN/../home/secret.csv')
SELECT * FROM read_csv('IN/./../home/secret.csv')
SELECT * FROM read_csv('IN//../home/secret.csv')
SELECT * FROM read_csv('IN/x/../../home/secret.csv')
SELECT * FROM read_csv('IN/link.csv')
SELECT * FROM read_csv('IN/linked/secret.csv')
SELECT * FROM read_csv('IN/linked/*.csv')
SELECT * FROM read_csv('IN/**/../../home/secret.csv')
SELECT * FROM read_csv('IN-of-another/secret.csv')
SELECT * FROM read_csv('file://OUT/secret.csv')
SELECT * FROM read_csv('file:OUT/secret.csv')
SELECT * FROM read_csv('FILE://OUT/secret.csv')
SELECT * FROM read_csv('file://localhost/OUT/secret.csv')
SELECT * FROM read_csv('/proc/self/environ')
SELECT * FROM read_csv('/dev/stdin')
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_text('OUT/secret.csv')
SELECT * FROM read_text('IN/../home/secret.csv')
SELECT * FROM read_text('/proc/self/cmdline')
SELECT * FROM read_blob('OUT/secret.csv')
SELECT * FROM read_json('OUT/secret.csv')
SELECT * FROM read_json_auto('OUT/secret.csv')
SELECT * FROM read_json_objects('OUT/secret.csv')
SELECT * FROM read_ndjson('OUT/secret.csv')
SELECT * FROM read_ndjson_objects('OUT/secret.csv')
SELECT * FROM read_parquet('OUT/secret.parquet')
SELECT * FROM parquet_scan('OUT/secret.parquet')
SELECT * FROM parquet_schema('OUT/secret.parquet')
SELECT * FROM parquet_metadata('OUT/secret.parquet')
SELECT * FROM parquet_file_metadata('OUT/secret.parquet')
SELECT * FROM parquet_kv_metadata('OUT/secret.parquet')
SELECT * FROM parquet_bloom_probe('OUT/secret.parquet', 'x', 1)
SELECT * FROM sniff_csv('OUT/secret.csv')
SELECT * FROM 'OUT/secret.csv'
SELECT * FROM "OUT/secret.csv"
SELECT * FROM query('SELECT * FROM read_csv(''OUT/secret.csv'')')
SELECT * FROM query_table('OUT/secret.csv')
SELECT (SELECT content FROM read_text('OUT/secret.csv'))
WITH x AS (SELECT * FROM read_text('OUT/secret.csv')) SELECT content FROM x
SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')
SELECT * FROM read_csv('https://example.com/x.csv')
SELECT * FROM read_parquet('s3://bucket/x.parquet')
SELECT * FROM read_parquet('hf://datasets/x/y.parquet')
SELECT getenv('HOME')
SELECT * FROM sqlite_scan('OUT/x.db', 't')
SELECT * FROM postgres_scan('host=localhost', 'public', 't')
ATTACH 'OUT/x.db' AS x
ATTACH 'IN/x.db' AS x
ATTACH ':memory:' AS x
COPY (SELECT 1) TO 'OUT/x.csv'
COPY (SELECT 1) TO 'IN/x.csv'
COPY (SELECT 1) TO 'IN/../home/x.csv'
CREATE TABLE x AS SELECT * FROM read_csv('OUT/secret.csv')
EXPORT DATABASE 'OUT/x'
IMPORT DATABASE 'OUT/x'
SET enable_external_access = true
SET GLOBAL allowed_directories = ['/']
SET memory_limit = '1TB'
SET temp_directory = 'OUT'
SET home_directory = 'OUT'
SET lock_configuration = false
SET autoload_known_extensions = true
SET TimeZone = 'Europe/Berlin'
RESET enable_external_access
RESET lock_configuration
PRAGMA enable_external_access = true
PRAGMA database_list
PRAGMA memory_limit = '1TB'
INSTALL httpfs
FORCE INSTALL httpfs
INSTALL 'OUT/x.duckdb_extension'
LOAD httpfs
LOAD 'OUT/x.duckdb_extension'
CREATE SECRET s (TYPE s3)
CREATE PERSISTENT SECRET s (TYPE s3)
CALL pragma_version()
PREPARE p AS SELECT 1
USE memory
CHECKPOINT
VACUUM
BEGIN TRANSACTION
CREATE MACRO m(x) AS x
DROP SCHEMA main CASCADE
SELECT 1; COPY (SELECT 1) TO 'IN/y.csv'
SELECT 1; SELECT 2
EXPLAIN ANALYZE SELECT 1`

func TestSecondWallRefusesAttacks(t *testing.T) {
	y := newYard(t)
	e, err := Open(Options{DataDirs: []string{y.allowed}, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close() //nolint:errcheck // nothing to lose
	list := strings.Split(strings.TrimSpace(attacks), "\n")
	if len(list) < 60 {
		t.Fatalf("only %d attacks", len(list))
	}
	for _, attack := range list {
		sql := strings.ReplaceAll(strings.ReplaceAll(attack, "OUT", y.outside), "IN/", y.allowed+"/")
		sql = strings.ReplaceAll(sql, "IN-of", y.allowed+"-of")
		if strings.HasPrefix(sql, "SELECT ") && !strings.Contains(sql, ";") || strings.HasPrefix(sql, "WITH") {
			sql = "SELECT CAST(x AS VARCHAR) FROM (" + sql + ") AS x"
		}
		got, err := ask(t, e, sql)
		if err == nil {
			t.Errorf("%s\n  was answered: %q", attack, got)
		} else if strings.Contains(err.Error(), secretWord) || strings.Contains(err.Error(), y.outside) {
			t.Errorf("%s\n  the user would read: %v", attack, err)
		}
	}
	if _, err := ask(t, e, fmt.Sprintf("SELECT CAST(count(*) AS VARCHAR) FROM read_csv(%s)", quote(filepath.Join(y.allowed, "secret.csv")))); err != nil {
		t.Errorf("the lake itself cannot be read: %v", err)
	}
	link := filepath.Join(y.outside, "lake")
	if err := os.Symlink(y.allowed, link); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(t, e, fmt.Sprintf("SELECT word FROM read_csv(%s)", quote(filepath.Join(link, "secret.csv")))); err != nil {
		t.Errorf("the lake cannot be read through a link: %v", err)
	}
	for _, name := range []string{"x.csv", "y.csv", "x.db"} {
		for _, dir := range []string{y.allowed, y.outside} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				t.Errorf("%s was written", filepath.Join(dir, name))
			}
		}
	}
}

// What DuckDB itself refuses, without the check of the kinds of statements.
func TestInstanceIsShutOff(t *testing.T) {
	y := newYard(t)
	in, err := openInstance("", fence([]string{y.allowed}, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	s, err := in.connect()
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for _, attack := range strings.Split(strings.TrimSpace(attacks), "\n") {
		outside := strings.Contains(attack, "OUT") || strings.Contains(attack, "..") || strings.Contains(attack, "/link") ||
			strings.HasPrefix(attack, "SET") || strings.HasPrefix(attack, "RESET") || strings.HasPrefix(attack, "LOAD")
		if !outside {
			continue
		}
		sql := strings.ReplaceAll(strings.ReplaceAll(attack, "OUT", y.outside), "IN/", y.allowed+"/")
		if err := s.do(sql); err == nil {
			t.Errorf("DuckDB takes %s", attack)
		}
	}
}
