package dashboard

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// MaxFile bounds a file, in bytes.
const MaxFile = 128 << 10

// The bounds of what is in a file. What lies beyond them is a fault.
const (
	maxTiles  = 100
	maxParams = 50
	maxFaults = 100
	// The reader of Markdown takes time that grows with the square of a paragraph and of the depth of quotations and lists.
	maxRun   = 16 << 10
	maxLevel = 20
)

// Read reads a dashboard. It never fails: what is wrong is among its faults, and what is right can be used.
func Read(file string, source []byte) Dashboard {
	r := &reader{file: file, ids: map[string]int{}}
	r.out.Name = strings.TrimSuffix(file, ".md")
	if reason := unreadable(source); reason != "" {
		r.fault(1, "%s", reason)
		r.out.Title = r.out.Name
		r.out.Faults = r.faults
		return r.out
	}
	whole := strings.ReplaceAll(strings.TrimPrefix(string(source), "\ufeff"), "\r\n", "\n")
	r.out.Source = whole
	if line, reason := tooMuch(whole); reason != "" {
		r.fault(line, "%s", reason)
		r.out.Title, r.out.Faults = r.out.Name, r.faults
		return r.out
	}
	front, body, line := cutFront(whole)
	r.base = line
	r.front(front, whole)
	r.body([]byte(body))
	r.out.Tiles = len(r.ids)
	slices.SortStableFunc(r.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	r.out.Faults = r.faults
	return r.out
}

// unreadable says why a file is not read at all, "" for one that is.
func unreadable(source []byte) string {
	switch {
	case len(source) > MaxFile:
		return fmt.Sprintf("the file has %d bytes; at most %d are read", len(source), MaxFile)
	case !utf8.Valid(source):
		return "the file is not UTF-8"
	case bytes.IndexByte(source, 0) >= 0:
		return "the file is no text: it has a zero byte"
	}
	return ""
}

// tooMuch finds what would take too long to read, and says at which line.
func tooMuch(whole string) (line int, reason string) {
	run := 0
	for row := range strings.SplitSeq(whole, "\n") {
		line++
		if run += len(row) + 1; strings.TrimSpace(row) == "" {
			run = 0
		}
		switch {
		case run > maxRun:
			return line, fmt.Sprintf("there are more than %d bytes without an empty line; the file is not read", maxRun)
		case level(row) > maxLevel:
			return line, fmt.Sprintf("lists and quotations are more than %d levels deep; the file is not read", maxLevel)
		}
	}
	return 0, ""
}

// level counts the signs of quotations and lists that a line begins with.
func level(line string) (n int) {
	for {
		line = strings.TrimLeft(line, " \t")
		rest := strings.TrimLeft(line, "0123456789")
		switch {
		case strings.HasPrefix(line, ">"):
			line = line[1:]
		case len(line) > 1 && strings.ContainsRune("-+*", rune(line[0])) && (line[1] == ' ' || line[1] == '\t'):
			line = line[2:]
		case len(rest) < len(line) && len(rest) > 1 && (rest[0] == '.' || rest[0] == ')') && (rest[1] == ' ' || rest[1] == '\t'):
			line = rest[2:]
		default:
			return n
		}
		n++
	}
}

// reader is the state of one reading.
type reader struct {
	file   string
	source []byte // the body
	starts []int  // where its lines begin
	base   int    // the line of the file before the first of the body
	out    Dashboard
	ids    map[string]int // the tiles' lines by their ids
	faults []Fault
	prose  []ast.Node // what was read since the last block
}

// fault writes down what is wrong at a line of the file.
func (r *reader) fault(line int, format string, args ...any) {
	switch {
	case len(r.faults) < maxFaults:
		r.faults = append(r.faults, Fault{File: r.file, Line: line, Reason: fmt.Sprintf(format, args...)})
	case len(r.faults) == maxFaults:
		r.faults = append(r.faults, Fault{File: r.file, Line: line, Reason: "there are more faults; they are not told"})
	}
}

// line returns the line of the file that an offset of the body lies in.
func (r *reader) line(offset int) int {
	n, found := slices.BinarySearch(r.starts, offset)
	if found {
		n++
	}
	return r.base + n
}

// body reads what stands below the front matter.
func (r *reader) body(source []byte) {
	r.source, r.starts = source, []int{0}
	for i, c := range source {
		if c == '\n' {
			r.starts = append(r.starts, i+1)
		}
	}
	document := markdown().Parser().Parse(text.NewReader(source))
	r.clean(document)
	var nodes []ast.Node
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		nodes = append(nodes, n)
	}
	for _, n := range nodes {
		r.block(n)
	}
	r.endProse()
}

