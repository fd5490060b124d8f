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

	ResponseFrom ResponseFrom  // when the first-response clock starts
	AgentOpened  AgentOpened   // the first response of tickets that an agent opened
	NextReply    NextReplyFrom // when the next-reply clock starts
	Resolution   ResolutionAt  // which of several resolutions counts
	Reopens      ReopenCount   // how reopens are counted
	OneTouch     OneTouch      // how many replies make a one-touch resolution
	FirstContact FirstContact  // what makes a first-contact resolution

	// BotsAnswer says that an automatic reply answers too. By default only a person's reply is a
	// response, as in Zendesk and Intercom.
	BotsAnswer bool
	// CountMerged says that a ticket that was merged into another counts, as resolved by the
	// merge. By default it is left out, as in Freshdesk.
	CountMerged bool

	// Records are the kinds of events that the log records, creations apart: with the zero value
	// all of them. What needs others is not known: it is in no figure, and asked for it returns
	// [cx.ErrNoData]. Say it of every log that has no messages, or no states.
	Records Kinds
	// Dates are the kinds of events whose times are dates without an hour. What is
	// measured from them in business hours is not known.
	Dates Kinds
	// Tolerance is how far apart two entries of a log can be that were one moment, 0 by default.
	// The first message of the opener that soon after the creation is the opening message, and
	// no reply. The solver's first reply that soon after the solution came with it. Two
	// messages of a chat are never joined.
	Tolerance time.Duration
	// Skew is how far the clocks of the log can differ, 0 by default: an event that little
	// before the creation happened at it.
	Skew time.Duration
	// IgnoreAfterEnd leaves out what the log has after a merge or an end, such as a closing
	// note. Without it such a history is refused.
	IgnoreAfterEnd bool

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
	return [...]any{
		p.BotsAnswer, p.ResponseFrom, p.AgentOpened, p.NextReply, p.Resolution, p.Reopens, p.OneTouch, p.FirstContact, p.CountMerged, p.Stops,
		p.Records, p.Dates, p.Tolerance, p.Skew, p.IgnoreAfterEnd,
	}
}

// ResponseFrom says when the first-response clock starts.
type ResponseFrom uint8

const (
	// FromCreation: when the ticket is created. Zendesk, on every channel.
	FromCreation ResponseFrom = iota
	// FromHandoff: when the ticket is first assigned while it is not resolved, so that
	// time with a bot is not held against people. What bots answered before, where
	// BotsAnswer lets them, is then no response. A ticket that a person answers before
	// any assignment, or that is not assigned, is measured from its creation. One that an agent
	// opened under [ReplyToCustomer] is measured from the customer's message all the same. Zoho
	// Desk's first agent response time, Intercom's response time of the assigned team.
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
	// The creation stands for that message here. Where the log has it as a reply too, it is the
	// agent's first, at the creation or within the Tolerance of the policy.
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

// Validate returns [cx.ErrOutOfRange] for an option that has no such value, and for a negative
// Tolerance or Skew.
func (p Policy) Validate() error {
	if p.valid() {
		return nil
	}
	for _, o := range []struct {
		name       string
		value, max uint16
	}{
		{"ResponseFrom", uint16(p.ResponseFrom), uint16(FromHandoff)},
		{"AgentOpened", uint16(p.AgentOpened), uint16(NoFirstResponse)},
		{"NextReply", uint16(p.NextReply), uint16(LastUnanswered)},
		{"Resolution", uint16(p.Resolution), uint16(FirstSolved)},
		{"Stops", uint16(p.Stops), uint16(allStatuses)},
		{"Reopens", uint16(p.Reopens), uint16(SolvesMinusOne)},
		{"OneTouch", uint16(p.OneTouch), uint16(AtMostOneReply)},
		{"FirstContact", uint16(p.FirstContact), uint16(ByContacts)},
	} {
		if o.value > o.max {
			return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy option %s is %d, the highest is %d", o.name, o.value, o.max)
		}
	}
	if (p.Records|p.Dates)&^allKinds != 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy options Records and Dates are %v and %v, which are not both sets of kinds", p.Records, p.Dates)
	}
	return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy options Tolerance and Skew are %v and %v: neither can be negative", p.Tolerance, p.Skew)
}

func (p *Policy) valid() bool {
	return p.ResponseFrom <= FromHandoff && p.AgentOpened <= NoFirstResponse && p.NextReply <= LastUnanswered &&
		p.Resolution <= FirstSolved && p.Reopens <= SolvesMinusOne && p.OneTouch <= AtMostOneReply && p.FirstContact <= ByContacts &&
		p.Stops&^allStatuses == 0 && (p.Records|p.Dates)&^allKinds == 0 && p.Tolerance >= 0 && p.Skew >= 0
}
