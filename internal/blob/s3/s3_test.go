package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/cache"
	"github.com/glauxhq/glaux/internal/blob/s3/s3test"
	"github.com/glauxhq/glaux/internal/fault"
)

// place is a server with a bucket, a proxy before it and a cache.
type place struct {
	*s3test.Server
	proxy *s3test.Proxy
	cache *cache.Cache
	dir   string
}

const bucket = "bills"

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{Server: s3test.Start(t), dir: t.TempDir()}
	p.Setenv(t)
	p.Bucket(bucket)
	p.proxy = p.Proxy()
	p.cache = cache.Open(p.dir, 0, time.Now)
	return p
}

func (p *place) options() Options {
	return Options{Endpoint: p.proxy.URL, PathStyle: true, Region: s3test.Region, retries: 2, Clock: time.Now}
}

func (p *place) open(t *testing.T, location string, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), location, o, p.cache)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func listing(s *Store, prefix string) ([]blob.Object, error) {
	var all []blob.Object
	for o, err := range s.List(context.Background(), prefix) {
		if err != nil {
			return all, err
		}
		all = append(all, o)
	}
	return all, nil
}

func list(t *testing.T, s *Store) []blob.Object {
	t.Helper()
	all, err := listing(s, "")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func keys(objects []blob.Object) string {
	var all []string
	for _, o := range objects {
		all = append(all, o.Key)
	}
	return strings.Join(all, " ")
}

// random returns bytes that are the same for the same seed.
func random(n int, seed uint64) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	r.Read(b) //nolint:errcheck // never fails
	return b
}

func read(t *testing.T, c blob.Copy) []byte {
	t.Helper()
	if c.Err != nil {
		t.Fatal(c.Err)
	}
	b, err := os.ReadFile(c.Path)
	if err != nil {
		t.Fatal(err)
	}
	c.Release()
	return b
}

func code(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return fmt.Sprint(err)
}

func TestAListingHasAllPages(t *testing.T) {
	p := newPlace(t)
	for i := range 1203 {
		p.Put(bucket, fmt.Sprintf("a/%04d", i), []byte{byte(i)})
	}
	p.Put(bucket, "a/_hidden/x", []byte("x"))
	p.Put(bucket, "a/folder/", nil)
	p.Put(bucket, "ab/other", []byte("x"))
	p.proxy.Requests()
	s := p.open(t, "s3://bills/a", p.options())
	objects := list(t, s)
	if len(objects) != 1203 || objects[0].Key != "0000" || objects[1202].Key != "1202" || objects[7].Size != 1 || objects[7].Version == "" {
		t.Errorf("%d objects: %s", len(objects), keys(objects))
	}
	if n := s3test.Count(p.proxy.Requests(), "LIST"); n != 2 || s.Traffic().Lists != 2 {
		t.Errorf("%d requests, counted as %d", n, s.Traffic().Lists)
	}
	if some, err := listing(s, "120"); err != nil || keys(some) != "1200 1201 1202" {
		t.Errorf("below a prefix: %s %v", keys(some), err)
	}
}

func TestALocationMayBeOneObjectOrTheWholeBucket(t *testing.T) {
	p := newPlace(t)
	p.Put(bucket, "a/one.csv", []byte("one"))
	p.Put(bucket, "a/one.csv.old", []byte("old"))
	s := p.open(t, "s3://bills/a/one.csv", p.options())
	objects := list(t, s)
	if keys(objects) != "one.csv" {
		t.Fatalf("a single object: %s", keys(objects))
	}
	if got := read(t, s.Fetch(t.Context(), objects, nil)[0]); string(got) != "one" {
		t.Errorf("it holds %q", got)
	}
	if all := list(t, p.open(t, "s3://bills", p.options())); keys(all) != "a/one.csv a/one.csv.old" {
		t.Errorf("the bucket: %s", keys(all))
	}
	if none := list(t, p.open(t, "s3://bills/nothing", p.options())); len(none) != 0 {
		t.Errorf("nothing: %s", keys(none))
	}
}

