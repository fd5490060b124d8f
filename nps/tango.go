package nps

import (
	"math"
	"math/big"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/normal"
)

// shares are the shares of the three groups, each rounded once, and beside them
// the net share, which may be all but lost in their difference.
type shares struct {
	promoters, passives, detractors float64
	net                             float64 // promoters - detractors
	n                               float64 // respondents
}

func (g Groups) shares() shares {
	n := g.total()
	share := func(count *big.Int) float64 {
		f, _ := new(big.Rat).SetFrac(count, n).Float64()
		return f
	}
	net := exact.Total(g.Promoters)
	net.Sub(net, exact.Total(g.Detractors))
	size, _ := new(big.Float).SetInt(n).Float64()
	return shares{
		promoters:  share(exact.Total(g.Promoters)),
		passives:   share(exact.Total(g.Passives)),
		detractors: share(exact.Total(g.Detractors)),
		net:        share(net),
		n:          size,
	}
}

// mirror returns the shares with promoters and detractors swapped.
func (s shares) mirror() shares {
	s.promoters, s.detractors, s.net = s.detractors, s.promoters, -s.net
	return s
}

// tangoAbove returns how far the upper limit of the score interval lies above the
// net share. It seeks that distance and not the limit, so that the limits of a
// narrow interval keep the digits in which they differ.
func (s shares) tangoAbove(level float64) float64 {
	z, m := normal.Quantile(level), s.mirror()
	low, high := 0., s.passives+2*s.detractors // the distance from net to 1
	for {
		distance := low + (high-low)/2
		if distance <= low || distance >= high {
			return high
		}
		x := s.net + distance
		var variance float64
		if x >= 0 {
			variance = s.tangoVariance(x, s.passives+2*s.detractors-distance)
		} else {
			variance = m.tangoVariance(-x, s.passives+2*s.promoters+distance)
		}
		if math.Sqrt(s.n)*distance < z*math.Sqrt(variance) {
			low = distance
		} else {
			high = distance
		}
	}
}

// tangoVariance returns the variance of one answer, 2*d + x - x^2, when the net
// share is x >= 0 and the share of detractors d is the most likely one under that,
//
//	d = (sqrt(b^2 + 8*detractors*x*(1-x)) - b) / 4,  b = (2-net)*x - promoters - detractors
//
// It is given rest = 1-x beside x, for near 1 the digits are in rest; and b is
// taken from the side where it is a difference of the smaller numbers.
func (s shares) tangoVariance(x, rest float64) float64 {
	slope := 1 + s.passives + 2*s.detractors // 2 - net
	b := slope*x - (s.promoters + s.detractors)
	if x > 0.5 {
		b = 2*(s.passives+s.detractors) - slope*rest
	}
	product := 8 * s.detractors * x * rest
	root := math.Sqrt(b*b + product)
	twice := (root - b) / 2 // 2*d
	if b > 0 {
		twice = product / 2 / (root + b)
	}
	return twice + x*rest
}
