package source_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/source"
)

// place is a location in a test: its files, with the text of those that are manifests.
type place map[string]string

func (p place) layout() source.Listing {
	var objects []source.Object
	for key := range p {
		objects = append(objects, source.Object{Key: key, Size: int64(len(p[key])), Modified: time.Unix(int64(len(key)), 0)})
	}
	return source.Layout(objects, func(key string) ([]byte, error) {
		if text, ok := p[key]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("not there")
	})
}

// show writes deliveries as month: files.
func show(l source.Listing) string {
	var lines []string
	for _, d := range l.Deliveries {
		var keys []string
		for _, o := range d.Files {
			keys = append(keys, o.Key)
		}
		month := d.Month.String()
		if month == "" {
			month = "?"
		}
		lines = append(lines, month+": "+strings.Join(keys, " "))
	}
	for _, f := range l.Faults {
		lines = append(lines, "fault: "+f.Error())
	}
	return strings.Join(lines, "\n")
}

func manifest(files ...string) string {
	return fmt.Sprintf(`{"executionId": "x", "columns": [{"name": "line_item_usage_type", "type": "string"}], "dataFiles": [%s]}`, strings.Join(files, ", "))
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

func legacy(files ...string) string {
	keys := make([]string, len(files))
	for i, f := range files {
		keys[i] = quoted(f)
	}
	return fmt.Sprintf(`{"assemblyId": "a", "billingPeriod": {"start": "20251101T000000.000Z"}, "columns": [{"category": "lineItem", "name": "UsageType"}], "reportKeys": [%s]}`, strings.Join(keys, ", "))
}

func TestLayouts(t *testing.T) {
	const data, meta = "data/BILLING_PERIOD=2025-11/", "metadata/BILLING_PERIOD=2025-11/"
	const older, newer = "2025-11-02T01:00:00.000Z-11111111-2222-4333-8444-555555555555/", "2025-11-03T01:00:00.000Z-00000000-2222-4333-8444-555555555555/"
	for _, c := range []struct {
		name  string
		place place
		want  string
	}{
		{
			"an export that overwrites counts the files of its manifest, named by URI",
			place{data + "e-00001.snappy.parquet": "x", data + "e-00002.snappy.parquet": "", meta + "e-Manifest.json": manifest(quoted("s3://b/p/e/" + data + "e-00001.snappy.parquet"))},
			"2025-11: " + data + "e-00001.snappy.parquet",
		},
		{
			"a manifest may name keys, or objects with a URI or a key",
			place{
				data + "a": "x", data + "b": "x", data + "c": "x",
				meta + "e-Manifest.json": manifest(quoted("p/e/"+data+"a"), `{"s3Uri": "s3://b/p/e/`+data+`b"}`, `{"key": "p/e/`+data+`c"}`),
			},
			"2025-11: " + data + "a " + data + "b " + data + "c",
		},
		{
			"an export that keeps its deliveries counts the newest",
			place{
				data + older + "e-1": "x", data + newer + "e-1": "x",
				meta + older + "e-Manifest.json": manifest(quoted("p/e/" + data + older + "e-1")),
				meta + newer + "e-Manifest.json": manifest(quoted("p/e/" + data + newer + "e-1")),
				meta + "e-Manifest.json":         manifest(quoted("p/e/" + data + newer + "e-1")),
			},
			"2025-11: " + data + newer + "e-1",
		},
		{
			"without the manifest of the month the newest of the deliveries counts",
			place{
				data + older + "e-1": "x", data + newer + "e-1": "x",
				meta + older + "e-Manifest.json": manifest(quoted("p/e/" + data + older + "e-1")),
				meta + newer + "e-Manifest.json": manifest(quoted("p/e/" + data + newer + "e-1")),
			},
			"2025-11: " + data + newer + "e-1",
		},
		{
			"deliveries without any manifest count the latest",
			place{data + older + "e-1": "x", data + newer + "e-1": "x"},
			"2025-11: " + data + newer + "e-1",
		},
		{
			"without a manifest all files of a month count",
			place{data + "e-1": "x", data + "e-2": "x", "data/BILLING_PERIOD=2025-12/e-1": "x"},
			"2025-11: " + data + "e-1 " + data + "e-2\n2025-12: data/BILLING_PERIOD=2025-12/e-1",
		},
		{
			"a manifest without a list leaves it to the folder",
			place{data + "e-1": "x", meta + "e-Manifest.json": `{"executionId": "x"}`},
			"2025-11: " + data + "e-1",
		},
		{
			"a manifest that lists a missing file is a fault",
			place{data + "e-1": "x", meta + "e-Manifest.json": manifest(quoted("p/e/"+data+"e-1"), quoted("p/e/"+data+"e-2"))},
			"fault: " + meta + `e-Manifest.json: the manifest lists "p/e/` + data + `e-2", which is missing (kept as it was: 2025-11)`,
		},
		{
			"a file of another month does not stand in for a missing one",
			place{"data/BILLING_PERIOD=2025-10/e-1": "x", meta + "e-Manifest.json": manifest(quoted("p/e/" + data + "e-1"))},
			"2025-10: data/BILLING_PERIOD=2025-10/e-1\nfault: " + meta + `e-Manifest.json: the manifest lists "p/e/` + data + `e-1", which is missing (kept as it was: 2025-11)`,
		},
		{
			"a manifest that is no JSON is a fault of its month alone",
			place{data + "e-1": "x", meta + "e-Manifest.json": "{", "data/BILLING_PERIOD=2025-12/e-1": "x"},
			"2025-12: data/BILLING_PERIOD=2025-12/e-1\nfault: " + meta + "e-Manifest.json: byte 1: not JSON: unexpected end of JSON input (kept as it was: 2025-11)",
		},
		{
			"a tree that was copied elsewhere is matched below its month",
			place{"mine/" + data + "e-1": "x", "mine/" + meta + "e-Manifest.json": manifest(quoted("their/prefix/e/" + data + "e-1"))},
			"2025-11: mine/" + data + "e-1",
		},
		{
			"two exports in one place are two deliveries",
			place{"a/" + data + "e-1": "x", "b/" + data + "e-1": "x"},
			"2025-11: a/" + data + "e-1\n2025-11: b/" + data + "e-1",
		},
		{
			"a legacy report that keeps its versions counts the one that its manifest names",
			place{
				"r/20251101-20251201/20251102T010000Z/r-1.csv.gz": "x", "r/20251101-20251201/20251103T010000Z/r-1.csv.gz": "x",
				"r/20251101-20251201/20251102T010000Z/r-Manifest.json": legacy("p/r/20251101-20251201/20251102T010000Z/r-1.csv.gz"),
				"r/20251101-20251201/r-Manifest.json":                  legacy("p/r/20251101-20251201/20251103T010000Z/r-1.csv.gz"),
			},
			"2025-11: r/20251101-20251201/20251103T010000Z/r-1.csv.gz",
		},
		{
			"a legacy report that overwrites lies in the folder of the month",
			place{"r/20251101-20251201/r-1.csv.gz": "x", "r/20251101-20251201/r-Manifest.json": legacy("p/r/20251101-20251201/r-1.csv.gz")},
			"2025-11: r/20251101-20251201/r-1.csv.gz",
		},
		{
			"a legacy report for Athena has its manifest elsewhere",
			place{
				"p/r/r/year=2025/month=11/r-00001.snappy.parquet": "x", "p/r/r/year=2025/month=11/r-00002.snappy.parquet": "",
				"p/r/20251101-20251201/r-Manifest.json": legacy("p/r/r/year=2025/month=11/r-00001.snappy.parquet"),
				"p/r/cost_and_usage_data_status/x":      "x", "p/r/r/r-create-table.sql": "x",
			},
			"2025-11: p/r/r/year=2025/month=11/r-00001.snappy.parquet",
		},
		{
			"year and month folders without a manifest",
			place{"year=2018/month=9/a": "x", "year=2018/month=10/a": "x"},
			"2018-09: year=2018/month=9/a\n2018-10: year=2018/month=10/a",
		},
		{
			"files in a bare folder are grouped by name, and their rows tell the month",
			place{"Oct-00001.parquet": "x", "Oct-00002.parquet": "x", "Nov-00001.parquet": "x", "README.md": "x"},
			"?: Nov-00001.parquet\n?: Oct-00001.parquet Oct-00002.parquet",
		},
		{
			"a folder with the manifest beside its files",
			place{"r-1.csv.gz": "x", "other.csv.gz": "x", "r-Manifest.json": legacy("p/r/20251101-20251201/r-1.csv.gz")},
			"?: other.csv.gz\n2025-11: r-1.csv.gz",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(c.place.layout()); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestWhatIsNotReadIsNoted(t *testing.T) {
	l := place{
		"data/BILLING_PERIOD=2025-11/e-1": "x", "data/BILLING_PERIOD=2025-11/e-2": "",
		"metadata/BILLING_PERIOD=2025-11/e-Manifest.json": manifest(quoted("data/BILLING_PERIOD=2025-11/e-1")),
	}.layout()
	if len(l.Notes) != 1 || !strings.Contains(l.Notes[0], "does not list 1 files") {
		t.Errorf("notes %q", l.Notes)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(manifest(quoted("s3://b/data/BILLING_PERIOD=2025-11/e-1"), `{"key": "k"}`)))
	f.Add([]byte(legacy("p/r/20251101-20251201/r-1.csv.gz")))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := source.ParseManifest(text)
		if err != nil {
			return
		}
		l := place{
			"data/BILLING_PERIOD=2025-11/e-1": "x", "metadata/BILLING_PERIOD=2025-11/e-Manifest.json": string(text),
		}.layout()
		if len(l.Deliveries)+len(l.Faults)+len(l.Notes) == 0 {
			t.Errorf("%d files are listed, and nothing is said about them", len(m.Files))
		}
	})
}

func FuzzLayout(f *testing.F) {
	f.Add("r/20251101-20251201/r-1.csv.gz\nyear=2018/month=13/a\nBILLING_PERIOD=2025-00/x")
	f.Fuzz(func(t *testing.T, keys string) {
		p := place{}
		for key := range strings.SplitSeq(keys, "\n") {
			p[key] = "{}"
		}
		seen := map[string]bool{}
		for _, d := range p.layout().Deliveries {
			for _, o := range d.Files {
				if seen[o.Key] {
					t.Errorf("%q is in two deliveries", o.Key)
				}
				seen[o.Key] = true
			}
		}
	})
}
