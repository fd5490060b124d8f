package likert_test

import (
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/likert"
	"github.com/cxmetrics/cx/internal/sentinel"
	"pgregory.net/rapid"
)

func TestScaleHoldsEveryRange(t *testing.T) {
	seen := map[likert.Scale]bool{}
	for lowest := -2; lowest <= 12; lowest++ {
		for highest := -2; highest <= 12; highest++ {
			s, err := likert.NewScale(lowest, highest)
			if possible := 0 <= lowest && lowest < highest && highest <= 10; possible != (err == nil) {
				t.Fatalf("scale %d..%d: %v", lowest, highest, err)
			} else if !possible {
				continue
			}
			if s.Min() != lowest || s.Max() != highest || s.Size() != highest-lowest+1 || s.LowIsGood() || s.Best() != highest {
				t.Errorf("scale %d..%d became %d..%d, best %d", lowest, highest, s.Min(), s.Max(), s.Best())
			}
			if i := s.Inverted(); i.Min() != lowest || i.Max() != highest || !i.LowIsGood() || i.Best() != lowest {
				t.Errorf("scale %d..%d inverted became %d..%d, best %d", lowest, highest, i.Min(), i.Max(), i.Best())
			}
			if seen[s] || seen[s.Inverted()] {
				t.Errorf("scale %d..%d equals another", lowest, highest)
			}
			seen[s], seen[s.Inverted()] = true, true
			for rating := -3; rating <= 13; rating++ {
				if inside := lowest <= rating && rating <= highest; s.Contains(rating) != inside || (s.Check(rating) == nil) != inside {
					t.Errorf("scale %d..%d contains %d: %v", lowest, highest, rating, s.Contains(rating))
				}
			}
		}
	}
	if len(seen) != 110 { // 11*10/2 ranges, two directions
		t.Errorf("%d scales, want 110", len(seen))
	}
}

func add(h *likert.Histogram, rating int) bool {
	if !h.Takes(rating) {
		return false
	}
	h.Increment(rating)
	return true
}

