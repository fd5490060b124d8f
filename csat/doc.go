// Package csat computes customer satisfaction from ratings on any scale within
// 0..10: the share of satisfied answers, the mean, and what stands beside them.
//
// # The question
//
// "How satisfied are you with ...?", answered by default from 1 (very dissatisfied)
// to 5 (very satisfied). The same counts and formulas serve questions of the same
// shape: how satisfied employees or agents are, or whether something was better or
// worse than expected; the examples show both.
//
// # The formula
//
// Two numbers go by the name of CSAT, and they are two results here:
//
//	Score = 100 * (satisfied answers) / (all answers)     in percent
//	Mean  = (sum of the ratings) / (number of answers)    in points of the scale
//
// Which answers are satisfied is a convention, and no single one. The default is the
// two best ratings, the most widespread one, unless these would take in the neutral
// middle of the scale or everybody:
//
//	scale           satisfied  why, and what others take
//	yes/no (0..1)   yes        the only good answer; see YesNo
//	1..3            3          2 is neither good nor bad
//	1..4            3 and 4    the upper half; no middle to answer from
//	1..5            4 and 5    "satisfied" and "very satisfied"; 5 alone is the top box
//	1..6            5 and 6    others take the upper half, from 4
//	1..7            6 and 7    others take "somewhat satisfied" in, from 5
//	1..10, 0..10    9 and 10   others start at 8 or at 7
//	2 or 3 ratings  the best   whatever the numbers are
//	4 and more      two best   whatever the numbers are
//
// On an inverted scale, such as school grades with 1 the best, the best ratings are
// the lowest. [Tally.SatisfiedFrom] takes any other cut-off, [Tally.TopBox] and
// [Tally.BottomBox] any number of ratings from either end; write the convention
// beside the number.
//
// [Tally.Net] sets the best ratings off against the worst, [Tally.Median] is the
// middle answer, and [Tally.All] is the full distribution.
//
// # Inputs and units
//
// [Rating] is a whole number on the [Scale] of its [Tally]; anything else is an
// error, never clamped or dropped. Ratings come one by one ([Tally.Add]), with a
// count ([Tally.AddN]), as a sequence ([Collect]) or slice ([CollectSlice]) of any
// integer type, or from text ([ParseRating]). A [WeightedTally] takes ratings with
// survey weights. Shares are percent 0..100, a net is points -100..100, mean and
// median are points of the scale.
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
// [Tally.Interval] is the Wilson interval of the satisfied. The mean has its own, Student's,
// cut to the scale: of 5, 5 and 4 on 1..5 tally.Mean().Interval(0.95) is 3.23 to 5. Every
// share of answers is an [estimate.Proportion], which has other intervals by name. Levels
// are fractions from 0.5 to 0.999999.
//
// Two groups or periods are compared by [Tally.Compare], and their means by
// a.Mean().Compare(b.Mean(), 0.95); positive means that the receiver is higher. Both refuse
// scales with other bounds, and Tally.Compare refuses another good end too. A Proportion
// no longer knows its scale: compare TopBox and its kind of equal Scale() only.
//
// A [WeightedTally] has the same methods, by the effective sample size. Do not round
// weights into the counts of a Proportion: its interval would take them for answers.
//
// [estimate.PlanProportion] tells how many responses a margin, or a change, takes,
// [estimate.PairedProportion] compares the same people twice, and [Tally.IntervalOf] knows
// a small population. Of many comparisons some differ by chance: see [estimate.Adjustment].
//
// # Merging
//
// [Tally.Merge] and [WeightedTally.Merge] are exact, associative and commutative,
// with the zero value as identity. Answers on different scales do not merge:
// [cx.ErrMismatch]. [Tally.Mirrored] turns a scale with the other good end round; there
// is no conversion between scales of different length, because there is no right
// one. What was counted can be removed again without a trace: [Tally.Remove],
// [Tally.Subtract].
//
// Encodings: docs/FORMAT.md. A rating is written in ASCII digits; see [ParseRating]. A
// [Scale] is written as its String, "1..5, 5 is best", and read back by [ParseScale].
//
// # Sources
//
// Neil A. Morgan and Lopo Leotte Rego, "The Value of Different Customer Satisfaction and
// Loyalty Metrics in Predicting Business Performance", Marketing Science 25 (2006),
// 426-439, has the average and the top two box side by side. For the question about
// expectations: C. Fornell, M. D. Johnson, E. W. Anderson, J. Cha and B. E. Bryant,
// "The American Customer Satisfaction Index: Nature, Purpose, and Findings", Journal
// of Marketing 60 (1996), 7-18.
package csat
