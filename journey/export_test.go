package journey

import "github.com/cxmetrics/cx/internal/periods"

// Each returns all that was added.
func (a ActiveDays[ID]) Each() map[ID][]int {
	days := make(map[ID][]int)
	a.core.Each(func(customer ID, s periods.Set) {
		for day := range s.All {
			days[customer] = append(days[customer], day)
		}
	})
	return days
}
