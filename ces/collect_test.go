package ces_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"pgregory.net/rapid"
)

// On every scale, Collect and CollectSlice count what a loop over Add counts, and refuse
// what it refuses.
func TestCollectOnEveryScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scaleOf := rapid.SampledFrom([]func(lowest, highest int) (ces.Scale, error){ces.Ease, ces.Effort}).Draw(t, "direction")
		low := rapid.IntRange(0, 3).Draw(t, "low")
		high := rapid.IntRange(low+1, 10).Draw(t, "high")
		scale, err := scaleOf(low, high)
		if err != nil {
			t.Fatal(err)
		}
		// Long ones are counted another way.
		ratings := slices.Repeat(rapid.SliceOfN(rapid.IntRange(low, high), 0, 50).Draw(t, "ratings"), rapid.SampledFrom([]int{1, 100}).Draw(t, "times"))
		want := ces.NewTally(scale)
		for _, r := range ratings {
			if err := want.Add(ces.Rating(r)); err != nil {
				t.Fatal(err)
			}
		}
		got, err1 := ces.Collect(scale, slices.Values(ratings))
		slice, err2 := ces.CollectSlice(scale, ratings)
		if err := errors.Join(err1, err2); err != nil || got != want || slice != want || got.Scale() != scale || got.N() != uint64(len(ratings)) {
			t.Fatalf("%v: %v and %v, %v; want %v", scale, got, slice, err, want)
		}
		for _, bad := range []int{low - 1, high + 1} {
			all := append(slices.Clone(ratings), bad)
			got, err1 := ces.Collect(scale, slices.Values(all))
			slice, err2 := ces.CollectSlice(scale, all)
			if !errors.Is(err1, cx.ErrOutOfRange) || !errors.Is(err2, cx.ErrOutOfRange) || got.N()+slice.N() != 0 || err1.Error() != err2.Error() {
				t.Fatalf("%v with %d: %v, %v and %v, %v; want out of range", scale, bad, got, err1, slice, err2)
			}
		}
	})
}
