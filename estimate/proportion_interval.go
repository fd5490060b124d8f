package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Interval returns the interval to take when in doubt, that of [Proportion.Wilson].
func (p Proportion) Interval(level float64) (Interval, error) { return p.Wilson(level) }

// StdErr returns the standard error of the share in percentage points,
// 100 * sqrt(p*(1-p)/n) with p = Hits/n and n = Hits+Misses. No data returns
// [cx.ErrNoData].
func (p Proportion) StdErr() (float64, error) {
	n, err := p.total()
	if err != nil {
		return 0, err
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return 100 * math.Sqrt(float64(p.Hits)/f*(float64(p.Misses)/f)/f), nil
}

// Wilson returns the score interval of the proportion in percent, the one to take
// when in doubt: averaged over all shares its coverage is near the level from a
// handful of answers on, and it never leaves 0..100. For shares of a few hits or
// misses it goes up and down with n, at 0.95 down to 83 percent at worst: the package
// documentation has a table. With n = Hits+Misses, p = Hits/n and
// z the normal quantile of the level its limits are
//
//	100 * (p + z^2/2n -+ z*sqrt(p*(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
//
// No data returns [cx.ErrNoData], a level outside [MinLevel]..[MaxLevel]
// [cx.ErrOutOfRange].
//
// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and
// Statistical Inference", JASA 22 (1927), 209-212.
func (p Proportion) Wilson(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	low, high := c.wilson(level)
	return percentInterval(low, high, level), nil
}

// ClopperPearson returns the exact interval of the proportion in percent: the
// shares that neither one-sided binomial test at (1-level)/2 rejects. It covers the
// true share at least with the probability level, mostly with more, and is wider
// than [Proportion.Wilson]; take it where falling short of the level is not
// allowed. With n = Hits+Misses its limits are the quantiles
//
//	100 * Beta(Hits, Misses+1) at (1-level)/2, 100 * Beta(Hits+1, Misses) at (1+level)/2
//
// and 0 for no hits, 100 for no misses. No data returns [cx.ErrNoData], a level outside
// [MinLevel]..[MaxLevel] [cx.ErrOutOfRange].
//
// Source: C. J. Clopper and E. S. Pearson, "The Use of Confidence or Fiducial
// Limits Illustrated in the Case of the Binomial", Biometrika 26 (1934), 404-413.
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

// AgrestiCoull returns the interval of Agresti and Coull in percent: the Wald
// interval after z^2/2 hits and as many misses were added, z being the normal
// quantile of the level. It is what to take for a formula that fits on a slide;
// it is a little wider than [Proportion.Wilson] around the same centre. With
// m = Hits+Misses+z^2 and q = (Hits+z^2/2)/m its limits are
//
//	100 * (q -+ z*sqrt(q*(1-q)/m))
//
// cut off at 0 and 100. No data returns [cx.ErrNoData], a level outside
// [MinLevel]..[MaxLevel] [cx.ErrOutOfRange].
//
// Source: A. Agresti and B. A. Coull, "Approximate is Better than 'Exact' for
// Interval Estimation of Binomial Proportions", The American Statistician 52
// (1998), 119-126.
func (p Proportion) AgrestiCoull(level float64) (Interval, error) {
	c, err := p.counts(level)
	if err != nil {
		return Interval{}, err
	}
	z := normal.Quantile(level)
	hits, misses := c.hits+z*z/2, c.misses+z*z/2
	return wald(hits, misses, z, level), nil
}

// Wald returns the textbook interval of the proportion in percent. It is here to
// reproduce reports that use it: near 0 and 100 and with few answers it covers the
// true share far less often than the level says, and with no hits (or no misses)
// it has no width at all. With n = Hits+Misses, p = Hits/n and z the normal
// quantile of the level its limits are
//
//	100 * (p -+ z*sqrt(p*(1-p)/n))
//
// cut off at 0 and 100. No data returns [cx.ErrNoData], a level outside
// [MinLevel]..[MaxLevel] [cx.ErrOutOfRange].
//
// Source: L. D. Brown, T. T. Cai and A. DasGupta, "Interval Estimation for a
// Binomial Proportion", Statistical Science 16 (2001), 101-133, which shows how it
// fails.
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
