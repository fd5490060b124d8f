package csat_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// survey is a scale and the answers given on it, one by one: what the definitions
// are written for.
type survey struct {
	scale   csat.Scale
	ratings []csat.Rating
}

func drawScale(t *rapid.T) csat.Scale {
	lowest := rapid.IntRange(0, 9).Draw(t, "lowest")
	scale, err := csat.NewScale(lowest, rapid.IntRange(lowest+1, 10).Draw(t, "highest"))
	if err != nil {
		t.Fatal(err)
	}
	if rapid.Bool().Draw(t, "inverted") {
		return scale.Inverted()
	}
	return scale
}

func drawRating(t *rapid.T, scale csat.Scale, label string) csat.Rating {
	return csat.Rating(rapid.IntRange(int(scale.Min()), int(scale.Max())).Draw(t, label))
}

func drawSurvey(t *rapid.T, scale csat.Scale, least int) survey {
	s := survey{scale: scale}
	for range rapid.IntRange(least, 40).Draw(t, "answers") {
		s.ratings = append(s.ratings, drawRating(t, scale, "rating"))
	}
	return s
}

func (s survey) tally(t interface{ Fatal(...any) }) csat.Tally {
	tally := csat.NewTally(s.scale)
	for _, r := range s.ratings {
		if err := tally.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return tally
}

// fromBest returns the ratings of the scale, the best first.
func (s survey) fromBest() []csat.Rating {
	var all []csat.Rating
	for r := s.scale.Min(); r <= s.scale.Max(); r++ {
		all = append(all, r)
	}
	if !s.scale.LowIsGood() {
		slices.Reverse(all)
	}
	return all
}

func (s survey) among(some []csat.Rating) int64 {
	var n int64
	for _, r := range s.ratings {
		if slices.Contains(some, r) {
			n++
		}
	}
	return n
}

// check compares a result with its definition: a ratio, rounded to 16 places half
// away from zero, which is how big.Rat writes a number too.
func check(t interface{ Errorf(string, ...any) }, name string, got decimal.Decimal, err error, num, den int64) {
	if want := big.NewRat(num, den).FloatString(16); err != nil || got.StringFixed(16) != want {
		t.Errorf("%s: %v, %v, want %s", name, got, err, want)
	}
}

func definitions(t *rapid.T) {
	s := drawSurvey(t, drawScale(t), 1)
	tally, n, best := s.tally(t), int64(len(s.ratings)), s.fromBest()
	size := len(best)

	// The number of best ratings that are satisfied, by the size of the scale.
	satisfied := map[int]int{2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2, 9: 2, 10: 2, 11: 2}[size]
	score, err := tally.Score()
	check(t, "score", score, err, 100*s.among(best[:satisfied]), n)

	var sum int64
	for _, r := range s.ratings {
		sum += int64(r)
	}
	mean, err := tally.Mean().Score()
	check(t, "mean", mean, err, sum, n)

	sorted := slices.Sorted(slices.Values(s.ratings))
	median, err := tally.Median()
	check(t, "median", median, err, int64(sorted[(n-1)/2]+sorted[n/2]), 2)

	for k := 1; k < size; k++ {
		top, worst := s.among(best[:k]), s.among(best[size-k:])
		if got, err := tally.TopBox(k); err != nil || got != proportion(top, n) {
			t.Errorf("top %d: %+v, %v, want %d of %d", k, got, err, top, n)
		}
		if got, err := tally.BottomBox(k); err != nil || got != proportion(worst, n) {
			t.Errorf("bottom %d: %+v, %v, want %d of %d", k, got, err, worst, n)
		}
		if got, err := tally.SatisfiedFrom(best[k-1]); err != nil || got != proportion(top, n) {
			t.Errorf("from %d: %+v, %v, want %d of %d", best[k-1], got, err, top, n)
		}
		net, err := tally.Net(k)
		if 2*k <= size {
			check(t, "net", net, err, 100*(top-worst), n)
		} else if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("net of %d of %d ratings: %v, want cx.ErrOutOfRange", k, size, err)
		}
	}

	if tally.N() != uint64(n) {
		t.Errorf("%d answers, want %d", tally.N(), n)
	}
	var seen []csat.Rating
	for r, count := range tally.All() {
		seen = append(seen, r)
		if want := uint64(s.among([]csat.Rating{r})); count != want || tally.Count(r) != want {
			t.Errorf("rating %d counted %d and %d times, want %d", r, count, tally.Count(r), want)
		}
	}
	if slices.Sort(best); !slices.Equal(seen, best) {
		t.Errorf("ratings %v, want %v", seen, best)
	}
}

