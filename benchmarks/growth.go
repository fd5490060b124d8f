package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/cxmetrics/cx/nps"
)

// growth doubles the input from 10^5 and prints what each doubling costs.
func growth(c config, p *printer) error {
	sizes := []int{}
	for n := 100_000; n <= c.grow+c.grow/40 || len(sizes) < 2; n *= 2 { // 10^5 doubled ten times is 1.024 * 10^8
		sizes = append(sizes, n)
	}
	p.heading("growth", fmt.Sprintf("what doubling the input costs, from 10^5 to %d items", sizes[len(sizes)-1]))
	rows := [][]string{{"items"}}
	for _, n := range sizes {
		rows = append(rows, []string{fmt.Sprint(n)})
	}
	for _, g := range growers {
		took := make([]time.Duration, len(sizes))
		for i, n := range sizes {
			runs := make([]time.Duration, 0, c.rounds)
			run := g.prepare(n)
			for range c.rounds {
				runtime.GC()
				// As often as makes a span that a clock and a shared machine can time.
				times, start := 0, time.Now()
				for times == 0 || time.Since(start) < 20*time.Millisecond {
					if err := run(); err != nil {
						return fmt.Errorf("growth: %s: %w", g.name, err)
					}
					times++
				}
				runs = append(runs, time.Since(start)/time.Duration(times))
			}
			slices.Sort(runs)
			took[i] = runs[len(runs)/2]
		}
		rows[0] = append(rows[0], g.name, "step")
		worst := 0.0
		for i := range sizes {
			step := ""
			if i > 0 {
				ratio := float64(took[i]) / float64(took[i-1])
				worst = max(worst, ratio)
				step = fmt.Sprintf("%.2fx", ratio)
			}
			rows[i+1] = append(rows[i+1], clock(took[i]), step)
		}
		p.verdict("growth of "+g.name+", worst step", worst, 2.2, "x", worst <= 2.2)
	}
	p.table(rows)
	return nil
}

type grower struct {
	name    string
	prepare func(n int) func() error
}

var growers = []grower{
	{"nps.CollectSlice", func(n int) func() error {
		all := ratings[uint8](n, 0, 10)
		return func() error {
			_, err := nps.CollectSlice(all)
			return err
		}
	}},
	{"churn.Activity", func(n int) func() error {
		all := events(n)
		return func() error {
			_, err := cxChurn(all)
			return err
		}
	}},
	{"tickets.Durations", func(n int) func() error {
		all, _ := times(n)
		return func() error {
			_, err := exactDurations(all)
			return err
		}
	}},
	{"tickets.DurationSketch", func(n int) func() error {
		all, _ := times(n)
		return func() error {
			_, err := sketched(all)
			return err
		}
	}},
}
