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
// receiver minus the other. Beside them:
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
// from 0.5 to 0.999999, such as 0.95. Other levels, and unknown constants, return
// [cx.ErrOutOfRange]. Intervals and p-values have 12 right digits.
//
// # No data
//
// A share or a mean of nothing, the spread of a single value, and weights that sum to 0 return
// [cx.ErrNoData]; String has "undefined". The zero value of a type is without data, unless its
// comment says otherwise.
//
// # Confidence
//
// To compare two groups, do not look whether two intervals overlap: call Compare, and read
// [Difference.Sign]. Of many comparisons some differ by chance: use [Adjustment.Judge]. Times
// are skewed: with fewer than about a hundred a median says more than a mean. No interval
// knows who did not answer: report the response rate beside it. See
// docs/estimate-intervals.md and docs/estimate-comparisons.md.
//
// # Merging
//
// Merge adds a tally to another; Remove and Subtract take back what was added, to the last
// bit. More than 2^64-1 of anything returns [cx.ErrOverflow]. Taking back more than there is
// returns [cx.ErrOutOfRange]. A sample does not keep single values, so it may not notice that
// one of them was never added.
//
// Encodings: docs/FORMAT.md. Sources in full: docs/estimate-sources.md.
package estimate
