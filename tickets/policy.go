package tickets

import (
	"reflect"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Policy says how a [History] is read. The zero value has the default of every option. Compare
// policies with [Policy.Equal].
type Policy struct {
	_ [0]func() // == would panic for a Clock that is not comparable, such as a period.Schedule

	Clock       Clock       // nil is the wall clock
	AgentOpened AgentOpened // the first response of tickets that an agent opened
	Stops       Statuses    // states in which the resolution clock stops

	// FromHandoff starts the first-response clock at the first assignment, if no person has
	// answered before (Zoho Desk). The default is the creation (Zendesk).
	FromHandoff bool
	// LastUnanswered measures the next reply from the newest of several unanswered messages
	// (Kimoby). The default is the oldest (Zendesk).
	LastUnanswered bool
	// FirstSolved counts the first resolution, whatever came after. The default is the last, and a
	// reopened ticket is not resolved (Zendesk).
	FirstSolved bool
	// SolvesMinusOne counts the resolutions less one as reopens. The default is each change from
	// solved or closed to another state (Zendesk).
	SolvesMinusOne bool
	// AtMostOneReply makes a resolution without a reply one-touch too. The default is exactly
	// one agent reply (Zendesk).
	AtMostOneReply bool
	// FirstContactByContacts allows at most one customer message for a first-contact resolution
	// (Freshservice). The default is one agent reply (Freshdesk). Both exclude reopened tickets.
	// See also [FirstContactWithin].
	FirstContactByContacts bool

	BotsAnswer     bool // automatic replies are answers too
	CountMerged    bool // a merge is a resolution; by default merged tickets are refused
	IgnoreAfterEnd bool // events after a merge or an end are left out, not refused

	// Records are the kinds of events that the log records; none means all. Set it for a log
	// without messages or without states.
	Records Kinds
	// Dates are the kinds of events with dates in place of times, which have no business hours.
	Dates Kinds
	// Tolerance is how far apart entries of one moment can be, such as a solution and its reply.
	Tolerance time.Duration
	// Events up to Skew before the creation are taken as at the creation.
	Skew time.Duration
}

// Equal reports whether two policies have the same options and clocks.
func (p Policy) Equal(other Policy) bool {
	return p.options() == other.options() && reflect.DeepEqual(p.Clock, other.Clock)
}

// options returns everything but the clock.
func (p Policy) options() any {
	return [...]any{
		p.BotsAnswer, p.FromHandoff, p.AgentOpened, p.LastUnanswered, p.FirstSolved, p.SolvesMinusOne, p.AtMostOneReply, p.FirstContactByContacts,
		p.CountMerged, p.Stops, p.Records, p.Dates, p.Tolerance, p.Skew, p.IgnoreAfterEnd,
	}
}

// AgentOpened says which reply is the first response to a ticket that an agent opened.
type AgentOpened uint8

// The first responses.
const (
	NextAgentReply  AgentOpened = iota // the first after the opening message (Zendesk)
	ReplyToCustomer                    // the first to the customer, from that message (Intercom)
	NoFirstResponse                    // none: answers are next replies (Redo)
)

// validate returns [cx.ErrOutOfRange] for an option that has no such value.
func (p Policy) validate() error {
	if p.valid() {
		return nil
	}
	if p.AgentOpened > NoFirstResponse {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy option AgentOpened is %d, the highest is %d", p.AgentOpened, NoFirstResponse)
	}
	if p.Stops&^allStatuses != 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy option Stops is %d, the highest is %d", p.Stops, allStatuses)
	}
	if (p.Records|p.Dates)&^allKinds != 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy options Records and Dates are %s and %s, but must be sets of kinds", p.Records.text(), p.Dates.text())
	}
	return sentinel.Errorf(cx.ErrOutOfRange, "tickets: policy options Tolerance and Skew are %v and %v: neither can be negative", p.Tolerance, p.Skew)
}

func (p *Policy) valid() bool {
	return p.AgentOpened <= NoFirstResponse && p.Stops&^allStatuses == 0 && (p.Records|p.Dates)&^allKinds == 0 && p.Tolerance >= 0 && p.Skew >= 0
}
