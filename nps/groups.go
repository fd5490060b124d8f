package nps

import (
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Groups counts the respondents of each group: all that the score needs. Name the fields in a
// literal: Groups{2, 11, 18} has two promoters.
type Groups struct {
	Promoters  uint64 // ratings 9 and 10
	Passives   uint64 // ratings 7 and 8
	Detractors uint64 // ratings 0 to 6
}

// Score returns the Net Promoter Score in points, -100 to 100:
//
//	100 * (Promoters - Detractors) / (Promoters + Passives + Detractors)
func (g Groups) Score() (decimal.Decimal, error) {
	if g == (Groups{}) {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "nps: the score of no ratings is undefined")
	}
	if max(g.Promoters, g.Passives, g.Detractors) < 1<<62 { // all that sums without a carry
		return exact.PercentInt64(int64(g.Promoters)-int64(g.Detractors), g.Promoters+g.Passives+g.Detractors), nil
	}
	net := exact.Total(g.Promoters)
	net.Sub(net, exact.Total(g.Detractors))
	return exact.Percent(net, g.total()), nil
}

// N returns the number of respondents.
func (g Groups) N() (uint64, error) {
	n := g.total()
	if !n.IsUint64() {
		return 0, sentinel.Errorf(cx.ErrOverflow, "nps: %v respondents pass 2^64-1", n)
	}
	return n.Uint64(), nil
}

// Merge adds the counts of h.
func (g *Groups) Merge(h *Groups) error {
	if h == nil {
		return nil
	}
	promoters, c1 := bits.Add64(g.Promoters, h.Promoters, 0)
	passives, c2 := bits.Add64(g.Passives, h.Passives, 0)
	detractors, c3 := bits.Add64(g.Detractors, h.Detractors, 0)
	if c1|c2|c3 != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "nps: merging %d/%d/%d promoters/passives/detractors into %d/%d/%d passes 2^64-1",
			h.Promoters, h.Passives, h.Detractors, g.Promoters, g.Passives, g.Detractors)
	}
	*g = Groups{Promoters: promoters, Passives: passives, Detractors: detractors}
	return nil
}

// Subtract takes back the counts of h.
func (g *Groups) Subtract(h *Groups) error {
	if h == nil {
		return nil
	}
	if h.Promoters > g.Promoters || h.Passives > g.Passives || h.Detractors > g.Detractors {
		return sentinel.Errorf(cx.ErrOutOfRange, "nps: %d/%d/%d promoters/passives/detractors cannot be taken from %d/%d/%d",
			h.Promoters, h.Passives, h.Detractors, g.Promoters, g.Passives, g.Detractors)
	}
	*g = Groups{Promoters: g.Promoters - h.Promoters, Passives: g.Passives - h.Passives, Detractors: g.Detractors - h.Detractors}
	return nil
}

func (g Groups) total() *big.Int { return exact.Total(g.Promoters, g.Passives, g.Detractors) }

func (g Groups) trinomial() multinomial.Trinomial {
	return multinomial.TrinomialOf(g.Promoters, g.Passives, g.Detractors)
}
