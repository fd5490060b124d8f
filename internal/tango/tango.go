// Package tango finds the limits of the score interval of a net share: good less bad, with
// something between them. An NPS is one, and so is the difference of two shares of the same
// people.
//
// Source: T. Tango, "Equivalence Test and Confidence Interval for the Difference in
// Proportions for the Paired-Sample Design", Statistics in Medicine 17 (1998), 891-908.
package tango

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/internal/normal"
)

// Shares are the shares of the three groups, each rounded once, and beside them
// the net share, which may be all but lost in their difference.
type Shares struct {
	good, neutral, bad float64
	Net                float64 // good - bad
	n                  float64 // answers
}

// Of returns the shares of counts that need not be whole, more than 0 together.
func Of(good, neutral, bad *big.Rat) Shares {
	n := new(big.Rat).Add(good, neutral)
	n.Add(n, bad)
	share := func(count *big.Rat) float64 {
		f, _ := new(big.Rat).Quo(count, n).Float64()
		return f
	}
	size, _ := n.Float64()
	return Shares{
		good:    share(good),
		neutral: share(neutral),
		bad:     share(bad),
		Net:     share(new(big.Rat).Sub(good, bad)),
		n:       size,
	}
}

// Mirror returns the shares with good and bad swapped.
func (s Shares) Mirror() Shares {
	s.good, s.bad, s.Net = s.bad, s.good, -s.Net
	return s
}

// Above returns how far the upper limit of the score interval lies above the
// net share. It seeks that distance and not the limit, so that a small margin keeps
// its digits beside a large score.
func (s Shares) Above(level float64) float64 {
	mirror, reach := s.Mirror(), normal.Quantile(level)/math.Sqrt(s.n)
	low, high := 0., s.neutral+2*s.bad // the distance from net to 1
	for {
		distance := low + (high-low)/2
		if distance <= low || distance >= high {
			return high
		}
		var v float64
		if s.Net+distance >= 0 {
			v = s.variance(distance)
		} else {
			v = mirror.variance(-distance)
		}
		if distance < reach*math.Sqrt(v) {
			low = distance
		} else {
			high = distance
		}
	}
}

// variance returns the variance of one answer, 2*d + x - x^2, when the net
// share is x = net + distance, which is not negative, and the share of bad d is
// the most likely one under that,
//
//	d = (sqrt(b^2 + 8*bad*x*(1-x)) - b) / 4,  b = (2-net)*x - good - bad
//
// The formula holds for x < 0 too, but there the root is of a difference of near
// numbers: with all answers bad it would lose half of the digits. Near x = 1 it
// is 1-x that must not be a difference of near numbers, and b is written without x.
func (s Shares) variance(distance float64) float64 {
	rest := s.neutral + 2*s.bad // 1 - net
	x, room := s.Net+distance, max(0, rest-distance)
	b := (2-s.Net)*x - (s.good + s.bad)
	if x > 0.5 {
		b = distance + s.neutral - rest*room
	}
	spread := x * room
	return (math.Sqrt(b*b+8*s.bad*spread)-b)/2 + spread
}
