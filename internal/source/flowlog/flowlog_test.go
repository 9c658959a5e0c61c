package flowlog

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source/feed"
	"github.com/glauxhq/glaux/internal/source/feed/feedtest"
)

const (
	key    = "AWSLogs/210987654321/vpcflowlogs/eu-west-1/2025/11/03/210987654321_vpcflowlogs_eu-west-1_fl-0ab12_20251103T1005Z_9f8e7d.log.gz"
	header = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
	record = "2 111122223333 eni-0a1 10.1.2.3 10.1.4.5 55012 443 6 12 3456 1762164000 1762164060 ACCEPT OK"
)

func lines(text ...string) []byte { return []byte(strings.Join(text, "\n") + "\n") }

func TestRecordsBecomeRows(t *testing.T) {
	made := " start_time=2025-11-03T10:00:00Z end_time=2025-11-03T10:01:00Z protocol_name=TCP flow_log_id=fl-0ab12 day=2025-11-03"
	plain := "2025-11-03 version=2 account_id=111122223333 interface_id=eni-0a1 srcaddr=10.1.2.3 dstaddr=10.1.4.5 srcport=55012 dstport=443 protocol=6 packets=12 bytes=3456 " +
		"start=1762164000 end=1762164060 action=ACCEPT log_status=OK" + made + " region=eu-west-1"
	for name, c := range map[string]struct {
		text   []byte
		rows   []string
		counts map[string]int64
		bad    string
	}{
		"the default format with its header": {lines(header, record), []string{plain}, nil, ""},
		"the default format without one":     {lines(record), []string{plain}, map[string]int64{"files without a header": 1}, ""},
		"an export of CloudWatch Logs":       {lines("2025-11-03T10:00:00.000Z " + record), []string{plain}, map[string]int64{"files without a header": 1}, ""},
		"ends of lines of Windows, a byte order mark and empty lines": {
			[]byte("\ufeff" + header + "\r\n\r\n" + record + "\r\n"),
			[]string{plain},
			nil, "",
		},
		"fields in another order, and ones of all versions": {
			lines("az-id start traffic-path next-hop-az-id region instance-tag encryption-status protocol", "use1-az1 1762164000 8 use1-az4 us-east-1 a%20b 1 17", "- 1762164000 - - us-east-1 - - 200"),
			[]string{
				"2025-11-03 az_id=use1-az1 start=1762164000 traffic_path=8 next_hop_az_id=use1-az4 region=us-east-1 instance_tag=a%20b encryption_status=1 protocol=17 start_time=2025-11-03T10:00:00Z protocol_name=UDP flow_log_id=fl-0ab12 day=2025-11-03 account_id=210987654321",
				"2025-11-03 start=1762164000 region=us-east-1 protocol=200 start_time=2025-11-03T10:00:00Z protocol_name=200 flow_log_id=fl-0ab12 day=2025-11-03 account_id=210987654321",
			},
			nil, "",
		},
		"a field that nobody knows yet": {
			lines("version start srcaddr dstaddr future-field day", "12 1762164000 10.1.2.3 10.1.4.5 x y"),
			[]string{"2025-11-03 version=12 start=1762164000 srcaddr=10.1.2.3 dstaddr=10.1.4.5 future_field=x day_field=y start_time=2025-11-03T10:00:00Z flow_log_id=fl-0ab12 day=2025-11-03 account_id=210987654321 region=eu-west-1"},
			nil, "",
		},
		"no time: the day is that of the file": {
			lines("srcaddr dstaddr bytes", "10.1.2.3 10.1.4.5 7"),
			[]string{"2025-11-03 srcaddr=10.1.2.3 dstaddr=10.1.4.5 bytes=7 flow_log_id=fl-0ab12 day=2025-11-03 account_id=210987654321 region=eu-west-1"},
			nil, "",
		},
		"no traffic, missing records, repeated headers and days": {
			lines(header, "2 1 eni-1 - - - - - - - 1762127999 1762128060 - NODATA", header, "2 1 eni-1 - - - - - - - 1762128000 1762128060 - SKIPDATA"),
			[]string{
				"2025-11-02 version=2 account_id=1 interface_id=eni-1 start=1762127999 end=1762128060 log_status=NODATA start_time=2025-11-02T23:59:59Z end_time=2025-11-03T00:01:00Z flow_log_id=fl-0ab12 day=2025-11-02 region=eu-west-1",
				"2025-11-03 version=2 account_id=1 interface_id=eni-1 start=1762128000 end=1762128060 log_status=SKIPDATA start_time=2025-11-03T00:00:00Z end_time=2025-11-03T00:01:00Z flow_log_id=fl-0ab12 day=2025-11-03 region=eu-west-1",
			},
			map[string]int64{"NODATA records": 1, "SKIPDATA records": 1, "repeated headers": 1},
			"",
		},
		"other fields from a line on": {
			lines("start srcaddr dstaddr", "1762164000 10.0.0.1 10.0.0.2", "dstaddr start srcaddr", "10.0.0.4 1762164000 10.0.0.3"),
			[]string{
				"2025-11-03 start=1762164000 srcaddr=10.0.0.1 dstaddr=10.0.0.2 start_time=2025-11-03T10:00:00Z flow_log_id=fl-0ab12 day=2025-11-03 account_id=210987654321 region=eu-west-1",
				"2025-11-03 dstaddr=10.0.0.4 start=1762164000 srcaddr=10.0.0.3 start_time=2025-11-03T10:00:00Z flow_log_id=fl-0ab12 day=2025-11-03 account_id=210987654321 region=eu-west-1",
			},
			map[string]int64{"changes of the fields within a file": 1},
			"",
		},
		"several blanks between fields": {lines(header, strings.Replace(record, " 443", "   443", 1)), []string{plain}, nil, ""},
		"bad records between good ones": {
			lines(header, "2 1 eni-1 1.1.1.1 2.2.2.2 70000 1 6 1 1 1762164000 1762164000 ACCEPT OK", record, "2 too few", strings.Replace(record, "3456", "34x6", 1),
				strings.Replace(record, "1762164000", "99999999999999999999", 1), strings.Replace(record, "10.1.2.3", "\xff", 1), strings.Replace(record, "3456", "99999999999999999999", 1),
				strings.Replace(record, " 6 ", " 256 ", 1), strings.Replace(record, " 12 ", " -1 ", 1)),
			[]string{plain},
			nil,
			"line 2: srcport: 70000 is not between 0 and 65535\nline 4: 3 fields instead of 14\nline 5: bytes: \"34x6\" is no number",
		},
		"a text that is something else": {
			lines("hello world", record), nil,
			map[string]int64{"files that are no flow logs": 1},
			"line 1: no header line names the fields, and they are not those of the default format: hello world",
		},
		"a very long line": {
			lines(header, strings.Repeat("x", 3*maxLine), record),
			[]string{plain},
			nil,
			fmt.Sprintf("line 2: the line is longer than %d bytes", maxLine),
		},
		"a very long last line": {
			lines(header, record, strings.Repeat("x", 300<<10)),
			[]string{plain},
			nil,
			fmt.Sprintf("line 3: the line is longer than %d bytes", maxLine),
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows, report := feedtest.Read(t, New(), key[:len(key)-3], c.text)
			if !reflect.DeepEqual(rows, c.rows) {
				t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(rows, "\n"), strings.Join(c.rows, "\n"))
			}
			if !reflect.DeepEqual(report.Counts, c.counts) {
				t.Errorf("counts: %v, want %v", report.Counts, c.counts)
			}
			if got := feedtest.Reasons(report); got != c.bad {
				t.Errorf("bad:\n%s\nwant:\n%s", got, c.bad)
			}
			if report.Records != int64(len(c.rows)) {
				t.Errorf("%d records of %d rows", report.Records, len(c.rows))
			}
		})
	}
}

