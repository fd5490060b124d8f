package tickets_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

func at(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }

func TestImpossibleHistoriesNameTheEvent(t *testing.T) {
	created := tickets.Event{Kind: tickets.KindCreated, At: at(10), Actor: tickets.ActorCustomer}
	solved := tickets.Event{Kind: tickets.KindStatusChanged, At: at(20), Status: tickets.StatusSolved}
	for name, test := range map[string]struct {
		history tickets.History
		want    string
	}{
		"reply before creation": {
			tickets.History{created, {Kind: tickets.KindReplied, At: at(9), Actor: tickets.ActorAgent}},
			"event 1, replied by agent at 2024-01-01T09:09:00Z, comes before the ticket's creation",
		},
		"two creations": {
			tickets.History{created, {Kind: tickets.KindCreated, At: at(11), Actor: tickets.ActorAgent}},
			"event 1, created by agent at 2024-01-01T09:11:00Z, is a second creation",
		},
		"two creations at once": {
			tickets.History{created, created},
			"event 1, created by customer at 2024-01-01T09:10:00Z, is a second creation",
		},
		"after a merge": {
			tickets.History{{Kind: tickets.KindNoted, At: at(21)}, created, {Kind: tickets.KindMerged, At: at(20)}},
			"event 0, noted at 2024-01-01T09:21:00Z, comes after the ticket was merged",
		},
		"two merges": {
			tickets.History{created, {Kind: tickets.KindMerged, At: at(20)}, {Kind: tickets.KindMerged, At: at(20)}},
			"event 2, merged at 2024-01-01T09:20:00Z, comes after the ticket was merged",
		},
		"no creation": {tickets.History{solved}, "event 0, status changed to solved at 2024-01-01T09:20:00Z"},
		"reopened unsolved": {
			tickets.History{created, {Kind: tickets.KindReopened, At: at(11)}, solved},
			"event 1, reopened at 2024-01-01T09:11:00Z, finds the ticket new, not solved",
		},
		"resumed, never held": {
			tickets.History{created, {Kind: tickets.KindCallResumed, At: at(11)}},
			"event 1, call resumed at 2024-01-01T09:11:00Z, finds no call on hold",
		},
		"resumed after the solution, never held": {
			tickets.History{created, solved, {Kind: tickets.KindCallResumed, At: at(30)}},
			"event 2, call resumed at 2024-01-01T09:30:00Z, finds no call on hold",
		},
		"held twice": {
			tickets.History{created, {Kind: tickets.KindCallHeld, At: at(11)}, {Kind: tickets.KindCallHeld, At: at(12)}},
			"event 2, call held at 2024-01-01T09:12:00Z, finds the call on hold already",
		},
		"no actor":       {tickets.History{{Kind: tickets.KindCreated, At: at(1)}}, "event 0, created by Actor(0) at 2024-01-01T09:01:00Z, has no known actor"},
		"no time":        {tickets.History{{Kind: tickets.KindCreated, Actor: tickets.ActorCustomer}}, "has no time"},
		"no kind":        {tickets.History{created, {At: at(11)}}, "event 1, Kind(0) at 2024-01-01T09:11:00Z, is of no known kind"},
		"unknown kind":   {tickets.History{created, {Kind: 14, At: at(11)}}, "event 1, Kind(14)"},
		"no status":      {tickets.History{created, {Kind: tickets.KindStatusChanged, At: at(11)}}, "event 1, status changed to Status(0)"},
		"several states": {tickets.History{created, {Kind: tickets.KindStatusChanged, At: at(11), Status: tickets.StatusNew | tickets.StatusOpen}}, "event 1, status changed to Status(3)"},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.history.Validate()
			if !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
			if _, err := (tickets.Policy{}).Ticket(test.history); !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("the policy's error: %v", err)
			}
		})
	}
	if err := (tickets.History{}).Validate(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("no events: %v, want cx.ErrNoData", err)
	}
}

