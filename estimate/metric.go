package estimate

import "github.com/shopspring/decimal"

// Metric is what every metric of this module is, such as [Proportion] or nps.Tally: M is the
// metric itself. With it you write a table or a chart once for all of them. Score returns the
// exact value, Interval the recommended interval, and Compare the receiver minus other.
type Metric[M any] interface {
	Score() (decimal.Decimal, error)
	Interval(level float64) (Interval, error)
	Compare(other M, level float64) (Difference, error)
}
