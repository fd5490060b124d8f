package estimate_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// response is one weighted answer.
type response struct {
	value  int64
	weight decimal.Decimal
}

func weightedOf(t interface{ Fatal(...any) }, responses []response) estimate.WeightedSample {
	var s estimate.WeightedSample
	for _, r := range responses {
		if err := s.Add(r.value, r.weight); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// proportionOf counts the responses with odd values as hits.
func proportionOf(t interface{ Fatal(...any) }, responses []response) estimate.WeightedProportion {
	var p estimate.WeightedProportion
	for _, r := range responses {
		side := &p.Misses
		if r.value%2 != 0 {
			side = &p.Hits
		}
		if err := side.Add(r.weight); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func anyResponses() *rapid.Generator[[]response] {
	weight := rapid.OneOf(
		rapid.Map(rapid.Int64Range(1, 1000), func(n int64) decimal.Decimal { return decimal.New(n, -2) }),
		rapid.Map(rapid.Int64Range(0, math.MaxInt64), func(n int64) decimal.Decimal { return decimal.New(n, -18) }),
		rapid.SampledFrom([]decimal.Decimal{
			decimal.Zero, dec("1"), dec("0.000000000000000001"), dec("999999999999.999999999999999999"), dec("1.50"), dec("1e3"),
		}),
	)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) response {
		return response{anyValue().Draw(t, "value"), weight.Draw(t, "weight")}
	}), 0, 20)
}

func propertyWeights(t *rapid.T) {
	responses := anyResponses().Draw(t, "responses")
	s, p := weightedOf(t, responses), proportionOf(t, responses)
	w := s.Weights()

	sum, squares, hits, values := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
	for _, r := range responses {
		weight := r.weight.Rat()
		sum.Add(sum, weight)
		squares.Add(squares, new(big.Rat).Mul(weight, weight))
		values.Add(values, new(big.Rat).Mul(weight, new(big.Rat).SetInt64(r.value)))
		if r.value%2 != 0 {
			hits.Add(hits, weight)
		}
	}
	if w.N() != uint64(len(responses)) || w.Sum().Rat().Cmp(sum) != 0 || w.SumOfSquares().Rat().Cmp(squares) != 0 {
		t.Fatalf("n %d, sum %v, sum of squares %v, want %d, %v, %v", w.N(), w.Sum(), w.SumOfSquares(), len(responses), sum, squares)
	}
	if sum.Sign() == 0 {
		_, err := w.KishN()
		_, err2 := s.Score()
		_, err3 := p.Score()
		if err == nil || err2 == nil || err3 == nil {
			t.Fatal("weights that sum to zero have a result")
		}
	} else {
		kish := new(big.Rat).Mul(sum, sum)
		kish.Quo(kish, squares)
		if kish.Cmp(new(big.Rat).SetUint64(w.N())) > 0 {
			t.Fatalf("effective size %v of %d", kish, w.N())
		}
		if got, err := w.KishN(); err != nil || got.Rat().Cmp(rounded16(kish)) != 0 {
			t.Fatalf("effective size %v, %v, want %v", got, err, kish.FloatString(20))
		}
		mean := new(big.Rat).Quo(values, sum)
		if got, err := s.Score(); err != nil || got.Rat().Cmp(rounded16(mean)) != 0 {
			t.Fatalf("mean %v, %v, want %v", got, err, mean.FloatString(20))
		}
		share := hits.Quo(hits, sum)
		if got, err := p.Score(); err != nil || got.Rat().Cmp(rounded16(new(big.Rat).Mul(share, big.NewRat(100, 1)))) != 0 {
			t.Fatalf("%v percent, %v, want %v", got, err, share.FloatString(20))
		}
		if den := new(big.Rat).Sub(new(big.Rat).Mul(sum, sum), squares); den.Sign() > 0 {
			variance := new(big.Rat)
			for _, r := range responses {
				d := new(big.Rat).Sub(new(big.Rat).SetInt64(r.value), mean)
				variance.Add(variance, d.Mul(d, d).Mul(d, r.weight.Rat()))
			}
			variance.Quo(variance.Mul(variance, sum), den)
			if got, err := s.Variance(); err != nil || got.Rat().Cmp(rounded16(variance)) != 0 {
				t.Fatalf("variance %v, %v, want %v", got, err, variance.FloatString(20))
			}
		}
	}

	// Order and sharding do not change a bit.
	permuted := rapid.Permutation(responses).Draw(t, "permuted")
	if weightedOf(t, permuted) != s || proportionOf(t, permuted) != p {
		t.Fatal("the order of the responses matters")
	}
	cut := rapid.IntRange(0, len(responses)).Draw(t, "cut")
	left, right := responses[:cut], responses[cut:]
	ls, lp := weightedOf(t, left), proportionOf(t, left)
	rs, rp := weightedOf(t, right), proportionOf(t, right)
	rs2, rp2 := rs, rp
	if ls.Merge(&rs) != nil || lp.Merge(&rp) != nil || ls != s || lp != p {
		t.Fatal("split and merged is not the whole")
	}
	if rs2.Merge(new(weightedOf(t, left))) != nil || rp2.Merge(new(proportionOf(t, left))) != nil || rs2 != s || rp2 != p {
		t.Fatal("merged the other way round is not the whole")
	}
	if all, err := p.Weights(); err != nil || all != w {
		t.Fatal("hits and misses are not all weights")
	}
}

func TestWeightsProperties(t *testing.T) { rapid.Check(t, propertyWeights) }

// With equal weights everything is as without; and only ratios of weights matter.
func TestEqualWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(-1000, 1000), 2, 30).Draw(t, "values")
		weight := decimal.New(rapid.Int64Range(1, 1e9).Draw(t, "weight"), rapid.Int32Range(-18, 2).Draw(t, "exponent"))
		level := level(t, "level")
		plain := sampleOf(t, values...)
		var s estimate.WeightedSample
		var p estimate.WeightedProportion
		var q estimate.Proportion
		for _, x := range values {
			if err := s.Add(x, weight); err != nil {
				t.Fatal(err)
			}
			if x > 0 {
				q.Hits++
			} else {
				q.Misses++
			}
		}
		if err := p.Hits.AddN(weight, q.Hits); err != nil {
			t.Fatal(err)
		}
		if err := p.Misses.AddN(weight, q.Misses); err != nil {
			t.Fatal(err)
		}
		for _, pair := range [][2]func() (decimal.Decimal, error){
			{s.Score, plain.Score}, {s.Variance, plain.Variance}, {p.Score, q.Score},
			{s.Weights().KishN, func() (decimal.Decimal, error) { return decimal.New(int64(len(values)), 0), nil }},
		} {
			got, err := pair[0]()
			want, err2 := pair[1]()
			if err != nil || err2 != nil || !got.Equal(want) {
				t.Fatalf("weighted %v, %v, plain %v, %v", got, err, want, err2)
			}
		}
		got, err := s.Interval(level)
		want, err2 := plain.Interval(level)
		if equal := len(slices.Compact(slices.Clone(values))) == 1; errors.Is(err, cx.ErrNoData) != equal || errors.Is(err2, cx.ErrNoData) != equal || got != want {
			t.Fatalf("weighted %v, %v, plain %v, %v", got, err, want, err2)
		}
		got, err = p.Interval(level)
		want, err2 = q.Wilson(level)
		if err != nil || err2 != nil || got != want {
			t.Fatalf("weighted %v, %v, plain %v, %v", got, err, want, err2)
		}
	})
}

func TestOnlyRatiosOfWeightsMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		factor := dec(rapid.SampledFrom([]string{"3", "1e-9", "0.7", "123456"}).Draw(t, "factor"))
		var a, b []response
		for range rapid.IntRange(3, 20).Draw(t, "n") {
			x := rapid.Int64Range(-10, 10).Draw(t, "value")
			w := decimal.New(rapid.Int64Range(50, 100).Draw(t, "weight"), -2)
			a, b = append(a, response{x, w}), append(b, response{x, w.Mul(factor)})
		}
		s, p := weightedOf(t, a), proportionOf(t, a)
		s2, p2 := weightedOf(t, b), proportionOf(t, b)
		i, err := s.Interval(0.9)
		j, err2 := s2.Interval(0.9)
		equal := !slices.ContainsFunc(a, func(r response) bool { return r.value != a[0].value }) // no spread, no interval
		if errors.Is(err, cx.ErrNoData) != equal || errors.Is(err2, cx.ErrNoData) != equal || i != j {
			t.Fatalf("%v, %v and %v, %v", i, err, j, err2)
		}
		i, err = p.Interval(0.9)
		j, err2 = p2.Interval(0.9)
		if err != nil || err2 != nil || i != j {
			t.Fatalf("%v, %v and %v, %v", i, err, j, err2)
		}
	})
}

