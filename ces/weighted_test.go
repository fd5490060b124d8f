package ces_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// weights checks the weighted results against their definitions in big.Rat, and the
// laws of merging.
func weights(t *rapid.T) {
	s := drawSurvey(t, drawScale(t), 0)
	given := make([]decimal.Decimal, len(s.ratings))
	for i := range given {
		given[i] = decimal.New(rapid.Int64Range(0, 5000).Draw(t, "digits"), rapid.Int32Range(-18, 2).Draw(t, "exponent"))
	}
	tallyOf := func(from, to int) ces.WeightedTally {
		tally := ces.NewWeightedTally(s.scale)
		for i := from; i < to; i++ {
			if err := tally.Add(s.ratings[i], given[i]); err != nil {
				t.Fatal(err)
			}
		}
		return tally
	}
	tally := tallyOf(0, len(given))
	easiest, total, sum := s.fromEasiest(), new(big.Rat), new(big.Rat)
	among := make([]*big.Rat, len(easiest)) // weights of the k+1 easiest ratings
	for k := range among {
		among[k] = new(big.Rat)
	}
	for i, r := range s.ratings {
		w := given[i].Rat()
		total.Add(total, w)
		sum.Add(sum, new(big.Rat).Mul(w, big.NewRat(int64(r), 1)))
		reached := false
		for k, one := range easiest {
			if reached = reached || one == r; reached {
				among[k].Add(among[k], w)
			}
		}
	}
	score, err := tally.Score()
	percentEasy, percentErr := tally.Easy().Score()
	if total.Sign() == 0 {
		if !errors.Is(err, cx.ErrNoData) || !errors.Is(percentErr, cx.ErrNoData) || !strings.HasPrefix(err.Error(), "ces: the weights") {
			t.Errorf("weights that sum to zero: %v and %v, want cx.ErrNoData", err, percentErr)
		}
	} else {
		percent := func(part *big.Rat) string {
			share := new(big.Rat).Quo(part, total)
			return share.Mul(share, big.NewRat(100, 1)).FloatString(16)
		}
		if want := percent(among[len(easiest)/2-1]); percentErr != nil || percentEasy.StringFixed(16) != want {
			t.Errorf("easy %v, %v, want %s", percentEasy, percentErr, want)
		}
		if want := new(big.Rat).Quo(sum, total).FloatString(16); err != nil || score.StringFixed(16) != want || tally.Scale() != s.scale {
			t.Errorf("score %v, %v, want %s on %v", score, err, want, s.scale)
		}
		for k := 1; k < len(easiest); k++ {
			p, err := tally.EasyFrom(easiest[k-1])
			if err != nil {
				t.Fatal(err)
			}
			if got, err := p.Score(); err != nil || got.StringFixed(16) != percent(among[k-1]) {
				t.Errorf("from %d: %v, %v, want %s", easiest[k-1], got, err, percent(among[k-1]))
			}
		}
		if _, err := tally.EasyFrom(easiest[len(easiest)-1]); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("cut-off at the hardest rating: %v, want cx.ErrOutOfRange", err)
		}
	}
	if got := tally.Weights(); got.N() != uint64(len(given)) || got.Sum().Rat().Cmp(total) != 0 {
		t.Errorf("weights of %d answers with the sum %v, want %d, %v", got.N(), got.Sum(), len(given), total)
	}

	i := rapid.IntRange(0, len(given)).Draw(t, "split")
	left, right := tallyOf(0, i), tallyOf(i, len(given))
	both := left
	if err := both.Merge(&right); err != nil || both != tally {
		t.Errorf("parts merged to %+v, %v, want %+v", both, err, tally)
	}
	if err := right.Merge(&left); err != nil || right != tally {
		t.Errorf("parts merged the other way to %+v, %v, want %+v", right, err, tally)
	}
	zero := ces.WeightedTally{}
	if err := tally.Merge(&zero); err != nil || tally != both {
		t.Error("merging the zero weighted tally changed something")
	}
	if err := zero.Merge(&tally); err != nil || zero != tally {
		t.Error("the zero weighted tally is not the identity")
	}

	// Equal weights are no weights.
	plain, even := ces.NewTally(s.scale), ces.NewWeightedTally(s.scale)
	for _, r := range s.ratings {
		if err := errors.Join(plain.Add(r), even.Add(r, decimal.New(7, -3))); err != nil {
			t.Fatal(err)
		}
	}
	if plain.N() == 0 {
		return
	}
	want, _ := plain.Easy().Wilson(0.95)
	if got, err := even.Easy().Interval(0.95); err != nil || math.Abs(got.Low-want.Low) > 1e-9 || math.Abs(got.High-want.High) > 1e-9 {
		t.Errorf("interval with equal weights %+v, %v, without %+v", got, err, want)
	}
	wantMean, wantErr := plain.Mean().Interval(0.95)
	gotMean, err := even.Mean().Interval(0.95)
	if (err == nil) != (wantErr == nil) || math.Abs(gotMean.Low-wantMean.Low) > 1e-9 || math.Abs(gotMean.High-wantMean.High) > 1e-9 {
		t.Errorf("interval of the mean with equal weights %+v, %v, without %+v, %v", gotMean, err, wantMean, wantErr)
	}
}

func TestWeights(t *testing.T) { rapid.Check(t, weights) }

func TestWeightedRefuses(t *testing.T) {
	var tally ces.WeightedTally
	one := decimal.NewFromInt(1)
	if err := tally.Add(5, one); err != nil {
		t.Fatal(err)
	}
	before := tally
	for name, err := range map[string]error{
		"rating 6":        tally.Add(6, one),
		"rating 0":        tally.AddN(0, one, 2),
		"negative weight": tally.Add(5, one.Neg()),
		"huge weight":     tally.Add(5, decimal.New(1, 1e7)),
		"endless places":  tally.Add(5, decimal.New(1, -1e7)),
	} {
		if !errors.Is(err, cx.ErrOutOfRange) || !strings.HasPrefix(err.Error(), "ces: ") {
			t.Errorf("%s: %v, want cx.ErrOutOfRange from ces", name, err)
		}
	}
	if err := tally.Merge(new(ces.NewWeightedTally(mustScale(t, ces.Ease, 1, 7)))); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("merging another scale: %v, want cx.ErrMismatch", err)
	}
	if err := tally.Merge(new(ces.NewWeightedTally(mustScale(t, ces.Effort, 1, 5)))); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("merging effort into ease: %v, want cx.ErrMismatch", err)
	}
	full := before
	if err := full.AddN(1, one, math.MaxUint64-1); err != nil {
		t.Fatal(err)
	}
	if err := full.Merge(&before); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("2^64 answers: %v, want cx.ErrOverflow", err)
	}
	if err := full.Add(3, one); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("2^64 answers: %v, want cx.ErrOverflow", err)
	}
	if tally != before || full.Weights().N() != math.MaxUint64 {
		t.Error("a refused answer changed the tally")
	}
}
