package period_test

import (
	"encoding/json"
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

func location(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ExampleUnit_Of() {
	// Sunday evening in UTC is Monday morning in Tokyo: another week, month,
	// quarter and fiscal year.
	t := time.Date(2024, time.March, 31, 20, 0, 0, 0, time.UTC)
	tokyo := t.In(location("Asia/Tokyo"))
	for _, unit := range []period.Unit{
		period.Day, period.Week, period.Month, period.Quarter, period.Year,
		period.WeekStarting(time.Sunday), period.Fiscal(period.Year, time.April), period.Fiscal(period.Quarter, time.April),
	} {
		fmt.Printf("%-26s %-12s  %s\n", unit, must(unit.Of(t)), must(unit.Of(tokyo)))
	}
	// Output:
	// day                        2024-03-31    2024-04-01
	// week                       2024-W13      2024-W14
	// month                      2024-03       2024-04
	// quarter                    2024-Q1       2024-Q2
	// year                       2024          2024
	// week from Sunday           2024-03-31-W  2024-03-31-W
	// fiscal year from April     2023-04-FY    2024-04-FY
	// fiscal quarter from April  2024-01-FQ4   2024-04-FQ1
}

func ExamplePeriod_In() {
	// In São Paulo the clocks of 2015-10-18 went from 23:59:59 to 01:00:00.
	day := must(period.Parse("2015-10-18"))
	r := day.In(location("America/Sao_Paulo"))
	fmt.Println(r.Start(), must(r.Duration()))

	// Samoa went to the other side of the date line and had no 2011-12-30.
	day = must(period.Parse("2011-12-30"))
	fmt.Println(day.In(location("Pacific/Apia")).IsEmpty())
	// Output:
	// 2015-10-18 01:00:00 -0200 -02 23h0m0s
	// true
}

func ExamplePeriod_LastYear() {
	for _, text := range []string{"2024-02", "2024-W07", "2024-02-29"} {
		p := must(period.Parse(text))
		before, err := p.LastYear()
		fmt.Println(p, before, err)
	}
	// Output:
	// 2024-02 2023-02 <nil>
	// 2024-W07 2023-W07 <nil>
	// 2024-02-29  period: there is no 2023-02-29, a year before 2024-02-29
}

func ExamplePeriod_Window() {
	// The last 28 days ending 2024-03-10; clocks went forward on the last of them.
	day := must(period.Parse("2024-03-10"))
	r := must(day.Window(28, location("America/New_York")))
	fmt.Println(r)
	// Output: 2024-02-12T00:00:00-05:00/2024-03-11T00:00:00-04:00
}

func ExampleBetween() {
	weeks := must(period.Between(must(period.Parse("2020-W52")), must(period.Parse("2021-W01"))))
	for w := range weeks {
		fmt.Println(w, w.First(), w.Last())
	}
	// Output:
	// 2020-W52 2020-12-21 2020-12-27
	// 2020-W53 2020-12-28 2021-01-03
	// 2021-W01 2021-01-04 2021-01-10
}

func ExampleRange_Split() {
	r := must(period.ParseRange("2024-03-30T12:00:00+01:00/2024-04-02T00:00:00+02:00"))
	pieces := must(r.Split(period.Month, location("Europe/Berlin")))
	for month, piece := range pieces {
		fmt.Println(month, must(piece.Duration()))
	}

	// Half of the 30th and the 23 hours of the 31st; then a day.

	// Output:
	// 2024-03 35h0m0s
	// 2024-04 24h0m0s
}

// volume is the plainest tally: a struct with a Merge method.
type volume struct{ Tickets int }

func (v *volume) Merge(o *volume) error { v.Tickets += o.Tickets; return nil }

// A series per month, with the change to the previous month, whatever is counted.
func ExampleSeries() {
	tickets := []string{"2024-01-09T10:00:00Z", "2024-01-31T23:30:00Z", "2024-02-01T08:00:00Z", "2024-04-02T08:00:00Z"}
	s := period.NewSeries(period.Month, location("Europe/Berlin"), cx.New[volume])
	for _, text := range tickets {
		must(s.At(must(time.Parse(time.RFC3339, text)))).Tickets++
	}

	for month, step := range s.Steps() {
		fmt.Printf("%s %d %+d\n", month, step.Now.Tickets, step.Now.Tickets-step.Before.Tickets)
	}

	// 23:30 UTC on January 31 is February 1 in Berlin; March is a gap.

	// Output:
	// 2024-01 1 +1
	// 2024-02 2 +1
	// 2024-03 0 -2
	// 2024-04 1 +1
}

func ExampleSeries_Rolling() {
	s := period.NewSeries(period.Month, nil, cx.New[volume])
	for i, text := range []string{"2024-01", "2024-02", "2024-04", "2024-05"} {
		must(s.For(period.MustParse(text))).Tickets = i + 1
	}
	quarter := must(s.Rolling(3))
	for month, n := range quarter.All() {
		fmt.Println(month, n.Tickets)
	}

	// 1+2+0, 2+0+3, 0+3+4

	// Output:
	// 2024-03 3
	// 2024-04 5
	// 2024-05 7
}

func ExampleSchedule() {
	office := period.Shift{Open: 9 * time.Hour, Close: 17 * time.Hour}
	plan := period.Hours{
		Zone:     location("Europe/Berlin"),
		Holidays: []period.Period{must(period.Parse("2024-05-01"))},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		plan.Week[day] = []period.Shift{office}
	}
	s := must(period.NewSchedule(plan))

	created := time.Date(2024, time.April, 30, 14, 0, 0, 0, time.UTC) // Tuesday, 16:00 in Berlin
	replied := time.Date(2024, time.May, 2, 8, 0, 0, 0, time.UTC)     // Thursday, 10:00 in Berlin
	// An hour on Tuesday, none on the holiday, an hour on Thursday.
	fmt.Println("replied after", must(s.Elapsed(created, replied)))
	// An hour on Tuesday, three on Thursday.
	fmt.Println("due at", must(s.Add(created, 4*time.Hour)))
	fmt.Println(s.Open(created), must(s.NextClosing(created)), must(s.NextOpening(created)))
	// Output:
	// replied after 2h0m0s
	// due at 2024-05-02 12:00:00 +0200 CEST
	// true 2024-04-30 17:00:00 +0200 CEST 2024-05-02 09:00:00 +0200 CEST
}

func ExampleSchedule_UnmarshalJSON() {
	var s period.Schedule
	err := json.Unmarshal([]byte(`{
		"zone": "America/New_York",
		"week": {
			"saturday": ["22:00-06:00"],
			"sunday":   ["10:00-12:30", "13:30-18:00"]
		},
		"holidays": ["2024-12-29"]
	}`), &s)
	if err != nil {
		panic(err)
	}
	// The night to 2024-03-10, in which an hour is skipped: seven hours of eight.
	noon := time.Date(2024, time.March, 9, 12, 0, 0, 0, location("America/New_York"))
	fmt.Println(must(s.Elapsed(noon, noon.Add(20*time.Hour))))

	err = json.Unmarshal([]byte(`{"zone": "Asia/Tokyo", "week": {"friday": ["09:00-17:00", "16:00-24:30"]}}`), &s)
	fmt.Println(err)
	// Output:
	// 7h0m0s
	// period: schedule: week: friday: 1: close: 24h30m0s is not a whole second from 00:00:00 to 24:00:00
}

func ExamplePeriod_MarshalText() {
	byMonth := map[period.Period]int{must(period.Parse("2024-03")): 7, must(period.Parse("2024-04")): 9}
	fmt.Println(string(must(json.Marshal(byMonth))))
	// Output: {"2024-03":7,"2024-04":9}
}

func ExampleSeries_MarshalJSON() {
	visits := period.NewSeries(period.Month, time.UTC, cx.New[volume])
	for _, date := range []time.Time{
		time.Date(2024, time.January, 9, 0, 0, 0, 0, time.UTC),
		time.Date(2024, time.March, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2024, time.March, 31, 0, 0, 0, 0, time.UTC),
	} {
		must(visits.At(date)).Tickets++
	}
	data := must(json.Marshal(visits))
	fmt.Println(string(data))

	kept := period.NewSeries(period.Month, time.UTC, cx.New[volume])
	err := json.Unmarshal(data, kept)
	for month, n := range kept.All() { // February is empty, and not forgotten
		fmt.Println(month, n.Tickets, err)
	}
	// Output:
	// {"unit":"month","zone":"UTC","periods":{"2024-01":{"Tickets":1},"2024-03":{"Tickets":2}}}
	// 2024-01 1 <nil>
	// 2024-02 0 <nil>
	// 2024-03 2 <nil>
}
