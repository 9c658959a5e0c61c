package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// hiveStatement writes a command in Hive's spelling: names in backticks, strings with backslash escapes.
func (p *printer) hiveStatement(s Statement) {
	switch s := s.(type) {
	case *CreateTable:
		p.createTable(s)
	case *AlterTable:
		p.word("ALTER TABLE ")
		p.name(s.Name)
		p.alterAction(s)
	case *RepairTable:
		p.word("MSCK REPAIR TABLE ")
		p.name(s.Name)
	case *Show:
		p.show(s)
	case *Describe:
		p.describe(s)
	case *CreateDatabase:
		p.word("CREATE DATABASE ")
		if s.IfNotExists {
			p.word("IF NOT EXISTS ")
		}
		p.name(s.Name)
		p.text(" COMMENT ", s.Comment)
		p.text(" LOCATION ", s.Location)
		p.textProperties(" WITH DBPROPERTIES ", s.Properties)
	case *AlterDatabase:
		p.word("ALTER DATABASE ")
		p.name(s.Name)
		p.textProperties(" SET DBPROPERTIES ", s.Properties)
	case *Drop:
		p.word("DROP " + s.What + " ")
		if s.IfExists {
			p.word("IF EXISTS ")
		}
		p.name(s.Name)
		if s.Behavior != "" {
			p.word(" " + s.Behavior)
		}
	case *AlterView:
		p.alterView(s)
	}
}

// createTable writes CREATE TABLE, each clause on its line.
func (p *printer) createTable(c *CreateTable) {
	p.word("CREATE ")
	if c.External {
		p.word("EXTERNAL ")
	}
	p.word("TABLE ")
	if c.IfNotExists {
		p.word("IF NOT EXISTS ")
	}
	p.name(c.Name)
	if len(c.Columns) > 0 {
		p.word(" (")
		p.indent++
		for i := range c.Columns {
			if i > 0 {
				p.word(",")
			}
			p.line()
			p.columnDef(&c.Columns[i])
		}
		p.indent--
		p.line()
		p.word(")")
	}
	p.textLine("COMMENT ", c.Comment)
	p.partitionedBy(c.PartitionedBy)
	if c.ClusteredBy != nil {
		p.line()
		p.word("CLUSTERED BY ")
		p.idents(c.ClusteredBy.Columns)
		p.word(" INTO ")
		p.int(c.ClusteredBy.Buckets)
		p.word(" BUCKETS")
	}
	if c.RowFormat != nil {
		p.line()
		p.rowFormat(c.RowFormat)
	}
	if c.StoredAs != nil {
		p.line()
		p.storedAs(c.StoredAs)
	}
	p.textLine("LOCATION ", c.Location)
	if len(c.Properties) > 0 {
		p.line()
		p.textProperties("TBLPROPERTIES ", c.Properties)
	}
}

// textLine writes a clause with one string on a line of its own, if there is one.
func (p *printer) textLine(clause string, s *string) {
	if s != nil {
		p.line()
		p.text(clause, s)
	}
}

// columnDef writes one column of a table.
func (p *printer) columnDef(d *ColumnDef) {
	p.ident(d.Name)
	p.word(" ")
	p.hiveType(d.Type)
	p.text(" COMMENT ", d.Comment)
}

// columnDefs writes `(name type, …)` on one line.
func (p *printer) columnDefs(list []ColumnDef) {
	p.word("(")
	for i := range list {
		p.comma(i)
		p.columnDef(&list[i])
	}
	p.word(")")
}

// hiveType writes a type in Hive's spelling.
func (p *printer) hiveType(t *Type) {
	if token.Plain(t.Name) {
		p.word(t.Name)
	} else {
		p.ident(Ident{Name: t.Name, Quoted: true})
	}
	angle := len(t.Fields) > 0 || len(t.Args) > 0 && t.Args[0].Type != nil
	if !angle && len(t.Args) == 0 {
		return
	}
	opening, closing := "(", ")"
	if angle {
		opening, closing = "<", ">"
	}
	p.word(opening)
	for i := range t.Fields {
		p.comma(i)
		p.structField(&t.Fields[i])
	}
	for i, a := range t.Args {
		p.comma(i)
		if a.Type != nil {
			p.hiveType(a.Type)
		} else if a.Number != nil {
			p.int(*a.Number)
		}
	}
	p.word(closing)
}

// structField writes a field of a struct.
func (p *printer) structField(f *RowField) {
	if f.Name != nil {
		p.ident(*f.Name)
	}
	p.word(":")
	p.hiveType(f.Type)
}

// partitionedBy writes PARTITIONED BY.
func (p *printer) partitionedBy(list []PartitionField) {
	for i := range list {
		if i == 0 {
			p.line()
			p.word("PARTITIONED BY (")
		}
		p.comma(i)
		p.partitionField(&list[i])
	}
	if len(list) > 0 {
		p.word(")")
	}
}

func (p *printer) partitionField(f *PartitionField) {
	if f.Column != nil {
		p.columnDef(f.Column)
		return
	}
	p.expr(f.X, anyLevel)
}

// rowFormat writes ROW FORMAT.
func (p *printer) rowFormat(f *RowFormat) {
	if f.Serde != "" || len(f.Properties) > 0 {
		p.word("ROW FORMAT SERDE ")
		p.str(f.Serde)
		if len(f.Properties) > 0 {
			p.line()
			p.textProperties("WITH SERDEPROPERTIES ", f.Properties)
		}
		return
	}
	p.word("ROW FORMAT DELIMITED")
	for _, d := range f.Delimiters {
		p.word(" " + d.What + " ")
		p.str(d.Text)
	}
}

