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
// names, such as [Movement.ChurnOverAverage]. [Revenue.GRR] and [Revenue.NRR] are 100 less
// the last two.
//
// # A program
//
//	var ledger churn.Ledger[string]
//	for _, s := range subscriptions { // of type churn.Subscription[string]
//		err := ledger.Add(s)
//	}
//	bounds, err := churn.BoundsOf(zone, first, last) // of months, say
//	months, err := ledger.Windows(bounds...)
//	for _, w := range months {
//		fmt.Println(w) // 3 customers + 1 new - 1 lost = 3; MRR 150 + 20 new - 50 churned = 120 ...
//	}
//
// # Inputs and units
//
//   - Counts and amounts: [Customers], [Movement], [Revenue].
//   - Subscriptions: [Ledger] has windows, segments, cohorts and lifetimes, under a [Policy].
//   - Purchases of customers who leave without saying so: [Purchases].
//   - Events by period: [Activity] has DAU, WAU, MAU and cohorts, [Spending] cohorts of revenue.
//   - Lifetimes, many still going on: [Lifetimes] makes the survival [Curve].
//
// Rates are percent. Amounts are decimals of one currency. A window includes its start and
// not its end. A nil zone is UTC.
//
// # Errors
//
// A rate of no customers or no revenue returns [cx.ErrNoData]. A period without losses has a
// churn rate of 0. So has one past the end of the records, unless [Ledger.SetUntil] says
// where they end.
//
// Values out of bounds return [cx.ErrOutOfRange]: a zero Period, a last period before the
// first, more than 4096 periods, a negative age or time, an ID that does not equal itself
// (NaN), a level outside 0.5..0.999999. So does taking back what cannot have been added.
// Periods of two units return [cx.ErrMismatch], and so does merging what differs in bounds,
// periods, currency or kind; a zero value joins any. A count past 2^64-1 returns
// [cx.ErrOverflow].
//
// # Confidence
//
// The churn rate of [Customers] has Wilson's interval and Newcombe's comparison. Counts of
// all customers have no sampling error, and rates of revenue would need what single customers
// pay: they have neither.
//
// # Merging
//
// Counts, amounts, windows and tables merge over groups with no customer in common.
// Collectors ([Ledger], [Purchases], [Activity], [Spending], [Lifetimes]) merge over any
// split of their records, and their zero value is ready to use. Copying and rounding are as
// in package cx.
//
// Sources and conventions: docs/churn-subscriptions.md, docs/churn-survival.md. Encodings:
// docs/FORMAT.md.
package churn
