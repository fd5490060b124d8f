package churn

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
)

// Window is how customers and their revenue moved from From until before To. Compare with
// [Window.Equal], not ==.
type Window struct {
	From, To time.Time // the first instant of the window, and the first after it
	Movement Movement  // of customers
	Revenue  Revenue   // of monthly recurring revenue
}

// ARPA returns the average revenue per account: closing MRR over closing customers. No
// customers return [cx.ErrNoData].
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

// Merge adds another group in the same window. For consecutive windows see [Pool].
func (w *Window) Merge(v *Window) error {
	if v == nil || v.isZero() {
		return nil
	}
	sum := *w
	if w.isZero() {
		sum.From, sum.To = v.From, v.To
	} else if err := w.checkBounds("merging", "into", v); err != nil {
		return err
	}
	if err := sum.Movement.Merge(&v.Movement); err != nil {
		return err
	}
	if err := sum.Revenue.Merge(&v.Revenue); err != nil {
		return err
	}
	*w = sum
	return nil
}

// Subtract takes back a merged group.
func (w *Window) Subtract(v *Window) error {
	if v == nil || v.isZero() {
		return nil
	}
	if err := w.checkBounds("subtracting", "from", v); err != nil {
		return err
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

func (w *Window) isZero() bool {
	return w.From.IsZero() && w.To.IsZero() && w.Movement == Movement{} && w.Revenue.isZero()
}

func (w *Window) checkBounds(doing, to string, v *Window) error {
	if w.From.Equal(v.From) && w.To.Equal(v.To) {
		return nil
	}
	return sentinel.Errorf(cx.ErrMismatch, "churn: %s the window %s %s the window %s", doing, v.bounds(), to, w.bounds())
}

func (w *Window) bounds() string {
	if w.From.IsZero() && w.To.IsZero() {
		return "without bounds"
	}
	return w.From.Format(time.RFC3339Nano) + " to " + w.To.Format(time.RFC3339Nano)
}

// Equal reports whether both have the same bounds, counts, amounts and currency.
func (w Window) Equal(v Window) bool {
	return w.From.Equal(v.From) && w.To.Equal(v.To) && w.Movement == v.Movement && w.Revenue.Equal(v.Revenue)
}

// BoundsOf returns the bounds of consecutive periods in a zone.
func BoundsOf(zone *time.Location, first, last period.Period) ([]time.Time, error) {
	low, high, err := checkRange("bounds", first.Unit(), first, last)
	if err != nil {
		return nil, err
	}
	if zone == nil {
		zone = time.UTC
	}
	bounds := make([]time.Time, 0, high-low+2)
	for i := low; i <= high; i++ {
		bounds = append(bounds, at(first.Unit(), i).In(zone).Start())
	}
	return append(bounds, last.In(zone).End()), nil
}

// tally counts the movements of one window.
type tally struct {
	movement                  Movement
	opening, new, reactivated exact.Int128
	openers, joiners          changes // of opening customers, and of those who joined
	movedIn, movedOut         exact.Int128
}

// changes sums up what customers paid more, paid less and took away.
type changes struct{ expansion, contraction, churned exact.Int128 }

func (t *tally) window(from, to time.Time, currency string) Window {
	return Window{
		From: from, To: to,
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

			MovedIn:  t.movedIn.Decimal(),
			MovedOut: t.movedOut.Decimal(),

			Currency: currency,
		},
	}
}

// change counts the way from before to after. In the window, the customer has joined
// already when joined is set.
func (t *tally) change(before, after state, joined bool) {
	c, lost := &t.openers, &t.movement.Lost
	if joined {
		c, lost = &t.joiners, &t.movement.LostJoined
	}
	if !after.active {
		c.churned = c.churned.Add(before.mrr)
		*lost++
	} else if more := after.mrr.Sub(before.mrr); more.Sign() > 0 {
		c.expansion = c.expansion.Add(more)
	} else {
		c.contraction = c.contraction.Sub(more)
	}
}

// join counts a customer who joins.
func (t *tally) join(now state, isNew bool) {
	if isNew {
		t.new = t.new.Add(now.mrr)
		t.movement.New++
	} else {
		t.reactivated = t.reactivated.Add(now.mrr)
		t.movement.Reactivated++
	}
}

// replay walks customers through consecutive windows.
type replay struct {
	policy   Policy
	times    []time.Time
	bounds   []int64
	segments int
	tallies  []tally // one for each two neighbouring bounds and each segment
}

// newReplay checks the bounds and places them in time, which is counted by at.
func newReplay(p Policy, bounds []time.Time, at func(time.Time) (int64, error)) (*replay, error) {
	if len(bounds) < 2 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: windows of %d bounds, at least 2 are needed", len(bounds))
	}
	r := &replay{policy: p, segments: 1, tallies: make([]tally, len(bounds)-1)}
	for i, t := range bounds {
		b, err := at(t)
		if err != nil {
			return nil, own(fmt.Sprintf("bound %d", i), err)
		}
		if i > 0 && b < r.bounds[i-1] {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: bound %d, %v, is before bound %d, %v",
				i, t.Format(time.RFC3339Nano), i-1, bounds[i-1].Format(time.RFC3339Nano))
		}
		r.bounds, r.times = append(r.bounds, b), append(r.times, t.Round(0))
	}
	return r, nil
}

