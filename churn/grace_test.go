package churn_test

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

// away returns a ledger of a customer of a zone who leaves after a last day and is back so
// many days later, at midnights of the zone.
func away(t testing.TB, zone *time.Location, grace int, lastDay period.Period, days int) *churn.Ledger[string] {
	t.Helper()
	end, err := churn.Through(lastDay, zone)
	if err != nil {
		t.Fatal(err)
	}
	back, err := period.Day.At(lastDay.Index() + 1 + days)
	if err != nil {
		t.Fatal(err)
	}
	l := churn.NewLedger[string](churn.Policy{GraceDays: grace})
	for _, s := range []sub{
		{Customer: "ann", Start: end.AddDate(-1, 0, 0), End: end, MRR: dec("10")},
		{Customer: "ann", Start: back.In(zone).Start(), MRR: dec("10")},
	} {
		if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// A grace counts days of the calendar, whether they have 23, 24 or 25 hours.
func TestGraceOverClockChanges(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	howe, err := time.LoadLocation("Australia/Lord_Howe") // changes by half an hour
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		zone           *time.Location
		lastDay        string
		days           int
		hoursPastWeeks time.Duration
	}{
		{berlin, "2024-03-27", 7, -time.Hour},
		{berlin, "2024-10-23", 7, time.Hour},
		{berlin, "2024-10-26", 1, time.Hour},
		{berlin, "2024-06-01", 7, 0},
		{howe, "2024-04-03", 7, 30 * time.Minute},
	} {
		lastDay := period.MustParse(tc.lastDay)
		for grace := tc.days - 1; grace <= tc.days; grace++ {
			l := away(t, tc.zone, grace, lastDay, tc.days)
			end, _ := churn.Through(lastDay, tc.zone)
			w, err := l.Window(end, end.AddDate(0, 0, 1))
			if lost := w.Movement.Lost == 1; err != nil || lost != (grace < tc.days) {
				t.Errorf("%s, %d days away with a grace of %d: %v, %v", tc.lastDay, tc.days, grace, w, err)
			}
			back, err := l.ReturnedWithin(grace)
			if err != nil || back.Hits+back.Misses != 1 || back.Hits == 1 != (grace == tc.days) {
				t.Errorf("%s, %d days away, back within %d: %v, %v", tc.lastDay, tc.days, grace, back, err)
			}
		}
		back := lastDay.In(tc.zone).End().AddDate(0, 0, tc.days)
		if got := back.Sub(lastDay.In(tc.zone).End()) - time.Duration(tc.days)*24*time.Hour; got != tc.hoursPastWeeks {
			t.Errorf("%s: the gap is %v more than days of 24 hours", tc.lastDay, got)
		}
	}
}

// In any zone whose clock changes by an hour at most, and of any dates, days are days.
func TestGraceCountsDays(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(r *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(r, "zone")
		lastDay, err := period.Day.At(period.MustParse("2005-01-01").Index() + rapid.IntRange(0, 7000).Draw(r, "day"))
		if err != nil {
			r.Fatal(err)
		}
		days, grace := rapid.IntRange(1, 400).Draw(r, "days"), rapid.IntRange(0, 400).Draw(r, "grace")
		if rapid.Bool().Draw(r, "near") {
			grace = max(0, days+rapid.IntRange(-1, 1).Draw(r, "more"))
		}
		l := away(t, zone, grace, lastDay, days)
		end := lastDay.In(zone).End()
		w, err := l.Window(end, end.Add(1))
		if err != nil || w.Movement.Lost == 1 != (grace < days) {
			r.Fatalf("%v, %d days away with a grace of %d: %v, %v", lastDay, days, grace, w, err)
		}
	})
}
