// Package dashboard reads dashboards from plain files: Markdown with fenced SQL, each fence a tile with its settings. It promises that a
// file which is wrong is told with its name, line and reason while the others stay usable, that a tile is nothing but a query anyone could
// run, and that what a user typed into a parameter never becomes part of its text.
//
//	---
//	title: Network
//	title_ja: ネットワーク
//	params:
//	  - {name: start, type: date, default: "month-6"}
//	---
//	Prose in Markdown.
//
//	```sql tile id=nat chart=bar x=month y=cost series=usage_type width=6 unit=USD
//	-- title: NAT gateways
//	-- title_ja: NATゲートウェイ
//	SELECT … WHERE billing_period >= :start …
//	```
//
// A Library finds the dashboards that are built in and those of a folder; Read reads one; Dashboard.Query makes the query of a tile.
package dashboard

// Info is a dashboard in a list.
type Info struct {
	Name    string `json:"name" doc:"the file's name without .md; own. stands before it when it is the user's own"`
	Title   string `json:"title"`
	TitleJA string `json:"titleJa,omitempty"`
	About   string `json:"about,omitempty"`
	AboutJA string `json:"aboutJa,omitempty"`
	Topic   string `json:"topic" doc:"summary, compute, storage, network, database, genai, commitments or the user's own word"`
	Own     bool   `json:"own" doc:"it is from the user's folder, not built in"`
	Tiles   int    `json:"tiles"`
	// Faults are what is wrong with the file: the tiles they are about are left out.
	Faults []Fault `json:"faults,omitempty"`
}

// Dashboard is a whole dashboard.
type Dashboard struct {
	Info
	Params []Param `json:"params"`
	Blocks []Block `json:"blocks"`
	// Source is the file itself.
	Source string `json:"source"`
}

// Param is a parameter that the tiles' SQL names as :name.
type Param struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	TitleJA string `json:"titleJa,omitempty"`
	Type    string `json:"type" enum:"date,month,text,number,choice"`
	// Default is its value where nobody gives one; for dates and months it may be relative in the file, and is a date in an answer.
	Default string   `json:"default"`
	Choices []string `json:"choices,omitempty"`
	// ChoicesSQL finds the choices: its first column.
	ChoicesSQL string `json:"choicesSql,omitempty"`
}

// Block is a piece of prose or a tile, in the order of the file.
type Block struct {
	Kind string `json:"kind" enum:"prose,tile"`
	// Prose is HTML made from the Markdown, without scripts, styles or raw HTML.
	Prose string `json:"prose,omitempty"`
	// ProseJA is the same in Japanese, "" where the file has none.
	ProseJA string `json:"proseJa,omitempty"`
	Tile    *Tile  `json:"tile,omitempty"`
}

// Tile is a query with how to show it.
type Tile struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleJA string `json:"titleJa,omitempty"`
	// Note tells what the figure means; Empty why there may be no data.
	Note    string `json:"note,omitempty"`
	NoteJA  string `json:"noteJa,omitempty"`
	Empty   string `json:"empty,omitempty"`
	EmptyJA string `json:"emptyJa,omitempty"`
	Chart   Chart  `json:"chart"`
	// Width is in twelfths of a row.
	Width int `json:"width" minimum:"1" maximum:"12"`
	// SQL is as in the file; Params are the parameters it names.
	SQL    string   `json:"sql"`
	Params []string `json:"params,omitempty"`
	Line   int      `json:"line"`
}

// Chart says how rows are shown. The console's charts have the same settings.
type Chart struct {
	Type   string   `json:"type" enum:"table,number,bar,stacked,line,area,scatter,pie,heatmap,sankey,treemap"`
	X      string   `json:"x,omitempty" doc:"the column of the axis, or of the names"`
	Y      []string `json:"y,omitempty" doc:"the columns of the figures"`
	Series string   `json:"series,omitempty" doc:"the column that parts the figures into series"`
	To     string   `json:"to,omitempty" doc:"the target of a Sankey's flow, or the second axis of a heat map"`
	Unit   string   `json:"unit,omitempty" doc:"USD, GB, GiB, %, …"`
}

// Fault is what is wrong with a file.
type Fault struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// TileQuery is a tile's query with its parameters in their places: what runs, and what Athena would be given.
type TileQuery struct {
	SQL    string   `json:"sql" doc:"the text with ? where parameters stand"`
	Params []string `json:"params,omitempty" doc:"their values, as SQL expressions"`
	// Plain is the same query with the values written out, to be opened in the console.
	Plain string `json:"plain"`
}
