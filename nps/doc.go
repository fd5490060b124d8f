// Package nps computes the Net Promoter Score of ratings from 0 to 10, what can be
// said about it with confidence, and whether two scores differ.
//
// # The question
//
// "How likely are you to recommend us to a friend or colleague?", answered from
// 0 (not at all likely) to 10 (extremely likely).
//
// # The formula
//
// Ratings 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors:
//
//	NPS = 100 * (promoters - detractors) / (promoters + passives + detractors)
//
//	tally, err := nps.CollectSlice([]int{10, 9, 8, 7, 3, 10, 9, 6})
//	score, err := tally.Score() // 100 * (4 - 2) / 8 = 25
//	fmt.Println(tally)          // NPS 25.0 (n=8, 95% -32.8 to 68.3)
//
// # Inputs and units
//
// A [Rating] is a whole number 0..10; anything else is an error, never clamped or dropped.
// Ratings come one by one ([Tally.Add]), with a count ([Tally.AddN]), as a sequence
// ([Collect]) or slice ([CollectSlice]), or as text ([ParseRating]). [Groups] holds the three
// counts where the ratings are gone, such as after a SQL roll-up. A [WeightedTally] takes
// survey weights, [Pairs] the ratings of people who were asked twice. Scores are points from
// -100 to 100, rounded once to 16 decimal places, half away from zero.
//
// A survey asked on 1 to 10 by mistake is not a Net Promoter Score and is not rescaled:
// report it as a satisfaction question (package csat), and start a new series.
//
// # No data
//
// The score of no ratings is undefined: [cx.ErrNoData], never 0. So are its interval and its
// comparison with another.
//
// # Confidence
//
// The methods Interval and Compare are the ones to take. Levels are fractions from 0.5 to
// 0.999999, others return [cx.ErrOutOfRange]. Limits never leave -100..100. Others by name:
//
//   - [Groups.AdjustedWald]: a formula that fits on a slide.
//   - [Groups.Wald], [Groups.CompareWald], [Groups.CompareAdjustedWald]: to reproduce reports.
//   - [Groups.Goodman]: the shares of the three groups at once, not the score.
//   - [Groups.IntervalOf]: many of a small population have answered, such as staff.
//
// docs/nps-intervals.md shows how often each of them is right. Compare two scores with
// Compare, not by whether their intervals overlap; of many comparisons some differ by chance
// ([estimate.Adjustment]). [Plan] tells how many responses a survey needs. All of this takes
// the answers for a random sample of those who were meant.
//
// # Merging
//
// Merge is exact, associative and commutative: ratings counted in any order on any number of
// machines give the same tally, bit for bit. Remove and Subtract take back what was added. A
// call that returns an error changes nothing, and merging nil changes nothing.
//
// Encodings: docs/FORMAT.md. A rating is written in ASCII digits; see [ParseRating].
//
// # Sources
//
// F. Reichheld, "The One Number You Need to Grow", Harvard Business Review 81(12), 2003.
// B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician
// 70 (2016), 365-372. Functions cite theirs.
package nps