func proportion(hits, n int64) estimate.Proportion {
	return estimate.Proportion{Hits: uint64(hits), Misses: uint64(n - hits)}
}

func merging(t *rapid.T) {
	s := drawSurvey(t, drawScale(t), 0)
	whole := s.tally(t)
	shuffled := rapid.Permutation(s.ratings).Draw(t, "order")
	i := rapid.IntRange(0, len(shuffled)).Draw(t, "first split")
	j := rapid.IntRange(i, len(shuffled)).Draw(t, "second split")
	parts := [3]csat.Tally{
		survey{s.scale, shuffled[:i]}.tally(t), survey{s.scale, shuffled[i:j]}.tally(t), survey{s.scale, shuffled[j:]}.tally(t),
	}
	merge := func(a, b csat.Tally) csat.Tally {
		if err := a.Merge(&b); err != nil {
			t.Fatal(err)
		}
		return a
	}
	left := merge(merge(parts[0], parts[1]), parts[2])
	right := merge(parts[0], merge(parts[1], parts[2]))
	turned := merge(parts[2], merge(parts[1], parts[0]))
	if left != whole || right != whole || turned != whole {
		t.Errorf("parts merged to %+v, %+v and %+v, want %+v", left, right, turned, whole)
	}
	if merge(whole, csat.Tally{}) != whole || merge(csat.Tally{}, whole) != whole {
		t.Error("the zero tally is not the identity")
	}
}

func mirroring(t *rapid.T) {
	s := drawSurvey(t, drawScale(t), 1)
	tally := s.tally(t)
	turned := tally.Mirrored()
	if turned.Mirrored() != tally {
		t.Errorf("mirrored twice: %+v, want %+v", turned.Mirrored(), tally)
	}
	if turned.Scale() != s.scale.Inverted() || turned.Satisfied() != tally.Satisfied() {
		t.Errorf("mirrored: %v, %+v, want %v, %+v", turned.Scale(), turned.Satisfied(), s.scale.Inverted(), tally.Satisfied())
	}
	for k := 1; k <= len(s.fromBest())/2; k++ {
		a, _ := tally.Net(k)
		if b, err := turned.Net(k); err != nil || !a.Equal(b) {
			t.Errorf("net of %d mirrored: %v, %v, want %v", k, b, err, a)
		}
	}
	// As numbers the ratings are turned round: the sums add up to n * (min + max).
	sum := new(big.Int).Add(tally.Mean().Sample().Sum(), turned.Mean().Sample().Sum())
	if want := int64(len(s.ratings)) * int64(s.scale.Min()+s.scale.Max()); sum.Cmp(big.NewInt(want)) != 0 {
		t.Errorf("sums of ratings and mirrored ratings: %v, want %d", sum, want)
	}
}

// One answer made better never lowers a result where better is more, nor does it
// leave its bounds.
func monotony(t *rapid.T) {
	s := drawSurvey(t, drawScale(t), 1)
	i := rapid.IntRange(0, len(s.ratings)-1).Draw(t, "which")
	better := survey{s.scale, slices.Clone(s.ratings)}
	better.ratings[i] = drawRating(t, s.scale, "instead")
	if (better.ratings[i] < s.ratings[i]) != s.scale.LowIsGood() {
		s, better = better, s
	}
	a, b := s.tally(t), better.tally(t)
	for name, result := range map[string]func(csat.Tally) (decimal.Decimal, error){
		"score": csat.Tally.Score, "net": func(t csat.Tally) (decimal.Decimal, error) { return t.Net(1) },
	} {
		low, _ := result(a)
		high, err := result(b)
		if err != nil || low.GreaterThan(high) {
			t.Errorf("%s fell from %v to %v when an answer got better, %v", name, low, high, err)
		}
		if hundred := decimal.NewFromInt(100); high.GreaterThan(hundred) || low.LessThan(hundred.Neg()) {
			t.Errorf("%s %v or %v is beyond 100", name, low, high)
		}
	}
}

func TestDefinitions(t *testing.T) { rapid.Check(t, definitions) }
func TestMerging(t *testing.T)     { rapid.Check(t, merging) }
func TestMirroring(t *testing.T)   { rapid.Check(t, mirroring) }
func TestMonotony(t *testing.T)    { rapid.Check(t, monotony) }
