package value

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Lag is the policy that says which periods' costs won the customers of a period:
// Lag[k] is the weight of the cost k periods before. Only the ratios matter.
//
//	nil, Lag{1}   the cost of the same period; the default
//	Lag{0, 0, 1}  the cost of two periods before, for sales that take so long
//	Lag{1, 1}     half of this period's cost and half of the one before
//
// With months and leads that take 60 days to become customers, marketing is counted by
// Lag{0, 0, 1}, and the sales staff, who work on them last, by Lag{1, 1}: the cost per
// customer is the sum of the two. A lag looks back on at most 120 periods; a
// longer one, and one of nothing but zeros, is [cx.ErrOutOfRange].
//
// Source: the formula for leads that take 60 days that is passed on as B. Balfour's,
// (marketing(n-60) + sales(n-30)/2 + sales(n)/2) / new customers(n).
type Lag []uint64

// maxLag is how many weights a [Lag] has at most: 10 years of months.
const maxLag = 120

// CAC returns the customer acquisition cost, what it cost to win a customer of a
// period:
//
//	sum of Lag[k] * (cost k periods before) / (sum of Lag * customers)
//
// without a lag cost / customers. Costs are of consecutive periods in order of time,
// as many as the lag has weights, the last one of the period of the customers:
// another number of them is [cx.ErrMismatch]. What is in the costs (advertising only, or
// salaries and tools too) changes the result more than any formula. No customers return
// [cx.ErrNoData], a negative cost [cx.ErrOutOfRange].
//
// Source: P. W. Farris, N. T. Bendle, P. E. Pfeifer and D. J. Reibstein, "Marketing
// Metrics", 2nd ed., Pearson 2010, average acquisition cost.
func CAC(customers uint64, lag Lag, costs ...Money) (Money, error) {
	if len(lag) == 0 {
		lag = Lag{1}
	}
	weights := exact.Total(lag[:min(len(lag), maxLag)]...)
	switch {
	case len(lag) > maxLag:
		return Money{}, sentinel.Errorf(cx.ErrOutOfRange, "value: a lag has at most %[2]d weights, not %[1]d", len(lag), maxLag)
	case weights.Sign() == 0:
		return Money{}, sentinel.Errorf(cx.ErrOutOfRange, "value: all %d weights of the lag are 0", len(lag))
	case len(costs) != len(lag):
		return Money{}, sentinel.Errorf(cx.ErrMismatch, "value: %d costs were given for a lag of %d weights", len(costs), len(lag))
	}
	if err := checkCosts("cost", costs...); err != nil {
		return Money{}, err
	}
	if customers == 0 {
		return Money{}, sentinel.Errorf(cx.ErrNoData, "value: no customers: the acquisition cost is undefined")
	}
	sum := new(big.Rat)
	for k, weight := range lag {
		cost := costs[len(costs)-1-k].Amount.Rat()
		sum.Add(sum, cost.Mul(cost, new(big.Rat).SetInt(exact.Total(weight))))
	}
	sum.Quo(sum, new(big.Rat).SetInt(weights.Mul(weights, exact.Total(customers))))
	return Money{Amount: exact.FromRat(sum), Currency: costs[0].Currency}, nil
}
