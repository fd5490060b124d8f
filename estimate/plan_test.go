package estimate_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

func plan(t interface{ Fatal(...any) }, hits, misses uint64, level float64) estimate.Plan {
	p, err := estimate.PlanProportion(estimate.Proportion{Hits: hits, Misses: misses}, level)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// R. V. Krejcie and D. W. Morgan, "Determining Sample Size for Research
// Activities", Educational and Psychological Measurement 30 (1970), table 1:
// 50 percent +- 5 points at 95 percent, by population. The table rounds to the
// nearest, which for 500, 2000 and 75,000 (217.5, 322.4 and 382.2) is one response
// too few. A large population takes 1.959964^2 * 0.25 / 0.05^2 = 384.15 responses.
func TestResponsesKrejcieMorgan(t *testing.T) {
	p := plan(t, 1, 1, 0.95)
	for _, tc := range []struct{ population, want uint64 }{
		{10, 10}, {100, 80}, {500, 217 + 1}, {1000, 278}, {2000, 322 + 1}, {5000, 357}, {10_000, 370}, {75_000, 382 + 1}, {1_000_000, 384},
	} {
		if got, err := p.Of(tc.population).Responses(5); err != nil || got != tc.want {
			t.Errorf("of %d: %d, %v, want %d", tc.population, got, err, tc.want)
		}
	}
	if got, err := p.Responses(5); err != nil || got != 385 {
		t.Errorf("of a large population: %d, %v, want 385", got, err)
	}
	// 100 points either way is 1 response, at 95 percent 1.96*50 = 98 points.
	if got, err := p.Responses(98); err != nil || got != 1 {
		t.Errorf("98 points: %d, %v, want 1", got, err)
	}
	if got, err := p.Responses(97.9); err != nil || got != 2 {
		t.Errorf("97.9 points: %d, %v, want 2", got, err)
	}
}

func TestMargin(t *testing.T) {
	// 1.959963984540054 * 50 / sqrt(1000), and with the correction sqrt(4000/4999).
	p := plan(t, 1, 1, 0.95)
	want := 1.959963984540054 * 50 / math.Sqrt(1000)
	if got, err := p.Margin(1000); err != nil || !near(got, want, 1e-14) {
		t.Errorf("Margin = %v, %v, want %v", got, err, want)
	}
	want *= math.Sqrt(4000. / 4999)
	if got, err := p.Of(5000).Margin(1000); err != nil || !near(got, want, 1e-14) {
		t.Errorf("Margin = %v, %v, want %v", got, err, want)
	}
	for _, n := range []uint64{1, 7, math.MaxUint64} {
		if got, err := p.Of(n).Margin(n); err != nil || got != 0 {
			t.Errorf("of %d the margin of %d = %v, %v, want 0", n, n, got, err)
		}
	}
	mean, err := estimate.PlanMean(1.2, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	// (1.6448536269514722 * 1.2 / 0.1)^2 = 389.6
	if got, err := mean.Responses(0.1); err != nil || got != 390 {
		t.Errorf("Responses = %d, %v, want 390", got, err)
	}
}

// The plan's answer is the smallest: the formula solved for n, with 200 bits, lies
// between it and the number before.
func TestResponsesAreTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.OneOf(rapid.Uint64Range(1, 100), rapid.Uint64Range(1e17, math.MaxUint64))
		hits := count.Draw(t, "hits")
		misses := rapid.OneOf(rapid.Uint64Range(max(1, hits/1000), hits), rapid.Just(hits)).Draw(t, "misses")
		if rapid.Bool().Draw(t, "swapped") {
			hits, misses = misses, hits
		}
		margin := rapid.Float64Range(0.001, 60).Draw(t, "margin")
		population := rapid.Uint64Range(1, 1e12).Draw(t, "population")
		p := plan(t, hits, misses, 0.95)
		float := func(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }
		mul := func(x, y *big.Float) *big.Float { return new(big.Float).SetPrec(200).Mul(x, y) }
		// n0 = z^2 * 100^2 * hits*misses/(hits+misses)^2 / margin^2
		z, whole := float(1.9599639845400538556), func(n uint64) *big.Float { return new(big.Float).SetPrec(200).SetUint64(n) }
		both := new(big.Float).SetPrec(200).Add(whole(hits), whole(misses))
		n0 := mul(mul(z, z), mul(float(10_000), mul(whole(hits), whole(misses))))
		n0.Quo(n0, mul(both, both))
		n0.Quo(n0, mul(float(margin), float(margin)))
		// Cochran: n = n0 / (1 + (n0-1)/N) = n0*N / (N + n0 - 1).
		size := new(big.Float).SetPrec(200).SetUint64(population)
		sum := new(big.Float).SetPrec(200).Add(size, n0)
		corrected := mul(n0, size)
		corrected.Quo(corrected, sum.Sub(sum, float(1)))
		if n0.Cmp(float(1)) < 0 {
			corrected.SetInt64(1)
		}
		between := func(name string, got uint64, want *big.Float) {
			// The float64 computation may differ on which side of a whole number it is.
			up := new(big.Float).SetPrec(200).SetUint64(got)
			down := new(big.Float).SetPrec(200).SetUint64(got - 1)
			if up.Cmp(mul(want, float(1-1e-12))) < 0 || got > 1 && down.Cmp(mul(want, float(1+1e-12))) >= 0 {
				t.Fatalf("%s = %d, want %v", name, got, want)
			}
		}
		got, err := p.Responses(margin)
		if err != nil {
			t.Fatal(err)
		}
		between("Responses", got, n0)
		gotOf, err := p.Of(population).Responses(margin)
		if err != nil {
			t.Fatal(err)
		}
		between("Responses of", gotOf, corrected)
		if gotOf > got || gotOf > population {
			t.Fatalf("%d responses of %d, %d of any", gotOf, population, got)
		}

		// And by the margins themselves.
		for _, n := range []uint64{got - 1, got} {
			if n == 0 {
				continue
			}
			if m, err := p.Margin(n); err != nil || m <= margin != (n == got) {
				t.Fatalf("%d responses have the margin %v, %v", n, m, err)
			}
		}
		for _, n := range []uint64{gotOf - 1, gotOf} {
			if n == 0 {
				continue
			}
			if m, err := p.Of(population).Margin(n); err != nil || m <= margin != (n == gotOf) {
				t.Fatalf("%d responses of %d have the margin %v, %v", n, population, m, err)
			}
		}
	})
}

