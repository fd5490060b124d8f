package tickets

import (
	"math/big"
	"math/bits"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Flow counts the tickets that entered and left the backlog in a window:
//
//	backlog at its start + Created + Reopened - Resolved - Ended = backlog at its end
type Flow struct {
	Created  uint64
	Reopened uint64 // times a solved or closed ticket was opened again
	Resolved uint64 // times a ticket was resolved, whenever it was created
	Ended    uint64 // left without a resolution
}

// Flow returns the ticket's part in the window from <= t < to. It is resolved as often as its
// states say, without states at most once.
func (t Ticket) Flow(from, to time.Time) (Flow, error) {
	if err := t.validate(); err != nil {
		return Flow{}, err
	}
	if err := t.tells("resolution", figResolved); err != nil {
		return Flow{}, err
	}
	var f Flow
	t.turns(func(at time.Time, what turn, _ Status) {
		if within(at, from, to) {
			f.count(what)
		}
	})
	return f, nil
}

func (f *Flow) count(what turn) {
	switch what {
	case turnCreated:
		f.Created++
	case turnReopened:
		f.Reopened++
	case turnResolved:
		f.Resolved++
	case turnEnded:
		f.Ended++
	}
}

// turn is how a ticket comes into the backlog, moves in it or leaves it.
type turn uint8

const (
	turnCreated turn = iota
	turnMoved        // to another state of the open ones
	turnReopened
	turnResolved
	turnEnded
)

// turns calls f with everything that puts the ticket into the backlog, moves it there or
// takes it out, in the order of time. The status is the one from then on, 0 where it is not
// known or the ticket is out. Turns that take the ticket out follow such that put it in.
func (t *Ticket) turns(f func(at time.Time, what turn, status Status)) {
	if t.Created.IsZero() {
		return
	}
	var changes []StatusChange
	if t.Details != nil {
		changes = t.Details.StatusChanges
	}
	var status Status
	if len(changes) > 0 && !doneStatuses.has(changes[0].Status) {
		status = changes[0].Status
	}
	f(t.Created, turnCreated, status)
	open, resolved := true, t.Resolved.IsZero() // resolved: nothing is left to say of Resolved
	// A record may have a resolution that is none of its states.
	resolve := func() {
		if open && !resolved {
			f(t.Resolved, turnResolved, 0)
			open = false
		}
		resolved = true
	}
	for i, c := range changes {
		if !t.Ended.IsZero() && c.At.After(t.Ended) {
			break
		}
		if c.At.After(t.Resolved) && !resolved {
			resolve()
		}
		switch done := doneStatuses.has(c.Status); {
		case done:
			if open {
				f(c.At, turnResolved, 0)
			}
			open, resolved = false, resolved || c.At.Equal(t.Resolved)
		case open && i > 0:
			f(c.At, turnMoved, c.Status)
		case !open:
			f(c.At, turnReopened, c.Status)
			open = true
		}
	}
	resolve()
	if open && !t.Ended.IsZero() {
		f(t.Ended, turnEnded, 0)
	}
}

// Merge adds the counts of g.
func (f *Flow) Merge(g *Flow) error {
	if g == nil {
		return nil
	}
	created, c1 := bits.Add64(f.Created, g.Created, 0)
	reopened, c2 := bits.Add64(f.Reopened, g.Reopened, 0)
	resolved, c3 := bits.Add64(f.Resolved, g.Resolved, 0)
	ended, c4 := bits.Add64(f.Ended, g.Ended, 0)
	if c1|c2|c3|c4 != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "tickets: merging %s into %s passes 2^64-1", g.counts(), f.counts())
	}
	*f = Flow{Created: created, Reopened: reopened, Resolved: resolved, Ended: ended}
	return nil
}

// Subtract takes back the counts of g.
func (f *Flow) Subtract(g *Flow) error {
	if g == nil {
		return nil
	}
	if g.Created > f.Created || g.Reopened > f.Reopened || g.Resolved > f.Resolved || g.Ended > f.Ended {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: %s cannot be taken from %s", g.counts(), f.counts())
	}
	*f = Flow{
		Created: f.Created - g.Created, Reopened: f.Reopened - g.Reopened,
		Resolved: f.Resolved - g.Resolved, Ended: f.Ended - g.Ended,
	}
	return nil
}

// Score returns the resolution rate by flow, 100 * Resolved / Created in percent, which is over
// 100 when a backlog is worked off. It has no interval: the counts are of different tickets.
func (f Flow) Score() (decimal.Decimal, error) {
	if f.Created == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "tickets: the resolution rate is undefined: 0 created, %d resolved", f.Resolved)
	}
	return exact.Percent(new(big.Int).SetUint64(f.Resolved), exact.Total(f.Created)), nil
}
