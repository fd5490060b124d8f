package tickets_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// This file replays histories second by second: slow, and simple enough to be
// believed. Events of one second have the order of their Seq, so that it is beyond
// doubt; what ties without one do is tested in history_test.go.

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
	actors := rapid.SampledFrom([]tickets.Actor{tickets.ActorCustomer, tickets.ActorCustomer, tickets.ActorBot, tickets.ActorAgent, tickets.ActorAgent})
	statuses := rapid.SampledFrom([]tickets.Status{
		tickets.StatusNew, tickets.StatusOpen, tickets.StatusOpen, tickets.StatusPending, tickets.StatusPending, tickets.StatusOnHold,
		tickets.StatusSolved, tickets.StatusSolved, tickets.StatusSolved, tickets.StatusClosed,
	})
	names := rapid.SampledFrom([]string{"", "ana", "bo", "cy"})
	gap := rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 20))
	at := rapid.IntRange(0, 30).Draw(t, "created")
	h := tickets.History{{Kind: tickets.KindCreated, Actor: actors.Draw(t, "opener")}}
	h[0].At = origin.Add(time.Duration(at) * time.Second)
	status, held, ended := tickets.StatusNew, false, false // ended: the solution ended the hold
	move := func(to tickets.Status) {
		if solvedOrClosed.Has(to) && !solvedOrClosed.Has(status) && held {
			held, ended = false, true
		}
		status = to
	}
	for i := range rapid.IntRange(0, 16).Draw(t, "events") {
		possible := []tickets.Kind{
			tickets.KindReplied, tickets.KindReplied, tickets.KindReplied, tickets.KindReplied, tickets.KindStatusChanged, tickets.KindStatusChanged,
			tickets.KindAssigned, tickets.KindNoted, tickets.KindRated,
		}
		if held || ended {
			possible = append(possible, tickets.KindCallResumed)
		}
		if !held {
			possible = append(possible, tickets.KindCallHeld)
		}
		if solvedOrClosed.Has(status) {
			possible = append(possible, tickets.KindReopened)
		}
		at += gap.Draw(t, "gap")
		e := tickets.Event{
			Kind: rapid.SampledFrom(possible).Draw(t, "kind"),
			At:   origin.Add(time.Duration(at) * time.Second), Seq: i + 1,
		}
		switch e.Kind {
		case tickets.KindReplied:
			e.Actor, e.Agent = actors.Draw(t, "actor"), names.Draw(t, "agent")
		case tickets.KindAssigned:
			e.Agent = names.Draw(t, "agent")
		case tickets.KindStatusChanged:
			e.Status = statuses.Draw(t, "status")
			move(e.Status)
		case tickets.KindReopened:
			move(tickets.StatusOpen)
		case tickets.KindCallHeld, tickets.KindCallResumed:
			held, ended = e.Kind == tickets.KindCallHeld, false
		case tickets.KindRated:
			e.Rating = rapid.IntRange(1, 5).Draw(t, "rating")
		}
		h = append(h, e)
	}
	return h
}

// drawMerged draws a history that ends with a merge, or without a solution, more often than not.
func drawMerged(t *rapid.T) tickets.History {
	h := drawHistory(t)
	if gap := rapid.IntRange(-5, 10).Draw(t, "until the merge"); gap >= 0 {
		last := h[len(h)-1]
		kind := rapid.SampledFrom([]tickets.Kind{tickets.KindMerged, tickets.KindEnded}).Draw(t, "how it ends")
		h = append(h, tickets.Event{Kind: kind, At: last.At.Add(time.Duration(gap) * time.Second), Seq: last.Seq + 1})
	}
	return h
}

var solvedOrClosed = tickets.StatusesOf(tickets.StatusSolved, tickets.StatusClosed)

