// Package value computes what customers and sales are worth: growth, acquisition cost,
// lifetime value and payback, in decimals of a currency.
//
// # The question
//
// By how much did sales grow? What does it cost to win a customer, what will the customer
// bring, and when is the cost back?
//
// # The formula
//
//	growth            = 100 * (to - from) / from
//	acquisition cost  = cost of winning customers / customers won
//	lifetime value    = revenue per account * margin / churn
//	CLV to CAC        = lifetime value / acquisition cost
//	payback           = acquisition cost / (revenue per account * margin)
//
// Lifetime value comes in three kinds:
//
//   - [Account.CLV] from a constant churn rate;
//   - [Account.CLVBySurvival] from a survival curve, where churn changes with age;
//   - [Payments.CLV] from what customers have paid so far.
//
// # A program
//
//	cost := value.MustParseMoney("54000 USD")
//	cac, err := value.CAC(120, nil, cost) // 450 USD
//	account := value.Account{ARPA: value.MustParseMoney("60 USD"), Margin: margin}
//	clv, err := account.CLV(churn)
//	ratio, err := value.CLVToCAC(clv, cac)
//
// # Inputs and units
//
// [Money] is an amount with its currency; two currencies never mix. Margin, churn and
// discount are an [estimate.Rate] of the same period: monthly revenue goes with monthly
// churn, and payback is then in months. Survival is 0..1.
//
// # No data
//
// Growth from zero or less, the cost of no customers, the value of customers who never
// leave, a ratio to a cost of 0 and the payback of an account without revenue return
// [cx.ErrNoData], never 0 and never infinite.
//
// # Rounding and confidence
//
// Arithmetic is exact, and a result is rounded once, to 16 decimal places, half away from
// zero. [Payments.Interval] is the interval of a mean over customers. The other figures are
// formulas: put the limits of a churn rate's interval into [Account.CLV].
//
// # Merging
//
// [Payments.Merge] adds the payments of other shards. Ratios do not add up: merge costs,
// customers and sales, and compute again. A call that returns an error changes nothing, and
// nor does merging or subtracting nil.
//
// Encodings: docs/FORMAT.md.
//
// # Sources
//
// Gupta and Lehmann 2003; Gupta et al. 2006; Farris et al. 2010; Skok: see
// docs/value-formulas.md.
package value
