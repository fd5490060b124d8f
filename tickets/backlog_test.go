package tickets_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
	"pgregory.net/rapid"
)

var openStates = []tickets.Status{tickets.StatusNew, tickets.StatusOpen, tickets.StatusPending, tickets.StatusOnHold}

// checkBacklog compares the backlog with the ticket of each history as it was known at each
// instant, and the flows with the conservation of tickets, and halves with the whole.
func checkBacklog(t tester, p tickets.Policy, histories []tickets.History, instants []time.Time, bands ...time.Duration) {
	t.Helper()
	b, err := tickets.NewBacklog(instants, bands...)
	if err != nil {
		t.Fatal(err)
	}
	left, right := b.Clone(), b.Clone()
	for i, h := range histories {
		ticket, err := p.Ticket(h)
		half := left
		if i%2 > 0 {
			half = right
		}
		if err := errors.Join(err, b.Add(ticket), half.Add(ticket)); err != nil {
			t.Fatal(err)
		}
	}
	if err := left.Merge(right); err != nil {
		t.Fatal(err)
	}
	next, stop := pull(left)
	defer stop()
	var before tickets.Stock
	i := 0
	for s := range b.All() {
		if m := next(); fmt.Sprint(m) != fmt.Sprint(s) {
			t.Fatalf("merged %v, want %v", m, s)
		}
		var open uint64
		states, ages := map[tickets.Status]uint64{}, make([]uint64, len(bands)+1)
		for _, h := range histories {
			ticket, err := p.Ticket(h.Before(s.At))
			if errors.Is(err, cx.ErrNoData) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			// The states of the history so far, and not OpenAt, say whether it is open.
			changes := ticket.Details.StatusChanges
			now := changes[len(changes)-1].Status
			is := now != tickets.StatusSolved && now != tickets.StatusClosed && ticket.Ended.IsZero()
			if is != ticket.OpenAt(s.At) {
				t.Fatalf("%v: OpenAt %v, in state %v", s.At, !is, now)
			}
			if !is {
				continue
			}
			open++
			states[now]++
			age, err := ticket.Age(s.At)
			if err != nil {
				t.Fatal(err)
			}
			band := 0
			for band < len(bands) && age >= bands[band] {
				band++
			}
			ages[band]++
		}
		if s.Open != open || !slices.Equal(s.Ages(), ages) {
			t.Fatalf("%v: %d open of ages %v, want %d of %v", s.At, s.Open, s.Ages(), open, ages)
		}
		sum := make([]uint64, len(bands)+1)
		for _, state := range openStates {
			if s.In(state) != states[state] {
				t.Fatalf("%v: %d %v, want %d", s.At, s.In(state), state, states[state])
			}
			for k, n := range s.Ages(state) {
				sum[k] += n
			}
		}
		if !slices.Equal(sum, ages) {
			t.Fatalf("%v: ages by state %v, want %v", s.At, sum, ages)
		}
		if f := s.Flow; i > 0 && before.Open+f.Created+f.Reopened-f.Resolved-f.Ended != s.Open || i == 0 && f != (tickets.Flow{}) {
			t.Fatalf("%v: %d, then %+v, is not %d", s.At, before.Open, f, s.Open)
		}
		before = s
		i++
	}
	if i != len(instants) {
		t.Fatalf("%d instants, want %d", i, len(instants))
	}
}

type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func pull(b *tickets.Backlog) (next func() tickets.Stock, stop func()) {
	all := slices.Collect(b.All())
	return func() tickets.Stock {
		s := all[0]
		all = all[1:]
		return s
	}, func() {}
}

func TestBacklogIsHistoryBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var histories []tickets.History
		for range rapid.IntRange(0, 4).Draw(t, "tickets") {
			histories = append(histories, drawMerged(t))
		}
		p := drawPolicy(t)
		if rapid.Bool().Draw(t, "on a clock") {
			p.Clock = drawClock(t)
		}
		var instants []time.Time
		for s := rapid.IntRange(0, 20).Draw(t, "first"); s < 200; s += rapid.IntRange(1, 60).Draw(t, "step") {
			instants = append(instants, origin.Add(time.Duration(s)*time.Second))
		}
		checkBacklog(t, p, histories, instants, 3*time.Second, 10*time.Second, 40*time.Second)
	})
}

