package likert

import (
	"fmt"
	"iter"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Collect counts a sequence of ratings from low to high.
func Collect[R estimate.Integer](low, high int, ratings iter.Seq[R]) (Histogram, error) {
	var h Histogram
	i := 0
	for r := range ratings {
		if err := add(&h, low, high, i, r); err != nil {
			return Histogram{}, err
		}
		i++
	}
	return h, nil
}

// CollectSlice counts a slice of ratings from low to high.
func CollectSlice[R estimate.Integer](low, high int, ratings []R) (Histogram, error) {
	var h Histogram
	for i, r := range ratings {
		if err := add(&h, low, high, i, r); err != nil {
			return Histogram{}, err
		}
	}
	return h, nil
}

func add[R estimate.Integer](h *Histogram, low, high, i int, r R) error {
	// Compared in R first, so that no conversion can wrap into the scale.
	if r < 0 || r > Highest || int(r) < low || int(r) > high {
		return fmt.Errorf("rating %d at index %d is outside %d..%d: %w", r, i, low, high, sentinel.OutOfRange)
	}
	if !h.Add(int(r)) {
		return fmt.Errorf("rating %d at index %d passes a count of %d: %w", r, i, uint64(MaxCount), sentinel.Overflow)
	}
	return nil
}
