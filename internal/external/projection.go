package external

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// templateProperty is the property with the location of a projected partition; ${key} stands for a value.
const templateProperty = "storage.location.template"

// projected is a value of a key: as queries see it, and as it stands in a location.
type projected struct{ sql, path string }

// project computes the partitions from the table's properties.
func (l *layout) project(now time.Time) ([]partition, error) {
	var missing []string
	for _, k := range l.keys {
		if l.property(k.Name, "type") == "" {
			missing = append(missing, k.Name)
		}
	}
	if len(missing) > 0 {
		return nil, fault.New(fault.Invalid, "HIVE_METASTORE_ERROR",
			fmt.Sprintf("Table %s is configured for partition projection, but the following partition columns are missing projection configuration: [%s]",
				l.table.Name, strings.Join(missing, ", ")))
	}
	values := make([][]projected, len(l.keys))
	total := 1
	for i, k := range l.keys {
		var err error
		if values[i], err = l.projectKey(k, now); err != nil {
			return nil, err
		}
		if total *= len(values[i]); total > maxPartitions {
			return nil, l.tooMany()
		}
	}
	if total == 0 {
		return nil, nil
	}
	return l.combine(values)
}

func (l *layout) tooMany() error {
	return fault.New(fault.Exhausted, "HIVE_EXCEEDED_PARTITION_LIMIT",
		fmt.Sprintf("Query over table '%s' can potentially read more than %d partitions", l.name(), maxPartitions))
}

// property returns a property of a key's projection.
func (l *layout) property(key, name string) string {
	want := "projection." + key + "." + name
	if text, ok := l.table.Properties[want]; ok {
		return text
	}
	for have, text := range l.table.Properties {
		if strings.EqualFold(have, want) {
			return text
		}
	}
	return ""
}

// bad is the error about a property of a projection.
func (l *layout) bad(key, name, why string) error {
	return fault.New(fault.Invalid, "INVALID_TABLE_PROPERTY",
		fmt.Sprintf("table %s: invalid projection configuration for partition column %s: property projection.%s.%s %s", l.name(), key, key, name, why))
}

// projectKey returns the values of a key that a query needs.
func (l *layout) projectKey(k serde.Column, now time.Time) ([]projected, error) {
	switch kind := strings.ToLower(strings.TrimSpace(l.property(k.Name, "type"))); kind {
	case "enum":
		return l.projectEnum(k)
	case "integer":
		return l.projectInteger(k)
	case "date":
		return l.projectDate(k, now)
	case "injected":
		return l.projectInjected(k)
	default:
		return nil, l.bad(k.Name, "type", fmt.Sprintf("is %q, not one of enum, integer, date, injected", kind))
	}
}

func (l *layout) projectEnum(k serde.Column) ([]projected, error) {
	text := l.property(k.Name, "values")
	if text == "" {
		return nil, l.bad(k.Name, "values", "is missing")
	}
	var list []projected
	for item := range strings.SplitSeq(text, ",") {
		if err := l.check(k, item); err != nil {
			return nil, err
		}
		if l.keeps(k.Name, item) {
			list = append(list, projected{item, item})
		}
	}
	return list, nil
}

// only returns the values that a query names, when it names them all.
func (l *layout) only(key string) (values []string, named bool) {
	for _, c := range l.want[key] {
		if c.Only == nil {
			continue
		}
		if !named {
			values, named = slices.Clone(c.Only), true
			continue
		}
		values = slices.DeleteFunc(values, func(v string) bool { return !slices.Contains(c.Only, v) })
	}
	slices.Sort(values) // a value that is named twice stands for one partition
	values = slices.Compact(values)
	return values, named
}

