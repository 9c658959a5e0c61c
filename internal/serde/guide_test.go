package serde

import (
	"strings"
	"testing"
)

// The tables of Athena's user guide for the logs of AWS, each with lines in the form that the service's documentation describes.
func TestGuide(t *testing.T) {
	const re = "org.apache.hadoop.hive.serde2.RegexSerDe"
	for _, c := range []struct {
		name, class, columns string
		properties, table    map[string]string
		text                 string
		want                 []string
	}{
		{
			name: "VPC flow logs", table: map[string]string{"skip.header.line.count": "1"}, properties: map[string]string{"field.delim": " "},
			columns: "version int; account_id string; interface_id string; srcaddr string; dstaddr string; srcport int; dstport int; protocol bigint; packets bigint;" +
				"bytes bigint; start bigint; `end` bigint; action string; log_status string; vpc_id string",
			text: "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id\n" +
				"2 123456789012 eni-0a1b2c3d 10.0.1.5 10.0.0.220 39812 443 6 12 3520 1720000000 1720000060 ACCEPT OK vpc-01\n" +
				"2 123456789012 eni-0a1b2c3d - - - - - - - 1720000000 1720000060 - NODATA vpc-01\n",
			want: []string{
				"2|123456789012|eni-0a1b2c3d|10.0.1.5|10.0.0.220|39812|443|6|12|3520|1720000000|1720000060|ACCEPT|OK|vpc-01",
				"2|123456789012|eni-0a1b2c3d|-|-|∅|∅|∅|∅|∅|1720000000|1720000060|-|NODATA|vpc-01",
			},
		},
		{
			name: "Application Load Balancers", class: re,
			columns: "type string; time string; elb string; client_ip string; client_port int; target_ip string; target_port int; request_processing_time double;" +
				"target_processing_time double; response_processing_time double; elb_status_code int; target_status_code string; received_bytes bigint; sent_bytes bigint;" +
				"request_verb string; request_url string; request_proto string; user_agent string; ssl_cipher string; ssl_protocol string; target_group_arn string;" +
				"trace_id string; domain_name string; chosen_cert_arn string; matched_rule_priority string; request_creation_time string; actions_executed string;" +
				"redirect_url string; lambda_error_reason string; target_port_list string; target_status_code_list string; classification string; classification_reason string",
			properties: map[string]string{"serialization.format": "1", "input.regex": `([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) ` +
				`(|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) \"([^ ]*) (.*) (- |[^ ]*)\" \"([^\"]*)\" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) \"([^\"]*)\" \"([^\"]*)\" \"([^\"]*)\" ` +
				`([-.0-9]*) ([^ ]*) \"([^\"]*)\" \"([^\"]*)\" \"([^ ]*)\" \"([^\s]+?)\" \"([^\s]+)\" \"([^ ]*)\" \"([^ ]*)\"`},
			text: `https 2026-01-05T10:11:12.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 ` +
				`"GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ` +
				`arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" ` +
				`"www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2026-01-05T10:11:11.123000Z ` +
				`"authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-"` + "\nnot such a line\n",
			want: []string{
				"https|2026-01-05T10:11:12.186641Z|app/my-lb/50dc6c495c0c9188|192.168.131.39|2817|10.0.0.1|80|0.086|0.048|0.037|200|200|0|57|GET|https://www.example.com:443/|HTTP/1.1|" +
					"curl/7.46.0|ECDHE-RSA-AES128-GCM-SHA256|TLSv1.2|arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067|" +
					"Root=1-58337281-1d84f3d73c47ec4e58577259|www.example.com|arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012|1|" +
					"2026-01-05T10:11:11.123000Z|authenticate,forward|-|-|10.0.0.1:80|200|-|-",
				strings.Repeat("∅|", 32) + "∅",
			},
		},
		{
			name: "S3 access logs", class: re,
			columns: "bucketowner string; bucket_name string; requestdatetime string; remoteip string; requester string; requestid string; operation string; key string;" +
				"request_uri string; httpstatus string; errorcode string; bytessent bigint; objectsize bigint; totaltime string; turnaroundtime string; referrer string;" +
				"useragent string; versionid string; hostid string; sigv string; ciphersuite string; authtype string; endpoint string; tlsversion string",
			properties: map[string]string{"input.regex": `([^ ]*) ([^ ]*) \[(.*?)\] ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ("[^"]*"|-) (-|[0-9]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ` +
				`([^ ]*) ("[^"]*"|-) ([^ ]*)(?: ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*))?.*$`},
			text: `79a59df9 awsexamplebucket1 [06/Feb/2026:00:00:38 +0000] 192.0.2.3 79a59df9 3E57427F3EXAMPLE REST.GET.VERSIONING - ` +
				`"GET /awsexamplebucket1?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= ` +
				`SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader awsexamplebucket1.s3.us-west-1.amazonaws.com TLSV1.2 arn:aws:s3:us-west-1:123456789012:accesspoint/example Yes` + "\n",
			want: []string{`79a59df9|awsexamplebucket1|06/Feb/2026:00:00:38 +0000|192.0.2.3|79a59df9|3E57427F3EXAMPLE|REST.GET.VERSIONING|-|` +
				`"GET /awsexamplebucket1?versioning HTTP/1.1"|200|-|113|∅|7|-|"-"|"S3Console/0.4"|-|` +
				`s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234=|SigV4|ECDHE-RSA-AES128-GCM-SHA256|AuthHeader|awsexamplebucket1.s3.us-west-1.amazonaws.com|TLSV1.2`},
		},
		{
			name: "CloudFront", properties: map[string]string{"field.delim": "\t"}, table: map[string]string{"skip.header.line.count": "2"},
			columns: "`date` date; time string; location string; bytes bigint; request_ip string; method string; host string; uri string; status int; timetaken float; encryptedfields int",
			text: "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status time-taken fle\n" +
				"2026-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t0.001\t-\n",
			want: []string{"2026-12-04|21:02:31|LAX1|392|192.0.2.100|GET|d111111abcdef8.cloudfront.net|/index.html|200|0.001|∅"},
		},
		{
			name: "CloudFront, with the columns of the header", properties: map[string]string{"field.delim": "\t"},
			table:   map[string]string{"skip.header.line.count": "2", HeaderProperty: "true"},
			columns: "cs_user_agent string; sc_bytes bigint",
			text:    "#Version: 1.0\n#Fields: date sc-bytes cs(User-Agent)\n2026-12-04\t392\tcurl\n", want: []string{"curl|392"},
		},
		{
			name: "CloudTrail", class: "com.amazon.emr.hive.serde.CloudTrailSerde",
			columns: "eventversion string; useridentity struct<type:string,principalid:string,sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>>>;" +
				"eventtime string; requestparameters string; readonly string; resources array<struct<arn:string,accountid:string,type:string>>",
			text: "{\"Records\": [{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"principalId\":\"AIDA\",\"sessionContext\":{\"attributes\":" +
				"{\"mfaAuthenticated\":\"false\",\"creationDate\":\"2026-01-05T10:11:12Z\"}}},\"eventTime\":\"2026-01-05T10:12:00Z\",\n \"requestParameters\":{\"bucketName\":\"b\",\"x\":[1]}," +
				"\"readOnly\":true,\"resources\":[{\"ARN\":\"arn:aws:s3:::b\",\"accountId\":\"1\",\"type\":\"AWS::S3::Bucket\"}]},\n{\"eventVersion\":\"1.09\",\"requestParameters\":null}]}",
			want: []string{
				`1.08|{"principalid":"AIDA","sessioncontext":{"attributes":{"creationdate":"2026-01-05T10:11:12Z","mfaauthenticated":"false"}},"type":"IAMUser"}|` +
					`2026-01-05T10:12:00Z|{"bucketName":"b","x":[1]}|true|[{"accountid":"1","arn":"arn:aws:s3:::b","type":"AWS::S3::Bucket"}]`,
				"1.09|∅|∅|∅|∅|∅",
			},
		},
		{
			name: "Route 53 resolver query logs", class: "org.openx.data.jsonserde.JsonSerDe",
			columns: "version string; account_id string; region string; vpc_id string; query_timestamp string; query_name string; query_type string; query_class string; rcode string;" +
				"answers array<struct<rdata:string,type:string,class:string>>; srcaddr string; srcport int; transport string; srcids struct<instance:string,resolver_endpoint:string>;" +
				"firewall_rule_action string",
			text: `{"version":"1.100000","account_id":"123456789012","region":"us-east-1","vpc_id":"vpc-01","query_timestamp":"2026-01-05T10:11:12Z","query_name":"example.com.",` +
				`"query_type":"A","query_class":"IN","rcode":"NOERROR","answers":[{"Rdata":"192.0.2.44","Type":"A","Class":"IN"}],"srcaddr":"10.0.0.4","srcport":"56067","transport":"UDP",` +
				`"srcids":{"instance":"i-01"}}` + "\n",
			want: []string{`1.100000|123456789012|us-east-1|vpc-01|2026-01-05T10:11:12Z|example.com.|A|IN|NOERROR|[{"class":"IN","rdata":"192.0.2.44","type":"A"}]|10.0.0.4|56067|UDP|` +
				`{"instance":"i-01","resolver_endpoint":null}|∅`},
		},
		{
			name: "Postfix with Grok", class: "com.amazonaws.glue.serde.GrokSerDe", columns: "syslogbase string; queue_id string; syslog_message string; pid int",
			properties: map[string]string{
				"input.grokCustomPatterns": `POSTFIX_QUEUEID [0-9A-F]{7,12}`,
				"input.format":             `%{SYSLOGBASE} %{POSTFIX_QUEUEID:queue_id}: %{GREEDYDATA:syslog_message}`,
			},
			text: "Feb  9 07:15:00 m4eastmail postfix/smtpd[19305]: B88C4120838: connect from unknown[192.168.55.4]\nno such line\n",
			want: []string{"Feb  9 07:15:00 m4eastmail postfix/smtpd[19305]:|B88C4120838|connect from unknown[192.168.55.4]|19305", "∅|∅|∅|∅"},
		},
		{
			name: "S3 access logs with Grok", class: "com.amazonaws.glue.serde.GrokSerDe", columns: "bucket_owner string; time string; request_uri string; http_status int; user_agent string",
			properties: map[string]string{
				"input.format": `%{NOTSPACE:bucket_owner} %{NOTSPACE:bucket} \[%{INSIDE_BRACKETS:time}\] %{NOTSPACE:remote_ip} %{NOTSPACE:operation} \"?%{INSIDE_QS:request_uri}\"? ` +
					`%{NOTSPACE:http_status} \"?%{INSIDE_QS:user_agent}\"?`,
				"input.grokCustomPatterns": "INSIDE_QS ([^\\\"]*)\nINSIDE_BRACKETS ([^\\]]*)",
			},
			text: `79a5 b [06/Feb/2026:00:00:38 +0000] 192.0.2.3 REST.GET "GET /b HTTP/1.1" 200 "S3Console/0.4"` + "\n",
			want: []string{"79a5|06/Feb/2026:00:00:38 +0000|GET /b HTTP/1.1|200|S3Console/0.4"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rows(t, Definition{Class: c.class, Columns: columnsOf(t, c.columns), Properties: c.properties, Table: c.table}, "f", c.text)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// Every pattern that comes with Grok can be compiled, alone and in the formats that use it.
func TestGrokPatterns(t *testing.T) {
	for name := range grokPatterns {
		if _, err := New(Definition{Class: "com.amazonaws.glue.serde.GrokSerDe", Properties: map[string]string{"input.format": "%{" + name + ":a}"}, Columns: columnsOf(t, "a string")}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct{ pattern, text, want string }{
		{"IP", "2001:db8::1", "2001:db8::1"},
		{"IP", "::ffff:10.0.0.1", "::ffff:10.0.0.1"},
		{"TIMESTAMP_ISO8601", "2017-09-12 12:10:34,972", "2017-09-12 12:10:34,972"},
		{"HTTPDATE", "06/Feb/2026:00:00:38 +0000", "06/Feb/2026:00:00:38 +0000"},
		{"QS", `"a \" b"`, `"a \" b"`},
		{"URI", "https://u@example.com:8080/a/b?c=d", "https://u@example.com:8080/a/b?c=d"},
		{"LOGLEVEL", "WARN", "WARN"},
	} {
		got, err := rows(t, Definition{
			Class: "com.amazonaws.glue.serde.GrokSerDe", Properties: map[string]string{"input.format": "%{" + c.pattern + ":a}"}, Columns: columnsOf(t, "a string"),
		}, "f", c.text)
		if err != nil || got[0] != c.want {
			t.Errorf("%s of %q is %q, %v", c.pattern, c.text, got, err)
		}
	}
}
