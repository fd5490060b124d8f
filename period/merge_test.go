package period_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

// Two teams, a change of the hours, and a shift that is handed over to another zone: each by
// all questions, in and out of the compiled years.
func TestSeveralPlans(t *testing.T) {
	berlin, newYork, tokyo := zone(t, "Europe/Berlin"), zone(t, "America/New_York"), zone(t, "Asia/Tokyo")
	sun := []period.Hours{{Zone: berlin, Week: weekdays(nineToFive)}, {Zone: newYork, Week: weekdays(nineToFive)}}
	change := []period.Hours{
		{Zone: berlin, Week: weekdays(nineToFive), Until: parse(t, "2024-07-01")},
		{Zone: berlin, Week: daily(period.Shift{Open: 8 * time.Hour, Close: 20 * time.Hour}), From: parse(t, "2024-07-01")},
	}
	handed := []period.Hours{{Zone: berlin, CloseZone: newYork, Week: weekdays(nineToFive)}}
	// 9:00 in New York is 22:00 in Tokyo, 9:00 in Tokyo 20:00 in New York.
	east := []period.Hours{{Zone: newYork, CloseZone: tokyo, Week: weekdays(period.Shift{Open: 9 * time.Hour, Close: 9*time.Hour + time.Second})}}
	west := []period.Hours{{Zone: tokyo, CloseZone: newYork, Week: weekdays(period.Shift{Open: 9 * time.Hour, Close: 21 * time.Hour})}}
	for _, c := range []struct {
		name             string
		plans            []period.Hours
		from, to         string
		elapsed          time.Duration
		opening, closing string // after from
	}{
		// 9:00 in Berlin to 17:00 in New York, 23:00 in Berlin, two hours of which are of both.
		{"follow the sun", sun, "2024-06-03T00:00:00+02:00", "2024-06-04T00:00:00+02:00", 14 * time.Hour, "2024-06-03T09:00:00+02:00", "2024-06-03T23:00:00+02:00"},
		// In March New York changes its clock three weeks before Berlin.
		{"follow the sun in March", sun, "2024-03-18T00:00:00+01:00", "2024-03-19T00:00:00+01:00", 13 * time.Hour, "2024-03-18T09:00:00+01:00", "2024-03-18T22:00:00+01:00"},
		{"a change", change, "2024-06-28T00:00:00+02:00", "2024-07-02T00:00:00+02:00", (8 + 12) * time.Hour, "2024-06-28T09:00:00+02:00", "2024-06-28T17:00:00+02:00"},
		{"to a change", change, "2024-06-28T17:00:00+02:00", "2024-07-01T09:00:00+02:00", time.Hour, "2024-07-01T08:00:00+02:00", "2024-07-01T20:00:00+02:00"},
		{"handed over", handed, "2024-06-03T00:00:00+02:00", "2024-06-08T00:00:00+02:00", 5 * 14 * time.Hour, "2024-06-03T09:00:00+02:00", "2024-06-03T23:00:00+02:00"},
		{"handed over in March", handed, "2024-03-18T00:00:00+01:00", "2024-03-19T00:00:00+01:00", 13 * time.Hour, "2024-03-18T09:00:00+01:00", "2024-03-18T22:00:00+01:00"},
		{"handed over to the east", east, "2024-06-03T00:00:00-04:00", "2024-06-04T00:00:00-04:00", 11*time.Hour + time.Second, "2024-06-03T09:00:00-04:00", "2024-06-03T20:00:01-04:00"},
		// The date in New York is that of the day before.
		{"handed over to the west", west, "2024-06-04T00:00:00+09:00", "2024-06-05T00:00:00+09:00", time.Hour, "2024-06-04T09:00:00+09:00", "2024-06-04T10:00:00+09:00"},
	} {
		for _, compiled := range []int{2000, 2024, 1900} {
			c.plans[0].FirstYear, c.plans[0].LastYear = compiled, compiled+24
			s := schedule(t, c.plans...)
			from, to := instant(t, c.from), instant(t, c.to)
			if d, err := s.Elapsed(from, to); err != nil || d != c.elapsed {
				t.Errorf("%s, compiled from %d: Elapsed = %v, %v; want %v", c.name, compiled, d, err, c.elapsed)
			}
			opening, err1 := s.NextOpening(from)
			closing, err2 := s.NextClosing(from)
			if err1 != nil || err2 != nil || opening.Format(time.RFC3339) != c.opening || closing.Format(time.RFC3339) != c.closing {
				t.Errorf("%s, compiled from %d: opens %v, %v, closes %v, %v; want %s, %s", c.name, compiled, opening, err1, closing, err2, c.opening, c.closing)
			}
			if !s.Open(opening) || s.Open(opening.Add(-1)) || s.Open(closing) || !s.Open(closing.Add(-1)) {
				t.Errorf("%s, compiled from %d: not open from %v to %v", c.name, compiled, opening, closing)
			}
			if due, err := s.Add(from, time.Minute); err != nil || !due.Equal(opening.Add(time.Minute)) {
				t.Errorf("%s, compiled from %d: a minute is due %v, %v", c.name, compiled, due, err)
			}
			if back, err := s.Add(closing.Add(time.Minute), -time.Minute); err != nil || !back.Equal(closing.Add(-time.Minute)) {
				t.Errorf("%s, compiled from %d: a minute before %v is %v, %v", c.name, compiled, closing, back, err)
			}
		}
		c.plans[0].FirstYear, c.plans[0].LastYear = 2020, 2029
		s := schedule(t, c.plans...)
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var read period.Schedule
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := json.Marshal(read)
		if err != nil || !bytes.Equal(again, text) || len(read.Hours()) != len(c.plans) {
			t.Errorf("%s is read as %s, %v", text, again, err)
		}
	}
}

