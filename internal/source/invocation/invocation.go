// Package invocation knows the logs of model invocations that Bedrock writes: lines of JSON, gzip. It promises who called which model with
// how many tokens and which metadata, and that the words of prompts and answers never reach the lake.
package invocation

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/source"
	"github.com/glauxhq/glaux/internal/source/feed"
)

// Name is the name of the kind.
const Name = "bedrock-invocation"

// timeColumn is the column of the time of a call.
const timeColumn = "invocation_time"

//go:embed columns.csv
var columnsCSV string

//nolint:gochecknoglobals // read once from the embedded list, never changed
var dictionary = source.Dictionary(columnsCSV)

// Columns returns the columns of the table but those of the time.
func Columns() []source.Known { return dictionary() }

// Kind is the kind. Make it with New.
type Kind struct{ shape *feed.Shape }

var _ feed.Kind = (*Kind)(nil)

// New returns the kind.
func New() *Kind {
	return &Kind{shape: feed.NewShape(Columns(), timeColumn, "When the model was called, UTC")}
}

// Name returns Name.
func (k *Kind) Name() string { return Name }

// Title returns the name for people.
func (k *Kind) Title() string { return "Bedrock model invocations" }

// Table returns the name of the table where the user gives none.
func (k *Kind) Table() string { return "invocations" }

// Tables returns the one table.
func (k *Kind) Tables() []feed.Table {
	return []feed.Table{{Comment: "Bedrock model invocations", Columns: slices.Clone(k.shape.Columns)}}
}

// Pass passes over the bodies of large prompts and answers, which lie beside the logs, and over the file that proves the permission to
// write.
func (k *Kind) Pass(key string) string {
	switch base := path.Base(key); {
	case base == "amazon-bedrock-logs-permission-check":
		return "permission checks"
	case path.Base(path.Dir(key)) == "data" && strings.Contains(key, "BedrockModelInvocationLogs/"), strings.Contains(base, "_input."), strings.Contains(base, "_output."):
		return "bodies of large prompts and answers"
	}
	return ""
}

// Sniff tells whether a text begins with a log of a model invocation.
func (k *Kind) Sniff(_ string, head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' {
		return false
	}
	if bytes.Contains(text, []byte(`"ModelInvocationLog"`)) {
		return true
	}
	return bytes.Contains(text, []byte(`"modelId"`)) && bytes.Contains(text, []byte(`"requestId"`)) && bytes.Contains(text, []byte(`"operation"`))
}

// reader reads files.
type reader struct {
	feed.JSON
	shape *feed.Shape
	pages *feed.Pages
}

// Reader returns a reader.
func (k *Kind) Reader(sink feed.Sink) (feed.Reader, error) {
	return &reader{shape: k.shape, pages: feed.NewPages(sink, nil)}, nil
}

// Report returns what was read.
func (r *reader) Report() *feed.Report { return &r.JSON.Report }

// Flush gives on the rest of the rows.
func (r *reader) Flush() error { return r.pages.Flush() }

// Read reads a file.
func (r *reader) Read(ctx context.Context, f feed.File) error {
	return r.Lines(ctx, f, r.take)
}

// take makes a row of a log.
func (r *reader) take(_ string, log serde.Value, size int) (reason string, err error) {
	if kind := log.Get("schemaType"); kind.There() && string(kind.Text()) != "ModelInvocationLog" {
		r.JSON.Report.Count("logs of other kinds, not read", 1)
		return "", nil
	}
	when := log.Get("timestamp").Text()
	micros, ok := feed.Moment(when)
	if !ok {
		return fmt.Sprintf("timestamp: %q is no time", feed.Shorten(string(when))), nil
	}
	cells := feed.Cells{timeColumn: feed.Micros(micros)}
	if reason := fill(cells, log); reason != "" {
		return reason, nil
	}
	r.JSON.Report.Records++
	return "", r.pages.Put(r.shape, feed.DayOfMicros(micros), cells, size)
}

