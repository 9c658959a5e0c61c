package webapi

import (
	"net/http"
	"strings"
	"testing"
)

func TestAUsageTypeIsExplained(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	answer, text := ask(t, server, http.MethodGet, "/api/usage-type?usageType=APN1-DataTransfer-Regional-Bytes&operation=InterZone-In", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, `"class":"network.transfer.zone"`) || !strings.Contains(text, "Asia Pacific (Tokyo)") || !strings.Contains(text, "AZ をまたぐ通信") {
		t.Errorf("got %v %s", answer.Status, text)
	}
	answer, text = ask(t, server, http.MethodGet, "/api/usage-type?usageType=Nobody-Knows-This", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, `"known":false`) {
		t.Errorf("got %v %s", answer.Status, text)
	}
	if answer, text = ask(t, server, http.MethodGet, "/api/usage-type", ""); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("got %v %s", answer.Status, text)
	}
}

func TestAnAddressNeedsALake(t *testing.T) {
	answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/addresses/10.0.0.1", "")
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, `"code":"NO_LAKE"`) {
		t.Errorf("got %v %s", answer.Status, text)
	}
}

func TestFlowsNeedALake(t *testing.T) {
	answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/flows?from=2025-10-01&by=pair", "")
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, `"code":"NO_LAKE"`) {
		t.Errorf("got %v %s", answer.Status, text)
	}
}
