// Package s3 is a blob.Store over the objects of an S3 bucket below a prefix. It promises that an object is asked for at most once for as
// long as its copy is in the cache and its ETag does not change, that a copy is used only after its bytes have been checked, that a
// fetch which was killed goes on where it was, that memory does not grow with the size of objects, and that trouble is told with its cause
// and with the permission or the setting that mends it. It only reads: it lists, gets and heads, and asks nothing else of a bucket.
//
//	store, err := s3.Open(ctx, "s3://bucket/prefix", s3.Options{Profile: "billing"}, cache)
//	for object, err := range store.List(ctx, "") { … }
//	copies := store.Fetch(ctx, objects, nil)
//
// Credentials, profile and region come from where the SDK looks for them, the variables and files of AWS, unless Options say otherwise.
// Objects that are encrypted with keys of S3 or of KMS (SSE-S3, SSE-KMS, DSSE-KMS) are decrypted by S3; those with keys that the caller
// sends (SSE-C) cannot be read.
package s3

import (
	"cmp"
	"context"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/cache"
)

// Options say how a bucket is reached. The zero value leaves all to the variables and files of AWS.
type Options struct {
	// Profile is a profile of ~/.aws/config; Region is where the bucket lies.
	Profile, Region string
	// Endpoint is the URL of another server that speaks S3; PathStyle puts the bucket into the path instead of the name of the host.
	Endpoint  string
	PathStyle bool
	// RequesterPays accepts that requests and transfer are charged to who asks.
	RequesterPays bool
	// Parallel is how many requests may be under way at once; 0 means 8.
	Parallel int
	// Clock is compared with the server's, which Traffic tells; nil compares nothing.
	Clock func() time.Time

	partSize int64           // of the parts of large objects; 0 means partSize
	stall    time.Duration   // without any byte, after which a request is given up; 0 means stallAfter
	retries  int             // of a request; 0 leaves it to the SDK
	signer   s3.HTTPSignerV4 // nil for the SDK's own
}

const defaultParallel = 8

// Store is a bucket, below a prefix.
type Store struct {
	options Options
	bucket  string
	prefix  string // "" or with a slash at the end
	object  string // the key of a single object, which the location may mean instead; "" when it cannot
	place   string // endpoint and bucket, as the cache names them
	cache   *cache.Cache
	meter   *meter
	slots   chan struct{} // one for each request under way

	mu     sync.Mutex
	client *s3.Client
	region string
	alone  bool // the location is a single object
	listed map[string]blob.Object
	counts blob.Traffic // of objects; requests are counted by meter
}

var (
	_ blob.Remote  = (*Store)(nil)
	_ blob.Metered = (*Store)(nil)
)

// Open returns the store of a location s3://bucket/prefix, or s3://bucket/key for a single object. No request is made. Copies are kept in
// the cache.
func Open(ctx context.Context, location string, o Options, c *cache.Cache) (*Store, error) {
	bucket, key, err := Parse(location)
	if err != nil {
		return nil, err
	}
	s := &Store{options: o, bucket: bucket, cache: c, meter: &meter{clock: o.Clock}, listed: map[string]blob.Object{}}
	s.slots = make(chan struct{}, cmp.Or(max(o.Parallel, 0), defaultParallel))
	s.prefix = key
	if key != "" && !strings.HasSuffix(key, "/") {
		s.prefix, s.object = key+"/", key
	}
	s.place = cmp.Or(o.Endpoint, "aws") + "/" + bucket
	return s, s.connect(ctx, o.Region)
}

// Check asks for one page of the listing, to see whether the place is there and may be listed.
func (s *Store) Check(ctx context.Context) error {
	for _, err := range s.List(ctx, "") {
		return err
	}
	return nil
}

// List returns the objects below the location whose keys begin with prefix. See blob.Store.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[blob.Object, error] {
	if strings.HasSuffix(s.bucket, "--x-s3") {
		return s.listSorted(ctx, prefix)
	}
	return s.list(ctx, prefix)
}

// listSorted sorts what a directory bucket lists in no order.
func (s *Store) listSorted(ctx context.Context, prefix string) iter.Seq2[blob.Object, error] {
	return func(yield func(blob.Object, error) bool) {
		var objects []blob.Object
		for o, err := range s.list(ctx, prefix) {
			if err != nil {
				yield(o, err)
				return
			}
			objects = append(objects, o)
		}
		slices.SortFunc(objects, func(a, b blob.Object) int { return cmp.Compare(a.Key, b.Key) })
		for _, o := range objects {
			if !yield(o, nil) {
				return
			}
		}
	}
}

