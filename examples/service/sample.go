package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// The made sample: a year up to now, of three segments that differ in size and mood.
// Nobody has asked the phone's customers about their effort, and it is only five
// months old.
var sampleSegments = []struct {
	name    string
	days    int
	perDay  float64 // answers of each survey, tickets, and half as many new customers
	mood    float64 // of the answers
	minutes float64 // a usual first response
	ces     bool
}{
	{"web", 365, 4, 0.45, 35, true},
	{"app", 365, 2.5, 0.7, 20, true},
	{"phone", 150, 1.5, 0.1, 6, false},
}

// addSample adds the sample, the same one for the same instant.
func addSample(ctx context.Context, s *store, now time.Time) error {
	random := rand.New(rand.NewPCG(9, 10))
	by := make(map[kind][]event)
	for _, segment := range sampleSegments {
		add := func(k kind, e event) {
			e.Segment = segment.name
			e.kind = k
			if e.At.Before(now) {
				by[k] = append(by[k], e)
			}
		}
		for ago := segment.days; ago >= 0; ago-- {
			trend := segment.mood + 0.3*float64(365-ago)/365
			// around draws n times a day how often something happens, and when.
			around := func(perDay float64, happens func(at time.Time)) {
				for n := perDay; n > 0; n-- {
					if n >= 1 || random.Float64() < n {
						happens(now.Add(-time.Duration(ago)*24*time.Hour + time.Duration(random.Int64N(24*3600))*time.Second).Truncate(time.Second))
					}
				}
			}
			rating := func(least, most int) *int {
				share := 0.5 + 0.5*math.Tanh(trend+0.9*random.NormFloat64())
				r := least + int(math.Round(share*float64(most-least)))
				return &r
			}
			around(segment.perDay, func(at time.Time) { add(npsRating, event{At: at, Rating: rating(0, 10)}) })
			around(segment.perDay, func(at time.Time) { add(csatRating, event{At: at, Rating: rating(1, 5)}) })
			if segment.ces {
				around(segment.perDay, func(at time.Time) { add(cesRating, event{At: at, Rating: rating(1, 5)}) })
			}
			around(segment.perDay/2, func(at time.Time) {
				customer := fmt.Sprintf("%s-%d", segment.name, len(by[activeEvent]))
				for stay := true; stay; stay = random.Float64() < 0.80+0.12*trend {
					add(activeEvent, event{At: at, Customer: customer})
					at = at.AddDate(0, 1, 0)
				}
			})
			around(segment.perDay, func(at time.Time) {
				ticket := fmt.Sprintf("%s-%d", segment.name, len(by[ticketEvent]))
				for _, e := range sampleTicket(random, at, segment.minutes*(1.6-trend)) {
					e.Ticket = ticket
					add(ticketEvent, e)
				}
			})
		}
	}
	for _, k := range kinds {
		// A ticket's creation is the one event that has to come first.
		slices.SortStableFunc(by[k], func(a, b event) int { return a.At.Compare(b.At) })
		for i := range by[k] {
			if by[k][i].Event != "" && by[k][i].Event != "created" {
				by[k][i].Segment = ""
			}
		}
		for batch := range slices.Chunk(by[k], maxEvents) {
			if _, err := s.add(ctx, batch); err != nil {
				return err
			}
		}
	}
	return nil
}

// sampleTicket is the life of a ticket: most are answered and solved, some of those
// are reopened.
func sampleTicket(random *rand.Rand, at time.Time, minutes float64) []event {
	after := func(minutes float64) time.Time {
		at = at.Add(time.Duration(minutes * math.Exp(random.NormFloat64()) * float64(time.Minute))).Truncate(time.Second)
		return at
	}
	events := []event{{At: at, Event: "created", Actor: "customer"}}
	if random.Float64() < 0.03 {
		return events
	}
	events = append(events, event{At: after(minutes), Event: "replied", Actor: "agent", Agent: fmt.Sprint("agent-", 1+random.IntN(6))})
	if random.Float64() < 0.05 {
		return events
	}
	events = append(events, event{At: after(6 * 60), Event: "status_changed", Status: "solved"})
	if random.Float64() < 0.08 {
		events = append(events,
			event{At: after(24 * 60), Event: "reopened"},
			event{At: after(8 * 60), Event: "status_changed", Status: "solved"})
	}
	return events
}
