package main

import (
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/cxmetrics/cx/nps"
)

// growing is how long each of some calls took, by size of the input and round.
type growing struct {
	sizes []int
	took  [][][]time.Duration // by call, size and round
}

// grow doubles the input of each call from 10^5 items.
func grow(c config, calls []grower) (growing, error) {
	var g growing
	for n := 100_000; n <= c.grow+c.grow/40 || len(g.sizes) < 2; n *= 2 { // 10^5 doubled ten times is 1.024 * 10^8
		g.sizes = append(g.sizes, n)
	}
	// Memory that is free again stays with the process: what the system takes to hand it
	// out once more, which is much here, belongs to no size.
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	for _, call := range calls {
		runs := make([]func() error, len(g.sizes))
		for i, n := range g.sizes {
			runs[i] = call.prepare(n)
		}
		// Every size in every round: what else the machine does comes and goes.
		took := make([][]time.Duration, len(g.sizes))
		for range c.allRounds {
			for i, run := range runs {
				once, err := timed(run)
				if err != nil {
					return g, fmt.Errorf("growth: %s: %w", call.name, err)
				}
				took[i] = append(took[i], once)
			}
		}
		g.took = append(g.took, took)
	}
	return g, nil
}

func growth(c config, p *printer) error {
	g, err := grow(c, growers)
	if err != nil {
		return err
	}
	p.growth(g, growers)
	return nil
}

// growth prints what each doubling costs: the median of the rounds' ratios, since what
// slows a machine for a while slows both sizes.
func (p *printer) growth(g growing, calls []grower) {
	p.heading("growth", fmt.Sprintf("what doubling the input costs, from %d to %d items", g.sizes[0], g.sizes[len(g.sizes)-1]))
	rows := [][]string{{"items"}}
	for _, n := range g.sizes {
		rows = append(rows, []string{strconv.Itoa(n)})
	}
	for k, call := range calls {
		rows[0] = append(rows[0], call.name, "step")
		worst := 0.0
		for i, took := range g.took[k] {
			step := ""
			if i > 0 {
				ratio := medianRatio(took, g.took[k][i-1])
				worst = max(worst, ratio)
				step = fmt.Sprintf("%.2fx", ratio)
			}
			rows[i+1] = append(rows[i+1], clock(median(took)), step)
		}
		p.verdict("growth of "+call.name+", worst step", worst, 2.2, "x", worst <= 2.2)
	}
	p.table(rows)
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
			_, err := filledBy(durations)(all)
			return err
		}
	}},
	{"tickets.DurationSketch", func(n int) func() error {
		all, _ := times(n)
		return func() error {
			_, err := filledBy(sketch)(all)
			return err
		}
	}},
}
