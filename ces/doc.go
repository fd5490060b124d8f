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
// [Tally.EasyFrom] takes any other cut-off, [Tally.TopBox] and [Tally.BottomBox] any number
// of ratings from either end.
//
// # Inputs and units
//
// A [Rating] is a whole number on the [Scale] of its [Tally], any range within 0..10;
// anything else is an error, never clamped or dropped. Ratings come one by one ([Tally.Add]),
// with a count ([Tally.AddN]), as a sequence ([Collect]) or slice ([CollectSlice]), or as
// text ([ParseRating]). A [WeightedTally] takes survey weights. Score and median are points
// of the scale, shares are percent 0..100, a net is points -100..100, each rounded once to 16
// decimal places, half away from zero.
//
// # No data
//
// The result of no answers is undefined: [cx.ErrNoData], never 0.
//
// # Confidence
//
// The methods Interval and Compare are the ones to take: Student's interval of the mean, cut
// to the scale (5, 5 and 4 on 1..5 have 3.23 to 5), and Welch's comparison. The easy share has
// its own: tally.Easy().Interval(0.95). Levels are fractions from 0.5 to 0.999999, others
// return [cx.ErrOutOfRange]. Do not round weights into the counts of a Proportion: its
// interval would take them for answers.
//
// [estimate.PlanMean] plans a survey, [estimate.PairedSample] compares the same people twice,
// and of many comparisons some differ by chance ([estimate.Adjustment]).
//
// # Merging
//
// Merge is exact, associative and commutative. Remove and Subtract take back what was added,
// but for the scale. Answers on different scales do not merge, nor do ease and effort:
// [cx.ErrMismatch]; see [Tally.Mirrored]. A call that returns an error changes nothing, and
// merging nil changes nothing.
//
// Encodings: docs/FORMAT.md. A rating is written in ASCII digits; see [ParseRating]. A
// [Scale] is written as its String, "1..5, higher is easier", and read back by [ParseScale].
//
// # Sources
//
// M. Dixon, K. Freeman and N. Toman, "Stop Trying to Delight Your Customers", Harvard
// Business Review 88(7/8), 2010, for effort on 1..5; M. Dixon, N. Toman and R. DeLisi,
// "The Effortless Experience", Portfolio 2013, for ease on 1..7.
package ces
