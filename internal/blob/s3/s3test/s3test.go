// Package s3test starts a real S3 server for tests: versitygw over a folder, built from the Go module proxy by the module in
// test/gateway, so that what it needs does not enter ours. It promises that the server is gone when the test is, that nothing outside of this
// machine is asked, and that a test which cannot have a server fails with the reason. A Proxy before the server counts what is asked for, and
// makes trouble.
//
//	server := s3test.Start(t)
//	server.Bucket("bills")
//	server.Put("bills", "a/b.csv", text)
//	proxy := server.Proxy()
package s3test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// The credentials of the server's owner, and of a user who may do nothing until a policy of a bucket says so; and the server's region.
const (
	Access         = "glauxtest"
	Secret         = "glaux-test-secret"
	StrangerID     = "stranger"
	StrangerSecret = "stranger-secret"
	Region         = "eu-central-1"
)

// startWithin is how long a server may take to listen.
const startWithin = 30 * time.Second

// Server is a running server.
type Server struct {
	// URL is its endpoint.
	URL    string
	Client *s3.Client
	t      testing.TB
	binary string
}

// binary returns the path of the server's program, which the go command builds once and keeps in its own cache.
func binary(t testing.TB) string {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("the place of the sources is not known")
	}
	root := filepath.Join(filepath.Dir(here), "..", "..", "..", "..")
	command := exec.CommandContext(t.Context(), "go", "tool", "-n", "versitygw")
	command.Dir = filepath.Join(root, "test", "gateway")
	command.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off")
	var out, trouble bytes.Buffer
	command.Stdout, command.Stderr = &out, &trouble
	if err := command.Run(); err != nil {
		t.Fatalf("the tests of S3 need the server versitygw, which test/gateway/go.mod names; it is fetched from the Go module proxy and built at the first run, "+
			"which needs the network and about a minute: %v\n%s", err, trouble.String())
	}
	return strings.TrimSpace(out.String())
}

// Start builds and starts a server over an empty folder.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, binary: binary(t)}
	dir := t.TempDir()
	for _, sub := range []string{"objects", "metadata", "users"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	address := freeAddress(t)
	s.URL = "http://" + address
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(context.WithoutCancel(t.Context()), s.binary, //nolint:gosec // built above; Cleanup ends it
		"--access", Access, "--secret", Secret, "--region", Region, "--port", address, "--iam-dir", filepath.Join(dir, "users"), "--iam-cache-disable",
		"--keep-alive", "--quiet", "posix", "--sidecar", filepath.Join(dir, "metadata"), filepath.Join(dir, "objects"))
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		t.Fatalf("start versitygw: %v", err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill() // it may have ended by itself
		_ = command.Wait()         // which says that it was killed
		_ = log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("the server said:\n%s", text)
		}
	})
	s.Client = NewClient(s.URL, Access, Secret)
	s.wait(address)
	return s
}

// freeAddress returns an address of this machine at which nobody listens.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only its address was wanted
	return l.Addr().String()
}

func (s *Server) wait(address string) {
	s.t.Helper()
	const every = 20 * time.Millisecond
	for range startWithin / every {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close() // it was only to see whether somebody listens
			return
		}
		time.Sleep(every)
	}
	s.t.Fatalf("versitygw does not listen at %s after %s", address, startWithin)
}

// NewClient returns a client for an endpoint.
func NewClient(url, access, secret string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &url, Region: Region, UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: access, SecretAccessKey: secret}, nil
		}),
	})
}

// Env returns the variables of AWS that let a program of ours reach the server as its owner, and nothing but the server.
func (s *Server) Env() map[string]string {
	return map[string]string{
		"AWS_ACCESS_KEY_ID": Access, "AWS_SECRET_ACCESS_KEY": Secret, "AWS_REGION": Region, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "",
	}
}

// Setenv sets those variables for the rest of the test.
func (s *Server) Setenv(t testing.TB) {
	t.Helper()
	for name, value := range s.Env() {
		t.Setenv(name, value)
	}
}

