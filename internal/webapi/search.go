package webapi

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/store"
)

// search finds what has a text in its name. Everything is found as who asks sees it.
func (s *Server) search(ctx context.Context, in *SearchInput) (*Body[[]Found], error) {
	words := strings.Fields(strings.ToLower(in.Text))
	if len(words) == 0 {
		return &Body[[]Found]{[]Found{}}, nil
	}
	who := s.who(ctx)
	things, err := s.catalogThings(ctx, who)
	if err != nil {
		return nil, err
	}
	own, err := s.ownThings(ctx, who)
	if err != nil {
		return nil, err
	}
	var hits []hit
	for _, list := range [][]Found{things, own, s.boardThings(), functionThings()} {
		for _, f := range list {
			if rank := rankOf(f, words); rank > 0 {
				hits = append(hits, hit{f, rank})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(len(a.Title), len(b.Title)), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Detail, b.Detail))
	})
	out := make([]Found, 0, in.Limit)
	for _, h := range hits[:min(len(hits), max(in.Limit, 0))] {
		out = append(out, h.Found)
	}
	return &Body[[]Found]{out}, nil
}

// hit is something found with how well it fits.
type hit struct {
	Found
	rank int
}

// How well a title fits, and how much more one asks for a dashboard than for a column of that name.
const (
	rankWithin = 1 + iota
	rankWord
	rankStart
	rankWhole
	rankSteps = 10
)

// rankOf tells how well something fits the words, 0 where it does not: all of them must be there, the first decides.
func rankOf(f Found, words []string) int {
	title := strings.ToLower(f.Title)
	all := title + " " + strings.ToLower(f.TitleJA+" "+f.Detail)
	for _, w := range words {
		if !strings.Contains(all, w) {
			return 0
		}
	}
	rank := rankWithin
	text := strings.Join(words, " ")
	switch at := strings.Index(title, words[0]); {
	case title == text:
		rank = rankWhole
	case at == 0:
		rank = rankStart
	case at > 0 && !isWordLetter(title[at-1]):
		rank = rankWord
	}
	return rank*rankSteps + kindRank(f.Kind)
}

func isWordLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// kindRank orders what fits equally well.
func kindRank(kind string) int {
	return len(kinds) - slices.Index(kinds[:], kind)
}

// kinds are what can be found, what is asked for most first.
var kinds = [...]string{"dashboard", "report", "query", "table", "tile", "database", "column", "function"} //nolint:gochecknoglobals // a table

// index is what a principal sees of the catalog at a version.
type index struct {
	mu   sync.Mutex
	kept map[string]indexed
}

type indexed struct {
	version string
	things  []Found
}

// maxIndexes bounds the principals whose catalogs are kept.
const maxIndexes = 64

// catalogThings returns databases, tables and columns. They are kept for as long as nothing changes.
func (s *Server) catalogThings(ctx context.Context, who access.Principal) ([]Found, error) {
	if s.parts.Catalog == nil || s.parts.Lake == nil {
		return nil, nil
	}
	version, err := s.parts.Lake.Version(ctx)
	if err != nil {
		return nil, err
	}
	key := who.Name + "\x00" + strings.Join(who.Groups, "\x00")
	s.index.mu.Lock()
	kept, ok := s.index.kept[key]
	s.index.mu.Unlock()
	if ok && kept.version == version {
		return kept.things, nil
	}
	things, err := s.readCatalog(ctx, who)
	if err != nil {
		return nil, err
	}
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if s.index.kept == nil || len(s.index.kept) >= maxIndexes {
		s.index.kept = map[string]indexed{}
	}
	s.index.kept[key] = indexed{version, things}
	return things, nil
}

// readCatalog reads the whole catalog that a principal sees.
func (s *Server) readCatalog(ctx context.Context, who access.Principal) ([]Found, error) {
	databases, err := s.parts.Catalog.Databases(ctx, who)
	if err != nil {
		return nil, err
	}
	var things []Found
	for _, d := range databases {
		things = append(things, Found{Kind: "database", Title: d.Name, Link: "/sql?" + url.Values{"db": {d.Name}}.Encode()})
		for _, t := range d.Tables {
			table, err := s.parts.Catalog.Table(ctx, who, d.Name, t.Name)
			if err != nil {
				logOf(ctx).Debug("a table is not searched", "table", d.Name+"."+t.Name, "error", err)
				continue // dropped since, or a view that is broken: it can still be found by those who ask for the catalog
			}
			name, link := d.Name+"."+t.Name, consoleLink(table.SampleSQL, d.Name)
			things = append(things, Found{Kind: "table", Title: t.Name, Detail: d.Name, Link: link})
			for _, c := range table.Columns {
				things = append(things, Found{Kind: "column", Title: c.Name, Detail: name + " · " + c.Type, Link: link})
			}
		}
	}
	return things, nil
}

// consoleLink is the page of the console with a statement.
func consoleLink(sql, database string) string {
	return "/sql?" + url.Values{"sql": {sql}, "db": {database}}.Encode()
}

// ownThings returns the saved queries and reports of a principal.
func (s *Server) ownThings(ctx context.Context, who access.Principal) ([]Found, error) {
	if s.parts.Saved == nil {
		return nil, nil
	}
	queries, err := s.parts.Saved.SavedQueries(ctx, who.Owner())
	if err != nil {
		return nil, err
	}
	var things []Found
	for _, q := range queries {
		things = append(things, Found{Kind: "query", Title: q.Name, Detail: joined(q.Folder, q.Description), Link: savedLink(q)})
	}
	reports, err := s.parts.Saved.Reports(ctx, who.Owner())
	if err != nil {
		return nil, err
	}
	for _, r := range reports {
		things = append(things, Found{Kind: "report", Title: r.Name, Detail: r.Folder, Link: "/explorer?" + strings.TrimPrefix(r.State, "?")})
	}
	return things, nil
}

// savedLink is the page of the console with a saved query: with its text, unless that is too long for an address.
func savedLink(q store.SavedQuery) string {
	const most = 4096
	values := url.Values{"saved": {q.ID}}
	if len(q.SQL) <= most {
		values.Set("sql", q.SQL)
	}
	if q.Database != "" {
		values.Set("db", q.Database)
	}
	return "/sql?" + values.Encode()
}

// boardThings returns the dashboards and their tiles. They are found by their names in both languages.
func (s *Server) boardThings() []Found {
	if s.parts.Dashboards == nil {
		return nil
	}
	var things []Found
	for _, info := range s.parts.Dashboards.List() {
		link := "/dashboards/" + url.PathEscape(info.Name)
		things = append(things, Found{Kind: "dashboard", Title: info.Title, TitleJA: info.TitleJA, Detail: info.About, Link: link})
		board, err := s.parts.Dashboards.Find(info.Name)
		if err != nil {
			continue // removed since
		}
		for _, b := range board.Blocks {
			if b.Tile != nil {
				things = append(things, Found{
					Kind: "tile", Title: b.Tile.Title, TitleJA: b.Tile.TitleJA, Detail: info.Title, Link: link + "#" + url.PathEscape(b.Tile.ID),
				})
			}
		}
	}
	return things
}

// functionThings returns the functions.
func functionThings() []Found {
	functions := console.Functions()
	things := make([]Found, len(functions))
	for i, f := range functions {
		things[i] = Found{Kind: "function", Title: f.Name, Detail: f.Doc, Link: "/help?" + url.Values{"function": {f.Name}}.Encode()}
	}
	return things
}

// joined joins what is not empty.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}
