//go:build !race

package churn_test

import (
	"testing"

	"github.com/cxmetrics/cx/churn"
)

// An event of a customer already known costs no memory once the buffers are full
// grown.
func TestNoAllocs(t *testing.T) {
	var a churn.Activity[int]
	add := func(n int) {
		for i := range n {
			if err := a.Add(i%1000, i%24); err != nil {
				t.Fatal(err)
			}
		}
	}
	add(1_000_000)
	if n := testing.AllocsPerRun(10, func() { add(10_000) }); n != 0 {
		t.Errorf("10,000 events of known customers allocate %v times", n)
	}
	c := churn.Customers{Kept: 194, Lost: 6}
	if n := testing.AllocsPerRun(100, func() {
		if err := c.Merge(churn.Customers{Kept: 1}); err != nil {
			t.Fatal(err)
		}
		_ = c.Churn()
	}); n != 0 {
		t.Errorf("merging counts allocates %v times", n)
	}
}
