package estimate

import (
	"math"

	"github.com/cxmetrics/cx/internal/normal"
)

// A beta is the distribution of the log odds of a beta variable X with the
// parameters a and b (a, b >= 1/2), measured from its mode:
//
//	u = log(X/(1-X)) - log(a/b)
//
// Both intervals that need more than the normal distribution are quantiles of it:
// Clopper and Pearson's limits are those of X, and Student's t with f degrees of
// freedom is exp(u/2) for a = 1/2, b = f/2.
//
// Its density exp(-D(u)), D convex and 0 at the mode, is smooth on the whole line,
// so a tail is one short sum (see outward) with all digits right for parameters
// from 1/2 to beyond 2^64. The usual continued fraction needs about the root of
// the smaller parameter in steps, and loses what the logarithm of the beta
// function has lost: at 10^12 all but a few digits of the interval's width.
type beta struct {
	a, b     float64 // a <= b
	p, q     float64 // a/(a+b), b/(a+b)
	total    float64 // integral of exp(-D)
	mirrored bool    // a and b were swapped: u is that of 1-X, negated
}

func newBeta(a, b float64) beta {
	d := beta{a: a, b: b}
	if a > b {
		// The smaller first: then log1p(p*expm1(u)) keeps its digits.
		d = beta{a: b, b: a, mirrored: true}
	}
	d.p, d.q = d.a/(d.a+d.b), d.b/(d.a+d.b)
	d.total = d.outward(0, 1) + d.outward(0, -1)
	return d
}

// exponent returns D(u) = (a+b)*log(1 + p*(e^u-1)) - a*u.
func (d beta) exponent(u float64) float64 {
	e := math.Expm1(u)
	if math.Abs(u) > 1 {
		return (d.a+d.b)*math.Log1p(d.p*e) - d.a*u
	}
	// Near the mode the two terms cancel. With x = q*e/(1+p*e) and y = -p*e/(1+p*e),
	// the relative distances of X and 1-X from the mode, a*x + b*y = 0, which leaves
	// a sum of two positive terms.
	scale := e / (1 + d.p*e)
	return d.a*minusLog1p(d.q*scale) + d.b*minusLog1p(-d.p*scale)
}

// minusLog1p returns x - log(1+x) with its digits kept near 0.
func minusLog1p(x float64) float64 {
	if math.Abs(x) > 0.5 {
		return x - math.Log1p(x)
	}
	// With t = x/(2+x): log(1+x) = 2*(t + t^3/3 + t^5/5 + ...) and x - 2*t = x*t.
	t := x / (2 + x)
	t2 := t * t
	var sum float64
	for k := 27.0; k >= 3; k -= 2 { // |t| <= 1/3: the next term is below 1e-16 of the sum
		sum = sum*t2 + 1/k
	}
	return x*t - 2*t*t2*sum
}

// outward returns the integral of exp(-D) from u away from the mode, side being 1
// or -1, as the trapezoidal sum over t of v = u + side*scale*exp(t - exp(-t)): the
// double exponential formula for a decaying integrand on a half line.
// H. Takahasi and M. Mori, "Double Exponential Formulas for Numerical
// Integration", Publ. RIMS Kyoto Univ. 9 (1974), 721-741.
func (d beta) outward(u, side float64) float64 {
	const step = 1. / 16
	// The scale is where the first two derivatives put D one above D(u).
	x, y := d.p/(d.p+d.q*math.Exp(-u)), d.q/(d.q+d.p*math.Exp(u))
	slope, curve := (d.a+d.b)*math.Abs(x-d.p), (d.a+d.b)*x*y
	scale := 2 / (slope + math.Sqrt(slope*slope+2*curve))
	var sum float64
	for t := -3.625; t < 8; t += step {
		g := math.Exp(-t)
		v := math.Exp(t - g)
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
	side := 1.
	if d.mirrored {
		u, side = -u, -1
	}
	if u*side < 0 {
		return 1 - d.outward(u, -side)/d.total
	}
	return d.outward(u, side) / d.total
}

// upperQuantile returns the u that a value exceeds with the probability tail, by
// Newton's method on the logarithm of the upper tail. That is concave, as the
// logarithm of the density is, so from the second step on the iterates fall to
// the root and cannot pass it.
func (d beta) upperQuantile(tail float64) float64 {
	side := 1.
	if d.mirrored {
		side = -1
	}
	deviation := 1 / math.Sqrt(d.a*d.q) // the standard deviation that the curvature at the mode gives
	u := normal.Quantile(1-2*tail) * deviation
	for range 50 { // 4 to 7 are needed
		above := d.upper(u)
		step := math.Log(above/tail) * above * d.total * math.Exp(d.exponent(side*u))
		u += step
		if math.Abs(step) <= 1e-8*deviation { // the error left is of the order of its square
			break
		}
	}
	return u
}

// lowerShare returns the X that falls short with the probability tail.
func (d beta) lowerShare(tail float64) float64 {
	d.mirrored = !d.mirrored
	return d.share(-d.upperQuantile(tail), !d.mirrored)
}

// upperShare returns the X that is exceeded with the probability tail.
func (d beta) upperShare(tail float64) float64 {
	return d.share(d.upperQuantile(tail), d.mirrored)
}

// share returns the X whose log odds are u from the mode.
func (d beta) share(u float64, mirrored bool) float64 {
	if mirrored {
		return d.q / (d.q + d.p*math.Exp(-u))
	}
	return d.p / (d.p + d.q*math.Exp(-u))
}
