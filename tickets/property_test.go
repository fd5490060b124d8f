package tickets_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawSoup draws any events at all, most of them no possible history, with many
// ties in time.
func drawSoup(t *rapid.T) tickets.History {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tickets.Event {
		return tickets.Event{
			Kind:   tickets.Kind(rapid.IntRange(0, 14).Draw(t, "kind")),
			At:     origin.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "second")) * time.Second),
			Actor:  tickets.Actor(rapid.IntRange(1, 3).Draw(t, "actor")),
			Agent:  rapid.SampledFrom([]string{"", "ana", "bo"}).Draw(t, "agent"),
			Status: tickets.Status(1 << rapid.IntRange(0, 5).Draw(t, "status")),
			Rating: rapid.IntRange(0, 2).Draw(t, "rating"),
			Seq:    rapid.IntRange(0, 1).Draw(t, "seq"),
		}
	}), 0, 10).Draw(t, "soup")
}

// tied moves the events of a possible history onto few instants, so that it mostly
// stays possible.
func tied(t *rapid.T, h tickets.History) tickets.History {
	h = slices.Clone(h)
	grain := time.Duration(rapid.IntRange(1, 100).Draw(t, "grain")) * time.Second
	for i := range h {
		h[i].At = h[i].At.Truncate(grain)
	}
	return h
}

func orderOfEventsIsIrrelevant(t *rapid.T) {
	h := drawSoup(t)
	if rapid.Bool().Draw(t, "possible") {
		h = tied(t, drawHistory(t))
	}
	p := drawPolicy(t)
	want, wantErr := p.Ticket(h)
	got, err := p.Ticket(rapid.Permutation(h).Draw(t, "shuffled"))
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("in one order %v, in another %v", wantErr, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("two orders\n%s", diff)
	}
	if err == nil {
		if err := got.Validate(); err != nil {
			t.Fatalf("a ticket of a policy: %v", err)
		}
	}
}

func TestOrderOfEventsIsIrrelevant(t *testing.T) { rapid.Check(t, orderOfEventsIsIrrelevant) }

// drawTicket draws a ticket of a history, with an instant after all of its events.
func drawTicket(t *rapid.T) (tickets.Ticket, time.Time) {
	h, p := drawHistory(t), drawPolicy(t)
	p.Clock = drawClock(t)
	ticket, err := p.Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	return ticket, h[len(h)-1].At.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "later")) * time.Second)
}

func TestStatesPartitionTheLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticket, end := drawTicket(t)
		var sum time.Duration
		for s := tickets.StatusNew; s <= tickets.StatusClosed; s <<= 1 {
			d, err := ticket.TimeIn(tickets.StatusesOf(s), end)
			if err != nil {
				t.Fatal(err)
			}
			sum += d
		}
		last := end
		if !ticket.Resolved.IsZero() {
			last = ticket.Resolved
		}
		if life, _ := ticket.Clock.Elapsed(ticket.Created, last); sum != life {
			t.Fatalf("the states add up to %v of a life of %v", sum, life)
		}
		// The metrics' states are the same ones: requester and agent wait in turn, but
		// for the time that a reopened ticket was solved; the work and the hold are what
		// the requester waits for.
		metric := func(m tickets.Metric) (sum time.Duration) {
			times, err := ticket.Measure(m, end)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range times {
				sum += x.Elapsed
			}
			return sum
		}
		solved, err := ticket.TimeIn(solvedOrClosed, end)
		if waits := metric(tickets.MetricRequesterWait) + metric(tickets.MetricAgentWait) + solved; err != nil || waits != sum {
			t.Fatalf("the waits add up to %v of a life of %v, %v", waits, sum, err)
		}
		if parts := metric(tickets.MetricAgentWork) + metric(tickets.MetricOnHold); parts != metric(tickets.MetricRequesterWait) {
			t.Fatalf("work and hold add up to %v of a wait of %v", parts, metric(tickets.MetricRequesterWait))
		}
	})
}

func TestBusinessTimeNeverExceedsWallTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		business, end := drawTicket(t)
		wall := business
		wall.Clock = nil
		for m := tickets.MetricFirstResponse; m <= tickets.MetricCallHold; m++ {
			b, err := business.Measure(m, end)
			w, err2 := wall.Measure(m, end)
			if err != nil || err2 != nil || len(b) != len(w) {
				t.Fatalf("%v: %v, %v; %v, %v", m, b, err, w, err2)
			}
			for i := range b {
				if b[i].Elapsed > w[i].Elapsed || b[i].Running != w[i].Running {
					t.Fatalf("%v: business %v, wall %v", m, b[i], w[i])
				}
			}
		}
	})
}