// days are the midnights of so many days.
func days(from time.Time, n int) (all []time.Time) {
	for i := range n {
		all = append(all, from.AddDate(0, 0, i))
	}
	return all
}

// madeYear makes histories of a year by a fixed seed.
func madeYear(n int) (all []tickets.History) {
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		at := origin.Add(time.Duration(r.Int64N(int64(365 * 24 * time.Hour))))
		h := tickets.History{{Kind: tickets.KindCreated, At: at, Actor: tickets.ActorCustomer}}
		for range r.IntN(7) {
			at = at.Add(time.Duration(r.ExpFloat64() * float64(60*time.Hour)))
			h = append(h, tickets.Event{Kind: tickets.KindStatusChanged, At: at, Status: tickets.Status(1) << r.IntN(6)})
		}
		all = append(all, h)
	}
	return all
}

func TestBacklogOfAYear(t *testing.T) {
	n := 300
	if testing.Short() {
		n = 30
	}
	checkBacklog(t, tickets.Policy{}, madeYear(n), days(origin, 366), 24*time.Hour, 72*time.Hour, 30*24*time.Hour)
}

func TestBacklogOfTheIncidentLog(t *testing.T) {
	var histories []tickets.History
	var first, last time.Time
	for _, x := range incidents(t) {
		if at := x.states[0].At; at.Before(x.opened) {
			x.history[0].At = at
		}
		histories = append(histories, x.history)
		for _, e := range x.history {
			if first.IsZero() || e.At.Before(first) {
				first = e.At
			}
			if e.At.After(last) {
				last = e.At
			}
		}
	}
	slices.SortFunc(histories, func(a, b tickets.History) int { return cmp.Or(a[0].At.Compare(b[0].At), cmp.Compare(len(a), len(b))) })
	n := int(last.Sub(first)/(24*time.Hour)) + 2
	instants := days(first.Truncate(24*time.Hour), n)
	for len(instants) > 60 { // every day would take long here, for the histories are read at each
		instants = slices.DeleteFunc(instants, func(at time.Time) bool { return at.Unix()/86400%3 > 0 })
		break
	}
	checkBacklog(t, tickets.Policy{}, histories, instants, 24*time.Hour, 7*24*time.Hour)
	checkBacklog(t, tickets.Policy{Clock: officeHours(t)}, histories, instants[:min(10, len(instants))], 10*time.Hour, 50*time.Hour)
}

// TestBacklogRemove: what is added and removed again leaves no trace.
func TestBacklogRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept, gone := drawTickets(t), drawTickets(t)
		var instants []time.Time
		for s := 0; s < 100; s += rapid.IntRange(1, 60).Draw(t, "step") {
			instants = append(instants, origin.Add(time.Duration(s)*time.Second))
		}
		want, err := tickets.NewBacklog(instants, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		empty, part := want.Clone(), want.Clone()
		for _, x := range kept {
			if err := want.Add(x); err != nil {
				t.Fatal(err)
			}
		}
		all := want.Clone()
		for _, x := range gone {
			if err := errors.Join(all.Add(x), part.Add(x)); err != nil {
				t.Fatal(err)
			}
		}
		one := all.Clone()
		for _, x := range gone {
			if err := one.Remove(x); err != nil {
				t.Fatal(err)
			}
		}
		text := func(b *tickets.Backlog) string { return fmt.Sprint(b.N(), slices.Collect(b.All())) }
		if err := errors.Join(all.Subtract(part), all.Subtract(nil)); err != nil || text(all) != text(want) || text(one) != text(want) {
			t.Fatalf("%v: %v and %v, want %v", err, text(all), text(one), text(want))
		}
		if len(kept) > 0 {
			if err := empty.Subtract(want); !errors.Is(err, cx.ErrOutOfRange) || empty.N() != 0 {
				t.Fatal(err)
			}
		}
	})
}

