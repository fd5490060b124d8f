package tickets

import (
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Policy says how a [History] is read. The zero value is the default of every
// option; each option names the helpdesk that reads histories that way. Two teams
// with two policies both get their number, and the policies say why they differ.
// Policies are compared with [Policy.Equal].
type Policy struct {
	_ [0]func() // == would panic for a Clock that is not comparable, such as a period.Schedule

	// Clock measures the ticket's times; nil is the wall clock: calendar hours, which
	// Zendesk reports beside business hours and every SLA tool offers.
	Clock Clock

	Answer       Answer        // whose reply is a first response, or a next reply
	ResponseFrom ResponseFrom  // when the first-response clock starts
	AgentOpened  AgentOpened   // the first response of tickets that an agent opened
	NextReply    NextReplyFrom // when the next-reply clock starts
	Resolution   ResolutionAt  // which of several resolutions counts
	Reopens      ReopenCount   // how reopens are counted
	OneTouch     OneTouch      // how many replies make a one-touch resolution
	FirstContact FirstContact  // what makes a first-contact resolution
	Merged       MergedTickets // whether a ticket merged into another is a ticket

	// Stops are the states in which the resolution clock stands. None by default:
	// all time from creation to resolution counts, as in Zendesk's native resolution
	// times and Intercom's times to close. Pending and on hold is what Freshdesk calls
	// states with the SLA timer off, and HubSpot pausing an SLA; adding solved leaves
	// out the time before a reopening. First response and next reply never stop.
	Stops Statuses
}

// Equal reports whether two policies have the same options and the same clock, of which
// [Ticket.Equal] says when they are.
func (p Policy) Equal(other Policy) bool {
	return p.options() == other.options() && sameClock(p.Clock, other.Clock)
}

// options returns everything but the clock.
func (p Policy) options() any {
	return struct {
		Answer
		ResponseFrom
		AgentOpened
		NextReplyFrom
		ResolutionAt
		ReopenCount
		OneTouch
		FirstContact
		MergedTickets
		Statuses
	}{p.Answer, p.ResponseFrom, p.AgentOpened, p.NextReply, p.Resolution, p.Reopens, p.OneTouch, p.FirstContact, p.Merged, p.Stops}
}

// Answer says whose public reply answers the requester.
type Answer uint8

const (
	// ByAgents: only a person's reply answers. Zendesk leaves automated and bot
	// messages out of its first reply time, Intercom counts parts by human admins.
	ByAgents Answer = iota
	// ByAgentsAndBots: an automatic reply answers too. TicketBoard describes desks
	// that count it so, and why an acknowledgement then makes a team look fast.
	ByAgentsAndBots
)

// ResponseFrom says when the first-response clock starts.
type ResponseFrom uint8

const (
	// FromCreation: when the ticket is created. Zendesk, on every channel.
	FromCreation ResponseFrom = iota
	// FromHandoff: when the ticket is first assigned while it is not resolved, so
	// that time with a bot is not held against people. What bots answered before,
	// where [ByAgentsAndBots] lets them, first or next, is then no response. A ticket
	// that a person answers before any assignment, or that is not assigned, is
	// measured from its creation, and a ticket that an agent opened under
	// [ReplyToCustomer] from the customer's message all the same. Zoho Desk's first
	// agent response time, Intercom's response time of the assigned team.
	FromHandoff
)

// AgentOpened says what the first response is of a ticket that an agent opened on
// the customer's behalf or to reach out. A ticket that a bot opened, such as from an
// alert, waits like one that the customer opened, though it is no contact.
type AgentOpened uint8

const (
	// NextAgentReply: the first reply after the creation, measured from the
	// creation, for which the ticket waits whether or not the customer ever writes.
	// Zendesk, which takes the agent's first public comment for the opening message.
	//
	// The creation stands for that message here. A log that has it as a reply too
	// must give that reply the creation's time, at which it answers nobody, or leave
	// it out: a second later it would be a first response within a second.
	NextAgentReply AgentOpened = iota
	// ReplyToCustomer: the first reply after the customer's first message, measured
	// from that message. Until the customer writes nobody is waiting. Intercom takes
	// the first admin reply after the first message of the contact.
	ReplyToCustomer
	// NoFirstResponse: such tickets have none; the answers to the customer's
	// messages are next replies. Redo leaves agent-started tickets out.
	NoFirstResponse
)

// NextReplyFrom says from which of several unanswered customer messages the next
// reply is measured.
type NextReplyFrom uint8

const (
	// FirstUnanswered: from the oldest unanswered message. Zendesk's next reply time,
	// Zoho Desk's response time.
	FirstUnanswered NextReplyFrom = iota
	// LastUnanswered: from the newest one, so that each message renews the clock.
	// Kimoby's average response time.
	LastUnanswered
)

// ResolutionAt says which resolution of a reopened ticket counts.
type ResolutionAt uint8

const (
	// LastSolved: the last time the ticket was solved; while it is reopened it is
	// not resolved. Zendesk's full resolution time, Intercom's time to last close.
	LastSolved ResolutionAt = iota
	// FirstSolved: the first time the ticket was solved, whatever came after.
	// Zendesk's first resolution time, Intercom's time to first close.
	FirstSolved
)

// ReopenCount says how the reopens of a ticket are counted.
type ReopenCount uint8

const (
	// LeavingSolved: every change from solved or closed to another state. Zendesk's
	// reopens, where only solved can be left, and Front's reopened conversations.
	LeavingSolved ReopenCount = iota
	// SolvesMinusOne: how often the ticket was solved, less one: a reopened ticket
	// counts when it is solved again. It is what reports come to that count
	// resolutions and not reopenings; no helpdesk is known to us to define it so.
	SolvesMinusOne
)

// OneTouch says how many public agent replies, until the resolution that counts and
// in its instant, make a resolved ticket one-touch.
type OneTouch uint8

const (
	// ExactlyOneReply: one; a ticket resolved in silence was not touched. How Zendesk
	// explains one-touch resolutions in words.
	ExactlyOneReply OneTouch = iota
	// AtMostOneReply: one or none. How Zendesk Explore computes them: agent
	// replies < 2.
	AtMostOneReply
)

// FirstContact says what makes a resolved ticket a first-contact resolution. For
// "no new ticket of the same requester within a window", see [FirstContactWithin].
type FirstContact uint8

const (
	// ByReplies: the ticket was resolved with the first public agent reply, the only
	// one until the resolution that counts, and has never left solved. Freshdesk.
	ByReplies FirstContact = iota
	// ByContacts: the customer made at most one contact, before the resolution or
	// after it, whatever it took the agents, and the ticket has never left solved. SQM
	// Group's first call resolution (no call back about the matter), read from tickets.
	ByContacts
)

// MergedTickets says whether a ticket that was merged into another counts. What a
// helpdesk logs on a ticket after its merge, such as a closing note or status, is not
// an event of it: a [History] refuses that, so that the caller leaves it out.
type MergedTickets uint8

const (
	// MergedLeftOut: it does not; its question lives on in the other ticket.
	MergedLeftOut MergedTickets = iota
	// MergedCounted: it does, as resolved by the merge. Zendesk closes the merged
	// ticket, so its solved counts hold it unless a report leaves it out.
	MergedCounted
)

// Validate returns [cx.ErrOutOfRange] for an option that has no such value.
func (p Policy) Validate() error {
	for _, o := range []struct {
		name       string
		value, max uint8
	}{
		{"Answer", uint8(p.Answer), uint8(ByAgentsAndBots)},
		{"ResponseFrom", uint8(p.ResponseFrom), uint8(FromHandoff)},
		{"AgentOpened", uint8(p.AgentOpened), uint8(NoFirstResponse)},
		{"NextReply", uint8(p.NextReply), uint8(LastUnanswered)},
		{"Resolution", uint8(p.Resolution), uint8(FirstSolved)},
		{"Stops", uint8(p.Stops), uint8(allStatuses)},
		{"Reopens", uint8(p.Reopens), uint8(SolvesMinusOne)},
		{"OneTouch", uint8(p.OneTouch), uint8(AtMostOneReply)},
		{"FirstContact", uint8(p.FirstContact), uint8(ByContacts)},
		{"Merged", uint8(p.Merged), uint8(MergedCounted)},
	} {
		if o.value > o.max {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy option %s is %d, the highest is %d", o.name, o.value, o.max)
		}
	}
	return nil
}

// Ticket reads the history. It returns the error of [Policy.Validate] or
// [History.Validate], and [cx.ErrNoData] when there is no ticket to count: the
// history is empty (see [History.Before]), or merged into another ticket and the
// policy leaves those out.
func (p Policy) Ticket(h History) (Ticket, error) {
	if err := p.Validate(); err != nil {
		return Ticket{}, err
	}
	r := reading{policy: p}
	if err := h.walk(r.visit); err != nil {
		return Ticket{}, err
	}
	return r.ticket()
}

// reading is what a policy makes of the events so far.
type reading struct {
	policy   Policy
	t        Ticket
	a        Details
	opener   Actor
	waiting  Span // the customer's wait for a next reply; From is zero when there is none
	solves   int
	touches  uint64 // agent replies until the resolution that counts
	left     bool   // it has left solved, whatever the policy calls a reopen
	answered bool   // a person has replied
	merged   bool
	agents   map[string]bool // those in a.Agents
}

func (r *reading) visit(e Event, l *life) {
	e.At = e.At.Round(0)
	switch e.Kind {
	case KindCreated:
		r.created(e)
	case KindAssigned:
		r.assigned(e)
	case KindReplied:
		r.replied(e)
	case KindCallHeld:
		r.a.Holds = append(r.a.Holds, Span{From: e.At})
	case KindCallResumed:
		r.resumed(e.At)
	case KindRated:
		r.a.Ratings = append(r.a.Ratings, e.Rating)
	case KindMerged:
		r.merged = true
	}
	if l.status != l.left {
		r.a.StatusChanges = append(r.a.StatusChanges, StatusChange{Status: l.status, At: e.At})
	}
	if l.solved() {
		r.solved(e.At)
	}
	if l.reopened() {
		r.left = true
		r.a.Reopens++
		if r.policy.Resolution == LastSolved {
			r.t.Resolved = time.Time{}
		}
	}
}

func (r *reading) solved(at time.Time) {
	if r.solves++; r.solves == 1 {
		r.t.FirstResolved = at
	}
	if r.solves == 1 || r.policy.Resolution == LastSolved {
		r.t.Resolved = at
		r.touches = r.a.Replies
	}
	if r.waitsForNext() {
		r.a.Unanswered = append(r.a.Unanswered, Span{From: r.waiting.From, To: at})
	}
	r.waiting = Span{}
	r.resumed(at) // nobody holds a call about a ticket that is solved
}

// resumed ends the call hold, unless the resolution did before.
func (r *reading) resumed(at time.Time) {
	if n := len(r.a.Holds); n > 0 && r.a.Holds[n-1].To.IsZero() {
		r.a.Holds[n-1].To = at
	}
}

// waitsForNext reports whether the customer waits, and not for a first response.
func (r *reading) waitsForNext() bool {
	return !r.waiting.From.IsZero() && (!r.t.FirstReply.IsZero() || r.t.NoResponseDue)
}

func (r *reading) created(e Event) {
	r.opener = e.Actor
	r.t.Created = e.At
	if e.Actor == ActorCustomer {
		r.a.Contacts = 1
		return
	}
	r.t.NoResponseDue = e.Actor == ActorAgent && r.policy.AgentOpened != NextAgentReply
}

func (r *reading) assigned(e Event) {
	r.agent(e)
	if r.policy.ResponseFrom == FromHandoff && r.t.ResponseFrom.IsZero() && r.t.Resolved.IsZero() && !r.answered && !r.t.NoResponseDue {
		// The clock starts here: what bots answered before is no longer a response.
		r.t.ResponseFrom, r.t.FirstReply = e.At, time.Time{}
		r.a.NextReplies, r.a.Unanswered = nil, nil
	}
}

func (r *reading) replied(e Event) {
	if e.Actor == ActorCustomer {
		r.a.Contacts++
		if r.t.NoResponseDue && r.policy.AgentOpened == ReplyToCustomer {
			r.t.NoResponseDue = false
			r.t.ResponseFrom = e.At
		}
		if r.waiting.From.IsZero() || r.policy.NextReply == LastUnanswered {
			r.waiting.From = e.At
		}
		return
	}
	r.agent(e)
	if r.opener == ActorAgent && e.At.Equal(r.t.Created) {
		return // the message that the ticket was opened with
	}
	if e.Actor == ActorAgent {
		r.a.Replies++
		r.answered = true
		if e.At.Equal(r.t.Resolved) {
			r.touches++ // the log has the solution before the reply that brought it
		}
	} else if r.policy.Answer == ByAgents {
		return
	}
	switch {
	case r.t.FirstReply.IsZero() && !r.t.NoResponseDue:
		r.t.FirstReply = e.At
	case !r.waiting.From.IsZero():
		r.a.NextReplies = append(r.a.NextReplies, Span{From: r.waiting.From, To: e.At})
	}
	r.waiting = Span{}
}

func (r *reading) agent(e Event) {
	if e.Agent == "" || e.Kind == KindReplied && e.Actor != ActorAgent || r.agents[e.Agent] {
		return
	}
	if r.agents == nil {
		r.agents = make(map[string]bool)
	}
	r.agents[e.Agent] = true
	r.a.Agents = append(r.a.Agents, e.Agent)
}

func (r *reading) ticket() (Ticket, error) {
	p, t, a := r.policy, r.t, r.a
	if r.merged && p.Merged == MergedLeftOut {
		return Ticket{}, sentinel.Errorf(cx.ErrNoData, "tickets: the ticket was merged into another, and the policy leaves such tickets out")
	}
	t.Clock = p.Clock
	if p.Reopens == SolvesMinusOne {
		a.Reopens = uint64(max(r.solves-1, 0))
	}
	if r.waitsForNext() {
		a.NextReplies = append(a.NextReplies, r.waiting)
	}
	a.Stops = p.Stops
	if !t.Resolved.IsZero() {
		a.OneTouch = r.touches == 1 || r.touches == 0 && p.OneTouch == AtMostOneReply
		a.FirstContact = !r.left && (p.FirstContact == ByReplies && r.touches == 1 || p.FirstContact == ByContacts && a.Contacts <= 1)
	}
	t.Details = &a
	return t, nil
}
