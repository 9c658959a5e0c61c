package s3

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/fault"
)

// The actions that are needed, in the words of IAM.
const (
	actionList = "s3:ListBucket"
	actionGet  = "s3:GetObject"
)

// explain makes an error that tells its cause and what mends it. The key is that of the object, "" for a listing.
func (s *Store) explain(err error, action, key string) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	code, text, status := "", "", 0
	var api smithy.APIError
	if errors.As(err, &api) {
		code, text = api.ErrorCode(), api.ErrorMessage()
	}
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) {
		status = answer.HTTPStatusCode()
	}
	t := trouble{s: s, err: err, action: action, key: key, text: text}
	if right := regionOf(err); right != "" && (status == http.StatusMovedPermanently || status == http.StatusTemporaryRedirect || status == http.StatusBadRequest) {
		return t.wrongRegion(right)
	}
	if known := t.byCode(code); known != nil {
		return known
	}
	if known := t.byStatus(status); known != nil {
		return known
	}
	return t.other()
}

// trouble is a request that failed.
type trouble struct {
	s           *Store
	err         error
	action, key string
	text        string // of the answer
}

// byCode explains the codes of S3; nil for those that are not known.
//
//nolint:cyclop // a table, with one call for each case
func (t trouble) byCode(code string) error {
	switch code {
	case "AccessDenied", "AllAccessDisabled", "AccountProblem", "Forbidden", "403":
		return t.denied()
	case "NoSuchBucket":
		return t.make(fault.NotFound, "S3_NO_BUCKET", "there is no bucket "+t.s.bucket+t.s.where()+
			": look for a typing error in the location, or name the server with --s3-endpoint if it is not AWS's")
	case "NoSuchKey", "NotFound", "404":
		return t.gone()
	case "PreconditionFailed", "412":
		return t.make(fault.Conflict, "S3_OBJECT_CHANGED", t.s.uri(t.key)+
			" was replaced by another version after it had been listed: a new delivery is being written; run glaux sync again when it is complete")
	case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException":
		return t.wrongRegion(regionOf(t.err))
	case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture":
		return t.skewed()
	case "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests", "TooManyRequestsException", "ServiceUnavailable", "BandwidthLimitExceeded", "503", "429":
		return t.make(fault.Unavailable, "S3_THROTTLED",
			"S3 asks to slow down and went on to, after pauses: wait a while, or ask less at once with --s3-parallel (now "+fmt.Sprint(cap(t.s.slots))+")")
	case "ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException":
		return t.make(fault.Denied, "S3_EXPIRED_CREDENTIALS", "the temporary credentials have expired: get new ones, such as with aws sso login"+t.s.profileFlag())
	case "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch", "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure":
		return t.make(fault.Denied, "S3_BAD_CREDENTIALS", "the server does not know the credentials ("+code+"): look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or name a profile with --s3-profile")
	case "InvalidObjectState":
		return t.make(fault.Conflict, "S3_ARCHIVED", t.s.uri(t.key)+
			" is archived (Glacier, or an archive tier): restore it with aws s3api restore-object, or take it out of the lifecycle rule")
	case "InvalidRequest":
		if strings.Contains(t.text, "Server Side Encryption") {
			return t.make(fault.Invalid, "S3_SSE_C", t.s.uri(t.key)+
				" is encrypted with a key that each reader must send (SSE-C), which glaux does not do: write it with SSE-S3 or SSE-KMS")
		}
	}
	if strings.HasPrefix(code, "KMS.") {
		return t.kms("")
	}
	return nil
}

// byStatus explains answers without a code, which a HEAD has, and requests without an answer.
func (t trouble) byStatus(status int) error {
	switch status {
	case http.StatusForbidden:
		return t.denied()
	case http.StatusNotFound:
		return t.gone()
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return t.byCode("SlowDown")
	case http.StatusMovedPermanently:
		return t.wrongRegion("")
	}
	var network net.Error
	switch text := t.err.Error(); {
	case strings.Contains(text, "get identity") || strings.Contains(text, "get credentials") || strings.Contains(text, "failed to refresh cached credentials"):
		return t.noCredentials()
	case errors.As(t.err, &network), strings.Contains(text, "no byte came"), strings.Contains(text, "unexpected EOF"), strings.Contains(text, "connection reset"):
		return t.make(fault.Unavailable, "S3_UNREACHABLE", t.s.server()+" does not answer ("+t.last()+"): look at the network, a proxy (HTTPS_PROXY) or --s3-endpoint")
	}
	return nil
}

// noCredentials tells that the chain found nothing.
func (t trouble) noCredentials() error {
	if strings.Contains(t.err.Error(), "SSO") || strings.Contains(t.err.Error(), "sso") {
		return t.make(fault.Denied, "S3_EXPIRED_CREDENTIALS", "the session of AWS IAM Identity Center is over: run aws sso login"+t.s.profileFlag())
	}
	return t.make(fault.Denied, "S3_NO_CREDENTIALS",
		"there are no credentials of AWS: set AWS_PROFILE or --s3-profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached ("+t.last()+")")
}

// notAuthorized is how AWS says what is refused, to whom, and why.
var notAuthorized = regexp.MustCompile(`(?:User: )?(\S+) is not authorized to perform: (\S+) on resource: "?([^"\s]+)"?(?:.*?(because .+))?`)

