package churn_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

func TestReturned(t *testing.T) {
	week := func(n int) period.Period { return periodOf(t, period.Week, n) }
	var a churn.Activity[string]
	for who, weeks := range map[string][]int{"ann": {0, 9}, "bob": {0, 16, 30}, "eve": {0, 8, 17}, "old": {-1, 12}, "new": {5, 14}, "late": {9, 20}} {
		for _, w := range weeks {
			must(t, a.Add(who, week(w)))
		}
	}
	got, err := a.Returned(week(0), week(24), 9, 16)
	must(t, err)
	text := ""
	for p, cell := range got.All() {
		if *cell != (estimate.Proportion{}) {
			text += fmt.Sprintf("%d: %d of %d; ", p.Index()-week(0).Index(), cell.Hits, cell.Hits+cell.Misses)
		}
	}
	// The cohort of week 9 has not been seen for 16 weeks.
	if text != "0: 2 of 3; 5: 1 of 1; " || got.Len() != 9 || got.First() != week(0) || got.Last() != week(8) {
		t.Errorf("%s, %d cells", text, got.Len())
	}
	for _, bad := range [][4]int{{0, 24, -1, 3}, {0, 24, 4, 3}, {3, 2, 0, 1}, {0, maxPeriods, 0, 1}} {
		if _, err := a.Returned(week(bad[0]), week(bad[1]), bad[2], bad[3]); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v, want out of range", bad, err)
		}
	}
	if _, err := a.Returned(month(1), month(2), 0, 1); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("months: %v", err)
	}
	if got, err := a.Returned(week(0), week(24), 1, math.MaxInt); err != nil || got.Len() != 0 {
		t.Errorf("never: %v, %v", got, err)
	}
	if got, err := new(churn.Activity[int]).Returned(week(0), week(3), 1, 2); err != nil || got.Len() != 2 {
		t.Errorf("nobody: %v, %v", got, err)
	}
}

// By hand; and the cells of parts by customer merge to those of all.
func TestReturnedFollowsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := rapid.MapOfN(rapid.IntRange(0, 9), rapid.SliceOfN(rapid.IntRange(-5, 90), 1, 6), 0, 10).Draw(t, "log")
		low, n := rapid.IntRange(-5, 5).Draw(t, "first"), rapid.IntRange(0, 80).Draw(t, "periods")
		from := rapid.IntRange(0, 20).Draw(t, "from")
		to := from + rapid.IntRange(0, 70).Draw(t, "ages")
		var whole churn.Activity[int]
		var parts [2]churn.Activity[int]
		for who, days := range log {
			for _, d := range days {
				must(t, whole.Add(who, month(d)), parts[who%2].Add(who, month(d)))
			}
		}
		got, err := whole.Returned(month(low), month(low+n), from, to)
		must(t, err)
		for cohort := low; cohort <= low+n; cohort++ {
			cell, ok := got.Lookup(month(cohort))
			if ok != (cohort+to <= low+n) {
				t.Fatalf("cohort %d: %v", cohort, ok)
			}
			if !ok {
				continue
			}
			var want estimate.Proportion
			for _, days := range log {
				if slices.Min(days) != cohort {
					continue
				}
				if slices.ContainsFunc(days, func(d int) bool { return d >= cohort+from && d <= cohort+to }) {
					want.Hits++
				} else {
					want.Misses++
				}
			}
			if *cell != want {
				t.Fatalf("cohort %d: %+v, want %+v", cohort, *cell, want)
			}
		}
		sum, err1 := parts[0].Returned(month(low), month(low+n), from, to)
		more, err2 := parts[1].Returned(month(low), month(low+n), from, to)
		must(t, err1, err2, sum.Merge(more))
		a, err1 := got.MarshalBinary()
		b, err2 := sum.MarshalBinary()
		if must(t, err1, err2); !slices.Equal(a, b) {
			t.Fatalf("%x, want %x", b, a)
		}
	})
}

func ExampleActivity_Returned() {
	var a churn.Activity[string]
	for _, e := range []struct{ who, week string }{
		{"ann", "2024-W01"}, {"ann", "2024-W11"}, // back in week 10
		{"bob", "2024-W01"}, {"bob", "2024-W03"}, // too early
		{"eve", "2024-W02"}, {"eve", "2024-W18"}, // back in week 16
	} {
		if err := a.Add(e.who, period.MustParse(e.week)); err != nil {
			panic(err)
		}
	}
	back, err := a.Returned(period.MustParse("2024-W01"), period.MustParse("2024-W18"), 9, 16)
	if err != nil {
		panic(err)
	}
	for cohort, p := range back.All() {
		fmt.Printf("%v: %d of %d came back in weeks 9 to 16\n", cohort, p.Hits, p.Hits+p.Misses)
	}
	// Output:
	// 2024-W01: 1 of 2 came back in weeks 9 to 16
	// 2024-W02: 1 of 1 came back in weeks 9 to 16
}

// Day 1 of a customer is from 24 to 48 hours after their first event, whatever the calendar
// says. Such windows are days that are counted from the first one.
func ExampleActivity_Bounded() {
	at := func(d, hour int) time.Time { return time.Date(2024, 3, d, hour, 0, 0, 0, time.UTC) }
	events := []struct {
		who string
		at  time.Time
	}{
		{"ann", at(1, 22)}, {"ann", at(2, 8)}, // 10 hours later: still day 0
		{"bob", at(1, 9)}, {"bob", at(3, 8)}, // 47 hours later: day 1
	}
	first := make(map[string]time.Time)
	for _, e := range events {
		if t, ok := first[e.who]; !ok || e.at.Before(t) {
			first[e.who] = e.at
		}
	}
	var a churn.Activity[string]
	for _, e := range events {
		began := first[e.who]
		cohort, err1 := period.Day.Of(began)
		day, err2 := cohort.Add(int(e.at.Sub(began) / (24 * time.Hour)))
		if err := errors.Join(err1, err2, a.Add(e.who, day)); err != nil {
			panic(err)
		}
	}
	table, err := a.Bounded(period.MustParse("2024-03-01"), period.MustParse("2024-03-03"))
	if err != nil {
		panic(err)
	}
	p, err := table.Retention(period.MustParse("2024-03-01"), 1)
	if err != nil {
		panic(err)
	}
	fmt.Printf("day 1: %d of %d\n", p.Hits, p.Hits+p.Misses)
	// Output:
	// day 1: 1 of 2
}
