package period_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		text         string
		year, number int
	}{
		{"2024-12-31", 2024, 366},
		{"2021-W01", 2021, 1},
		{"2020-W53", 2020, 53},
		// CDC, MMWR weeks: week 1 of 2024 is from 2023-12-31, week 53 of 2020 from 2020-12-27.
		{"2023-12-31-W", 2024, 1},
		{"2020-12-27-W", 2020, 53},
		{"2021-01-03-W", 2021, 1},
		{"2024-11", 2024, 11},
		{"2024-Q3", 2024, 3},
		{"2024-H2", 2024, 2},
		{"2024", 2024, 1},
		{"2025-01-FQ4", 2024, 4},
		{"2024-04-FQ1", 2024, 1},
		{"2024-10-FH2", 2024, 2},
		{"2024-01-FH2", 2023, 2},
		{"2024-04-FY", 2024, 1},
		{"0001-01-FQ4", 0, 4},
	} {
		p := parse(t, c.text)
		if p.Year() != c.year || p.Number() != c.number {
			t.Errorf("%s is number %d of %d, want %d of %d", p, p.Number(), p.Year(), c.number, c.year)
		}
	}
	if zero := (period.Period{}); zero.Year() != 0 || zero.Number() != 0 {
		t.Error("the zero Period has a number")
	}
}

// Numbers go up by one, and begin again with the next year.
func TestNumbersFollow(t *testing.T) {
	for _, u := range every {
		p, err := u.OfDate(1999, 12, 28)
		if err != nil {
			t.Fatal(err)
		}
		for range 3000 {
			q, err := p.Add(1)
			if err != nil {
				t.Fatal(err)
			}
			follows := q.Year() == p.Year() && q.Number() == p.Number()+1
			begins := q.Year() == p.Year()+1 && q.Number() == 1
			if !follows && !begins {
				t.Fatalf("%s is number %d of %d, and %s number %d of %d", p, p.Number(), p.Year(), q, q.Number(), q.Year())
			}
			p = q
		}
	}
}

// Zones beyond 26 hours have no periods: no hang, and nothing that looks right.
func TestZonesBeyondBounds(t *testing.T) {
	now := time.Date(2024, 3, 8, 12, 0, 0, 0, time.UTC)
	for _, offset := range []int64{26*3600 + 1, -26*3600 - 1, 49 * 3600, -53 * 3600, 1 << 30, -1 << 31, 1 << 60, -(1 << 60), math.MaxInt64, math.MinInt64} {
		if int64(int(offset)) != offset {
			continue // not an int of this machine
		}
		loc := time.FixedZone("x", int(offset))
		for _, u := range every {
			p, err := u.Of(now)
			if err != nil {
				t.Fatal(err)
			}
			if r := p.In(loc); !r.Equal(period.Range{}) {
				t.Errorf("%d: %s is %v", offset, p, r)
			}
			if q, err := u.Of(now.In(loc)); !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%d: %s of %v = %s, %v; want cx.ErrOutOfRange", offset, u, now, q, err)
			}
		}
		if r, err := period.MustParse("2024-03").Window(2, loc); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%d: a window of 2 months is %v, %v; want cx.ErrOutOfRange", offset, r, err)
		}
		if _, err := period.NewSchedule(period.Hours{Zone: loc, Week: daily(nineToFive)}); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("a schedule at an offset of %d: %v; want cx.ErrOutOfRange", offset, err)
		}
	}
	for _, offset := range []int{26 * 3600, -26 * 3600} {
		loc := time.FixedZone("x", offset)
		for _, u := range every {
			p, err := u.Of(now.In(loc))
			if err != nil || !p.In(loc).Contains(now) {
				t.Errorf("%d: %s of %v = %s, %v", offset, u, now, p, err)
			}
			if w, err := p.Window(2, loc); err != nil || !w.Contains(now) {
				t.Errorf("%d: two periods to %s are %v, %v", offset, p, w, err)
			}
		}
	}
}

// A zone that was far from UTC for some years has no schedule, as it has no periods then.
func TestZoneBeyondBoundsForAWhile(t *testing.T) {
	for _, far := range []time.Duration{26*time.Hour + time.Second, -26*time.Hour - time.Second, 300 * time.Hour, 26 * time.Hour} {
		loc := madeUpZone(t, []time.Duration{0, far, 0}, []time.Time{time.Unix(1e9, 0), time.Unix(1e9+1e6, 0)})
		ok := far == 26*time.Hour
		for _, plan := range []period.Hours{{Zone: loc}, {Zone: time.UTC, CloseZone: loc}} {
			if _, err := period.NewSchedule(plan); (err == nil) != ok || !ok && !errors.Is(err, cx.ErrOutOfRange) {
				t.Errorf("%v: %v", far, err)
			}
		}
		if _, err := period.Day.Of(time.Unix(1e9+5e5, 0).In(loc)); (err == nil) != ok {
			t.Errorf("%v: the day is %v", far, err)
		}
	}
}
