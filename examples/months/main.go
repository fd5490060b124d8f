// Command months prints how satisfied the customers were in each month of a time
// zone's calendar, and the change to the month before.
package main

import (
	"fmt"
	"log"
	"time"
	_ "time/tzdata" // the zones, also where the system has none

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/period"
)

var answers = []struct {
	at     time.Time
	rating csat.Rating // 1..5
	n      uint64      // how many gave it
}{
	{at(1, 9, 10), 5, 30}, {at(1, 17, 16), 4, 25}, {at(1, 25, 12), 2, 45},
	{at(1, 31, 23), 5, 40}, // in Berlin it is February
	{at(2, 6, 9), 4, 35}, {at(2, 20, 7), 1, 25},
	{at(4, 2, 8), 5, 8}, {at(4, 15, 13), 3, 4}, // nobody answered in March
}

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2024, month, day, hour, 0, 0, 0, time.UTC)
}

func main() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	months := period.NewSeries(period.Month, berlin, cx.New[csat.Tally])
	for _, answer := range answers {
		tally, err := months.At(answer.at)
		if err != nil {
			log.Fatal(err)
		}
		if err := tally.AddN(answer.rating, answer.n); err != nil {
			log.Fatal(err)
		}
	}
	for month, step := range months.Steps() {
		fmt.Println(month, step.Now)
		if change, err := step.Now.Compare(*step.Before, 0.95); err == nil { // both have answers
			fmt.Println("        change", change)
		}
	}
	// Output:
	// 2024-01 CSAT 55.0% (n=100, 95% 45.2 to 64.4)
	// 2024-02 CSAT 75.0% (n=100, 95% 65.7 to 82.5)
	//         change +20.0 (95% 6.8 to 32.3, p=0.003)
	// 2024-03 CSAT undefined (n=0)
	// 2024-04 CSAT 66.7% (n=12, 95% 39.1 to 86.2)
}
