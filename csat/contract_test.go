package csat_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var (
	_ estimate.Metric[csat.Tally]         = csat.Tally{}
	_ estimate.Metric[csat.WeightedTally] = csat.WeightedTally{}

	_ cx.Tally[*csat.Tally]         = (*csat.Tally)(nil)
	_ cx.Tally[*csat.WeightedTally] = (*csat.WeightedTally)(nil)
)

// Of the answers 5, 5 and 4 the mean's interval is cut to the scale, and with equal weights
// the weighted results are the plain ones.
func TestIntervalOnTheScale(t *testing.T) {
	var tally, other csat.Tally
	var weighted, otherWeighted csat.WeightedTally
	weight := decimal.New(25, -1)
	for _, r := range []csat.Rating{5, 5, 4} {
		if err := errors.Join(tally.Add(r), weighted.Add(r, weight), other.Add(6-r), otherWeighted.Add(6-r, weight)); err != nil {
			t.Fatal(err)
		}
	}
	mean, err1 := tally.Mean().Interval(0.95)
	same, err2 := weighted.Mean().Interval(0.95)
	if err := errors.Join(err1, err2); err != nil || mean.High != 5 || math.Abs(mean.Low-3.2324) > 1e-4 || same.High != 5 || math.Abs(same.Low-mean.Low) > 1e-9 {
		t.Errorf("%v, %v, %v", mean, same, err)
	}
	score, err1 := tally.Interval(0.95)
	scoreWeighted, err2 := weighted.Interval(0.95)
	if err := errors.Join(err1, err2); err != nil || math.Abs(score.Low-scoreWeighted.Low) > 1e-9 || math.Abs(score.High-scoreWeighted.High) > 1e-9 {
		t.Errorf("%v, %v, %v", score, scoreWeighted, err)
	}
	d, err1 := tally.Compare(other, 0.95)
	dWeighted, err2 := weighted.Compare(otherWeighted, 0.95)
	if err := errors.Join(err1, err2); err != nil || math.Abs(d.Estimate-dWeighted.Estimate) > 1e-9 || math.Abs(d.Low-dWeighted.Low) > 1e-9 || math.Abs(d.P-dWeighted.P) > 1e-9 {
		t.Errorf("%v, %v, %v", d, dWeighted, err)
	}
	e1, err1 := tally.StdErr()
	e2, err2 := weighted.StdErr()
	e3, err3 := tally.Mean().Rescaled().StdErr()
	e4, err4 := weighted.Mean().Rescaled().StdErr()
	if err := errors.Join(err1, err2, err3, err4); err != nil || math.Abs(e1-e2) > 1e-12 || math.Abs(e3-e4) > 1e-12 || math.Abs(e3-100./12) > 1e-12 {
		t.Errorf("standard errors %v, %v, %v and %v, %v", e1, e2, e3, e4, err)
	}
	rescaled, err := tally.Mean().Rescaled().Score() // (14/3 - 1) / 4
	if err != nil || rescaled.StringFixed(4) != "91.6667" {
		t.Errorf("%v, %v", rescaled, err)
	}
	scale := csat.MustParseScale("1..7, 7 is best")
	_, err1 = tally.Compare(csat.NewTally(scale), 0.95)
	_, err2 = weighted.Compare(csat.NewWeightedTally(scale), 0.95)
	_, err3 = tally.Compare(tally.Mirrored(), 0.95)
	for _, err := range []error{err1, err2, err3, tally.Subtract(new(csat.NewTally(scale)))} {
		if !errors.Is(err, cx.ErrMismatch) {
			t.Errorf("two scales: %v", err)
		}
	}
}

// A weighted tally that is subtracted leaves what was merged with it.
func TestWeightedSubtract(t *testing.T) {
	var kept, gone, all, none csat.WeightedTally
	if err := errors.Join(kept.Add(4, decimal.New(15, -1)), gone.Add(4, decimal.New(2, 0)), gone.Add(1, decimal.New(1, 0)),
		all.Merge(&kept), all.Merge(&gone), all.Subtract(nil), all.Subtract(&none), all.Subtract(&gone)); err != nil || all != kept {
		t.Errorf("%v, want %v, %v", all, kept, err)
	}
	if err := kept.Subtract(&gone); !errors.Is(err, cx.ErrOutOfRange) || all != kept {
		t.Errorf("%v, %v", kept, err)
	}
}

// A tally of another scale takes back nothing from nobody, and nothing that is not on it.
func TestOtherScale(t *testing.T) {
	scale := csat.MustParseScale("1..7, 7 is best")
	tally, err := csat.CollectSlice(scale, []int{7, 1, 4})
	if err != nil {
		t.Fatal(err)
	}
	before := tally
	if err := tally.Subtract(new(csat.Tally)); err != nil {
		t.Error(err)
	}
	for _, r := range []csat.Rating{-1, 0, 8, 11} {
		if err := tally.Remove(r); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("rating %d: %v", r, err)
		}
	}
	if tally != before {
		t.Errorf("%v, want %v", tally, before)
	}
	if tally, err := csat.CollectSlice(scale, []int{7, 8}); !errors.Is(err, cx.ErrOutOfRange) || tally != (csat.Tally{}) {
		t.Errorf("%v, %v", tally, err)
	}
	if tally, err := csat.Collect(scale, slices.Values([]int{7, 8})); !errors.Is(err, cx.ErrOutOfRange) || tally != (csat.Tally{}) {
		t.Errorf("%v, %v", tally, err)
	}
}

