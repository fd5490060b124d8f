package tickets_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

func Example() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	var tally tickets.Tally
	for _, ticket := range []tickets.Ticket{
		{Created: nine, FirstReply: nine.Add(10 * time.Minute), Resolved: nine.Add(2 * time.Hour)},
		{Created: nine, FirstReply: nine.Add(30 * time.Minute), Resolved: nine.Add(5 * time.Hour)},
		{Created: nine, FirstReply: nine.Add(35 * time.Minute)},
		{Created: nine},
	} {
		if err := tally.Add(ticket); err != nil {
			log.Fatal(err)
		}
	}
	first, _ := tally.Times(tickets.MetricFirstResponse).Mean() // (10 + 30 + 35) / 3 minutes
	full, _ := tally.Times(tickets.MetricResolution).Mean()     // (2 + 5) / 2 hours
	rate, _ := tally.Resolved().Score()                         // 2 of 4
	fmt.Println(tally.Volume(), "tickets,", tally.Backlog(), "open,", tally.Waiting(), "unanswered")
	fmt.Println("first response", first, "resolution", full, "resolved", rate, "%")
	// Output:
	// 4 tickets, 2 open, 1 unanswered
	// first response 25m0s resolution 3h30m0s resolved 50 %
}

// What was asked at 09:00 and answered by a bot at once is answered by a person at
// 09:40. Which of the two is the first response is a matter of policy.
func ExamplePolicy() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	after := func(minutes int) time.Time { return nine.Add(time.Duration(minutes) * time.Minute) }
	history := tickets.History{
		{Kind: tickets.KindCreated, At: nine, Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: after(1), Actor: tickets.ActorBot},
		{Kind: tickets.KindAssigned, At: after(25), Agent: "ana"},
		{Kind: tickets.KindReplied, At: after(40), Actor: tickets.ActorAgent, Agent: "ana"},
		{Kind: tickets.KindStatusChanged, At: after(40), Status: tickets.StatusPending},
		{Kind: tickets.KindReplied, At: after(100), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: after(100), Status: tickets.StatusOpen},
		{Kind: tickets.KindStatusChanged, At: after(120), Status: tickets.StatusSolved},
	}
	for _, policy := range []tickets.Policy{
		{}, // the defaults
		{BotsAnswer: true},
		{FromHandoff: true},
		{Stops: tickets.StatusesOf(tickets.StatusPending)},
	} {
		ticket, err := policy.Ticket(history)
		if err != nil {
			fmt.Println(err)
			return
		}
		first, _ := ticket.FirstResponse()
		full, _ := ticket.Resolution()
		fmt.Println(first, full)
	}
	// The hour that the ticket was pending is not in the last resolution time.

	// Output:
	// 40m0s 2h0m0s
	// 1m0s 2h0m0s
	// 15m0s 2h0m0s
	// 40m0s 1h0m0s
}

// The service level of a morning, at noon: what still waits beyond the target is
// breached already, what waits within it is not decided.
func ExampleTarget() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	target := tickets.Target{Metric: tickets.MetricFirstResponse, Within: time.Hour}
	var total tickets.Attainment
	for _, ticket := range []tickets.Ticket{
		{Created: nine, FirstReply: nine.Add(20 * time.Minute)},
		{Created: nine, FirstReply: nine.Add(90 * time.Minute)},
		{Created: nine.Add(time.Hour)},         // waits for 2 hours
		{Created: nine.Add(150 * time.Minute)}, // waits for half an hour
	} {
		a, err := target.Judge(ticket, nine.Add(3*time.Hour))
		if err != nil {
			fmt.Println(err)
			return
		}
		_ = total.Merge(&a)
	}
	rate, _ := total.Rate().Score() // 1 of 1 + 2
	fmt.Println(total.Met, "met,", total.Breached, "breached,", total.Running, "running:", rate.StringFixed(1), "%")
	fmt.Println(total)
	// Output:
	// 1 met, 2 breached, 1 running: 33.3 %
	// attainment 33.3% (n=3, 95% 6.1 to 79.2, 1 running)
}

// Leaving out the tickets that are open makes a median look good.
func ExampleDurations() {
	var d tickets.Durations
	for _, hours := range []int{1, 2, 3, 10, 30} {
		_ = d.Add(time.Duration(hours) * time.Hour)
	}
	for _, hours := range []int{20, 40, 50} {
		_ = d.AddWaiting(time.Duration(hours) * time.Hour)
	}
	median, _ := d.Median()                        // the third of five
	p90, _ := d.Percentile(decimal.NewFromInt(90)) // ceil(0.9 * 5) = 5th of five
	withOpen, _ := d.KaplanMeierMedian()           // 7/8 6/8 5/8 4/8: half at 10 h
	fmt.Println(median, p90, withOpen, d.Waiting(), "waiting")
	// Output: 3h0m0s 30h0m0s 10h0m0s 3 waiting
}

