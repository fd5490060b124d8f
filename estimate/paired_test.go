package estimate_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

// The approval ratings of Agresti, "Categorical Data Analysis", 3rd ed., table 11.1:
// R 4.2.2, mcnemar.test(matrix(c(794, 86, 150, 570), 2), correct = FALSE) and
// binom.test(86, 236).
func TestMcNemarPublished(t *testing.T) {
	p := estimate.PairedProportion{Both: 794, FirstOnly: 150, SecondOnly: 86, Neither: 570}
	d, err := p.Compare(0.95)
	if err != nil || !near(d.Statistic*d.Statistic, 17.3559322033898, 1e-12) || !near(d.P, 3.09929344104522e-05, 1e-12) || d.Estimate != -4 || d.Sign() != -1 {
		t.Error(d, err)
	}
	// Agresti gives the standard error as 0.0095.
	if math.Abs(d.StdErr-0.95) > 0.005 {
		t.Error(d.StdErr)
	}
	for _, tt := range []struct {
		first, second uint64
		want          float64
	}{{150, 86, 3.71593613957143e-05}, {2, 12, 0.012939453125}, {12, 2, 0.012939453125}, {1, 2, 1}, {0, 0, 1}, {0, 10, 2. / 1024}, {7, 7, 1}} {
		got, err := estimate.PairedProportion{Both: 3, FirstOnly: tt.first, SecondOnly: tt.second}.Exact()
		if err != nil || !near(got, tt.want, 1e-12) {
			t.Errorf("%d and %d: %v, %v, want %v", tt.first, tt.second, got, err, tt.want)
		}
	}
	same, err := estimate.PairedProportion{Both: 5, Neither: 3}.Compare(0.95)
	if err != nil || same.P != 1 || same.Statistic != 0 || same.Low >= 0 || same.High <= 0 {
		t.Error(same, err)
	}
	_, err = estimate.PairedProportion{}.Compare(0.95)
	wantError(t, "nobody", err, cx.ErrNoData)
	_, err = estimate.PairedProportion{}.Exact()
	wantError(t, "nobody", err, cx.ErrNoData)
	_, err = p.Compare(95)
	wantError(t, "level", err, cx.ErrOutOfRange)
}

// Tango's limits found by R 4.2.2: uniroot(..., tol = 1e-16) of his statistic -+ qnorm((1+level)/2), where
// the share of FirstOnly is the most likely one (optimize finds the same).
func TestTangoAgainstR(t *testing.T) {
	for _, tt := range []struct {
		p         estimate.PairedProportion
		level     float64
		low, high float64
	}{
		{estimate.PairedProportion{Both: 794, FirstOnly: 150, SecondOnly: 86, Neither: 570}, 0.95, -5.89980333056994, -2.13615647547872},
		{estimate.PairedProportion{Both: 43, SecondOnly: 1}, 0.95, -5.93932311166279, 11.8077096982133},
		{estimate.PairedProportion{Both: 3, FirstOnly: 2, SecondOnly: 12, Neither: 7}, 0.99, 1.68852995233474, 69.2297756688455},
	} {
		d, err := tt.p.Compare(tt.level)
		if err != nil || math.Abs(d.Low-tt.low) > 1e-9 || math.Abs(d.High-tt.high) > 1e-9 {
			t.Errorf("%v: %.15g to %.15g, %v", tt.p, d.Low, d.High, err)
		}
	}
}

// Exact sums the coins by the definition; Compare's limits are where Tango's test is just
// not rejected, and its interval excludes 0 exactly when its test rejects.
func TestPairedProportionByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Uint64Range(0, 40)
		p := estimate.PairedProportion{Both: draw.Draw(t, "both"), FirstOnly: draw.Draw(t, "first"), SecondOnly: draw.Draw(t, "second"), Neither: draw.Draw(t, "neither") + 1}
		level := level(t, "level")
		k, n := int64(min(p.FirstOnly, p.SecondOnly)), int64(p.FirstOnly+p.SecondOnly)
		sum := new(big.Int)
		for i := range k + 1 {
			sum.Add(sum, new(big.Int).Binomial(n, i))
		}
		want, _ := new(big.Rat).SetFrac(sum, new(big.Int).Lsh(big.NewInt(1), uint(max(0, n-1)))).Float64()
		if got, err := p.Exact(); err != nil || !near(got, min(1, want), 1e-11) {
			t.Fatalf("%v: %v, %v, want %v", p, got, err, want)
		}
		d, err := p.Compare(level)
		if err != nil {
			t.Fatal(err)
		}
		if alpha := 1 - level; math.Abs(d.P-alpha) > 1e-9 && (d.Sign() != 0) != (d.P < alpha) {
			t.Fatalf("%v at %v: %v", p, level, d)
		}
		all := float64(p.Both + p.FirstOnly + p.SecondOnly + p.Neither)
		b, c, z := float64(p.SecondOnly), float64(p.FirstOnly), math.Sqrt2*math.Erfinv(level)
		for _, limit := range []float64{d.Low, d.High} {
			x := limit / 100
			// The most likely share of c under b - c = x, a root of 2*q^2 + B*q + C.
			bb, cc := -b-c+(2*all-b+c)*x, -c*x*(1-x)
			q := (math.Sqrt(bb*bb-8*all*cc) - bb) / (4 * all)
			left, right := math.Abs(b-c-all*x), z*math.Sqrt(max(0, all*(2*q+x*(1-x))))
			if math.Abs(x) < 1 && math.Abs(left-right) > 1e-6 {
				t.Fatalf("%v, limit %v: %v, want %v", p, limit, left, right)
			}
		}
		// Mirrored: the first and the second time swapped.
		q := p
		q.FirstOnly, q.SecondOnly = p.SecondOnly, p.FirstOnly
		if e, err := q.Compare(level); err != nil || math.Abs(e.Low+d.High) > 1e-9 || e.P != d.P {
			t.Fatalf("%v and %v: %v", d, e, err)
		}
	})
}

