package token

// The words of the language, in upper case. Reserved words are names only in quotes; all others are names wherever the
// grammar leaves no doubt.
const (
	reservedWords = `ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE
CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT
DROP ELSE END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT
INTO IS JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME
LOCALTIMESTAMP NATURAL NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM
TRUE UESCAPE UNION UNNEST USING VALUES WHEN WHERE WITH`

	freeWords = `ABSENT ADD ADMIN AFTER ALL ANALYZE ANY ARRAY ASC AT AUTHORIZATION BERNOULLI BIN_PACK BOTH BUCKETS CALL
CASCADE CATALOG CATALOGS CHANGE CLUSTERED COLLECTION COLUMN COLUMNS COMMENT COMMIT COMMITTED CONDITIONAL COPARTITION
COUNT CURRENT DATA DATABASE DATABASES DATE DAY DBPROPERTIES DEFAULT DEFINE DEFINED DEFINER DELIMITED DENY DESC
DESCRIPTOR DIALECT DISTRIBUTED DOUBLE EMPTY ENCODING ERROR ESCAPED EXCLUDING EXPLAIN EXPORT EXTENDED EXTERNAL FETCH FIELDS
FILTER FINAL FIRST FOLLOWING FORCE FORMAT FORMATTED FUNCTIONS GRACE GRANT GRANTED GRANTS GRAPHVIZ GROUPS HOUR IF IGNORE
IMMEDIATE IMPORT INCLUDING INITIAL INPUT INPUTFORMAT INTERVAL INVOKER IO ISOLATION ITEMS JSON KEEP KEY KEYS LAST LATERAL
LEADING LEVEL LIMIT LINES LOCAL LOCATION LOCK LOGICAL MAP MATCH MATCHED MATCHES MATCH_RECOGNIZE MATERIALIZED MEASURES
MERGE MINUTE MONTH MSCK NESTED NEXT NFC NFD NFKC NFKD NO NONE NULLIF NULLS OBJECT OF OFFSET OMIT ONE ONLY OPTIMIZE OPTION
ORDINALITY OUTPUT OUTPUTFORMAT OVER OVERFLOW PARTITION PARTITIONED PARTITIONS PASSING PAST PATH PATTERN PER PERIOD
PERMUTE PLAN POSITION PRECEDING PRECISION PRIVILEGES PROPERTIES PRUNE PURGE QUOTES RANGE READ REFRESH RENAME REPAIR
REPEATABLE REPLACE RESET RESPECT RESTRICT RETURNING REVOKE REWRITE ROLE ROLES ROLLBACK ROW ROWS RUNNING SCALAR SCHEMA
SCHEMAS SECOND SECURITY SEEK SERDE SERDEPROPERTIES SERIALIZABLE SESSION SET SETS SHOW SOME SORTED START STATS STORED STRING
SUBSET SUBSTRING SYSTEM TABLES TABLESAMPLE TBLPROPERTIES TERMINATED TEXT TEXT_STRING TIES TIME TIMESTAMP TO TRAILING
TRANSACTION TRUNCATE TRY_CAST TYPE UNBOUNDED UNCOMMITTED UNCONDITIONAL UNIQUE UNKNOWN UNLOAD UNLOCK UNMATCHED UPDATE USE
USER UTF16 UTF32 UTF8 VACUUM VALIDATE VALUE VERBOSE VERSION VIEW VIEWS WINDOW WITHIN WITHOUT WORK WRAPPER WRITE YEAR ZONE`

	longestWord = len("CURRENT_TIMESTAMP")
)

// keyword is a word of the language as Keyword answers it.
type keyword struct {
	word     string
	reserved bool
}

// keywords finds a word by its upper-case text. It is made once and only read.
var keywords = makeKeywords() //nolint:gochecknoglobals // a constant table; Go has no constant maps

func makeKeywords() map[string]keyword {
	table := make(map[string]keyword, 400)
	add := func(words string, reserved bool) {
		start := 0
		for i := 0; i <= len(words); i++ {
			if i < len(words) && words[i] != ' ' && words[i] != '\n' {
				continue
			}
			if w := words[start:i]; w != "" {
				table[w] = keyword{w, reserved}
			}
			start = i + 1
		}
	}
	add(freeWords, false)
	add(reservedWords, true)
	return table
}

// Keyword returns the upper-case form of text and whether it is reserved, if text is a word of the language in any
// case; "" otherwise. It does not allocate.
func Keyword(text string) (word string, reserved bool) {
	if len(text) > longestWord {
		return "", false
	}
	var upper [longestWord]byte
	for i := 0; i < len(text); i++ {
		c := text[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		upper[i] = c
	}
	k := keywords[string(upper[:len(text)])]
	return k.word, k.reserved
}

// Plain reports whether name can stand in a statement without quotes: letters of ASCII, digits and underscores, not
// beginning with a digit, and no reserved word.
func Plain(name string) bool {
	if name == "" || '0' <= name[0] && name[0] <= '9' {
		return false
	}
	for i := 0; i < len(name); i++ {
		if !NameByte(name[i]) {
			return false
		}
	}
	_, reserved := Keyword(name)
	return !reserved
}

// NameByte reports whether c can stand in a name without quotes.
func NameByte(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
