package query

import "github.com/glauxhq/glaux/internal/sql/ast"

// Kind is what Athena calls a statement: its StatementType and its SubstatementType.
type Kind struct{ Type, Sub string }

// KindOf returns what Athena calls a statement.
func KindOf(s ast.Statement) Kind {
	switch s := s.(type) {
	case *ast.Query:
		return Kind{"DML", "SELECT"}
	case *ast.Explain:
		return Kind{"DML", "EXPLAIN"}
	case *ast.Insert:
		return Kind{"DML", "INSERT"}
	case *ast.Unload:
		return Kind{"DML", "UNLOAD"}
	case *ast.Delete:
		return Kind{"DML", "DELETE"}
	case *ast.Update:
		return Kind{"DML", "UPDATE"}
	case *ast.Merge:
		return Kind{"DML", "MERGE"}
	case *ast.Execute:
		return Kind{"DML", "EXECUTE"}
	case *ast.CreateTableAs:
		return Kind{"DDL", "CREATE_TABLE_AS_SELECT"}
	case *ast.CreateTable:
		return Kind{"DDL", "CREATE_TABLE"}
	case *ast.CreateView:
		return Kind{"DDL", "CREATE_VIEW"}
	case *ast.CreateDatabase:
		return Kind{"DDL", "CREATE_DATABASE"}
	case *ast.AlterDatabase:
		return Kind{"DDL", "ALTER_DATABASE"}
	case *ast.AlterTable:
		return Kind{"DDL", alterKind(s.Action)}
	case *ast.AlterView:
		return Kind{"DDL", "ALTER_VIEW"}
	case *ast.Drop:
		return Kind{"DDL", "DROP_" + s.What}
	case *ast.RepairTable:
		return Kind{"DDL", "MSCK_REPAIR"}
	case *ast.Prepare:
		return Kind{"DDL", "PREPARE"}
	case *ast.Deallocate:
		return Kind{"DDL", "DEALLOCATE"}
	case *ast.Optimize:
		return Kind{"DML", "OPTIMIZE"}
	case *ast.Vacuum:
		return Kind{"DML", "VACUUM"}
	case *ast.Show:
		return Kind{"UTILITY", showKind(s.What)}
	case *ast.Describe:
		return Kind{"UTILITY", "DESCRIBE_TABLE"}
	}
	return Kind{"UTILITY", ""}
}

func alterKind(a ast.AlterAction) string {
	switch a {
	case ast.AlterAddPartitions:
		return "ALTER_TABLE_ADD_PARTITION"
	case ast.AlterDropPartitions:
		return "ALTER_TABLE_DROP_PARTITION"
	case ast.AlterRenamePartition:
		return "ALTER_TABLE_RENAME_PARTITION"
	case ast.AlterSetLocation:
		return "ALTER_TABLE_LOCATION"
	case ast.AlterSetProperties:
		return "ALTER_TABLE_PROPERTIES"
	case ast.AlterAddColumns:
		return "ALTER_TABLE_ADD_COLUMNS"
	case ast.AlterReplaceColumns:
		return "ALTER_TABLE_REPLACE_COLUMNS"
	case ast.AlterChangeColumn, ast.AlterDropColumn:
		return "ALTER_TABLE_COLUMN"
	}
	return "ALTER_TABLE"
}

func showKind(what string) string {
	switch what {
	case "SCHEMAS":
		return "SHOW_DATABASES"
	case "CREATE TABLE":
		return "SHOW_CREATE_TABLE"
	case "CREATE VIEW":
		return "SHOW_CREATE_VIEW"
	}
	return "SHOW_" + what
}
