package period

import (
	"fmt"
	"iter"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/fresh"
	"github.com/cxmetrics/cx/internal/nocopy"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// maxSeries bounds a Series, so that an instant in the wrong century is an error.
const maxSeries = 1 << 16

type noCopy = nocopy.Marker

// A Series has a tally for each period from the first to the last, by the calendar of one zone.
// Over 65,536 periods return [cx.ErrOverflow]. P is a pointer to a tally, to a struct of
// tallies, or to a [cx.By]. The zero Series returns [cx.ErrOutOfRange]: use [NewSeries].
type Series[P cx.Tally[P]] struct {
	noCopy

	unit        Unit
	loc         *time.Location
	fresh       fresh.Maker[P]
	cells       map[int32]P // of every period from first to last
	first, last int32       // where there are cells
}

// NewSeries returns an empty series; a nil loc is UTC. newTally makes the tally of each period,
// such as cx.New[nps.Tally]: if it is nil, or returns nil or the same pointer twice, the first
// use panics. An invalid unit is an error at the first use.
func NewSeries[P cx.Tally[P]](u Unit, loc *time.Location, newTally func() P) *Series[P] {
	if loc == nil {
		loc = time.UTC
	}
	return &Series[P]{unit: u, loc: loc, fresh: fresh.Maker[P]{New: newTally}}
}

// check returns an error for a series whose unit is not one.
func (s *Series[P]) check() error {
	if s.unit == 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "period: the Series has no unit: use NewSeries with one")
	}
	return s.unit.check()
}

// Location returns the zone.
func (s *Series[P]) Location() *time.Location { return s.loc }

// At returns the tally of the period that holds t, and makes it part of the series.
func (s *Series[P]) At(t time.Time) (P, error) {
	var none P
	if err := s.check(); err != nil {
		return none, err
	}
	p, err := s.unit.Of(t.In(s.loc))
	if err != nil {
		return none, err
	}
	return s.For(p)
}

// For returns the tally of a period of the same unit, and makes it part of the series.
func (s *Series[P]) For(p Period) (P, error) {
	var none P
	if err := s.check(); err != nil {
		return none, err
	}
	if p.unit != s.unit {
		return none, sentinel.Errorf(cx.ErrMismatch, "period: %q is a %s, but the series is by %s", p, p.unit, s.unit)
	}
	if cell, ok := s.cells[p.n]; ok {
		return cell, nil
	}
	if err := s.stretch(p.n, p.n, nil); err != nil {
		return none, err
	}
	return s.cells[p.n], nil
}

// stretch makes the periods from first to last part of the series, those in between too.
// Their tallies are the ones that are ready, or fresh ones.
func (s *Series[P]) stretch(first, last int32, ready map[int32]P) error {
	had := s.Len() > 0
	if had {
		first, last = min(s.first, first), max(s.last, last)
	}
	if last-first >= maxSeries {
		return sentinel.Errorf(cx.ErrOverflow, "period: a series from %s to %s stretches over more than %d periods",
			s.period(first), s.period(last), maxSeries)
	}
	if s.cells == nil {
		s.cells = make(map[int32]P)
	}
	for n := first; n <= last; n++ {
		if had && n == s.first {
			n = s.last // what lies between is there
			continue
		}
		cell, ok := ready[n]
		if !ok {
			cell = s.fresh.Make("Series")
		}
		s.cells[n] = cell
	}
	s.first, s.last = first, last
	return nil
}

func (s *Series[P]) period(n int32) Period { return Period{unit: s.unit, n: n} }

// Lookup returns the tally of a period, if the series has it.
func (s *Series[P]) Lookup(p Period) (P, bool) {
	if p.unit != s.unit {
		var none P
		return none, false
	}
	cell, ok := s.cells[p.n]
	return cell, ok
}

// Len returns the number of periods.
func (s *Series[P]) Len() int { return len(s.cells) }

// First returns the first period, or zero if there is none.
func (s *Series[P]) First() Period {
	if s.Len() == 0 {
		return Period{}
	}
	return s.period(s.first)
}

// Last returns the last period, or zero if there is none.
func (s *Series[P]) Last() Period {
	if s.Len() == 0 {
		return Period{}
	}
	return s.period(s.last)
}

// All yields every period with its tally, in order.
func (s *Series[P]) All() iter.Seq2[Period, P] {
	return func(yield func(Period, P) bool) {
		first := s.first
		for i := range s.Len() {
			n := first + int32(i)
			if !yield(s.period(n), s.cells[n]) {
				return
			}
		}
	}
}

// Step has the tally of a period, Now, and of the one before it, Before.
type Step[P any] struct {
	Now    P
	Before P // empty for the first period
}

// Steps yields every period with its tally and that of the period before, in order.
func (s *Series[P]) Steps() iter.Seq2[Period, Step[P]] {
	return func(yield func(Period, Step[P]) bool) {
		if s.Len() == 0 {
			return
		}
		before := s.fresh.Scratch("Series")
		for p, now := range s.All() {
			if !yield(p, Step[P]{Now: now, Before: before}) {
				return
			}
			before = now
		}
	}
}

