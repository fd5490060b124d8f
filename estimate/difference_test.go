package estimate_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"pgregory.net/rapid"
)

func share(hits, n uint64) estimate.Proportion {
	return estimate.Proportion{Hits: hits, Misses: n - hits}
}

func TestCompareNewcombePublished(t *testing.T) {
	// statsmodels, its tests of confint_proportions_2indep (method="newcomb") and of
	// proportions_ztest.
	d, err := share(7, 34).Compare(share(1, 34), 0.95)
	if err != nil || math.Abs(d.Low/100-0.018921) > 5e-7 || math.Abs(d.High/100-0.340369) > 5e-7 || !near(d.Estimate, 100*6./34, 1e-14) {
		t.Errorf("7/34 against 1/34: %+v, %v", d, err)
	}
	d, err = share(5, 83).Compare(share(12, 99), 0.95)
	if err != nil || math.Abs(d.Statistic - -1.4078304151) > 5e-11 || math.Abs(d.P-0.1591812918) > 5e-11 || d.DF != 0 {
		t.Errorf("5/83 against 12/99: %+v, %v", d, err)
	}
	// R. G. Newcombe, "Interval Estimation for the Difference Between Independent
	// Proportions", Statistics in Medicine 17 (1998), 873-890, table II, method 10.
	for _, tc := range []struct {
		hits1, n1, hits2, n2 uint64
		low, high            float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		d, err := share(tc.hits1, tc.n1).Compare(share(tc.hits2, tc.n2), 0.95)
		if err != nil || math.Abs(d.Low/100-tc.low) > 0.5001e-4 || math.Abs(d.High/100-tc.high) > 0.5001e-4 {
			t.Errorf("%d/%d - %d/%d: %+v, %v, want %v to %v", tc.hits1, tc.n1, tc.hits2, tc.n2, d, err, tc.low, tc.high)
		}
	}
}

// Where nobody, or everybody, of both groups has the property, nothing differs.
func TestCompareNewcombeWithoutVariation(t *testing.T) {
	for _, pair := range [][2]estimate.Proportion{{share(0, 5), share(0, 9)}, {share(5, 5), share(9, 9)}} {
		d, err := pair[0].Compare(pair[1], 0.95)
		if err != nil || d.Estimate != 0 || d.Statistic != 0 || d.P != 1 || d.Sign() != 0 || !(d.Low < 0 && d.High > 0) {
			t.Errorf("%+v: %+v, %v", pair, d, err)
		}
	}
}

// oracleNewcombe is the definition with 300 bits. It returns the interval in
// percentage points and the statistic.
func oracleNewcombe(a, b estimate.Proportion, z float64) (low, high, statistic float64) {
	f := func(x float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(x) }
	u := func(x uint64) *big.Float { return new(big.Float).SetPrec(300).SetUint64(x) }
	add := func(x, y *big.Float) *big.Float { return new(big.Float).Add(x, y) }
	sub := func(x, y *big.Float) *big.Float { return new(big.Float).Sub(x, y) }
	mul := func(x, y *big.Float) *big.Float { return new(big.Float).Mul(x, y) }
	quo := func(x, y *big.Float) *big.Float { return new(big.Float).Quo(x, y) }
	root := func(x *big.Float) *big.Float { return new(big.Float).Sqrt(x) }
	zz := mul(f(z), f(z))
	wilson := func(p estimate.Proportion) (share, n, low, high *big.Float) {
		n = add(u(p.Hits), u(p.Misses))
		share = quo(u(p.Hits), n)
		half := root(add(quo(mul(share, sub(f(1), share)), n), quo(zz, mul(f(4), mul(n, n)))))
		half.Mul(half, f(z))
		center, scale := add(share, quo(zz, mul(f(2), n))), add(f(1), quo(zz, n))
		return share, n, quo(sub(center, half), scale), quo(add(center, half), scale)
	}
	p, n, l, h := wilson(a)
	q, m, k, v := wilson(b)
	square := func(x *big.Float) *big.Float { return mul(x, x) }
	d := sub(p, q)
	toFloat := func(x *big.Float) float64 {
		r, _ := x.Float64()
		return r
	}
	low = 100 * toFloat(sub(d, root(add(square(sub(p, l)), square(sub(v, q))))))
	high = 100 * toFloat(add(d, root(add(square(sub(h, p)), square(sub(q, k))))))
	pooled := quo(add(u(a.Hits), u(b.Hits)), add(n, m))
	if variance := mul(mul(pooled, sub(f(1), pooled)), add(quo(f(1), n), quo(f(1), m))); variance.Sign() > 0 {
		statistic = toFloat(quo(d, root(variance)))
	}
	return low, high, statistic
}

