package period

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Plan says when a Schedule is open.
type Plan struct {
	// Zone is the zone whose clock the shifts mean. It is required.
	Zone *time.Location
	// Week is the shifts of each weekday: Week[time.Monday]. Breaks are what
	// lies between the shifts of a day. Shifts of one list must not overlap, and are at
	// most MaxShifts; those of different days may, and are open once.
	Week [7][]Shift
	// Dates gives single dates, periods of unit Day, other shifts than their weekday.
	// It wins over Holiday.
	Dates map[Period][]Shift
	// Holidays are dates without shifts. A shift of the day before that runs past
	// midnight is not cut. A date in both Dates and Holidays is an error.
	Holidays []Period
	// Holiday, if not nil, reports more dates without shifts. It must always give the same
	// answer for a date, to several goroutines at once too: NewSchedule asks about the
	// compiled years, and a question about other years asks again.
	Holiday func(year int, month time.Month, day int) bool
	// FirstYear and LastYear are the compiled years, in which answers are a look-up: at
	// most 100 of the years 2 to 9998, and 2000 to 2049 where both are 0. A year takes about 5 kB with one shift
	// on five days a week. Other years are as right, by walking the days in question.
	FirstYear, LastYear int
}

const (
	defaultFirstYear = 2000
	defaultLastYear  = 2049
	maxCompiled      = 100
)

// MaxShifts is how many shifts a day can have in a Plan: one for each quarter of an
// hour. So the memory that a Schedule takes has a bound, 42 MB for 100 compiled years,
// and so has the time of a question about any others.
const MaxShifts = 96

// span is a shift in seconds since its day began on the clock; close is after
// open, and beyond a day if it lies on the next.
type span struct{ open, close int32 }

// hours is a plan, checked and in the form that the cursor walks over.
type hours struct {
	loc     *time.Location
	week    [7][]span        // from Monday, as days are numbered
	dates   map[int32][]span // holidays have none
	last    int32            // the last of the dates
	holiday func(year int, month time.Month, day int) bool
	// The compiled years.
	firstYear, lastYear int
}

func (p Plan) hours() (*hours, error) {
	h := &hours{loc: p.Zone, holiday: p.Holiday, dates: make(map[int32][]span, len(p.Dates)+len(p.Holidays)), last: -1}
	if p.Zone == nil {
		return nil, fmt.Errorf("period: schedule: zone: missing: %w", ErrOutOfRange)
	}
	for i := range p.Week {
		spans, err := spansOf(p.Week[i])
		if err != nil {
			return nil, fmt.Errorf("period: schedule: week: %s: %w", weekday(i), err)
		}
		h.week[(i+6)%7] = spans
	}
	// In order, so that of several errors it is always the same that is reported.
	for _, date := range slices.SortedFunc(maps.Keys(p.Dates), Period.Compare) {
		spans, err := spansOf(p.Dates[date])
		if err == nil {
			err = h.date(date, spans)
		}
		if err != nil {
			return nil, fmt.Errorf("period: schedule: dates: %q: %w", date, err)
		}
	}
	for i, date := range p.Holidays {
		if err := h.date(date, nil); err != nil {
			return nil, fmt.Errorf("period: schedule: holidays: %d: %q: %w", i, date, err)
		}
	}
	h.firstYear, h.lastYear = p.FirstYear, p.LastYear
	if h.firstYear == 0 && h.lastYear == 0 {
		h.firstYear, h.lastYear = defaultFirstYear, defaultLastYear
	}
	// Years 1 and 9999 stay out, which in some zones are not wholly those of UTC.
	if h.firstYear < 2 || h.lastYear > 9998 || h.lastYear < h.firstYear || h.lastYear-h.firstYear >= maxCompiled {
		return nil, fmt.Errorf("period: schedule: years: %d to %d: not 1 to %d of the years 2 to 9998: %w", h.firstYear, h.lastYear, maxCompiled, ErrOutOfRange)
	}
	return h, nil
}

func checkDay(date Period) error {
	switch {
	case date.IsZero():
		return fmt.Errorf("not a day but the zero Period: %w", ErrMismatch)
	case date.unit != Day:
		return fmt.Errorf("not a day but a %s: %w", date.unit, ErrMismatch)
	}
	return nil
}

// date sets the shifts of a date that has none set.
func (h *hours) date(date Period, spans []span) error {
	if err := checkDay(date); err != nil {
		return err
	}
	if _, twice := h.dates[date.n]; twice {
		return fmt.Errorf("given twice: %w", ErrMismatch)
	}
	h.dates[date.n], h.last = spans, max(h.last, date.n)
	return nil
}

// spansOf checks the shifts of one day and returns them in order.
func spansOf(shifts []Shift) ([]span, error) {
	if len(shifts) > MaxShifts {
		return nil, fmt.Errorf("%d shifts, more than %d: %w", len(shifts), MaxShifts, ErrOutOfRange)
	}
	spans := make([]span, len(shifts))
	for i, s := range shifts {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("shift %d: %w", i, err)
		}
		spans[i] = span{int32(s.Open / time.Second), int32(s.Close / time.Second)}
		if spans[i].close < spans[i].open {
			spans[i].close += secondsADay
		}
		for j, other := range spans[:i] {
			if spans[i].open < other.close && other.open < spans[i].close {
				return nil, fmt.Errorf("shift %d: open: %s overlaps shift %d, %s: %w", i, s, j, shifts[j], ErrMismatch)
			}
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return int(a.open - b.open) })
	return spans, nil
}

// on returns the shifts that open on a day.
func (h *hours) on(day int32) []span {
	if len(h.dates) > 0 && day <= h.last {
		if spans, ok := h.dates[day]; ok {
			return spans
		}
	}
	spans := h.week[day%7]
	if len(spans) > 0 && h.holiday != nil && h.holiday(dateOf(day)) {
		return nil
	}
	return spans
}

func weekday(i int) string { return strings.ToLower(time.Weekday(i).String()) }
