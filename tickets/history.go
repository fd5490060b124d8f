package tickets

import (
	"cmp"
	"strings"
	"time"
)

// Kind is what happened to a ticket.
type Kind uint8

// The kinds. Events of one instant happen in this order.
const (
	KindCreated       Kind = iota + 1 // by Actor, with the first message
	KindAssigned                      // to Agent, Team or both
	KindReplied                       // public message by Actor
	KindAnswered                      // the first of several messages by Actor, in a log without the others
	KindNoted                         // internal note
	KindCallHeld                      // a call put on hold
	KindCallResumed                   // and taken up again
	KindReopened                      // a solved or closed ticket
	KindStatusChanged                 // to Status
	KindSolved                        // in a log without states
	KindRated                         // by the requester, with Rating
	KindEnded                         // without a solution: deleted, spam, withdrawn
	KindMerged                        // into another ticket, which closes it
	kinds             = int(iota)
)

// String returns a text such as "call held".
func (k Kind) String() string { return kindNames.text(k) }

// Actor is who opened a ticket or wrote a public message.
type Actor uint8

// The actors. Their messages of one instant are read in this order.
const (
	ActorCustomer Actor = iota + 1
	ActorBot            // chatbots, auto-replies
	ActorAgent
)

// String returns "customer", "bot" or "agent".
func (a Actor) String() string { return actorNames.text(a) }

// Event is one entry of a [History], in JSON
// {"kind":"replied","at":"2024-01-02T09:30:00Z","actor":"agent"}.
type Event struct {
	Kind   Kind      `json:"kind"`             // required
	At     time.Time `json:"at"`               // required
	Actor  Actor     `json:"actor,omitzero"`   // required for KindCreated, KindReplied and KindAnswered
	Agent  string    `json:"agent,omitempty"`  // who is assigned, or did it, if known
	Team   string    `json:"team,omitempty"`   // if empty, that of the last assignment
	Status Status    `json:"status,omitzero"`  // required for KindStatusChanged
	Rating int       `json:"rating,omitempty"` // on any scale
	Seq    int       `json:"seq,omitempty"`    // the order of events of one time in the log
}

// text returns what happened and when.
func (e *Event) text() string {
	what := e.Kind.String()
	switch e.Kind {
	case KindCreated, KindReplied, KindAnswered:
		what += " by " + actorNames.text(e.Actor)
	case KindStatusChanged:
		what += " to " + e.Status.String()
	}
	return what + " at " + stamp(e.At)
}

// History is the events of one ticket, in any order. Events of one time happen in the order of
// their Seq, then of their kinds, states and actors; an event that is not possible yet waits for
// the others. See docs/tickets-reading.md.
type History []Event

// Before returns the events before the instant: what was known then.
func (h History) Before(at time.Time) History {
	var known History
	for _, e := range h {
		if e.At.Round(0).Before(at) { // by the wall clock, as in compare
			known = append(known, e)
		}
	}
	return known
}

// validate returns [cx.ErrOutOfRange] for a history that cannot have happened, such as two
// creations, naming the event, and [cx.ErrNoData] for an empty one.
func (h History) validate() error {
	var p player
	p.begin(h, nil)
	if err := p.check(&Policy{}); err != nil {
		return err
	}
	for {
		if _, ok, err := p.step(); err != nil || !ok {
			return err
		}
	}
}

// check says what is wrong with an event by itself, or "".
func (e *Event) check() string {
	switch {
	case e.Kind < KindCreated || int(e.Kind) > kinds:
		return "is of no known kind"
	case e.At.IsZero():
		return "has no time"
	case (e.Kind == KindCreated || e.Kind == KindReplied || e.Kind == KindAnswered) && (e.Actor < ActorCustomer || e.Actor > ActorAgent):
		return "has no known actor"
	case e.Kind == KindStatusChanged && !e.Status.known():
		return "is not a change to one state"
	}
	return ""
}

// compare orders events of one time and Seq by everything else that they say, so that
// events which compare equal are the same event.
func (e *Event) compare(f *Event) int {
	return cmp.Or(
		cmp.Compare(e.Kind, f.Kind),
		cmp.Compare(e.Status, f.Status),
		cmp.Compare(e.Actor, f.Actor),
		strings.Compare(e.Agent, f.Agent),
		strings.Compare(e.Team, f.Team),
		cmp.Compare(e.Rating, f.Rating),
	)
}
