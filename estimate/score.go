package estimate

import (
	"math"

	"github.com/cxmetrics/cx/internal/normal"
)

// counts are hits and misses as float64, whole or (with weights) effective.
// Their difference is kept beside them, as it may be all but lost in the two.
type counts struct {
	hits, misses, excess float64 // excess is hits - misses
}

func (c counts) n() float64 { return c.hits + c.misses }

// wilson returns the limits of the score interval as shares, and their distances
// from hits/n, each with its own digits: neither a limit near 0 nor a distance
// that is small beside the share comes from a difference of near numbers.
func (c counts) wilson(level float64) (low, high, below, above float64) {
	z := normal.Quantile(level)
	n := c.n()
	root := z * math.Sqrt(c.hits*(c.misses/n)+z*z/4)
	shift := z * z / 2 * (c.excess / n)
	// The limits are the roots of (n + z^2)*x^2 - (2*hits + z^2)*x + hits^2/n.
	low = c.hits * (c.hits / n) / (c.hits + z*z/2 + root)
	high = (c.hits + z*z/2 + root) / (n + z*z)
	if c.misses == 0 {
		high = 1
	}
	return low, high, max(0, root+shift) / (n + z*z), max(0, root-shift) / (n + z*z)
}

// percentInterval returns the interval of two shares in percent, cut off at 0 and 100.
func percentInterval(low, high, level float64) Interval {
	return Interval{Low: 100 * max(low, 0), High: 100 * min(high, 1), Level: level}
}
