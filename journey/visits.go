package journey

import (
	"fmt"
	"math"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
)

// Visits summarises visits by how long they took and how much was done in them. What
// is a visit, and what an action, is whatever your analytics says: the numbers of two
// products are comparable when the definitions are. The zero value is empty; visits
// are comparable with ==. For visits per customer see [PerCustomer], for customers
// per day or month [ActiveDays].
//
// Source: Web Analytics Association, "Web Analytics Definitions", draft for public
// comment, 2008: visits, visit duration, page views per visit.
type Visits struct {
	times, actions estimate.Sample
}

// Add records a visit. It returns [cx.ErrOutOfRange] for a negative time and for more
// than 2^63-1 actions, [cx.ErrOverflow] past 2^64-1 visits; v is then unchanged.
func (v *Visits) Add(onSite time.Duration, actions uint64) error {
	if actions > math.MaxInt64 {
		return fmt.Errorf("journey: %d actions of a visit pass 2^63-1: %w", actions, cx.ErrOutOfRange)
	}
	sum := *v
	if err := addTime(&sum.times, onSite); err != nil {
		return err
	}
	if err := sum.actions.Add(int64(actions)); err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	*v = sum
	return nil
}

// Merge adds the visits of w. It returns [cx.ErrOverflow], and leaves v as it was, past
// 2^64-1 visits.
func (v *Visits) Merge(w Visits) error {
	sum := *v
	if err := sum.times.Merge(w.times); err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	if err := sum.actions.Merge(w.actions); err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	*v = sum
	return nil
}

// N returns the number of visits.
func (v Visits) N() uint64 { return v.times.N() }

// TimeOnSite returns the mean time on site of a visit, rounded once to the
// nanosecond, half up. No visits give [cx.ErrNoData].
func (v Visits) TimeOnSite() (time.Duration, error) { return meanTime(v.times) }

// Times returns the times on site as a sample of nanoseconds, for the interval of
// their mean.
func (v Visits) Times() estimate.Sample { return v.times }

// Actions returns the actions of each visit as a sample: its mean is the actions per
// visit. No visits are [cx.ErrNoData] when the mean is read.
func (v Visits) Actions() estimate.Sample { return v.actions }

func addTime(s *estimate.Sample, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("journey: a time of %v is negative: %w", d, cx.ErrOutOfRange)
	}
	if err := s.Add(int64(d)); err != nil {
		return fmt.Errorf("journey: %w", err)
	}
	return nil
}

func meanTime(s estimate.Sample) (time.Duration, error) {
	mean, err := s.Rat()
	if err != nil {
		return 0, fmt.Errorf("journey: %w", err)
	}
	return time.Duration(exact.RoundHalfUp(mean.Num(), mean.Denom()).Int64()), nil
}
