package churn

import (
	"fmt"
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// MaxCompounding is how many periods [Compound] and [PerPeriod] go over at most.
const MaxCompounding = 1000

// Annual returns the yearly rate of a monthly churn rate: [Compound] over 12
// months. 3 percent a month (3, not 0.03) are 30.6157... percent a year, not 36.
func Annual(monthly decimal.Decimal) (decimal.Decimal, error) { return Compound(monthly, 12) }

// Monthly returns the monthly rate of a yearly churn rate: [PerPeriod] of 12
// months.
func Monthly(annual decimal.Decimal) (decimal.Decimal, error) { return PerPeriod(annual, 12) }

// Compound returns the churn over so many periods of the same churn rate,
//
//	100 * (1 - (1 - rate/100)^periods)
//
// in percent, as rate is: the power is exact and rounded once. A negative rate is
// growth, such as negative net revenue churn, and compounds as such. A rate above
// 100 or below -1000, a decimal of more than 64 places or 512 bits, and periods
// outside 1 to [MaxCompounding] give [cx.ErrOutOfRange].
func Compound(rate decimal.Decimal, periods int) (decimal.Decimal, error) {
	kept, err := keptOf(rate, periods)
	if err != nil {
		return decimal.Decimal{}, err
	}
	n := big.NewInt(int64(periods))
	num, den := new(big.Int).Exp(kept.Num(), n, nil), new(big.Int).Exp(kept.Denom(), n, nil)
	return exact.Percent(num.Sub(den, num), den), nil
}

// PerPeriod returns the churn rate that, compounded over so many periods, gives
// the rate: the inverse of [Compound],
//
//	100 * (1 - (1 - rate/100)^(1/periods))
//
// in percent. The root is irrational for most rates; the result is the true value
// rounded once. Errors are those of [Compound].
func PerPeriod(rate decimal.Decimal, periods int) (decimal.Decimal, error) {
	kept, err := keptOf(rate, periods)
	if err != nil {
		return decimal.Decimal{}, err
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
	return decimal.NewFromBigInt(steps.Sub(steps, h.Rsh(h, 1)), -exact.Places), nil
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

// keptOf returns 1 - rate/100.
func keptOf(rate decimal.Decimal, periods int) (*big.Rat, error) {
	if err := exact.Check(rate); err != nil {
		return nil, fmt.Errorf("churn: rate: %w", err)
	}
	if hundred := decimal.NewFromInt(100); rate.GreaterThan(hundred) || rate.LessThan(decimal.NewFromInt(-1000)) {
		return nil, fmt.Errorf("churn: a rate of %.40s percent is not -1000 to 100: %w", rate, cx.ErrOutOfRange)
	}
	if periods < 1 || periods > MaxCompounding {
		return nil, fmt.Errorf("churn: %d periods are not 1 to %d: %w", periods, MaxCompounding, cx.ErrOutOfRange)
	}
	kept := rate.Rat()
	kept.Quo(kept, big.NewRat(100, 1))
	return kept.Sub(big.NewRat(1, 1), kept), nil
}

// ExpectedPeriods returns how many periods a customer stays on average where the
// churn rate is the same in every period, 100/rate: with 4 percent a month, 25
// months. It is the mean of a geometric distribution, counting the period of the
// departure. Churn that falls with tenure, as it does almost everywhere, makes it
// too low; [Curve.RestrictedMean] does not assume it. A rate of 0 gives
// [cx.ErrNoData], and one below 0 or above 100 [cx.ErrOutOfRange].
func ExpectedPeriods(rate decimal.Decimal) (decimal.Decimal, error) {
	if _, err := keptOf(rate, 1); err != nil {
		return decimal.Decimal{}, err
	}
	if rate.IsNegative() {
		return decimal.Decimal{}, fmt.Errorf("churn: a rate of %.40s percent is negative: %w", rate, cx.ErrOutOfRange)
	}
	return ratio("expected periods", decimal.NewFromInt(100), rate)
}
