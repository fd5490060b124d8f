package journey_test

import (
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
	"pgregory.net/rapid"
)

func TestActiveDaysRefuses(t *testing.T) {
	var a, b journey.ActiveDays[float64]
	wantErr(t, "NaN", a.Add(math.NaN(), 1), cx.ErrOutOfRange)
	must(t, a.Add(1, 0))
	for _, day := range []int{journey.MaxDays, -journey.MaxDays, math.MaxInt, math.MinInt} {
		wantErr(t, "day", a.Add(1, day), cx.ErrOutOfRange)
	}
	must(t, b.Add(1, journey.MaxDays))
	wantErr(t, "merge", a.Merge(&b), cx.ErrOutOfRange)
	for _, r := range [][2]int{{1, 0}, {0, journey.MaxDays}, {math.MinInt, 0}, {0, math.MaxInt}} {
		_, err := a.Between(r[0], r[1])
		wantErr(t, "range", err, cx.ErrOutOfRange)
	}
	if got, err := a.Between(-1000, 1000); err != nil || got.Customers() != 1 || got.DaysPerCustomer().Sum().Int64() != 1 {
		t.Errorf("after errors %+v, %v", got, err)
	}
}

func TestActiveNoData(t *testing.T) {
	var a journey.ActiveDays[int]
	_, err := journey.Active{}.MeanDaily()
	wantErr(t, "no days", err, cx.ErrNoData)
	_, err = journey.Active{}.Stickiness()
	wantErr(t, "no days", err, cx.ErrNoData)
	nobody, err := a.Between(1, 30)
	must(t, err)
	daily, err := nobody.MeanDaily()
	check(t, "nobody", daily, err, 0, 1)
	_, err = nobody.Stickiness()
	wantErr(t, "nobody", err, cx.ErrNoData)
	must(t, a.Add(7, 3))
	one, err := a.Between(1, 30)
	must(t, err)
	_, err = one.StudentT(0.95)
	wantErr(t, "one customer", err, cx.ErrNoData)
	must(t, a.Add(8, 3))
	two, err := a.Between(1, 30)
	must(t, err)
	_, err = two.StudentT(95)
	wantErr(t, "level 95", err, cx.ErrOutOfRange)
	wantErr(t, "months of different length", one.Merge(journey.Active{}), nil)
	other, err := a.Between(1, 31)
	must(t, err)
	wantErr(t, "months of different length", one.Merge(other), cx.ErrMismatch)
	if one.Customers() != 1 || one.Days() != 30 {
		t.Errorf("after an error %+v", one)
	}
}

// The interval of the mean of active days, in percent of the days, cut off at the ends.
func TestActiveStudentT(t *testing.T) {
	var a journey.ActiveDays[int]
	for customer, days := range []int{2, 4, 9} {
		for day := range days {
			must(t, a.Add(customer, day))
		}
	}
	ten, err := a.Between(0, 9)
	must(t, err)
	got, err := ten.StudentT(0.5)
	must(t, err)
	var days estimate.Sample
	for _, n := range []int64{2, 4, 9} {
		must(t, days.Add(n))
	}
	want, err := days.StudentT(0.5)
	must(t, err)
	if math.Abs(got.Low-10*want.Low) > 1e-12 || math.Abs(got.High-10*want.High) > 1e-12 || got.Level != 0.5 {
		t.Errorf("%+v, want ten times %+v", got, want)
	}
	if wide, err := ten.StudentT(0.99); err != nil || wide.Low != 0 || wide.High != 100 {
		t.Errorf("%+v, %v is not cut off", wide, err)
	}
}

type activeDay struct{ customer, day int }

// activeDays counts day by day who was active.
func activeDays(t *rapid.T) {
	const days = 100
	events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) activeDay {
		return activeDay{rapid.IntRange(0, 5).Draw(t, "customer"), rapid.IntRange(0, days).Draw(t, "day")}
	}), 0, 60).Draw(t, "events")
	first := rapid.IntRange(0, days).Draw(t, "first")
	last := rapid.IntRange(first, days).Draw(t, "last")
	collect := func(events []activeDay) *journey.ActiveDays[int] {
		var a journey.ActiveDays[int]
		for _, e := range events {
			ok(t, a.Add(e.customer, e.day))
		}
		return &a
	}
	between := func(a *journey.ActiveDays[int]) journey.Active {
		active, err := a.Between(first, last)
		ok(t, err)
		return active
	}

	var daily int64
	distinct := map[int]bool{}
	for day := first; day <= last; day++ {
		for customer := range 6 {
			if slices.Contains(events, activeDay{customer, day}) {
				daily++
				distinct[customer] = true
			}
		}
	}
	a := collect(events)
	got := between(a)
	if got.Customers() != uint64(len(distinct)) || got.Days() != last-first+1 {
		t.Errorf("%d customers in %d days, want %d in %d", got.Customers(), got.Days(), len(distinct), last-first+1)
	}
	mean, err := got.MeanDaily()
	check(t, "daily", mean, err, daily, int64(got.Days()))
	if len(distinct) > 0 {
		stickiness, err := got.Stickiness()
		check(t, "stickiness", stickiness, err, 100*daily, int64(got.Days()*len(distinct)))
	}
	// The DAU of each day add up to the mean.
	var sum uint64
	for day := first; day <= last; day++ {
		one, err := a.Between(day, day)
		ok(t, err)
		sum += one.Customers()
	}
	if sum != uint64(daily) {
		t.Errorf("the days add up to %d, want %d", sum, daily)
	}

	parts := split(t, events)
	left, right := collect(parts[0]), collect(parts[1])
	ok(t, right.Merge(collect(parts[2])))
	ok(t, right.Merge(collect(nil)))
	ok(t, left.Merge(right))
	if between(left) != got {
		t.Errorf("merged %+v, want %+v", between(left), got)
	}
	// Groups without a common customer merge after reading, too.
	var groups journey.Active
	for _, odd := range []int{0, 1} {
		group := slices.DeleteFunc(slices.Clone(events), func(e activeDay) bool { return e.customer%2 != odd })
		ok(t, groups.Merge(between(collect(group))))
	}
	if groups != got {
		t.Errorf("groups merged to %+v, want %+v", groups, got)
	}
}

func TestActiveDaysProperty(t *testing.T) { rapid.Check(t, activeDays) }
