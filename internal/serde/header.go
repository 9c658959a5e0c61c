package serde

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// byHeader reads the line that names the columns, the last of the lines to skip, and returns the columns in the order of the file with
// their builders, and the builders of the columns that the file does not have. Columns of the file that the table does not name are read
// into nowhere. An empty file gives no columns.
func (f *Format) byHeader(in *lines, fields []array.Builder) (columns []Column, ordered, absent []array.Builder, err error) {
	var head []byte
	for range f.skip {
		if head, err = in.next(); err != nil {
			return nil, nil, nil, eof(err)
		}
		in.skipped++
	}
	names := f.headerNames(string(head))
	if len(names) > maxColumns {
		return nil, nil, nil, at(badData("the header names more than %d columns", maxColumns), in.number)
	}
	place := map[string]int{}
	for i, c := range f.def.Columns {
		place[c.Name] = i
	}
	taken := make([]bool, len(fields))
	for _, name := range names {
		i, ok := place[name]
		if !ok || taken[i] {
			columns, ordered = append(columns, Column{Name: name, Type: ignoredType()}), append(ordered, &ignored{})
			continue
		}
		taken[i] = true
		columns, ordered = append(columns, f.def.Columns[i]), append(ordered, fields[i])
	}
	for i, there := range taken {
		if !there {
			absent = append(absent, fields[i])
		}
	}
	if len(absent) == len(fields) {
		return nil, nil, nil, at(badData("the header names none of the table's columns: %s", shorten(string(head))), in.number)
	}
	return columns, ordered, absent, nil
}

// headerNames returns the names of a header as a table would have them: lower case, with underscores. CloudFront's begins with #Fields:.
func (f *Format) headerNames(head string) []string {
	sep := delimiter(first(f.def.Properties, "field.delim", "separatorChar"), ' ')
	if rest, ok := strings.CutPrefix(head, "#Fields:"); ok {
		head, sep = strings.TrimSpace(rest), ' '
	}
	names := strings.Split(head, string(sep))
	for i, name := range names {
		names[i] = columnName(strings.Trim(strings.TrimSpace(name), `"`))
	}
	return names
}

// columnName makes a name of a column of a word: pkt-src-aws-service and cs(User-Agent) become pkt_src_aws_service and cs_user_agent.
func columnName(word string) string {
	var b strings.Builder
	gap := false
	for _, c := range strings.ToLower(word) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c > 127 {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(c)
			continue
		}
		gap = true
	}
	return b.String()
}

// shorten cuts a text that is to be shown in a message.
func shorten(text string) string {
	const most = 120
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