// TestBacklogRemoveRefuses: a ticket of another age, or state, cannot have been there.
func TestBacklogRemoveRefuses(t *testing.T) {
	b, err := tickets.NewBacklog([]time.Time{at(60)}, 30*time.Minute)
	young := tickets.Ticket{Created: at(50)}
	if err := errors.Join(err, b.Add(young)); err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprint(slices.Collect(b.All()))
	open := tickets.Ticket{Created: at(50), Details: &tickets.Details{StatusChanges: []tickets.StatusChange{{Status: tickets.StatusOpen, At: at(50)}}}}
	for _, other := range []tickets.Ticket{{Created: at(0)}, open} {
		if err := b.Remove(other); !errors.Is(err, cx.ErrOutOfRange) || fmt.Sprint(slices.Collect(b.All())) != before {
			t.Errorf("%v", err)
		}
	}
	if err := b.Remove(tickets.Ticket{}); !errors.Is(err, cx.ErrOutOfRange) || b.N() != 1 {
		t.Error(err)
	}
	if err := b.Remove(young); err != nil || b.N() != 0 {
		t.Error(err)
	}
}

// TestBacklogAddsUp: for each day and segment of histories with ends, opening + created +
// reopened - resolved - ended = closing, and the segments add up to the whole.
func TestBacklogAddsUp(t *testing.T) {
	empty, err := tickets.NewBacklog(days(origin, 366))
	if err != nil {
		t.Fatal(err)
	}
	segments := cx.NewBy[int](empty.Clone)
	whole := empty.Clone()
	flows := make([]tickets.Flow, 366)
	for i, h := range madeYear(500) {
		if i%5 == 0 {
			h = append(h, tickets.Event{Kind: tickets.KindEnded, At: h[len(h)-1].At.Add(time.Hour)})
		}
		ticket, err := tickets.Policy{}.Ticket(h)
		if err := errors.Join(err, segments.At(i%3).Add(ticket), whole.Add(ticket)); err != nil {
			t.Fatal(err)
		}
		for d := 1; d < 366; d++ {
			if err := flows[d].Merge(new(flowOf(t, ticket, origin.AddDate(0, 0, d-1), origin.AddDate(0, 0, d)))); err != nil {
				t.Fatal(err)
			}
		}
	}
	sum := make([]tickets.Flow, 366)
	ended := uint64(0)
	for segment, b := range segments.All() {
		before, i := uint64(0), 0
		for s := range b.All() {
			if f := s.Flow; i > 0 && before+f.Created+f.Reopened-f.Resolved-f.Ended != s.Open {
				t.Fatalf("segment %d at %v: %d, then %v, is not %d", segment, s.At, before, f, s.Open)
			}
			if err := sum[i].Merge(&s.Flow); err != nil {
				t.Fatal(err)
			}
			ended += s.Flow.Ended
			before, i = s.Open, i+1
		}
	}
	i := 0
	for s := range whole.All() {
		if s.Flow != sum[i] || i > 0 && s.Flow != flows[i] {
			t.Fatalf("%v: %v, segments %v, tickets %v", s.At, s.Flow, sum[i], flows[i])
		}
		i++
	}
	if ended == 0 {
		t.Error("no ticket ended")
	}
}

// TestReopenedInTheBacklog: solved in March, reopened and solved again in April: closed in
// the middle of March, and resolved in both flows.
func TestReopenedInTheBacklog(t *testing.T) {
	day := func(month time.Month, day int) time.Time { return time.Date(2024, month, day, 0, 0, 0, 0, time.UTC) }
	h := tickets.History{
		{Kind: tickets.KindCreated, At: day(3, 1), Actor: tickets.ActorCustomer},
		{Kind: tickets.KindStatusChanged, At: day(3, 5), Status: tickets.StatusSolved},
		{Kind: tickets.KindReopened, At: day(4, 2)},
		{Kind: tickets.KindStatusChanged, At: day(4, 10), Status: tickets.StatusSolved},
	}
	ticket, err := tickets.Policy{}.Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	if ticket.OpenAt(day(3, 15)) || !ticket.OpenAt(day(3, 4)) || !ticket.OpenAt(day(4, 5)) || ticket.OpenAt(day(4, 11)) {
		t.Error("open when it was solved, or solved when it was open")
	}
	if f := flowOf(t, ticket, day(3, 1), day(4, 1)); f != (tickets.Flow{Created: 1, Resolved: 1}) {
		t.Errorf("March: %v", f)
	}
	if f := flowOf(t, ticket, day(4, 1), day(5, 1)); f != (tickets.Flow{Reopened: 1, Resolved: 1}) {
		t.Errorf("April: %v", f)
	}
	if since, err := ticket.OpenSince(day(4, 5)); err != nil || !since.Equal(day(4, 2)) {
		t.Errorf("open since %v, %v", since, err)
	}
	if since, err := ticket.OpenSince(day(3, 15)); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("open since %v, %v", since, err)
	}
	if age, err := ticket.Age(day(4, 5)); err != nil || age != 35*24*time.Hour {
		t.Errorf("age %v, %v", age, err)
	}
}

