// Package ces computes the Customer Effort Score: how easy, or how hard, customers
// found it to get something done.
//
// # The question
//
// There are two traditions. In one a high rating is good, in the other it is bad:
//
//   - ease, "The company made it easy for me to handle my issue", mostly on 1..7, or "How
//     easy was it to ...?" on 1..5. Higher is easier. [Ease] on 1..5 is the default.
//   - effort, "How much effort did you personally have to put forth to handle your
//     request?", from 1 (very low) to 5 (very high). Higher is harder; see [Effort].
//
// The direction is part of the [Scale]: every result can say which way is good, and the two
// are never counted together.
//
// # The formula
//
//	Score = (sum of the ratings) / (number of answers)             in points of the scale
//	Easy  = 100 * (answers easier than the middle) / (all answers) in percent
//
//	tally, err := ces.CollectSlice(ces.Scale{}, []int{5, 4, 4, 3, 5})
//	score, err := tally.Score() // 21 / 5 = 4.2
//
//	scale   easy      where a high rating is effort
//	1..3    3         1
//	1..4    3 and 4   1 and 2
//	1..5    4 and 5   1 and 2
//	1..6    4 to 6    1 to 3
//	1..7    5 to 7    1 to 3
//	1..10   6 to 10   1 to 5
//	0..10   6 to 10   0 to 4
//	0..1    1         0
//
// [Tally.EasyFrom] takes another cut-off, [Tally.TopBox] and [Tally.BottomBox] any number of
// ratings from either end.
//
// # Inputs and units
//
// Score and median are points of the scale, shares are percent 0..100, a net is points
// -100..100. A [WeightedTally] takes survey weights. A rating that is not on the [Scale]
// returns [cx.ErrOutOfRange]; it is never clamped or dropped.
//
// # No data
//
// The results of no answers, or of weights that sum to 0, return [cx.ErrNoData].
//
// # Confidence
//
// Interval and Compare are the methods to take: Student's interval of the mean, cut to the
// scale (5, 5 and 4 on 1..5 have 3.23 to 5), and Welch's comparison. The easy share has its
// own: tally.Easy().Interval(0.95). A level is a fraction from 0.5 to 0.999999. Of many
// comparisons some differ by chance ([estimate.Adjustment]). [estimate.PlanMean] plans a
// survey, [estimate.PairedSample] compares the same people twice.
//
// # Merging
//
// Merge is exact and in any order. Remove and Subtract take back what was added; what is not
// there returns [cx.ErrOutOfRange], a count past its limit [cx.ErrOverflow]. Different scales,
// or ease and effort, return [cx.ErrMismatch], unless one tally is the zero value; see
// [Tally.Mirrored].
//
// Encodings: docs/FORMAT.md. Sources: Dixon, Freeman and Toman 2010; Dixon, Toman and DeLisi
// 2013. See docs/which-way-ces-points.md.
package ces
