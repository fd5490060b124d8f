package value

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Account is what an average customer brings in each period, such as a month; all
// figures are per that period. The zero value has no margin and is refused. Accounts
// cannot be compared with ==, as [Money] cannot.
type Account struct {
	ARPA     Money         // average revenue per account; 0 or more
	Margin   estimate.Rate // gross margin of revenue, above 0% to 100%: what is left after the cost of serving
	Discount estimate.Rate // discount rate, 0% or more, by which money is worth less a period later
	// PaidAtEnd counts a period's margin at its end, from customers who are still
	// there then. By default it comes at the beginning, and that of the first period
	// is sure.
	PaidAtEnd bool
}

// CLV returns the customer lifetime value when a constant churn in percent of the
// customers leaves in each period,
//
//	ARPA * Margin/100 * (100 + Discount) / (Churn + Discount)
//
// which without a discount is ARPA * Margin / Churn, and with [Account.PaidAtEnd]
//
//	ARPA * Margin/100 * (100 - Churn) / (Churn + Discount)
//
// It is the margin times the chance that the customer is still there, over all
// periods to come, discounted. It is an average over a constant churn: where churn
// falls with age, as it mostly does, see [Account.CLVBySurvival].
//
// No churn and no discount return [cx.ErrNoData]: such a value has no end. Churn outside
// 0% to 100%, and an account outside its bounds, return [cx.ErrOutOfRange]; rates have at
// most 18 decimal places.
//
// Sources: S. Gupta and D. R. Lehmann, "Customers as Assets", Journal of Interactive
// Marketing 17 (2003), 9-24; S. Gupta et al., "Modeling Customer Lifetime Value",
// Journal of Service Research 9 (2006), 139-155.
func (a Account) CLV(churn estimate.Rate) (Money, error) {
	margin, discount, err := a.check()
	if err != nil {
		return Money{}, err
	}
	lost, err := percent("churn", churn)
	if err != nil {
		return Money{}, err
	}
	if lost.Cmp(hundred) > 0 {
		return Money{}, sentinel.Errorf(cx.ErrOutOfRange, "value: a churn of %.40s is above 100%%", churn)
	}
	den := new(big.Rat).Add(lost, discount)
	if den.Sign() == 0 {
		return Money{}, sentinel.Errorf(cx.ErrNoData, "value: without churn and discount the lifetime value has no end")
	}
	times := new(big.Rat).Add(hundred, discount)
	if a.PaidAtEnd {
		times.Sub(hundred, lost)
	}
	return a.money(margin.Mul(margin, times).Quo(margin, den)), nil
}

// maxPeriods is how many periods [Account.CLVBySurvival] looks ahead at most: a
// century of months.
const maxPeriods = 1200

// CLVBySurvival returns the customer lifetime value within a horizon, when survival[t]
// is the probability that a customer is still there when the margin of period t
// comes, from t = 0 on:
//
//	ARPA * Margin/100 * sum over t of survival[t] / (1 + Discount/100)^t
//
// and with [Account.PaidAtEnd] one period's discount more. Take the probabilities
// from a Kaplan-Meier curve of customer lifetimes: at the beginning of the periods,
// survival[0] being 1, or with PaidAtEnd at their ends. What customers are worth
// beyond the last period is not in it. The sum is exact before it is rounded.
//
// No survival returns [cx.ErrNoData]; probabilities outside 0..1 or rising, more than
// 1200 of them, and an account outside its bounds return [cx.ErrOutOfRange].
//
// Source: S. Gupta et al., "Modeling Customer Lifetime Value", Journal of Service
// Research 9 (2006), 139-155, equation 1.
func (a Account) CLVBySurvival(survival []float64) (Money, error) {
	margin, discount, err := a.check()
	if err != nil {
		return Money{}, err
	}
	if len(survival) == 0 {
		return Money{}, sentinel.Errorf(cx.ErrNoData, "value: no survival: the lifetime value is undefined")
	}
	if len(survival) > maxPeriods {
		return Money{}, sentinel.Errorf(cx.ErrOutOfRange, "value: survival is over %d periods, more than %d", len(survival), maxPeriods)
	}
	// A period's discount is num/den. The sum is kept as an integer over
	// 2^1074 * den^t: rationals would look for common factors in every step.
	factor := new(big.Rat).Quo(hundred, new(big.Rat).Add(hundred, discount))
	num, den := factor.Num(), factor.Denom()
	sum, numPower, denPower := new(big.Int), big.NewInt(1), big.NewInt(1)
	before := 1.0
	for t, s := range survival {
		if !(s >= 0 && s <= before) { // refuses NaN too
			return Money{}, sentinel.Errorf(cx.ErrOutOfRange, "value: survival %v of period %d is not 0 to %v, the one before", s, t, before)
		}
		before = s
		if t > 0 {
			sum.Mul(sum, den)
			numPower.Mul(numPower, num)
			denPower.Mul(denPower, den)
		}
		sum.Add(sum, new(big.Int).Mul(scaled(s), numPower))
	}
	if a.PaidAtEnd {
		sum.Mul(sum, num)
		denPower.Mul(denPower, den)
	}
	sum.Mul(sum, margin.Num())
	return Money{
		Amount:   exact.Ratio(sum, denPower.Mul(denPower, margin.Denom()).Lsh(denPower, floatBits)),
		Currency: a.ARPA.Currency,
	}, nil
}

