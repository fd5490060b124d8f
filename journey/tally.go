package journey

import (
	"fmt"
	"iter"
	"maps"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
)

// Tally counts by label what each happened under exactly one of several: visits by
// intent, failed tasks by reason, contacts by channel. The set of labels is closed
// ([NewTally]) or open: the zero value takes any label, up to [MaxLabels] of them.
// A label is 1 to [MaxLabelLen] bytes of UTF-8 and holds up to [MaxCount] counts.
//
// A copy shares memory with the original and must not be changed; to copy,
// [Tally.Merge] into an empty one. A Tally must not be changed by two goroutines at
// once: give each its own and [Tally.Merge].
type Tally struct {
	closed bool
	counts map[string]uint64 // of a closed set all labels, of an open one those counted
}

// NewTally returns an empty tally over a closed set of labels. No labels, more than
// [MaxLabels], one given twice and one outside its bounds give [cx.ErrOutOfRange].
func NewTally(labels ...string) (Tally, error) {
	if len(labels) == 0 || len(labels) > MaxLabels {
		return Tally{}, fmt.Errorf("journey: a closed set of %d labels, not 1 to %d: %w", len(labels), MaxLabels, cx.ErrOutOfRange)
	}
	t := Tally{closed: true, counts: make(map[string]uint64, len(labels))}
	for i, label := range labels {
		if err := checkLabel(label); err != nil {
			return Tally{}, fmt.Errorf("%w (at index %d)", err, i)
		}
		if _, ok := t.counts[label]; ok {
			return Tally{}, fmt.Errorf("journey: label %.40q at index %d is there twice: %w", label, i, cx.ErrOutOfRange)
		}
		t.counts[label] = 0
	}
	return t, nil
}

// Collect counts a sequence of labels of an open set. The first one that
// [Tally.Add] refuses ends it with an error that names its index.
func Collect(labels iter.Seq[string]) (Tally, error) {
	var t Tally
	i := 0
	for label := range labels {
		if err := t.Add(label); err != nil {
			return Tally{}, fmt.Errorf("%w (at index %d)", err, i)
		}
		i++
	}
	return t, nil
}

// Add counts one; see [Tally.AddN].
func (t *Tally) Add(label string) error { return t.AddN(label, 1) }

// AddN counts n under a label, such as one row of a GROUP BY; 0 changes nothing. It
// leaves the tally as it was on an error: [cx.ErrOutOfRange] for a label outside its
// bounds or outside a closed set, [cx.ErrOverflow] for more than [MaxLabels] labels or
// [MaxCount] counts of one.
func (t *Tally) AddN(label string, n uint64) error {
	have, known := t.counts[label]
	switch {
	case known:
	case t.closed:
		return fmt.Errorf("journey: label %.40q is not one of the closed set of %d: %w", label, len(t.counts), cx.ErrOutOfRange)
	default:
		if err := checkLabel(label); err != nil {
			return err
		}
		if err := checkRoom(t.counts, label); err != nil {
			return err
		}
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

// Merge adds the counts of u. It leaves t as it was on an error: [cx.ErrMismatch] for
// two sets of labels that differ, or one open and one closed, except that the zero
// tally is the identity whatever the set of the other; [cx.ErrOverflow] as for
// [Tally.AddN].
func (t *Tally) Merge(u Tally) error {
	if !u.closed && len(u.counts) == 0 {
		return nil
	}
	if !t.closed && len(t.counts) == 0 {
		*t = Tally{closed: u.closed, counts: maps.Clone(u.counts)}
		return nil
	}
	if t.closed != u.closed {
		return fmt.Errorf("journey: merging an open set of labels with a closed one: %w", cx.ErrMismatch)
	}
	if err := checkUnion(t.counts, u.counts); err != nil {
		return err
	}
	for label, n := range u.counts {
		have, known := t.counts[label]
		if t.closed && (!known || len(t.counts) != len(u.counts)) {
			return fmt.Errorf("journey: merging closed sets of %d and %d labels that differ: %w", len(u.counts), len(t.counts), cx.ErrMismatch)
		}
		if _, err := addCount(label, have, n); err != nil {
			return err
		}
	}
	for label, n := range u.counts {
		t.counts[label] += n
	}
	return nil
}

// N returns all counts together: the volume.
func (t Tally) N() uint64 {
	var n uint64
	for _, count := range t.counts {
		n += count
	}
	return n
}

// Closed reports whether the set of labels is closed.
func (t Tally) Closed() bool { return t.closed }

// Count returns the count of a label; 0 for one that the tally does not have.
func (t Tally) Count(label string) uint64 { return t.counts[label] }

// All yields the labels in rising order with their counts: of a closed set all,
// zeros included, of an open one those that were counted.
func (t Tally) All() iter.Seq2[string, uint64] { return inOrder(t.counts) }

// Share returns the counts of a label among all.
func (t Tally) Share(label string) estimate.Proportion {
	count := t.counts[label]
	return estimate.Proportion{Hits: count, Misses: t.N() - count}
}

// Goodman returns simultaneous intervals of the shares of all labels, in percent:
// with the probability level all of them hold at once, which is what a chart with
// one bar each claims. With k labels, each is the score interval
// [estimate.Proportion.Wilson] of [Tally.Share] at the level 1 - (1-level)/k.
//
// Of an open set the labels are those that were counted, so k comes from the data
// and the level is approximate: what nobody named has no interval. An empty tally
// gives [cx.ErrNoData], a level outside [estimate.MinLevel]..[estimate.MaxLevel]
// [cx.ErrOutOfRange].
//
// Source: L. A. Goodman, "On Simultaneous Confidence Intervals for Multinomial
// Proportions", Technometrics 7 (1965), 247-254.
func (t Tally) Goodman(level float64) (map[string]estimate.Interval, error) {
	if err := normal.CheckLevel(level); err != nil {
		return nil, fmt.Errorf("journey: %w", err)
	}
	if t.N() == 0 {
		return nil, fmt.Errorf("journey: the shares of nothing: %w", cx.ErrNoData)
	}
	labels, counts := make([]string, 0, len(t.counts)), make([]uint64, 0, len(t.counts))
	for label, count := range t.counts {
		labels, counts = append(labels, label), append(counts, count)
	}
	shares := make(map[string]estimate.Interval, len(labels))
	for i, interval := range multinomial.Goodman(level, counts...) {
		shares[labels[i]] = interval
	}
	return shares, nil
}
