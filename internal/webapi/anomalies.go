package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/fault"
)

// AnomalyNewsInput says since when changes are told.
type AnomalyNewsInput struct {
	Days int `query:"days" minimum:"1" maximum:"400" default:"14" doc:"the last days of the bill"`
}

// AnomalyEditInput changes a case.
type AnomalyEditInput struct {
	ByID
	Body casebook.Edit
}

// AnomalyNoteInput is a note on a case.
type AnomalyNoteInput struct {
	ByID
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"10000"`
	}
}

// AnomalyFeedbackInput is a verdict on a case.
type AnomalyFeedbackInput struct {
	ByID
	Body casebook.Feedback
}

// AnomalyRuleInput is a rule. With Dry it is not kept, and the answer tells what it would do.
type AnomalyRuleInput struct {
	Dry  bool `query:"dry"`
	Body casebook.Rule
}

// PlannedInput is an event that somebody plans.
type PlannedInput struct{ Body casebook.Event }

// AnomalyReplayInput asks what would be found.
type AnomalyReplayInput struct{ Body casebook.ReplayRequest }

// Anomalies finds cases and keeps them, for who may see them. *casebook.Book is one.
type Anomalies interface {
	AnomalyCases
	AnomalyRules
}

// AnomalyCases are the cases.
type AnomalyCases interface {
	List(ctx context.Context, who access.Principal, f casebook.Filter) (casebook.List, error)
	News(ctx context.Context, who access.Principal, days int) (casebook.News, error)
	Case(ctx context.Context, who access.Principal, id string) (casebook.Detail, error)
	Why(ctx context.Context, who access.Principal, id string) (casebook.Why, error)
	Edit(ctx context.Context, who access.Principal, id string, e casebook.Edit) (casebook.Detail, error)
	Note(ctx context.Context, who access.Principal, id, text string) (casebook.Entry, error)
	Feedback(ctx context.Context, who access.Principal, id string, f casebook.Feedback) (casebook.Learned, error)
}

// AnomalyRules are what people teach the watch.
type AnomalyRules interface {
	Rules(ctx context.Context, who access.Principal) ([]casebook.Rule, error)
	PutRule(ctx context.Context, who access.Principal, r casebook.Rule, dry bool) (casebook.Learned, error)
	DropRule(ctx context.Context, who access.Principal, id string) error
	Planned(ctx context.Context, who access.Principal) ([]casebook.Event, error)
	Plan(ctx context.Context, who access.Principal, e casebook.Event) (casebook.Event, error)
	Unplan(ctx context.Context, who access.Principal, id string) error
	Replay(ctx context.Context, who access.Principal, r casebook.ReplayRequest) (casebook.Replay, error)
}

func (s *Server) anomalies(api huma.API) {
	route(api, http.MethodGet, "/api/anomalies", "anomalies", "Cases, the lasting and the dearest first", s.listAnomalies)
	route(api, http.MethodGet, "/api/anomalies/news", "anomalyNews", "What changed lately, for the home page", s.anomalyNews)
	route(api, http.MethodPost, "/api/anomalies/replay", "replayAnomalies", "What would be found in days that are past", s.replayAnomalies)
	route(api, http.MethodGet, "/api/anomalies/rules", "anomalyRules", "Thresholds and mutes", s.anomalyRules)
	route(api, http.MethodPost, "/api/anomalies/rules", "putAnomalyRule", "Set a threshold or a mute, or see what it would do", s.putAnomalyRule)
	act(api, http.MethodDelete, "/api/anomalies/rules/{id}", "dropAnomalyRule", "Take a rule away", s.dropAnomalyRule)
	route(api, http.MethodGet, "/api/anomalies/planned", "plannedEvents", "What was planned", s.plannedEvents)
	route(api, http.MethodPost, "/api/anomalies/planned", "planEvent", "Declare a planned event, or change it", s.planEvent)
	act(api, http.MethodDelete, "/api/anomalies/planned/{id}", "unplanEvent", "Take a planned event away", s.unplanEvent)
	route(api, http.MethodGet, "/api/anomalies/{id}", "anomaly", "A case with all that is kept of it", s.anomaly)
	route(api, http.MethodGet, "/api/anomalies/{id}/why", "anomalyCauses", "What caused a case, read from the bill now", s.anomalyCauses)
	route(api, http.MethodPatch, "/api/anomalies/{id}", "editAnomaly", "Change the state or the owner of a case", s.editAnomaly)
	route(api, http.MethodPost, "/api/anomalies/{id}/notes", "noteAnomaly", "Write a note on a case", s.noteAnomaly)
	route(api, http.MethodPost, "/api/anomalies/{id}/feedback", "judgeAnomaly", "Say what a case was worth, and what that teaches", s.judgeAnomaly)
}

// watched answers by the book of cases. One who sees as somebody else reads and changes nothing.
func watched[T any](ctx context.Context, s *Server, changes bool, ask func(Anomalies, access.Principal) (T, error)) (*Body[T], error) {
	if s.parts.Anomalies == nil {
		return nil, fault.New(fault.Unavailable, "NO_LAKE", "there is no lake to watch")
	}
	if changes {
		if err := s.asItself(ctx); err != nil {
			return nil, err
		}
	}
	return bodyOf(ask(s.parts.Anomalies, s.who(ctx)))
}

func (s *Server) listAnomalies(ctx context.Context, in *casebook.Filter) (*Body[casebook.List], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) (casebook.List, error) { return a.List(ctx, who, *in) })
}

func (s *Server) anomalyNews(ctx context.Context, in *AnomalyNewsInput) (*Body[casebook.News], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) (casebook.News, error) { return a.News(ctx, who, in.Days) })
}

func (s *Server) anomaly(ctx context.Context, in *ByID) (*Body[casebook.Detail], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) (casebook.Detail, error) { return a.Case(ctx, who, in.ID) })
}

func (s *Server) anomalyCauses(ctx context.Context, in *ByID) (*Body[casebook.Why], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) (casebook.Why, error) { return a.Why(ctx, who, in.ID) })
}

func (s *Server) editAnomaly(ctx context.Context, in *AnomalyEditInput) (*Body[casebook.Detail], error) {
	return watched(ctx, s, true, func(a Anomalies, who access.Principal) (casebook.Detail, error) {
		return a.Edit(ctx, who, in.ID, in.Body)
	})
}

func (s *Server) noteAnomaly(ctx context.Context, in *AnomalyNoteInput) (*Body[casebook.Entry], error) {
	return watched(ctx, s, true, func(a Anomalies, who access.Principal) (casebook.Entry, error) {
		return a.Note(ctx, who, in.ID, in.Body.Text)
	})
}

func (s *Server) judgeAnomaly(ctx context.Context, in *AnomalyFeedbackInput) (*Body[casebook.Learned], error) {
	return watched(ctx, s, true, func(a Anomalies, who access.Principal) (casebook.Learned, error) {
		return a.Feedback(ctx, who, in.ID, in.Body)
	})
}

func (s *Server) anomalyRules(ctx context.Context, _ *None) (*Body[[]casebook.Rule], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) ([]casebook.Rule, error) { return a.Rules(ctx, who) })
}

func (s *Server) putAnomalyRule(ctx context.Context, in *AnomalyRuleInput) (*Body[casebook.Learned], error) {
	return watched(ctx, s, !in.Dry, func(a Anomalies, who access.Principal) (casebook.Learned, error) {
		return a.PutRule(ctx, who, in.Body, in.Dry)
	})
}

func (s *Server) dropAnomalyRule(ctx context.Context, in *ByID) (*struct{}, error) {
	_, err := watched(ctx, s, true, func(a Anomalies, who access.Principal) (None, error) { return None{}, a.DropRule(ctx, who, in.ID) })
	return nil, err
}

func (s *Server) plannedEvents(ctx context.Context, _ *None) (*Body[[]casebook.Event], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) ([]casebook.Event, error) { return a.Planned(ctx, who) })
}

func (s *Server) planEvent(ctx context.Context, in *PlannedInput) (*Body[casebook.Event], error) {
	return watched(ctx, s, true, func(a Anomalies, who access.Principal) (casebook.Event, error) { return a.Plan(ctx, who, in.Body) })
}

func (s *Server) unplanEvent(ctx context.Context, in *ByID) (*struct{}, error) {
	_, err := watched(ctx, s, true, func(a Anomalies, who access.Principal) (None, error) { return None{}, a.Unplan(ctx, who, in.ID) })
	return nil, err
}

func (s *Server) replayAnomalies(ctx context.Context, in *AnomalyReplayInput) (*Body[casebook.Replay], error) {
	return watched(ctx, s, false, func(a Anomalies, who access.Principal) (casebook.Replay, error) { return a.Replay(ctx, who, in.Body) })
}
