// Package ces computes the Customer Effort Score: how easy, or how hard, customers
// found it to get something done.
//
// # The question
//
// There are two traditions, and in one of them a high rating is good, in the other
// it is bad:
//
//   - ease, "The company made it easy for me to handle my issue", from strongly
//     disagree to strongly agree, mostly on 1..7, or "How easy was it to ...?" on
//     1..5. Higher is easier. This is the default here, on 1..5; see [Ease].
//   - effort, "How much effort did you personally have to put forth to handle your
//     request?", from 1 (very low) to 5 (very high). Higher is harder; see [Effort].
//
// The direction is part of the [Scale], so every result can say which way is good,
// and answers of one tradition are never counted as those of the other.
//
// # The formula
//
//	Score = (sum of the ratings) / (number of answers)             in points of the scale
//	Easy  = 100 * (answers easier than the middle) / (all answers) in percent
//
// Easy is the share of customers who found it easy: the ratings on the easy side of
// the middle of the scale. On 1..7 this is 5, 6 and 7, those who at least somewhat
// agree, as the authors of the ease question count.
//
//	scale                     easy         where a high rating is effort
//	1..3                      3            1
//	1..4                      3 and 4      1 and 2
//	1..5                      4 and 5      1 and 2
//	1..6                      4, 5 and 6   1, 2 and 3
//	1..7                      5, 6 and 7   1, 2 and 3
//	1..10                     6 to 10      1 to 5
//	0..10                     6 to 10      0 to 4
//	0..1 (was it easy? yes)   1            0
//
// [Tally.EasyFrom] takes any other cut-off, [Tally.TopBox] and [Tally.BottomBox] any
// number of ratings from either end. [Tally.Net] sets the easiest ratings off against
// the hardest, [Tally.Median] is the middle answer, and [Tally.All] is the full
// distribution.
//
// # Inputs and units
//
// [Rating] is a whole number on the [Scale] of its [Tally], any range within 0..10;
// anything else is an error, never clamped or dropped. Ratings come one by one
// ([Tally.Add]), with a count ([Tally.AddN]), as a sequence ([Collect]) or slice
// ([CollectSlice]) of any integer type, or from text ([ParseRating]). A
// [WeightedTally] takes ratings with survey weights. The score and the median are
// points of the scale, shares are percent 0..100, a net is points -100..100.
//
// # No data
//
// The result of no answers is undefined: [cx.ErrNoData], never 0.
//
// # Rounding
//
// Counts are integers, and a result is made by one division, rounded to 16 decimal
// places, half away from zero.
//
// # Confidence
//
// [Tally.Interval] is Student's interval of the mean, cut to the scale: of 5, 5 and 4 on
// 1..5 it is 3.23 to 5. The share who found it easy has its own, tally.Easy().Interval(0.95),
// by Wilson's method. Levels are fractions from 0.5 to 0.999999.
//
// Two groups or periods are compared by [Tally.Compare], and their shares by
// a.Easy().Compare(b.Easy(), 0.95); positive means that the receiver is higher. Tally.Compare
// refuses two scales that differ, ease against effort too. A Proportion and a Mean no longer
// know the direction: compare Easy() and Mean() of equal Scale() only.
//
// A [WeightedTally] has the same methods, by the effective sample size. Do not round
// weights into the counts of a Proportion: its interval would take them for answers.
//
// [estimate.PlanMean] and [estimate.PlanProportion] tell how many responses a margin, or a
// change, takes, [estimate.PairedSample] compares the same people twice, and
// [Tally.IntervalOf] knows a small population. Of many comparisons some differ by chance:
// see [estimate.Adjustment].
//
// # Merging
//
// [Tally.Merge] and [WeightedTally.Merge] are exact, associative and commutative,
// with the zero value as identity. Answers on different scales do not merge, nor do
// ease and effort: [cx.ErrMismatch]. [Tally.Mirrored] makes effort ease and ease effort.
// What was counted can be removed again without a trace: [Tally.Remove], [Tally.Subtract].
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
