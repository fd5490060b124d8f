package estimate_test

import (
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func sampleOf(t interface{ Fatal(...any) }, values ...int64) estimate.Sample {
	var s estimate.Sample
	for _, x := range values {
		if err := s.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestSample(t *testing.T) {
	s := sampleOf(t, 2, 4, 4, 4, 5, 5, 7, 9)
	// Sum 40 and sum of squares 232: variance (8*232 - 40^2) / (8*7) = 256/56.
	for _, tc := range []struct {
		name string
		f    func() (decimal.Decimal, error)
		want string
	}{
		{"mean", s.Score, "5"},
		{"variance", s.Variance, "4.5714285714285714"},
		{"standard deviation", s.StdDev, "2.1380899352993951"}, // 2.13808993529939508...
	} {
		if got, err := tc.f(); err != nil || !got.Equal(dec(tc.want)) {
			t.Errorf("%s = %v, %v, want %s", tc.name, got, err, tc.want)
		}
	}
	if s.N() != 8 || s.Sum().Int64() != 40 || s.SumOfSquares().Int64() != 232 {
		t.Errorf("n %d, sum %v, sum of squares %v", s.N(), s.Sum(), s.SumOfSquares())
	}
}

func TestSampleErrors(t *testing.T) {
	var none estimate.Sample
	_, err := none.Score()
	wantError(t, "mean of nothing", err, cx.ErrNoData)
	one := sampleOf(t, 7)
	for _, s := range []estimate.Sample{none, one} {
		_, err = s.Variance()
		wantError(t, "variance", err, cx.ErrNoData)
		_, err = s.StdDev()
		wantError(t, "standard deviation", err, cx.ErrNoData)
		_, err = s.Interval(0.95)
		wantError(t, "Student t", err, cx.ErrNoData)
	}
	var full estimate.Sample
	if err := full.AddN(math.MinInt64, math.MaxUint64); err != nil {
		t.Fatal(err)
	}
	before := full
	wantError(t, "Add to a full sample", full.Add(1), cx.ErrOverflow)
	wantError(t, "AddN to a full sample", full.AddN(0, math.MaxUint64), cx.ErrOverflow)
	wantError(t, "Merge into a full sample", full.Merge(&one), cx.ErrOverflow)
	if full != before {
		t.Error("a failed call changed the sample")
	}
	if mean, err := full.Score(); err != nil || !mean.Equal(decimal.New(math.MinInt64, 0)) {
		t.Errorf("the mean of the largest sample is %v, %v", mean, err)
	}
	if v, err := full.Variance(); err != nil || v.Sign() != 0 {
		t.Errorf("the variance of equal values is %v, %v", v, err)
	}
}

// A 64-bit sum of nanoseconds would wrap after 292 years.
func TestSampleBeyond292Years(t *testing.T) {
	var s estimate.Sample
	year := int64(365 * 24 * time.Hour)
	if err := s.AddN(year, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if err := s.AddN(3*year, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if mean, err := s.Score(); err != nil || !mean.Equal(decimal.New(2*year, 0)) {
		t.Errorf("mean %v, %v, want two years", mean, err)
	}
	want := new(big.Int).Mul(big.NewInt(year), big.NewInt(4_000_000))
	if s.Sum().Cmp(want) != 0 {
		t.Errorf("sum %v, want %v", s.Sum(), want)
	}
}

func anyValue() *rapid.Generator[int64] {
	return rapid.OneOf(
		rapid.Int64Range(0, 10),
		rapid.Int64(),
		rapid.SampledFrom([]int64{math.MaxInt64, math.MinInt64, -1, 0, 1}),
	)
}

func propertySample(t *rapid.T) {
	values := rapid.SliceOfN(anyValue(), 1, 30).Draw(t, "values")
	s := sampleOf(t, values...)

	// By definition, in rationals: the mean, then the squared deviations from it.
	n := big.NewRat(int64(len(values)), 1)
	mean := new(big.Rat)
	for _, x := range values {
		mean.Add(mean, new(big.Rat).SetInt64(x))
	}
	mean.Quo(mean, n)
	if got, err := s.Score(); err != nil || got.Rat().Cmp(rounded16(mean)) != 0 {
		t.Fatalf("mean %v, %v, want %v", got, err, mean.FloatString(20))
	}
	if len(values) > 1 {
		variance := new(big.Rat)
		for _, x := range values {
			d := new(big.Rat).Sub(new(big.Rat).SetInt64(x), mean)
			variance.Add(variance, d.Mul(d, d))
		}
		variance.Quo(variance, n.Sub(n, big.NewRat(1, 1)))
		if got, err := s.Variance(); err != nil || got.Rat().Cmp(rounded16(variance)) != 0 {
			t.Fatalf("variance %v, %v, want %v", got, err, variance.FloatString(20))
		}
		got, err := s.StdDev()
		if err != nil {
			t.Fatal(err)
		}
		// Rounded right: the variance lies between the squares half a unit around it.
		half := big.NewRat(1, 20_000_000_000_000_000)
		below, above := new(big.Rat).Sub(got.Rat(), half), new(big.Rat).Add(got.Rat(), half)
		if above.Mul(above, above).Cmp(variance) <= 0 || got.Sign() > 0 && below.Mul(below, below).Cmp(variance) > 0 {
			t.Fatalf("standard deviation %v of the variance %v", got, variance.FloatString(40))
		}
	}

	// Order, sharding and counted values do not change a bit.
	if got := sampleOf(t, rapid.Permutation(values).Draw(t, "permuted")...); got != s {
		t.Fatal("the order of the values changes the sample")
	}
	cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
	left, right := sampleOf(t, values[:cut]...), sampleOf(t, values[cut:]...)
	other := right
	if left.Merge(&right) != nil || left != s || other.Merge(new(sampleOf(t, values[:cut]...))) != nil || other != s {
		t.Fatal("split and merged is not the whole")
	}
	var counted estimate.Sample
	times := rapid.Uint64Range(0, 5).Draw(t, "times")
	var repeated estimate.Sample
	for _, x := range values {
		if err := counted.AddN(x, times); err != nil {
			t.Fatal(err)
		}
		for range times {
			if err := repeated.Add(x); err != nil {
				t.Fatal(err)
			}
		}
	}
	if counted != repeated {
		t.Fatal("AddN is not Add repeated")
	}
}

func TestSampleProperties(t *testing.T) { rapid.Check(t, propertySample) }

func TestDecimalSettingsDoNotMatter(t *testing.T) {
	s := sampleOf(t, 1, 2, 4)
	var w estimate.WeightedSample
	for i, weight := range []string{"0.7", "1.1", "0.4"} {
		if err := w.Add(int64(i), dec(weight)); err != nil {
			t.Fatal(err)
		}
	}
	p := estimate.WeightedProportion{Hits: w.Weights()}
	if err := p.Misses.Add(dec("0.123456789")); err != nil {
		t.Fatal(err)
	}
	results := func() (texts []string) {
		for _, f := range []func() (decimal.Decimal, error){
			estimate.Proportion{Hits: 2, Misses: 1}.Score, s.Score, s.Variance, s.StdDev,
			w.Score, w.Variance, w.Weights().KishN, p.Score,
		} {
			d, err := f()
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, d.String())
		}
		return texts
	}
	want := results()
	precision, quotes := decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes
	defer func() { decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes = precision, quotes }()
	decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes = 1, !quotes
	for i, got := range results() {
		if got != want[i] {
			t.Errorf("result %d is %s with other settings of decimal, %s without", i, got, want[i])
		}
	}
}
