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
	created := tickets.Event{Kind: tickets.Created, At: at(10), Actor: tickets.Customer}
	solved := tickets.Event{Kind: tickets.StatusChanged, At: at(20), Status: tickets.Solved}
	for name, test := range map[string]struct {
		history tickets.History
		want    string
	}{
		"reply before creation": {
			tickets.History{created, {Kind: tickets.Replied, At: at(9), Actor: tickets.Agent}},
			"event 1, replied by agent at 2024-01-01T09:09:00Z, comes before the ticket's creation",
		},
		"two creations": {
			tickets.History{created, {Kind: tickets.Created, At: at(11), Actor: tickets.Agent}},
			"event 1, created by agent at 2024-01-01T09:11:00Z, is a second creation",
		},
		"two creations at once": {
			tickets.History{created, created},
			"event 1, created by customer at 2024-01-01T09:10:00Z, is a second creation",
		},
		"after a merge": {
			tickets.History{{Kind: tickets.Noted, At: at(21)}, created, {Kind: tickets.Merged, At: at(20)}},
			"event 0, noted at 2024-01-01T09:21:00Z, comes after the ticket was merged",
		},
		"two merges": {
			tickets.History{created, {Kind: tickets.Merged, At: at(20)}, {Kind: tickets.Merged, At: at(20)}},
			"event 2, merged at 2024-01-01T09:20:00Z, comes after the ticket was merged",
		},
		"no creation": {tickets.History{solved}, "event 0, status changed to solved at 2024-01-01T09:20:00Z"},
		"reopened unsolved": {
			tickets.History{created, {Kind: tickets.Reopened, At: at(11)}, solved},
			"event 1, reopened at 2024-01-01T09:11:00Z, finds the ticket new, not solved",
		},
		"resumed, never held": {
			tickets.History{created, {Kind: tickets.CallResumed, At: at(11)}},
			"event 1, call resumed at 2024-01-01T09:11:00Z, finds no call on hold",
		},
		"resumed after the solution, never held": {
			tickets.History{created, solved, {Kind: tickets.CallResumed, At: at(30)}},
			"event 2, call resumed at 2024-01-01T09:30:00Z, finds no call on hold",
		},
		"held twice": {
			tickets.History{created, {Kind: tickets.CallHeld, At: at(11)}, {Kind: tickets.CallHeld, At: at(12)}},
			"event 2, call held at 2024-01-01T09:12:00Z, finds the call on hold already",
		},
		"no actor":       {tickets.History{{Kind: tickets.Created, At: at(1)}}, "event 0, created by Actor(0) at 2024-01-01T09:01:00Z: has no known actor"},
		"no time":        {tickets.History{{Kind: tickets.Created, Actor: tickets.Customer}}, "has no time"},
		"no kind":        {tickets.History{created, {At: at(11)}}, "event 1, Kind(0) at 2024-01-01T09:11:00Z: is of no known kind"},
		"unknown kind":   {tickets.History{created, {Kind: 11, At: at(11)}}, "event 1, Kind(11)"},
		"no status":      {tickets.History{created, {Kind: tickets.StatusChanged, At: at(11)}}, "event 1, status changed to Status(0)"},
		"several states": {tickets.History{created, {Kind: tickets.StatusChanged, At: at(11), Status: tickets.New | tickets.Open}}, "event 1, status changed to new|open"},
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
	created := tickets.Event{Kind: tickets.Created, At: at(0), Actor: tickets.Customer}
	event := func(minute int, k tickets.Kind) tickets.Event { return tickets.Event{Kind: k, At: at(minute)} }
	status := func(minute int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.StatusChanged, At: at(minute), Status: s}
	}
	reply := func(minute int, a tickets.Actor) tickets.Event {
		return tickets.Event{Kind: tickets.Replied, At: at(minute), Actor: a}
	}
	for name, test := range map[string]struct {
		history tickets.History
		want    []tickets.StatusChange
		next    []tickets.Span
		holds   []tickets.Span
		reopens uint64
	}{
		"solved and reopened: the reopening waits": {
			history: tickets.History{event(5, tickets.Reopened), status(5, tickets.Solved), created},
			want:    []tickets.StatusChange{{tickets.New, at(0)}, {tickets.Solved, at(5)}, {tickets.Open, at(5)}},
			reopens: 1,
		},
		"reopened and solved, when it was solved before": {
			history: tickets.History{status(5, tickets.Solved), event(5, tickets.Reopened), status(2, tickets.Solved), created},
			want:    []tickets.StatusChange{{tickets.New, at(0)}, {tickets.Solved, at(2)}, {tickets.Open, at(5)}, {tickets.Solved, at(5)}},
			reopens: 1,
		},
		"states in the order of life": {
			history: tickets.History{status(5, tickets.Pending), status(5, tickets.Open), created},
			want:    []tickets.StatusChange{{tickets.New, at(0)}, {tickets.Open, at(5)}, {tickets.Pending, at(5)}},
		},
		"Seq says otherwise": {
			history: tickets.History{
				{Kind: tickets.StatusChanged, At: at(5), Status: tickets.Open, Seq: 2},
				{Kind: tickets.StatusChanged, At: at(5), Status: tickets.Pending, Seq: 1}, created,
			},
			want: []tickets.StatusChange{{tickets.New, at(0)}, {tickets.Pending, at(5)}, {tickets.Open, at(5)}},
		},
		"held and resumed": {
			history: tickets.History{event(5, tickets.CallResumed), event(5, tickets.CallHeld), created},
			want:    []tickets.StatusChange{{tickets.New, at(0)}},
			holds:   []tickets.Span{{at(5), at(5)}},
		},
		"resumed and held again": {
			history: tickets.History{event(5, tickets.CallHeld), event(5, tickets.CallResumed), event(3, tickets.CallHeld), created},
			want:    []tickets.StatusChange{{tickets.New, at(0)}},
			holds:   []tickets.Span{{at(3), at(5)}, {From: at(5)}},
		},
		"asked and answered": {
			history: tickets.History{created, reply(1, tickets.Agent), reply(5, tickets.Agent), reply(5, tickets.Customer)},
			want:    []tickets.StatusChange{{tickets.New, at(0)}},
			next:    []tickets.Span{{at(5), at(5)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ticket, err := (tickets.Policy{}).Ticket(test.history)
			if err != nil {
				t.Fatal(err)
			}
			a := ticket.Activity
			if diff := cmp.Diff(test.want, a.Statuses); diff != "" {
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
	h := tickets.History{{Kind: tickets.Created, At: at(0), Actor: tickets.Customer}}
	for range 100_000 {
		h = append(h,
			tickets.Event{Kind: tickets.CallResumed, At: at(1)},
			tickets.Event{Kind: tickets.CallHeld, At: at(1)},
			tickets.Event{Kind: tickets.Assigned, At: at(1), Agent: string(rune(len(h)))},
		)
	}
	ticket, err := (tickets.Policy{}).Ticket(h)
	if err != nil || len(ticket.Activity.Holds) != 100_000 {
		t.Fatalf("%d holds, %v", len(ticket.Activity.Holds), err)
	}
}

// TestSolvingEndsAHold: the log may say so too, or hold the next call of the
// reopened ticket without having resumed the first, but not resume it twice.
func TestSolvingEndsAHold(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.Created, At: at(0), Actor: tickets.Customer},
		{Kind: tickets.CallHeld, At: at(5)},
		{Kind: tickets.StatusChanged, At: at(10), Status: tickets.Solved},
		{Kind: tickets.StatusChanged, At: at(30), Status: tickets.Open},
	}
	event := func(minute int, k tickets.Kind) tickets.Event { return tickets.Event{Kind: k, At: at(minute)} }
	first := tickets.Span{From: at(5), To: at(10)}
	for name, test := range map[string]struct {
		more []tickets.Event
		want []tickets.Span
	}{
		"never resumed":       {nil, []tickets.Span{first}},
		"resumed":             {[]tickets.Event{event(12, tickets.CallResumed)}, []tickets.Span{first}},
		"held again":          {[]tickets.Event{event(40, tickets.CallHeld)}, []tickets.Span{first, {From: at(40)}}},
		"resumed, held again": {[]tickets.Event{event(12, tickets.CallResumed), event(40, tickets.CallHeld)}, []tickets.Span{first, {From: at(40)}}},
		"resumed twice":       {[]tickets.Event{event(12, tickets.CallResumed), event(13, tickets.CallResumed)}, nil},
		"held, resumed twice": {[]tickets.Event{event(40, tickets.CallHeld), event(41, tickets.CallResumed), event(42, tickets.CallResumed)}, nil},
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
		if diff := cmp.Diff(test.want, ticket.Activity.Holds); diff != "" {
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
		"after it was solved":       {tickets.Event{Kind: tickets.StatusChanged, At: at(10), Status: tickets.Solved}, 10, 3},
		"closed in the instant":     {tickets.Event{Kind: tickets.StatusChanged, At: at(30), Status: tickets.Closed}, 30, 2},
		"solved in the instant":     {tickets.Event{Kind: tickets.StatusChanged, At: at(30), Status: tickets.Solved}, 30, 3},
		"answered in the instant":   {tickets.Event{Kind: tickets.Replied, At: at(30), Actor: tickets.Agent}, 30, 2},
		"closed before, by the log": {tickets.Event{Kind: tickets.StatusChanged, At: at(20), Status: tickets.Closed}, 20, 2},
	} {
		ticket, err := tickets.Policy{Merged: tickets.MergedCounted}.Ticket(tickets.History{
			{Kind: tickets.Merged, At: at(30)}, test.more, {Kind: tickets.Created, At: at(0), Actor: tickets.Customer},
		})
		if err != nil || !ticket.Resolved.Equal(at(test.resolved)) || !ticket.FirstResolved.Equal(at(test.resolved)) || len(ticket.Activity.Statuses) != test.states {
			t.Errorf("%s: %+v, %v, want it resolved at %v", name, ticket, err, at(test.resolved))
		}
	}
}

func TestMergedTickets(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.Created, At: at(0), Actor: tickets.Customer},
		{Kind: tickets.Merged, At: at(30)},
	}
	if _, err := (tickets.Policy{}).Ticket(h); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("left out: %v, want cx.ErrNoData", err)
	}
	ticket, err := tickets.Policy{Merged: tickets.MergedCounted}.Ticket(h)
	if err != nil || !ticket.Resolved.Equal(at(30)) {
		t.Errorf("counted: resolved at %v, %v, want %v", ticket.Resolved, err, at(30))
	}
	// Before the merge it was a ticket like any other.
	if ticket, err := (tickets.Policy{}).Ticket(h.Before(at(30))); err != nil || !ticket.OpenAt(at(30)) {
		t.Errorf("as of the merge: %+v, %v", ticket, err)
	}
}

