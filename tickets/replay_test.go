package tickets_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// This file replays histories second by second: slow, and simple enough to be
// believed. The histories have one event a second at most, so that their order is
// beyond doubt; what ties do is tested in history_test.go.

var origin = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)

func second(t time.Time) int { return int(t.Sub(origin) / time.Second) }

// ticking is a business clock: of every ten seconds it counts those that are true.
type ticking [10]bool

func (c ticking) Elapsed(from, to time.Time) (time.Duration, error) {
	return time.Duration(c.seconds(second(from), second(to))) * time.Second, nil
}

func (c ticking) seconds(from, to int) (n int) {
	for s := from; s < to; s++ {
		if c[s%len(c)] {
			n++
		}
	}
	return n
}

// drawHistory draws the events of one possible history in the order of happening.
func drawHistory(t *rapid.T) tickets.History {
	actors := rapid.SampledFrom([]tickets.Actor{tickets.Customer, tickets.Customer, tickets.Bot, tickets.Agent, tickets.Agent})
	statuses := rapid.SampledFrom([]tickets.Status{
		tickets.New, tickets.Open, tickets.Open, tickets.Pending, tickets.Pending, tickets.OnHold,
		tickets.Solved, tickets.Solved, tickets.Solved, tickets.Closed,
	})
	names := rapid.SampledFrom([]string{"", "ana", "bo", "cy"})
	gap := rapid.IntRange(1, 20)
	at := rapid.IntRange(0, 30).Draw(t, "created")
	h := tickets.History{{Kind: tickets.Created, Actor: actors.Draw(t, "opener")}}
	h[0].At = origin.Add(time.Duration(at) * time.Second)
	status, held := tickets.New, false
	for range rapid.IntRange(0, 16).Draw(t, "events") {
		possible := []tickets.Kind{
			tickets.Replied, tickets.Replied, tickets.Replied, tickets.Replied, tickets.StatusChanged, tickets.StatusChanged,
			tickets.Assigned, tickets.Noted, tickets.Rated,
		}
		if held {
			possible = append(possible, tickets.CallResumed)
		} else {
			possible = append(possible, tickets.CallHeld)
		}
		if status.In(tickets.Solved | tickets.Closed) {
			possible = append(possible, tickets.Reopened)
		}
		at += gap.Draw(t, "gap")
		e := tickets.Event{Kind: rapid.SampledFrom(possible).Draw(t, "kind"), At: origin.Add(time.Duration(at) * time.Second)}
		switch e.Kind {
		case tickets.Replied:
			e.Actor, e.Agent = actors.Draw(t, "actor"), names.Draw(t, "agent")
		case tickets.Assigned:
			e.Agent = names.Draw(t, "agent")
		case tickets.StatusChanged:
			e.Status = statuses.Draw(t, "status")
			status = e.Status
		case tickets.Reopened:
			status = tickets.Open
		case tickets.CallHeld, tickets.CallResumed:
			held = !held
		case tickets.Rated:
			e.Rating = rapid.IntRange(1, 5).Draw(t, "rating")
		}
		h = append(h, e)
	}
	return h
}

func drawPolicy(t *rapid.T) tickets.Policy {
	option := func(name string, highest int) uint8 {
		return uint8(rapid.IntRange(0, highest).Draw(t, name))
	}
	return tickets.Policy{
		Answer:       tickets.Answer(option("answer", 1)),
		ResponseFrom: tickets.ResponseFrom(option("response from", 1)),
		AgentOpened:  tickets.AgentOpened(option("agent opened", 2)),
		NextReply:    tickets.NextReplyFrom(option("next reply", 1)),
		Resolution:   tickets.ResolutionAt(option("resolution", 1)),
		Reopens:      tickets.ReopenCount(option("reopens", 1)),
		OneTouch:     tickets.OneTouch(option("one touch", 1)),
		FirstContact: tickets.FirstContact(option("first contact", 1)),
		Stops:        tickets.Status(option("stops", 63)),
	}
}

func drawClock(t *rapid.T) ticking {
	var c ticking
	for i := range c {
		c[i] = rapid.Bool().Draw(t, "counts")
	}
	return c
}

// reference is what the replay of a history as of a second says of the ticket.
type reference struct {
	Created, FirstReply, FirstResolved, Resolved int // seconds, -1 for never
	Replies, Contacts, Reopens                   int
	OneTouch, FirstContact                       bool
	Times                                        map[tickets.Metric][]tickets.Measurement
	Life                                         map[tickets.Status]int // seconds in each state
}

