package estimate

// Interval is a confidence interval, in the unit of its estimate.
type Interval struct {
	Low, High float64 // the bounds
	Level     float64 // the confidence level, such as 0.95
}

// Margin returns half the width. Score intervals are not symmetric: report Low and High.
func (i Interval) Margin() float64 { return (i.High - i.Low) / 2 }
