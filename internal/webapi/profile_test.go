package webapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestProfilesAreWrittenWithoutALake(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	for _, c := range []struct{ about, query, file, has string }{
		{"a template, where nothing else is asked for", "name=sales+mails&model=amazon.nova-pro-v1:0&tag=Department%3DSales", "sales-mails.yaml", "AWS::Bedrock::ApplicationInferenceProfile"},
		{"Terraform, with an equals sign in a value", "name=s&model=amazon.nova-pro-v1:0&tag=k%3Da%3Db&format=terraform", "s.tf", `"a=b"`},
		{"commands, for two models and Regions", "name=s&model=amazon.nova-pro-v1:0&model=amazon.nova-lite-v1:0&region=us-east-1&region=eu-west-1&format=cli", "s.sh", "create-inference-profile"},
		{"a program", "name=s&model=amazon.nova-pro-v1:0&format=boto3", "s.py", "create_inference_profile"},
	} {
		t.Run(c.about, func(t *testing.T) {
			answer, text := ask(t, server, http.MethodGet, "/api/genai/profile?"+c.query, "")
			var got GenAIProfile
			if err := json.Unmarshal([]byte(text), &got); err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("got %v %s", answer.Status, text)
			}
			if got.File != c.file || !strings.Contains(got.Text, c.has) {
				t.Errorf("got %q:\n%s", got.File, got.Text)
			}
		})
	}
}

func TestProfilesThatAWSWouldRefuseAreRefused(t *testing.T) {
	server := start(t, Parts{}, Settings{})
	for _, query := range []string{"name=s", "name=a;rm&model=amazon.nova-pro-v1:0", "name=s&model=x", "name=s&model=amazon.nova-pro-v1:0&tag=Department", "name=s&model=amazon.nova-pro-v1:0&tag=aws:x%3D1", "name=s&model=us.amazon.nova-pro-v1:0"} {
		if answer, text := ask(t, server, http.MethodGet, "/api/genai/profile?"+query, ""); answer.StatusCode != http.StatusBadRequest && answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %v %s", query, answer.Status, text)
		}
	}
}