// TestExtraReplies: one more message of the customer never shortens what the
// customer waited in all, one more reply of an agent never lengthens the first
// response where its clock starts at creation (a reply before the hand-off starts
// the clock earlier), and neither touches the times in states.
//
// Where the first response is one to a message of the customer, the further
// message can be the one that it answers. The next message then waits for a next
// reply, which a resolution ends though the ticket is reopened, and no longer for
// the first response, which it does not end. So that policy is left out of the sum.
func TestExtraReplies(t *testing.T) { rapid.Check(t, extraReplies) }

func extraReplies(t *rapid.T) {
	h, p := drawHistory(t), drawPolicy(t)
	p.LastUnanswered = false
	end := h[len(h)-1].At.Add(time.Minute)
	after := h[0].At.Add(500 * time.Millisecond)
	extra := tickets.Event{
		Kind: tickets.KindReplied, Actor: rapid.SampledFrom([]tickets.Actor{tickets.ActorCustomer, tickets.ActorAgent}).Draw(t, "actor"),
		At: after.Add(time.Duration(rapid.IntRange(0, int(end.Sub(after)/time.Second)).Draw(t, "second")) * time.Second),
	}
	before, err := p.Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	more, err := p.Ticket(append(slices.Clone(h), extra))
	if err != nil {
		t.Fatal(err)
	}
	total := func(ticket tickets.Ticket, m tickets.Metric) (sum time.Duration, n int) {
		times, err := ticket.Measure(m, end)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range times {
			sum += x.Elapsed
		}
		return sum, len(times)
	}
	if extra.Actor == tickets.ActorCustomer && p.AgentOpened != tickets.ReplyToCustomer {
		was, _ := total(before, tickets.MetricResponse)
		if is, _ := total(more, tickets.MetricResponse); is < was {
			t.Fatalf("a further message shortens the waits from %v to %v", was, is)
		}
	} else if extra.Actor == tickets.ActorAgent && !p.FromHandoff {
		was, n := total(before, tickets.MetricFirstResponse)
		if is, _ := total(more, tickets.MetricFirstResponse); n > 0 && is > was {
			t.Fatalf("a further reply lengthens the first response from %v to %v", was, is)
		}
	}
	for m := tickets.MetricFirstResolution; m <= tickets.MetricCallHold; m++ {
		was, n := total(before, m)
		if is, k := total(more, m); is != was || n != k {
			t.Fatalf("a further reply changes the %v from %v to %v", m, was, is)
		}
	}
}

// breachesStay: what was breached at one instant is breached at every later one,
// whatever happens between: an answer, a resolution, a reopening. (Where each
// message renews the clock, or a hand-off starts it, it is the policy that forgives.)
func breachesStay(t *rapid.T) {
	h, p := drawHistory(t), drawPolicy(t)
	p.LastUnanswered, p.FromHandoff, p.Clock = false, false, drawClock(t)
	within := time.Duration(rapid.IntRange(1, 30).Draw(t, "within")) * time.Second
	last := second(h[len(h)-1].At) + 20
	var before [tickets.MetricCallHold + 1]uint64
	for s := second(h[0].At) + 1; s < last; s += rapid.IntRange(1, 15).Draw(t, "step") {
		now := origin.Add(time.Duration(s) * time.Second)
		ticket, err := p.Ticket(h.Before(now))
		if err != nil {
			t.Fatal(err)
		}
		for m := tickets.MetricFirstResponse; m <= tickets.MetricCallHold; m++ {
			a, err := tickets.Target{Metric: m, Within: within}.Judge(ticket, now)
			if err != nil {
				t.Fatal(err)
			}
			if a.Breached < before[m] {
				t.Fatalf("%v: %d breached at second %d, %d before", m, a.Breached, s, before[m])
			}
			before[m] = a.Breached
		}
	}
}

func TestBreachesStay(t *testing.T) { rapid.Check(t, breachesStay) }

// recordsKnowTheirPast: for a record of creation, first reply and resolution the
// past is what is left when the later times are struck out.
func recordsKnowTheirPast(t *rapid.T) {
	now := origin.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "now")) * time.Second)
	full := tickets.Ticket{Created: origin}
	for _, event := range []*time.Time{&full.FirstReply, &full.Resolved} {
		if s := rapid.IntRange(-10, 60).Draw(t, "event"); s >= 0 {
			*event = origin.Add(time.Duration(s) * time.Second)
		}
	}
	known := full
	for _, event := range []*time.Time{&known.FirstReply, &known.Resolved} {
		if !event.Before(now) {
			*event = time.Time{}
		}
	}
	for _, m := range []tickets.Metric{tickets.MetricFirstResponse, tickets.MetricResolution} {
		want, err1 := known.Measure(m, now)
		got, err2 := full.Measure(m, now)
		if diff := cmp.Diff(want, got); err1 != nil || err2 != nil || diff != "" {
			t.Fatalf("%v: %v, %v, -known then +known now\n%s", m, err1, err2, diff)
		}
		target := tickets.Target{Metric: m, Within: 20 * time.Second}
		was, err1 := target.Judge(known, now)
		is, err2 := target.Judge(full, now)
		if err1 != nil || err2 != nil || was != is {
			t.Fatalf("%v: judged %+v, %v, as then known %+v, %v", m, is, err2, was, err1)
		}
	}
}

