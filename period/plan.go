package period

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Hours is a plan of opening hours for [NewSchedule].
type Hours struct {
	Zone *time.Location // required: shifts are times of its clock
	// CloseZone is the zone of the closing times, if it is another. Shifts of one list may then
	// overlap.
	CloseZone *time.Location
	// From is the first date of the plan, and Until the first date after it. Zero is no bound.
	From, Until Period
	// Week has the shifts of each weekday: Week[time.Monday]. Those of one list must not overlap.
	Week [7][]Shift
	// Yearly has other shifts for a date of every year, unless its weekday has none.
	Yearly map[MonthDay][]Shift
	// Dates has other shifts for single dates.
	Dates map[Period][]Shift
	// Holidays are dates on which no shift opens, unless they are in Dates or Yearly.
	Holidays []Period
	// Holiday, if not nil, reports more holidays. It must always give the same answer, and
	// several goroutines may call it at once.
	Holiday func(year int, month time.Month, day int) bool
	// FirstYear and LastYear are the years of fast answers: at most 100, and 2000 to 2049 if
	// both are 0.
	FirstYear, LastYear int
}

// A MonthDay is a Month and a Day of it, in every year: {time.December, 24}.
type MonthDay struct {
	Month time.Month
	Day   int
}

// text returns the form of d in JSON.
func (d MonthDay) text() string { return fmt.Sprintf("%02d-%02d", int(d.Month), d.Day) }

const (
	defaultFirstYear = 2000
	defaultLastYear  = 2049
	maxCompiled      = 100
)

// hours is a plan, checked.
type hours struct {
	loc   *time.Location
	week  [7]*day        // from Monday, as days are numbered
	dates map[int32]*day // holidays have no shifts
	// The first and the last date that the plan names.
	first, last int64
	yearly      map[MonthDay]*day
	holiday     func(year int, month time.Month, day int) bool
	// Dates from and before until are those of the plan.
	from, until int64
	closeLoc    *time.Location // if shifts close by another clock; then spans may overlap
	// If not nil, openings are those of all of these.
	plans []*hours
	// The compiled years.
	firstYear, lastYear int
}

// hours checks a plan. Its errors begin with the name of the field.
func (p Hours) hours() (*hours, error) {
	h := &hours{loc: p.Zone, closeLoc: p.CloseZone, holiday: p.Holiday, first: lastDay, last: -1, until: lastDay + 1}
	if p.Zone == nil {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "zone: missing")
	}
	if err := checkZone(p.Zone); err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	newDay := newDay
	if p.CloseZone != nil {
		if err := checkZone(p.CloseZone); err != nil {
			return nil, fmt.Errorf("closeZone: %w", err)
		}
		newDay = newCrossing
	}
	if err := h.bounds(p.From, p.Until); err != nil {
		return nil, err
	}
	for i := range p.Week {
		d, err := newDay(p.Week[i])
		if err != nil {
			return nil, fmt.Errorf("week: %s: %w", weekday(i), err)
		}
		h.week[(i+6)%7] = d
	}
	// In order, so that of several errors it is always the same that is reported.
	h.yearly = make(map[MonthDay]*day, len(p.Yearly))
	for _, date := range slices.SortedFunc(maps.Keys(p.Yearly), func(a, b MonthDay) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
	}) {
		const leap = 2000
		if date.Month < time.January || date.Month > time.December || date.Day < 1 || date.Day > daysIn(leap, date.Month) {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "yearly: %q: no such date in any year", date.text())
		}
		d, err := newDay(p.Yearly[date])
		if err != nil {
			return nil, fmt.Errorf("yearly: %q: %w", date.text(), err)
		}
		h.yearly[date] = d
	}
	h.dates = make(map[int32]*day, len(p.Dates)+len(p.Holidays))
	for _, date := range slices.SortedFunc(maps.Keys(p.Dates), Period.Compare) {
		d, err := newDay(p.Dates[date])
		if err == nil {
			err = h.date(date, d)
		}
		if err != nil {
			return nil, fmt.Errorf("dates: %q: %w", date, err)
		}
	}
	seen := make(map[Period]bool, len(p.Holidays))
	for i, date := range p.Holidays {
		err := checkDay(date)
		if err == nil && seen[date] {
			err = sentinel.Errorf(cx.ErrMismatch, "given twice")
		}
		if err != nil {
			return nil, fmt.Errorf("holidays: %d: %q: %w", i, date, err)
		}
		seen[date] = true
		if _, own := p.Dates[date]; own || h.ofYear(date.n) != nil {
			continue // the date's own shifts win
		}
		if err := h.date(date, noShifts); err != nil {
			return nil, fmt.Errorf("holidays: %d: %q: %w", i, date, err)
		}
	}
	h.firstYear, h.lastYear = p.FirstYear, p.LastYear
	if h.firstYear == 0 && h.lastYear == 0 {
		h.firstYear, h.lastYear = defaultFirstYear, defaultLastYear
	}
	// Years 1 and 9999 stay out, which in some zones are not wholly those of UTC.
	if h.firstYear < 2 || h.lastYear > 9998 || h.lastYear < h.firstYear || h.lastYear-h.firstYear >= maxCompiled {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "years: %d to %d are not 1 to %d of the years 2 to 9998", h.firstYear, h.lastYear, maxCompiled)
	}
	return h, nil
}

