package tickets_test

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestSolvedIsAStatus: a log that has KindSolved in place of the change to solved says the same.
func TestSolvedIsAStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, p := drawHistory(t), drawPolicy(t)
		want, err := p.Ticket(h)
		if err != nil {
			t.Fatal(err)
		}
		status := tickets.StatusNew
		for i := range h {
			e := &h[i]
			switch {
			case e.Kind == tickets.KindReopened:
				status = tickets.StatusOpen
			case e.Kind == tickets.KindStatusChanged && e.Status == tickets.StatusSolved && !solvedOrClosed.Has(status):
				status = e.Status
				e.Kind, e.Status = tickets.KindSolved, 0
			case e.Kind == tickets.KindStatusChanged:
				status = e.Status
			}
		}
		if got, err := p.Ticket(h); err != nil || !got.Equal(want) {
			t.Fatalf("%v: %s", err, cmp.Diff(want, got))
		}
	})
}

// TestAnsweredIsTheFirstOfATurn: a log that has only the first message of each turn knows the
// same times of replies.
func TestAnsweredIsTheFirstOfATurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		h[0].Actor = tickets.ActorCustomer
		var turns tickets.History
		turn, status, asked := tickets.ActorCustomer, tickets.StatusNew, false
		for _, e := range h {
			switch e.Kind {
			case tickets.KindReplied:
				opening := e.Actor == tickets.ActorCustomer && !asked && e.At.Equal(h[0].At)
				asked = asked || e.Actor == tickets.ActorCustomer
				if e.Actor == tickets.ActorBot || e.Actor == turn && !opening {
					continue
				}
				e.Kind = tickets.KindAnswered
				if !opening {
					turn = e.Actor
				}
			case tickets.KindStatusChanged:
				if solvedOrClosed.Has(e.Status) && !solvedOrClosed.Has(status) {
					turn = 0 // the solution answers too
				}
				status = e.Status
			case tickets.KindReopened:
				status = tickets.StatusOpen
			}
			turns = append(turns, e)
		}
		every, err1 := tickets.Policy{}.Ticket(h)
		first, err2 := tickets.Policy{}.Ticket(turns)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		end := h[len(h)-1].At.Add(time.Minute)
		for _, m := range []tickets.Metric{tickets.MetricFirstResponse, tickets.MetricNextReply, tickets.MetricResponse} {
			want, err1 := every.Measure(m, end)
			got, err2 := first.Measure(m, end)
			if diff := cmp.Diff(want, got); err1 != nil || err2 != nil || diff != "" {
				t.Fatalf("%v: %v, %v, %s", m, err1, err2, diff)
			}
		}
	})
}

// TestReadIsTicket: memory that is used again does not change what is read.
func TestReadIsTicket(t *testing.T) {
	var used tickets.Ticket
	rapid.Check(t, func(t *rapid.T) {
		h, p := drawMerged(t), drawPolicy(t)
		if rapid.Bool().Draw(t, "impossible") {
			h = drawSoup(t)
		}
		want, err1 := p.Ticket(h)
		err2 := p.Read(h, &used)
		if (err1 == nil) != (err2 == nil) {
			t.Fatal(err1, err2)
		}
		if err1 != nil {
			if !used.Created.IsZero() || err1.Error() != err2.Error() {
				t.Fatal(used, err1, err2)
			}
			return
		}
		if !used.Equal(want) {
			t.Fatal(cmp.Diff(want, used))
		}
	})
	if err := (tickets.Policy{}).Read(nil, nil); err == nil {
		t.Error("a history was read into no ticket")
	}
}

// TestSkewedEventsAreAtTheCreation: events moved to before the creation, by no more than the
// skew, are read as if they had been at it.
func TestSkewedEventsAreAtTheCreation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		at, skewed := append(tickets.History{}, h...), append(tickets.History{}, h...)
		for i := 1; i <= rapid.IntRange(0, len(h)-1).Draw(t, "skewed"); i++ {
			at[i].At = h[0].At
			skewed[i].At = h[0].At.Add(-time.Duration(rapid.IntRange(0, 30).Draw(t, "seconds")) * time.Second)
		}
		p := tickets.Policy{}
		want, err := p.Ticket(at)
		if err != nil {
			t.Fatal(err)
		}
		p.Skew = 30 * time.Second
		if got, err := p.Ticket(rapid.Permutation(skewed).Draw(t, "shuffled")); err != nil || !got.Equal(want) {
			t.Fatalf("%v: %s", err, cmp.Diff(want, got))
		}
	})
}
