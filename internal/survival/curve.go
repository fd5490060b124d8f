package survival

import (
	"iter"
	"math"
	"math/big"
	"slices"
	"sort"

	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Point is the curve from one time on, until the next.
type Point struct {
	Time             int64
	AtRisk           uint64 // just before Time
	Events, Censored uint64 // at Time
	Survival         float64
	Greenwood        float64 // the sum of d/(n(n-d)): the variance of log Survival
	Hazard           float64 // the sum of d/n
	HazardVariance   float64 // the sum of d/n^2
}

// Curve is a right-continuous step function that begins at 1.
type Curve struct {
	points []Point // ascending by Time, at least one
}

// builder makes a curve step by step.
type builder struct {
	curve Curve
	last  Point
	// 128 bits keep the product of a million factors right to the last digit of a
	// float64, so that a curve which should reach 1/2 does.
	survival, factor big.Float
}

func newBuilder() *builder {
	b := &builder{last: Point{Survival: 1}}
	b.survival.SetPrec(128).SetInt64(1)
	return b
}

// add adds the step of a time at which subjects were lost or censored.
func (b *builder) add(time int64, risk, events, censored uint64) {
	p := &b.last
	if events > 0 {
		b.survival.Mul(&b.survival, b.factor.SetUint64(risk-events))
		b.survival.Quo(&b.survival, b.factor.SetUint64(risk))
		p.Survival, _ = b.survival.Float64()
		n, d := float64(risk), float64(events)
		p.Greenwood += d / n / (n - d) // +Inf where all are gone
		p.Hazard += d / n
		p.HazardVariance += d / n / n
	}
	p.Time, p.AtRisk, p.Events, p.Censored = time, risk, events, censored
	b.curve.points = append(b.curve.points, *p)
}

// CurveOf returns the curve of steps of which the time and the counts are given. It
// refuses steps that no subjects have.
func CurveOf(steps []Point) (Curve, error) {
	b := newBuilder()
	var rest uint64 // of those at risk before
	for i, s := range steps {
		left := s.Events + s.Censored
		if s.AtRisk > MaxSubjects || s.Events > s.AtRisk || s.Censored > s.AtRisk-s.Events || left == 0 || s.AtRisk < rest {
			return Curve{}, sentinel.Errorf(sentinel.OutOfRange, "%d events and %d censored of %d at risk at %d after %d",
				s.Events, s.Censored, s.AtRisk, s.Time, rest)
		}
		if s.Time < 0 || i > 0 && s.Time <= steps[i-1].Time {
			return Curve{}, sentinel.Errorf(sentinel.OutOfRange, "a step at %d out of order", s.Time)
		}
		rest = s.AtRisk - left
		b.add(s.Time, s.AtRisk, s.Events, s.Censored)
	}
	if rest > 0 {
		return Curve{}, sentinel.Errorf(sentinel.OutOfRange, "%d are still at risk after the last step", rest)
	}
	return b.curve, nil
}

// All yields the steps in order of time.
func (c Curve) All() iter.Seq[Point] { return slices.Values(c.points) }

// At returns the step that holds at a time. Beyond the last time observed there
// is none, unless everybody is gone by then.
func (c Curve) At(time int64) (Point, error) {
	if time < 0 {
		return Point{}, sentinel.Errorf(sentinel.OutOfRange, "the time %d is negative", time)
	}
	if err := c.observed(float64(time)); err != nil {
		return Point{}, err
	}
	i := sort.Search(len(c.points), func(i int) bool { return c.points[i].Time > time })
	if i == 0 {
		return Point{Survival: 1}, nil
	}
	return c.points[i-1], nil
}

// observed returns an error for a time at which the curve is not known.
func (c Curve) observed(time float64) error {
	if len(c.points) == 0 {
		return sentinel.Errorf(sentinel.NoData, "a survival curve of nobody")
	}
	if last := c.points[len(c.points)-1]; time > float64(last.Time) && last.Survival > 0 {
		return sentinel.Errorf(sentinel.NoData, "the time %v is beyond %d, the last one observed", time, last.Time)
	}
	return nil
}

// StdErr is the standard error of Survival by Greenwood's formula.
func (p Point) StdErr() (float64, error) {
	if p.Survival == 0 {
		return 0, noSpread()
	}
	return p.Survival * math.Sqrt(p.Greenwood), nil
}

// noSpread: with nobody left, Greenwood's formula is 0 times infinity.
func noSpread() error {
	return sentinel.Errorf(sentinel.NoData, "the spread of a survival of 0")
}

// spread returns the z of a level times the standard error of log Survival.
func (p Point) spread(level float64) (float64, error) {
	if err := normal.CheckLevel(level); err != nil {
		return 0, err
	}
	if p.Survival == 0 {
		return 0, noSpread()
	}
	return normal.Quantile(level) * math.Sqrt(p.Greenwood), nil
}

// Plain returns the interval S -+ z*se, cut to 0..1.
func (p Point) Plain(level float64) (low, high float64, err error) {
	s, err := p.spread(level)
	if err != nil {
		return 0, 0, err
	}
	return max(0, p.Survival-p.Survival*s), min(1, p.Survival+p.Survival*s), nil
}

// Log returns the interval S*exp(-+z*se/S), cut to at most 1.
func (p Point) Log(level float64) (low, high float64, err error) {
	s, err := p.spread(level)
	if err != nil {
		return 0, 0, err
	}
	return p.Survival * math.Exp(-s), min(1, p.Survival*math.Exp(s)), nil
}

// LogLog returns the interval S^exp(-+z*se/(S log S)).
func (p Point) LogLog(level float64) (low, high float64, err error) {
	s, err := p.spread(level)
	if err != nil {
		return 0, 0, err
	}
	if p.Survival == 1 {
		return 1, 1, nil
	}
	l := math.Log(p.Survival)
	return math.Exp(l * math.Exp(-s/l)), math.Exp(l * math.Exp(s/l)), nil
}

// Quantile returns the first time at which the curve is down to 1-p.
func (c Curve) Quantile(p float64) (int64, error) {
	if err := checkShare(p); err != nil {
		return 0, err
	}
	for _, at := range c.points {
		if at.Survival <= 1-p+slack {
			return at.Time, nil
		}
	}
	return 0, sentinel.Errorf(sentinel.NoData, "the curve does not come down to %v", 1-p)
}

// 1-p is not exact where p is not: 0.9 must find a curve that is down to 0.1.
const slack = 1e-12

func checkShare(p float64) error {
	if p >= 1 && p <= 100 {
		return sentinel.Errorf(sentinel.OutOfRange, "the quantile %v is not a share between 0 and 1: %v percent is %v", p, p, p/100)
	}
	if !(p > 0 && p < 1) { // refuses NaN too
		return sentinel.Errorf(sentinel.OutOfRange, "the quantile %v is not a share between 0 and 1, such as 0.9", p)
	}
	return nil
}

// A Band is a method that returns the interval of the curve at a point.
type Band func(p Point, level float64) (low, high float64, err error)

// QuantileInterval returns the first times at which the lower and the upper limit of a band
// are down to 1-p. It is open where the upper limit does not come down so far. Where
// nobody is left a band has no limits.
func (c Curve) QuantileInterval(p, level float64, band Band) (low, high int64, open bool, err error) {
	if err := checkShare(p); err != nil {
		return 0, 0, false, err
	}
	if err := normal.CheckLevel(level); err != nil {
		return 0, 0, false, err
	}
	found := false
	for _, at := range c.points {
		if at.Survival == 0 {
			break
		}
		l, h, err := band(at, level)
		if err != nil {
			return 0, 0, false, err
		}
		if !found && l <= 1-p+slack {
			low, found = at.Time, true
		}
		if h <= 1-p+slack {
			return low, at.Time, false, nil
		}
	}
	if !found {
		return 0, 0, false, sentinel.Errorf(sentinel.NoData, "the lower limit of the curve does not come down to %v", 1-p)
	}
	return low, 0, true, nil
}

// Area returns the area under the curve between two ages and its variance.
func (c Curve) Area(from, to float64) (area, variance float64, err error) {
	if !(from >= 0 && from <= to) || math.IsInf(to, 1) { // refuses NaN too
		return 0, 0, sentinel.Errorf(sentinel.OutOfRange, "no ages from %v to %v", from, to)
	}
	if err := c.observed(to); err != nil {
		return 0, 0, err
	}
	// Backwards, since the variance weighs each event with the area after it.
	end := to
	for _, p := range slices.Backward(c.points) {
		if start := max(float64(p.Time), from); start < end {
			area += (end - start) * p.Survival
			end = start
		}
		if n, d := float64(p.AtRisk), float64(p.Events); d < n && float64(p.Time) > from {
			variance += area * area * d / n / (n - d)
		}
	}
	return area + (end - from), variance, nil
}