func TestAnObjectIsFetchedOnce(t *testing.T) {
	p := newPlace(t)
	p.Put(bucket, "x", random(100_000, 1))
	p.Put(bucket, "same", random(100_000, 1))
	p.Put(bucket, "empty", nil)
	p.proxy.Requests()
	s := p.open(t, "s3://bills/", p.options())
	objects := list(t, s)
	for round, gets := range []int{2, 0, 0} {
		for i, c := range s.Fetch(t.Context(), objects, nil) {
			if got := read(t, c); objects[i].Key != "empty" && !bytes.Equal(got, random(100_000, 1)) {
				t.Errorf("%s holds %d other bytes", objects[i].Key, len(got))
			}
		}
		if n := s3test.Count(p.proxy.Requests(), "GET"); n != gets {
			t.Errorf("round %d: %d GETs, want %d", round, n, gets)
		}
		if round == 1 {
			s = p.open(t, "s3://bills/", p.options()) // as a later process does
			list(t, s)
			p.proxy.Requests()
		}
	}
	in, err := s.Open(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, random(100_000, 1)) || in.Close() != nil {
		t.Errorf("opened: %d bytes, %v", len(got), err)
	}
	p.Put(bucket, "x", random(100_000, 2))
	objects = list(t, s)
	if got := read(t, s.Fetch(t.Context(), objects[2:], nil)[0]); !bytes.Equal(got, random(100_000, 2)) {
		t.Error("a new version is not fetched")
	}
}

func TestALargeObjectComesInParts(t *testing.T) {
	p := newPlace(t)
	body := random(23<<20+12345, 3)
	p.PutParts(bucket, "large", bytes.NewReader(body), 5<<20)
	p.proxy.Requests()
	o := p.options()
	o.partSize = 4 << 20
	s := p.open(t, "s3://bills", o)
	objects := list(t, s)
	if !strings.HasSuffix(objects[0].Version, "-5") {
		t.Fatalf("the ETag is %q", objects[0].Version)
	}
	var told atomic.Int64
	if got := read(t, s.Fetch(t.Context(), objects, func(n int64) { told.Add(n) })[0]); !bytes.Equal(got, body) {
		t.Error("other bytes")
	}
	if told.Load() != int64(len(body)) {
		t.Errorf("%d bytes were told of %d", told.Load(), len(body))
	}
	requests := p.proxy.Requests()
	ranges := map[string]bool{}
	for _, r := range requests {
		if r.Kind == "GET" && ranges[r.Range] {
			t.Errorf("%s was asked for twice", r.Range)
		}
		ranges[r.Range] = true
	}
	traffic := s.Traffic()
	if s3test.Count(requests, "GET") != 6 || traffic.Gets != 6 || traffic.Heads != 0 || traffic.Unproven != 0 || traffic.Bytes < int64(len(body)) || traffic.Fetched != 1 {
		t.Errorf("%v, traffic %+v", requests, traffic)
	}
}

func TestAFetchThatWasCutOffGoesOn(t *testing.T) {
	p := newPlace(t)
	body := random(30<<20, 4)
	p.Put(bucket, "x", body)
	ctx, cancel := context.WithCancel(t.Context())
	p.proxy.CutAfter = 21 << 20
	p.proxy.Answer = func(http.ResponseWriter, *http.Request) bool {
		if s3test.Count(p.proxy.Peek(), "GET") > 1 {
			cancel() // the first answer broke off, the second is never given
			return true
		}
		return false
	}
	s := p.open(t, "s3://bills", p.options())
	objects := list(t, s)
	if c := s.Fetch(ctx, objects, nil)[0]; !errors.Is(c.Err, context.Canceled) {
		t.Fatalf("cut off: %v", c.Err)
	}
	p.proxy.Answer = nil
	p.proxy.Requests()
	p.cache = cache.Open(p.dir, 0, time.Now)
	s = p.open(t, "s3://bills", p.options())
	if got := read(t, s.Fetch(t.Context(), list(t, s), nil)[0]); !bytes.Equal(got, body) {
		t.Error("other bytes")
	}
	requests := p.proxy.Requests()
	if len(requests) != 2 || requests[1].Range != fmt.Sprintf("bytes=%d-%d", 21<<20, 30<<20-1) || s.Traffic().Resumed != 1 {
		t.Errorf("%v, %+v", requests, s.Traffic())
	}
}

