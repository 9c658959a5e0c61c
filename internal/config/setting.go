package config

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/render"
)

// Setting is one thing that can be set.
type Setting struct {
	// Name is the flag and the key in the file.
	Name string
	// Value is what help shows for the value: DIR, N.
	Value string
	// Doc is one line of help.
	Doc string
	// Switch is what the flag means without a value; "" when it needs one.
	Switch string
	set    func(c *Config, text string) error
}

// S3Settings returns the names of the settings that say how buckets are reached. A source keeps those that it was registered with.
func S3Settings() []string {
	return []string{"s3-profile", "s3-region", "s3-endpoint", "s3-path-style", "s3-requester-pays", "s3-parallel"}
}

// Settings returns all settings, in the order in which help shows them.
func Settings() []Setting {
	return []Setting{
		{Name: "lake", Value: "DIR", Doc: "folder of the lake: sources, snapshots and their files", set: text(func(c *Config) *string { return &c.Lake })},
		{Name: "database", Value: "NAME", Doc: "database of table names that have none", set: text(func(c *Config) *string { return &c.Database })},
		{Name: "location", Value: "LIST", Doc: "places that CREATE TABLE may name, with commas between: FOLDER, s3://bucket/prefix/ or s3://bucket/prefix/=FOLDER", set: setLocations},
		{Name: "format", Value: "FORMAT", Doc: "how rows are written: table, csv, tsv, json, jsonl, parquet, xlsx, markdown", set: setFormat},
		{Name: "max-rows", Value: "N", Doc: "most rows to show; 0 for all (default: 1000 for table and markdown, all for the others)", set: setMaxRows},
		{Name: "as", Value: "PRINCIPAL", Doc: "ask as this principal, which administrators may (glaux share)", set: text(func(c *Config) *string { return &c.As })},
		{Name: "dashboards", Value: "DIR", Doc: "folder of your own dashboards, Markdown files with SQL", set: text(func(c *Config) *string { return &c.Dashboards })},
		{Name: "allocation", Value: "FILE", Doc: "rules that say who pays (default: allocation.yaml beside the settings file)", set: text(func(c *Config) *string { return &c.Allocation })},
		{Name: "units", Value: "DIR", Doc: "folder of your own units, YAML files (default: the folder units of the lake)", set: text(func(c *Config) *string { return &c.Units })},
		{Name: "ip-ranges", Value: "FILE", Doc: "the file ip-ranges.json that AWS publishes, to know public addresses of AWS", set: text(func(c *Config) *string { return &c.IPRanges })},
		{Name: "memory", Value: "SIZE", Doc: "most memory of the engine, such as 2GB (default: two fifths of the machine's)", set: size(func(c *Config) *int64 { return &c.Memory })},
		{Name: "threads", Value: "N", Doc: "most threads of the engine", set: setThreads},
		{Name: "temp", Value: "DIR", Doc: "folder for what does not fit into memory", set: text(func(c *Config) *string { return &c.Temp })},
		{Name: "temp-limit", Value: "SIZE", Doc: "most disk space in that folder, such as 20GB (default: 64GiB)", set: size(func(c *Config) *int64 { return &c.TempLimit })},
		{Name: "listen", Value: "HOST:PORT", Doc: "address of the workbench (default: 127.0.0.1:8787)", set: setListen},
		{Name: "host", Value: "LIST", Doc: "more names under which the workbench is reached, with commas between, such as that of a proxy", set: text(func(c *Config) *string { return &c.Hosts })},
		{Name: "token-file", Value: "FILE", Doc: "who may ask, each with a token (glaux token create); anywhere but on loopback it is needed", set: text(func(c *Config) *string { return &c.TokenFile })},
		{Name: "url", Value: "URL", Doc: "address under which browsers reach the workbench, where it is not that at which it listens", set: setURL},
		{Name: "openid-issuer", Value: "URL", Doc: "OpenID Connect provider where people log in", set: text(func(c *Config) *string { return &c.OpenID.Issuer })},
		{Name: "openid-client", Value: "ID", Doc: "name by which the provider knows the workbench", set: text(func(c *Config) *string { return &c.OpenID.Client })},
		{Name: "openid-secret", Value: "TEXT", Doc: "secret of that client; better in GLAUX_OPENID_SECRET than on the command line", set: text(func(c *Config) *string { return &c.OpenID.Secret })},
		{Name: "openid-name", Value: "CLAIM", Doc: "claim with the name of the principal (default: email)", set: text(func(c *Config) *string { return &c.OpenID.Name })},
		{Name: "openid-groups", Value: "CLAIM", Doc: "claim with the groups of the principal (default: groups)", set: text(func(c *Config) *string { return &c.OpenID.Groups })},
		{Name: "tls-cert", Value: "FILE", Doc: "certificate of the workbench, for HTTPS", set: text(func(c *Config) *string { return &c.TLSCert })},
		{Name: "tls-key", Value: "FILE", Doc: "key of that certificate", set: text(func(c *Config) *string { return &c.TLSKey })},
		{Name: "alert-allow", Value: "LIST", Doc: "where alerts may go beside public addresses, and without encryption: private, loopback or networks such as 10.20.0.0/16, with commas between", set: text(func(c *Config) *string { return &c.AlertAllow })},
		{Name: "s3-profile", Value: "NAME", Doc: "profile of ~/.aws/config for buckets", set: text(func(c *Config) *string { return &c.S3.Profile })},
		{Name: "s3-region", Value: "REGION", Doc: "region of the buckets", set: text(func(c *Config) *string { return &c.S3.Region })},
		{Name: "s3-endpoint", Value: "URL", Doc: "server of the buckets, if it is not AWS's", set: setEndpoint},
		{Name: "s3-path-style", Value: "BOOL", Doc: "put the name of the bucket into the path, as some servers need it", Switch: "true", set: boolean(func(c *Config) *bool { return &c.S3.PathStyle })},
		{Name: "s3-requester-pays", Value: "BOOL", Doc: "accept the costs of a bucket whose reader pays", Switch: "true", set: boolean(func(c *Config) *bool { return &c.S3.RequesterPays })},
		{Name: "s3-parallel", Value: "N", Doc: "most requests to a bucket at once (default: 8)", set: setParallel},
		{Name: "cache-size", Value: "SIZE", Doc: "most disk space for copies of objects of S3 (default: 20GiB)", set: size(func(c *Config) *int64 { return &c.CacheSize })},
		{Name: "audit-size", Value: "SIZE", Doc: "most disk space for the audit log, whose oldest records go first (default: 1GiB)", set: size(func(c *Config) *int64 { return &c.AuditSize })},
		{Name: "table-cache-size", Value: "SIZE", Doc: "most disk space for what was read of external tables (default: 64GiB)", set: size(func(c *Config) *int64 { return &c.TableCacheSize })},
	}
}

