package period_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

func TestAddDays(t *testing.T) {
	berlin := period.Hours{Zone: zone(t, "Europe/Berlin"), Week: weekdays(nineToFive), Holidays: []period.Period{parse(t, "2024-05-01")}}
	berlin.Week[time.Friday] = []period.Shift{{Open: 9 * time.Hour, Close: 11 * time.Hour}}
	breaks := period.Hours{Zone: time.UTC, Week: daily(period.Shift{Open: 9 * time.Hour, Close: 12 * time.Hour}, period.Shift{Open: 13 * time.Hour, Close: 17 * time.Hour})}
	breaks.Week[time.Tuesday] = []period.Shift{{Open: 10 * time.Hour, Close: 11 * time.Hour}, {Open: 14 * time.Hour, Close: 15 * time.Hour}}
	nights := period.Hours{Zone: zone(t, "America/New_York"), Week: weekdays(period.Shift{Open: 22 * time.Hour, Close: 6 * time.Hour})}
	apia := period.Hours{Zone: zone(t, "Pacific/Apia"), Week: daily(nineToFive)}
	sun := []period.Hours{
		{Zone: zone(t, "Europe/Berlin"), Week: weekdays(nineToFive)},
		{Zone: zone(t, "America/New_York"), Week: weekdays(nineToFive)},
	}
	for _, c := range []struct {
		name  string
		plans []period.Hours
		from  string
		n     int
		want  string
	}{
		{"over a short Friday", []period.Hours{berlin}, "2024-06-06T12:00:00+02:00", 2, "2024-06-10T12:00:00+02:00"},
		{"after the closing of a short day", []period.Hours{berlin}, "2024-06-06T12:00:00+02:00", 1, "2024-06-07T11:00:00+02:00"},
		{"from a weekend", []period.Hours{berlin}, "2024-06-08T12:00:00+02:00", 1, "2024-06-11T09:00:00+02:00"},
		{"from a weekend, none", []period.Hours{berlin}, "2024-06-08T12:00:00+02:00", 0, "2024-06-10T09:00:00+02:00"},
		{"none", []period.Hours{berlin}, "2024-06-06T12:00:00.5+02:00", 0, "2024-06-06T12:00:00.5+02:00"},
		{"from the closing", []period.Hours{berlin}, "2024-06-05T17:00:00+02:00", 1, "2024-06-07T09:00:00+02:00"},
		{"over a holiday", []period.Hours{berlin}, "2024-04-30T12:00:00.25+02:00", 1, "2024-05-02T12:00:00.25+02:00"},
		{"over the change of the clock", []period.Hours{berlin}, "2024-03-28T10:00:00+01:00", 2, "2024-04-01T10:00:00+02:00"},
		{"before the opening", []period.Hours{breaks}, "2024-06-03T09:30:00Z", 1, "2024-06-04T10:00:00Z"},
		{"in a break", []period.Hours{breaks}, "2024-06-03T13:30:00Z", 1, "2024-06-04T11:00:00Z"},
		{"of nights", []period.Hours{nights}, "2024-06-04T02:00:00-04:00", 1, "2024-06-05T02:00:00-04:00"},
		{"of nights, over the weekend", []period.Hours{nights}, "2024-06-08T02:00:00-04:00", 1, "2024-06-11T02:00:00-04:00"},
		// 2011-12-30 did not happen in Apia.
		{"over a date that did not happen", []period.Hours{apia}, "2011-12-29T12:00:00-10:00", 1, "2011-12-31T12:00:00+14:00"},
		// Monday is until New York closes, at 23:00 in Berlin.
		{"of two teams", sun, "2024-06-07T22:00:00+02:00", 1, "2024-06-10T22:00:00+02:00"},
		{"of two teams, in the night", sun, "2024-06-07T23:30:00+02:00", 1, "2024-06-11T09:00:00+02:00"},
	} {
		got, err := schedule(t, c.plans...).AddDays(instant(t, c.from), c.n)
		if err != nil || got.Format(time.RFC3339Nano) != c.want {
			t.Errorf("%s: AddDays(%s, %d) = %v, %v; want %s", c.name, c.from, c.n, got, err, c.want)
		}
	}
}

