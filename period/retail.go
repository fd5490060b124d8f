package period

import (
	"fmt"
	"strings"
	"time"
)

// A Retail is a calendar of whole weeks: 52 or 53 a year, 13 a quarter, 4 or 5 a month (26 CFR
// 1.441-2). That of the National Retail Federation is
//
//	nrf := period.Retail{Weeks: [3]int{4, 5, 4}, LastDay: time.Saturday, LastMonth: time.January, Nearest: true}
//
// [Period.Year] is the calendar year of the month after LastMonth.
type Retail struct {
	Weeks     [3]int       // of the months of a quarter: {4, 4, 5}, {4, 5, 4} or {5, 4, 4}
	LastDay   time.Weekday // of each week
	LastMonth time.Month   // the year ends on its last LastDay, or
	Nearest   bool         // on the LastDay nearest to its end
}

// Unit returns the retail unit for Week, Month, Quarter, HalfYear or Year. For another unit, or
// a field out of bounds, it returns the zero Unit.
func (r Retail) Unit(u Unit) Unit {
	var kind Unit
	switch u {
	case Week:
		kind = retailWeek
	case Month:
		kind = retailMonth
	case Quarter:
		kind = retailQuarter
	case HalfYear:
		kind = retailHalfYear
	case Year:
		kind = retailYear
	}
	for pattern, weeks := range retailWeeks {
		if kind != 0 && r.Weeks == weeks && r.LastDay >= time.Sunday && r.LastDay <= time.Saturday && r.LastMonth >= time.January && r.LastMonth <= time.December {
			// Days are counted from a Monday, which is the first day where the last is a Sunday.
			return kind | Unit(pattern)<<4 | Unit(r.LastDay)<<6 | Unit(r.LastMonth%12)<<9 | nearestBit(r.Nearest)
		}
	}
	return 0
}

// The kinds of retail units. Their other bits are the pattern (2), the first day of the
// week (3), the first month of the year (4), and whether the year ends on the nearest day.
const (
	retailWeek Unit = Year + 1 + iota
	retailMonth
	retailQuarter
	retailHalfYear
	retailYear
)

var retailWeeks = [3][3]int{{4, 4, 5}, {4, 5, 4}, {5, 4, 4}}

func nearestBit(nearest bool) Unit {
	if nearest {
		return 1 << 13
	}
	return 0
}

// retail returns the calendar of a retail unit, and false for other units.
func (u Unit) retail() (r Retail, ok bool) {
	pattern, first, month := u>>4&3, u>>6&7, u>>9&15
	if kind := u.kind(); kind < retailWeek || kind > retailYear || pattern > 2 || first > 6 || month > 11 || u>>14 != 0 {
		return Retail{}, false
	}
	return Retail{retailWeeks[pattern], time.Weekday(first), (time.Month(month)+11)%12 + 1, u>>13 == 1}, true
}

// perYear returns how many periods of a retail unit a year has, for weeks 0.
func (u Unit) perYear() int32 {
	switch u.kind() {
	case retailMonth:
		return 12
	case retailQuarter:
		return 4
	case retailHalfYear:
		return 2
	case retailYear:
		return 1
	}
	return 0
}

// retailStart returns the first day of a retail year: the last first day of a week before or
// on the first of a month, or up to three days after it.
func (u Unit) retailStart(year int32) int32 {
	first := int32(u >> 6 & 7)
	day := dayOf(int(year)+400, time.Month(u>>9&15)+1, 1) - 146097 // right for the year 0 too
	if u>>13 == 1 {
		day += 3
	}
	return floorDiv(day-first, 7)*7 + first
}

// retailYearOf returns the retail year of a day, and its first day.
func (u Unit) retailYearOf(day int32) (year, start int32) {
	year = monthOf(day)/12 + 2
	for start = u.retailStart(year); start > day; start = u.retailStart(year) {
		year--
	}
	return year, start
}

// retailNumber returns the number of the retail period that holds a day, as Period.n counts.
func (u Unit) retailNumber(day int32) int32 {
	if !u.valid() {
		return 0
	}
	if u.kind() == retailWeek {
		return floorDiv(day-int32(u>>6&7), 7)
	}
	year, start := u.retailYearOf(day)
	week := (day - start) / 7
	quarter := min(week/13, 3)
	n := (year - 1) * u.perYear()
	switch u.kind() {
	case retailMonth:
		n += 3 * quarter
		for i := int32(0); i < 2 && week-13*quarter >= u.retailOffset(i+1); i++ {
			n++
		}
	case retailQuarter:
		n += quarter
	case retailHalfYear:
		n += quarter / 2
	}
	return n
}

// retailOffset returns how many weeks into a year a month begins.
func (u Unit) retailOffset(month int32) int32 {
	weeks := 13 * (month / 3)
	for _, n := range retailWeeks[u>>4&3][:month%3] {
		weeks += int32(n)
	}
	return weeks
}

