package serde

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// newGrok reads the text of AWS's GrokSerDe: patterns with names, %{IP:client}, stand for regular expressions. A column holds what the
// pattern of its name matched, whatever the case; %{IP} without a name is called IP. A line that does not match is a row of NULLs, and a
// value that is none of its column's type is NULL.
func newGrok(d Definition) (func([]Column, []array.Builder) (any, error), error) {
	g := &grok{own: map[string]string{}}
	if err := g.custom(d.Properties["input.grokCustomPatterns"]); err != nil {
		return nil, err
	}
	format := d.Properties["input.format"]
	if format == "" {
		return nil, &Invalid{`This table does not have serde property "input.format"!`}
	}
	text, err := g.expand(format, 0)
	if err != nil {
		return nil, err
	}
	pattern, err := compileJava(text, false, false)
	if err != nil {
		return nil, err
	}
	return func(columns []Column, fields []array.Builder) (any, error) {
		r := &regex{pattern: pattern}
		for _, c := range columns {
			r.place = append(r.place, g.places(pattern.match, c.Name))
		}
		return r, r.sinks(columns, fields)
	}, nil
}

// grok turns a format into a regular expression. Groups are called g0, g1, … because names may hold any character.
type grok struct {
	own   map[string]string
	names []string // of the groups
	total int
}

const (
	maxGrokDepth  = 32
	maxGrokGroups = 2000
)

// custom reads the table's own patterns: a name and a pattern in each line.
func (g *grok) custom(text string) error {
	for line := range strings.SplitSeq(strings.ReplaceAll(text, `\n`, "\n"), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		name, pattern, ok := strings.Cut(line, " ")
		if !ok {
			return &Invalid{fmt.Sprintf("input.grokCustomPatterns: %q has no pattern", shorten(line))}
		}
		g.own[name] = strings.TrimSpace(pattern)
	}
	return nil
}

var grokReference = regexp.MustCompile(`%\{([A-Za-z0-9_]+)(?::([^:{}]+))?(?::[^{}]*)?\}`)

// expand replaces references to patterns by what they stand for.
func (g *grok) expand(format string, depth int) (string, error) {
	if depth > maxGrokDepth {
		return "", &Invalid{fmt.Sprintf("Grok patterns refer to each other more than %d deep", maxGrokDepth)}
	}
	var out strings.Builder
	for format != "" {
		m := grokReference.FindStringSubmatchIndex(format)
		if m == nil {
			out.WriteString(format)
			break
		}
		out.WriteString(format[:m[0]])
		name := format[m[2]:m[3]]
		pattern, ok := g.own[name]
		if !ok {
			pattern, ok = grokPatterns[name]
		}
		if !ok {
			return "", &Invalid{fmt.Sprintf("No definition for key '%s' found, aborting", name)}
		}
		as := name
		if m[4] >= 0 {
			as = strings.TrimSpace(format[m[4]:m[5]])
		}
		if len(g.names) >= maxGrokGroups {
			return "", &Invalid{fmt.Sprintf("the Grok format stands for more than %d patterns", maxGrokGroups)}
		}
		group := "g" + strconv.Itoa(len(g.names))
		g.names = append(g.names, strings.ToLower(as))
		inner, err := g.expand(pattern, depth+1)
		if err != nil {
			return "", err
		}
		out.WriteString("(?<" + group + ">" + inner + ")")
		if g.total += len(inner); g.total > 16*maxRegex {
			return "", &Invalid{"the Grok format stands for a regular expression that is too long"}
		}
		format = format[m[1]:]
	}
	return out.String(), nil
}

// places returns the groups that hold a column.
func (g *grok) places(re *regexp.Regexp, column string) []int {
	var at []int
	for i, group := range re.SubexpNames() {
		if strings.EqualFold(group, column) { // (?<name>…) in the format itself
			at = append(at, i)
			continue
		}
		n, ok := atoi(strings.TrimPrefix(group, "g"))
		if strings.HasPrefix(group, "g") && ok && n < len(g.names) && g.names[n] == column {
			at = append(at, i)
		}
	}
	return at
}

