package multinomial

import (
	"math"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
	"github.com/cxmetrics/cx/internal/tango"
)

func (t Trinomial) shares() tango.Shares { return tango.Of(t.Good, t.Neutral, t.Bad) }

// Tango returns the score interval of the net share in points: all values that the score
// test of a difference of paired proportions does not reject.
func (t Trinomial) Tango(level float64) estimate.Interval {
	s := t.shares()
	return estimate.Interval{
		Low:   max(-100, 100*s.Net-100*s.Mirror().Above(level)),
		High:  min(100, 100*s.Net+100*s.Above(level)),
		Level: level,
	}
}

// CompareTango returns the difference of two net shares in points, t - u, with the hybrid
// score interval made of the Tango intervals of the two and the pooled z test.
func (t Trinomial) CompareTango(u Trinomial, level float64) estimate.Difference {
	netA, _, errorA := t.Moments()
	netB, _, errorB := u.Moments()
	difference := Points(netA.Sub(netA, netB))
	sharesA, sharesB := t.shares(), u.shares()
	d := estimate.Difference{
		Estimate: difference,
		Low:      max(-200, difference-100*math.Hypot(sharesA.Mirror().Above(level), sharesB.Above(level))),
		High:     min(200, difference+100*math.Hypot(sharesA.Above(level), sharesB.Mirror().Above(level))),
		Level:    level,
		StdErr:   RootPoints(errorA.Add(errorA, errorB)),
		P:        1,
	}
	if deviation := RootPoints(t.PooledSquaredError(u)); deviation > 0 {
		d.Statistic = difference / deviation
		d.P = normal.P(d.Statistic)
	}
	return d
}
