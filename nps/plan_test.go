package nps_test

import (
	"fmt"
	"log"
	"testing"

	"github.com/cxmetrics/cx/nps"
)

// How many answers does it take to see a change of 5 points, with 80 percent power at 95
// percent? At a score of 30 as here one answer has the standard deviation 78.1:
// 2 * ((1.96 + 0.84) * 78.1/5)^2 = 3830 and one or two more in each survey. Asking the same
// people twice takes half of that when their answers have the correlation 0.5.
func ExamplePlan_change() {
	plan, err := nps.Plan(nps.Groups{Promoters: 50, Passives: 30, Detractors: 20}, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	n, err := plan.ResponsesToSee(5, 0.8)
	if err != nil {
		log.Fatal(err)
	}
	same, err := plan.Paired(0.5)
	if err != nil {
		log.Fatal(err)
	}
	pairs, err := same.ResponsesToSee(5, 0.8)
	if err != nil {
		log.Fatal(err)
	}
	change, err := plan.Detectable(400, 0.8)
	if err != nil {
		log.Fatal(err)
	}
	staff, err := plan.Of(500).Detectable(400, 0.8)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("5 points: %d answers each, or %d people asked twice\n", n, pairs)
	fmt.Printf("400 answers each show %.1f points, 400 of 500 staff %.1f\n", change, staff)
	// Output:
	// 5 points: 3832 answers each, or 1918 people asked twice
	// 400 answers each show 15.5 points, 400 of 500 staff 6.9
}

// R 4.2.2: power.t.test(delta = 5, sd = 100*sqrt(.61), power = .8)$n is 3831.21, with
// type = "paired" 1917.05, and power.t.test(n = 400, delta = 15, sd = 100*sqrt(.61)) has the
// power 0.774226463577658.
func TestPlanChange(t *testing.T) {
	plan, err := nps.Plan(nps.Groups{Promoters: 50, Passives: 30, Detractors: 20}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	paired, err := plan.Paired(0.5)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := plan.ResponsesToSee(5, 0.8); err != nil || n != 3832 {
		t.Error(n, err)
	}
	if n, err := paired.ResponsesToSee(-5, 0.8); err != nil || n != 1918 {
		t.Error(n, err)
	}
	if p, err := plan.Power(400, 15); err != nil || p < 0.774226463577658-1e-9 || p > 0.774226463577658+1e-9 {
		t.Error(p, err)
	}
}
