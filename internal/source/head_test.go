package source_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/glauxhq/glaux/internal/source"
)

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCSVIsReadPlainAndZipped(t *testing.T) {
	const text = "\uFEFFid,\"lineItem/UsageType\"\n1,\"a,b\"\n2,\"two\nlines\"\n"
	for encoding, file := range map[source.Encoding][]byte{source.CSV: []byte(text), source.GzipCSV: zipped(t, text)} {
		head, err := read(file)
		if err != nil {
			t.Fatal(err)
		}
		if head.Encoding != encoding || strings.Join(head.Names(), "|") != "id|lineItem/UsageType" || len(head.Sample) != 2 {
			t.Errorf("%s: %s %q %q", encoding, head.Encoding, head.Names(), head.Sample)
		}
		if rows, err := source.CountRows(bytes.NewReader(file), encoding); err != nil || rows != 2 {
			t.Errorf("%s: %d rows, %v", encoding, rows, err)
		}
	}
}

func TestACutGzipIsFoundWhenItIsRead(t *testing.T) {
	var text strings.Builder
	text.WriteString("a,b\n")
	for i := range 5000 {
		text.WriteString(strings.Repeat("x", i%17) + ",1\n")
	}
	file := zipped(t, text.String())
	file = file[:len(file)-20]
	if _, err := source.CountRows(bytes.NewReader(file), source.GzipCSV); err == nil || !strings.Contains(err.Error(), "broken gzip") {
		t.Errorf("the error is %v", err)
	}
}

func TestNamesOfTheLegacyReport(t *testing.T) {
	for header, want := range map[string]string{
		"lineItem/UnblendedCost": "line_item_unblended_cost", "reservation/ReservationARN": "reservation_reservation_a_r_n",
		"resourceTags/user:Department": "resource_tags_user_department", "product/ProductName": "product_product_name",
		"costCategory/Team": "cost_category_team", "resourceTags/user:Cost Center": "resource_tags_user_cost_center",
		"resourceTags/aws:eks:cluster-name": "resource_tags_aws_eks_cluster_name", "__x__": "x", "": "", "é": "",
	} {
		if got := source.Snake(header); got != want {
			t.Errorf("%q becomes %q, not %q", header, got, want)
		}
	}
}

func TestTypesComeBackFromTheirWords(t *testing.T) {
	for _, hive := range []string{"string", "double", "timestamp", "date", "decimal(38,18)", "map<string,double>", "array<map<string,string>>", "bigint", "binary"} {
		typ, ok := source.AthenaType(hive)
		if !ok || source.HiveType(typ) != hive {
			t.Errorf("%q comes back as %q, %v", hive, source.HiveType(typ), ok)
		}
	}
	for _, hive := range []string{"", "text", "map<string>", "decimal(40,1)", "array<", strings.Repeat("array<", 100) + "int" + strings.Repeat(">", 100)} {
		if typ, ok := source.AthenaType(hive); ok {
			t.Errorf("%q is %v", hive, typ)
		}
	}
}