// storedAs writes STORED AS.
func (p *printer) storedAs(s *StoredAs) {
	p.word("STORED AS ")
	if s.Format != "" {
		p.ident(Ident{Name: s.Format})
		return
	}
	p.word("INPUTFORMAT ")
	p.str(s.Input)
	p.word(" OUTPUTFORMAT ")
	p.str(s.Output)
}

// textProperties writes a clause with `('key' = 'value', …)`, if there are any.
func (p *printer) textProperties(clause string, list []TextProperty) {
	if len(list) == 0 {
		return
	}
	p.word(clause + "(")
	for i, t := range list {
		p.comma(i)
		p.str(t.Key)
		p.word(" = ")
		p.str(t.Value)
	}
	p.word(")")
}

// partitionSpec writes `PARTITION (…) [LOCATION …]`.
func (p *printer) partitionSpec(s *PartitionSpec) {
	p.word("PARTITION (")
	for i, t := range s.Terms {
		p.comma(i)
		p.ident(t.Column)
		if t.Op != "" {
			p.word(" " + t.Op + " ")
			p.expr(t.X, anyLevel)
		}
	}
	p.word(")")
	p.text(" LOCATION ", s.Location)
}

// alterAction writes what ALTER TABLE does.
func (p *printer) alterAction(a *AlterTable) {
	lead := a.Partitions
	if a.Action == AlterAddPartitions || a.Action == AlterDropPartitions || a.Action == AlterRenamePartition {
		lead = nil
	}
	for i := range lead {
		p.word(" ")
		p.partitionSpec(&lead[i])
	}
	switch a.Action {
	case AlterAddPartitions:
		p.word(" ADD")
		if a.If {
			p.word(" IF NOT EXISTS")
		}
		for i := range a.Partitions {
			p.word(" ")
			p.partitionSpec(&a.Partitions[i])
		}
	case AlterDropPartitions:
		p.word(" DROP ")
		if a.If {
			p.word("IF EXISTS ")
		}
		for i := range a.Partitions {
			p.comma(i)
			p.partitionSpec(&a.Partitions[i])
		}
	case AlterRenamePartition:
		for i := range a.Partitions {
			if i > 0 {
				p.word(" RENAME TO")
			}
			p.word(" ")
			p.partitionSpec(&a.Partitions[i])
		}
	case AlterSetLocation:
		p.text(" SET LOCATION ", a.Location)
	case AlterSetProperties:
		p.textProperties(" SET TBLPROPERTIES ", a.Properties)
	case AlterAddColumns:
		p.word(" ADD COLUMNS ")
		p.columnDefs(a.Columns)
	case AlterReplaceColumns:
		p.word(" REPLACE COLUMNS ")
		p.columnDefs(a.Columns)
	case AlterChangeColumn:
		p.alterChange(a)
	case AlterDropColumn:
		p.word(" DROP COLUMN ")
		p.ident(*a.Column)
	}
}

// alterChange writes CHANGE COLUMN.
func (p *printer) alterChange(a *AlterTable) {
	p.word(" CHANGE COLUMN ")
	p.ident(*a.Column)
	for i := range a.Columns {
		p.word(" ")
		p.columnDef(&a.Columns[i])
	}
	if a.First {
		p.word(" FIRST")
	}
	if a.After != nil {
		p.word(" AFTER ")
		p.ident(*a.After)
	}
}

// show writes SHOW.
func (p *printer) show(s *Show) {
	p.word("SHOW " + s.What)
	if s.Name != nil {
		switch s.What {
		case "CREATE TABLE", "CREATE VIEW", "PARTITIONS", "TBLPROPERTIES":
			p.word(" ")
		default:
			p.word(" IN ")
		}
		p.name(*s.Name)
	}
	if s.In != nil {
		p.word(" IN ")
		p.ident(*s.In)
	}
	if s.Key != nil {
		p.word(" (")
		p.str(*s.Key)
		p.word(")")
	}
	p.text(" LIKE ", s.Pattern)
	p.text(" ESCAPE ", s.Escape)
}

// describe writes DESCRIBE.
func (p *printer) describe(d *Describe) {
	p.word("DESCRIBE ")
	if d.Prepared != "" {
		p.word(d.Prepared + " ")
	}
	if d.Mode != "" {
		p.word(d.Mode + " ")
	}
	p.name(d.Name)
	if d.Partition != nil {
		p.word(" ")
		p.partitionSpec(d.Partition)
	}
	if d.Column != nil {
		p.word(" ")
		p.name(*d.Column)
	}
}

// alterView writes ALTER VIEW.
func (p *printer) alterView(v *AlterView) {
	p.word("ALTER VIEW ")
	p.name(v.Name)
	if v.Force {
		p.word(" FORCE")
	}
	p.word(" " + v.Action + " DIALECT")
	if v.Action != "DROP" {
		p.word(" AS ")
		p.str(v.Query)
	}
}

// hivePart writes a part of a command.
func (p *printer) hivePart(node Node) {
	switch n := node.(type) {
	case *ColumnDef:
		p.columnDef(n)
	case *PartitionField:
		p.partitionField(n)
	case *PartitionSpec:
		p.partitionSpec(n)
	case *RowFormat:
		p.rowFormat(n)
	case *StoredAs:
		p.storedAs(n)
	}
}