// grokPatterns are the patterns that every format can name, as Logstash 1.4 has them. They take what those take; where Logstash looks
// around to stop in the middle of a longer word or number, these do not.
//
//nolint:gochecknoglobals // a table that nobody changes
var grokPatterns = map[string]string{
	"USERNAME":     `[a-zA-Z0-9._-]+`,
	"USER":         `%{USERNAME}`,
	"INT":          `[+-]?[0-9]+`,
	"BASE10NUM":    `[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)`,
	"NUMBER":       `%{BASE10NUM}`,
	"BASE16NUM":    `[+-]?(?:0x)?[0-9A-Fa-f]+`,
	"BASE16FLOAT":  `\b[+-]?(?:0x)?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)\b`,
	"POSINT":       `\b[1-9][0-9]*\b`,
	"NONNEGINT":    `\b[0-9]+\b`,
	"WORD":         `\b\w+\b`,
	"NOTSPACE":     `\S+`,
	"SPACE":        `\s*`,
	"DATA":         `.*?`,
	"GREEDYDATA":   `.*`,
	"QUOTEDSTRING": "\"(?:\\\\.|[^\\\\\"])*\"|'(?:\\\\.|[^\\\\'])*'|`(?:\\\\.|[^\\\\`])*`",
	"QS":           `%{QUOTEDSTRING}`,
	"UUID":         `[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}`,

	"MAC":        `%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC}`,
	"CISCOMAC":   `(?:[A-Fa-f0-9]{4}\.){2}[A-Fa-f0-9]{4}`,
	"WINDOWSMAC": `(?:[A-Fa-f0-9]{2}-){5}[A-Fa-f0-9]{2}`,
	"COMMONMAC":  `(?:[A-Fa-f0-9]{2}:){5}[A-Fa-f0-9]{2}`,
	"IPV4":       `(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})`,
	"IPV6": `(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){6}%{IPV4}|` +
		`(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?::(?:[0-9A-Fa-f]{1,4}:)*%{IPV4}|` +
		`(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?)(?:%.+)?`,
	"IP":       `%{IPV6}|%{IPV4}`,
	"HOSTNAME": `\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\.?`,
	"HOST":     `%{HOSTNAME}`,
	"IPORHOST": `%{HOSTNAME}|%{IP}`,
	"HOSTPORT": `%{IPORHOST}:%{POSINT}`,

	"PATH":         `%{UNIXPATH}|%{WINPATH}`,
	"UNIXPATH":     `(?:/[\w_%!$@:.,~-]*|/\\.)+`,
	"TTY":          `/dev/(?:pts|tty[pq]?)\w*/?[0-9]*`,
	"WINPATH":      `(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+`,
	"URIPROTO":     `[A-Za-z]+(?:\+[A-Za-z+]+)?`,
	"URIHOST":      `%{IPORHOST}(?::%{POSINT:port})?`,
	"URIPATH":      `(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%_\-]*)+`,
	"URIPARAM":     `\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]]*`,
	"URIPATHPARAM": `%{URIPATH}(?:%{URIPARAM})?`,
	"URI":          `%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?`,

	"MONTH": `\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|` +
		`Nov(?:ember)?|Dec(?:ember)?)\b`,
	"MONTHNUM":           `0?[1-9]|1[0-2]`,
	"MONTHNUM2":          `0[1-9]|1[0-2]`,
	"MONTHDAY":           `0[1-9]|[12][0-9]|3[01]|[1-9]`,
	"DAY":                `Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?`,
	"YEAR":               `\d\d\d\d|\d\d`,
	"HOUR":               `2[0123]|[01]?[0-9]`,
	"MINUTE":             `[0-5][0-9]`,
	"SECOND":             `(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?`,
	"TIME":               `%{HOUR}:%{MINUTE}(?::%{SECOND})`,
	"DATE_US":            `%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}`,
	"DATE_EU":            `%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}`,
	"DATE":               `%{DATE_US}|%{DATE_EU}`,
	"DATESTAMP":          `%{DATE}[- ]%{TIME}`,
	"ISO8601_TIMEZONE":   `Z|[+-]%{HOUR}(?::?%{MINUTE})`,
	"ISO8601_SECOND":     `%{SECOND}|60`,
	"TIMESTAMP_ISO8601":  `%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?`,
	"TZ":                 `(?:[PMCE][SD]T|UTC)`,
	"DATESTAMP_RFC822":   `%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}`,
	"DATESTAMP_RFC2822":  `%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}`,
	"DATESTAMP_OTHER":    `%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}`,
	"DATESTAMP_EVENTLOG": `%{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}`,
	"HTTPDATE":           `%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}`,

	"SYSLOGTIMESTAMP": `%{MONTH} +%{MONTHDAY} %{TIME}`,
	"PROG":            `[\w._/%-]+`,
	"SYSLOGPROG":      `%{PROG:program}(?:\[%{POSINT:pid}\])?`,
	"SYSLOGHOST":      `%{IPORHOST}`,
	"SYSLOGFACILITY":  `<%{NONNEGINT:facility}\.%{NONNEGINT:priority}>`,
	"SYSLOGBASE":      `%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} %{SYSLOGPROG}:`,
	"COMMONAPACHELOG": `%{IPORHOST:clientip} %{USER:ident} %{USER:auth} \[%{HTTPDATE:timestamp}\] ` +
		`"(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" %{NUMBER:response} (?:%{NUMBER:bytes}|-)`,
	"COMBINEDAPACHELOG": `%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}`,
	"LOGLEVEL": `[Aa]lert|ALERT|[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo|INFO|[Ww]arn?(?:ing)?|WARN?(?:ING)?|` +
		`[Ee]rr?(?:or)?|ERR?(?:OR)?|[Cc]rit?(?:ical)?|CRIT?(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|EMERG(?:ENCY)?|[Ee]merg(?:ency)?`,
	"JAVACLASS":       `(?:[a-zA-Z$_][a-zA-Z$_0-9]*\.)*[a-zA-Z$_][a-zA-Z$_0-9]*`,
	"JAVAFILE":        `[A-Za-z0-9_. -]+`,
	"S3_REQUEST_LINE": `(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})`,
	"S3_ACCESS_LOG": `%{WORD:owner} %{NOTSPACE:bucket} \[%{HTTPDATE:timestamp}\] %{IP:clientip} %{NOTSPACE:requester} ` +
		`%{NOTSPACE:request_id} %{NOTSPACE:operation} %{NOTSPACE:key} (?:"%{S3_REQUEST_LINE}"|-) (?:%{INT:response}|-) ` +
		`(?:-|%{NOTSPACE:error_code}) (?:%{INT:bytes}|-) (?:%{INT:object_size}|-) (?:%{INT:request_time_ms}|-) ` +
		`(?:%{INT:turnaround_time_ms}|-) (?:%{QS:referrer}|-) (?:"?%{QS:agent}"?|-) (?:-|%{NOTSPACE:version_id})`,
	"ELB_ACCESS_LOG": `%{TIMESTAMP_ISO8601:timestamp} %{NOTSPACE:elb} %{IP:clientip}:%{INT:clientport} (?:%{IP:backendip}:%{NOTSPACE:backendport}|-) ` +
		`%{NUMBER:request_processing_time} %{NUMBER:backend_processing_time} %{NUMBER:response_processing_time} ` +
		`%{INT:response} %{INT:backend_response} %{INT:received_bytes} %{INT:bytes} "%{WORD:verb} %{DATA:request} HTTP/%{NUMBER:httpversion}"`,
}
