package s3

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/glauxhq/glaux/internal/fault"
)

// Scheme is what the locations of this store begin with.
const Scheme = "s3://"

// bucketName is what AWS and other servers allow, the old names with capitals and underscores too.
var bucketName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$`)

const maxKey = 1024

// Parse splits a location s3://bucket/key. The key may be empty.
func Parse(location string) (bucket, key string, err error) {
	rest, ok := strings.CutPrefix(location, Scheme)
	bucket, key, _ = strings.Cut(rest, "/")
	switch {
	case !ok || !bucketName.MatchString(bucket):
		return "", "", fault.New(fault.Invalid, "INVALID_LOCATION", fmt.Sprintf(
			"%q is not of the form s3://bucket/prefix (of an access point, use its alias as the bucket)", location))
	case !utf8.ValidString(key) || strings.ContainsRune(key, 0) || len(key) > maxKey:
		return "", "", fault.New(fault.Invalid, "INVALID_LOCATION", fmt.Sprintf("%q has a prefix that no object can have", location))
	}
	return bucket, key, nil
}