// A half-day of every year holds on weekdays with hours, wins over holidays, and gives way to
// the shifts of a single date.
func TestYearly(t *testing.T) {
	var s period.Schedule
	const text = `{"zone":"UTC","week":{"monday":["09:00-17:00"],"tuesday":["09:00-17:00"],"wednesday":["09:00-17:00"],"thursday":["09:00-17:00"],"friday":["09:00-17:00"]},` +
		`"yearly":{"02-29":[],"12-24":["09:00-12:00"],"12-25":[]},"dates":{"2025-12-24":["09:00-10:00"]},"holidays":["2024-12-24","2025-12-24","2027-12-24"]}`
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(s); err != nil || string(again) != text {
		t.Errorf("%s is written as %s, %v", text, again, err)
	}
	for date, want := range map[string]time.Duration{
		"2024-12-24": 3 * time.Hour, "2025-12-24": time.Hour, "2026-12-24": 3 * time.Hour, "2027-12-24": 3 * time.Hour,
		"2022-12-24": 0 /* a Saturday */, "2024-12-25": 0, "2024-12-26": 8 * time.Hour,
		"2024-02-29": 0, "2023-02-28": 8 * time.Hour, "2023-03-01": 8 * time.Hour, "2150-12-24": 3 * time.Hour, "1900-12-24": 3 * time.Hour,
	} {
		day := parse(t, date).In(time.UTC)
		if d, err := s.Elapsed(day.Start(), day.End()); err != nil || d != want {
			t.Errorf("%s is open for %v, %v; want %v", date, d, err, want)
		}
	}
}

