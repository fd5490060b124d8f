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

// Tally counts by label: visits by intent, failed tasks by reason, contacts by channel.
// Each of them has exactly one label. A closed set of labels is made by [NewTally]. The
// zero value is an open set: it takes any label, up to 1000 of them. A label is 1 to 200
// bytes of UTF-8 and holds up to 2^54-1 counts.
//
// Tally holds memory: do not copy it, use [Tally.Clone]. It must not be changed by two
// goroutines at once: give each its own and [Tally.Merge].
type Tally struct {
	noCopy

	closed bool
	counts map[string]uint64 // of a closed set all labels, of an open one those counted
}

// NewTally returns an empty tally over a closed set of 1 to 1000 labels. It returns
// [cx.ErrOutOfRange] for another number of labels, for a label given twice, and for one
// that is empty, too long or not UTF-8.
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

// MustTally returns what [NewTally] does, and panics with its error. It is for labels
// written in the program, and for the function that makes the tallies of a [cx.By]:
//
//	func() *journey.Tally { return journey.MustTally("phone", "chat") }
func MustTally(labels ...string) *Tally {
	t, err := NewTally(labels...)
	if err != nil {
		panic(err)
	}
	return t
}

// Collect counts a sequence of labels in an open set. It stops at the first label that
// [Tally.Add] refuses, and returns an error that names its index.
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

// Clone returns a copy that shares nothing with t.
func (t *Tally) Clone() *Tally {
	return &Tally{closed: t.closed, counts: maps.Clone(t.counts)}
}

// Add counts one; see [Tally.AddN].
func (t *Tally) Add(label string) error { return t.AddN(label, 1) }

// AddN counts n under a label, such as one row of a GROUP BY; 0 changes nothing. It
// returns [cx.ErrOutOfRange] for a label that is invalid or not in a closed set, and
// [cx.ErrOverflow] for more than 1000 labels or more than 2^54-1 counts of one. On an error
// the tally is unchanged.
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

// Remove takes one back; see [Tally.RemoveN].
func (t *Tally) Remove(label string) error { return t.RemoveN(label, 1) }

// RemoveN takes back n of a label that were added before. It returns [cx.ErrOutOfRange],
// and leaves the tally as it was, for more than there are and for a label that
// [Tally.AddN] refuses.
func (t *Tally) RemoveN(label string, n uint64) error {
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

// Merge adds the counts of u. The zero tally is the identity. Otherwise it returns
// [cx.ErrMismatch] for two closed sets that differ, or one open and one closed, and
// [cx.ErrOverflow] as [Tally.AddN] does. On an error t is unchanged. Merging nil changes
// nothing.
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

// Subtract takes back what [Tally.Merge] of u added. It returns [cx.ErrMismatch] as Merge
// does, and [cx.ErrOutOfRange] when u has more of a label than t. On an error t is
// unchanged. Subtracting nil changes nothing.
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

// Closed reports whether the set of labels is closed.
func (t *Tally) Closed() bool { return t.closed }

// Count returns the count of a label; 0 for one that the tally does not have.
func (t *Tally) Count(label string) uint64 { return t.counts[label] }

// All yields the labels in rising order with their counts. A closed set yields all labels,
// zeros included; an open one those that were counted.
func (t *Tally) All() iter.Seq2[string, uint64] { return inOrder(t.counts) }

// Share returns the proportion of a label among all counts.
func (t *Tally) Share(label string) estimate.Proportion {
	count := t.counts[label]
	return estimate.Proportion{Hits: count, Misses: t.N() - count}
}

// LabelShare is a label with the interval of its share in percent; see [Tally.Goodman].
type LabelShare struct {
	Label    string            // of the share
	Interval estimate.Interval // of the share, in percent
}

// Goodman returns intervals of the shares of all labels, in percent and in the order of
// [Tally.All]. They are simultaneous: all of them hold at once with the probability level,
// as a chart of all shares claims. With k labels, each is the interval
// [estimate.Proportion.Wilson] of [Tally.Share] at the level 1 - (1-level)/k.
//
// For an open set k is the number of labels counted, so the level is approximate. An
// empty tally returns [cx.ErrNoData], a level outside
// [estimate.MinLevel]..[estimate.MaxLevel] [cx.ErrOutOfRange].
//
// Source: L. A. Goodman, "On Simultaneous Confidence Intervals for Multinomial
// Proportions", Technometrics 7 (1965), 247-254.
func (t *Tally) Goodman(level float64) ([]LabelShare, error) {
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
	shares := make([]LabelShare, len(labels))
	for i, interval := range multinomial.Goodman(level, counts...) {
		shares[i] = LabelShare{labels[i], interval}
	}
	return shares, nil
}

func checkLevel(level float64) error { return sentinel.In("journey", normal.CheckLevel(level)) }
