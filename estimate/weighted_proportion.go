package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// WeightedProportion is a [Proportion] of weighted responses.
type WeightedProportion struct {
	Hits   Weights // of the responses that have the property
	Misses Weights // of those that do not
}

// Weights returns the weights of all responses.
func (p WeightedProportion) Weights() (Weights, error) {
	all := p.Hits
	if err := all.Merge(&p.Misses); err != nil {
		return Weights{}, err
	}
	return all, nil
}

// Score returns 100*Hits.Sum/(Hits.Sum+Misses.Sum).
func (p WeightedProportion) Score() (decimal.Decimal, error) {
	hits, total, err := p.sums()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Percent(hits, total), nil
}

// Rat returns the weighted share exactly, between 0 and 1. Weights that sum to
// zero, or none, return [cx.ErrNoData].
func (p WeightedProportion) rat() (*big.Rat, error) {
	hits, total, err := p.sums()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(hits, total), nil
}

// Merge adds the responses of q.
func (p *WeightedProportion) Merge(q *WeightedProportion) error {
	if q == nil {
		return nil
	}
	sum := *p
	if err := sum.Hits.Merge(&q.Hits); err != nil {
		return err
	}
	if err := sum.Misses.Merge(&q.Misses); err != nil {
		return err
	}
	*p = sum
	return nil
}

// Interval returns [Proportion.Wilson] of the weighted share with [Weights.KishN] responses. It
// treats the weights as fixed.
//
// Source: Franco, Little, Louis and Slud 2019.
func (p WeightedProportion) Interval(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	low, high := c.wilson(level)
	return percentInterval(low, high, level), nil
}

// Compare is [Proportion.Compare] with [Weights.KishN] responses on each side.
func (p WeightedProportion) Compare(other WeightedProportion, level float64) (Difference, error) {
	if err := checkLevel(level); err != nil {
		return Difference{}, err
	}
	a, err := p.counts(level)
	if err != nil {
		return Difference{}, which("first", err)
	}
	b, err := other.counts(level)
	if err != nil {
		return Difference{}, which("second", err)
	}
	return newcombe(a, b, a.hits-a.misses, b.hits-b.misses, minus(p, other), level), nil
}

// StdErr is [Proportion.StdErr] with [Weights.KishN] responses.
func (p WeightedProportion) StdErr() (float64, error) {
	c, err := p.effective()
	if err != nil {
		return 0, err
	}
	n := c.n()
	return 100 * math.Sqrt(c.hits/n*(c.misses/n)/n), nil
}

// counts returns the effective numbers of hits and misses after a look at the level.
func (p WeightedProportion) counts(level float64) (counts, error) {
	if err := checkLevel(level); err != nil {
		return counts{}, err
	}
	return p.effective()
}

// effective returns the effective numbers of hits and misses.
func (p WeightedProportion) effective() (counts, error) {
	hits, total, err := p.sums()
	if err != nil {
		return counts{}, err
	}
	// hits/total * total^2/squares: the effective hits.
	squares := p.Hits.squares.Add(p.Misses.squares).Big()
	effective := func(sum *big.Int) float64 {
		f, _ := new(big.Rat).SetFrac(new(big.Int).Mul(sum, total), squares).Float64()
		return f
	}
	return counts{hits: effective(hits), misses: effective(new(big.Int).Sub(total, hits))}, nil
}

// sums returns the weights of the hits and of all responses, in steps of 10^-18.
func (p WeightedProportion) sums() (hits, total *big.Int, err error) {
	hits = p.Hits.sum.Big()
	total = p.Misses.sum.Big()
	total.Add(total, hits)
	if total.Sign() == 0 {
		return nil, nil, sentinel.Errorf(cx.ErrNoData, "estimate: a proportion of responses whose weights sum to 0 is undefined")
	}
	return hits, total, nil
}
