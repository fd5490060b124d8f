package multinomial

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/normal"
)

// Goodman returns simultaneous intervals, in percent, of the shares of all kinds:
// for each the score interval at the level 1 - (1-level)/len(counts). The counts
// are not all 0.
func Goodman(level float64, counts ...uint64) []estimate.Interval {
	z := normal.Quantile(1 - (1-level)/float64(len(counts)))
	total := exact.Total(counts...)
	intervals := make([]estimate.Interval, len(counts))
	for i, count := range counts {
		rest, _ := new(big.Float).SetInt(new(big.Int).Sub(total, exact.Total(count))).Float64()
		hits, misses := float64(count), rest
		n, root := hits+misses, z*math.Sqrt(hits/(hits+misses)*misses+z*z/4)
		upper := hits + z*z/2 + root
		// The product of the limits is hits^2 / (n * (n+z^2)), so the lower one needs
		// no difference of near numbers.
		intervals[i] = estimate.Interval{Low: 100 * (hits / upper * (hits / n)), High: 100, Level: level}
		if misses > 0 {
			intervals[i].High = min(100, max(intervals[i].Low, 100*upper/(n+z*z))) // they meet near 2^60
		}
	}
	return intervals
}