// fill puts the values of a log into cells.
func fill(cells feed.Cells, log serde.Value) (reason string) {
	input, output := log.Get("input"), log.Get("output")
	for name, v := range map[string]serde.Value{
		"account_id": log.Get("accountId"), "region": log.Get("region"), "inference_region": log.Get("inferenceRegion"),
		"request_id": log.Get("requestId"), "operation": log.Get("operation"), "model_id": log.Get("modelId"),
		"identity_arn": log.Get("identity", "arn"), "error_code": log.Get("errorCode"), "schema_version": log.Get("schemaVersion"),
		"input_content_type": input.Get("inputContentType"), "input_s3_path": input.Get("inputBodyS3Path"),
		"output_content_type": output.Get("outputContentType"), "output_s3_path": output.Get("outputBodyS3Path"),
	} {
		cells[name] = string(v.Text())
	}
	cells["request_metadata"] = pairs(log.Get("requestMetadata"))
	if body := input.Get("inputBodyJson"); body.There() {
		cells["input_body_bytes"] = int64(len(body.Raw()))
	}
	m := &metrics{}
	if body := output.Get("outputBodyJson"); body.There() {
		cells["output_body_bytes"] = int64(len(body.Raw()))
		m.body(body)
	}
	return m.fill(cells, input, output)
}

// pairs returns the members of an object; values that are none of text are kept as their JSON.
func pairs(v serde.Value) []feed.Pair {
	if !v.IsObject() {
		return nil
	}
	list := []feed.Pair{}
	v.Each(func(key string, value serde.Value) bool {
		list = append(list, feed.Pair{Key: key, Value: string(value.Text())})
		return true
	})
	return list
}

// metrics are the numbers that the body of an answer tells; the log itself may have none of some.
type metrics struct {
	usage, invocation, timing serde.Value
}

// body looks into a body: an object, or the parts of a stream.
func (m *metrics) body(body serde.Value) {
	m.part(body)
	if body.IsArray() {
		body.Each(func(_ string, part serde.Value) bool {
			m.part(part)
			return true
		})
	}
}

func (m *metrics) part(v serde.Value) {
	for _, way := range [][]string{{"usage"}, {"metadata", "usage"}, {"message", "usage"}} {
		if u := v.Get(way...); u.IsObject() {
			m.usage = u
		}
	}
	for _, way := range [][]string{{"metrics"}, {"metadata", "metrics"}} {
		if t := v.Get(way...); t.IsObject() {
			m.timing = t
		}
	}
	if i := v.Get("amazon-bedrock-invocationMetrics"); i.IsObject() {
		m.invocation = i
	}
}

// fill puts the numbers into cells: those of the log, else those of the answer.
func (m *metrics) fill(cells feed.Cells, input, output serde.Value) (reason string) {
	for _, want := range []struct {
		column string
		values []serde.Value
	}{
		{"input_tokens", []serde.Value{input.Get("inputTokenCount"), m.invocation.Get("inputTokenCount"), m.usage.Get("inputTokens"), m.usage.Get("input_tokens")}},
		{"output_tokens", []serde.Value{output.Get("outputTokenCount"), m.invocation.Get("outputTokenCount"), m.usage.Get("outputTokens"), m.usage.Get("output_tokens")}},
		{"cache_read_tokens", []serde.Value{
			input.Get("cacheReadInputTokenCount"), m.invocation.Get("cacheReadInputTokenCount"), m.usage.Get("cacheReadInputTokens"), m.usage.Get("cacheReadInputTokenCount"), m.usage.Get("cache_read_input_tokens"),
		}},
		{"cache_write_tokens", []serde.Value{
			input.Get("cacheWriteInputTokenCount"), m.invocation.Get("cacheWriteInputTokenCount"), m.usage.Get("cacheWriteInputTokens"), m.usage.Get("cacheWriteInputTokenCount"), m.usage.Get("cache_creation_input_tokens"),
		}},
		{"latency_ms", []serde.Value{m.invocation.Get("invocationLatency"), m.timing.Get("latencyMs")}},
		{"first_byte_ms", []serde.Value{m.invocation.Get("firstByteLatency")}},
	} {
		for i, v := range want.values {
			if !v.There() {
				continue
			}
			n, ok := number(v)
			if ok {
				cells[want.column] = n
				break
			}
			if i == 0 && strings.HasSuffix(want.column, "_tokens") { // the log's own; those of an answer are the model's
				return fmt.Sprintf("%s: %q is no number of tokens", want.column, feed.Shorten(string(v.Text())))
			}
		}
	}
	return ""
}

// number reads a number that is not less than 0.
func number(v serde.Value) (int64, bool) {
	n, rest, ok := serde.ParseInt(v.Text())
	return n, ok && len(rest) == 0 && n >= 0
}
