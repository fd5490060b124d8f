package period

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// String returns the text of p. Within a unit, texts sort as the periods do. The zero Period is
// "".
//
//	2024-03-10    a day
//	2024-W07      an ISO week
//	2024-03       a month
//	2024-Q3       a quarter
//	2024-H1       a half-year
//	2024          a year
//	2024-03-10-W  a week that begins on Sunday, March 10
//	2024-07-FQ2   a second fiscal quarter, which begins in July
//	2024-10-FH2   a fiscal half-year
//	2024-04-FY    a fiscal year
//
// Texts of retail periods are in docs/period-rules.md.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	if p.unit.kind() >= retailWeek {
		return p.retailString()
	}
	year, month, day := p.Date()
	switch kind, plain := p.unit.kind(), p.unit.shift() == 0; {
	case kind == Day:
		return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	case kind == Week && plain:
		year, week := p.week()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case kind == Week:
		return fmt.Sprintf("%04d-%02d-%02d-W", year, month, day)
	case kind == Month:
		return fmt.Sprintf("%04d-%02d", year, month)
	case kind == Quarter && plain:
		return fmt.Sprintf("%04d-Q%d", year, (month+2)/3)
	case kind == Quarter:
		return fmt.Sprintf("%04d-%02d-FQ%d", year, month, p.n&3+1)
	case kind == HalfYear && !plain:
		return fmt.Sprintf("%04d-%02d-FH%d", year, month, p.n&1+1)
	case kind == HalfYear:
		return fmt.Sprintf("%04d-H%d", year, (month+5)/6)
	case plain:
		return fmt.Sprintf("%04d", year)
	default:
		return fmt.Sprintf("%04d-%02d-FY", year, month)
	}
}

// MustParse is [Parse] for constants. It panics if the text is not a period.
func MustParse(text string) Period {
	p, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}

// Parse reads the text of [Period.String]. A period that does not exist, such as "2024-13",
// returns [cx.ErrOutOfRange].
func Parse(text string) (Period, error) {
	u, year, month, day, ok := scan(text)
	if !ok {
		return Period{}, sentinel.Errorf(cx.ErrEncoding, "period: %.40q is not the text of a period, such as 2024-03, 2024-Q1, 2024-W09 or 2024-03-31", text)
	}
	p, err := u.OfDate(year, time.Month(month), day)
	if err != nil || p.String() != text {
		return Period{}, sentinel.Errorf(cx.ErrOutOfRange, "period: there is no period %q", text)
	}
	return p, nil
}

// scan finds the form of a text, and a date within the period that it names if
// it names one.
func scan(text string) (u Unit, year, month, day int, ok bool) {
	var v [3]int
	month, day = 1, 1
	switch {
	case match(text, "0000-00-00", &v):
		u, month, day = Day, v[1], v[2]
	case match(text, "0000-W00", &v):
		// Week 1 is the one with January 4.
		u = Week
		if v[0] >= 1 && v[0] <= 9999 {
			t := time.Date(v[0], time.January, 4+7*(v[1]-1), 0, 0, 0, 0, time.UTC)
			return u, t.Year(), int(t.Month()), t.Day(), true
		}
	case match(text, "0000-00", &v):
		u, month = Month, v[1]
	case match(text, "0000-Q0", &v):
		u, month = Quarter, v[1]*3
	case match(text, "0000-H0", &v):
		u, month = HalfYear, v[1]*6
	case match(text, "0000", &v):
		u = Year
	case match(text, "0000-00-00-W", &v):
		month, day = v[1], v[2]
		u = WeekStarting(time.Date(v[0], time.Month(month), day, 0, 0, 0, 0, time.UTC).Weekday())
	case match(text, "0000-00-FQ0", &v):
		// The first month of quarter q is 3(q-1) months into the fiscal year.
		month = v[1]
		u = Fiscal(Quarter, time.Month((month-1+12-3*((v[2]+3)%4))%12+1))
	case match(text, "0000-00-FH0", &v):
		month = v[1]
		u = Fiscal(HalfYear, time.Month((month-1+12-6*((v[2]+1)%2))%12+1))
	case match(text, "0000-00-FY", &v):
		month = v[1]
		u = Fiscal(Year, time.Month(month))
	default:
		return scanRetail(text)
	}
	return u, v[0], month, day, true
}

// match reports whether text has a digit wherever form has 0 and is the same
// elsewhere, and sets v to the numbers in it.
func match(text, form string, v *[3]int) bool {
	if len(text) != len(form) {
		return false
	}
	var got [3]int
	k := 0
	for i := range len(form) {
		switch c := text[i]; {
		case form[i] == '0' && '0' <= c && c <= '9':
			got[k] = 10*got[k] + int(c-'0')
			if i+1 < len(form) && form[i+1] != '0' && k < len(got)-1 {
				k++
			}
		case form[i] == '0' || form[i] != c:
			return false
		}
	}
	*v = got
	return true
}

// MarshalText implements [encoding.TextMarshaler].
func (p Period) MarshalText() ([]byte, error) {
	if p.IsZero() {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "period: the zero Period has no text")
	}
	return []byte(p.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Period) UnmarshalText(text []byte) error {
	q, err := Parse(string(text))
	if err == nil {
		*p = q
	}
	return err
}