// Merge merges each tally of o into that of the same period. Units and zones must be the same.
func (s *Series[P]) Merge(o *Series[P]) error {
	if o == nil {
		return nil
	}
	if err := s.check(); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	first, last := o.first, o.last
	switch {
	case o.Len() == 0:
		first, last = s.first, s.last
	case s.Len() > 0:
		first, last = min(s.first, first), max(s.last, last)
	}
	if s.unit != o.unit || !s.sameZone(o, first, last) {
		return sentinel.Errorf(cx.ErrMismatch, "period: a series by %s in %.40q cannot be merged into one by %s in %.40q", o.unit, o.loc, s.unit, s.loc)
	}
	if o.Len() == 0 {
		return nil
	}
	// Tried on fresh tallies first, so that an error changes nothing.
	added := make(map[int32]P)
	for p, from := range o.All() {
		n, cell := p.n, s.fresh.Make("Series")
		if mine, ok := s.cells[n]; !ok {
			added[n] = cell
		} else if err := cell.Merge(mine); err != nil {
			return s.failed(n, err)
		}
		if err := cell.Merge(from); err != nil {
			return s.failed(n, err)
		}
	}
	if err := s.stretch(first, last, added); err != nil {
		return err
	}
	for n, from := range o.cells {
		if _, ok := added[n]; !ok {
			if err := s.cells[n].Merge(from); err != nil {
				return s.failed(n, err) // it did a moment ago
			}
		}
	}
	return nil
}

func (s *Series[P]) failed(n int32, err error) error {
	return fmt.Errorf("%s: %w", s.period(n), err)
}

// sameZone reports whether the zones of two series of one unit agree from the first of
// some periods to the last. A name alone says nothing: that of a FixedZone may be "".
func (s *Series[P]) sameZone(o *Series[P], first, last int32) bool {
	if s.loc == o.loc {
		return true
	}
	if s.loc.String() != o.loc.String() {
		return false
	}
	from, to := s.period(first), s.period(last)
	return sameZone(s.loc, o.loc,
		min(from.In(s.loc).start.Unix(), from.In(o.loc).start.Unix()),
		max(to.In(s.loc).end.Unix(), to.In(o.loc).end.Unix()))
}

// Clone returns an independent copy. It panics if a tally does not merge into a fresh one.
func (s *Series[P]) Clone() *Series[P] {
	c := &Series[P]{unit: s.unit, loc: s.loc, fresh: fresh.Maker[P]{New: s.fresh.New}}
	if s.Len() > 0 {
		if err := c.Merge(s); err != nil {
			panic(fmt.Sprintf("period: Clone: a tally does not merge into a fresh one: %v", err))
		}
	}
	return c
}

// Total merges the tallies of all periods into a fresh one. It is no use for stocks, such as the
// customers at the start of each month.
func (s *Series[P]) Total() (P, error) {
	var none P
	if err := s.check(); err != nil {
		return none, err
	}
	total := s.fresh.Scratch("Series")
	for p, cell := range s.All() {
		if err := total.Merge(cell); err != nil {
			return none, s.failed(p.n, err)
		}
	}
	return total, nil
}

// Rolling returns a series in which each period has the merged tallies of the k periods that end
// with it. It begins with the k-th period of s.
func (s *Series[P]) Rolling(k int) (*Series[P], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if k < 1 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: rolling needs at least 1 period, not %d", k)
	}
	r := NewSeries(s.unit, s.loc, s.fresh.New)
	if s.Len() < k {
		return r, nil
	}
	// A window of k lies in two blocks of k periods: it is the end of one, whose sums
	// from each period to the end of the block are in tail, and the beginning of the
	// next, which head sums up.
	var head P
	tail := make([]P, k)
	for i := range s.Len() {
		n := s.first + int32(i)
		at := i % k // periods in head so far
		if at == 0 {
			head = s.fresh.Scratch("Series")
		}
		if err := head.Merge(s.cells[n]); err != nil {
			return nil, s.failed(n, err)
		}
		if i >= k-1 {
			sum, err := r.For(s.period(n))
			if err != nil {
				return nil, err
			}
			if at < k-1 {
				err = sum.Merge(tail[at+1])
			}
			if err == nil {
				err = sum.Merge(head)
			}
			if err != nil {
				return nil, s.failed(n, err)
			}
		}
		if at < k-1 {
			continue
		}
		for j := at; j > 0; j-- {
			tail[j] = s.fresh.Scratch("Series")
			err := tail[j].Merge(s.cells[n-int32(at-j)])
			if err == nil && j < at {
				err = tail[j].Merge(tail[j+1])
			}
			if err != nil {
				return nil, s.failed(n, err)
			}
		}
	}
	return r, nil
}
