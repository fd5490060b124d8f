package churn_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// stepsOf are the times, with how many were lost and censored.
func stepsOf(t testing.TB, l *churn.Lifetimes, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.KaplanMeier()
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for s := range c.Steps() {
		text += fmt.Sprintf("%d: %d lost, %d censored; ", s.Time, s.Lost, s.Censored)
	}
	return text
}

func TestCalendarLifetimes(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	at := func(text string) time.Time {
		day, err := time.ParseInLocation(time.DateOnly, text, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	// One customer for each day of 2023, who stays 90 days.
	year := churn.NewLedger[int](churn.Policy{})
	for i := range 365 {
		start := at("2023-01-01").AddDate(0, 0, i)
		must(t, year.Add(churn.Subscription[int]{Customer: i, Start: start, End: start.AddDate(0, 0, 90), MRR: dec("10")}))
	}
	got, err := year.CalendarLifetimes(berlin, period.Day, time.Time{}, at("2025-01-01"))
	if text := stepsOf(t, got, err); text != "90: 365 lost, 0 censored; " {
		t.Errorf("90 days: %s", text)
	}
	// In days of 24 hours, those who lived through a day of 25 left on the 91st.
	got, err = year.Lifetimes(time.Time{}, at("2025-01-01"), 24*time.Hour)
	if text := stepsOf(t, got, err); text != "90: 275 lost, 0 censored; 91: 90 lost, 0 censored; " {
		t.Errorf("90 times 24 hours: %s", text)
	}
	for _, tc := range []struct {
		start, end string
		unit       period.Unit
		want       int64
	}{
		{"2024-10-26", "2024-10-29", period.Day, 3},
		{"2024-03-30", "2024-04-02", period.Day, 3},
		{"2024-01-31", "2024-02-29", period.Month, 1},
		{"2024-03-01", "2024-04-01", period.Month, 1},
		{"2024-02-01", "2024-03-01", period.Month, 1},
		{"2024-01-31", "2024-03-31", period.Month, 2}, // from the start, not from 29 February
		{"2024-01-31", "2024-03-30", period.Month, 2}, // broken off
		{"2024-01-31", "2024-03-01", period.Month, 2}, // broken off
		{"2024-02-29", "2025-02-28", period.Year, 1},
		{"2024-02-29", "2025-02-28", period.Month, 12},
		{"2024-01-15", "2024-04-15", period.Quarter, 1},
		{"2024-01-15", "2024-04-16", period.Fiscal(period.Quarter, time.February), 2},
		{"2024-01-03", "2024-01-17", period.Week, 2},
		{"2024-01-03", "2024-01-17", period.WeekStarting(time.Sunday), 2},
		{"2024-01-03", "2024-01-18", period.Week, 3},
	} {
		l := ledgerWith(t, churn.Policy{}, sub{Customer: "ann", Start: at(tc.start), End: at(tc.end)})
		got, err := l.CalendarLifetimes(berlin, tc.unit, time.Time{}, at("2026-01-01"))
		if text := stepsOf(t, got, err); text != fmt.Sprintf("%d: 1 lost, 0 censored; ", tc.want) {
			t.Errorf("%s to %s in %vs: %s want %d", tc.start, tc.end, tc.unit, text, tc.want)
		}
	}
	// Who is still there counts at the last whole month, and enters at a whole one.
	l := ledgerWith(t, churn.Policy{}, sub{Customer: "ann", Start: at("2024-01-31")})
	got, err = l.CalendarLifetimes(berlin, period.Month, at("2024-02-29"), at("2024-06-29"))
	if text := stepsOf(t, got, err); text != "4: 0 lost, 1 censored; " {
		t.Error(text)
	}
	var want churn.Lifetimes
	must(t, want.Add(churn.Lifetime{Entry: 1, Time: 4}))
	a, err1 := want.MarshalJSON()
	b, err2 := got.MarshalJSON()
	if must(t, err1, err2); !bytes.Equal(a, b) {
		t.Errorf("%s, want %s", b, a)
	}
	// In the hour that the clock shows twice.
	for _, minutes := range []int{55, 60} {
		start := time.Date(2024, 10, 27, 0, 15, 0, 0, time.UTC) // 02:15 in Berlin
		l := ledgerWith(t, churn.Policy{}, sub{Customer: "ann", Start: start, End: start.Add(time.Duration(minutes) * time.Minute)})
		got, err = l.CalendarLifetimes(berlin, period.Day, time.Time{}, at("2025-01-01"))
		if text := stepsOf(t, got, err); text != "1: 1 lost, 0 censored; " {
			t.Errorf("%d minutes: %s", minutes, text)
		}
	}
	if _, err := l.CalendarLifetimes(berlin, 0, time.Time{}, at("2024-06-29")); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("no unit: %v", err)
	}
	if _, err := l.CalendarLifetimes(nil, period.Day, at("2024-06-29"), at("2024-06-28")); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("backwards: %v", err)
	}
}

