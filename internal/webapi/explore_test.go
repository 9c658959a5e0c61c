package webapi

import (
	"net/http"
	"strings"
	"testing"
)

func TestAQuestionWithoutALakeIsAProblem(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	for path, body := range map[string]string{
		"/api/explore/dimensions":                     "",
		"/api/explore/days":                           "",
		"/api/explore/costs":                          `{"period":{"start":"2025-06-01","end":"2025-07-01"},"granularity":"monthly","metric":"unblended"}`,
		"/api/explore/compare":                        `{"before":{"start":"2025-06-01","end":"2025-07-01"},"after":{"start":"2025-07-01","end":"2025-08-01"},"metric":"unblended"}`,
		"/api/explore/values":                         `{"dimension":"service","period":{"start":"2025-06-01","end":"2025-07-01"}}`,
		"/api/explore/forecast":                       `{"period":{"start":"2025-06-01","end":"2025-07-01"},"granularity":"monthly","metric":"unblended"}`,
		"/api/explore/export?of=compare&format=xlsx":  `{}`,
		"/api/explore/export?of=costs&format=csv&x=1": `{}`,
	} {
		method := http.MethodPost
		if body == "" {
			method = http.MethodGet
		}
		answer, text := ask(t, server, method, path, body)
		if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, `"code":"NO_LAKE"`) {
			t.Errorf("%s: got %v %s", path, answer.Status, text)
		}
	}
}

func TestMetricsNeedNoLake(t *testing.T) {
	answer, text := ask(t, start(t, Parts{}, Settings{}), http.MethodGet, "/api/explore/metrics", "")
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, `"net_amortized"`) || !strings.Contains(text, "savings_plan_total_commitment_to_date") {
		t.Errorf("got %v %s", answer.Status, text)
	}
}
