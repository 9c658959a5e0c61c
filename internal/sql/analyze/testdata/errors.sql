SELECT banana -- ### 8 COLUMN_NOT_FOUND: Column 'banana' cannot be resolved or requester is not authorized to access requested resources

SELECT c.banana, d.cost, cur.cost FROM cur c -- ### 8 COLUMN_NOT_FOUND: Column 'c.banana' cannot be resolved or requester is not authorized to access requested resources | 18 COLUMN_NOT_FOUND: Column 'd.cost' cannot be resolved or requester is not authorized to access requested resources | 26 COLUMN_NOT_FOUND: Column 'cur.cost' cannot be resolved or requester is not authorized to access requested resources

SELECT cost AS total FROM cur GROUP BY total -- ### 40 COLUMN_NOT_FOUND: Column 'total' cannot be resolved or requester is not authorized to access requested resources » "total" is an alias of SELECT, and only ORDER BY knows those; repeat the expression, or give its number in GROUP BY

SELECT id FROM accounts a, accounts b -- ### 8 AMBIGUOUS_NAME: Column 'id' is ambiguous » write the table or its alias before the name

SELECT owner.nobody, owner.lead.email.x, name.x, ROW(1).y FROM accounts -- ### 8 COLUMN_NOT_FOUND: Column 'owner.nobody' cannot be resolved or requester is not authorized to access requested resources » the row is a row(team varchar, lead row(email varchar)) | 22 TYPE_MISMATCH: Expression owner.lead.email is not of type ROW | 42 TYPE_MISMATCH: Expression name is not of type ROW | 50 COLUMN_NOT_FOUND: Column 'ROW(1).y' cannot be resolved or requester is not authorized to access requested resources » the row is a row(integer)

SELECT CAST(ROW(1, 2) AS ROW(a integer, A double)).a -- ### 52 AMBIGUOUS_NAME: Ambiguous row field reference: a

SELECT * -- ### 8 COLUMN_NOT_FOUND: SELECT * not allowed in queries without FROM clause

SELECT x.* FROM cur -- ### 8 TABLE_NOT_FOUND: Unable to resolve reference x

SELECT name.* FROM accounts -- ### 8 TYPE_MISMATCH: expected expression of type Row, but found varchar

SELECT a.* AS (x, y) FROM accounts a -- ### 8 MISMATCHED_COLUMN_ALIASES: Column alias list has 2 entries but relation has 3 columns

SELECT * FROM acounts -- ### 15 TABLE_NOT_FOUND: Table 'awsdatacatalog.db.acounts' does not exist » did you mean "accounts"?

SELECT * FROM nowhere.t -- ### 15 SCHEMA_NOT_FOUND: Schema 'nowhere' does not exist

SELECT * FROM hive.db.cur -- ### 15 CATALOG_NOT_FOUND: Catalog 'hive' does not exist

SELECT * FROM a.b.c.d -- ### 15 SYNTAX_ERROR: Too many dots in table name: a.b.c.d

SELECT * FROM accounts AS a (x, y) -- ### 15 MISMATCHED_COLUMN_ALIASES: Column alias list has 2 entries but 'a' has 3 columns available

SELECT * FROM broken -- ### 15 INVALID_VIEW: Failed analyzing stored view 'awsdatacatalog.db.broken': Column 'nothing' cannot be resolved or requester is not authorized to access requested resources

SELECT * FROM again -- ### 15 INVALID_VIEW: Failed analyzing stored view 'awsdatacatalog.db.broken': Column 'nothing' cannot be resolved or requester is not authorized to access requested resources

SELECT * FROM loop -- ### 15 VIEW_IS_RECURSIVE: View is recursive

SELECT lenght(product), sum2(cost), pow(1), db.f(1), ST_Point(1, 2) FROM cur -- ### 8 FUNCTION_NOT_FOUND: Function 'lenght' not registered » did you mean "length"? | 25 FUNCTION_NOT_FOUND: Function 'sum2' not registered » did you mean "sum"? | 37 FUNCTION_NOT_FOUND: Unexpected parameters (integer) for function pow. Expected: pow(double, double) | 45 FUNCTION_NOT_FOUND: Function 'db.f' not registered | 54 NOT_SUPPORTED: Function 'st_point' is not supported: geospatial functions are not supported

