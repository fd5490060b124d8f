package likert

import (
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// No sequence that ends within a lifetime fills a count from zero to MaxCount, so
// collecting checks each rating's bounds only.

// Both take the name of the package that collects, which begins their errors, and
// empty the histogram on an error: so that the functions of the packages above need
// no branch, are inlined, and their results are made where the caller wants them.

// Collect counts a sequence of ratings from low to high in an empty histogram.
func Collect[R estimate.Integer](h *Histogram, pkg string, low, high int, ratings iter.Seq[R]) error {
	var bad R
	var before Histogram
	refused := false
	least, span := uint64(low), uint64(high-low)
	// Called, not ranged over, which would check the iterator for every rating; and
	// calling nothing itself, so that it needs no stack. An iterator that does not listen
	// counts on, to no end.
	ratings(func(r R) bool {
		if outside(r, least, span) {
			if !refused {
				refused, bad = true, r
				before = *h
			}
			return false
		}
		h.counts[r]++
		return true
	})
	if refused {
		return outsideAt(h, pkg, bad, int(before.Total(low, high)), low, high)
	}
	return nil
}

// CollectSlice counts a slice of ratings from low to high in an empty histogram.
func CollectSlice[R estimate.Integer](h *Histogram, pkg string, low, high int, ratings []R) error {
	if len(ratings) >= many && countMany(h, low, high, ratings) {
		return nil
	}
	least, span := uint64(low), uint64(high-low)
	for i, r := range ratings { // one by one, up to the one to name
		if outside(r, least, span) {
			return outsideAt(h, pkg, r, i, low, high)
		}
		h.counts[r]++
	}
	return nil
}

// outside reports whether a rating is not among the span+1 from the least on. It compares
// in 64 bits: a conversion to int could wrap a huge rating into the scale, and here a
// negative one becomes huge.
func outside[R estimate.Integer](r R, least, span uint64) bool { return uint64(r)-least > span }

func outsideAt[R estimate.Integer](h *Histogram, pkg string, r R, i, low, high int) error {
	*h = Histogram{}
	return sentinel.Errorf(sentinel.OutOfRange, "%s: rating %d at index %d is outside %d..%d", pkg, r, i, low, high)
}
