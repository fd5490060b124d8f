package estimate_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

// methods are the intervals of a proportion.
var methods = []struct {
	name     string
	interval func(estimate.Proportion, float64) (estimate.Interval, error)
}{
	{"Wald", estimate.Proportion.Wald},
	{"AgrestiCoull", estimate.Proportion.AgrestiCoull},
	{"Wilson", estimate.Proportion.Wilson},
	{"ClopperPearson", estimate.Proportion.ClopperPearson},
}

func TestPublishedProportionIntervals(t *testing.T) {
	// statsmodels, its tests of proportion_confint: 18 of 20 with method="wilson",
	// 4 of 20 with method="beta".
	got, err := estimate.Proportion{Hits: 18, Misses: 2}.Wilson(0.95)
	wantInterval(t, "Wilson 18/20", got, err, 69.89663548, 97.21335188, 1e-9)
	got, err = estimate.Proportion{Hits: 4, Misses: 16}.ClopperPearson(0.95)
	wantInterval(t, "Clopper-Pearson 4/20", got, err, 5.73339971, 43.66140030, 1e-8)

	// R. G. Newcombe, "Two-Sided Confidence Intervals for the Single Proportion",
	// Statistics in Medicine 17 (1998), 857-872, table I, methods 1, 3 and 5.
	for _, tc := range []struct {
		hits, n             uint64
		wald, wilson, exact [2]float64
	}{
		{81, 263, [2]float64{0.2522, 0.3638}, [2]float64{0.2553, 0.3662}, [2]float64{0.2527, 0.3676}},
		{15, 148, [2]float64{0.0527, 0.1500}, [2]float64{0.0624, 0.1605}, [2]float64{0.0578, 0.1617}},
		{0, 20, [2]float64{0, 0}, [2]float64{0, 0.1611}, [2]float64{0, 0.1684}},
		{1, 29, [2]float64{0, 0.1009}, [2]float64{0.0061, 0.1718}, [2]float64{0.0009, 0.1776}}, // Wald cut off at 0
	} {
		p := estimate.Proportion{Hits: tc.hits, Misses: tc.n - tc.hits}
		for _, m := range []struct {
			name     string
			interval func(float64) (estimate.Interval, error)
			want     [2]float64
		}{{"Wald", p.Wald, tc.wald}, {"Wilson", p.Wilson, tc.wilson}, {"Clopper-Pearson", p.ClopperPearson, tc.exact}} {
			got, err := m.interval(0.95)
			if err != nil || math.Abs(got.Low/100-m.want[0]) > 0.5001e-4 || math.Abs(got.High/100-m.want[1]) > 0.5001e-4 {
				t.Errorf("%s of %d/%d: %v, %v, want %v", m.name, tc.hits, tc.n, got, err, m.want)
			}
		}
	}
}

// testdata/reference.json was made by testdata/reference.py with mpmath 1.3.0 and 30 digits.
func TestReferenceIntervals(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Proportions []struct {
			Hits, Misses                               uint64
			Level                                      float64
			Wilson, ClopperPearson, AgrestiCoull, Wald [2]float64
		}
	}
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	if len(reference.Proportions) < 50 {
		t.Fatalf("only %d rows", len(reference.Proportions))
	}
	for _, r := range reference.Proportions {
		want := map[string][2]float64{
			"Wald": r.Wald, "AgrestiCoull": r.AgrestiCoull, "Wilson": r.Wilson, "ClopperPearson": r.ClopperPearson,
		}
		p := estimate.Proportion{Hits: r.Hits, Misses: r.Misses}
		for _, m := range methods {
			got, err := m.interval(p, r.Level)
			tolerance := 1e-13
			if m.name == "ClopperPearson" {
				tolerance = 1e-12
			}
			if err != nil || !near(got.Low, want[m.name][0], tolerance) || !near(got.High, want[m.name][1], tolerance) || got.Level != r.Level {
				t.Errorf("%s of %+v at %v: %v, %v, want %v", m.name, p, r.Level, got, err, want[m.name])
			}
		}
	}
}

