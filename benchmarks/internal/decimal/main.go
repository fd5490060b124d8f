// Command decimal is the program that nps is compared with for its size.
package main

import (
	"fmt"

	"github.com/shopspring/decimal"
)

func main() {
	fmt.Println(decimal.NewFromInt(100).DivRound(decimal.NewFromInt(3), 16))
}
