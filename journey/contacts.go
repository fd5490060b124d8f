package journey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// ContactRate returns the contacts per 100 customers, orders, or whatever base counts,
//
//	100 * contacts / base
//
// It is not a share and can pass 100. A base of 0 returns [cx.ErrNoData]. For an interval,
// count the contacts of each customer with [PerCustomer]. For contacts by channel use a
// [Tally].
//
// Source: B. Price and D. Jaffe, "The Best Service Is No Service", Jossey-Bass 2008,
// which measures contacts per X, X being what makes customers call.
func ContactRate(contacts, base uint64) (decimal.Decimal, error) {
	if base == 0 {
		return decimal.Decimal{}, sentinel.Errorf(cx.ErrNoData, "journey: %d contacts for a base of 0: the rate is undefined", contacts)
	}
	return exact.Percent(exact.Total(contacts), exact.Total(base)), nil
}
