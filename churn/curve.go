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
// longer than a time t,
//
//	S(t) = product over times u <= t of 1 - d(u)/n(u)
//
// where d(u) customers are lost at u, of n(u) at risk just before. A time past the last one
// observed returns [cx.ErrNoData], unless all were lost by then. So does the zero Curve. See
// docs/churn-survival.md.
type Curve struct{ curve survival.Curve }

// Estimate is a Value and its standard error, StdErr.
type Estimate struct {
	Value  float64 `json:"value"`
	StdErr float64 `json:"std_err"`
}

// Step is a time at which customers were lost or censored.
type Step struct {
	Time     int64   `json:"time"`     // in the unit of the lifetimes
	AtRisk   uint64  `json:"at_risk"`  // just before Time
	Lost     uint64  `json:"lost"`     // at Time
	Censored uint64  `json:"censored"` // at Time
	Survival float64 `json:"survival"` // from Time until the next step
}

// Steps yields the steps in order of time.
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

// StdErr returns the standard error of S(t) (Greenwood 1926). A survival of 0 has none:
// [cx.ErrNoData].
//
//	S(t) * sqrt(sum over u <= t of d(u) / (n(u) * (n(u) - d(u))))
func (c Curve) StdErr(t int64) (float64, error) {
	p, err := c.at(t)
	if err != nil {
		return 0, err
	}
	stdErr, err := p.StdErr()
	return stdErr, own("survival curve", err)
}

// Interval returns the interval of S(t) on the scale of log(-log S(t)) (Kalbfleisch and
// Prentice 1980), the best of the three for few customers. A survival of 0 has none:
// [cx.ErrNoData].
func (c Curve) Interval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.LogLog)
}

// PlainInterval returns S(t) -+ z * [Curve.StdErr], cut to 0..1: poor for few customers.
func (c Curve) PlainInterval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.Plain)
}

// LogInterval returns the interval on the scale of log S(t), the default of R's survfit.
func (c Curve) LogInterval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.Log)
}

// Median returns [Curve.Quantile] of 0.5.
func (c Curve) Median() (int64, error) { return c.Quantile(0.5) }

// Quantile returns the first time t with S(t) <= 1-p, by which a share p of the customers,
// between 0 and 1, is lost. A curve that does not come down so far returns [cx.ErrNoData].
func (c Curve) Quantile(p float64) (int64, error) {
	t, err := c.curve.Quantile(p)
	return t, own("survival curve", err)
}

// TimeInterval is a confidence interval of a time, from Low to High.
type TimeInterval struct {
	Low   int64   `json:"low"`
	High  int64   `json:"high,omitzero"` // 0 if Open
	Open  bool    `json:"open"`          // the upper limit is past the observation
	Level float64 `json:"level"`         // such as 0.95
}

// QuantileInterval returns the interval of [Curve.Quantile]: the first times at which the
// limits of [Curve.Interval] are at most 1-p (Brookmeyer and Crowley 1982). If the upper
// limit does not come down so far, it is Open; if the lower does not, it returns
// [cx.ErrNoData].
func (c Curve) QuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.LogLog)
}

// PlainQuantileInterval is [Curve.QuantileInterval] from [Curve.PlainInterval].
func (c Curve) PlainQuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.Plain)
}

// LogQuantileInterval is [Curve.QuantileInterval] from [Curve.LogInterval].
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

// LifeExpectancy returns the mean time that a customer of an age still stays, up to the age
// of horizon:
//
//	(area under S from age to horizon) / S(age)
//
// At age 0 it is the restricted mean. An age at which nobody is left, and a horizon past the
// observation, return [cx.ErrNoData], a horizon before the age [cx.ErrOutOfRange].
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

// CumulativeHazard returns the Nelson-Aalen estimate (Aalen 1978): the sum of d(u)/n(u) over
// u <= t.
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
