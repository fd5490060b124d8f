// Package churn computes how many customers and how much revenue a business loses and
// keeps: churn and retention rates, movements of customers and of monthly recurring revenue
// (MRR), active customers, inactivity, cohorts and survival.
//
// # The question
//
// Of the customers we had when the period began, how many did we lose?
//
// # The formula
//
//	churn     = 100 * lost / (kept + lost)
//	retention = 100 * kept / (kept + lost)
//
// over the customers of the period's start. Customers who joined during the period are in
// neither count. Rates over other denominators have longer names, such as
// [Movement.ChurnOverAverage]. Of revenue,
//
//	gross MRR churn = 100 * (churned + contraction) / opening
//	net MRR churn   = 100 * (churned + contraction - expansion) / opening
//
// Gross and net revenue retention, [Revenue.GRR] and [Revenue.NRR], are their complements.
// Rates of two lengths of time convert by compounding: see [Compound].
//
// # A program
//
//	var ledger churn.Ledger[string]
//	for _, s := range subscriptions { // of type churn.Subscription[string]
//		if err := ledger.Add(s); err != nil {
//			return err
//		}
//	}
//	months, err := ledger.PeriodWindows(zone, first, last)
//	if err != nil {
//		return err
//	}
//	for _, w := range months {
//		fmt.Println(w) // 3 customers + 1 new - 1 lost = 3; MRR 150 + 20 new - 50 churned = 120 ...
//	}
//
// # Inputs and units
//
//   - Counts: [Customers], or [Movement] with those who joined. Amounts: [Revenue].
//   - Subscriptions, in any order: [Ledger]. It returns windows by period
//     ([Ledger.PeriodWindows]) and by segment ([Ledger.SegmentWindows]), cohorts
//     ([Ledger.Cohorts]) and lifetimes ([Ledger.CalendarLifetimes]). [Policy] says what
//     counts as a customer and as a movement. A newer record of an ID corrects the older
//     ([Ledger.Add]). [Through] makes an end of a last day, [MRR] an MRR of a price.
//   - Purchases, where customers leave without saying so: [Purchases], with an
//     [Inactivity] of so many days. Refunds take purchases back.
//   - Events by period of the calendar: [Activity] returns who was active (DAU, WAU, MAU,
//     [Stickiness]) and cohorts, bounded, rolling and by bracket. [Spending] returns cohorts
//     of what was paid.
//   - Lifetimes, many of them still going on: [Lifetimes] makes the survival [Curve].
//
// A [Window] is a half-open span of time. Its amounts always add up: opening + new +
// reactivated + expansion - contraction - churned, with those of customers who joined
// inside it and who moved between segments, is closing, to the last cent.
//
// Rates are percent, those of customers 0 to 100. Amounts are exact decimals of one
// currency, below 10^12 and with at most 18 decimal places. A survival curve is a
// probability from 0 to 1.
//
// # No data
//
// A period that opened without customers, or without revenue, has no churn rate:
// [cx.ErrNoData], never 0. A period in which nobody was lost has a churn rate of 0, and so
// has one without records: ask for periods that are over, and see [Ledger.SetUntil]. The
// cells of a cohort table that lie in the future, and a survival curve beyond the last time
// observed, are [cx.ErrNoData] too.
//
// # Rounding and confidence
//
// Counts and amounts are exact. A rate is made by one division, rounded to 16 decimal
// places, half away from zero. Survival curves and intervals are float64.
//
// The churn rate of [Customers] has Wilson's interval and Newcombe's comparison. Two periods
// in a row share most of their customers, so take their comparison as a guide. Rates of
// revenue and counts of all customers have no interval: see [Revenue] and [Movement]. A
// curve has [Curve.Interval], its quantiles [Curve.QuantileInterval]; [LogRank] compares
// curves.
//
// # Merging
//
// Counts, amounts, windows of the same bounds and cohort tables merge over customers that
// are apart, such as shards and countries. Collectors ([Ledger], [Purchases], [Activity],
// [Spending], [Lifetimes]) merge over any split of their records. Consecutive windows do
// not add up: [Pool] returns their rates together. Collectors hold memory: do not copy them,
// use Clone. Forget removes a customer who asks to be erased.
//
// Encodings: docs/FORMAT.md.
//
// # Sources
//
// F. Reichheld and W. E. Sasser, "Zero Defections: Quality Comes to Services", Harvard
// Business Review 68(5), 1990; P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting Your
// Customers the Easy Way", Marketing Science 24(2), 2005; E. L. Kaplan and P. Meier,
// "Nonparametric Estimation from Incomplete Observations", Journal of the American
// Statistical Association 53, 1958.
package churn
