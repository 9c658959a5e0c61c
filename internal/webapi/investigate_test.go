package webapi

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/investigate"
)

// looking answers one case.
type looking struct{}

func (looking) Investigate(_ context.Context, _ access.Principal, q investigate.Question) (investigate.Report, error) {
	if q.Case != "one" {
		return investigate.Report{}, fault.New(fault.NotFound, "NOT_FOUND", "there is no such case")
	}
	return investigate.Report{Question: q, Title: investigate.Text{EN: "Why it costs more", JA: "費用が増えた理由"}, Made: time.Unix(0, 0), Steps: []investigate.Step{{Part: "usage", SQL: "SELECT 1"}}}, nil
}

func TestAnInvestigationIsAnsweredAndExported(t *testing.T) {
	server := start(t, Parts{Investigations: looking{}}, Settings{})
	answer, text := ask(t, server, http.MethodGet, "/api/investigations?case=one", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, `"case":"one"`) || !strings.Contains(text, "費用が増えた理由") {
		t.Errorf("got %v %s", answer.Status, text)
	}
	for _, c := range []struct{ query, media, name, says string }{
		{"case=one", "text/html; charset=utf-8", "glaux-one.html", "<h1>Why it costs more</h1>"},
		{"case=one&format=html&lang=ja", "text/html; charset=utf-8", "glaux-one.html", `<html lang="ja">`},
		{"case=one&format=md&lang=ja", "text/markdown; charset=utf-8", "glaux-one.md", "# 費用が増えた理由"},
	} {
		answer, text := ask(t, server, http.MethodGet, "/api/investigations/export?"+c.query, "")
		if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != c.media || !strings.Contains(answer.Header.Get("Content-Disposition"), c.name) ||
			!strings.Contains(text, c.says) || !strings.Contains(text, "SELECT 1") {
			t.Errorf("%s: got %v %v %s", c.query, answer.Status, answer.Header, text)
		}
	}
	for _, path := range []string{"/api/investigations?case=two", "/api/investigations/export?case=two"} {
		if answer, text := ask(t, server, http.MethodGet, path, ""); answer.StatusCode != http.StatusNotFound || !strings.Contains(text, "NOT_FOUND") {
			t.Errorf("%s: got %v %s", path, answer.Status, text)
		}
	}
	if answer, text := ask(t, server, http.MethodGet, "/api/investigations/export?case=one&format=pdf", ""); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %v %s", answer.Status, text)
	}
	if answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/investigations?case=one", ""); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "NO_LAKE") {
		t.Errorf("got %v %s", answer.Status, text)
	}
}
