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
// [Tally.SatisfiedFrom] takes any other cut-off, [Tally.TopBox] and [Tally.BottomBox] any
// number of ratings from either end: write the convention beside the number. On an inverted
// scale, such as school grades, the best ratings are the lowest. docs/csat-share-or-mean.md
// says what others take.
//
// # Inputs and units
//
// A [Rating] is a whole number on the [Scale] of its [Tally]; anything else is an error, never
// clamped or dropped. Ratings come one by one ([Tally.Add]), with a count ([Tally.AddN]), as a
// sequence ([Collect]) or slice ([CollectSlice]), or as text ([ParseRating]). A
// [WeightedTally] takes survey weights. Shares are percent 0..100, a net is points -100..100,
// mean and median are points of the scale, each rounded once to 16 decimal places, half away
// from zero.
//
// # No data
//
// The result of no answers is undefined: [cx.ErrNoData], never 0.
//
// # Confidence
//
// The methods Interval and Compare are the ones to take: Wilson's interval of the share and
// Newcombe's comparison. The mean has its own, Student's, cut to the scale: of 5, 5 and 4 on
// 1..5 tally.Mean().Interval(0.95) is 3.23 to 5. Levels are fractions from 0.5 to 0.999999,
// others return [cx.ErrOutOfRange]. Do not round weights into the counts of a Proportion: its
// interval would take them for answers.
//
// [estimate.PlanProportion] plans a survey, [estimate.PairedProportion] compares the same
// people twice, and of many comparisons some differ by chance ([estimate.Adjustment]).
//
// # Merging
//
// Merge is exact, associative and commutative. Remove and Subtract take back what was added,
// but for the scale. Answers on different scales do not merge: [cx.ErrMismatch].
// [Tally.Mirrored] turns a scale with the other good end round; scales of different length
// have no right conversion. A call that returns an error changes nothing, and merging nil
// changes nothing.
//
// Encodings: docs/FORMAT.md. A rating is written in ASCII digits; see [ParseRating]. A
// [Scale] is written as its String, "1..5, 5 is best", and read back by [ParseScale].
//
// # Sources
//
// Neil Morgan and Lopo Rego, Marketing Science 25 (2006), 426-439, has the average and the
// top two box side by side.
package csat
