package period_test

import (
	"errors"
	"math"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

const day24 = 24 * time.Hour

// What package tickets asks of a clock.
var _ interface {
	Elapsed(from, to time.Time) (time.Duration, error)
} = period.Schedule{}

// weekdays returns a week with the same shifts from Monday to Friday.
func weekdays(shifts ...period.Shift) (week [7][]period.Shift) {
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = shifts
	}
	return week
}

// daily returns a week with the same shifts every day.
func daily(shifts ...period.Shift) (week [7][]period.Shift) {
	for d := range week {
		week[d] = shifts
	}
	return week
}

var nineToFive = period.Shift{Open: 9 * time.Hour, Close: 17 * time.Hour}

func schedule(t testing.TB, p ...period.Hours) period.Schedule {
	t.Helper()
	s, err := period.NewSchedule(p...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// plans to be asked by name, each twice: compiled for the years in question, and
// for others, so that both ways to an answer are tested.
func plans(t testing.TB) map[string]period.Hours {
	t.Helper()
	newYork, berlin, apia := zone(t, "America/New_York"), zone(t, "Europe/Berlin"), zone(t, "Pacific/Apia")
	return map[string]period.Hours{
		"new york 9-17":  {Zone: newYork, Week: weekdays(nineToFive)},
		"new york 24/7":  {Zone: newYork, Week: daily(period.Shift{Open: 0, Close: day24})},
		"new york daily": {Zone: newYork, Week: daily(nineToFive)},
		"berlin 9-17":    {Zone: berlin, Week: weekdays(nineToFive), Holidays: []period.Period{parse(t, "2024-05-01")}},
		"new york nights": {
			Zone: newYork, Week: weekdays(period.Shift{Open: 22 * time.Hour, Close: 6 * time.Hour}),
			Holidays: []period.Period{parse(t, "2024-03-06")},
		},
		"new york 2:30-3:15": {Zone: newYork, Week: daily(period.Shift{Open: 150 * time.Minute, Close: 195 * time.Minute})},
		"new york 1:15-1:45": {Zone: newYork, Week: daily(period.Shift{Open: 75 * time.Minute, Close: 105 * time.Minute})},
		"new york halves": {Zone: newYork, Week: daily(
			period.Shift{Open: 0, Close: 90 * time.Minute}, period.Shift{Open: 90 * time.Minute, Close: day24})},
		"berlin breaks": {Zone: berlin, Week: weekdays(
			period.Shift{Open: 9 * time.Hour, Close: 12*time.Hour + 30*time.Minute},
			period.Shift{Open: 13*time.Hour + 15*time.Second, Close: 15 * time.Hour},
			period.Shift{Open: 15 * time.Hour, Close: 18 * time.Hour})},
		"berlin eve": {Zone: berlin, Week: daily(nineToFive), Dates: map[period.Period][]period.Shift{
			parse(t, "2024-12-24"): {{Open: 9 * time.Hour, Close: 12 * time.Hour}},
			parse(t, "2024-12-25"): nil,
		}},
		"tokyo early":   {Zone: zone(t, "Asia/Tokyo"), Week: daily(period.Shift{Open: time.Hour, Close: 3 * time.Hour})},
		"new york long": {Zone: newYork, Week: daily(period.Shift{Open: 22 * time.Hour, Close: 21*time.Hour + 30*time.Minute})},
		"new york overlap": {Zone: newYork, Week: daily(
			period.Shift{Open: 30 * time.Minute, Close: 45 * time.Minute}, period.Shift{Open: 22 * time.Hour, Close: 6 * time.Hour})},
		"new york 0-1": {Zone: newYork, Week: daily(period.Shift{Open: 0, Close: time.Hour})},
		"apia":         {Zone: apia, Week: daily(nineToFive)},
	}
}

func TestElapsed(t *testing.T) {
	plans := plans(t)
	for _, c := range []struct {
		plan, from, to string
		seconds        float64
	}{
		{"new york 9-17", "2024-03-08T20:00:00Z", "2024-03-11T15:00:00Z", 14400},
		{"new york 24/7", "2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 82800},
		{"new york 24/7", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 90000},
		{"new york daily", "2024-03-10T08:30:00-04:00", "2024-03-10T09:30:00-04:00", 1800},
		{"berlin 9-17", "2024-04-30T14:00:00Z", "2024-05-02T08:00:00Z", 7200},

		// The night before a holiday runs to its end; the holiday's own does not begin.
		{"new york nights", "2024-03-05T12:00:00-05:00", "2024-03-07T12:00:00-05:00", 8 * 3600},
		{"new york nights", "2024-03-06T12:00:00-05:00", "2024-03-07T12:00:00-05:00", 0},
		// The night that skips an hour, Friday's, does not: Saturday to Sunday does, which nobody works.
		{"new york nights", "2024-03-08T12:00:00-05:00", "2024-03-11T12:00:00-04:00", 8 * 3600},

		// 02:30 is skipped and becomes 03:00: 15 minutes are left of 45.
		{"new york 2:30-3:15", "2024-03-10T00:00:00-05:00", "2024-03-10T12:00:00-04:00", 900},
		{"new york 2:30-3:15", "2024-03-09T00:00:00-05:00", "2024-03-09T12:00:00-05:00", 2700},
		// From the first 01:15 to the last 01:45 it is an hour and a half.
		{"new york 1:15-1:45", "2024-11-03T00:00:00-04:00", "2024-11-03T12:00:00-05:00", 5400},
		// It is still open when the clock shows 01:00 again, and at 01:15 does not open again.
		{"new york 1:15-1:45", "2024-11-03T01:00:00-05:00", "2024-11-03T12:00:00-05:00", 2700},
		{"new york 1:15-1:45", "2024-11-03T01:30:00-04:00", "2024-11-03T01:20:00-05:00", 3000},
		// It opens within the hour that will come again, but not yet.
		{"new york 1:15-1:45", "2024-11-03T00:00:00-04:00", "2024-11-03T01:05:00-04:00", 0},
		// The night goes on, though what opened last has closed.
		{"new york overlap", "2024-11-03T00:00:00-04:00", "2024-11-03T12:00:00-05:00", 7 * 3600},
		// 01:00 comes twice, and it is the last that closes.
		{"new york 0-1", "2024-11-03T00:00:00-04:00", "2024-11-03T12:00:00-05:00", 7200},
		{"new york 0-1", "2024-11-04T00:00:00-05:00", "2024-11-04T12:00:00-05:00", 3600},
		// Closing at the last 01:30 and opening at the first, it has two shifts open for an hour: that counts once.
		{"new york halves", "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 90000},

		{"berlin breaks", "2024-06-03T00:00:00+02:00", "2024-06-04T00:00:00+02:00", 8.5*3600 - 15},
		{"berlin breaks", "2024-06-03T12:59:59+02:00", "2024-06-03T13:00:16.25+02:00", 1.25},
		{"berlin breaks", "2024-06-03T12:29:59.999999999+02:00", "2024-06-03T13:00:00+02:00", 1e-9},
		{"berlin breaks", "2024-06-03T12:29:59.25+02:00", "2024-06-03T12:45:00.5+02:00", 0.75},
		{"berlin breaks", "2024-06-03T12:45:00.5+02:00", "2024-06-03T13:00:16.25+02:00", 1.25},
		{"berlin eve", "2024-12-23T17:00:00+01:00", "2024-12-26T10:00:00+01:00", 4 * 3600},
		// Open since the day before yesterday, as UTC counts days.
		{"new york long", "2024-06-05T01:00:00Z", "2024-06-05T01:50:00Z", 1800},
		// In Tokyo it is the day after.
		{"tokyo early", "2024-06-03T16:30:00Z", "2024-06-03T17:30:00Z", 3600},
		// 2011-12-30 did not happen in Apia.
		{"apia", "2011-12-29T17:00:00-10:00", "2011-12-31T09:00:00+14:00", 0},
		{"apia", "2011-12-29T00:00:00-10:00", "2012-01-01T00:00:00+14:00", 2 * 8 * 3600},
	} {
		for _, compiled := range []int{2000, 1900, 1950, 2100} {
			plan := plans[c.plan]
			plan.FirstYear, plan.LastYear = compiled, compiled+49
			s := schedule(t, plan)
			from, to := instant(t, c.from), instant(t, c.to)
			got, err := s.Elapsed(from, to)
			if want := time.Duration(math.Round(c.seconds * 1e9)); err != nil || got != want {
				t.Errorf("%s, compiled from %d: Elapsed(%s, %s) = %v, %v; want %v", c.plan, compiled, c.from, c.to, got, err, want)
			}
			// The zones of the instants say nothing.
			if again, err := s.Elapsed(from.In(zone(t, "Asia/Kathmandu")), to.UTC()); err != nil || again != got {
				t.Errorf("%s: Elapsed of the same instants in other zones = %v, %v; want %v", c.plan, again, err, got)
			}
		}
	}
}

func TestEdges(t *testing.T) {
	plans := plans(t)
	for _, c := range []struct{ plan, at, opening, closing string }{
		{"new york 9-17", "2024-03-08T20:00:00Z", "2024-03-11T09:00:00-04:00", "2024-03-08T17:00:00-05:00"},
		{"new york 9-17", "2024-03-08T09:00:00-05:00", "2024-03-11T09:00:00-04:00", "2024-03-08T17:00:00-05:00"},
		{"new york 9-17", "2024-03-08T08:59:59.9-05:00", "2024-03-08T09:00:00-05:00", "2024-03-08T17:00:00-05:00"},
		{"new york 9-17", "2024-03-08T17:00:00-05:00", "2024-03-11T09:00:00-04:00", "2024-03-11T17:00:00-04:00"},
		{"new york 2:30-3:15", "2024-03-09T12:00:00-05:00", "2024-03-10T03:00:00-04:00", "2024-03-10T03:15:00-04:00"},
		{"new york 1:15-1:45", "2024-11-03T00:00:00-04:00", "2024-11-03T01:15:00-04:00", "2024-11-03T01:45:00-05:00"},
		// Shifts that touch are one opening.
		{"berlin breaks", "2024-06-03T12:45:00+02:00", "2024-06-03T13:00:15+02:00", "2024-06-03T18:00:00+02:00"},
		{"new york nights", "2024-03-05T23:00:00-05:00", "2024-03-07T22:00:00-05:00", "2024-03-06T06:00:00-05:00"},
		{"new york 24/7", "2024-03-05T23:00:00-05:00", "", ""},
		{"new york halves", "2024-03-05T23:00:00-05:00", "", ""},
	} {
		for _, compiled := range []int{2000, 1900, 2100, 2023} {
			plan := plans[c.plan]
			plan.FirstYear, plan.LastYear = compiled, compiled+49
			if compiled == 2023 {
				plan.LastYear = 2023
			}
			s := schedule(t, plan)
			for _, edge := range []struct {
				name, want string
				of         func(time.Time) (time.Time, error)
			}{{"NextOpening", c.opening, s.NextOpening}, {"NextClosing", c.closing, s.NextClosing}} {
				got, err := edge.of(instant(t, c.at))
				if edge.want == "" {
					if !errors.Is(err, cx.ErrNoData) {
						t.Errorf("%s, compiled from %d: %s(%s) = %v, %v; want cx.ErrNoData", c.plan, compiled, edge.name, c.at, got, err)
					}
				} else if err != nil || got.Format(time.RFC3339Nano) != edge.want {
					t.Errorf("%s, compiled from %d: %s(%s) = %v, %v; want %s", c.plan, compiled, edge.name, c.at, got, err, edge.want)
				}
			}
		}
	}
}

func TestOpen(t *testing.T) {
	s := schedule(t, plans(t)["new york 9-17"])
	for at, want := range map[string]bool{
		"2024-03-08T08:59:59.999999999-05:00": false,
		"2024-03-08T09:00:00-05:00":           true,
		"2024-03-08T16:59:59.999999999-05:00": true,
		"2024-03-08T17:00:00-05:00":           false,
		"2024-03-09T12:00:00-05:00":           false,
		"1924-03-07T12:00:00-05:00":           true,
		"2124-03-07T12:00:00-05:00":           true,
	} {
		if got := s.Open(instant(t, at)); got != want {
			t.Errorf("Open(%s) = %t, want %t", at, got, want)
		}
	}
}

func TestAdd(t *testing.T) {
	plans := plans(t)
	for _, c := range []struct {
		plan, from string
		d          time.Duration
		want       string
	}{
		{"new york 9-17", "2024-03-08T20:00:00Z", 4 * time.Hour, "2024-03-11T11:00:00-04:00"},
		{"new york 9-17", "2024-03-08T20:00:00Z", 2 * time.Hour, "2024-03-08T17:00:00-05:00"},
		{"new york 9-17", "2024-03-08T20:00:00Z", 2*time.Hour + 1, "2024-03-11T09:00:00.000000001-04:00"},
		{"new york 9-17", "2024-03-09T20:00:00Z", 0, "2024-03-09T15:00:00-05:00"},
		{"new york 9-17", "2024-03-09T20:00:00Z", 1, "2024-03-11T09:00:00.000000001-04:00"},
		{"new york 9-17", "2024-03-08T09:00:00.75-05:00", 500 * time.Millisecond, "2024-03-08T09:00:01.25-05:00"},
		// The last second before the closing, begun; and the rest of it, and the first after.
		{"new york 9-17", "2024-03-08T16:59:59-05:00", 500 * time.Millisecond, "2024-03-08T16:59:59.5-05:00"},
		{"new york 9-17", "2024-03-08T16:59:59.25-05:00", 750 * time.Millisecond, "2024-03-08T17:00:00-05:00"},
		{"new york 9-17", "2024-03-08T16:59:59.5-05:00", time.Second, "2024-03-11T09:00:00.5-04:00"},
		{"new york 24/7", "2024-11-03T00:00:00-04:00", 25 * time.Hour, "2024-11-04T00:00:00-05:00"},
		{"berlin 9-17", "2024-04-30T14:00:00Z", 2 * time.Hour, "2024-05-02T10:00:00+02:00"},
	} {
		for _, compiled := range []int{2000, 1900, 2100, 2023} {
			plan := plans[c.plan]
			plan.FirstYear, plan.LastYear = compiled, compiled+49
			if compiled == 2023 {
				plan.LastYear = 2023
			}
			got, err := schedule(t, plan).Add(instant(t, c.from), c.d)
			if err != nil || got.Format(time.RFC3339Nano) != c.want {
				t.Errorf("%s, compiled from %d: Add(%s, %v) = %v, %v; want %s", c.plan, compiled, c.from, c.d, got, err, c.want)
			}
		}
	}
}

// The year 1 to 9999 with one second a week takes longest to find out that there
// are no 292 years in it.
func TestNothingHangs(t *testing.T) {
	first, last := time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	now := time.Date(2024, 3, 8, 0, 0, 0, 0, time.UTC)
	none := schedule(t, period.Hours{Zone: time.UTC})
	holidays := schedule(t, period.Hours{
		Zone: time.UTC, Week: daily(nineToFive),
		Holiday: func(int, time.Month, int) bool { return true },
	})
	for _, s := range []period.Schedule{none, holidays} {
		if d, err := s.Elapsed(first, last); err != nil || d != 0 {
			t.Errorf("Elapsed without opening = %v, %v; want 0", d, err)
		}
		for _, at := range []time.Time{first, now, last} {
			if due, err := s.Add(at, 1); !errors.Is(err, cx.ErrNoData) {
				t.Errorf("Add without opening = %v, %v; want cx.ErrNoData", due, err)
			}
			if next, err := s.NextOpening(at); !errors.Is(err, cx.ErrNoData) {
				t.Errorf("NextOpening without opening = %v, %v; want cx.ErrNoData", next, err)
			}
			if next, err := s.NextClosing(at); !errors.Is(err, cx.ErrNoData) {
				t.Errorf("NextClosing without opening = %v, %v; want cx.ErrNoData", next, err)
			}
		}
	}
	always := schedule(t, period.Hours{Zone: time.UTC, Week: daily(period.Shift{Close: day24})})
	for _, at := range []time.Time{first, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), now, last} {
		if next, err := always.NextClosing(at); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("24/7: NextClosing = %v, %v; want cx.ErrNoData", next, err)
		}
	}
	if d, err := always.Elapsed(first, last); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("24/7 from 1 to 9999: Elapsed = %v, %v; want cx.ErrOverflow", d, err)
	}
	if d, err := always.Elapsed(now, now.AddDate(500, 0, 0)); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("24/7 over 500 years: Elapsed = %v, %v; want cx.ErrOverflow", d, err)
	}
	// 400 years are 20871 weeks of 40 hours.
	office := schedule(t, period.Hours{Zone: time.UTC, Week: weekdays(nineToFive)})
	if d, err := office.Elapsed(now, now.AddDate(400, 0, 0)); err != nil || d != 20871*40*time.Hour {
		t.Errorf("9-17 over 400 years: Elapsed = %v, %v; want %v", d, err, 20871*40*time.Hour)
	}
	// Half of 500 years, by the second.
	dense := schedule(t, period.Hours{Zone: zone(t, "America/New_York"), Week: daily(everyOtherSecond()...)})
	if d, err := dense.Elapsed(now, now.AddDate(500, 0, 0)); err != nil || d < 249*365*day24 || d > 251*366*day24 {
		t.Errorf("every other second of 500 years: Elapsed = %v, %v", d, err)
	}
	second := schedule(t, period.Hours{Zone: time.UTC, Week: [7][]period.Shift{{{Open: 0, Close: time.Second}}}})
	if due, err := second.Add(first, math.MaxInt64); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("292 years by a second a week: Add = %v, %v; want cx.ErrNoData", due, err)
	}
}