// customer counts a customer with the given moments.
func (r *replay) customer(moments []moment) {
	var now state
	i := 0
	for i < len(moments) && moments[i].at < r.bounds[0] {
		now = moments[i].state
		i++
	}
	for w := range len(r.bounds) - 1 {
		if i == len(moments) && !now.active {
			return
		}
		end := i
		for end < len(moments) && moments[end].at < r.bounds[w+1] {
			end++
		}
		tallies := r.tallies[w*r.segments : (w+1)*r.segments]
		if now.active {
			t := &tallies[now.segment]
			t.movement.Opening++
			t.opening = t.opening.Add(now.mrr)
		}
		if r.policy.Gross {
			now = r.gross(tallies, now, moments[i:end], i == 0)
		} else {
			now = r.net(tallies, now, moments[i:end], i == 0)
		}
		i = end
	}
}

// gross counts every change inside a window that opens with a state.
func (r *replay) gross(tallies []tally, now state, inside []moment, unknown bool) state {
	home, joined := now.segment, false
	for _, m := range inside {
		if now.active {
			tallies[home].change(now, m.state, joined)
		} else {
			home, joined = m.segment, true
			tallies[home].join(m.state, unknown || r.policy.ReturnsAreNew)
		}
		unknown = false
		now = m.state
	}
	move(tallies, home, now)
	return now
}

// net counts what became of a customer by the end of a window, and who joined and left in it.
func (r *replay) net(tallies []tally, opening state, inside []moment, unknown bool) state {
	if len(inside) == 0 {
		return opening
	}
	now := inside[len(inside)-1].state
	switch isNew := unknown || r.policy.ReturnsAreNew; {
	case opening.active:
		tallies[opening.segment].change(opening, now, false)
		move(tallies, opening.segment, now)
	case now.active:
		tallies[now.segment].join(now, isNew)
	default: // the moment before the last is the last at which the customer was active
		last := inside[len(inside)-2].state
		tallies[last.segment].join(last, isNew)
		tallies[last.segment].change(last, now, true)
	}
	return now
}

// move takes a customer who is there at the end to the segment of then.
func move(tallies []tally, home uint32, now state) {
	if !now.active || now.segment == home {
		return
	}
	from, to := &tallies[home], &tallies[now.segment]
	from.movement.MovedOut++
	to.movement.MovedIn++
	from.movedOut = from.movedOut.Add(now.mrr)
	to.movedIn = to.movedIn.Add(now.mrr)
}