// denied explains a refusal: which action on which resource, and what else it may be.
func (t trouble) denied() error {
	if strings.Contains(t.text, "kms:") {
		return t.kms(t.text)
	}
	who, action, resource, why := "these credentials", t.action, t.resource(), ""
	if m := notAuthorized.FindStringSubmatch(t.text); m != nil {
		who, action, resource, why = m[1], m[2], m[3], m[4]
	}
	msg := fmt.Sprintf("access denied: %s may not do %s on %s; allow it in the policy of the user or role, and in that of the bucket if it has one", who, action, resource)
	if !t.s.options.RequesterPays {
		msg += "; if the reader of the bucket pays, set --s3-requester-pays"
	}
	if why != "" {
		msg += " (AWS says: " + why + ")"
	}
	if t.key != "" {
		msg += "; without s3:ListBucket AWS refuses missing objects too"
	}
	return t.make(fault.Denied, "S3_ACCESS_DENIED", msg)
}

// kmsKey finds the key in an answer.
var kmsKey = regexp.MustCompile(`arn:aws[a-z-]*:kms:[^\s",)]+`)

// kms explains that the key of an object may not be used.
func (t trouble) kms(text string) error {
	key := kmsKey.FindString(text + " " + t.text)
	if key == "" {
		key = "the KMS key of the object"
	}
	return t.make(fault.Denied, "S3_ACCESS_DENIED", fmt.Sprintf(
		"access denied: %s is encrypted, and these credentials may not do kms:Decrypt with %s: allow it in the policy of the user or role and in the policy of the key (AWS says: %s)",
		t.s.uri(t.key), key, t.text))
}

func (t trouble) gone() error {
	if t.key == "" {
		return t.make(fault.NotFound, "S3_NO_BUCKET", "there is no bucket "+t.s.bucket+t.s.where())
	}
	f := t.make(fault.NotFound, "S3_OBJECT_GONE", t.s.uri(t.key)+
		" was there when the bucket was listed and is gone now: it was deleted or a new delivery is being written; run glaux sync again")
	f.Err = errors.Join(blob.ErrNotFound, t.err)
	return f
}

func (t trouble) wrongRegion(right string) error {
	_, named := t.s.now()
	msg := "the bucket " + t.s.bucket + " is not in the region " + named
	if right == "" {
		return t.make(fault.Invalid, "S3_WRONG_REGION", msg+": name its own with --s3-region, or AWS_REGION (aws s3api head-bucket --bucket "+t.s.bucket+" shows it)")
	}
	return t.make(fault.Invalid, "S3_WRONG_REGION", msg+", but in "+right+": set --s3-region "+right+", or AWS_REGION="+right)
}

func (t trouble) skewed() error {
	skew := t.s.Traffic().Skew
	way := "behind"
	if skew < 0 {
		way, skew = "before", -skew
	}
	return t.make(fault.Unavailable, "S3_CLOCK_SKEW", fmt.Sprintf(
		"the request was signed with a time that is more than 15 minutes off; the clock of this machine goes %s %s the server's: set it, such as with timedatectl set-ntp true",
		skew.Round(time.Second), way))
}

func (t trouble) other() error {
	what := "list " + t.s.bucket
	if t.key != "" {
		what = "read " + t.s.uri(t.key)
	}
	return t.make(fault.Unavailable, "S3_ERROR", "cannot "+what+": "+t.last())
}

// last returns the innermost error, which is the cause; those around it tell of the SDK's parts.
func (t trouble) last() string {
	if t.text != "" {
		return t.text
	}
	err := t.err
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

func (t trouble) make(kind fault.Kind, code, msg string) *fault.Error {
	return fault.Wrap(t.err, kind, code, msg)
}

// resource is what the action is done on, as an ARN.
func (t trouble) resource() string {
	_, region := t.s.now()
	partition := "aws"
	switch {
	case strings.HasPrefix(region, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		partition = "aws-us-gov"
	}
	arn := "arn:" + partition + ":s3:::" + t.s.bucket
	if t.key != "" {
		arn += "/" + t.key
	}
	return arn
}

// other explains an answer that cannot be.
func (s *Store) other(what, key string) error {
	return fault.New(fault.Unavailable, "S3_ERROR", "cannot read "+s.uri(key)+": "+what)
}

// uri is the location of an object.
func (s *Store) uri(key string) string { return Scheme + s.bucket + "/" + key }

// where tells the server, where it is not AWS's.
func (s *Store) where() string {
	if s.options.Endpoint == "" {
		return ""
	}
	return " at " + s.options.Endpoint
}

func (s *Store) server() string {
	if s.options.Endpoint == "" {
		return "S3"
	}
	return s.options.Endpoint
}

func (s *Store) profileFlag() string {
	if s.options.Profile == "" {
		return ""
	}
	return " --profile " + s.options.Profile
}

// expecting is how the region stands in the text of an answer.
var expecting = regexp.MustCompile(`expecting ['"]([a-z0-9-]+)['"]`)

// regionOf returns the region of the bucket, as an answer tells it; "" when it does not.
func regionOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		if m := expecting.FindStringSubmatch(api.ErrorMessage()); m != nil {
			return m[1]
		}
	}
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) && answer.Response != nil {
		return answer.Response.Header.Get("x-amz-bucket-region")
	}
	return ""
}
