package period

import "time"

// Days are numbered from 0, which is 0001-01-01, a Monday, to lastDay.
const (
	lastDay     = 3652058          // 9999-12-31
	lastMonth   = 9999*12 - 1      // months are numbered from 0, which is 0001-01
	secondsADay = 24 * 60 * 60     //
	unixDay0    = -719162 * 86_400 // 0001-01-01T00:00:00Z
)

// dayOf returns the number of a date in the years 0 to 10000, several times
// faster than time.Date. The year is taken from March to February, so that the leap day
// is its last; month k of it begins on its day (153k+2)/5.
func dayOf(year int, month time.Month, day int) int32 {
	y, k := int32(year), int32(month)-3
	if k < 0 {
		y, k = y-1, k+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*k+2)/5 + int32(day) - 307
}

// dateOf returns the date of a day from 0 to lastDay.
func dateOf(day int32) (year int, month time.Month, d int) {
	y, m := marchOf(day)
	year, month, d = int(y), time.Month(m>>16), int(m&0xffff/2141)+1
	if month > time.December {
		return year + 1, month - 12, d
	}
	return year, month, d
}

// monthOf returns the month of a day, numbered from 0, which is 0001-01.
func monthOf(day int32) int32 {
	y, m := marchOf(day)
	return int32(12*y+m>>16) - 13
}

// marchOf returns the date of a day from 0 to lastDay in years from March: the year,
// and in the high half of m the month, from 3 to 14, in the low half what the day is in.
// It is several times faster than time.Time.Date; the multipliers that stand for
// divisions are those of Neri and Schneider, "Euclidean affine functions and their
// application to calendar algorithms" (2023).
func marchOf(day int32) (year, m uint32) {
	n := 4*uint32(day+306) + 3
	century := uint32(uint64(n) * 15051803 >> 41) // n/146097
	n = (n - 146097*century) | 3
	wide := uint64(n) * 2939745 // n/1461 in the high half
	return 100*century + uint32(wide>>32), 2141*(uint32(wide)/2939745/4) + 197913
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func floorDiv[T int32 | int64](a, b T) T {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// quote writes an instant for an error message. Time.String has a monotonic
// part and any zone name, which a caller's FixedZone can make as long as it likes.
func quote(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999999Z") }