SELECT abs('x'), concat('a'), sum(*), transform(ARRAY[1], (x, y) -> x), transform(1, 2) -- ### 8 FUNCTION_NOT_FOUND: Unexpected parameters (varchar(1)) for function abs. Expected: abs(bigint), abs(decimal(p,s)), abs(double), abs(integer), abs(real), abs(smallint), abs(tinyint) | 18 INVALID_FUNCTION_ARGUMENT: There must be two or more concatenation arguments | 31 FUNCTION_NOT_FOUND: Unexpected parameters () for function sum. Expected: sum(bigint), sum(decimal(p,s)), sum(double), sum(interval day to second), sum(interval year to month), sum(real) | 39 FUNCTION_NOT_FOUND: Unexpected parameters (array(integer), <function>) for function transform. Expected: transform(array(T), function(T, U)) T, U | 73 FUNCTION_NOT_FOUND: Unexpected parameters (integer, integer) for function transform. Expected: transform(array(T), function(T, U)) T, U

SELECT x -> x, reduce(ARRAY[1], 0, (s, s) -> s, s -> s) -- ### 8 TYPE_MISMATCH: Lambda expression should always be used inside a function | 40 INVALID_ARGUMENTS: Lambda argument 's' specified more than once

SELECT 'a' + 1, 8 > 'x', '1' = 1, 'a' BETWEEN 3 AND 'z', -'x', +'x', 1 || 'a', NOT 1, TRUE AND 1 -- ### 12 TYPE_MISMATCH: Cannot apply operator: varchar(1) + integer » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 19 TYPE_MISMATCH: Cannot apply operator: integer < varchar(1) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 30 TYPE_MISMATCH: Cannot apply operator: varchar(1) = integer » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 39 TYPE_MISMATCH: Cannot check if varchar(1) is BETWEEN integer and varchar(1) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 58 TYPE_MISMATCH: Cannot negate varchar(1) | 64 TYPE_MISMATCH: Unary '+' operator cannot by applied to varchar(1) type | 72 FUNCTION_NOT_FOUND: Unexpected parameters (integer, varchar(1)) for function concat. Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 84 TYPE_MISMATCH: Value of logical NOT expression must evaluate to a boolean (actual: integer) | 96 TYPE_MISMATCH: Logical expression term must evaluate to a boolean (actual: integer)

SELECT product = 1, units = '1', day = '2025-01-01', units IN (1, 'x'), cost LIKE 'x', product LIKE 1, product LIKE 'a' ESCAPE 'bc', product LIKE 'ax' ESCAPE 'x' FROM cur -- ### 16 TYPE_MISMATCH: Cannot apply operator: varchar = integer » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 27 TYPE_MISMATCH: Cannot apply operator: bigint = varchar(1) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 38 TYPE_MISMATCH: Cannot apply operator: date = varchar(10) » Athena does not compare or combine text with other types: cast one side, CAST(x AS date) or CAST(x AS varchar) | 67 TYPE_MISMATCH: IN value and list items must be the same type or coercible to a common type. Cannot find common type between bigint and varchar(1), all types (without duplicates): [bigint, integer, varchar(1)] » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 73 TYPE_MISMATCH: Left side of LIKE expression must evaluate to a varchar (actual: double) | 101 TYPE_MISMATCH: Pattern for LIKE expression must evaluate to a varchar (actual: integer) | 128 INVALID_FUNCTION_ARGUMENT: Escape string must be a single character | 147 INVALID_FUNCTION_ARGUMENT: Escape character must be followed by '%', '_' or the escape character itself

