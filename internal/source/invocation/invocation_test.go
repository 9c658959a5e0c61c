package invocation

import (
	"reflect"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source/feed/feedtest"
)

const log = `{"timestamp":"2025-11-02T09:00:01Z","accountId":"111122223333","identity":{"arn":"arn:aws:sts::111122223333:assumed-role/Sales/app"},"region":"us-east-1","requestId":"r-1","operation":"Converse","modelId":"arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc","input":{"inputContentType":"application/json","inputBodyJson":{"secret":"words"},"inputTokenCount":120,"cacheReadInputTokenCount":7},"output":{"outputContentType":"application/json","outputBodyJson":{"metrics":{"latencyMs":850},"usage":{"inputTokens":1,"cacheWriteInputTokens":3}},"outputTokenCount":45},"inferenceRegion":"us-west-2","requestMetadata":{"team":"sales","n":1},"schemaType":"ModelInvocationLog","schemaVersion":"1.0"}`

func TestLogsBecomeRows(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		rows []string
		bad  string
	}{
		"a call by way of a profile": {
			log,
			[]string{`2025-11-02 account_id=111122223333 region=us-east-1 inference_region=us-west-2 request_id=r-1 operation=Converse model_id=arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc ` +
				`identity_arn=arn:aws:sts::111122223333:assumed-role/Sales/app input_tokens=120 output_tokens=45 cache_read_tokens=7 cache_write_tokens=3 request_metadata=[{"key":"team","value":"sales"},{"key":"n","value":"1"}] ` +
				`latency_ms=850 input_content_type=application/json input_body_bytes=18 output_content_type=application/json output_body_bytes=81 schema_version=1.0 invocation_time=2025-11-02T09:00:01Z day=2025-11-02`},
			"",
		},
		"a stream, whose numbers stand in its last part": {
			`{"schemaType":"ModelInvocationLog","timestamp":"2025-11-02T09:00:01Z","modelId":"amazon.nova-lite-v1:0","output":{"outputBodyJson":[{"x":1},{"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"outputTokenCount":6,"invocationLatency":70,"firstByteLatency":8}}]}}`,
			[]string{"2025-11-02 model_id=amazon.nova-lite-v1:0 input_tokens=5 output_tokens=6 latency_ms=70 first_byte_ms=8 output_body_bytes=133 invocation_time=2025-11-02T09:00:01Z day=2025-11-02"},
			"",
		},
		"bad lines between good ones": {
			`{"timestamp":"2025-11-02T09:00:01Z"}` + "\nno json\n" + `{"timestamp":7}` + "\n" + `{"timestamp":"2025-11-02T09:00:01Z","input":{"inputTokenCount":-4}}` + "\n\n" + `{"timestamp":"2025-11-02T09:00:02Z"}`,
			[]string{"2025-11-02 invocation_time=2025-11-02T09:00:01Z day=2025-11-02", "2025-11-02 invocation_time=2025-11-02T09:00:02Z day=2025-11-02"},
			"line 2: not valid JSON: unexpected character ('n') at column 1\nline 3: timestamp: \"7\" is no time\nline 4: input_tokens: \"-4\" is no number of tokens",
		},
		"a log of another kind": {`{"schemaType":"EvaluationLog","timestamp":"2025-11-02T09:00:01Z"}`, nil, ""},
		"a nest as deep as a bomb": {
			`{"timestamp":"2025-11-02T09:00:01Z","input":` + strings.Repeat("[", 1000) + "\n" + log[:0] + `{"timestamp":"2025-11-02T09:00:02Z"}`,
			[]string{"2025-11-02 invocation_time=2025-11-02T09:00:02Z day=2025-11-02"},
			"line 1: not valid JSON: values are nested more than 64 deep",
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows, report := feedtest.Read(t, New(), "a.json", []byte(c.text))
			if !reflect.DeepEqual(rows, c.rows) {
				t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(rows, "\n"), strings.Join(c.rows, "\n"))
			}
			if got := feedtest.Reasons(report); got != c.bad {
				t.Errorf("bad:\n%s\nwant:\n%s", got, c.bad)
			}
		})
	}
}

func TestNoWordOfAPromptIsKept(t *testing.T) {
	rows, _ := feedtest.Read(t, New(), "a.json", []byte(log))
	if strings.Contains(strings.Join(rows, ""), "secret") || strings.Contains(strings.Join(rows, ""), "words") {
		t.Error(rows)
	}
}

func TestSniffAndPass(t *testing.T) {
	k := New()
	if !k.Sniff("a", []byte(log)) || !k.Sniff("a", []byte(` {"modelId":"x","requestId":"y","operation":"InvokeModel"}`)) || k.Sniff("a", []byte(`{"Records":[]}`)) || k.Sniff("a", nil) {
		t.Error("what begins a log is not known")
	}
	for key, want := range map[string]string{
		"AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2025/11/02/09/20251102T090512Z_0ab1.json.gz": "",
		"AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2025/11/02/09/data/r-1_input.json.gz":        "bodies of large prompts and answers",
		"AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2025/11/02/09/data/r-1_image.png":            "bodies of large prompts and answers",
		"AWSLogs/1/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check":                  "permission checks",
	} {
		if got := k.Pass(key); got != want {
			t.Errorf("%s: %q", key, got)
		}
	}
	if len(Columns()) != 22 || k.Table() != "invocations" {
		t.Error("the list of columns")
	}
}

func FuzzInvocations(f *testing.F) {
	f.Add([]byte(log + "\n" + `{"timestamp":"2025-11-02T09:00:01Z","requestMetadata":{"a":null,"a":"b"},"output":{"outputBodyJson":[{"metadata":{"usage":{"inputTokens":1}}}]}}`))
	f.Add([]byte("{\n[]\n\xff"))
	kind := New()
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, report := feedtest.Read(t, kind, "a.json", text)
		if int64(len(rows)) != report.Records {
			t.Fatalf("%d rows of %d records", len(rows), report.Records)
		}
	})
}
