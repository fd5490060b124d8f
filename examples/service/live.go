package main

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
)

// everyone is the segment that all events count in, besides their own.
const everyone = ""

// policy is how the histories of tickets are read: the library's defaults, on the wall
// clock.
var policy = tickets.Policy{}

// live is everything counted so far. One goroutine applies events, that of the store;
// any number take a view.
type live struct {
	zone    *time.Location
	targets targets

	mu       sync.Mutex
	segments map[string]*segment
	tickets  map[string]*ticket // by id

	customers map[string]bool // of any activity
	agents    map[string]bool // of any ticket
	change    uint64          // counts the events
	erased    uint64          // counts erasures
}

// segment has tallies by day, which merge to every longer period.
type segment struct {
	days   *cx.By[int, *tallies]  // by the day's index
	active churn.Activity[string] // by month

	flow    map[int]tickets.Flow // by day, of all tickets
	running map[*ticket]bool     // that a target's time runs of

	changes      map[int]uint64 // by day: the last one of its tickets
	activeChange uint64         // the last one of the activity, 1 if there was none
	desks        map[span]*cached
	cohorts      cachedCohorts
}

// tallies are what the answers of some time come to, and the tickets created in it.
type tallies struct {
	nps  nps.Tally
	csat csat.Tally
	ces  ces.Tally
	desk desk

	ended  [2]tickets.Attainment // of the tickets created then, by target, without those that run
	agents map[string]agentDay
}

// desk is tickets summarised.
type desk struct {
	tally             tickets.Tally
	first, resolution tickets.Durations
}

// ticket is the history of a ticket and what it comes to.
type ticket struct {
	segment string
	created period.Period // the day
	history tickets.History
	read    tickets.Ticket
	counts  bool // merged into another it does not
	promise promise
}

func newLive(zone *time.Location) *live {
	return &live{zone: zone, segments: map[string]*segment{everyone: newSegment()}, tickets: make(map[string]*ticket), customers: make(map[string]bool), agents: make(map[string]bool), change: 1, targets: targets{8 * time.Hour, 72 * time.Hour}}
}

func newSegment() *segment {
	return &segment{
		days: cx.NewBy[int](cx.New[tallies]), changes: make(map[int]uint64), activeChange: 1, desks: make(map[span]*cached),
		flow: make(map[int]tickets.Flow), running: make(map[*ticket]bool),
	}
}

// version tells whether anything has changed.
func (l *live) version() version {
	l.mu.Lock()
	defer l.mu.Unlock()
	return version{l.change, l.erased}
}

// apply counts an event, in all and in its own segment. Events were checked before,
// so that an error is one of the database.
func (l *live) apply(k kind, e event) error {
	at := e.At.In(l.zone)
	on, err := period.Day.Of(at)
	month, err2 := period.Month.Of(at)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if k == ticketEvent {
		l.change++
		return l.applyTicket(e, on)
	}
	l.change++
	if k == activeEvent {
		l.customers[e.Customer] = true
	}
	for _, name := range both(e.Segment) {
		s := l.segment(name)
		if k == activeEvent {
			err = s.active.Add(e.Customer, month)
			s.activeChange = l.change
		} else {
			err = s.days.At(on.Index()).rate(k, e.Rating)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tallies) rate(k kind, rating *int) error {
	if rating == nil {
		return fmt.Errorf("a rating of %s without a number", k)
	}
	switch k {
	case npsRating:
		return t.nps.Add(nps.Rating(*rating))
	case csatRating:
		return t.csat.Add(csat.Rating(*rating))
	case cesRating:
		return t.ces.Add(ces.Rating(*rating))
	default:
		return fmt.Errorf("an event of the unknown kind %q", k)
	}
}

func (l *live) applyTicket(e event, on period.Period) error {
	t := l.tickets[e.Ticket]
	if t == nil {
		t = &ticket{segment: e.Segment, created: on}
		l.tickets[e.Ticket] = t
	}
	before := *t
	if err := t.add(e); err != nil {
		return err
	}
	t.promise = promise{}
	var err error
	if t.counts {
		// What happens at the instant of the question has not happened yet.
		if t.promise, err = l.targets.judge(t.read, t.lastAt().Add(1)); err != nil {
			return err
		}
	}
	if e.Agent != "" {
		l.agents[e.Agent] = true
	}
	for _, name := range both(t.segment) {
		s := l.segment(name)
		day := s.days.At(t.created.Index())
		d := &day.desk
		s.changes[t.created.Index()] = l.change
		if before.counts {
			err = errors.Join(err, d.remove(before.read), day.count(&before, false), s.flows(l.zone, &before, false))
		}
		if t.counts {
			err = errors.Join(err, d.add(t.read), day.count(t, true), s.flows(l.zone, t, true))
		}
		delete(s.running, t)
		if t.promise.runs() {
			s.running[t] = true
		}
	}
	return err
}

func (d *desk) add(t tickets.Ticket) error {
	return errors.Join(d.tally.Add(t), ended(d.first.Add)(t.FirstResponse()), ended(d.resolution.Add)(t.Resolution()))
}

// remove takes back a ticket as it was added.
func (d *desk) remove(t tickets.Ticket) error {
	return errors.Join(d.tally.Remove(t), ended(d.first.Remove)(t.FirstResponse()), ended(d.resolution.Remove)(t.Resolution()))
}

// ended calls f for a time, unless it has not ended.
func ended(f func(time.Duration) error) func(time.Duration, error) error {
	return func(d time.Duration, err error) error {
		switch {
		case errors.Is(err, cx.ErrNoData):
			return nil
		case err != nil:
			return err
		}
		return f(d)
	}
}

// lastAt returns the time of the last event.
func (t *ticket) lastAt() (last time.Time) {
	for _, e := range t.history {
		if e.At.After(last) {
			last = e.At
		}
	}
	return last
}

func dayOf(at time.Time) (period.Period, error) { return period.Day.Of(at) }

// add appends an event to the history; on an error t is unchanged.
func (t *ticket) add(e event) error {
	history := append(t.history, e.history(len(t.history))) //nolint:gocritic // kept only if it is possible
	read, err := policy.Ticket(history)
	if err != nil && !errors.Is(err, cx.ErrNoData) {
		return err
	}
	t.history, t.read, t.counts = history, read, err == nil
	return nil
}

// both returns the segments that an event of a segment counts in.
func both(segment string) []string { return slices.Compact([]string{everyone, segment}) }

func (l *live) segment(name string) *segment {
	s := l.segments[name]
	if s == nil {
		s = newSegment()
		l.segments[name] = s
	}
	return s
}

// Merge makes tallies a tally.
func (t *tallies) Merge(u *tallies) error {
	return errors.Join(t.mergeRatings(u), t.desk.merge(&u.desk))
}

func (t *tallies) mergeRatings(u *tallies) error {
	return errors.Join(t.nps.Merge(&u.nps), t.csat.Merge(&u.csat), t.ces.Merge(&u.ces))
}

func (d *desk) merge(o *desk) error {
	return errors.Join(d.tally.Merge(&o.tally), d.first.Merge(&o.first), d.resolution.Merge(&o.resolution))
}

func (d *desk) clone() *desk {
	c := new(desk)
	if err := c.merge(d); err != nil { // into nothing there is room
		panic(err)
	}
	return c
}
