// Command nps is a program that imports nothing of cx but nps, to see what that
// adds to its size.
package main

import (
	"fmt"

	"github.com/cxmetrics/cx/nps"
)

func main() {
	t, err := nps.CollectSlice([]int{10, 9, 3})
	if err != nil {
		panic(err)
	}
	score, err := t.Score()
	fmt.Println(score, err)
}
