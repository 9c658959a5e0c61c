package statement

// Doc is what the manual says about a statement.
type Doc struct {
	// Statement is its form, Example a text of it.
	Statement, Example string
	// Notes say what is special here; Unsupported why it is refused, "" when it is not.
	Notes, Unsupported string
}

// Docs returns what there is to say about every statement but queries. The manual is made of it, and a test parses the examples.
func Docs() []Doc {
	const iceberg = "Glaux has no Iceberg tables; the error is Athena's for other tables"
	return []Doc{
		{"CREATE DATABASE | SCHEMA", "CREATE DATABASE IF NOT EXISTS logs COMMENT 'of the network'", "the location is kept and not used; `default` is always there", ""},
		{"ALTER DATABASE … SET DBPROPERTIES", "ALTER DATABASE logs SET DBPROPERTIES ('team'='net')", "", ""},
		{"DROP DATABASE | SCHEMA", "DROP DATABASE IF EXISTS logs CASCADE", "databases of registered sources stay", ""},
		{
			"CREATE EXTERNAL TABLE", "CREATE EXTERNAL TABLE logs.flow (line string) PARTITIONED BY (day date) LOCATION 's3://bucket/flow/'",
			"the location must lie in a registered one: that of a source, or one of the setting `location`; Parquet, Avro, text, CSV, JSON, " +
				"regular expressions, Grok and CloudTrail are read; ORC (no kept-up reader in Go, and DuckDB has none), Ion, SequenceFile and RCFile " +
				"are refused by name when a query reads them", "",
		},
		{"CREATE TABLE (without EXTERNAL)", "CREATE TABLE t (a int) LOCATION 's3://bucket/t/' TBLPROPERTIES ('table_type'='ICEBERG')", "", iceberg},
		{
			"CREATE TABLE AS", "CREATE TABLE t WITH (format = 'PARQUET', partitioned_by = ARRAY['k']) AS SELECT 1 AS a, 2 AS k",
			"files are the lake's own or, with `external_location`, lie there; PARQUET, AVRO, JSON or TEXTFILE (ORC and ION are refused by name) " +
				"with NONE, GZIP, SNAPPY or ZSTD, Avro with NONE, DEFLATE, SNAPPY or ZSTD; Parquet of the lake's own is ZSTD unless the statement " +
				"says otherwise; buckets are Hive's of version 1; at most 100 partitions and buckets", "",
		},
		{
			"INSERT INTO", "INSERT INTO t (a, k) VALUES (1, 2)",
			"into tables made by CREATE TABLE AS, and into external tables of Parquet, Avro, JSON and delimited text, as `write.compression` says; not into bucketed ones, as in Athena; at most 100 partitions", "",
		},
		{
			"UNLOAD", "UNLOAD (SELECT 1 AS a) TO 's3://bucket/out/' WITH (format = 'PARQUET')",
			"PARQUET, AVRO, JSON and TEXTFILE, compressed as by CREATE TABLE AS, into an empty place; text has delimiters and line feeds escaped by a backslash", "",
		},
		{
			"ALTER TABLE … ADD | DROP | RENAME PARTITION", "ALTER TABLE t DROP IF EXISTS PARTITION (k > 2)",
			"values are compared as values of the key's type; only DROP for tables made by queries, whose files go with it", "",
		},
		{"ALTER TABLE … SET LOCATION", "ALTER TABLE t PARTITION (k = 2) SET LOCATION 's3://bucket/two/'", "", ""},
		{"ALTER TABLE … SET TBLPROPERTIES", "ALTER TABLE t SET TBLPROPERTIES ('a'='b')", "", ""},
		{"ALTER TABLE … ADD | REPLACE COLUMNS", "ALTER TABLE t ADD COLUMNS (b string)", "of the table; columns of one partition are refused", ""},
		{"ALTER TABLE … CHANGE | DROP COLUMN", "ALTER TABLE t CHANGE COLUMN a b int", "", iceberg},
		{"MSCK REPAIR TABLE", "MSCK REPAIR TABLE t", "adds partitions of folders key=value; forgets none", ""},
		{"DROP TABLE", "DROP TABLE IF EXISTS t", "deletes the files of tables made by queries, and those of no other", ""},
		{"CREATE VIEW", "CREATE OR REPLACE VIEW v AS SELECT 1 AS a", "analyzed before it is kept; reads with the rights of who asks", ""},
		{"DROP VIEW", "DROP VIEW IF EXISTS v", "", ""},
		{"ALTER VIEW … DIALECT", "ALTER VIEW v UPDATE DIALECT AS 'SELECT 1'", "", "a view has the one dialect of Athena"},
		{
			"SHOW DATABASES | SCHEMAS | TABLES | VIEWS", "SHOW TABLES IN logs 'flow*'",
			"what the caller sees; a pattern is a regular expression in which `*` stands for any text", "",
		},
		{"SHOW COLUMNS", "SHOW COLUMNS IN flow FROM logs", "", ""},
		{"SHOW PARTITIONS", "SHOW PARTITIONS t", "the registered ones for an administrator, else the values in the rows that the caller sees", ""},
		{"SHOW TBLPROPERTIES", "SHOW TBLPROPERTIES t('a')", "", ""},
		{"SHOW CREATE TABLE", "SHOW CREATE TABLE t", "of the columns that the caller sees; places are shown to administrators", ""},
		{"SHOW CREATE VIEW", "SHOW CREATE VIEW v", "for who sees all that the view names", ""},
		{"SHOW FUNCTIONS", "SHOW FUNCTIONS LIKE 'array%'", "", ""},
		{"SHOW CATALOGS", "SHOW CATALOGS", "", ""},
		{"DESCRIBE", "DESCRIBE FORMATTED t PARTITION (k = 2)", "", ""},
		{"DESCRIBE INPUT | OUTPUT", "DESCRIBE OUTPUT p", "", ""},
		{"PREPARE", "PREPARE p FROM SELECT ? AS a", "belongs to the principal and the workgroup; one of the same name is replaced; at most 1000", ""},
		{"EXECUTE", "EXECUTE p USING 'x'", "", ""},
		{"DEALLOCATE PREPARE", "DEALLOCATE PREPARE p", "", ""},
		{
			"EXPLAIN", "EXPLAIN (TYPE LOGICAL, FORMAT JSON) SELECT 1",
			"as text the plan of the engine; as JSON and for Graphviz the steps of the query as the caller wrote it; TYPE IO and VALIDATE", "",
		},
		{"EXPLAIN ANALYZE", "EXPLAIN ANALYZE SELECT 1", "runs the query", ""},
		{"DELETE", "DELETE FROM t WHERE a = 1", "", iceberg},
		{"UPDATE", "UPDATE t SET a = 1", "", iceberg},
		{"MERGE", "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", "", iceberg},
		{"OPTIMIZE", "OPTIMIZE t REWRITE DATA USING BIN_PACK", "", iceberg},
		{"VACUUM", "VACUUM t", "", iceberg},
	}
}
