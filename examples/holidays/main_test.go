package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"
)

func Example() {
	main()
	// Tuesday from 16:00, Thursday and Friday are 1, 8 and 7 of the 16 hours due.

	// Output:
	// replied after 2h0m0s
	// due 2024-05-03 16:00:00 +0200 CEST
}

func newYork(t testing.TB) (period.Schedule, *cal.BusinessCalendar, *time.Location) {
	t.Helper()
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	s, err := officeHours(loc, us.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	c := cal.NewBusinessCalendar()
	c.AddHoliday(us.Holidays...)
	return s, c, loc
}

// On office hours, which no change of the clocks falls into, both libraries
// count the same.
func TestAgreesOnOfficeHours(t *testing.T) {
	s, c, loc := newYork(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		from := time.Date(2024, 1, 1, 0, 0, random.IntN(366*86400), 0, loc)
		to := from.Add(time.Duration(random.IntN(14*86400)) * time.Second)
		got, err := s.Elapsed(from, to)
		if want := c.WorkHoursInRange(from, to); err != nil || got != want {
			t.Errorf("from %v to %v: %v, %v; rickar/cal has %v", from, to, got, err, want)
		}
	}
}

func TestHolidays(t *testing.T) {
	s, _, loc := newYork(t)
	for date, want := range map[string]bool{
		"2024-07-03": true,
		"2024-07-04": false,
		"2021-12-31": false, // the New Year's Day of 2022, a Saturday, is observed on Friday
		"2021-12-30": true,
		"2024-11-28": false,
	} {
		day, err := time.ParseInLocation(time.DateOnly, date, loc)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Open(day.Add(12 * time.Hour)); got != want {
			t.Errorf("open at noon of %s: %t, want %t", date, got, want)
		}
	}
}

// The open time of three days, as of a ticket, of a month and of a year:
//
//	go test -bench . ./...
func BenchmarkElapsed(b *testing.B) {
	s, c, loc := newYork(b)
	from := time.Date(2024, time.May, 20, 15, 4, 5, 0, loc)
	for _, span := range []struct {
		name string
		to   time.Time
	}{
		{"3days", from.AddDate(0, 0, 3)},
		{"month", from.AddDate(0, 1, 0)},
		{"year", from.AddDate(1, 0, 0)},
	} {
		b.Run(span.name+"/period", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Elapsed(from, span.to); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(span.name+"/rickar", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.WorkHoursInRange(from, span.to)
			}
		})
	}
}

func BenchmarkNewSchedule(b *testing.B) {
	_, _, loc := newYork(b)
	for b.Loop() {
		if _, err := officeHours(loc, us.Holidays); err != nil {
			b.Fatal(err)
		}
	}
}
