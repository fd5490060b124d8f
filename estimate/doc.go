// Package estimate is what every metric of this module is made of: a [Proportion] (hits and
// misses), a [Sample] (count, sum, sum of squares), their weighted forms, the confidence
// [Interval] around each, and the [Difference] of two.
//
//	before := estimate.Proportion{Hits: 132, Misses: 68}
//	after := estimate.Proportion{Hits: 151, Misses: 49}
//	change, err := after.Compare(before, 0.95)
//	fmt.Println(change) // +9.5 (95% 0.6 to 18.2, p=0.037)
//
// # Which type
//
//	what                     type                            Interval  Compare
//	share of a whole         Proportion, WeightedProportion  Wilson    Newcombe, pooled z test
//	mean of measurements     Sample, WeightedSample          Student   Welch
//	mean on a bounded scale  Mean, WeightedMean              the same, cut to the bounds
//
// Each is a [Metric]: Score is the exact value, Interval what we recommend, Compare the
// receiver minus the other. Other intervals of a share have names of their own, such as
// [Proportion.ClopperPearson]. Beside them:
//
//	a small population, such as all staff       IntervalOf
//	many comparisons at once                    Adjustment: Holm.Judge, Holm.Adjust
//	the same people twice                       Respondents.Pairs, PairedProportion, PairedSample
//	responses for a margin, or for a change     Plan.Responses, Plan.ResponsesToSee
//	what so many responses can show             Plan.Margin, Plan.Detectable
//	weights from known totals                   PostStratify, Rake, Weights.DesignEffect
//	share of those who answered                 ProportionOf
//	a churn, a margin, a discount               Rate
//
// # Units
//
// Shares and their intervals are percent, 0 to 100; differences of shares are percentage
// points; means and their differences have the unit of the values. A level is a fraction
// from 0.5 to 0.999999, such as 0.95. Others return [cx.ErrOutOfRange].
//
// # No data
//
// A share or a mean of nothing, a variance of one value, weights that sum to zero: all
// return [cx.ErrNoData], never 0.
//
// # Rounding
//
// Counts and sums cannot wrap. A decimal is made once, when a result is read, by one
// correctly rounded division (16 places, half away from zero). Intervals, test statistics
// and p-values are float64 with 12 right digits.
//
// # Confidence
//
// To compare two groups, do not look whether two intervals overlap: call Compare, and read
// [Difference.Sign]. Of many comparisons some differ by chance: [Adjustment.Judge] looks at
// all of them together. Times are skewed: with fewer than about a hundred a median says
// more than a mean. No interval knows who did not answer: report the response rate beside it.
// See docs/estimate-intervals.md and docs/estimate-comparisons.md.
//
// # Merging
//
// Merge adds a tally to another. It is associative and commutative, and the zero value is
// its identity. Merging or subtracting nil changes nothing. A call that returns an error
// leaves its receiver as it was. More than 2^64-1 of anything returns [cx.ErrOverflow].
//
// Remove and Subtract take back what was added, to the last bit. A tally of sums knows no
// single values, so it notices what was never added only by an impossible rest, which
// returns [cx.ErrOutOfRange].
//
// Encodings: docs/FORMAT.md. Sources in full: docs/estimate-sources.md.
package estimate
