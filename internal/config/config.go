// Package config gathers what can be set (flags, environment, a file) into one validated struct. It promises that a setting has
// one name everywhere, that the first of flag, environment, file and default decides, that an unknown or wrong setting
// is an error which names where it stands, and that nobody else reads the environment.
//
//	cfg, err := config.Load(config.Sources{Flags: flags, Getenv: env.Getenv})
//
// The setting `max-rows` is the flag --max-rows, the variable GLAUX_MAX_ROWS and the line `max-rows = 1000` of the file.
package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/render"
)

// Config is everything that can be set, validated.
type Config struct {
	// Lake is the folder that holds sources, snapshots and their files.
	Lake string
	// Locations are the places that statements may name beside those of the sources, with commas between: FOLDER or
	// s3://bucket/prefix/=FOLDER.
	Locations string
	// Database is what a table name without a database means.
	Database string
	// Format is how results are written; "" means that nobody set it.
	Format render.Format
	// MaxRows bounds the rows shown: 0 means no bound, negative that nobody set it, so that the format and the terminal decide.
	MaxRows int64
	// Dashboards is a folder of the user's own dashboards, "" for none.
	Dashboards string
	// Units is a folder of the user's own units, "" for the folder units of the lake.
	Units string
	// IPRanges is the file ip-ranges.json that AWS publishes, "" for none.
	IPRanges string
	// Allocation is the file of the rules of allocation, "" where AllocationDefault is read if it is there.
	Allocation, AllocationDefault string
	// As is the name of the principal as whom the local user asks, "" for itself.
	As string
	// Memory bounds what the engine holds, in bytes; 0 leaves it to the engine, which takes two fifths of the machine's.
	Memory int64
	// Threads bounds the engine's threads; 0 means one for each processor.
	Threads int
	// Temp is the folder that the engine spills to, "" for one that ends with the process, and TempLimit its size in bytes.
	Temp      string
	TempLimit int64
	// AuditSize bounds the audit log, in bytes; 0 means 1 GiB.
	AuditSize int64
	// TableCacheSize bounds the converted files of external tables, in bytes; 0 means 64 GiB.
	TableCacheSize int64
	// Listen is the address at which the workbench is served, HOST:PORT, and Hosts are more names under which it is reached, with commas
	// between.
	Listen, Hosts string
	// TokenFile is the path of the file that says who has which token, "" where nobody needs one.
	TokenFile string
	// URL is the address under which browsers reach the workbench, "" where it is that at which it listens.
	URL string
	// OpenID is where people log in.
	OpenID OpenID
	// TLSCert and TLSKey are the paths of the certificate and the key of the workbench, "" for plain HTTP.
	TLSCert, TLSKey string
	// AlertAllow are the networks beside public ones in which alerts may reach their receivers, with commas between.
	AlertAllow string
	// S3 says how buckets are reached.
	S3 S3
	// CacheSize bounds the copies of objects of S3, and apart from them the converted files of external tables, in bytes; 0 leaves it to
	// the caches.
	CacheSize int64
}

// OpenID is an OpenID Connect provider and what is taken of it.
type OpenID struct {
	// Issuer is its URL, "" for none; Client and Secret are what it knows us by.
	Issuer, Client, Secret string
	// Name and Groups are the claims with the name of the principal and its groups; "" are email and groups.
	Name, Groups string
}

// S3 says how buckets are reached. What is not set here is taken from where AWS's own tools take it.
type S3 struct {
	// Profile is a profile of ~/.aws/config, Region the region of the buckets, Endpoint the URL of another server than AWS's.
	Profile, Region, Endpoint string
	// PathStyle puts the name of the bucket into the path.
	PathStyle bool
	// RequesterPays accepts the costs of requests and transfer.
	RequesterPays bool
	// Parallel bounds the requests under way at once; 0 leaves it to the store.
	Parallel int
}

// defaultTempLimit is large enough to sort the bill of a year, and bounds what a query that joins everything with everything writes.
const defaultTempLimit = 64 << 30

// Default is a Config before anything is set. The folders depend on the environment.
func Default(getenv func(string) string) Config {
	return Config{
		Lake:              dataFolder(getenv),
		AllocationDefault: besideSettings(getenv, "allocation.yaml"),
		Database:          "default",
		MaxRows:           -1,
		TempLimit:         defaultTempLimit,
		Listen:            "127.0.0.1:8787",
	}
}

// Sources is where settings come from, besides the defaults.
type Sources struct {
	// Flags are the settings of the command line that were given, by name.
	Flags map[string]string
	// Getenv reads the environment.
	Getenv func(string) string
	// ReadFile reads the settings file. It returns fs.ErrNotExist where there is none.
	ReadFile func(path string) ([]byte, error)
}

// Load returns the configuration.
func Load(from Sources) (Config, error) {
	c := Default(from.Getenv)
	file, path, err := readFile(from)
	if err != nil {
		return Config{}, err
	}
	for _, s := range Settings() {
		text, place, ok := find(s, from, file, path)
		if !ok {
			continue
		}
		if err := s.set(&c, text); err != nil {
			return Config{}, fault.Wrap(err, fault.Invalid, "INVALID_SETTING", fmt.Sprintf("%s: %v", place, err))
		}
	}
	return c, c.validate()
}

// find returns the text of a setting and where it stands.
func find(s Setting, from Sources, file map[string]line, path string) (text, place string, ok bool) {
	if text, ok := from.Flags[s.Name]; ok {
		return text, "--" + s.Name, true
	}
	if text := from.Getenv(s.Variable()); text != "" {
		return text, s.Variable(), true
	}
	if l, ok := file[s.Name]; ok {
		return l.text, fmt.Sprintf("%s:%d: %s", path, l.number, s.Name), true
	}
	return "", "", false
}

// With returns the configuration with other settings, by name, as a source keeps them that was registered with them.
func (c Config) With(settings map[string]string) (Config, error) {
	for _, s := range Settings() {
		text, ok := settings[s.Name]
		if !ok {
			continue
		}
		if err := s.set(&c, text); err != nil {
			return Config{}, fault.Wrap(err, fault.Invalid, "INVALID_SETTING", fmt.Sprintf("%s: %v", s.Name, err))
		}
	}
	return c, c.validate()
}

// validate checks what no setting can see alone.
func (c *Config) validate() error {
	if c.Lake == "" {
		return fault.New(fault.Invalid, "INVALID_SETTING",
			"no folder for the lake: set --lake DIR, GLAUX_LAKE or HOME")
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return fault.New(fault.Invalid, "INVALID_SETTING", "--tls-cert FILE and --tls-key FILE need each other")
	}
	return nil
}

// dataFolder returns the folder for data, by the rules of the XDG base directories, "" when nothing tells.
func dataFolder(getenv func(string) string) string {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "glaux", "lake")
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "share", "glaux", "lake")
	}
	if dir := getenv("LocalAppData"); dir != "" {
		return filepath.Join(dir, "glaux", "lake")
	}
	return ""
}

// besideSettings returns the path of a file in the folder of the settings file, "" where nothing tells it.
func besideSettings(getenv func(string) string, name string) string {
	path, _ := configFile(getenv)
	if path == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(path), name)
}

// configFile returns the path of the settings file and whether the user named it.
func configFile(getenv func(string) string) (path string, named bool) {
	if path := getenv("GLAUX_CONFIG"); path != "" {
		return path, true
	}
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "glaux", "glaux.conf"), false
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".config", "glaux", "glaux.conf"), false
	}
	return "", false
}

// Variable returns the name of the setting in the environment.
func (s Setting) Variable() string {
	return "GLAUX_" + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}