func TestRecordsKnowTheirPast(t *testing.T) { rapid.Check(t, recordsKnowTheirPast) }

// TestThePastOfReopenedTickets shows why a past instant needs the history of then:
// the ticket of the whole has forgotten that it was solved at 10.
func TestThePastOfReopenedTickets(t *testing.T) {
	h := tickets.History{
		{Kind: tickets.KindCreated, At: at(0), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: at(10), Status: tickets.StatusSolved},
		{Kind: tickets.KindReopened, At: at(50)},
	}
	for minute, want := range map[int]tickets.Measurement{
		5: {5 * time.Minute, true}, 20: {10 * time.Minute, false}, 60: {time.Hour, true},
	} {
		ticket, err := (tickets.Policy{}).Ticket(h.Before(at(minute)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ticket.Measure(tickets.MetricResolution, at(minute)); err != nil || cmp.Diff([]tickets.Measurement{want}, got) != "" {
			t.Errorf("as known at %d: %v, %v, want %v", minute, got, err, want)
		}
	}
	whole, err := (tickets.Policy{}).Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := whole.Measure(tickets.MetricResolution, at(20)); err != nil || cmp.Diff([]tickets.Measurement{{20 * time.Minute, true}}, got) != "" {
		t.Errorf("of the whole history, at 20: %v, %v", got, err)
	}
}

func drawTickets(t *rapid.T) []tickets.Ticket {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tickets.Ticket {
		if rapid.Bool().Draw(t, "record") {
			record := tickets.Ticket{Created: origin.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "created")))}
			if rapid.Bool().Draw(t, "answered") {
				record.FirstReply = record.Created.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "reply")))
			}
			if rapid.Bool().Draw(t, "is resolved") {
				record.Resolved = record.Created.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "resolved")))
			}
			return record
		}
		ticket, _ := drawTicket(t)
		return ticket
	}), 0, 12).Draw(t, "tickets")
}

