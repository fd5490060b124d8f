package period

import "time"

// Year returns the year of p. A week belongs to the year of its fourth day (ISO 8601), a fiscal
// period to the year in which its fiscal year begins. See also [Retail].
func (p Period) Year() int {
	year, _ := p.number()
	return year
}

// Number returns the number of p in its [Period.Year], such as 1 to 53 for a week.
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
