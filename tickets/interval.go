package tickets

import (
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// DurationInterval is a confidence interval of a duration.
type DurationInterval struct {
	Low, High time.Duration // both included
	Level     float64       // such as 0.95
}

// medianRank returns the largest r for which the r-th smallest and r-th largest of
// n values hold the population's median between them with at least the given
// confidence, and that confidence: 1 - 2 P(B <= r-1) with B binomial(n, 1/2). With
// r = 0 there is none.
func medianRank(n uint64, level float64) (r uint64, coverage float64) {
	tail := (1 - level) / 2
	// Begin ten standard deviations beyond the level and add up from there: what is
	// left out is less than 1e-20 of the tail.
	size := float64(n)
	k := uint64(max(0, math.Floor(size/2-math.Sqrt(size/4)*(normal.Quantile(level)+10))))
	term := binomialHalf(size, float64(k))
	for below := 0.0; ; k++ {
		if below += term; below > tail {
			return r, coverage
		}
		r, coverage = k+1, 1-2*below
		term *= float64(n-k) / float64(k+1)
	}
}

// binomialHalf returns P(B = k) for B binomial(n, 1/2).
func binomialHalf(n, k float64) float64 {
	if k == 0 {
		return math.Exp2(-n)
	}
	// Stirling's series for each factorial; the leading powers are taken together
	// so that none of them cancels against another (Loader 2000).
	x := k/n - 0.5
	deviance := n * (k/n*math.Log1p(2*x) + (1-k/n)*math.Log1p(-2*x))
	return math.Exp(stirlingError(n)-stirlingError(k)-stirlingError(n-k)-deviance) *
		math.Sqrt(n/(2*math.Pi*k*(n-k)))
}

// stirlingError returns log(n!) - log(sqrt(2 pi n) (n/e)^n).
func stirlingError(n float64) float64 {
	if n < 16 {
		lg, _ := math.Lgamma(n + 1)
		return lg - (n+0.5)*math.Log(n) + n - 0.5*math.Log(2*math.Pi)
	}
	n2 := n * n
	return (1./12 - (1./360-(1./1260-(1./1680)/n2)/n2)/n2) / n
}

// durationOf returns nanoseconds as a duration, or [cx.ErrOverflow].
func durationOf(ns float64) (time.Duration, error) {
	ns = math.Round(ns)
	if !(ns >= math.MinInt64 && ns < -math.MinInt64) {
		return 0, sentinel.Errorf(cx.ErrOverflow, "tickets: %v nanoseconds pass the longest duration", ns)
	}
	return time.Duration(ns), nil
}