// The bounds of a time.Duration, to the nanosecond.
func TestElapsedOverflow(t *testing.T) {
	s := schedule(t, period.Hours{Zone: time.UTC, Week: daily(period.Shift{Close: day24})})
	for _, year := range []int{1, 2, 1899, 1900, 1999, 2001, 2010, 2051, 2052} {
		from := time.Date(year, 5, 6, 7, 8, 9, 100+year%2*500_000_000, time.UTC)
		to := from.Add(math.MaxInt64)
		if d, err := s.Elapsed(from, to); err != nil || d != math.MaxInt64 {
			t.Errorf("Elapsed over the longest Duration from %d = %v, %v", year, d, err)
		}
		if due, err := s.Add(from, math.MaxInt64); err != nil || !due.Equal(to) {
			t.Errorf("Add of the longest Duration to %d = %v, %v; want %v", year, due, err, to)
		}
		if d, err := s.Elapsed(from, to.Add(1)); !errors.Is(err, cx.ErrOverflow) {
			t.Errorf("Elapsed over a nanosecond more from %d = %v, %v; want cx.ErrOverflow", year, d, err)
		}
	}
}

func TestScheduleRejects(t *testing.T) {
	s := schedule(t, period.Hours{Zone: time.UTC, Week: daily(nineToFive)})
	now := time.Date(2024, 3, 8, 0, 0, 0, 1, time.UTC)
	for _, year := range []int{2024, 1024} {
		at := now.AddDate(year-2024, 0, 0)
		for _, back := range []time.Duration{1, time.Second, time.Hour, 3 * day24} {
			if d, err := s.Elapsed(at, at.Add(-back)); !errors.Is(err, cx.ErrOutOfRange) || d != 0 {
				t.Errorf("Elapsed %v backwards = %v, %v; want cx.ErrOutOfRange", back, d, err)
			}
		}
	}
	outside := []time.Time{
		time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0),
	}
	for _, at := range outside {
		_, err1 := s.Elapsed(at, now)
		_, err2 := s.Elapsed(now, at)
		_, err3 := s.Add(at, 1)
		_, err4 := s.NextOpening(at)
		_, err5 := s.NextClosing(at)
		for i, err := range []error{err1, err2, err3, err4, err5} {
			if !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("question %d about %v: %v; want cx.ErrOutOfRange", i, at, err)
			}
		}
		if s.Open(at) {
			t.Errorf("open at %v", at)
		}
	}
	var zero period.Schedule
	_, err1 := zero.Elapsed(now, now)
	_, err2 := zero.Add(now, 1)
	_, err3 := zero.NextOpening(now)
	_, err4 := zero.NextClosing(now)
	for i, err := range []error{err1, err2, err3, err4} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("question %d to the zero Schedule: %v; want cx.ErrOutOfRange", i, err)
		}
	}
	if zero.Open(now) || zero.Hours() != nil {
		t.Error("the zero Schedule is open, or has a plan")
	}
}