// R 4.2.2, t.test(sleep$extra of group 2, of group 1, paired = TRUE), in hours.
func TestPairedSleep(t *testing.T) {
	var s estimate.PairedSample
	first := []int64{7, -16, -2, -12, -1, 34, 37, 8, 0, 20} // tenths of an hour
	second := []int64{19, 8, 11, 1, -1, 44, 55, 16, 46, 34}
	for i := range first {
		if err := s.Add(first[i], second[i]); err != nil {
			t.Fatal(err)
		}
	}
	d, err := s.Compare(0.95)
	if err != nil || !near(d.Statistic, 4.06212768338204, 1e-12) || !near(d.P, 0.00283289019738427, 1e-11) || d.DF != 9 ||
		!near(d.Low, 7.00114236723018, 1e-12) || !near(d.High, 24.5988576327698, 1e-12) || math.Abs(d.Estimate-15.8) > 1e-12 {
		t.Error(d, err)
	}
	twice := s
	if err := errors.Join(twice.Merge(&s), twice.Merge(nil)); err != nil {
		t.Error(twice, err)
	}
	before := s
	if err := s.Add(math.MinInt64, 1); !errors.Is(err, cx.ErrOverflow) || s != before {
		t.Error(err)
	}
	if err := errors.Join(s.Add(math.MinInt64, -1), s.Add(-1, math.MaxInt64)); !errors.Is(err, cx.ErrOverflow) {
		t.Error(err) // the second passes
	}
	_, err = estimate.PairedSample{}.Compare(0.95)
	wantError(t, "nobody", err, cx.ErrNoData)
}

func TestPairedProportionMerge(t *testing.T) {
	var p estimate.PairedProportion
	for _, pair := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, true}, {false, false}} {
		if err := p.Add(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	want := estimate.PairedProportion{Both: 1, FirstOnly: 1, SecondOnly: 2, Neither: 1}
	if p != want {
		t.Error(p)
	}
	if err := errors.Join(p.Merge(&p), p.Merge(nil)); err != nil || p.SecondOnly != 4 {
		t.Error(p, err)
	}
	full := estimate.PairedProportion{SecondOnly: math.MaxUint64}
	if err := p.Merge(&full); !errors.Is(err, cx.ErrOverflow) || p.SecondOnly != 4 {
		t.Error(p, err)
	}
	if d, err := full.Compare(0.95); err != nil || d.High != 100 || d.Low < 99 {
		t.Error(d, err)
	}
}

func TestRespondentsPairs(t *testing.T) {
	at := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	var first, second estimate.Respondents[string, int]
	for i, id := range []string{"c", "a", "b", "d"} {
		if err := errors.Join(first.Add(id, at, i), second.Add(id+"a"[:i%2], at, 10+i)); err != nil {
			t.Fatal(err)
		}
	}
	pairs, err := first.Pairs(&second) // c and b; a and d became aa and da
	if err != nil {
		t.Fatal(err)
	}
	var got [][2]int
	for a, b := range pairs {
		got = append(got, [2]int{a, b})
	}
	if !slices.Equal(got, [][2]int{{2, 12}, {0, 10}}) {
		t.Error(got)
	}
	all, err := estimate.NewRespondents[string, int](estimate.KeepAll)
	if err != nil {
		t.Fatal(err)
	}
	_, err = first.Pairs(all)
	wantError(t, "all", err, cx.ErrMismatch)
	_, err = all.Pairs(&first)
	wantError(t, "all", err, cx.ErrMismatch)
}

// Five people were asked in March and in June whether they are satisfied (4 or 5): Ana and
// Cem became so, and nobody the opposite.
func ExampleRespondents_Pairs() {
	var march, june estimate.Respondents[string, int]
	answers := func(r *estimate.Respondents[string, int], month time.Month, ratings map[string]int) {
		for id, rating := range ratings {
			if err := r.Add(id, time.Date(2024, month, 1, 0, 0, 0, 0, time.UTC), rating); err != nil {
				log.Fatal(err)
			}
		}
	}
	answers(&march, time.March, map[string]int{"ana": 3, "bo": 5, "cem": 2, "dee": 4, "eli": 1})
	answers(&june, time.June, map[string]int{"ana": 4, "bo": 5, "cem": 5, "dee": 4, "eli": 3, "flo": 1})
	pairs, err := march.Pairs(&june)
	if err != nil {
		log.Fatal(err)
	}
	var satisfied estimate.PairedProportion
	for before, after := range pairs {
		if err := satisfied.Add(before >= 4, after >= 4); err != nil {
			log.Fatal(err)
		}
	}
	change, err := satisfied.Compare(0.95)
	if err != nil {
		log.Fatal(err)
	}
	exact, err := satisfied.Exact()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v, exact p=%.2f\n", change, exact)
	// Output: +40.0 (95% -20.8 to 76.9, p=0.16), exact p=0.50
}
