package churn_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestMRR(t *testing.T) {
	for _, tc := range []struct {
		price string
		every int
		unit  period.Unit
		want  string
	}{
		{"1200", 1, period.Year, "100"},
		{"2400", 2, period.Year, "100"},
		{"10", 1, period.Week, "43.3333333333333333"},
		{"10", 7, period.Day, "43.4523809523809524"},
		{"10", 1, period.WeekStarting(time.Sunday), "43.3333333333333333"},
		{"20", 2, period.Week, "43.3333333333333333"},
		{"12", 1, period.Day, "365"},
		{"99", 1, period.Month, "99"},
		{"100", 3, period.Month, "33.3333333333333333"},
		{"300", 1, period.Quarter, "100"},
		{"600", 1, period.HalfYear, "100"},
		{"1200", 1, period.Fiscal(period.Year, time.April), "100"},
		{"-1200", 1, period.Year, "-100"},
		{"0", 1, period.Year, "0"},
	} {
		if got := result(churn.MRR(dec(tc.price), tc.every, tc.unit)); got != tc.want {
			t.Errorf("%s every %d %v: %s, want %s", tc.price, tc.every, tc.unit, got, tc.want)
		}
	}
	for _, bad := range []struct {
		price decimal.Decimal
		every int
		unit  period.Unit
	}{
		{dec("1e12"), 1, period.Year}, {dec("1e11"), 1, period.Day}, {decimal.New(1, 1<<30), 1, period.Month},
		{dec("1"), 0, period.Month}, {dec("1"), -1, period.Month}, {dec("1"), 366_001, period.Day}, {dec("1"), 1, 0}, {dec("1"), 1, 255},
	} {
		if got, err := churn.MRR(bad.price, bad.every, bad.unit); !errors.Is(err, cx.ErrOutOfRange) || !got.IsZero() {
			t.Errorf("every %d of %d: %v, want out of range", bad.every, bad.unit, err)
		}
	}
}

// What is paid in 12 months is the price times how often it is paid.
func TestMRRFollowsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		aYear := map[period.Unit]int64{period.Day: 365, period.Week: 52, period.Month: 12, period.Quarter: 4, period.HalfYear: 2, period.Year: 1}
		unit := rapid.SampledFrom([]period.Unit{period.Day, period.Week, period.Month, period.Quarter, period.HalfYear, period.Year}).Draw(t, "unit")
		price, every := rapid.Int64Range(-1e6, 1e6).Draw(t, "cents"), rapid.Int64Range(1, 400).Draw(t, "every")
		want := big.NewRat(price*aYear[unit], 1200*every)
		if got, err := churn.MRR(cents(price), int(every), unit); err != nil || !got.Equal(dec(want.FloatString(16))) {
			t.Fatalf("%v, %v, want %s", got, err, want.FloatString(16))
		}
	})
}

func ExampleMRR() {
	yearly, err1 := churn.MRR(decimal.NewFromInt(1200), 1, period.Year)
	weekly, err2 := churn.MRR(decimal.NewFromInt(10), 1, period.Week)
	if err := errors.Join(err1, err2); err != nil {
		panic(err)
	}
	fmt.Println(yearly, weekly)
	// Output:
	// 100 43.3333333333333333
}
