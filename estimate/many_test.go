package estimate_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"pgregory.net/rapid"
)

var adjustments = []estimate.Adjustment{estimate.Holm, estimate.Bonferroni, estimate.BenjaminiHochberg, estimate.BenjaminiYekutieli}

// The fifteen p-values of Benjamini and Hochberg 1995, section 3.2.
var fifteen = []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000}

// Their paper rejects 4 by their procedure and 3 by Bonferroni's. The values are of
// R 4.2.2, p.adjust(p, "holm"), "bonferroni", "BH" and "BY".
func TestAdjustPublished(t *testing.T) {
	for _, tt := range []struct {
		a        estimate.Adjustment
		want     []float64
		rejected int
	}{
		{estimate.Holm, []float64{0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1}, 3},
		{estimate.Bonferroni, []float64{0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1, 1, 1, 1, 1, 1}, 3},
		{estimate.BenjaminiHochberg, []float64{
			0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857142857142862, 0.063857142857142862, 0.0645, 0.0765,
			0.486, 0.58118181818181813, 0.714875, 0.75323076923076926, 0.81321428571428567, 1,
		}, 4},
		{estimate.BenjaminiYekutieli, []float64{
			0.0049773434898434899, 0.0099546869796869799, 0.031523175435675434, 0.11821190788378289, 0.20008920829170829,
			0.21189262285333715, 0.21189262285333715, 0.21402577006327006, 0.25384451798201801, 1, 1, 1, 1, 1, 1,
		}, 3},
	} {
		// In any order: here from the largest.
		backward, want := slices.Clone(fifteen), slices.Clone(tt.want)
		slices.Reverse(backward)
		slices.Reverse(want)
		got, err := tt.a.Adjust(backward)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for i, p := range got {
			if !near(p, want[i], 1e-14) {
				t.Errorf("%v: %v, want %v", tt.a, got, want)
				break
			}
			if p <= 0.05 {
				n++
			}
		}
		if n != tt.rejected {
			t.Errorf("%v: %d rejected, want %d", tt.a, n, tt.rejected)
		}
	}
}

// Holm's is the closed test of Bonferroni's: a comparison is rejected when every set of
// comparisons that it is in has a p-value of at most alpha over the size of the set.
// Benjamini and Hochberg's is the least, over all thresholds from p on, of the false ones
// expected below the threshold for each one found.
func TestAdjustByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.01, 0.02, 0.5, 1})), 0, 8).Draw(t, "p")
		n := float64(len(p))
		adjusted := map[estimate.Adjustment][]float64{}
		for _, a := range adjustments {
			got, err := a.Adjust(p)
			if err != nil || len(got) != len(p) {
				t.Fatal(got, err)
			}
			adjusted[a] = got
		}
		harmonic := 0.
		for i := range p {
			harmonic += 1 / float64(i+1)
		}
		for i := range p {
			var holm float64
			for set := range 1 << len(p) {
				if set>>i&1 == 0 {
					continue
				}
				size, least := 0., 1.
				for j, x := range p {
					if set>>j&1 == 1 {
						size, least = size+1, min(least, x)
					}
				}
				holm = max(holm, min(1, size*least))
			}
			bh, by := 1., 1.
			for _, threshold := range p {
				found := 0.
				for _, x := range p {
					if x <= threshold {
						found++
					}
				}
				if threshold >= p[i] {
					bh, by = min(bh, n*threshold/found), min(by, harmonic*n*threshold/found)
				}
			}
			for a, want := range map[estimate.Adjustment]float64{
				estimate.Holm: holm, estimate.Bonferroni: min(1, n*p[i]), estimate.BenjaminiHochberg: bh, estimate.BenjaminiYekutieli: by,
			} {
				if got := adjusted[a][i]; !near(got, want, 1e-12) || got < p[i]*(1-1e-15) || got > 1 {
					t.Fatalf("%v of %v: the %d-th is %v, want %v", a, p, i, got, want)
				}
			}
		}
	})
}

func TestJudge(t *testing.T) {
	d := func(difference, p float64) estimate.Difference {
		return estimate.Difference{Estimate: difference, Low: difference - 1, High: difference + 1, Level: 0.95, P: p}
	}
	all := []estimate.Difference{d(2, 0.01), {}, d(-3, 0.02), d(1, 0.04), d(-1, 0.5), {}}
	for _, tt := range []struct {
		a    estimate.Adjustment
		want []estimate.Judged
	}{
		{estimate.Holm, []estimate.Judged{{estimate.Higher, 0.04}, {}, {estimate.NoClearChange, 0.06}, {estimate.NoClearChange, 0.08}, {estimate.NoClearChange, 0.5}, {}}},
		{estimate.Bonferroni, []estimate.Judged{{estimate.Higher, 0.04}, {}, {estimate.NoClearChange, 0.08}, {estimate.NoClearChange, 0.16}, {estimate.NoClearChange, 1}, {}}},
		{estimate.BenjaminiHochberg, []estimate.Judged{{estimate.Higher, 0.04}, {}, {estimate.Lower, 0.04}, {estimate.NoClearChange, 4 * 0.04 / 3}, {estimate.NoClearChange, 0.5}, {}}},
	} {
		got, err := tt.a.Judge(all, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i].Change != tt.want[i].Change || !near(got[i].P, tt.want[i].P, 1e-14) {
				t.Errorf("%v: %v, want %v", tt.a, got, tt.want)
			}
		}
	}
	// A p-value at the border counts, though 1-0.9 is below 0.1 as a float64.
	for _, level := range []float64{0.9, 0.95, 0.99, 0.999} {
		p := map[float64]float64{0.9: 0.1, 0.95: 0.05, 0.99: 0.01, 0.999: 0.001}[level]
		if got, err := estimate.Holm.Judge([]estimate.Difference{d(1, p)}, level); err != nil || got[0].Change != estimate.Higher {
			t.Errorf("%v at %v: %v, %v", p, level, got, err)
		}
		if got, err := estimate.Holm.Judge([]estimate.Difference{d(1, p*(1+1e-9))}, level); err != nil || got[0].Change != estimate.NoClearChange {
			t.Errorf("above %v at %v: %v, %v", p, level, got, err)
		}
	}
	if got, err := estimate.Holm.Judge(nil, 0.95); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
}

