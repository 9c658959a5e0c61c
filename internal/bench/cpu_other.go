//go:build !unix

package bench

import "time"

// worked tells that the system does not say for how long the program has kept processors busy.
func worked() (time.Duration, bool) { return 0, false }
