// Package churn computes how many customers and how much revenue a business loses and keeps:
// churn and retention, monthly recurring revenue (MRR), active customers, inactivity, cohorts
// and survival.
//
// # The question
//
// Of the customers we had when the period began, how many did we lose?
//
// # The formula
//
//	churn           = 100 * lost / (kept + lost), of the customers of the period's start
//	retention       = 100 * kept / (kept + lost)
//	gross MRR churn = 100 * (churned + contraction) / opening
//	net MRR churn   = 100 * (churned + contraction - expansion) / opening
//
// Customers who joined later are in neither count. Rates over other denominators have longer
// names, such as [Movement.ChurnOverAverage]. [Revenue.GRR] and [Revenue.NRR] are the
// complements of the last two. [Compound] converts a monthly rate into a yearly one.
//
// # A program
//
//	var ledger churn.Ledger[string]
//	for _, s := range subscriptions { // of type churn.Subscription[string]
//		if err := ledger.Add(s); err != nil {
//			return err
//		}
//	}
//	bounds, err := churn.BoundsOf(zone, first, last) // of months, say
//	if err != nil {
//		return err
//	}
//	months, err := ledger.Windows(bounds...)
//	if err != nil {
//		return err
//	}
//	for _, w := range months {
//		fmt.Println(w) // 3 customers + 1 new - 1 lost = 3; MRR 150 + 20 new - 50 churned = 120 ...
//	}
//
// # Inputs and units
//
//   - Counts and amounts: [Customers], [Movement], [Revenue].
//   - Subscriptions: [Ledger], under a [Policy]. It has windows, segments, cohorts and
//     lifetimes. [Through] makes an end of a last day, [MRR] an MRR of a price.
//   - Purchases of customers who leave without saying so: [Purchases].
//   - Events by period: [Activity] has DAU, WAU, MAU and cohorts, [Spending] cohorts of revenue.
//   - Lifetimes, many still going on: [Lifetimes] makes the survival [Curve].
//
// Rates are percent. Amounts are exact decimals of one currency. A window is half-open, and
// its amounts add up to the last cent. An ID of interface type must hold values fit for a map
// key.
//
// # No data
//
// A period that opened without customers, or without revenue, has no churn rate:
// [cx.ErrNoData], never 0. A period without losses has a churn rate of 0, and so has one
// without records: see [Ledger.SetUntil].
//
// # Rounding and confidence
//
// A rate is rounded once, to 16 decimal places, half away from zero. Survival curves and
// intervals are float64. The churn rate of [Customers] has Wilson's
// interval and Newcombe's comparison. Rates of revenue and counts of all customers have
// none. A level outside 0.5..0.999999 returns [cx.ErrOutOfRange].
//
// # Merging
//
// Counts, amounts, windows of the same bounds and cohort tables merge over customers that are
// apart. Collectors merge over any split of their records; their zero value is empty and
// ready to use. They hold memory: do not copy them, use Clone, and give each goroutine its
// own. Merging or subtracting nil changes nothing, and nor does a call that returns an error.
// A count past 2^64-1 returns [cx.ErrOverflow].
//
// Encodings: docs/FORMAT.md.
//
// # Sources
//
// Reichheld and Sasser 1990; Fader, Hardie and Lee 2005; Kaplan and Meier 1958. See
// docs/churn-subscriptions.md and docs/churn-survival.md.
package churn
