package likert

import (
	"fmt"
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// No sequence that ends within a lifetime fills a count from zero to MaxCount, so
// collecting checks each rating's bounds only.

// Collect counts a sequence of ratings from low to high in an empty histogram. On
// an error the histogram is not good for anything.
func Collect[R estimate.Integer](h *Histogram, low, high int, ratings iter.Seq[R]) error {
	var bad R
	refused := false
	// Called, not ranged over, which would check the iterator for every rating; and
	// calling nothing itself, so that it needs no stack.
	ratings(func(r R) bool {
		if refused || outside(r, low, high) {
			if !refused {
				bad, refused = r, true
			}
			return false
		}
		h.counts[r]++
		return true
	})
	if refused {
		return outsideAt(bad, int(h.Total(low, high)), low, high)
	}
	return nil
}

// CollectSlice counts a slice of ratings from low to high in an empty histogram.
// On an error the histogram is not good for anything.
func CollectSlice[R estimate.Integer](h *Histogram, low, high int, ratings []R) error {
	counted := 0
	if len(ratings) >= block {
		counted = countBlocks(h, ratings)
		if h.Total(low, high) != uint64(counted) { // one is outside: start again to name it
			*h, counted = Histogram{}, 0
		}
	}
	for i, r := range ratings[counted:] {
		if outside(r, low, high) {
			return outsideAt(r, counted+i, low, high)
		}
		h.counts[r]++
	}
	return nil
}

// outside compares in 64 bits: a conversion to int could wrap a huge rating into
// the scale, and here a negative one becomes huge.
func outside[R estimate.Integer](r R, low, high int) bool {
	return uint64(r)-uint64(low) > uint64(high-low)
}

func outsideAt[R estimate.Integer](r R, i, low, high int) error {
	return fmt.Errorf("rating %d at index %d is outside %d..%d: %w", r, i, low, high, sentinel.OutOfRange)
}
