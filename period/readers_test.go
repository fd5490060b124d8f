package period_test

import (
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx/period"
)

// Any number of goroutines may ask one Schedule, in and out of the compiled years: run under
// the race detector.
func TestScheduleReaders(t *testing.T) {
	berlin, newYork := zone(t, "Europe/Berlin"), zone(t, "America/New_York")
	holiday := func(_ int, _ time.Month, day int) bool { return day == 13 }
	half := map[period.MonthDay][]period.Shift{{Month: time.December, Day: 24}: {nineToFive}}
	for name, s := range map[string]period.Schedule{
		"one plan":      schedule(t, period.Hours{Zone: berlin, Week: weekdays(nineToFive), Holiday: holiday, Yearly: half, FirstYear: 2024, LastYear: 2024}),
		"several plans": schedule(t, period.Hours{Zone: berlin, CloseZone: newYork, Week: weekdays(nineToFive), Holiday: holiday, FirstYear: 2024, LastYear: 2024}, period.Hours{Zone: newYork, Week: weekdays(nineToFive)}),
	} {
		type answers struct {
			elapsed                             time.Duration
			due, back, days, opening, closing   time.Time
			open                                bool
			err1, err2, err3, err4, err5, error error
		}
		ask := func(from time.Time) (a answers) {
			a.elapsed, a.err1 = s.Elapsed(from, from.AddDate(0, 1, 0))
			a.due, a.err2 = s.Add(from, 100*time.Hour)
			a.back, a.err3 = s.Add(from, -100*time.Hour)
			a.days, a.err4 = s.AddDays(from, 5)
			a.opening, a.err5 = s.NextOpening(from)
			a.closing, a.error = s.NextClosing(from)
			a.open = s.Open(from)
			s.Hours()
			return a
		}
		instants := []time.Time{
			time.Date(2024, 12, 20, 12, 0, 0, 0, time.UTC), time.Date(2023, 12, 20, 12, 0, 0, 0, time.UTC), time.Date(2124, 3, 1, 12, 0, 0, 0, time.UTC),
		}
		var want []answers
		for _, at := range instants {
			want = append(want, ask(at))
		}
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for i, at := range instants {
					if got := ask(at); got != want[i] {
						t.Errorf("%s at %v: %v, want %v", name, at, got, want[i])
					}
				}
			})
		}
		group.Wait()
	}
}
