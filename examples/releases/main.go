// Command releases compares the scores of two releases: is the difference more than
// chance?
package main

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx/nps"
)

func main() {
	before := nps.Groups{Promoters: 67, Passives: 73, Detractors: 40} // 100 * (67-40)/180
	after := nps.Groups{Promoters: 107, Passives: 74, Detractors: 29} // 100 * (107-29)/210

	change, err := after.Compare(before, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("before", before)
	fmt.Println("after ", after)
	fmt.Println("change", change)
	switch change.Sign() {
	case 1:
		fmt.Println("better")
	case -1:
		fmt.Println("worse")
	default:
		fmt.Println("no clear difference: ask more customers")
	}
	// Output:
	// before NPS 15.0 (n=180, 95% 3.8 to 25.8)
	// after  NPS 37.1 (n=210, 95% 27.1 to 46.3)
	// change +22.1 (95% 7.4 to 36.7, p=0.0033)
	// better
}
