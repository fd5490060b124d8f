package estimate

import "github.com/cxmetrics/cx/internal/normal"

// Interval is a confidence interval, in the unit of its estimate: percent for a
// [Proportion], the values' own unit for a [Sample], points -100..100 for NPS.
type Interval struct {
	Low, High float64 // the bounds, in the unit of the estimate
	Level     float64 // the confidence level, such as 0.95
}

// Margin returns half the interval's width. "Estimate +- Margin" is the interval only
// where the estimate is its middle, as for [Sample.StudentT]: score intervals such as
// [Proportion.Wilson] are not symmetric, adjusted ones have another middle, and limits
// may have been cut off. Write Low and High there.
func (i Interval) Margin() float64 { return (i.High - i.Low) / 2 }

// Contains reports whether x lies in the closed interval [Low, High].
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// The confidence levels that intervals and comparisons accept; others give
// [cx.ErrOutOfRange].
const (
	MinLevel = normal.MinLevel // 0.5
	MaxLevel = normal.MaxLevel // 0.999999
)
