package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/blob/cache"
	"github.com/glauxhq/glaux/internal/fault"
)

// How objects are fetched. An object of up to partSize bytes is one request; a larger one is a request for each part, several at the
// same time. The SDK's transfer manager does so too, but begins anew after a kill: it knows no parts that are there already.
const (
	partSize   = 64 << 20
	markEvery  = 8 << 20 // what a kill may cost, for each request under way
	bufferSize = 256 << 10
	stallAfter = time.Minute
	bodyTries  = 5 // without any progress
	bodyPause  = 200 * time.Millisecond
)

// Fetch makes files of objects. See blob.Remote.
func (s *Store) Fetch(ctx context.Context, objects []blob.Object, done func(bytes int64)) []blob.Copy {
	if done == nil {
		done = func(int64) {}
	}
	copies := make([]blob.Copy, len(objects))
	next := make(chan int)
	var work sync.WaitGroup
	for range min(len(objects), cap(s.slots)) {
		work.Go(func() {
			for i := range next {
				copies[i] = s.copy(ctx, objects[i], done)
			}
		})
	}
	for i := range objects {
		next <- i
	}
	close(next)
	work.Wait()
	return copies
}

// copy makes a file of an object.
func (s *Store) copy(ctx context.Context, o blob.Object, done func(int64)) blob.Copy {
	if err := ctx.Err(); err != nil {
		return blob.Copy{Err: err}
	}
	name := cache.Name{Place: s.place, Key: s.full(o.Key), Version: o.Version, Size: o.Size}
	file, err := s.cache.Lookup(name)
	if file != nil {
		s.count(func(t *blob.Traffic) { t.Reused++ })
	}
	if err == nil && file == nil {
		var part *cache.Partial
		if part, file, err = s.cache.Begin(ctx, name); part != nil {
			f := &fetching{s: s, name: name, part: part, told: done}
			file, err = f.run(ctx)
			part.Close()
			done = func(int64) {} // it has told itself
		}
	}
	if err != nil {
		return blob.Copy{Err: s.tooSmall(err, name)}
	}
	done(o.Size)
	return blob.Copy{Path: file.Path, Hash: file.Hash, Let: file.Release}
}

// tooSmall explains that the cache is too small.
func (s *Store) tooSmall(err error, name cache.Name) error {
	if !errors.Is(err, cache.ErrFull) {
		return err
	}
	return fault.Wrap(err, fault.Exhausted, "S3_CACHE_FULL", fmt.Sprintf(
		"the copies of objects of S3 that are needed at the same time do not fit into %.1f GiB: raise --cache-size (%s has %.1f GiB)",
		gib(s.cache.Limit()), name.Key, gib(name.Size)))
}

func gib(n int64) float64 { return float64(n) / (1 << 30) }

// fetching is an object on its way.
type fetching struct {
	s    *Store
	name cache.Name
	part *cache.Partial
	told func(int64)

	mu    sync.Mutex
	facts facts // from the answer to a request for the whole object
}

// run fetches what is missing, checks all of it and finishes the copy. When the check fails, all is fetched once more: what a former run
// had left may be bad.
func (f *fetching) run(ctx context.Context) (*cache.File, error) {
	resumed := f.part.Resumed()
	for again := false; ; again = true {
		if err := f.missing(ctx); err != nil {
			return nil, err
		}
		sum, proven, err := f.check(ctx)
		if errors.Is(err, errDamaged) && !again {
			if err := f.part.Reset(); err != nil {
				return nil, err
			}
			f.facts = facts{}
			continue
		}
		if err != nil {
			return nil, errors.Join(err, f.part.Reset())
		}
		f.s.count(func(t *blob.Traffic) {
			t.Fetched++
			if resumed {
				t.Resumed++
			}
			if !proven {
				t.Unproven++
			}
		})
		return f.part.Finish(sum)
	}
}

