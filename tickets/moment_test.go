package tickets_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

// TestOneMoment: what the log has twice, at the creation and at the solution.
func TestOneMoment(t *testing.T) {
	sec := func(minute, second int) time.Time { return at(minute).Add(time.Duration(second) * time.Second) }
	created := func(by tickets.Actor) tickets.Event {
		return tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: by, Agent: map[bool]string{true: "ana"}[by == tickets.ActorAgent]}
	}
	reply := func(at time.Time, by tickets.Actor, agent string) tickets.Event {
		return tickets.Event{Kind: tickets.KindReplied, At: at, Actor: by, Agent: agent}
	}
	solved := tickets.Event{Kind: tickets.KindStatusChanged, At: at(30), Status: tickets.StatusSolved, Agent: "ana"}
	status := func(at time.Time, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at, Status: s}
	}
	const customer, agent = tickets.ActorCustomer, tickets.ActorAgent
	opened := tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: agent, Agent: "cy"}
	byContacts := tickets.Policy{FirstContactByContacts: true}
	for name, test := range map[string]struct {
		policy            tickets.Policy
		tolerance         time.Duration
		history           tickets.History
		contacts, replies uint64
		first             time.Duration // negative: none
		touch, fcr        bool
		next, unanswered  int
	}{
		"the opening message is a reply too":  {byContacts, 0, tickets.History{created(customer), reply(at(0), customer, ""), solved}, 1, 0, -1, false, true, 0, 0},
		"a second message at once is another": {byContacts, 0, tickets.History{created(customer), reply(at(0), customer, ""), reply(at(0), customer, ""), solved}, 2, 0, -1, false, false, 0, 0},
		"a second later, exactly":             {byContacts, 0, tickets.History{created(customer), reply(sec(0, 1), customer, ""), solved}, 2, 0, -1, false, false, 0, 0},
		"a second later, tolerantly":          {byContacts, time.Second, tickets.History{created(customer), reply(sec(0, 1), customer, ""), solved}, 1, 0, -1, false, true, 0, 0},
		"never two messages of a chat":        {byContacts, time.Minute, tickets.History{created(customer), reply(sec(0, 1), customer, ""), reply(sec(0, 2), customer, ""), solved}, 2, 0, -1, false, false, 0, 0},
		"opened by an agent":                  {tickets.Policy{}, time.Second, tickets.History{created(agent), reply(sec(0, 1), agent, "ana"), reply(at(9), agent, "ana"), solved}, 0, 1, 9 * time.Minute, true, true, 0, 0},
		"opened by another agent":             {tickets.Policy{}, time.Second, tickets.History{created(agent), reply(sec(0, 1), agent, "bo"), solved}, 0, 1, time.Second, true, true, 0, 0},
		"solved and replied, exactly":         {tickets.Policy{}, 0, tickets.History{created(customer), solved, reply(sec(30, 1), agent, "ana")}, 1, 1, 30*time.Minute + time.Second, false, false, 0, 0},
		"solved and replied, tolerantly":      {tickets.Policy{}, time.Second, tickets.History{created(customer), solved, reply(sec(30, 1), agent, "ana")}, 1, 1, 30 * time.Minute, true, true, 0, 0},
		"by another agent":                    {tickets.Policy{}, time.Second, tickets.History{created(customer), solved, reply(sec(30, 1), agent, "bo")}, 1, 1, 30*time.Minute + time.Second, false, false, 0, 0},
		"too late":                            {tickets.Policy{}, time.Second, tickets.History{created(customer), solved, reply(sec(30, 2), agent, "ana")}, 1, 1, 30*time.Minute + 2*time.Second, false, false, 0, 0},
		"opened among others":                 {tickets.Policy{}, 0, tickets.History{opened, reply(at(0), agent, "bo"), reply(at(0), agent, "cy"), solved}, 0, 1, 0, true, true, 0, 0},
		"opened, and another was quicker":     {tickets.Policy{}, 9 * time.Second, tickets.History{opened, reply(sec(0, 1), agent, "bo"), reply(sec(0, 9), agent, "cy"), solved}, 0, 1, time.Second, true, true, 0, 0},
		"another was quicker":                 {tickets.Policy{}, 2 * time.Second, tickets.History{created(customer), solved, reply(sec(30, 1), agent, "bo"), reply(sec(30, 2), agent, "ana")}, 1, 2, 30 * time.Minute, true, true, 0, 0},
		"another came before":                 {tickets.Policy{}, time.Second, tickets.History{created(customer), reply(sec(29, 59), agent, "bo"), solved, reply(sec(30, 1), agent, "ana")}, 1, 2, 29*time.Minute + 59*time.Second, false, false, 0, 0},
		"a customer wrote in between":         {tickets.Policy{}, time.Minute, tickets.History{created(customer), solved, reply(sec(30, 1), customer, ""), reply(sec(30, 2), agent, "ana")}, 2, 1, 30*time.Minute + 2*time.Second, false, false, 0, 0},
		"closed in between":                   {tickets.Policy{}, time.Minute, tickets.History{created(customer), solved, status(sec(30, 1), tickets.StatusClosed), reply(sec(30, 2), agent, "ana")}, 1, 1, 30 * time.Minute, true, true, 0, 0},
		"open again in between":               {tickets.Policy{}, time.Minute, tickets.History{created(customer), solved, status(sec(30, 1), tickets.StatusOpen), reply(sec(30, 2), agent, "ana"), status(at(40), tickets.StatusSolved)}, 1, 1, 30*time.Minute + 2*time.Second, true, false, 0, 0},
		"reopened in between":                 {tickets.Policy{}, time.Minute, tickets.History{created(customer), solved, {Kind: tickets.KindReopened, At: sec(30, 1)}, reply(sec(30, 2), agent, "ana"), status(at(40), tickets.StatusSolved)}, 1, 1, 30*time.Minute + 2*time.Second, true, false, 0, 0},
		"a note is no reply":                  {tickets.Policy{}, time.Minute, tickets.History{created(customer), solved, {Kind: tickets.KindNoted, At: sec(30, 1), Actor: agent, Agent: "ana"}}, 1, 0, -1, false, false, 0, 0},
		"a reply came with it already":        {tickets.Policy{}, time.Second, tickets.History{created(customer), reply(sec(29, 59), agent, "ana"), solved, reply(sec(30, 1), agent, "ana")}, 1, 2, 29*time.Minute + 59*time.Second, true, true, 0, 0},
		"one reply, never two":                {tickets.Policy{}, time.Minute, tickets.History{created(customer), solved, reply(sec(30, 1), agent, "ana"), reply(sec(30, 2), agent, "ana")}, 1, 2, 30 * time.Minute, true, true, 0, 0},
		"an answer with the solution":         {tickets.Policy{}, time.Second, tickets.History{created(customer), reply(at(1), agent, "ana"), reply(at(2), customer, ""), solved, reply(sec(30, 1), agent, "ana")}, 2, 2, time.Minute, false, false, 1, 0},
		"an answer after the solution":        {tickets.Policy{}, 0, tickets.History{created(customer), reply(at(1), agent, "ana"), reply(at(2), customer, ""), solved, reply(sec(30, 1), agent, "ana")}, 2, 2, time.Minute, true, true, 0, 1},
	} {
		test.policy.Tolerance = test.tolerance
		ticket, err := test.policy.Ticket(test.history)
		if err != nil {
			t.Fatal(err)
		}
		first, err := ticket.FirstResponse()
		if err != nil {
			first = -1
		}
		a := ticket.Details
		if a.Contacts != test.contacts || a.Replies != test.replies || first != test.first || a.OneTouch != test.touch || a.FirstContact != test.fcr || len(a.NextReplies) != test.next || len(a.Unanswered) != test.unanswered {
			t.Errorf("%s: %d contacts, %d replies, first %v, one-touch %v, first contact %v, %v, %v", name, a.Contacts, a.Replies, first, a.OneTouch, a.FirstContact, a.NextReplies, a.Unanswered)
		}
	}
}

