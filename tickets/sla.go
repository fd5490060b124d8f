package tickets

import (
	"fmt"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Timer is one time of a ticket, held against a [Target].
type Timer struct {
	Target  Target        // in force at the end
	From    time.Time     // when the wait began
	To      time.Time     // when it ended; zero while it runs
	Elapsed time.Duration // until To, or the instant asked about
	Due     time.Time     // when the target is used up, if the state stays; zero: never
	Breach  time.Time     // last instant within the target: Due, or the next opening if closed then
	Outcome Outcome       // as of the instant asked about
}

// DueIn reports whether the timer runs within its target, and from <= Due < to.
func (t Timer) DueIn(from, to time.Time) bool {
	return t.Outcome == OutcomeRunning && within(t.Due, from, to)
}

// Outcome is how a time fares against a [Target].
type Outcome uint8

// The outcomes.
const (
	OutcomeRunning    Outcome = iota // runs within the target
	OutcomeMet                       // ended within the target
	OutcomeBreached                  // passed the target, ended or not
	OutcomeUnanswered                // resolved within the target, without an answer
)

var outcomeNames = names[Outcome]{"Outcome", []string{"running", "met", "breached", "unanswered"}}

// String returns "running", "met", "breached" or "unanswered".
func (o Outcome) String() string { return outcomeNames.text(o) }

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return outcomeNames.marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeNames.unmarshal(o, text) }

// Count returns the timer as an [Attainment], which is empty for OutcomeUnanswered.
func (t Timer) Count() Attainment {
	switch t.Outcome {
	case OutcomeRunning:
		return Attainment{Running: 1}
	case OutcomeMet:
		return Attainment{Met: 1}
	case OutcomeBreached:
		return Attainment{Breached: 1}
	}
	return Attainment{}
}

// TargetChange sets another time, Within, from At on.
type TargetChange struct {
	At     time.Time
	Within time.Duration // positive
}

// OnChange says what a change of the target does to a running clock (ServiceNow).
type OnChange uint8

// The conventions.
const (
	KeepStart            OnChange = iota // the time since the start counts, without pauses
	KeepStartCountPauses                 // so do the pauses before the change
	RestartClock                         // only the time since the change counts
)

var onChangeNames = names[OnChange]{"OnChange", []string{"keep start", "keep start count pauses", "restart clock"}}

// String returns a name such as "keep start".
func (o OnChange) String() string { return onChangeNames.text(o) }

