package parse

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// What a statement is depends on its first words, however long the comments are before and between them.
func TestCommentsDoNotHideTheLanguageOfAStatement(t *testing.T) {
	remark := strings.Repeat("-- the table of `bills`, one for each month; don't touch\n", 200)
	for _, text := range []string{
		remark + "CREATE EXTERNAL TABLE `bills`.`cur` (`a` string) LOCATION 's3://b/'",
		"CREATE /* " + remark + " */ EXTERNAL TABLE `cur` (`a` string) LOCATION 's3://b/'",
		"ALTER\n" + remark + "TABLE `cur` ADD PARTITION (`day` = '1')",
	} {
		if _, problems := Statement(text); len(problems) > 0 {
			t.Errorf("%.60q…: %v", text, problems)
		}
	}
	tree, problems := Statement(remark + "CREATE TABLE t WITH (format = 'PARQUET') AS SELECT 1 AS \"a\"")
	if _, ok := tree.(*ast.CreateTableAs); !ok || len(problems) > 0 {
		t.Errorf("got %T, %v", tree, problems)
	}
}
