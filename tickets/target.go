package tickets

import (
	"errors"
	"math/bits"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Target is a service level: a time that the metric must not pass. A time equal
// to it is within it.
type Target struct {
	Metric Metric        // which time
	Within time.Duration // positive

	// Stops are the states in which the clock of this target stands, beside those in which
	// the metric's clock stands anyway. None by default: a reply is due whatever the state, as in
	// Zendesk. Its requester wait stops in pending, and its agent work in pending and on hold:
	// that is [MetricRequesterWait] and [MetricAgentWork] without any Stops.
	Stops Statuses
}

// Attainment counts how times fare against a [Target].
type Attainment struct {
	Met      uint64 // finished within the target
	Breached uint64 // finished, ended unanswered or still running beyond it
	Running  uint64 // still running within it: neither met nor breached yet
}

func (g Target) check() error {
	switch {
	case int(g.Metric) >= metrics:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: there is no %v", g.Metric)
	case g.Within <= 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the target of %v for the %v is not positive", g.Within, g.Metric)
	case g.Stops&^allStatuses != 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock of a target stops in %v, which is no set of states", g.Stops)
	case g.Stops != 0 && g.Metric == MetricCallHold:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the %v does not depend on states: a target for it stops in none", g.Metric)
	}
	return nil
}

// Timers returns the metric's times as of the instant, each with its due time and how it
// fares: those that [Target.Judge] counts, in the order in which they began for each
// kind, and the waits that a resolution ended. What is due in the next hour are the timers of the
// open tickets with [Timer.DueIn]; who breached when, those with [OutcomeBreached].
//
// A due time needs to know when the clock will run. [Wall] and a clock with a method
// Add(from time.Time, d time.Duration) (time.Time, error), such as period.Schedule, say so; the
// Elapsed of others is searched.
func (g Target) Timers(ticket Ticket, at time.Time) ([]Timer, error) {
	return Agreement{Target: g}.Timers(ticket, at)
}

// Judge returns how the ticket fares against the target as of the instant: one
// count for each of the metric's times (see [Ticket.Measure]), of which
// [MetricNextReply] and [MetricResponse] have several. A time is met only when it is met: one
// that runs within the target is not, and one that runs beyond it is breached
// already.
//
// Resolving a ticket answers nobody. A wait for a reply that the resolution ended
// is breached when it ran beyond the target until then, so that no breach goes away
// with the ticket; one within the target until then is in no count.
//
// What happened before the instant counts, what happened at it does not, and the
// instant must be after all that the ticket remembers: for a past one judge the
// ticket of [History.Before]. It returns [cx.ErrOutOfRange] for a target that is not
// positive, such as the zero Target, and for the zero instant, at which what still runs could
// not be held against it; and [cx.ErrNoData] for Stops of a ticket whose states are not known.
func (g Target) Judge(ticket Ticket, at time.Time) (Attainment, error) {
	return Agreement{Target: g}.Judge(ticket, at)
}

// Merge adds the counts of b. It returns [cx.ErrOverflow], and leaves a as it was,
// when one would pass 2^64-1. Merging nil changes nothing.
func (a *Attainment) Merge(b *Attainment) error {
	if b == nil {
		return nil
	}
	met, c1 := bits.Add64(a.Met, b.Met, 0)
	breached, c2 := bits.Add64(a.Breached, b.Breached, 0)
	running, c3 := bits.Add64(a.Running, b.Running, 0)
	if c1|c2|c3 != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: merging %d times met, %d breached and %d running into %d, %d and %d passes 2^64-1",
			b.Met, b.Breached, b.Running, a.Met, a.Breached, a.Running)
	}
	*a = Attainment{Met: met, Breached: breached, Running: running}
	return nil
}

// Subtract takes the counts of b back, as if it had never been merged into a. It returns
// [cx.ErrOutOfRange], and leaves a as it was, when b has more of one than a. Subtracting nil
// changes nothing.
func (a *Attainment) Subtract(b *Attainment) error {
	if b == nil {
		return nil
	}
	if b.Met > a.Met || b.Breached > a.Breached || b.Running > a.Running {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %d times met, %d breached and %d running cannot be taken from %d, %d and %d",
			b.Met, b.Breached, b.Running, a.Met, a.Breached, a.Running)
	}
	*a = Attainment{Met: a.Met - b.Met, Breached: a.Breached - b.Breached, Running: a.Running - b.Running}
	return nil
}

// Score returns the attainment in percent, 100 * Met / (Met + Breached), rounded once to 16
// decimal places. Nothing decided returns [cx.ErrNoData].
func (a Attainment) Score() (decimal.Decimal, error) {
	score, err := a.Rate().Score()
	if errors.Is(err, cx.ErrNoData) {
		err = a.undecided()
	}
	return score, wrap(err)
}

func (a Attainment) undecided() error {
	return sentinel.Errorf(cx.ErrNoData, "tickets: no times met or breached, and %d running: the attainment is undefined", a.Running)
}

// Interval returns the interval of the attainment in percent; see
// [estimate.Proportion.Wilson]. Nothing decided returns [cx.ErrNoData].
func (a Attainment) Interval(level float64) (estimate.Interval, error) {
	i, err := a.Rate().Interval(level)
	if errors.Is(err, cx.ErrNoData) {
		err = a.undecided()
	}
	return i, wrap(err)
}

// Compare compares two attainments, receiver minus other, in percentage points; see
// [estimate.Proportion.Compare].
func (a Attainment) Compare(other Attainment, level float64) (estimate.Difference, error) {
	d, err := a.Rate().Compare(other.Rate(), level)
	return d, wrap(err)
}

// StdErr returns the standard error of the attainment in percentage points; see
// [estimate.Proportion.StdErr].
func (a Attainment) StdErr() (float64, error) {
	e, err := a.Rate().StdErr()
	if errors.Is(err, cx.ErrNoData) {
		err = a.undecided()
	}
	return e, wrap(err)
}

// Rate returns the attainment as a proportion: the times met among those decided. Times
// that run within the target are in neither count.
func (a Attainment) Rate() estimate.Proportion {
	return estimate.Proportion{Hits: a.Met, Misses: a.Breached}
}