func TestSeveralPlansReject(t *testing.T) {
	ok := period.Hours{Zone: time.UTC}
	dense := period.Hours{Zone: time.UTC, Week: daily(everyOtherSecond()...)}
	far := time.FixedZone("", 27*3600)
	month, day := parse(t, "2024-03"), parse(t, "2024-03-01")
	for _, c := range []struct {
		name  string
		plans []period.Hours
		kind  error
		says  string
	}{
		{"none", nil, cx.ErrOutOfRange, "period: schedule: no plan"},
		{"second", []period.Hours{ok, {}}, cx.ErrOutOfRange, "period: schedule: 1: zone: missing"},
		{"dense", []period.Hours{ok, dense}, cx.ErrOutOfRange, "period: schedule: 2 plans with 302400 shifts a week: the most are 100 plans and 1000 shifts"},
		{"many", make101(ok), cx.ErrOutOfRange, "period: schedule: 101 plans with 0 shifts a week: the most are 100 plans and 1000 shifts"},
		{"from", []period.Hours{{Zone: time.UTC, From: month}}, cx.ErrMismatch, `period: schedule: from: "2024-03": not a day but a month`},
		{"until", []period.Hours{{Zone: time.UTC, Until: month}}, cx.ErrMismatch, `period: schedule: until: "2024-03": not a day but a month`},
		{"empty", []period.Hours{{Zone: time.UTC, From: day, Until: day}}, cx.ErrOutOfRange, `period: schedule: until: "2024-03-01" is not after "2024-03-01"`},
		{"far", []period.Hours{{Zone: time.UTC, CloseZone: far}}, cx.ErrOutOfRange, "period: schedule: closeZone: an offset of 97200 seconds is more than 26 hours from UTC"},
		{"yearly", []period.Hours{{Zone: time.UTC, Yearly: map[period.MonthDay][]period.Shift{{Month: time.February, Day: 30}: nil}}}, cx.ErrOutOfRange, `period: schedule: yearly: "02-30": no such date in any year`},
		{"gap", []period.Hours{{Zone: time.UTC, CloseZone: time.UTC, Week: daily(period.Shift{Open: time.Hour, Close: day24 - time.Minute})}}, cx.ErrOutOfRange, "period: schedule: week: sunday: shift 0: close: 23:59 leaves a gap before midnight, the end of the day is 24:00"},
	} {
		if _, err := period.NewSchedule(c.plans...); !errors.Is(err, c.kind) || err.Error() != c.says {
			t.Errorf("%s: %v; want %s", c.name, err, c.says)
		}
	}
}

func make101(p period.Hours) (plans []period.Hours) {
	for range 101 {
		plans = append(plans, p)
	}
	return plans
}

// The years 1 to 9999 by plans in three zones, one of them by two clocks.
func TestSeveralPlansDoNotHang(t *testing.T) {
	hour := daily(period.Shift{Open: 9 * time.Hour, Close: 10 * time.Hour})
	s := schedule(t, period.Hours{Zone: zone(t, "Europe/Berlin"), Week: hour}, period.Hours{Zone: zone(t, "America/New_York"), CloseZone: zone(t, "America/Chicago"), Week: hour})
	first, last := time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	// An hour and two hours a day are over 292 years.
	if d, err := s.Elapsed(first, last); err == nil || !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("%v, %v", d, err)
	}
	if due, err := s.Add(last, -1<<60); err != nil || due.Year() < 9706 || due.Year() > 9709 {
		t.Errorf("36.5 years of three hours a day before the end: %v, %v", due, err)
	}
	if due, err := s.Add(first.Add(-day24), -1); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("before the first day: %v, %v", due, err)
	}
	none := schedule(t, period.Hours{Zone: time.UTC}, period.Hours{Zone: time.UTC})
	for _, d := range []time.Duration{1, -1, 1 << 62, -1 << 63} {
		if due, err := none.Add(last, d); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("Add(%v) without opening = %v, %v", d, due, err)
		}
	}
	old := schedule(t, period.Hours{Zone: time.UTC, Week: hour, Until: parse(t, "1500-01-01")}, period.Hours{Zone: time.UTC})
	if back, err := old.Add(last, -time.Minute); err != nil || !back.Equal(instant(t, "1499-12-31T09:59:00Z")) {
		t.Errorf("back to a plan that ended long ago: %v, %v", back, err)
	}
	coming := schedule(t, period.Hours{Zone: time.UTC, Week: hour, From: parse(t, "9000-01-01")}, period.Hours{Zone: time.UTC})
	if at, err := coming.NextOpening(first); err != nil || !at.Equal(instant(t, "9000-01-01T09:00:00Z")) {
		t.Errorf("on to a plan that begins in a long time: %v, %v", at, err)
	}
}
