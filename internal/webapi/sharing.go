package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/share"
	"github.com/glauxhq/glaux/internal/sharing"
)

// EditInput is a change of what is shared. With Dry nothing is changed, and the answer tells what would be.
type EditInput struct {
	Dry  bool `query:"dry"`
	Body share.Edit
}

// ReplaceInput is a whole state to put in the place of the one there is.
type ReplaceInput struct {
	Dry     bool  `query:"dry"`
	Version int64 `query:"version" minimum:"0" doc:"of the state to be replaced; 0 is any"`
	Body    share.State
}

// PastInput says how many changes are wanted.
type PastInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// AsInput names a principal; "" is who asks.
type AsInput struct {
	As string `query:"as" maxLength:"255"`
}

// CheckInput asks what a principal sees of a query.
type CheckInput struct{ Body sharing.CheckRequest }

// PreviewInput asks what a principal sees of a table.
type PreviewInput struct{ Body sharing.PreviewRequest }

// FormInput names a form to export what is shared in.
type FormInput struct {
	Form sharing.Form `path:"form" enum:"json,cloudformation,terraform,cli" doc:"json is the file that glaux share import reads; the others are for AWS Lake Formation"`
}

// Sharing changes and shows who may see what. *sharing.Desk is one.
type Sharing interface {
	Administers(who access.Principal) bool
	As(who access.Principal, name string) (access.Principal, error)
	State(ctx context.Context, who access.Principal) (share.State, error)
	History(ctx context.Context, who access.Principal, most int) ([]share.Past, error)
	Edit(ctx context.Context, who access.Principal, e share.Edit, dry bool) (share.Done, error)
	Replace(ctx context.Context, who access.Principal, state share.State, version int64, dry bool) (share.Done, error)
	Matrix(ctx context.Context, who access.Principal) (sharing.Matrix, error)
	Seen(ctx context.Context, who access.Principal) (sharing.Seen, error)
	Sight(ctx context.Context, who access.Principal, as string) (sharing.Sight, error)
	Check(ctx context.Context, who access.Principal, r sharing.CheckRequest) (sharing.Sight, error)
	Preview(ctx context.Context, who access.Principal, r sharing.PreviewRequest) (sharing.Preview, error)
	Export(ctx context.Context, who access.Principal, form sharing.Form) (sharing.Exported, error)
}

func (s *Server) sharing(api huma.API) {
	route(api, http.MethodGet, "/api/share", "shared", "All records of who may see what, for administrators", s.shared)
	route(api, http.MethodPost, "/api/share/edit", "editShared", "Change records, as a whole or not at all", s.editShared)
	route(api, http.MethodPut, "/api/share", "replaceShared", "Put all records in the place of those there are", s.replaceShared)
	route(api, http.MethodGet, "/api/share/history", "sharedHistory", "The last changes, newest first", s.sharedHistory)
	route(api, http.MethodGet, "/api/share/matrix", "sharedMatrix", "Principals across, resources down", s.sharedMatrix)
	route(api, http.MethodGet, "/api/share/seen", "seen", "What every principal sees of every table, in short", s.seen)
	route(api, http.MethodGet, "/api/share/sight", "sight", "What a principal sees, and why", s.sight)
	route(api, http.MethodPost, "/api/share/check", "checkShared", "What a principal sees of a query, and why", s.checkShared)
	route(api, http.MethodPost, "/api/share/preview", "previewShared", "Rows, columns and totals of a table as a principal, with a filter that is not kept yet", s.previewShared)
	route(api, http.MethodGet, "/api/share/export/{form}", "exportShared", "All records as a file, and what AWS Lake Formation cannot express", s.exportShared)
}

// sharer returns what knows who may see what.
func (s *Server) sharer() (Sharing, error) {
	if s.parts.Sharing == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to share")
	}
	return s.parts.Sharing, nil
}

// shares answers by the desk.
func shares[T any](s *Server, ask func(Sharing) (T, error)) (*Body[T], error) {
	desk, err := s.sharer()
	if err != nil {
		return nil, err
	}
	return bodyOf(ask(desk))
}

func (s *Server) shared(ctx context.Context, _ *None) (*Body[share.State], error) {
	return shares(s, func(d Sharing) (share.State, error) { return d.State(ctx, s.who(ctx)) })
}

func (s *Server) editShared(ctx context.Context, in *EditInput) (*Body[share.Done], error) {
	return shares(s, func(d Sharing) (share.Done, error) { return d.Edit(ctx, s.who(ctx), in.Body, in.Dry) })
}

func (s *Server) replaceShared(ctx context.Context, in *ReplaceInput) (*Body[share.Done], error) {
	return shares(s, func(d Sharing) (share.Done, error) { return d.Replace(ctx, s.who(ctx), in.Body, in.Version, in.Dry) })
}

func (s *Server) sharedHistory(ctx context.Context, in *PastInput) (*Body[[]share.Past], error) {
	return shares(s, func(d Sharing) ([]share.Past, error) { return d.History(ctx, s.who(ctx), in.Limit) })
}

func (s *Server) sharedMatrix(ctx context.Context, _ *None) (*Body[sharing.Matrix], error) {
	return shares(s, func(d Sharing) (sharing.Matrix, error) { return d.Matrix(ctx, s.who(ctx)) })
}

func (s *Server) seen(ctx context.Context, _ *None) (*Body[sharing.Seen], error) {
	return shares(s, func(d Sharing) (sharing.Seen, error) { return d.Seen(ctx, s.who(ctx)) })
}

func (s *Server) sight(ctx context.Context, in *AsInput) (*Body[sharing.Sight], error) {
	return shares(s, func(d Sharing) (sharing.Sight, error) { return d.Sight(ctx, s.who(ctx), in.As) })
}

func (s *Server) checkShared(ctx context.Context, in *CheckInput) (*Body[sharing.Sight], error) {
	return shares(s, func(d Sharing) (sharing.Sight, error) { return d.Check(ctx, s.who(ctx), in.Body) })
}

func (s *Server) previewShared(ctx context.Context, in *PreviewInput) (*Body[sharing.Preview], error) {
	return shares(s, func(d Sharing) (sharing.Preview, error) { return d.Preview(ctx, s.who(ctx), in.Body) })
}

func (s *Server) exportShared(ctx context.Context, in *FormInput) (*Body[sharing.Exported], error) {
	return shares(s, func(d Sharing) (sharing.Exported, error) { return d.Export(ctx, s.who(ctx), in.Form) })
}
