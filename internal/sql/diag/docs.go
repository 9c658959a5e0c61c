package diag

// Doc is what the manual says about a code.
type Doc struct {
	Code     Code
	Sentence string // what is wrong
	Rule     string // the rule that was broken, and what to do
	// Example is a statement that gives the code. It reads the table `sales (day date, product varchar, cost double, tags
	// map(varchar, varchar))` or nothing.
	Example string
	// Elsewhere says when the code is given where no statement alone can provoke it; then there is no Example.
	Elsewhere string
}

// Docs returns what there is to say about every code, in the order of the list in codes.go. Tests run the examples, and the manual
// is made of it.
//
//nolint:funlen // the table of all codes
func Docs() []Doc {
	return []Doc{
		{
			SyntaxError, "The text is not a statement of Athena's SQL.",
			"The message names the first word that does not fit and what could stand in its place.", "SELECT product FROM", "",
		},
		{
			ColumnNotFound, "A name is no column of what FROM reads, or you may not see it.",
			"An alias of SELECT is known only in ORDER BY; a column that is hidden from you does not exist for you.",
			"SELECT prodct FROM sales", "",
		},
		{
			TableNotFound, "A table is not there, or you may not see it.",
			"Names without a database mean the database of the session.", "SELECT * FROM slaes", "",
		},
		{
			SchemaNotFound, "A database is not there, or you may see none of its tables.",
			"Write `database.table`; `glaux source list` shows the databases.", "SELECT * FROM nowhere.sales", "",
		},
		{
			CatalogNotFound, "A name of three parts begins with a catalog that is not there.",
			"There is one catalog, `awsdatacatalog`.", "SELECT * FROM hive.default.sales", "",
		},
		{
			FunctionNotFound, "There is no such function, or it does not take arguments of these types.",
			"When the name is known, the message lists the signatures.", "SELECT no_such_function(product) FROM sales", "",
		},
		{
			TypeMismatch, "A value has another type than is wanted.",
			"Nothing is turned into text or a number unasked: write CAST.", "SELECT '1' = 1", "",
		},
		{
			TypeNotFound, "There is no type of this name.", "In queries a text is `varchar`, not `string`.",
			"SELECT CAST(1 AS money)", "",
		},
		{
			AmbiguousName, "A name means more than one column.", "Put the name of the table in front.",
			"SELECT product FROM sales a CROSS JOIN sales b", "",
		},
		{
			DuplicateColumnName, "Two columns have one name where names must differ.", "Give one of them another name.",
			"", "two columns of a table that is created have one name",
		},
		{
			MissingColumnName, "A column has no name where it needs one.", "Name it with AS.",
			"", "an expression without AS is a column of a table or view that is created",
		},
		{
			MissingColumnAliases, "A recursive query of WITH has no list of column names.", "Write WITH RECURSIVE t (a, b) AS …",
			"WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 2 FROM t) SELECT * FROM t", "",
		},
		{
			MismatchedColumnAliases, "A list of column names is shorter or longer than the columns.", "Name every column.",
			"SELECT * FROM (SELECT 1, 2) t (a)", "",
		},
		{
			ColumnAliasNotAllowed, "Column names stand where they cannot.", "Leave the list of names out.",
			"", "a statement that is not built yet has a list of column names",
		},
		{
			ExpressionNotAggregate, "An expression is neither grouped nor aggregated.",
			"In a query with GROUP BY, every column outside an aggregate must be a grouping expression.",
			"SELECT day, sum(cost) FROM sales GROUP BY product", "",
		},
		{
			ExpressionNotScalar, "An aggregate or a window function stands where only values of one row can.",
			"Filter groups with HAVING, and windows in an outer query.", "SELECT product FROM sales WHERE sum(cost) > 1", "",
		},
		{
			ExpressionNotInDistinct, "ORDER BY of SELECT DISTINCT uses something that is not selected.",
			"Select it, or leave DISTINCT out.", "SELECT DISTINCT product FROM sales ORDER BY cost", "",
		},
		{
			ExpressionNotConstant, "An expression must be the same for all rows and is not.", "Write a constant.",
			"", "a place that takes only constants holds a column",
		},
		{
			NestedAggregation, "An aggregate stands inside an aggregate.", "Aggregate in a subquery first.",
			"SELECT max(sum(cost)) FROM sales", "",
		},
		{
			NestedWindow, "A window function stands inside a window function.", "Compute the inner one in a subquery.",
			"SELECT sum(rank() OVER (ORDER BY cost)) OVER (ORDER BY day) FROM sales", "",
		},
		{
			InvalidWindowFrame, "The ends of a window's frame do not fit together.",
			"A frame may not begin after its end.",
			"SELECT sum(cost) OVER (ORDER BY day ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM sales", "",
		},
		{
			InvalidWindowReference, "OVER names a window that WINDOW does not define.", "Define it in the WINDOW clause.",
			"SELECT rank() OVER w FROM sales", "",
		},
		{
			InvalidPartitionBy, "A window refines another one and has a PARTITION BY of its own.",
			"Only the window that is refined may partition.",
			"SELECT rank() OVER (w PARTITION BY day) FROM sales WINDOW w AS (ORDER BY cost)", "",
		},
		{
			InvalidOrderBy, "A window refines another one that has an order already.", "Only one of the two may have ORDER BY.",
			"SELECT rank() OVER (w ORDER BY day) FROM sales WINDOW w AS (ORDER BY cost)", "",
		},
		{
			MissingOrderBy, "A frame of RANGE with an offset, or of GROUPS, needs an order.", "Add ORDER BY to the window.",
			"SELECT sum(cost) OVER (GROUPS 1 PRECEDING) FROM sales", "",
		},
		{
			MissingGroupBy, "grouping() stands in a query without GROUP BY.", "Add GROUP BY, or leave grouping() out.",
			"SELECT grouping(product) FROM sales", "",
		},
		{
			DuplicateWindowName, "WINDOW defines a name twice.", "Give each window a name of its own.",
			"SELECT rank() OVER w FROM sales WINDOW w AS (ORDER BY cost), w AS (ORDER BY day)", "",
		},
		{
			MissingOver, "A window function has no OVER.", "Write OVER (…) after the call.", "SELECT rank() FROM sales", "",
		},
		{
			FunctionNotWindow, "OVER follows a function that is neither an aggregate nor a window function.",
			"Leave OVER out.", "SELECT lower(product) OVER (ORDER BY cost) FROM sales", "",
		},
		{
			FunctionNotAggregate, "DISTINCT, FILTER or ORDER BY stands in a call that is no aggregate.",
			"Leave it out, or filter the rows with WHERE.", "SELECT lower(DISTINCT product) FROM sales", "",
		},
		{
			InvalidArguments, "The arguments of a call do not fit together.", "See the manual of the function.",
			"SELECT grouping(cost) FROM sales GROUP BY product", "",
		},
		{
			MissingArgument, "A table function lacks an argument that it needs.", "Arguments stand by place or by name: `stop => 10`.",
			"SELECT * FROM TABLE(sequence(start => 1))", "",
		},
		{
			DuplicateColumnOrPathName, "Two columns or paths of a JSON_TABLE have one name.", "Give every column and path a name of its own.",
			"SELECT * FROM JSON_TABLE('{}', 'lax $' COLUMNS (a bigint, a bigint))", "",
		},
		{
			MissingPathName, "A JSON_TABLE with a plan has a path without a name.", "Write AS name behind each path, or leave PLAN out.",
			"SELECT * FROM JSON_TABLE('{}', 'lax $' COLUMNS (NESTED PATH 'lax $.a' COLUMNS (b bigint)) PLAN DEFAULT (INNER))", "",
		},
		{
			InvalidPlan, "The plan of a JSON_TABLE does not fit its paths.", "A plan names all paths, each where it is nested.",
			"SELECT * FROM JSON_TABLE('{}', 'lax $' AS a COLUMNS (b bigint) PLAN (c))", "",
		},
		{
			InvalidColumnReference, "A position in GROUP BY or ORDER BY is no column.", "Count the columns from 1.",
			"SELECT product FROM sales ORDER BY 2", "",
		},
		{
			InvalidLiteral, "The text of a literal is not a value of its type.", "A date is written 2025-01-31.",
			"SELECT DATE '2025-02-30'", "",
		},
		{
			InvalidParameterUsage, "There are more or fewer values than question marks.", "Give one value for each ?.",
			"SELECT * FROM sales WHERE cost > ?", "",
		},
		{
			InvalidLimitClause, "LIMIT, OFFSET or FETCH has a number that it cannot have.", "Write a whole number.",
			"", "the value of a ? in LIMIT, OFFSET or FETCH is no whole number",
		},
		{
			InvalidRecursiveReference, "A recursive query reads itself where it must not.",
			"It may read itself once, in the right side of UNION ALL, outside subqueries and outer joins.",
			"WITH RECURSIVE t (n) AS (SELECT n FROM t UNION ALL SELECT 1) SELECT * FROM t", "",
		},
		{
			MissingColumnReference, "Something names no column where it must name one.", "Name the column.",
			"", "a clause that takes only columns holds another expression",
		},
		{
			DuplicateNamedQuery, "WITH defines a name twice.", "Give each query a name of its own.",
			"WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a", "",
		},
		{
			DuplicateParameterName, "Two parameters have one name.", "Give each a name of its own.",
			"", "a function that is defined has two parameters of one name",
		},
		{
			TooManyArguments, "A call has more arguments than can be handled.", "Split the call.",
			"", "a call has more arguments than Trino can pass (127 for most functions)",
		},
		{
			TooManyGroupingSets, "CUBE, ROLLUP and GROUPING SETS together make too many sets.",
			"At most 2048 sets are made; a CUBE of n columns makes 2 to the power of n.",
			"SELECT count(*) FROM (VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)) t (a, b, c, d, e, f, g, h, i, j, k, l) GROUP BY CUBE (a, b, c, d, e, f, g, h, i, j, k, l)", "",
		},
		{
			TypeUnknown, "A column of a table has a type that the table's format does not have.", "CAST the column.",
			"", "a column of a table that is created is NULL without a type",
		},
		{
			NumericValueOutOfRange, "A number is too large or too small for its type.", "CAST to a larger type before computing.",
			"SELECT 2147483647 + 1", "",
		},
		{
			DivisionByZero, "A number was divided by zero.", "Write `x / nullif(y, 0)` for NULL; doubles give Infinity instead.",
			"SELECT 1 / 0", "",
		},
		{
			InvalidCastArgument, "A value cannot be cast to the type.", "TRY_CAST gives NULL instead.",
			"SELECT CAST('x' AS integer)", "",
		},
		{
			InvalidFunctionArgument, "A function got a value that it cannot take.", "TRY gives NULL instead.",
			"SELECT chr(-1)", "",
		},
		{
			SubqueryMultipleRows, "A subquery that stands for one value gave more than one row.", "Add LIMIT 1 or an aggregate.",
			"SELECT (SELECT x FROM (VALUES 1, 2) t (x))", "",
		},
		{
			InvalidPath, "A path of a JSON function cannot be read, or uses a parameter that is not passed.",
			"A path begins with `lax` or `strict`: `lax $.name`.", "SELECT json_value('{}', '$.a')", "",
		},
		{
			PathEvaluationError, "A path of a JSON function does not fit the value.",
			"Only ERROR ON ERROR shows it; `lax` forgives what is missing.", "SELECT json_value('{}', 'strict $.a' ERROR ON ERROR)", "",
		},
		{
			JSONInputConversionError, "A text that a JSON function reads is not JSON.", "Only ERROR ON ERROR shows it.",
			"SELECT json_exists('[', 'lax $' ERROR ON ERROR)", "",
		},
		{
			JSONOutputConversionError, "A path found nothing, more than one thing, or what JSON has no form for.",
			"JSON_QUERY can wrap what it finds in an array.", "SELECT json_query('[1, 2]', 'lax $[*]' ERROR ON ERROR)", "",
		},
		{
			JSONValueResultError, "A path found nothing, more than one thing, or no scalar of the type wanted.",
			"Only ERROR ON EMPTY and ERROR ON ERROR show it.", "SELECT json_value('[1, 2]', 'lax $' ERROR ON ERROR)", "",
		},
		{
			AmbiguousFunctionCall, "More than one signature of a function fits a call equally well.", "CAST the arguments.",
			"", "a call with NULLs fits several signatures; with the functions of today, a rule of Trino always decides",
		},
		{
			InvalidView, "The text of a view is no valid query.", "The view must be created anew.",
			"", "a query reads a view whose text cannot be analyzed any more",
		},
		{
			ViewIsStale, "A view gives other columns than when it was created.", "The view must be created anew.",
			"", "a query reads a view whose tables have changed",
		},
		{
			ViewIsRecursive, "A view reads itself.", "The view must be created anew.",
			"", "a query reads a view that reads itself, directly or through others",
		},
		{
			NotSupported, "The statement is right, but this part of the language is not built.",
			"The message names the part.", "SELECT TIMESTAMP '2025-01-01 00:00:00.123456789'", "",
		},
		{
			PermissionDenied, "You may not do this.", "Ask who keeps the policy.",
			"", "a policy forbids what a statement does",
		},
		{
			ExceededFunctionMemoryLimit, "A function would make a value that is too large.", "Make smaller values.",
			"", "a text or an array would pass the limit of one value",
		},
		{
			ExceededLocalMemoryLimit, "The query needs more memory than it may have.",
			"Read fewer rows or columns, or group by less.", "", "the engine reaches its limit of memory and of temporary files",
		},
		{
			ExceededTimeLimit, "The query took longer than it may.", "Read fewer rows.", "", "the deadline of a run passes",
		},
		{
			QueryTextTooLarge, "The text of the statement is too long.", "At most 262,144 bytes are read, as by Athena.",
			"", "a statement is longer than 262,144 bytes",
		},
		{
			NestingTooDeep, "The statement is nested too deeply.", "Use WITH to flatten it.",
			"", "parentheses, subqueries or calls are nested more than 500 levels",
		},
		{
			GenericInternalError, "Something went wrong on our side.", "Please report it with the statement.",
			"", "there is an error in the program",
		},
		{
			HiveBadData, "A file of a table does not hold what it should.", "Run `glaux status`, then `glaux sync`.",
			"", "a file of the lake is damaged",
		},
		{
			HiveCannotOpenSplit, "A file of a table cannot be read.", "Run `glaux status`, then `glaux sync`.",
			"", "a file of the lake is missing",
		},
		{
			AlreadyExists, "A thing of this name is there already.", "Use another name.", "", "something is created twice",
		},
		{
			InvalidTableProperty, "A property of a table is wrong.", "See the manual.", "", "a table is created with a wrong property",
		},
		{
			NotFound, "A thing that a statement names is not there.", "Prepared statements belong to a principal and a workgroup.",
			"", "EXECUTE names a statement that was not prepared",
		},
		{
			TableAlreadyExists, "There is a table of this name already.", "Drop it first, or write IF NOT EXISTS.",
			"", "CREATE TABLE AS names a table that is there",
		},
		{
			HiveColumnOrderMismatch, "The columns of `partitioned_by` are not the last ones of the query.",
			"Put them at the end of SELECT, in the order of the property.", "", "CREATE TABLE AS or UNLOAD is partitioned by another column",
		},
		{
			HivePathAlreadyExists, "The place to write to is not empty.", "Name an empty folder.",
			"", "CREATE TABLE AS or UNLOAD names a location with files",
		},
		{
			HiveTooManyOpenPartitions, "A statement would write more than 100 partitions.", "Write fewer at a time.",
			"", "CREATE TABLE AS, INSERT or UNLOAD has rows for more partitions",
		},
	}
}
