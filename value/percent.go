package value

import (
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// Percent is a rate: a margin, a discount, a churn. It is made by [PercentOf] from a
// number of percent or by [Share] from a share of one, so that 0.8 cannot be taken for
// the one when it is the other. The zero value is 0%.
//
// Equal rates can be held in more than one way, so that == would lie and does not
// compile: compare what [Percent.Decimal] returns.
type Percent struct {
	_ [0]func()

	d decimal.Decimal
}

// PercentOf returns a number of percent: 80 is 80%, and 0.8 is 0.8%. Rates of this
// module, such as a churn rate, are numbers of percent.
func PercentOf(percent decimal.Decimal) Percent { return Percent{d: percent} }

// Share returns a share of one as percent: 0.8 is 80%.
func Share(share decimal.Decimal) Percent {
	if exact.Check(share) != nil {
		return Percent{d: share} // which every function refuses, and which Shift cannot always move
	}
	return Percent{d: share.Shift(2)}
}

// Decimal returns the number of percent: 80 of 80%.
func (p Percent) Decimal() decimal.Decimal { return p.d }

// String returns the number of percent, such as "80%". A rate that no function takes,
// because it has too many digits, is not written out.
func (p Percent) String() string {
	if exact.Check(p.d) != nil {
		return "rate out of bounds"
	}
	return p.d.String() + "%"
}
