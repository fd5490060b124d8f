package period

import (
	"fmt"
	"iter"
	"time"

	"github.com/cxmetrics/cx"
)

// MaxSeries is the number of periods that a Series can stretch over, from its
// first to its last: 179 years of days. One instant in the wrong century is then
// an error, and not gigabytes of gaps.
const MaxSeries = 1 << 16

// A Series holds one T, typically a tally, for each period of a unit, by the
// calendar of one zone. Make it with NewSeries; the zero Series has no unit and
// takes nothing (cx.ErrOutOfRange).
//
// A copy of a Series is the same series, as that of a map is the same map. T itself
// should be a value, of which an assignment is a copy. A Series is not safe for
// concurrent use while it is written; count apart and Merge.
type Series[T any] struct{ s *series[T] }

type series[T any] struct {
	unit        Unit
	loc         *time.Location
	empty       T
	cells       map[int32]*T
	first, last int32 // of cells, if there are any
}

// NewSeries returns a series without periods, of a unit and in a zone, nil meaning
// UTC. Each period begins as a copy of empty: the zero T mostly, or a tally that
// has been told its scale. An invalid unit is cx.ErrOutOfRange.
func NewSeries[T any](u Unit, loc *time.Location, empty T) (Series[T], error) {
	if err := u.check(); err != nil {
		return Series[T]{}, err
	}
	if loc == nil {
		loc = time.UTC
	}
	return Series[T]{&series[T]{unit: u, loc: loc, empty: empty, cells: make(map[int32]*T)}}, nil
}

// errNoSeries is what a zero Series answers.
func errNoSeries() error {
	return fmt.Errorf("period: the zero Series has no unit, use NewSeries: %w", cx.ErrOutOfRange)
}

// Unit returns the unit of the periods, of the zero Series the invalid one.
func (s Series[T]) Unit() Unit {
	if s.s == nil {
		return 0
	}
	return s.s.unit
}

// Location returns the zone whose calendar says in which period an instant lies,
// of the zero Series nil.
func (s Series[T]) Location() *time.Location {
	if s.s == nil {
		return nil
	}
	return s.s.loc
}

// At returns the T of the period that holds the instant t in the zone of the
// series, whatever zone t carries, to be read or changed in place. Errors are
// those of Unit.Of and For.
func (s *Series[T]) At(t time.Time) (*T, error) {
	if s.s == nil {
		return nil, errNoSeries()
	}
	p, err := s.s.unit.Of(t.In(s.s.loc))
	if err != nil {
		return nil, err
	}
	return s.s.at(p)
}

// For returns the T of a period, to be read or changed in place. Asking makes the period
// part of the series: to have every month of a year in it, ask for the first and
// the last. A period of another unit is cx.ErrMismatch; one that would
// stretch the series beyond MaxSeries periods is cx.ErrOverflow.
func (s *Series[T]) For(p Period) (*T, error) {
	if s.s == nil {
		return nil, errNoSeries()
	}
	return s.s.at(p)
}

func (s *series[T]) at(p Period) (*T, error) {
	if p.unit != s.unit {
		return nil, fmt.Errorf("period: %q, a %s, in a series by %s: %w", p, p.unit, s.unit, cx.ErrMismatch)
	}
	if cell := s.cells[p.n]; cell != nil {
		return cell, nil
	}
	first, last := p.n, p.n
	if len(s.cells) > 0 {
		first, last = min(s.first, p.n), max(s.last, p.n)
	}
	if last-first >= MaxSeries {
		return nil, fmt.Errorf("period: %s would stretch a series of %s to %s beyond %d periods: %w",
			p, s.period(s.first), s.period(s.last), MaxSeries, cx.ErrOverflow)
	}
	cell := new(T)
	*cell = s.empty
	s.cells[p.n], s.first, s.last = cell, first, last
	return cell, nil
}

func (s *series[T]) period(n int32) Period { return Period{unit: s.unit, n: n} }

// Len returns the number of periods from the first to the last, gaps included.
func (s Series[T]) Len() int {
	if s.s == nil || len(s.s.cells) == 0 {
		return 0
	}
	return int(s.s.last-s.s.first) + 1
}

// All yields every period from the first to the last in order with its T, which
// is the empty one where nothing was asked for with At or For. Periods that become the
// first or the last meanwhile are not yielded.
func (s Series[T]) All() iter.Seq2[Period, T] {
	return func(yield func(Period, T) bool) {
		if s.s == nil {
			return
		}
		first := s.s.first
		for i := range s.Len() {
			n := first + int32(i)
			if !yield(s.s.period(n), s.s.value(n)) {
				return
			}
		}
	}
}

func (s *series[T]) value(n int32) T {
	if cell := s.cells[n]; cell != nil {
		return *cell
	}
	return s.empty
}

