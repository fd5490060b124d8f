// Package estimate is what every metric of this module is made of: a
// [Proportion] (hits and misses), a [Sample] (count, sum, sum of squares), the
// confidence [Interval] around either, and the [Difference] of two.
//
// Point values are exact: counts and sums are integers too wide to wrap, and a
// decimal is made once, when a result is read, by one correctly rounded division
// (16 places, half away from zero). Inference (intervals, test statistics,
// p-values) is float64.
//
// No data is an error that wraps [ErrNoData], never 0.
package estimate