// floatBits is how many binary places a float64 can have.
const floatBits = 1074

// scaled returns s * 2^floatBits, a whole number.
func scaled(s float64) *big.Int {
	z, _ := new(big.Float).SetMantExp(big.NewFloat(s), floatBits).Int(nil)
	return z
}

// Payback returns after how many periods an account has brought what it cost to win,
//
//	CAC / (ARPA * Margin/100)
//
// months where the account's figures are per month. It takes no account of churn and
// discount: an account whose payback is long beside its expected lifetime may never
// pay back. An account that brings nothing returns [cx.ErrNoData], a negative cost
// [cx.ErrOutOfRange].
//
// Source: D. Skok, "SaaS Metrics 2.0: A Guide to Measuring and Improving What Matters",
// For Entrepreneurs, months to recover CAC.
func (a Account) Payback(cac Money) (decimal.Decimal, error) {
	margin, _, err := a.check()
	if err != nil {
		return decimal.Decimal{}, err
	}
	if err := checkCosts("acquisition cost", cac); err != nil {
		return decimal.Decimal{}, err
	}
	if cac.Currency != a.ARPA.Currency {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrMismatch, "value: an acquisition cost in %.40q of an account in %.40q", cac.Currency, a.ARPA.Currency)
	}
	if margin.Sign() == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "value: an account without revenue has no payback")
	}
	return exact.FromRat(margin.Quo(cac.Amount.Rat(), margin)), nil
}

// CLVToCAC returns how often the lifetime value covers what it cost to win the
// customer, CLV / CAC. A cost of 0 returns [cx.ErrNoData], a negative one [cx.ErrOutOfRange].
//
// Source: D. Skok, "SaaS Metrics 2.0: A Guide to Measuring and Improving What Matters",
// For Entrepreneurs, LTV to CAC.
func CLVToCAC(clv, cac Money) (decimal.Decimal, error) {
	if err := checkMoney("amount", clv, cac); err != nil {
		return decimal.Decimal{}, err
	}
	if err := checkCosts("acquisition cost", cac); err != nil {
		return decimal.Decimal{}, err
	}
	if cac.Amount.IsZero() {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "value: the acquisition cost is 0: its ratio to the lifetime value is undefined")
	}
	return ratio(clv.Amount, cac.Amount), nil
}

// check returns what the account brings in a period, and its discount in percent.
func (a Account) check() (margin, discount *big.Rat, err error) {
	if err := checkCosts("ARPA", a.ARPA); err != nil {
		return nil, nil, err
	}
	if margin, err = percent("margin", a.Margin); err != nil {
		return nil, nil, err
	}
	if margin.Sign() == 0 || margin.Cmp(hundred) > 0 {
		return nil, nil, sentinel.Errorf(cx.ErrOutOfRange, "value: a margin of %.40s is not above 0%% and at most 100%%", a.Margin)
	}
	if discount, err = percent("discount", a.Discount); err != nil {
		return nil, nil, err
	}
	margin.Quo(margin, hundred)
	return margin.Mul(margin, a.ARPA.Amount.Rat()), discount, nil
}

func (a Account) money(r *big.Rat) Money {
	return Money{Amount: exact.FromRat(r), Currency: a.ARPA.Currency}
}

var hundred = big.NewRat(100, 1)

// percent returns a number of percent, which is not negative. Its places are bounded so
// that its powers are, too.
func percent(name string, rate estimate.Rate) (*big.Rat, error) {
	p := rate.Percent()
	if _, err := exact.Amount(p); err != nil {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "value: the %s is not below 10^12%% with at most 18 decimal places", name)
	}
	if p.IsNegative() {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "value: a %s of %.40s is negative", name, rate)
	}
	return p.Rat(), nil
}
