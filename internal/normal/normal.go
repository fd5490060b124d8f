// Package normal holds what every interval and test of this module asks of the
// standard normal distribution.
package normal

import (
	"math"

	"github.com/cxmetrics/cx/internal/sentinel"
)

// The confidence levels that every interval and comparison accepts.
const (
	MinLevel = 0.5
	MaxLevel = 0.999999
)

// CheckLevel returns an error for a confidence level outside MinLevel..MaxLevel.
func CheckLevel(level float64) error {
	if !(level >= MinLevel && level <= MaxLevel) { // refuses NaN too
		return sentinel.Errorf(sentinel.OutOfRange, "a confidence level of %v is not %v to %v; 95 percent is 0.95", level, MinLevel, MaxLevel)
	}
	return nil
}

// Quantile returns the z for which a standard normal variable lies in -z..z with
// the probability level.
func Quantile(level float64) float64 { return math.Sqrt2 * math.Erfinv(level) }

// P returns the two-sided p-value of the statistic z.
func P(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
