package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/google/go-cmp/cmp"
)

// TestChanges: the last week that is over beside the one before in first responses and
// targets, and the last month beside the one before in customers, counted here by hand and
// compared by the library.
func TestChanges(t *testing.T) {
	l := newLive(time.UTC)
	apply := func(k kind, e event) {
		t.Helper()
		if err := l.apply(k, e); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	ticket := func(at time.Time, reply, resolution time.Duration) { // 0: not yet
		n++
		id := fmt.Sprint("t", n)
		apply(ticketEvent, event{Ticket: id, Event: "created", Actor: "customer", At: at})
		if reply > 0 {
			apply(ticketEvent, event{Ticket: id, Event: "replied", Actor: "agent", At: at.Add(reply)})
		}
		if resolution > 0 {
			apply(ticketEvent, event{Ticket: id, Event: "status_changed", Status: "solved", At: at.Add(resolution)})
		}
	}
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC) // a Friday: the last week is over since the 16th
	before, last := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC), time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	var first [2]tickets.DurationSample
	for i := range 40 {
		for week, at := range []time.Time{before, last} {
			reply := time.Duration(i+1) * time.Hour / time.Duration(2+2*week) // faster by half in the last week
			ticket(at, reply, 50*time.Hour)
			if err := first[week].Add(reply); err != nil {
				t.Fatal(err)
			}
		}
	}
	ticket(last, 0, 0)                          // too late by now for both targets
	ticket(now.AddDate(-1, 0, 0), time.Hour, 0) // of no week here
	for i := range 100 {
		customer := fmt.Sprint("c", i)
		for month, stay := range map[time.Month]bool{time.December: true, time.January: i < 90, time.February: i < 60} {
			if year := 2026 - int(month)/12; stay {
				apply(activeEvent, event{Customer: customer, At: time.Date(year, month, 5, 0, 0, 0, 0, time.UTC)})
			}
		}
	}
	res, ok, err := l.results(query{Unit: period.Week, Periods: 1}, now)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	difference := func(d estimate.Difference, err error) estimate.Difference {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	want := []estimate.Difference{
		difference(first[1].Compare(first[0], level)),
		// Of 40 replies after i/2 hours 16 are within 8 hours, of 40 after i/4 hours 32.
		difference(tickets.Attainment{Met: 32, Breached: 9}.Compare(tickets.Attainment{Met: 16, Breached: 24}, level)),
		difference(tickets.Attainment{Met: 40, Breached: 1}.Compare(tickets.Attainment{Met: 40}, level)),
		difference(churn.Customers{Kept: 60, Lost: 30}.Compare(churn.Customers{Kept: 90, Lost: 10}, level)),
	}
	judged, err := estimate.Holm.Judge(want, level) // those that have no data do not count
	if err != nil {
		t.Fatal(err)
	}
	c := res.Changes
	for i, got := range []moved{c.First, c.Reply, c.Resolve, c.Churn} {
		w := moved{&want[i], judged[i].Change.String(), &judged[i].P}
		if diff := cmp.Diff(w, got); diff != "" {
			t.Errorf("comparison %d (-want +got):\n%s", i, diff)
		}
	}
	if f := res.Churn; f.Month != "2026-02" || f.Before != "2026-01" || f.Opening != 90 || f.Lost != 30 || f.Percent.String() != "33.3333333333333333" {
		t.Errorf("churn %+v", f)
	}
	for _, none := range []moved{c.NPS, c.CSAT, c.CES} {
		if none.Difference != nil || none.text("2026-W10", 1, "answers") != "No comparison with 2026-W10: too few answers." {
			t.Errorf("%+v", none)
		}
	}
	// The means are 5.125 and 10.25 hours, their standard error 1.03, t 2.00.
	if got := c.First.times("2026-W10"); got != "-5.1 hours since 2026-W10 (95% -7.2 to -3.1): lower." {
		t.Error(got)
	}
	if got := c.Churn.text("2026-01", 1, "customers"); got != "+23.3 since 2026-01 (95% 11.8 to 34.5): higher." {
		t.Error(got)
	}
}
