package tickets

import (
	"fmt"
	"time"
)

// Ticket is what is known of one support ticket. A zero time means that the
// event has not happened: a ticket without FirstReply is unanswered, one without
// Resolved is open. Both are states, never durations of zero.
type Ticket struct {
	Created    time.Time // required
	FirstReply time.Time // first response to the requester; zero: not yet
	Resolved   time.Time // resolution; zero: not yet

	// Clock measures the ticket's times; nil is the wall clock. It belongs to the
	// ticket because teams with different hours share one queue.
	Clock Clock
}

// Validate returns [ErrOutOfRange] when Created is missing or another time lies
// before it, naming both.
func (t Ticket) Validate() error {
	if t.Created.IsZero() {
		return fmt.Errorf("tickets: a ticket without its creation time: %w", ErrOutOfRange)
	}
	if err := t.notBefore("first reply", t.FirstReply); err != nil {
		return err
	}
	return t.notBefore("resolution", t.Resolved)
}

func (t Ticket) notBefore(what string, at time.Time) error {
	if !at.IsZero() && at.Before(t.Created) {
		return fmt.Errorf("tickets: %s at %s is before the ticket's creation at %s: %w",
			what, stamp(at), stamp(t.Created), ErrOutOfRange)
	}
	return nil
}

// FirstResponse returns the time from creation to the first reply on the ticket's
// clock. An unanswered ticket gives [ErrNoData].
func (t Ticket) FirstResponse() (time.Duration, error) {
	return t.until("first reply", t.FirstReply)
}

// Resolution returns the time from creation to resolution on the ticket's clock.
// An open ticket gives [ErrNoData].
func (t Ticket) Resolution() (time.Duration, error) {
	return t.until("resolution", t.Resolved)
}

func (t Ticket) until(what string, at time.Time) (time.Duration, error) {
	if err := t.Validate(); err != nil {
		return 0, err
	}
	if at.IsZero() {
		return 0, fmt.Errorf("tickets: a ticket without %s: %w", what, ErrNoData)
	}
	return elapsed(t.Clock, t.Created, at)
}

// CreatedIn reports whether the ticket was created in the half-open window
// from <= Created < to.
func (t Ticket) CreatedIn(from, to time.Time) bool { return within(t.Created, from, to) }

// ResolvedIn reports whether the ticket was resolved in the half-open window
// from <= Resolved < to. An open ticket was not.
func (t Ticket) ResolvedIn(from, to time.Time) bool { return within(t.Resolved, from, to) }

func within(at, from, to time.Time) bool {
	return !at.IsZero() && !at.Before(from) && at.Before(to)
}

// OpenAt reports whether the ticket is in the backlog at the instant: created
// before it and not resolved before it. So the backlog at a window's end is the
// backlog at its start, plus the tickets created in it, less those resolved in it.
func (t Ticket) OpenAt(at time.Time) bool {
	return t.Created.Before(at) && (t.Resolved.IsZero() || !t.Resolved.Before(at))
}
