package nps_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var (
	_ estimate.Metric[nps.Groups]        = nps.Groups{}
	_ estimate.Metric[nps.Tally]         = nps.Tally{}
	_ estimate.Metric[nps.WeightedTally] = nps.WeightedTally{}

	_ cx.Tally[*nps.Groups]        = (*nps.Groups)(nil)
	_ cx.Tally[*nps.Tally]         = (*nps.Tally)(nil)
	_ cx.Tally[*nps.WeightedTally] = (*nps.WeightedTally)(nil)
)

// The answers 9, 10, 3 have one interval, whichever way it is asked for, and one
// detractor's contains its score.
func TestOneInterval(t *testing.T) {
	var tally nps.Tally
	var weighted nps.WeightedTally
	for _, r := range []nps.Rating{9, 10, 3} {
		if err := errors.Join(tally.Add(r), weighted.Add(r, decimal.New(5, -1))); err != nil {
			t.Fatal(err)
		}
	}
	i, err1 := tally.Interval(0.95)
	j, err2 := tally.Groups().Interval(0.95)
	k, err3 := weighted.Interval(0.95)
	if err := errors.Join(err1, err2, err3); err != nil || i != j || math.Abs(i.Low-k.Low) > 1e-9 || math.Abs(i.High-k.High) > 1e-9 {
		t.Errorf("%v, %v, %v, %v", i, j, k, err)
	}
	if math.Abs(i.Low+58.5) > 0.05 || math.Abs(i.High-87.7) > 0.05 || tally.String() != "NPS 33.3 (n=3, 95% -58.5 to 87.7)" {
		t.Errorf("%v and %q", i, tally)
	}
	one := nps.Groups{Detractors: 1}
	if i, err := one.Interval(0.95); err != nil || i.Low != -100 {
		t.Errorf("one detractor: %v, %v", i, err)
	}
	if e, err := (nps.Groups{Promoters: 1, Detractors: 1}).StdErr(); err != nil || math.Abs(e-100/math.Sqrt2) > 1e-12 {
		t.Errorf("standard error %v, %v", e, err)
	}
}

// With equal weights a weighted comparison is the plain one.
func TestWeightedCompare(t *testing.T) {
	var a, b nps.WeightedTally
	weight := decimal.New(25, -1)
	if err := errors.Join(a.AddN(9, weight, 50), a.AddN(8, weight, 30), a.AddN(0, weight, 20), b.AddN(10, weight, 30), b.AddN(5, weight, 40)); err != nil {
		t.Fatal(err)
	}
	got, err1 := a.Compare(b, 0.9)
	want, err2 := nps.Groups{Promoters: 50, Passives: 30, Detractors: 20}.Compare(nps.Groups{Promoters: 30, Detractors: 40}, 0.9)
	if err := errors.Join(err1, err2); err != nil || math.Abs(got.Low-want.Low) > 1e-9 || math.Abs(got.High-want.High) > 1e-9 ||
		math.Abs(got.P-want.P) > 1e-12 || math.Abs(got.StdErr-want.StdErr) > 1e-12 || got.Estimate != want.Estimate {
		t.Errorf("%+v, want %+v, %v", got, want, err)
	}
	e, err := a.StdErr()
	plain, err2 := nps.Groups{Promoters: 50, Passives: 30, Detractors: 20}.StdErr()
	if err := errors.Join(err, err2); err != nil || math.Abs(e-plain) > 1e-12 {
		t.Errorf("standard error %v, want %v, %v", e, plain, err)
	}
	if _, err := a.Compare(nps.WeightedTally{}, 0.9); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
}

// Unequal weights, with R 4.2.2 and n <- sum(w)^2/sum(w^2), Kish's effective size of each side:
// the limits of each score by uniroot(..., tol = 1e-16) of Tango's statistic, then by the
// formulas of [nps.Groups.Compare].
func TestUnequalWeightsCompare(t *testing.T) {
	var a, b nps.WeightedTally
	add := func(to *nps.WeightedTally, rating nps.Rating, weight string) {
		if err := to.Add(rating, decimal.RequireFromString(weight)); err != nil {
			t.Fatal(err)
		}
	}
	for i, weight := range []string{"1.5", "1.5", "0.5", "2", "1", "0.25", "3"} {
		add(&a, []nps.Rating{9, 10, 7, 9, 10, 3, 9}[i], weight)
	}
	for i, weight := range []string{"1", "2", "0.5", "0.5", "1", "4"} {
		add(&b, []nps.Rating{0, 9, 8, 10, 6, 5}[i], weight)
	}
	d, err := a.Compare(b, 0.95)
	near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-9 }
	if err != nil || !near(d.Estimate, 128.632478632479) || !near(d.Low, 6.53908382978865) || !near(d.High, 177.917628435437) ||
		!near(d.Statistic, 2.06506134105832) || !near(d.P, 0.0389171966722046) {
		t.Errorf("%+v, %v", d, err)
	}
}

