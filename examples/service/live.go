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
}

// segment has tallies by day, which merge to every longer period.
type segment struct {
	days   map[period.Period]*day
	active churn.Activity[string] // by months: see monthOf
}

// tallies are what the answers and tickets of some time come to.
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

// day has the tallies of what was answered on a day, and of the tickets created on
// it. A ticket can change with every event, and a tally forgets nothing: so the desk
// is made anew from the queue when it is read.
type day struct {
	tallies
	queue []*ticket
	stale bool // the queue has changed since
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
	return &live{zone: zone, segments: map[string]*segment{everyone: newSegment()}, tickets: make(map[string]*ticket)}
}

func newSegment() *segment { return &segment{days: make(map[period.Period]*day)} }

// apply counts an event, in all and in its own segment. Events were checked before,
// so that an error is one of the database.
func (l *live) apply(k kind, e event) error {
	at := e.At.In(l.zone)
	on, err := period.Day.Of(at)
	if err != nil {
		return err
	}
	if k == ticketEvent {
		return l.applyTicket(e, on)
	}
	for _, name := range both(e.Segment) {
		s := l.segment(name)
		if k == activeEvent {
			err = s.active.Add(e.Customer, monthOf(at))
		} else {
			err = s.day(on).rate(k, e.Rating)
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
		for _, name := range both(t.segment) {
			d := l.segment(name).day(on)
			d.queue = append(d.queue, t)
		}
	}
	if err := t.add(e); err != nil {
		return err
	}
	for _, name := range both(t.segment) {
		l.segment(name).day(t.created).stale = true
	}
	return nil
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

func (s *segment) day(on period.Period) *day {
	d := s.days[on]
	if d == nil {
		d = &day{}
		s.days[on] = d
	}
	return d
}

// fresh brings the desk up to date.
func (d *day) fresh() error {
	if !d.stale {
		return nil
	}
	d.desk = desk{}
	for _, t := range d.queue {
		if !t.counts {
			continue
		}
		err := errors.Join(
			d.desk.tally.Add(t.read),
			d.desk.first.AddTicket(t.read, tickets.FirstResponse, time.Time{}),
			d.desk.resolution.AddTicket(t.read, tickets.Resolution, time.Time{}),
		)
		if err != nil {
			return err
		}
	}
	d.stale = false
	return nil
}

func (t *tallies) merge(u tallies) error {
	return errors.Join(
		t.nps.Merge(u.nps),
		t.csat.Merge(u.csat),
		t.ces.Merge(u.ces),
		t.desk.tally.Merge(u.desk.tally),
		t.desk.first.Merge(u.desk.first),
		t.desk.resolution.Merge(u.desk.resolution),
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

// of returns the tallies of a segment for each of the periods, and whether there is
// such a segment.
func (l *live) of(name string, periods []period.Period) ([]tallies, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.segments[name]
	if !ok {
		return nil, false, nil
	}
	sums := make([]tallies, len(periods))
	for i, p := range periods {
		days, err := period.Between(p.First(), p.Last())
		if err != nil {
			return nil, true, err
		}
		for on := range days {
			d := s.days[on]
			if d == nil {
				continue
			}
			if err := errors.Join(d.fresh(), sums[i].merge(d.tallies)); err != nil {
				return nil, true, err
			}
		}
	}
	return sums, true, nil
}

// cohorts returns the customers of a segment by the month of their first activity.
func (l *live) cohorts(name string, first, last int) (churn.CohortTable, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.segments[name]
	if !ok {
		return churn.CohortTable{}, nil
	}
	return s.active.Bounded(first, last)
}

// monthOf numbers the months as churn wants them.
func monthOf(t time.Time) int { return 12*t.Year() + int(t.Month()) - 1 }

// monthName is the text of period for a month's number.
func monthName(month int) string { return fmt.Sprintf("%04d-%02d", month/12, month%12+1) }
