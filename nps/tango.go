package nps

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/normal"
)

// shares are the shares of the three groups, each rounded once, and beside them
// the net share, which may be all but lost in their difference.
type shares struct {
	promoters, passives, detractors float64
	net                             float64 // promoters - detractors
	n                               float64 // respondents
}

func (g Groups) shares() shares { return sharesOf(g.trinomial()) }

// sharesOf returns the shares of counts that need not be whole.
func sharesOf(t multinomial.Trinomial) shares {
	n := new(big.Rat).Add(t.Good, t.Neutral)
	n.Add(n, t.Bad)
	share := func(count *big.Rat) float64 {
		f, _ := new(big.Rat).Quo(count, n).Float64()
		return f
	}
	size, _ := n.Float64()
	return shares{
		promoters:  share(t.Good),
		passives:   share(t.Neutral),
		detractors: share(t.Bad),
		net:        share(new(big.Rat).Sub(t.Good, t.Bad)),
		n:          size,
	}
}

// tango returns the score interval in points.
func (s shares) tango(level float64) estimate.Interval {
	return estimate.Interval{
		Low:   max(-100, 100*s.net-100*s.mirror().tangoAbove(level)),
		High:  min(100, 100*s.net+100*s.tangoAbove(level)),
		Level: level,
	}
}

// mirror returns the shares with promoters and detractors swapped.
func (s shares) mirror() shares {
	s.promoters, s.detractors, s.net = s.detractors, s.promoters, -s.net
	return s
}

// tangoAbove returns how far the upper limit of the score interval lies above the
// net share. It seeks that distance and not the limit, so that a small margin keeps
// its digits beside a large score.
func (s shares) tangoAbove(level float64) float64 {
	mirror, reach := s.mirror(), normal.Quantile(level)/math.Sqrt(s.n)
	low, high := 0., s.passives+2*s.detractors // the distance from net to 1
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
// share is x = net + distance, which is not negative, and the share of detractors d is
// the most likely one under that,
//
//	d = (sqrt(b^2 + 8*detractors*x*(1-x)) - b) / 4,  b = (2-net)*x - promoters - detractors
//
// The formula holds for x < 0 too, but there the root is of a difference of near
// numbers: with all answers detractors it would lose half of the digits. Near x = 1 it
// is 1-x that must not be a difference of near numbers, and b is written without x.
func (s shares) tangoVariance(distance float64) float64 {
	rest := s.passives + 2*s.detractors // 1 - net
	x, room := s.net+distance, max(0, rest-distance)
	b := (2-s.net)*x - (s.promoters + s.detractors)
	if x > 0.5 {
		b = distance + s.passives - rest*room
	}
	spread := x * room
	return (math.Sqrt(b*b+8*s.detractors*spread)-b)/2 + spread
}
