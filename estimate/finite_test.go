package estimate_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// 40 of 80 staff, of 100. R 4.2.2, survey 4.1.1: svymean of a design with fpc = 100 has
// the standard error behind the margin 0.0493082452645826; svymean of the ratings 5, 4, 4,
// 3, 5, 2, 5, 4 of 20 people, confint(m, df = 7), 3.30770890611242 to 4.69229109388758.
func TestFinitePublished(t *testing.T) {
	p := estimate.Proportion{Hits: 40, Misses: 40}
	i, err := p.CochranOf(100, 0.95)
	if err != nil || math.Abs(i.Margin()-4.93082452645826) > 1e-9 {
		t.Error(i, err)
	}
	// By the definition: 1.96 * sqrt(0.25/80 * 20/99).
	i, err = p.WaldOf(100, 0.95)
	if err != nil || math.Abs(i.Margin()-195.99639845400545*math.Sqrt(0.25/80*20/99)) > 1e-9 {
		t.Error(i, err)
	}
	// Wilson's: prop.test(0.8*n, n, correct = FALSE) with n = 80*99/20.
	i, err = estimate.Proportion{Hits: 64, Misses: 16}.IntervalOf(100, 0.95)
	wantInterval(t, "IntervalOf", i, err, 75.7804914629851, 83.643061237324, 1e-11)
	j, err := sampleOf(t, 5, 4, 4, 3, 5, 2, 5, 4).IntervalOf(20, 0.95)
	wantInterval(t, "IntervalOf", j, err, 3.30770890611242, 4.69229109388758, 1e-12)
	m, err := estimate.MeanOf(sampleOf(t, 5, 5, 4), 1, 5)
	if err != nil {
		t.Fatal(err)
	}
	k, err := m.IntervalOf(4, 0.95) // 14/3 -+ 4.302653 / 3 * sqrt(1/4), cut to the scale
	wantInterval(t, "IntervalOf", k, err, 14./3-4.30265272974946/6, 5, 1e-12)
}

func TestFiniteProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := estimate.Proportion{Hits: rapid.Uint64Range(0, 60).Draw(t, "hits"), Misses: rapid.Uint64Range(1, 60).Draw(t, "misses")}
		n := p.Hits + p.Misses
		population, level := n+rapid.Uint64Range(1, 400).Draw(t, "rest"), level(t, "level")
		share := 100 * float64(p.Hits) / float64(n)
		wide, err := p.Interval(level)
		if err != nil {
			t.Fatal(err)
		}
		// Narrower than for a large population, the narrower the fewer are left, and the share
		// alone when none is.
		far, err1 := p.IntervalOf(population+1, level)
		near, err2 := p.IntervalOf(population, level)
		all, err3 := p.IntervalOf(n, level)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		const e = 1e-9
		if !(wide.Low <= far.Low+e && far.Low <= near.Low+e && near.Low <= share+e && share <= near.High+e && near.High <= far.High+e && far.High <= wide.High+e) {
			t.Fatalf("%v, %v, %v of %v", wide, far, near, p)
		}
		if math.Abs(all.Low-share) > e || all.Low != all.High {
			t.Fatalf("all of %v: %v", p, all)
		}
		large, err := p.IntervalOf(math.MaxUint64, level)
		if err != nil || math.Abs(large.Low-wide.Low) > e || math.Abs(large.High-wide.High) > e {
			t.Fatalf("%v of a large population: %v, want %v, %v", p, large, wide, err)
		}
		// By the definition: the roots of (share-x)^2 = z^2 * x*(1-x)/n * (N-n)/(N-1).
		z := math.Sqrt2 * math.Erfinv(level)
		for _, x := range []float64{near.Low / 100, near.High / 100} {
			got := (share/100 - x) * (share/100 - x)
			want := z * z * x * (1 - x) / float64(n) * float64(population-n) / float64(population-1)
			if math.Abs(got-want) > 1e-12 {
				t.Fatalf("%v of %d: %v, want %v", p, population, got, want)
			}
		}
	})
}

func TestFiniteErrors(t *testing.T) {
	p := estimate.Proportion{Hits: 4, Misses: 1}
	for name, f := range map[string]func(estimate.Proportion, uint64, float64) (estimate.Interval, error){
		"IntervalOf": estimate.Proportion.IntervalOf, "WaldOf": estimate.Proportion.WaldOf, "CochranOf": estimate.Proportion.CochranOf,
	} {
		_, err := f(p, 4, 0.95)
		wantError(t, name, err, cx.ErrOutOfRange)
		_, err = f(estimate.Proportion{}, 4, 0.95)
		wantError(t, name, err, cx.ErrNoData)
		_, err = f(p, 9, 95)
		wantError(t, name, err, cx.ErrOutOfRange)
		_, err = f(estimate.Proportion{Hits: math.MaxUint64, Misses: 1}, 9, 0.95)
		wantError(t, name, err, cx.ErrOutOfRange)
		if i, err := f(p, 5, 0.95); err != nil || i.Low != 80 || i.High != 80 {
			t.Errorf("%s of all: %v, %v", name, i, err)
		}
		i, err := f(estimate.Proportion{Hits: 1}, 5, 0.95)
		if name == "CochranOf" {
			wantError(t, name, err, cx.ErrNoData)
		} else if err != nil || i.High != 100 {
			t.Errorf("%s of one: %v, %v", name, i, err)
		}
	}
	s := sampleOf(t, 3, 3)
	_, err := s.IntervalOf(3, 0.95)
	wantError(t, "equal values", err, cx.ErrNoData)
	_, err = s.IntervalOf(1, 0.95)
	wantError(t, "too many values", err, cx.ErrOutOfRange)
	_, err = estimate.Sample{}.IntervalOf(0, 0.95)
	wantError(t, "no values", err, cx.ErrNoData)
	_, err = s.IntervalOf(3, 95)
	wantError(t, "level", err, cx.ErrOutOfRange)
	_, err = sampleOf(t, 3).IntervalOf(3, 0.95)
	wantError(t, "one value", err, cx.ErrNoData)
	if i, err := s.IntervalOf(2, 0.95); err != nil || i.Low != 3 || i.High != 3 {
		t.Errorf("all values: %v, %v", i, err)
	}
}

// Weights 1, 1, 2: 3 * (1+1+4) / (1+1+2)^2 = 1.125.
func TestDesignEffect(t *testing.T) {
	var w estimate.Weights
	_, err := w.DesignEffect()
	wantError(t, "no weights", err, cx.ErrNoData)
	for _, x := range []int64{1, 1, 2} {
		if err := w.Add(decimal.New(x, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.DesignEffect(); err != nil || got.String() != "1.125" {
		t.Error(got, err)
	}
}