// The correction by its definition: of all samples of 2 from the population 1, 2, 6
// (mean 3, variance 14/3 with the divisor 3) the means 1.5, 3.5 and 4 have the variance
// (2.25 + 0.25 + 1) / 3 = 14/3 / 2 * (3-2)/(3-1).
func TestPlanOfByDefinition(t *testing.T) {
	p, err := estimate.PlanMean(math.Sqrt(14./3), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	want := 1.959963984540054 * math.Sqrt(3.5/3)
	if got, err := p.Of(3).Margin(2); err != nil || !near(got, want, 1e-14) {
		t.Errorf("Margin = %v, %v, want %v", got, err, want)
	}
}

func TestPlanErrors(t *testing.T) {
	_, err := estimate.PlanProportion(estimate.Proportion{}, 0.95)
	wantError(t, "planning for nothing", err, cx.ErrNoData)
	for _, p := range []estimate.Proportion{{Hits: 7}, {Misses: 7}} {
		_, err := estimate.PlanProportion(p, 0.95)
		wantError(t, "planning without variation", err, cx.ErrOutOfRange)
	}
	for _, stdDev := range []float64{math.NaN(), math.Inf(1), -1, 0, 1e301} {
		_, err := estimate.PlanMean(stdDev, 0.95)
		wantError(t, "standard deviation", err, cx.ErrOutOfRange)
	}
	for _, level := range badLevels {
		_, err := estimate.PlanMean(1, level)
		wantError(t, "level", err, cx.ErrOutOfRange)
		_, err = estimate.PlanProportion(share(1, 2), level)
		wantError(t, "level", err, cx.ErrOutOfRange)
	}
	p := plan(t, 1, 1, 0.95)
	for _, margin := range []float64{math.NaN(), math.Inf(1), -1, 0, 1e-12} {
		_, err := p.Responses(margin)
		wantError(t, "margin", err, cx.ErrOutOfRange)
		if margin == 1e-12 { // with a finite population, asking everybody reaches any margin
			continue
		}
		_, err = p.Of(100).Responses(margin)
		wantError(t, "margin", err, cx.ErrOutOfRange)
	}
	_, err = p.Margin(0)
	wantError(t, "no responses", err, cx.ErrNoData)
	_, err = p.Of(100).Margin(0)
	wantError(t, "no responses", err, cx.ErrNoData)
	_, err = p.Of(100).Margin(101)
	wantError(t, "more responses than people", err, cx.ErrOutOfRange)
	_, err = p.Of(0).Responses(5)
	wantError(t, "no population", err, cx.ErrNoData)
	var zero estimate.Plan
	_, err = zero.Margin(5)
	wantError(t, "zero plan", err, cx.ErrOutOfRange)
	_, err = zero.Of(5).Margin(5)
	wantError(t, "zero plan", err, cx.ErrOutOfRange)
	_, err = zero.Responses(5)
	wantError(t, "zero plan", err, cx.ErrOutOfRange)
	_, err = zero.Of(5).Responses(5)
	wantError(t, "zero plan", err, cx.ErrOutOfRange)
}
