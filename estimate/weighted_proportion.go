package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// WeightedProportion is a [Proportion] of weighted responses: the weights of those
// that have the property and of those that do not. Every pair is valid; the zero
// value is "no data". Weighted proportions are comparable with ==.
type WeightedProportion struct {
	Hits   Weights // of the responses that have the property
	Misses Weights // of those that do not
}

// Weights returns the weights of all responses, or [cx.ErrOverflow] when there are
// more than 2^64-1.
func (p WeightedProportion) Weights() (Weights, error) {
	all := p.Hits
	if err := all.Merge(&p.Misses); err != nil {
		return Weights{}, err
	}
	return all, nil
}

// Percent returns the weighted share, 100 * Hits.Sum / (Hits.Sum + Misses.Sum),
// between 0 and 100, rounded once to 16 decimal places, half away from zero.
// Weights that sum to zero, or none, return [cx.ErrNoData].
func (p WeightedProportion) Percent() (decimal.Decimal, error) {
	hits, total, err := p.sums()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Percent(hits, total), nil
}

// Score returns [WeightedProportion.Percent].
func (p WeightedProportion) Score() (decimal.Decimal, error) { return p.Percent() }

// Rat returns the weighted share exactly, between 0 and 1. Weights that sum to
// zero, or none, return [cx.ErrNoData].
func (p WeightedProportion) Rat() (*big.Rat, error) {
	hits, total, err := p.sums()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(hits, total), nil
}

// Complement returns the proportion of those that do not have the property.
func (p WeightedProportion) Complement() WeightedProportion {
	return WeightedProportion{Hits: p.Misses, Misses: p.Hits}
}

// Merge adds the responses of q, as if both groups had been one. It returns
// [cx.ErrOverflow], and leaves p as it was, when there would be more than 2^64-1 hits
// or misses.
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

// Interval returns the interval to take when in doubt, that of [WeightedProportion.Wilson].
func (p WeightedProportion) Interval(level float64) (Interval, error) { return p.Wilson(level) }

// Wilson returns the score interval of the weighted share in percent: that of
// [Proportion.Wilson] with the weighted share as p and Kish's effective sample size
// ([Weights.KishN] of all responses) as n. With equal weights the two agree. It
// treats the weights as fixed and the responses as independent; clusters and
// weights fitted to the answers widen the truth. Weights that sum to zero, or none,
// return [cx.ErrNoData], a level outside [MinLevel]..[MaxLevel] [cx.ErrOutOfRange].
//
// Source: C. Franco, R. J. A. Little, T. A. Louis and E. V. Slud, "Comparative
// Study of Confidence Intervals for Proportions in Complex Sample Surveys", Journal
// of Survey Statistics and Methodology 7 (2019), 334-364.
func (p WeightedProportion) Wilson(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	low, high := c.wilson(level)
	return percentInterval(low, high, level), nil
}

// Compare compares two independent weighted proportions, receiver minus other, in
// percentage points: as [Proportion.Compare] does, with the effective numbers of hits and
// misses that [WeightedProportion.Wilson] has. With equal weights the two agree. Weights
// that sum to zero, or none, return [cx.ErrNoData], a level outside [MinLevel]..[MaxLevel]
// [cx.ErrOutOfRange].
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

// StdErr returns the standard error of the weighted share in percentage points: that of
// [Proportion.StdErr] with the effective numbers of [WeightedProportion.Wilson]. Weights
// that sum to zero, or none, return [cx.ErrNoData].
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