func TestPolicyRefusesUnknownOptions(t *testing.T) {
	h := tickets.History{{Kind: tickets.Created, At: at(0), Actor: tickets.Customer}}
	for name, p := range map[string]tickets.Policy{
		"Answer": {Answer: 2}, "ResponseFrom": {ResponseFrom: 2}, "AgentOpened": {AgentOpened: 3},
		"NextReply": {NextReply: 2}, "Resolution": {Resolution: 2}, "Stops": {Stops: 64},
		"Reopens": {Reopens: 2}, "OneTouch": {OneTouch: 2}, "FirstContact": {FirstContact: 2}, "Merged": {Merged: 2},
	} {
		if _, err := p.Ticket(h); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAgentsAndRatings(t *testing.T) {
	ticket, err := (tickets.Policy{}).Ticket(tickets.History{
		{Kind: tickets.Rated, At: at(9), Rating: 2},
		{Kind: tickets.Rated, At: at(9), Rating: 1}, // at once: the lower one first
		{Kind: tickets.Replied, At: at(3), Actor: tickets.Bot, Agent: "helper"},
		{Kind: tickets.Replied, At: at(4), Actor: tickets.Agent, Agent: "bo"},
		{Kind: tickets.Assigned, At: at(2), Agent: "ana"},
		{Kind: tickets.Rated, At: at(8), Rating: 5},
		{Kind: tickets.Replied, At: at(5), Actor: tickets.Agent, Agent: "ana"},
		{Kind: tickets.Created, At: at(0), Actor: tickets.Customer, Agent: "nobody"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ana", "bo"}, ticket.Activity.Agents); diff != "" {
		t.Errorf("agents, -want +got\n%s", diff)
	}
	if diff := cmp.Diff([]int{5, 1, 2}, ticket.Activity.Ratings); diff != "" {
		t.Errorf("ratings, -want +got\n%s", diff)
	}
}