func drawPolicy(t *rapid.T) tickets.Policy {
	option := func(name string, highest int) uint8 {
		return uint8(rapid.IntRange(0, highest).Draw(t, name))
	}
	return tickets.Policy{
		BotsAnswer:             option("answer", 1) == 1,
		AgentOpened:            tickets.AgentOpened(option("agent opened", 2)),
		FromHandoff:            rapid.Bool().Draw(t, "from handoff"),
		LastUnanswered:         rapid.Bool().Draw(t, "last unanswered"),
		FirstSolved:            rapid.Bool().Draw(t, "first solved"),
		SolvesMinusOne:         rapid.Bool().Draw(t, "solves minus one"),
		AtMostOneReply:         rapid.Bool().Draw(t, "at most one reply"),
		FirstContactByContacts: rapid.Bool().Draw(t, "by contacts"),
		CountMerged:            true,

		Stops: tickets.Statuses(option("stops", 63)),
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
	Judged                                       map[tickets.Metric]tickets.Attainment // those that are not zero
	Life                                         map[tickets.Status]int                // seconds in each state
}

// replay goes through the seconds from the creation to the end, which comes after
// all events.
func replay(h tickets.History, p tickets.Policy, clock ticking, end int, within time.Duration) reference {
	done := solvedOrClosed
	created := second(h[0].At)
	byAgent := h[0].Actor == tickets.ActorAgent
	// The first message of the opener, at the creation, is the opening message.
	opening := tickets.Event{Kind: tickets.KindNoted}
	for _, e := range h[1:] {
		if e.Kind == tickets.KindReplied && e.Actor == h[0].Actor {
			if second(e.At) == created {
				opening = e
			}
			break
		}
	}
	reply := func(e tickets.Event) bool { return e.Kind == tickets.KindReplied && e != opening }
	person := func(e tickets.Event) bool { return reply(e) && e.Actor == tickets.ActorAgent }
	answers := func(e tickets.Event) bool {
		return person(e) || reply(e) && e.Actor == tickets.ActorBot && p.BotsAnswer
	}
	customer := func(e tickets.Event) bool { return reply(e) && e.Actor == tickets.ActorCustomer }
	first := func(from int, is func(tickets.Event) bool) int {
		for i := from; i < len(h); i++ {
			if is(h[i]) {
				return i
			}
		}
		return -1
	}

	// The state in each second, and the events that solve, reopen and hand off a
	// ticket that is not resolved.
	var state []tickets.Status
	var callHeld []bool
	var solves, reopens, handoffs []int
	status, held, next := tickets.Status(0), false, 0
	for s := created; s < end; s++ {
		for ; next < len(h) && second(h[next].At) == s; next++ {
			before := status
			switch e := h[next]; e.Kind {
			case tickets.KindCreated:
				status = tickets.StatusNew
			case tickets.KindReopened:
				status = tickets.StatusOpen
			case tickets.KindStatusChanged:
				status = e.Status
			case tickets.KindCallHeld:
				held = true
			case tickets.KindCallResumed:
				held = false
			case tickets.KindMerged:
				status = tickets.StatusClosed
			case tickets.KindAssigned:
				if !done.Has(before) && (len(solves) == 0 || !p.FirstSolved) {
					handoffs = append(handoffs, next)
				}
			}
			if done.Has(status) && !done.Has(before) {
				solves = append(solves, next)
				held = false
			}
			if done.Has(before) && !done.Has(status) {
				reopens = append(reopens, next)
			}
		}
		state = append(state, status)
		callHeld = append(callHeld, held)
	}

	r := reference{Created: created, FirstReply: -1, FirstResolved: -1, Resolved: -1, Times: map[tickets.Metric][]tickets.Measurement{}, Judged: map[tickets.Metric]tickets.Attainment{}, Life: map[tickets.Status]int{}}
	if len(solves) > 0 {
		r.FirstResolved = second(h[solves[0]].At)
		if done.Has(status) {
			r.Resolved = second(h[solves[len(solves)-1]].At)
		}
		if p.FirstSolved {
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
	ended := map[tickets.Metric][]time.Duration{} // waits that a resolution ended, unanswered

	// First response: which event starts the clock, which one stops it.
	start := 0
	switch {
	case byAgent && p.AgentOpened == tickets.NoFirstResponse:
		start = -1
	case byAgent && p.AgentOpened == tickets.ReplyToCustomer:
		start = first(1, customer)
	case p.FromHandoff:
		answered := first(1, person)
		if len(handoffs) > 0 && (answered < 0 || handoffs[0] < answered) {
			start = handoffs[0]
		}
	}
	answer := -1
	if start >= 0 {
		from := second(h[start].At)
		if answer = first(start+1, answers); answer > 0 {
			r.FirstReply = second(h[answer].At)
			r.Times[tickets.MetricFirstResponse] = []tickets.Measurement{count(from, r.FirstReply, every)}
		} else if open {
			r.Times[tickets.MetricFirstResponse] = []tickets.Measurement{running(count(from, end, every))}
		} else if r.Resolved >= from {
			ended[tickets.MetricFirstResponse] = []time.Duration{count(from, r.Resolved, every).Elapsed}
		}
	}

	// Next replies: the customer's messages since the last answer or solution.
	if answer > 0 || byAgent && p.AgentOpened == tickets.NoFirstResponse {
		asked := -1
		for i := max(answer, 0) + 1; i < len(h); i++ {
			switch {
			case customer(h[i]):
				if asked < 0 || p.LastUnanswered {
					asked = i
				}
			case answers(h[i]):
				if asked > 0 {
					m := count(second(h[asked].At), second(h[i].At), every)
					r.Times[tickets.MetricNextReply] = append(r.Times[tickets.MetricNextReply], m)
				}
				asked = -1
			case slices.Contains(solves, i):
				if asked > 0 {
					m := count(second(h[asked].At), second(h[i].At), every)
					ended[tickets.MetricNextReply] = append(ended[tickets.MetricNextReply], m.Elapsed)
				}
				asked = -1
			}
		}
		if asked > 0 && open {
			m := running(count(second(h[asked].At), end, every))
			r.Times[tickets.MetricNextReply] = append(r.Times[tickets.MetricNextReply], m)
		}
	}
	r.Times[tickets.MetricResponse] = slices.Concat(r.Times[tickets.MetricFirstResponse], r.Times[tickets.MetricNextReply])
	ended[tickets.MetricResponse] = slices.Concat(ended[tickets.MetricFirstResponse], ended[tickets.MetricNextReply])

	// Resolutions and states.
	counts := func(s int) bool { return !p.Stops.Has(state[s-created]) }
	resolution := func(at int) []tickets.Measurement {
		if at >= 0 {
			return []tickets.Measurement{count(created, at, counts)}
		}
		return []tickets.Measurement{running(count(created, end, counts))}
	}
	r.Times[tickets.MetricFirstResolution] = resolution(r.FirstResolved)
	r.Times[tickets.MetricResolution] = resolution(r.Resolved)
	inState := func(m tickets.Metric, ever bool, in func(s int) bool) {
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
	is := func(set tickets.Statuses) func(int) bool {
		return func(s int) bool { return set.Has(state[s-created]) }
	}
	inState(tickets.MetricRequesterWait, true, is(tickets.StatusesOf(tickets.StatusNew, tickets.StatusOpen, tickets.StatusOnHold))) // true: it began as new
	inState(tickets.MetricAgentWork, true, is(tickets.StatusesOf(tickets.StatusNew, tickets.StatusOpen)))
	inState(tickets.MetricAgentWait, false, is(tickets.StatusesOf(tickets.StatusPending)))
	inState(tickets.MetricOnHold, false, is(tickets.StatusesOf(tickets.StatusOnHold)))
	inState(tickets.MetricCallHold, false, func(s int) bool { return callHeld[s-created] })
	if last := h[len(h)-1]; last.Kind == tickets.KindEnded && open {
		stop = second(last.At)
	}
	for s := created; s < stop; s++ {
		if clock[s%len(clock)] {
			r.Life[state[s-created]]++
		}
	}

	// Counts.
	touches := 0 // replies until the resolution
	for i, e := range h {
		if customer(e) || i == 0 && e.Actor == tickets.ActorCustomer {
			r.Contacts++
		}
		if person(e) {
			r.Replies++
			if second(e.At) <= r.Resolved {
				touches++
			}
		}
	}
	r.Reopens = len(reopens)
	if p.SolvesMinusOne {
		r.Reopens = max(0, len(solves)-1)
	}
	if !open {
		r.OneTouch = touches == 1 || touches == 0 && p.AtMostOneReply
		r.FirstContact = touches == 1 && len(reopens) == 0
		if p.FirstContactByContacts {
			r.FirstContact = r.Contacts <= 1 && len(reopens) == 0
		}
	}

	// A ticket that ended without a solution has nothing that runs.
	if last := h[len(h)-1]; last.Kind == tickets.KindEnded && open {
		for m, times := range r.Times {
			r.Times[m] = slices.DeleteFunc(times, func(x tickets.Measurement) bool { return x.Running })
		}
	}

	// The target: what is over in time is met, what is over it breached, whether it
	// ended, was ended, or goes on.
	for m := tickets.MetricFirstResponse; m <= tickets.MetricCallHold; m++ {
		var a tickets.Attainment
		for _, x := range r.Times[m] {
			if x.Elapsed > within {
				a.Breached++
			} else if x.Running {
				a.Running++
			} else {
				a.Met++
			}
		}
		for _, d := range ended[m] {
			if d > within {
				a.Breached++
			}
		}
		if a != (tickets.Attainment{}) {
			r.Judged[m] = a
		}
		if len(r.Times[m]) == 0 {
			delete(r.Times, m)
		}
	}
	return r
}

// measured is the same of a ticket.
func measured(t *rapid.T, ticket tickets.Ticket, at int, within time.Duration) reference {
	sec := func(u time.Time) int {
		if u.IsZero() {
			return -1
		}
		return second(u)
	}
	a := ticket.Details
	r := reference{
		Created: sec(ticket.Created), FirstReply: sec(ticket.FirstReply),
		FirstResolved: sec(ticket.FirstResolved), Resolved: sec(ticket.Resolved),
		Replies: int(a.Replies), Contacts: int(a.Contacts), Reopens: int(a.Reopens),
		OneTouch: a.OneTouch, FirstContact: a.FirstContact,
		Times: map[tickets.Metric][]tickets.Measurement{}, Judged: map[tickets.Metric]tickets.Attainment{}, Life: map[tickets.Status]int{},
	}
	instant := origin.Add(time.Duration(at) * time.Second)
	for m := tickets.MetricFirstResponse; m <= tickets.MetricCallHold; m++ {
		times, err := ticket.Measure(m, instant)
		if err != nil {
			t.Fatalf("%v: %v", m, err)
		}
		if len(times) > 0 {
			r.Times[m] = times
		}
		judged, err := tickets.Target{Metric: m, Within: within}.Judge(ticket, instant)
		if err != nil {
			t.Fatalf("%v: %v", m, err)
		}
		if judged != (tickets.Attainment{}) {
			r.Judged[m] = judged
		}
	}
	for s := tickets.StatusNew; s <= tickets.StatusClosed; s <<= 1 {
		d, err := ticket.TimeIn(tickets.StatusesOf(s), instant)
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
	h, clock := drawMerged(t), drawClock(t)
	within := time.Duration(rapid.IntRange(1, 60).Draw(t, "within")) * time.Second
	end := second(h[len(h)-1].At) + rapid.IntRange(1, 40).Draw(t, "end")
	check := func(p tickets.Policy, h tickets.History, at int) {
		t.Helper()
		shuffled := rapid.Permutation(h).Draw(t, "shuffled")
		ticket, err := p.Ticket(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		p.CountMerged = false
		if _, err := p.Ticket(shuffled); errors.Is(err, cx.ErrNoData) != (h[len(h)-1].Kind == tickets.KindMerged) {
			t.Fatalf("merged tickets left out: %v", err)
		}
		if err := ticket.Validate(); err != nil {
			t.Fatalf("a ticket of a policy: %v", err)
		}
		if diff := cmp.Diff(replay(h, p, clock, at, within), measured(t, ticket, at, within)); diff != "" {
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
