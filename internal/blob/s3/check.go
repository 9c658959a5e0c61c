package s3

import (
	"context"
	"crypto/md5"  //nolint:gosec // ETags are made of it
	"crypto/sha1" //nolint:gosec // one of the checksums of S3
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glauxhq/glaux/internal/blob/cache"
	"github.com/glauxhq/glaux/internal/fault"
)

// A copy is proven in one of three ways, the first that can be had:
//
//   - by its ETag, when that is an MD5: of the bytes, or for an upload in parts, of the MD5s of the parts («…-12»). How large the parts were
//     is not told; the sizes that fit the number of parts are tried.
//   - by a checksum of the whole object, which S3 has of all objects written since the end of 2024. It comes with the answer to a request
//     for the whole object, else a HEAD asks for it.
//   - by its size alone, where there is neither: an object of KMS or in odd parts, without a checksum. Such copies are counted.
//
// errDamaged tells that the bytes are not those of the object.
var errDamaged = errors.New("the bytes are not those of the object")

// crc64NVME is the polynomial of S3's own checksum, in reversed bits.
const crc64NVME = 0x9a6c9329ac4bc9b5

// facts are what S3 says of an object as a whole.
type facts struct {
	known  bool
	opaque bool              // the ETag is no MD5, because of how the object is encrypted
	sums   map[string]string // algorithm → checksum of the whole object in base64
}

func newFacts(kind types.ChecksumType, sse types.ServerSideEncryption, customer *string, sums map[string]*string) facts {
	f := facts{known: true, sums: map[string]string{}}
	f.opaque = sse == types.ServerSideEncryptionAwsKms || sse == types.ServerSideEncryptionAwsKmsDsse || aws.ToString(customer) != ""
	for name, sum := range sums {
		if text := aws.ToString(sum); text != "" && kind != types.ChecksumTypeComposite && !strings.Contains(text, "-") {
			f.sums[name] = text
		}
	}
	return f
}

func factsOf(o *s3.GetObjectOutput) facts {
	return newFacts(o.ChecksumType, o.ServerSideEncryption, o.SSECustomerAlgorithm, map[string]*string{
		"crc64nvme": o.ChecksumCRC64NVME, "crc32c": o.ChecksumCRC32C, "crc32": o.ChecksumCRC32, "sha256": o.ChecksumSHA256, "sha1": o.ChecksumSHA1,
	})
}

func factsOfHead(o *s3.HeadObjectOutput) facts {
	return newFacts(o.ChecksumType, o.ServerSideEncryption, o.SSECustomerAlgorithm, map[string]*string{
		"crc64nvme": o.ChecksumCRC64NVME, "crc32c": o.ChecksumCRC32C, "crc32": o.ChecksumCRC32, "sha256": o.ChecksumSHA256, "sha1": o.ChecksumSHA1,
	})
}

// hasher returns what computes a checksum; nil when it is not known.
func hasher(name string) hash.Hash {
	switch name {
	case "crc64nvme":
		return crc64.New(crc64.MakeTable(crc64NVME))
	case "crc32c":
		return crc32.New(crc32.MakeTable(crc32.Castagnoli))
	case "crc32":
		return crc32.NewIEEE()
	case "sha256":
		return sha256.New()
	case "sha1":
		return sha1.New() //nolint:gosec // as above
	}
	return nil
}

// check computes the SHA-256 of a copy that is there as a whole and proves it. The error is errDamaged when the bytes are wrong.
func (f *fetching) check(ctx context.Context) (sum string, proven bool, err error) {
	f.mu.Lock()
	known := f.facts
	f.mu.Unlock()
	sum, state, err := f.prove(ctx, known, true)
	if err != nil || state != unknown {
		return sum, state == right, f.damaged(state, err)
	}
	if !known.known {
		if known, err = f.ask(ctx); err != nil {
			return "", false, err
		}
		if sum, state, err = f.prove(ctx, known, false); err != nil || state != unknown {
			return sum, state == right, f.damaged(state, err)
		}
	}
	if parts, ok := parseETag(f.name.Version); ok && parts == 0 && !known.opaque {
		return "", false, f.damaged(wrong, nil) // the MD5 of the bytes, which it is not
	}
	return sum, false, nil
}

// The states of a copy: nothing speaks against it or for it, it is proven, or it is not what it should be.
type verdict int

const (
	unknown verdict = iota
	right
	wrong
)

func (f *fetching) damaged(v verdict, err error) error {
	if err != nil || v != wrong {
		return err
	}
	return fault.Wrap(errDamaged, fault.Unavailable, "S3_DAMAGED", fmt.Sprintf(
		"what was fetched of %s is not what S3 has, by its ETag or checksum, in two tries: look for a proxy or a disk that changes bytes", f.s.uri(f.name.Key)))
}

// ask asks for what S3 says of the object.
func (f *fetching) ask(ctx context.Context) (facts, error) {
	client, _ := f.s.now()
	out, err := client.HeadObject(ctx, &s3.HeadObjectInput{
		Bucket: &f.s.bucket, Key: &f.name.Key, RequestPayer: f.s.payer(), ChecksumMode: types.ChecksumModeEnabled,
		IfMatch: aws.String(`"` + f.name.Version + `"`),
	})
	if err != nil {
		return facts{}, f.s.explain(err, actionGet, f.name.Key)
	}
	return factsOfHead(out), nil
}

