package estimate

import (
	"encoding/json"
	"math"
	"math/big"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// Clopper and Pearson's limits by their definition: with the lower limit as the
// true share, that many hits or more have the probability (1-level)/2; with the
// upper limit, that many or fewer.
func TestClopperPearsonByBinomialSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 150).Draw(t, "n")
		hits := rapid.IntRange(0, n).Draw(t, "hits")
		tail := rapid.Float64Range(5e-7, 0.25).Draw(t, "tail")
		near := func(name string, got float64) {
			if math.Abs(got-tail) > 2e-12*tail {
				t.Fatalf("%d of %d: %s %v, want %v", hits, n, name, got, tail)
			}
		}
		misses := n - hits
		if hits > 0 {
			rest, limit := betaLimit(float64(misses+1), float64(hits), tail)
			near("at the lower limit", atLeast(n, hits, limit))
			if math.Abs(rest+limit-1) > 1e-15 {
				t.Fatalf("%v and %v are not one", rest, limit)
			}
		}
		if misses > 0 {
			_, miss := betaLimit(float64(hits+1), float64(misses), tail)
			near("at the upper limit", atLeast(n, misses, miss))
		}
	})
}

// atLeast returns the probability of k hits or more in n trials with 200 bits.
func atLeast(n, k int, share float64) float64 {
	float := func(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }
	p, q := float(share), float(1)
	q.Sub(q, p)
	power := func(x *big.Float, n int) *big.Float {
		z := float(1)
		for range n {
			z.Mul(z, x)
		}
		return z
	}
	sum := float(0)
	for i := k; i <= n; i++ {
		term := new(big.Float).SetPrec(200).SetInt(new(big.Int).Binomial(int64(n), int64(i)))
		sum.Add(sum, term.Mul(term, power(p, i)).Mul(term, power(q, n-i)))
	}
	f, _ := sum.Float64()
	return f
}

// Student's distribution with 1 and 2 degrees of freedom has closed forms, and with
// a huge number it is the normal distribution.
func TestStudentClosedForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(0, 50).Draw(t, "t")
		for _, tc := range []struct{ df, want float64 }{
			{1, 2 / math.Pi * math.Atan2(1, x)},
			{2, 2 / (math.Sqrt(2+x*x) * (math.Sqrt(2+x*x) + x))},
			{1e18, math.Erfc(x / math.Sqrt2)},
		} {
			// An error in t grows by up to its square on the normal tail.
			if got := studentP(tc.df, x); math.Abs(got-tc.want) > 1e-12*tc.want+1e-300 {
				t.Fatalf("P(%v, %v) = %v, want %v", tc.df, x, got, tc.want)
			}
			if studentP(tc.df, -x) != studentP(tc.df, x) {
				t.Fatalf("P(%v, %v) depends on the sign", tc.df, x)
			}
		}
		level := rapid.Float64Range(0.5, 0.999999).Draw(t, "level")
		s, c := math.Sincos(math.Pi / 2 * (1 - level))
		if got := studentQuantile(1, level); math.Abs(got-c/s) > 1e-12*got {
			t.Fatalf("quantile(1, %v) = %v, want %v", level, got, c/s)
		}
		want := level * math.Sqrt(2/((1-level)*(1+level)))
		if got := studentQuantile(2, level); math.Abs(got-want) > 1e-12*got {
			t.Fatalf("quantile(2, %v) = %v, want %v", level, got, want)
		}
	})
}

func TestStudentRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df := math.Exp(rapid.Float64Range(0, 44).Draw(t, "log df"))
		level := rapid.Float64Range(0.5, 0.999999).Draw(t, "level")
		x := studentQuantile(df, level)
		if got := studentP(df, x); math.Abs(got-(1-level)) > 1e-12*(1-level) {
			t.Fatalf("P(%v, quantile(%v)) = %v, want %v", df, level, got, 1-level)
		}
	})
}

