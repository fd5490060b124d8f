package period_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
)

// Any tally by any unit: here the Net Promoter Score of each quarter.
func Example() {
	quarters, err := period.NewSeries(period.Quarter, time.UTC, nps.Tally{})
	if err != nil {
		log.Fatal(err)
	}
	for month, rating := range []nps.Rating{9, 7, 10, 3, 9, 10, 8, 10} { // one answer a month
		tally, err := quarters.At(time.Date(2024, time.Month(month+1), 5, 12, 0, 0, 0, time.UTC))
		if err != nil {
			log.Fatal(err)
		}
		if err := tally.Add(rating); err != nil {
			log.Fatal(err)
		}
	}
	for quarter, tally := range quarters.All() {
		score, err := tally.Score() // 2 of 3, (2-1) of 3, 1 of 2
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(quarter, score.StringFixed(1))
	}
	// Output:
	// 2024-Q1 66.7
	// 2024-Q2 33.3
	// 2024-Q3 50.0
}
