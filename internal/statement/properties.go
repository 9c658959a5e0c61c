package statement

import (
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// target is what WITH (…) of CREATE TABLE AS and UNLOAD says.
type target struct {
	form        fileForm
	partitioned []string
	bucketed    []string
	buckets     int
	location    string // external_location
	compressed  bool   // whether the compression was named
}

// maxLevel is the greatest effort of zstd.
const maxLevel = 22

// readTarget reads the properties. Known are those that the statement may have.
func readTarget(list []ast.Property, known ...string) (target, error) {
	t := target{form: fileForm{name: "PARQUET", delimiter: 1, escape: '\\'}}
	for _, p := range list {
		name := p.Name.Lower()
		if !slices.Contains(known, name) {
			return t, diag.New(diag.InvalidTableProperty, p.Span, "Catalog 'awsdatacatalog' table property '%s' does not exist", name)
		}
		if err := t.set(name, p); err != nil {
			return t, err
		}
	}
	return t, t.settle(list)
}

// set takes one property.
func (t *target) set(name string, p ast.Property) error {
	var err error
	switch name {
	case "format":
		t.form.name, err = textOf(p)
		t.form.name = strings.ToUpper(t.form.name)
	case "write_compression", "compression", "parquet_compression", "orc_compression":
		t.form.compression, err = textOf(p)
		t.form.compression = strings.ToLower(t.form.compression)
		t.compressed = true
	case "compression_level":
		t.form.level, err = numberOf(p)
		if err == nil && t.form.level > maxLevel {
			err = wrongProperty(p, "compression_level must be between 1 and %d, but was: %d", maxLevel, t.form.level)
		}
	case "external_location":
		t.location, err = textOf(p)
	case "field_delimiter":
		err = t.setDelimiter(p)
	case "partitioned_by":
		t.partitioned, err = listOf(p)
	case "bucketed_by":
		t.bucketed, err = listOf(p)
	case "bucket_count":
		t.buckets, err = numberOf(p)
	case "table_type":
		kind, wrong := textOf(p)
		if err = wrong; err == nil && !strings.EqualFold(kind, "HIVE") {
			err = diag.New(diag.NotSupported, p.Span, "%s tables are not supported in Glaux", kind)
		}
	}
	return err
}

// settle checks what the properties say together.
func (t *target) settle(list []ast.Property) error {
	at := ast.Property{}
	if len(list) > 0 {
		at = list[0]
	}
	switch t.form.name {
	case "PARQUET", "AVRO", "JSON", "TEXTFILE":
	case "ORC", "ION":
		return diag.New(diag.NotSupported, at.Span, "Writing %s is not supported in Glaux: write PARQUET, AVRO, JSON or TEXTFILE", t.form.name)
	default:
		return wrongProperty(at, "Invalid value [%s] for property 'format'", t.form.name)
	}
	codec, ok := packings(t.form.name)[t.form.compression]
	switch {
	case !ok && (t.form.compression == "bzip2" && t.form.name != "PARQUET" || t.form.compression == "lz4" && t.form.name != "PARQUET" && t.form.name != "AVRO"):
		return diag.New(diag.NotSupported, at.Span, "Writing %s with compression %s is not supported in Glaux", t.form.name, strings.ToUpper(t.form.compression))
	case !ok:
		return wrongProperty(at, "Compression %s is not supported for format %s", strings.ToUpper(t.form.compression), t.form.name)
	}
	t.form.compression = codec
	if t.form.level != 0 && codec != "zstd" {
		return wrongProperty(at, "compression_level is only for compression ZSTD, but it is %s", strings.ToUpper(codec))
	}
	if len(t.bucketed) > 0 && t.buckets <= 0 {
		return wrongProperty(at, "Must specify 'bucket_count' property when 'bucketed_by' is specified")
	}
	if len(t.bucketed) == 0 && t.buckets > 0 {
		return wrongProperty(at, "Must specify 'bucketed_by' property when 'bucket_count' is specified")
	}
	return nil
}

func (t *target) setDelimiter(p ast.Property) error {
	text, err := textOf(p)
	if err == nil && len(text) != 1 {
		err = wrongProperty(p, "field_delimiter must be a single character, but was: %s", text)
	}
	if err == nil {
		t.form.delimiter = text[0]
	}
	return err
}

func wrongProperty(p ast.Property, format string, args ...any) error {
	return diag.New(diag.InvalidTableProperty, p.Span, format, args...)
}

func textOf(p ast.Property) (string, error) {
	x, ok := p.X.(*ast.String)
	if !ok {
		return "", wrongProperty(p, "Invalid value for catalog 'awsdatacatalog' table property '%s': Cannot convert [%s] to varchar", p.Name.Lower(), ast.Print(p.X))
	}
	return x.Value, nil
}

func numberOf(p ast.Property) (int, error) {
	n, err := strconv.Atoi(ast.Print(p.X))
	if err != nil || n < 1 {
		return 0, wrongProperty(p, "Invalid value for catalog 'awsdatacatalog' table property '%s': Cannot convert [%s] to integer", p.Name.Lower(), ast.Print(p.X))
	}
	return n, nil
}

func listOf(p ast.Property) ([]string, error) {
	list, ok := p.X.(*ast.Array)
	var names []string
	if ok {
		for _, x := range list.Elems {
			text, isText := x.(*ast.String)
			if ok = ok && isText; isText {
				names = append(names, strings.ToLower(text.Value))
			}
		}
	}
	if !ok {
		return nil, wrongProperty(p, "Invalid value for catalog 'awsdatacatalog' table property '%s': Cannot convert [%s] to array(varchar)", p.Name.Lower(), ast.Print(p.X))
	}
	return names, nil
}
