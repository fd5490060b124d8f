package cx

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/cxmetrics/cx/internal/fresh"
	"github.com/cxmetrics/cx/internal/nocopy"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Key is what a [By] can be keyed by: texts and whole numbers.
type Key interface {
	~string | ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

type noCopy = nocopy.Marker

// By has a tally for each key: NPS by segment, durations by agent. P is a pointer to a tally,
// to a struct of tallies, to a period.Series or to another By. Make it with [NewBy]: the zero
// By cannot make tallies, so At panics, and Merge and Total return [ErrOutOfRange].
type By[K Key, P Tally[P]] struct {
	noCopy

	fresh fresh.Maker[P]
	cells map[K]P
}

// NewBy returns an empty By. For each new key it calls newTally: [New] if a zero tally is
// ready, otherwise a function such as
//
//	func() *csat.Tally { return new(csat.NewTally(scale)) }
//
// If newTally is nil, or returns nil or the same pointer twice, the first use panics.
func NewBy[K Key, P Tally[P]](newTally func() P) *By[K, P] {
	return &By[K, P]{fresh: fresh.Maker[P]{New: newTally}}
}

func (b *By[K, P]) put(key K, cell P) {
	if b.cells == nil {
		b.cells = make(map[K]P)
	}
	b.cells[key] = cell
}

// At returns the tally of a key. A new key gets a fresh one.
func (b *By[K, P]) At(key K) P {
	cell, ok := b.cells[key]
	if !ok {
		cell = b.fresh.Make("By")
		b.put(key, cell)
	}
	return cell
}

// Lookup returns the tally of a key, and whether there is one.
func (b *By[K, P]) Lookup(key K) (P, bool) {
	cell, ok := b.cells[key]
	return cell, ok
}

// Len returns the number of keys.
func (b *By[K, P]) Len() int { return len(b.cells) }

// All yields the keys in rising order, each with its tally.
func (b *By[K, P]) All() iter.Seq2[K, P] {
	return func(yield func(K, P) bool) {
		for _, key := range slices.Sorted(maps.Keys(b.cells)) {
			if cell, ok := b.cells[key]; ok && !yield(key, cell) {
				return
			}
		}
	}
}

// Delete removes a key and its tally.
func (b *By[K, P]) Delete(key K) { delete(b.cells, key) }

// Merge merges each tally of o into that of the same key, in place. An error names the key.
func (b *By[K, P]) Merge(o *By[K, P]) error {
	if o == nil || len(o.cells) == 0 {
		return nil
	}
	if err := b.check(); err != nil {
		return err
	}
	added := make(map[K]P)
	for key, from := range o.All() {
		cell := b.fresh.Make("By")
		if mine, ok := b.cells[key]; !ok {
			added[key] = cell
		} else if err := cell.Merge(mine); err != nil {
			return fmt.Errorf("%#v: %w", key, err)
		}
		if err := cell.Merge(from); err != nil {
			return fmt.Errorf("%#v: %w", key, err)
		}
	}
	for key, from := range o.All() {
		if cell, ok := added[key]; ok {
			b.put(key, cell)
		} else if err := b.cells[key].Merge(from); err != nil {
			return fmt.Errorf("%#v: %w", key, err) // it did a moment ago
		}
	}
	return nil
}

// check returns an error for a By that cannot make a tally.
func (b *By[K, P]) check() error {
	if b.fresh.New == nil {
		return sentinel.Errorf(ErrOutOfRange, "cx: the zero By has no function that makes its tallies: use NewBy")
	}
	return nil
}

// Total returns a fresh tally with all merged, or an error if two cannot be.
func (b *By[K, P]) Total() (P, error) {
	var none P
	if err := b.check(); err != nil {
		return none, err
	}
	total := b.fresh.Scratch("By")
	for key, cell := range b.All() {
		if err := total.Merge(cell); err != nil {
			return none, fmt.Errorf("%#v: %w", key, err)
		}
	}
	return total, nil
}

// Clone returns an independent copy. It panics if a tally of newTally refuses to merge one of
// b.
func (b *By[K, P]) Clone() *By[K, P] {
	c := NewBy[K](b.fresh.New)
	for key, cell := range b.cells {
		copied := c.fresh.Make("By")
		if err := copied.Merge(cell); err != nil {
			panic(fmt.Sprintf("cx: Clone: a fresh tally does not take the tally of %#v: %v", key, err))
		}
		c.put(key, copied)
	}
	return c
}
