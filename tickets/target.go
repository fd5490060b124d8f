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

// Target is the longest time, Within, that a Metric may take.
type Target struct {
	Metric Metric
	Within time.Duration // positive
	Stops  Statuses      // states in which the clock of this target stops too
}

// Attainment counts times held against a [Target].
type Attainment struct {
	Met      uint64 // ended within the target
	Breached uint64 // passed the target, ended or not
	Running  uint64 // run within the target
}

func (g Target) check() error {
	switch {
	case int(g.Metric) >= metrics:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: there is no %v", g.Metric)
	case g.Within <= 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the target of %v for the %v is not positive", g.Within, g.Metric)
	case g.Stops&^allStatuses != 0:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock of a target stops in %v, which is not a set of states", g.Stops)
	case g.Stops != 0 && g.Metric == MetricCallHold:
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: a target for the %v cannot have Stops: the time does not depend on states", g.Metric)
	}
	return nil
}

// Timers returns the metric's times as of an instant, with due times, and the waits that a
// resolution ended; see Judge.
func (g Target) Timers(ticket Ticket, at time.Time) ([]Timer, error) {
	return Agreement{Target: g}.Timers(ticket, at)
}

// Judge counts the metric's times as of an instant; see [Ticket.Measure]. A wait that a
// resolution ended is breached if it was too long, else not counted. If it is not known whether
// a wait goes on, it returns [cx.ErrNoData].
func (g Target) Judge(ticket Ticket, at time.Time) (Attainment, error) {
	timers, err := Agreement{Target: g}.timers(ticket, at, false)
	if err != nil {
		return Attainment{}, err
	}
	var a Attainment
	for _, t := range timers {
		_ = a.Merge(new(t.Count())) // there are fewer than 2^64
	}
	return a, nil
}

// Merge adds the counts of b.
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

// Subtract takes back the counts of b.
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

// Score returns 100 * Met / (Met + Breached) in percent.
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

// Interval returns the Wilson interval in percent.
func (a Attainment) Interval(level float64) (estimate.Interval, error) {
	i, err := a.Rate().Interval(level)
	if errors.Is(err, cx.ErrNoData) {
		err = a.undecided()
	}
	return i, wrap(err)
}

// Compare compares two attainments, receiver minus other, in percentage points.
func (a Attainment) Compare(other Attainment, level float64) (estimate.Difference, error) {
	d, err := a.Rate().Compare(other.Rate(), level)
	return d, wrap(err)
}

// StdErr returns the standard error in percentage points.
func (a Attainment) StdErr() (float64, error) {
	e, err := a.Rate().StdErr()
	if errors.Is(err, cx.ErrNoData) {
		err = a.undecided()
	}
	return e, wrap(err)
}

// Rate returns Met as a share of Met plus Breached.
func (a Attainment) Rate() estimate.Proportion {
	return estimate.Proportion{Hits: a.Met, Misses: a.Breached}
}
