package estimate_test

import (
	"bytes"
	"encoding"
	"errors"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var (
	_ estimate.Metric[estimate.Proportion]         = estimate.Proportion{}
	_ estimate.Metric[estimate.Sample]             = estimate.Sample{}
	_ estimate.Metric[estimate.Mean]               = estimate.Mean{}
	_ estimate.Metric[estimate.WeightedProportion] = estimate.WeightedProportion{}
	_ estimate.Metric[estimate.WeightedSample]     = estimate.WeightedSample{}
	_ estimate.Metric[estimate.WeightedMean]       = estimate.WeightedMean{}

	_ cx.Tally[*estimate.Proportion]         = (*estimate.Proportion)(nil)
	_ cx.Tally[*estimate.Sample]             = (*estimate.Sample)(nil)
	_ cx.Tally[*estimate.Weights]            = (*estimate.Weights)(nil)
	_ cx.Tally[*estimate.WeightedProportion] = (*estimate.WeightedProportion)(nil)
	_ cx.Tally[*estimate.WeightedSample]     = (*estimate.WeightedSample)(nil)

	_ cx.Tally[*estimate.Respondents[[16]byte, int]] = (*estimate.Respondents[[16]byte, int])(nil)
)

// Ratings 5, 5, 4 on 1..5: Student's 14/3 -+ 4.302653 / 3 is 3.2 to 6.1, which is cut to
// the scale.
func TestMean(t *testing.T) {
	m, err := estimate.MeanOf(sampleOf(t, 5, 5, 4), 1, 5)
	if err != nil {
		t.Fatal(err)
	}
	score, err1 := m.Score()
	i, err2 := m.Interval(0.95)
	e, err3 := m.StdErr()
	if err := errors.Join(err1, err2, err3); err != nil || score.StringFixed(4) != "4.6667" || i.High != 5 || math.Abs(i.Low-(14./3-4.30265272974946/3)) > 1e-12 || math.Abs(e-1./3) > 1e-15 {
		t.Errorf("%v, %v, %v, %v", score, i, e, err)
	}
	// (14/3 - 1) / 4 of 100.
	r := m.Rescaled()
	score, err1 = r.Score()
	j, err2 := r.Interval(0.95)
	e, err3 = r.StdErr()
	if err := errors.Join(err1, err2, err3); err != nil || score.String() != "91.6666666666666667" || j.High != 100 || math.Abs(j.Low-(i.Low-1)*25) > 1e-12 || math.Abs(e-25./3) > 1e-14 {
		t.Errorf("%v, %v, %v, %v", score, j, e, err)
	}
	low, err := estimate.MeanOf(sampleOf(t, 1, 2, 1), 1, 5)
	if err != nil {
		t.Fatal(err)
	}
	d, err1 := m.Compare(low, 0.99999)
	s, err2 := r.Compare(low.Rescaled(), 0.99999)
	if err := errors.Join(err1, err2); err != nil || d.High != 4 || s.High != 100 || math.Abs(d.Estimate-10./3) > 1e-15 ||
		math.Abs(s.Estimate-250./3) > 1e-13 || d.P != s.P || math.Abs(s.StdErr-25*d.StdErr) > 1e-13 {
		t.Errorf("%v, %v, %v", d, s, err)
	}
	other, err := estimate.MeanOf(sampleOf(t, 5, 5, 4), 1, 7)
	_, err1 = m.Compare(other, 0.95)
	_, err2 = m.Compare(m.Rescaled(), 0.95)
	if err != nil || !errors.Is(err1, cx.ErrMismatch) || !errors.Is(err2, cx.ErrMismatch) {
		t.Errorf("%v, %v, %v", err, err1, err2)
	}
	for _, bounds := range [][2]int64{{5, 5}, {5, 1}, {1, 4}, {5, 9}} {
		if _, err := estimate.MeanOf(sampleOf(t, 5, 5, 4), bounds[0], bounds[1]); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v", bounds, err)
		}
	}
	same, err := estimate.MeanOf(sampleOf(t, 5, 5), 1, 5)
	if _, err2 := same.Interval(0.95); err != nil || !errors.Is(err2, cx.ErrNoData) {
		t.Errorf("answers without spread: %v, %v", err, err2)
	}
	if _, err := (estimate.Mean{}).Score(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("the zero Mean: %v", err)
	}
}

