package ast

// statement walks a statement.
func (w *walker) statement(s Statement) {
	switch n := s.(type) {
	case *Explain:
		w.one(n.Statement)
	case *Prepare:
		w.one(n.Statement)
	case *Execute:
		w.exprs(n.Args)
	case *CreateView:
		w.query(n.Query)
	case *CreateTableAs:
		w.properties(n.Properties)
		w.query(n.Query)
	case *Insert:
		w.query(n.Query)
	case *Unload:
		w.query(n.Query)
		w.properties(n.Properties)
	case *Delete:
		w.one(n.Cond)
	case *Update:
		w.assignments(n.Set)
		w.one(n.Cond)
	case *Merge:
		w.one(n.Source)
		w.one(n.On)
		for i := range n.Cases {
			w.one(&n.Cases[i])
		}
	case *Optimize:
		w.one(n.Cond)
	default:
		w.hive(s)
	}
}

// hive walks a command of Hive.
func (w *walker) hive(s Statement) {
	switch n := s.(type) {
	case *CreateTable:
		w.columnDefs(n.Columns)
		for i := range n.PartitionedBy {
			w.one(&n.PartitionedBy[i])
		}
	case *AlterTable:
		for i := range n.Partitions {
			w.one(&n.Partitions[i])
		}
		w.columnDefs(n.Columns)
	case *Describe:
		if n.Partition != nil {
			w.one(n.Partition)
		}
	}
}

// properties walks WITH (…).
func (w *walker) properties(list []Property) {
	for i := range list {
		w.one(&list[i])
	}
}

// assignments walks SET.
func (w *walker) assignments(list []Assignment) {
	for i := range list {
		w.one(&list[i])
	}
}

// columnDefs walks columns of a table.
func (w *walker) columnDefs(list []ColumnDef) {
	for i := range list {
		w.one(&list[i])
	}
}

// command walks a part of a command.
func (w *walker) command(node Node) {
	switch n := node.(type) {
	case *Property:
		w.one(n.X)
	case *Assignment:
		w.one(n.X)
	case *MergeCase:
		w.one(n.Cond)
		w.assignments(n.Set)
		w.exprs(n.Values)
	case *ColumnDef:
		w.typ(n.Type)
	case *PartitionField:
		if n.Column != nil {
			w.one(n.Column)
		}
		w.one(n.X)
	case *PartitionSpec:
		for i := range n.Terms {
			w.one(&n.Terms[i])
		}
	case *PartitionTerm:
		w.one(n.X)
	}
}
