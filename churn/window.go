package churn

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// Window is how customers and their revenue moved in a half-open window of time. It cannot
// be compared with ==, as its amounts cannot: use [Window.Equal].
type Window struct {
	Movement Movement // of customers
	Revenue  Revenue  // of monthly recurring revenue
}

// OpeningCustomers returns the opening customers, split into kept and lost; see
// [Movement.OpeningCustomers].
func (w Window) OpeningCustomers() (Customers, error) { return w.Movement.OpeningCustomers() }

// ARPA returns the average revenue per account when the window closed, in the unit of its
// MRR: closing MRR over closing customers. No customers return [cx.ErrNoData]. It has no
// interval, as what single customers pay is not known.
func (w Window) ARPA() (decimal.Decimal, error) {
	mrr, err := w.Revenue.Closing()
	if err != nil {
		return decimal.Decimal{}, err
	}
	customers, err := w.Movement.Closing()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return ratio("average revenue per account", mrr, decimal.NewFromUint64(customers))
}

// Merge adds another group of customers of the same window, such as a country: a
// group that customers do not move to or from. Who moved from one plan to another
// was lost in the window of the one and joined in that of the other, and is counted
// as both in their sum: collect all plans in one [Ledger] to see them as kept.
// On an error, as of [Movement.Merge] and [Revenue.Merge], it leaves w as it was. Merging
// nil changes nothing.
func (w *Window) Merge(v *Window) error {
	if v == nil {
		return nil
	}
	sum := *w
	if err := sum.Movement.Merge(&v.Movement); err != nil {
		return err
	}
	if err := sum.Revenue.Merge(&v.Revenue); err != nil {
		return err
	}
	*w = sum
	return nil
}

// Subtract takes a group back, as if it had never been merged into w. On an error, as of
// [Movement.Subtract] and [Revenue.Subtract], it leaves w as it was. Subtracting nil
// changes nothing.
func (w *Window) Subtract(v *Window) error {
	if v == nil {
		return nil
	}
	rest := *w
	if err := rest.Movement.Subtract(&v.Movement); err != nil {
		return err
	}
	if err := rest.Revenue.Subtract(&v.Revenue); err != nil {
		return err
	}
	*w = rest
	return nil
}

// Equal reports whether both have the same counts, amounts and currency.
func (w Window) Equal(v Window) bool { return w.Movement == v.Movement && w.Revenue.Equal(v.Revenue) }

// step is a change of what a customer holds at an instant.
type step struct {
	at    int64
	mrr   exact.Int128 // added
	spans int32        // added
}

// state is what a customer holds between two steps.
type state struct {
	mrr   exact.Int128
	spans int32
	known bool // has held a subscription before or does now
}

func (s state) active() bool { return s.spans > 0 }

func (s *state) apply(c step) {
	s.mrr = s.mrr.Add(c.mrr)
	s.spans += c.spans
	s.known = true
}

// tally counts the movements of one window; amounts are in steps of exact.Amount.
type tally struct {
	movement                  Movement
	opening, new, reactivated exact.Int128
	openers, joiners          changes // of opening customers, and of those who joined
}

// changes sums up what customers paid more, paid less and took away.
type changes struct{ expansion, contraction, churned exact.Int128 }

func (t *tally) window(currency string) Window {
	return Window{
		Movement: t.movement,
		Revenue: Revenue{
			Opening:     t.opening.Decimal(),
			New:         t.new.Decimal(),
			Reactivated: t.reactivated.Decimal(),
			Expansion:   t.openers.expansion.Decimal(),
			Contraction: t.openers.contraction.Decimal(),
			Churned:     t.openers.churned.Decimal(),

			ExpansionJoined:   t.joiners.expansion.Decimal(),
			ContractionJoined: t.joiners.contraction.Decimal(),
			ChurnedJoined:     t.joiners.churned.Decimal(),

			Currency: currency,
		},
	}
}

// move counts the step from before to after. In the window, the customer has
// joined already when joined is set.
func (t *tally) move(p Policy, before, after state, joined bool) {
	c, lost := &t.openers, &t.movement.Lost
	if joined {
		c, lost = &t.joiners, &t.movement.LostJoined
	}
	switch {
	case before.active() && after.active():
		if change := after.mrr.Sub(before.mrr); change.Sign() > 0 {
			c.expansion = c.expansion.Add(change)
		} else {
			c.contraction = c.contraction.Sub(change)
		}
	case before.active():
		c.churned = c.churned.Add(before.mrr)
		*lost++
	case after.active() && (p.ReturnsAreNew || !before.known):
		t.new = t.new.Add(after.mrr)
		t.movement.New++
	case after.active():
		t.reactivated = t.reactivated.Add(after.mrr)
		t.movement.Reactivated++
	}
}

// replay walks one customer after another through consecutive windows.
type replay struct {
	policy  Policy
	bounds  []int64
	tallies []tally // one for each two neighbouring bounds
}

// newReplay checks the bounds and places them in time, which is counted by at.
func newReplay(p Policy, bounds []time.Time, at func(time.Time) (int64, error)) (*replay, error) {
	if len(bounds) < 2 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: windows of %d bounds, at least 2 are needed", len(bounds))
	}
	r := &replay{policy: p, tallies: make([]tally, len(bounds)-1)}
	for i, t := range bounds {
		b, err := at(t)
		if err != nil {
			return nil, own(fmt.Sprintf("bound %d", i), err)
		}
		if i > 0 && b < r.bounds[i-1] {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: bound %d, %v, is before bound %d, %v",
				i, t.Format(time.RFC3339Nano), i-1, bounds[i-1].Format(time.RFC3339Nano))
		}
		r.bounds = append(r.bounds, b)
	}
	return r, nil
}

// customer counts a customer with the given steps, which it puts in order.
func (r *replay) customer(steps []step) {
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	var now state
	for len(steps) > 0 && steps[0].at < r.bounds[0] {
		now.apply(steps[0])
		steps = steps[1:]
	}
	for i := range r.tallies {
		if len(steps) == 0 && !now.active() {
			return
		}
		t, opening, joined := &r.tallies[i], now, false
		if opening.active() {
			t.movement.Opening++
			t.opening = t.opening.Add(opening.mrr)
		}
		for len(steps) > 0 && steps[0].at < r.bounds[i+1] {
			before := now
			// Steps of the same instant are one: a plan change is no departure.
			for at := steps[0].at; len(steps) > 0 && steps[0].at == at; steps = steps[1:] {
				now.apply(steps[0])
			}
			if r.policy.Gross {
				t.move(r.policy, before, now, joined)
				joined = joined || !before.active()
			}
		}
		if !r.policy.Gross {
			t.move(r.policy, opening, now, false)
		}
	}
}
