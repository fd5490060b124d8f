package churn

import (
	"iter"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/survival"
)

// Curve is a Kaplan-Meier survival curve: the probability, 0 to 1, that a customer stays
// longer than a given time,
//
//	S(t) = product over times u <= t of 1 - d(u)/n(u)
//
// of d(u) customers lost at u out of n(u) at risk, who entered before u and were neither
// lost nor censored before u. A time past the last one observed returns [cx.ErrNoData],
// unless nobody was left; so does the zero Curve. A negative time returns
// [cx.ErrOutOfRange]. docs/churn-survival.md says what to mind.
type Curve struct{ curve survival.Curve }

// Estimate is a value that a curve estimates.
type Estimate struct {
	Value  float64 `json:"value"`   // the estimate itself
	StdErr float64 `json:"std_err"` // its standard error
}

// Step is a time at which customers were lost or censored.
type Step struct {
	Time     int64   `json:"time"`     // in the unit of the lifetimes
	AtRisk   uint64  `json:"at_risk"`  // customers just before Time
	Lost     uint64  `json:"lost"`     // at Time
	Censored uint64  `json:"censored"` // at Time
	Survival float64 `json:"survival"` // from Time on, until the next step
}

// Steps yields the steps of the curve in order of time.
func (c Curve) Steps() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for p := range c.curve.All() {
			if !yield(Step{Time: p.Time, AtRisk: p.AtRisk, Lost: p.Events, Censored: p.Censored, Survival: p.Survival}) {
				return
			}
		}
	}
}

// Survival returns S(t), the probability of staying longer than t.
func (c Curve) Survival(t int64) (float64, error) {
	p, err := c.at(t)
	return p.Survival, err
}

// StdErr returns the standard error of S(t) by Greenwood's formula (1926),
//
//	S(t) * sqrt(sum over u <= t of d(u) / (n(u) * (n(u) - d(u))))
//
// A survival of 0 has none: [cx.ErrNoData].
func (c Curve) StdErr(t int64) (float64, error) {
	p, err := c.at(t)
	if err != nil {
		return 0, err
	}
	stdErr, err := p.StdErr()
	return stdErr, own("survival curve", err)
}

// Interval returns the confidence interval of S(t) that is plain for log(-log S(t))
// (Kalbfleisch and Prentice 1980), the best of the three for few customers. A survival of 0
// has none: [cx.ErrNoData].
func (c Curve) Interval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.LogLog)
}

// PlainInterval returns S(t) -+ z * [Curve.StdErr], cut to 0..1. It is poor for few
// customers and near 0 and 1.
func (c Curve) PlainInterval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.Plain)
}

// LogInterval returns the interval that is plain for log S(t), the default of R's survfit.
func (c Curve) LogInterval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.Log)
}

// Median returns [Curve.Quantile] of 0.5.
func (c Curve) Median() (int64, error) { return c.Quantile(0.5) }

// Quantile returns the first time t with S(t) <= 1-p, by which a share p of the customers is
// lost. R has the middle of a flat stretch instead. A curve that does not come down so far
// returns [cx.ErrNoData], a p that is not between 0 and 1 [cx.ErrOutOfRange].
func (c Curve) Quantile(p float64) (int64, error) {
	t, err := c.curve.Quantile(p)
	return t, own("survival curve", err)
}

// TimeInterval is a confidence interval of a time, in the unit of the lifetimes.
type TimeInterval struct {
	Low   int64   `json:"low"`           // the first time that the data does not rule out
	High  int64   `json:"high,omitzero"` // the last such time; 0 if Open
	Open  bool    `json:"open"`          // the upper limit is not known yet: it lies beyond the observation
	Level float64 `json:"level"`         // the confidence level, such as 0.95
}

// QuantileInterval returns the interval of [Curve.Quantile] from the limits of
// [Curve.Interval]: the first times at which the lower and the upper limit are at most 1-p
// (Brookmeyer and Crowley 1982). It is Open where the upper limit does not come down so far;
// a lower limit that does not returns [cx.ErrNoData].
func (c Curve) QuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.LogLog)
}

// PlainQuantileInterval is [Curve.QuantileInterval] from the limits of
// [Curve.PlainInterval].
func (c Curve) PlainQuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.Plain)
}

// LogQuantileInterval is [Curve.QuantileInterval] from the limits of [Curve.LogInterval].
func (c Curve) LogQuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.Log)
}

func (c Curve) quantileInterval(p, level float64, band survival.Band) (TimeInterval, error) {
	low, high, open, err := c.curve.QuantileInterval(p, level, band)
	if err != nil {
		return TimeInterval{}, own("survival curve", err)
	}
	return TimeInterval{Low: low, High: high, Open: open, Level: level}, nil
}

// LifeExpectancy returns the mean time that a customer of an age stays from then on, up to
// the age of horizon:
//
//	(area under S from age to horizon) / S(age)
//
// At age 0 it is the restricted mean. Nobody left at that age, and a horizon beyond the
// observation, return [cx.ErrNoData]; a horizon before the age returns [cx.ErrOutOfRange].
func (c Curve) LifeExpectancy(age int64, horizon float64) (Estimate, error) {
	p, err := c.at(age)
	if err != nil {
		return Estimate{}, err
	}
	area, variance, err := c.curve.Area(float64(age), horizon)
	if err != nil {
		return Estimate{}, own("life expectancy", err)
	}
	if p.Survival == 0 {
		return Estimate{}, sentinel.Errorf(cx.ErrNoData, "churn: life expectancy at %d, when nobody is left", age)
	}
	return Estimate{area / p.Survival, math.Sqrt(variance) / p.Survival}, nil
}

// CumulativeHazard returns the Nelson-Aalen estimate, the sum of d(u)/n(u) over u <= t
// (Aalen 1978).
func (c Curve) CumulativeHazard(t int64) (Estimate, error) {
	p, err := c.at(t)
	if err != nil {
		return Estimate{}, err
	}
	return Estimate{p.Hazard, math.Sqrt(p.HazardVariance)}, nil
}

func (c Curve) at(t int64) (survival.Point, error) {
	p, err := c.curve.At(t)
	return p, own("survival curve", err)
}

func (c Curve) interval(t int64, level float64, method survival.Band) (estimate.Interval, error) {
	p, err := c.at(t)
	if err != nil {
		return estimate.Interval{}, err
	}
	low, high, err := method(p, level)
	if err != nil {
		return estimate.Interval{}, own("survival curve", err)
	}
	return estimate.Interval{Low: low, High: high, Level: level}, nil
}