// What is counted and removed again leaves no trace, and what was not counted changes
// nothing.
func TestRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rating := rapid.Map(rapid.IntRange(0, 10), func(n int) nps.Rating { return nps.Rating(n) })
		kept, gone := rapid.SliceOf(rating).Draw(t, "kept"), rapid.SliceOf(rating).Draw(t, "gone")
		var want, all, part nps.Tally
		var wantWeighted, weighted nps.WeightedTally
		weight := func(r nps.Rating) decimal.Decimal { return decimal.New(int64(r)+1, -1) }
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
		groups, sum := all.Groups(), part.Groups()
		one := all
		if err := errors.Join(all.Subtract(&part), groups.Subtract(&sum), all.Subtract(nil)); err != nil || all != want || groups != want.Groups() {
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
		var tooMany nps.Tally
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
	var tally nps.Tally
	var weighted, more nps.WeightedTally
	if err := errors.Join(weighted.Add(9, decimal.New(15, -1)), more.Add(9, decimal.New(2, 0))); err != nil {
		t.Fatal(err)
	}
	before := weighted
	for _, err := range []error{tally.Remove(11), weighted.Remove(11, decimal.New(1, 0)), weighted.Remove(9, decimal.New(2, 0)), weighted.Subtract(&more)} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Error(err)
		}
	}
	if weighted != before {
		t.Errorf("%v, want %v", weighted, before)
	}
	if err := errors.Join(more.Merge(&weighted), more.Subtract(nil), more.Remove(9, decimal.New(2, 0)), more.Subtract(&weighted)); err != nil || more != (nps.WeightedTally{}) {
		t.Errorf("%v, %v", more, err)
	}
}

// What a user is shown says what was wrong, once.
func TestErrorTexts(t *testing.T) {
	var tally nps.Tally
	_, err1 := nps.ParseRating(" 9")
	_, err2 := tally.Score()
	_, err3 := nps.Groups{Promoters: 3}.Compare(nps.Groups{}, 0.95)
	_, err4 := tally.Interval(95)
	_, err5 := nps.Plan(nps.Groups{Promoters: 3}, 0.95)
	var weighted nps.WeightedTally
	_, err6 := tally.Compare(tally, 95)
	_, err7 := weighted.Compare(weighted, 95)
	_, err8 := nps.Groups{Promoters: 3}.CompareWald(nps.Groups{Promoters: 3}, 0.95)
	for _, c := range []struct {
		err  error
		want string
	}{
		{err6, "nps: a confidence level of 95 is not 0.5 to 0.999999; 95 percent is 0.95"},
		{err7, "nps: a confidence level of 95 is not 0.5 to 0.999999; 95 percent is 0.95"},
		{err8, "nps: all ratings of each side are in one group, so there is no spread to judge a difference of 0 points by"},
		{weighted.Add(9, decimal.New(-1, 0)), "nps: rating 9: weight -1 is negative"},
		{weighted.Add(9, decimal.New(1, 12)), "nps: rating 9: weight 1000000000000 is not below 10^12 with at most 18 decimal places"},
		{weighted.Add(9, decimal.New(1, 99)), "nps: rating 9: a weight of more than 64 places or 512 bits is not below 10^12 with at most 18 decimal places"},
		{tally.Add(11), "nps: rating 11 is not on the scale 0..10"},
		{err1, `nps: rating " 9" is not a whole number such as 9, without blanks and signs`},
		{err2, "nps: the score of no ratings is undefined"},
		{err3, "nps: the second of the two: no ratings have no interval"},
		{err4, "nps: a confidence level of 95 is not 0.5 to 0.999999; 95 percent is 0.95"},
		{err5, "nps: planning for 3/0/0 promoters/passives/detractors: they are all alike, so there is no spread to plan with"},
		{tally.Remove(9), "nps: 1 answers of rating 9 cannot be taken from 0"},
		{tally.UnmarshalBinary([]byte("hello")), "nps: tally: byte 0 of 5: not the bytes of one: the version is 0x68, not 0x01"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}
