package period_test

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// The zones differ in how time finds an offset: no look-up, a table, and a rule.
func BenchmarkOf(b *testing.B) {
	for _, c := range []struct {
		name string
		loc  *time.Location
		year int
	}{
		{"UTC", time.UTC, 2024},
		{"fixed", time.FixedZone("", 3600), 2024},
		{"NewYork1995", zone(b, "America/New_York"), 1995},
		{"NewYork2024", zone(b, "America/New_York"), 2024},
		{"NewYork2026", zone(b, "America/New_York"), 2026},
		{"Kolkata", zone(b, "Asia/Kolkata"), 2024},
	} {
		at := time.Date(c.year, time.May, 15, 12, 30, 0, 0, c.loc)
		b.Run(c.name+"/Date", func(b *testing.B) {
			for b.Loop() {
				at.Date()
			}
		})
		b.Run(c.name+"/timeDate", func(b *testing.B) {
			for b.Loop() {
				time.Date(c.year, time.May, 15, 12, 30, 0, 0, c.loc)
			}
		})
		for _, u := range []period.Unit{period.Day, period.Week, period.Month, period.Quarter, period.Year} {
			b.Run(c.name+"/Of/"+u.String(), func(b *testing.B) {
				for b.Loop() {
					u.Of(at)
				}
			})
		}
	}
}
