package s3

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/blob/cache"
)

// etagOf computes the ETag of an upload in parts, in the most simple way.
func etagOf(body []byte, part int) string {
	var all []byte
	n := 0
	for ; len(body) > 0; n++ {
		sum := md5.Sum(body[:min(part, len(body))])
		all = append(all, sum[:]...)
		body = body[min(part, len(body)):]
	}
	sum := md5.Sum(all)
	return fmt.Sprintf("%s-%d", hex.EncodeToString(sum[:]), n)
}

// checked checks a copy in the way of a fetch that needs to ask nobody.
func checked(t *testing.T, body []byte, version string, known facts) (bool, error) {
	t.Helper()
	c := cache.Open(t.TempDir(), 0, time.Now)
	name := cache.Name{Place: "aws/bills", Key: "k", Version: version, Size: int64(len(body))}
	part, _, err := c.Begin(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	if _, err := part.WriteAt(body, 0); err != nil {
		t.Fatal(err)
	}
	f := &fetching{s: &Store{bucket: "bills"}, name: name, part: part, facts: known}
	_, proven, err := f.check(t.Context())
	return proven, err
}

func TestAnETagOfPartsProvesACopy(t *testing.T) {
	body := random(23<<20+77, 1)
	known := facts{known: true}
	for _, size := range []int{5 * mib, 6 * mib, 7 * mib, 8 * mib, 9 * mib, 16 * mib, 20 * mib, 23 * mib, 64 * mib, (len(body) + 3) / 4} {
		if proven, err := checked(t, body, etagOf(body, size), known); err != nil || !proven {
			t.Errorf("parts of %d bytes: %v %v", size, proven, err)
		}
	}
	whole := md5.Sum(body)
	if proven, err := checked(t, body, hex.EncodeToString(whole[:]), known); err != nil || !proven {
		t.Errorf("in one part: %v %v", proven, err)
	}
	wrong := bytes.Clone(body)
	wrong[9]++
	if _, err := checked(t, wrong, hex.EncodeToString(whole[:]), known); !errors.Is(err, errDamaged) {
		t.Errorf("other bytes: %v", err)
	}
	if proven, err := checked(t, wrong, etagOf(body, 5*mib), known); proven || err != nil {
		t.Errorf("other bytes in parts, whose size nobody knows, and no checksum: %v %v", proven, err)
	}
}

func TestAChecksumDecidesWhereTheETagIsNoMD5(t *testing.T) {
	body := []byte("123456789")
	sum := func(name string) map[string]string {
		h := hasher(name)
		h.Write(body)
		return map[string]string{name: base64.StdEncoding.EncodeToString(h.Sum(nil))}
	}
	md := md5.Sum([]byte("of something else"))
	opaque := hex.EncodeToString(md[:])
	for _, name := range []string{"crc64nvme", "crc32c", "crc32", "sha256", "sha1"} {
		if proven, err := checked(t, body, opaque, facts{known: true, opaque: true, sums: sum(name)}); err != nil || !proven {
			t.Errorf("%s: %v %v", name, proven, err)
		}
		if _, err := checked(t, []byte("123456780"), opaque, facts{known: true, opaque: true, sums: sum(name)}); !errors.Is(err, errDamaged) {
			t.Errorf("%s of other bytes: %v", name, err)
		}
	}
	if proven, err := checked(t, body, opaque, facts{known: true, opaque: true}); err != nil || proven {
		t.Errorf("without a checksum: %v %v", proven, err)
	}
	if proven, err := checked(t, body, "from another server", facts{known: true}); err != nil || proven {
		t.Errorf("an ETag of another form: %v %v", proven, err)
	}
	// The check values of these algorithms are those of "123456789".
	for name, want := range map[string]string{"crc64nvme": "rosUhgp5mIg=", "crc32": "y/Q5Jg==", "crc32c": "4waSgw=="} {
		if got := sum(name)[name]; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
