package ast

import "github.com/glauxhq/glaux/internal/sql/token"

// MatchRecognize is `rel MATCH_RECOGNIZE (…)`.
type MatchRecognize struct {
	token.Span
	Rel         Rel
	PartitionBy []Expr
	OrderBy     []SortItem
	Measures    []Measure
	Rows        RowsPerMatch
	Matching
}

// Matching is what row pattern matching in FROM and in windows have in common.
type Matching struct {
	Skip    *SkipTo
	Initial string  // "", INITIAL or SEEK
	Pattern Pattern // nil only in windows
	Subsets []Subset
	Defines []Define
}

// Measure is one item of MEASURES: `x AS name`.
type Measure struct {
	token.Span
	X    Expr
	Name Ident
}

// WindowMeasure is `name OVER …`: a measure of a window with row pattern matching.
type WindowMeasure struct {
	token.Span
	Name Ident
	Over *Over
}

// LabelStar is `label.*`, the only argument of count in row pattern matching.
type LabelStar struct {
	token.Span
	Label Ident
}

// RowsPerMatch is how many rows a match gives.
type RowsPerMatch int

// The forms of ROWS PER MATCH.
const (
	RowsPerMatchDefault RowsPerMatch = iota
	OneRowPerMatch
	AllRowsPerMatch
	AllRowsShowEmpty
	AllRowsOmitEmpty
	AllRowsWithUnmatched
)

// SkipKind is where matching goes on after a match.
type SkipKind int

// The forms of AFTER MATCH SKIP.
const (
	SkipPastLastRow SkipKind = iota
	SkipToNextRow
	SkipToFirst
	SkipToLast
)

// SkipTo is `AFTER MATCH SKIP …`. Variable is set for SkipToFirst and SkipToLast.
type SkipTo struct {
	token.Span
	Kind     SkipKind
	Variable *Ident
}

// Subset is one item of SUBSET: `name = (a, b)`.
type Subset struct {
	token.Span
	Name    Ident
	Members []Ident
}

// Define is one item of DEFINE: `name AS condition`.
type Define struct {
	token.Span
	Name Ident
	Cond Expr
}

// Pattern is a row pattern.
type Pattern interface {
	Node
	pattern()
}

// PatternVar is a variable of a pattern.
type PatternVar struct {
	token.Span
	Name Ident
}

// PatternAnchor is `^` (Start) or `$`.
type PatternAnchor struct {
	token.Span
	Start bool
}

// PatternEmpty is `()`.
type PatternEmpty struct{ token.Span }

// PatternGroup is `(pattern)` or, with Exclude, `{- pattern -}`.
type PatternGroup struct {
	token.Span
	X       Pattern
	Exclude bool
}

// PatternSeq is `a b c`: patterns one after the other.
type PatternSeq struct {
	token.Span
	Items []Pattern
}

// PatternAlt is `a | b | c`.
type PatternAlt struct {
	token.Span
	Items []Pattern
}

// PatternPermute is `PERMUTE(a, b)`.
type PatternPermute struct {
	token.Span
	Items []Pattern
}

// PatternRepeat is a pattern with a quantifier: `*`, `+`, `?`, `{n}`, `{n,m}`, each with `?` when reluctant. Max is -1
// for no limit.
type PatternRepeat struct {
	token.Span
	X         Pattern
	Min, Max  int
	Reluctant bool
}

func (*WindowMeasure) expr()     {}
func (*LabelStar) expr()         {}
func (*MatchRecognize) rel()     {}
func (*PatternVar) pattern()     {}
func (*PatternAnchor) pattern()  {}
func (*PatternEmpty) pattern()   {}
func (*PatternGroup) pattern()   {}
func (*PatternSeq) pattern()     {}
func (*PatternAlt) pattern()     {}
func (*PatternPermute) pattern() {}
func (*PatternRepeat) pattern()  {}
