package churn

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/shopspring/decimal"
)

// maxSubscriptions is how many subscriptions a [Ledger] holds at most: so many
// that no sum of their amounts can wrap.
const maxSubscriptions = 1 << 27

// Ledger collects subscriptions, in any order, and tells how customers and
// revenue moved in any window of time. The zero value is empty, with the default
// [Policy], and ready to use. Customers are any comparable type; an ID of
// interface type must hold values fit for a map key.
//
// It holds 40 bytes per subscription, of which there are at most 2^27, and one map entry
// per customer. A
// Ledger must not be changed by two goroutines at once: give each its own and
// [Ledger.Merge]. Reading changes nothing. A Ledger holds memory: do not copy it, use
// [Ledger.Clone].
//
// Single subscriptions cannot be removed: what is not written any more is in a ledger that
// is collected anew. A customer can, with all subscriptions, by [Ledger.Forget].
type Ledger[ID comparable] struct {
	noCopy

	policy   Policy
	currency string
	seen     bool // a subscription was added, so that currency stands
	spans    chains[ID, span]
}

// span is a subscription that counts under the policy.
type span struct {
	start, end int64 // start < end
	mrr        exact.Int128
}

// NewLedger returns an empty ledger with a policy. One with [Policy.Gross] also
// fills the fields of a window that are 0 otherwise: [Movement.LostJoined],
// [Revenue.ExpansionJoined], [Revenue.ContractionJoined] and [Revenue.ChurnedJoined].
func NewLedger[ID comparable](p Policy) *Ledger[ID] { return &Ledger[ID]{policy: p} }

// CollectSubscriptions adds a sequence of subscriptions to a new ledger. The
// first invalid one ends it with the error of [Ledger.Add], which then names its
// index too.
func CollectSubscriptions[ID comparable](p Policy, subscriptions iter.Seq[Subscription[ID]]) (*Ledger[ID], error) {
	l := NewLedger[ID](p)
	i := 0
	for s := range subscriptions {
		if err := l.add(s); err != nil {
			return nil, own(fmt.Sprintf("subscription %d, of %s", i, s.name()), err)
		}
		i++
	}
	return l, nil
}

// Policy returns the policy of the ledger.
func (l *Ledger[ID]) Policy() Policy { return l.policy }

// Customers returns how many customers the ledger knows: those with at least one
// subscription that counts under its policy.
func (l *Ledger[ID]) Customers() uint64 { return uint64(len(l.spans.last)) }

// Add records a subscription. One that ends where it starts, and one that the
// policy ignores, changes nothing but must still be valid. An invalid one leaves
// the ledger as it was, and the error names its customer and start: [cx.ErrOutOfRange]
// for an end before the start, for times
// outside the years 1678 to 2261 and for an MRR outside its bounds,
// [cx.ErrMismatch] for another currency than the subscriptions before it, and
// [cx.ErrOverflow] for more than 2^27 subscriptions.
func (l *Ledger[ID]) Add(s Subscription[ID]) error {
	if err := l.add(s); err != nil {
		return own("subscription of "+s.name(), err)
	}
	return nil
}

func (l *Ledger[ID]) add(s Subscription[ID]) error {
	if err := ids.Check(s.Customer); err != nil {
		return err
	}
	start, end, err := s.span(l.policy)
	if err != nil {
		return err
	}
	mrr, err := s.amount()
	if err != nil {
		return err
	}
	if l.seen && s.Currency != l.currency {
		return sentinel.Errorf(cx.ErrMismatch, "the currency %.40q among subscriptions in %.40q", s.Currency, l.currency)
	}
	if l.spans.n == maxSubscriptions {
		return sentinel.Errorf(cx.ErrOverflow, "more than %d subscriptions", maxSubscriptions)
	}
	l.seen, l.currency = true, s.Currency
	if start == end || s.Trial && !l.policy.CountTrials || mrr.Sign() == 0 && l.policy.IgnoreFree {
		return nil
	}
	l.spans.push(s.Customer, span{start: start, end: end, mrr: mrr})
	return nil
}

// Merge adds the subscriptions of m, as if they had been recorded in l. It
// leaves l as it was on an error: [cx.ErrMismatch] for another policy or currency,
// [cx.ErrOverflow] for more than 2^27 subscriptions together. Merging nil changes nothing.
func (l *Ledger[ID]) Merge(m *Ledger[ID]) error {
	if m == nil {
		return nil
	}
	if l.policy != m.policy {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging a ledger with policy %q into one with %q", m.policy.String(), l.policy.String())
	}
	if !m.seen {
		return nil
	}
	if l.seen && l.currency != m.currency {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging a ledger in %.40q into one in %.40q", m.currency, l.currency)
	}
	if n, more := l.spans.n, m.spans.n; n+more > maxSubscriptions {
		return sentinel.Errorf(cx.ErrOverflow, "churn: merging %d subscriptions into %d, more than %d together", more, n, maxSubscriptions)
	}
	l.seen, l.currency = true, m.currency
	l.spans.merge(&m.spans)
	return nil
}

// Clone returns a copy that shares nothing with l.
func (l *Ledger[ID]) Clone() *Ledger[ID] {
	return &Ledger[ID]{policy: l.policy, currency: l.currency, seen: l.seen, spans: *l.spans.clone()}
}

// Forget removes a customer with all their subscriptions, as if they had never been
// recorded; the currency stays.
func (l *Ledger[ID]) Forget(customer ID) { l.spans.forget(customer) }