func TestMustParseScalePanics(t *testing.T) {
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, cx.ErrEncoding) {
			t.Errorf("panics with %v", err)
		}
	}()
	csat.MustParseScale("1..5, 6 is best")
}

// What is counted and removed again leaves no trace, and what was not counted changes
// nothing.
func TestRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rating := rapid.Map(rapid.IntRange(1, 5), func(n int) csat.Rating { return csat.Rating(n) })
		kept, gone := rapid.SliceOf(rating).Draw(t, "kept"), rapid.SliceOf(rating).Draw(t, "gone")
		var want, all, part csat.Tally
		var wantWeighted, weighted csat.WeightedTally
		weight := func(r csat.Rating) decimal.Decimal { return decimal.New(int64(r), -1) }
		for _, r := range kept {
			if err := errors.Join(want.Add(r), all.Add(r), wantWeighted.Add(r, weight(r)), weighted.Add(r, weight(r))); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range gone {
			if err := errors.Join(all.Add(r), part.Add(r), weighted.Add(r, weight(r))); err != nil {
				t.Fatal(err)
			}
		}
		one := all
		if err := errors.Join(all.Subtract(&part), all.Subtract(nil)); err != nil || all != want {
			t.Fatalf("%v, want %v, %v", all, want, err)
		}
		for _, r := range gone {
			if err := errors.Join(one.Remove(r), weighted.Remove(r, weight(r))); err != nil {
				t.Fatal(err)
			}
		}
		if one != want || weighted != wantWeighted {
			t.Fatalf("%v and %v, want %v and %v", one, weighted, want, wantWeighted)
		}
		r := rating.Draw(t, "never")
		tooMany := csat.NewTally(want.Scale())
		if err := errors.Join(tooMany.AddN(r, want.Count(r)+1), one.Subtract(&tooMany)); !errors.Is(err, cx.ErrOutOfRange) || one != want {
			t.Fatalf("%v, %v", one, err)
		}
		more := want
		if err := more.Add(r); err != nil {
			t.Fatal(err)
		}
		if err := one.Subtract(&more); !errors.Is(err, cx.ErrOutOfRange) || one != want {
			t.Fatalf("%v, %v", one, err)
		}
		double := want
		if err := errors.Join(double.Merge(&double), double.Merge(nil), double.Subtract(&want)); err != nil || double != want {
			t.Fatalf("doubled and halved: %v, want %v, %v", double, want, err)
		}
	})
}

// What a user is shown says what was wrong, once.
func TestErrorTexts(t *testing.T) {
	var tally csat.Tally
	if err := tally.AddN(5, 2); err != nil {
		t.Fatal(err)
	}
	seven, _ := csat.CollectSlice(csat.MustParseScale("1..7, 7 is best"), []int{7})
	_, err1 := csat.Tally{}.Score()
	_, err2 := csat.Tally{}.Interval(0.95)
	_, err3 := tally.Compare(tally, 95)
	_, err4 := tally.SatisfiedFrom(1)
	_, err5 := tally.SatisfiedFrom(9)
	_, err6 := tally.TopBox(5)
	_, err7 := csat.ParseScale("1-5")
	_, err8 := csat.ParseScale("1..5")
	_, err9 := csat.ParseScale("1..11, 11 is best")
	_, err10 := csat.ParseScale("5..1, 1 is best")
	for _, c := range []struct {
		err, kind error
		want      string
	}{
		{tally.Merge(&seven), cx.ErrMismatch, "csat: answers on the scale 1..5, 5 is best, and on the scale 1..7, 7 is best, cannot be combined"},
		{err1, cx.ErrNoData, "csat: the score of no answers is undefined"},
		{err2, cx.ErrNoData, "csat: a proportion of nothing has no interval"},
		{err3, cx.ErrOutOfRange, "csat: a confidence level of 95 is not 0.5 to 0.999999; 95 percent is 0.95"},
		{err4, cx.ErrOutOfRange, "csat: rating 1 is no cut-off: every answer on the scale 1..5 would pass it"},
		{err5, cx.ErrOutOfRange, "csat: rating 9 is not on the scale 1..5"},
		{err6, cx.ErrOutOfRange, "csat: a box of 5 ratings does not fit the scale 1..5: 1 to 4 do"},
		{err7, cx.ErrEncoding, `csat: scale "1-5" is not written as in "1..5, 5 is best"`},
		{err8, cx.ErrEncoding, `csat: scale "1..5" is not written as "1..5, 5 is best" or "1..5, 1 is best"`},
		{err9, cx.ErrOutOfRange, `csat: scale "1..11, 11 is best" is not within 0..10 with at least two ratings`},
		{err10, cx.ErrOutOfRange, `csat: scale "5..1, 1 is best" is not within 0..10 with at least two ratings`},
	} {
		if !errors.Is(c.err, c.kind) || c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}