SELECT CASE WHEN 1 THEN 2 END, CASE units WHEN 'x' THEN 1 END, CASE WHEN TRUE THEN 1 ELSE 'x' END, IF(1, 2), IF(TRUE, 1, 'x'), coalesce(1), coalesce(1, 'x'), nullif(1, 'x'), nullif(1), try() FROM cur -- ### 18 TYPE_MISMATCH: CASE WHEN clause must evaluate to a boolean (actual: integer) | 48 TYPE_MISMATCH: CASE operand type does not match WHEN clause operand type: bigint vs varchar(1) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 91 TYPE_MISMATCH: All CASE results must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)] » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 103 TYPE_MISMATCH: IF condition must evaluate to a boolean (actual: integer) | 122 TYPE_MISMATCH: Result types for IF must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)] » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 128 INVALID_ARGUMENTS: The 'coalesce' function must have at least two arguments | 153 TYPE_MISMATCH: All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)] » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 159 TYPE_MISMATCH: Types are not comparable with NULLIF: integer vs varchar(1) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 175 INVALID_ARGUMENTS: Invalid number of arguments for 'nullif' function | 186 INVALID_ARGUMENTS: The 'try' function must have exactly one argument

SELECT ARRAY[1, 'a'], ARRAY[1]['x'], tags[1], cost[1], r[cost], r[0], r[3] FROM cur, odd -- ### 17 TYPE_MISMATCH: All ARRAY elements must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)] » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 23 TYPE_MISMATCH: Cannot use varchar(1) for subscript of array(integer) | 38 TYPE_MISMATCH: Cannot use integer for subscript of map(varchar, varchar) | 47 TYPE_MISMATCH: Cannot use integer for subscript of double | 58 EXPRESSION_NOT_CONSTANT: Subscript expression on ROW requires a constant index | 67 INVALID_FUNCTION_ARGUMENT: Invalid subscript index: 0. ROW indices start at 1 | 73 INVALID_FUNCTION_ARGUMENT: Subscript index out of bounds: 3, max value is 2

SELECT CAST(1 AS date), CAST(1 AS nothing), CAST(stamp AS timestamp(9)), TIMESTAMP '2025-01-01 00:00:00.1234567', DATE '2025-02-30', INTERVAL 'x' DAY, INTEGER 'x', current_timestamp(9), JSON '{' FROM cur -- ### 8 TYPE_MISMATCH: Cannot cast integer to date | 35 TYPE_NOT_FOUND: Unknown type: nothing | 59 NOT_SUPPORTED: precision above microseconds is not supported: timestamp(9) | 74 NOT_SUPPORTED: precision above microseconds is not supported: '2025-01-01 00:00:00.1234567' | 115 INVALID_LITERAL: '2025-02-30' is not a valid DATE literal | 134 INVALID_LITERAL: 'x' is not a valid INTERVAL literal | 152 INVALID_LITERAL: 'x' is not a valid INTEGER literal | 165 NOT_SUPPORTED: precision above microseconds is not supported: timestamp(9) | 187 INVALID_LITERAL: '{' is not a valid JSON literal

SELECT EXTRACT(hour FROM day), EXTRACT(year FROM product), day AT TIME ZONE 'UTC', stamp AT TIME ZONE 'x' FROM cur -- ### 26 TYPE_MISMATCH: Cannot extract HOUR from date | 50 TYPE_MISMATCH: Cannot extract YEAR from varchar | 60 TYPE_MISMATCH: Type of value must be a time or timestamp with or without time zone (actual date)

SELECT cost FROM cur WHERE cost -- ### 28 TYPE_MISMATCH: WHERE clause must evaluate to a boolean: actual type double

SELECT count(*) FROM cur HAVING 1 -- ### 33 TYPE_MISMATCH: HAVING clause must evaluate to a boolean: actual type integer

SELECT * FROM accounts a JOIN cur c ON a.id -- ### 40 TYPE_MISMATCH: JOIN ON clause must evaluate to a boolean: actual type varchar

SELECT cost FROM cur WHERE sum(cost) > 1 -- ### 38 EXPRESSION_NOT_SCALAR: WHERE clause cannot contain aggregations, window functions or grouping operations: [sum(cost)]

SELECT cost FROM cur WHERE rank() OVER () > 1 -- ### 43 EXPRESSION_NOT_SCALAR: WHERE clause cannot contain aggregations, window functions or grouping operations: [rank() OVER ()]

SELECT c.cost FROM cur c JOIN accounts a ON count(*) > 1 -- ### 54 EXPRESSION_NOT_SCALAR: JOIN clause cannot contain aggregations, window functions or grouping operations: [count(*)]

