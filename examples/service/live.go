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
	zone *time.Location

	mu       sync.Mutex
	segments map[string]*segment
	tickets  map[string]*ticket // by id

	customers map[string]bool // of any activity
}

// segment has tallies by day, which merge to every longer period.
type segment struct {
	days   *cx.By[int, *tallies]  // by the day's index
	active churn.Activity[string] // by month
}

// tallies are what the answers of some time come to, and the tickets created in it.
type tallies struct {
	nps  nps.Tally
	csat csat.Tally
	ces  ces.Tally
	desk desk
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
}

func newLive(zone *time.Location) *live {
	return &live{zone: zone, segments: map[string]*segment{everyone: newSegment()}, tickets: make(map[string]*ticket), customers: make(map[string]bool)}
}

func newSegment() *segment { return &segment{days: cx.NewBy[int](cx.New[tallies])} }

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
		return l.applyTicket(e, on)
	}
	if k == activeEvent {
		l.customers[e.Customer] = true
	}
	for _, name := range both(e.Segment) {
		s := l.segment(name)
		if k == activeEvent {
			err = s.active.Add(e.Customer, month)
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
	var err error
	for _, name := range both(t.segment) {
		d := &l.segment(name).days.At(t.created.Index()).desk
		if before.counts {
			err = errors.Join(err, d.remove(before.read))
		}
		if t.counts {
			err = errors.Join(err, d.add(t.read))
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
	return errors.Join(
		t.nps.Merge(&u.nps),
		t.csat.Merge(&u.csat),
		t.ces.Merge(&u.ces),
		t.desk.tally.Merge(&u.desk.tally),
		t.desk.first.Merge(&u.desk.first),
		t.desk.resolution.Merge(&u.desk.resolution),
	)
}

// names returns the segments in order, without everyone.
func (l *live) names() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(func(yield func(string) bool) {
		for name := range l.segments {
			if name != everyone && !yield(name) {
				return
			}
		}
	})
}

// of returns the tallies of a segment for each of the n periods up to the last one, and
// whether there is such a segment.
func (l *live) of(name string, last period.Period, n int) (*period.Series[*tallies], bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.segments[name]
	if !ok {
		return nil, false, nil
	}
	sums := period.NewSeries(last.Unit(), l.zone, cx.New[tallies])
	first, err := last.Add(1 - n)
	_, err2 := sums.For(first)
	_, err3 := sums.For(last) // and so all between
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, true, err
	}
	for p, sum := range sums.All() {
		for on := p.First().Index(); on <= p.Last().Index(); on++ {
			if d, ok := s.days.Lookup(on); ok {
				if err := sum.Merge(d); err != nil {
					return nil, true, err
				}
			}
		}
	}
	return sums, true, nil
}

// cohorts returns the customers of a segment by the month of their first activity.
func (l *live) cohorts(name string, first, last period.Period) (churn.CohortTable, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.segments[name]
	if !ok {
		return churn.CohortTable{}, nil
	}
	return s.active.Bounded(first, last)
}
