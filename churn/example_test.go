package churn_test

import (
	"fmt"

	"github.com/cxmetrics/cx/churn"
)

func Example() {
	// 200 customers on the first of the month, 6 of them gone by its end.
	month, err := churn.CustomersOf(200, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	lost, err := month.Churn().Percent() // 100 * 6 / 200
	if err != nil {
		fmt.Println(err)
		return
	}
	kept, err := month.Retention().Percent() // 100 * 194 / 200
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("churn %v%%, retention %v%%\n", lost, kept)
	// Output: churn 3%, retention 97%
}