SELECT sum(cost) FROM cur GROUP BY sum(cost) -- ### 36 EXPRESSION_NOT_SCALAR: GROUP BY clause cannot contain aggregations, window functions or grouping operations: [sum(cost)]

SELECT sum(cost), product FROM cur GROUP BY 1 -- ### 45 EXPRESSION_NOT_SCALAR: GROUP BY clause cannot contain aggregations, window functions or grouping operations: [sum(cost)]

SELECT product, cost + 1, sum(cost) FROM cur GROUP BY product -- ### 22 EXPRESSION_NOT_AGGREGATE: 'cost + 1' must be an aggregate expression or appear in GROUP BY clause

SELECT * FROM accounts GROUP BY id -- ### 8 EXPRESSION_NOT_AGGREGATE: 'accounts.name' must be an aggregate expression or appear in GROUP BY clause | 8 EXPRESSION_NOT_AGGREGATE: 'accounts.owner' must be an aggregate expression or appear in GROUP BY clause

SELECT product FROM cur GROUP BY product HAVING cost > 1 ORDER BY region -- ### 54 EXPRESSION_NOT_AGGREGATE: 'cost > 1' must be an aggregate expression or appear in GROUP BY clause | 67 EXPRESSION_NOT_AGGREGATE: 'region' must be an aggregate expression or appear in GROUP BY clause

SELECT product FROM cur GROUP BY 2 -- ### 34 INVALID_COLUMN_REFERENCE: GROUP BY position 2 is not in select list

SELECT product FROM cur ORDER BY 2 -- ### 34 INVALID_COLUMN_REFERENCE: ORDER BY position 2 is not in select list

SELECT product, count(*) FROM cur GROUP BY ROLLUP (upper(product)) -- ### 52 INVALID_COLUMN_REFERENCE: GROUP BY expression must be a column reference: upper(product)

SELECT count(*) FROM cur GROUP BY CUBE (day, stamp, product, region, account, cost, amount, units, "$path", tags, items, day) -- ### 26 TOO_MANY_GROUPING_SETS: GROUP BY has 4096 grouping sets but can contain at most 2048

SELECT count(*) FROM cur GROUP BY CUBE (day, stamp, product, region, account, cost), CUBE (amount, units, "$path", day, stamp, product) -- ### 26 TOO_MANY_GROUPING_SETS: GROUP BY has 4096 grouping sets but can contain at most 2048

SELECT digest FROM odd GROUP BY digest -- ### 33 TYPE_MISMATCH: HyperLogLog is not comparable, and therefore cannot be used in GROUP BY

SELECT DISTINCT digest FROM odd -- ### 17 TYPE_MISMATCH: DISTINCT can only be applied to comparable types (actual: HyperLogLog)

SELECT r FROM odd ORDER BY digest -- ### 28 TYPE_MISMATCH: Type HyperLogLog is not orderable, and therefore cannot be used in ORDER BY: digest

SELECT grouping(product) FROM cur -- ### 8 MISSING_GROUP_BY: A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause

SELECT grouping(region), product FROM cur GROUP BY product -- ### 17 INVALID_ARGUMENTS: The arguments to GROUPING() must be expressions referenced by the GROUP BY at this level. Mismatch due to region

SELECT sum(count(*)), sum(rank() OVER ()) FROM cur -- ### 12 NESTED_AGGREGATION: Cannot nest aggregations inside aggregation: [count(*)] | 27 NESTED_WINDOW: Cannot nest window functions or row pattern measures inside aggregation: [rank() OVER ()]

SELECT rank() OVER (ORDER BY rank() OVER ()) FROM cur -- ### 30 NESTED_WINDOW: Cannot nest window functions or row pattern measures inside window function: [rank() OVER ()]

SELECT rank(), upper(product) OVER (), upper(DISTINCT product), upper(product) FILTER (WHERE TRUE), sum(cost) IGNORE NULLS OVER () FROM cur -- ### 8 MISSING_OVER: Window function rank requires OVER clause » write rank(…) OVER (PARTITION BY … ORDER BY …) | 16 FUNCTION_NOT_WINDOW: Not a window function: upper | 40 FUNCTION_NOT_AGGREGATE: DISTINCT is not supported for non-aggregation functions | 65 FUNCTION_NOT_AGGREGATE: Filter is only valid for aggregation functions | 101 NULL_TREATMENT_NOT_ALLOWED: Cannot specify null treatment clause for sum function

