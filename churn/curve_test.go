package churn_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
)

func near(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))
}

// six customers: lost after 9, 19, 32 and 34 months, two still there after 48
// and 50.
var six = []churn.Lifetime{
	{Time: 9, Lost: true}, {Time: 19, Lost: true}, {Time: 32, Lost: true}, {Time: 34, Lost: true}, {Time: 48}, {Time: 50},
}

func curveOf(t *testing.T, lifetimes []churn.Lifetime) churn.Curve {
	t.Helper()
	c, err := lifetimesOf(t, lifetimes...).KaplanMeier()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Values of R 4.2.2 with its package survival 3.5-3:
// survfit(Surv(c(9,19,32,34,48,50), c(1,1,1,1,0,0)) ~ 1, conf.type = ..., ctype = 1).
func TestCurve(t *testing.T) {
	c := curveOf(t, six)
	for _, want := range []struct {
		time                                          int64
		survival, stdErr, plain, log, logLow, logHigh float64
		hazard, hazardErr                             float64
	}{
		{9, 0.833333333333333, 0.152145154862546, 0.5351343093804739, 0.582654795477140, 0.2731228499283560, 0.974712426690894, 0.166666666666667, 0.166666666666667},
		{19, 0.666666666666667, 0.192450089729875, 0.2894714219746095, 0.378606460887095, 0.1946166368062349, 0.904434164322516, 0.366666666666667, 0.260341655863555},
		{33, 0.5, 0.204124145231932, 0.0999240269703909, 0.224630347769267, 0.1109482603514380, 0.803709236850057, 0.616666666666667, 0.360940130461795},
		{50, 0.333333333333333, 0.192450089729875, 0, 0.107507139169089, 0.0460822434120451, 0.675564357969301, 0.95, 0.491313432432789},
	} {
		survival, err1 := c.Survival(want.time)
		stdErr, err2 := c.StdErr(want.time)
		plain, err3 := c.PlainInterval(want.time, 0.95)
		log, err4 := c.LogInterval(want.time, 0.95)
		logLog, err5 := c.Interval(want.time, 0.95)
		hazard, err6 := c.CumulativeHazard(want.time)
		if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string][2]float64{
			"survival": {survival, want.survival}, "standard error": {stdErr, want.stdErr},
			"plain": {plain.Low, want.plain}, "log": {log.Low, want.log},
			"log-log low": {logLog.Low, want.logLow}, "log-log high": {logLog.High, want.logHigh},
			"hazard": {hazard.Value, want.hazard}, "standard error of hazard": {hazard.StdErr, want.hazardErr},
			"level": {logLog.Level, 0.95},
		} {
			if !near(v[0], v[1]) {
				t.Errorf("at %d: %s %.15g, want %.15g", want.time, name, v[0], v[1])
			}
		}
	}
	if m, err := c.Median(); err != nil || m != 32 {
		t.Errorf("median %d, %v, want 32", m, err)
	}
	// 9 + 10*5/6 + 13*4/6 + 2*3/6 + 16*2/6 up to 50.
	if mean, err := c.LifeExpectancy(0, 50); err != nil || !near(mean.Value, 9+50.0/6+52.0/6+1+32.0/6) {
		t.Errorf("restricted mean %v, %v", mean, err)
	}
	// From 19 on, 4 customers are left: 13 + 2*3/4 + 16*2/4. As R has it with rmean = 31
	// for survfit(Surv(c(13,15,29,31), c(1,1,0,0)) ~ 1).
	if mean, err := c.LifeExpectancy(19, 50); err != nil || !near(mean.Value, 22.5) || !near(mean.StdErr, 4.26468052730799) {
		t.Errorf("life expectancy at 19: %+v, %v", mean, err)
	}
	var steps []churn.Step
	for s := range c.Steps() {
		steps = append(steps, s)
	}
	if want := (churn.Step{Time: 48, AtRisk: 2, Censored: 1, Survival: 1. / 3}); len(steps) != 6 || steps[4] != want {
		t.Errorf("steps %+v, want %+v as the fifth of 6", steps, want)
	}
}