func TestAddDaysRejects(t *testing.T) {
	now := instant(t, "2024-06-06T12:00:00Z")
	s := schedule(t, period.Hours{Zone: time.UTC, Week: daily(nineToFive)})
	for _, n := range []int{-1, 36526, math.MinInt, math.MaxInt} {
		if at, err := s.AddDays(now, n); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("AddDays(%d) = %v, %v", n, at, err)
		}
	}
	if at, err := s.AddDays(now, 36525); err != nil || !at.Equal(now.AddDate(0, 0, 36525)) {
		t.Errorf("100 years: %v, %v", at, err)
	}
	for name, at := range map[string]time.Time{"the last day": time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC)} {
		if got, err := s.AddDays(at, 1); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("after %s: %v, %v", name, got, err)
		}
	}
	if got, err := (period.Schedule{}).AddDays(now, 1); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("zero Schedule: %v, %v", got, err)
	}
	for name, p := range map[string]period.Hours{
		"none": {Zone: time.UTC},
		"one":  {Zone: time.UTC, Dates: map[period.Period][]period.Shift{parse(t, "2024-06-06"): {nineToFive}}},
	} {
		if got, err := schedule(t, p).AddDays(now, 1); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	far := schedule(t, period.Hours{Zone: time.UTC, Dates: map[period.Period][]period.Shift{parse(t, "2024-06-06"): {nineToFive}, parse(t, "2400-02-29"): {nineToFive}}})
	if got, err := far.AddDays(now, 1); err != nil || !got.Equal(instant(t, "2400-02-29T12:00:00Z")) {
		t.Errorf("far ahead: %v, %v", got, err)
	}
}

// Working days minute by minute: the minutes of each date are those of the plans cut to it.
func TestAddDaysByTheMinute(t *testing.T) {
	zones := sharedZones(t)
	others := []*time.Location{zone(t, "Europe/Berlin"), zone(t, "Asia/Tokyo"), zone(t, "America/New_York")}
	rapid.Check(t, func(t *rapid.T) {
		from := drawHardZone(zones)(t).Truncate(time.Minute)
		loc := from.Location()
		plans := drawPlans(t, loc, others, from, time.Minute)
		s, err := period.NewSchedule(plans...)
		if err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(0, 2).Draw(t, "working days")

		const before, after = 9, 13
		first, end := from.Unix()-before*86400, from.Unix()+after*86400
		local := read(loc, first, end, 60).local
		today := time.Unix(first, 0).UTC()
		var open [][]bool // of the dates from 4 days after the first on
		var dates []int64
		for day := 4; day < before+after-4; day++ {
			date := today.AddDate(0, 0, day)
			dates = append(dates, time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, time.UTC).Unix())
			d, err := period.Day.OfDate(date.Date())
			if err != nil {
				t.Fatal(err)
			}
			next, err := d.Add(1)
			if err != nil {
				t.Fatal(err)
			}
			var cut []period.Hours
			for _, p := range plans {
				if p.From.IsZero() || p.From.Compare(d) < 0 {
					p.From = d
				}
				if p.Until.IsZero() || p.Until.Compare(next) > 0 {
					p.Until = next
				}
				if p.From.Compare(p.Until) < 0 {
					cut = append(cut, p)
				} else {
					cut = append(cut, period.Hours{Zone: p.Zone})
				}
			}
			open = append(open, openings(first, end, 60, cut...))
		}

		// The first minute from which one of them is open, and the last of them that is.
		at, date := before*1440, -1
		for ; at < len(local) && date < 0; at++ {
			for d := range open {
				if open[d][at] {
					date = d
				}
			}
		}
		at--
		if date < 0 {
			return // none in the days that were read
		}
		clock, want := local[at]-dates[date], at
		for k := 0; k < n; {
			if date++; date == len(open) {
				return
			}
			for _, is := range open[date] {
				if is {
					k++
					break
				}
			}
		}
		if n > 0 {
			for want = 0; local[want] < dates[date]+clock; want++ {
			}
			if !open[date][want] {
				earliest, closing := -1, -1
				for i := 1; i < len(local); i++ {
					if open[date][i] && !open[date][i-1] && earliest < 0 {
						earliest = i
					}
					if i <= want && !open[date][i] && open[date][i-1] {
						closing = i
					}
				}
				if want = closing; closing < 0 {
					want = earliest
				}
			}
		}
		wanted := time.Unix(first+int64(want)*60, 0)
		if got, err := s.AddDays(from, n); err != nil || !got.Equal(wanted) {
			t.Fatalf("AddDays(%v, %d) = %v, %v; minute by minute %v", from, n, got, err, wanted.In(loc))
		}
	})
}
