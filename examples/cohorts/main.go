// Command cohorts prints which share of the customers of each month came back in the
// months after.
package main

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
)

// Who ordered when.
var orders = []struct{ customer, day string }{
	{"ana", "2023-11-03"}, {"ana", "2023-12-01"}, {"ana", "2024-01-15"}, {"ana", "2024-02-02"},
	{"ben", "2023-11-20"}, {"ben", "2024-01-09"},
	{"cem", "2023-11-28"}, {"cem", "2023-12-24"},
	{"dot", "2023-12-05"}, {"dot", "2023-12-06"}, {"dot", "2024-01-30"},
	{"eva", "2023-12-31"},
	{"fay", "2024-01-02"}, {"fay", "2024-02-14"},
}

func main() {
	var activity churn.Activity[string]
	for _, order := range orders {
		day, err := time.Parse(time.DateOnly, order.day)
		if err != nil {
			log.Fatal(err)
		}
		month, err := period.Month.Of(day)
		if err != nil {
			log.Fatal(err)
		}
		if err := activity.Add(order.customer, month); err != nil {
			log.Fatal(err)
		}
	}
	table, err := activity.Bounded(activity.Periods())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(table)
	// Output:
	// cohort   size      0      1     2     3
	// 2023-11     3  100.0   66.7  66.7  33.3
	// 2023-12     2  100.0   50.0   0.0
	// 2024-01     1  100.0  100.0
	// 2024-02     0      -
}
