package tickets_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
)

func hours() period.Schedule {
	plan := period.Hours{Zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		plan.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	schedule, _ := period.NewSchedule(plan) // these are hours
	return schedule
}

// What is due in the next hour.
func ExampleTarget_Timers() {
	monday := time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)
	at := func(hour int) time.Time { return monday.Add(time.Duration(hour) * time.Hour) }
	list := []tickets.Ticket{
		{Created: at(9), Clock: hours()},
		{Created: at(12), Clock: hours()},
		{Created: at(13), FirstReply: at(14), Clock: hours()},
	}
	target, now := tickets.Target{Metric: tickets.MetricFirstResponse, Within: 8 * time.Hour}, at(16).Add(30*time.Minute)
	for i, ticket := range list {
		timers, err := target.Timers(ticket, now)
		if err != nil {
			log.Fatal(err)
		}
		for _, timer := range timers {
			if timer.DueIn(now, now.Add(time.Hour)) {
				fmt.Println("ticket", i, "due", timer.Due.Format("Mon 15:04"), "breached from", timer.Breach.Format("Mon 15:04"))
			}
		}
	}
	// Output: ticket 0 due Mon 17:00 breached from Tue 09:00
}

// Who breached, and why: the priority was raised, which halved the time that is allowed.
func ExampleAgreement_Timers() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	ticket := tickets.Ticket{Created: nine, Resolved: nine.Add(7 * time.Hour)}
	for _, on := range []tickets.OnChange{tickets.KeepStart, tickets.RestartClock} {
		timers, err := tickets.Agreement{
			Target:   tickets.Target{Metric: tickets.MetricResolution, Within: 8 * time.Hour},
			Changes:  []tickets.TargetChange{{At: nine.Add(5 * time.Hour), Within: 4 * time.Hour}}, // at 14:00
			OnChange: on,
		}.Timers(ticket, nine.Add(24*time.Hour))
		if err != nil {
			log.Fatal(err)
		}
		for _, t := range timers {
			fmt.Println(on, "-", t.Target, "-", t.Outcome, "after", t.Elapsed, "due", t.Due.Format("15:04"), "late from", t.Breach.Format("15:04"))
		}
	}
	// Output:
	// keep start - resolution time within 4h0m0s - breached after 7h0m0s due 13:00 late from 14:00
	// restart clock - resolution time within 4h0m0s - met after 2h0m0s due 18:00 late from 18:00
}

// First response by agent.
func ExampleByAgent_firstResponse() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	by := cx.NewBy[string](cx.New[tickets.Tally])
	for agent, ticket := range tickets.ByAgent(slices.Values([]tickets.Ticket{
		{Created: nine, FirstReply: nine.Add(10 * time.Minute), FirstReplyBy: tickets.Who{Agent: "ana"}},
		{Created: nine, FirstReply: nine.Add(30 * time.Minute), FirstReplyBy: tickets.Who{Agent: "ana"}},
		{Created: nine, FirstReply: nine.Add(50 * time.Minute), FirstReplyBy: tickets.Who{Agent: "bo"}},
	}), tickets.RoleFirstResponder) {
		if err := by.At(agent).Add(ticket); err != nil {
			log.Fatal(err)
		}
	}
	for agent, tally := range by.All() {
		fmt.Println(agent, tally.Times(tickets.MetricFirstResponse))
	}
	// Output:
	// ana mean 20m0s (n=2, 95% 0s to 2h27m4s)
	// bo mean 50m0s (n=1)
}

// A log of states, without messages: what it does not record is not known.
func ExamplePolicy_records() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	policy := tickets.Policy{Records: tickets.KindsOf(tickets.KindStatusChanged)}
	ticket, err := policy.Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: nine, Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: nine.Add(6 * time.Hour), Status: tickets.StatusSolved},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ticket.Resolution())
	_, err = tickets.Target{Metric: tickets.MetricFirstResponse, Within: 4 * time.Hour}.Judge(ticket, nine.Add(24*time.Hour))
	fmt.Println(err)
	// Output:
	// 6h0m0s <nil>
	// tickets: the first response time of the ticket is not known: its log does not record replied or answered events
}