// Higher levels contain lower ones, and the same answers often are narrower.
func TestWeightedIntervalsNestAndShrink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var once, often []response
		for range rapid.IntRange(4, 20).Draw(t, "n") {
			r := response{rapid.Int64Range(-10, 10).Draw(t, "value"), decimal.New(rapid.Int64Range(50, 100).Draw(t, "weight"), -2)}
			once, often = append(once, r), append(often, r, r, r)
		}
		low, high := level(t, "level"), level(t, "other level")
		low, high = min(low, high), max(low, high)
		intervals := func(responses []response, level float64) [2]estimate.Interval {
			mean, err := weightedOf(t, responses).Interval(level)
			share, err2 := proportionOf(t, responses).Interval(level)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			return [2]estimate.Interval{mean, share}
		}
		narrow, wide, shrunk := intervals(once, low), intervals(once, high), intervals(often, low)
		const ulps = 1e-12 * 100
		for i := range narrow {
			if wide[i].Low > narrow[i].Low+ulps || wide[i].High < narrow[i].High-ulps {
				t.Fatalf("%v does not contain %v", wide[i], narrow[i])
			}
			if shrunk[i].Margin() > narrow[i].Margin()+ulps {
				t.Fatalf("%v of three times the answers of %v", shrunk[i], narrow[i])
			}
		}
	})
}

// By hand: weights 1, 1, 2 give the effective size 4^2/6 = 8/3. The values 1, 2, 4
// have the mean 11/4 and the variance 4/(16-6) * (49/16 + 9/16 + 2*25/16) = 27/10,
// so the squared standard error is 81/80, with 5/3 degrees of freedom, whose t for
// 90 percent is below (mpmath 1.3.0, root of betainc(5/6, 1/2, 0, x) = 0.1).
func TestWeightedStudentT(t *testing.T) {
	s := weightedOf(t, []response{{1, dec("1")}, {2, dec("1")}, {4, dec("2")}})
	if n, err := s.Weights().KishN(); err != nil || !n.Equal(dec("2.6666666666666667")) {
		t.Errorf("effective size %v, %v", n, err)
	}
	if v, err := s.Variance(); err != nil || !v.Equal(dec("2.7")) {
		t.Errorf("variance %v, %v", v, err)
	}
	margin := 3.3599716363312110259 * math.Sqrt(81./80)
	got, err := s.Interval(0.9)
	wantInterval(t, "StudentT", got, err, 2.75-margin, 2.75+margin, 1e-12)
}

// Responses of weight 0 change neither share nor interval, only the number.
func TestZeroWeights(t *testing.T) {
	p := estimate.WeightedProportion{}
	if p.Hits.AddN(dec("2"), 3) != nil || p.Misses.AddN(dec("1"), 4) != nil {
		t.Fatal("adding failed")
	}
	before, err := p.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Hits.AddN(decimal.Zero, 100); err != nil {
		t.Fatal(err)
	}
	if after, err := p.Interval(0.95); err != nil || after != before || p.Hits.N() != 103 {
		t.Errorf("%v, %v with responses of weight 0, %v without", after, err, before)
	}
}

