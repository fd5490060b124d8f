package churn

import (
	"fmt"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Subscription is one span of time in which a customer pays a constant monthly
// recurring revenue. A customer may have several, one after another, with gaps
// or at the same time; a plan change is one span that ends where another starts.
type Subscription[ID comparable] struct {
	Customer  ID              // who pays
	Start     time.Time       // the first instant
	End       time.Time       // the first instant after it (paid through 31 January: 1 February); the zero time: open-ended
	Cancelled time.Time       // when notice was given, see [Policy.EndAtCancellation]; the zero time: none was
	MRR       decimal.Decimal // in whole units, such as dollars: 0 or more, below 10^12, at most 18 decimal places
	Currency  string          // one for all subscriptions counted together; may be empty
	Trial     bool            // see [Policy.CountTrials]
}

// Policy says what counts as a customer and as a movement. The zero value is the
// default in every respect.
type Policy struct {
	// Gross counts every movement inside a window: a customer who leaves and comes
	// back is lost and reactivated, revenue that rises and falls is expansion and
	// contraction. By default movements net per customer: a window compares its
	// last instant with the instant before its first, and such a customer was kept.
	// What those who joined inside the window then pay more or less, or take away
	// again, is kept apart: [Movement.LostJoined], and of [Revenue] ExpansionJoined,
	// ContractionJoined and ChurnedJoined, which are in no retention or churn rate
	// over the opening customers or revenue.
	Gross bool
	// EndAtCancellation ends a subscription when notice is given, where that comes
	// before its end. Notice before the start is a subscription that never began: it
	// counts as one that ends where it starts. By default a subscription lasts until
	// its end and notice is ignored: one with a notice and no end goes on for good,
	// and is never churn.
	EndAtCancellation bool
	// CountTrials makes the holder of a trial a customer. By default trials are
	// ignored, and who goes on to pay is a new customer then. Counted, what is paid
	// after a free trial is expansion in any later window, and raises NRR; with
	// IgnoreFree too, free trials do not count and it is new revenue.
	CountTrials bool
	// IgnoreFree ignores subscriptions with an MRR of 0. By default their holders
	// are customers, and a move to a free plan is contraction, not churn.
	IgnoreFree bool
	// ReturnsAreNew counts customers who come back as new. By default they are
	// reactivated, however long ago they left.
	ReturnsAreNew bool
}

// An instant is a time as nanoseconds since 1970; open is later than any.
const open = math.MaxInt64

// instant returns t in nanoseconds, which reach from 1677-09-21 to 2262-04-11.
func instant(t time.Time) (int64, error) {
	const limit = math.MaxInt64 / int64(time.Second)
	if s := t.Unix(); s <= -limit || s >= limit {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "the time %v is not in the years 1678 to 2261", t.UTC().Format(time.RFC3339))
	}
	return t.UnixNano(), nil
}

// name tells which subscription s is.
func (s Subscription[ID]) name() string {
	return fmt.Sprintf("customer %s from %v", ids.Quote(s.Customer), s.Start.Format(time.RFC3339Nano))
}

// span returns the times of s under the policy, from start to before end.
func (s Subscription[ID]) span(p Policy) (start, end int64, err error) {
	if start, err = instant(s.Start); err != nil {
		return 0, 0, fmt.Errorf("start: %w", err)
	}
	end = open
	if !s.End.IsZero() {
		if end, err = instant(s.End); err != nil {
			return 0, 0, fmt.Errorf("end: %w", err)
		}
		if end < start {
			return 0, 0, sentinel.Errorf(cx.ErrOutOfRange, "end %v before start %v",
				s.End.Format(time.RFC3339Nano), s.Start.Format(time.RFC3339Nano))
		}
	}
	if !s.Cancelled.IsZero() {
		cancelled, err := instant(s.Cancelled)
		if err != nil {
			return 0, 0, fmt.Errorf("cancelled: %w", err)
		}
		if p.EndAtCancellation {
			end = min(end, max(start, cancelled))
		}
	}
	return start, end, nil
}

// amount returns the MRR of s, checked.
func (s Subscription[ID]) amount() (exact.Int128, error) {
	mrr, err := exact.Amount(s.MRR)
	if err != nil {
		return exact.Int128{}, fmt.Errorf("MRR: %w", err)
	}
	if mrr.Sign() < 0 {
		return exact.Int128{}, sentinel.Errorf(cx.ErrOutOfRange, "MRR of %v is negative", s.MRR)
	}
	return mrr, nil
}
