package churn_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// dayOf is the n-th period of a unit from the one that begins 2024 on.
func periodOf(t interface{ Fatal(...any) }, u period.Unit, n int) period.Period {
	p, err := u.Of(day(0))
	must(t, err)
	p, err = p.Add(n)
	must(t, err)
	return p
}

// activeOf is who was active in the periods first to last of a log by customer.
func activeOf(t interface{ Fatal(...any) }, u period.Unit, log map[int][]int, first, last int) churn.Active {
	var a churn.Activity[int]
	for customer, periods := range log {
		for _, n := range periods {
			must(t, a.Add(customer, periodOf(t, u, n)))
		}
	}
	active, err := a.Active(periodOf(t, u, first), periodOf(t, u, last))
	must(t, err)
	return active
}

// check compares a decimal with the ratio that it is to be, rounded once.
func check(t interface {
	Helper()
	Errorf(string, ...any)
}, name string, got decimal.Decimal, err error, num, den int64) {
	t.Helper()
	if want := trim(big.NewRat(num, den).FloatString(16)); err != nil || got.String() != want {
		t.Errorf("%s: %v, %v, want %s", name, got, err, want)
	}
}

func TestActiveNoData(t *testing.T) {
	if _, err := (churn.Active{}).CustomersPerPeriod(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("no periods: %v", err)
	}
	nobody := activeOf(t, period.Day, nil, 0, 29)
	perDay, err := nobody.CustomersPerPeriod()
	check(t, "nobody per day", perDay, err, 0, 1)
	one, two := activeOf(t, period.Day, map[int][]int{7: {3}}, 0, 29), activeOf(t, period.Day, map[int][]int{7: {3}, 8: {5}}, 0, 29)
	_, err1 := churn.Active{}.Score()
	_, err2 := nobody.Score()
	_, err3 := one.Interval(0.95)
	_, err4 := one.StdErr()
	_, err5 := two.Interval(0.95) // no spread
	_, err6 := two.Compare(two, 0.95)
	_, err7 := two.Compare(churn.Active{}, 0.95)
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
		if !errors.Is(err, cx.ErrNoData) || !strings.HasPrefix(err.Error(), "churn: ") || strings.Contains(err.Error(), "estimate") {
			t.Errorf("error %d: %v, want no data", i+1, err)
		}
	}
	_, err = two.Interval(95)
	if !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("level 95: %v", err)
	}
}

func TestActiveMerge(t *testing.T) {
	one := activeOf(t, period.Day, map[int][]int{7: {3}}, 0, 29)
	before := one
	for _, other := range []churn.Active{
		activeOf(t, period.Day, nil, 0, 30), activeOf(t, period.Day, nil, 1, 30), activeOf(t, period.Month, map[int][]int{1: {0}}, 0, 1),
	} {
		if err := one.Merge(&other); !errors.Is(err, cx.ErrMismatch) || one != before {
			t.Errorf("%v: %v, want mismatch", other, err)
		}
	}
	if err := one.Merge(nil); err != nil || one != before {
		t.Errorf("nil: %v", err)
	}
	if err := one.Merge(&churn.Active{}); err != nil || one != before {
		t.Errorf("zero: %v", err)
	}
	if err := one.Merge(&one); err != nil || one.Customers() != 2 {
		t.Errorf("itself: %v, %v", one, err)
	}
}

// The interval of the mean of active days, in percent of the days, cut off at the ends.
func TestStickinessInterval(t *testing.T) {
	ten := activeOf(t, period.Day, map[int][]int{0: {0, 1}, 1: {0, 1, 2, 3}, 2: {0, 1, 2, 3, 4, 5, 6, 7, 8}}, 0, 9)
	got, err := ten.Interval(0.5)
	must(t, err)
	var days estimate.Sample
	for _, n := range []int64{2, 4, 9} {
		must(t, days.Add(n))
	}
	want, err := days.Interval(0.5)
	must(t, err)
	if math.Abs(got.Low-10*want.Low) > 1e-12 || math.Abs(got.High-10*want.High) > 1e-12 || got.Level != 0.5 {
		t.Errorf("%+v, want ten times %+v", got, want)
	}
	if wide, err := ten.Interval(0.99); err != nil || wide.Low != 0 || wide.High != 100 {
		t.Errorf("%+v, %v is not cut off", wide, err)
	}
	stdErr, err1 := ten.StdErr()
	wantErr, err2 := days.StdErr()
	if math.Abs(stdErr-10*wantErr) > 1e-12 || errors.Join(err1, err2) != nil {
		t.Errorf("standard error %v, want ten times %v", stdErr, wantErr)
	}
}

