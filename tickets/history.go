package tickets

import (
	"cmp"
	"strings"
	"time"
)

// Kind is what happened to a ticket.
type Kind uint8

// The kinds of events, in the order in which events of one instant happen.
const (
	KindCreated       Kind = iota + 1 // opened, with its first message; Actor says by whom
	KindAssigned                      // handed to a person or a team; Agent and Team may say to whom
	KindReplied                       // public message; Actor says by whom
	KindAnswered                      // first public message of a turn, in a log that has no others; Actor says by whom
	KindNoted                         // internal note
	KindCallHeld                      // a call put on hold
	KindCallResumed                   // the held call taken up again
	KindReopened                      // a solved or closed ticket made open again
	KindStatusChanged                 // Status says to what
	KindSolved                        // solved, in a log that has no states
	KindRated                         // rated by the requester; Rating says how
	KindEnded                         // left without a solution: deleted, marked as spam, withdrawn
	KindMerged                        // merged into another ticket, and so closed
	kinds             = int(iota)
)

// String returns the kind in lower case words.
func (k Kind) String() string { return kindNames.text(k) }

// Actor is who opened a ticket or wrote a public message.
type Actor uint8

// The actors, in the order in which their messages of one instant are read: what
// is asked and answered in the same second is answered.
const (
	ActorCustomer Actor = iota + 1
	ActorBot            // any answer that no person wrote: chatbots, auto-replies
	ActorAgent
)

// String returns "customer", "bot" or "agent".
func (a Actor) String() string { return actorNames.text(a) }

// Event is one entry of a [History]. In JSON it is an object such as
// {"kind":"replied","at":"2024-01-02T09:30:00Z","actor":"agent"}; how strict its
// reader is, is for the decoder that the caller makes.
type Event struct {
	Kind   Kind      `json:"kind"`             // what happened
	At     time.Time `json:"at"`               // when
	Actor  Actor     `json:"actor,omitzero"`   // required of KindCreated, KindReplied and KindAnswered
	Agent  string    `json:"agent,omitempty"`  // to whom it is assigned, or which agent did it, where known
	Team   string    `json:"team,omitempty"`   // the agent's team; that of the last assignment where it is empty
	Status Status    `json:"status,omitzero"`  // required of KindStatusChanged: one state
	Rating int       `json:"rating,omitempty"` // of KindRated, on whatever scale was asked
	Seq    int       `json:"seq,omitempty"`    // the log's own order of events with one timestamp, where it has one
}

// String returns what happened and when.
func (e Event) String() string {
	what := e.Kind.String()
	switch e.Kind {
	case KindCreated, KindReplied, KindAnswered:
		what += " by " + e.Actor.String()
	case KindStatusChanged:
		what += " to " + e.Status.String()
	}
	return what + " at " + stamp(e.At)
}

// History is the events of one ticket in any order; a [Policy] makes a [Ticket] of it.
//
// Events happen in the order of their times, and those of one time in the order of their
// Seq. Where that says nothing, they happen in the order of their kinds (see [Kind]), then of
// their states (see [Status]) and actors. There are two exceptions. An event that is not
// possible yet waits for the others: a ticket solved and reopened within one minute of a
// coarse log is a history like any other. And a change to the open state that the ticket has
// waits for changes to other open states: pending and open in the minute in which the ticket
// was open are pending, then open.
//
// So without a Seq a customer's message comes before the answer, and the answer before the
// solution. That favours the agent. The order of the slice never matters.
//
// An event that is in the slice twice has happened twice: clear a log of duplicates first. A
// reopening that the log has as a status and as KindReopened is one reopening.
//
// A ticket is new from its creation until a status event says otherwise. Replies, notes and
// assignments do not change the status; the helpdesk's status events do.
type History []Event

// Before returns the events before the instant, and none at it: the history as it
// was known then.
// With it a policy tells the state of any past instant, reopened tickets included.
func (h History) Before(at time.Time) History {
	var known History
	for _, e := range h {
		if e.At.Round(0).Before(at) { // by the wall clock, as in compare
			known = append(known, e)
		}
	}
	return known
}

// Validate returns [cx.ErrOutOfRange] for a history that cannot have happened, naming the event by
// its index, kind and time. That is
//
//   - an unknown kind, actor or status, or an event without a time,
//   - no creation, or two of them,
//   - an event before the creation, or after a merge or an end,
//   - a call resumed that was not held, or held twice,
//   - a ticket reopened that was not solved.
//
// Solving a ticket ends a hold; the call may yet be resumed, or another held. An empty history
// returns [cx.ErrNoData].
func (h History) Validate() error {
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
