package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// hiveDDL reports whether text is a command that Athena gives to Hive's parser.
func hiveDDL(text string) bool { return false }

// statement reads one statement.
func (p *parser) statement() ast.Statement {
	return p.query()
}
