package period_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/period"
)

var nrf = period.Retail{Weeks: [3]int{4, 5, 4}, LastDay: time.Saturday, LastMonth: time.January, Nearest: true}

func TestRetail(t *testing.T) {
	last445 := period.Retail{Weeks: [3]int{4, 4, 5}, LastDay: time.Saturday, LastMonth: time.August}
	near445 := period.Retail{Weeks: [3]int{4, 4, 5}, LastDay: time.Saturday, LastMonth: time.December, Nearest: true}
	for _, c := range []struct {
		unit              period.Unit
		at                string
		text, first, last string
		year, number      int
	}{
		// nrf.com, "4-5-4 Calendar": 53 weeks in FY00, FY06, FY12, FY17 and FY23. retaildogma.com,
		// "Retail calendar": 2023 is from Sunday, January 29, 2023 to Saturday, February 3, 2024.
		{nrf.Unit(period.Year), "2023-06-01", "2023-R454-N01-6", "2023-01-29", "2024-02-03", 2023, 1},
		{nrf.Unit(period.Month), "2023-02-25", "2023-M01-R454-N01-6", "2023-01-29", "2023-02-25", 2023, 1},
		{nrf.Unit(period.Month), "2023-02-26", "2023-M02-R454-N01-6", "2023-02-26", "2023-04-01", 2023, 2},
		{nrf.Unit(period.Month), "2024-02-03", "2023-M12-R454-N01-6", "2023-12-31", "2024-02-03", 2023, 12},
		{nrf.Unit(period.Week), "2024-02-03", "2023-W53-R454-N01-6", "2024-01-28", "2024-02-03", 2023, 53},
		{nrf.Unit(period.Week), "2024-02-04", "2024-W01-R454-N01-6", "2024-02-04", "2024-02-10", 2024, 1},
		{nrf.Unit(period.Quarter), "2024-02-03", "2023-Q4-R454-N01-6", "2023-10-29", "2024-02-03", 2023, 4},
		{nrf.Unit(period.HalfYear), "2023-07-29", "2023-H1-R454-N01-6", "2023-01-29", "2023-07-29", 2023, 1},
		{nrf.Unit(period.Year), "2017-06-01", "2017-R454-N01-6", "2017-01-29", "2018-02-03", 2017, 1},
		{nrf.Unit(period.Year), "2018-06-01", "2018-R454-N01-6", "2018-02-04", "2019-02-02", 2018, 1},
		// help.certinia.com, "What is a 4,4,5 calendar?": from January 3, 2010 to January 1, 2011, the
		// third period from February 28 to April 3, the twelfth from November 28.
		{near445.Unit(period.Year), "2010-06-01", "2010-R445-N12-6", "2010-01-03", "2011-01-01", 2010, 1},
		{near445.Unit(period.Month), "2010-03-01", "2010-M03-R445-N12-6", "2010-02-28", "2010-04-03", 2010, 3},
		{near445.Unit(period.Month), "2011-01-01", "2010-M12-R445-N12-6", "2010-11-28", "2011-01-01", 2010, 12},
		// Wikipedia, "4-4-5 calendar": with the last Saturday of August years end on 2006-08-26, 2007-08-25.
		{last445.Unit(period.Year), "2007-01-01", "2006-R445-L08-6", "2006-08-27", "2007-08-25", 2006, 1},
	} {
		p, err := c.unit.Of(instant(t, c.at+"T12:00:00Z"))
		if err != nil || p.String() != c.text || p.First().String() != c.first || p.Last().String() != c.last || p.Year() != c.year || p.Number() != c.number {
			t.Errorf("%s of %s is %s, %s to %s, number %d of %d, %v; want %s, %s to %s", c.unit, c.at, p, p.First(), p.Last(), p.Number(), p.Year(), err, c.text, c.first, c.last)
		}
		if back, err := period.Parse(c.text); err != nil || back != p {
			t.Errorf("%s is read as %s, %v", c.text, back, err)
		}
	}
	long := map[int]bool{}
	for year, _ := nrf.Unit(period.Year).OfDate(2000, 6, 1); year.Year() < 2026; year, _ = year.Add(1) {
		if year.Days() == 53*7 {
			long[year.Year()] = true
		} else if year.Days() != 52*7 {
			t.Errorf("%s has %d days", year, year.Days())
		}
	}
	if want := []int{2000, 2006, 2012, 2017, 2023}; len(long) != len(want) {
		t.Errorf("years of 53 weeks: %v", long)
	} else {
		for _, year := range want {
			if !long[year] {
				t.Errorf("%d has not 53 weeks", year)
			}
		}
	}
	for _, text := range []string{"2022-W53-R454-N01-6", "2023-M13-R454-N01-6", "2023-Q0-R454-N01-6", "2023-M01-R555-N01-6", "2023-M01-R454-N13-6", "2023-M01-R454-N01-0", "0000-M01-R454-N01-6", "2023-W54-R454-N01-6", "2023-M01-R454-N01-8"} {
		if p, err := period.Parse(text); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%s is read as %s, %v", text, p, err)
		}
	}
	if before, err := parse(t, "2024-W52-R454-N01-6").LastYear(); err != nil || before.String() != "2023-W52-R454-N01-6" {
		t.Errorf("a year before: %s, %v", before, err)
	}
	if before, err := parse(t, "2023-W53-R454-N01-6").LastYear(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("a year before a 53rd week: %s, %v", before, err)
	}
	if before, err := parse(t, "2024-M12-R454-N01-6").LastYear(); err != nil || before.String() != "2023-M12-R454-N01-6" {
		t.Errorf("a year before: %s, %v", before, err)
	}
	for _, r := range []period.Retail{{}, {Weeks: [3]int{4, 4, 4}, LastMonth: 1}, {Weeks: nrf.Weeks}, {Weeks: nrf.Weeks, LastMonth: 13}, {Weeks: nrf.Weeks, LastMonth: 1, LastDay: 7}, {Weeks: nrf.Weeks, LastMonth: 1, LastDay: -1}} {
		if u := r.Unit(period.Month); u != 0 {
			t.Errorf("%v has %s", r, u)
		}
	}
	if u := nrf.Unit(period.Day); u != 0 {
		t.Errorf("a retail day is %s", u)
	}
}