func TestEndsAndSkew(t *testing.T) {
	created := tickets.Event{Kind: tickets.KindCreated, At: at(10), Actor: tickets.ActorCustomer}
	status := func(minute int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at(minute), Status: s}
	}
	ended := tickets.Event{Kind: tickets.KindEnded, At: at(30)}
	ticket, err := tickets.Policy{}.Ticket(tickets.History{created, ended, status(20, tickets.StatusOpen)})
	if err != nil || !ticket.Ended.Equal(at(30)) || !ticket.Resolved.IsZero() || ticket.OpenAt(at(31)) || flowOf(t, ticket, at(0), at(60)) != (tickets.Flow{Created: 1, Ended: 1}) {
		t.Errorf("%+v, %v", ticket, err)
	}
	if m, err := ticket.Measure(tickets.MetricFirstResponse, at(60)); err != nil || len(m) > 0 {
		t.Errorf("%v, %v runs after the end", m, err)
	}
	// A ticket that is deleted after it was solved was resolved.
	ticket, err = tickets.Policy{}.Ticket(tickets.History{created, ended, status(20, tickets.StatusSolved)})
	var tally tickets.Tally
	if err := errors.Join(err, tally.Add(ticket)); err != nil || tally.Resolved().Value.Hits != 1 {
		t.Errorf("%v, %v", tally, err)
	}
	for _, end := range []tickets.Kind{tickets.KindEnded, tickets.KindMerged} {
		h := tickets.History{created, {Kind: end, At: at(30)}, {Kind: tickets.KindNoted, At: at(31)}, status(32, tickets.StatusOpen)}
		p := tickets.Policy{CountMerged: true}
		if _, err := p.Ticket(h); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "event 2, noted") {
			t.Errorf("after %v: %v", end, err)
		}
		p.IgnoreAfterEnd = true
		ticket, err := p.Ticket(h)
		if err != nil || ticket.OpenAt(at(60)) {
			t.Errorf("after %v, ignored: %v", end, err)
		}
	}
	// The clock of the log that is two minutes behind.
	h := tickets.History{{Kind: tickets.KindReplied, At: at(8), Actor: tickets.ActorAgent, Seq: -1}, created}
	for skew, ok := range map[time.Duration]bool{0: false, 119 * time.Second: false, 2 * time.Minute: true} {
		ticket, err := tickets.Policy{Skew: skew}.Ticket(h)
		if (err == nil) != ok || ok && !ticket.FirstReply.Equal(at(10)) || !ok && !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v, %v", skew, ticket.FirstReply, err)
		}
	}
	for _, p := range []tickets.Policy{{Skew: -1}, {Tolerance: -1}} {
		if err := p.Validate(); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// TestStatesOfOneMinute: the order of states in one instant, and one reopening that the log
// has twice.
func TestStatesOfOneMinute(t *testing.T) {
	const now, open, pending, solved = tickets.StatusNew, tickets.StatusOpen, tickets.StatusPending, tickets.StatusSolved
	status := func(minute, seq int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at(minute), Status: s, Seq: seq}
	}
	reopened := func(minute, seq int) tickets.Event {
		return tickets.Event{Kind: tickets.KindReopened, At: at(minute), Seq: seq}
	}
	for name, test := range map[string]struct {
		more    tickets.History
		want    []tickets.Status
		reopens uint64
	}{
		"new: open, then pending":       {tickets.History{status(5, 0, pending), status(5, 0, open)}, []tickets.Status{now, open, pending}, 0},
		"open: pending, then open":      {tickets.History{status(2, 0, open), status(5, 0, pending), status(5, 0, open)}, []tickets.Status{now, open, pending, open}, 0},
		"pending: open, then pending":   {tickets.History{status(2, 0, pending), status(5, 0, pending), status(5, 0, open)}, []tickets.Status{now, pending, open, pending}, 0},
		"open said again, then solved":  {tickets.History{status(2, 0, open), status(5, 0, solved), status(5, 0, open)}, []tickets.Status{now, open, solved}, 0},
		"open, and reopened in words":   {tickets.History{status(2, 0, solved), status(5, 1, open), reopened(5, 2)}, []tickets.Status{now, solved, open}, 1},
		"open, and reopened later":      {tickets.History{status(2, 0, solved), status(5, 0, open), reopened(6, 0)}, []tickets.Status{now, solved, open}, 1},
		"reopened, and open in words":   {tickets.History{status(2, 0, solved), reopened(5, 0), status(5, 0, open)}, []tickets.Status{now, solved, open}, 1},
		"pending, and reopened":         {tickets.History{status(2, 0, solved), status(5, 1, pending), reopened(5, 2)}, []tickets.Status{now, solved, pending}, 1},
		"reopened twice, said twice":    {tickets.History{status(2, 0, solved), status(5, 0, open), reopened(6, 0), status(7, 0, solved), status(8, 0, open), reopened(9, 0)}, []tickets.Status{now, solved, open, solved, open}, 2},
		"reopened in words twice":       {tickets.History{status(2, 0, solved), status(5, 0, open), reopened(6, 0), reopened(7, 0)}, nil, 0},
		"reopened after solved by kind": {tickets.History{{Kind: tickets.KindSolved, At: at(2)}, reopened(6, 0), {Kind: tickets.KindSolved, At: at(7)}}, []tickets.Status{now, solved, open, solved}, 1},
	} {
		ticket, err := tickets.Policy{}.Ticket(append(test.more, tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}))
		if test.want == nil {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []tickets.Status
		for _, c := range ticket.Details.StatusChanges {
			got = append(got, c.Status)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || ticket.Details.Reopens != test.reopens {
			t.Errorf("%s: %d reopens, %s", name, ticket.Details.Reopens, diff)
		}
	}
}

// doubled counts the hours of two teams twice.
type doubled struct{}

func (doubled) Elapsed(from, to time.Time) (time.Duration, error) { return 2 * to.Sub(from), nil }

func TestClocksBeyondTheWall(t *testing.T) {
	ticket := tickets.Ticket{Created: at(0), FirstReply: at(120), Clock: doubled{}}
	if d, err := ticket.FirstResponse(); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "4h0m0s") || !strings.Contains(err.Error(), "only 2h0m0s passed") {
		t.Errorf("%v, %v", d, err)
	}
}
