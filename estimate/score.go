package estimate

import (
	"math"

	"github.com/cxmetrics/cx/internal/normal"
)

// counts are hits and misses, whole or effective.
type counts struct{ hits, misses float64 }

func (c counts) n() float64 { return c.hits + c.misses }

// wilson returns the limits of the score interval as shares, each with its own
// digits: not even a limit near 0 comes from a difference of near numbers.
func (c counts) wilson(level float64) (low, high float64) {
	z := normal.Quantile(level)
	n := c.n()
	// The limits are the roots of (n + z^2)*x^2 - (2*hits + z^2)*x + hits^2/n.
	sum := c.hits + z*z/2 + z*math.Sqrt(c.hits*(c.misses/n)+z*z/4)
	low, high = c.hits*(c.hits/n)/sum, sum/(n+z*z)
	if c.misses == 0 {
		high = 1
	}
	return low, high
}

// wilsonReach returns how far the limits of the score interval lie below and above
// hits/n, with their own digits where the interval is narrow. The difference hits -
// misses comes beside them, as it may be all but lost in the two.
func (c counts) wilsonReach(difference, level float64) (below, above float64) {
	z := normal.Quantile(level)
	n := c.n()
	root := z * math.Sqrt(c.hits*(c.misses/n)+z*z/4)
	shift := z * z / 2 * (difference / n)
	return max(0, root+shift) / (n + z*z), max(0, root-shift) / (n + z*z)
}

// percentInterval returns the interval of two shares in percent, cut off at 0 and 100.
func percentInterval(low, high, level float64) Interval {
	return Interval{Low: 100 * max(low, 0), High: 100 * min(high, 1), Level: level}
}
