package law_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// question is something that is asked of a lake with a policy. Text tells people what. Want turns the answer of the restricted lake into
// what is expected, given the reader's; nil leaves it. Listed asks the lake in which views are views.
type question struct {
	text   string
	on     func(l lake, policy *access.Policy) answer
	want   func(got, want answer) answer
	listed bool
}

// asks are the ways to ask for something besides running a query.
var asks = []struct {
	name string
	draw func(*session, context.Context, *rapid.T, *world) question
}{
	{"a listing", (*session).listing},
	{"a listing", (*session).listing},
	{"information_schema", (*session).schema},
	{"EXPLAIN", (*session).explained},
	{"a stage", (*session).staged},
	{"a prepared statement", (*session).prepared},
	{"a count", (*session).counted},
}

// asked is a statement as a question.
func (s *session) asked(ctx context.Context, text string, params ...string) question {
	told := text
	if len(params) > 0 {
		told += fmt.Sprintf(" with %q", params)
	}
	return question{text: told, on: func(l lake, policy *access.Policy) answer { return s.ask(ctx, l, policy, reader, text, params...) }}
}

// listings are statements about the things that names stand for: @t is one of a table or a view, @c one of a column.
var listings = []string{
	"SHOW TABLES", "SHOW TABLES IN db", "SHOW TABLES 't*'", "SHOW VIEWS", "SHOW DATABASES", "SHOW SCHEMAS", "SHOW TABLES IN glaux",
	"SHOW COLUMNS IN @t", "SHOW COLUMNS IN @t IN db", "SHOW COLUMNS FROM glaux.bill",
	"DESCRIBE @t", "DESCRIBE FORMATTED @t", "DESCRIBE EXTENDED @t", "DESCRIBE @t @c", "DESCRIBE glaux.bill",
	"SHOW CREATE TABLE @t", "SHOW CREATE VIEW @t", "SHOW TBLPROPERTIES @t", "SHOW PARTITIONS @t",
	"DROP TABLE @t", "DROP VIEW @t", "DROP VIEW IF EXISTS @t", "INSERT INTO @t SELECT * FROM @t", "CREATE VIEW @t AS SELECT 1 AS a",
	"CREATE OR REPLACE VIEW @t AS SELECT * FROM @t", "CREATE TABLE @t AS SELECT @c FROM @t", "DELETE FROM @t WHERE @c IS NULL",
	"ALTER TABLE @t ADD COLUMNS (z int)", "UPDATE @t SET @c = NULL", "MSCK REPAIR TABLE @t", "UNLOAD (SELECT @c FROM @t) TO 's3://bucket/x/' WITH (format = 'PARQUET')",
	"PREPARE p FROM SELECT @c FROM @t", "EXPLAIN (TYPE VALIDATE) SELECT @c FROM @t", "EXPLAIN DROP TABLE @t",
}

// spoken puts names into a text: of tables that the reader sees, or not, of the table that filters read, and of columns, seen or not.
func spoken(t *rapid.T, w *world, text string) string {
	all := append(append(slices.Clone(w.seen), w.unknown...), source{"roster", texts("who", "key")}, source{"nothing", texts("a")})
	s := rapid.SampledFrom(all).Draw(t, "named table")
	column := "nothing"
	if len(s.columns) > 0 {
		column = rapid.SampledFrom(s.columns).Draw(t, "named column").Name
	}
	return strings.NewReplacer("@t", s.name, "@c", column).Replace(text)
}

// texts are columns of texts.
func texts(names ...string) []catalog.Column {
	out := make([]catalog.Column, len(names))
	for i, name := range names {
		out[i] = catalog.Column{Name: name, Type: types.Text()}
	}
	return out
}

// places are lines that tell where a table's files are, which are told to who sees the table whole.
var places = regexp.MustCompile(`\n  Location: *\|[^\n]*`)

// listing asks for what there is, or to change it.
func (s *session) listing(ctx context.Context, t *rapid.T, w *world) question {
	q := s.asked(ctx, spoken(t, w, rapid.SampledFrom(listings).Draw(t, "listing")))
	q.listed = true
	return q
}

// schema queries information_schema.
func (s *session) schema(ctx context.Context, t *rapid.T, w *world) question {
	q := s.asked(ctx, "SELECT * FROM information_schema."+rapid.SampledFrom([]string{
		"tables", "columns WHERE table_schema = 'db'", "views WHERE table_schema = 'db'", "schemata", "columns WHERE table_schema = 'db' AND 1 / ordinal_position >= 0",
		"tables WHERE table_name IN (SELECT table_name FROM information_schema.columns WHERE column_name = 'team')",
	}).Draw(t, "schema"))
	q.listed = true
	return q
}

