package period

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// A Unit cuts the calendar into consecutive periods. The zero Unit is invalid.
type Unit uint16

// The units of the plain calendar.
const (
	Day  Unit = iota + 1
	Week      // ISO 8601: Monday to Sunday
	Month
	Quarter
	HalfYear
	Year
)

// WeekStarting returns the unit of weeks that begin on d, or the zero Unit if d is invalid.
func WeekStarting(d time.Weekday) Unit {
	if d < time.Sunday || d > time.Saturday {
		return 0
	}
	return Week | Unit((d+6)%7)<<4
}

// Fiscal returns the unit of fiscal years that begin in m, or of their halves or quarters: u is
// Year, HalfYear or Quarter. For another u or m it returns the zero Unit.
func Fiscal(u Unit, m time.Month) Unit {
	if m < time.January || m > time.December || u != Year && u != HalfYear && u != Quarter {
		return 0
	}
	return u | Unit(m-1)<<4
}

// kind is in the low four bits; the high four say how much later than the plain unit u
// begins.
func (u Unit) kind() Unit { return u & 15 }

// shift is how many days (weeks) or months (the rest) u begins after its plain unit.
func (u Unit) shift() int32 { return int32(u >> 4) }

// months is the length in months, 0 for days and weeks: the hexadecimal digit at
// the place of the kind.
func (u Unit) months() int32 { return int32(uint64(0xC631000) >> (u & 15 * 4) & 15) }

// valid reports whether u is one of the units there are.
func (u Unit) valid() bool {
	if u < Unit(len(units)) && units[u] {
		return true
	}
	_, ok := u.retail()
	return ok
}

// units has true for each unit, but for those of retail.
var units = func() (all [256]bool) {
	for u := range all {
		all[u] = u>>4 < 0xCCC1710>>(u&15*4)&15
	}
	return all
}()

func (u Unit) check() error {
	if !u.valid() {
		return sentinel.Errorf(cx.ErrOutOfRange, "period: Unit(%d) is not one of this package's units", uint16(u))
	}
	return nil
}

// String returns a name such as "week", "week from Sunday" or "fiscal year from April".
func (u Unit) String() string {
	if !u.valid() {
		return fmt.Sprintf("Unit(%d)", uint16(u))
	}
	if r, ok := u.retail(); ok {
		return u.retailName(r)
	}
	switch kind, shift := u.kind(), u.shift(); {
	case kind == Day:
		return "day"
	case kind == Week && shift == 0:
		return "week"
	case kind == Week:
		return "week from " + time.Weekday((shift+1)%7).String()
	case kind == Month:
		return "month"
	case kind == Quarter && shift == 0:
		return "quarter"
	case kind == Quarter:
		return "fiscal quarter from " + time.Month(shift+1).String()
	case kind == HalfYear:
		if shift > 0 {
			return "fiscal half-year from " + time.Month(shift+1).String()
		}
		return "half-year"
	case shift == 0:
		return "year"
	default:
		return "fiscal year from " + time.Month(shift+1).String()
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (u Unit) MarshalText() ([]byte, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	return []byte(u.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (u *Unit) UnmarshalText(text []byte) error {
	if v, ok := findUnit(string(text)); ok {
		*u = v
		return nil
	}
	return sentinel.Errorf(cx.ErrEncoding, "period: %.40q is not the name of a unit", text)
}
