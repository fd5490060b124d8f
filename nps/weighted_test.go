package nps_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

type weighted struct {
	rating nps.Rating
	weight decimal.Decimal
}

func drawWeighted(t *rapid.T) []weighted {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) weighted {
		return weighted{
			rating: nps.Rating(rapid.IntRange(0, 10).Draw(t, "rating")),
			weight: decimal.New(rapid.Int64Range(0, 5000).Draw(t, "digits"), rapid.Int32Range(-18, 2).Draw(t, "exponent")),
		}
	}), 0, 30).Draw(t, "answers")
}

func weightedTallyOf(t *rapid.T, answers []weighted) nps.WeightedTally {
	var tally nps.WeightedTally
	for _, a := range answers {
		if err := tally.Add(a.rating, a.weight); err != nil {
			t.Fatal(err)
		}
	}
	return tally
}

// weights checks the weighted score and the effective sample size against their
// definitions in big.Rat, and the laws of merging.
func weights(t *rapid.T) {
	answers := drawWeighted(t)
	tally := weightedTallyOf(t, answers)
	net, total, squares := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, a := range answers {
		w := a.weight.Rat()
		total.Add(total, w)
		squares.Add(squares, new(big.Rat).Mul(w, w))
		switch {
		case a.rating >= 9:
			net.Add(net, w)
		case a.rating <= 6:
			net.Sub(net, w)
		}
	}
	score, err := tally.Score()
	interval, intervalErr := tally.AdjustedWald(0.9)
	if total.Sign() == 0 {
		if !errors.Is(err, cx.ErrNoData) || !errors.Is(intervalErr, cx.ErrNoData) {
			t.Errorf("weights that sum to zero: %v and %v, want cx.ErrNoData", err, intervalErr)
		}
	} else {
		net.Quo(net, total)
		if want := places16(new(big.Rat).Mul(net, big.NewRat(100, 1))); err != nil || score.StringFixed(16) != want {
			t.Errorf("score %v, %v, want %s", score, err, want)
		}
		effective := new(big.Rat).Mul(total, total)
		effective.Quo(effective, squares)
		if got, err := tally.Weights().KishN(); err != nil || got.StringFixed(16) != places16(effective) {
			t.Errorf("effective sample size %v, %v, want %v", got, err, effective)
		}
		// By the formula, in float64: shares of all weights, the effective number.
		var p, d float64
		for _, a := range answers {
			share, _ := new(big.Rat).Quo(a.weight.Rat(), total).Float64()
			switch {
			case a.rating >= 9:
				p += share
			case a.rating <= 6:
				d += share
			}
		}
		m, _ := effective.Float64()
		p, d = (p*m+0.75)/(m+3), (d*m+0.75)/(m+3)
		margin := 1.6448536269514727 * math.Sqrt((p+d-(p-d)*(p-d))/(m+3))
		low, high := 100*max(-1, p-d-margin), 100*min(1, p-d+margin)
		if intervalErr != nil || math.Abs(interval.Low-low) > 1e-9 || math.Abs(interval.High-high) > 1e-9 || interval.Level != 0.9 {
			t.Errorf("interval %+v, %v, want %v to %v", interval, intervalErr, low, high)
		}
	}

	shuffled := rapid.Permutation(answers).Draw(t, "order")
	i := rapid.IntRange(0, len(shuffled)).Draw(t, "split")
	left, right := weightedTallyOf(t, shuffled[:i]), weightedTallyOf(t, shuffled[i:])
	both := left
	if err := both.Merge(&right); err != nil || both != tally {
		t.Errorf("parts merged to %+v, %v, want %+v", both, err, tally)
	}
	if err := right.Merge(&left); err != nil || right != tally {
		t.Errorf("parts merged the other way to %+v, %v, want %+v", right, err, tally)
	}
	if err := tally.Merge(new(nps.WeightedTally{})); err != nil || tally != both {
		t.Error("the zero weighted tally is not the identity")
	}

	// Equal weights are no weights, whatever they are.
	g := drawGroups(t, "groups")
	if _, err := g.N(); err != nil || g.Promoters > 1<<60 || g.Passives > 1<<60 || g.Detractors > 1<<60 {
		return
	}
	equal := decimal.New(rapid.Int64Range(1, math.MaxInt64).Draw(t, "equal digits"), rapid.Int32Range(-18, -7).Draw(t, "equal exponent"))
	var even nps.WeightedTally
	for r, n := range map[nps.Rating]uint64{10: g.Promoters, 7: g.Passives, 2: g.Detractors} {
		if err := even.AddN(r, equal, n); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := g.Score()
	if got, err := even.Score(); err != nil || !got.Equal(want) {
		t.Errorf("score with equal weights %v, %v, without %v", got, err, want)
	}
	level := drawLevel(t, "level")
	plain, _ := g.AdjustedWald(level)
	if got, err := even.AdjustedWald(level); err != nil || got != plain {
		t.Errorf("interval with equal weights %+v, %v, without %+v", got, err, plain)
	}
}

func TestWeightedByHand(t *testing.T) {
	var tally nps.WeightedTally
	for _, a := range []struct {
		rating nps.Rating
		weight string
	}{{10, "1.5"}, {9, "0.5"}, {7, "1"}, {3, "0.25"}, {0, "0"}} {
		if err := tally.Add(a.rating, decimal.RequireFromString(a.weight)); err != nil {
			t.Fatal(err)
		}
	}
	// 100 * (1.5 + 0.5 - 0.25) / 3.25 = 100 * 7/13
	if got, err := tally.Score(); err != nil || got.String() != "53.8461538461538462" {
		t.Errorf("score %v, %v", got, err)
	}
	// 3.25^2 / (2.25 + 0.25 + 1 + 0.0625) = 10.5625/3.5625
	if got, err := tally.Weights().KishN(); err != nil || got.String() != "2.9649122807017544" || tally.Weights().N() != 5 {
		t.Errorf("effective sample size %v, %v of %d", got, err, tally.Weights().N())
	}
}

func TestWeightedRefuses(t *testing.T) {
	var tally nps.WeightedTally
	if err := tally.Add(9, decimal.NewFromInt(2)); err != nil {
		t.Fatal(err)
	}
	before := tally
	one := decimal.NewFromInt(1)
	for name, err := range map[string]error{
		"rating 11":        tally.Add(11, one),
		"rating -1":        tally.AddN(-1, one, 3),
		"negative weight":  tally.Add(9, decimal.NewFromInt(-1)),
		"huge weight":      tally.Add(9, decimal.New(1, 1e7)),
		"endless places":   tally.Add(9, decimal.New(1, -1e7)),
		"19 places":        tally.Add(9, decimal.New(1, -19)),
		"10^12":            tally.Add(9, decimal.New(1, 12)),
		"10^100 in digits": tally.Add(9, decimal.RequireFromString(strings.Repeat("9", 100))),
	} {
		if !errors.Is(err, cx.ErrOutOfRange) || !strings.HasPrefix(err.Error(), "nps: ") || len(err.Error()) > 300 {
			t.Errorf("%s: %v, want a short cx.ErrOutOfRange from nps", name, err)
		}
	}
	if tally != before {
		t.Error("a refused answer changed the tally")
	}
	if err := tally.AddN(3, one, math.MaxUint64-1); err != nil {
		t.Fatal(err)
	}
	full := tally
	for name, err := range map[string]error{"AddN": tally.AddN(9, one, 1), "AddN without weight": tally.AddN(9, decimal.Zero, 1), "Merge": tally.Merge(&before)} {
		if !errors.Is(err, cx.ErrOverflow) || !strings.HasPrefix(err.Error(), "nps: ") {
			t.Errorf("%s beyond 2^64-1 ratings: %v, want cx.ErrOverflow from nps", name, err)
		}
	}
	if tally != full {
		t.Error("a refused answer changed the tally")
	}
	var none nps.WeightedTally
	refused := func(tally, other nps.WeightedTally, level float64, want error) {
		t.Helper()
		for name, f := range map[string]func(float64) (estimate.Interval, error){"AdjustedWald": tally.AdjustedWald, "Interval": tally.Interval} {
			if got, err := f(level); tally == other && (!errors.Is(err, want) || got != (estimate.Interval{})) {
				t.Errorf("%s at %v: %v, %v, want %v", name, level, got, err, want)
			}
		}
		if got, err := tally.Compare(other, level); !errors.Is(err, want) || got != (estimate.Difference{}) {
			t.Errorf("Compare at %v: %v, %v, want %v", level, got, err, want)
		}
	}
	for _, level := range []float64{math.NaN(), 0.3, 1} {
		refused(before, before, level, cx.ErrOutOfRange)
	}
	refused(none, none, 0.95, cx.ErrNoData)
	refused(before, none, 0.95, cx.ErrNoData)
	refused(none, before, 0.95, cx.ErrNoData)
	if e, err := none.StdErr(); e != 0 || !errors.Is(err, cx.ErrNoData) {
		t.Errorf("standard error of no ratings: %v, %v", e, err)
	}
}

// Higher levels contain lower ones, and the same answers often are narrower.
func TestWeightedIntervalNestsAndShrinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var once, often nps.WeightedTally
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			r := nps.Rating(rapid.IntRange(0, 10).Draw(t, "rating"))
			weight := decimal.New(rapid.Int64Range(1, 300).Draw(t, "weight"), -2)
			if once.Add(r, weight) != nil || often.AddN(r, weight, 3) != nil {
				t.Fatal("adding failed")
			}
		}
		a, b := drawLevel(t, "level"), drawLevel(t, "other level")
		narrow, err := once.AdjustedWald(min(a, b))
		wide, err2 := once.AdjustedWald(max(a, b))
		shrunk, err3 := often.AdjustedWald(min(a, b))
		if err != nil || err2 != nil || err3 != nil {
			t.Fatal(err, err2, err3)
		}
		if wide.Low > narrow.Low || wide.High < narrow.High {
			t.Errorf("%v does not contain %v", wide, narrow)
		}
		// Limits that were cut off hide how wide the narrower interval is.
		if -100 < narrow.Low && narrow.High < 100 && shrunk.Margin() > narrow.Margin()+1e-12 {
			t.Errorf("%v of three times the answers of %v", shrunk, narrow)
		}
	})
}
