package tickets

import (
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Policy says how a [History] is read. The zero value is the default of every option: who has
// which is in docs/tickets-defaults.md. Policies are compared with [Policy.Equal].
type Policy struct {
	_ [0]func() // == would panic for a Clock that is not comparable, such as a period.Schedule

	Clock        Clock         // measures the ticket's times; nil is the wall clock
	ResponseFrom ResponseFrom  // when the first-response clock starts
	AgentOpened  AgentOpened   // the first response of tickets that an agent opened
	NextReply    NextReplyFrom // when the next-reply clock starts
	Resolution   ResolutionAt  // which of several resolutions counts
	Reopens      ReopenCount   // how reopens are counted
	OneTouch     OneTouch      // how many replies are one touch
	FirstContact FirstContact  // what is resolved at the first contact
	Stops        Statuses      // states in which the resolution clock stands

	BotsAnswer     bool // automatic replies answer too, not only a person's
	CountMerged    bool // tickets merged into another count, as resolved by the merge
	IgnoreAfterEnd bool // events after a merge or an end are left out, not refused

	// Records are the kinds of events that the log records, creations apart; none means all. What
	// needs others is not known: say it of every log without messages, or without states.
	Records Kinds
	// Dates are the kinds of events with dates in place of times, which have no business hours.
	Dates Kinds
	// Tolerance is how far apart entries of one moment can be: the creation and its author's
	// first message, a solution and the solver's reply.
	Tolerance time.Duration
	// Skew is how far before the creation an event can be that happened at it.
	Skew time.Duration
}

// Equal reports whether two policies have the same options and clocks.
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

// The starts.
const (
	FromCreation ResponseFrom = iota // when the ticket is created (Zendesk)
	// FromHandoff: when it is first assigned, if no person has answered before (Zoho Desk). What
	// bots answered before is no response.
	FromHandoff
)

// AgentOpened says what the first response is of a ticket that an agent opened.
type AgentOpened uint8

// The first responses.
const (
	NextAgentReply  AgentOpened = iota // the first reply after the opening message (Zendesk)
	ReplyToCustomer                    // the first reply to the customer, from that message (Intercom)
	NoFirstResponse                    // none: answers are next replies (Redo)
)

// NextReplyFrom says from which of several unanswered messages the next reply is measured.
type NextReplyFrom uint8

// The messages.
const (
	FirstUnanswered NextReplyFrom = iota // the oldest (Zendesk)
	LastUnanswered                       // the newest (Kimoby)
)

// ResolutionAt says which resolution of a reopened ticket counts.
type ResolutionAt uint8

// The resolutions.
const (
	LastSolved  ResolutionAt = iota // the last; a reopened ticket is not resolved (Zendesk)
	FirstSolved                     // the first, whatever came after
)

// ReopenCount says how reopens are counted.
type ReopenCount uint8

// The counts.
const (
	LeavingSolved  ReopenCount = iota // each change from solved or closed to another state (Zendesk)
	SolvesMinusOne                    // how often the ticket was solved, less one
)

// OneTouch says how many agent replies, until the resolution that counts, are one touch.
type OneTouch uint8

// The numbers of replies.
const (
	ExactlyOneReply OneTouch = iota // a ticket resolved in silence was not touched (Zendesk)
	AtMostOneReply                  // one or none
)

// FirstContact says what makes a resolved ticket a first-contact resolution. For "no other
// ticket within a window" see [FirstContactWithin].
type FirstContact uint8

// The definitions.
const (
	ByReplies  FirstContact = iota // one agent reply until the resolution, never reopened (Freshdesk)
	ByContacts                     // at most one customer message, never reopened (Freshservice)
)

// Validate returns [cx.ErrOutOfRange] for an option that has no such value.
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