func TestBytesThatAreNotTheObjectsAreNotUsed(t *testing.T) {
	p := newPlace(t)
	body := random(1<<20, 5)
	p.Put(bucket, "x", body)
	wrong := bytes.Clone(body)
	wrong[77]++
	lies := 0
	p.proxy.Answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || r.URL.Query().Has("list-type") || lies == 0 {
			return false
		}
		lies--
		w.Header().Set("Content-Length", fmt.Sprint(len(wrong)))
		w.Write(wrong) //nolint:errcheck // the reader says whether it came
		return true
	}
	s := p.open(t, "s3://bills", p.options())
	objects := list(t, s)
	lies = 2
	if c := s.Fetch(t.Context(), objects, nil)[0]; code(c.Err) != "S3_DAMAGED" || !errors.Is(c.Err, errDamaged) {
		t.Errorf("twice wrong: %v", c.Err)
	}
	lies = 1
	if got := read(t, s.Fetch(t.Context(), objects, nil)[0]); !bytes.Equal(got, body) {
		t.Error("once wrong: other bytes")
	}
}

func TestTroubleIsToldWithItsCause(t *testing.T) {
	p := newPlace(t)
	p.Put(bucket, "d/x", []byte("x"))
	p.Put(bucket, "d/y", []byte("y"))
	p.Allow(bucket, "s3:ListBucket")
	p.Bucket("closed")
	p.Allow("closed")
	stranger := func(t *testing.T) {
		t.Helper()
		t.Setenv("AWS_ACCESS_KEY_ID", s3test.StrangerID)
		t.Setenv("AWS_SECRET_ACCESS_KEY", s3test.StrangerSecret)
	}
	answer := func(status int, code, text string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Has("list-type") {
				return false
			}
			w.WriteHeader(status)
			fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, text) //nolint:errcheck // as above
			return true
		}
	}
	for _, c := range []struct {
		name     string
		location string
		before   func(t *testing.T, o *Options)
		answer   func(http.ResponseWriter, *http.Request) bool
		between  func() // listing and fetching
		want     []string
	}{
		{
			name: "a listing that is refused", location: "s3://closed/d", before: func(t *testing.T, _ *Options) { t.Helper(); stranger(t) },
			want: []string{"S3_ACCESS_DENIED", "s3:ListBucket on arn:aws:s3:::closed;", "--s3-requester-pays"},
		},
		{
			name: "an object that is refused", location: "s3://bills/d", before: func(t *testing.T, _ *Options) { t.Helper(); stranger(t) },
			want: []string{"S3_ACCESS_DENIED", "s3:GetObject on arn:aws:s3:::bills/d/x;"},
		},
		{name: "a bucket that is not there", location: "s3://bilsl/d", want: []string{"S3_NO_BUCKET", "no bucket bilsl", "--s3-endpoint"}},
		{
			name: "a wrong region", location: "s3://bills/d", before: func(_ *testing.T, o *Options) { o.Region = "us-west-2" },
			want: []string{"S3_WRONG_REGION", "not in the region us-west-2, but in eu-central-1", "--s3-region eu-central-1"},
		},
		{
			name: "a wrong secret", location: "s3://bills/d", before: func(t *testing.T, _ *Options) { t.Helper(); t.Setenv("AWS_SECRET_ACCESS_KEY", "no") },
			want: []string{"S3_BAD_CREDENTIALS", "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"},
		},
		{
			name: "an unknown user", location: "s3://bills/d", before: func(t *testing.T, _ *Options) { t.Helper(); t.Setenv("AWS_ACCESS_KEY_ID", "nobody") },
			want: []string{"S3_BAD_CREDENTIALS", "InvalidAccessKeyId"},
		},
		{name: "no credentials", location: "s3://bills/d", before: func(t *testing.T, _ *Options) {
			t.Helper()
			t.Setenv("AWS_ACCESS_KEY_ID", "")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "")
		}, want: []string{"S3_NO_CREDENTIALS", "AWS_PROFILE"}},
		{
			name: "a clock that goes wrong", location: "s3://bills/d", before: func(_ *testing.T, o *Options) { o.signer = late{v4.NewSigner(), -time.Hour} },
			want: []string{"S3_CLOCK_SKEW", "clock of this machine", "set-ntp"},
		},
		{
			name: "an object that vanishes", location: "s3://bills/d", between: func() { p.Delete(bucket, "d/x") },
			want: []string{"S3_OBJECT_GONE", "s3://bills/d/x", "run glaux sync again"},
		},
		{
			name: "an object that is replaced", location: "s3://bills/d", between: func() { p.Put(bucket, "d/x", []byte("z")) },
			want: []string{"S3_OBJECT_CHANGED", "s3://bills/d/x", "run glaux sync again"},
		},
		{
			name: "a server that is too busy", location: "s3://bills/d", answer: answer(503, "SlowDown", "Please reduce your request rate."),
			want: []string{"S3_THROTTLED", "--s3-parallel"},
		},
		{
			name: "a key that may not be used", location: "s3://bills/d",
			answer: answer(403, "AccessDenied", "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/abc because no identity-based policy allows the kms:Decrypt action"),
			want:   []string{"S3_ACCESS_DENIED", "kms:Decrypt with arn:aws:kms:eu-west-1:111122223333:key/abc", "policy of the key"},
		},
		{
			name: "a refusal in the words of AWS", location: "s3://bills/d",
			answer: answer(403, "AccessDenied", "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: s3:GetObject on resource: &quot;arn:aws:s3:::bills/d/x&quot; because no VPC endpoint policy allows the s3:GetObject action"),
			want:   []string{"S3_ACCESS_DENIED", "user/ann may not do s3:GetObject", "because no VPC endpoint policy allows"},
		},
		{
			name: "an archived object", location: "s3://bills/d", answer: answer(403, "InvalidObjectState", "The operation is not valid for the object's storage class"),
			want: []string{"S3_ARCHIVED", "restore-object"},
		},
		{
			name: "a key that each reader must send", location: "s3://bills/d",
			answer: answer(400, "InvalidRequest", "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."),
			want:   []string{"S3_SSE_C", "SSE-KMS"},
		},
		{
			name: "credentials that are over", location: "s3://bills/d", answer: answer(400, "ExpiredToken", "The provided token has expired."),
			want: []string{"S3_EXPIRED_CREDENTIALS", "aws sso login"},
		},
		{
			name: "a server that is not there", location: "s3://bills/d", before: func(_ *testing.T, o *Options) { o.Endpoint = "http://127.0.0.1:1" },
			want: []string{"S3_UNREACHABLE", "http://127.0.0.1:1 does not answer", "--s3-endpoint"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.Put(bucket, "d/x", []byte("x"))
			o := p.options()
			if c.before != nil {
				c.before(t, &o)
			}
			p.proxy.Answer = c.answer
			defer func() { p.proxy.Answer = nil }()
			p.cache = cache.Open(t.TempDir(), 0, time.Now)
			s := p.open(t, c.location, o)
			objects, err := listing(s, "")
			if err == nil {
				if c.between != nil {
					c.between()
				}
				copies := s.Fetch(t.Context(), objects[:1], nil)
				err = copies[0].Err
			}
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not hold %q", err, want)
				}
			}
		})
	}
}

