// Package estimate is what every metric of this module is made of: a [Proportion] (hits
// and misses), a [Sample] (count, sum, sum of squares), their weighted forms, the
// confidence [Interval] around each, and the [Difference] of two.
//
// # The question
//
// What do the answers that came in say about all that could have come in? How sure is the
// figure, did it change, and how many answers does it take to know?
//
//	before := estimate.Proportion{Hits: 132, Misses: 68}
//	after := estimate.Proportion{Hits: 151, Misses: 49}
//	change, err := after.Compare(before, 0.95)
//	fmt.Println(change) // +9.5 (95% 0.6 to 18.2, p=0.037)
//
// # The formula
//
//	what                     type                            Interval  Compare
//	share of a whole         Proportion, WeightedProportion  Wilson    Newcombe, pooled z test
//	mean of measurements     Sample, WeightedSample          StudentT  Welch
//	mean on a bounded scale  Mean, WeightedMean              StudentT, cut to the bounds; Welch
//
// Each is a [Metric]: Score is the exact value, Interval what we recommend, Compare the
// receiver minus the other. Other intervals of a share bear their names
// ([Proportion.ClopperPearson], [Proportion.AgrestiCoull], [Proportion.Wald]). Beside them:
//
//	a small population, such as all staff       IntervalOf
//	many comparisons at once                    Adjustment: Holm.Judge, Holm.Adjust
//	the same people twice                       Respondents.Pairs, PairedProportion, PairedSample
//	responses for a margin, or for a change     Plan.Responses, Plan.ResponsesToSee
//	what so many responses can show             Plan.Margin, Plan.Detectable
//	weights from known totals                   PostStratify, Rake, Weights.DesignEffect
//	share of those who answered                 ResponseRate
//
// # Inputs and units
//
// Shares and their intervals are in percent, 0 to 100; differences of shares in
// percentage points; means, their intervals and differences in the unit of the values;
// test statistics and p-values have no unit. A level is a fraction, such as 0.95, from 0.5
// ([MinLevel]) to 0.999999 ([MaxLevel]); others return [cx.ErrOutOfRange].
//
// The intervals assume one answer per respondent. [Respondents] keeps the first, the last
// or all answers of each, whichever way they arrive. Weights are decimals: not negative,
// below 10^12, with at most 18 places.
//
// # No data
//
// A share or a mean of nothing, a variance of one value, weights that sum to zero: all
// return an error that wraps [cx.ErrNoData], never 0.
//
// # Rounding
//
// Point values are exact: counts and sums are integers too wide to wrap. A decimal is made
// once, when a result is read, by one correctly rounded division (16 places, half away from
// zero). Intervals, test statistics and p-values are float64, with 12 digits right from one
// answer to 2^64. Limits of shares are cut off at 0 and 100.
//
// # Confidence
//
// For a share take [Proportion.Wilson] unless you have a reason not to, and
// [Proportion.ClopperPearson] where the true share must never be missed more often than
// agreed. The page docs/estimate-intervals.md shows how often each is right.
//
// [Sample.StudentT] is for means of values without extremes. It does not know where a scale
// ends: of ratings take a [Mean], whose limits are cut to the scale. Times are skewed: with
// less than about a hundred of them the interval of their mean misses the long tail, and a
// median says more. Of equal values StudentT and [Sample.Compare] return [cx.ErrNoData].
//
// To compare two groups or periods, do not look whether two intervals overlap: two that do
// can still differ. Compare them, and read [Difference.Sign]: 1 is higher, -1 is lower, 0
// is no clear change. Of many comparisons some differ by chance: [Adjustment.Judge] looks
// at all of them together. See docs/estimate-comparisons.md, which also says where tools
// differ. A Proportion and a Sample do not know what they count: that two of them mean the
// same is for the caller, or for the Compare of a metric package, to check.
//
// No interval knows who did not answer. Report [ResponseRate] beside it.
//
// # Merging
//
// Tallies have Merge. It is associative and commutative, the zero value is its identity,
// and data split anywhere and merged give the same value as the whole, bit by bit. A call
// that returns an error leaves its receiver as it was. What was added can be removed again
// without a trace (Remove, Subtract), except from Respondents, which forget a whole
// respondent, and from pairs.
//
// Encodings: docs/FORMAT.md. String is for people and logs: the figure, how many answers it
// is made of, and a 95 percent interval. Of what is no result it says "undefined".
//
// # Sources
//
// Each function cites its own. To read more: L. D. Brown, T. T. Cai and A. DasGupta,
// "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001), 101-133;
// W. G. Cochran, "Sampling Techniques", 3rd ed., Wiley 1977; L. Kish, "Survey Sampling",
// Wiley 1965.
package estimate