func (s *Store) list(ctx context.Context, prefix string) iter.Seq2[blob.Object, error] {
	return func(yield func(blob.Object, error) bool) {
		found := false
		for o, err := range s.pages(ctx, s.prefix+prefix) {
			if err != nil {
				yield(blob.Object{}, err)
				return
			}
			found = true
			o.Key = strings.TrimPrefix(o.Key, s.prefix)
			if o.Key == "" || strings.HasSuffix(o.Key, "/") || blob.Hidden(o.Key) {
				continue // a folder that somebody made, or hidden
			}
			if s.note(o); !yield(o, nil) {
				return
			}
		}
		if !found && s.object != "" && strings.HasPrefix(baseOf(s.object), prefix) {
			s.single(ctx, yield)
		}
	}
}

// single lists the object that the location is the key of, if there is one.
func (s *Store) single(ctx context.Context, yield func(blob.Object, error) bool) {
	for o, err := range s.pages(ctx, s.object) {
		if err != nil {
			yield(blob.Object{}, err)
			return
		}
		if o.Key == s.object { // the first that begins so, if it is there at all
			o.Key = baseOf(s.object)
			s.note(o)
			s.mu.Lock()
			s.alone = true
			s.mu.Unlock()
			yield(o, nil)
		}
		return
	}
}

func baseOf(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// note remembers the version of an object that was listed, which is the one that Open opens.
func (s *Store) note(o blob.Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed[o.Key] = o
}

// full returns the key in the bucket.
func (s *Store) full(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.alone {
		return s.object
	}
	return s.prefix + key
}

// pages lists the bucket, a request for each thousand objects, with the full keys.
func (s *Store) pages(ctx context.Context, prefix string) iter.Seq2[blob.Object, error] {
	return func(yield func(blob.Object, error) bool) {
		in := &s3.ListObjectsV2Input{Bucket: &s.bucket, RequestPayer: s.payer()}
		if prefix != "" {
			in.Prefix = &prefix
		}
		for {
			out, err := s.page(ctx, in)
			if err != nil {
				yield(blob.Object{}, s.explain(err, actionList, ""))
				return
			}
			for _, o := range out.Contents {
				if !yield(objectOf(o), nil) {
					return
				}
			}
			if !aws.ToBool(out.IsTruncated) || out.NextContinuationToken == nil {
				return
			}
			in.ContinuationToken = out.NextContinuationToken
		}
	}
}

// page asks for a page. When nobody named a region and the bucket lies in another than the first guess, the region is taken over.
func (s *Store) page(ctx context.Context, in *s3.ListObjectsV2Input) (*s3.ListObjectsV2Output, error) {
	client, region := s.now()
	out, err := client.ListObjectsV2(ctx, in)
	if right := regionOf(err); err != nil && region == "" && right != "" {
		if err := s.connect(ctx, right); err != nil {
			return nil, err
		}
		client, _ = s.now()
		return client.ListObjectsV2(ctx, in)
	}
	return out, err
}

func objectOf(o types.Object) blob.Object {
	return blob.Object{
		Key: aws.ToString(o.Key), Size: aws.ToInt64(o.Size), Version: strings.Trim(aws.ToString(o.ETag), `"`), Modified: aws.ToTime(o.LastModified).UTC(),
	}
}

// Open returns the bytes of an object in the version that was listed last, after it was fetched as a whole. See blob.Store.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	s.mu.Lock()
	o, ok := s.listed[key]
	s.mu.Unlock()
	if !ok {
		var err error
		if o, err = s.head(ctx, key); err != nil {
			return nil, err
		}
	}
	c := s.Fetch(ctx, []blob.Object{o}, nil)[0]
	if c.Err != nil {
		return nil, c.Err
	}
	file, err := os.Open(c.Path)
	if err != nil {
		c.Release()
		return nil, err
	}
	return &held{File: file, copy: c}, nil
}

// held is an open copy.
type held struct {
	*os.File
	copy blob.Copy
}

// Close closes the file and lets the copy go.
func (h *held) Close() error {
	defer h.copy.Release()
	return h.File.Close()
}

// head asks for the version of an object that was not listed.
func (s *Store) head(ctx context.Context, key string) (blob.Object, error) {
	client, _ := s.now()
	full := s.full(key)
	out, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &full, RequestPayer: s.payer()})
	if err != nil {
		return blob.Object{}, s.explain(err, actionGet, full)
	}
	return blob.Object{
		Key: key, Size: aws.ToInt64(out.ContentLength), Version: strings.Trim(aws.ToString(out.ETag), `"`), Modified: aws.ToTime(out.LastModified).UTC(),
	}, nil
}

// Room is the bound of the cache. See blob.Remote.
func (s *Store) Room() int64 { return s.cache.Limit() }

// Traffic counts what was asked for. See blob.Metered.
func (s *Store) Traffic() blob.Traffic {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.counts
	s.meter.add(&t)
	return t
}

// count changes the counts of objects.
func (s *Store) count(change func(*blob.Traffic)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.counts)
}

// now returns the client, and the region that somebody named; "" when it was guessed.
func (s *Store) now() (client *s3.Client, region string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.client, s.region
}

func (s *Store) payer() types.RequestPayer {
	if s.options.RequesterPays {
		return types.RequestPayerRequester
	}
	return ""
}