func TestScheduleDoesNotShare(t *testing.T) {
	p := plans(t)["berlin eve"]
	s := schedule(t, p)
	from := instant(t, "2024-12-24T00:00:00+01:00")
	p.Week[time.Thursday][0].Close = 10 * time.Hour
	p.Dates[parse(t, "2024-12-24")][0].Close = 10 * time.Hour
	copied := s.Hours()[0]
	copied.Dates[parse(t, "2024-12-24")][0].Close = 10 * time.Hour
	again := schedule(t, s.Hours()...)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for _, s := range []period.Schedule{s, again} {
				if d, err := s.Elapsed(from, from.AddDate(0, 0, 3)); err != nil || d != 11*time.Hour {
					t.Errorf("after the plan was changed: %v, %v; want 11h", d, err)
				}
			}
		})
	}
	group.Wait()
}

// What compiled years are for, and nothing but time would tell otherwise: a question about them
// is a look-up, so that it asks the Holiday function nothing, and one that goes beyond them asks
// about the days beyond them only.
func TestCompiledYearsAreLookedUp(t *testing.T) {
	asked := 0
	s := schedule(t, period.Hours{
		Zone: zone(t, "America/New_York"), Week: daily(nineToFive), FirstYear: 2024, LastYear: 2025,
		Holiday: func(int, time.Month, int) bool { asked++; return false },
	})
	const days = 731
	if asked < days {
		t.Errorf("NewSchedule asked about %d days of %d", asked, days)
	}
	// The years are those of UTC, in New York up to 19:00. The last opening ends at 17:00.
	first, last := instant(t, "2024-01-01T00:00:00Z"), instant(t, "2025-12-31T23:59:59Z")
	opening, closing := instant(t, "2024-01-01T14:00:00Z"), instant(t, "2025-12-31T22:00:00Z")
	early, late := first.Add(-3*day24), last.Add(3*day24)
	for _, c := range []struct {
		name        string
		ask         func() (any, error)
		want        any
		least, most int // days asked about
	}{
		{"Elapsed", func() (any, error) { return s.Elapsed(first, last) }, days * 8 * time.Hour, 0, 0},
		{"Add", func() (any, error) { due, err := s.Add(first, days*8*time.Hour); return due.UTC(), err }, closing, 0, 0},
		{"NextOpening", func() (any, error) { at, err := s.NextOpening(first); return at.UTC(), err }, opening, 0, 0},
		{"NextClosing", func() (any, error) { at, err := s.NextClosing(closing.Add(-1)); return at.UTC(), err }, closing, 0, 0},
		{"Open at first", func() (any, error) { return s.Open(first), nil }, false, 0, 0},
		{"Open before the last closing", func() (any, error) { return s.Open(closing.Add(-1)), nil }, true, 0, 0},
		{"Open at last", func() (any, error) { return s.Open(last), nil }, false, 0, 0},
		{"Elapsed beyond", func() (any, error) { return s.Elapsed(early, late) }, (days + 6) * 8 * time.Hour, 6, 20},
		{"Add beyond", func() (any, error) { due, err := s.Add(early, (days+6)*8*time.Hour); return due.UTC(), err }, closing.Add(3 * day24), 6, 20},
		{"Open before", func() (any, error) { return s.Open(opening.Add(-day24)), nil }, true, 1, 5},
		{"Open after", func() (any, error) { return s.Open(closing.Add(day24 - 1)), nil }, true, 1, 5},
	} {
		asked = 0
		got, err := c.ask()
		if err != nil || got != c.want {
			t.Errorf("%s = %v, %v; want %v", c.name, got, err, c.want)
		}
		if asked < c.least || asked > c.most {
			t.Errorf("%s asked about %d days, want %d to %d", c.name, asked, c.least, c.most)
		}
	}
}