// prove reads the copy once. A checksum decides; else an ETag can only speak for the copy, because it may not be an MD5.
func (f *fetching) prove(ctx context.Context, known facts, etags bool) (sum string, v verdict, err error) {
	sha := sha256.New()
	writers := []io.Writer{sha}
	sums := map[string]hash.Hash{}
	for name := range known.sums {
		if h := hasher(name); h != nil && len(sums) == 0 { // one is enough
			sums[name] = h
			writers = append(writers, h)
		}
	}
	var tags []*etagger
	if etags && !known.opaque {
		tags = etaggers(f.name)
		for _, t := range tags {
			writers = append(writers, t)
		}
	}
	if err := f.read(ctx, io.MultiWriter(writers...)); err != nil {
		return "", unknown, err
	}
	sum = hex.EncodeToString(sha.Sum(nil))
	for name, h := range sums {
		if base64.StdEncoding.EncodeToString(h.Sum(nil)) != known.sums[name] {
			return sum, wrong, nil
		}
		v = right
	}
	for _, t := range tags {
		if t.sum() == f.name.Version {
			v = right
		}
	}
	return sum, v, nil
}

// read writes the copy to all that compute something of it.
func (f *fetching) read(ctx context.Context, to io.Writer) error {
	in, err := f.part.Read()
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	buffer := make([]byte, bufferSize)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := in.Read(buffer)
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

var etag = regexp.MustCompile(`^[0-9a-f]{32}(?:-([1-9][0-9]{0,4}))?$`)

// parseETag reads an ETag that may be made of MD5s; parts is 0 when it is that of all bytes.
func parseETag(version string) (parts int64, ok bool) {
	m := etag.FindStringSubmatch(version)
	if m == nil {
		return 0, false
	}
	if m[1] != "" {
		parts, _ = strconv.ParseInt(m[1], 10, 64) // at most five digits
	}
	return parts, true
}

// etagger computes the ETag of an object that was written in parts of a size; a size of 0 means as a whole.
type etagger struct {
	size  int64
	count int64
	left  int64
	part  hash.Hash
	all   hash.Hash
}

const mib = 1 << 20

// commonParts are the sizes of parts that clients use, in MiB.
func commonParts() []int64 {
	return []int64{5, 8, 16, 64, 128, 10, 15, 25, 32, 50, 100, 256, 512, 1024}
}

// How many sizes of parts are tried: each costs an MD5, so that there are fewer of a large object.
const (
	leastTried = 3
	mostTried  = 16
	triedBytes = 512 * mib
)

// etaggers returns what may compute the ETag of an object.
func etaggers(n cache.Name) []*etagger {
	parts, ok := parseETag(n.Version)
	switch {
	case !ok:
		return nil
	case parts == 0:
		return []*etagger{newEtagger(0)}
	case parts == 1:
		return []*etagger{newEtagger(max(n.Size, 1))}
	}
	fits := func(size int64) bool { return (n.Size+size-1)/size == parts }
	most := int(min(max(triedBytes/max(n.Size, 1), leastTried), mostTried))
	var list []*etagger
	tried := map[int64]bool{}
	try := func(size int64) {
		if size > 0 && fits(size) && !tried[size] && len(list) < most {
			tried[size] = true
			list = append(list, newEtagger(size))
		}
	}
	for _, size := range commonParts() {
		try(size * mib)
	}
	least := (n.Size + parts - 1) / parts
	try((least + mib - 1) / mib * mib) // the least number of whole MiB
	try(least)
	for size := (least + mib - 1) / mib * mib; fits(size) && len(list) < most; size += mib {
		try(size)
	}
	return list
}

func newEtagger(size int64) *etagger {
	return &etagger{size: size, left: size, part: md5.New(), all: md5.New()} //nolint:gosec // ETags are made of it
}

// Write takes the next bytes of the object.
func (e *etagger) Write(p []byte) (int, error) {
	if e.size == 0 {
		return e.part.Write(p)
	}
	for rest := p; len(rest) > 0; {
		n := min(int64(len(rest)), e.left)
		e.part.Write(rest[:n]) //nolint:gosec // a hash takes everything
		rest = rest[n:]
		if e.left -= n; e.left == 0 {
			e.close()
		}
	}
	return len(p), nil
}

// close ends a part.
func (e *etagger) close() {
	e.all.Write(e.part.Sum(nil)) //nolint:gosec // as above
	e.part.Reset()
	e.left = e.size
	e.count++
}

// sum returns the ETag of what was written.
func (e *etagger) sum() string {
	if e.size == 0 {
		return hex.EncodeToString(e.part.Sum(nil))
	}
	if e.left < e.size || e.count == 0 {
		e.close()
	}
	return fmt.Sprintf("%s-%d", hex.EncodeToString(e.all.Sum(nil)), e.count)
}
