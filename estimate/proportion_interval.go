package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Interval returns the recommended interval, [Proportion.Wilson].
func (p Proportion) Interval(level float64) (Interval, error) { return p.Wilson(level) }

// StdErr returns 100*sqrt(p*(1-p)/n) in percentage points.
func (p Proportion) StdErr() (float64, error) {
	n, err := p.total()
	if err != nil {
		return 0, err
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return 100 * math.Sqrt(float64(p.Hits)/f*(float64(p.Misses)/f)/f), nil
}

// Wilson returns the score interval in percent: with the share p of n and the normal quantile z
// of the level,
//
//	100*(p + z^2/2n -+ z*sqrt(p*(1-p)/n + z^2/4n^2))/(1 + z^2/n)
//
// It is good from a handful of answers on.
//
// Source: Wilson 1927.
func (p Proportion) Wilson(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	low, high := c.wilson(level)
	return percentInterval(low, high, level), nil
}

// ClopperPearson returns the exact interval in percent. It contains the true share at least as
// often as the level says, at the price of width. Its limits are
//
//	100*Beta(Hits, Misses+1) at (1-level)/2, 100*Beta(Hits+1, Misses) at (1+level)/2
//
// and 0 for no hits, 100 for no misses.
//
// Source: Clopper and Pearson 1934.
func (p Proportion) ClopperPearson(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	tail := (1 - level) / 2
	low, high := 0., 1.
	if p.Hits > 0 {
		_, low = betaLimit(c.misses+1, c.hits, tail)
	}
	if p.Misses > 0 {
		high, _ = betaLimit(c.hits+1, c.misses, tail)
	}
	return percentInterval(low, high, level), nil
}

// betaLimit returns the X that a beta variable exceeds with the probability tail,
// and 1-X.
func betaLimit(a, b, tail float64) (x, y float64) {
	d := newBeta(a, b)
	return d.at(d.upperQuantile(tail))
}

// AgrestiCoull returns [Proportion.Wald] after adding z^2/2 hits and as many misses, z being
// the normal quantile of the level. It can be computed by hand.
//
// Source: Agresti and Coull 1998.
func (p Proportion) AgrestiCoull(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	z := normal.Quantile(level)
	hits, misses := c.hits+z*z/2, c.misses+z*z/2
	return wald(hits, misses, z, level), nil
}

// Wald returns the textbook interval in percent, cut off at 0 and 100:
//
//	100*(p -+ z*sqrt(p*(1-p)/n))
//
// Take it only to reproduce old reports: with few answers, or near 0 and 100, it often misses
// the true share.
//
// Source: Brown, Cai and DasGupta 2001.
func (p Proportion) Wald(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	return wald(c.hits, c.misses, normal.Quantile(level), level), nil
}

func wald(hits, misses, z, level float64) Interval {
	n := hits + misses
	share, margin := hits/n, z*math.Sqrt(hits/n*(misses/n)/n)
	return percentInterval(share-margin, share+margin, level)
}

func (p Proportion) counts(level float64) (counts, error) {
	if err := checkLevel(level); err != nil {
		return counts{}, err
	}
	if p == (Proportion{}) {
		return counts{}, sentinel.Errorf(cx.ErrNoData, "estimate: a proportion of nothing has no interval")
	}
	return counts{hits: float64(p.Hits), misses: float64(p.Misses)}, nil
}