// checkZone looks at all offsets of a zone up to 2050, by when those of a rule have been seen, and
// at the last.
func checkZone(loc *time.Location) error {
	last := midnight(lastDay)
	for at := midnight(0); at <= last; {
		offset, _, to := zoneAt(at, loc)
		if beyond(offset) {
			return sentinel.Errorf(cx.ErrOutOfRange, "an offset of %d seconds is more than 26 hours from UTC", offset)
		}
		if at = to; at > midnight(dayOf(defaultLastYear, time.December, 31)) && at < last {
			at = last
		}
	}
	return nil
}

// bounds sets the dates of the plan.
func (h *hours) bounds(from, until Period) error {
	if !from.IsZero() {
		if err := checkDay(from); err != nil {
			return fmt.Errorf("from: %q: %w", from, err)
		}
		h.from = int64(from.n)
		h.last = h.from
	}
	if !until.IsZero() {
		if err := checkDay(until); err != nil {
			return fmt.Errorf("until: %q: %w", until, err)
		}
		h.until = int64(until.n)
		h.first = h.until
	}
	if h.until <= h.from {
		return sentinel.Errorf(cx.ErrOutOfRange, "until: %q is not after %q", until, from)
	}
	return nil
}

func checkDay(date Period) error {
	switch {
	case date.IsZero():
		return sentinel.Errorf(cx.ErrMismatch, "not a day but the zero Period")
	case date.unit != Day:
		return sentinel.Errorf(cx.ErrMismatch, "not a day but a %s", date.unit)
	}
	return nil
}

// date sets the shifts of a date that has none set.
func (h *hours) date(date Period, d *day) error {
	if err := checkDay(date); err != nil {
		return err
	}
	if _, twice := h.dates[date.n]; twice {
		return sentinel.Errorf(cx.ErrMismatch, "given twice")
	}
	h.dates[date.n] = d
	h.first, h.last = min(h.first, int64(date.n)), max(h.last, int64(date.n))
	return nil
}

// ofYear returns the shifts that a day has every year, or nil.
func (h *hours) ofYear(n int32) *day {
	if len(h.yearly) == 0 || len(h.week[n%7].spans) == 0 {
		return nil
	}
	_, month, d := dateOf(n)
	return h.yearly[MonthDay{month, d}]
}

// on returns the shifts that open on a day; before and after the plan there are none.
func (h *hours) on(n int64) *day {
	if n < h.from || n >= h.until {
		return noShifts
	}
	if len(h.dates) > 0 && n <= h.last {
		if d, ok := h.dates[int32(n)]; ok {
			return d
		}
	}
	if d := h.ofYear(int32(n)); d != nil {
		return d
	}
	d := h.week[n%7]
	if len(d.spans) > 0 && h.holiday != nil && h.holiday(dateOf(int32(n))) {
		return noShifts
	}
	return d
}

// compiled returns the first instant of the compiled years and the first after them.
func (h *hours) compiled() (start, end int64) {
	return midnight(dayOf(h.firstYear, time.January, 1)), midnight(dayOf(h.lastYear+1, time.January, 1))
}

func weekday(i int) string { return strings.ToLower(time.Weekday(i).String()) }
