package multinomial

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/normal"
)

// shares are the shares of the three groups, each rounded once, and beside them
// the net share, which may be all but lost in their difference.
type shares struct {
	good, neutral, bad float64
	net                float64 // good - bad
	n                  float64 // answers
}

// sharesOf returns the shares of counts that need not be whole.
func sharesOf(t Trinomial) shares {
	n := new(big.Rat).Add(t.Good, t.Neutral)
	n.Add(n, t.Bad)
	share := func(count *big.Rat) float64 {
		f, _ := new(big.Rat).Quo(count, n).Float64()
		return f
	}
	size, _ := n.Float64()
	return shares{
		good:    share(t.Good),
		neutral: share(t.Neutral),
		bad:     share(t.Bad),
		net:     share(new(big.Rat).Sub(t.Good, t.Bad)),
		n:       size,
	}
}

// Tango returns the score interval of the net share in points: all values that the score
// test of a difference of paired proportions does not reject.
func (t Trinomial) Tango(level float64) estimate.Interval {
	s := sharesOf(t)
	return estimate.Interval{
		Low:   max(-100, 100*s.net-100*s.mirror().tangoAbove(level)),
		High:  min(100, 100*s.net+100*s.tangoAbove(level)),
		Level: level,
	}
}

// mirror returns the shares with good and bad swapped.
func (s shares) mirror() shares {
	s.good, s.bad, s.net = s.bad, s.good, -s.net
	return s
}

// tangoAbove returns how far the upper limit of the score interval lies above the
// net share. It seeks that distance and not the limit, so that a small margin keeps
// its digits beside a large score.
func (s shares) tangoAbove(level float64) float64 {
	mirror, reach := s.mirror(), normal.Quantile(level)/math.Sqrt(s.n)
	low, high := 0., s.neutral+2*s.bad // the distance from net to 1
	for {
		distance := low + (high-low)/2
		if distance <= low || distance >= high {
			return high
		}
		var variance float64
		if s.net+distance >= 0 {
			variance = s.tangoVariance(distance)
		} else {
			variance = mirror.tangoVariance(-distance)
		}
		if distance < reach*math.Sqrt(variance) {
			low = distance
		} else {
			high = distance
		}
	}
}

// tangoVariance returns the variance of one answer, 2*d + x - x^2, when the net
// share is x = net + distance, which is not negative, and the share of bad d is
// the most likely one under that,
//
//	d = (sqrt(b^2 + 8*bad*x*(1-x)) - b) / 4,  b = (2-net)*x - good - bad
//
// The formula holds for x < 0 too, but there the root is of a difference of near
// numbers: with all answers bad it would lose half of the digits. Near x = 1 it
// is 1-x that must not be a difference of near numbers, and b is written without x.
func (s shares) tangoVariance(distance float64) float64 {
	rest := s.neutral + 2*s.bad // 1 - net
	x, room := s.net+distance, max(0, rest-distance)
	b := (2-s.net)*x - (s.good + s.bad)
	if x > 0.5 {
		b = distance + s.neutral - rest*room
	}
	spread := x * room
	return (math.Sqrt(b*b+8*s.bad*spread)-b)/2 + spread
}

// CompareTango returns the difference of two net shares in points, t - u, with the hybrid
// score interval made of the Tango intervals of the two and the pooled z test.
func (t Trinomial) CompareTango(u Trinomial, level float64) estimate.Difference {
	netA, _, errorA := t.Moments()
	netB, _, errorB := u.Moments()
	difference := Points(netA.Sub(netA, netB))
	sharesA, sharesB := sharesOf(t), sharesOf(u)
	d := estimate.Difference{
		Estimate: difference,
		Low:      max(-200, difference-100*math.Hypot(sharesA.mirror().tangoAbove(level), sharesB.tangoAbove(level))),
		High:     min(200, difference+100*math.Hypot(sharesA.tangoAbove(level), sharesB.mirror().tangoAbove(level))),
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
