package dashboard

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
)

// markdown returns the reader of Markdown: CommonMark with tables, nothing that passes HTML on.
func markdown() goldmark.Markdown {
	table := extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)) // styles are not loaded
	return goldmark.New(goldmark.WithExtensions(table, extension.Strikethrough))
}

// render writes nodes as HTML.
func render(nodes []ast.Node, source []byte) string {
	m := markdown()
	var b bytes.Buffer
	for _, n := range nodes {
		// A bytes.Buffer takes all, and a node that has no renderer is of an extension that is not used.
		if err := m.Renderer().Render(&b, source, n); err != nil {
			return ""
		}
	}
	return strings.TrimSpace(b.String())
}

// clean takes out of a document what may not be shown, and says so: HTML, images, links to anything but pages and mail addresses. HTML
// comments go without a word.
func (r *reader) clean(document ast.Node) {
	type change struct {
		node ast.Node
		keep bool // its children
	}
	var changes []change
	line := r.base + 1
	// The walk visits each node and returns no error of its own.
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			line = r.line(n.Lines().At(0).Start)
		}
		switch x := n.(type) {
		case *ast.HTMLBlock:
			if x.HTMLBlockType != ast.HTMLBlockType2 {
				r.fault(line, "HTML is not shown; write Markdown")
			}
			changes = append(changes, change{n, false})
		case *ast.RawHTML:
			if x.Segments.Len() == 0 || !bytes.HasPrefix(r.source[x.Segments.At(0).Start:], []byte("<!--")) {
				r.fault(line, "HTML is not shown; write Markdown")
			}
			changes = append(changes, change{n, false})
		case *ast.Image:
			r.fault(line, "images are not shown: a dashboard loads nothing from elsewhere")
			changes = append(changes, change{n, true})
		case *ast.Link:
			if !safe(string(x.Destination)) {
				r.fault(line, "the link to %q is not followed: only http, https and mailto are", x.Destination)
				changes = append(changes, change{n, true})
				break
			}
			x.SetAttributeString("rel", []byte("noopener noreferrer"))
		case *ast.AutoLink:
			if !safe(string(x.URL(r.source))) {
				r.fault(line, "the link to %q is not followed: only http, https and mailto are", x.URL(r.source))
				changes = append(changes, change{n, false})
				break
			}
			x.SetAttributeString("rel", []byte("noopener noreferrer"))
		case *ast.FencedCodeBlock:
			r.nested(x)
		}
		return ast.WalkContinue, nil
	})
	for _, c := range changes {
		parent := c.node.Parent()
		for c.keep && c.node.FirstChild() != nil {
			parent.InsertBefore(parent, c.node, c.node.FirstChild())
		}
		parent.RemoveChild(parent, c.node)
	}
}

// nested tells of a tile that stands inside a list or a quotation, where it is no tile.
func (r *reader) nested(fence *ast.FencedCodeBlock) {
	if fence.Parent() == nil || fence.Parent().Kind() == ast.KindDocument {
		return
	}
	if words := strings.Fields(r.info(fence)); len(words) >= 2 && words[0] == "sql" && words[1] == "tile" {
		r.fault(r.fenceLine(fence), "a tile stands inside a list or a quotation; it must begin at the margin")
	}
}

// safe tells whether a link may be followed.
func safe(destination string) bool {
	if at := strings.IndexFunc(destination, func(c rune) bool { return c < ' ' || c == 0x7f }); at >= 0 {
		return false
	}
	u, err := url.Parse(destination)
	if err != nil {
		// A mail address without its scheme, as autolinks have it, is parsed; anything else that is not is not followed.
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "", "http", "https", "mailto":
		return true
	}
	return false
}