// TestEnded: a ticket that ends without a resolution leaves the backlog, and is not resolved.
func TestEnded(t *testing.T) {
	x := tickets.Ticket{Created: at(0), Ended: at(30)}
	if !x.OpenAt(at(30)) || x.OpenAt(at(31)) {
		t.Error("open after its end")
	}
	if f := flowOf(t, x, at(0), at(60)); f != (tickets.Flow{Created: 1, Ended: 1}) {
		t.Error(f)
	}
	if m, err := x.Measure(tickets.MetricFirstResponse, at(60)); err != nil || len(m) > 0 {
		t.Errorf("%v, %v runs after its end", m, err)
	}
	var tally tickets.Tally
	if err := tally.Add(x); err != nil || tally != (tickets.Tally{}) {
		t.Errorf("%v, %v, want no ticket", tally, err)
	}
	b, err := tickets.NewBacklog([]time.Time{at(10), at(30), at(40)})
	if err := errors.Join(err, b.Add(x)); err != nil {
		t.Fatal(err)
	}
	if all := slices.Collect(b.All()); all[0].Open != 1 || all[1].Open != 1 || all[2].Open != 0 || all[2].Flow != (tickets.Flow{Ended: 1}) {
		t.Error(all)
	}
	for _, bad := range []tickets.Ticket{{Created: at(1), Ended: at(0)}, {Created: at(0), Resolved: at(5), Ended: at(4)}} {
		if err := bad.Validate(); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestBacklogRefuses(t *testing.T) {
	for _, instants := range [][]time.Time{{{}}, {at(1), at(1)}, {at(2), at(1)}} {
		if _, err := tickets.NewBacklog(instants); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v", instants, err)
		}
	}
	for _, bands := range [][]time.Duration{{0}, {-1}, {5, 5}} {
		if _, err := tickets.NewBacklog(nil, bands...); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v", bands, err)
		}
	}
	b, err1 := tickets.NewBacklog([]time.Time{at(60)}, time.Hour)
	other, err2 := tickets.NewBacklog([]time.Time{at(60)})
	if err := errors.Join(err1, err2, b.Add(tickets.Ticket{Created: at(0)})); err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprint(slices.Collect(b.All()))
	if err := b.Merge(other); !errors.Is(err, cx.ErrMismatch) {
		t.Error(err)
	}
	if err := b.Add(tickets.Ticket{}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
	if err := b.Add(tickets.Ticket{Created: at(0), Clock: broken{}}); !errors.Is(err, errBroken) {
		t.Error(err)
	}
	for range 63 {
		if err := b.Merge(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Merge(b); !errors.Is(err, cx.ErrOverflow) || b.N() != 1<<63 {
		t.Error(err)
	}
	if before == fmt.Sprint(slices.Collect(b.All())) {
		t.Error("merging changed nothing")
	}
}

func BenchmarkBacklogAdd(b *testing.B) {
	var list []tickets.Ticket
	for _, h := range madeYear(1000) {
		ticket, err := tickets.Policy{}.Ticket(h)
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, ticket)
	}
	backlog, err := tickets.NewBacklog(days(origin, 366), 24*time.Hour, 72*time.Hour, 168*time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := backlog.Add(list[i%len(list)]); err != nil {
			b.Fatal(err)
		}
	}
}