// Edges at the very end of the compiled years, and one at the second 0 of Unix time.
func TestEdgesOfTheTable(t *testing.T) {
	p := period.Hours{Zone: time.UTC, FirstYear: 2023, LastYear: 2023, Dates: map[period.Period][]period.Shift{
		parse(t, "2023-12-30"): {{Open: 12 * time.Hour, Close: 24 * time.Hour}},
		parse(t, "2024-01-01"): {{Open: 0, Close: 12 * time.Hour}},
	}}
	newYear := instant(t, "2024-01-01T00:00:00Z")
	if at, err := schedule(t, p).NextOpening(instant(t, "2023-12-31T12:00:00Z")); err != nil || !at.Equal(newYear) {
		t.Errorf("opens %v, %v; want %v", at, err, newYear)
	}
	p.Dates = map[period.Period][]period.Shift{parse(t, "2023-12-31"): {{Open: 12 * time.Hour, Close: 24 * time.Hour}}}
	s := schedule(t, p)
	if at, err := s.NextClosing(instant(t, "2023-12-31T13:00:00Z")); err != nil || !at.Equal(newYear) {
		t.Errorf("closes %v, %v; want %v", at, err, newYear)
	}
	if due, err := s.Add(instant(t, "2023-12-31T13:00:00Z"), 11*time.Hour); err != nil || !due.Equal(newYear) {
		t.Errorf("due %v, %v; want %v", due, err, newYear)
	}
	// The last second of the table is an edge, and not after itself.
	p.Dates = map[period.Period][]period.Shift{parse(t, "2023-12-31"): {{Open: day24 - time.Second, Close: day24}}}
	if at, err := schedule(t, p).NextOpening(newYear.Add(-time.Second)); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("opens %v, %v after its only opening", at, err)
	}
	p.Dates = map[period.Period][]period.Shift{parse(t, "1969-12-31"): {{Open: 12 * time.Hour, Close: 24 * time.Hour}}}
	if at, err := schedule(t, p).NextClosing(instant(t, "1969-12-31T00:00:00Z")); err != nil || at.Unix() != 0 {
		t.Errorf("closes %v, %v; want the second 0", at, err)
	}
}

