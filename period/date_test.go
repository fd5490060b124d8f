package period

import (
	"testing"
	"time"
)

func TestDayNumbers(t *testing.T) {
	at := time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)
	if at.Weekday() != time.Monday || at.Unix() != unixDay0 {
		t.Fatalf("day 0 is %v", at)
	}
	for day := int32(0); day <= lastDay; day++ {
		year, month, d := at.Date()
		if got := dayOf(year, month, d); got != day {
			t.Fatalf("dayOf(%d, %d, %d) = %d, want %d", year, month, d, got, day)
		}
		if y, m, dd := dateOf(day); y != year || m != month || dd != d {
			t.Fatalf("dateOf(%d) = %d, %d, %d; want %d, %d, %d", day, y, m, dd, year, month, d)
		}
		at = at.AddDate(0, 0, 1)
	}
	if at.Year() != 10000 || dayOf(10000, time.January, 1) != lastDay+1 {
		t.Errorf("the last day is not 9999-12-31: the next is %v", at)
	}
}

// The year and number of every week of the 400 years after which the calendar
// repeats itself, day by day, against the time package.
func TestISOWeek(t *testing.T) {
	at := time.Date(1799, time.December, 23, 0, 0, 0, 0, time.UTC)
	for at.Year() < 2201 {
		p, err := Week.OfDate(at.Date())
		if err != nil {
			t.Fatal(err)
		}
		year, number := p.week()
		if wantYear, want := at.ISOWeek(); year != wantYear || number != want {
			t.Fatalf("the week of %s is %d of %d, want %d of %d", at.Format(time.DateOnly), number, year, want, wantYear)
		}
		at = at.AddDate(0, 0, 1)
	}
}
