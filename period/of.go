package period

import (
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A clock that goes back across a midnight goes back by little, or by about a day to an
// offset of the far west: see docs/period-rules.md.
const (
	mostBack     = 3 * 60 * 60
	farWest      = -8*60*60 - 30*60
	lastDateLine = 0 // 1970-01-01T00:00:00Z

	daysBefore = 4 // from which Of numbers days, so that none near the year 1 is negative
)

// Of returns the period that holds t, in t's zone: for another write u.Of(t.In(loc)).
func (u Unit) Of(t time.Time) (Period, error) {
	// The day is the latest local date seen up to t. All is in this one function: a call
	// takes a tenth of its time.
	_, offset := t.Zone()
	// From some days before the year 1 nothing is negative, and what is out of the years
	// is too great: unsigned division is faster.
	unix := t.Unix()
	local := uint64(unix + int64(offset) - (unixDay0 - daysBefore*secondsADay))
	days := local / secondsADay
	if uint64(offset+maxOffset) > 2*maxOffset {
		return Period{}, u.outside(t)
	}
	// A look at another instant takes as long as all else, so only when the clock
	// can have gone back, and at all changes only when it has.
	evening, atDateLine := local-days*secondsADay >= secondsADay-mostBack, unix < lastDateLine && offset < farWest
	if evening || atDateLine {
		back := int64(mostBack)
		if atDateLine {
			back += secondsADay
		}
		if loc := t.Location(); loc != time.UTC && days <= lastDay+2*daysBefore {
			if _, before := time.Unix(unix-back, 0).In(loc).Zone(); before > offset {
				days = uint64(latestDay(unix, int64(days)-daysBefore, loc) + daysBefore)
			}
		}
	}
	if days -= daysBefore; days > lastDay {
		return Period{}, u.outside(t)
	}

	day, shift := int32(days), u.shift()
	n := day
	// Not one division by u.months(): dividing by a constant is several times faster.
	switch u.kind() {
	case Day:
	case Week:
		n = quotient(day-shift, 7)
	case Month:
		n = monthOf(day)
	case Quarter:
		n = quotient(monthOf(day)-shift, 3)
	case HalfYear:
		n = quotient(monthOf(day)-shift, 6)
	default: // not a case for each: the switch would be slower for months
		if u.kind() != Year {
			n = u.retailNumber(day)
			break
		}
		n = quotient(monthOf(day)-shift, 12)
	}
	p := Period{unit: u, n: n}
	if (u >= Unit(len(units)) || !units[u]) && !u.valid() || uint32(day-366) > lastDay-2*366 && !p.whole() {
		return Period{}, u.outside(t)
	}
	return p, nil
}

// quotient returns a/b rounded down, for an a from -b on and a constant b: unsigned
// it is one multiplication.
func quotient(a, b int32) int32 { return int32(uint32(a+b)/uint32(b)) - 1 }

// outside explains why there is no period of unit u that holds t.
func (u Unit) outside(t time.Time) error {
	if err := u.check(); err != nil {
		return err
	}
	if _, offset := t.Zone(); beyond(int64(offset)) {
		return sentinel.Errorf(cx.ErrOutOfRange, "period: an offset of %d seconds is more than 26 hours from UTC", offset)
	}
	return sentinel.Errorf(cx.ErrOutOfRange, "period: the %s of %s reaches beyond the years 1 to 9999", u, quote(t))
}

// OfDate returns the period that holds a date.
func (u Unit) OfDate(year int, month time.Month, day int) (Period, error) {
	if year < 1 || year > 9999 || month < time.January || month > time.December || day < 1 || day > daysIn(year, month) {
		return Period{}, sentinel.Errorf(cx.ErrOutOfRange, "period: there is no date %d-%d-%d in the years 1 to 9999", year, int(month), day)
	}
	return u.Of(time.Unix(unixDay0+secondsADay*int64(dayOf(year, month, day)), 0).UTC())
}
