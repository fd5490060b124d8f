// Package churn computes how many customers and how much revenue a business
// loses and keeps: churn and retention rates, the bridges of customers and
// monthly recurring revenue (MRR), inactivity, cohorts and survival.
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
// over the customers of the period's start. Customers who joined during the
// period are in neither count. That is the meaning of churn rate here and the
// only one without a longer name; the other denominators of the field are
// [Movement.ChurnOverAverage], [Movement.ChurnOverOpeningAndJoined],
// [Movement.ChurnOverClosing] and [Movement.ChurnOverNew]. Of revenue,
//
//	gross MRR churn = 100 * (churned + contraction) / opening
//	net MRR churn   = 100 * (churned + contraction - expansion) / opening
//
// with gross and net revenue retention, [Revenue.GRR] and [Revenue.NRR], as their
// complements. Rates of two lengths of time convert by compounding: [Compound],
// [PerPeriod].
//
// # Inputs and units
//
//   - Counts: [Customers], or [Movement] with those who joined. Amounts: [Revenue].
//   - Subscriptions, in any order: [Ledger] tells how customers and MRR moved in any
//     half-open window of time, [Window], so that
//     opening + new + reactivated + expansion - contraction - churned +
//     expansion joined - contraction joined - churned joined = closing,
//     always, to the last cent. The joined terms are of customers who joined inside
//     the window, and 0 unless [Policy.Gross] counts every movement in it; see
//     [Revenue]. [Policy] says what counts as a customer and as a movement.
//   - Purchases, where customers leave without saying so: [Purchases], with an
//     [Inactivity] of so many days.
//   - Events by period: [Activity] and [Spending] make the cohort tables
//     [CohortTable] and [RevenueTable], bounded, rolling and by revenue. Periods are
//     whole numbers: 12*year+month-1 for months.
//   - Lifetimes, many of them still going on: [Lifetimes] makes the survival [Curve].
//
// Rates are percent; those of customers lie between 0 and 100. Amounts are exact
// decimals in units of one currency: below 10^12, at most 18 decimal places. A
// survival curve is a probability from 0 to 1.
//
// # No data
//
// A period that opened without customers, or without revenue, has no churn rate:
// [ErrNoData], never 0. A period that lost nobody has a churn rate of 0, and so has
// one that nobody has records of: ask for periods that are over. A cell
// of a cohort table that lies in the future is [ErrNoData] too, and null in JSON;
// so is a survival curve beyond the last time observed.
//
// # Rounding
//
// Counts and amounts are exact and never round. A rate is made by one division,
// rounded to 16 decimal places, half away from zero. [PerPeriod], a root, is the
// true value rounded once. Survival curves and their intervals are float64.
//
// # Confidence
//
// [Customers.Churn] is an [estimate.Proportion], with its intervals; two periods
// or segments compare by [estimate.CompareNewcombe]. It takes the two groups as
// independent: two periods in a row share most of their customers, so of these
// take it as a guide. A curve has [Curve.Plain], [Curve.Log] and [Curve.LogLog]
// intervals, and [LogRank] compares curves.
//
// # Merging
//
// Counts, amounts and windows of the same period merge over segments that
// customers do not move between, such as countries. Who moves from one plan to
// another is lost in the one and new in the other, in their sum too. Collectors
// ([Ledger], [Purchases], [Activity], [Spending], [Lifetimes]) merge over any split
// of their records, also when a customer is in both parts. Two consecutive periods
// do not add up: compound their rates instead.
//
// # Encoding
//
// [CohortTable] and [RevenueTable] write themselves as aligned text and as JSON.
//
// # Sources
//
// F. Reichheld and W. E. Sasser, "Zero Defections: Quality Comes to Services",
// Harvard Business Review 68(5), 1990; P. S. Fader, B. G. S. Hardie and K. L.
// Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005;
// E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete
// Observations", Journal of the American Statistical Association 53, 1958.
package churn