func TestWeightErrors(t *testing.T) {
	var s estimate.WeightedSample
	if err := s.Add(5, dec("1.5")); err != nil {
		t.Fatal(err)
	}
	p := estimate.WeightedProportion{Hits: s.Weights()}
	before, beforeP := s, p
	huge := decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 1<<20), 0)
	for name, weight := range map[string]decimal.Decimal{
		"negative":        dec("-0.1"),
		"too large":       dec("1000000000000"),
		"too precise":     dec("0.0000000000000000001"),
		"long":            dec("0." + strings.Repeat("1", 5000)),
		"a megabit":       huge,
		"huge exponent":   decimal.New(1, math.MaxInt32),
		"hidden exponent": decimal.New(1, math.MinInt32),
	} {
		wantError(t, name, s.Add(1, weight), cx.ErrOutOfRange)
		wantError(t, name, p.Hits.AddN(weight, 0), cx.ErrOutOfRange)
		wantError(t, name, p.Hits.Add(weight), cx.ErrOutOfRange)
	}
	var full estimate.Weights
	if err := full.AddN(dec("1"), math.MaxUint64); err != nil {
		t.Fatal(err)
	}
	wantError(t, "full", s.AddWeights(3, full), cx.ErrOverflow)
	wantError(t, "full", p.Merge(&estimate.WeightedProportion{Misses: full, Hits: full}), cx.ErrOverflow)
	_, err := (estimate.WeightedProportion{Hits: full, Misses: s.Weights()}).Weights()
	wantError(t, "full", err, cx.ErrOverflow)
	if s != before || p != beforeP {
		t.Error("a failed call changed its receiver")
	}

	var none estimate.WeightedSample
	zero := weightedOf(t, []response{{1, decimal.Zero}, {2, decimal.Zero}})
	for _, s := range []estimate.WeightedSample{none, zero} {
		_, err = s.Score()
		wantError(t, "mean", err, cx.ErrNoData)
		_, err = s.Variance()
		wantError(t, "variance", err, cx.ErrNoData)
		_, err = s.Interval(0.95)
		wantError(t, "StudentT", err, cx.ErrNoData)
		_, err = s.Weights().KishN()
		wantError(t, "KishN", err, cx.ErrNoData)
		p := estimate.WeightedProportion{Misses: s.Weights()}
		_, err = p.Score()
		wantError(t, "Percent", err, cx.ErrNoData)
		_, err = p.Interval(0.95)
		wantError(t, "Wilson", err, cx.ErrNoData)
	}
	_, err = s.Variance()
	wantError(t, "variance of one", err, cx.ErrNoData)
	// Two responses, one of which hardly counts: an effective size of about 1.02.
	_, err = weightedOf(t, []response{{1, dec("1")}, {2, dec("0.01")}}).Interval(0.95)
	wantError(t, "StudentT of 1.02 responses", err, cx.ErrNoData)
	// 1.5^2 / 1.25 = 1.8 effective responses have a variance, but no interval; 2 have.
	almost := weightedOf(t, []response{{1, dec("1")}, {2, dec("0.5")}})
	_, err = almost.Interval(0.95)
	wantError(t, "StudentT of 1.8 responses", err, cx.ErrNoData)
	// 1.5 / (2.25 - 1.25) * (1*1/9 + 0.5*4/9)
	if v, err := almost.Variance(); err != nil || !v.Equal(dec("0.5")) {
		t.Errorf("variance of 1.8 responses: %v, %v", v, err)
	}
	if _, err := weightedOf(t, []response{{1, dec("0.5")}, {2, dec("0.5")}}).Interval(0.95); err != nil {
		t.Errorf("StudentT of 2 responses: %v", err)
	}
	for _, level := range badLevels {
		_, err = s.Interval(level)
		wantError(t, "StudentT", err, cx.ErrOutOfRange)
		_, err = p.Interval(level)
		wantError(t, "Wilson", err, cx.ErrOutOfRange)
	}
}

// The widest sums: as many responses as there can be, of the largest value and
// nearly the largest weight.
func TestWeightsDoNotWrap(t *testing.T) {
	weight := dec("999999999999.999999999999999999")
	var s estimate.WeightedSample
	half := uint64(math.MaxUint64 / 2)
	var weights estimate.Weights
	if weights.AddN(weight, half) != nil || s.AddWeights(math.MinInt64, weights) != nil || s.AddWeights(math.MaxInt64, weights) != nil {
		t.Fatal("adding failed")
	}
	if mean, err := s.Score(); err != nil || !mean.Equal(dec("-0.5")) {
		t.Errorf("mean %v, %v, want -0.5", mean, err)
	}
	if n, err := s.Weights().KishN(); err != nil || !n.Equal(decimal.NewFromUint64(2*half)) {
		t.Errorf("effective size %v, %v", n, err)
	}
	// n/(n-1) * ((2^64-1)/2)^2
	n := new(big.Int).SetUint64(2 * half)
	odd := new(big.Int).SetUint64(math.MaxUint64)
	want := new(big.Rat).SetFrac(new(big.Int).Mul(n, odd.Mul(odd, odd)), new(big.Int).Mul(big.NewInt(4), new(big.Int).SetUint64(2*half-1)))
	if v, err := s.Variance(); err != nil || v.Rat().Cmp(rounded16(want)) != 0 {
		t.Errorf("variance %v, %v, want %v", v, err, want.FloatString(16))
	}
}
