package journey

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
)

// The bounds of an open set of labels (reasons, channels): whoever sends the labels
// cannot make a tally grow without end. Counts of all labels together stay below
// 2^64.
const (
	MaxLabels   = 1000      // labels of a tally
	MaxLabelLen = 200       // bytes of a label
	MaxCount    = 1<<54 - 1 // counted under one label
)

// checkLabel returns an error for a label that is empty, too long or no UTF-8.
func checkLabel(label string) error {
	switch {
	case label == "":
		return fmt.Errorf("journey: an empty label: %w", cx.ErrOutOfRange)
	case len(label) > MaxLabelLen:
		return fmt.Errorf("journey: label %.40q of %d bytes, more than %d: %w", label, len(label), MaxLabelLen, cx.ErrOutOfRange)
	case !utf8.ValidString(label):
		return fmt.Errorf("journey: label %.40q is not UTF-8: %w", label, cx.ErrOutOfRange)
	}
	return nil
}

// checkRoom returns an error when label would be one too many in counts.
func checkRoom[C any](counts map[string]C, label string) error {
	if _, ok := counts[label]; !ok && len(counts) >= MaxLabels {
		return fmt.Errorf("journey: label %.40q after %d others: %w", label, len(counts), cx.ErrOverflow)
	}
	return nil
}

// checkUnion returns an error when two tallies have too many labels together.
func checkUnion[C any](a, b map[string]C) error {
	n := len(a)
	for label := range b {
		if _, ok := a[label]; !ok {
			n++
		}
	}
	if n > MaxLabels {
		return fmt.Errorf("journey: merging makes %d labels, more than %d: %w", n, MaxLabels, cx.ErrOverflow)
	}
	return nil
}

// addCount returns have + n, at most MaxCount.
func addCount(label string, have, n uint64) (uint64, error) {
	if n > MaxCount-have {
		return 0, fmt.Errorf("journey: adding %d to %d of label %.40q passes 2^54-1: %w", n, have, label, cx.ErrOverflow)
	}
	return have + n, nil
}

// inOrder yields the counts by rising label.
func inOrder[C any](counts map[string]C) iter.Seq2[string, C] {
	return func(yield func(string, C) bool) {
		for _, label := range slices.Sorted(maps.Keys(counts)) {
			if !yield(label, counts[label]) {
				return
			}
		}
	}
}