// Bucket makes a bucket.
func (s *Server) Bucket(name string) {
	s.t.Helper()
	if _, err := s.Client.CreateBucket(s.t.Context(), &s3.CreateBucketInput{
		Bucket: &name, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: Region},
	}); err != nil {
		s.t.Fatalf("make bucket %s: %v", name, err)
	}
}

// Put writes an object in one request.
func (s *Server) Put(bucket, key string, body []byte) {
	s.t.Helper()
	if _, err := s.Client.PutObject(s.t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(body)}); err != nil {
		s.t.Fatalf("put %s: %v", key, err)
	}
}

// PutParts writes an object in parts of a size, of 5 MiB or more.
func (s *Server) PutParts(bucket, key string, body io.Reader, size int64) {
	s.t.Helper()
	made, err := s.Client.CreateMultipartUpload(s.t.Context(), &s3.CreateMultipartUploadInput{Bucket: &bucket, Key: &key})
	if err != nil {
		s.t.Fatalf("begin %s: %v", key, err)
	}
	var parts []types.CompletedPart
	for number := int32(1); ; number++ {
		part, err := io.ReadAll(io.LimitReader(body, size))
		if err != nil {
			s.t.Fatal(err)
		}
		if len(part) == 0 {
			break
		}
		out, err := s.Client.UploadPart(s.t.Context(), &s3.UploadPartInput{
			Bucket: &bucket, Key: &key, UploadId: made.UploadId, PartNumber: &number, Body: bytes.NewReader(part),
		})
		if err != nil {
			s.t.Fatalf("put part %d of %s: %v", number, key, err)
		}
		parts = append(parts, types.CompletedPart{PartNumber: aws.Int32(number), ETag: out.ETag})
	}
	if _, err := s.Client.CompleteMultipartUpload(s.t.Context(), &s3.CompleteMultipartUploadInput{
		Bucket: &bucket, Key: &key, UploadId: made.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	}); err != nil {
		s.t.Fatalf("end %s: %v", key, err)
	}
}

// PutFolder writes the files of a folder below a prefix.
func (s *Server) PutFolder(bucket, prefix, folder string) {
	s.t.Helper()
	if err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil {
			s.Put(bucket, prefix+filepath.ToSlash(below), text)
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

// Delete deletes an object.
func (s *Server) Delete(bucket, key string) {
	s.t.Helper()
	if _, err := s.Client.DeleteObject(s.t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: &key}); err != nil {
		s.t.Fatalf("delete %s: %v", key, err)
	}
}

// Allow makes the policy of a bucket: what the stranger may do with it, such as "s3:ListBucket".
func (s *Server) Allow(bucket string, actions ...string) {
	s.t.Helper()
	s.stranger()
	var statements []string
	for _, action := range actions {
		resource := "arn:aws:s3:::" + bucket
		if action != "s3:ListBucket" {
			resource += "/*"
		}
		statements = append(statements, fmt.Sprintf(`{"Effect": "Allow", "Principal": %q, "Action": %q, "Resource": %q}`, StrangerID, action, resource))
	}
	if len(statements) == 0 {
		return
	}
	policy := `{"Version": "2012-10-17", "Statement": [` + strings.Join(statements, ", ") + `]}`
	if _, err := s.Client.PutBucketPolicy(s.t.Context(), &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: &policy}); err != nil {
		s.t.Fatalf("put policy of %s: %v", bucket, err)
	}
}

// stranger makes the user who may do nothing.
func (s *Server) stranger() {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), s.binary, "admin", "--access", Access, "--secret", Secret, "--region", Region, "--endpoint-url", s.URL, //nolint:gosec // built above
		"create-user", "--access", StrangerID, "--secret", StrangerSecret, "--role", "user").CombinedOutput()
	if err != nil && !strings.Contains(string(out), "exists") {
		s.t.Fatalf("make user: %v\n%s", err, out)
	}
}
