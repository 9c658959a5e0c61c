// Package console is what a person who writes SQL is helped with: what is wrong as one types, what could stand here, what a table holds,
// what a column of a result looks like. It promises that every answer is made with the rights of who asks, through the same parser,
// analyzer and door as the statements themselves, so that it never offers a name or a value that the asker could not read.
package console

import "github.com/glauxhq/glaux/internal/job"

// Text is a statement as it stands in the editor.
type Text struct {
	SQL      string   `json:"sql" maxLength:"262144"`
	Database string   `json:"database,omitempty"`
	Params   []string `json:"params,omitempty" maxItems:"100"`
}

// Check is what the parser and the analyzer say of a text. A text may hold several statements with semicolons between.
type Check struct {
	Diagnostics []job.Diagnostic `json:"diagnostics"`
	// Statements are where the statements of the text stand.
	Statements []Span `json:"statements"`
	// Parameters is how many ? there are.
	Parameters int `json:"parameters"`
	// Columns are those of the result, where the text is one valid query.
	Columns []job.Column `json:"columns,omitempty"`
	// Bytes is what a run would read at most, Files from how many files, AthenaUSD what Athena would take for it.
	Bytes     int64  `json:"bytes"`
	Files     int    `json:"files"`
	AthenaUSD string `json:"athenaUsd,omitempty"`
}

// Span is a place in a text, in UTF-16 units.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// CompleteRequest asks what could stand at a place.
type CompleteRequest struct {
	Text
	At int `json:"at" doc:"the cursor, in UTF-16 units"`
}

// Completions are what could stand between From and the cursor, best first.
type Completions struct {
	From  int          `json:"from"`
	Items []Completion `json:"items"`
}

// Completion is a word that could stand here.
type Completion struct {
	Kind  string `json:"kind" enum:"keyword,function,database,table,column,key,value,alias,type"`
	Label string `json:"label"`
	// Insert is what is written, where it is not the label.
	Insert string `json:"insert,omitempty"`
	// Detail is short: a type, a signature, a count. Doc is Markdown.
	Detail string `json:"detail,omitempty"`
	Doc    string `json:"doc,omitempty"`
}

// Database is a database with the names of its tables.
type Database struct {
	Name   string      `json:"name"`
	Tables []TableName `json:"tables"`
}

// TableName is a table in the catalog's tree.
type TableName struct {
	Name string `json:"name"`
	Kind string `json:"kind" enum:"table,view,external"`
}

// Table is what is known of a table.
type Table struct {
	Database string        `json:"database"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind" enum:"table,view,external"`
	Comment  string        `json:"comment,omitempty"`
	Columns  []TableColumn `json:"columns"`
	// Partitions are the values of the partition columns, newest first, at most 1,000.
	Partitions []Partition `json:"partitions,omitempty"`
	// DDL is what SHOW CREATE TABLE or VIEW says; "" where the asker may not see it.
	DDL string `json:"ddl,omitempty"`
	// SampleSQL reads ten rows of it.
	SampleSQL string `json:"sampleSql"`
}

// TableColumn is a column of a table.
type TableColumn struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Comment   string `json:"comment,omitempty"`
	Partition bool   `json:"partition,omitempty"`
	// Map tells that it has keys, see Keys.
	Map bool `json:"map,omitempty"`
}

// Partition is one partition: the values of the partition columns, in their order, with what the lake knows of it.
type Partition struct {
	Values []string `json:"values"`
	Rows   int64    `json:"rows"`
	Bytes  int64    `json:"bytes"`
}

// Frequent is a value, or a key of a map, with how many rows have it.
type Frequent struct {
	Value string `json:"value"`
	Rows  int64  `json:"rows"`
}

// Frequents are the frequent values of a column, or keys of a map, with the query that counted them.
type Frequents struct {
	Items []Frequent `json:"items"`
	SQL   string     `json:"sql"`
}

// ColumnStatistics is what a column of a result holds.
type ColumnStatistics struct {
	Rows     int64  `json:"rows"`
	Nulls    int64  `json:"nulls"`
	Distinct int64  `json:"distinct" doc:"approximately; -1 for values that cannot be compared"`
	Min      string `json:"min,omitempty"`
	Max      string `json:"max,omitempty"`
	Mean     string `json:"mean,omitempty"`
	Sum      string `json:"sum,omitempty"`
	// Histogram is of numbers and times, Frequent of the rest.
	Histogram []Bar      `json:"histogram,omitempty"`
	Frequent  []Frequent `json:"frequent,omitempty"`
	SQL       string     `json:"sql" doc:"the query that counted"`
	ListSQL   string     `json:"listSql,omitempty" doc:"the query of the histogram or the frequent values"`
}

// Bar is one bar of a histogram: from ≤ value < to; the last one holds to as well.
type Bar struct {
	From string `json:"from"`
	To   string `json:"to"`
	Rows int64  `json:"rows"`
}

// Function is a function as the manual has it.
type Function struct {
	Name       string   `json:"name"`
	Family     string   `json:"family"`
	Kind       string   `json:"kind" enum:"scalar,aggregate,window,lambda,operator,table"`
	Signatures []string `json:"signatures"`
	Doc        string   `json:"doc"`
	Examples   []string `json:"examples,omitempty"`
}