// What is added and removed again leaves no trace, and what cannot have been there changes
// nothing.
func TestRemoveLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Int64Range(-5, 5)
		if rapid.Bool().Draw(t, "large") {
			value = rapid.Int64()
		}
		kept, gone := rapid.SliceOfN(value, 0, 6).Draw(t, "kept"), rapid.SliceOfN(value, 1, 6).Draw(t, "gone")
		weight := func(x int64) decimal.Decimal { return decimal.New(1+(x&7), -1) }
		var want, all, part estimate.Sample
		var wantWeighted, weighted, partWeighted estimate.WeightedSample
		for _, x := range kept {
			if err := errors.Join(want.Add(x), all.Add(x), wantWeighted.Add(x, weight(x)), weighted.Add(x, weight(x))); err != nil {
				t.Fatal(err)
			}
		}
		for _, x := range gone {
			if err := errors.Join(all.Add(x), part.Add(x), weighted.Add(x, weight(x)), partWeighted.Add(x, weight(x))); err != nil {
				t.Fatal(err)
			}
		}
		one, oneWeighted := all, weighted
		if err := errors.Join(all.Subtract(&part), weighted.Subtract(&partWeighted), all.Subtract(nil), weighted.Subtract(nil)); err != nil || all != want || weighted != wantWeighted {
			t.Fatalf("%v and %v, want %v and %v, %v", all, weighted, want, wantWeighted, err)
		}
		for _, x := range gone {
			if err := errors.Join(one.Remove(x), oneWeighted.Remove(x, weight(x))); err != nil {
				t.Fatal(err)
			}
		}
		if one != want || oneWeighted != wantWeighted {
			t.Fatalf("%v and %v, want %v and %v", one, oneWeighted, want, wantWeighted)
		}
		// More than there was.
		many := part
		if err := many.Merge(&want); err != nil {
			t.Fatal(err)
		}
		if err := one.Subtract(&many); !errors.Is(err, cx.ErrOutOfRange) || one != want {
			t.Fatalf("%v of %v: %v", many, want, err)
		}
		// A rest is refused where no numbers have it, by the definition in big.Rat.
		x := value.Draw(t, "x")
		rest := want
		err := rest.Remove(x)
		n := int64(len(kept)) - 1
		sum, squares := new(big.Int), new(big.Int)
		for _, k := range append([]int64{}, kept...) {
			sum.Add(sum, big.NewInt(k))
			squares.Add(squares, new(big.Int).Mul(big.NewInt(k), big.NewInt(k)))
		}
		sum.Sub(sum, big.NewInt(x))
		squares.Sub(squares, new(big.Int).Mul(big.NewInt(x), big.NewInt(x)))
		square, most := new(big.Int).Mul(sum, sum), new(big.Int).Lsh(big.NewInt(max(n, 0)), 63)
		possible := n >= 0 && new(big.Int).Mul(big.NewInt(n), squares).Cmp(square) >= 0 &&
			(n > 0 || sum.Sign() == 0 && squares.Sign() == 0) && new(big.Int).Sub(sum, squares).Bit(0) == 0 &&
			(n != 1 || squares.Cmp(square) == 0) && sum.CmpAbs(squares) <= 0 &&
			sum.CmpAbs(most) <= 0 && squares.Cmp(most.Lsh(most, 63)) <= 0
		if possible != (err == nil) || err != nil && (rest != want || !errors.Is(err, cx.ErrOutOfRange)) {
			t.Fatalf("%d from %v: %v, possible %v", x, kept, err, possible)
		}
		// Whatever is left can be written and read again.
		restWeighted, restWeights := wantWeighted, wantWeighted.Weights()
		_ = restWeighted.Remove(x, weight(value.Draw(t, "weight")))
		_ = restWeights.Remove(weight(value.Draw(t, "other weight")))
		for _, v := range []interface {
			encoding.BinaryMarshaler
			encoding.BinaryUnmarshaler
		}{&rest, &restWeighted, &restWeights} {
			data, err := v.MarshalBinary()
			if err == nil {
				err = v.UnmarshalBinary(data)
			}
			if err != nil {
				t.Fatalf("%v from %v: %v: %v", x, kept, v, err)
			}
		}
	})
	var two estimate.Sample
	if err := errors.Join(two.Add(3), two.Add(5)); err != nil {
		t.Fatal(err)
	}
	if before, err := two, two.Remove(4); !errors.Is(err, cx.ErrOutOfRange) || two != before {
		t.Errorf("4 from 3 and 5: %v, %v", two, err)
	}
	p := estimate.Proportion{Hits: 3, Misses: 2}
	if err := p.Subtract(&estimate.Proportion{Hits: 1, Misses: 3}); !errors.Is(err, cx.ErrOutOfRange) || p != (estimate.Proportion{Hits: 3, Misses: 2}) {
		t.Errorf("%v, %v", p, err)
	}
	if err := errors.Join(p.Subtract(&p), p.Subtract(nil)); err != nil || p != (estimate.Proportion{}) {
		t.Errorf("less itself: %v, %v", p, err)
	}
	if err := errors.Join(p.Merge(nil), p.Merge(&estimate.Proportion{Hits: 2}), p.Merge(&p)); err != nil || p.Hits != 4 {
		t.Errorf("with itself: %v, %v", p, err)
	}
}