func TestIntervalErrors(t *testing.T) {
	p := estimate.Proportion{Hits: 1, Misses: 1}
	s := sampleOf(t, 1, 2)
	for _, level := range badLevels {
		for _, m := range methods {
			_, err := m.interval(p, level)
			wantError(t, m.name, err, cx.ErrOutOfRange)
		}
		_, err := s.Interval(level)
		wantError(t, "StudentT", err, cx.ErrOutOfRange)
	}
	for _, m := range methods {
		_, err := m.interval(estimate.Proportion{}, 0.95)
		wantError(t, m.name, err, cx.ErrNoData)
	}
}

func propertyProportionIntervals(t *rapid.T) {
	p := estimate.Proportion{
		Hits:   rapid.OneOf(rapid.Uint64Range(0, 20), rapid.Uint64Range(0, 1<<40)).Draw(t, "hits"),
		Misses: rapid.OneOf(rapid.Uint64Range(0, 20), rapid.Uint64Range(0, 1<<40)).Draw(t, "misses"),
	}
	if p == (estimate.Proportion{}) {
		return
	}
	share := 100 * float64(p.Hits) / (float64(p.Hits) + float64(p.Misses))
	low, high := level(t, "level"), level(t, "other level")
	if low > high {
		low, high = high, low
	}
	k := rapid.Uint64Range(2, 100).Draw(t, "times")
	const ulps = 1e-12 * 100
	byName := map[string]estimate.Interval{}
	for _, m := range methods {
		i, err := m.interval(p, low)
		if err != nil {
			t.Fatal(err)
		}
		byName[m.name] = i
		if !(0 <= i.Low && i.Low <= i.High && i.High <= 100 && i.Level == low) {
			t.Fatalf("%s of %+v: %v", m.name, p, i)
		}
		if share < i.Low-ulps || share > i.High+ulps {
			t.Fatalf("%s of %+v: %v is not in %v", m.name, p, share, i)
		}
		if (p.Hits == 0 && i.Low != 0) || (p.Misses == 0 && i.High != 100) {
			t.Fatalf("%s of %+v: %v", m.name, p, i)
		}
		mirrored, err := m.interval(estimate.Proportion{Hits: p.Misses, Misses: p.Hits}, low)
		if err != nil || math.Abs(mirrored.Low-(100-i.High)) > ulps || math.Abs(mirrored.High-(100-i.Low)) > ulps {
			t.Fatalf("%s of %+v: %v, of the complement %v, %v", m.name, p, i, mirrored, err)
		}
		wider, err := m.interval(p, high)
		if err != nil || wider.Low > i.Low+ulps || wider.High < i.High-ulps {
			t.Fatalf("%s of %+v: %v at %v, but %v, %v at %v", m.name, p, i, low, wider, err, high)
		}
		more, err := m.interval(estimate.Proportion{Hits: k * p.Hits, Misses: k * p.Misses}, low)
		if err != nil || more.Margin() > i.Margin()+ulps {
			t.Fatalf("%s of %+v: %v, of %d times as many %v, %v", m.name, p, i, k, more, err)
		}
	}
	// Agresti and Coull's interval contains Wilson's, which has the same centre.
	ac, w := byName["AgrestiCoull"], byName["Wilson"]
	if ac.Low > w.Low+ulps || ac.High < w.High-ulps {
		t.Fatalf("%+v: Agresti-Coull %v, Wilson %v", p, ac, w)
	}
	if ac.Low > 0 && ac.High < 100 && math.Abs(ac.Low+ac.High-w.Low-w.High) > 4*ulps {
		t.Fatalf("%+v: Agresti-Coull %v and Wilson %v differ in their centres", p, ac, w)
	}
}

// Without misses (or hits) the interval ends at 100 (or 0), not an ulp beside it.
func TestIntervalsEndAtTheBorder(t *testing.T) {
	for n := uint64(1); n <= 3000; n++ {
		for _, level := range []float64{0.5, 0.9, 0.95, 0.99, 0.999999} {
			all, err := share(n, n).Wilson(level)
			none, err2 := share(0, n).Wilson(level)
			if err != nil || err2 != nil || all.High != 100 || none.Low != 0 {
				t.Fatalf("%d: %v, %v and %v, %v", n, all, err, none, err2)
			}
		}
	}
}