// Whatever comes in, the sums end and a probability comes out.
func TestBetaExtremes(t *testing.T) {
	for _, d := range []beta{newBeta(0.5, 0.5), newBeta(0.5, 1<<63), newBeta(1<<63, 0.5), newBeta(1<<63, 1<<63), newBeta(1<<64, 1)} {
		for _, u := range []float64{math.Inf(-1), -math.MaxFloat64, -800, -1, -1e-300, 0, 1e-300, 1, 800, math.MaxFloat64, math.Inf(1)} {
			if p := d.upper(u); !(p >= 0 && p <= 1) {
				t.Errorf("upper tail of %+v at %v is %v", d, u, p)
			}
		}
	}
	for _, x := range []float64{1e100, 1e200, 1e300} { // 1 - (2/pi)*atan(x)
		if got, want := studentP(1, x), 2/math.Pi/x; math.Abs(got-want) > 1e-12*want {
			t.Errorf("P(1, %v) = %v, want %v", x, got, want)
		}
	}
	if p := studentP(5, math.Inf(1)); p != 0 {
		t.Errorf("P(5, Inf) = %v", p)
	}
	if p := studentP(5, math.SmallestNonzeroFloat64); p != 1 {
		t.Errorf("P(5, 5e-324) = %v", p)
	}
}

func TestMinusLog1p(t *testing.T) {
	for _, x := range []float64{-0.9, -0.5, -0.1500001, -0.15, -0.1, -1e-3, -1e-9, 1e-12, 1e-5, 0.01, 0.15, 0.1500001, 0.5, 1.7} {
		// The series x^2/2 - x^3/3 + ..., or the definition, with 300 bits.
		want := referenceMinusLog1p(x)
		if got := minusLog1p(x); math.Abs(got-want) > 4e-15*want {
			t.Errorf("minusLog1p(%v) = %v, want %v", x, got, want)
		}
	}
	if got := minusLog1p(0); got != 0 {
		t.Errorf("minusLog1p(0) = %v", got)
	}
}

// referenceMinusLog1p sums x - log(1+x) = -(log1p(x) - x) by halving: log(1+x) is
// 2^k times the logarithm of the 2^k-th root of 1+x.
func referenceMinusLog1p(x float64) float64 {
	const bits, halvings = 300, 40
	float := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	root := new(big.Float).Add(float(1), float(x))
	for range halvings {
		root.Sqrt(root)
	}
	small := new(big.Float).Sub(root, float(1)) // |small| < 1e-11: 8 terms are enough for 80 digits
	sum, power := float(0), float(1)
	for k := 1; k <= 8; k++ {
		power.Mul(power, small)
		term := new(big.Float).Quo(power, float(float64(k)))
		if k%2 == 0 {
			term.Neg(term)
		}
		sum.Add(sum, term)
	}
	sum.SetMantExp(sum, halvings)
	f, _ := new(big.Float).Sub(float(x), sum).Float64()
	return f
}

// testdata/reference.json was made by testdata/reference.py with mpmath 1.3.0 and 30 digits.
func TestReferenceStudent(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Quantiles []struct{ DF, Level, T float64 }
		P         []struct{ DF, T, P float64 }
	}
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	if len(reference.Quantiles) < 40 || len(reference.P) < 60 {
		t.Fatalf("only %d quantiles and %d tails", len(reference.Quantiles), len(reference.P))
	}
	for _, r := range reference.Quantiles {
		if got := studentQuantile(r.DF, r.Level); math.Abs(got-r.T) > 1e-12*r.T {
			t.Errorf("quantile(%v, %v) = %v, want %v", r.DF, r.Level, got, r.T)
		}
	}
	for _, r := range reference.P {
		if got := studentP(r.DF, r.T); math.Abs(got-r.P) > 1e-12*r.P {
			t.Errorf("P(%v, %v) = %v, want %v", r.DF, r.T, got, r.P)
		}
	}
}
