package ces_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// survey is a scale and the answers given on it, one by one: what the definitions
// are written for.
type survey struct {
	scale   ces.Scale
	ratings []ces.Rating
}

func drawScale(t *rapid.T) ces.Scale {
	lowest := rapid.IntRange(0, 9).Draw(t, "lowest")
	of := ces.Ease
	if rapid.Bool().Draw(t, "effort") {
		of = ces.Effort
	}
	scale, err := of(lowest, rapid.IntRange(lowest+1, 10).Draw(t, "highest"))
	if err != nil {
		t.Fatal(err)
	}
	return scale
}

func drawRating(t *rapid.T, scale ces.Scale, label string) ces.Rating {
	return ces.Rating(rapid.IntRange(int(scale.Min()), int(scale.Max())).Draw(t, label))
}

func drawSurvey(t *rapid.T, scale ces.Scale, least int) survey {
	s := survey{scale: scale}
	for range rapid.IntRange(least, 40).Draw(t, "answers") {
		s.ratings = append(s.ratings, drawRating(t, scale, "rating"))
	}
	return s
}

func (s survey) tally(t interface{ Fatal(...any) }) ces.Tally {
	tally := ces.NewTally(s.scale)
	for _, r := range s.ratings {
		if err := tally.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return tally
}

// fromEasiest returns the ratings of the scale, the easiest first.
func (s survey) fromEasiest() []ces.Rating {
	var all []ces.Rating
	for r := s.scale.Min(); r <= s.scale.Max(); r++ {
		all = append(all, r)
	}
	if !s.scale.LowIsEasy() {
		slices.Reverse(all)
	}
	return all
}

func (s survey) among(some []ces.Rating) int64 {
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
	tally, n, easiest := s.tally(t), int64(len(s.ratings)), s.fromEasiest()
	size := len(easiest)

	var sum, easy int64
	for _, r := range s.ratings {
		sum += int64(r)
		// Easier than the middle of the scale, (min + max)/2.
		if twice, middle := 2*r, s.scale.Min()+s.scale.Max(); !s.scale.LowIsEasy() && twice > middle ||
			s.scale.LowIsEasy() && twice < middle {
			easy++
		}
	}
	score, err := tally.Score()
	check(t, "score", score, err, sum, n)
	percent, err := tally.Easy().Score()
	check(t, "easy", percent, err, 100*easy, n)

	sorted := slices.Sorted(slices.Values(s.ratings))
	median, err := tally.Median()
	check(t, "median", median, err, int64(sorted[(n-1)/2]+sorted[n/2]), 2)

	for k := 1; k < size; k++ {
		top, hardest := s.among(easiest[:k]), s.among(easiest[size-k:])
		if got, err := tally.TopBox(k); err != nil || got != proportion(top, n) {
			t.Errorf("top %d: %+v, %v, want %d of %d", k, got, err, top, n)
		}
		if got, err := tally.BottomBox(k); err != nil || got != proportion(hardest, n) {
			t.Errorf("bottom %d: %+v, %v, want %d of %d", k, got, err, hardest, n)
		}
		if got, err := tally.EasyFrom(easiest[k-1]); err != nil || got != proportion(top, n) {
			t.Errorf("from %d: %+v, %v, want %d of %d", easiest[k-1], got, err, top, n)
		}
		net, err := tally.Net(k)
		if 2*k <= size {
			check(t, "net", net, err, 100*(top-hardest), n)
		} else if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("net of %d of %d ratings: %v, want cx.ErrOutOfRange", k, size, err)
		}
	}

	if tally.N() != uint64(n) {
		t.Errorf("%d answers, want %d", tally.N(), n)
	}
	var seen []ces.Rating
	for r, count := range tally.All() {
		seen = append(seen, r)
		if want := uint64(s.among([]ces.Rating{r})); count != want || tally.Count(r) != want {
			t.Errorf("rating %d counted %d and %d times, want %d", r, count, tally.Count(r), want)
		}
	}
	if slices.Sort(easiest); !slices.Equal(seen, easiest) {
		t.Errorf("ratings %v, want %v", seen, easiest)
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
	parts := [3]ces.Tally{
		survey{s.scale, shuffled[:i]}.tally(t), survey{s.scale, shuffled[i:j]}.tally(t), survey{s.scale, shuffled[j:]}.tally(t),
	}
	merge := func(a, b ces.Tally) ces.Tally {
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
	if merge(whole, ces.Tally{}) != whole || merge(ces.Tally{}, whole) != whole {
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
	if turned.Scale().LowIsEasy() == s.scale.LowIsEasy() || turned.Easy() != tally.Easy() {
		t.Errorf("mirrored: %v, %+v, want the other direction and %+v", turned.Scale(), turned.Easy(), tally.Easy())
	}
	for k := 1; k <= len(s.fromEasiest())/2; k++ {
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

// One answer made easier never lowers a result where easier is more, nor does it
// leave its bounds.
func monotony(t *rapid.T) {
	s := drawSurvey(t, drawScale(t), 1)
	i := rapid.IntRange(0, len(s.ratings)-1).Draw(t, "which")
	better := survey{s.scale, slices.Clone(s.ratings)}
	better.ratings[i] = drawRating(t, s.scale, "instead")
	if (better.ratings[i] < s.ratings[i]) != (s.scale.LowIsEasy()) {
		s, better = better, s
	}
	a, b := s.tally(t), better.tally(t)
	for name, result := range map[string]func(ces.Tally) (decimal.Decimal, error){
		"easy": func(t ces.Tally) (decimal.Decimal, error) { return t.Easy().Score() },
		"net":  func(t ces.Tally) (decimal.Decimal, error) { return t.Net(1) },
	} {
		low, _ := result(a)
		high, err := result(b)
		if err != nil || low.GreaterThan(high) {
			t.Errorf("%s fell from %v to %v when an answer got easier, %v", name, low, high, err)
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