// At returns the customers active at an instant and their MRR. A subscription is
// active from its start until before its end. A time outside the years 1678 to
// 2261 returns [cx.ErrOutOfRange].
func (l *Ledger[ID]) At(t time.Time) (customers uint64, mrr decimal.Decimal, err error) {
	now, err := instant(t)
	if err != nil {
		return 0, decimal.Decimal{}, own("", err)
	}
	var sum exact.Int128
	for _, spans := range l.spans.each() {
		active := false
		for s := range spans {
			if s.start <= now && now < s.end {
				active = true
				sum = sum.Add(s.mrr)
			}
		}
		if active {
			customers++
		}
	}
	return customers, sum.Decimal(), nil
}

// Window returns how customers and revenue moved from the instant from until
// before the instant to. What happens at from belongs to the window, what happens
// at to belongs to the next one: a subscription that ends at midnight is churn of
// the day that begins there. The two are instants: the first of a month begins at
// another one in another zone. A ledger does not know until when its records are
// complete: a window past the last of them reports that nobody left, and one that
// is not over what happened so far. Ask for windows that were over when the records
// were taken. No time at all is a window without movements; to before from, and
// times outside the years 1678 to 2261, return [cx.ErrOutOfRange].
func (l *Ledger[ID]) Window(from, to time.Time) (Window, error) {
	windows, err := l.Windows(from, to)
	if err != nil {
		return Window{}, err
	}
	return windows[0], nil
}

// Windows returns the windows between consecutive bounds, each as
// [Ledger.Window] does, in one pass over the ledger: 13 firsts of months give the
// 12 months. Fewer than two bounds, or one before its predecessor, return
// [cx.ErrOutOfRange].
func (l *Ledger[ID]) Windows(bounds ...time.Time) ([]Window, error) {
	r, err := newReplay(l.policy, bounds, instant)
	if err != nil {
		return nil, err
	}
	var steps []step
	for _, spans := range l.spans.each() {
		steps = steps[:0]
		for s := range spans {
			steps = append(steps, step{at: s.start, mrr: s.mrr, spans: 1})
			if s.end != open {
				steps = append(steps, step{at: s.end, mrr: exact.Int128{}.Sub(s.mrr), spans: -1})
			}
		}
		r.customer(steps)
	}
	windows := make([]Window, len(r.tallies))
	for i := range windows {
		windows[i] = r.tallies[i].window(l.currency)
	}
	return windows, nil
}

// Lifetimes returns how long customers stay, for a survival curve: from the first
// instant as a customer, to the first instant without an active subscription or,
// where they are still there by then, to the instant until, in whole units of
// time. Who comes back later starts no second life. A departure counts at the
// unit that it completes or breaks off (after 12 days and an hour: at 13), a
// customer still there at the last whole unit. Choose as until the instant at which
// the records were taken: past it customers would seem to stay who may have left.
//
// When the records hold only those who were customers at the instant from or
// later, say so: whoever began before it enters at the age of that instant (left
// truncation), and a departure before it is left out. The zero time means that
// nobody is missing.
//
// A unit below a nanosecond, until before from and times outside the years 1678
// to 2261 return [cx.ErrOutOfRange]. A lifetime of more than 2^63-1 units, as of 300 years
// in nanoseconds, returns [cx.ErrOverflow].
func (l *Ledger[ID]) Lifetimes(from, until time.Time, unit time.Duration) (*Lifetimes, error) {
	if unit < 1 {
		return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: lifetimes in units of %v, shorter than a nanosecond", unit)
	}
	end, err := instant(until)
	if err != nil {
		return nil, own("until", err)
	}
	begin := int64(math.MinInt64)
	if !from.IsZero() {
		if begin, err = instant(from); err != nil {
			return nil, own("from", err)
		}
		if end < begin {
			return nil, sentinel.Errorf(cx.ErrOutOfRange, "churn: until %v before from %v",
				until.Format(time.RFC3339Nano), from.Format(time.RFC3339Nano))
		}
	}
	all := new(Lifetimes)
	var stays []span
	for customer, spans := range l.spans.each() {
		stays = stays[:0]
		for s := range spans {
			stays = append(stays, *s)
		}
		t, ok := lifetime(stays, begin, end, int64(unit))
		if t.Time < 0 {
			return nil, sentinel.Errorf(cx.ErrOverflow, "churn: %s stayed for more than 2^63-1 units of %v: take a longer unit", customerOf(customer), unit)
		}
		if ok {
			if err := all.Add(t); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// lifetime returns the first stay of a customer as far as it is seen from begin
// to end, if it is.
func lifetime(spans []span, begin, end, unit int64) (Lifetime, bool) {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	joined, left := spans[0].start, spans[0].end
	for _, s := range spans[1:] {
		if s.start > left {
			break
		}
		left = max(left, s.end)
	}
	t := Lifetime{Lost: left <= end}
	if t.Lost {
		t.Time = units(joined, left, unit)
		if age := uint64(left) - uint64(joined); age%uint64(unit) != 0 {
			t.Time++ // which may wrap to a negative number, too
		}
	} else {
		t.Time = units(joined, end, unit)
	}
	if joined < begin {
		t.Entry = units(joined, begin, unit)
	}
	if joined > end || left <= begin {
		return Lifetime{}, false
	}
	return t, t.Entry == 0 || t.Entry < t.Time
}

// units returns how many whole units lie between two instants, whose distance may
// be more than an int64 holds; if the units are too, it returns a negative number.
func units(from, to, unit int64) int64 {
	return int64((uint64(to) - uint64(from)) / uint64(unit))
}
