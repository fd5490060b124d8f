package journey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// ReferralRate returns the share of new customers who were referred by a customer, among
// all new customers of the period,
//
//	100 * referred / joined
//
// in percent. More referred than joined return [cx.ErrOutOfRange]. For the referrals per
// customer see [PerCustomer].
//
// Source: V. Kumar, J. A. Petersen and R. P. Leone, "How Valuable Is Word of
// Mouth?", Harvard Business Review 85(10), 2007, on counting referrals.
func ReferralRate(referred, joined uint64) (estimate.Proportion, error) {
	if referred > joined {
		return estimate.Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: %d referred are more than %d new customers", referred, joined)
	}
	return estimate.Proportion{Hits: referred, Misses: joined - referred}, nil
}