func TestProportionIntervalProperties(t *testing.T) { rapid.Check(t, propertyProportionIntervals) }

// The differences in R's data set sleep, in tenths of an hour: the paired test of
// Student (1908), t.test(extra2, extra1, paired = TRUE) of R.
func TestStudentTSleep(t *testing.T) {
	s := sampleOf(t, 12, 24, 13, 13, 0, 10, 18, 8, 46, 14)
	got, err := s.Interval(0.95)
	wantInterval(t, "StudentT", got, err, 7.001142, 24.598858, 1e-7)
}

func propertyStudentT(t *rapid.T) {
	values := rapid.SliceOfN(rapid.Int64Range(-1e15, 1e15), 2, 20).Draw(t, "values")
	s := sampleOf(t, values...)
	low, high := level(t, "level"), level(t, "other level")
	if low > high {
		low, high = high, low
	}
	i, err := s.Interval(low)
	if slices.Min(values) == slices.Max(values) {
		if !errors.Is(err, cx.ErrNoData) {
			t.Fatalf("values without spread have the interval %v, %v", i, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	mean, _ := s.Score()
	if m := mean.InexactFloat64(); m < i.Low || m > i.High || i.Level != low {
		t.Fatalf("%v does not contain the mean %v", i, m)
	}
	if wider, err := s.Interval(high); err != nil || wider.Low > i.Low || wider.High < i.High {
		t.Fatalf("%v at %v, but %v, %v at %v", i, low, wider, err, high)
	}
	var negated, often estimate.Sample
	for _, x := range values {
		if negated.Add(-x) != nil || often.AddN(x, 3) != nil {
			t.Fatal("adding failed")
		}
	}
	if n, err := negated.Interval(low); err != nil || n.Low != -i.High || n.High != -i.Low {
		t.Fatalf("%v, negated %v, %v", i, n, err)
	}
	if more, err := often.Interval(low); err != nil || more.Margin() > i.Margin() {
		t.Fatalf("%v, of three times as many %v, %v", i, more, err)
	}
	cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
	merged := sampleOf(t, values[cut:]...)
	if err := merged.Merge(new(sampleOf(t, values[:cut]...))); err != nil {
		t.Fatal(err)
	}
	if m, err := merged.Interval(low); err != nil || m != i {
		t.Fatalf("merged %v, %v, whole %v", m, err, i)
	}
}

func TestStudentTProperties(t *testing.T) { rapid.Check(t, propertyStudentT) }

// Instants in nanoseconds since 1970: their squares pass 2^120, but the interval has
// the digits that float64 can give.
func TestStudentTOfLargeValues(t *testing.T) {
	const base = 1_700_000_000_000_000_000
	s := sampleOf(t, base, base+1_000_000, base+2_000_000)
	got, err := s.Interval(0.95)
	// Standard error 1e6/sqrt(3), t(2) = 0.95*sqrt(2/(0.05*1.95)).
	margin := 0.95 * math.Sqrt(2/(0.05*1.95)) * 1e6 / math.Sqrt(3)
	ulp := math.Nextafter(base, math.Inf(1)) - base
	if err != nil || math.Abs(got.Low-(base+1e6-margin)) > ulp || math.Abs(got.High-(base+1e6+margin)) > ulp {
		t.Errorf("%v, %v, want %v -+ %v", got, err, base+1e6, margin)
	}
	var constant estimate.Sample
	if err := constant.AddN(math.MaxInt64, 1<<40); err != nil {
		t.Fatal(err)
	}
	if i, err := constant.Interval(0.95); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("equal values, without any spread, have the interval %v, %v", i, err)
	}
}

func TestInterval(t *testing.T) {
	i := estimate.Interval{Low: 40, High: 60, Level: 0.9}
	if i.Margin() != 10 {
		t.Errorf("margin %v", i.Margin())
	}
}
