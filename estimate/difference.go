package estimate

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Difference is the comparison of two estimates, the first minus the second.
type Difference struct {
	Estimate  float64 // first minus second; of percentages in percentage points
	Low, High float64 // confidence interval of Estimate
	Level     float64 // the confidence level, such as 0.95
	StdErr    float64 // standard error of Estimate
	Statistic float64 // z, or t where DF is set
	DF        float64 // degrees of freedom of t; 0 for z
	P         float64 // two-sided p-value of "no difference"
}

// Sign returns 1 when the interval lies above 0 (the first is higher), -1 when it lies below,
// and 0 when it contains 0: no clear difference.
func (d Difference) Sign() int {
	switch {
	case d.Low > 0:
		return 1
	case d.High < 0:
		return -1
	}
	return 0
}

// Compare returns p minus other in percentage points. With the shares p and q and their Wilson
// limits (l, u) and (m, v), Newcombe's interval is
//
//	p-q - sqrt((p-l)^2 + (v-q)^2)  to  p-q + sqrt((u-p)^2 + (q-m)^2)
//
// The test is the pooled z test: with r the share of both groups together,
//
//	z = (p-q) / sqrt(r*(1-r)*(1/n1 + 1/n2))
//
// Where r is 0 or 1, Statistic is 0 and P is 1. Close to the border interval and test may
// disagree.
//
// Sources: Newcombe 1998, method 10; Agresti 2013, chapter 3.
func (p Proportion) Compare(other Proportion, level float64) (Difference, error) {
	if err := checkLevel(level); err != nil {
		return Difference{}, err
	}
	a, err := p.counts(level)
	if err != nil {
		return Difference{}, which("first", err)
	}
	b, err := other.counts(level)
	if err != nil {
		return Difference{}, which("second", err)
	}
	return newcombe(a, b, p.excess(), other.excess(), minus(p, other), level), nil
}

// newcombe compares two shares that differ by difference. The excess of each is its hits
// less its misses, which may be all but lost in the two.
func newcombe(a, b counts, excessA, excessB, difference, level float64) Difference {
	belowA, aboveA := a.wilsonReach(excessA, level)
	belowB, aboveB := b.wilsonReach(excessB, level)
	d := Difference{
		Estimate: 100 * difference,
		Low:      100 * max(-1, difference-math.Hypot(belowA, aboveB)),
		High:     100 * min(1, difference+math.Hypot(aboveA, belowB)),
		Level:    level,
		P:        1,
	}
	n, m := a.n(), b.n()
	d.StdErr = 100 * math.Sqrt(a.hits/n*(a.misses/n)/n+b.hits/m*(b.misses/m)/m)
	if pooled := (a.hits + b.hits) / (n + m) * ((a.misses + b.misses) / (n + m)); pooled > 0 {
		d.Statistic = difference / math.Sqrt(pooled*(1/n+1/m))
		d.P = normal.P(d.Statistic)
	}
	return d
}

// excess returns Hits - Misses, rounded once.
func (p Proportion) excess() float64 {
	if p.Hits < p.Misses {
		return -float64(p.Misses - p.Hits)
	}
	return float64(p.Hits - p.Misses)
}

// Compare returns the mean of s minus that of other, by Welch's test. With the squared standard
// errors e1 and e2,
//
//	t  = (mean1-mean2) / sqrt(e1+e2)
//	DF = (e1+e2)^2 / (e1^2/(n1-1) + e2^2/(n2-1))
//
// and the interval is mean1-mean2 -+ quantile(t, DF)*sqrt(e1+e2). Samples without any spread
// return [cx.ErrNoData].
//
// Sources: Welch 1947; Satterthwaite 1946.
func (s Sample) Compare(other Sample, level float64) (Difference, error) {
	if err := checkLevel(level); err != nil {
		return Difference{}, err
	}
	errorA, err := s.squaredError()
	if err != nil {
		return Difference{}, which("first", err)
	}
	errorB, err := other.squaredError()
	if err != nil {
		return Difference{}, which("second", err)
	}
	return welch(errorA, errorB, float64(s.n-1), float64(other.n-1), minus(s, other), level)
}

// welch compares two means that differ by difference, with their squared standard errors
// and degrees of freedom.
func welch(errorA, errorB *big.Rat, freedomA, freedomB, difference, level float64) (Difference, error) {
	sum := new(big.Rat).Add(errorA, errorB)
	if sum.Sign() == 0 {
		return Difference{}, sentinel.Errorf(cx.ErrNoData, "estimate: two samples without any spread cannot be compared")
	}
	// The shares of the two in the squared error, which make DF free of any unit.
	shareA, _ := new(big.Rat).Quo(errorA, sum).Float64()
	shareB, _ := new(big.Rat).Quo(errorB, sum).Float64()
	df := 1 / (shareA*shareA/freedomA + shareB*shareB/freedomB)

	variance, _ := sum.Float64()
	deviation := math.Sqrt(variance)
	margin := studentQuantile(df, level) * deviation
	t := difference / deviation
	return Difference{
		Estimate:  difference,
		Low:       difference - margin,
		High:      difference + margin,
		Level:     level,
		StdErr:    deviation,
		Statistic: t,
		DF:        df,
		P:         studentP(df, t),
	}, nil
}

// minus returns a - b of two that have data, exact until it is rounded once.
func minus(a, b interface{ rat() (*big.Rat, error) }) float64 {
	x, _ := a.rat()
	y, _ := b.rat()
	f, _ := x.Sub(x, y).Float64()
	return f
}

// checkLevel refuses a level before it is asked which of two values has an interval.
func checkLevel(level float64) error { return sentinel.In("estimate", normal.CheckLevel(level)) }

func which(name string, err error) error {
	return sentinel.In("estimate: the "+name+" of the two", err)
}