SELECT lag(cost) OVER (), lag(cost) OVER (ORDER BY day ROWS 1 PRECEDING), sum(DISTINCT cost) OVER (), array_agg(cost ORDER BY cost) OVER () FROM cur -- ### 8 MISSING_ORDER_BY: lag function requires an ORDER BY window clause | 56 INVALID_WINDOW_FRAME: Cannot specify window frame for lag function | 75 NOT_SUPPORTED: DISTINCT in window function parameters not yet supported: sum(DISTINCT cost) OVER () | 103 NOT_SUPPORTED: Window function with ORDER BY is not supported

SELECT sum(cost) OVER w FROM cur -- ### 23 INVALID_WINDOW_REFERENCE: Cannot resolve WINDOW name w

SELECT sum(cost) OVER (w PARTITION BY day), sum(cost) OVER (w ORDER BY day), sum(cost) OVER (v) FROM cur WINDOW w AS (ORDER BY day), v AS (ROWS 1 PRECEDING) -- ### 39 INVALID_PARTITION_BY: WINDOW specification with named WINDOW reference cannot specify PARTITION BY | 72 INVALID_ORDER_BY: Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY | 94 INVALID_WINDOW_REFERENCE: Cannot reference named WINDOW containing frame specification

SELECT cost FROM cur WINDOW w AS (ORDER BY day), W AS () -- ### 50 DUPLICATE_WINDOW_NAME: WINDOW name 'W' specified more than once

SELECT sum(cost) OVER (ROWS UNBOUNDED FOLLOWING), sum(cost) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING), sum(cost) OVER (RANGE 1 PRECEDING), sum(cost) OVER (ORDER BY day, cost RANGE 1 PRECEDING), sum(cost) OVER (ORDER BY product RANGE 1 PRECEDING), sum(cost) OVER (ORDER BY day RANGE 1 PRECEDING), sum(cost) OVER (ROWS 1.5 PRECEDING), sum(cost) OVER (GROUPS 1 PRECEDING) FROM cur -- ### 24 INVALID_WINDOW_FRAME: Window frame start cannot be UNBOUNDED FOLLOWING | 67 INVALID_WINDOW_FRAME: Window frame starting from CURRENT ROW cannot end with PRECEDING | 126 MISSING_ORDER_BY: Window frame of type RANGE PRECEDING or FOLLOWING requires ORDER BY | 181 INVALID_ORDER_BY: Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: 2) | 234 TYPE_MISMATCH: Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: varchar) | 289 TYPE_MISMATCH: Window frame RANGE value type (integer) not compatible with sort item type (date) | 324 TYPE_MISMATCH: Window frame ROWS value type must be exact numeric type with scale 0 (actual double) | 356 MISSING_ORDER_BY: Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY

SELECT count(DISTINCT digest), array_agg(DISTINCT cost ORDER BY day), sum(cost) FILTER (WHERE 1), listagg(product, region) WITHIN GROUP (ORDER BY product) FROM cur, odd -- ### 23 TYPE_MISMATCH: DISTINCT can only be applied to comparable types (actual: HyperLogLog) | 32 EXPRESSION_NOT_IN_DISTINCT: For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments | 95 TYPE_MISMATCH: Filter expression must be a boolean (actual: integer) | 116 EXPRESSION_NOT_CONSTANT: LISTAGG separator must be a string literal

SELECT DISTINCT product FROM cur ORDER BY cost -- ### 1 EXPRESSION_NOT_IN_DISTINCT: For SELECT DISTINCT, ORDER BY expressions must appear in select list

SELECT sum(cost) AS cost FROM cur GROUP BY product ORDER BY sum(cost) -- ### 61 COLUMN_NOT_FOUND: Invalid reference to output projection attribute from ORDER BY aggregation » order by the alias itself, or give the item another alias than the column's name

SELECT 1, 2 UNION SELECT 1 -- ### 13 TYPE_MISMATCH: UNION query has different number of fields: 2, 1