// explained asks for plans. Where a policy hides rows or cells there is none: whether there is one then depends on the policy and not on
// what it hides, and of a query that is wrong the same is told.
func (s *session) explained(ctx context.Context, t *rapid.T, w *world) question {
	sql, m := w.query(t)
	form := rapid.SampledFrom([]string{"(TYPE VALIDATE) ", "(TYPE IO) ", "(FORMAT JSON) ", "(TYPE LOGICAL, FORMAT GRAPHVIZ) ", ""}).Draw(t, "explain")
	q := s.asked(ctx, "EXPLAIN "+form+sql, m.params...)
	q.want = func(got, want answer) answer { return w.unveiled(got, want, sql, form == "") }
	return q
}

// staged asks for a form that a query takes on its way.
func (s *session) staged(ctx context.Context, t *rapid.T, w *world) question {
	sql, m := w.query(t)
	at := rapid.SampledFrom(query.Stages()).Draw(t, "stage")
	if len(m.params) > 0 {
		sql = strings.ReplaceAll(sql, "?", "NULL")
	}
	return question{
		text: string(at) + " of " + sql,
		on:   func(l lake, policy *access.Policy) answer { return s.stage(ctx, l, policy, reader, sql, at) },
		want: func(got, want answer) answer {
			return w.unveiled(got, want, sql, at == query.StageGuarded || at == query.StageSQL || at == query.StagePlan)
		},
	}
}

// unveiled returns what is to be compared with an answer about the work on a query. One that is refused for what a policy hides is right
// where the other lake answers at all; of two plans the names differ that the guard gave, so that only what they read is compared.
func (w *world) unveiled(got, want answer, q string, plan bool) answer {
	hidden := got.code == diag.PermissionDenied && strings.Contains(got.fault, "EXPLAIN is not available where a policy filters rows")
	views := slices.ContainsFunc(w.views, func(v viewOf) bool { return strings.Contains(q, v.table) })
	switch {
	case want.fault != "" || got.fault != "" && !hidden:
		return want
	case hidden, plan && w.discreet(got, q), views:
		return got
	}
	return want
}

// discreet tells whether a text holds nothing of what the reader does not see and did not write: no values, and no tables.
func (w *world) discreet(a answer, q string) bool {
	shown := a.String()
	for _, secret := range []string{"SECRET-4711", "roster"} {
		if strings.Contains(shown, secret) && !strings.Contains(q, secret) {
			return false
		}
	}
	for _, tab := range w.tables {
		if len(w.rules[tab.name]) == 0 && strings.Contains(shown, tab.name+".parquet") {
			return false
		}
	}
	return true
}

// prepared runs a query as a prepared statement, or tells of that.
func (s *session) prepared(ctx context.Context, t *rapid.T, w *world) question {
	sql, m := w.query(t)
	text := "EXECUTE p"
	if len(m.params) > 0 {
		text += " USING " + strings.Join(m.params, ", ")
	}
	text = rapid.SampledFrom([]string{text, text, text, "DESCRIBE INPUT p", "DESCRIBE OUTPUT p", "EXPLAIN (TYPE VALIDATE) " + text, "DEALLOCATE PREPARE p"}).Draw(t, "follow")
	return question{
		text: "PREPARE p FROM " + sql + "; " + text,
		on: func(l lake, policy *access.Policy) answer {
			if a := s.ask(ctx, l, policy, reader, "PREPARE p FROM "+sql); a.fault != "" {
				return a
			}
			return s.ask(ctx, l, policy, reader, text)
		},
	}
}

// counted asks for some rows of a query and for how many there are: which come is chance, how many is not.
func (s *session) counted(ctx context.Context, t *rapid.T, w *world) question {
	sql, m := w.query(t)
	return question{
		text: fmt.Sprintf("2 rows of %s with %q", sql, m.params),
		on: func(l lake, policy *access.Policy) answer {
			a := s.most(ctx, l, policy, reader, sql, 2, m.params...)
			a.rows = nil
			if a.fault == "" {
				a.columns = []typed.Column{{Name: fmt.Sprintf("%+v", a.count), Type: types.Text()}}
			}
			return a
		},
	}
}
