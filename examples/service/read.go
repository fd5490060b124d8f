package main

import (
	"slices"
	"sync"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
)

// maxCached is how many figures of tickets a segment keeps.
const maxCached = 512

// span is days from the first to the last one.
type span struct{ first, last int }

func spanOf(first, last period.Period) span {
	return span{first.First().Index(), last.Last().Index()}
}

// cached are figures of the tickets created in a span. They take a sort of all its
// durations, so that they are made once for each change of the span, by the first who
// asks, who holds up only those who ask for the same.
type cached struct {
	mu      sync.Mutex
	change  uint64 // that they have seen; 0 if they were not made yet
	figures ticketFigures
	first   tickets.DurationSample // of first responses
	err     error
}

// cachedCohorts is the last table of cohorts that was asked for, and how customers moved in
// the same months.
type cachedCohorts struct {
	mu          sync.Mutex
	change      uint64
	first, last period.Period
	table       churn.CohortTable
	moves       []churn.Movement
	err         error
}

// part is the tallies of a span, and what its tickets come to.
type part struct {
	tallies // without its desk
	desk    ticketFigures
	first   tickets.DurationSample
}

// parts returns what a segment has of each span, and whether there is such a segment.
func (l *live) parts(name string, spans []span) ([]*part, bool, error) {
	l.mu.Lock()
	s, ok := l.segments[name]
	if !ok {
		l.mu.Unlock()
		return nil, false, nil
	}
	parts := make([]*part, len(spans))
	desks := make([]*cached, len(spans))
	changes := make([]uint64, len(spans))
	for i, in := range spans {
		parts[i], desks[i], changes[i] = new(part), s.cached(in), s.changed(in)
		for on := in.first; on <= in.last; on++ {
			if d, ok := s.days.Lookup(on); ok {
				if err := parts[i].mergeRatings(d); err != nil {
					l.mu.Unlock()
					return nil, true, err
				}
			}
		}
	}
	l.mu.Unlock()
	for i, in := range spans {
		var err error
		if parts[i].desk, parts[i].first, err = desks[i].read(l, s, in, changes[i]); err != nil {
			return nil, true, err
		}
	}
	return parts, true, nil
}

// changed returns the last change of the tickets created in a span, at least 1.
func (s *segment) changed(in span) uint64 {
	last := uint64(1)
	for on := in.first; on <= in.last; on++ {
		last = max(last, s.changes[on])
	}
	return last
}

func (s *segment) cached(in span) *cached {
	c := s.desks[in]
	if c == nil {
		if len(s.desks) >= maxCached {
			clear(s.desks)
		}
		c = new(cached)
		s.desks[in] = c
	}
	return c
}

// read returns the figures with at least the change.
func (c *cached) read(l *live, s *segment, in span, change uint64) (ticketFigures, tickets.DurationSample, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.change >= change {
		return c.figures, c.first, c.err
	}
	days, now := s.copyDesks(l, in)
	var sum desk
	for _, d := range days {
		if c.err = sum.merge(d); c.err != nil {
			return ticketFigures{}, c.first, c.err
		}
	}
	var r reading
	c.figures, c.first = r.tickets(&sum), sum.first.Sample()
	c.err, c.change = r.err, now
	return c.figures, c.first, c.err
}

// copyDesks returns copies of the days' tickets, which go on to change, and their last
// change.
func (s *segment) copyDesks(l *live, in span) ([]*desk, uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var days []*desk
	for on := in.first; on <= in.last; on++ {
		if d, ok := s.days.Lookup(on); ok && d.desk.tally.Volume() > 0 {
			days = append(days, d.desk.clone())
		}
	}
	return days, s.changed(in)
}

// cohorts returns the customers of a segment by the month of their first activity, and how
// they moved in each of the months.
func (l *live) cohorts(name string, first, last period.Period) (churn.CohortTable, []churn.Movement, error) {
	l.mu.Lock()
	s, ok := l.segments[name]
	if !ok {
		l.mu.Unlock()
		return churn.CohortTable{}, nil, nil
	}
	change := s.activeChange
	l.mu.Unlock()

	c := &s.cohorts
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.change < change || c.first != first || c.last != last {
		l.mu.Lock()
		defer l.mu.Unlock()
		c.change, c.first, c.last = s.activeChange, first, last
		if c.table, c.err = s.active.Bounded(first, last); c.err == nil {
			c.moves, c.err = s.active.Movements(first, last)
		}
	}
	return c.table, c.moves, c.err
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
