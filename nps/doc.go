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
// [Rating] is a whole number 0..10; anything else is an error, never clamped or dropped.
// Ratings come one by one ([Tally.Add]), with a count ([Tally.AddN]), as a sequence
// ([Collect]) or slice ([CollectSlice]) of any integer type, or from text ([ParseRating]).
// [Groups] holds the three counts where the ratings themselves are gone, such as after
// SELECT SUM(rating >= 9), ... in SQL. A [WeightedTally] takes ratings with survey weights,
// [Pairs] the ratings of people who were asked twice. The score is in points from -100 to
// 100.
//
// A survey asked on 1 to 10 by mistake cannot be told from the data: it only lacks zeros,
// which a good survey may lack too. This package does not rescale. Report such a survey as
// what it is, a 1 to 10 satisfaction question (package csat has that scale), and start a
// new series with the right question.
//
// # No data
//
// The score of no ratings is undefined: [cx.ErrNoData], never 0. So are its interval and
// its comparison with another.
//
// # Rounding
//
// Counts are integers and the score is made by one division, rounded to 16 decimal places,
// half away from zero. Intervals, test statistics and p-values are float64.
//
// # Confidence
//
// A score of a few hundred answers is uncertain by several points. Report it with an
// interval; levels are fractions from 0.5 to 0.999999:
//
//   - [Groups.Interval] when in doubt: the score method of [Groups.Tango]. It contains the
//     score at every level, also of few answers, and is not symmetric about it. It falls
//     short where the true score is almost -100 or 100.
//   - [Groups.AdjustedWald] where a formula is wanted that fits on a slide.
//   - [Groups.Wald] to reproduce other reports. It claims more than it keeps.
//   - [Groups.Goodman] for the shares of the three groups at once, not the score.
//   - [Groups.IntervalOf] where many of a small population have answered, such as staff.
//   - [WeightedTally.Interval] where answers carry survey weights.
//
// All limits lie within -100 and 100: a limit that a formula puts outside is cut off there.
//
// Two groups or periods are compared by [Groups.Compare]: the difference (positive means
// that the receiver is higher), its interval, and a test. [Groups.CompareWald] and
// [Groups.CompareAdjustedWald] are there for reports that use them. Two intervals that
// overlap do not show that the scores are the same; compare the groups instead. Weighted
// tallies are compared by [WeightedTally.Compare]: their weights are not counts, and must
// not be rounded to make [Groups] of them. People who were asked twice are compared by
// [Pairs.Compare].
//
// The page docs/nps-intervals.md shows how often each interval is right. Of many
// comparisons some differ by chance: see [estimate.Adjustment].
//
// Before a survey is sent, [Plan] tells how many responses a margin of error takes, or a
// change that is to be seen. All of this takes the answers for a random sample of those who
// were meant: what those who did not answer think is in none of these numbers.
//
// # Merging
//
// [Tally.Merge], [Groups.Merge], [WeightedTally.Merge] and [Pairs.Merge] are exact,
// associative and commutative, with the zero value as identity: ratings counted in any
// order and on any number of machines give the same tally, bit for bit. What was counted in
// a tally can be removed again without a trace: [Tally.Remove], [Tally.Subtract].
//
// Encodings: docs/FORMAT.md. A rating is written in ASCII digits; see [ParseRating].
//
// # Sources
//
// F. Reichheld, "The One Number You Need to Grow", Harvard Business Review 81(12), 2003.
// B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician
// 70 (2016), 365-372. Functions cite theirs.
package nps