// MarshalText implements [encoding.TextMarshaler].
func (o OnChange) MarshalText() ([]byte, error) { return onChangeNames.marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (o *OnChange) UnmarshalText(text []byte) error { return onChangeNames.unmarshal(o, text) }

// Agreement is a [Target] that changes, such as with a ticket's priority.
type Agreement struct {
	Target   Target         // at first
	Changes  []TargetChange // in order of time
	OnChange OnChange       // KeepStart by default
	// CancelBreaches lets the last target alone decide. By default a breach before a change
	// stays.
	CancelBreaches bool
}

func (g Agreement) check(at time.Time) error {
	if err := g.Target.check(); err != nil {
		return err
	}
	if at.IsZero() {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: the instant at which to judge the %v is zero", g.Target.Metric)
	}
	var last time.Time
	for i, c := range g.Changes {
		if c.At.IsZero() || c.At.Before(last) || c.Within <= 0 {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: target change %d, to %v at %s, must be positive, have a time, and not come before %s", i, c.Within, stamp(c.At), stamp(last))
		}
		last = c.At
	}
	if !onChangeNames.has(g.OnChange) {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: there is no %v", g.OnChange)
	}
	return nil
}

// Timers is [Target.Timers] with the changes. [Timer.Count] counts an outcome.
func (g Agreement) Timers(ticket Ticket, at time.Time) ([]Timer, error) {
	return g.timers(ticket, at, true)
}

// timers returns the timers, without the times to come where these are not asked for.
func (g Agreement) timers(ticket Ticket, at time.Time, due bool) ([]Timer, error) {
	if err := g.check(at); err != nil {
		return nil, err
	}
	if err := ticket.validate(); err != nil {
		return nil, err
	}
	if err := ticket.tells(g.Target.Metric, g.Target.Metric.figures()); err != nil {
		return nil, err
	}
	if g.Target.Stops != 0 && g.Target.Metric != MetricCallHold {
		if err := ticket.tells(fmt.Sprintf("time in %v, in which the clock of the %v stops,", g.Target.Stops, g.Target.Metric), figStates); err != nil {
			return nil, err
		}
	}
	waits, err := ticket.waits(g.Target.Metric, at)
	if err != nil {
		return nil, err
	}
	var timers []Timer
	for _, w := range waits {
		if w.running {
			err = ticket.goesOn(g.Target.Metric)
		} else if w.unanswered {
			err = ticket.endsOnDate(g.Target.Metric)
		}
		if err != nil {
			return nil, err
		}
		t, err := g.timer(&ticket, w, due)
		if err != nil {
			return nil, err
		}
		timers = append(timers, t)
	}
	return timers, nil
}

// wait is a time of a metric before any clock has measured it.
type wait struct {
	from, end           time.Time
	running, unanswered bool
}

// waits returns the times of the metric at the instant.
func (t *Ticket) waits(m Metric, at time.Time) (all []wait, err error) {
	add := func(from, event time.Time) {
		end, running, ok := t.end(event, at)
		if ok && (end.After(from) || end.Equal(from) && !running) {
			all = append(all, wait{from: from, end: end, running: running})
		}
	}
	switch m {
	case MetricFirstResponse, MetricNextReply, MetricResponse:
		if m != MetricNextReply && !t.NoResponseDue {
			add(t.responseFrom(), t.FirstReply)
		}
		if m != MetricFirstResponse && t.Details != nil {
			for _, s := range t.Details.NextReplies {
				add(s.From, s.To)
			}
		}
		for _, s := range t.unanswered(m, at) {
			all = append(all, wait{from: s.From, end: s.To, unanswered: true})
		}
		return all, nil
	case MetricFirstResolution:
		if t.FirstResolved.IsZero() && !t.Resolved.IsZero() {
			return nil, nil // not on record
		}
		add(t.Created, t.FirstResolved)
		return all, nil
	case MetricResolution:
		add(t.Created, t.Resolved)
		return all, nil
	}
	// The others are there when they have been running for any time.
	_, _, ok, err := t.measure(m, at)
	if err == nil && ok {
		add(t.Created, t.Resolved)
	}
	return all, err
}

// stretches returns when the clock of the metric runs between two instants, and whether it
// does at the second one.
func (t *Ticket) stretches(g Target, from, end time.Time) (run []Span, on bool) {
	if g.Metric == MetricCallHold {
		for _, s := range t.Details.Holds {
			if !s.From.Before(end) {
				break
			}
			on = s.To.IsZero() || !s.To.Before(end)
			if on {
				s.To = end
			}
			run = append(run, s)
		}
		return run, on
	}
	stops := g.Stops
	if set := g.Metric.states(); set != 0 {
		stops |= allStatuses &^ set
	} else if (g.Metric == MetricResolution || g.Metric == MetricFirstResolution) && t.Details != nil {
		stops |= t.Details.Stops
	}
	if stops == 0 {
		return []Span{{From: from, To: end}}, true
	}
	on = true
	changes := t.Details.StatusChanges
	for i, c := range changes {
		if !c.At.Before(end) {
			break
		}
		on = !stops.has(c.Status)
		to := end
		if i+1 < len(changes) && changes[i+1].At.Before(end) {
			to = changes[i+1].At
		}
		if on && to.After(from) {
			if c.At.Before(from) {
				c.At = from
			}
			run = append(run, Span{From: c.At, To: to})
		}
	}
	return run, on
}

// timer holds a wait against the targets in force.
func (g Agreement) timer(ticket *Ticket, w wait, plan bool) (Timer, error) {
	t := Timer{Target: g.Target, From: w.from}
	if !w.running {
		t.To = w.end
	}
	changes := g.Changes
	for len(changes) > 0 && !changes[0].At.After(w.from) {
		t.Target.Within, changes = changes[0].Within, changes[1:]
	}
	var changed, breached time.Time // the last change, and a breach before one
	kept := false
	for {
		for len(changes) > 1 && changes[1].At.Equal(changes[0].At) {
			changes = changes[1:] // a target that was in force for no time
		}
		end, last := w.end, true
		if len(changes) > 0 && changes[0].At.Before(w.end) {
			end, last = changes[0].At, false
		}
		run, on := g.run(ticket, w.from, changed, end)
		due, breach, spent, err := ticket.reach(run, on, t.Target.Within, plan)
		if err != nil {
			return Timer{}, err
		}
		if breach.Before(changed) && !breach.IsZero() {
			breach = changed // it had passed the new target already
		}
		if last {
			t.Elapsed, t.Due, t.Breach = spent, due, breach
			break
		}
		if !g.CancelBreaches && spent > t.Target.Within && !kept {
			kept, breached = true, breach
		}
		changed, t.Target.Within, changes = end, changes[0].Within, changes[1:]
	}
	switch {
	case kept:
		t.Breach, t.Outcome = breached, OutcomeBreached
	case t.Elapsed > t.Target.Within:
		t.Outcome = OutcomeBreached
	case w.unanswered:
		t.Outcome = OutcomeUnanswered
	case !w.running:
		t.Outcome = OutcomeMet
	}
	return t, nil
}

// run returns when the clock runs until the end, by what the last change did to it.
func (g Agreement) run(t *Ticket, from, changed, end time.Time) (run []Span, on bool) {
	switch {
	case changed.IsZero() || g.OnChange == KeepStart:
		return t.stretches(g.Target, from, end)
	case g.OnChange == RestartClock:
		return t.stretches(g.Target, changed, end)
	}
	run, on = t.stretches(g.Target, changed, end)
	return append([]Span{{From: from, To: changed}}, run...), on
}

// reach says how far a clock comes that runs in the stretches, and after the last one when it is
// on. It returns the first instant at which it has counted so much, the last one at which it has
// counted no more, and what it has counted in the stretches. Without a plan it returns the
// last alone.
func (t *Ticket) reach(run []Span, on bool, d time.Duration, plan bool) (due, breach time.Time, spent time.Duration, err error) {
	for i, s := range run {
		before := spent
		if spent, err = t.plus(spent, s.From, s.To); err != nil {
			return due, breach, 0, err
		}
		if !plan {
			continue
		}
		open := on && i == len(run)-1
		if due.IsZero() && (spent >= d || open) {
			if due, err = add(t.Clock, s.From, d-before); err != nil {
				return due, breach, 0, err
			}
		}
		if breach.IsZero() && (spent > d || open) {
			if breach, err = add(t.Clock, s.From, d-before+1); err != nil {
				return due, breach, 0, err
			}
			if !breach.IsZero() {
				breach = breach.Add(-1)
			}
		}
	}
	return due, breach, spent, nil
}

// adder is a clock that can say itself when so much has counted, as period.Schedule can.
type adder interface {
	Add(from time.Time, d time.Duration) (time.Time, error)
}

// add returns the first instant up to which the clock has counted d > 0 since another, or
// zero when none is known. A clock without Add is searched, as its Elapsed rises.
func add(clock Clock, from time.Time, d time.Duration) (time.Time, error) {
	from = from.Round(0)
	if clock == nil {
		if d <= 0 {
			return time.Time{}, nil // past 2^63-1
		}
		return from.Add(d), nil
	}
	if d <= 0 {
		return time.Time{}, nil
	}
	if a, ok := clock.(adder); ok {
		at, err := a.Add(from, d)
		if err != nil {
			return time.Time{}, nil //nolint:nilerr // it never comes, as far as the clock knows
		}
		if counted, err := elapsed(clock, from, at); err != nil || counted != d {
			return time.Time{}, sentinel.Errorf(cx.ErrOutOfRange, "tickets: the clock contradicts itself: %v after %s is %s by its Add, but %v by its Elapsed", d, stamp(from), stamp(at), counted)
		}
		return at, nil
	}
	var low, high time.Duration = 0, d
	for {
		counted, err := elapsed(clock, from, from.Add(high))
		if err != nil {
			return time.Time{}, fmt.Errorf("tickets: the time after which the clock has counted %v: %w", d, err)
		}
		if counted >= d {
			break
		}
		if high > math.MaxInt64/2 {
			return time.Time{}, nil
		}
		low, high = high, 2*high
	}
	for low+1 < high {
		middle := low + (high-low)/2
		counted, err := elapsed(clock, from, from.Add(middle))
		if err != nil {
			return time.Time{}, fmt.Errorf("tickets: the time after which the clock has counted %v: %w", d, err)
		}
		if counted >= d {
			high = middle
		} else {
			low = middle
		}
	}
	return from.Add(high), nil
}