// block reads one node of the document.
func (r *reader) block(n ast.Node) {
	fence, ok := n.(*ast.FencedCodeBlock)
	if !ok {
		r.prose = append(r.prose, n)
		return
	}
	info := r.info(fence)
	words := strings.Fields(info)
	switch {
	case len(words) >= 2 && words[0] == "sql" && words[1] == "tile":
		r.endProse()
		r.tile(fence, info)
	case len(words) >= 2 && words[0] == "markdown" && words[1] == "ja":
		r.endProse()
		r.japanese(fence)
	case len(words) >= 2 && words[0] == "sql":
		r.fault(r.fenceLine(fence), "a fence with ```sql %s is no tile; a tile begins with ```sql tile", words[1])
		r.prose = append(r.prose, n)
	default:
		r.prose = append(r.prose, n)
	}
}

// info returns what stands behind the opening of a fence.
func (r *reader) info(fence *ast.FencedCodeBlock) string {
	if fence.Info == nil {
		return ""
	}
	return string(fence.Info.Segment.Value(r.source))
}

// fenceLine returns the line of the opening of a fence.
func (r *reader) fenceLine(fence *ast.FencedCodeBlock) int {
	switch {
	case fence.Info != nil:
		return r.line(fence.Info.Segment.Start)
	case fence.Lines().Len() > 0:
		return r.line(fence.Lines().At(0).Start) - 1
	}
	return r.base + 1
}

// content returns the text within a fence, and whether the fence ends.
func (r *reader) content(fence *ast.FencedCodeBlock) (string, bool) {
	var b strings.Builder
	end := 0
	if fence.Info != nil {
		end = fence.Info.Segment.Stop
	}
	lines := fence.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		b.Write(segment.Value(r.source))
		end = segment.Stop
	}
	rest := bytes.TrimLeft(r.source[end:], " \n")
	return b.String(), bytes.HasPrefix(rest, []byte("```")) || bytes.HasPrefix(rest, []byte("~~~"))
}

// endProse makes a block of the prose that was read.
func (r *reader) endProse() {
	if len(r.prose) == 0 {
		return
	}
	if html := render(r.prose, r.source); html != "" {
		r.out.Blocks = append(r.out.Blocks, Block{Kind: "prose", Prose: html})
	}
	r.prose = nil
}

// japanese reads the Japanese of the prose before it.
func (r *reader) japanese(fence *ast.FencedCodeBlock) {
	line := r.fenceLine(fence)
	content, ended := r.content(fence)
	last := len(r.out.Blocks) - 1
	switch {
	case !ended:
		r.fault(line, "the fence does not end; what follows it is lost")
	case last < 0 || r.out.Blocks[last].Kind != "prose" || r.out.Blocks[last].ProseJA != "":
		r.fault(line, "there is no prose before it whose Japanese this is")
	default:
		inner := &reader{file: r.file, base: line, source: []byte(content)}
		inner.starts = []int{0}
		for i := range content {
			if content[i] == '\n' {
				inner.starts = append(inner.starts, i+1)
			}
		}
		document := markdown().Parser().Parse(text.NewReader(inner.source))
		inner.clean(document)
		r.faults = append(r.faults, inner.faults...)
		r.out.Blocks[last].ProseJA = render([]ast.Node{document}, inner.source)
	}
}
