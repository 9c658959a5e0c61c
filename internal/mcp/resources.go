package mcp

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/job"
	"github.com/glauxhq/glaux/internal/tool"
)

// The addresses of resources.
const (
	scheme     = "glaux"
	catalogURI = scheme + "://catalog"
	tableURI   = catalogURI + "/{database}/{table}"
	casesURI   = scheme + "://cases"
	caseURI    = casesURI + "/{id}"
	rowsURI    = scheme + "://rows{?sql,database}"
)

// linkRows bounds the rows of a resource.
const linkRows = 20_000

const (
	jsonMedia = "application/json"
	csvMedia  = "text/csv"
)

// resources adds what can be read: what stands behind the tools that list, and the rows of queries.
func (d *Door) resources(s *mcp.Server, who access.Principal) {
	if d.has("catalog") {
		s.AddResource(&mcp.Resource{URI: catalogURI, Name: "catalog", Title: "Databases and tables", MIMEType: jsonMedia}, d.read(who, "catalog", func(*url.URL) any { return tool.CatalogInput{} }))
		s.AddResourceTemplate(&mcp.ResourceTemplate{URITemplate: tableURI, Name: "table", Title: "A table with its columns", MIMEType: jsonMedia},
			d.read(who, "catalog", func(u *url.URL) any {
				database, table, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
				return tool.CatalogInput{Database: database, Table: table}
			}))
	}
	if d.has("anomalies") {
		s.AddResource(&mcp.Resource{URI: casesURI, Name: "cases", Title: "What is unusual in the bill", MIMEType: jsonMedia}, d.read(who, "anomalies", func(*url.URL) any { return tool.AnomaliesInput{} }))
		s.AddResourceTemplate(&mcp.ResourceTemplate{URITemplate: caseURI, Name: "case", Title: "One case and its causes", MIMEType: jsonMedia},
			d.read(who, "case", func(u *url.URL) any { return tool.CaseInput{ID: strings.Trim(u.Path, "/")} }))
	}
	if d.Rows != nil {
		s.AddResourceTemplate(&mcp.ResourceTemplate{
			URITemplate: rowsURI, Name: "rows", Title: "The rows of a query", MIMEType: csvMedia,
			Description: "The first 20,000 rows of a query as CSV. The query is run again, with the rights of who reads.",
		}, d.rows(who))
	}
}

// has tells whether there is a tool of a name.
func (d *Door) has(name string) bool {
	_, err := d.Tools.Find(name)
	return err == nil
}

// read answers a resource by a tool.
func (d *Door) read(who access.Principal, name string, input func(*url.URL) any) mcp.ResourceHandler {
	return func(ctx context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		u, err := url.Parse(r.Params.URI)
		if err != nil {
			return nil, mcp.ResourceNotFoundError(r.Params.URI)
		}
		in, err := json.Marshal(input(u))
		if err != nil {
			return nil, err
		}
		answer, err := d.Tools.Call(ctx, who, name, in)
		if fault.KindOf(err) == fault.NotFound {
			return nil, mcp.ResourceNotFoundError(r.Params.URI)
		}
		if err != nil {
			return nil, errors.New(d.told(name, err))
		}
		text, err := json.Marshal(answer)
		return contents(r, jsonMedia, string(text)), err
	}
}

// rows answers with the rows of a query.
func (d *Door) rows(who access.Principal) mcp.ResourceHandler {
	return func(ctx context.Context, r *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		u, err := url.Parse(r.Params.URI)
		if err != nil {
			return nil, mcp.ResourceNotFoundError(r.Params.URI)
		}
		ask := job.Request{SQL: u.Query().Get("sql"), Database: u.Query().Get("database")}
		if err := tool.Reads(ask.SQL); err != nil {
			return nil, errors.New(d.told("rows", err))
		}
		ran, err := job.Few(ctx, d.Rows, who, ask, linkRows)
		if err != nil {
			return nil, errors.New(d.told("rows", err))
		}
		text, err := asCSV(ran)
		return contents(r, csvMedia, text), err
	}
}

// asCSV writes rows as CSV; NULL is an empty field.
func asCSV(ran job.Ran) (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	record := make([]string, len(ran.Columns))
	for i, c := range ran.Columns {
		record[i] = c.Name
	}
	err := w.Write(record)
	for _, row := range ran.Rows {
		for i, cell := range row {
			if record[i] = ""; cell != nil {
				record[i] = *cell
			}
		}
		err = errors.Join(err, w.Write(record))
	}
	w.Flush()
	return b.String(), errors.Join(err, w.Error())
}

func contents(r *mcp.ReadResourceRequest, media, text string) *mcp.ReadResourceResult {
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: r.Params.URI, MIMEType: media, Text: text}}}
}

// rowsLink is where the rows of a query are that its answer had no room for. Queries with parameters have no address.
func rowsLink(in json.RawMessage, rows tool.QueryAnswer) mcp.Content {
	var asked tool.QueryInput
	if json.Unmarshal(in, &asked) != nil || len(asked.Params) > 0 {
		return &mcp.TextContent{Text: "There are more rows than these; ask with a larger limit, or aggregate."}
	}
	query := url.Values{"sql": {rows.SQL}}
	if asked.Database != "" {
		query.Set("database", asked.Database)
	}
	return &mcp.ResourceLink{
		URI: scheme + "://rows?" + strings.ReplaceAll(query.Encode(), "+", "%20"), Name: "rows", Title: "All rows of this query", MIMEType: csvMedia,
		Description: "The first 20,000 rows of the query as CSV",
	}
}
