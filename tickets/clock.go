package tickets

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Clock says how much time counts between two instants: all of it ([Wall]), or
// only what lies in business hours. It is one method so that a business schedule
// of any origin, such as period.Schedule, is a Clock without an adapter.
//
// Due times ([Target.Timers]) are asked of a clock that also has the method
//
//	Add(from time.Time, d time.Duration) (time.Time, error)
//
// which returns the first instant up to which d has counted since from. period.Schedule has it.
// For a clock without it, Elapsed is searched.
//
// Elapsed must not be negative and must not pass to minus from, or the ticket is refused with
// [cx.ErrOutOfRange]: hours of two teams that are open at once count once. And it must be additive:
// what counts between a and b plus what counts between b and c is what counts
// between a and c. It returns an error when to is before from.
type Clock interface {
	Elapsed(from, to time.Time) (time.Duration, error)
}

// Wall is the [Clock] on which all time counts. It is what a nil Clock means.
type Wall struct{}

// Elapsed returns to minus from. It returns [cx.ErrOutOfRange] when to is before
// from, and [cx.ErrOverflow] when they are more than 2^63-1 nanoseconds (292 years)
// apart, where [time.Time.Sub] would answer with a smaller number.
//
// Monotonic readings are left out of account: the ticket's times come from
// records, and two instants of one record must be measured the same way.
func (Wall) Elapsed(from, to time.Time) (time.Duration, error) {
	from, to = from.Round(0), to.Round(0)
	if to.Before(from) {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: %s is before %s", stamp(to), stamp(from))
	}
	d := to.Sub(from)
	if !from.Add(d).Equal(to) {
		return 0, sentinel.Errorf(cx.ErrOverflow, "tickets: %s to %s is longer than %v", stamp(from), stamp(to), d)
	}
	return d, nil
}

// elapsed measures on the clock, the wall clock when it is nil, and refuses what
// no clock may answer.
func elapsed(clock Clock, from, to time.Time) (time.Duration, error) {
	if clock == nil {
		return Wall{}.Elapsed(from, to)
	}
	d, err := clock.Elapsed(from, to)
	if err != nil {
		return 0, sentinel.In(fmt.Sprintf("tickets: the clock between %s and %s", stamp(from), stamp(to)), err)
	}
	if d < 0 {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock counts %v between %s and %s, which is negative", d, stamp(from), stamp(to))
	}
	// Sub saturates beyond 292 years, which no Duration passes.
	if wall := to.Round(0).Sub(from.Round(0)); d > wall {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock counts %v between %s and %s, which are %v apart", d, stamp(from), stamp(to), wall)
	}
	return d, nil
}

func stamp(t time.Time) string { return t.Format(time.RFC3339Nano) }
