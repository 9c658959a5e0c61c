// Package invocation writes the model-invocation logs of the demo world as Amazon Bedrock delivers them to a bucket: lines of JSON, one
// for each call, gzipped. It promises that the tokens of its lines are those that are billed, and that the same world gives the same
// files. What was asked and answered is not logged, as its owner chose.
package invocation

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// Options choose what is written.
type Options struct {
	// From and To are the hours that are written.
	From, To world.Hour
	// Dir is the folder below which the files go.
	Dir string
}

// Summary tells what was written.
type Summary struct {
	Files int
	Calls int64
}

// day is the hours of a day.
const day = 24

// Write writes the calls, a file for each account, region and day.
func Write(w *world.World, o Options, create func(path string) (io.WriteCloser, error)) (Summary, error) {
	var done Summary
	for from := o.From / day * day; from < o.To; from += day {
		files := map[string][]line{}
		for _, s := range w.Streams {
			for h := max(from, o.From); h < min(from+day, o.To); h++ {
				for _, c := range w.Calls(s, h) {
					dir := fmt.Sprintf("%s/AWSLogs/%s/BedrockModelInvocationLogs/%s", o.Dir, s.Account.ID, s.Region.Code)
					files[dir] = append(files[dir], lineOf(w, s, h, c))
				}
			}
		}
		for dir, lines := range files { // the order of files does not matter
			if err := write(dir, from, lines, create); err != nil {
				return done, fmt.Errorf("invocation log: %w", err)
			}
			done.Files++
			done.Calls += int64(len(lines))
		}
	}
	return done, nil
}

// write writes a file.
func write(dir string, from world.Hour, lines []line, create func(path string) (io.WriteCloser, error)) (err error) {
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.Timestamp, b.Timestamp) })
	path := fmt.Sprintf("%s/%s/%s_%s.json.gz", dir, from.Time().Format("2006/01/02/15"), from.Time().Format("20060102T150405000Z"), lines[0].RequestID[:16])
	out, err := create(path)
	if err != nil {
		return err
	}
	packed := gzip.NewWriter(out)
	buffer := bufio.NewWriter(packed)
	encoder := json.NewEncoder(buffer)
	for i := range lines {
		if err == nil {
			err = encoder.Encode(&lines[i])
		}
	}
	for _, finish := range []func() error{buffer.Flush, packed.Close, out.Close} {
		if closing := finish(); err == nil {
			err = closing
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// line is a line of the log, with the members in AWS's order.
type line struct {
	Timestamp       string            `json:"timestamp"`
	AccountID       string            `json:"accountId"`
	Identity        identity          `json:"identity"`
	Region          string            `json:"region"`
	RequestID       string            `json:"requestId"`
	Operation       string            `json:"operation"`
	ModelID         string            `json:"modelId"`
	RequestMetadata map[string]string `json:"requestMetadata,omitempty"`
	Input           input             `json:"input"`
	Output          output            `json:"output"`
	InferenceRegion string            `json:"inferenceRegion,omitempty"`
	SchemaType      string            `json:"schemaType"`
	SchemaVersion   string            `json:"schemaVersion"`
}

type identity struct {
	ARN string `json:"arn"`
}

type input struct {
	ContentType      string `json:"inputContentType"`
	TokenCount       int64  `json:"inputTokenCount"`
	CacheReadTokens  int64  `json:"cacheReadInputTokenCount,omitempty"`
	CacheWriteTokens int64  `json:"cacheWriteInputTokenCount,omitempty"`
}

type output struct {
	ContentType string `json:"outputContentType"`
	TokenCount  int64  `json:"outputTokenCount"`
	Body        struct {
		Metrics struct {
			LatencyMs int64 `json:"latencyMs"`
		} `json:"metrics"`
	} `json:"outputBodyJson"`
}

// lineOf returns a call as the log shows it. Departments that have no profile send their name as metadata of the request.
func lineOf(w *world.World, s *world.Stream, h world.Hour, c world.Call) line {
	l := line{
		Timestamp: h.Time().Add(time.Duration(c.Second) * time.Second).Format(time.RFC3339), AccountID: s.Account.ID, Region: s.Region.Code,
		RequestID: w.RequestID(s, h, c), Operation: s.Operation, ModelID: s.ModelID(), SchemaType: "ModelInvocationLog", SchemaVersion: "1.0",
		Input: input{
			ContentType: "application/json", TokenCount: c.Tokens[world.InputTokens],
			CacheReadTokens: c.Tokens[world.CacheReadTokens], CacheWriteTokens: c.Tokens[world.CacheWriteTokens],
		},
		Output: output{ContentType: "application/json", TokenCount: c.Tokens[world.OutputTokens]},
	}
	l.Output.Body.Metrics.LatencyMs = c.Latency
	if s.Principal != nil {
		l.Identity.ARN = s.Principal.ARN
	}
	if s.Global {
		l.InferenceRegion = s.Region.Code
	}
	if s.Profile == nil && s.Department != "" {
		l.RequestMetadata = map[string]string{"department": s.Department}
	}
	return l
}
