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
// Months usually vary more than counting explains. Laney's correction multiplies sigma by the
// mean moving range of z = (value - centre)/sigma over 1.128, by default where that is above
// 1; see [Spread]. Where the baseline does not vary at all there are no limits.
//
// # Decisions
//
// Tools differ in small points, such as the factor of the limits, gaps, and points on the
// centre line. [Options] has a field for each; docs/signal.md says what others do.
//
// # False alarms
//
// Without a change one point in 370 lies beyond 3 sigma, where sigma is known. With limits
// from the same 24 months, about one chart in 20 has a false signal of the default rules. A
// shift of 1 sigma is found within 12 months in 62 percent of charts, one of 2 sigma within 3
// in 44 percent. Each rule that is added adds false alarms.
//
// # No data
//
// Periods without answers, or not over at Options.AsOf, are not points: they have no value and
// no limits. A phase of fewer than 6 points has no signals; from 6 to 11 its limits are
// provisional, from 12 on firm.
//
// # Sources
//
// Shewhart 1931; Wheeler 2000; Nelson 1984; Laney 2002: see docs/signal.md.
package signal
