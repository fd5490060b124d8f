package tickets

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Kind is what happened to a ticket.
type Kind uint8

// The kinds of events, in the order in which events of one instant happen.
const (
	KindCreated       Kind = iota + 1 // opened, with its first message; Actor says by whom
	KindAssigned                      // handed to a person; Agent may say to whom
	KindReplied                       // public message; Actor says by whom
	KindNoted                         // internal note
	KindCallHeld                      // a call put on hold
	KindCallResumed                   // the held call taken up again
	KindReopened                      // a solved or closed ticket made open again
	KindStatusChanged                 // Status says to what
	KindRated                         // rated by the requester; Rating says how
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
	Actor  Actor     `json:"actor,omitzero"`   // required of KindCreated and KindReplied
	Agent  string    `json:"agent,omitempty"`  // of KindAssigned and of an agent's reply: which agent, where known
	Status Status    `json:"status,omitzero"`  // required of KindStatusChanged: one state
	Rating int       `json:"rating,omitempty"` // of KindRated, on whatever scale was asked
	Seq    int       `json:"seq,omitempty"`    // the log's own order of events with one timestamp, where it has one
}

// String returns what happened and when.
func (e Event) String() string {
	what := e.Kind.String()
	switch e.Kind {
	case KindCreated, KindReplied:
		what += " by " + e.Actor.String()
	case KindStatusChanged:
		what += " to " + e.Status.String()
	}
	return what + " at " + stamp(e.At)
}

// History is the events of one ticket in any order; a [Policy] makes a [Ticket]
// of it. Events happen in the order of their times, and those of one time in the
// order of their Seq. Where that says nothing they happen in the order of their
// kinds (see [Kind]), actors and statuses, except that one which is not possible
// yet waits for the others: a ticket solved and reopened within one minute of a
// coarse log is a history like any other. So the order of the slice never matters.
// Among events of one time without a Seq the customer's message comes before the
// answer and the answer before the solution, which favours the agent: it is answered
// in no time, and solved with a reply. A log that knows better says so in Seq.
//
// An event that is in the slice twice has happened twice: a log that repeats itself
// must be cleared of duplicates first.
//
// A ticket is new from its creation until a status event says otherwise. Replies,
// notes and assignments do not change the status; the helpdesk's status events do.
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

// Validate returns [cx.ErrOutOfRange] for a history that cannot have happened, naming
// the event by its index, kind and time: an unknown kind, actor or status, no
// creation or two of them, an event before the creation or after a merge, a call
// resumed that was not held or held twice, a ticket reopened that was not solved.
// (Solving a ticket ends a hold; the call may yet be resumed, or another held.)
// An empty history returns [cx.ErrNoData].
func (h History) Validate() error {
	return h.walk(func(Event, *life) {})
}

// life is the state of a ticket after some of its events.
type life struct {
	status       Status // 0 before creation
	left         Status // the status before the event just visited
	held, merged bool
	hungUp       bool // the resolution ended the last hold, of which the log may yet say so
}

// walk calls visit with each event in the order of happening, and with the state
// after it.
func (h History) walk(visit func(Event, *life)) error {
	if len(h) == 0 {
		return sentinel.Errorf(cx.ErrNoData, "tickets: the history has no events")
	}
	order := make([]int, len(h))
	creation := false
	for i, e := range h {
		if err := e.check(); err != nil {
			return fmt.Errorf("tickets: event %d, %v, %w", i, e, err)
		}
		creation = creation || e.Kind == KindCreated
		order[i] = i
	}
	if !creation {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: none of the %d events is the creation of the ticket: the first is event 0, %v", len(h), h[0])
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(h[i].compare(h[j]), cmp.Compare(i, j))
	})
	var l life
	for len(order) > 0 {
		same := 1
		for same < len(order) && h[order[same]].when(h[order[0]]) == 0 {
			same++
		}
		if err := h.instant(order[:same], &l, visit); err != nil {
			return err
		}
		order = order[same:]
	}
	return nil
}