// retailDays returns the first day of a retail period and the first after it.
func (p Period) retailDays() (first, end int32) {
	if p.unit.kind() == retailWeek {
		first = 7*p.n + int32(p.unit>>6&7)
		return first, first + 7
	}
	per := p.unit.perYear()
	year := floorDiv(p.n, per)
	i := p.n - year*per
	start := p.unit.retailStart(year + 1)
	end = p.unit.retailStart(year + 2)
	if i+1 < per {
		end = start + 7*p.unit.retailOffset((i+1)*12/per)
	}
	return start + 7*p.unit.retailOffset(i*12/per), end
}

// retailYear returns the year and the number in it of a retail period.
func (p Period) retailYear() (year, number int) {
	if per := p.unit.perYear(); per > 0 {
		y := floorDiv(p.n, per)
		return int(y) + 1, int(p.n-y*per) + 1
	}
	day, _ := p.retailDays()
	y, start := p.unit.retailYearOf(day)
	return int(y), int(day-start)/7 + 1
}

// retailText returns the text of a retail period after its year and number: the weeks, how
// and in which month the year ends, and the last day of the week as ISO 8601 counts.
func (r Retail) text() string {
	rule := 'L'
	if r.Nearest {
		rule = 'N'
	}
	return fmt.Sprintf("-R%d%d%d-%c%02d-%d", r.Weeks[0], r.Weeks[1], r.Weeks[2], rule, int(r.LastMonth), (int(r.LastDay)+6)%7+1)
}

// retailString returns the text of a retail period.
func (p Period) retailString() string {
	r, _ := p.unit.retail()
	year, number := p.retailYear()
	var form string
	switch p.unit.kind() {
	case retailWeek:
		form = "-W%02d"
	case retailMonth:
		form = "-M%02d"
	case retailQuarter:
		form = "-Q%d"
	case retailHalfYear:
		form = "-H%d"
	default:
		return fmt.Sprintf("%04d", year) + r.text()
	}
	return fmt.Sprintf("%04d", year) + fmt.Sprintf(form, number) + r.text()
}

// scanRetail is scan for the text of a retail period.
func scanRetail(text string) (u Unit, year, month, day int, ok bool) {
	const tail = len("-R454-N01-6")
	var v [3]int
	if len(text) <= tail {
		return 0, 0, 0, 0, false
	}
	head, rest := text[:len(text)-tail], text[len(text)-tail:]
	nearest := match(rest, "-R000-N00-0", &v)
	if !nearest && !match(rest, "-R000-L00-0", &v) {
		return 0, 0, 0, 0, false
	}
	r := Retail{[3]int{v[0] / 100, v[0] / 10 % 10, v[0] % 10}, time.Weekday(v[2] % 7), time.Month(v[1]), nearest}
	v[1] = 1
	switch {
	case match(head, "0000", &v):
		u = Year
	case match(head, "0000-H0", &v):
		u = HalfYear
	case match(head, "0000-Q0", &v):
		u = Quarter
	case match(head, "0000-M00", &v):
		u = Month
	case match(head, "0000-W00", &v):
		u = Week
	default:
		return 0, 0, 0, 0, false
	}
	number := v[1]
	if head == fmt.Sprintf("%04d", v[0]) {
		number = 1
	}
	if u = r.Unit(u); u == 0 || number < 1 || number > 53 {
		return 0, 0, 0, 0, true // of that form, but there is none
	}
	first := u.retailStart(int32(v[0])) + 7*int32(number-1)
	if per := u.perYear(); per > 0 {
		if number > int(per) {
			return 0, 0, 0, 0, true
		}
		first, _ = Period{unit: u, n: int32(v[0]-1)*per + int32(number-1)}.retailDays()
	}
	if first < 0 || first > lastDay {
		return 0, 0, 0, 0, true
	}
	y, m, d := dateOf(first)
	return u, y, int(m), d, true
}

// retailName returns the name of a retail unit.
func (u Unit) retailName(r Retail) string {
	kind := [...]string{"week", "month", "quarter", "half-year", "year"}[u.kind()-retailWeek]
	rule := "last " + r.LastDay.String() + " of "
	if r.Nearest {
		rule = r.LastDay.String() + " nearest the end of "
	}
	return fmt.Sprintf("retail %s %d-%d-%d to the %s%s", kind, r.Weeks[0], r.Weeks[1], r.Weeks[2], rule, r.LastMonth)
}

// findUnit returns the unit of a name.
func findUnit(name string) (Unit, bool) {
	end := Unit(256)
	if strings.HasPrefix(name, "retail ") {
		end = 1 << 14
	}
	for u := range end {
		if u.valid() && u.String() == name {
			return u, true
		}
	}
	return 0, false
}