// A table begins and ends with years of UTC, in New York at 19:00: the part of an opening that
// lies before it, and that after it, count once.
func TestOpeningAcrossTheTable(t *testing.T) {
	p := period.Hours{Zone: zone(t, "America/New_York"), Week: daily(period.Shift{Open: 18 * time.Hour, Close: 23 * time.Hour})}
	from, want := instant(t, "2023-12-31T17:00:00-05:00"), instant(t, "2024-01-01T20:00:00-05:00")
	for _, year := range []int{2022, 2023, 2024, 2025} {
		p.FirstYear, p.LastYear = year, year
		s := schedule(t, p)
		if due, err := s.Add(from, 7*time.Hour); err != nil || !due.Equal(want) {
			t.Errorf("compiled for %d: Add = %v, %v; want %v", year, due, err, want)
		}
		if d, err := s.Elapsed(from, want); err != nil || d != 7*time.Hour {
			t.Errorf("compiled for %d: Elapsed = %v, %v; want 7h", year, d, err)
		}
	}
}

// The end of the year 9999 is a closing, but no instant of the years there are.
func TestDueAtTheEnd(t *testing.T) {
	s := schedule(t, period.Hours{Zone: time.UTC, Week: daily(period.Shift{Open: 0, Close: day24})})
	from := time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)
	if due, err := s.Add(from, time.Hour-1); err != nil || !due.Equal(from.Add(time.Hour-1)) {
		t.Errorf("a nanosecond before: %v, %v", due, err)
	}
	if due, err := s.Add(from, time.Hour); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("at the end: %v, %v; want cx.ErrNoData", due, err)
	}
}

