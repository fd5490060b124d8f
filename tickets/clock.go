package tickets

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Clock measures time, such as business hours; period.Schedule is one. Elapsed must be additive,
// neither negative nor more than the time that passed.
//
// If the clock has Add(from time.Time, d time.Duration) (time.Time, error), due times come from
// it.
type Clock interface {
	Elapsed(from, to time.Time) (time.Duration, error)
}

// wall returns to minus from, by the wall clock: times come from records.
func wall(from, to time.Time) (time.Duration, error) {
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
		return wall(from, to)
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
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock counts %v between %s and %s, but only %v passed", d, stamp(from), stamp(to), wall)
	}
	return d, nil
}

func stamp(t time.Time) string { return t.Format(time.RFC3339Nano) }
