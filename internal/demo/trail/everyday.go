package trail

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/glauxhq/glaux/internal/demo/world"
)

// everyday is how many days back the everyday events go.
const everyday = 61

// Salts of chance.
const (
	saltAddress = 201 + iota
	saltCount
	saltMoment
	saltCall
)

// call is something that people and programs look at all day.
type call struct{ source, name string }

func calls() []call {
	return []call{
		{"ec2.amazonaws.com", "DescribeInstances"},
		{"ec2.amazonaws.com", "DescribeNetworkInterfaces"},
		{"sts.amazonaws.com", "GetCallerIdentity"},
		{"s3.amazonaws.com", "ListBuckets"},
		{"rds.amazonaws.com", "DescribeDBInstances"},
		{"logs.amazonaws.com", "DescribeLogGroups"},
		{"ce.amazonaws.com", "GetCostAndUsage"},
		{"athena.amazonaws.com", "GetWorkGroup"},
	}
}

// everydayEvents adds what each principal looked at on a day, some calls on working days and few at weekends.
func everydayEvents(w *world.World, from, to world.Hour, files map[place][]event) {
	list := calls()
	for n, p := range w.Principals {
		if p.Name == "root" {
			continue
		}
		count := 1 + w.Chance(uint64(n), uint64(from), saltCount, 6) //nolint:gosec // small and positive
		if d := from.Time().Weekday(); d == time.Saturday || d == time.Sunday {
			count /= 3
		}
		for i := range count {
			moment := uint64(from)<<8 + uint64(i)                                                                            //nolint:gosec // small and positive
			at := from.Time().Add(time.Duration(w.Chance(uint64(n), moment, saltMoment, int64(to-from)*3600)) * time.Second) //nolint:gosec // as above
			c := list[w.Chance(uint64(n), moment, saltCall, int64(len(list)))]                                               //nolint:gosec // as above
			e := newEvent(w, p, at, c.source, c.name, w.Home)
			e.ReadOnly = true
			where := place{p.Account, w.Home}
			files[where] = append(files[where], e)
		}
	}
}

// token returns 32 hexadecimal digits that hang on the seed, a moment and a text.
func token(w *world.World, moment uint64, text string) string {
	h := fnv.New128a()
	fmt.Fprintf(h, "%d/%d/%s", w.Seed, moment, text) //nolint:errcheck // never fails
	return fmt.Sprintf("%x", h.Sum(nil))
}

// uuid returns a token in the form of a UUID of version 4.
func uuid(w *world.World, at time.Time, text string) string {
	t := token(w, uint64(at.Unix()), text) //nolint:gosec // after 1970
	return t[:8] + "-" + t[8:12] + "-4" + t[13:16] + "-a" + t[17:20] + "-" + t[20:32]
}
