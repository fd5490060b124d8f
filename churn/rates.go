package churn

import (
	"math"
	"math/big"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// maxCompounding is how many periods [Rate.Compound] and [Rate.PerPeriod] go over at most.
const maxCompounding = 1000

// Rate is a churn rate per period, such as per month. [RateOfPercent] and [RateOfShare]
// make it, so that 3 percent, 0.03 and a price are not taken for each other; the zero value
// is a rate of 0. A negative rate is growth, such as negative net revenue churn. Rates of
// equal value may have different forms, so a Rate cannot be compared with ==: compare
// [Rate.Percent].
type Rate struct {
	_ [0]func() // no ==

	percent decimal.Decimal
}

// RateOfPercent returns the rate of so many percent per period: 3 is 3 percent. That is
// what [Customers.Score] and [Revenue.GrossChurn] return. A rate above 100 or below -1000,
// and a decimal of more than 64 places or 512 bits, return [cx.ErrOutOfRange].
func RateOfPercent(percent decimal.Decimal) (Rate, error) {
	if err := checkRate(percent); err != nil {
		return Rate{}, err
	}
	return Rate{percent: percent}, nil
}

func checkRate(percent decimal.Decimal) error {
	if err := exact.Check(percent); err != nil {
		return own("rate", err)
	}
	if percent.GreaterThan(decimal.NewFromInt(100)) || percent.LessThan(decimal.NewFromInt(-1000)) {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: a rate of %.40s percent is not -1000 to 100", percent)
	}
	return nil
}

// RateOfShare returns the rate of a share per period: 0.03 is 3 percent. A share above 1 or
// below -10, and a decimal of more than 64 places or 512 bits, return [cx.ErrOutOfRange].
func RateOfShare(share decimal.Decimal) (Rate, error) {
	if err := exact.Check(share); err != nil {
		return Rate{}, own("rate", err)
	}
	if share.GreaterThan(decimal.NewFromInt(1)) || share.LessThan(decimal.NewFromInt(-10)) {
		return Rate{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: a rate of the share %.40s is not -10 to 1", share)
	}
	return Rate{percent: share.Shift(2)}, nil
}

// Percent returns the rate in percent per period: 3 for 3 percent.
func (r Rate) Percent() decimal.Decimal { return r.percent }

// String returns the rate in percent, such as "3%".
func (r Rate) String() string { return r.percent.String() + "%" }

// MarshalText returns [Rate.String], which is also the JSON form: a string. A rate below
// -1000 percent, which only [Rate.Compound] makes, returns [cx.ErrOutOfRange].
func (r Rate) MarshalText() ([]byte, error) {
	if err := checkRate(r.percent); err != nil {
		return nil, err
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what [Rate.String] writes. Other text returns [cx.ErrEncoding], a rate
// out of range [cx.ErrOutOfRange], and r is unchanged.
func (r *Rate) UnmarshalText(text []byte) error {
	digits, ok := strings.CutSuffix(string(text), "%")
	percent, err := decimal.NewFromString(digits)
	if !ok || err != nil || len(digits) > maxDigits || strings.ContainsAny(digits, "eE") {
		return sentinel.Errorf(cx.ErrEncoding, "churn: %.40q is no rate, such as %q", text, "3.5%")
	}
	read, err := RateOfPercent(percent)
	if err == nil {
		*r = read
	}
	return err
}

// maxDigits is more than a rate has.
const maxDigits = 100

// Compound returns the rate over so many periods of this rate: of a monthly rate over 12,
// the yearly one,
//
//	100 * (1 - (1 - percent/100)^periods)
//
// The power is exact and rounded once. 3 percent a month are 30.6157... percent a year, not
// 36. Periods outside 1 to 1000 return [cx.ErrOutOfRange], and so does a rate that is itself
// the result of Compound and below -1000 percent.
func (r Rate) Compound(periods int) (Rate, error) {
	kept, err := r.kept(periods)
	if err != nil {
		return Rate{}, err
	}
	n := big.NewInt(int64(periods))
	num, den := new(big.Int).Exp(kept.Num(), n, nil), new(big.Int).Exp(kept.Denom(), n, nil)
	return Rate{percent: exact.Percent(num.Sub(den, num), den)}, nil
}

// PerPeriod returns the rate that, compounded over so many periods, is this rate: of a
// yearly rate over 12, the monthly one. It is the inverse of [Rate.Compound],
//
//	100 * (1 - (1 - percent/100)^(1/periods))
//
// The root is irrational for most rates; the result is the true value rounded once. Periods
// outside 1 to 1000, and rates as for [Rate.Compound], return [cx.ErrOutOfRange].
func (r Rate) PerPeriod(periods int) (Rate, error) {
	kept, err := r.kept(periods)
	if err != nil {
		return Rate{}, err
	}
	// In steps of 10^-16 the result is 10^18 - R, where R = 10^18 * root. From
	// h = floor(2R) follows R rounded half up, (h+1)/2 rounded down; which is half
	// away from zero for a result below 0. Else an exact half of R goes down.
	n, two := big.NewInt(int64(periods)), new(big.Int).SetUint64(2*hundredSteps)
	goal, rest := new(big.Int).Exp(two, n, nil), new(big.Int)
	goal.QuoRem(goal.Mul(goal, kept.Num()), kept.Denom(), rest) // h is its root
	f, _ := kept.Float64()
	h := floorRoot(goal, n, math.Pow(f, 1/float64(periods))*2*hundredSteps)
	tie := rest.Sign() == 0 && new(big.Int).Exp(h, n, nil).Cmp(goal) == 0 && h.Bit(0) == 1
	if !tie || h.Cmp(two) > 0 {
		h.Add(h, big.NewInt(1))
	}
	steps := big.NewInt(hundredSteps)
	return Rate{percent: decimal.NewFromBigInt(steps.Sub(steps, h.Rsh(h, 1)), -exact.Places)}, nil
}

// hundredSteps is 100 percent in steps of 10^-16.
const hundredSteps = 1_000_000_000_000_000_000

// floorRoot returns the n-th root of goal, rounded down, which is near guess.
func floorRoot(goal, n *big.Int, guess float64) *big.Int {
	tooHigh := func(x *big.Int) bool { return new(big.Int).Exp(x, n, nil).Cmp(goal) > 0 }
	low, _ := big.NewFloat(guess).Int(nil)
	high := new(big.Int).Add(low, big.NewInt(1))
	for step := big.NewInt(1024); low.Sign() > 0 && tooHigh(low); step.Lsh(step, 1) {
		low.Sub(low, step)
	}
	if low.Sign() < 0 {
		low.SetInt64(0)
	}
	for step := big.NewInt(1024); !tooHigh(high); step.Lsh(step, 1) {
		high.Add(high, step)
	}
	for { // low is not too high, and high is
		middle := new(big.Int).Add(low, high)
		middle.Rsh(middle, 1)
		switch {
		case middle.Cmp(low) == 0:
			return low
		case tooHigh(middle):
			high = middle
		default:
			low = middle
		}
	}
}

// kept returns 1 - percent/100.
func (r Rate) kept(periods int) (*big.Rat, error) {
	if err := checkRate(r.percent); err != nil {
		return nil, err
	}
	if periods < 1 || periods > maxCompounding {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: %d periods are not 1 to %d", periods, maxCompounding)
	}
	kept := r.percent.Rat()
	kept.Quo(kept, big.NewRat(100, 1))
	return kept.Sub(big.NewRat(1, 1), kept), nil
}

// ExpectedPeriods returns how many periods a customer stays on average where the
// rate is the same in every period, 100/percent: at 4 percent a month, 25
// months. It is the mean of a geometric distribution, counting the period of the
// departure. Churn that falls with tenure, as it does almost everywhere, makes it
// too low; [Curve.RestrictedMean] does not assume it. A rate of 0 returns
// [cx.ErrNoData], and one below 0 [cx.ErrOutOfRange].
func (r Rate) ExpectedPeriods() (decimal.Decimal, error) {
	switch {
	case r.percent.IsNegative():
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: a rate of %v is growth, and ends no lifetime", r)
	case r.percent.IsZero():
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "churn: at a rate of 0%% nobody ever leaves: the expected periods are undefined")
	}
	return ratio("expected periods", decimal.NewFromInt(100), r.percent)
}
