// Package csat computes customer satisfaction from ratings on any scale within
// 0..10: the share of satisfied answers, the mean, and what stands beside them.
//
// # The question
//
// "How satisfied are you with ...?", answered by default from 1 (very dissatisfied) to 5
// (very satisfied). Questions of the same shape, such as how satisfied employees are, use the
// same counts and formulas.
//
// # The formula
//
// Two numbers go by the name of CSAT, and they are two results here:
//
//	Score = 100 * (satisfied answers) / (all answers)     in percent
//	Mean  = (sum of the ratings) / (number of answers)    in points of the scale
//
//	tally, err := csat.CollectSlice(csat.Scale{}, []int{5, 4, 4, 3, 5})
//	score, err := tally.Score() // 100 * 4 / 5 = 80
//
// Who is satisfied is a convention. The default is the two best ratings, unless these take
// in the neutral middle of the scale or everybody:
//
//	scale           satisfied
//	yes/no (0..1)   yes
//	1..3            3
//	1..4            3 and 4
//	1..5            4 and 5
//	1..6            5 and 6
//	1..7            6 and 7
//	1..10, 0..10    9 and 10
//
// [Tally.SatisfiedFrom] takes another cut-off, [Tally.TopBox] and [Tally.BottomBox] any
// number of ratings from either end: write it beside the number. On an inverted scale, such
// as school grades, the best ratings are the lowest. See docs/csat-share-or-mean.md.
//
// # Inputs and units
//
// Shares are percent 0..100, a net is points -100..100, mean and median are points of the
// scale. A [WeightedTally] takes survey weights. A rating that is not on the [Scale] returns
// [cx.ErrOutOfRange]; it is never clamped or dropped.
//
// # No data
//
// The results of no answers, or of weights that sum to 0, return [cx.ErrNoData].
//
// # Confidence
//
// Interval and Compare are the methods to take: Wilson's interval of the share and Newcombe's
// comparison. The mean has its own, Student's, cut to the scale: of 5, 5 and 4 on 1..5
// tally.Mean().Interval(0.95) is 3.23 to 5. A level is a fraction from 0.5 to 0.999999.
// Of many comparisons some differ by chance ([estimate.Adjustment]).
// [estimate.PlanProportion] plans a survey, [estimate.PairedProportion] compares the same
// people twice.
//
// # Merging
//
// Merge is exact and in any order. Remove and Subtract take back what was added; what is not
// there returns [cx.ErrOutOfRange], a count past its limit [cx.ErrOverflow]. Different scales
// return [cx.ErrMismatch], unless one tally is the zero value; see [Tally.Mirrored]. Scales of
// different length do not convert.
//
// Encodings: docs/FORMAT.md. Source: Morgan and Rego 2006, in docs/csat-share-or-mean.md.
package csat
