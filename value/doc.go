// Package value computes what customers and sales are worth: growth, acquisition
// cost, lifetime value and payback, in decimals with a currency.
//
// # The question
//
// By how much did sales grow? What does it cost to win a customer, what will the
// customer bring, and when is the cost back?
//
// # The formula
//
//	growth            = 100 * (to - from) / from
//	acquisition cost  = cost of winning customers / customers won
//	lifetime value    = revenue per account * margin / churn
//	CLV to CAC        = lifetime value / acquisition cost
//	payback           = acquisition cost / (revenue per account * margin)
//
// [Growth] compares two periods of the same length; a share price or any other
// amount grows by the same formula. [CAC] takes a [Lag] where money is spent periods
// before it wins customers. Lifetime value comes in three kinds:
//
//   - [Account.CLV] from a constant churn rate, with an optional discount;
//   - [Account.CLVBySurvival] from a survival curve within a horizon, where churn
//     changes with a customer's age, as it mostly does;
//   - [Payments.CLV] from what customers have paid so far: no model, and no future.
//
// Average revenue per account (ARPA) and churn are what package churn computes.
//
// # Inputs and units
//
// [Money] is an amount with its currency; two currencies never mix, and nothing is
// converted. Margin, churn and discount are an [estimate.Rate] of a period, all of the same one:
// monthly revenue goes with monthly churn and a monthly discount, and payback is then
// in months. Probabilities of survival are plain numbers 0..1.
//
// # No data
//
// Growth from zero or from a negative amount, the cost of no customers, the value of
// customers who never leave, a ratio to a cost of 0 and the payback of an account
// without revenue are undefined: [cx.ErrNoData], never 0 and never infinite.
//
// # Rounding
//
// All arithmetic is on exact rationals, and a result is rounded once, to 16 decimal
// places, half away from zero. No result is rounded to the cents of its currency.
//
// # Confidence
//
// [Payments.Interval] is the interval of a mean over customers. The other figures are
// formulas of inputs with uncertainties of their own: put the limits of a churn rate's
// interval into [Account.CLV] to see how far the value moves.
//
// # Merging
//
// [Payments.Merge] adds the payments of other shards, exactly and in any order, and
// [Payments.Subtract] takes them back. Ratios do not add up: merge costs, customers and
// sales, and compute again.
//
// In a database, sums of money to be added up belong into two columns, a number and the
// currency. Encodings: docs/FORMAT.md.
//
// # Sources
//
// S. Gupta and D. R. Lehmann, "Customers as Assets", Journal of Interactive Marketing
// 17 (2003), 9-24. S. Gupta, D. Hanssens, B. Hardie, W. Kahn, V. Kumar, N. Lin, N.
// Ravishanker and S. Sriram, "Modeling Customer Lifetime Value", Journal of Service
// Research 9 (2006), 139-155. P. W. Farris, N. T. Bendle, P. E. Pfeifer and D. J.
// Reibstein, "Marketing Metrics", 2nd ed., Pearson 2010.
package value
