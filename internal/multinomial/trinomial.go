// Package multinomial holds what is said about counts of a few kinds: the score
// of good less bad with something between them, and intervals of all the shares
// at once.
package multinomial

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/normal"
)

// Trinomial holds counts of good, neutral and bad where they need not be whole:
// with pseudo-answers added, or weighted. All arithmetic on it is exact, so that
// counts near 2^64 and shares near 0 or 1 lose no digits before a result is rounded.
// The three together are more than 0.
type Trinomial struct {
	Good, Neutral, Bad *big.Rat
}

// TrinomialOf returns whole counts.
func TrinomialOf(good, neutral, bad uint64) Trinomial {
	count := func(n uint64) *big.Rat { return new(big.Rat).SetInt(exact.Total(n)) }
	return Trinomial{Good: count(good), Neutral: count(neutral), Bad: count(bad)}
}

// Adjusted returns the counts with three answers added: 3/4 good, 3/2 neutral and
// 3/4 bad.
func (t Trinomial) Adjusted() Trinomial {
	add := func(count *big.Rat, quarters int64) *big.Rat {
		return new(big.Rat).Add(count, big.NewRat(quarters, 4))
	}
	return Trinomial{Good: add(t.Good, 3), Neutral: add(t.Neutral, 6), Bad: add(t.Bad, 3)}
}

// Moments returns, n being the three counts together and p and d the shares of good
// and bad, the net share p - d, the variance of one answer p + d - (p-d)^2, and the
// squared standard error of the net share, that variance over n.
func (t Trinomial) Moments() (net, variance, squaredError *big.Rat) {
	outer := new(big.Rat).Add(t.Good, t.Bad)
	n := new(big.Rat).Add(outer, t.Neutral)
	net = new(big.Rat).Sub(t.Good, t.Bad)
	net.Quo(net, n)
	variance = outer.Quo(outer, n)
	variance.Sub(variance, new(big.Rat).Mul(net, net))
	return net, variance, new(big.Rat).Quo(variance, n)
}

// PooledSquaredError returns the squared standard error of the difference of two
// net shares when all answers come from one population: with its variance of one
// answer, estimated from both together, variance * (1/n1 + 1/n2).
func (t Trinomial) PooledSquaredError(u Trinomial) *big.Rat {
	both := Trinomial{
		Good:    new(big.Rat).Add(t.Good, u.Good),
		Neutral: new(big.Rat).Add(t.Neutral, u.Neutral),
		Bad:     new(big.Rat).Add(t.Bad, u.Bad),
	}
	_, variance, _ := both.Moments()
	inverses := new(big.Rat).Inv(t.total())
	inverses.Add(inverses, new(big.Rat).Inv(u.total()))
	return variance.Mul(variance, inverses)
}

func (t Trinomial) total() *big.Rat {
	n := new(big.Rat).Add(t.Good, t.Neutral)
	return n.Add(n, t.Bad)
}

// Interval returns net -+ z * sqrt(squaredError) in points, cut off at -100 and 100.
func (t Trinomial) Interval(level float64) estimate.Interval {
	net, _, squaredError := t.Moments()
	center, margin := Points(net), normal.Quantile(level)*RootPoints(squaredError)
	return estimate.Interval{
		Low:   max(-100, center-margin),
		High:  min(100, center+margin),
		Level: level,
	}
}

var hundred, tenThousand = big.NewRat(100, 1), big.NewRat(10000, 1)

// Points returns 100 * share.
func Points(share *big.Rat) float64 {
	f, _ := new(big.Rat).Mul(share, hundred).Float64()
	return f
}

// RootPoints returns 100 * sqrt(squared share).
func RootPoints(squared *big.Rat) float64 {
	f, _ := new(big.Rat).Mul(squared, tenThousand).Float64()
	return math.Sqrt(f)
}
