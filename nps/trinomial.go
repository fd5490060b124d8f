package nps

import (
	"fmt"
	"math"
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/normal"
)

// trinomial holds the counts of the three groups where they need not be whole:
// with pseudo-answers added, or weighted. All arithmetic on it is exact, so that
// counts near 2^64 and shares near 0 or 1 lose no digits before a result is rounded.
type trinomial struct {
	promoters, passives, detractors *big.Rat
}

func (g Groups) trinomial() trinomial {
	return trinomial{
		promoters:  new(big.Rat).SetInt(exact.Total(g.Promoters)),
		passives:   new(big.Rat).SetInt(exact.Total(g.Passives)),
		detractors: new(big.Rat).SetInt(exact.Total(g.Detractors)),
	}
}

// adjusted returns the counts with three answers added: 3/4 of a promoter, 3/2 of a
// passive and 3/4 of a detractor.
func (t trinomial) adjusted() trinomial {
	add := func(count *big.Rat, quarters int64) *big.Rat {
		return new(big.Rat).Add(count, big.NewRat(quarters, 4))
	}
	return trinomial{promoters: add(t.promoters, 3), passives: add(t.passives, 6), detractors: add(t.detractors, 3)}
}

// moments returns of n = the three counts together, p and d the shares of promoters
// and detractors the net share p - d, the variance of one answer p + d - (p-d)^2,
// and the squared standard error of the net share, that variance over n. n is not 0.
func (t trinomial) moments() (net, variance, squaredError *big.Rat) {
	outer := new(big.Rat).Add(t.promoters, t.detractors)
	n := new(big.Rat).Add(outer, t.passives)
	net = new(big.Rat).Sub(t.promoters, t.detractors)
	net.Quo(net, n)
	variance = outer.Quo(outer, n)
	variance.Sub(variance, new(big.Rat).Mul(net, net))
	return net, variance, new(big.Rat).Quo(variance, n)
}

// interval returns net -+ z * sqrt(squaredError) in points, cut off at -100 and 100.
func (t trinomial) interval(level float64) estimate.Interval {
	net, _, squaredError := t.moments()
	center, margin := points(net), normal.Quantile(level)*rootPoints(squaredError)
	return estimate.Interval{
		Low:   max(-100, center-margin),
		High:  min(100, center+margin),
		Level: level,
	}
}

// compare returns the comparison by the normal distribution of the two net shares,
// or [ErrNoData] when neither group varies.
func (t trinomial) compare(u trinomial, level float64) (estimate.Difference, error) {
	net, _, squaredError := t.moments()
	otherNet, _, otherSquaredError := u.moments()
	difference := points(net.Sub(net, otherNet))
	deviation := rootPoints(squaredError.Add(squaredError, otherSquaredError))
	if deviation == 0 {
		return estimate.Difference{}, fmt.Errorf(
			"nps: all ratings of each side are in one group, so there is no spread to judge a difference of %v points by: %w", difference, ErrNoData)
	}
	margin := normal.Quantile(level) * deviation
	z := difference / deviation
	return estimate.Difference{
		Estimate:  difference,
		Low:       max(-200, difference-margin),
		High:      min(200, difference+margin),
		Level:     level,
		Statistic: z,
		P:         normal.P(z),
	}, nil
}

var hundred, tenThousand = big.NewRat(100, 1), big.NewRat(10000, 1)

// points returns 100 * share.
func points(share *big.Rat) float64 {
	f, _ := new(big.Rat).Mul(share, hundred).Float64()
	return f
}

// rootPoints returns 100 * sqrt(squared share).
func rootPoints(squared *big.Rat) float64 {
	f, _ := new(big.Rat).Mul(squared, tenThousand).Float64()
	return math.Sqrt(f)
}
