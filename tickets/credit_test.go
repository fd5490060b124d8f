package tickets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// by returns the tallies of each agent, or team, in some roles.
func by(t tester, tally func(yield func(string, tickets.Ticket) bool)) *cx.By[string, *tickets.Tally] {
	t.Helper()
	all := cx.NewBy[string](cx.New[tickets.Tally])
	for who, ticket := range tally {
		if err := all.At(who).Add(ticket); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestWhoDidIt: ana replies after 10 minutes, bo at 500 to a message of 300, and cy solves.
func TestWhoDidIt(t *testing.T) {
	ticket, err := tickets.Policy{}.Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindAssigned, At: at(5), Agent: "ana", Team: "first line"},
		{Kind: tickets.KindReplied, At: at(10), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindStatusChanged, At: at(10), Status: tickets.StatusPending},
		{Kind: tickets.KindReplied, At: at(300), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(300), Status: tickets.StatusOpen},
		{Kind: tickets.KindAssigned, At: at(320), Team: "second line"}, // its queue
		{Kind: tickets.KindAssigned, At: at(400), Agent: "bo"},
		{Kind: tickets.KindReplied, At: at(500), Actor: tickets.ActorAgent, Agent: "bo"},
		{Kind: tickets.KindStatusChanged, At: at(600), Status: tickets.StatusSolved, Agent: "cy"},
		{Kind: tickets.KindRated, At: at(610), Rating: 5},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (tickets.Who{Agent: "ana", Team: "first line"}); ticket.FirstReplyBy != want || ticket.Details.RepliedBy[0] != want {
		t.Errorf("first reply by %v", ticket.FirstReplyBy)
	}
	if want := (tickets.Who{Agent: "cy", Team: "second line"}); ticket.ResolvedBy != want {
		t.Errorf("resolved by %v", ticket.ResolvedBy)
	}
	one := slices.Values([]tickets.Ticket{ticket})
	figures := func(x *tickets.Tally) string {
		parts := []string{fmt.Sprint(x.Volume())}
		for _, m := range []tickets.Metric{tickets.MetricFirstResponse, tickets.MetricNextReply, tickets.MetricResolution, tickets.MetricAgentWork} {
			d, err := x.Times(m).Mean()
			if err != nil {
				parts = append(parts, "-")
				continue
			}
			parts = append(parts, fmt.Sprint(int(d/time.Minute)))
		}
		return strings.Join(append(parts, x.Replies().Value.Sum().String(), x.Ratings().Value.Sum().String(), fmt.Sprint(x.Resolved().Value.Hits, x.Backlog(), x.Waiting())), " ")
	}
	for name, test := range map[string]struct {
		all  *cx.By[string, *tickets.Tally]
		want map[string]string
	}{
		"every role": {by(t, tickets.ByAgent(one)), map[string]string{
			"ana": "1 10 - - 25 1 0 0 0 0", // work from 5 to 10 and 300 to 320
			"bo":  "1 - 200 - 200 1 0 0 0 0",
			"cy":  "1 - - 600 - 0 1 1 0 0",
		}},
		"first responder": {by(t, tickets.ByAgent(one, tickets.RoleFirstResponder)), map[string]string{"ana": "1 10 - - - 0 0 0 0 0"}},
		"replier": {by(t, tickets.ByAgent(one, tickets.RoleReplier)), map[string]string{
			"ana": "1 10 - - - 1 0 0 0 0", "bo": "1 - 200 - - 1 0 0 0 0",
		}},
		"solver":   {by(t, tickets.ByAgent(one, tickets.RoleSolver)), map[string]string{"cy": "1 - - 600 - 0 1 1 0 0"}},
		"assignee": {by(t, tickets.ByAgent(one, tickets.RoleAssignee)), map[string]string{"ana": "1 - - - 25 0 0 0 0 0", "bo": "1 - - - 200 0 0 0 0 0"}},
		"teams": {by(t, tickets.ByTeam(one)), map[string]string{
			"first line": "1 10 - - 25 1 0 0 0 0", "second line": "1 - 200 600 280 1 1 1 0 0",
		}},
	} {
		got := map[string]string{}
		for who, x := range test.all.All() {
			got[who] = figures(x)
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	var tally tickets.Tally
	if err := tally.Add(ticket); err != nil {
		t.Fatal(err)
	}
	if tally.Reassignments().Value.Sum().Int64() != 2 || tally.Resolutions().Value.Sum().Int64() != 1 || tally.Reopens().Value.Sum().Int64() != 0 {
		t.Errorf("%v reassignments, %v resolutions, %v reopens", tally.Reassignments().Value, tally.Resolutions().Value, tally.Reopens().Value)
	}
}

// TestBacklogOfAnAssignee: an open ticket is that of the last assignee, and waits there.
func TestBacklogOfAnAssignee(t *testing.T) {
	ticket, err := tickets.Policy{}.Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindAssigned, At: at(5), Agent: "ana"}, {Kind: tickets.KindAssigned, At: at(9), Agent: "bo"},
	})
	if err != nil {
		t.Fatal(err)
	}
	all := by(t, tickets.ByAgent(slices.Values([]tickets.Ticket{ticket})))
	if a, b := all.At("ana"), all.At("bo"); a.Backlog() != 0 || a.Waiting() != 0 || b.Backlog() != 1 || b.Waiting() != 1 {
		t.Errorf("ana %v, bo %v", a, b)
	}
}