// missing fetches the spans that are not there, part by part.
func (f *fetching) missing(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	size := f.s.options.partSize
	if size == 0 {
		size = partSize
	}
	var work sync.WaitGroup
	there := f.name.Size
	for _, span := range f.part.Missing() {
		there -= span.Size
		for start := span.Start; start < span.End(); {
			end := min(start-start%size+size, span.End()) // parts have the same bounds in each run
			piece := cache.Span{Start: start, Size: end - start}
			start = end
			select {
			case <-ctx.Done():
			case f.s.slots <- struct{}{}:
				work.Go(func() {
					defer func() { <-f.s.slots }()
					if err := f.piece(ctx, piece); err != nil {
						cancel(err)
					}
				})
			}
		}
	}
	f.told(there)
	work.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// piece fetches a span. When the answer breaks off, the rest is asked for again, as long as there is progress.
func (f *fetching) piece(ctx context.Context, span cache.Span) error {
	for try := 0; ; try++ {
		n, err := f.request(ctx, span)
		if err == nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		var broken *brokenError
		if !errors.As(err, &broken) {
			return err
		}
		if n > 0 {
			try = 0
		}
		if try+1 >= bodyTries {
			return f.s.explain(broken.err, actionGet, f.name.Key)
		}
		span = cache.Span{Start: span.Start + n, Size: span.Size - n}
		select {
		case <-ctx.Done():
		case <-time.After(bodyPause << try):
		}
	}
}

// brokenError is an answer that broke off.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return "the answer broke off: " + e.err.Error() }

func (e *brokenError) Unwrap() error { return e.err }

// request asks for a span and writes what comes. It returns how many bytes came.
func (f *fetching) request(ctx context.Context, span cache.Span) (int64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	in := &s3.GetObjectInput{Bucket: &f.s.bucket, Key: &f.name.Key, RequestPayer: f.s.payer()}
	if f.name.Version != "" {
		in.IfMatch = aws.String(`"` + f.name.Version + `"`)
	}
	whole := span.Start == 0 && span.Size == f.name.Size
	if whole {
		in.ChecksumMode = types.ChecksumModeEnabled
	} else {
		in.Range = aws.String(fmt.Sprintf("bytes=%d-%d", span.Start, span.End()-1))
	}
	client, _ := f.s.now()
	out, err := client.GetObject(ctx, in)
	if err != nil {
		return 0, f.s.explain(err, actionGet, f.name.Key)
	}
	defer out.Body.Close() //nolint:errcheck // only read
	if got := aws.ToInt64(out.ContentLength); got != span.Size {
		return 0, f.s.other(fmt.Sprintf("%d bytes were asked for and %d announced", span.Size, got), f.name.Key)
	}
	if whole {
		f.mu.Lock()
		f.facts = factsOf(out)
		f.mu.Unlock()
	}
	stall := f.s.options.stall
	if stall == 0 {
		stall = stallAfter
	}
	watch := time.AfterFunc(stall, func() { cancel(fmt.Errorf("no byte came for %s", stall)) })
	defer watch.Stop()
	n, err := f.receive(out.Body, span, func() { watch.Reset(stall) })
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = &brokenError{err: cause}
	}
	return n, err
}

// receive writes an answer into the copy, and marks now and then what is there.
func (f *fetching) receive(body io.Reader, span cache.Span, alive func()) (n int64, err error) {
	buffer := make([]byte, bufferSize)
	marked := int64(0)
	for n < span.Size {
		var got int
		got, err = body.Read(buffer[:min(int64(len(buffer)), span.Size-n)])
		if got > 0 {
			alive()
			if _, err := f.part.WriteAt(buffer[:got], span.Start+n); err != nil {
				return n, unwritten(err)
			}
			n += int64(got)
			f.told(int64(got))
		}
		if n-marked >= markEvery || err != nil || n == span.Size {
			if err := f.part.Mark(cache.Span{Start: span.Start + marked, Size: n - marked}); err != nil {
				return n, unwritten(err)
			}
			marked = n
		}
		if err != nil {
			break
		}
	}
	if n == span.Size {
		return n, f.end(body)
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, &brokenError{err: err}
}

// end reads the end of an answer, at which the SDK compares its checksum. One that does not fit is found by check too.
func (f *fetching) end(body io.Reader) error {
	var one [1]byte
	if n, _ := body.Read(one[:]); n > 0 {
		return f.s.other("more bytes came than were announced", f.name.Key)
	}
	return nil
}

// unwritten explains that a copy cannot be written.
func unwritten(err error) error {
	return fault.Wrap(err, fault.Exhausted, "S3_CACHE_NOT_WRITTEN", "the copy cannot be written into the cache of the lake: "+err.Error())
}
