package journey

import (
	"cmp"
	"math"
	"math/big"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Visits summarises visits by their time and number of actions (Web Analytics Association
// 2008).
type Visits struct {
	times, actions estimate.Sample
}

// Add records a visit: a time of 0 or more, and up to 2^63-1 actions.
func (v *Visits) Add(onSite time.Duration, actions uint64) error {
	if actions > math.MaxInt64 {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: %d actions of a visit pass 2^63-1", actions)
	}
	sum := *v
	if err := addTime(&sum.times, onSite); err != nil {
		return err
	}
	if sum.actions.Add(int64(actions)) != nil {
		return tooMany(v.times.N(), 1)
	}
	*v = sum
	return nil
}

// Merge adds the visits of w.
func (v *Visits) Merge(w *Visits) error {
	if w == nil {
		return nil
	}
	sum := *v
	if sum.times.Merge(&w.times) != nil {
		return tooMany(sum.times.N(), w.times.N())
	}
	if sum.actions.Merge(&w.actions) != nil {
		return tooMany(sum.actions.N(), w.actions.N())
	}
	*v = sum
	return nil
}

// Remove takes back a visit. It cannot always tell that the visit was never added.
func (v *Visits) Remove(onSite time.Duration, actions uint64) error {
	var one Visits
	if err := one.Add(onSite, actions); err != nil {
		return err
	}
	return v.Subtract(&one)
}

// Subtract takes back the visits of w.
func (v *Visits) Subtract(w *Visits) error {
	if w == nil {
		return nil
	}
	rest := *v
	err := cmp.Or(
		takeSample(&rest.times, w.times, "times on site"),
		takeSample(&rest.actions, w.actions, "actions of visits"),
	)
	if err == nil {
		*v = rest
	}
	return err
}

// takeSample removes values from a sample of values of 0 or more.
func takeSample(s *estimate.Sample, t estimate.Sample, what string) error {
	rest := *s
	if rest.Subtract(&t) != nil || !notNegative(rest) {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: %d %s with the sum %v cannot be among %d with the sum %v", t.N(), what, t.Sum(), s.N(), s.Sum())
	}
	*s = rest
	return nil
}

// notNegative reports whether values of 0 or more can have these sums: the square of
// their sum is at least the sum of their squares.
func notNegative(s estimate.Sample) bool {
	sum := s.Sum()
	square := new(big.Int).Mul(sum, sum)
	return sum.Sign() >= 0 && square.Cmp(s.SumOfSquares()) >= 0
}

// TimeOnSite returns the mean time of a visit.
func (v Visits) TimeOnSite() (time.Duration, error) { return meanTime(v.times) }

// Times returns the times in nanoseconds.
func (v Visits) Times() estimate.Sample { return v.times }

// Actions returns the actions of the visits.
func (v Visits) Actions() estimate.Sample { return v.actions }

func addTime(s *estimate.Sample, d time.Duration) error {
	if d < 0 {
		return sentinel.Errorf(cx.ErrOutOfRange, "journey: a time of %v is negative", d)
	}
	if s.Add(int64(d)) != nil {
		return tooMany(s.N(), 1)
	}
	return nil
}

func meanTime(s estimate.Sample) (time.Duration, error) {
	if s.N() == 0 {
		return 0, sentinel.Errorf(cx.ErrNoData, "journey: no times: their mean is undefined")
	}
	return time.Duration(exact.RoundHalfUp(s.Sum(), exact.Total(s.N())).Int64()), nil
}

func tooMany(have, n uint64) error {
	return sentinel.Errorf(cx.ErrOverflow, "journey: adding %d visits or views to %d passes 2^64-1", n, have)
}