// TestCreditsAddUp: of tickets all of whose agents are named, what agents are credited with
// is what there is.
func TestCreditsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []tickets.Ticket
		for range rapid.IntRange(1, 3).Draw(t, "tickets") {
			h, p := drawHistory(t), drawPolicy(t)
			p.BotsAnswer, p.Clock = false, drawClock(t)
			for i := range h {
				if h[i].Actor != tickets.ActorCustomer && h[i].Agent == "" {
					h[i].Agent = "dee"
				}
			}
			h = append(h, tickets.Event{Kind: tickets.KindAssigned, At: h[0].At, Seq: 0, Agent: "ana"}) // from the start on
			ticket, err := p.Ticket(h)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, ticket)
		}
		whole, err := tickets.Collect(slices.Values(list))
		if err != nil {
			t.Fatal(err)
		}
		all := by(t, tickets.ByAgent(slices.Values(list)))
		total, err := all.Total()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range allMetrics {
			a, b := whole.Times(m).Sample(), total.Times(m).Sample()
			if a.Sum().Cmp(b.Sum()) != 0 {
				t.Errorf("%v: %v credited of %v", m, b.Sum(), a.Sum())
			}
		}
		if whole.Replies().Value.Sum().Cmp(total.Replies().Value.Sum()) != 0 || whole.Resolved().Value != total.Resolved().Value || whole.OneTouch().Value != total.OneTouch().Value || whole.FirstContact().Value != total.FirstContact().Value {
			t.Errorf("%v credited of %v", total, whole)
		}
		for _, ticket := range tickets.ByAgent(slices.Values(list)) {
			if err := ticket.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestAssignmentsOfOneInstant: a team and its agent named by two events of one instant are one
// assignment, and one that is taken back in its instant is none.
func TestAssignmentsOfOneInstant(t *testing.T) {
	assigned := func(minute, seq int, agent, team string) tickets.Event {
		return tickets.Event{Kind: tickets.KindAssigned, At: at(minute), Seq: seq, Agent: agent, Team: team}
	}
	ana := tickets.Who{Agent: "ana", Team: "first line"}
	for name, test := range map[string]struct {
		more tickets.History
		want []tickets.Span
	}{
		"team and agent":        {tickets.History{assigned(5, 0, "ana", ""), assigned(5, 0, "", "first line")}, []tickets.Span{{From: at(5), By: ana}}},
		"said twice":            {tickets.History{assigned(5, 0, "ana", "first line"), assigned(9, 0, "ana", "")}, []tickets.Span{{From: at(5), By: ana}}},
		"there and back":        {tickets.History{assigned(5, 0, "ana", "first line"), assigned(9, 1, "bo", ""), assigned(9, 2, "ana", "")}, []tickets.Span{{From: at(5), By: ana}}},
		"nobody is said":        {tickets.History{assigned(5, 0, "", "")}, nil},
		"to the team's queue":   {tickets.History{assigned(5, 0, "ana", "first line"), assigned(9, 0, "", "first line")}, []tickets.Span{{From: at(5), To: at(9), By: ana}, {From: at(9), By: tickets.Who{Team: "first line"}}}},
		"another of the team's": {tickets.History{assigned(5, 0, "ana", "first line"), assigned(9, 0, "bo", "")}, []tickets.Span{{From: at(5), To: at(9), By: ana}, {From: at(9), By: tickets.Who{Agent: "bo", Team: "first line"}}}},
	} {
		ticket, err := tickets.Policy{}.Ticket(append(test.more, tickets.Event{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer}))
		if diff := cmp.Diff(test.want, ticket.Details.Assignments); err != nil || diff != "" {
			t.Errorf("%s: %v, %s", name, err, diff)
		}
		if err := ticket.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// TestSolversAndFirstResponders: who replied in the instant of a solution solved it, where the
// log says nothing; and a bot's reply before the hand-off is nobody's first response.
func TestSolversAndFirstResponders(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: at(1), Actor: tickets.ActorBot, Agent: "robot"},
		{Kind: tickets.KindAssigned, At: at(2), Agent: "ana"},
		{Kind: tickets.KindReplied, At: at(5), Actor: tickets.ActorAgent, Agent: "bo"},
		{Kind: tickets.KindStatusChanged, At: at(5), Status: tickets.StatusSolved},
	}
	p := tickets.Policy{FromHandoff: true, BotsAnswer: true}
	ticket, err := p.Ticket(h)
	if err != nil || ticket.ResolvedBy.Agent != "bo" || ticket.FirstResolvedBy.Agent != "bo" || ticket.FirstReplyBy.Agent != "bo" {
		t.Errorf("%+v, %v", ticket, err)
	}
	ticket, err = p.Ticket(h[:3])
	if err != nil || ticket.FirstReplyBy != (tickets.Who{}) {
		t.Errorf("first reply by %v, %v", ticket.FirstReplyBy, err)
	}
	h[4].At = at(6)
	if ticket, err = p.Ticket(h); err != nil || ticket.ResolvedBy.Agent != "" {
		t.Errorf("resolved by %v, %v", ticket.ResolvedBy, err)
	}
}
