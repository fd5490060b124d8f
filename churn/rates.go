package churn

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

const maxCompounding = 1000

// checkRate returns a rate in percent that is fit for arithmetic.
func checkRate(r estimate.Rate) (decimal.Decimal, error) {
	percent := r.Percent()
	if err := exact.Check(percent); err != nil {
		return decimal.Decimal{}, own("rate", err)
	}
	if percent.GreaterThan(decimal.NewFromInt(100)) || percent.LessThan(decimal.NewFromInt(-1000)) {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: a rate of %.40s percent is not -1000 to 100", percent)
	}
	return percent, nil
}

// Compound returns the churn rate over several periods, 1 to 1000, such as 12 months:
//
//	100 * (1 - (1 - percent/100)^periods)
//
// 3 percent a month are 30.6157... a year, not 36. A rate is -1000 to 100 percent; a negative
// one is growth.
func Compound(rate estimate.Rate, periods int) (estimate.Rate, error) {
	kept, err := keptOf(rate, periods)
	if err != nil {
		return estimate.Rate{}, err
	}
	n := big.NewInt(int64(periods))
	num, den := new(big.Int).Exp(kept.Num(), n, nil), new(big.Int).Exp(kept.Denom(), n, nil)
	return estimate.RateOfPercent(exact.Percent(num.Sub(den, num), den)), nil
}

// PerPeriod is the inverse of [Compound]: with 12 periods it makes a monthly rate of a yearly
// one.
//
//	100 * (1 - (1 - percent/100)^(1/periods))
func PerPeriod(rate estimate.Rate, periods int) (estimate.Rate, error) {
	kept, err := keptOf(rate, periods)
	if err != nil {
		return estimate.Rate{}, err
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
	return estimate.RateOfPercent(decimal.NewFromBigInt(steps.Sub(steps, h.Rsh(h, 1)), -exact.Places)), nil
}

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

// keptOf returns 1 - percent/100.
func keptOf(rate estimate.Rate, periods int) (*big.Rat, error) {
	percent, err := checkRate(rate)
	if err != nil {
		return nil, err
	}
	if periods < 1 || periods > maxCompounding {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: %d periods are not 1 to %d", periods, maxCompounding)
	}
	kept := percent.Rat()
	kept.Quo(kept, big.NewRat(100, 1))
	return kept.Sub(big.NewRat(1, 1), kept), nil
}
