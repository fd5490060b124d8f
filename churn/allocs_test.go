//go:build !race

package churn_test

import (
	"runtime"
	"testing"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
)

// An event of a customer already known costs no memory once the buffers are full
// grown.
func TestNoAllocs(t *testing.T) {
	var a churn.Activity[int]
	months := make([]period.Period, 24)
	for i := range months {
		months[i] = month(i)
	}
	add := func(n int) {
		for i := range n {
			if err := a.Add(i%1000, months[i%24]); err != nil {
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
		if err := c.Merge(&churn.Customers{Kept: 1}); err != nil {
			t.Fatal(err)
		}
		_ = c.Churn()
	}); n != 0 {
		t.Errorf("merging counts allocates %v times", n)
	}
}

// TestActivityMemory measures what an activity holds, in the bytes a customer that its
// documentation promises: for periods within 64 around the first one, and for further ones.
func TestActivityMemory(t *testing.T) {
	const n = 100_000
	for _, tc := range []struct {
		periods []int
		words   int // of 64 periods
	}{{[]int{0}, 1}, {[]int{0, -32, 31, 5}, 1}, {[]int{0, 32, 50}, 2}, {[]int{0, -33, -90}, 2}} {
		before := heap()
		var a churn.Activity[int64]
		for _, p := range tc.periods {
			p := month(p)
			for i := range n {
				if err := a.Add(int64(i)*0x9E3779B97F4A7C1, p); err != nil {
					t.Fatal(err)
				}
			}
		}
		if held := int(heap()) - int(before); held < 20*n*tc.words || held > 47*n*tc.words+30<<10 {
			t.Errorf("periods %v: %d bytes for %d customers, want 20 to 47 a customer for each of %d times 64", tc.periods, held, n, tc.words)
		}
		runtime.KeepAlive(&a)
	}
}
