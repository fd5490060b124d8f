package main

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/cxmetrics/cx/period"
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"
)

type pair struct{ from, to time.Time }

// pairs returns n pairs of instants of 2024 and 2025, up to weeks apart, with the
// local time of a zone.
func pairs(n int, loc *time.Location) []pair {
	random := rand.New(rand.NewPCG(5, 6))
	start, end := time.Date(2024, 1, 1, 0, 0, 0, 0, loc).Unix(), time.Date(2025, 11, 1, 0, 0, 0, 0, loc).Unix()
	all := make([]pair, n)
	for i := range all {
		from := start + random.Int64N(end-start)
		all[i] = pair{time.Unix(from, 0).In(loc), time.Unix(from+seconds(random, 20*time.Hour, 1.2), 0).In(loc)}
	}
	return all
}

// seconds draws a time the way times of support tickets are spread: log-normal
// with the given median and sigma, at most 60 days.
func seconds(random *rand.Rand, median time.Duration, sigma float64) int64 {
	return int64(min(median.Seconds()*math.Exp(sigma*random.NormFloat64()), 60*24*3600))
}

func businessContest(c config) (*contest, error) {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, err
	}
	calendar := cal.NewBusinessCalendar()
	calendar.AddHoliday(us.Holidays...)
	calendar.SetWorkHours(9*time.Hour, 17*time.Hour)

	holiday := func(year int, month time.Month, day int) bool {
		actual, observed, _ := calendar.IsHoliday(time.Date(year, month, day, 12, 0, 0, 0, loc))
		return actual || observed
	}
	hours := period.Hours{Zone: loc, Holiday: holiday, FirstYear: 2020, LastYear: 2029}
	for day := time.Monday; day <= time.Friday; day++ {
		hours.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	schedule, err := period.NewSchedule(hours)
	if err != nil {
		return nil, err
	}
	var holidays []int64 // days since 1970
	for t := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() < 2026; t = t.AddDate(0, 0, 1) {
		if holiday(t.Date()) {
			holidays = append(holidays, t.Unix()/(24*3600))
		}
	}

	all := pairs(max(1000, c.n/10), loc)
	py, err := newPython(c.python, map[string]any{
		"from":    column(all, func(p pair) int64 { return p.from.Unix() }),
		"to":      column(all, func(p pair) int64 { return p.to.Unix() }),
		"holiday": holidays,
	})
	if err != nil {
		return nil, err
	}
	answer := make([]int64, len(all))
	some := max(1000, len(all)/100)
	return &contest{
		name:  "business-hours",
		asks:  "open seconds between pairs of instants, Monday to Friday 9 to 17 in New York with US holidays",
		items: len(all),
		techs: []technique{
			{name: "cx period.Schedule.Elapsed", threads: 1, run: func() ([]int64, error) {
				for i := range all {
					d, err := schedule.Elapsed(all[i].from, all[i].to)
					if err != nil {
						return nil, err
					}
					answer[i] = int64(d / time.Second)
				}
				return answer, nil
			}},
			{name: "rickar/cal WorkHoursInRange", threads: 1, peer: true, items: some, run: func() ([]int64, error) {
				answer := make([]int64, some)
				for i := range answer {
					answer[i] = int64(calendar.WorkHoursInRange(all[i].from, all[i].to) / time.Second)
				}
				return answer, nil
			}},
			py.technique("numpy busday_count, pandas zones", "business"),
		},
		wants: []want{
			{tech: "cx period.Schedule.Elapsed", than: "rickar/cal WorkHoursInRange", times: 500},
			{tech: "cx period.Schedule.Elapsed", than: "numpy busday_count, pandas zones", times: 20},
		},
		close: closing(py),
	}, nil
}
