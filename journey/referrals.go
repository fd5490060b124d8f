package journey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// ReferralRate returns the share of new customers who were referred by a customer (Kumar,
// Petersen and Leone 2007). No more can be referred than joined.
func ReferralRate(referred, joined uint64) (estimate.Proportion, error) {
	if referred > joined {
		return estimate.Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "journey: %d referred are more than %d new customers", referred, joined)
	}
	return estimate.Proportion{Hits: referred, Misses: joined - referred}, nil
}
