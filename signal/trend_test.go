package signal_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/signal"
	"pgregory.net/rapid"
)

// R 4.2.2, prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)): the smokers of its help page.
func TestSmokers(t *testing.T) {
	shares := []estimate.Proportion{{Hits: 83, Misses: 3}, {Hits: 90, Misses: 3}, {Hits: 129, Misses: 7}, {Hits: 70, Misses: 12}}
	a := must(signal.CochranArmitage(shares, nil))
	near(t, "chi-square", a.Z*a.Z, 8.2249222851977102)
	near(t, "p", a.P, 0.004131897477641487)
	if a.Z >= 0 || a.Slope >= 0 {
		t.Error(a)
	}
	b := must(signal.CochranArmitage(shares, []float64{10, 8, 6, 4}))
	near(t, "mirrored", b.Z, -a.Z)
	d := shares4(shares)
	near(t, "series", must(d.CochranArmitage()).Z, a.Z)
	for _, tc := range []struct {
		kind   error
		shares []estimate.Proportion
		scores []float64
	}{
		{cx.ErrNoData, nil, nil},
		{cx.ErrNoData, []estimate.Proportion{{Hits: 1, Misses: 1}}, nil},
		{cx.ErrNoData, []estimate.Proportion{{Hits: 1}, {Hits: 2}}, nil},
		{cx.ErrNoData, shares, []float64{1, 1, 1, 1}},
		{cx.ErrMismatch, shares, []float64{1}},
		{cx.ErrOutOfRange, shares, []float64{1, 2, 3, math.NaN()}},
	} {
		if _, err := signal.CochranArmitage(tc.shares, tc.scores); !errors.Is(err, tc.kind) {
			t.Error(tc, err)
		}
	}
	if _, err := values(1, 2, 3).CochranArmitage(); !errors.Is(err, cx.ErrMismatch) {
		t.Error(err)
	}
}

func shares4(ps []estimate.Proportion) signal.Data {
	var hits, n []uint64
	for _, p := range ps {
		hits, n = append(hits, p.Hits), append(n, p.Hits+p.Misses)
	}
	return shares(hits, n)
}

// R 4.2.2: cor.test(seq_along(y), y, method = "kendall", exact = FALSE, continuity = TRUE),
// and the median of the slopes of all pairs made with outer. The interval is of these slopes
// in order, with M of them and C = qnorm(0.975)*sqrt(variance):
// slopes[floor((M-C)/2)], slopes[ceiling((M+C)/2)+1].
func TestKendallAndSen(t *testing.T) {
	y := []float64{39, 41, 41, 41, 43, 44, 41, 42, 40, 41, 44, 40, 51, 38, 40, 43, 42, 41, 39, 60, 41, 42, 43, 40}
	k := must(signal.MannKendall(y))
	near(t, "z", k.Z, 0.404706792594155818)
	near(t, "p", k.P, 0.685693048623846835)
	near(t, "tau", k.Tau, 0.065915243241597879)
	s := must(signal.Sen(nil, y, 0.95))
	near(t, "slope", s.Slope, 0)
	near(t, "intercept", s.Intercept, 41)
	near(t, "variance", k.Variance, 1563)
	near(t, "low", s.Interval.Low, -1./11)
	near(t, "high", s.Interval.High, 1./6)

	q := []float64{3.1, 2.9, 4.4, 5.2, 4.8, 6.6, 5.9, 7.7, 8.1, 7.4, 9.9, 10.2}
	k = must(values(q...).MannKendall())
	near(t, "z", k.Z, 3.77149014728057885293)
	near(t, "p", k.P, 0.00016227556647604316)
	near(t, "tau", k.Tau, 0.8484848484848485)
	s = must(values(q...).Sen(0.95))
	near(t, "slope", s.Slope, 0.64772727272727271)
	near(t, "low", s.Interval.Low, 0.5)
	near(t, "high", s.Interval.High, 0.77142857142857135)

	// A gap takes its time: the slope per month stays 2.
	near(t, "gap", must(values(0, 2, math.NaN(), 6, 8, 10).Sen(0.95)).Slope, 2)
	for _, xs := range [][]float64{{1, 2}, {3, 3, 3}} {
		if _, err := signal.MannKendall(xs); !errors.Is(err, cx.ErrNoData) {
			t.Error(xs, err)
		}
	}
	if _, err := signal.MannKendall(make([]float64, 2049)); !errors.Is(err, cx.ErrOverflow) {
		t.Error(err)
	}
	if _, err := signal.MannKendall([]float64{1, math.Inf(1), 2}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if _, err := signal.Sen([]float64{1, 1, 2}, []float64{1, 2, 3}, 0.95); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if _, err := signal.Sen(nil, []float64{1, 2, 3}, 95); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

func TestTrendLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Map(rapid.IntRange(-9, 9), func(i int) float64 { return float64(i) }), 3, 30).Draw(t, "xs")
		up, down := make([]float64, len(xs)), make([]float64, len(xs))
		for i, x := range xs {
			up[i], down[i] = x+3*float64(i), -x
		}
		a, err := signal.MannKendall(xs)
		if err != nil {
			return
		}
		b := must(signal.MannKendall(down))
		if a.S != -b.S || a.Z != -b.Z || a.P != b.P || math.Abs(a.Tau) > 1 || !(a.P >= 0 && a.P <= 1) {
			t.Fatal(a, b)
		}
		s := must(signal.Sen(nil, xs, 0.9))
		u, err := signal.Sen(nil, up, 0.9)
		if err == nil && math.Abs(u.Slope-s.Slope-3) > 1e-9 || s.Slope < s.Interval.Low || s.Slope > s.Interval.High {
			t.Fatal(s, u)
		}
	})
}