// late signs with a time that is off, whatever the SDK has learned of the server's.
type late struct {
	inner *v4.Signer
	by    time.Duration
}

func (l late) SignHTTP(ctx context.Context, credentials aws.Credentials, r *http.Request, hash, service, region string, _ time.Time, options ...func(*v4.SignerOptions)) error {
	return l.inner.SignHTTP(ctx, credentials, r, hash, service, region, time.Now().Add(l.by), options...)
}

var _ s3.HTTPSignerV4 = late{}

func TestARegionThatNobodyNamesIsFound(t *testing.T) {
	p := newPlace(t)
	p.Put(bucket, "x", []byte("x"))
	t.Setenv("AWS_REGION", "")
	o := p.options()
	o.Region = ""
	s := p.open(t, "s3://bills", o)
	if got := read(t, s.Fetch(t.Context(), list(t, s), nil)[0]); string(got) != "x" {
		t.Errorf("%q", got)
	}
}

func TestASlowServerIsWaitedForAndADeadOneIsNot(t *testing.T) {
	p := newPlace(t)
	body := random(100_000, 6)
	p.Put(bucket, "x", body)
	o := p.options()
	o.stall = 500 * time.Millisecond
	p.proxy.BytesPerSecond = 100_000 // a second in all, with bytes all the time
	s := p.open(t, "s3://bills", o)
	if got := read(t, s.Fetch(t.Context(), list(t, s), nil)[0]); !bytes.Equal(got, body) {
		t.Error("other bytes")
	}
	p.proxy.BytesPerSecond = 0
	p.cache = cache.Open(t.TempDir(), 0, time.Now)
	s = p.open(t, "s3://bills", o)
	objects := list(t, s)
	p.proxy.Answer = func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	}
	start := time.Now()
	if c := s.Fetch(t.Context(), objects, nil)[0]; code(c.Err) != "S3_UNREACHABLE" || !strings.Contains(c.Err.Error(), "no byte came for 500ms") {
		t.Errorf("a dead server: %v", c.Err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	p := newPlace(t)
	p.Put(bucket, "x", []byte("x"))
	busy := 2
	p.proxy.Answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Has("list-type") || busy == 0 {
			return false
		}
		busy--
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, "<Error><Code>SlowDown</Code></Error>") //nolint:errcheck // as above
		return true
	}
	o := p.options()
	o.retries = 4
	s := p.open(t, "s3://bills", o)
	if got := read(t, s.Fetch(t.Context(), list(t, s), nil)[0]); string(got) != "x" {
		t.Errorf("%q", got)
	}
	if n := s.Traffic().Gets; n != 3 {
		t.Errorf("%d GETs are counted, and 3 were made", n)
	}
}

