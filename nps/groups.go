package nps

import (
	"fmt"
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/shopspring/decimal"
)

// Groups counts the respondents of each group: all that the score needs, and
// what a database roll-up holds. Every triple of counts is valid; the zero value
// is "no data". Name the fields when you write one: others list the detractors first,
// and Groups{2, 11, 18} is two promoters here.
type Groups struct {
	Promoters  uint64 // ratings 9 and 10
	Passives   uint64 // ratings 7 and 8
	Detractors uint64 // ratings 0 to 6
}

// Score returns the Net Promoter Score,
//
//	100 * (Promoters - Detractors) / (Promoters + Passives + Detractors),
//
// between -100 and 100 points, rounded once to 16 decimal places, half away from
// zero. No respondents give [cx.ErrNoData].
//
// Source: F. Reichheld, "The One Number You Need to Grow", Harvard Business
// Review 81(12), 2003.
func (g Groups) Score() (decimal.Decimal, error) {
	if g == (Groups{}) {
		return decimal.Decimal{}, fmt.Errorf("nps: the score of no ratings: %w", cx.ErrNoData)
	}
	if max(g.Promoters, g.Passives, g.Detractors) < 1<<62 { // all that sums without a carry
		return exact.PercentInt64(int64(g.Promoters)-int64(g.Detractors), g.Promoters+g.Passives+g.Detractors), nil
	}
	net := exact.Total(g.Promoters)
	net.Sub(net, exact.Total(g.Detractors))
	return exact.Percent(net, g.total()), nil
}

// N returns the number of respondents, or [cx.ErrOverflow] when it passes 2^64-1.
func (g Groups) N() (uint64, error) {
	n := g.total()
	if !n.IsUint64() {
		return 0, fmt.Errorf("nps: %v respondents pass 2^64-1: %w", n, cx.ErrOverflow)
	}
	return n.Uint64(), nil
}

// Merge adds the counts of h, as if both had been counted as one group. It
// returns [cx.ErrOverflow], and leaves g as it was, when a count would pass 2^64-1.
func (g *Groups) Merge(h Groups) error {
	promoters, c1 := bits.Add64(g.Promoters, h.Promoters, 0)
	passives, c2 := bits.Add64(g.Passives, h.Passives, 0)
	detractors, c3 := bits.Add64(g.Detractors, h.Detractors, 0)
	if c1|c2|c3 != 0 {
		return fmt.Errorf("nps: merging %d/%d/%d promoters/passives/detractors into %d/%d/%d passes 2^64-1: %w",
			h.Promoters, h.Passives, h.Detractors, g.Promoters, g.Passives, g.Detractors, cx.ErrOverflow)
	}
	*g = Groups{Promoters: promoters, Passives: passives, Detractors: detractors}
	return nil
}

func (g Groups) total() *big.Int { return exact.Total(g.Promoters, g.Passives, g.Detractors) }

func (g Groups) trinomial() multinomial.Trinomial {
	return multinomial.TrinomialOf(g.Promoters, g.Passives, g.Detractors)
}