func TestCurveErrors(t *testing.T) {
	c, gone := curveOf(t, six), curveOf(t, six[:4])
	_, err1 := c.Survival(51)
	_, err2 := c.Quantile(0.7)
	_, err3 := c.LifeExpectancy(0, 51)
	_, err4 := gone.LifeExpectancy(34, 100)
	_, err5 := gone.Interval(34, 0.95)
	_, err6 := gone.StdErr(34)
	_, err7 := (churn.Curve{}).Survival(0)
	_, err8 := (churn.Curve{}).Median()
	_, err9 := new(churn.Lifetimes).KaplanMeier()
	_, err10 := churn.LogRank(new(churn.Lifetimes))
	_, err11 := c.CumulativeHazard(51)
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11} {
		if !errors.Is(err, cx.ErrNoData) {
			t.Errorf("error %d: %v, want no data", i+1, err)
		}
	}
	_, err1 = c.Survival(-1)
	_, err2 = c.Quantile(1)
	_, err3 = c.LifeExpectancy(0, -1)
	_, err4 = c.PlainInterval(9, 1)
	_, err5 = c.LifeExpectancy(9, 8)
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("error %d: %v, want out of range", i+1, err)
		}
	}
	var l churn.Lifetimes
	for _, bad := range []churn.Lifetime{{Time: -1}, {Time: 5, Entry: 5}, {Time: 5, Entry: -1}} {
		if err := l.Add(bad); !errors.Is(err, cx.ErrOutOfRange) || l.N() != 0 {
			t.Errorf("Add(%+v): %v, want out of range", bad, err)
		}
	}
	if err := l.AddN(churn.Lifetime{Time: 1}, 1<<53); err != nil {
		t.Fatal(err)
	}
	if err := l.Add(churn.Lifetime{}); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("one more than 2^53: %v, want overflow", err)
	}
	if err := l.Merge(&l); !errors.Is(err, cx.ErrOverflow) || l.N() != 1<<53 {
		t.Errorf("merge past 2^53: %v, want overflow", err)
	}
}

// Between two curves of the same customers, only one cell counts: retention in
// the first period is the complement of its churn.
func TestCurveIsRetention(t *testing.T) {
	c := curveOf(t, []churn.Lifetime{{Time: 1, Lost: true}, {Time: 1, Lost: true}, {Time: 2}, {Time: 2}, {Time: 2}})
	got, err := c.Survival(1)
	want, err2 := estimate.Proportion{Hits: 3, Misses: 2}.Score()
	if err := errors.Join(err, err2); err != nil || got*100 != want.InexactFloat64() {
		t.Errorf("survival %v, %v, want %v percent", got, err, want)
	}
}

// Where nobody is at risk the curve says nothing new: before the first entry, and from
// 12, when one of the two seen by then has left and the other was last seen, to 30.
func TestCurveFromLateEntries(t *testing.T) {
	c := curveOf(t, []churn.Lifetime{{Entry: 10, Time: 12, Lost: true}, {Entry: 10, Time: 12}, {Entry: 30, Time: 40, Lost: true}, {Entry: 30, Time: 50}})
	for _, want := range []struct {
		time     int64
		survival float64
	}{{0, 1}, {9, 1}, {12, 0.5}, {29, 0.5}, {40, 0.25}} {
		got, err := c.Survival(want.time)
		if err != nil || got != want.survival {
			t.Errorf("at %d: %v, %v, want %v", want.time, got, err, want.survival)
		}
		i, err := c.Interval(want.time, 0.95)
		if err != nil || want.survival == 1 && (i.Low != 1 || i.High != 1) || want.survival < 1 && !(i.Low < got && got < i.High) {
			t.Errorf("at %d: %v to %v, %v", want.time, i.Low, i.High, err)
		}
	}
	var atRisk []uint64
	for s := range c.Steps() {
		atRisk = append(atRisk, s.AtRisk)
	}
	if want := []uint64{2, 2, 1}; !slices.Equal(atRisk, want) {
		t.Errorf("at risk %v, want %v", atRisk, want)
	}
}
