package churn_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
)

// The two groups of the data set aml of R's package survival: times, negative where the
// patient was last seen without an event.
var aml = [2][]int64{
	{9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161},
	{5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45},
}

func curveOfTimes(t testing.TB, times []int64) churn.Curve {
	t.Helper()
	var l churn.Lifetimes
	for _, time := range times {
		must(t, l.Add(churn.Lifetime{Time: max(time, -time), Lost: time > 0}))
	}
	c, err := l.KaplanMeier()
	must(t, err)
	return c
}

// R 4.2 with survival 3.5-3: quantile(survfit(Surv(time, status) ~ x, data = aml,
// conf.type = "plain" | "log" | "log-log"), c(.25, .5, .75)), where NA is open.
func TestQuantileInterval(t *testing.T) {
	curves := [2]churn.Curve{curveOfTimes(t, aml[0]), curveOfTimes(t, aml[1])}
	for _, tc := range []struct {
		name   string
		method func(churn.Curve, float64, float64) (churn.TimeInterval, error)
		want   [2]string
	}{
		{"plain", churn.Curve.PlainQuantileInterval, [2]string{"18: 9 34; 31: 18 48; 48: 31 open; ", "8: 5 27; 23: 8 33; 33: 23 open; "}},
		{"log", churn.Curve.LogQuantileInterval, [2]string{"18: 13 open; 31: 18 open; 48: 34 open; ", "8: 5 30; 23: 8 open; 33: 27 open; "}},
		{"log-log", churn.Curve.QuantileInterval, [2]string{"18: 9 34; 31: 13 open; 48: 31 open; ", "8: 5 23; 23: 5 33; 33: 23 open; "}},
	} {
		for i, c := range curves {
			text := ""
			for _, p := range []float64{0.25, 0.5, 0.75} {
				at, err1 := c.Quantile(p)
				v, err2 := tc.method(c, p, 0.95)
				must(t, err1, err2)
				high := fmt.Sprint(v.High)
				if v.Open {
					high = "open"
				}
				text += fmt.Sprintf("%d: %d %s; ", at, v.Low, high)
			}
			if text != tc.want[i] {
				t.Errorf("%s, group %d: %s, want %s", tc.name, i, text, tc.want[i])
			}
		}
	}
	// One rule for the curve and its limits: the first time. R has the middle of flat
	// stretches: quantile(survfit(Surv(c(9, 19, 32, 34, 48, 50), c(1, 1, 1, 1, 0, 0)) ~ 1), .5) is 33.
	six := curveOfTimes(t, []int64{9, 19, 32, 34, -48, -50})
	at, err1 := six.Median()
	v, err2 := six.LogQuantileInterval(0.5, 0.95)
	if must(t, err1, err2); at != 32 || v != (churn.TimeInterval{Low: 19, Open: true, Level: 0.95}) {
		t.Errorf("%d, %+v", at, v)
	}
	// Not known: all are lost at once, as R's NA; and too few are.
	for _, c := range []churn.Curve{curveOfTimes(t, []int64{5, 5, 5}), curveOfTimes(t, append([]int64{5}, slices.Repeat([]int64{-6}, 50)...)), {}} {
		if v, err := c.QuantileInterval(0.5, 0.95); !errors.Is(err, cx.ErrNoData) || v != (churn.TimeInterval{}) {
			t.Errorf("%+v, %v, want no data", v, err)
		}
	}
	for _, bad := range [][2]float64{{0, 0.95}, {50, 0.95}, {0.5, 95}} {
		if _, err := six.PlainQuantileInterval(bad[0], bad[1]); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v: %v, want out of range", bad, err)
		}
	}
	for _, tc := range []struct {
		v    churn.TimeInterval
		want string
	}{
		{churn.TimeInterval{Low: 18, Open: true, Level: 0.95}, `{"low":18,"open":true,"level":0.95}`},
		{churn.TimeInterval{Low: 18, High: 48, Level: 0.95}, `{"low":18,"high":48,"open":false,"level":0.95}`},
	} {
		if data, err := json.Marshal(tc.v); err != nil || string(data) != tc.want {
			t.Errorf("%s, %v, want %s", data, err, tc.want)
		}
	}
}

func ExampleCurve_QuantileInterval() {
	var l churn.Lifetimes
	for _, months := range []int64{5, 5, 8, 8, 12, 23, 27, 30, 33, 43, 45} {
		if err := l.Add(churn.Lifetime{Time: months, Lost: true}); err != nil {
			panic(err)
		}
	}
	curve, err := l.KaplanMeier()
	if err != nil {
		panic(err)
	}
	median, err1 := curve.Median()
	i, err2 := curve.QuantileInterval(0.5, 0.95)
	if err := errors.Join(err1, err2); err != nil {
		panic(err)
	}
	fmt.Printf("half are lost within %d months, with 95%% confidence between %d and %d\n", median, i.Low, i.High)
	// Output:
	// half are lost within 23 months, with 95% confidence between 5 and 33
}