// Every retail calendar day by day over 60 years: years end where the definition says, months
// have their weeks, and names read back.
func TestEveryRetail(t *testing.T) {
	from := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, weeks := range [][3]int{{4, 4, 5}, {4, 5, 4}, {5, 4, 4}} {
		for last := time.Sunday; last <= time.Saturday; last++ {
			for month := time.January; month <= time.December; month++ {
				for _, nearest := range []bool{false, true} {
					r := period.Retail{Weeks: weeks, LastDay: last, LastMonth: month, Nearest: nearest}
					year, err := r.Unit(period.Year).Of(from)
					if err != nil {
						t.Fatal(err)
					}
					for range 30 {
						// The end by looking at the days around the end of the month.
						y, m, _ := year.Last().Date()
						if m > month && month == 1 || m == month%12+1 { // ended in the month after
							m--
							if m == 0 {
								m, y = 12, y-1
							}
						}
						end := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)
						best := end
						for d := range 7 {
							if nearest {
								d -= 3
							} else {
								d -= 6
							}
							if day := end.AddDate(0, 0, d); day.Weekday() == last {
								best = day
							}
						}
						if year.Last().String() != best.Format(time.DateOnly) {
							t.Fatalf("%v: %s ends on %s, want %s", r, year, year.Last(), best.Format(time.DateOnly))
						}
						day := year.First()
						for k := range 12 {
							p, err := r.Unit(period.Month).OfDate(day.Date())
							want := 7 * weeks[k%3]
							if k == 11 {
								want += year.Days() - 364
							}
							if err != nil || p.First() != day || p.Days() != want || p.Year() != year.Year() || p.Number() != k+1 {
								t.Fatalf("%v: month %d is %s of %d days, %v", r, k+1, p, p.Days(), err)
							}
							day, _ = p.Last().Add(1)
						}
						year, _ = year.Add(1)
					}
				}
			}
		}
	}
	for _, u := range every {
		text, err := u.MarshalText()
		var back period.Unit
		if err != nil || back.UnmarshalText(text) != nil || back != u {
			t.Errorf("%q is read as %v, %v", text, back, err)
		}
	}
}

// A year before, a period of any unit has the same number, unless there is none.
func TestLastYearHasTheNumber(t *testing.T) {
	for _, u := range every {
		if u == period.Day {
			continue // the same date, which leap years number differently
		}
		for _, start := range []string{"0002-01-01", "0003-03-01", "2023-01-01"} {
			p, err := u.OfDate(parse(t, start).Date())
			if err != nil {
				t.Fatal(err)
			}
			for range 500 {
				before, err := p.LastYear()
				if err == nil && (before.Unit() != u || before.Year() != p.Year()-1 || before.Number() != p.Number()) {
					t.Fatalf("a year before %s: %s", p, before)
				}
				if err != nil && !errors.Is(err, cx.ErrOutOfRange) && (!errors.Is(err, cx.ErrNoData) || p.Number() != 53) {
					t.Fatalf("a year before %s: %v", p, err)
				}
				if p, err = p.Add(1); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
