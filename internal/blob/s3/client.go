package s3

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/fault"
)

// firstRegion is where a bucket is looked for when nobody names a region: the answer names the right one.
const firstRegion = "us-east-1"

// The limits of a request. The SDK repeats it with growing pauses, unless AWS_MAX_ATTEMPTS says otherwise.
const (
	defaultRetries = 6
	answerWithin   = time.Minute
)

// connect makes the client for a region; "" leaves it to the variables and files of AWS.
func (s *Store) connect(ctx context.Context, region string) error {
	load := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})}
	if s.options.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(s.options.Profile))
	}
	if region != "" {
		load = append(load, config.WithRegion(region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return s.unconfigured(err)
	}
	named := cfg.Region
	cfg.Region = cmp.Or(cfg.Region, firstRegion)
	client := s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.HTTPClient = s.meter.over(o.HTTPClient, 2*cap(s.slots))
		o.UsePathStyle = s.options.PathStyle
		o.DisableLogOutputChecksumValidationSkipped = true
		o.RetryMaxAttempts = cmp.Or(s.options.retries, cfg.RetryMaxAttempts, defaultRetries)
		if s.options.Endpoint != "" {
			o.BaseEndpoint = &s.options.Endpoint
		}
		if s.options.signer != nil {
			o.HTTPSignerV4 = s.options.signer
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client, s.region = client, named
	return nil
}

// unconfigured explains why the variables and files of AWS cannot be used.
func (s *Store) unconfigured(err error) error {
	var profile config.SharedConfigProfileNotExistError
	if errors.As(err, &profile) {
		return fault.Wrap(err, fault.Invalid, "S3_NO_CREDENTIALS",
			"there is no profile "+profile.Profile+" in ~/.aws/config or ~/.aws/credentials: name another with --s3-profile, or make it with aws configure --profile "+profile.Profile)
	}
	return fault.Wrap(err, fault.Invalid, "S3_NO_CREDENTIALS", "the settings of AWS (~/.aws/config, AWS_… variables) cannot be used: "+err.Error())
}

// meter counts the requests and the bytes of the answers, at the last place before the network.
type meter struct {
	next               s3.HTTPClient
	clock              func() time.Time
	lists, gets, heads atomic.Int64
	bytes              atomic.Int64

	mu   sync.Mutex
	skew time.Duration
}

// over puts the meter over a client of the SDK.
func (m *meter) over(client s3.HTTPClient, connections int) s3.HTTPClient {
	built, ok := client.(*awshttp.BuildableClient)
	if client == nil {
		built, ok = awshttp.NewBuildableClient(), true
	}
	if ok {
		client = built.WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = connections
			t.ResponseHeaderTimeout = answerWithin
		})
	}
	m.next = client
	return m
}

// Do sends a request.
func (m *meter) Do(r *http.Request) (*http.Response, error) {
	got := false
	switch {
	case r.Method == http.MethodHead:
		m.heads.Add(1)
	case r.URL.Query().Has("list-type"):
		m.lists.Add(1)
	default:
		m.gets.Add(1)
		got = true
	}
	var sent time.Time
	if m.clock != nil {
		sent = m.clock()
	}
	answer, err := m.next.Do(r)
	if err != nil {
		return answer, err //nolint:wrapcheck // the SDK looks at what errors are
	}
	if there, err := http.ParseTime(answer.Header.Get("Date")); err == nil && m.clock != nil {
		m.mu.Lock()
		m.skew = there.Sub(sent)
		m.mu.Unlock()
	}
	if got {
		answer.Body = &metered{ReadCloser: answer.Body, m: m}
	}
	return answer, nil
}

// add adds the requests to the counts of objects.
func (m *meter) add(t *blob.Traffic) {
	t.Lists, t.Gets, t.Heads, t.Bytes = m.lists.Load(), m.gets.Load(), m.heads.Load(), m.bytes.Load()
	m.mu.Lock()
	defer m.mu.Unlock()
	t.Skew = m.skew
}

// metered is the body of an answer to a GET.
type metered struct {
	io.ReadCloser
	m *meter
}

// Read reads and counts.
func (b *metered) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.m.bytes.Add(int64(n))
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

var _ s3.HTTPClient = (*meter)(nil)

var _ aws.HTTPClient = (*meter)(nil)