func TestBadRecordsAreAllCounted(t *testing.T) {
	text := lines(header, strings.Repeat("x\n", 1000)+record)
	rows, report := feedtest.Read(t, New(), "a.log", text)
	if len(rows) != 1 || report.Bad != 1000 || len(report.Samples) != 3 {
		t.Errorf("%d rows, %d bad, %d samples", len(rows), report.Bad, len(report.Samples))
	}
}

func packed(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCompressedFilesThatAreBroken(t *testing.T) {
	var text strings.Builder
	text.WriteString(header + "\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "2 111122223333 eni-0a1 10.1.%d.%d 10.1.4.5 55012 443 6 12 %d 1762164000 1762164060 ACCEPT OK\n", i%250, i/250, i*7919)
	}
	whole := packed(t, []byte(text.String()))
	rows, report := feedtest.Read(t, New(), key, whole)
	if len(rows) != 5000 || report.Bad != 0 {
		t.Fatalf("%d rows, %d bad", len(rows), report.Bad)
	}
	rows, report = feedtest.Read(t, New(), key, whole[:len(whole)/2])
	if len(rows) < 1000 || len(rows) >= 5000 || report.Bad != 1 || !strings.HasSuffix(feedtest.Reasons(report), "the compressed file is cut off") {
		t.Errorf("%d rows, %s", len(rows), feedtest.Reasons(report))
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-5] ^= 0x40
	rows, report = feedtest.Read(t, New(), key, flipped)
	if len(rows) == 0 || report.Bad != 1 || !strings.Contains(feedtest.Reasons(report), "the compression is broken") {
		t.Errorf("%d rows, %s", len(rows), feedtest.Reasons(report))
	}
	rows, report = feedtest.Read(t, New(), key, []byte("\x1f\x8bnonsense"))
	if len(rows) != 0 || report.Bad != 1 {
		t.Errorf("%d rows, %s", len(rows), feedtest.Reasons(report))
	}
	bomb := packed(t, append(lines(header, record), make([]byte, 200<<20)...))
	rows, report = feedtest.Read(t, New(), key, bomb)
	if len(rows) != 1 || !strings.Contains(feedtest.Reasons(report), "grows to more than") {
		t.Errorf("%d rows, %s", len(rows), feedtest.Reasons(report))
	}
}

func TestManyDaysAndShapesStayWithinBounds(t *testing.T) {
	var text strings.Builder
	fields := strings.Fields(header)
	for i := range 3000 {
		if i%10 == 0 {
			n := 3 + i/10%10
			text.WriteString("start " + strings.Join(fields[:n], " ") + "\n")
		}
		fmt.Fprintf(&text, "%d%s\n", 1_000_000_000+i*86400, strings.Repeat(" 1", 3+i/10%10))
	}
	rows, report := feedtest.Read(t, New(), "a.log", []byte(text.String()))
	if len(rows) != 3000 || report.Bad != 0 {
		t.Errorf("%d rows, %s", len(rows), feedtest.Reasons(report))
	}
}

func TestSniff(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"a header":            {header + "\n", true},
		"a short header":      {"srcaddr dstaddr bytes", true},
		"a record":            {record + "\n", true},
		"a record, exported":  {"2025-11-03T10:00:00.000Z " + record, true},
		"CSV of a bill":       {"bill_payer_account_id,line_item_usage_type\n", false},
		"JSON":                {`{"Records":[]}`, false},
		"a sentence":          {"version and account of the region", false},
		"nothing":             {"", false},
		"a log of web access": {`127.0.0.1 - frank [10/Oct/2026:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 "-" "Mozilla"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := New().Sniff("a", []byte(c.head)); got != c.want {
				t.Errorf("got %t", got)
			}
		})
	}
	if !New().SniffColumns([]string{"version", "account_id", "srcaddr", "bytes"}) || New().SniffColumns([]string{"line_item_usage_type", "type", "x", "y", "z", "bytes"}) {
		t.Error("columns of Parquet")
	}
}

func TestTheListOfFieldsIsWhole(t *testing.T) {
	if n := len(Columns()); n != 54 {
		t.Errorf("%d fields", n)
	}
	for _, table := range New().Tables() {
		for _, c := range table.Columns {
			if c.Comment == "" {
				t.Errorf("column %q has no meaning", c.Name)
			}
		}
	}
	if k := New(); k.Pass("anything") != "" || k.Table() == "" || k.Title() == "" {
		t.Error("the kind says too little of itself")
	}
	if _, ok := feed.DayOf(1762164000); !ok {
		t.Error("a day of a record is refused")
	}
}

func FuzzFlowLog(f *testing.F) {
	f.Add(lines(header, record, "2 1 eni-1 - - - - - - - 1762127999 1762128060 - NODATA"))
	f.Add(lines("az-id start traffic-path", "use1-az1 1762164000 8", "traffic-path start az-id", "9 1762164000 -"))
	f.Add([]byte(record + "\r\n\xff\x00 "))
	kind := New()
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, report := feedtest.Read(t, kind, key[:len(key)-3], text)
		if int64(len(rows)) != report.Records {
			t.Fatalf("%d rows of %d records", len(rows), report.Records)
		}
		if n := int64(bytes.Count(text, []byte{'\n'}) + bytes.Count(text, []byte{'\r'}) + 1); report.Records > n {
			t.Fatalf("%d records of %d lines", report.Records, n)
		}
	})
}
