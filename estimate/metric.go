package estimate

import "github.com/shopspring/decimal"

// Metric is what every metric of this module is; M is the metric itself, such as
// [Proportion] or nps.Tally. With it a table or a chart is written once for all of them.
// Score returns the exact value, Interval the recommended interval, Compare the receiver
// minus the other. All return [cx.ErrNoData] where the data do not tell.
type Metric[M any] interface {
	Score() (decimal.Decimal, error)
	Interval(level float64) (Interval, error)
	Compare(other M, level float64) (Difference, error)
}
