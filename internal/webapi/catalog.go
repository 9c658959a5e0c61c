package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/console"
	"github.com/glauxhq/glaux/internal/fault"
)

// TableInput names a table.
type TableInput struct {
	Database string `path:"database" maxLength:"255"`
	Table    string `path:"table" maxLength:"255"`
}

// FrequentInput names a column, or a key of a map column.
type FrequentInput struct {
	TableInput
	Column string `path:"column" maxLength:"255"`
	Keys   bool   `query:"keys" doc:"the keys of a map column, not its values"`
	Key    string `query:"key" doc:"the key of a map column whose values are asked for" maxLength:"1024"`
	Prefix string `query:"prefix" maxLength:"256"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// Catalog shows what can be queried. *console.Console is one.
type Catalog interface {
	Databases(ctx context.Context, who access.Principal) ([]console.Database, error)
	Table(ctx context.Context, who access.Principal, database, name string) (console.Table, error)
	Frequents(ctx context.Context, who access.Principal, r console.FrequentRequest) (console.Frequents, error)
}

func (s *Server) catalog(api huma.API) {
	route(api, http.MethodGet, "/api/catalog", "databases", "Databases with their tables", s.databases)
	route(api, http.MethodGet, "/api/catalog/{database}/{table}", "table", "A table with columns and partitions", s.table)
	route(api, http.MethodGet, "/api/catalog/{database}/{table}/columns/{column}/frequent", "frequent",
		"The frequent values of a column, keys of a map, or values of a key", s.frequent)
}

// shelf returns what shows the catalog.
func (s *Server) shelf() (Catalog, error) {
	if s.parts.Catalog == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to query")
	}
	return s.parts.Catalog, nil
}

func (s *Server) databases(ctx context.Context, _ *None) (*Body[[]console.Database], error) {
	c, err := s.shelf()
	if err != nil {
		return nil, err
	}
	return bodyOf(c.Databases(ctx, s.who(ctx)))
}

func (s *Server) table(ctx context.Context, in *TableInput) (*Body[console.Table], error) {
	c, err := s.shelf()
	if err != nil {
		return nil, err
	}
	return bodyOf(c.Table(ctx, s.who(ctx), in.Database, in.Table))
}

func (s *Server) frequent(ctx context.Context, in *FrequentInput) (*Body[console.Frequents], error) {
	c, err := s.shelf()
	if err != nil {
		return nil, err
	}
	return bodyOf(c.Frequents(ctx, s.who(ctx), console.FrequentRequest{
		Database: in.Database, Table: in.Table, Column: in.Column, Keys: in.Keys, Key: in.Key, Prefix: in.Prefix, Limit: in.Limit,
	}))
}
