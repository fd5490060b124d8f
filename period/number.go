package period

import "time"

// Year returns the year that p belongs to, and 0 for the zero Period. A week belongs to the year
// that holds its fourth day: with weeks from Monday that is the year of ISO 8601, with weeks from
// Sunday that of the CDC's MMWR weeks. A fiscal year, and its halves and quarters, have the
// calendar year in which the fiscal year begins; add 1 to name it by its end. For retail years see
// [Retail].
func (p Period) Year() int {
	year, _ := p.number()
	return year
}

// Number returns the number of p in its [Period.Year], from 1 on. That is 1 to 366 for a day, 1 to
// 53 for a week, 1 to 12 for a month, 1 to 4 for a quarter, 1 or 2 for a half-year and 1 for a
// year. The zero Period returns 0. Parts of fiscal and retail years are numbered from the
// beginning of that year.
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
