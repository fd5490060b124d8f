package journey

import (
	"iter"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// The bounds of an open set of labels. Counts of all labels together stay below 2^64.
const (
	maxLabels   = 1000      // labels of a tally
	maxLabelLen = 200       // bytes of a label
	maxCount    = 1<<54 - 1 // counted under one label
)

// checkLabel returns an error for a label that is empty, too long or no UTF-8.
func checkLabel(label string) error {
	switch {
	case label == "":
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: a label is empty: it has 1 to %d bytes", maxLabelLen)
	case len(label) > maxLabelLen:
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: label %.40q has %d bytes, more than %d", label, len(label), maxLabelLen)
	case !utf8.ValidString(label):
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: label %.40q is not UTF-8", label)
	}
	return nil
}

// checkRoom returns an error when label would be one too many in counts.
func checkRoom(counts map[string]uint64, label string) error {
	if _, ok := counts[label]; !ok && len(counts) >= maxLabels {
		return sentinel.Errorf(cx.ErrOverflow, "journey: label %.40q is new after %d others, the most that an open set has", label, len(counts))
	}
	return nil
}

// checkUnion returns an error when two tallies have too many labels together.
func checkUnion(a, b map[string]uint64) error {
	n := len(a)
	for label := range b {
		if _, ok := a[label]; !ok {
			n++
		}
	}
	if n > maxLabels {
		return sentinel.Errorf(cx.ErrOverflow, "journey: merging makes %d labels, more than %d", n, maxLabels)
	}
	return nil
}

// addCount returns have + n, at most maxCount.
func addCount(label string, have, n uint64) (uint64, error) {
	if n > maxCount-have {
		return 0, sentinel.Errorf(cx.ErrOverflow, "journey: adding %d to %d of label %.40q passes 2^54-1", n, have, label)
	}
	return have + n, nil
}

// takeCount returns have - n.
func takeCount(label string, have, n uint64) (uint64, error) {
	if n > have {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "journey: removing %d from %d of label %.40q", n, have, label)
	}
	return have - n, nil
}

// addTo adds n to a count of what.
func addTo(count *uint64, what string, n uint64) error {
	if n > ^*count {
		return sentinel.Errorf(cx.ErrOverflow, "journey: adding %d to %d %s passes 2^64-1", n, *count, what)
	}
	*count += n
	return nil
}

// takeFrom removes n from a count of what.
func takeFrom(count *uint64, what string, n uint64) error {
	if n > *count {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: removing %d from %d %s", n, *count, what)
	}
	*count -= n
	return nil
}

// inOrder yields the counts by rising label.
func inOrder(counts map[string]uint64) iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for _, label := range slices.Sorted(maps.Keys(counts)) {
			if !yield(label, counts[label]) {
				return
			}
		}
	}
}
