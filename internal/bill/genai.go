package bill

import (
	"slices"

	"github.com/glauxhq/glaux/internal/genai/class"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
)

// GenAI is the name of the view over the lines of generative AI.
const GenAI = "genai"

// genAI returns the view over the lines of all bills that are of generative AI: the columns of glaux.bill, and what a line is. Like that
// view, which it reads, it is public.
func genAI(sources []Source) *catalog.Table {
	list := columns(sources)
	return &catalog.Table{
		Name:    catalog.Name{Database: Database, Table: GenAI},
		Columns: append(slices.Clone(list), class.Columns()...),
		Comment: "The lines of all bills that are of generative AI, classified",
		View:    &catalog.View{Query: genAIQuery(list, Database, View), Database: Database, Public: true},
	}
}

// GenAIDDL returns the statement that makes the view in Athena, in the database of the session, beside the view over all bills that ViewDDL made there.
func GenAIDDL(sources []Source) string {
	view := &ast.CreateView{Replace: true, Name: ast.Name{Parts: []ast.Ident{*build.Ident(GenAI)}}, Query: genAIQuery(columns(athena(inOrder(sources))), View)}
	return ast.Print(view) + ";\n"
}

// genAIQuery makes the query of the view over a relation with the columns of glaux.bill.
func genAIQuery(list []catalog.Column, from ...string) *ast.Query {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return &ast.Query{Body: class.Query(build.Table("", from...), names)}
}
