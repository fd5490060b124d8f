package estimate_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx/estimate"
)

// Satisfied customers of two releases: 151 of 200 after 132 of 200.
func Example() {
	before := estimate.Proportion{Hits: 132, Misses: 68}
	after := estimate.Proportion{Hits: 151, Misses: 49}
	change, err := after.Compare(before, 0.95) // 75.5 - 66 percent
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+.1f points, 95%% between %+.1f and %+.1f, p %.3f\n", change.Estimate, change.Low, change.High, change.P)
	// Output: +9.5 points, 95% between +0.6 and +18.2, p 0.037
}
