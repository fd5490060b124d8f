package period_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

// Any tally by any unit: here the Net Promoter Score of each month, with the change
// to the month before.
func Example() {
	months, err := period.NewSeries(period.Month, time.UTC, nps.Tally{})
	if err != nil {
		log.Fatal(err)
	}
	for i, rating := range []nps.Rating{9, 7, 10, 3, 9, 10, 8, 10} { // an answer every ten days
		tally, err := months.At(time.Date(2024, time.March, 1+10*i, 12, 0, 0, 0, time.UTC))
		if err != nil {
			log.Fatal(err)
		}
		if err := tally.Add(rating); err != nil {
			log.Fatal(err)
		}
	}
	var before nps.Tally // without a score
	for month, tally := range months.All() {
		score, err := tally.Score() // (2-1) of 4, 2 of 3, 1 of 1
		if err != nil {
			log.Fatal(err)
		}
		change := "first month"
		if last, err := before.Score(); err == nil {
			change = score.Sub(last).StringFixed(1)
		}
		fmt.Println(month, score.StringFixed(1), change)
		before = tally
	}
	// Output:
	// 2024-03 25.0 first month
	// 2024-04 66.7 41.7
	// 2024-05 100.0 33.3
}