// replay goes through the seconds from the creation to the end, which comes after
// all events.
func replay(h tickets.History, p tickets.Policy, clock ticking, end int) reference {
	done := tickets.Solved | tickets.Closed
	created := second(h[0].At)
	answers := func(e tickets.Event) bool {
		return e.Kind == tickets.Replied && (e.Actor == tickets.Agent || e.Actor == tickets.Bot && p.Answer == tickets.ByAgentsAndBots)
	}
	customer := func(e tickets.Event) bool { return e.Kind == tickets.Replied && e.Actor == tickets.Customer }
	first := func(from int, is func(tickets.Event) bool) int {
		for i := from; i < len(h); i++ {
			if is(h[i]) {
				return i
			}
		}
		return -1
	}

	// The state in each second, and the events that solve and reopen.
	var state []tickets.Status
	var callHeld []bool
	var solves, reopens []int
	status, held, next := tickets.Status(0), false, 0
	for s := created; s < end; s++ {
		for ; next < len(h) && second(h[next].At) == s; next++ {
			before := status
			switch e := h[next]; e.Kind {
			case tickets.Created:
				status = tickets.New
			case tickets.Reopened:
				status = tickets.Open
			case tickets.StatusChanged:
				status = e.Status
			case tickets.CallHeld:
				held = true
			case tickets.CallResumed:
				held = false
			}
			if status.In(done) && !before.In(done) {
				solves = append(solves, next)
			}
			if before.In(done) && !status.In(done) {
				reopens = append(reopens, next)
			}
		}
		state = append(state, status)
		callHeld = append(callHeld, held)
	}

	r := reference{Created: created, FirstReply: -1, FirstResolved: -1, Resolved: -1, Times: map[tickets.Metric][]tickets.Measurement{}, Life: map[tickets.Status]int{}}
	if len(solves) > 0 {
		r.FirstResolved = second(h[solves[0]].At)
		if status.In(done) {
			r.Resolved = second(h[solves[len(solves)-1]].At)
		}
		if p.Resolution == tickets.FirstSolved {
			r.Resolved = r.FirstResolved
		}
	}
	open := r.Resolved < 0
	stop := r.Resolved
	if open {
		stop = end
	}
	count := func(from, to int, in func(s int) bool) tickets.Measurement {
		n := 0
		for s := from; s < to; s++ {
			if in(s) && clock[s%len(clock)] {
				n++
			}
		}
		return tickets.Measurement{Elapsed: time.Duration(n) * time.Second}
	}
	running := func(m tickets.Measurement) tickets.Measurement {
		m.Running = true
		return m
	}
	every := func(int) bool { return true }

	// First response: which event starts the clock, which one stops it.
	start := 0
	byAgent := h[0].Actor == tickets.Agent
	switch {
	case byAgent && p.AgentOpened == tickets.NoFirstResponse:
		start = -1
	case byAgent && p.AgentOpened == tickets.ReplyToCustomer:
		start = first(1, customer)
	case p.ResponseFrom == tickets.FromHandoff:
		assigned := first(1, func(e tickets.Event) bool { return e.Kind == tickets.Assigned })
		person := first(1, func(e tickets.Event) bool { return e.Kind == tickets.Replied && e.Actor == tickets.Agent })
		if assigned > 0 && (person < 0 || assigned < person) {
			start = assigned
		}
	}
	reply := -1
	if start >= 0 {
		from := second(h[start].At)
		if reply = first(start+1, answers); reply > 0 {
			r.FirstReply = second(h[reply].At)
			r.Times[tickets.FirstResponse] = []tickets.Measurement{count(from, r.FirstReply, every)}
		} else if open {
			r.Times[tickets.FirstResponse] = []tickets.Measurement{running(count(from, end, every))}
		}
	}

	// Next replies: the customer's messages since the last answer or solution.
	if reply > 0 || byAgent && p.AgentOpened == tickets.NoFirstResponse {
		asked := -1
		for i := max(reply, 0) + 1; i < len(h); i++ {
			switch {
			case customer(h[i]):
				if asked < 0 || p.NextReply == tickets.LastUnanswered {
					asked = i
				}
			case answers(h[i]):
				if asked > 0 {
					m := count(second(h[asked].At), second(h[i].At), every)
					r.Times[tickets.NextReply] = append(r.Times[tickets.NextReply], m)
				}
				asked = -1
			case slices.Contains(solves, i):
				asked = -1
			}
		}
		if asked > 0 && open {
			m := running(count(second(h[asked].At), end, every))
			r.Times[tickets.NextReply] = append(r.Times[tickets.NextReply], m)
		}
	}
	r.Times[tickets.Response] = slices.Concat(r.Times[tickets.FirstResponse], r.Times[tickets.NextReply])

	// Resolutions and states.
	counts := func(s int) bool { return !state[s-created].In(p.Stops) }
	resolution := func(at int) []tickets.Measurement {
		if at >= 0 {
			return []tickets.Measurement{count(created, at, counts)}
		}
		return []tickets.Measurement{running(count(created, end, counts))}
	}
	r.Times[tickets.FirstResolution] = resolution(r.FirstResolved)
	r.Times[tickets.Resolution] = resolution(r.Resolved)
	inState := func(m tickets.Metric, in func(s int) bool) {
		ever := false
		for s := created; s < stop; s++ {
			ever = ever || in(s)
		}
		if !ever {
			return
		}
		got := count(created, stop, in)
		got.Running = open
		r.Times[m] = []tickets.Measurement{got}
	}
	is := func(set tickets.Status) func(int) bool {
		return func(s int) bool { return state[s-created].In(set) }
	}
	inState(tickets.RequesterWait, is(tickets.New|tickets.Open|tickets.OnHold))
	inState(tickets.AgentWork, is(tickets.New|tickets.Open))
	inState(tickets.AgentWait, is(tickets.Pending))
	inState(tickets.HoldTime, is(tickets.OnHold))
	inState(tickets.CallHoldTime, func(s int) bool { return callHeld[s-created] })
	for s := created; s < stop; s++ {
		if clock[s%len(clock)] {
			r.Life[state[s-created]]++
		}
	}

	// Counts.
	for i, e := range h {
		if customer(e) || i == 0 && e.Actor == tickets.Customer {
			r.Contacts++
		}
		if e.Kind == tickets.Replied && e.Actor == tickets.Agent {
			r.Replies++
		}
	}
	r.Reopens = len(reopens)
	if p.Reopens == tickets.SolvesMinusOne {
		r.Reopens = max(0, len(solves)-1)
	}
	if !open {
		r.OneTouch = r.Replies == 1 || r.Replies == 0 && p.OneTouch == tickets.AtMostOneReply
		r.FirstContact = r.Replies == 1 && r.Reopens == 0
		if p.FirstContact == tickets.ByContacts {
			r.FirstContact = r.Contacts <= 1
		}
	}
	for m, list := range r.Times {
		if len(list) == 0 {
			delete(r.Times, m)
		}
	}
	return r
}

