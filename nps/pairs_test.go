package nps_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/nps"
)

// table has 30, 8, 2 promoters who were promoters, passives, detractors the second time,
// and so on.
func table(t interface{ Fatal(...any) }) (p nps.Pairs) {
	for i, row := range [][]uint64{{30, 8, 2}, {5, 20, 9}, {1, 6, 19}} {
		for j, n := range row {
			if err := p.AddN(nps.Promoter-nps.Group(i), nps.Promoter-nps.Group(j), n); err != nil {
				t.Fatal(err)
			}
		}
	}
	return p
}

// R 4.2.2, t.test of the 100 differences -200, -100, 0, 100 and 200.
func TestPairs(t *testing.T) {
	p := table(t)
	d, err := p.Compare(0.95)
	near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-9*max(1, math.Abs(want)) }
	first, second := p.Groups()
	s1, err1 := first.Score()
	s2, err2 := second.Score()
	if err := errors.Join(err, err1, err2); err != nil {
		t.Fatal(err)
	}
	if got := s2.Sub(s1).InexactFloat64(); d.Estimate != got || !near(d.Estimate, wantPairs.estimate) {
		t.Errorf("%v: from %v to %v", d, s1, s2)
	}
	if !near(d.Low, wantPairs.low) || !near(d.High, wantPairs.high) || !near(d.Statistic, wantPairs.t) || !near(d.P, wantPairs.p) || !near(d.StdErr, wantPairs.stderr) || d.DF != 99 {
		t.Errorf("%+v", d)
	}
	counts := map[[2]nps.Group]uint64{
		{nps.Promoter, nps.Promoter}: 30, {nps.Promoter, nps.Passive}: 8, {nps.Promoter, nps.Detractor}: 2,
		{nps.Passive, nps.Promoter}: 5, {nps.Passive, nps.Passive}: 20, {nps.Passive, nps.Detractor}: 9,
		{nps.Detractor, nps.Promoter}: 1, {nps.Detractor, nps.Passive}: 6, {nps.Detractor, nps.Detractor}: 19,
	}
	for first := range nps.Group(6) {
		for second := range nps.Group(6) {
			if got := p.Count(first, second); got != counts[[2]nps.Group{first, second}] {
				t.Errorf("%d people were %v first and %v second", got, first, second)
			}
		}
	}
	want := p
	var part nps.Pairs
	if err := errors.Join(part.Add(9, 3), p.Add(9, 3), want.Merge(&part), want.Merge(nil)); err != nil || p != want || p.Count(nps.Promoter, nps.Detractor) != 3 {
		t.Error(p, want, err)
	}
	if err := p.Merge(&p); err != nil || p.Count(nps.Promoter, nps.Promoter) != 60 {
		t.Error(p, err)
	}
	before := p
	full := nps.Pairs{}
	if err := full.AddN(nps.Passive, nps.Passive, math.MaxUint64); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"rating": p.Add(11, 3), "rating 2": p.Add(3, -1), "group": p.AddN(0, nps.Passive, 1), "group 2": p.AddN(nps.Passive, 4, 1)} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err1, err2 := p.Merge(&full), p.AddN(1, 1, math.MaxUint64); !errors.Is(err1, cx.ErrOverflow) || !errors.Is(err2, cx.ErrOverflow) || p != before {
		t.Error(err1, err2)
	}
	if _, err := full.Compare(0.95); !errors.Is(err, cx.ErrNoData) {
		t.Error(err)
	}
	if _, err := p.Compare(95); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

// Two people say nothing about a change: the interval is all that a change can be.
func TestPairsAreCutOff(t *testing.T) {
	for _, second := range []nps.Group{nps.Detractor, nps.Promoter} {
		var p nps.Pairs
		err := errors.Join(p.AddN(nps.Promoter+nps.Detractor-second, second, 1), p.AddN(nps.Passive, nps.Passive, 1))
		d, err2 := p.Compare(0.95)
		if err := errors.Join(err, err2); err != nil || d.Low != -200 || d.High != 200 {
			t.Error(d, err)
		}
	}
}

// In R the first time is the rows: mean(d), t.test(d), with d first minus second.
var wantPairs = struct{ estimate, low, high, t, p, stderr float64 }{-8, -20.511203933037, 4.51120393303698, -1.26876163937951, 0.207501178417563, 6.3053608744921}

// Two of these three people moved up one group, from passive to promoter: 2 * 100 / 3.
func ExamplePairs() {
	var p nps.Pairs
	for _, ratings := range [][2]nps.Rating{{8, 9}, {7, 10}, {9, 9}} {
		if err := p.Add(ratings[0], ratings[1]); err != nil {
			fmt.Println(err)
			return
		}
	}
	change, err := p.Compare(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(change)
	// Output: +66.7 (95% -76.8 to 200.0, p=0.18)
}
