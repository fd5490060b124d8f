package journey

import (
	"iter"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Deflection returns the share of readers of help articles who opened no ticket within a
// window after any of their views (Zendesk, "Ticket Deflection"). The records end at until:
// views whose window ends later do not count. The window must be above 0. See
// docs/journey-conventions.md.
func Deflection[ID comparable](views, tickets iter.Seq2[ID, time.Time], window time.Duration, until time.Time) (estimate.Proportion, error) {
	if window <= 0 {
		return estimate.Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: a deflection window of %v is not above 0", window)
	}
	viewed, err := timesOf("view", views, func(_ ID, at time.Time) bool { return until.Round(0).Sub(at) >= window })
	if err != nil {
		return estimate.Proportion{}, err
	}
	opened, err := timesOf("ticket", tickets, func(reader ID, _ time.Time) bool { return viewed[reader] != nil })
	if err != nil {
		return estimate.Proportion{}, err
	}
	var p estimate.Proportion
	for reader, views := range viewed {
		tickets := opened[reader]
		slices.SortFunc(tickets, time.Time.Compare)
		if slices.ContainsFunc(views, func(view time.Time) bool {
			i, _ := slices.BinarySearchFunc(tickets, view, time.Time.Compare)
			return i < len(tickets) && tickets[i].Sub(view) < window
		}) {
			p.Misses++
		} else {
			p.Hits++
		}
	}
	return p, nil
}

// timesOf collects the times by ID that are to be kept, as the wall clock has them.
func timesOf[ID comparable](what string, events iter.Seq2[ID, time.Time], keep func(ID, time.Time) bool) (map[ID][]time.Time, error) {
	by := make(map[ID][]time.Time)
	i := 0
	for id, at := range events {
		if at.IsZero() {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "journey: the %s at index %d has no time", what, i)
		}
		if ids.Check(id) != nil {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "journey: the reader of the %s at index %d does not equal itself", what, i)
		}
		i++
		if at = at.Round(0); keep(id, at) {
			by[id] = append(by[id], at)
		}
	}
	return by, nil
}