// text returns a setter of a text that is not empty.
func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		if s == "" {
			return errors.New("the value is empty")
		}
		*field(c) = s
		return nil
	}
}

// size returns a setter of a number of bytes.
func size(field func(*Config) *int64) func(*Config, string) error {
	return func(c *Config, s string) error {
		n, err := ParseSize(s)
		if err != nil {
			return err
		}
		*field(c) = n
		return nil
	}
}

// boolean returns a setter of what is so or not.
func boolean(field func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, s string) error {
		b, err := strconv.ParseBool(s)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", s)
		}
		*field(c) = b
		return nil
	}
}

// setListen reads an address to listen at.
func setListen(c *Config, s string) error {
	const ports = 65535
	_, port, err := net.SplitHostPort(s)
	if n, wrong := strconv.Atoi(port); err != nil || wrong != nil || n < 0 || n > ports {
		return fmt.Errorf("%q is no address such as 127.0.0.1:8787", s)
	}
	c.Listen = s
	return nil
}

// setURL reads the address of the workbench.
func setURL(c *Config, s string) error {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("%q is no address such as https://glaux.example.com", s)
	}
	c.URL = u.Scheme + "://" + u.Host
	return nil
}

// setEndpoint reads the address of a server.
func setEndpoint(c *Config, s string) error {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("%q is no address such as https://s3.example.com", s)
	}
	c.S3.Endpoint = strings.TrimRight(s, "/")
	return nil
}

func setParallel(c *Config, s string) error {
	const most = 256
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return fmt.Errorf("%q is not a number from 1 to %d", s, most)
	}
	c.S3.Parallel = n
	return nil
}

// setLocations reads a list of places.
func setLocations(c *Config, s string) error {
	for place := range strings.SplitSeq(s, ",") {
		place = strings.TrimSpace(place)
		_, folder, mapped := strings.Cut(place, "=")
		if remote := strings.HasPrefix(place, "s3://"); place == "" || place == "s3://" || remote && mapped && folder == "" {
			return fmt.Errorf("%q is no location such as /data/logs, s3://bucket/prefix/ or s3://bucket/prefix/=/data/logs", place)
		}
	}
	c.Locations = s
	return nil
}

func setFormat(c *Config, s string) error {
	f, err := render.ParseFormat(s)
	c.Format = f
	return err
}

func setMaxRows(c *Config, s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a number of rows", s)
	}
	c.MaxRows = n
	return nil
}

func setThreads(c *Config, s string) error {
	const most = 1024
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return fmt.Errorf("%q is not a number from 1 to %d", s, most)
	}
	c.Threads = n
	return nil
}

// ParseSize reads a size such as 512MB, 2GiB or 1000000. KB, MB, GB and TB are powers of 1000, KiB and so on powers of 1024.
func ParseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "KMGTiBkmgtb ")
	n, err := strconv.ParseFloat(digits, 64)
	factor, ok := sizeUnit(strings.ToUpper(strings.TrimSpace(s[len(digits):])))
	bytes := n * factor
	if fits := bytes >= 1 && bytes < math.MaxInt64; err != nil || !ok || !fits { // NaN does not fit either
		return 0, fmt.Errorf("%q is not a size such as 512MB or 2GiB", s)
	}
	return int64(bytes), nil
}

// sizeUnit returns how many bytes a unit has.
func sizeUnit(unit string) (float64, bool) {
	if unit == "" || unit == "B" {
		return 1, true
	}
	base := 1000.0
	if len(unit) == 3 && unit[1:] == "IB" {
		base = 1024
	} else if len(unit) != 2 || unit[1] != 'B' {
		return 0, false
	}
	power := strings.IndexByte("KMGT", unit[0]) + 1
	return math.Pow(base, float64(power)), power > 0
}
