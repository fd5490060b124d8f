package tickets

import (
	"fmt"
	"iter"
	"math"

	"github.com/cxmetrics/cx/estimate"
)

// Tally summarises tickets in constant memory, one at a time. The zero value is
// empty and ready to use; tallies are comparable with ==. A Tally must not be
// changed by two goroutines at once: give each its own and [Tally.Merge].
type Tally struct {
	volume        uint64
	firstResponse DurationSample
	resolution    DurationSample
}

// Add counts one ticket, its first response and its resolution where it has
// them. It returns the error of [Ticket.Validate] or of the ticket's clock, and
// [ErrOverflow] past 2^64-1 tickets; the tally is then unchanged.
func (t *Tally) Add(ticket Ticket) error {
	if err := ticket.Validate(); err != nil {
		return err
	}
	one := Tally{volume: 1}
	if !ticket.FirstReply.IsZero() {
		d, err := ticket.FirstResponse()
		if err != nil {
			return err
		}
		_ = one.firstResponse.Add(d) // an empty sample takes any duration of a clock
	}
	if !ticket.Resolved.IsZero() {
		d, err := ticket.Resolution()
		if err != nil {
			return err
		}
		_ = one.resolution.Add(d)
	}
	return t.Merge(one)
}

// Merge adds the tickets of u, as if they had been added to t. It returns
// [ErrOverflow], and leaves t as it was, past 2^64-1 tickets.
func (t *Tally) Merge(u Tally) error {
	if u.volume > math.MaxUint64-t.volume {
		return fmt.Errorf("tickets: adding %d tickets to %d passes 2^64-1: %w", u.volume, t.volume, ErrOverflow)
	}
	t.volume += u.volume
	// No sample holds more times than there are tickets: none can overflow.
	_ = t.firstResponse.Merge(u.firstResponse)
	_ = t.resolution.Merge(u.resolution)
	return nil
}

// Volume returns the number of tickets.
func (t Tally) Volume() uint64 { return t.volume }

// Backlog returns the number of tickets that are not resolved.
func (t Tally) Backlog() uint64 { return t.volume - t.resolution.N() }

// Resolved returns the resolution rate of these tickets, whenever they were
// resolved: the rate by cohort when the tickets were chosen by their creation.
func (t Tally) Resolved() estimate.Proportion {
	return estimate.Proportion{Hits: t.resolution.N(), Misses: t.Backlog()}
}

// FirstResponse returns the first-response times of the answered tickets.
func (t Tally) FirstResponse() DurationSample { return t.firstResponse }

// Resolution returns the resolution times of the resolved tickets.
func (t Tally) Resolution() DurationSample { return t.resolution }

// Collect summarises a sequence of tickets. The first ticket that [Tally.Add]
// refuses ends it with an error that names its index.
func Collect(tickets iter.Seq[Ticket]) (Tally, error) {
	var t Tally
	i := 0
	for ticket := range tickets {
		if err := t.Add(ticket); err != nil {
			return Tally{}, fmt.Errorf("tickets: at index %d: %w", i, err)
		}
		i++
	}
	return t, nil
}