// instant visits the events of one time and Seq. Whether an event is possible depends
// on its kind alone, so it is enough to look at the first event left of each kind.
func (h History) instant(order []int, l *life, visit func(Event, *life)) error {
	var next, end [kinds + 1]int
	for i := 0; i < len(order); {
		k := h[order[i]].Kind
		next[k] = i
		for i < len(order) && h[order[i]].Kind == k {
			i++
		}
		end[k] = i
	}
	for range order {
		var blocked error
		found := false
		for k := KindCreated; int(k) <= kinds && !found; k++ {
			if next[k] == end[k] {
				continue
			}
			i := order[next[k]]
			if why := l.impossible(k); why != "" {
				if blocked == nil {
					blocked = sentinel.Errorf(cx.ErrOutOfRange, "tickets: event %d, %v, %s", i, h[i], why)
				}
				continue
			}
			found = true
			next[k]++
			l.apply(h[i])
			visit(h[i], l)
		}
		if !found {
			return blocked
		}
	}
	return nil
}

// impossible says why an event of the kind cannot happen now, or "".
func (l *life) impossible(k Kind) string {
	switch {
	case l.merged:
		return "comes after the ticket was merged into another"
	case k == KindCreated && l.status != 0:
		return "is a second creation"
	case k != KindCreated && l.status == 0:
		return "comes before the ticket's creation"
	case k == KindCallHeld && l.held:
		return "finds the call on hold already"
	case k == KindCallResumed && !l.held && !l.hungUp:
		return "finds no call on hold"
	case k == KindReopened && !doneStatuses.Has(l.status):
		return "finds the ticket " + l.status.String() + ", not solved"
	}
	return ""
}

func (l *life) apply(e Event) {
	l.left = l.status
	switch e.Kind {
	case KindCreated:
		l.status = StatusNew
	case KindCallHeld:
		l.held = true
	case KindCallResumed:
		l.held, l.hungUp = false, false
	case KindReopened:
		l.status = StatusOpen
	case KindStatusChanged:
		l.status = e.Status
	case KindMerged:
		l.merged, l.status = true, StatusClosed
	}
	if l.solved() && l.held {
		l.held, l.hungUp = false, true
	}
}

// solved reports whether the event just visited resolved the ticket.
func (l *life) solved() bool { return doneStatuses.Has(l.status) && !doneStatuses.Has(l.left) }

// reopened reports whether the event just visited made the ticket leave solved.
func (l *life) reopened() bool { return doneStatuses.Has(l.left) && !doneStatuses.Has(l.status) }

func (e Event) check() error {
	switch {
	case e.Kind < KindCreated || int(e.Kind) > kinds:
		return sentinel.Errorf(cx.ErrOutOfRange, "is of no known kind")
	case e.At.IsZero():
		return sentinel.Errorf(cx.ErrOutOfRange, "has no time")
	case (e.Kind == KindCreated || e.Kind == KindReplied) && (e.Actor < ActorCustomer || e.Actor > ActorAgent):
		return sentinel.Errorf(cx.ErrOutOfRange, "has no known actor")
	case e.Kind == KindStatusChanged && !e.Status.known():
		return sentinel.Errorf(cx.ErrOutOfRange, "is not a change to one state")
	}
	return nil
}

// compare orders events by time and then by everything else that they say, so
// that events which compare equal are the same event.
func (e Event) compare(f Event) int {
	return cmp.Or(
		e.when(f),
		cmp.Compare(e.Kind, f.Kind),
		cmp.Compare(e.Actor, f.Actor),
		cmp.Compare(e.Status, f.Status),
		strings.Compare(e.Agent, f.Agent),
		cmp.Compare(e.Rating, f.Rating),
	)
}

func (e Event) when(f Event) int {
	return cmp.Or(e.At.Round(0).Compare(f.At.Round(0)), cmp.Compare(e.Seq, f.Seq))
}
