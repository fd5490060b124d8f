// Package estimate is what every metric of this module is made of: a
// [Proportion] (hits and misses), a [Sample] (count, sum, sum of squares), their
// weighted forms, the confidence [Interval] around each, and the [Difference] of
// two.
//
// # The question
//
// What do the answers that came in say about all that could have come in? How sure
// is the figure, did it change, and how many answers does it take to know?
//
// # The formula
//
//	what                        type                                 Interval   Compare
//	share of a whole            Proportion, WeightedProportion       Wilson     Newcombe's interval, pooled z test
//	mean of measurements        Sample, WeightedSample               StudentT   Welch
//	mean on a bounded scale     Mean, WeightedMean                   StudentT, cut to the bounds; Welch
//
// Each is a [Metric]: Score is the exact value, Interval what we recommend, Compare the
// receiver minus the other. Other intervals of a share bear their names
// ([Proportion.ClopperPearson], [Proportion.AgrestiCoull], [Proportion.Wald]). Beside them:
//
//	responses for a margin      Plan.Responses, Plan.ResponsesToSee for a change
//	margin of n responses       Plan.Margin, Plan.Detectable for a change
//	share of those who answered ResponseRate                 as of any Proportion
//
// # Inputs and units
//
// Shares and their intervals are in percent, 0 to 100; differences of shares in
// percentage points; means, their intervals and differences in the unit of the
// values; test statistics and p-values have no unit. A level is a fraction, such as
// 0.95, from 0.5 ([MinLevel]) to 0.999999 ([MaxLevel]); others give [cx.ErrOutOfRange].
//
// One answer per respondent is what the intervals assume. [Respondents] keeps the
// first, the last or all answers of each, whichever way they arrive. Weights are
// decimals: not negative, below 10^12, with at most 18 places.
//
// # No data
//
// A share or a mean of nothing, a variance of one value, weights that sum to zero:
// all give an error that wraps [cx.ErrNoData], never 0.
//
// # Rounding
//
// Point values are exact: counts and sums are integers too wide to wrap, and a
// decimal is made once, when a result is read, by one correctly rounded division
// (16 places, half away from zero). Inference (intervals, test statistics,
// p-values) is float64, with 12 digits right from one answer to 2^64. Limits of
// shares are cut off at 0 and 100.
//
// # Confidence
//
// Take [Proportion.Wilson] for a share unless you have a reason not to: on average
// over all shares it has the level it promises, though not at every share, needs no
// minimum of answers, and gives a sensible width even for 0 of 5. Take
// [Proportion.ClopperPearson] when the true share must never be missed more often than
// agreed, as in a contract; the price is width. [Proportion.AgrestiCoull] is for explaining by hand,
// [Proportion.Wald] for comparing with reports that use it: a 95 percent Wald
// interval of few answers or of a rare property covers the truth far less often.
// How often the 95 percent intervals contain the true share, in percent, summed
// from binomial probabilities:
//
//	answers  share   Wald  Agresti-Coull   Wilson  Clopper-Pearson
//	     10     1%    9.6           99.6     90.4             99.6
//	     10     5%   40.0           98.8     91.4             98.8
//	     10    20%   88.6           96.7     96.7             99.4
//	     10    50%   89.1           97.9     97.9             97.9
//	     10  worst    0.0           92.4     83.5             96.1
//	     30     1%   26.0           99.7     96.4             99.7
//	     30     5%   78.2           98.4     93.9             98.4
//	     30    20%   94.6           96.4     96.4             98.0
//	     30    50%   95.7           95.7     95.7             95.7
//	     30  worst    0.0           93.4     83.7             95.1
//	    100     1%   63.3           98.2     92.1             98.2
//	    100     5%   87.7           96.6     96.6             98.3
//	    100    20%   93.3           94.1     94.1             96.7
//	    100    50%   94.3           94.3     94.3             96.5
//	    100  worst    0.0           93.8     83.8             95.0
//	   1000     1%   92.7           96.4     96.4             97.6
//	   1000     5%   94.2           95.0     95.0             95.8
//	   1000    20%   94.7           94.7     94.7             95.2
//	   1000    50%   94.6           94.6     94.6             95.4
//	   1000  worst    0.0           94.3     83.8             95.0
//
// The worst is the least over all shares between 0 and 100. For Wilson it is beside a
// share of 1/n times 0.18 and as far below 100, where it comes and goes with n; for
// shares with ten hits and ten misses expected it is 93 to 97 percent.
//
// [Sample.StudentT] is for means of values without extremes. It does not know where a
// scale ends, and with few answers goes beyond it: of ratings take a [Mean], whose limits
// are cut to the scale.
// Times until something happens are skewed: with less than about a hundred of them
// the interval of their mean misses the long tail, and a median says more.
//
// To compare two groups or periods, do not look whether two intervals overlap: two
// that do can still differ. Compare them, and read [Difference.Sign]: 1 is higher,
// -1 is lower, 0 is no clear change. A Proportion and a Sample do not know what they
// count: that two of them mean the same is for the caller, or for the Compare of a metric
// package, to check.
//
// Where nothing varies the methods differ, because they ask differently. Wilson and
// [Proportion.Compare] judge by the spread that a share would have, so they have an
// interval of 5 out of 5, and two such groups differ by 0 with P 1. Wald and StudentT take
// the spread from the data: of equal values Wald has no width, and StudentT and
// [Sample.Compare] return [cx.ErrNoData].
//
// No interval knows who did not answer. Report [ResponseRate] beside it.
//
// # Merging
//
// Proportion, Sample, Weights, WeightedProportion, WeightedSample and Respondents
// have Merge. It is associative and commutative, the zero value is its identity, and
// data split anywhere and merged give the same value as the whole, bit by bit.
// A call that returns an error leaves its receiver as it was.
//
// What was added can be removed again without a trace (Remove, Subtract), except from
// Respondents, which forget a whole respondent. Counts and sums cannot always tell what
// was never among them: see [Sample.Remove].
//
// # Encoding
//
// The tallies (Proportion, Sample, Weights, WeightedProportion, WeightedSample) have a
// binary and a JSON form, Interval and Difference the JSON form. Values that are ==
// have the same bytes. Equal bytes are what a shard, a file or a database column can
// be compared by.
//
// The binary form begins with the version byte 1 and a byte for the type, and then has
// the parts in this order:
//
//	0x10  Proportion          count hits, count misses
//	0x11  Sample              count n, integer sum, integer sum of squares
//	0x12  Weights             count n, integer sum in steps of 10^-18, integer sum of squares in steps of 10^-36
//	0x13  WeightedProportion  nested Weights of the hits, nested Weights of the misses
//	0x14  WeightedSample      nested Weights, integer weighted sum, integer weighted sum of squares, both in steps of 10^-18
//
// where
//
//	count    an unsigned varint as of encoding/binary, 1 to 10 bytes, the shortest
//	integer  the varint of 2*length, or of 2*length + 1 when it is negative, and the
//	         magnitude in length bytes, the first not zero, most significant first
//	nested   the varint of the length, and an encoding with its version and type
//
// The JSON form is an object. A count or an integer is a number up to 2^53, beyond
// which readers of JSON lose digits, and a string of digits from there on; both are
// read for either. A decimal is a string:
//
//	Proportion          {"hits":85,"misses":115}
//	Sample              {"n":3,"sum":12,"squares":50}
//	Weights             {"n":3,"sum":"3.75","squares":"6.3125"}
//	WeightedProportion  {"hits":{Weights},"misses":{Weights}}
//	WeightedSample      {"weights":{Weights},"sum":"-1.5","squares":"25"}
//	Interval            {"low":33.1,"high":51.9,"level":0.95}
//	Difference          {"estimate":3.2,"low":-1,"high":7.4,"level":0.95,"stderr":2.13,"statistic":1.5,"df":0,"p":0.13}
//
// The zero Interval and the zero Difference, which are no results, are null, and null
// is read as the zero value of any type. In a database a value is a column of bytes in
// the binary form; Scan also reads the JSON form and takes NULL for the zero value.
//
// All readers of this module are strict. Another version or type, a varint that could
// be shorter, bytes that are missing or left over, sums that no values have, a member
// that is missing, unknown or given twice: [cx.ErrEncoding], and the receiver is
// unchanged. What they allocate is bounded by the length of what they are given: up to
// some sixty times it, for a map of many small rows. A version of this package reads
// what all versions before it wrote.
//
// String is for people and logs: the figure, how many answers it is made
// of, and a 95 percent interval (Wilson, or StudentT). Of what is no result, such as the
// zero Interval, it says "undefined".
//
// # Sources
//
// Each function cites its own. To read more: L. D. Brown, T. T. Cai and A.
// DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16
// (2001), 101-133; W. G. Cochran, "Sampling Techniques", 3rd ed., Wiley 1977; L. Kish,
// "Survey Sampling", Wiley 1965.
package estimate
