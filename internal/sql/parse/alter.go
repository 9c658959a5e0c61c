package parse

import "github.com/glauxhq/glaux/internal/sql/ast"

// alterTable reads what follows ALTER TABLE.
func (p *parser) alterTable(start int) ast.Statement {
	a := &ast.AlterTable{Name: p.qualified()}
	p.alterAction(a)
	a.Span = p.span(start)
	return a
}

// alterAction reads what ALTER TABLE does into a.
func (p *parser) alterAction(a *ast.AlterTable) {
	if p.at("PARTITION") {
		a.Partitions = []ast.PartitionSpec{p.partitionSpec()}
		if p.accept("RENAME") {
			p.expect("TO")
			a.Action = ast.AlterRenamePartition
			a.Partitions = append(a.Partitions, p.partitionSpec())
			return
		}
	}
	switch {
	case p.accept("ADD"):
		p.alterAdd(a)
	case p.accept("REPLACE"):
		a.Action = ast.AlterReplaceColumns
		p.expect("COLUMNS", "(")
		a.Columns = p.columnDefs()
	case p.accept("SET"):
		if p.at("LOCATION") {
			a.Action, a.Location = ast.AlterSetLocation, p.clause("LOCATION")
			return
		}
		p.expect("TBLPROPERTIES")
		a.Action, a.Properties = ast.AlterSetProperties, p.textProperties()
	case a.Partitions == nil && p.accept("DROP"):
		p.alterDrop(a)
	case a.Partitions == nil && p.accept("CHANGE"):
		p.alterChange(a)
	case a.Partitions == nil && p.at("RENAME"):
		p.refuse()
	default:
		p.mismatch()
	}
}

// alterAdd reads what follows ADD.
func (p *parser) alterAdd(a *ast.AlterTable) {
	if p.accept("COLUMNS") {
		a.Action = ast.AlterAddColumns
		p.expect("(")
		a.Columns = p.columnDefs()
		return
	}
	a.Action, a.If = ast.AlterAddPartitions, p.ifNotExists()
	for more := true; more; more = p.at("PARTITION") {
		start := p.pos
		s := p.partitionSpec()
		s.Location = p.clause("LOCATION")
		s.Span = p.span(start)
		a.Partitions = append(a.Partitions, s)
	}
}

// alterDrop reads what follows DROP.
func (p *parser) alterDrop(a *ast.AlterTable) {
	if p.accept("COLUMN") {
		a.Action = ast.AlterDropColumn
		id := p.name()
		a.Column = &id
		return
	}
	a.Action, a.If = ast.AlterDropPartitions, p.ifExists()
	for more := true; more; more = p.accept(",") {
		a.Partitions = append(a.Partitions, p.partitionSpec())
	}
}

// alterChange reads what follows CHANGE.
func (p *parser) alterChange(a *ast.AlterTable) {
	a.Action = ast.AlterChangeColumn
	if p.at("COLUMN") && isName(p.ahead(2)) {
		p.next()
	}
	id := p.name()
	a.Column = &id
	a.Columns = []ast.ColumnDef{p.columnDef()}
	if a.First = p.accept("FIRST"); !a.First && p.accept("AFTER") {
		after := p.name()
		a.After = &after
	}
}

// alterView reads what follows ALTER VIEW.
func (p *parser) alterView(start int) ast.Statement {
	v := &ast.AlterView{Name: p.qualified(), Force: p.accept("FORCE")}
	v.Action = p.oneOf("ADD", "DROP", "UPDATE")
	p.expect("DIALECT")
	if v.Action != "DROP" {
		p.expect("AS")
		v.Query = p.stringValue()
	}
	v.Span = p.span(start)
	return v
}
