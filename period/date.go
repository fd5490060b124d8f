package period

import "time"

// Days are numbered from 0, which is 0001-01-01, a Monday, to lastDay.
const (
	lastDay     = 3652058          // 9999-12-31
	lastMonth   = 9999*12 - 1      // months are numbered from 0, which is 0001-01
	secondsADay = 24 * 60 * 60     //
	unixDay0    = -719162 * 86_400 // 0001-01-01T00:00:00Z
)

func dayOf(year int, month time.Month, day int) int32 {
	return int32((time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() - unixDay0) / secondsADay)
}

func dateOf(day int32) (year int, month time.Month, d int) {
	return time.Unix(unixDay0+int64(day)*secondsADay, 0).UTC().Date()
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
