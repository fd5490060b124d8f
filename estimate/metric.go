package estimate

import "github.com/shopspring/decimal"

// Metric is what every metric of this module is: a score, how sure the data are of it,
// and whether it differs from another. M is the metric itself:
//
//	Proportion, Sample, Mean             of this package
//	nps.Tally, csat.Tally, ces.Tally     and their weighted forms
//	churn.Customers, tickets.Attainment  and others
//
// With it a table, a chart or a list of changes is written once for all of them. Score
// returns the exact point value, Interval the confidence interval that its package
// recommends, and Compare the difference receiver minus other, with its interval and its
// test. All three return [cx.ErrNoData] where the data do not tell; Interval and Compare
// return [cx.ErrOutOfRange] for a level outside [MinLevel]..[MaxLevel].
type Metric[M any] interface {
	Score() (decimal.Decimal, error)
	Interval(level float64) (Interval, error)
	Compare(other M, level float64) (Difference, error)
}
