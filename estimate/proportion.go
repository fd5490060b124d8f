package estimate

import (
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Proportion is a share of a whole, as two counts.
type Proportion struct {
	Hits   uint64 // those that have the property
	Misses uint64 // those that do not
}

// ProportionOf returns the proportion of hits among total, such as a response rate: of those who
// answered among all who were asked (AAPOR, response rate 1). More hits than total return
// [cx.ErrOutOfRange].
func ProportionOf(hits, total uint64) (Proportion, error) {
	if hits > total {
		return Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d hits are more than the total of %d", hits, total)
	}
	return Proportion{Hits: hits, Misses: total - hits}, nil
}

// Score returns 100*Hits/(Hits+Misses).
func (p Proportion) Score() (decimal.Decimal, error) {
	if n := p.Hits + p.Misses; n > 0 && max(p.Hits, p.Misses) < 1<<62 { // no carry
		return exact.PercentInt64(int64(p.Hits), n), nil
	}
	total, err := p.total()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Percent(new(big.Int).SetUint64(p.Hits), total), nil
}

// Rat returns Hits / (Hits + Misses) exactly, between 0 and 1. No data gives
// [cx.ErrNoData].
func (p Proportion) rat() (*big.Rat, error) {
	total, err := p.total()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(p.Hits), total), nil
}

// Merge adds the counts of q.
func (p *Proportion) Merge(q *Proportion) error {
	if q == nil {
		return nil
	}
	hits, carryHits := bits.Add64(p.Hits, q.Hits, 0)
	misses, carryMisses := bits.Add64(p.Misses, q.Misses, 0)
	if carryHits|carryMisses != 0 {
		return sentinel.Errorf(cx.ErrOverflow, "estimate: merging %d/%d hits/misses into %d/%d passes 2^64-1",
			q.Hits, q.Misses, p.Hits, p.Misses)
	}
	p.Hits, p.Misses = hits, misses
	return nil
}

// Subtract takes back the counts of q.
func (p *Proportion) Subtract(q *Proportion) error {
	if q == nil {
		return nil
	}
	if q.Hits > p.Hits || q.Misses > p.Misses {
		return sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d hits and %d misses cannot be taken from %d and %d",
			q.Hits, q.Misses, p.Hits, p.Misses)
	}
	*p = Proportion{Hits: p.Hits - q.Hits, Misses: p.Misses - q.Misses}
	return nil
}

func (p Proportion) total() (*big.Int, error) {
	if p == (Proportion{}) {
		return nil, sentinel.Errorf(cx.ErrNoData, "estimate: a proportion of nothing is undefined")
	}
	return exact.Total(p.Hits, p.Misses), nil
}