// The backlog at the ends of two weeks, and its mean age.
func ExampleTicket_OpenAt() {
	monday := time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	list := []tickets.Ticket{
		{Created: day(-9), Resolved: day(1)},
		{Created: day(-2), Resolved: day(2)},
		{Created: day(-3)},
		{Created: day(4), Resolved: day(8)},
		{Created: day(6)},
	}
	for _, end := range []time.Time{day(0), day(7)} {
		var ages tickets.DurationSample
		for _, ticket := range list {
			if !ticket.OpenAt(end) {
				continue
			}
			age, err := ticket.Age(end)
			if err != nil {
				log.Fatal(err)
			}
			_ = ages.Add(age) // an age is not negative
		}
		mean, _ := ages.MeanIn(24 * time.Hour) // (9 + 2 + 3) / 3 days, (10 + 3 + 1) / 3 days
		fmt.Println(end.Format(time.DateOnly), "backlog", ages.N(), "of mean age", mean.StringFixed(1), "days")
	}
	// Output:
	// 2024-03-04 backlog 3 of mean age 4.7 days
	// 2024-03-11 backlog 3 of mean age 4.7 days
}

// What came and went in the week.
func ExampleFlow() {
	monday := time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	var flow tickets.Flow
	for _, ticket := range []tickets.Ticket{
		{Created: day(-9), Resolved: day(1)},
		{Created: day(-2), Resolved: day(2)},
		{Created: day(-3)},
		{Created: day(4), Resolved: day(5)},
		{Created: day(6)},
	} {
		part, err := ticket.Flow(day(0), day(7))
		if err := errors.Join(err, flow.Merge(&part)); err != nil {
			fmt.Println(err)
		}
	}
	rate, _ := flow.Score() // 3 of 2: a backlog was worked off
	fmt.Println(flow.Created, "created,", flow.Resolved, "resolved,", rate, "%")
	// Output: 2 created, 3 resolved, 150 %
}

// A tally for each channel.
func ExampleTally_byChannel() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	by := cx.NewBy[string](cx.New[tickets.Tally])
	for i, channel := range []string{"mail", "chat", "mail"} {
		if err := by.At(channel).Add(tickets.Ticket{Created: nine.Add(time.Duration(i) * time.Hour)}); err != nil {
			log.Fatal(err)
		}
	}
	for channel, tally := range by.All() {
		fmt.Println(channel, tally.Volume())
	}
	// Output:
	// chat 1
	// mail 2
}

// Tickets per agent, of each and on average.
func ExampleByAgent() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	by := cx.NewBy[string](cx.New[tickets.Tally])
	for agent, ticket := range tickets.ByAgent(slices.Values([]tickets.Ticket{
		{Created: nine, Details: &tickets.Details{Agents: []string{"ana", "bo"}}},
		{Created: nine, Details: &tickets.Details{Agents: []string{"ana"}}},
	})) {
		if err := by.At(agent).Add(ticket); err != nil {
			log.Fatal(err)
		}
	}
	var assigned uint64
	for _, tally := range by.All() {
		assigned += tally.Volume()
	}
	average := float64(assigned) / float64(by.Len()) // (2 + 1) / 2: one of the tickets counts for both
	fmt.Println(by.At("ana").Volume(), by.At("bo").Volume(), average)
	// Output: 2 1 1.5
}

// Two days of tickets, sketched apart, are the sketch of both.
func ExampleDurationSketch() {
	var days [2]tickets.DurationSketch
	for i := range 1000 {
		_ = days[i%2].Add(time.Duration(i+1) * time.Minute)
	}
	_ = days[0].Merge(&days[1])
	mean, _ := days[0].Mean()                            // 500.5 minutes, exactly
	p90, _ := days[0].Percentile(decimal.NewFromInt(90)) // 900 minutes but for 0.4 %
	fmt.Println(days[0].N(), mean, (p90-900*time.Minute).Abs() <= 900*time.Minute/256)
	// Output: 1000 8h20m30s true
}

