package journey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// ContactRate returns the contacts per 100 customers, orders, or whatever base counts (Price
// and Jaffe 2008). It can pass 100. For an interval use [PerCustomer].
func ContactRate(contacts, base uint64) (decimal.Decimal, error) {
	if base == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "journey: %d contacts for a base of 0: the rate is undefined", contacts)
	}
	return exact.Percent(exact.Total(contacts), exact.Total(base)), nil
}
