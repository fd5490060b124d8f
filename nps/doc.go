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
// # Inputs and units
//
// [Rating] is a whole number 0..10; anything else is an error, never clamped or
// dropped. Ratings come one by one ([Tally.Add]), with a count ([Tally.AddN]), as a
// sequence ([Collect]) or slice ([CollectSlice]) of any integer type, or from text
// ([ParseRating]). [Groups] holds the three counts where the ratings themselves are
// gone, such as after SELECT SUM(rating >= 9), ... in SQL. A [WeightedTally] takes
// ratings with survey weights. The score is in points from -100 to 100.
//
// A survey asked on 1 to 10 by mistake cannot be told from the data: it only
// lacks zeros, which a good survey may lack too. This package offers no silent
// rescaling. Report such a survey as what it is, a 1 to 10 satisfaction question
// (package csat has that scale), and start a new series with the right question.
//
// # No data
//
// The score of no ratings is undefined: [cx.ErrNoData], never 0. So are its interval
// and its comparison with another.
//
// # Rounding
//
// Counts are integers and the score is made by one division, rounded to 16
// decimal places, half away from zero. Intervals, test statistics and p-values are
// float64.
//
// # Confidence
//
// A score of a few hundred answers is uncertain by several points. Report it with
// an interval; which one depends on what for:
//
//   - [Groups.Interval] when in doubt: the score method of [Groups.Tango]. It contains
//     the score at every level, also of few answers, and is not symmetric about it. It
//     falls short where the true score is almost -100 or 100: all promoters but for a
//     few in a hundred or fewer.
//   - [Groups.AdjustedWald] where a formula is wanted that fits on a slide. Its centre is
//     not the score but nearer to 0, and of few answers that agree it can leave the
//     score outside.
//   - [Groups.Wald] to reproduce other reports. With few answers, and the more the
//     nearer the score is to -100 or 100, it claims more than it keeps.
//   - [Groups.Goodman] for the shares of the three groups at once, not the score.
//   - [WeightedTally.Interval] where answers carry survey weights.
//
// Levels are fractions from 0.5 to 0.999999.
//
// This is how often their 95% intervals contain the true score, in percent: the
// exact probabilities for a population with so many percent promoters and
// detractors.
//
//	promoters  detractors  score  answers   Wald  AdjustedWald  Tango
//	       50          20     30       10   89.6          96.2   94.7
//	       50          20     30       30   93.5          94.6   95.2
//	       50          20     30      100   94.5          94.9   95.0
//	       40          40      0       10   88.8          94.9   95.8
//	       40          40      0       30   93.5          94.6   94.6
//	       40          40      0      100   94.6          94.9   94.9
//	        5           5      0       10   98.4         100.0   99.9
//	        5           5      0       30   96.7          99.1   96.9
//	        5           5      0      100   95.2          96.0   95.7
//	       80           5     75       10   88.4          94.4   96.9
//	       80           5     75       30   91.6          96.3   96.5
//	       80           5     75      100   93.5          95.4   94.8
//	       90           2     88       10   64.9          93.0   95.9
//	       90           2     88       30   84.1          95.8   96.1
//	       90           2     88      100   93.0          96.2   95.6
//	       97           1     96       10   26.2          96.5   96.5
//	       97           1     96       30   59.8          97.6   95.4
//	       97           1     96      100   85.2          97.3   95.8
//	            the worst of all       10    1.0          86.6   84.2
//	            the worst of all       30    3.0          90.1   86.0
//	            the worst of all      100    9.5          92.0   90.1
//
// The worst of all is the least over a grid of shares that is densest near 0 and 100.
// AdjustedWald has it where next to nobody is a detractor and there are some passives,
// Tango where nearly all are promoters.
//
// All limits lie within -100 and 100, which are the bounds of the score: a limit
// that a formula puts outside is cut off there.
//
// Two groups or periods are compared by [Groups.Compare]: the difference (positive
// means that the receiver is higher), its interval, and a test. [Groups.CompareWald] and
// [Groups.CompareAdjustedWald] are there for reports that use them; the latter is wrong for
// groups of very different size. How often the 95% intervals contain the true
// difference, in percent, promoters and detractors being those of the first and of
// the second group:
//
//	promoters  detractors  answers   Wald  AdjustedWald  Tango
//	   50, 50      20, 20     8, 8   91.0          96.5   95.6
//	   90, 90        2, 2     8, 8   78.1         100.0  100.0
//	   90, 50       2, 20     8, 8   88.2          96.3   98.2
//	   97, 20       1, 50     8, 8   86.9          86.9   95.9
//	    40, 5       40, 5     8, 8   89.2          96.1   96.5
//	   50, 50      20, 20    5, 20   86.9          96.4   96.4
//	   90, 90        2, 2    5, 20   84.4          98.3   98.4
//	   90, 50       2, 20    5, 20   92.5          92.2   95.8
//	   97, 20       1, 50    5, 20   92.7          83.8   95.6
//	    40, 5       40, 5    5, 20   86.8          94.6   95.4
//
// (Wald has no interval where each side is of one opinion; that counts as a miss.)
// Two intervals of scores that overlap do not show that the scores are the same;
// compare the groups instead. Weighted tallies are compared by [WeightedTally.Compare]:
// their weights are not counts, and must not be rounded to make [Groups] of them.
//
// Before a survey is sent, [Plan] tells how many responses a margin of error takes.
// All of this takes the answers for a random sample of those who were meant: what
// those who did not answer think is in none of these numbers.
//
// # Merging
//
// [Tally.Merge], [Groups.Merge] and [WeightedTally.Merge] are exact, associative and
// commutative, with the zero value as identity: ratings counted in any order and on
// any number of machines give the same tally, bit for bit. What was counted can be removed
// again without a trace: [Tally.Remove], [Tally.Subtract].
//
// # Encoding
//
// A rating is written in ASCII digits, leading zeros allowed; see [ParseRating].
//
// The tallies have a binary and a JSON form. Tallies that are == have the same bytes.
// The binary form begins with the version byte 1 and a byte for the type, and then has
// the parts in this order:
//
//	0x20  Tally          the counts of the ratings 0 to 10
//	0x21  Groups         the counts of promoters, passives and detractors
//	0x22  WeightedTally  the weights of the ratings 0 to 10, each nested
//
// A count is an unsigned varint of encoding/binary, 1 to 10 bytes, as short as can be.
// Nested is the varint of a length, and so many bytes that are an encoding of
// [estimate.Weights]. In JSON, where counts are numbers up to 2^53 and strings of digits
// beyond, and decimals are strings:
//
//	Tally          {"counts":[0,0,1,0,0,2,0,3,4,10,12]}
//	Groups         {"promoters":22,"passives":7,"detractors":3}
//	WeightedTally  {"weights":{"0":{"n":1,"sum":"1.5","squares":"2.25"},"1":...,"10":...}}
//	Shares         {"promoters":{"low":33.1,"high":51.9,"level":0.95},"passives":...,"detractors":...}
//
// The zero Shares, which is no result, is null; null is read as the zero value. In a
// database a value is a column of bytes in the binary form; Scan also reads the JSON
// form, and NULL as the zero value. Readers refuse everything else with [cx.ErrEncoding]
// and leave the receiver unchanged: see package estimate.
//
// # Sources
//
// F. Reichheld, "The One Number You Need to Grow", Harvard Business Review
// 81(12), 2003. B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The
// American Statistician 70 (2016), 365-372. T. Tango, "Equivalence Test and
// Confidence Interval for the Difference in Proportions for the Paired-Sample
// Design", Statistics in Medicine 17 (1998), 891-908. L. A. Goodman, "On
// Simultaneous Confidence Intervals for Multinomial Proportions", Technometrics 7
// (1965), 247-254. G. Y. Zou and A. Donner, "Construction of Confidence Limits about
// Effect Measures: A General Approach", Statistics in Medicine 27 (2008), 1693-1702.
// L. Kish, "Survey Sampling", Wiley 1965.
package nps
