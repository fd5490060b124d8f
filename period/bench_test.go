package period_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// The zones differ in how time finds an offset: no look-up, one offset, a table, and a
// rule. The times differ in whether a clock can have gone back across midnight: at noon
// not, but in the far west, and in the evening.
func BenchmarkOf(b *testing.B) {
	for _, c := range []struct {
		name string
		loc  *time.Location
		at   string
	}{
		{"UTC", time.UTC, "2024-05-15T12:30:00Z"},
		{"UTC/evening", time.UTC, "2024-05-15T23:30:00Z"},
		{"fixed", time.FixedZone("", 3600), "2024-05-15T12:30:00Z"},
		{"fixed/evening", time.FixedZone("", 3600), "2024-05-15T23:30:00Z"},
		{"NewYork1995", zone(b, "America/New_York"), "1995-05-15T12:30:00Z"},
		{"NewYork2024", zone(b, "America/New_York"), "2024-05-15T12:30:00Z"},
		{"NewYork2024/evening", zone(b, "America/New_York"), "2024-05-15T23:30:00Z"},
		{"NewYork2026", zone(b, "America/New_York"), "2026-05-15T12:30:00Z"},
		{"NewYork2040/Dec31", zone(b, "America/New_York"), "2040-12-31T23:15:00Z"},
		{"Kolkata", zone(b, "Asia/Kolkata"), "2024-05-15T12:30:00Z"},
		{"Kolkata/evening", zone(b, "Asia/Kolkata"), "2024-05-15T23:30:00Z"},
		{"Honolulu", zone(b, "Pacific/Honolulu"), "2024-05-15T12:30:00Z"},
		{"Honolulu/evening", zone(b, "Pacific/Honolulu"), "2024-05-15T23:30:00Z"},
		{"Anchorage", zone(b, "America/Anchorage"), "2024-01-15T12:30:00Z"},
	} {
		at := instant(b, c.at)
		at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, c.loc)
		b.Run(c.name+"/Date", func(b *testing.B) {
			for b.Loop() {
				at.Date()
			}
		})
		for _, u := range []period.Unit{period.Day, period.Week, period.Month, period.Quarter, period.Year} {
			b.Run(c.name+"/Of/"+u.String(), func(b *testing.B) {
				for b.Loop() {
					u.Of(at)
				}
			})
		}
	}
}

func BenchmarkIn(b *testing.B) {
	month, newYork := parse(b, "2024-03"), zone(b, "America/New_York")
	for b.Loop() {
		month.In(newYork)
	}
}

// A ticket's three days, in the compiled years and out of them, with one shift a
// day and with three, and holidays.
func BenchmarkElapsed(b *testing.B) {
	three := []period.Shift{
		{Open: 6 * time.Hour, Close: 9 * time.Hour}, {Open: 10 * time.Hour, Close: 12 * time.Hour}, {Open: 13 * time.Hour, Close: 17 * time.Hour},
	}
	plan := period.Plan{Zone: zone(b, "America/New_York"), Holidays: []period.Period{parse(b, "2024-07-04"), parse(b, "2024-12-25")}}
	for name, shifts := range map[string][]period.Shift{"OneShift": {nineToFive}, "ThreeShifts": three} {
		plan.Week = weekdays(shifts...)
		s := schedule(b, plan)
		for _, year := range []int{2024, 2124} {
			from := time.Date(year, 3, 8, 15, 4, 5, 6, time.UTC)
			to := from.Add(3 * day24)
			b.Run(fmt.Sprintf("%s/%d", name, year), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					s.Elapsed(from, to)
				}
			})
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	s := schedule(b, period.Plan{Zone: zone(b, "America/New_York"), Week: weekdays(nineToFive)})
	from := time.Date(2024, 3, 8, 15, 4, 5, 6, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		s.Add(from, 40*time.Hour)
	}
}

func BenchmarkNewSchedule(b *testing.B) {
	plan := period.Plan{Zone: zone(b, "America/New_York"), Week: weekdays(nineToFive)}
	b.ReportAllocs()
	for b.Loop() {
		period.NewSchedule(plan)
	}
}

func TestNoAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s := schedule(t, period.Plan{Zone: zone(t, "America/New_York"), Week: weekdays(nineToFive)})
	from := time.Date(2024, 3, 8, 15, 4, 5, 6, time.UTC).In(zone(t, "Asia/Tokyo"))
	to, month := from.Add(3*day24), parse(t, "2024-03")
	for name, f := range map[string]func(){
		"Elapsed":                  func() { s.Elapsed(from, to) },
		"Elapsed out of the table": func() { s.Elapsed(from.AddDate(100, 0, 0), to.AddDate(100, 0, 0)) },
		"Add":                      func() { s.Add(from, 40*time.Hour) },
		"Open":                     func() { s.Open(from) },
		"NextOpening":              func() { s.NextOpening(from) },
		"Of":                       func() { period.Month.Of(from) },
		"In":                       func() { month.In(from.Location()) },
		"Next":                     func() { month.Next() },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