// As many years as can be compiled, more than 31 bits of seconds, with one opening at each end.
func TestHundredYears(t *testing.T) {
	s := schedule(t, period.Hours{Zone: time.UTC, FirstYear: 1901, LastYear: 2000, Dates: map[period.Period][]period.Shift{
		parse(t, "1901-01-01"): {nineToFive}, parse(t, "2000-12-30"): {nineToFive},
	}})
	for _, c := range []struct {
		at     string
		before int // hours open since the start
	}{{"1901-01-01T12:00:00Z", 3}, {"1960-01-01T12:00:00Z", 8}, {"1990-01-01T12:00:00Z", 8}, {"2000-12-30T12:00:00Z", 11}, {"2000-12-31T12:00:00Z", 16}} {
		at := instant(t, c.at)
		if d, err := s.Elapsed(instant(t, "1901-01-01T00:00:00Z"), at); err != nil || d != time.Duration(c.before)*time.Hour {
			t.Errorf("Elapsed up to %v = %v, %v; want %dh", at, d, err, c.before)
		}
		if want := c.before%8 != 0; s.Open(at) != want {
			t.Errorf("open at %v: %t", at, !want)
		}
	}
}

// Openings that are close together in a year that has few: each is found, second by second.
func TestOpeningsInACluster(t *testing.T) {
	const n = 20
	var shifts []period.Shift
	for i := range n {
		open := 9*time.Hour + time.Duration(2*i)*time.Second
		shifts = append(shifts, period.Shift{Open: open, Close: open + time.Second})
	}
	p := period.Hours{Zone: time.UTC, Dates: map[period.Period][]period.Shift{parse(t, "2024-03-08"): shifts}}
	from := instant(t, "2024-03-08T09:00:00Z")
	for _, year := range []int{2023, 2024} {
		p.FirstYear, p.LastYear = year, year
		s := schedule(t, p)
		for i := range 2 * n {
			at := from.Add(time.Duration(i) * time.Second)
			if got := s.Open(at); got != (i%2 == 0) {
				t.Errorf("compiled for %d: open at %v: %t", year, at, got)
			}
			want := time.Duration((i+1)/2) * time.Second
			if d, err := s.Elapsed(from, at); err != nil || d != want {
				t.Errorf("compiled for %d: Elapsed up to %v = %v, %v; want %v", year, at, d, err, want)
			}
		}
	}
}

// Days beyond those for which zones list their changes, looked up and walked over:
// always open is as long as the day is, and noon is noon.
func TestEveryDay(t *testing.T) {
	for _, name := range []string{"America/New_York", "America/Havana"} {
		loc := zone(t, name)
		always := period.Hours{Zone: loc, Week: daily(period.Shift{Open: 0, Close: day24})}
		noon := period.Hours{Zone: loc, Week: daily(period.Shift{Open: 12 * time.Hour, Close: 13 * time.Hour})}
		compiled, compiledNoon := schedule(t, always), schedule(t, noon)
		always.FirstYear, always.LastYear, noon.FirstYear, noon.LastYear = 2, 2, 2, 2
		walked, walkedNoon := schedule(t, always), schedule(t, noon)
		days, err := period.Between(parse(t, "2036-01-01"), parse(t, "2045-12-31"))
		if err != nil {
			t.Fatal(err)
		}
		for day := range days {
			r := day.In(loc)
			want, err := r.Duration()
			if err != nil {
				t.Fatal(err)
			}
			a, err1 := compiled.Elapsed(r.Start(), r.End())
			b, err2 := walked.Elapsed(r.Start(), r.End())
			if err1 != nil || err2 != nil || a != want || b != want {
				t.Fatalf("%s %s: %v, %v, %v, %v; want %v", name, day, a, err1, b, err2, want)
			}
			year, month, d := day.Date()
			at := time.Date(year, month, d, 12, 0, 0, 0, loc)
			for _, s := range []period.Schedule{compiledNoon, walkedNoon} {
				if !s.Open(at) || s.Open(at.Add(-1)) || s.Open(at.Add(time.Hour)) {
					t.Fatalf("%s %s is not open from noon to 13:00", name, day)
				}
			}
		}
		// In one walk.
		from, to := parse(t, "2039").In(loc).Start(), parse(t, "2045-07-01").In(loc).Start()
		if d, err := walked.Elapsed(from, to); err != nil || d != to.Sub(from) {
			t.Errorf("%s from 2039: %v, %v; want %v", name, d, err, to.Sub(from))
		}
	}
}