// tallyIsWhatItsTicketsSay computes every figure of a tally from its definition.
func tallyIsWhatItsTicketsSay(t *rapid.T) {
	list := drawTickets(t)
	tally, err := tickets.Collect(slices.Values(list))
	if err != nil {
		t.Fatal(err)
	}
	share := func(of, hit func(tickets.Ticket) bool) (p estimate.Proportion) {
		for _, ticket := range list {
			if of(ticket) && hit(ticket) {
				p.Hits++
			} else if of(ticket) {
				p.Misses++
			}
		}
		return p
	}
	every := func(tickets.Ticket) bool { return true }
	resolved := func(x tickets.Ticket) bool { return !x.Resolved.IsZero() }
	known := func(x tickets.Ticket) bool { return x.Details != nil }
	both := func(x tickets.Ticket) bool { return resolved(x) && known(x) }
	for name, test := range map[string]struct{ got, want estimate.Proportion }{
		"resolved": {tally.Resolved().Value, share(every, resolved)},
		"volume and backlog": {
			estimate.Proportion{Hits: tally.Backlog(), Misses: tally.Volume() - tally.Backlog()},
			share(every, func(x tickets.Ticket) bool { return !resolved(x) }),
		},
		"waiting": {
			estimate.Proportion{Hits: tally.Waiting(), Misses: tally.Volume() - tally.Waiting()},
			share(every, func(x tickets.Ticket) bool {
				return !resolved(x) && x.FirstReply.IsZero() && !x.NoResponseDue
			}),
		},
		"reopened": {tally.Reopened().Value, share(
			func(x tickets.Ticket) bool { return known(x) && (resolved(x) || !x.FirstResolved.IsZero()) },
			func(x tickets.Ticket) bool { return x.Details.Reopens > 0 },
		)},
		"one-touch":     {tally.OneTouch().Value, share(both, func(x tickets.Ticket) bool { return x.Details.OneTouch })},
		"first contact": {tally.FirstContact().Value, share(both, func(x tickets.Ticket) bool { return x.Details.FirstContact })},
	} {
		if test.got != test.want {
			t.Errorf("%s: %+v, want %+v", name, test.got, test.want)
		}
	}

	mean := func(values []int64) *big.Rat {
		sum := new(big.Int)
		for _, v := range values {
			sum.Add(sum, big.NewInt(v))
		}
		return new(big.Rat).SetFrac(sum, big.NewInt(int64(len(values))))
	}
	check := func(name string, got estimate.Sample, values []int64) {
		if got.N() != uint64(len(values)) {
			t.Fatalf("%s: %d values, want %d", name, got.N(), len(values))
		}
		if len(values) == 0 {
			return
		}
		if rat := new(big.Rat).SetFrac(got.Sum(), new(big.Int).SetUint64(got.N())); rat.Cmp(mean(values)) != 0 {
			t.Errorf("%s: mean %v, want %v", name, rat, mean(values))
		}
	}
	values := func(of func(tickets.Ticket) bool, value func(tickets.Ticket) int) (v []int64) {
		for _, ticket := range list {
			if of(ticket) {
				v = append(v, int64(value(ticket)))
			}
		}
		return v
	}
	check("replies", tally.Replies().Value, values(known, func(x tickets.Ticket) int { return int(x.Details.Replies) }))
	check("contacts", tally.Contacts().Value, values(both, func(x tickets.Ticket) int { return int(x.Details.Contacts) }))
	check("ratings", tally.Ratings().Value, values(known, func(x tickets.Ticket) int { return len(x.Details.Ratings) }))
	for m := tickets.MetricFirstResponse; m <= tickets.MetricCallHold; m++ {
		var times []int64
		unknown := uint64(0)
		for _, ticket := range list {
			all, err := ticket.Measure(m, time.Time{})
			if errors.Is(err, cx.ErrNoData) {
				unknown++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range all {
				if x.Running {
					t.Fatalf("%v: running with no instant", m)
				}
				times = append(times, int64(x.Elapsed))
			}
		}
		check(m.String(), tally.Times(m).Sample(), times)
		if tally.Unknown(m) != unknown {
			t.Errorf("%v: not known of %d tickets, want %d", m, tally.Unknown(m), unknown)
		}
	}
}

func TestTallyIsWhatItsTicketsSay(t *testing.T) { rapid.Check(t, tallyIsWhatItsTicketsSay) }

func TestTallyOrderAndShards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawTickets(t)
		whole, err := tickets.Collect(slices.Values(list))
		if err != nil {
			t.Fatal(err)
		}
		var merged tickets.Tally
		rest := rapid.Permutation(list).Draw(t, "shuffled")
		for len(rest) > 0 {
			k := rapid.IntRange(1, len(rest)).Draw(t, "shard")
			shard, err := tickets.Collect(slices.Values(rest[:k]))
			if err != nil {
				t.Fatal(err)
			}
			if rapid.Bool().Draw(t, "left") {
				merged, shard = shard, merged
			}
			if err := merged.Merge(&shard); err != nil {
				t.Fatal(err)
			}
			rest = rest[k:]
		}
		if merged != whole {
			t.Fatalf("%+v merged, %+v whole", merged, whole)
		}
	})
}

// TestBacklogIsConserved: what was there, plus what came, less what left.
func TestBacklogIsConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawTickets(t)
		instant := rapid.Custom(func(t *rapid.T) time.Time {
			if len(list) > 0 && rapid.Bool().Draw(t, "of a ticket") {
				x := rapid.SampledFrom(list).Draw(t, "ticket")
				return rapid.SampledFrom([]time.Time{x.Created, x.Resolved, x.Created.Add(1)}).Draw(t, "time")
			}
			return origin.Add(time.Duration(rapid.Int64Range(0, 2e15).Draw(t, "ns")))
		})
		from, to := instant.Draw(t, "from"), instant.Draw(t, "to")
		if to.Before(from) {
			from, to = to, from
		}
		var was, is uint64
		var flow tickets.Flow
		for _, x := range list {
			if x.OpenAt(from) {
				was++
			}
			if x.OpenAt(to) {
				is++
				want := to.Sub(x.Created)
				if x.Clock != nil {
					want, _ = x.Clock.Elapsed(x.Created, to)
				}
				if age, err := x.Age(to); err != nil || age != want {
					t.Fatalf("age %v, %v, want %v", age, err, want)
				}
			} else if _, err := x.Age(to); err == nil {
				t.Fatal("an age outside the backlog")
			}
			if err := flow.Merge(new(flowOf(t, x, from, to))); err != nil {
				t.Fatal(err)
			}
		}
		if was+flow.Created+flow.Reopened-flow.Resolved-flow.Ended != is {
			t.Fatalf("%d, then %+v, is not %d", was, flow, is)
		}
	})
}