func anyProportion() *rapid.Generator[estimate.Proportion] {
	count := rapid.OneOf(rapid.Uint64Range(0, 30), rapid.Uint64Range(0, 1e6), rapid.Uint64())
	return rapid.Custom(func(t *rapid.T) estimate.Proportion {
		p := estimate.Proportion{Hits: count.Draw(t, "hits"), Misses: count.Draw(t, "misses")}
		if p == (estimate.Proportion{}) {
			p.Misses = 1
		}
		return p
	})
}

func propertyCompareNewcombe(t *rapid.T) {
	a, b := anyProportion().Draw(t, "first"), anyProportion().Draw(t, "second")
	if rapid.Bool().Draw(t, "close") {
		b = a
		if b.Hits < math.MaxUint64 {
			b.Hits++
		}
	}
	level := rapid.SampledFrom([]struct{ level, z float64 }{
		{0.5, 0.6744897501960817432}, {0.95, 1.9599639845400538556}, {0.999999, 4.8916384756929317718},
	}).Draw(t, "level")
	d, err := a.Compare(b, level.level)
	if err != nil {
		t.Fatal(err)
	}
	low, high, statistic := oracleNewcombe(a, b, level.z)
	// Relative to the width: where the interval ends near 0, digits of its end are not to be had.
	width := math.Max(high-low, 1e-300)
	if math.Abs(d.Low-low) > 1e-11*width+1e-14*math.Abs(low) || math.Abs(d.High-high) > 1e-11*width+1e-14*math.Abs(high) {
		t.Fatalf("%+v - %+v: %+v, want %v to %v", a, b, d, low, high)
	}
	if !near(d.Statistic, statistic, 1e-12) || !near(d.P, math.Erfc(math.Abs(statistic)/math.Sqrt2), 1e-6) && d.P > 1e-200 {
		t.Fatalf("%+v - %+v: %+v, want the statistic %v", a, b, d, statistic)
	}
	checkDifference(t, d)
	if max(a.Hits, a.Misses, b.Hits, b.Misses) < math.MaxUint64/3 {
		wide, err := a.Compare(b, normal.MaxLevel)
		shrunk, err2 :=
			estimate.Proportion{Hits: 3 * a.Hits, Misses: 3 * a.Misses}.Compare(estimate.Proportion{Hits: 3 * b.Hits, Misses: 3 * b.Misses}, level.level)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		checkNesting(t, d, wide, shrunk)
	}
	swapped, err := b.Compare(a, level.level)
	if err != nil || swapped != negated(d) {
		t.Fatalf("%+v, swapped %+v, %v", d, swapped, err)
	}
	if same, err := a.Compare(a, level.level); err != nil || same.Estimate != 0 || same.Statistic != 0 || same.P != 1 || same.Low != -same.High {
		t.Fatalf("compared with itself: %+v, %v", same, err)
	}
}

// checkNesting checks that a comparison at the higher of two levels contains the other,
// and that more of the same answers make it narrower.
func checkNesting(t *rapid.T, narrow, wide, shrunk estimate.Difference) {
	slack := 1e-12 * (math.Abs(narrow.Low) + math.Abs(narrow.High))
	if wide.Low > narrow.Low+slack || wide.High < narrow.High-slack || wide.Estimate != narrow.Estimate || wide.P != narrow.P {
		t.Fatalf("%+v does not contain %+v", wide, narrow)
	}
	if shrunk.High-shrunk.Low > narrow.High-narrow.Low+slack {
		t.Fatalf("%+v of three times the answers of %+v", shrunk, narrow)
	}
}

func checkDifference(t *rapid.T, d estimate.Difference) {
	if !(d.Low <= d.Estimate && d.Estimate <= d.High && d.P >= 0 && d.P <= 1) ||
		d.Estimate*d.Statistic < 0 || (d.Sign() > 0) != (d.Low > 0) || (d.Sign() < 0) != (d.High < 0) {
		t.Fatalf("%+v, sign %d", d, d.Sign())
	}
}

func negated(d estimate.Difference) estimate.Difference {
	d.Estimate, d.Low, d.High, d.Statistic = 0-d.Estimate, -d.High, -d.Low, 0-d.Statistic
	return d
}

func TestCompareNewcombeProperties(t *testing.T) { rapid.Check(t, propertyCompareNewcombe) }

// R, data set sleep: t.test(extra ~ group) gives t = -1.8608, df = 17.776,
// p = 0.07939 and the interval -3.3654832 to 0.2054832. The values are tenths.
func TestCompareWelchSleep(t *testing.T) {
	first := sampleOf(t, 7, -16, -2, -12, -1, 34, 37, 8, 0, 20)
	second := sampleOf(t, 19, 8, 11, 1, -1, 44, 55, 16, 46, 34)
	d, err := first.Compare(second, 0.95)
	if err != nil || math.Abs(d.Statistic - -1.8608) > 5e-5 || math.Abs(d.DF-17.776) > 5e-4 ||
		math.Abs(d.P-0.07939) > 5e-6 || math.Abs(d.Low - -33.654832) > 5e-7 || math.Abs(d.High-2.054832) > 5e-7 || !near(d.Estimate, -15.8, 1e-15) {
		t.Errorf("%+v, %v", d, err)
	}
}

