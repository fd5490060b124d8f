package nps

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/multinomial"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// IntervalOf returns the interval of the score in a population of N people, such as all staff:
// [Groups.Tango] with n*(N-1)/(N-n) respondents. When all have answered, Low and High are the
// score. More respondents than people return [cx.ErrOutOfRange].
//
// Source: Cochran 1977, section 2.6.
func (g Groups) IntervalOf(population uint64, level float64) (estimate.Interval, error) {
	return g.inPopulation(population, level, false, multinomial.Trinomial.Tango)
}

// WaldOf returns [Groups.Wald] with the squared standard error times (N-n)/(N-1), to reproduce
// reports.
func (g Groups) WaldOf(population uint64, level float64) (estimate.Interval, error) {
	return g.inPopulation(population, level, false, multinomial.Trinomial.Interval)
}

// CochranOf returns [Groups.WaldOf] with n-1 in place of n and 1-n/N as the factor, as R's
// survey package does. A single respondent returns [cx.ErrNoData].
func (g Groups) CochranOf(population uint64, level float64) (estimate.Interval, error) {
	return g.inPopulation(population, level, true, multinomial.Trinomial.Interval)
}

// inPopulation returns an interval of the counts of a large sample that says as much as
// these, and the score alone when all have answered.
func (g Groups) inPopulation(population uint64, level float64, cochran bool, interval func(multinomial.Trinomial, float64) estimate.Interval) (none estimate.Interval, err error) {
	if err := g.check(level); err != nil {
		return none, err
	}
	t := g.trinomial()
	n, people, one := g.total(), exact.Total(population), big.NewInt(1)
	switch n.Cmp(people) {
	case 1:
		return none, sentinel.Errorf(cx.ErrOutOfRange, "nps: %v respondents are more than the population of %d", n, population)
	case 0:
		net, _, _ := t.Moments()
		score := multinomial.Points(net)
		return estimate.Interval{Low: score, High: score, Level: level}, nil
	}
	if cochran && n.Cmp(one) == 0 {
		return none, sentinel.Errorf(cx.ErrNoData, "nps: one respondent has no variance: at least 2 are needed")
	}
	rest := new(big.Int).Sub(people, n)
	factor := new(big.Rat).SetFrac(new(big.Int).Sub(people, one), rest)
	if cochran {
		factor.SetFrac(new(big.Int).Mul(new(big.Int).Sub(n, one), people), new(big.Int).Mul(n, rest))
	}
	for _, count := range []*big.Rat{t.Good, t.Neutral, t.Bad} {
		count.Mul(count, factor)
	}
	return interval(t, level), nil
}
