package churn

import (
	"cmp"
	"errors"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
)

// elapsed returns how many whole units lie between two instants, below 0 for more than
// 2^63-1, and whether a part of one is left.
type elapsed func(from, to int64) (whole int64, rest bool)

// inDuration counts units of a fixed length.
func inDuration(unit time.Duration) elapsed {
	return func(from, to int64) (int64, bool) {
		d, n := uint64(to)-uint64(from), uint64(unit) // the distance may be more than an int64 holds
		return int64(d / n), d%n != 0
	}
}

type calendar struct {
	zone         *time.Location
	days, months int64 // of a unit: one of them is 0
}

// inCalendar counts units of a calendar.
func inCalendar(zone *time.Location, unit period.Unit) (elapsed, error) {
	days, months, err := lengthOf(unit)
	if err != nil {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: lifetimes in the unit %v", unit)
	}
	c := calendar{zone: zone, days: days, months: months}
	if zone == nil {
		c.zone = time.UTC
	}
	return c.elapsed, nil
}

// lengthOf returns how many days or months a unit has: one of them is 0.
func lengthOf(unit period.Unit) (days, months int64, err error) {
	p, err := unit.OfDate(2001, time.January, 1)
	if err != nil {
		return 0, 0, err
	}
	next, err := p.Add(1)
	if err != nil {
		return 0, 0, err
	}
	if n := p.Days(); n <= 7 {
		return int64(n), 0, nil
	}
	y, m, _ := p.Date()
	nextY, nextM, _ := next.Date()
	return 0, int64(12*(nextY-y) + int(nextM-m)), nil
}

func (c calendar) elapsed(from, to int64) (whole int64, rest bool) {
	a, b := c.read(from), c.read(to)
	n, unit := b.day-a.day, c.days
	part := cmp.Compare(b.clock, a.clock)
	if c.months > 0 {
		n, unit = 12*int64(b.year-a.year)+int64(b.month-a.month), c.months
		// The month ends on the day of the start, or on its last day if it is shorter.
		if ends := min(a.dayOfMonth, daysIn(b.year, b.month)); b.dayOfMonth != ends {
			part = b.dayOfMonth - ends
		}
	}
	if part < 0 {
		n--
	}
	whole, rest = n/unit, part != 0 || n%unit != 0
	// Where the clock is put back, a later instant may read earlier.
	return max(0, whole), rest || whole <= 0 && from < to
}

// reading is what a clock and a calendar show.
type reading struct {
	year, dayOfMonth int
	month            time.Month
	day              int64 // since 1970
	clock            time.Duration
}

func (c calendar) read(at int64) (r reading) {
	t := time.Unix(0, at).In(c.zone)
	_, offset := t.Zone()
	local := t.Unix() + int64(offset)
	const day = 24 * 60 * 60
	r.day = local / day
	if local%day < 0 {
		r.day--
	}
	r.year, r.month, r.dayOfMonth = t.Date()
	r.clock = time.Duration(local-r.day*day)*time.Second + time.Duration(t.Nanosecond())
	return r
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Lifetimes returns how long customers stay, in whole units: until they first have no
// subscription, or until the given instant. See docs/churn-survival.md.
//
// If customers who left before some instant are missing, pass it as from: customers who began
// earlier enter at the age they had then (left truncation). Else from is zero.
func (l *Ledger[ID]) Lifetimes(from, until time.Time, unit time.Duration) (*Lifetimes, error) {
	if unit < 1 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: lifetimes in units of %v, shorter than a nanosecond", unit)
	}
	return l.lifetimes(from, until, inDuration(unit))
}

// CalendarLifetimes is [Ledger.Lifetimes] in units of the calendar in a zone.
func (l *Ledger[ID]) CalendarLifetimes(zone *time.Location, unit period.Unit, from, until time.Time) (*Lifetimes, error) {
	units, err := inCalendar(zone, unit)
	if err != nil {
		return nil, err
	}
	return l.lifetimes(from, until, units)
}

func (l *Ledger[ID]) lifetimes(from, until time.Time, units elapsed) (*Lifetimes, error) {
	end, err := instant(until)
	if err != nil {
		return nil, own("until", err)
	}
	begin := int64(math.MinInt64)
	if !from.IsZero() {
		if begin, err = instant(from); err != nil {
			return nil, own("from", err)
		}
		if end < begin {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: until %v before from %v",
				until.Format(time.RFC3339Nano), from.Format(time.RFC3339Nano))
		}
	}
	known := l.end()
	if end > known {
		return nil, l.checkKnown(end, open)
	}
	known = min(known, end)
	all := new(Lifetimes)
	var failed error
	err = l.walk(l.timeline(), func(customer ID, moments []moment) {
		if failed != nil {
			return
		}
		joined, left, running := stay(moments, known, gapOf(l.policy.GraceDays))
		t, ok := lifetime(joined, left, running, begin, end, units)
		if t.Time < 0 {
			failed = sentinel.Errorf(cx.ErrOverflow, "churn: %s stayed for more than 2^63-1 units: take a longer unit", customerOf(customer))
		} else if ok {
			failed = all.Add(t)
		}
	})
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	return all, nil
}

// stay returns the first stay of a customer, and whether a grace is still running after it,
// so that it is not known whether it ended.
func stay(moments []moment, known int64, grace uint64) (joined, left int64, running bool) {
	for i, m := range moments {
		if !m.active {
			last := i+1 == len(moments)
			return moments[0].at, m.at, last && grace > 0 && m.at <= known && uint64(known)-uint64(m.at) <= grace
		}
	}
	return moments[0].at, open, false
}

// lifetime returns a stay as far as it is seen from begin to end, if it is.
func lifetime(joined, left int64, running bool, begin, end int64, units elapsed) (Lifetime, bool) {
	if joined > end || left <= begin {
		return Lifetime{}, false
	}
	t := Lifetime{Lost: left <= end && !running}
	var rest bool
	if t.Time, rest = units(joined, min(left, end)); t.Lost && rest {
		t.Time++ // which may wrap to a negative number, too
	}
	if joined < begin {
		t.Entry, _ = units(joined, begin)
	}
	return t, t.Entry == 0 || t.Entry < t.Time
}
