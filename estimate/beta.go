package estimate

import (
	"math"

	"github.com/cxmetrics/cx/internal/normal"
)

// A beta is the distribution of the log odds of a beta variable X, measured from its mode:
// u = log(X/(1-X)) - log(a/b). See docs/estimate-intervals.md for the method.
type beta struct {
	a, b  float64
	p, q  float64 // a/(a+b) and b/(a+b), where the mode is
	total float64 // integral of exp(-D)
}

func newBeta(a, b float64) beta {
	d := beta{a: a, b: b, p: a / (a + b), q: b / (a + b)}
	d.total = d.outward(0, 1) + d.outward(0, -1)
	return d
}

// at returns X and 1-X at u.
func (d beta) at(u float64) (x, y float64) {
	return d.p / (d.p + d.q*math.Exp(-u)), d.q / (d.q + d.p*math.Exp(u))
}

// exponent returns D(u) = (a+b)*log(1 + p*(e^u-1)) - a*u.
func (d beta) exponent(u float64) float64 {
	if d.a > d.b { // seen from 1-X, where 1 + p*(e^u-1) keeps its digits
		d, u = beta{a: d.b, b: d.a, p: d.q, q: d.p}, -u
	}
	if u > 700 { // where e^u overflows, 1 is nothing beside p*e^u
		return d.b*u + (d.a+d.b)*math.Log(d.p)
	}
	e := math.Expm1(u)
	if math.Abs(u) > 1 {
		return (d.a+d.b)*math.Log1p(d.p*e) - d.a*u
	}
	// Near the mode the two terms cancel. With x = q*e/(1+p*e) and y = -p*e/(1+p*e),
	// the relative distances of X and 1-X from it, D = -a*log(1+x) - b*log(1+y) and
	// a*x + b*y = 0, which leaves a sum of two positive terms.
	scale := e / (1 + d.p*e)
	return d.a*minusLog1p(d.q*scale) + d.b*minusLog1p(-d.p*scale)
}

// minusLog1p returns x - log(1+x) with its digits kept near 0.
func minusLog1p(x float64) float64 {
	if math.Abs(x) > 0.15 {
		return x - math.Log1p(x)
	}
	// With t = x/(2+x): log(1+x) = 2*(t + t^3/3 + t^5/5 + ...) and x - 2*t = x*t.
	t := x / (2 + x)
	t2 := t * t
	var sum float64
	for k := 17.0; k >= 3; k -= 2 { // |t| < 0.09: what is left out is below 1e-17 of the sum
		sum = sum*t2 + 1/k
	}
	return x*t - 2*t*t2*sum
}

// outward returns the integral of exp(-D) from u away from the mode, side being 1
// or -1: the trapezoidal sum over t at v = u + side*scale*exp(t - exp(-t)), the
// double exponential formula for a decaying integrand on a half line. Half the step
// would change the result by less than 1e-13 of it.
//
// Source: H. Takahasi and M. Mori, "Double Exponential Formulas for Numerical
// Integration", Publications of the RIMS, Kyoto University 9 (1974), 721-741.
func (d beta) outward(u, side float64) float64 {
	const (
		step  = 1. / 16
		first = -3.625 // below, the weights are less than 1e-17
		last  = 8      // far above where the integrand of any a, b >= 1/2 has vanished
	)
	// In units of scale D rises by about 1 from u: its first two derivatives say so.
	x, y := d.at(u)
	slope := (d.a + d.b) * max(math.Abs(x-d.p), math.Abs(y-d.q)) // equal, but where p or q rounds to 1
	curve := (d.a + d.b) * x * y
	scale := 2 / (slope + math.Sqrt(slope*slope+2*curve))
	var sum float64
	for t := first; t < last; t += step {
		g := math.Exp(-t)
		v := math.Exp(-g) / g
		term := math.Exp(-d.exponent(u+side*scale*v)) * v * (1 + g)
		sum += term
		if t > 0 && term <= sum*1e-18 {
			break
		}
	}
	return sum * scale * step
}

// upper returns the probability of a value above u.
func (d beta) upper(u float64) float64 {
	if u < 0 {
		return 1 - d.outward(u, -1)/d.total
	}
	return d.outward(u, 1) / d.total
}

// upperQuantile returns the u that a value exceeds with the probability tail, by
// Newton's method on the logarithm of the upper tail. That is concave, as the
// logarithm of the density is, so from the second step on the iterates fall to
// the root and cannot pass it.
func (d beta) upperQuantile(tail float64) float64 {
	deviation := 1 / math.Sqrt(d.a*d.q) // the standard deviation that the curvature at the mode gives
	u := normal.Quantile(1-2*tail) * deviation
	for range 50 { // 3 to 7 are needed
		above := d.upper(u)
		step := math.Log(above/tail) * above * d.total * math.Exp(d.exponent(u))
		u += step
		if math.Abs(step) <= 1e-8*deviation { // what is left is of the order of its square
			break
		}
	}
	return u
}