// With equal weights the weighted comparisons are the plain ones.
func TestWeightedCompare(t *testing.T) {
	weights := func(n uint64) (w estimate.Weights) {
		if err := w.AddN(decimal.New(25, -1), n); err != nil {
			t.Fatal(err)
		}
		return w
	}
	p, q := estimate.Proportion{Hits: 56, Misses: 14}, estimate.Proportion{Hits: 48, Misses: 32}
	weighted := func(p estimate.Proportion) estimate.WeightedProportion {
		return estimate.WeightedProportion{Hits: weights(p.Hits), Misses: weights(p.Misses)}
	}
	want, err1 := p.Compare(q, 0.95)
	got, err2 := weighted(p).Compare(weighted(q), 0.95)
	// Newcombe 1998, table II, row (a), method 10: 0.0524 to 0.3339.
	if err := errors.Join(err1, err2); err != nil || math.Abs(want.Low-5.24) > 0.005 || math.Abs(want.High-33.39) > 0.005 ||
		math.Abs(got.Low-want.Low) > 1e-11 || math.Abs(got.High-want.High) > 1e-11 || math.Abs(got.P-want.P) > 1e-12 || math.Abs(got.StdErr-want.StdErr) > 1e-12 {
		t.Errorf("%v, want %v, %v", got, want, err)
	}
	var a, b estimate.WeightedSample
	for _, x := range []int64{3, 5, 4, 4} {
		if err := errors.Join(a.Add(x, decimal.New(3, 0)), b.Add(2*x, decimal.New(7, -1))); err != nil {
			t.Fatal(err)
		}
	}
	wantMean, err1 := sampleOf(t, 3, 5, 4, 4).Compare(sampleOf(t, 6, 10, 8, 8), 0.9)
	gotMean, err2 := a.Compare(b, 0.9)
	if err := errors.Join(err1, err2); err != nil || math.Abs(gotMean.Low-wantMean.Low) > 1e-12 || math.Abs(gotMean.P-wantMean.P) > 1e-14 || math.Abs(gotMean.DF-wantMean.DF) > 1e-12 {
		t.Errorf("%v, want %v, %v", gotMean, wantMean, err)
	}
	if _, err := a.Compare(estimate.WeightedSample{}, 0.9); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
}

