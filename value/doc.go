// Package value computes what customers and sales are worth, in decimals of a currency.
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
// [Money] is an amount with its currency. Margin, churn and discount are rates of one period:
// monthly revenue goes with monthly churn, and payback is then in months.
//
// # No data
//
// What would divide by zero returns [cx.ErrNoData], such as the value of customers who never
// leave. No result is infinite.
//
// # Confidence and merging
//
// [Payments.Interval] is the interval of a mean over customers. The other figures are
// formulas: put the limits of a churn rate's interval into [Account.CLV]. Ratios do not add
// up: merge [Payments], add up costs and customers, and compute again.
//
// Errors and rounding are as in package cx. Sources: docs/value-formulas.md. Encodings:
// docs/FORMAT.md.
package value
