package cloudtrail

import (
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source/feed/feedtest"
)

const event = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Admin/ann","accountId":"111122223333",
  "sessionContext":{"sessionIssuer":{"type":"Role","userName":"Admin"},"attributes":{"mfaAuthenticated":"true"}}},
  "eventTime":"2025-11-01T08:30:15Z","eventSource":"ec2.amazonaws.com","eventName":"CreateVpcEndpoint","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.7",
  "requestParameters":{"VpcId":"vpc-1","n":[1,2]},"responseElements":null,"readOnly":false,"resources":[{"ARN":"arn:aws:ec2:x","type":"AWS::EC2::VPC"}],
  "eventID":"e-1","managementEvent":true,"tlsDetails":{"tlsVersion":"TLSv1.3"}}`

func TestEventsBecomeRows(t *testing.T) {
	rows, report := feedtest.Read(t, New(), "a.json", []byte(`{"Records":[`+event+`]}`))
	if len(rows) != 1 || report.Bad != 0 {
		t.Fatalf("%d rows, %s", len(rows), feedtest.Reasons(report))
	}
	for _, part := range []string{
		"2025-11-01 eventversion=1.11 ", `"type":"AssumedRole"`, `"sessionissuer":{`, `"username":"Admin"`, " eventtime=2025-11-01T08:30:15Z ", " eventname=CreateVpcEndpoint ",
		` requestparameters={"VpcId":"vpc-1","n":[1,2]} `, " readonly=false ", `"arn":"arn:aws:ec2:x"`, `"tlsversion":"TLSv1.3"`,
		" event_timestamp=2025-11-01T08:30:15Z day=2025-11-01",
	} {
		if !strings.Contains(rows[0], part) {
			t.Errorf("%s is not in %s", part, rows[0])
		}
	}
	if strings.Contains(rows[0], "responseelements") {
		t.Error("null is not NULL")
	}
}

func TestBadEventsCostNoOther(t *testing.T) {
	const good = `{"eventTime":"2025-11-01T08:30:15Z","eventName":"x"}`
	for name, c := range map[string]struct {
		text string
		rows int
		bad  string
	}{
		"a time that is none":              {`{"Records":[` + good + `,{"eventTime":"soon"},` + good + `]}`, 2, `line 1, record 2: eventTime: "soon" is no time`},
		"a time of another age":            {`{"Records":[{"eventTime":"0001-01-01T00:00:00Z"},` + good + `]}`, 1, `line 1, record 1: eventTime: "0001-01-01T00:00:00Z" is no time`},
		"a record that is no object":       {`{"Records":[1,` + good + `]}`, 1, "line 1, record 1: not a JSON object: 1"},
		"a record that is no JSON":         {`{"Records":[{"a":x},` + good + `]}`, 1, `line 1, record 1: not valid JSON: unexpected character ('x') at column 6`},
		"an identity that is no object":    {`{"Records":[` + strings.Replace(good, "{", `{"userIdentity":"me",`, 1) + `,` + good + `]}`, 1, `line 1, record 1: Error parsing field value '"me"'`},
		"a list that holds something else": {`{"Records":[` + good + `,` + strings.Replace(good, "{", `{"resources":[{"arn":"a"},7],`, 1) + `,` + good + `]}`, 2, `line 1, record 2: Error parsing field value '7'`},
		"a nest as deep as a bomb":         {`{"Records":[{"eventTime":"2025-11-01T08:30:15Z","requestParameters":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + `},` + good + `]}`, 1, "values are nested more than 64 deep"},
		"a brace that closes nothing":      {`{"Records":[` + good + `}` + good + `]}`, 1, `line 1: unexpected character '}' where a record should stand`},
		"a file that breaks off":           {`{"Records":[` + good + "\n," + good + `,{"eventT`, 2, "line 2: the file ends inside its JSON"},
		"a file without records":           {`{"digestStartTime":"x"}`, 0, ""},
		"a file that is no JSON":           {`hello`, 0, "line 1: "},
		"several objects in a row":         {`{"Records":[` + good + `]}` + "\n" + `{"records":[` + good + `]}`, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rows, report := feedtest.Read(t, New(), "a.json", []byte(c.text))
			if len(rows) != c.rows || report.Records != int64(c.rows) {
				t.Errorf("%d rows, want %d", len(rows), c.rows)
			}
			if got := feedtest.Reasons(report); !strings.Contains(got, c.bad) || (got == "") != (c.bad == "") {
				t.Errorf("bad: %s", got)
			}
		})
	}
}

func TestSniffAndPass(t *testing.T) {
	k := New()
	for head, want := range map[string]bool{
		`{"Records":[{"eventVersion":"1.08","userIdentity"`: true, "\n{ \"Records\" : [ {\"eventSource\":": true, `{"Records":[]}`: true,
		`{"Records":[{"x":1`: false, `[{"Records":1`: false, `{"configurationItems":[]}`: false, "": false,
	} {
		if got := k.Sniff("a", []byte(head)); got != want {
			t.Errorf("%s: %t", head, got)
		}
	}
	for key, want := range map[string]string{
		"AWSLogs/1/CloudTrail-Digest/us-east-1/2025/11/01/1_CloudTrail-Digest_us-east-1.json.gz": "digest files",
		"AWSLogs/1/CloudTrail/us-east-1/2025/11/01/1_CloudTrail_us-east-1_20251101T0830Z_x.json": "",
	} {
		if got := k.Pass(key); got != want {
			t.Errorf("%s: %q", key, got)
		}
	}
	if len(Columns()) != 29 || k.Table() != "events" || len(k.Tables()[0].Columns) != 31 {
		t.Error("the columns are not those of Athena's table and two more")
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte(`{"Records":[` + event + `,{"eventTime":"x"},{"resources":[1]}]}`))
	f.Add([]byte(`{"x":[1,"]"],"records":[`))
	kind := New()
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, report := feedtest.Read(t, kind, "a.json", text)
		if int64(len(rows)) != report.Records {
			t.Fatalf("%d rows of %d records", len(rows), report.Records)
		}
	})
}
