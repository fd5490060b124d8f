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
// converted. Margin, churn and discount are a [Percent] of a period, all of the same one:
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
// [Payments.Subtract] takes them back. Ratios
// do not add up: merge costs, customers and sales, and compute again.
//
// # Encoding
//
// [Money], [Account] and [Payments] have a binary and a JSON form; a [Lag] is a slice, and
// in JSON an array. Values that are equal have the same bytes, however a decimal is held.
// The binary form begins with the version byte 1 and a byte for the type, and then has
// the parts in this order:
//
//	0x80  Payments text of the currency, map by customer: integer, the sum in steps of 10^-6
//	0x81  Money    decimal amount, text of the currency
//	0x82  Account  decimal and text of the ARPA, decimals margin and discount, byte 1 where
//	               paid at the end, else 0
//
// where
//
//	integer  the varint of 2*length, or of 2*length + 1 when it is negative, and the
//	         magnitude in length bytes, the first not zero, most significant first
//	decimal  the varint of its number of decimal places, as few as can be, and the integer
//	         that it is in steps of the last one
//	text     the varint of its length and so many bytes of UTF-8
//	map      byte 0 where customers are texts, 1 where they are integers; the varint of
//	         the number of rows; and for each row, by rising customer, that and its value
//
// A varint is one of encoding/binary, unsigned and the shortest. In JSON:
//
//	Payments {"currency":"EUR","customers":{"ann":"12.5","bob":"-3"}}
//	Money    {"amount":"1250.5","currency":"EUR"}
//	Account  {"arpa":{Money},"margin":"75","discount":"0","paid_at_end":false}
//
// Customers are written as encoding/json writes the keys of a map: as the text of their
// MarshalText, if they have that and UnmarshalText, else as the text or the integer that
// they are. Customers of another type (a struct, an interface) can be added and merged,
// but not written: writers and readers return [cx.ErrEncoding], as for a text that is not UTF-8.
//
// In a database a value is a column of bytes in the binary form; Scan also reads the JSON
// form, and NULL as the zero value. Sums of money that the database is to add up belong
// into two columns, a number and the currency. Readers refuse everything else with
// [cx.ErrEncoding] and leave the receiver unchanged: see package estimate.
//
// # Sources
//
// S. Gupta and D. R. Lehmann, "Customers as Assets", Journal of Interactive Marketing
// 17 (2003), 9-24. S. Gupta, D. Hanssens, B. Hardie, W. Kahn, V. Kumar, N. Lin, N.
// Ravishanker and S. Sriram, "Modeling Customer Lifetime Value", Journal of Service
// Research 9 (2006), 139-155. P. W. Farris, N. T. Bendle, P. E. Pfeifer and D. J.
// Reibstein, "Marketing Metrics", 2nd ed., Pearson 2010.
package value
