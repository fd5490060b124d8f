package period

import (
	"iter"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A Range is the instants from Start up to, but not including, End. Compare ranges with
// [Range.Equal].
type Range struct {
	_ [0]func() // == would tell one instant in two zones apart

	start, end time.Time
}

// NewRange returns the range from start to end.
func NewRange(start, end time.Time) (Range, error) {
	if end.Before(start) {
		return Range{}, sentinel.Errorf(cx.ErrOutOfRange, "period: range from %s to %s ends before it starts", quote(start), quote(end))
	}
	return Range{start: start.Round(0), end: end.Round(0)}, nil
}

// Start returns the first instant of r.
func (r Range) Start() time.Time { return r.start }

// End returns the first instant after r.
func (r Range) End() time.Time { return r.end }

// IsEmpty reports whether r contains no instant.
func (r Range) IsEmpty() bool { return r.start.Equal(r.end) }

// Equal reports whether both ranges hold the same instants, in whatever zones.
func (r Range) Equal(s Range) bool { return r.start.Equal(s.start) && r.end.Equal(s.end) }

// Contains reports whether t lies in r.
func (r Range) Contains(t time.Time) bool { return !t.Before(r.start) && t.Before(r.end) }

// Duration returns the time from Start to End.
func (r Range) Duration() (time.Duration, error) {
	// Sub saturates in silence.
	d := r.end.Sub(r.start)
	if d == math.MaxInt64 && !r.start.Add(d).Equal(r.end) {
		return 0, sentinel.Errorf(cx.ErrOverflow, "period: the time from %s to %s is over 292 years", quote(r.start), quote(r.end))
	}
	return d, nil
}

// Intersect returns the instants in both ranges, and whether there are any.
func (r Range) Intersect(s Range) (Range, bool) {
	if s.start.After(r.start) {
		r.start = s.start
	}
	if s.end.Before(r.end) {
		r.end = s.end
	}
	if !r.start.Before(r.end) {
		return Range{}, false
	}
	return r, true
}

// Split cuts r into the periods of a zone, nil meaning UTC, and yields the part of r in each.
func (r Range) Split(u Unit, loc *time.Location) (iter.Seq2[Period, Range], error) {
	if r.IsEmpty() {
		if err := u.check(); err != nil {
			return nil, err
		}
		return func(func(Period, Range) bool) {}, nil
	}
	if loc == nil {
		loc = time.UTC
	}
	r = Range{start: r.start.In(loc), end: r.end.In(loc)}
	first, err := u.Of(r.start)
	if err != nil {
		return nil, err
	}
	last, err := u.Of(r.end.Add(-1))
	if err != nil {
		return nil, err
	}
	return func(yield func(Period, Range) bool) {
		for p := first; p.n <= last.n; p.n++ {
			piece, ok := p.In(loc).Intersect(r)
			if ok && !yield(p, piece) {
				return
			}
		}
	}, nil
}
