package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/tickets"
)

// TestRealLog runs the mapping over the incident log that the made file has the columns of: what
// the log does not say is no number.
func TestRealLog(t *testing.T) {
	log, err := os.ReadFile("../../../shared/data/incident_event_log.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the incident log is not at hand: it is not part of the module")
	}
	if err != nil {
		t.Fatal(err)
	}
	histories, err := read(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)
	days := []time.Time{time.Date(2016, 3, 10, 0, 0, 0, 0, time.UTC), end}
	backlog, err := tickets.NewBacklog(days, 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var tally tickets.Tally
	open, reopened := uint64(0), uint64(0) // on the first of the days
	for number, h := range histories {
		ticket, err := policy.Ticket(h)
		if err := errors.Join(err, tally.Add(ticket), backlog.Add(ticket)); err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		for _, m := range []tickets.Metric{tickets.MetricFirstResponse, tickets.MetricNextReply, tickets.MetricResponse, tickets.MetricCallHold} {
			a, err := tickets.Target{Metric: m, Within: 4 * time.Hour}.Judge(ticket, end)
			if !errors.Is(err, cx.ErrNoData) || a != (tickets.Attainment{}) {
				t.Fatalf("%s: %v judged %v, %v", number, m, a, err)
			}
			if times, err := ticket.Measure(m, end); !errors.Is(err, cx.ErrNoData) || len(times) > 0 {
				t.Fatalf("%s: %v measured %v, %v", number, m, times, err)
			}
		}
		if before, err := policy.Ticket(h.Before(days[0])); err == nil && before.OpenAt(days[0]) {
			open++
		}
		if ticket.Details.Reopens > 0 {
			reopened++
		}
	}
	for name, score := range map[string]func() error{
		"first response": func() error { _, err := tally.Times(tickets.MetricFirstResponse).Score(); return err },
		"next reply":     func() error { _, err := tally.Times(tickets.MetricNextReply).Mean(); return err },
		"call hold":      func() error { _, err := tally.Times(tickets.MetricCallHold).Interval(0.95); return err },
		"first contact":  func() error { _, err := tally.FirstContact().Score(); return err },
		"one-touch":      func() error { _, err := tally.OneTouch().Score(); return err },
		"replies":        func() error { _, err := tally.Replies().Score(); return err },
		"contacts":       func() error { _, err := tally.Contacts().Score(); return err },
		"ratings":        func() error { _, err := tally.Ratings().Score(); return err },
		"reassignments":  func() error { _, err := tally.Reassignments().Score(); return err },
	} {
		if err := score(); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: %v, want that it is not known", name, err)
		}
	}
	// And what it says is.
	if tally.Volume() != 890 || tally.Resolved().Value.Hits != 890 || tally.Times(tickets.MetricResolution).N() != 890 || tally.Waiting() != 0 {
		t.Error(tally)
	}
	if r := tally.Reopened(); r.Value.Hits != reopened || reopened == 0 || r.Value.Misses != 890-reopened || r.Unknown != 0 {
		t.Errorf("reopened %v", r)
	}
	for s := range backlog.All() {
		if want := map[bool]uint64{true: open}[s.At.Equal(days[0])]; s.Open != want {
			t.Errorf("%d open at %v, want %d", s.Open, s.At, want)
		}
	}
}
