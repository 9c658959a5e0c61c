package statement

import (
	"reflect"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/parse"
)

func TestEveryStatementIsInTheManual(t *testing.T) {
	told := map[reflect.Type]bool{}
	for _, d := range Docs() {
		s, problems := parse.Statement(d.Example)
		if len(problems) > 0 {
			t.Errorf("%s", problems.Show(d.Example))
			continue
		}
		told[reflect.TypeOf(s)] = true
	}
	for _, s := range []ast.Statement{
		&ast.CreateDatabase{}, &ast.AlterDatabase{}, &ast.Drop{}, &ast.CreateTable{}, &ast.CreateTableAs{}, &ast.Insert{}, &ast.Unload{},
		&ast.AlterTable{}, &ast.RepairTable{}, &ast.CreateView{}, &ast.AlterView{}, &ast.Show{}, &ast.Describe{}, &ast.Prepare{},
		&ast.Execute{}, &ast.Deallocate{}, &ast.Explain{}, &ast.Delete{}, &ast.Update{}, &ast.Merge{}, &ast.Optimize{}, &ast.Vacuum{},
	} {
		if !told[reflect.TypeOf(s)] {
			t.Errorf("nothing is told of %T", s)
		}
	}
}