SELECT 1 UNION SELECT 'a' -- ### 10 TYPE_MISMATCH: column 1 in UNION query has incompatible types: integer, varchar(1) » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar)

SELECT digest FROM odd EXCEPT SELECT digest FROM odd -- ### 24 TYPE_MISMATCH: Type HyperLogLog is not comparable and therefore cannot be used in EXCEPT

VALUES (1, 2), (3) -- ### 16 TYPE_MISMATCH: Values rows have mismatched sizes: 2 vs 1

VALUES 1, 'a' -- ### 11 TYPE_MISMATCH: Values rows have mismatched types: row(integer) vs row(varchar(1))

WITH a AS (SELECT 1), A AS (SELECT 2) SELECT * FROM a -- ### 23 DUPLICATE_NAMED_QUERY: WITH query name 'a' specified more than once

WITH a (x, y) AS (SELECT 1) SELECT * FROM a -- ### 6 MISMATCHED_COLUMN_ALIASES: Column alias list has 2 entries but 'a' has 1 columns available

WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT * FROM a -- ### 64 MISSING_COLUMN_ALIASES: missing column aliases in recursive WITH query » write WITH RECURSIVE a (column, …) AS …

WITH RECURSIVE a (n) AS (SELECT n FROM a UNION ALL SELECT 1) SELECT * FROM a -- ### 40 INVALID_RECURSIVE_REFERENCE: WITH table name is referenced in the base relation of recursion » a recursive query is: base UNION ALL step, and only the step reads the query itself

WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT x.n FROM a x, a y) SELECT * FROM a -- ### 66 INVALID_RECURSIVE_REFERENCE: multiple recursive references in the step relation of recursion

WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1e0 FROM a) SELECT * FROM a -- ### 45 TYPE_MISMATCH: recursion step relation output type (double) is not coercible to recursion base relation output type (integer) at column 1

WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a LIMIT 10) SELECT * FROM a -- ### 65 NOT_SUPPORTED: immediate LIMIT clause in recursive query is not supported

SELECT * FROM cur JOIN accounts USING (id) -- ### 40 COLUMN_NOT_FOUND: Column 'id' is missing from left side of join

SELECT * FROM (SELECT 1 AS id) a JOIN accounts USING (id) -- ### 55 TYPE_MISMATCH: Column Types of left and right side of join do not match for 'id': integer vs varchar » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar)

SELECT * FROM (SELECT '1' AS id) a JOIN accounts USING (id, id) -- ### 61 DUPLICATE_COLUMN_NAME: Column 'id' appears multiple times in USING clause of JOIN

SELECT * FROM cur CROSS JOIN UNNEST(cost) -- ### 30 INVALID_FUNCTION_ARGUMENT: Cannot unnest type: double

SELECT * FROM accounts a LEFT JOIN LATERAL (SELECT a.id) b ON a.id = '1' -- ### 15 NOT_SUPPORTED: LEFT JOIN involving LATERAL is only supported with condition ON TRUE

SELECT * FROM accounts a FULL JOIN LATERAL (SELECT 1) b (c) ON a.id = b.c -- ### 15 NOT_SUPPORTED: FULL JOIN involving LATERAL is not supported

SELECT * FROM accounts a FULL JOIN UNNEST(ARRAY[a.id]) ON a.id = 1 -- ### 15 NOT_SUPPORTED: FULL JOIN involving UNNEST is not supported

SELECT * FROM accounts a, LATERAL (SELECT a.id WHERE a.id = '1') -- ### 36 NOT_SUPPORTED: Given correlated subquery is not supported

SELECT 1 IN (SELECT a.id) FROM accounts a -- ### 14 NOT_SUPPORTED: Given correlated subquery is not supported

SELECT sum(1) OVER (ROWS CURRENT ROW PATTERN (A+) DEFINE A AS true) FROM accounts -- ### 21 NOT_SUPPORTED: row pattern matching in a window is not supported

SELECT * FROM cur FETCH FIRST 2 ROWS WITH TIES -- ### 19 MISSING_ORDER_BY: FETCH FIRST WITH TIES clause requires ORDER BY

