package period

import (
	"cmp"
	"iter"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A Period is one piece of the calendar, such as a month. Periods compare with ==. Methods of
// the zero Period return zero values or [cx.ErrOutOfRange].
type Period struct {
	n    int32 // counts the periods of the unit from the one at the start of year 1
	unit Unit
}

// Unit returns the unit of p.
func (p Period) Unit() Unit { return p.unit }

// IsZero reports whether p is the zero Period.
func (p Period) IsZero() bool { return p == Period{} }

// months returns the first month of p and the first month after it.
func (p Period) months() (first, end int32) {
	m := p.unit.months()
	first = p.n*m + p.unit.shift()
	return first, first + m
}

// days returns the first day of p and the first day after it.
func (p Period) days() (first, end int32) {
	switch p.unit.kind() {
	case 0:
		return 0, 0
	case Day:
		return p.n, p.n + 1
	case Week:
		first = p.n*7 + p.unit.shift()
		return first, first + 7
	}
	if p.unit.kind() >= retailWeek {
		return p.retailDays()
	}
	from, to := p.months()
	return monthDay(from), monthDay(to)
}

// monthDay returns the first day of a month.
func monthDay(m int32) int32 { return dayOf(1+int(m/12), time.Month(1+m%12), 1) }

// whole reports whether all of p lies in the years 1 to 9999.
func (p Period) whole() bool {
	if p.unit.months() > 0 {
		first, end := p.months()
		return first >= 0 && end <= lastMonth+1
	}
	if per := p.unit.perYear(); per > 0 && (p.n < -per || p.n > 9999*per) {
		return false // or what follows would wrap
	}
	first, end := p.days()
	return first >= 0 && end <= lastDay+1
}

// Date returns the first day of p.
func (p Period) Date() (year int, month time.Month, day int) {
	if p.IsZero() {
		return 0, 0, 0
	}
	first, _ := p.days()
	return dateOf(first)
}

// First returns the first day of p, as a period.
func (p Period) First() Period {
	if p.IsZero() {
		return Period{}
	}
	first, _ := p.days()
	return Period{unit: Day, n: first}
}

// Last returns the last day of p, as a period.
func (p Period) Last() Period {
	if p.IsZero() {
		return Period{}
	}
	_, end := p.days()
	return Period{unit: Day, n: end - 1}
}

// Days returns the number of days in p.
func (p Period) Days() int {
	first, end := p.days()
	return int(end - first)
}

// Add returns the n-th period after p; if n is negative, before it.
func (p Period) Add(n int) (Period, error) {
	if p.IsZero() {
		return Period{}, sentinel.Errorf(cx.ErrOutOfRange, "period: nothing can be added to the zero Period")
	}
	// No two periods are further apart than lastDay, and up to there nothing wraps.
	if n >= -lastDay && n <= lastDay {
		if q := (Period{unit: p.unit, n: p.n + int32(n)}); q.whole() {
			return q, nil
		}
	}
	return Period{}, sentinel.Errorf(cx.ErrOutOfRange, "period: %s plus %d is not in the years 1 to 9999", p, n)
}

// Index numbers the periods of a unit in order: 0 is the one that begins with year 1.
func (p Period) Index() int { return int(p.n) }

// At returns the period with that [Period.Index].
func (u Unit) At(index int) (Period, error) {
	if err := u.check(); err != nil {
		return Period{}, err
	}
	if index >= -lastDay && index <= lastDay {
		if p := (Period{unit: u, n: int32(index)}); p.whole() {
			return p, nil
		}
	}
	return Period{}, sentinel.Errorf(cx.ErrOutOfRange, "period: %s number %d is not in the years 1 to 9999", u, index)
}

// LastYear returns the period of the same date or [Period.Number] a year before. If that year
// has no February 29 or week 53, it returns [cx.ErrNoData].
func (p Period) LastYear() (Period, error) {
	if p.unit.months() > 0 {
		return p.Add(-12 / int(p.unit.months()))
	}
	if per := p.unit.perYear(); per > 0 {
		return p.Add(-int(per))
	}
	year, month, day := p.Date()
	switch {
	case p.unit.kind() == retailWeek:
		year, number := p.retailYear()
		weeks := int(p.unit.retailStart(int32(year))-p.unit.retailStart(int32(year-1))) / 7
		if number > weeks {
			return Period{}, sentinel.Errorf(cx.ErrNoData, "period: %s is week %d, and %d has fewer weeks", p, number, year-1)
		}
		return p.Add(-weeks)
	case p.IsZero() || year == 1:
	case p.unit == Day && day > daysIn(year-1, month):
		return Period{}, sentinel.Errorf(cx.ErrNoData, "period: there is no %04d-%02d-%02d, a year before %s", year-1, month, day, p)
	case p.unit == Day:
		return Day.OfDate(year-1, month, day)
	default:
		year, number := p.week()
		if q, err := p.Add(-52); err != nil {
			break
		} else if y, n := q.week(); y == year-1 && n == number {
			return q, nil
		}
		if q, err := p.Add(-53); err != nil {
			break
		} else if y, n := q.week(); y == year-1 && n == number {
			return q, nil
		}
		return Period{}, sentinel.Errorf(cx.ErrNoData, "period: %s is week %d, and %d has fewer weeks", p, number, year-1)
	}
	return Period{}, sentinel.Errorf(cx.ErrOutOfRange, "period: a year before %s is not in the years 1 to 9999", p)
}

// week returns the year that a week belongs to and its number there.
func (p Period) week() (year, number int) {
	first, _ := p.days()
	year, _, _ = dateOf(first + 3)
	return year, int(first+3-dayOf(year, time.January, 1))/7 + 1
}

// Compare orders periods by their first days; of two that begin together the longer comes first.
func (p Period) Compare(q Period) int {
	if p.unit == q.unit {
		return cmp.Compare(p.n, q.n)
	}
	if p.IsZero() || q.IsZero() {
		return cmp.Compare(p.unit, q.unit)
	}
	first, end := p.days()
	qfirst, qend := q.days()
	return cmp.Or(cmp.Compare(first, qfirst), cmp.Compare(qend, end), cmp.Compare(p.unit, q.unit))
}

// In returns the instants of p in a zone, nil meaning UTC. A zone more than 26 hours from UTC
// returns the zero Range.
func (p Period) In(loc *time.Location) Range {
	if p.IsZero() {
		return Range{}
	}
	if loc == nil {
		loc = time.UTC
	}
	first, end := p.days()
	start, ok1 := startOfDay(first, loc)
	stop, ok2 := startOfDay(end, loc)
	if !ok1 || !ok2 {
		return Range{}
	}
	return Range{start: start, end: stop}
}

// Window returns the instants of the k periods that end with p, such as the last 28 days.
func (p Period) Window(k int, loc *time.Location) (Range, error) {
	if k < 1 {
		return Range{}, sentinel.Errorf(cx.ErrOutOfRange, "period: a window needs at least 1 period, not %d", k)
	}
	first, err := p.Add(1 - k)
	if err != nil {
		return Range{}, err
	}
	from, to := first.In(loc), p.In(loc)
	if from.end.IsZero() || to.end.IsZero() { // no year ends so early
		return Range{}, sentinel.Errorf(cx.ErrOutOfRange, "period: window of %d periods to %s: zone %q is more than 26 hours from UTC", k, p, loc)
	}
	return Range{start: from.start, end: to.end}, nil
}

// Between returns the periods from first to last, both included.
func Between(first, last Period) (iter.Seq[Period], error) {
	switch {
	case first.IsZero() || last.IsZero():
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: there is nothing between the zero Period and another")
	case first.unit != last.unit:
		return nil, sentinel.Errorf(cx.ErrMismatch, "period: %s is a %s and %s is a %s: there is no unit between them", first, first.unit, last, last.unit)
	case last.n < first.n:
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: the last period, %s, is before the first, %s", last, first)
	}
	return func(yield func(Period) bool) {
		for p := first; p.n <= last.n && yield(p); p.n++ {
		}
	}, nil
}