func TestHistogramRefusesWhatItCannotHold(t *testing.T) {
	var h likert.Histogram
	for _, rating := range []int{math.MinInt, -1, 11, math.MaxInt} {
		if add(&h, rating) || h.Count(rating) != 0 {
			t.Errorf("rating %d was counted", rating)
		}
	}
	if err := h.AddN(10, likert.MaxCount-1); err != nil || !add(&h, 10) || h.Count(10) != likert.MaxCount {
		t.Fatal(h, err)
	}
	full := h
	if add(&h, 10) {
		t.Error("one more than MaxCount was counted")
	}
	var more likert.Histogram
	if !add(&more, 3) || !add(&more, 10) {
		t.Fatal("an empty histogram refused a rating")
	}
	for name, err := range map[string]error{"AddN": h.AddN(10, 1), "AddN wrapping": h.AddN(10, math.MaxUint64), "Merge": h.Merge(&more)} {
		if !errors.Is(err, sentinel.Overflow) {
			t.Errorf("%s: %v, want Overflow", name, err)
		}
	}
	if err := h.Subtract(&more); !errors.Is(err, sentinel.OutOfRange) {
		t.Errorf("a rating that was not counted was taken back: %v", err)
	}
	if h != full {
		t.Errorf("a refused count changed the histogram to %+v", h)
	}
	for rating := range 10 {
		if err := h.AddN(rating, likert.MaxCount); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := h.Total(0, 10), uint64(11*likert.MaxCount); got != want {
		t.Errorf("total of full counts %d, want %d", got, want)
	}
	if got := h.Sample().N(); got != 11*likert.MaxCount {
		t.Errorf("sample of full counts has %d values", got)
	}
	if got := h.Total(-5, 50); got != h.Total(0, 10) {
		t.Errorf("total of everything %d", got)
	}
}

func TestCollectComparesBeforeItConverts(t *testing.T) {
	type rating int16
	check := func(name string, err error, index string) {
		t.Helper()
		if !errors.Is(err, sentinel.OutOfRange) || !strings.Contains(err.Error(), index) {
			t.Errorf("%s: %v, want an OutOfRange %s", name, err, index)
		}
	}
	empty := func() *likert.Histogram { return new(likert.Histogram) }
	check("2^64-1", likert.CollectSlice(empty(), "likert", 1, 5, []uint64{math.MaxUint64}), "18446744073709551615 at index 0")
	check("2^32", likert.CollectSlice(empty(), "likert", 1, 5, []uint64{1 << 32, 3}), "4294967296 at index 0")
	check("-128", likert.CollectSlice(empty(), "likert", 0, 10, []int8{3, -128}), "-128 at index 1")
	check("-2^63", likert.CollectSlice(empty(), "likert", 0, 10, []int64{3, math.MinInt64}), "at index 1")
	check("0 on 1..5", likert.Collect(empty(), "likert", 1, 5, slices.Values([]rating{1, 5, 0})), "rating 0 at index 2 is outside 1..5")
	check("6 on 1..5", likert.Collect(empty(), "likert", 1, 5, slices.Values([]uint8{6, 1})), "index 0")

	h := empty()
	if err := likert.CollectSlice(h, "likert", 1, 5, []rating{1, 5, 5}); err != nil || h.Count(5) != 2 || h.Count(1) != 1 || h.Total(0, 10) != 3 {
		t.Errorf("1 5 5: %v, %v", h, err)
	}
	h = empty()
	if err := likert.Collect(h, "likert", 0, 10, iter.Seq[int](func(func(int) bool) {})); err != nil || *h != (likert.Histogram{}) {
		t.Errorf("an empty sequence: %v, %v", h, err)
	}
}

func TestCollectStopsAtTheFirstError(t *testing.T) {
	taken := 0
	err := likert.Collect(new(likert.Histogram), "likert", 1, 5, func(yield func(int) bool) {
		for taken < 100 && yield(taken) {
			taken++
		}
	})
	if err == nil || taken != 0 {
		t.Errorf("%d ratings were taken after one that was refused: %v", taken, err)
	}
}

// An iterator that does not listen gets no more ratings counted, nor another error.
func TestCollectFromADeafIterator(t *testing.T) {
	var h likert.Histogram
	err := likert.Collect(&h, "likert", 1, 5, func(yield func(int) bool) {
		for _, r := range []int{4, 5, 9, 3, 11} {
			yield(r)
		}
	})
	if err == nil || !strings.Contains(err.Error(), "rating 9 at index 2 ") || h != (likert.Histogram{}) {
		t.Errorf("%v, %d counted", err, h.Total(0, 10))
	}
}

func TestMirrorOfAHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(0, 10).Draw(t, "low")
		high := rapid.IntRange(low, 10).Draw(t, "high")
		var h likert.Histogram
		for range rapid.IntRange(0, 30).Draw(t, "answers") {
			add(&h, rapid.IntRange(low, high).Draw(t, "rating"))
		}
		m := h.Mirror(low, high)
		for rating := range 11 {
			want := uint64(0)
			if low <= rating && rating <= high {
				want = h.Count(low + high - rating)
			}
			if m.Count(rating) != want {
				t.Errorf("mirrored within %d..%d rating %d counts %d, want %d", low, high, rating, m.Count(rating), want)
			}
		}
	})
}

func TestRefusedSaysWhy(t *testing.T) {
	scale, err := likert.NewScale(1, 7)
	if err != nil {
		t.Fatal(err)
	}
	outside := &likert.Refused{Package: "x", Scale: scale, Rating: 8}
	if got, want := outside.Error(), "x: rating 8 is not on the scale 1..7"; got != want || !errors.Is(outside, sentinel.OutOfRange) {
		t.Errorf("%q, want %q", got, want)
	}
	full := &likert.Refused{Package: "x", Scale: scale, Rating: 7}
	if got, want := full.Error(), "x: one more answer of rating 7 passes 1152921504606846975"; got != want || !errors.Is(full, sentinel.Overflow) {
		t.Errorf("%q, want %q", got, want)
	}
}