// The k-th unit ends where the clock shows the time of the start, k units later.
func calendarLifetimesFollowTheirDefinition(t *rapid.T) {
	zone, err := time.LoadLocation(rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata"}).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	unit := rapid.SampledFrom([]period.Unit{period.Day, period.Week, period.Month, period.Quarter, period.HalfYear, period.Year}).Draw(t, "unit")
	moment := func(name string) time.Time {
		// Mostly near the end of a month.
		d := time.Date(2015, time.Month(rapid.IntRange(1, 100).Draw(t, name)), rapid.SampledFrom([]int{1, 15, 28, 29, 30, 31}).Draw(t, "day"), rapid.SampledFrom([]int{0, 2, 3, 12}).Draw(t, "hour"), 0, 0, 0, zone)
		return d.Add(time.Duration(rapid.IntRange(0, 1).Draw(t, "ns")))
	}
	start, end, until := moment("start"), moment("end"), moment("until")
	if end.Before(start) {
		start, end = end, start
	}
	l := churn.NewLedger[int](churn.Policy{})
	if err := l.Add(churn.Subscription[int]{Customer: 1, Start: start, End: end}); err != nil {
		t.Fatal(err)
	}
	got, err := l.CalendarLifetimes(zone, unit, time.Time{}, until)
	if err != nil {
		t.Fatal(err)
	}
	clock := func(at time.Time) time.Time { // what a clock on the wall shows, in a zone that has all hours
		at = at.In(zone)
		return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
	}
	ends := func(k int) time.Time {
		from := clock(start)
		switch unit {
		case period.Day:
			return from.AddDate(0, 0, k)
		case period.Week:
			return from.AddDate(0, 0, 7*k)
		}
		months := k * map[period.Unit]int{period.Month: 1, period.Quarter: 3, period.HalfYear: 6, period.Year: 12}[unit]
		to := from.AddDate(0, months, 0)
		for to.Day() != from.Day() && to.Day() < 4 { // it ran over the end of the month
			to = to.AddDate(0, 0, -1)
			if to.Day() > 27 {
				break
			}
		}
		return to
	}
	var want churn.Lifetimes
	if !start.Equal(end) && !until.Before(start) {
		lost := !end.After(until)
		last := clock(until)
		if lost {
			last = clock(end)
		}
		k := 0
		for !ends(k + 1).After(last) {
			k++
		}
		if lost && (!ends(k).Equal(last) || k == 0) {
			k++
		}
		if err := want.Add(churn.Lifetime{Time: int64(k), Lost: lost}); err != nil {
			t.Fatal(err)
		}
	}
	a, err1 := want.MarshalBinary()
	b, err2 := got.MarshalBinary()
	if err1 != nil || err2 != nil || !slices.Equal(a, b) {
		t.Fatalf("%v to %v until %v: %v, want %v", start, end, until, got, &want)
	}
}

func TestCalendarLifetimesFollowTheirDefinition(t *testing.T) {
	rapid.Check(t, calendarLifetimesFollowTheirDefinition)
}
