package config

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/render"
)

// world is a set of sources for a test.
func world(flags, env map[string]string, file string) Sources {
	return Sources{
		Flags:  flags,
		Getenv: func(name string) string { return env[name] },
		ReadFile: func(path string) ([]byte, error) {
			if file == "" {
				return nil, fs.ErrNotExist
			}
			return []byte(file), nil
		},
	}
}

func TestTheFirstOfFlagEnvironmentFileAndDefaultDecides(t *testing.T) {
	home := map[string]string{"HOME": "/home/ann"}
	with := func(more map[string]string) map[string]string {
		all := map[string]string{"HOME": "/home/ann"}
		for k, v := range more {
			all[k] = v
		}
		return all
	}
	tests := []struct {
		name string
		from Sources
		want string
	}{
		{"default", world(nil, home, ""), "default"},
		{"file", world(nil, home, "# mine\ndatabase = from_file\n"), "from_file"},
		{"environment", world(nil, with(map[string]string{"GLAUX_DATABASE": "from_env"}), "database = from_file"), "from_env"},
		{"flag", world(map[string]string{"database": "from_flag"}, with(map[string]string{"GLAUX_DATABASE": "from_env"}), ""), "from_flag"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := Load(test.from)
			if err != nil || c.Database != test.want {
				t.Errorf("got %q, %v, want %q", c.Database, err, test.want)
			}
		})
	}
}

func TestTheLakeLiesInTheUsersDataFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	tests := []struct {
		name string
		env  map[string]string
		want string
	}{
		{"home", map[string]string{"HOME": "/home/ann"}, "/home/ann/.local/share/glaux/lake"},
		{"XDG", map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": data}, filepath.Join(data, "glaux", "lake")},
		{"a relative XDG folder is not valid", map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "data"}, "/home/ann/.local/share/glaux/lake"},
		{"named", map[string]string{"HOME": "/home/ann", "GLAUX_LAKE": "/lake"}, "/lake"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := Load(world(nil, test.env, ""))
			if err != nil || c.Lake != test.want {
				t.Errorf("got %q, %v, want %q", c.Lake, err, test.want)
			}
		})
	}
}

func TestWrongSettingsNameTheirPlace(t *testing.T) {
	home := map[string]string{"HOME": "/home/ann"}
	tests := []struct {
		name string
		from Sources
		want string
	}{
		{"flag", world(map[string]string{"max-rows": "-1"}, home, ""), "--max-rows"},
		{"environment", world(nil, map[string]string{"HOME": "/h", "GLAUX_THREADS": "0"}, ""), "GLAUX_THREADS"},
		{"file", world(nil, home, "\nformat = xml"), "glaux.conf:2: format"},
		{"unknown name in the file", world(nil, home, "colour = red"), `glaux.conf:1: no setting "colour"`},
		{"no equals sign", world(nil, home, "colour"), "glaux.conf:1"},
		{"twice in the file", world(nil, home, "threads=1\nthreads=2"), "glaux.conf:2"},
		{"no home", world(nil, nil, ""), "GLAUX_LAKE"},
		{"address without a port", world(map[string]string{"listen": "127.0.0.1"}, home, ""), "--listen"},
		{"port that is none", world(map[string]string{"listen": "127.0.0.1:http"}, home, ""), "--listen"},
		{"certificate without a key", world(map[string]string{"tls-cert": "c.pem"}, home, ""), "--tls-key"},
		{"empty text", world(map[string]string{"as": ""}, home, ""), "--as"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(test.from)
			if err == nil || !strings.Contains(err.Error(), test.want) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want an invalid setting that names %q", err, test.want)
			}
		})
	}
}

func TestANamedFileMustExist(t *testing.T) {
	_, err := Load(world(nil, map[string]string{"HOME": "/h", "GLAUX_CONFIG": "/nowhere.conf"}, ""))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestAllSettingsAreTaken(t *testing.T) {
	c, err := Load(world(map[string]string{
		"lake": "l", "database": "d", "format": "JSONL", "max-rows": "0", "as": "a", "memory": "2GiB", "threads": "3",
		"temp": "t", "temp-limit": "1.5 GB", "cache-size": "1GiB", "table-cache-size": "2GiB",
		"listen": "127.0.0.1:9000", "host": "bills.example.com", "token-file": "tokens.json", "dashboards": "boards", "ip-ranges": "ranges.json", "allocation": "rules.yaml", "units": "units", "tls-cert": "c.pem", "tls-key": "k.pem", "alert-allow": "private",
		"s3-profile": "bills", "s3-region": "eu-west-1", "s3-endpoint": "https://s3.example.com/", "s3-path-style": "true", "s3-requester-pays": "1", "s3-parallel": "4",
	}, nil, ""))
	want := Config{Lake: "l", Database: "d", Format: render.JSONL, As: "a", Memory: 2 << 30, Threads: 3, Temp: "t", TempLimit: 1_500_000_000, CacheSize: 1 << 30, TableCacheSize: 2 << 30}
	want.Listen, want.Hosts, want.TokenFile, want.TLSCert, want.TLSKey = "127.0.0.1:9000", "bills.example.com", "tokens.json", "c.pem", "k.pem"
	want.Dashboards, want.AlertAllow, want.IPRanges, want.Allocation, want.Units = "boards", "private", "ranges.json", "rules.yaml", "units"
	want.S3 = S3{Profile: "bills", Region: "eu-west-1", Endpoint: "https://s3.example.com", PathStyle: true, RequesterPays: true, Parallel: 4}
	if err != nil || c != want {
		t.Errorf("got %+v, %v, want %+v", c, err, want)
	}
}

func TestSettingsOfASourceGoFirst(t *testing.T) {
	c, err := Config{Lake: "l", S3: S3{Region: "eu-west-1", Profile: "mine"}}.With(map[string]string{"s3-region": "us-east-2", "s3-path-style": "true"})
	if want := (S3{Region: "us-east-2", Profile: "mine", PathStyle: true}); err != nil || c.S3 != want {
		t.Errorf("got %+v, %v", c.S3, err)
	}
	for name, text := range map[string]string{"s3-endpoint": "s3.example.com", "s3-path-style": "perhaps", "s3-parallel": "0", "s3-region": ""} {
		if _, err := (Config{Lake: "l"}).With(map[string]string{name: text}); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), name) {
			t.Errorf("%s = %q: %v", name, text, err)
		}
	}
	known := map[string]bool{}
	for _, s := range Settings() {
		known[s.Name] = true
	}
	for _, name := range S3Settings() {
		if !known[name] {
			t.Errorf("%s is no setting", name)
		}
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "10B": 10, "2kb": 2000, "2KiB": 2048, "1TB": 1e12, "0.5MB": 500_000} {
		if got, err := ParseSize(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "GB", "-1", "0", "1XB", "1e400", "9999999TB", "1 2", "NaN", "1GBB"} {
		if got, err := ParseSize(text); err == nil {
			t.Errorf("%q is taken as %d", text, got)
		}
	}
}
