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
// Scores are points from -100 to 100. Take a [Tally] for ratings, [Groups] for the three
// counts, such as those of a SQL query, a [WeightedTally] for survey weights, and [Pairs] for
// people who were asked twice.
//
// A rating outside 0..10 returns [cx.ErrOutOfRange]; it is never clamped or dropped. A survey
// asked on 1 to 10 by mistake is not a Net Promoter Score: report it with package csat, and
// start a new series.
//
// # No data
//
// Score, interval and comparison of no ratings, or of weights that sum to 0, return
// [cx.ErrNoData]. Zero values are empty and ready to use.
//
// # Confidence
//
// Interval and Compare are the methods to take. A level is a fraction from 0.5 to 0.999999.
// Others by name:
//
//   - [Groups.AdjustedWald]: a formula that fits on a slide.
//   - [Groups.Wald], [Groups.CompareWald], [Groups.CompareAdjustedWald]: to reproduce reports.
//   - [Groups.Goodman]: the shares of the three groups, not the score.
//   - [Groups.IntervalOf]: many of a small population have answered, such as staff.
//
// docs/nps-intervals.md shows how often each of them is right. Compare two scores with
// Compare, not by whether their intervals overlap; of many comparisons some differ by chance
// ([estimate.Adjustment]). Answers count as a random sample of all who were meant.
//
// # Merging
//
// Merge is exact and in any order. Remove and Subtract take back what was added; what is not
// there returns [cx.ErrOutOfRange]. A count past its limit, 2^64-1 unless said otherwise,
// returns [cx.ErrOverflow]. Encodings: docs/FORMAT.md.
//
// # Sources
//
// F. Reichheld, "The One Number You Need to Grow", Harvard Business Review 81(12), 2003.
// Others are in docs/nps-intervals.md.
package nps