// Merge adds the periods of t to those of s: merge adds a T to one that may be
// empty, and the method expressions of this module's tallies will do, as in
// s.Merge(t, (*nps.Tally).Merge). Different units or zones are cx.ErrMismatch, a
// stretch over more than MaxSeries periods cx.ErrOverflow, and an error of merge
// is returned with its period; on any error s stays as it was. Zones are the same
// if they have the same name and, in the periods of both, the same offsets.
func (s *Series[T]) Merge(t Series[T], merge func(*T, T) error) error {
	if s.s == nil || t.s == nil {
		return errNoSeries()
	}
	return s.s.merge(t.s, merge)
}

func (s *series[T]) merge(t *series[T], merge func(*T, T) error) error {
	first, last := t.first, t.last
	switch {
	case len(t.cells) == 0:
		first, last = s.first, s.last
	case len(s.cells) > 0:
		first, last = min(s.first, first), max(s.last, last)
	}
	if s.unit != t.unit || !s.sameZone(t, first, last) {
		return fmt.Errorf("period: merge a series by %s in %.40q into one by %s in %.40q: %w", t.unit, t.loc, s.unit, s.loc, cx.ErrMismatch)
	}
	if last-first >= MaxSeries {
		return fmt.Errorf("period: merge a series of %s to %s into one of %s to %s: more than %d periods: %w",
			t.period(t.first), t.period(t.last), s.period(s.first), s.period(s.last), MaxSeries, cx.ErrOverflow)
	}
	sums := make(map[int32]T, len(t.cells))
	for n, cell := range t.cells {
		sum := s.value(n)
		if err := merge(&sum, *cell); err != nil {
			return fmt.Errorf("period: merge %s: %w", t.period(n), err)
		}
		sums[n] = sum
	}
	for n, sum := range sums {
		if cell := s.cells[n]; cell != nil {
			*cell = sum
		} else {
			s.cells[n] = &sum
		}
	}
	s.first, s.last = first, last
	return nil
}

// sameZone reports whether the zones of two series of one unit agree from the first of
// some periods to the last. A name alone says nothing: that of a FixedZone may be "".
func (s *series[T]) sameZone(t *series[T], first, last int32) bool {
	if s.loc == t.loc {
		return true
	}
	if s.loc.String() != t.loc.String() {
		return false
	}
	from, to := s.period(first), s.period(last)
	return sameZone(s.loc, t.loc,
		min(from.In(s.loc).start.Unix(), from.In(t.loc).start.Unix()),
		max(to.In(s.loc).end.Unix(), to.In(t.loc).end.Unix()))
}

// Rolling returns a new series that has, for each period of s from the k-th on,
// the merger of the k periods that end with it, in order, empty ones included: with
// months and k 12, the rolling year. A series shorter than k gives an empty one. A k
// below 1 is cx.ErrOutOfRange. The merge function must be associative; it is called
// at most three times a period, however large k is.
func (s Series[T]) Rolling(k int, merge func(*T, T) error) (Series[T], error) {
	if k < 1 {
		return Series[T]{}, fmt.Errorf("period: rolling over %d periods: not at least 1: %w", k, cx.ErrOutOfRange)
	}
	if s.s == nil {
		return Series[T]{}, errNoSeries()
	}
	r, err := NewSeries(s.s.unit, s.s.loc, s.s.empty)
	if err != nil || s.Len() < k {
		return r, err
	}
	// A window of k lies in two blocks of k periods: it is the end of one, whose
	// sums from each period to the end of the block are in tail, and the beginning of
	// the next, which head sums up.
	var head T
	tail := make([]T, k)
	for i := range s.Len() {
		n := s.s.first + int32(i)
		fail := func(err error) (Series[T], error) {
			return Series[T]{}, fmt.Errorf("period: merge %s: %w", s.s.period(n), err)
		}
		at := i % k // periods in head so far
		if at == 0 {
			head = s.s.value(n)
		} else if err := merge(&head, s.s.value(n)); err != nil {
			return fail(err)
		}
		if i >= k-1 {
			sum := head
			if at < k-1 {
				sum = tail[at+1]
				if err := merge(&sum, head); err != nil {
					return fail(err)
				}
			}
			cell, err := r.For(s.s.period(n))
			if err != nil {
				return Series[T]{}, err
			}
			*cell = sum
		}
		if at < k-1 {
			continue
		}
		tail[at] = s.s.value(n)
		for j := at - 1; j > 0; j-- {
			tail[j] = s.s.value(n - int32(at-j))
			if err := merge(&tail[j], tail[j+1]); err != nil {
				return fail(err)
			}
		}
	}
	return r, nil
}
