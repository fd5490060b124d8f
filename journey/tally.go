package journey

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Tally counts by label: visits by intent, failed tasks by reason, contacts by channel. The
// zero value takes up to 1000 labels of any text; [NewTally] makes a closed set. A label is 1
// to 200 bytes of UTF-8.
type Tally struct {
	noCopy

	closed bool
	counts map[string]uint64 // of a closed set all labels, of an open one those counted
}

// NewTally returns an empty tally of a closed set of 1 to 1000 different labels.
func NewTally(labels ...string) (*Tally, error) {
	if len(labels) == 0 || len(labels) > maxLabels {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "journey: a closed set has 1 to %d labels, not %d", maxLabels, len(labels))
	}
	t := &Tally{closed: true, counts: make(map[string]uint64, len(labels))}
	for i, label := range labels {
		if err := checkLabel(label); err != nil {
			return nil, fmt.Errorf("%w (at index %d)", err, i)
		}
		if _, ok := t.counts[label]; ok {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "journey: label %.40q at index %d is there twice", label, i)
		}
		t.counts[label] = 0
	}
	return t, nil
}

// MustTally is [NewTally] for labels in the program itself. It panics on an error.
func MustTally(labels ...string) *Tally {
	t, err := NewTally(labels...)
	if err != nil {
		panic(err)
	}
	return t
}

// Collect counts labels in an open set. An error names the index.
func Collect(labels iter.Seq[string]) (*Tally, error) {
	var t Tally
	i := 0
	for label := range labels {
		if err := t.Add(label); err != nil {
			return nil, fmt.Errorf("%w (at index %d)", err, i)
		}
		i++
	}
	return &t, nil
}

// Clone returns an independent copy.
func (t *Tally) Clone() *Tally {
	return &Tally{closed: t.closed, counts: maps.Clone(t.counts)}
}

// Add counts one.
func (t *Tally) Add(label string) error { return t.AddN(label, 1) }

// AddN counts n under a label, up to 2^54-1. A label outside a closed set returns
// [cx.ErrOutOfRange], one past 1000 [cx.ErrOverflow].
func (t *Tally) AddN(label string, n uint64) error {
	have, err := t.known(label)
	if err != nil {
		return err
	}
	if err := checkRoom(t.counts, label); err != nil {
		return err
	}
	count, err := addCount(label, have, n)
	if err != nil || n == 0 {
		return err
	}
	if t.counts == nil {
		t.counts = make(map[string]uint64)
	}
	t.counts[label] = count
	return nil
}

// known returns the count of a label, and an error for one that the tally cannot have.
func (t *Tally) known(label string) (uint64, error) {
	have, ok := t.counts[label]
	switch {
	case ok:
		return have, nil
	case t.closed:
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "journey: label %.40q is not one of the closed set of %d", label, len(t.counts))
	}
	return 0, checkLabel(label)
}

// Remove takes back one.
func (t *Tally) Remove(label string) error { return t.removeN(label, 1) }

// removeN takes back n of a label.
func (t *Tally) removeN(label string, n uint64) error {
	have, err := t.known(label)
	if err != nil {
		return err
	}
	left, err := takeCount(label, have, n)
	if err != nil || n == 0 {
		return err
	}
	t.set(label, left)
	return nil
}

// set sets the count of a label. An open set does not keep a label of which none is left.
func (t *Tally) set(label string, count uint64) {
	if count == 0 && !t.closed {
		delete(t.counts, label)
		return
	}
	t.counts[label] = count
}

// Merge adds the counts of u. Another set of labels returns [cx.ErrMismatch]; the zero Tally
// joins any.
func (t *Tally) Merge(u *Tally) error {
	if u == nil || !u.closed && len(u.counts) == 0 {
		return nil
	}
	if !t.closed && len(t.counts) == 0 {
		t.closed, t.counts = u.closed, maps.Clone(u.counts)
		return nil
	}
	if err := t.checkSet("merging", u); err != nil {
		return err
	}
	if err := checkUnion(t.counts, u.counts); err != nil {
		return err
	}
	for label, n := range u.counts {
		if _, err := addCount(label, t.counts[label], n); err != nil {
			return err
		}
	}
	for label, n := range u.counts {
		t.counts[label] += n
	}
	return nil
}

// Subtract takes back the counts of u.
func (t *Tally) Subtract(u *Tally) error {
	if u == nil || !u.closed && len(u.counts) == 0 {
		return nil
	}
	if err := t.checkSet("subtracting", u); err != nil {
		return err
	}
	for label, n := range u.counts {
		if _, err := takeCount(label, t.counts[label], n); err != nil {
			return err
		}
	}
	for label, n := range u.counts {
		t.set(label, t.counts[label]-n)
	}
	return nil
}

// checkSet returns an error unless both sets of labels are open, or both are the same.
func (t *Tally) checkSet(doing string, u *Tally) error {
	if t.closed != u.closed {
		return sentinel.Errorf(cx.ErrMismatch, "journey: %s an open set of labels and a closed one", doing)
	}
	if !t.closed {
		return nil
	}
	if len(t.counts) != len(u.counts) {
		return sentinel.Errorf(cx.ErrMismatch, "journey: %s closed sets of %d and %d labels", doing, len(t.counts), len(u.counts))
	}
	for label := range u.counts {
		if _, ok := t.counts[label]; !ok {
			return sentinel.Errorf(cx.ErrMismatch, "journey: %s closed sets of labels, of which only one has %.40q", doing, label)
		}
	}
	return nil
}

// N returns the sum of all counts.
func (t *Tally) N() uint64 {
	var n uint64
	for _, count := range t.counts {
		n += count
	}
	return n
}

// Count returns the count of a label.
func (t *Tally) Count(label string) uint64 { return t.counts[label] }

// All yields the labels in rising order with their counts, of a closed set zeros too.
func (t *Tally) All() iter.Seq2[string, uint64] { return inOrder(t.counts) }

// Share returns the share of a label among all counts.
func (t *Tally) Share(label string) estimate.Proportion {
	count := t.counts[label]
	return estimate.Proportion{Hits: count, Misses: t.N() - count}
}

// Goodman yields the labels in the order of [Tally.All] with the intervals of their shares,
// in percent (Goodman 1965). All of them hold at once with probability level: of k labels,
// each is [estimate.Proportion.Wilson] at 1-(1-level)/k.
func (t *Tally) Goodman(level float64) (iter.Seq2[string, estimate.Interval], error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if t.N() == 0 {
		return nil, sentinel.Errorf(cx.ErrNoData, "journey: nothing was counted: shares are undefined")
	}
	labels := slices.Sorted(maps.Keys(t.counts))
	counts := make([]uint64, len(labels))
	for i, label := range labels {
		counts[i] = t.counts[label]
	}
	intervals := multinomial.Goodman(level, counts...)
	return func(yield func(string, estimate.Interval) bool) {
		for i, label := range labels {
			if !yield(label, intervals[i]) {
				return
			}
		}
	}, nil
}

func checkLevel(level float64) error { return sentinel.In("journey", normal.CheckLevel(level)) }
