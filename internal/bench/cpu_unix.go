//go:build unix

package bench

import (
	"syscall"
	"time"
)

// worked returns the time for which the program has kept processors busy. On a machine that others use too, it tells more of a side that
// runs on one core than the clock does.
func worked() (time.Duration, bool) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, false
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), true
}