SELECT * FROM cur FETCH FIRST 0 ROWS ONLY -- ### 19 NUMERIC_VALUE_OUT_OF_RANGE: FETCH FIRST row count must be positive (actual value: 0)

SELECT ? FROM cur -- ### 1 INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected 1 but found 0

SELECT * FROM cur TABLESAMPLE SYSTEM (200) -- ### 39 NUMERIC_VALUE_OUT_OF_RANGE: Sample percentage must be between 0 and 100

SELECT * FROM cur TABLESAMPLE SYSTEM (cost) -- ### 39 EXPRESSION_NOT_CONSTANT: Sample percentage cannot contain column references

SELECT * FROM cur FOR TIMESTAMP AS OF TIMESTAMP '2025-01-01 00:00:00' -- ### 15 NOT_SUPPORTED: reading a table as of a timestamp is not supported

SELECT transform(ARRAY[1], x -> (SELECT x)), transform(ARRAY[1], x -> sum(x)) FROM cur -- ### 34 NOT_SUPPORTED: Lambda expression cannot contain subqueries | 66 EXPRESSION_NOT_SCALAR: Lambda expression cannot contain aggregations, window functions or grouping operations: [sum(x)]

SELECT cost IN (SELECT product FROM cur), units > ALL (SELECT product FROM cur), (1, 2) IN (SELECT 1) FROM cur -- ### 8 TYPE_MISMATCH: Value expression and result of subquery must be of the same type: double vs varchar » Athena does not compare or combine text with other types: cast one side, CAST(x AS double) or CAST(x AS varchar) | 43 TYPE_MISMATCH: Value expression and result of subquery must be of the same type: bigint vs varchar » Athena does not compare or combine text with other types: cast one side, CAST(x AS bigint) or CAST(x AS varchar) | 82 TYPE_MISMATCH: Value expression and result of subquery must be of the same type: row(integer, integer) vs row(integer)

SELECT json_exists('{}', '$.a'), json_value('{}', 'lax $x' PASSING 1 AS x), json_query(1, 'lax $'), json_query('1', 'lax $' WITH WRAPPER OMIT QUOTES), json_value('1', 'lax $' RETURNING array(bigint)), json_value('1', 'lax $' RETURNING bigint DEFAULT 'x' ON EMPTY), json_value('1', 'lax $.datetime()'), json_object(1 : 2), json_object('a' : '1' FORMAT JSON WITH UNIQUE KEYS), json_array(1 RETURNING bigint), json_value('1', 'lax $' PASSING 1 AS "x", 2 AS "x") -- ### 26 INVALID_PATH: mismatched input '$' expecting 'lax', 'strict' | 51 INVALID_PATH: no value passed for parameter x. Try quoting "x" in the PASSING clause to match case | 88 TYPE_MISMATCH: Cannot read input of type integer as JSON using formatting JSON | 101 INVALID_FUNCTION_ARGUMENT: OMIT QUOTES behavior specified with WITH UNCONDITIONAL ARRAY WRAPPER behavior | 152 TYPE_MISMATCH: Invalid return type of function JSON_VALUE: array(bigint) | 251 TYPE_MISMATCH: Function JSON_VALUE default result must evaluate to a bigint (actual: varchar(1)) | 282 NOT_SUPPORTED: datetime method is not yet supported in a JSON path | 315 TYPE_MISMATCH: Invalid type of JSON object key: integer | 323 NOT_SUPPORTED: WITH UNIQUE KEYS behavior is not supported for JSON_OBJECT function when input expression has FORMAT | 376 NOT_SUPPORTED: JSON_ARRAY RETURNING bigint is not supported | 450 DUPLICATE_PARAMETER_NAME: x JSON path parameter is specified more than once

SELECT 123456789012345678901234567890 -- ### 8 SYNTAX_ERROR: Invalid numeric literal: 123456789012345678901234567890

SELECT 1 FROM accounts a LEFT JOIN cur c ON NOT EXISTS (SELECT 1 FROM accounts WHERE a.id < c.product) -- ### 86 INVALID_COLUMN_REFERENCE: Reference to column 'a.id' from outer scope not allowed in this context
