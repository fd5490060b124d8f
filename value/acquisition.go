package value

import (
	"math/big"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Lag says which periods' costs won the customers of a period: Lag[k] is the weight of the
// cost k periods before.
//
//	nil, Lag{1}   the cost of the same period; the default
//	Lag{0, 0, 1}  the cost of two periods before
//	Lag{1, 1}     half of this period's cost and half of the one before
//
// More than 120 weights, and only zeros, return [cx.ErrOutOfRange].
type Lag []uint64

// maxLag is how many weights a [Lag] has at most: 10 years of months.
const maxLag = 120

// CAC returns the customer acquisition cost of a period (Farris et al. 2010):
//
//	sum of Lag[k] * (cost k periods before) / (sum of Lag * customers)
//
// Give one cost per weight, of consecutive periods, ending with the customers' own. Another
// number of costs returns [cx.ErrMismatch], no customers [cx.ErrNoData], a negative cost
// [cx.ErrOutOfRange].
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
