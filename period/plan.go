package period

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A Hours says when a Schedule is open.
type Hours struct {
	// Zone is the zone whose clock the shifts mean. It is required.
	Zone *time.Location
	// Week is the shifts of each weekday: Week[time.Monday]. Breaks are what
	// lies between the shifts of a day. Shifts of one list must not overlap, and may be any
	// number; those of different days may overlap, and are open once.
	Week [7][]Shift
	// Dates gives single dates, periods of unit Day, other shifts than their weekday.
	// It wins over Holidays and Holiday: a half-day that is also a holiday is open.
	Dates map[Period][]Shift
	// Holidays are dates without shifts. A shift of the day before that runs past
	// midnight is not cut.
	Holidays []Period
	// Holiday, if not nil, reports more dates without shifts. It must always give the same
	// answer for a date, to several goroutines at once too: NewSchedule asks about the
	// compiled years, and a question about other years asks again.
	Holiday func(year int, month time.Month, day int) bool
	// FirstYear and LastYear are the compiled years, in which answers are a look-up: at
	// most 100 of the years 2 to 9998, and 2000 to 2049 where both are 0. A year takes about
	// 7 kB with one shift on five days a week. Other years are as right, day by day; so are
	// those beyond the first million openings, which is as many as are compiled (30 MB).
	FirstYear, LastYear int
}

const (
	defaultFirstYear = 2000
	defaultLastYear  = 2049
	maxCompiled      = 100
)

// hours is a plan, checked and in the form that walks go over.
type hours struct {
	loc     *time.Location
	week    [7]*day        // from Monday, as days are numbered
	dates   map[int32]*day // holidays have no shifts
	last    int64          // the last of the dates
	holiday func(year int, month time.Month, day int) bool
	// The compiled years.
	firstYear, lastYear int
}

func (p Hours) hours() (*hours, error) {
	h := &hours{loc: p.Zone, holiday: p.Holiday, dates: make(map[int32]*day, len(p.Dates)+len(p.Holidays)), last: -1}
	if p.Zone == nil {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: schedule: zone: missing")
	}
	for _, year := range [...]int{1, defaultFirstYear, defaultLastYear, 9999} {
		if offset, _, _ := zoneAt(midnight(dayOf(year, time.January, 1)), p.Zone); beyond(offset) {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: schedule: zone: an offset of %d seconds is more than 26 hours from UTC", offset)
		}
	}
	for i := range p.Week {
		d, err := newDay(p.Week[i])
		if err != nil {
			return nil, fmt.Errorf("period: schedule: week: %s: %w", weekday(i), err)
		}
		h.week[(i+6)%7] = d
	}
	// In order, so that of several errors it is always the same that is reported.
	for _, date := range slices.SortedFunc(maps.Keys(p.Dates), Period.Compare) {
		d, err := newDay(p.Dates[date])
		if err == nil {
			err = h.date(date, d)
		}
		if err != nil {
			return nil, fmt.Errorf("period: schedule: dates: %q: %w", date, err)
		}
	}
	for i, date := range p.Holidays {
		if _, own := p.Dates[date]; own && !slices.Contains(p.Holidays[:i], date) {
			continue // the date's own shifts win
		}
		if err := h.date(date, noShifts); err != nil {
			return nil, fmt.Errorf("period: schedule: holidays: %d: %q: %w", i, date, err)
		}
	}
	h.firstYear, h.lastYear = p.FirstYear, p.LastYear
	if h.firstYear == 0 && h.lastYear == 0 {
		h.firstYear, h.lastYear = defaultFirstYear, defaultLastYear
	}
	// Years 1 and 9999 stay out, which in some zones are not wholly those of UTC.
	if h.firstYear < 2 || h.lastYear > 9998 || h.lastYear < h.firstYear || h.lastYear-h.firstYear >= maxCompiled {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: schedule: years: %d to %d: not 1 to %d of the years 2 to 9998", h.firstYear, h.lastYear, maxCompiled)
	}
	return h, nil
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
	h.dates[date.n], h.last = d, max(h.last, int64(date.n))
	return nil
}

// on returns the shifts that open on a day; before and after the years there are none.
func (h *hours) on(n int64) *day {
	if n < 0 || n > lastDay {
		return noShifts
	}
	if len(h.dates) > 0 && n <= h.last {
		if d, ok := h.dates[int32(n)]; ok {
			return d
		}
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