func (l *layout) projectInteger(k serde.Column) ([]projected, error) {
	low, high, ok := strings.Cut(l.property(k.Name, "range"), ",")
	from, err1 := strconv.ParseInt(strings.TrimSpace(low), 10, 64)
	to, err2 := strconv.ParseInt(strings.TrimSpace(high), 10, 64)
	if !ok || err1 != nil || err2 != nil || from > to {
		return nil, l.bad(k.Name, "range", "must be two integers, the lesser one first")
	}
	step, err := l.count(k.Name, "interval", 1)
	if err != nil {
		return nil, err
	}
	digits, err := l.count(k.Name, "digits", 0)
	if err != nil {
		return nil, err
	}
	if digits > 64 {
		return nil, l.bad(k.Name, "digits", "is more than 64")
	}
	var list []projected
	add := func(n int64) error {
		text := fmt.Sprintf("%0*d", int(digits), n)
		if l.keeps(k.Name, text) {
			list = append(list, projected{text, text})
		}
		return l.check(k, text)
	}
	if named, ok := l.only(k.Name); ok {
		for _, text := range named {
			n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
			if err != nil || n < from || n > to || uint64(n-from)%uint64(step) != 0 { //nolint:gosec // n ≥ from, and the difference is taken modulo 2^64
				continue
			}
			if err := add(n); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	for n := from; ; n += step {
		if err := add(n); err != nil {
			return nil, err
		}
		if len(list) > maxPartitions || uint64(n-from)/uint64(step) > 100*maxPartitions { //nolint:gosec // as above
			return nil, l.tooMany()
		}
		if n > math.MaxInt64-step || n+step > to {
			return list, nil
		}
	}
}

// count reads a property that is a positive integer.
func (l *layout) count(key, name string, otherwise int64) (int64, error) {
	text := strings.TrimSpace(l.property(key, name))
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, l.bad(key, name, "must be a positive integer")
	}
	return n, nil
}

func (l *layout) projectInjected(k serde.Column) ([]projected, error) {
	values, named := l.only(k.Name)
	if !named {
		return nil, fault.New(fault.Invalid, "CONSTRAINT_VIOLATION",
			fmt.Sprintf("For the injected projected partition column %s, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.", k.Name))
	}
	var list []projected
	for _, text := range values {
		if strings.Contains(text, "..") || strings.ContainsRune(text, 0) {
			continue // names no folder below the table's
		}
		list = append(list, projected{text, text})
	}
	return list, nil
}

// projectDate returns the dates of a range. Their order in time is that of the range, and a query's conditions are about their texts.
func (l *layout) projectDate(k serde.Column, now time.Time) ([]projected, error) {
	pattern := l.property(k.Name, "format")
	if pattern == "" {
		return nil, l.bad(k.Name, "format", "is missing")
	}
	form, err := serde.NewLayout(pattern)
	if err != nil {
		return nil, l.bad(k.Name, "format", err.Error())
	}
	low, high, ok := strings.Cut(l.property(k.Name, "range"), ",")
	from, ok1 := moment(low, form, now)
	to, ok2 := moment(high, form, now)
	if !ok || !ok1 || !ok2 {
		return nil, l.bad(k.Name, "range", fmt.Sprintf("must be two dates of the format %q, or NOW with an offset", pattern))
	}
	step, unit, err := l.interval(k.Name, form)
	if err != nil {
		return nil, err
	}
	var list []projected
	last := ""
	for i := int64(0); ; i++ {
		t := later(from, i*step, unit)
		if t.After(to) {
			return list, nil
		}
		if len(list) > maxPartitions || i > 20*maxPartitions {
			return nil, l.tooMany()
		}
		text := form.Format(t)
		if text == last {
			continue
		}
		last = text
		p := projected{sql: dateText(k.Type, t, text), path: text}
		if err := l.check(k, p.sql); err != nil {
			return nil, err
		}
		if l.keeps(k.Name, p.sql) {
			list = append(list, p)
		}
	}
}

// dateText writes a projected date as a value of the key's type.
func dateText(t types.Type, at time.Time, text string) string {
	switch t.Kind { //nolint:exhaustive // all others are the text itself
	case types.Date:
		return at.UTC().Format("2006-01-02")
	case types.Timestamp:
		return at.UTC().Format("2006-01-02 15:04:05.000")
	}
	return text
}

var relative = regexp.MustCompile(`^\s*NOW\s*(?:([+-])\s*([0-9]{1,9})\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?\s*)?$`)

// moment reads an end of a range: a date in the format, or NOW-3YEARS.
func moment(text string, form serde.Layout, now time.Time) (time.Time, bool) {
	if m := relative.FindStringSubmatch(text); m != nil {
		if m[1] == "" {
			return now, true
		}
		n, err := strconv.ParseInt(m[1]+m[2], 10, 64)
		if err != nil || n > maxOffset || n < -maxOffset {
			return now, false
		}
		return later(now, n, m[3]+"S"), true
	}
	if t, ok := form.Parse(text); ok {
		return t, true
	}
	return form.Parse(strings.TrimSpace(text))
}

// maxOffset bounds how many units a range may be away from now.
const maxOffset = 100_000_000

// interval returns the distance between two dates. It may be left out where the format shows days or months, or years only.
func (l *layout) interval(key string, form serde.Layout) (int64, string, error) {
	unit := strings.ToUpper(strings.TrimSpace(l.property(key, "interval.unit")))
	finest := form.Finest()
	optional := finest == "DAYS" || finest == "MONTHS" || finest == "YEARS"
	if !optional && (unit == "" || l.property(key, "interval") == "") {
		return 0, "", l.bad(key, "interval", "and interval.unit are needed, because the format shows more than days")
	}
	if unit == "" {
		unit = finest
	}
	if unit == "MILLISECONDS" {
		unit = "MILLIS"
	}
	if !slices.Contains([]string{"YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLIS"}, unit) {
		return 0, "", l.bad(key, "interval.unit", "must be one of YEARS, MONTHS, WEEKS, DAYS, HOURS, MINUTES, SECONDS, MILLISECONDS")
	}
	step, err := l.count(key, "interval", 1)
	if err == nil && step > maxOffset {
		err = l.bad(key, "interval", "is too great")
	}
	return step, unit, err
}

// later returns the time n units later. As in Java, a day that a month does not have is its last.
func later(t time.Time, n int64, unit string) time.Time {
	switch unit {
	case "YEARS":
		return addMonths(t, 12*n)
	case "MONTHS":
		return addMonths(t, n)
	case "WEEKS":
		return t.AddDate(0, 0, int(7*n))
	case "DAYS":
		return t.AddDate(0, 0, int(n))
	}
	per := map[string]time.Duration{"HOURS": time.Hour, "MINUTES": time.Minute, "SECONDS": time.Second, "MILLIS": time.Millisecond}[unit]
	// In seconds and the rest, because a duration ends after 292 years.
	if per >= time.Second {
		return time.Unix(t.Unix()+n*int64(per/time.Second), int64(t.Nanosecond())).UTC()
	}
	return t.Add(time.Duration(n) * per)
}

func addMonths(t time.Time, n int64) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC).AddDate(0, int(n), 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// combine returns a partition for each combination of values.
func (l *layout) combine(values [][]projected) ([]partition, error) {
	template := l.table.Properties[templateProperty]
	if template == "" {
		template = slashed(l.table.Location)
		for _, k := range l.keys {
			template += k.Name + "=${" + k.Name + "}/"
		}
	}
	for _, k := range l.keys {
		if !strings.Contains(template, "${"+k.Name+"}") {
			return nil, fault.New(fault.Invalid, "INVALID_TABLE_PROPERTY",
				fmt.Sprintf("table %s: %s does not hold ${%s}", l.name(), templateProperty, k.Name))
		}
	}
	var list []partition
	at := make([]int, len(values))
	for {
		p := partition{values: make([]string, len(values))}
		pairs := make([]string, 0, 2*len(values))
		for i, k := range l.keys {
			v := values[i][at[i]]
			p.values[i] = v.sql
			pairs = append(pairs, "${"+k.Name+"}", v.path)
		}
		p.location = slashed(strings.NewReplacer(pairs...).Replace(template))
		list = append(list, p)
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < len(values[i]) {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return list, nil
		}
	}
}