func TestWhoPaysIsSaid(t *testing.T) {
	p := newPlace(t)
	p.Put(bucket, "x", []byte("x"))
	var payers []string
	p.proxy.Answer = func(_ http.ResponseWriter, r *http.Request) bool {
		payers = append(payers, r.Header.Get("x-amz-request-payer"))
		return false
	}
	o := p.options()
	o.RequesterPays = true
	s := p.open(t, "s3://bills", o)
	read(t, s.Fetch(t.Context(), list(t, s), nil)[0])
	if !slices.Equal(payers, []string{"requester", "requester"}) {
		t.Errorf("payers: %q", payers)
	}
}

func TestParse(t *testing.T) {
	for location, want := range map[string]string{
		"s3://b-1/a/b c": "b-1 a/b c", "s3://bucket": "bucket ", "s3://bucket/": "bucket ", "s3://Old_Bucket/x/": "Old_Bucket x/",
	} {
		if b, k, err := Parse(location); err != nil || b+" "+k != want {
			t.Errorf("%s: %q %q %v", location, b, k, err)
		}
	}
	for _, location := range []string{"s3:/b/x", "s3://", "s3:///x", "S3://bucket/x", "s3://a b/x", "s3://arn:aws:s3:x/y", "s3://bucket/" + strings.Repeat("x", 1025), "s3://bucket/\x00"} {
		if _, _, err := Parse(location); code(err) != "INVALID_LOCATION" {
			t.Errorf("%q: %v", location, err)
		}
	}
}
