package webapi

import (
	"net/http"
	"strings"
	"testing"
)

func TestFindingsNeedALakeAndDays(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	answer, text := ask(t, server, http.MethodGet, "/api/findings?from=2025-10-01&to=2025-11-01", "")
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, `"code":"NO_LAKE"`) {
		t.Errorf("got %v %s", answer.Status, text)
	}
	if answer, text = ask(t, server, http.MethodGet, "/api/findings?from=yesterday", ""); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %v %s", answer.Status, text)
	}
}