// Unequal weights, with R 4.2.2 and n <- sum(w)^2/sum(w^2), Kish's effective size of each side:
// shares by prop.test(share*n, n, correct = FALSE), of one side for its interval, of both for
// the test; means by Welch's formulas with cov.wt(x, w/sum(w), method = "unbiased") and n.
func TestUnequalWeightsCompare(t *testing.T) {
	type answers struct {
		weights        []string
		hits, measured []int64
	}
	sides := []answers{
		{[]string{"1.5", "1.5", "0.5", "2", "1", "0.25", "3"}, []int64{1, 1, 0, 1, 1, 0, 1}, []int64{5, 4, 2, 5, 3, 1, 4}},
		{[]string{"1", "2", "0.5", "0.5", "1", "4"}, []int64{0, 1, 0, 1, 0, 0}, []int64{2, 3, 1, 4, 2, 1}},
	}
	var shares [2]estimate.WeightedProportion
	var means [2]estimate.WeightedSample
	for i, side := range sides {
		for j, text := range side.weights {
			to := &shares[i].Misses
			if side.hits[j] == 1 {
				to = &shares[i].Hits
			}
			if err := errors.Join(to.Add(dec(text)), means[i].Add(side.measured[j], dec(text))); err != nil {
				t.Fatal(err)
			}
		}
	}
	d, err := shares[0].Compare(shares[1], 0.95)
	if err != nil || !near(d.Estimate, 64.5299145299145, 1e-12) || !near(d.Low, 1.42701289148253, 1e-11) || !near(d.High, 88.2889934444799, 1e-12) ||
		!near(d.Statistic, 1.96770754259748, 1e-12) || !near(d.P, 0.0491016974834701, 1e-12) {
		t.Errorf("shares: %+v, %v", d, err)
	}
	d, err = means[0].Compare(means[1], 0.95)
	if err != nil || !near(d.Estimate, 2.24358974358974, 1e-12) || !near(d.Low, 0.34928859620695, 1e-11) || !near(d.High, 4.13789089097254, 1e-12) ||
		!near(d.StdErr, 0.756651025722945, 1e-12) || !near(d.Statistic, 2.96515786976711, 1e-12) || !near(d.DF, 5.4863306053589, 1e-12) || !near(d.P, 0.0279729076601241, 1e-11) {
		t.Errorf("means: %+v, %v", d, err)
	}
}

// Respondents told apart by UUIDs, of whom one is forgotten.
func TestRespondentsForget(t *testing.T) {
	var r estimate.Respondents[[16]byte, int]
	at := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	ana, bo := [16]byte{1}, [16]byte{2}
	for i, id := range [][16]byte{bo, ana, bo} {
		if err := r.Add(id, at.AddDate(0, 0, i), i); err != nil {
			t.Fatal(err)
		}
	}
	clone := r.Clone()
	r.Forget(bo)
	var got []byte
	for id, rating := range clone.All() {
		got = append(got, id[0], byte(rating))
	}
	if !bytes.Equal(got, []byte{1, 1, 2, 2}) || r.N() != 1 || r.Dropped() != 1 || clone.N() != 2 {
		t.Errorf("the clone has %v, the other %d and %d", got, r.N(), r.Dropped())
	}
	if err := clone.Merge(clone); err != nil || clone.N() != 2 {
		t.Errorf("with itself: %d, %v", clone.N(), err)
	}
	var floats estimate.Respondents[float64, int]
	if err := floats.Add(math.NaN(), at, 1); !errors.Is(err, cx.ErrOutOfRange) || floats.N() != 0 {
		t.Errorf("NaN: %v", err)
	}
}
