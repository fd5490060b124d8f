// Command holidays shows a schedule whose holidays come from another library:
// github.com/rickar/cal/v2 knows the holidays of many countries, and package
// period does the arithmetic. Calendars of rickar/cal can count working hours
// too, but of one interval a day, not overnight, and an hour off on days on which the
// clocks change.
package main

import (
	"fmt"
	"log"
	"time"
	_ "time/tzdata"

	"github.com/cxmetrics/cx/period"
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return err
	}
	s, err := officeHours(berlin, de.HolidaysBE)
	if err != nil {
		return err
	}
	created := time.Date(2024, time.April, 30, 16, 0, 0, 0, berlin)
	replied := time.Date(2024, time.May, 2, 10, 0, 0, 0, berlin)
	elapsed, err := s.Elapsed(created, replied)
	if err != nil {
		return err
	}
	due, err := s.Add(created, 16*time.Hour)
	if err != nil {
		return err
	}
	fmt.Println("replied after", elapsed) // an hour before Labour Day and one after
	fmt.Println("due", due)
	return nil
}

// officeHours returns the schedule of an office, Monday to Friday from 9 to 17,
// that is closed on the days on which the holidays are observed.
func officeHours(zone *time.Location, holidays []*cal.Holiday) (period.Schedule, error) {
	// A Calendar is safe for concurrent use as long as it does not cache, which
	// it does only if told; the schedule asks once for each day it compiles.
	calendar := &cal.Calendar{Holidays: holidays}
	hours := period.Hours{
		Zone: zone,
		Holiday: func(year int, month time.Month, day int) bool {
			_, observed, _ := calendar.IsHoliday(time.Date(year, month, day, 12, 0, 0, 0, time.UTC))
			return observed
		},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		hours.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	return period.NewSchedule(hours)
}
