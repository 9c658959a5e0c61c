package parse

import (
	"testing"
)

// TestSyntaxErrorsReadAsAthenas holds the messages that Trino's own tests state, with the words that later versions and
// Athena added.
func TestSyntaxErrorsReadAsAthenas(t *testing.T) {
	const statements = "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', " +
		"'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', " +
		"'TRUNCATE', 'UNLOAD', 'UPDATE', 'USE', <query>"
	const afterTable = "'FETCH', 'FOR', 'FULL', 'GROUP', 'HAVING', 'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', " +
		"'ORDER', 'RIGHT', 'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>, <identifier>"
	const relations = "'(', 'JSON_TABLE', 'LATERAL', 'TABLE', 'UNNEST', <identifier>"
	const quotes = "backquoted identifiers are not supported; use double quotes to quote identifiers"
	for _, c := range []struct{ text, want string }{
		{"", "line 1:1: mismatched input '<EOF>'. Expecting: " + statements},
		{"SELEC 1", "line 1:1: mismatched input 'SELEC'. Expecting: " + statements},
		{"@select", "line 1:1: mismatched input '@'. Expecting: " + statements},
		{"select * from foo where @what", "line 1:25: mismatched input '@'. Expecting: <expression>"},
		{"select * from 'oops", "line 1:15: mismatched input '''. Expecting: " + relations},
		{"select *\nfrom x\nfrom", "line 3:1: mismatched input 'from'. Expecting: ',', '.', 'AS', 'CROSS', 'EXCEPT', " + afterTable},
		{"select *\nfrom x\nwhere from", "line 3:7: mismatched input 'from'. Expecting: <expression>"},
		{"select ", "line 1:8: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>"},
		{"select * from", "line 1:14: mismatched input '<EOF>'. Expecting: " + relations},
		{"select * from  ", "line 1:16: mismatched input '<EOF>'. Expecting: " + relations},
		{"select * from `foo`", "line 1:15: " + quotes},
		{"select * from foo `bar`", "line 1:19: " + quotes},
		{"select 1x from dual", "line 1:8: identifiers must not start with a digit; surround the identifier with double quotes"},
		{"select fuu from dual order by fuu order by fuu", "line 1:35: mismatched input 'order'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'ASC', " +
			"'AT', 'DESC', 'FETCH', 'LIMIT', 'NULLS', 'OFFSET', 'OR', '[', '||', <EOF>, <predicate>"},
		{"select fuu from dual limit 10 order by fuu", "line 1:31: mismatched input 'order'. Expecting: <EOF>"},
		{"select CAST(12223222232535343423232435343 AS BIGINT)", "line 1:13: Invalid numeric literal: 12223222232535343423232435343"},
		{"select CAST(-12223222232535343423232435343 AS BIGINT)", "line 1:13: Invalid numeric literal: -12223222232535343423232435343"},
		{"select foo.!", "line 1:12: mismatched input '!'. Expecting: '*', <identifier>"},
		{"select foo(,1)", "line 1:12: mismatched input ','. Expecting: ')', '*', 'ALL', 'DISTINCT', 'ORDER', <expression>"},
		{"select foo ( ,1)", "line 1:14: mismatched input ','. Expecting: ')', '*', 'ALL', 'DISTINCT', 'ORDER', <expression>"},
		{"select foo(DISTINCT)", "line 1:20: mismatched input ')'. Expecting: <expression>"},
		{"select foo(DISTINCT ,1)", "line 1:21: mismatched input ','. Expecting: <expression>"},
		{"CREATE TABLE ) AS (VALUES 1)", "line 1:14: mismatched input ')'. Expecting: 'IF', <identifier>"},
		{"CREATE TABLE foo ", "line 1:18: mismatched input '<EOF>'. Expecting: '(', '.', 'AS', 'COMMENT', 'WITH'"},
		{"SELECT grouping(a+2) FROM (VALUES (1)) AS t (a) GROUP BY a+2", "line 1:18: mismatched input '+'. Expecting: ')', ',', '.'"},
		{"SELECT x() over (ROWS select) FROM t", "line 1:23: mismatched input 'select'. Expecting: 'BETWEEN', 'CURRENT', 'UNBOUNDED', <expression>"},
		{"SELECT X() OVER (ROWS UNBOUNDED) FROM T", "line 1:32: mismatched input ')'. Expecting: 'FOLLOWING', 'PRECEDING'"},
		{"SELECT a FROM x ORDER BY (SELECT b FROM t WHERE ", "line 1:49: mismatched input '<EOF>'. Expecting: <expression>"},
		{"SELECT a FROM a AS x TABLESAMPLE x ", "line 1:34: mismatched input 'x'. Expecting: 'BERNOULLI', 'SYSTEM'"},
		{"SELECT a AS z FROM t GROUP BY CUBE (a), ", "line 1:41: mismatched input '<EOF>'. Expecting: '(', 'CUBE', 'GROUPING', 'ROLLUP', <expression>"},
		{"SELECT a AS z FROM t WHERE x = 1 + ", "line 1:36: mismatched input '<EOF>'. Expecting: <expression>"},
		{"SELECT * FROM ( ", "line 1:17: mismatched input '<EOF>'. Expecting: " + relations + ", <query>"},
		{"SELECT CAST(a AS )", "line 1:18: mismatched input ')'. Expecting: <type>"},
		{"SELECT CAST(a AS decimal()", "line 1:26: mismatched input ')'. Expecting: <integer>, <type>"},
		{"SELECT foo(*) filter (", "line 1:23: mismatched input '<EOF>'. Expecting: 'WHERE'"},
		{"SELECT * FROM t WHERE EXISTS (", "line 1:31: mismatched input '<EOF>'. Expecting: <query>"},
		{"SELECT \"\" FROM t", "line 1:8: Zero-length delimited identifier not allowed"},
		{"SELECT a FROM \"\".s.t", "line 1:15: Zero-length delimited identifier not allowed"},
		{"SHOW CATALOGS LIKE '%$_%' ESCAPE", "line 1:33: mismatched input '<EOF>'. Expecting: <string>"},
		{"SHOW SCHEMAS IN foo LIKE '%$_%' ESCAPE", "line 1:39: mismatched input '<EOF>'. Expecting: <string>"},
		{"SELECT 1; SELECT 2", "line 1:9: Only one sql statement is allowed. Got: SELECT 1; SELECT 2"},
		{"SELECT X'abc'", "line 1:8: Binary literal must contain an even number of digits"},
		{"SELECT X'zz'", "line 1:8: Binary literal can only contain hexadecimal digits"},
		{"SELECT U&'\\00zz'", "line 1:8: Invalid hexadecimal digit: 00zz"},
		{"SELECT EXTRACT(eon FROM x)", "line 1:8: Invalid EXTRACT field eon, valid fields are: YEAR, QUARTER, MONTH, WEEK, DAY, DAY_OF_MONTH, DAY_OF_WEEK, DOW, DAY_OF_YEAR, DOY, YEAR_OF_WEEK, YOW, HOUR, MINUTE, SECOND, TIMEZONE_MINUTE, TIMEZONE_HOUR"},
	} {
		_, list := Statement(c.text)
		if len(list) == 0 {
			t.Errorf("%q was taken", c.text)
			continue
		}
		if got, want := list[0].Athena(c.text), "SYNTAX_ERROR: "+c.want; got != want {
			t.Errorf("%q\ngot  %s\nwant %s", c.text, got, want)
		}
	}
}

func TestExpressionErrorsReadAsAthenas(t *testing.T) {
	for text, want := range map[string]string{
		"":        "SYNTAX_ERROR: line 1:1: mismatched input '<EOF>'. Expecting: <expression>",
		"1 + 1 x": "SYNTAX_ERROR: line 1:7: mismatched input 'x'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'OR', '[', '||', <EOF>, <predicate>",
	} {
		_, list := Expression(text)
		if len(list) != 1 || list[0].Athena(text) != want {
			t.Errorf("%q\ngot  %v\nwant %s", text, list, want)
		}
	}
}
