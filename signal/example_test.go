package signal_test

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
)

// Is this month's CSAT a signal? There were 200 answers a month, so many of them a yes.
func Example() {
	months := period.NewSeries(period.Month, time.UTC, func() *csat.Tally { return new(csat.NewTally(csat.YesNo())) })
	for i, satisfied := range []uint64{164, 158, 167, 161, 170, 155, 163, 168, 160, 166, 159, 165, 134} {
		month, _ := months.At(time.Date(2024, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC))
		_, _ = month.AddN(1, satisfied), month.AddN(0, 200-satisfied)
	}
	data, err := signal.Shares(months, (*csat.Tally).Satisfied)
	if err != nil {
		panic(err)
	}
	chart, err := data.Chart(signal.Options{Better: signal.Higher, Baseline: signal.FirstPoints(12)})
	if err != nil {
		panic(err)
	}
	// Centre: 1956 of 2400, 81.5. Sigma by counting: sqrt(81.5*18.5/200) = 2.746. The mean
	// moving range is 42.5/11 = 3.864, that of z 3.864/2.746 = 1.407, and 1.407/1.128 = 1.247:
	// months vary more than counting, so the limits are 81.5 -+ 3*2.746*1.247.
	now := chart.Points[len(chart.Points)-1]
	fmt.Printf("%s: %.1f, limits %.1f to %.1f\n", now.Period, now.Value, now.Lower, now.Upper)
	for _, s := range chart.At(now.Period) {
		fmt.Println(s)
	}
	// Output:
	// 2025-01: 67.0, limits 71.2 to 91.8
	// 2025-01: low, beyond a limit (bad)
}

func ExampleMannKendall() {
	k, err := signal.MannKendall([]float64{71, 73, 72, 74, 76, 75, 78, 79, 77, 81})
	if err != nil {
		panic(err)
	}
	// 41 pairs rise, 4 fall: S = 37; variance 10*9*25/18 = 125; z = 36/sqrt(125).
	fmt.Printf("S %d, z %.2f, p %.4f\n", k.S, k.Z, k.P)
	// Output: S 37, z 3.22, p 0.0013
}

func ExampleCochranArmitage() {
	// Satisfied of all answers in four quarters.
	a, err := signal.CochranArmitage([]estimate.Proportion{
		{Hits: 150, Misses: 50}, {Hits: 156, Misses: 44}, {Hits: 161, Misses: 39}, {Hits: 168, Misses: 32},
	}, nil)
	if err != nil {
		panic(err)
	}
	// 75, 78, 80.5 and 84 percent: (1.5*(84-75) + 0.5*(80.5-78)) / 5 = 2.95 points a quarter;
	// z = 0.1475*200 / sqrt(0.79375*0.20625*200*5) = 2.306.
	fmt.Printf("%+.2f points a quarter, p %.3f\n", a.Slope, a.P)
	// Output: +2.95 points a quarter, p 0.021
}
