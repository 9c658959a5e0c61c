package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glauxhq/glaux/internal/app"
	"github.com/glauxhq/glaux/internal/blob"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
)

// interval is the value of --watch.
type interval time.Duration

// leastInterval keeps a watch from asking a bucket all the time.
const leastInterval = time.Second

// String returns the interval as it is written.
func (i *interval) String() string {
	if *i == 0 {
		return ""
	}
	return time.Duration(*i).String()
}

// Set reads an interval such as 10m.
func (i *interval) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < leastInterval {
		return fmt.Errorf("%q is no interval such as 30s, 10m or 1h", text)
	}
	*i = interval(d)
	return nil
}

// Type returns what help shows for the value.
func (i *interval) Type() string { return "INTERVAL" }

// watch syncs now and after each interval until it is interrupted, which is how it ends well. Trouble with one sync does not end it:
// the next one may go better. Wrong usage does.
func (c *command) watch(ctx context.Context, a *app.App, names []string, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		err := c.runSync(ctx, a, names)
		switch {
		case ctx.Err() != nil:
			c.note("stopped; what was committed stays, and the next sync goes on from there")
			return errStopped
		case fault.KindOf(err) == fault.NotFound:
			return err
		case err != nil && !errors.Is(err, errFaults):
			c.note("glaux: %s", sentence(err))
		}
		select {
		case <-ctx.Done():
			c.note("stopped")
			return errStopped
		case <-tick.C:
		}
	}
}

// errStopped ends a watch. It is no trouble.
var errStopped = errors.New("stopped")

// The list prices of requests to S3 Standard in us-east-1, in tenths of millionths of a dollar.
const (
	listPrice = 50 // $0.005 for 1,000
	getPrice  = 4  // $0.0004 for 1,000
)

// trafficLine tells what a sync asked of a bucket, and what that costs.
func trafficLine(t blob.Traffic) string {
	text := fmt.Sprintf("S3: %s LIST, %s GET", thousands(t.Lists), thousands(t.Gets))
	if t.Heads > 0 {
		text += fmt.Sprintf(", %s HEAD", thousands(t.Heads))
	}
	text += fmt.Sprintf("; %s fetched for %s", binarySize(t.Bytes), plural(t.Fetched, "object"))
	if t.Resumed > 0 {
		text += fmt.Sprintf(" (%s begun before)", thousands(t.Resumed))
	}
	if t.Reused > 0 {
		text += fmt.Sprintf(", %s in the cache", thousands(t.Reused))
	}
	return text + fmt.Sprintf("; requests cost about $%s", requestCost(t))
}

// requestCost is what the requests cost by the list prices, in dollars.
func requestCost(t blob.Traffic) money.Amount {
	const scale = 7
	return money.New(t.Lists*listPrice+(t.Gets+t.Heads)*getPrice, scale)
}

// trafficNotes are worth knowing about what came from a bucket.
func trafficNotes(t blob.Traffic) []string {
	const wrongClock = 5 * time.Minute
	var notes []string
	if t.Unproven > 0 {
		notes = append(notes, plural(t.Unproven, "object")+" could be checked by size only: S3 has no checksum of them, and their ETags are no MD5")
	}
	if t.Skew > wrongClock || t.Skew < -wrongClock {
		notes = append(notes, fmt.Sprintf("the clock of this machine is %s off S3's; requests were signed with S3's time; set the clock, such as with timedatectl set-ntp true",
			t.Skew.Abs().Round(time.Minute)))
	}
	return notes
}

// binarySize writes a number of bytes in units of 1024.
func binarySize(n int64) string {
	const step = 1024
	x, unit := float64(n), 0
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	for x >= step && unit < len(units)-1 {
		x /= step
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d %s", n, units[0])
	}
	return fmt.Sprintf("%.1f %s", x, units[unit])
}

// plural writes a number of things.
func plural(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}