// Without a change, how often is there a false one among 24 months of four segments, each
// compared with the month before? Neighbouring comparisons share a month. At 95 percent
// each nearly always; adjusted by Holm, in at most 5 percent of the cases.
func TestJudgeFalseAlarms(t *testing.T) {
	const runs, segments, months, n = 400, 4, 24, 400
	rng := rand.New(rand.NewPCG(1, 2))
	alone, adjusted := 0, 0
	for range runs {
		var all []estimate.Difference
		for range segments {
			var before estimate.Proportion
			for month := range months + 1 {
				hits := min(n, max(0, math.Round(320+8*rng.NormFloat64()))) // 80 percent of 400
				now := estimate.Proportion{Hits: uint64(hits), Misses: n - uint64(hits)}
				if month > 0 {
					d, err := now.Compare(before, 0.95)
					if err != nil {
						t.Fatal(err)
					}
					all = append(all, d)
				}
				before = now
			}
		}
		if slices.ContainsFunc(all, func(d estimate.Difference) bool { return d.Sign() != 0 }) {
			alone++
		}
		judged, err := estimate.Holm.Judge(all, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(judged, func(j estimate.Judged) bool { return j.Change != estimate.NoClearChange }) {
			adjusted++
		}
	}
	if alone < runs*95/100 || adjusted > runs*7/100 || adjusted == 0 { // 5 percent and two standard deviations
		t.Errorf("of %d reports without a change %d show one, and adjusted %d", runs, alone, adjusted)
	}
}

func TestBonferroniLevel(t *testing.T) {
	// Four intervals at 1 - 0.05/4.
	if got, err := estimate.BonferroniLevel(0.95, 4); err != nil || got != 0.9875 {
		t.Error(got, err)
	}
	if got, err := estimate.BonferroniLevel(0.95, 1); err != nil || got != 0.95 {
		t.Error(got, err)
	}
	if got, err := estimate.BonferroniLevel(0.95, 49999); err != nil || got > normal.MaxLevel {
		t.Error(got, err)
	}
	for _, n := range []int{-1, 0, 50001, math.MaxInt} {
		_, err := estimate.BonferroniLevel(0.95, n)
		wantError(t, "BonferroniLevel", err, cx.ErrOutOfRange)
	}
	for _, level := range badLevels {
		_, err := estimate.BonferroniLevel(level, 2)
		wantError(t, "BonferroniLevel", err, cx.ErrOutOfRange)
		_, err = estimate.Holm.Judge(nil, level)
		wantError(t, "Judge", err, cx.ErrOutOfRange)
	}
}

func TestAdjustErrors(t *testing.T) {
	for _, p := range []float64{math.NaN(), -0.1, 1.1, math.Inf(1)} {
		for _, a := range adjustments {
			_, err := a.Adjust([]float64{0.5, p})
			wantError(t, "Adjust", err, cx.ErrOutOfRange)
			_, err = a.Judge([]estimate.Difference{{}, {Estimate: 1, P: p}}, 0.9)
			wantError(t, "Judge", err, cx.ErrOutOfRange)
		}
	}
	none := estimate.Adjustment(4)
	_, err := none.Adjust(nil)
	wantError(t, "Adjust", err, cx.ErrOutOfRange)
	if got := none.String() + estimate.Change(9).String(); got != "Adjustment(4)Change(9)" {
		t.Error(got)
	}
	for i, want := range []string{"not compared", "no clear change", "higher", "lower"} {
		if got := estimate.Change(i).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for i, want := range []string{"Holm", "Bonferroni", "Benjamini-Hochberg", "Benjamini-Yekutieli"} {
		if got := estimate.Adjustment(i).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Adjusted p-values do not change what was given.
func TestAdjustLeavesItsInput(t *testing.T) {
	p := []float64{0.5, 0.1, 0.3}
	if _, err := estimate.BenjaminiHochberg.Adjust(p); err != nil || !slices.Equal(p, []float64{0.5, 0.1, 0.3}) {
		t.Error(p, err)
	}
}