// A ticket is resolved at first contact when its requester opens no other within a
// week of its resolution.
func ExampleFirstContactWithin() {
	monday := time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	rate, err := tickets.FirstContactWithin(func(yield func(string, tickets.Ticket) bool) {
		_ = yield("ana", tickets.Ticket{Created: day(0), Resolved: day(1)}) && // asks again on day 5
			yield("ana", tickets.Ticket{Created: day(5), Resolved: day(6)}) &&
			yield("bo", tickets.Ticket{Created: day(0), Resolved: day(2)}) &&
			yield("cy", tickets.Ticket{Created: day(20), Resolved: day(25)}) // too late to tell
	}, 7*24*time.Hour, day(30))
	fmt.Printf("%+v %v\n", rate, err)
	// Output: 66.7% (n=3, 95% 20.8 to 93.9) <nil>
}

// A team's conventions and targets as a file has them: what is missing is the default,
// and a name that is not known is an error.
func Example_configuration() {
	var team struct {
		Policy tickets.Policy `json:"policy"`
		Target tickets.Target `json:"target"`
	}
	err := json.Unmarshal([]byte(`{
		"policy": {"first_solved": true, "stops": "pending|on hold"},
		"target": {"metric": "first response time", "within": "4h"}
	}`), &team)
	fmt.Println(team.Policy.FirstSolved, team.Policy.LastUnanswered, "/", team.Policy.Stops, "/", team.Target, err)

	err = json.Unmarshal([]byte(`{"target": {"metric": "first reply", "within": "4h"}}`), &team)
	fmt.Println(err)
	// Output:
	// true false / pending|on hold / first response time within 4h0m0s <nil>
	// tickets: target: metric: "first reply" is not a Metric, such as "first response time"
}

// Two tickets by mail and one call. The first is answered, asked about again and
// solved, and then reopened and solved once more; the second is solved with its one
// answer; the call is held for four minutes and solved without a message.
func ExampleTally() {
	nine := time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC)
	after := func(minutes int) time.Time { return nine.Add(time.Duration(minutes) * time.Minute) }
	asked := func(minutes int) tickets.Event {
		return tickets.Event{Kind: tickets.KindReplied, At: after(minutes), Actor: tickets.ActorCustomer}
	}
	answered := func(minutes int) tickets.Event {
		return tickets.Event{Kind: tickets.KindReplied, At: after(minutes), Actor: tickets.ActorAgent}
	}
	status := func(minutes int, s tickets.Status) tickets.Event {
		return tickets.Event{Kind: tickets.KindStatusChanged, At: after(minutes), Status: s}
	}
	created := tickets.Event{Kind: tickets.KindCreated, At: nine, Actor: tickets.ActorCustomer}

	var tally tickets.Tally
	for _, history := range []tickets.History{
		{
			created, answered(20), status(20, tickets.StatusPending), asked(50), status(50, tickets.StatusOpen),
			answered(60), status(60, tickets.StatusSolved), asked(90), status(90, tickets.StatusOpen), status(100, tickets.StatusSolved),
		},
		{created, answered(30), status(30, tickets.StatusSolved)},
		{
			created, {Kind: tickets.KindCallHeld, At: after(2)}, {Kind: tickets.KindCallResumed, At: after(6)},
			status(10, tickets.StatusSolved),
		},
	} {
		ticket, err := tickets.Policy{}.Ticket(history)
		if err != nil {
			log.Fatal(err)
		}
		if err := tally.Add(ticket); err != nil {
			log.Fatal(err)
		}
	}
	for _, metric := range []tickets.Metric{tickets.MetricResponse, tickets.MetricAgentWork, tickets.MetricAgentWait, tickets.MetricCallHold} {
		mean, err := tally.Times(metric).Mean()
		if err != nil {
			log.Fatal(err)
		}
		// (20 + 10 + 30) / 3, as the last message had no answer; (20 + 10 + 10 + 30 + 10) / 3 in
		// the states new and open; 30 / 1 pending; 4 / 1 held
		fmt.Println(metric, mean)
	}
	touch, err1 := tally.OneTouch().Score()     // the second of 3: the call had no reply
	first, err2 := tally.FirstContact().Score() // the second of 3
	reopened, err3 := tally.Reopened().Score()  // the first of 3
	replies, err4 := tally.Replies().Score()    // (2 + 1 + 0) / 3
	contacts, err5 := tally.Contacts().Score()  // (3 + 1 + 1) / 3
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		log.Fatal(err)
	}
	fmt.Println("one-touch", touch.StringFixed(1), "first contact", first.StringFixed(1), "reopened", reopened.StringFixed(1))
	fmt.Println(replies.StringFixed(2), "replies and", contacts.StringFixed(2), "contacts per ticket")
	// Output:
	// response time 20m0s
	// agent work time 26m40s
	// agent wait time 30m0s
	// call hold time 4m0s
	// one-touch 33.3 first contact 33.3 reopened 33.3
	// 1.00 replies and 1.67 contacts per ticket
}
