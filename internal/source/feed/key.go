package feed

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/serde"
)

// Place is what a file's key says about its records: the account and the region that it was written for, and when; "" and the zero time
// where it does not say.
type Place struct {
	Account, Region string
	// Time is the time in the file's name, else the day of its folders.
	Time time.Time
}

var (
	accountPart = regexp.MustCompile(`^(?:[a-z-]+=)?(\d{12})$`)
	regionPart  = regexp.MustCompile(`^(?:[a-z-]+=)?([a-z]{2}(?:-[a-z]+){1,2}-\d{1,2})$`)
	nameRegion  = regexp.MustCompile(`_([a-z]{2}(?:-[a-z]+){1,2}-\d{1,2})_`)
	nameAccount = regexp.MustCompile(`(?:^|_)(\d{12})_`)
	stamp       = regexp.MustCompile(`(?:^|[^0-9])(20\d{6})[T_-]?(\d{4,6})?(?:\d{3})?Z?(?:[^0-9]|$)`)
	dashed      = regexp.MustCompile(`(?:^|[^0-9])(20\d\d)-(\d\d)-(\d\d)(?:[T_ -](\d\d)[:-]?(\d\d)(?:[:-]?(\d\d))?)?`)
	folders     = regexp.MustCompile(`(?:^|/)(?:[a-zA-Z_-]+=)?(20\d\d)/(?:[a-zA-Z_-]+=)?(\d{1,2})/(?:[a-zA-Z_-]+=)?(\d{1,2})(?:/(?:[a-zA-Z_-]+=)?(\d{1,2}))?/`)
)

// PlaceOf reads a key, of any of AWS's layouts: AWSLogs/<account>/…/<region>/YYYY/MM/DD, or aws-account-id=…/aws-region=…/year=….
func PlaceOf(key string) Place {
	var p Place
	parts := strings.Split(key, "/")
	name := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		if m := accountPart.FindStringSubmatch(part); m != nil {
			p.Account = m[1]
		}
		if m := regionPart.FindStringSubmatch(part); m != nil {
			p.Region = m[1]
		}
	}
	if m := nameRegion.FindStringSubmatch(name); p.Region == "" && m != nil {
		p.Region = m[1]
	}
	if m := nameAccount.FindStringSubmatch(name); p.Account == "" && m != nil {
		p.Account = m[1]
	}
	p.Time = keyTime(key, name)
	return p
}

// keyTime finds the time in a key.
func keyTime(key, name string) time.Time {
	if m := stamp.FindStringSubmatch(name); m != nil {
		if t, err := time.Parse("20060102150405", m[1]+(m[2] + "000000")[:6]); err == nil {
			return t
		}
	}
	if t, ok := parts(dashed.FindStringSubmatch(name)); ok {
		return t
	}
	if t, ok := parts(folders.FindStringSubmatch(key)); ok {
		return t
	}
	t, _ := parts(dashed.FindStringSubmatch(key)) // no time is the zero time
	return t
}

// parts makes a time of year, month, day and, where there are any, hour, minute and second.
func parts(m []string) (time.Time, bool) {
	if m == nil {
		return time.Time{}, false
	}
	values := []string{"0", "1", "1", "0", "0", "0"}
	for i, s := range m[1:] {
		if s != "" {
			values[i] = s
		}
	}
	t, err := time.Parse("2006-1-2 15:4:5", fmt.Sprintf("%s-%s-%s %02s:%s:%s", values[0], values[1], values[2], values[3], values[4], values[5]))
	return t, err == nil
}

// Broken tells in which way a file is broken whose bytes gave the error, and where; false when the error is not about them.
func Broken(err error) (place, reason string, ok bool) {
	var data *serde.DataError
	switch {
	case errors.Is(err, serde.ErrBomb):
		return "", serde.ErrBomb.Error(), true
	case errors.As(err, &data):
		if data.Line > 0 {
			place = Line(data.Line)
		}
		return place, data.Msg, true
	}
	var refused *serde.Unsupported
	if errors.As(err, &refused) {
		return "", refused.Reason, true
	}
	return "", "", false
}

// Line names a line.
func Line(number int64) string { return fmt.Sprintf("line %d", number) }

// Shorten cuts a text that is to be shown in a reason.
func Shorten(text string) string {
	const most = 80
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strings.ToValidUTF8(text, "\ufffd")
}
