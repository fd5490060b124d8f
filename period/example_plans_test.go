package period_test

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx/period"
)

// Two teams follow the sun: overlaps count once.
func ExampleNewSchedule() {
	berlin := period.Hours{Zone: location("Europe/Berlin")}
	newYork := period.Hours{Zone: location("America/New_York")}
	for day := time.Monday; day <= time.Friday; day++ {
		berlin.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
		newYork.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	// From July on Berlin opens an hour earlier, and closes early on every December 24.
	summer := berlin
	berlin.Until = period.MustParse("2024-07-01")
	summer.From = berlin.Until
	for day := time.Monday; day <= time.Friday; day++ {
		summer.Week[day] = []period.Shift{{Open: 8 * time.Hour, Close: 17 * time.Hour}}
	}
	summer.Yearly = map[period.MonthDay][]period.Shift{{Month: time.December, Day: 24}: {{Open: 8 * time.Hour, Close: 12 * time.Hour}}}

	s := must(period.NewSchedule(berlin, summer, newYork))
	for _, text := range []string{"2024-06-28", "2024-07-01", "2024-12-24"} {
		day := period.MustParse(text).In(berlin.Zone)
		fmt.Println(text, must(s.Elapsed(day.Start(), day.End())))
	}

	// 9 to 17 in New York is 15 to 23 in Berlin: 14 hours from 9, and 15 from 8. On December 24
	// there are 4 hours in Berlin and 8 in New York.

	// Output:
	// 2024-06-28 14h0m0s
	// 2024-07-01 15h0m0s
	// 2024-12-24 12h0m0s
}

func ExampleSchedule_AddDays() {
	plan := period.Hours{Zone: time.UTC}
	for day := time.Monday; day <= time.Thursday; day++ {
		plan.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	plan.Week[time.Friday] = []period.Shift{{Open: 9 * time.Hour, Close: 11 * time.Hour}}
	s := must(period.NewSchedule(plan))

	thursday := time.Date(2024, time.June, 6, 12, 0, 0, 0, time.UTC)
	fmt.Println(must(s.AddDays(thursday, 1)).Format(time.RFC1123)) // at the closing of a short day
	fmt.Println(must(s.AddDays(thursday, 2)).Format(time.RFC1123))
	fmt.Println(must(s.Add(thursday, -4*time.Hour)).Format(time.RFC1123)) // 4 open hours earlier
	// Output:
	// Fri, 07 Jun 2024 11:00:00 UTC
	// Mon, 10 Jun 2024 12:00:00 UTC
	// Wed, 05 Jun 2024 16:00:00 UTC
}

func ExampleRetail() {
	nrf := period.Retail{Weeks: [3]int{4, 5, 4}, LastDay: time.Saturday, LastMonth: time.January, Nearest: true}
	day := time.Date(2024, time.January, 30, 0, 0, 0, 0, time.UTC)
	for _, unit := range []period.Unit{period.Week, period.Month, period.Quarter, period.Year} {
		p := must(nrf.Unit(unit).Of(day))
		fmt.Println(p, p.Number(), p.First(), p.Last())
	}

	// The retail year 2023 had 53 weeks, so its last month has five.

	// Output:
	// 2023-W53-R454-N01-6 53 2024-01-28 2024-02-03
	// 2023-M12-R454-N01-6 12 2023-12-31 2024-02-03
	// 2023-Q4-R454-N01-6 4 2023-10-29 2024-02-03
	// 2023-R454-N01-6 1 2023-01-29 2024-02-03
}
