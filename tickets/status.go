package tickets

import (
	"fmt"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Status is the state of a ticket, which has one at a time.
type Status uint8

// The states of a ticket.
const (
	StatusNew     Status = 1 << iota // nobody has taken it up
	StatusOpen                       // an agent's turn
	StatusPending                    // waiting for the requester
	StatusOnHold                     // waiting for a third party
	StatusSolved                     // resolved, may be reopened
	StatusClosed                     // resolved for good
)

var statusNames = []string{"new", "open", "pending", "on hold", "solved", "closed"}

func (s Status) known() bool { return Statuses(s)&^allStatuses == 0 && bits.OnesCount8(uint8(s)) == 1 }

// String returns a name such as "on hold".
func (s Status) String() string {
	if !s.known() {
		return fmt.Sprintf("Status(%d)", uint8(s))
	}
	return statusNames[bits.TrailingZeros8(uint8(s))]
}

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) {
	if !s.known() {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: %v is not one state", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Status) UnmarshalText(text []byte) error {
	one, err := named(string(text))
	if err == nil {
		*s = one
	}
	return err
}

// named returns the state of that name.
func named(name string) (Status, error) {
	for i, known := range statusNames {
		if name == known {
			return 1 << i, nil
		}
	}
	return 0, sentinel.Errorf(cx.ErrEncoding, "tickets: %.40q is not a status: write new, open, pending, on hold, solved or closed", name)
}

// Statuses is a set of states. Sets compare with ==.
type Statuses uint8

const (
	allStatuses  = Statuses(StatusNew | StatusOpen | StatusPending | StatusOnHold | StatusSolved | StatusClosed)
	doneStatuses = Statuses(StatusSolved | StatusClosed)
	notStatuses  = Statuses(1 << 7) // in a set that was made of something else than states
)

// StatusesOf returns the set of these states.
func StatusesOf(states ...Status) Statuses {
	var set Statuses
	for _, s := range states {
		if !s.known() {
			set |= notStatuses
		}
		set |= Statuses(s)
	}
	return set
}

// has reports whether the state is in the set.
func (s Statuses) has(one Status) bool { return one.known() && s&Statuses(one) != 0 }

// String returns the names, such as "pending|on hold".
func (s Statuses) String() string {
	if s&^allStatuses != 0 {
		return fmt.Sprintf("Statuses(%d)", uint8(s))
	}
	return joined(s, statusNames)
}

// MarshalText implements [encoding.TextMarshaler].
func (s Statuses) MarshalText() ([]byte, error) {
	if s&^allStatuses != 0 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "tickets: %v is not a set of states", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]: names come in any order.
func (s *Statuses) UnmarshalText(text []byte) error {
	set, err := split(text, "status", func(name string) (Statuses, error) {
		one, err := named(name)
		return Statuses(one), err
	})
	if err == nil {
		*s = set
	}
	return err
}