// TestEventsOfOneInstant checks the documented order where times say nothing.
func TestEventsOfOneInstant(t *testing.T) {
	created := tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}
	event := func(minute int, k tickets.Kind) tickets.Event { return tickets.Event{Kind: k, At: at(minute)} }
	status := func(minute int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: at(minute), Status: s}
	}
	reply := func(minute int, a tickets.Actor) tickets.Event {
		return tickets.Event{Kind: tickets.KindReplied, At: at(minute), Actor: a}
	}
	for name, test := range map[string]struct {
		history tickets.History
		want    []tickets.StatusChange
		next    []tickets.Span
		holds   []tickets.Span
		reopens uint64
	}{
		"solved and reopened: the reopening waits": {
			history: tickets.History{event(5, tickets.KindReopened), status(5, tickets.StatusSolved), created},
			want:    []tickets.StatusChange{{tickets.StatusNew, at(0)}, {tickets.StatusSolved, at(5)}, {tickets.StatusOpen, at(5)}},
			reopens: 1,
		},
		"reopened and solved, when it was solved before": {
			history: tickets.History{status(5, tickets.StatusSolved), event(5, tickets.KindReopened), status(2, tickets.StatusSolved), created},
			want:    []tickets.StatusChange{{tickets.StatusNew, at(0)}, {tickets.StatusSolved, at(2)}, {tickets.StatusOpen, at(5)}, {tickets.StatusSolved, at(5)}},
			reopens: 1,
		},
		"states in the order of life": {
			history: tickets.History{status(5, tickets.StatusPending), status(5, tickets.StatusOpen), created},
			want:    []tickets.StatusChange{{tickets.StatusNew, at(0)}, {tickets.StatusOpen, at(5)}, {tickets.StatusPending, at(5)}},
		},
		"Seq says otherwise": {
			history: tickets.History{
				{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusOpen, Seq: 2},
				{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusPending, Seq: 1}, created,
			},
			want: []tickets.StatusChange{{tickets.StatusNew, at(0)}, {tickets.StatusPending, at(5)}, {tickets.StatusOpen, at(5)}},
		},
		"held and resumed": {
			history: tickets.History{event(5, tickets.KindCallResumed), event(5, tickets.KindCallHeld), created},
			want:    []tickets.StatusChange{{tickets.StatusNew, at(0)}},
			holds:   []tickets.Span{{From: at(5), To: at(5)}},
		},
		"resumed and held again": {
			history: tickets.History{event(5, tickets.KindCallHeld), event(5, tickets.KindCallResumed), event(3, tickets.KindCallHeld), created},
			want:    []tickets.StatusChange{{tickets.StatusNew, at(0)}},
			holds:   []tickets.Span{{From: at(3), To: at(5)}, {From: at(5)}},
		},
		"asked and answered": {
			history: tickets.History{created, reply(1, tickets.ActorAgent), reply(5, tickets.ActorAgent), reply(5, tickets.ActorCustomer)},
			want:    []tickets.StatusChange{{tickets.StatusNew, at(0)}},
			next:    []tickets.Span{{From: at(5), To: at(5)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ticket, err := (tickets.Policy{}).Ticket(test.history)
			if err != nil {
				t.Fatal(err)
			}
			a := ticket.Details
			if diff := cmp.Diff(test.want, a.StatusChanges); diff != "" {
				t.Errorf("states, -want +got\n%s", diff)
			}
			if diff := cmp.Diff(test.next, a.NextReplies); diff != "" {
				t.Errorf("next replies, -want +got\n%s", diff)
			}
			if diff := cmp.Diff(test.holds, a.Holds); diff != "" {
				t.Errorf("holds, -want +got\n%s", diff)
			}
			if a.Reopens != test.reopens {
				t.Errorf("%d reopens, want %d", a.Reopens, test.reopens)
			}
		})
	}
}

// TestManyEventsAtOnce must not take forever: a log that lost its times holds
// every event at one instant.
func TestManyEventsAtOnce(t *testing.T) {
	h := tickets.History{{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}}
	for range 100_000 {
		h = append(h,
			tickets.Event{Kind: tickets.KindCallResumed, At: at(1)},
			tickets.Event{Kind: tickets.KindCallHeld, At: at(1)},
			tickets.Event{Kind: tickets.KindAssigned, At: at(1), Agent: string(rune(len(h)))},
		)
	}
	ticket, err := (tickets.Policy{}).Ticket(h)
	if err != nil || len(ticket.Details.Holds) != 100_000 {
		t.Fatalf("%d holds, %v", len(ticket.Details.Holds), err)
	}
}