// measured is the same of a ticket.
func measured(t *rapid.T, ticket tickets.Ticket, at int) reference {
	sec := func(u time.Time) int {
		if u.IsZero() {
			return -1
		}
		return second(u)
	}
	a := ticket.Activity
	r := reference{
		Created: sec(ticket.Created), FirstReply: sec(ticket.FirstReply),
		FirstResolved: sec(ticket.FirstResolved), Resolved: sec(ticket.Resolved),
		Replies: int(a.Replies), Contacts: int(a.Contacts), Reopens: int(a.Reopens),
		OneTouch: a.OneTouch, FirstContact: a.FirstContact,
		Times: map[tickets.Metric][]tickets.Measurement{}, Life: map[tickets.Status]int{},
	}
	instant := origin.Add(time.Duration(at) * time.Second)
	for m := tickets.FirstResponse; m <= tickets.CallHoldTime; m++ {
		times, err := ticket.Measure(m, instant)
		if err != nil {
			t.Fatalf("%v: %v", m, err)
		}
		if len(times) > 0 {
			r.Times[m] = times
		}
	}
	for s := tickets.New; s <= tickets.Closed; s <<= 1 {
		d, err := ticket.TimeIn(s, instant)
		if err != nil {
			t.Fatalf("time in %v: %v", s, err)
		}
		if d > 0 {
			r.Life[s] = int(d / time.Second)
		}
	}
	return r
}

func replaysLikeTheReference(t *rapid.T) {
	h, clock := drawHistory(t), drawClock(t)
	end := second(h[len(h)-1].At) + rapid.IntRange(1, 40).Draw(t, "end")
	check := func(p tickets.Policy, h tickets.History, at int) {
		t.Helper()
		ticket, err := p.Ticket(rapid.Permutation(h).Draw(t, "shuffled"))
		if err != nil {
			t.Fatal(err)
		}
		if err := ticket.Validate(); err != nil {
			t.Fatalf("a ticket of a policy: %v", err)
		}
		if diff := cmp.Diff(replay(h, p, clock, at), measured(t, ticket, at)); diff != "" {
			t.Fatalf("as of second %d: -reference +ticket\n%s", at, diff)
		}
	}
	for range 8 {
		p := drawPolicy(t)
		p.Clock = clock
		check(p, h, end)
		// As of an instant within the history: what was known then.
		at := rapid.IntRange(second(h[0].At)+1, end).Draw(t, "at")
		check(p, h.Before(origin.Add(time.Duration(at)*time.Second)), at)
	}
}

func TestReplaysLikeTheReference(t *testing.T) { rapid.Check(t, replaysLikeTheReference) }