// The one opening there is lies on a date of the plan, further ahead than 100 years.
func TestOneDateFarAhead(t *testing.T) {
	s := schedule(t, period.Hours{Zone: time.UTC, Dates: map[period.Period][]period.Shift{parse(t, "2400-02-29"): {nineToFive}}})
	opening, closing := instant(t, "2400-02-29T09:00:00Z"), instant(t, "2400-02-29T17:00:00Z")
	for _, year := range []int{1900, 2024, 2100} {
		from := time.Date(year, 3, 8, 0, 0, 0, 0, time.UTC)
		got, err := s.NextOpening(from)
		if err != nil || !got.Equal(opening) {
			t.Errorf("from %d: opens %v, %v", year, got, err)
		}
		got, err = s.NextClosing(from)
		if err != nil || !got.Equal(closing) {
			t.Errorf("from %d: closes %v, %v", year, got, err)
		}
		got, err = s.Add(from, 8*time.Hour)
		if err != nil || !got.Equal(closing) {
			t.Errorf("from %d: due %v, %v", year, got, err)
		}
	}
}

// The one opening there is lies almost 100 years ahead, and only the Holiday function says so:
// before the compiled years, from before them into them, from them to after them, and after them.
// So does the one closing of a schedule that is open all days but one.
func TestHundredYearsAhead(t *testing.T) {
	for _, year := range []int{1700, 1890, 1950, 2000, 2049, 2050, 2400} {
		isOpen, open := time.Date(year+100, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Hour), false
		day := func(y int, m time.Month, d int) bool {
			return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Equal(isOpen.Truncate(day24)) == open
		}
		from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		hour := daily(period.Shift{Open: 23 * time.Hour, Close: day24})
		s := schedule(t, period.Hours{Zone: time.UTC, Week: hour, Holiday: day})
		if at, err := s.NextOpening(from); err != nil || !at.Equal(isOpen) {
			t.Errorf("from %d: opens %v, %v; want %v", year, at, err, isOpen)
		}
		if at, err := s.Add(from, 30*time.Minute); err != nil || !at.Equal(isOpen.Add(30*time.Minute)) {
			t.Errorf("from %d: due %v, %v; want half an hour after %v", year, at, err, isOpen)
		}
		open = true
		s = schedule(t, period.Hours{Zone: time.UTC, Week: daily(period.Shift{Close: day24}), Holiday: day})
		if at, err := s.NextClosing(from); err != nil || !at.Equal(isOpen.Truncate(day24)) {
			t.Errorf("from %d: closes %v, %v; want the beginning of the day of %v", year, at, err, isOpen)
		}
	}
}

// The search ends, having asked about some 100 years: what is found in the compiled years
// would not be the first opening.
func TestSearchEnds(t *testing.T) {
	asked := 0
	s := schedule(t, period.Hours{Zone: time.UTC, Week: daily(nineToFive), Holiday: func(year int, _ time.Month, _ int) bool {
		asked++
		return year < 1990
	}})
	for _, year := range []int{2, 1000, 1880} {
		from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		for name, ask := range map[string]func() (time.Time, error){
			"Add":         func() (time.Time, error) { return s.Add(from, 9*time.Hour) },
			"NextOpening": func() (time.Time, error) { return s.NextOpening(from) },
			"NextClosing": func() (time.Time, error) { return s.NextClosing(from) },
		} {
			asked = 0
			if at, err := ask(); !errors.Is(err, cx.ErrNoData) || asked < 36500 || asked > 36600 {
				t.Errorf("from %d: %s = %v, %v, having asked about %d days; want cx.ErrNoData", year, name, at, err, asked)
			}
		}
	}
	if due, err := s.Add(time.Date(1895, 1, 1, 0, 0, 0, 0, time.UTC), 9*time.Hour); err != nil || !due.Equal(instant(t, "1990-01-02T10:00:00Z")) {
		t.Errorf("from 1895: due %v, %v", due, err)
	}
}

// everyOtherSecond returns the most shifts that a day can have and not touch.
func everyOtherSecond() (shifts []period.Shift) {
	for open := time.Duration(0); open < day24; open += 2 * time.Second {
		shifts = append(shifts, period.Shift{Open: open, Close: open + time.Second})
	}
	return shifts
}

