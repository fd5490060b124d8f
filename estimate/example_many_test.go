package estimate_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx/estimate"
)

// Four segments, each compared with its month before. The p-values are 0.021, 0.49, 0.00026
// and 0.88. Holm multiplies the smallest by 4 and the next by 3: 0.001 and 0.063. Alone,
// the first segment would be called higher; among four comparisons it is not.
func ExampleAdjustment_Judge() {
	var changes []estimate.Difference
	for _, segment := range [][2]estimate.Proportion{
		{{Hits: 152, Misses: 48}, {Hits: 131, Misses: 69}},
		{{Hits: 85, Misses: 35}, {Hits: 80, Misses: 40}},
		{{Hits: 240, Misses: 160}, {Hits: 289, Misses: 111}},
		{{Hits: 50, Misses: 10}, {Hits: 51, Misses: 11}},
	} {
		d, err := segment[0].Compare(segment[1], 0.95)
		if err != nil {
			continue
		}
		changes = append(changes, d)
	}
	judged, err := estimate.Holm.Judge(changes, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	for i, j := range judged {
		fmt.Printf("%+.1f: %v alone, %v among %d (adjusted p %.2g)\n",
			changes[i].Estimate, changes[i].Sign(), j.Change, len(changes), j.P)
	}
	// Output:
	// +10.5: 1 alone, no clear change among 4 (adjusted p 0.063)
	// +4.2: 0 alone, no clear change among 4 (adjusted p 0.97)
	// -12.2: -1 alone, lower among 4 (adjusted p 0.001)
	// +1.1: 0 alone, no clear change among 4 (adjusted p 0.97)
}
