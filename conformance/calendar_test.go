package conformance_test

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // for machines without zone data

	"github.com/cxmetrics/cx/period"
)

// unitOf reads "week from sunday" and its like.
func unitOf(text string) (period.Unit, error) {
	what, start, _ := strings.Cut(text, " from ")
	plain := map[string]period.Unit{"day": period.Day, "week": period.Week, "month": period.Month, "quarter": period.Quarter, "half-year": period.HalfYear, "year": period.Year}
	if u, ok := plain[what]; ok && start == "" {
		return u, nil
	}
	if what == "week" {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String(), start) {
				return period.WeekStarting(d), nil
			}
		}
	}
	for m := time.January; m <= time.December; m++ {
		if !strings.EqualFold(m.String(), start) {
			continue
		}
		switch what {
		case "fiscal quarter":
			return period.Fiscal(period.Quarter, m), nil
		case "fiscal half-year":
			return period.Fiscal(period.HalfYear, m), nil
		case "fiscal year":
			return period.Fiscal(period.Year, m), nil
		}
	}
	return 0, fmt.Errorf("no unit %q", text)
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func periodOf(in struct {
	Unit, Zone string
	At         time.Time
}) (any, error) {
	u, err1 := unitOf(in.Unit)
	zone, err2 := time.LoadLocation(in.Zone)
	if err := join(err1, err2); err != nil {
		return nil, err
	}
	p, err := u.Of(in.At.In(zone))
	r := p.In(zone)
	return object{"period": p, "start": utc(r.Start()), "end": utc(r.End())}, err
}

func periodBounds(in struct{ Period, Zone string }) (any, error) {
	p, err1 := period.Parse(in.Period)
	zone, err2 := time.LoadLocation(in.Zone)
	if err := join(err1, err2); err != nil {
		return nil, err
	}
	r := p.In(zone)
	return object{"start": utc(r.Start()), "end": utc(r.End()), "days": p.Days()}, nil
}

// hours are opening hours as the vectors write them.
type hours struct {
	Zone     string
	Week     map[string][]string
	Dates    map[string][]string
	Holidays []string
}

func (h hours) schedule() (period.Schedule, error) {
	zone, err := time.LoadLocation(h.Zone)
	if err != nil {
		return period.Schedule{}, err
	}
	plan := period.Hours{Zone: zone, Dates: map[period.Period][]period.Shift{}}
	for d := time.Sunday; d <= time.Saturday; d++ {
		plan.Week[d] = shifts(h.Week[strings.ToLower(d.String())])
	}
	for date, s := range h.Dates {
		plan.Dates[period.MustParse(date)] = shifts(s)
	}
	for _, date := range h.Holidays {
		plan.Holidays = append(plan.Holidays, period.MustParse(date))
	}
	plan.FirstYear, plan.LastYear = 2023, 2024 // compiled faster than fifty years
	return period.NewSchedule(plan)
}

func shifts(texts []string) (all []period.Shift) {
	for _, text := range texts {
		var h1, m1, h2, m2 int
		if _, err := fmt.Sscanf(text, "%d:%d-%d:%d", &h1, &m1, &h2, &m2); err != nil {
			panic(err)
		}
		all = append(all, period.Shift{Open: minutes(60*h1 + m1), Close: minutes(60*h2 + m2)})
	}
	return all
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

func scheduleElapsed(in struct {
	Hours    hours
	From, To time.Time
}) (any, error) {
	s, err := in.Hours.schedule()
	if err != nil {
		return nil, err
	}
	d, err := s.Elapsed(in.From, in.To)
	return object{"seconds": d.Seconds()}, err
}

func scheduleAdd(in struct {
	Hours   hours
	From    time.Time
	Seconds int64
}) (any, error) {
	s, err := in.Hours.schedule()
	if err != nil {
		return nil, err
	}
	due, err := s.Add(in.From, time.Duration(in.Seconds)*time.Second)
	return object{"due": utc(due)}, err
}
