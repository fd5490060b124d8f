package tickets

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// shapes are ways in which durations come that mislead a sample, or might.
var shapes = map[string]func(i, n int, random *rand.Rand) int64{
	"spread":     func(_, _ int, random *rand.Rand) int64 { return int64(math.Exp(20 + 4*random.NormFloat64())) },
	"any":        func(_, _ int, random *rand.Rand) int64 { return random.Int64() },
	"equal":      func(int, int, *rand.Rand) int64 { return 7 },
	"two values": func(_, _ int, random *rand.Rand) int64 { return random.Int64N(2) * math.MaxInt64 },
	"rising":     func(i, _ int, _ *rand.Rand) int64 { return int64(i) },
	"falling":    func(i, n int, _ *rand.Rand) int64 { return int64(n - i) },
	// Every so many durations a long one, as often as the sample looks, or nearly.
	"waves":       func(i, n int, _ *rand.Rand) int64 { return int64(i % max(1, n/(4*int(math.Sqrt(float64(n)))))) },
	"mostly zero": func(_, _ int, random *rand.Rand) int64 { return max(0, random.Int64N(1000)-990) },
}

func durationsLike(shape string, n int, seed uint64) []int64 {
	random := rand.New(rand.NewPCG(seed, 0))
	x := make([]int64, n)
	for i := range x {
		x[i] = shapes[shape](i, n, random)
	}
	return x
}

// The one at an index is that of a sorted copy, whatever the order and whether or
// not the length is above the one that is sorted at once.
func nthIsSorted(t *rapid.T) {
	shape := rapid.SampledFrom(slices.Sorted(maps.Keys(shapes))).Draw(t, "shape")
	n := rapid.OneOf(rapid.IntRange(1, 100), rapid.IntRange(few-2, few+2), rapid.IntRange(few, 20*few)).Draw(t, "n")
	x := durationsLike(shape, n, rapid.Uint64().Draw(t, "seed"))
	given, sorted := slices.Clone(x), slices.Sorted(slices.Values(x))
	for _, i := range []int{0, n - 1, (n - 1) / 2, rapid.IntRange(0, n-1).Draw(t, "i")} {
		if got := nth(x, i); got != sorted[i] {
			t.Fatalf("%d %s durations: nth(%d) = %d, want %d", n, shape, i, got, sorted[i])
		}
	}
	if !slices.Equal(x, given) {
		t.Fatal("nth changed the durations")
	}
}

func TestNthIsSorted(t *testing.T) { rapid.Check(t, nthIsSorted) }
func FuzzNthIsSorted(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nthIsSorted)) }

// A sample that misses must be noticed: bounds on either side of the wanted one.
func TestSift(t *testing.T) {
	x := []int64{5, 0, math.MaxInt64, 3, 5, 9}
	for _, tc := range []struct {
		low, high int64
		below     int
		within    []int64
	}{
		{0, math.MaxInt64, 0, x},
		{4, 9, 2, []int64{5, 5, 9}},
		{5, 5, 2, []int64{5, 5}},
		{6, 8, 4, nil},
		{math.MaxInt64, math.MaxInt64, 5, []int64{math.MaxInt64}},
	} {
		if below, within := sift(x, tc.low, tc.high); below != tc.below || !slices.Equal(within, tc.within) {
			t.Errorf("sift(%d..%d) = %d, %v, want %d, %v", tc.low, tc.high, below, within, tc.below, tc.within)
		}
	}
}
