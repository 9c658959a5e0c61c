package flowlog

import (
	"fmt"
	"hash/fnv"
	"io"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// form is the format of a flow log.
type form int

// The formats: the fields of version 2 as text, all fields up to version 5 as text in an order of our own, and the same as Parquet.
const (
	defaultText form = iota
	customText
	hiveParquet
)

// flowLog is a flow log of a VPC, or of a regional NAT gateway.
type flowLog struct {
	id    string
	vpc   *world.VPC
	nat   *world.NATGateway // nil for a VPC's
	form  form
	since world.Hour // when it was made
}

// logs returns the flow logs: each team made its own when it felt the need.
func logs(w *world.World) []flowLog {
	made := map[string]struct {
		form  form
		since time.Time
	}{
		"click-prod":   {customText, time.Date(2024, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"catalog-prod": {defaultText, time.Date(2025, time.June, 1, 0, 0, 0, 0, time.UTC)},
		"sandbox":      {defaultText, time.Date(2025, time.June, 1, 0, 0, 0, 0, time.UTC)},
		"data":         {hiveParquet, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"hub":          {hiveParquet, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"tokyo-trial":  {hiveParquet, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},

		"strix-hub":        {hiveParquet, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"strix-shop":       {hiveParquet, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"strix-stream":     {customText, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"strix-lab":        {customText, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"strix-field":      {hiveParquet, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"strix-field-copy": {customText, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
		"strix-trial":      {customText, time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)},
	}
	var all []flowLog
	for _, v := range w.VPCs {
		if m, ok := made[v.Name]; ok {
			all = append(all, flowLog{id: "fl-" + hash17(v.ID), vpc: v, form: m.form, since: world.HourOf(m.since)})
		}
	}
	for _, n := range w.NATs {
		if n.Regional != nil {
			all = append(all, flowLog{id: "fl-" + hash17(n.ID), vpc: n.Network(), nat: n, form: customText, since: n.From})
		}
	}
	return all
}

// fields returns the fields of a flow log.
func (l flowLog) fields() []field {
	switch {
	case l.form == defaultText:
		return defaultFields()
	case l.nat != nil:
		return gatewayFields()
	}
	return customFields()
}

// hash17 is the tail of an id.
func hash17(text string) string {
	h := fnv.New128a()
	h.Write([]byte(text)) //nolint:gosec // never fails
	return fmt.Sprintf("%x", h.Sum(nil))[:17]
}

// path returns the key of the file of a day.
func (l flowLog) path(dir string, from world.Hour) string {
	at := from.Time()
	name := fmt.Sprintf("%s_vpcflowlogs_%s_%s_%s_%s", l.vpc.Account.ID, l.vpc.Region.Code, l.id, at.Format("20060102T1504Z"), hash17(l.id + at.String())[:8])
	if l.form == hiveParquet {
		return fmt.Sprintf("%s/AWSLogs/aws-account-id=%s/aws-service=vpcflowlogs/aws-region=%s/year=%s/month=%s/day=%s/%s.log.parquet",
			dir, l.vpc.Account.ID, l.vpc.Region.Code, at.Format("2006"), at.Format("01"), at.Format("02"), name)
	}
	return fmt.Sprintf("%s/AWSLogs/%s/vpcflowlogs/%s/%s/%s.log.gz", dir, l.vpc.Account.ID, l.vpc.Region.Code, at.Format("2006/01/02"), name)
}

// writer writes the files of flow logs.
type writer struct {
	dir    string
	create func(path string) (io.WriteCloser, error)
	text   *textWriter
}

// write writes the records of a day of a flow log.
func (w *writer) write(l flowLog, from world.Hour, records []record) error {
	path := l.path(w.dir, from)
	out, err := w.create(path)
	if err != nil {
		return err
	}
	switch l.form {
	case hiveParquet:
		err = writeParquet(out, records)
	case customText, defaultText:
		err = w.text.write(out, l.fields(), records)
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
