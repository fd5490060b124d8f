// Package signal tells what changed from what is only noise: the process behaviour
// charts of Shewhart and Wheeler, and tests of trend, for a series of any metric of this
// module.
//
// # The question
//
// CSAT fell from 82 to 78. Did something happen, or is that what it does every month?
// Twelve months in six segments at 95 percent are 72 comparisons; three or four of them
// "change" by chance. A chart asks a better question: does this month lie within what
// the metric does anyway?
//
//	data, err := signal.Shares(months, (*csat.Tally).Satisfied)
//	chart, err := data.Chart(signal.Options{Better: signal.Higher})
//	for _, s := range chart.Signals { fmt.Println(s) }
//
// # The formula
//
// The centre is the mean of the baseline, weighted by the answers of each period. The
// natural process limits are the centre -+ 3 sigma, sigma being that of each period's n:
//
//	data    chart  a period is                      sigma
//	Values  XmR    any figure, one a period         2.66/3 * mean moving range
//	Times   XmR    a time, such as a median         the same
//	Shares  p      hits of n, in percent            100 * sqrt(p*(1-p)/n)
//	Rates   u      count over exposure              sqrt(centre*per/exposure)
//	Counts  c      a count                          sqrt(centre)
//	NPS     net    promoters, passives, detractors  100 * sqrt((P+D-(P-D)^2)/n), of the baseline
//	Means   means  a mean of n values               sqrt(pooled variance within periods / n)
//
// Months usually vary more than counting alone explains, the more visibly the larger n
// is. Laney's correction multiplies sigma by the sigma of z, the mean moving range of
// (value - centre)/sigma over 1.128. By default it is used where it is above 1, so limits
// are never narrower than counting makes them; see [Spread].
//
// # Decisions
//
// Tools differ in these points. Each is an [Options] field, or fixed as stated:
//
//   - Scaling: XmR limits are 2.66 mean moving ranges away (Wheeler), not 3/1.128
//     (qcc, qicharts2): [ScalingWheeler], [ScalingD2].
//   - Screening: all moving ranges count; with Screen those above their limit are left
//     out once. One at the limit stays, so ranges that are all equal stay.
//   - Gaps: a moving range spans neighbouring periods; with Bridge it spans a gap too.
//   - On the centre line: such a point ends a run; with SkipCentre it is passed over, as
//     in qicharts2.
//   - A run's [Signal] has its first period, the one that completed it and its last.
//   - Two of three: each point is judged by the limits of its own n.
//   - No spread: where the baseline does not vary at all (0 of n in every month) sigma
//     is 0. There are then no limits to be beyond; runs are still seen.
//   - Sides of the centre, sigma and thirds are not cut off; limits are cut off at what
//     the metric can be, and the point says so.
//
// # False alarms
//
// Without a change one point in 370 lies beyond 3 sigma, where sigma is known. How many
// charts of 24 months with limits from the same months have a signal of the default rules
// although nothing changed, and how many points lie beyond a limit, by simulation:
//
//	answers a month    the true share       Spread      charts    points
//	           400     stays                Widened       5 %     0.07 %
//	           400     stays                Counting      9 %     0.2 %
//	           400     stays                Laney         9 %     0.2 %
//	        10,000     varies by 2 points   Widened       9 %     0.2 %
//	        10,000     varies by 2 points   Counting    100 %    55 %
//
// and in how many charts a shift is found, with limits from the 24 months before it:
//
//	shift      after 1 month    3     6     8    12
//	1 sigma         4.5 %      12    26    45    62
//	2 sigma        20 %        44    70    94    98
//	3 sigma        50 %        81    94   100   100
//
// Each rule that is added adds false alarms: take those you act on.
//
// # No data
//
// Periods without answers, and with AsOf those that are not over, are neither points
// nor zeros: they have no value and no limits. A phase of fewer than 6 points has no
// signals; from 6 to 11 it is [Provisional], from 12 on [Firm].
//
// # Sources
//
// W. A. Shewhart, "Economic Control of Quality of Manufactured Product", 1931;
// D. J. Wheeler, "Understanding Variation", 2nd ed., SPC Press 2000, and "Making Sense of
// Data", SPC Press 2003; D. C. Montgomery, "Introduction to Statistical Quality Control",
// 6th ed., Wiley 2009; L. S. Nelson, "The Shewhart Control Chart: Tests for Special
// Causes", Journal of Quality Technology 16 (1984), 237-239; D. B. Laney, "Improved
// Control Charts for Attributes", Quality Engineering 14 (2002), 531-537. Tests of trend
// cite their own.
package signal