// Months of different length compare: 2, 4 and 9 of 10 days with 1, 2 and 2 of 5, which are
// 20, 40, 90 and 20, 40, 40 percent.
func TestStickinessCompare(t *testing.T) {
	ten := activeOf(t, period.Day, map[int][]int{0: {0, 1}, 1: {0, 1, 2, 3}, 2: {0, 1, 2, 3, 4, 5, 6, 7, 8}}, 0, 9)
	five := activeOf(t, period.Day, map[int][]int{0: {20}, 1: {20, 21}, 2: {21, 22}}, 20, 24)
	var a, b estimate.Sample
	for i, x := range []int64{20, 40, 90} {
		must(t, a.Add(x), b.Add([]int64{20, 40, 40}[i]))
	}
	for _, level := range []float64{0.5, 0.95, 0.9999} {
		got, err1 := ten.Compare(five, level)
		back, err2 := five.Compare(ten, level)
		want, err3 := a.Compare(b, level)
		must(t, err1, err2, err3)
		want.Low, want.High = max(-100, want.Low), min(100, want.High)
		for _, v := range [][2]float64{
			{got.Estimate, want.Estimate}, {got.Low, want.Low}, {got.High, want.High}, {got.P, want.P}, {got.DF, want.DF}, {got.StdErr, want.StdErr},
			{got.Statistic, want.Statistic}, {-back.Estimate, want.Estimate}, {-back.High, want.Low},
		} {
			if !near(v[0], v[1]) {
				t.Errorf("%+v and %+v back, want %+v", got, back, want)
			}
		}
	}
	if ten.String() != "3 customers active in 2024-01-01 to 2024-01-10, 1.5 per day, stickiness 50.0% (95% 0.0 to 100.0)" || (churn.Active{}).String() != "0 customers active" {
		t.Errorf("%v, %v", ten, churn.Active{})
	}
}

// activeFollowsItsDefinition counts period by period who was active.
func activeFollowsItsDefinition(t *rapid.T) {
	const days = 100
	events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) visit {
		return visit{rapid.IntRange(0, 5).Draw(t, "customer"), rapid.IntRange(0, days).Draw(t, "day")}
	}), 0, 60).Draw(t, "events")
	first := rapid.IntRange(0, days).Draw(t, "first")
	last := rapid.IntRange(first, days).Draw(t, "last")
	unit := rapid.SampledFrom([]period.Unit{period.Day, period.Week, period.Month}).Draw(t, "unit")
	collect := func(events []visit) *churn.Activity[int] {
		var a churn.Activity[int]
		for _, e := range events {
			must(t, a.Add(e.customer, periodOf(t, unit, e.period)))
		}
		return &a
	}
	between := func(a *churn.Activity[int], first, last int) churn.Active {
		active, err := a.Active(periodOf(t, unit, first), periodOf(t, unit, last))
		must(t, err)
		return active
	}

	var daily int64
	distinct := map[int]bool{}
	for day := first; day <= last; day++ {
		for customer := range 6 {
			if slices.Contains(events, visit{customer, day}) {
				daily++
				distinct[customer] = true
			}
		}
	}
	n := int64(last - first + 1)
	a := collect(events)
	got := between(a, first, last)
	if got.Customers() != uint64(len(distinct)) {
		t.Errorf("%d customers, want %d", got.Customers(), len(distinct))
	}
	mean, err := got.CustomersPerPeriod()
	check(t, "daily", mean, err, daily, n)
	if len(distinct) > 0 {
		stickiness, err := got.Score()
		check(t, "stickiness", stickiness, err, 100*daily, n*int64(len(distinct)))
	}
	// The customers of each period add up to the mean.
	var sum uint64
	for day := first; day <= last; day++ {
		sum += between(a, day, day).Customers()
	}
	if sum != uint64(daily) || got.PeriodsPerCustomer().Sum().Int64() != daily {
		t.Errorf("the periods add up to %d, want %d", sum, daily)
	}

	cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
	left, right := collect(events[:cut]), collect(events[cut:])
	must(t, right.Merge(collect(nil)), left.Merge(right))
	if between(left, first, last) != got {
		t.Errorf("merged %+v, want %+v", between(left, first, last), got)
	}
	// Groups without a common customer merge after reading, too.
	var groups churn.Active
	for _, odd := range []int{0, 1} {
		group := slices.DeleteFunc(slices.Clone(events), func(e visit) bool { return e.customer%2 != odd })
		active := between(collect(group), first, last)
		must(t, groups.Merge(&active))
	}
	if groups != got {
		t.Errorf("groups merged to %+v, want %+v", groups, got)
	}
}

func TestActiveFollowsItsDefinition(t *testing.T) { rapid.Check(t, activeFollowsItsDefinition) }

func TestImpossibleActive(t *testing.T) {
	sample := func(n, sum, squares string) string {
		return `{"n":` + n + `,"sum":` + sum + `,"squares":` + squares + `}`
	}
	week := `"first":"2024-01-01","last":"2024-01-07"`
	var a churn.Active
	must(t, a.UnmarshalJSON([]byte(`{`+week+`,"per_customer":`+sample("2", "8", "50")+`}`)))
	for _, text := range []string{
		`"first":"2024-01-01","last":"2035-03-20","per_customer":` + sample("0", "0", "0"),
		`"first":null,"last":null,"per_customer":` + sample("1", "1", "1"), `"first":null,"last":null,"per_customer":` + sample("1", "0", "0"),
		`"first":null,"last":"2024-01-07","per_customer":` + sample("0", "0", "0"), `"first":"2024-01-01","last":null,"per_customer":` + sample("0", "0", "0"),
		`"first":"2024-01","last":"2024-01-07","per_customer":` + sample("0", "0", "0"), `"first":"2024-01-01","last":"2023-12-31","per_customer":` + sample("0", "0", "0"),
		`"first":"2024-1-1","last":"2024-01-07","per_customer":` + sample("0", "0", "0"), `"first":"","last":"","per_customer":` + sample("0", "0", "0"),
		week + `,"per_customer":` + sample("1", "0", "0"), week + `,"per_customer":` + sample("1", "8", "64"), week + `,"per_customer":` + sample("2", "8", "64"),
	} {
		if err := a.UnmarshalJSON([]byte("{" + text + "}")); !errors.Is(err, cx.ErrEncoding) || a.Customers() != 2 {
			t.Errorf("%s is read as %v, %v", text, a, err)
		}
	}
}
