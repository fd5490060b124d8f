package nps_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
)

// 80 of 100 staff answered. R 4.2.2, survey 4.1.1, svymean of a design with fpc = 100: the
// margin of Cochran's is 7.70219413194464. Wald's is 1.96 * sqrt(0.61/80 * 20/99); without
// the correction it is 17.1.
func TestFinite(t *testing.T) {
	g := nps.Groups{Promoters: 40, Passives: 24, Detractors: 16}
	c, err1 := g.CochranOf(100, 0.95)
	w, err2 := g.WaldOf(100, 0.95)
	i, err3 := g.IntervalOf(100, 0.95)
	large, err4 := g.IntervalOf(math.MaxUint64, 0.95)
	tango, err5 := g.Interval(0.95)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	if math.Abs(c.Margin()-7.70219413194464) > 1e-9 {
		t.Error(c.Margin())
	}
	if math.Abs(w.Margin()-195.99639845400545*math.Sqrt(0.61/80*20/99)) > 1e-9 || math.Abs(w.Margin()-7.69) > 0.005 {
		t.Error(w.Margin())
	}
	if math.Abs(large.Low-tango.Low) > 1e-9 || math.Abs(large.High-tango.High) > 1e-9 || i.Low < tango.Low || i.High > tango.High || math.Abs(i.Margin()-7.69) > 0.1 {
		t.Error(i, large, tango)
	}
	// Tango's limits of 80*99/20 respondents, by uniroot(..., tol = 1e-16) of his statistic.
	if math.Abs(i.Low-22.1036191451297) > 1e-9 || math.Abs(i.High-37.4595100939106) > 1e-9 {
		t.Error(i)
	}
	for name, f := range map[string]func(nps.Groups, uint64, float64) (estimate.Interval, error){
		"IntervalOf": nps.Groups.IntervalOf, "WaldOf": nps.Groups.WaldOf, "CochranOf": nps.Groups.CochranOf,
	} {
		if i, err := f(g, 80, 0.95); err != nil || i != (estimate.Interval{Low: 30, High: 30, Level: 0.95}) {
			t.Errorf("%s of all: %v, %v", name, i, err)
		}
		_, err1 := f(g, 79, 0.95)
		_, err2 := f(nps.Groups{}, 0, 0.95)
		_, err3 := f(g, 100, 95)
		if !errors.Is(err1, cx.ErrOutOfRange) || !errors.Is(err2, cx.ErrNoData) || !errors.Is(err3, cx.ErrOutOfRange) {
			t.Errorf("%s: %v, %v, %v", name, err1, err2, err3)
		}
	}
	if _, err := (nps.Groups{Passives: 1}).CochranOf(2, 0.95); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
	if one, err := (nps.Groups{Promoters: 1}).WaldOf(1, 0.95); err != nil || one.Low != 100 {
		t.Error(one, err)
	}
}

// 80 of 100 staff answered: the score is 100 * (40-16)/80 = 30. For a large population
// the limits would be 17 points away; of the 100, only 20 are not known.
func ExampleGroups_IntervalOf() {
	staff := nps.Groups{Promoters: 40, Passives: 24, Detractors: 16}
	large, err1 := staff.Interval(0.95)
	small, err2 := staff.IntervalOf(100, 0.95)
	wald, err3 := staff.WaldOf(100, 0.95)
	if err := errors.Join(err1, err2, err3); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v, of 100 people %v, by Wald 30 -+ %.2f\n", large, small, wald.Margin())
	// Output: 95% 12.0 to 45.9, of 100 people 95% 22.1 to 37.5, by Wald 30 -+ 7.69
}