// As many shifts as a day can have, where a table has room for some weeks of them: in it,
// after it, and on the days of which an hour is skipped or lived twice.
func TestAnyNumberOfShifts(t *testing.T) {
	loc := zone(t, "America/New_York")
	for _, first := range []int{2024, 2023, 9998} {
		s := schedule(t, period.Hours{Zone: loc, Week: daily(everyOtherSecond()...), FirstYear: first, LastYear: first})
		for _, c := range []struct {
			from, to string
			seconds  int64
		}{
			{"2024-01-10T00:00:00-05:00", "2024-01-11T00:00:00-05:00", 43200},
			{"2024-01-10T00:00:03-05:00", "2024-01-10T00:00:06-05:00", 1},
			{"2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00", 23 * 1800},
			// From 01:00 the first time to 01:59:59 the second, some shift is always open.
			{"2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00", 23*1800 + 7199},
			{"2024-01-01T00:00:00-05:00", "2025-01-01T00:00:00-05:00", 366*43200 - 1800 + 7199 - 1800},
			{"2024-01-01T00:00:00-05:00", "2424-01-01T00:00:00-05:00", 146097*43200 + 400*(7199-3600)},
		} {
			from, to := instant(t, c.from), instant(t, c.to)
			want := time.Duration(c.seconds) * time.Second
			if d, err := s.Elapsed(from, to); err != nil || d != want {
				t.Errorf("compiled from %d: Elapsed(%s, %s) = %v, %v; want %v", first, c.from, c.to, d, err, want)
			}
			if due, err := s.Add(from, want); err != nil || !due.Equal(to.Add(-time.Second)) {
				t.Errorf("compiled from %d: Add(%s, %v) = %v, %v; want a second before %s", first, c.from, want, due, err, c.to)
			}
		}
		for _, at := range []string{"2024-01-10T00:00:03-05:00", "2024-12-10T00:00:03-05:00"} {
			from := instant(t, at)
			if next, err := s.NextOpening(from); err != nil || !next.Equal(from.Add(time.Second)) {
				t.Errorf("compiled from %d: opens %v, %v after %s", first, next, err, at)
			}
			if next, err := s.NextClosing(from); err != nil || !next.Equal(from.Add(2*time.Second)) {
				t.Errorf("compiled from %d: closes %v, %v after %s", first, next, err, at)
			}
			if s.Open(from) || !s.Open(from.Add(time.Second)) {
				t.Errorf("compiled from %d: open at %s or not a second later", first, at)
			}
		}
	}
}

// However many openings there are, a table takes 30 MB: 16 million would take 400.
func TestTableIsBounded(t *testing.T) {
	var before, after runtime.MemStats
	p := period.Hours{Zone: time.UTC, Week: daily(everyOtherSecond()...), FirstYear: 2024, LastYear: 2024}
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := schedule(t, p)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(s)
	if mb := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20; mb > 50 {
		t.Errorf("a schedule with 16 million openings takes %d MB", mb)
	}
}

// Shifts that touch are one: there is no closing between them.
func TestShiftsThatTouch(t *testing.T) {
	var shifts []period.Shift
	for open := time.Duration(0); open < day24; open += time.Second {
		shifts = append(shifts, period.Shift{Open: open, Close: open + time.Second})
	}
	loc := zone(t, "America/New_York")
	for _, first := range []int{2024, 2023} {
		s := schedule(t, period.Hours{Zone: loc, Week: daily(shifts...), FirstYear: first, LastYear: first})
		year := parse(t, "2024").In(loc)
		if d, err := s.Elapsed(year.Start(), year.End()); err != nil || d != 366*day24 {
			t.Errorf("compiled from %d: %v, %v in 2024", first, d, err)
		}
		if at, err := s.NextClosing(year.Start()); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("compiled from %d: closes %v, %v", first, at, err)
		}
	}
}

// The first and the last day there are, and clocks as far from UTC as RFC 8536 has them:
// the local date is up to two days off that of UTC.
func TestFarFromUTC(t *testing.T) {
	for _, offset := range []int{0, 26*3600 - 1, -(26*3600 - 1)} {
		loc := time.FixedZone("", offset)
		s := schedule(t, period.Hours{Zone: loc, Week: daily(period.Shift{Open: 0, Close: time.Hour}, period.Shift{Open: 23 * time.Hour, Close: day24})})
		for _, text := range []string{"0001-01-01", "1999-12-31", "2000-01-01", "2049-12-31", "2050-01-01", "9999-12-31"} {
			day := parse(t, text).In(loc)
			if d, err := s.Elapsed(day.Start(), day.End().Add(-1)); err != nil || d != 2*time.Hour-1 {
				t.Errorf("%d: %v, %v on %s; want 2h less 1 ns", offset, d, err, text)
			}
			if !s.Open(day.Start()) || s.Open(day.Start().Add(time.Hour)) || !s.Open(day.End().Add(-1)) {
				t.Errorf("%d: not open in the first and the last hour of %s", offset, text)
			}
		}
	}
}

// A due time of nothing is an instant without a monotonic clock, like the others.
func TestAddNothing(t *testing.T) {
	s := schedule(t, period.Hours{Zone: time.UTC})
	now := time.Now()
	if due, err := s.Add(now, 0); err != nil || due != now.UTC().Round(0) {
		t.Errorf("Add(%v, 0) = %v, %v", now, due, err)
	}
}
