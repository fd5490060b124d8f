package value

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Account is what an average customer brings in each period, such as a month. Values out of
// their bounds, as in the zero Account, return [cx.ErrOutOfRange].
type Account struct {
	ARPA     Money         // average revenue per account; 0 or more
	Margin   estimate.Rate // gross margin; above 0%, at most 100%
	Discount estimate.Rate // by which money is worth less a period later; 0% or more
	// PaidAtEnd counts a period's margin at its end, from customers who are still there. By
	// default it counts at the beginning, so that of the first period is certain.
	PaidAtEnd bool
}

// CLV returns the customer lifetime value at a constant churn per period (Gupta and Lehmann
// 2003):
//
//	ARPA * Margin/100 * (100 + Discount) / (Churn + Discount)
//	ARPA * Margin/100 * (100 - Churn) / (Churn + Discount) // if PaidAtEnd
//
// Without a discount the first is ARPA * Margin / Churn. No churn and no discount return
// [cx.ErrNoData], churn outside 0% to 100% returns [cx.ErrOutOfRange].
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

// maxPeriods is a century of months.
const maxPeriods = 1200

// CLVBySurvival returns the lifetime value over the given periods, where survival[t] is the
// probability that a customer is still there in period t (Gupta et al. 2006, equation 1):
//
//	ARPA * Margin/100 * sum over t of survival[t] / (1 + Discount/100)^t
//
// [Account.PaidAtEnd] discounts by one period more. No survival returns [cx.ErrNoData].
// Probabilities outside 0..1 or rising, and more than 1200 of them, return
// [cx.ErrOutOfRange].
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

// Payback returns after how many periods an account has brought what it cost to win (Skok):
//
//	CAC / (ARPA * Margin/100)
//
// An account that brings nothing returns [cx.ErrNoData], a negative cost [cx.ErrOutOfRange].
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

// CLVToCAC returns the lifetime value divided by the acquisition cost (Skok). A cost of 0
// returns [cx.ErrNoData], a negative one [cx.ErrOutOfRange].
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