// The backlog at the end of each day of a month, by team and age.
func ExampleBacklog() {
	march := period.MustParse("2024-03").In(time.UTC)
	days, err := march.Split(period.Day, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	var ends []time.Time
	for _, day := range days {
		ends = append(ends, day.End())
	}
	empty, err := tickets.NewBacklog(ends, 24*time.Hour, 7*24*time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	teams := cx.NewBy[string](empty.Clone)
	noon := func(day int) time.Time { return time.Date(2024, 3, day, 12, 0, 0, 0, time.UTC) }
	for _, x := range []struct {
		team              string
		created, resolved time.Time
	}{{"billing", noon(1), noon(20)}, {"billing", noon(10), time.Time{}}, {"web", noon(11), noon(11).Add(time.Hour)}} {
		if err := teams.At(x.team).Add(tickets.Ticket{Created: x.created, Resolved: x.resolved}); err != nil {
			log.Fatal(err)
		}
	}
	for team, backlog := range teams.All() {
		for s := range backlog.All() {
			if s.Flow != (tickets.Flow{}) { // a day on which something happened
				fmt.Println(team, s.At.Format("Jan 2"), s.Open, "open, under a day, a week, older:", s.Ages(), s.Flow)
			}
		}
	}
	// Output:
	// billing Mar 11 2 open, under a day, a week, older: [1 0 1] flow 0.0% (1 created, 0 resolved)
	// billing Mar 21 1 open, under a day, a week, older: [0 0 1] flow undefined (0 created, 1 resolved)
	// web Mar 12 0 open, under a day, a week, older: [0 0 0] flow 100.0% (1 created, 1 resolved)
}

// The attainment of each target.
func ExampleTimer_Count() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	ticket := tickets.Ticket{Created: nine, FirstReply: nine.Add(time.Hour), Resolved: nine.Add(30 * time.Hour)}
	byTarget := cx.NewBy[string](cx.New[tickets.Attainment])
	for _, target := range []tickets.Target{
		{Metric: tickets.MetricFirstResponse, Within: 2 * time.Hour}, {Metric: tickets.MetricResolution, Within: 24 * time.Hour},
	} {
		timers, err := target.Timers(ticket, nine.Add(48*time.Hour))
		if err != nil {
			log.Fatal(err)
		}
		for _, t := range timers {
			if err := byTarget.At(t.Target.String()).Merge(new(t.Count())); err != nil {
				log.Fatal(err)
			}
		}
	}
	for target, attainment := range byTarget.All() {
		fmt.Println(target, attainment.Met, "met", attainment.Breached, "breached")
	}
	// Output:
	// first response time within 2h0m0s 1 met 0 breached
	// resolution time within 24h0m0s 0 met 1 breached
}

// The time that each team had a ticket in hand, in the states new and open.
func ExampleByTeam() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	after := func(minutes int) time.Time { return nine.Add(time.Duration(minutes) * time.Minute) }
	ticket, err := tickets.Policy{}.Ticket(tickets.History{
		{Kind: tickets.KindCreated, At: nine, Actor: tickets.ActorCustomer},
		{Kind: tickets.KindAssigned, At: nine, Agent: "ana", Team: "first line"},
		{Kind: tickets.KindAssigned, At: after(20), Agent: "bo", Team: "second line"},
		{Kind: tickets.KindStatusChanged, At: after(50), Status: tickets.StatusSolved, Agent: "bo"},
	})
	if err != nil {
		log.Fatal(err)
	}
	teams := cx.NewBy[string](cx.New[tickets.Tally])
	for team, part := range tickets.ByTeam(slices.Values([]tickets.Ticket{ticket}), tickets.RoleAssignee) {
		if err := teams.At(team).Add(part); err != nil {
			log.Fatal(err)
		}
	}
	for team, tally := range teams.All() {
		fmt.Println(team, tally.Times(tickets.MetricAgentWork))
	}
	// Output:
	// first line mean 20m0s (n=1)
	// second line mean 30m0s (n=1)
}
