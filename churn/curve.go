package churn

import (
	"iter"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/internal/survival"
)

// Curve is a Kaplan-Meier survival curve: the estimated probability that a
// customer stays longer than a given time,
//
//	S(t) = product over times u <= t of 1 - d(u)/n(u)
//
// of d(u) customers lost at u out of n(u) at risk, who had entered before u and
// had not been lost or censored before u. A customer censored at u was at risk at
// u. The curve is 1 at the start, steps down where customers were lost, and ends
// at the last time observed: beyond it nothing is known and results are
// [cx.ErrNoData], unless the last customer was lost and it is 0 for good.
//
// With late entries, a curve is only known from the first age at which somebody was
// at risk: before it, and across later ages at which nobody was, it is flat because
// nothing was seen, not because nobody left. It can also reach 0 early, when all of
// a few first customers are lost. Make such curves from an age on at which enough
// are at risk; [Step.AtRisk] says how many were.
//
// Where nobody has been lost yet, the curve is 1, Greenwood's variance is 0 and every
// interval is from 1 to 1: not certainty, but more than the formula can tell.
//
// Probabilities are float64 from 0 to 1, not percent. The zero Curve is of no
// customers; its results are [cx.ErrNoData].
type Curve struct{ curve survival.Curve }

// Estimate is a value that a curve estimates, with its standard error in the same unit.
type Estimate struct {
	Value  float64 `json:"value"`   // the estimate itself
	StdErr float64 `json:"std_err"` // its standard error
}

// Step is what a curve knows of one time at which customers were lost or censored.
type Step struct {
	Time     int64   // in the unit of the lifetimes
	AtRisk   uint64  // customers just before Time
	Lost     uint64  // at Time
	Censored uint64  // at Time
	Survival float64 // from Time on, until the next step
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

// StdErr returns the standard error of S(t) by Greenwood's formula,
//
//	S(t) * sqrt(sum over u <= t of d(u) / (n(u) * (n(u) - d(u))))
//
// A survival of 0 has none: [cx.ErrNoData].
//
// Source: M. Greenwood, "The Natural Duration of Cancer", Reports on Public
// Health and Medical Subjects 33, 1926.
func (c Curve) StdErr(t int64) (float64, error) {
	p, err := c.at(t)
	if err != nil {
		return 0, err
	}
	stdErr, err := p.StdErr()
	return stdErr, own("survival curve", err)
}

// Interval returns the confidence interval of S(t) to take when in doubt, that of
// [Curve.LogLogInterval], with its errors.
func (c Curve) Interval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.LogLog)
}

// PlainInterval returns the interval S(t) -+ z * [Curve.StdErr], cut to 0..1. It is
// poor for few customers and near 0 and 1. A level outside
// [estimate.MinLevel]..[estimate.MaxLevel] returns [cx.ErrOutOfRange]; a survival of 0
// has no interval: [cx.ErrNoData].
func (c Curve) PlainInterval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.Plain)
}

// LogInterval returns the interval that is plain for log S(t), cut to at most 1. R's
// survfit has it by default: take it to compare with that. Errors are those of [Curve.PlainInterval].
func (c Curve) LogInterval(t int64, level float64) (estimate.Interval, error) {
	return c.interval(t, level, survival.Point.Log)
}

// Median returns the time by which half of the customers are lost:
// [Curve.Quantile] of 0.5.
func (c Curve) Median() (int64, error) { return c.Quantile(0.5) }

// Quantile returns the first time t with S(t) <= 1-p: by then a share p of the
// customers is lost, 0.9 being 90 percent. Where the curve is flat at exactly 1-p this is the beginning
// of the flat stretch; R reports its middle. A curve that does not come down so
// far returns [cx.ErrNoData]: it is not yet known. A p outside 0..1 or at either end
// returns [cx.ErrOutOfRange].
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

// QuantileInterval returns the confidence interval of [Curve.Quantile] to take when in
// doubt, that of [Curve.LogLogQuantileInterval]. A p of 0.5 is the median.
func (c Curve) QuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.LogLog)
}

// PlainQuantileInterval returns the interval of [Curve.Quantile] from the limits of
// [Curve.PlainInterval]. Low is the first time at which the lower limit is at most 1-p, and
// High the first at which the upper limit is. Where a limit is flat at exactly 1-p this is
// the beginning of the flat stretch, as for the quantile; R reports its middle.
//
// The interval is Open if the upper limit does not come down so far. Where nobody is left
// the curve has no limits. A lower limit that does not come down to 1-p returns
// [cx.ErrNoData]. A p outside 0..1 or at either end, and a level outside
// [estimate.MinLevel]..[estimate.MaxLevel], return [cx.ErrOutOfRange].
//
// Source: R. Brookmeyer and J. Crowley, "A Confidence Interval for the Median Survival
// Time", Biometrics 38, 1982.
func (c Curve) PlainQuantileInterval(p, level float64) (TimeInterval, error) {
	return c.quantileInterval(p, level, survival.Point.Plain)
}

// LogQuantileInterval returns the interval of [Curve.Quantile] from the limits of
// [Curve.LogInterval], as R's survfit does by default. Otherwise it is as
// [Curve.PlainQuantileInterval].
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

// LifeExpectancy returns the mean time that a customer of the given age stays
// from then on, until the age of horizon at most, and its standard error:
//
//	(area under S from age to horizon) / S(age)
//
// At age 0 it is [Curve.RestrictedMean]; it is the whole life expectancy where
// nobody stays beyond the horizon. Nobody left at that age, and a horizon beyond
// the observation, return [cx.ErrNoData]; a negative age or a horizon before it returns
// [cx.ErrOutOfRange].
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

// CumulativeHazard returns the Nelson-Aalen estimate of the cumulative hazard and
// its standard error,
//
//	H(t)      = sum over u <= t of d(u) / n(u)
//	stdErr(t) = sqrt(sum over u <= t of d(u) / n(u)^2)
//
// Source: O. Aalen, "Nonparametric Inference for a Family of Counting Processes",
// Annals of Statistics 6, 1978.
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
