package tickets_test

import (
	"errors"
	"testing"
	"time"
	"unsafe"

	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

// TestScheduleIsAClock measures one ticket in the office hours of officeHours:
// from Friday 17:00 to Monday 09:30 there are 60 and 90 minutes of them.
func TestScheduleIsAClock(t *testing.T) {
	friday := time.Date(2024, 3, 1, 17, 0, 0, 0, time.UTC)
	next := friday.AddDate(0, 0, 3)
	h := tickets.History{
		{Kind: tickets.KindCreated, At: friday, Actor: tickets.ActorCustomer},
		{Kind: tickets.KindReplied, At: friday.Add(time.Hour), Actor: tickets.ActorAgent},
		{Kind: tickets.KindStatusChanged, At: friday.Add(90 * time.Minute), Status: tickets.StatusPending},
		{Kind: tickets.KindStatusChanged, At: next.Add(-8 * time.Hour), Status: tickets.StatusOpen}, // Monday 09:00
		{Kind: tickets.KindStatusChanged, At: next.Add(-450 * time.Minute), Status: tickets.StatusSolved},
	}
	policy := tickets.Policy{Clock: officeHours(t)}
	ticket, err := policy.Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	stopped := ticket
	activity := *ticket.Details
	activity.Stops = tickets.StatusesOf(tickets.StatusPending)
	stopped.Details = &activity
	for name, test := range map[string]struct {
		ticket  tickets.Ticket
		metric  tickets.Metric
		minutes int
	}{
		"first response":           {ticket, tickets.MetricFirstResponse, 60},
		"resolution":               {ticket, tickets.MetricResolution, 150},
		"pending, all but an hour": {ticket, tickets.MetricAgentWait, 60}, // Monday 08:00 to 09:00
		"work":                     {ticket, tickets.MetricAgentWork, 90},
		"resolution, stopped":      {stopped, tickets.MetricResolution, 90},
	} {
		want := []tickets.Measurement{{Elapsed: time.Duration(test.minutes) * time.Minute}}
		if got, err := test.ticket.Measure(test.metric, next); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	a, err := tickets.Target{Metric: tickets.MetricResolution, Within: 150 * time.Minute}.Judge(ticket, next)
	if err != nil || a != (tickets.Attainment{Met: 1}) {
		t.Errorf("in 150 minutes: %+v, %v", a, err)
	}
}

// TestAClocksErrorNamesTheTimes: a clock says what is wrong with it, and the caller
// needs to know with which times.
func TestAClocksErrorNamesTheTimes(t *testing.T) {
	ticket := tickets.Ticket{Created: at(0), Resolved: at(9), Clock: broken{}}
	_, err := ticket.Resolution()
	const want = "tickets: the clock between 2024-01-01T09:00:00Z and 2024-01-01T09:09:00Z: the clock is broken"
	if !errors.Is(err, errBroken) || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// stepped returns the time with a monotonic reading that is off by d, as it reads
// after somebody set the machine's wall clock back by d.
func stepped(t *testing.T, wall time.Time, d time.Duration) time.Time {
	t.Helper()
	now := time.Now()
	x := now.Add(wall.Sub(now.Round(0)))
	// The second word of a Time is its monotonic reading; no function sets it.
	(*[2]int64)(unsafe.Pointer(&x))[1] += int64(d)
	if !x.Round(0).Equal(wall) || x.Sub(now) != now.Round(0).Sub(wall)*-1+d {
		t.Skipf("a time is laid out in another way: %v", x)
	}
	return x
}

// TestMonotonicReadingsAreLeftOut: records say what the wall clock said, and so do
// events that were recorded in this process.
func TestMonotonicReadingsAreLeftOut(t *testing.T) {
	base := time.Now().Round(0)
	early, late := stepped(t, base, time.Hour), stepped(t, base.Add(time.Minute), 0)
	if !late.Before(early) {
		t.Fatal("the readings say what the wall clock says: no test")
	}
	if d, err := (tickets.Ticket{Created: early, Resolved: late}).Resolution(); err != nil || d != time.Minute {
		t.Errorf("elapsed %v, %v, want a minute", d, err)
	}
	h := tickets.History{
		{Kind: tickets.KindReplied, At: late, Actor: tickets.ActorAgent},
		{Kind: tickets.KindCreated, At: early, Actor: tickets.ActorCustomer},
	}
	ticket, err := (tickets.Policy{}).Ticket(h)
	if err != nil {
		t.Fatal(err)
	}
	if first, err := ticket.FirstResponse(); err != nil || first != time.Minute {
		t.Errorf("first response %v, %v, want a minute", first, err)
	}
	if ticket.Created != base || ticket.FirstReply != base.Add(time.Minute) {
		t.Errorf("from %v to %v, want no monotonic readings", ticket.Created, ticket.FirstReply)
	}
	// In between by the wall clock, though before both events by the readings.
	between := stepped(t, base.Add(30*time.Second), -time.Hour)
	if known := h.Before(between); len(known) != 1 || known[0].Kind != tickets.KindCreated {
		t.Errorf("known in between: %v", known)
	}
}