// TestSolvingEndsAHold: the log may say so too, or hold the next call of the
// reopened ticket without having resumed the first, but not resume it twice.
func TestSolvingEndsAHold(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindCallHeld, At: at(5)},
		{Kind: tickets.KindStatusChanged, At: at(10), Status: tickets.StatusSolved},
		{Kind: tickets.KindStatusChanged, At: at(30), Status: tickets.StatusOpen},
	}
	event := func(minute int, k tickets.Kind) tickets.Event { return tickets.Event{Kind: k, At: at(minute)} }
	first := tickets.Span{From: at(5), To: at(10)}
	for name, test := range map[string]struct {
		more []tickets.Event
		want []tickets.Span
	}{
		"never resumed":       {nil, []tickets.Span{first}},
		"resumed":             {[]tickets.Event{event(12, tickets.KindCallResumed)}, []tickets.Span{first}},
		"held again":          {[]tickets.Event{event(40, tickets.KindCallHeld)}, []tickets.Span{first, {From: at(40)}}},
		"resumed, held again": {[]tickets.Event{event(12, tickets.KindCallResumed), event(40, tickets.KindCallHeld)}, []tickets.Span{first, {From: at(40)}}},
		"resumed twice":       {[]tickets.Event{event(12, tickets.KindCallResumed), event(13, tickets.KindCallResumed)}, nil},
		"held, resumed twice": {[]tickets.Event{event(40, tickets.KindCallHeld), event(41, tickets.KindCallResumed), event(42, tickets.KindCallResumed)}, nil},
	} {
		ticket, err := (tickets.Policy{}).Ticket(append(slices.Clone(h), test.more...))
		if test.want == nil {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%s: %v, want cx.ErrOutOfRange", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.want, ticket.Details.Holds); diff != "" {
			t.Errorf("%s, -want +got\n%s", name, diff)
		}
	}
}

func TestMergedWhenItWasOver(t *testing.T) {
	for name, test := range map[string]struct {
		more     tickets.Event
		resolved int
		states   int
	}{
		"after it was solved":       {tickets.Event{Kind: tickets.KindStatusChanged, At: at(10), Status: tickets.StatusSolved}, 10, 3},
		"closed in the instant":     {tickets.Event{Kind: tickets.KindStatusChanged, At: at(30), Status: tickets.StatusClosed}, 30, 2},
		"solved in the instant":     {tickets.Event{Kind: tickets.KindStatusChanged, At: at(30), Status: tickets.StatusSolved}, 30, 3},
		"answered in the instant":   {tickets.Event{Kind: tickets.KindReplied, At: at(30), Actor: tickets.ActorAgent}, 30, 2},
		"closed before, by the log": {tickets.Event{Kind: tickets.KindStatusChanged, At: at(20), Status: tickets.StatusClosed}, 20, 2},
	} {
		ticket, err := tickets.Policy{CountMerged: true}.Ticket(tickets.History{
			{Kind: tickets.KindMerged, At: at(30)}, test.more, {Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		})
		if err != nil || !ticket.Resolved.Equal(at(test.resolved)) || !ticket.FirstResolved.Equal(at(test.resolved)) || len(ticket.Details.StatusChanges) != test.states {
			t.Errorf("%s: %+v, %v, want it resolved at %v", name, ticket, err, at(test.resolved))
		}
	}
}

func TestMergedTickets(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindMerged, At: at(30)},
	}
	if _, err := (tickets.Policy{}).Ticket(h); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("left out: %v, want cx.ErrNoData", err)
	}
	ticket, err := tickets.Policy{CountMerged: true}.Ticket(h)
	if err != nil || !ticket.Resolved.Equal(at(30)) {
		t.Errorf("counted: resolved at %v, %v, want %v", ticket.Resolved, err, at(30))
	}
	// Before the merge it was a ticket like any other.
	if ticket, err := (tickets.Policy{}).Ticket(h.Before(at(30))); err != nil || !ticket.OpenAt(at(30)) {
		t.Errorf("as of the merge: %+v, %v", ticket, err)
	}
}

func TestPolicyRefusesUnknownOptions(t *testing.T) {
	h := tickets.History{{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}}
	for name, p := range map[string]tickets.Policy{
		"AgentOpened": {AgentOpened: 3}, "Stops": {Stops: 64},
	} {
		if _, err := p.Ticket(h); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAgentsAndRatings(t *testing.T) {
	ticket, err := (tickets.Policy{}).Ticket(tickets.History{
		{Kind: tickets.KindRated, At: at(9), Rating: 2},
		{Kind: tickets.KindRated, At: at(9), Rating: 1}, // at once: the lower one first
		{Kind: tickets.KindReplied, At: at(3), Actor: tickets.ActorBot, Agent: "helper"},
		{Kind: tickets.KindReplied, At: at(4), Actor: tickets.ActorAgent, Agent: "bo"},
		{Kind: tickets.KindAssigned, At: at(2), Agent: "ana"},
		{Kind: tickets.KindRated, At: at(8), Rating: 5},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer, Agent: "nobody"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ana", "bo"}, ticket.Details.Agents); diff != "" {
		t.Errorf("agents, -want +got\n%s", diff)
	}
	if diff := cmp.Diff([]int{5, 1, 2}, ticket.Details.Ratings); diff != "" {
		t.Errorf("ratings, -want +got\n%s", diff)
	}
}
