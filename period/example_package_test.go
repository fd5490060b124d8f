package period_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

// Any tally by any unit: here the Net Promoter Score of each month, with the change
// to the month before.
func Example() {
	months := period.NewSeries(period.Month, time.UTC, cx.New[nps.Tally])
	for i, rating := range []nps.Rating{9, 7, 10, 3, 9, 10, 8, 10} { // an answer every ten days
		tally, err := months.At(time.Date(2024, time.March, 1+10*i, 12, 0, 0, 0, time.UTC))
		if err != nil {
			log.Fatal(err)
		}
		if err := tally.Add(rating); err != nil {
			log.Fatal(err)
		}
	}
	for month, step := range months.Steps() {
		score, err := step.Now.Score() // (2-1) of 4, 2 of 3, 1 of 1
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(month, " ", score.StringFixed(1))
		if change, err := step.Now.Compare(*step.Before, 0.95); err == nil { // not of the first month
			fmt.Printf(" %+.1f", change.Estimate)
		}
		fmt.Println()
	}
	// Output:
	// 2024-03 25.0
	// 2024-04 66.7 +41.7
	// 2024-05 100.0 +33.3
}
