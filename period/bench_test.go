package period_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// Of beside time.Time.Date of the same instants, with the ratio of the two. The zones
// differ in how time finds an offset: no look-up, one offset, a table, and a rule. The hours
// differ in whether a clock can have gone back across midnight: in the far west any, else
// those of the evening.
func BenchmarkOfBesideDate(b *testing.B) {
	units := []period.Unit{
		period.Day, period.Week, period.Month, period.Quarter, period.HalfYear, period.Year,
		period.WeekStarting(time.Sunday), period.Fiscal(period.Quarter, time.February), period.Fiscal(period.Year, time.April),
	}
	for _, c := range []struct {
		name string
		loc  *time.Location
		year int
	}{
		{"UTC", time.UTC, 2024},
		{"Fixed+1", time.FixedZone("", 3600), 2024},
		{"Fixed-10", time.FixedZone("", -36000), 2024},
		{"Kolkata", zone(b, "Asia/Kolkata"), 2024},
		{"Honolulu", zone(b, "Pacific/Honolulu"), 2024},
		{"Anchorage", zone(b, "America/Anchorage"), 2024},
		{"Berlin", zone(b, "Europe/Berlin"), 2024},
		{"NewYork1995", zone(b, "America/New_York"), 1995},
		{"NewYork2024", zone(b, "America/New_York"), 2024},
		{"NewYork2026", zone(b, "America/New_York"), 2026},
		{"NewYork2040", zone(b, "America/New_York"), 2040},
	} {
		noon := time.Date(c.year, 5, 15, 12, 30, 0, 0, c.loc)
		for _, when := range []struct {
			name        string
			first, step time.Duration // of a thousand instants, from noon
		}{
			{"noon", 0, 0},
			{"evening", 11 * time.Hour, 0}, // when the clock may have gone back across midnight
			{"year", 0, 8*time.Hour + 45*time.Minute},
		} {
			instants := make([]time.Time, 1000)
			for i := range instants {
				instants[i] = noon.Add(when.first + time.Duration(i)*when.step)
			}
			for _, u := range units {
				b.Run(fmt.Sprintf("%s/%s/%s", c.name, when.name, u), func(b *testing.B) {
					// In turn, and of each the fastest: other work on the machine slows both.
					date, of := time.Hour, time.Hour
					for b.Loop() {
						start := time.Now()
						for _, at := range instants {
							at.Date()
						}
						between := time.Now()
						for _, at := range instants {
							u.Of(at)
						}
						of, date = min(of, time.Since(between)), min(date, between.Sub(start))
					}
					b.ReportMetric(float64(date)/1000, "ns/Date")
					b.ReportMetric(float64(of)/1000, "ns/Of")
					b.ReportMetric(float64(of)/float64(date), "times-Date")
				})
			}
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
	plan := period.Hours{Zone: zone(b, "America/New_York"), Holidays: []period.Period{parse(b, "2024-07-04"), parse(b, "2024-12-25")}}
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

// Tickets of two years in any order, so that no branch can be foreseen.
func BenchmarkElapsedAnyOrder(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var from, to [1 << 14]time.Time
	for i := range from {
		from[i] = time.Unix(1_704_067_200+random.Int64N(2*365*86400), 0).In(zone(b, "America/New_York"))
		to[i] = from[i].Add(time.Duration(random.Int64N(int64(6 * day24))))
	}
	three := []period.Shift{
		{Open: 6 * time.Hour, Close: 9 * time.Hour}, {Open: 10 * time.Hour, Close: 12 * time.Hour}, {Open: 13 * time.Hour, Close: 17 * time.Hour},
	}
	for name, shifts := range map[string][]period.Shift{"OneShift": {nineToFive}, "ThreeShifts": three} {
		s := schedule(b, period.Hours{Zone: zone(b, "America/New_York"), Week: weekdays(shifts...)})
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				s.Elapsed(from[i%len(from)], to[i%len(to)])
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	s := schedule(b, period.Hours{Zone: zone(b, "America/New_York"), Week: weekdays(nineToFive)})
	from := time.Date(2024, 3, 8, 15, 4, 5, 6, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		s.Add(from, 40*time.Hour)
	}
}

func BenchmarkNewSchedule(b *testing.B) {
	plan := period.Hours{Zone: zone(b, "America/New_York"), Week: weekdays(nineToFive)}
	b.ReportAllocs()
	for b.Loop() {
		period.NewSchedule(plan)
	}
}

func TestNoAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s := schedule(t, period.Hours{Zone: zone(t, "America/New_York"), Week: weekdays(nineToFive)})
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
		"Period.Add":               func() { month.Add(1) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