func propertyCompareWelch(t *rapid.T) {
	value := rapid.Int64Range(-1000, 1000)
	xs := rapid.SliceOfN(value, 2, 15).Draw(t, "first")
	ys := rapid.SliceOfN(value, 2, 15).Draw(t, "second")
	level := level(t, "level")
	a, b := sampleOf(t, xs...), sampleOf(t, ys...)
	d, err := a.Compare(b, level)
	if a.SumOfSquares().Int64() == 0 && b.SumOfSquares().Int64() == 0 {
		return // no spread, see TestCompareErrors
	}
	if err != nil {
		va, _ := a.Variance()
		vb, _ := b.Variance()
		if va.IsZero() && vb.IsZero() {
			return
		}
		t.Fatal(err)
	}
	// The definition in float64, which is good enough for small values.
	moments := func(xs []int64) (mean, squaredError, df float64) {
		n := float64(len(xs))
		for _, x := range xs {
			mean += float64(x) / n
		}
		for _, x := range xs {
			squaredError += (float64(x) - mean) * (float64(x) - mean) / (n * (n - 1))
		}
		return mean, squaredError, n - 1
	}
	m1, e1, f1 := moments(xs)
	m2, e2, f2 := moments(ys)
	df := (e1 + e2) * (e1 + e2) / (e1*e1/f1 + e2*e2/f2)
	if math.Abs(d.Estimate-(m1-m2)) > 1e-10 || !near(d.DF, df, 1e-10) || math.Abs(d.Statistic-(m1-m2)/math.Sqrt(e1+e2)) > 1e-9*(1+math.Abs(d.Statistic)) {
		t.Fatalf("%+v, want %v with %v degrees of freedom", d, m1-m2, df)
	}
	checkDifference(t, d)
	// The test rejects at a level if and only if the interval excludes 0.
	if distance := math.Abs(d.P - (1 - level)); distance > 1e-9 && (d.P < 1-level) != (d.Sign() != 0) {
		t.Fatalf("%+v: test and interval disagree", d)
	}
	wide, err := a.Compare(b, max(level, 0.99))
	if err != nil {
		t.Fatal(err)
	}
	shrunk, err := sampleOf(t, slices.Concat(xs, xs, xs)...).Compare(sampleOf(t, slices.Concat(ys, ys, ys)...), level)
	if err != nil {
		t.Fatal(err)
	}
	checkNesting(t, d, wide, shrunk)
	swapped, err := b.Compare(a, level)
	if err != nil || swapped != negated(d) {
		t.Fatalf("%+v, swapped %+v, %v", d, swapped, err)
	}
	// Far from zero nothing changes: the means cancel exactly.
	const offset = 9_000_000_000_000_000_000
	var far1, far2 estimate.Sample
	for _, x := range xs {
		if err := far1.Add(x + offset); err != nil {
			t.Fatal(err)
		}
	}
	for _, y := range ys {
		if err := far2.Add(y + offset); err != nil {
			t.Fatal(err)
		}
	}
	if far, err := far1.Compare(far2, level); err != nil || far != d {
		t.Fatalf("%+v, far from zero %+v, %v", d, far, err)
	}
}

func TestCompareWelchProperties(t *testing.T) { rapid.Check(t, propertyCompareWelch) }

func TestCompareErrors(t *testing.T) {
	p, s := share(1, 2), sampleOf(t, 1, 2)
	for _, level := range badLevels {
		_, err := p.Compare(p, level)
		wantError(t, "CompareNewcombe", err, cx.ErrOutOfRange)
		_, err = s.Compare(s, level)
		wantError(t, "CompareWelch", err, cx.ErrOutOfRange)
	}
	_, err := estimate.Proportion{}.Compare(p, 0.95)
	wantError(t, "nothing against something", err, cx.ErrNoData)
	_, err = p.Compare(estimate.Proportion{}, 0.95)
	wantError(t, "something against nothing", err, cx.ErrNoData)
	one := sampleOf(t, 7)
	_, err = one.Compare(s, 0.95)
	wantError(t, "one value against two", err, cx.ErrNoData)
	_, err = s.Compare(one, 0.95)
	wantError(t, "two values against one", err, cx.ErrNoData)
	_, err = sampleOf(t, 3, 3).Compare(sampleOf(t, 4, 4, 4), 0.95)
	wantError(t, "no spread", err, cx.ErrNoData)
	// One of the two without spread is fine: the other says how much chance does.
	d, err := sampleOf(t, 3, 3).Compare(sampleOf(t, 4, 6), 0.95)
	if err != nil || d.DF != 1 || d.Estimate != -2 || d.Statistic != -2 {
		t.Errorf("%+v, %v", d, err)
	}
}
