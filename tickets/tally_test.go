package tickets_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/tickets"
)

var monday = time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)

func TestTallyMeans(t *testing.T) {
	var tally tickets.Tally
	for _, ticket := range []tickets.Ticket{
		{Created: monday, FirstReply: monday.Add(10 * time.Minute), Resolved: monday.Add(time.Hour)},
		{Created: monday, FirstReply: monday.Add(21 * time.Minute), Resolved: monday.Add(4 * time.Hour)},
		{Created: monday, FirstReply: monday},
		{Created: monday},
	} {
		if err := tally.Add(ticket); err != nil {
			t.Fatal(err)
		}
	}
	if got := tally.Volume(); got != 4 {
		t.Errorf("volume %d, want 4", got)
	}
	if got := tally.Backlog(); got != 2 {
		t.Errorf("backlog %d, want 2", got)
	}
	if got, want := tally.Resolved().Value, (estimate.Proportion{Hits: 2, Misses: 2}); got != want {
		t.Errorf("resolved %v, want %v", got, want)
	}
	// (10 + 21 + 0) / 3 = 10 1/3 minutes: the instant reply is a time of zero, the
	// ticket without a reply is none.
	if got, err := tally.Times(tickets.MetricFirstResponse).Mean(); err != nil || got != 620*time.Second {
		t.Errorf("mean first response %v, %v, want 10m20s", got, err)
	}
	if got, err := tally.Times(tickets.MetricFirstResponse).MeanIn(time.Minute); err != nil || got.String() != "10.3333333333333333" {
		t.Errorf("mean first response %v minutes, %v", got, err)
	}
	if got, err := tally.Times(tickets.MetricResolution).Mean(); err != nil || got != 150*time.Minute {
		t.Errorf("mean resolution %v, %v, want 2h30m", got, err)
	}
}

func TestSumsPastThreeHundredTicketYears(t *testing.T) {
	var tally tickets.Tally
	const years = 400
	year := 365 * 24 * time.Hour
	for range years {
		if err := tally.Add(tickets.Ticket{Created: monday, Resolved: monday.Add(year)}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := tally.Times(tickets.MetricResolution).Mean(); err != nil || got != year {
		t.Errorf("mean of %d years each of one year: %v, %v", years, got, err)
	}
	var longest tickets.DurationSample
	if err := longest.AddN(math.MaxInt64, math.MaxUint64); err != nil {
		t.Fatal(err)
	}
	if got, err := longest.Mean(); err != nil || got != math.MaxInt64 {
		t.Errorf("mean %v, %v", got, err)
	}
}

func TestWallRefusesWhatItCannotTell(t *testing.T) {
	elapsed := func(from, to time.Time) (time.Duration, error) {
		return tickets.Ticket{Created: from, Resolved: to}.Resolution()
	}
	year1 := time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)
	if d, err := elapsed(year1, monday); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("2023 years: %v, %v, want cx.ErrOverflow", d, err)
	}
	if d, err := elapsed(monday, monday.Add(-1)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("backwards: %v, %v, want cx.ErrOutOfRange", d, err)
	}
	if d, err := elapsed(monday, monday.Add(math.MaxInt64)); err != nil || d != math.MaxInt64 {
		t.Errorf("the longest duration: %v, %v", d, err)
	}
	if d, err := elapsed(monday, monday.Add(math.MaxInt64).Add(1)); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("one more than the longest duration: %v, %v, want cx.ErrOverflow", d, err)
	}
}

func TestAddRefusesImpossibleTickets(t *testing.T) {
	var tally tickets.Tally
	if err := tally.Add(tickets.Ticket{Created: monday, Resolved: monday}); err != nil {
		t.Fatal(err)
	}
	before := tally
	for name, ticket := range map[string]tickets.Ticket{
		"never created":              {FirstReply: monday},
		"answered before created":    {Created: monday, FirstReply: monday.Add(-1)},
		"resolved before created":    {Created: monday, Resolved: monday.Add(-1)},
		"resolved beyond a Duration": {Created: monday, Resolved: monday.AddDate(300, 0, 0)},
	} {
		if err := tally.Add(ticket); err == nil || tally != before {
			t.Errorf("%s: error %v, tally %+v, before %+v", name, err, tally, before)
		}
	}
	if _, err := (tickets.Tally{}).Times(tickets.MetricResolution).Mean(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("mean of nothing: %v, want cx.ErrNoData", err)
	}
}

// flowOf returns the ticket's part in a window.
func flowOf(t interface{ Fatal(args ...any) }, ticket tickets.Ticket, from, to time.Time) tickets.Flow {
	f, err := ticket.Flow(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
