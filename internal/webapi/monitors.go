package webapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/fault"
)

// Alerts keep the monitors and what is told: *alert.Desk.
type Alerts interface {
	Monitors(ctx context.Context, who access.Principal) ([]alert.Monitor, error)
	Create(ctx context.Context, who access.Principal, m alert.Monitor) (alert.Monitor, error)
	Change(ctx context.Context, who access.Principal, m alert.Monitor) (alert.Monitor, error)
	Delete(ctx context.Context, who access.Principal, id string) error
	Test(ctx context.Context, who access.Principal, id string) ([]alert.Delivery, error)
	Deliveries(ctx context.Context, who access.Principal, asked alert.Asked) ([]alert.Delivery, error)
	Retry(ctx context.Context, who access.Principal, id string) (alert.Delivery, error)
	Mail(ctx context.Context, who access.Principal) (alert.Mail, error)
	SetMail(ctx context.Context, who access.Principal, mail alert.Mail) (alert.Mail, error)
	// Certificate is the certificate of signatures, PEM, by the name in its URL. Everybody may read it.
	Certificate(ctx context.Context, name string) ([]byte, error)
}

// MonitorInput is a monitor.
type MonitorInput struct{ Body alert.Monitor }

// MonitorChange is a monitor in the place of another.
type MonitorChange struct {
	ByID
	Body alert.Monitor
}

// DeliveriesInput chooses deliveries.
type DeliveriesInput struct{ alert.Asked }

// MailInput says how e-mail is sent.
type MailInput struct{ Body alert.Mail }

func (s *Server) monitors(api huma.API) {
	const all, one = "/api/alerts/monitors", "/api/alerts/monitors/{id}"
	route(api, http.MethodGet, all, "monitors", "Of which cases whom to tell, for administrators", s.listMonitors)
	route(api, http.MethodPost, all, "createMonitor", "Make a monitor", s.createMonitor)
	route(api, http.MethodPut, one, "changeMonitor", "Put a monitor in the place of the one there is", s.changeMonitor)
	act(api, http.MethodDelete, one, "deleteMonitor", "Delete a monitor, and drop what it has not told yet", s.deleteMonitor)
	route(api, http.MethodPost, one+"/test", "testMonitor", "Tell all recipients of a monitor a made-up case now, and what became of it", s.testMonitor)
	route(api, http.MethodGet, "/api/alerts/deliveries", "deliveries", "What was told, newest first", s.listDeliveries)
	route(api, http.MethodPost, "/api/alerts/deliveries/{id}/retry", "retryDelivery", "Try a delivery that has failed again", s.retryDelivery)
	route(api, http.MethodGet, "/api/alerts/mail", "mail", "How e-mail is sent", s.getMail)
	route(api, http.MethodPut, "/api/alerts/mail", "setMail", "Say how e-mail is sent", s.setMail)
}

// alerts answers by what keeps the monitors.
func alerts[T any](s *Server, ask func(Alerts) (T, error)) (*Body[T], error) {
	if s.parts.Alerts == nil {
		return nil, fault.New(fault.Unavailable, "NO_ALERTS", "this server sends no alerts")
	}
	return bodyOf(ask(s.parts.Alerts))
}

func (s *Server) listMonitors(ctx context.Context, _ *None) (*Body[[]alert.Monitor], error) {
	return alerts(s, func(a Alerts) ([]alert.Monitor, error) { return a.Monitors(ctx, s.who(ctx)) })
}

func (s *Server) createMonitor(ctx context.Context, in *MonitorInput) (*Body[alert.Monitor], error) {
	return alerts(s, func(a Alerts) (alert.Monitor, error) { return a.Create(ctx, s.who(ctx), in.Body) })
}

func (s *Server) changeMonitor(ctx context.Context, in *MonitorChange) (*Body[alert.Monitor], error) {
	in.Body.ID = in.ID
	return alerts(s, func(a Alerts) (alert.Monitor, error) { return a.Change(ctx, s.who(ctx), in.Body) })
}

func (s *Server) deleteMonitor(ctx context.Context, in *ByID) (*struct{}, error) {
	_, err := alerts(s, func(a Alerts) (None, error) { return None{}, a.Delete(ctx, s.who(ctx), in.ID) })
	return nil, err
}

func (s *Server) testMonitor(ctx context.Context, in *ByID) (*Body[[]alert.Delivery], error) {
	return alerts(s, func(a Alerts) ([]alert.Delivery, error) { return a.Test(ctx, s.who(ctx), in.ID) })
}

func (s *Server) listDeliveries(ctx context.Context, in *DeliveriesInput) (*Body[[]alert.Delivery], error) {
	return alerts(s, func(a Alerts) ([]alert.Delivery, error) { return a.Deliveries(ctx, s.who(ctx), in.Asked) })
}

func (s *Server) retryDelivery(ctx context.Context, in *ByID) (*Body[alert.Delivery], error) {
	return alerts(s, func(a Alerts) (alert.Delivery, error) { return a.Retry(ctx, s.who(ctx), in.ID) })
}

func (s *Server) getMail(ctx context.Context, _ *None) (*Body[alert.Mail], error) {
	return alerts(s, func(a Alerts) (alert.Mail, error) { return a.Mail(ctx, s.who(ctx)) })
}

func (s *Server) setMail(ctx context.Context, in *MailInput) (*Body[alert.Mail], error) {
	return alerts(s, func(a Alerts) (alert.Mail, error) { return a.SetMail(ctx, s.who(ctx), in.Body) })
}

// certificates serves the certificate by which receivers check our signatures.
func (s *Server) certificates(w http.ResponseWriter, r *http.Request) {
	if s.parts.Alerts == nil {
		http.NotFound(w, r)
		return
	}
	text, err := s.parts.Alerts.Certificate(r.Context(), r.PathValue("file"))
	if err != nil {
		writeProblem(w, problemOf(r.Context(), err))
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Write(text) //nolint:errcheck,gosec // the asker is gone: nobody to tell
}
