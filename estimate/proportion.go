package estimate

import (
	"math/big"
	"math/bits"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Proportion is a share of a whole, kept as the two counts it is made of:
// satisfied of all answers, lost of all customers, resolved of all tickets.
// Every pair of counts is valid; the zero value is "no data". Proportions are
// comparable with ==.
type Proportion struct {
	Hits   uint64 // those that have the property
	Misses uint64 // those that do not
}

// ProportionOf returns the proportion of hits among total. It returns
// [cx.ErrOutOfRange] when hits exceeds total.
func ProportionOf(hits, total uint64) (Proportion, error) {
	if hits > total {
		return Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "estimate: %d hits are more than the total of %d", hits, total)
	}
	return Proportion{Hits: hits, Misses: total - hits}, nil
}

// ResponseRate returns the proportion of those who answered among those who were
// asked, sent being all invitations: leave out only those known not to be eligible,
// such as test accounts, and not those that bounced or were never opened. The rest are
// the non-responses: see [Proportion.Complement]. An interval around a score says what
// chance does to those who answered, not how those who did not would differ, so
// report the response rate beside it. It returns [cx.ErrOutOfRange] when answered
// exceeds sent.
//
// Source: The American Association for Public Opinion Research, "Standard
// Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys",
// response rate 1: complete answers over all cases that are, or may be, eligible.
func ResponseRate(answered, sent uint64) (Proportion, error) { return ProportionOf(answered, sent) }

// Total returns Hits + Misses, or [cx.ErrOverflow] when that passes 2^64-1.
func (p Proportion) Total() (uint64, error) {
	sum, carry := bits.Add64(p.Hits, p.Misses, 0)
	if carry != 0 {
		return 0, sentinel.Errorf(cx.ErrOverflow, "estimate: %d hits and %d misses together pass 2^64-1", p.Hits, p.Misses)
	}
	return sum, nil
}

// Percent returns 100 * Hits / (Hits + Misses), between 0 and 100, rounded once
// to 16 decimal places, half away from zero. No data returns [cx.ErrNoData].
func (p Proportion) Percent() (decimal.Decimal, error) {
	if n := p.Hits + p.Misses; n > 0 && max(p.Hits, p.Misses) < 1<<62 { // no carry
		return exact.PercentInt64(int64(p.Hits), n), nil
	}
	total, err := p.total()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Percent(new(big.Int).SetUint64(p.Hits), total), nil
}

// Score returns [Proportion.Percent].
func (p Proportion) Score() (decimal.Decimal, error) { return p.Percent() }

// Rat returns Hits / (Hits + Misses) exactly, between 0 and 1. No data gives
// [cx.ErrNoData].
func (p Proportion) Rat() (*big.Rat, error) {
	total, err := p.total()
	if err != nil {
		return nil, err
	}
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(p.Hits), total), nil
}

// Complement returns the proportion of those that do not have the property:
// retention for churn, unresolved for resolved. The two add up to 100 percent.
func (p Proportion) Complement() Proportion {
	return Proportion{Hits: p.Misses, Misses: p.Hits}
}

// Merge adds the counts of q, as if both groups had been counted as one. It
// returns [cx.ErrOverflow], and leaves p as it was, when a count would pass 2^64-1.
// Merging nil changes nothing.
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

// Subtract takes the counts of q back, as if they had never been merged into p. It
// returns [cx.ErrOutOfRange], and leaves p as it was, when q has more hits or more misses
// than p. Subtracting nil changes nothing.
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
