package period

import "time"

// Year returns the year that p belongs to, of the zero Period 0. A week belongs to the
// year that holds its fourth day: with weeks from Monday that is the year of ISO 8601,
// with weeks from Sunday that of the MMWR weeks of the CDC. A fiscal year, and its halves
// and quarters, have the calendar year in which the fiscal year begins; who names it by
// the year in which it ends adds 1. A month has the calendar year.
func (p Period) Year() int {
	year, _ := p.number()
	return year
}

// Number returns the number of p in its [Period.Year], from 1 on: of a day 1 to 366, of a
// week 1 to 53, of a month 1 to 12, of a quarter 1 to 4, of a half-year 1 or 2, of a year
// 1, of the zero Period 0. The quarters and halves of a fiscal year are numbered from its
// beginning.
func (p Period) Number() int {
	_, number := p.number()
	return number
}

func (p Period) number() (year, number int) {
	switch p.unit.kind() {
	case 0:
		return 0, 0
	case Day:
		year, _, _ = dateOf(p.n)
		return year, int(p.n-dayOf(year, time.January, 1)) + 1
	case Week:
		return p.week()
	}
	if p.unit.kind() >= retailWeek {
		return p.retailYear()
	}
	// Counted from the month in which year 1 of the unit begins. Before it is year 0.
	of := 12 / p.unit.months()
	n := floorDiv(p.n, of)
	return int(n) + 1, int(p.n-n*of) + 1
}
