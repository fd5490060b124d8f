package churn

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/sentinel"
	"github.com/cxmetrics/cx/period"
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
// Records with a [Subscription.ID] can be corrected, added again and merged from exports
// that overlap: the newest of an ID counts, whatever the order. Each record without an ID
// counts: added twice it is one customer with twice the revenue.
//
// It holds 48 bytes per subscription without an ID and one map entry per customer, and 64
// bytes and one map entry for the ID more with one; of both there are at most 2^27. A
// Ledger must not be changed by two goroutines at once: give each its own and
// [Ledger.Merge]. Reading changes nothing. A Ledger holds memory: do not copy it, use
// [Ledger.Clone].
//
// A ledger takes several currencies, but amounts in two do not add up: what reads revenue
// then returns [cx.ErrMismatch]. [Ledger.ByCurrency] makes a ledger of each, and
// [Ledger.Movements] counts the customers over all.
//
// A subscription with an ID is removed by a record that is Withdrawn; one without an ID
// cannot be removed. A customer can, with all subscriptions, by [Ledger.Forget].
type Ledger[ID comparable] struct {
	noCopy

	policy  Policy
	limited bool  // until is set
	until   int64 // what happens from here on is not known
	tags    tags
	spans   chains[ID, span] // of records without an ID: what counts under the policy
	named   register[ID]
}

// NewLedger returns an empty ledger with a policy. If its Grace is negative, [Ledger.Add]
// and what reads windows return [cx.ErrOutOfRange].
func NewLedger[ID comparable](p Policy) *Ledger[ID] { return &Ledger[ID]{policy: p} }

// CollectSubscriptions adds a sequence of subscriptions to a new ledger. The
// first invalid one ends it with the error of [Ledger.Add], which then names its
// index too.
func CollectSubscriptions[ID comparable](p Policy, subscriptions iter.Seq[Subscription[ID]]) (*Ledger[ID], error) {
	l := NewLedger[ID](p)
	i := 0
	for s := range subscriptions {
		if err := l.add(&s); err != nil {
			return nil, own(fmt.Sprintf("subscription %d, of %s", i, s.name()), err)
		}
		i++
	}
	return l, nil
}

// Policy returns the policy of the ledger.
func (l *Ledger[ID]) Policy() Policy { return l.policy }

// Customers returns how many customers the ledger knows: those with at least one
// subscription that counts under its policy. It reads the whole ledger where subscriptions
// have IDs.
func (l *Ledger[ID]) Customers() (n uint64) {
	if len(l.named.records) == 0 {
		return uint64(len(l.spans.last))
	}
	for range l.customers() {
		n++
	}
	return n
}

// Add records a subscription. One that ends where it starts, and one that the
// policy ignores, changes nothing but must still be valid.
//
// Of the records with the same ID the one with the latest [Subscription.Updated] counts,
// in whatever order they come, also if it moves the subscription to another customer or
// withdraws it. Of records with the same time one that is withdrawn counts, else one that
// has an End. Between the rest decide, in this order, the later End, Start and TrialEnd, the
// higher MRR, a trial before none, and the greater text of currency, segment and customer.
// An ID is one span at one price: a change of price is another ID, or
// see [Policy.Snapshots]. [Subscription.Replaces] is the same rule for two records.
//
// An invalid subscription leaves the ledger as it was, and the error names its ID, or its
// customer and start: [cx.ErrOutOfRange] for an end or a trial end before the start, for
// times outside the years 1678 to 2261, for an MRR outside its bounds and for a snapshot
// without Updated, and [cx.ErrOverflow] for more than 2^27 subscriptions.
func (l *Ledger[ID]) Add(s Subscription[ID]) error {
	if err := l.add(&s); err != nil {
		return own("subscription of "+s.name(), err)
	}
	return nil
}

func (l *Ledger[ID]) add(s *Subscription[ID]) error {
	if err := l.policy.checkGrace(); err != nil {
		return err
	}
	if l.n()+2 > maxSubscriptions {
		return sentinel.Errorf(cx.ErrOverflow, "more than %d subscriptions", maxSubscriptions)
	}
	r, err := s.record(l.policy)
	switch {
	case err != nil:
		return err
	case r.withdrawn:
		var none ID
		l.named.put(s.ID, r, none, l.policy, &l.tags)
	case s.ID != "":
		r.tag = l.tags.of(s.tag())
		l.named.put(s.ID, r, s.Customer, l.policy, &l.tags)
	default:
		r.spans(l.policy, func(part span) {
			part.tag = l.tags.of(s.tag())
			l.spans.push(s.Customer, part)
		})
	}
	return nil
}

// n returns how many records there are.
func (l *Ledger[ID]) n() int { return l.spans.n + len(l.named.records) }

// Merge adds the subscriptions of m, as if they had been recorded in l. Of the instants of
// [Ledger.SetUntil] the earlier one stays: after merging a later export of all
// subscriptions, set its own. It leaves l as it was on an error:
// [cx.ErrMismatch] for another policy, [cx.ErrOverflow] for more than 2^27 subscriptions
// together. Merging nil changes nothing.
func (l *Ledger[ID]) Merge(m *Ledger[ID]) error {
	if m == nil {
		return nil
	}
	if l.policy != m.policy {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging a ledger with policy %q into one with %q", m.policy.String(), l.policy.String())
	}
	if n, more := l.n(), m.n(); n+more > maxSubscriptions && n+m.spans.n+l.named.added(&m.named, l.policy) > maxSubscriptions {
		return sentinel.Errorf(cx.ErrOverflow, "churn: merging %d subscriptions into %d, more than %d together", more, n, maxSubscriptions)
	}
	if m.limited && (!l.limited || m.until < l.until) {
		l.limited, l.until = true, m.until
	}
	number := make([]uint32, len(m.tags.list))
	for i, t := range m.tags.list {
		number[i] = l.tags.of(t)
	}
	l.spans.merge(&m.spans, func(s *span) { s.tag = number[s.tag] })
	l.named.absorb(&m.named, number, l.policy, &l.tags)
	return nil
}

// Clone returns a copy that shares nothing with l.
func (l *Ledger[ID]) Clone() *Ledger[ID] {
	c := &Ledger[ID]{policy: l.policy, limited: l.limited, until: l.until, spans: *l.spans.clone(), named: l.named.clone()}
	for _, t := range l.tags.list {
		c.tags.of(t)
	}
	return c
}

// Forget removes a customer with all their subscriptions, as if they had never been
// recorded. Older records, that these had replaced, do not come back. It reads the whole
// ledger where subscriptions have IDs.
func (l *Ledger[ID]) Forget(customer ID) {
	l.spans.forget(customer)
	l.named = l.named.forget(customer, l.policy, &l.tags)
}

// SetUntil says that the records are complete until before the instant t, at which they
// were exported. What lies later, such as an end that is scheduled, is then no knowledge:
// windows and cohorts that end after t return [cx.ErrNoData], and so they do where a
// customer left in them, or before, whose [Policy.Grace] is not over at t. By default a
// ledger takes its records as complete for good. A time outside the years 1678
// to 2261 returns [cx.ErrOutOfRange].
func (l *Ledger[ID]) SetUntil(t time.Time) error {
	until, err := instant(t)
	if err != nil {
		return own("until", err)
	}
	l.limited, l.until = true, until
	return nil
}

// Known returns the instant until which windows are known: that of [Ledger.SetUntil], or
// where a [Policy.Grace] was still running then, the earliest end it follows. Without
// SetUntil it returns false.
func (l *Ledger[ID]) Known() (until time.Time, ok bool, err error) {
	if !l.limited {
		return time.Time{}, false, nil
	}
	known := l.until
	if l.policy.Grace > 0 {
		line := l.timeline()
		if err := l.walk(line, func(ID, []moment) {}); err != nil {
			return time.Time{}, false, err
		}
		known = min(known, line.running)
	}
	return time.Unix(0, known).UTC(), true, nil
}

// end returns the instant from which on nothing is known, open for none.
func (l *Ledger[ID]) end() int64 {
	if l.limited {
		return l.until
	}
	return open
}

func (l *Ledger[ID]) timeline() *timeline { return newTimeline(l.policy, l.end()) }

// checkKnown refuses to tell what happened until before an instant that is not known.
func (l *Ledger[ID]) checkKnown(to, running int64) error {
	text := func(at int64) string { return time.Unix(0, at).UTC().Format(time.RFC3339Nano) }
	switch {
	case to > l.end():
		return sentinel.Errorf(cx.ErrNoData, "churn: what happened until %s is not known: the records are complete until %s", text(to), text(l.until))
	case to > running:
		return sentinel.Errorf(cx.ErrNoData, "churn: what happened until %s is not known: a customer who left at %s may still come back within the grace of %v",
			text(to), text(running), l.policy.Grace)
	}
	return nil
}

// customers yields each customer with steps. The slice is only good until the next one.
func (l *Ledger[ID]) customers() iter.Seq2[ID, []step] {
	return func(yield func(ID, []step) bool) {
		first, next := l.named.byCustomer()
		var steps []step
		take := func(s span) { steps = appendSteps(steps, s) }
		named := func(i int32) {
			for root := first[i]; root > 0; root = next[root-1] {
				l.named.spans(root-1, l.policy, take)
			}
		}
		for customer, spans := range l.spans.each() {
			steps = steps[:0]
			for s := range spans {
				steps = appendSteps(steps, *s)
			}
			if len(first) > 0 {
				if i, ok := l.named.numbers[customer]; ok {
					named(i)
				}
			}
			if !yield(customer, steps) {
				return
			}
		}
		for i, customer := range l.named.customers {
			if first[i] == 0 {
				continue
			}
			if len(l.spans.last) > 0 {
				if _, ok := l.spans.last[customer]; ok {
					continue
				}
			}
			steps = steps[:0]
			if named(int32(i)); len(steps) > 0 && !yield(customer, steps) {
				return
			}
		}
	}
}

// walk calls take for every customer who ever was one. Of the errors of several customers
// it returns the first by text.
func (l *Ledger[ID]) walk(line *timeline, take func(ID, []moment)) error {
	if err := l.policy.checkGrace(); err != nil {
		return own("", err)
	}
	var first error
	for customer, steps := range l.customers() {
		moments, err := line.of(steps)
		if err != nil {
			if err = customerError(customer, err); first == nil || err.Error() < first.Error() {
				first = err
			}
		} else if first == nil && len(moments) > 0 {
			take(customer, moments)
		}
	}
	return first
}

// used reports for each tag whether a subscription that counts has it, or, for what is
// written, one that is kept since a later record may make it count.
func (l *Ledger[ID]) used(kept bool) []bool {
	used := make([]bool, len(l.tags.list))
	for _, spans := range l.spans.each() {
		for s := range spans {
			used[s.tag] = true
		}
	}
	for i := range l.named.records {
		if r := &l.named.records[i]; !r.withdrawn {
			used[r.tag] = used[r.tag] || kept
			r.spans(l.policy, func(s span) { used[s.tag] = true })
		}
	}
	return used
}

// currency returns the one currency of all records.
func (l *Ledger[ID]) currency() (string, error) {
	currency, found := "", false
	used := []bool{true}
	if len(l.tags.list) > 1 {
		used = l.used(false)
	}
	for i, t := range l.tags.list {
		if used[i] && found && t.currency != currency {
			a, b := min(t.currency, currency), max(t.currency, currency)
			return "", sentinel.Errorf(cx.ErrMismatch, "churn: subscriptions in %.40q and in %.40q do not add up: see Ledger.ByCurrency", a, b)
		}
		if used[i] {
			currency, found = t.currency, true
		}
	}
	return currency, nil
}

// At returns the customers active at an instant and their MRR. A subscription is
// active from its start until before its end. A time outside the years 1678 to
// 2261 returns [cx.ErrOutOfRange], one that is not known (see [Ledger.SetUntil])
// [cx.ErrNoData], subscriptions in several currencies [cx.ErrMismatch], and discounts that
// are more than what they reduce [cx.ErrOutOfRange].
func (l *Ledger[ID]) At(t time.Time) (customers uint64, mrr decimal.Decimal, err error) {
	now, err := instant(t)
	if err != nil {
		return 0, decimal.Decimal{}, own("", err)
	}
	if _, err := l.currency(); err != nil {
		return 0, decimal.Decimal{}, err
	}
	var sum exact.Int128
	line := l.timeline()
	err = l.walk(line, func(_ ID, moments []moment) {
		var at state
		for _, m := range moments {
			if m.at > now {
				break
			}
			at = m.state
		}
		if at.active {
			customers++
			sum = sum.Add(at.mrr)
		}
	})
	if err == nil {
		err = l.checkKnown(now, line.running)
	}
	if err != nil {
		return 0, decimal.Decimal{}, err
	}
	return customers, sum.Decimal(), nil
}

// Window returns how customers and revenue moved from the instant from until
// before the instant to. What happens at from belongs to the window, what happens
// at to belongs to the next one: a subscription that ends at midnight is churn of
// the day that begins there. The two are instants: the first of a month begins at
// another one in another zone. A ledger does not know until when its records are
// complete unless [Ledger.SetUntil] says so: ask for windows that were over when the records
// were taken. No time at all is a window without movements. Its errors are those of
// [Ledger.Windows].
func (l *Ledger[ID]) Window(from, to time.Time) (Window, error) {
	windows, err := l.Windows(from, to)
	if err != nil {
		return Window{}, err
	}
	return windows[0], nil
}

// Windows returns the windows between consecutive bounds, each as
// [Ledger.Window] does, in one pass over the ledger: 13 firsts of months give the
// 12 months, see [Ledger.PeriodWindows]. Fewer than two bounds, one before its
// predecessor, times outside the years 1678 to 2261 and discounts that are more than what
// they reduce return [cx.ErrOutOfRange], subscriptions in several currencies
// [cx.ErrMismatch], and windows that are not known (see [Ledger.SetUntil]) [cx.ErrNoData].
func (l *Ledger[ID]) Windows(bounds ...time.Time) ([]Window, error) {
	currency, err := l.currency()
	if err != nil {
		return nil, err
	}
	r, err := l.replay(bounds, nil)
	if err != nil {
		return nil, err
	}
	windows := make([]Window, len(r.tallies))
	for i := range windows {
		windows[i] = r.tallies[i].window(r.times[i], r.times[i+1], currency)
	}
	return windows, nil
}

// PeriodWindows returns the windows of the periods first to last in a zone: by month, by
// quarter. Its errors are those of [BoundsOf] and [Ledger.Windows].
func (l *Ledger[ID]) PeriodWindows(zone *time.Location, first, last period.Period) ([]Window, error) {
	bounds, err := BoundsOf(zone, first, last)
	if err != nil {
		return nil, err
	}
	return l.Windows(bounds...)
}

// SegmentWindows returns the windows between consecutive bounds by [Subscription.Segment],
// in which a change of segment is no churn. A customer is at each instant in one segment:
// that in which they pay most, of several the first by text. All that happens to a customer
// in a window counts in the segment where they were when it opened. Who joined inside it
// counts where they are last, and under [Policy.Gross] where they joined.
// Who is in another one when it closes is MovedOut of the one and MovedIn to the other,
// with what they pay then. So the windows of all segments merge to that of [Ledger.Windows],
// but for MovedIn and MovedOut, which are equal in the sum. Each segment of the ledger is in
// every By. Its errors are those of [Ledger.Windows].
func (l *Ledger[ID]) SegmentWindows(bounds ...time.Time) ([]*cx.By[string, *Window], error) {
	currency, err := l.currency()
	if err != nil {
		return nil, err
	}
	parts := newSegments(l.tags.list)
	r, err := l.replay(bounds, parts)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(parts.names))
	for i, u := range l.used(false) {
		used[parts.of[i]] = used[parts.of[i]] || u
	}
	all := make([]*cx.By[string, *Window], len(bounds)-1)
	for i := range all {
		all[i] = cx.NewBy[string](cx.New[Window])
		for k, name := range parts.names {
			if used[k] {
				*all[i].At(name) = r.tallies[i*r.segments+k].window(r.times[i], r.times[i+1], currency)
			}
		}
	}
	return all, nil
}

// replay counts the windows, by segment where there are parts.
func (l *Ledger[ID]) replay(bounds []time.Time, parts *segments) (*replay, error) {
	r, err := newReplay(l.policy, bounds, instant)
	if err != nil {
		return nil, err
	}
	line := l.timeline()
	if line.segments = parts; parts != nil {
		r.segments = max(1, len(parts.names))
		r.tallies = make([]tally, r.segments*(len(bounds)-1))
	}
	if err := l.walk(line, func(_ ID, moments []moment) { r.customer(moments) }); err != nil {
		return nil, err
	}
	return r, l.checkKnown(r.bounds[len(bounds)-1], line.running)
}

// Movements returns how the customers moved in the windows between consecutive bounds, over
// all currencies: who ends in one and goes on in another was not lost. In one currency they
// are those of [Ledger.Windows]. Its errors are those of [Ledger.Windows], but for several
// currencies.
func (l *Ledger[ID]) Movements(bounds ...time.Time) ([]Movement, error) {
	r, err := newReplay(l.policy, bounds, instant)
	if err != nil {
		return nil, err
	}
	if err := l.policy.checkGrace(); err != nil {
		return nil, own("", err)
	}
	line, all := l.timeline(), newTimeline(Policy{Grace: l.policy.Grace}, l.end())
	line.grace, line.running = 0, open
	parts := make(map[string][]step)
	var there []step
	var first error
	for customer, steps := range l.customers() {
		clear(parts)
		for _, s := range steps {
			currency := l.tags.list[s.tag].currency
			parts[currency] = append(parts[currency], s)
		}
		there = there[:0]
		for _, steps := range parts {
			moments, err := line.of(steps)
			if err != nil {
				if err = customerError(customer, err); first == nil || err.Error() < first.Error() {
					first = err
				}
				continue
			}
			active := false
			for _, m := range moments {
				if m.active != active {
					active = m.active
					there = append(there, step{at: m.at, spans: 2*btoi(active) - 1})
				}
			}
		}
		moments, err := all.of(there)
		if err != nil {
			return nil, err
		}
		r.customer(moments)
	}
	if first == nil {
		first = l.checkKnown(r.bounds[len(bounds)-1], all.running)
	}
	if first != nil {
		return nil, first
	}
	movements := make([]Movement, len(r.tallies))
	for i := range movements {
		movements[i] = r.tallies[i].movement
	}
	return movements, nil
}

func btoi(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// ByCurrency returns a ledger of each currency, with the policy of l. Records of an ID that
// is withdrawn are in none.
func (l *Ledger[ID]) ByCurrency() *cx.By[string, *Ledger[ID]] {
	all := cx.NewBy[string](func() *Ledger[ID] {
		return &Ledger[ID]{policy: l.policy, limited: l.limited, until: l.until}
	})
	for customer, spans := range l.spans.each() {
		for s := range spans {
			t := l.tags.list[s.tag]
			to, part := all.At(t.currency), *s
			part.tag = to.tags.of(t)
			to.spans.push(customer, part)
		}
	}
	for id, root := range l.named.roots {
		newest := l.named.newest(root)
		if newest.withdrawn {
			continue
		}
		to := all.At(l.tags.list[newest.tag].currency)
		for _, r := range l.named.versions(root, nil) {
			if r.withdrawn {
				continue
			}
			part, t := *r, l.tags.list[r.tag]
			part.tag = to.tags.of(t)
			to.named.put(id, part, l.named.customers[r.customer], l.policy, &to.tags)
		}
	}
	return all
}

// ReturnedWithin returns how many of the times that a customer left they were back after so
// long, or sooner, whatever the grace of the policy. Where it is near 100 percent within a
// day (25 hours, where the clock is changed), the ends of the subscriptions are last days:
// see [Through]. Ends after which nobody can have come back yet, see [Ledger.SetUntil], are in neither count. A negative time
// returns [cx.ErrOutOfRange], and so do discounts that are more than what they reduce.
func (l *Ledger[ID]) ReturnedWithin(gap time.Duration) (estimate.Proportion, error) {
	if gap < 0 {
		return estimate.Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: returns within %v, a negative time", gap)
	}
	var p estimate.Proportion
	line := l.timeline()
	line.grace = 0
	err := l.walk(line, func(_ ID, moments []moment) {
		for i, m := range moments {
			switch {
			case m.active:
			case i+1 < len(moments):
				if uint64(moments[i+1].at)-uint64(m.at) <= uint64(gap) {
					p.Hits++
				} else {
					p.Misses++
				}
			case line.until == open || uint64(line.until)-uint64(m.at) > uint64(gap):
				p.Misses++
			}
		}
	})
	if err != nil {
		return estimate.Proportion{}, err
	}
	return p, nil
}

// Cohorts returns how many customers and how much revenue stay, by the period of the zone in
// which a customer first was one, under the policy of the ledger. Age 0 is all customers of
// the cohort, also those who left within it, and what they paid at first; age k is who is a
// customer when the k-th period after it closes, and what they pay then. Customers from
// before the first period are in no cohort. Its errors are those of [BoundsOf] and
// [Ledger.Windows], and [cx.ErrOverflow] for a revenue that is not below 10^18.
func (l *Ledger[ID]) Cohorts(zone *time.Location, first, last period.Period) (CohortTable, RevenueTable, error) {
	customers, revenue, err := l.cohorts(zone, first, last)
	if err != nil {
		return CohortTable{}, RevenueTable{}, err
	}
	return customers, revenue, nil
}

func (l *Ledger[ID]) cohorts(zone *time.Location, first, last period.Period) (customers CohortTable, revenue RevenueTable, err error) {
	times, err := BoundsOf(zone, first, last)
	if err != nil {
		return customers, revenue, err
	}
	r, err := newReplay(l.policy, times, instant)
	if err != nil {
		return customers, revenue, err
	}
	currency, err := l.currency()
	if err != nil {
		return customers, revenue, err
	}
	n := len(times) - 1
	customers = CohortTable{rule: ruleClosing, first: first, rows: make([]cohort, n)}
	revenue = RevenueTable{rule: ruleClosing, currency: currency, first: first, rows: make([]revenueCohort, n)}
	line := l.timeline()
	err = l.walk(line, func(_ ID, moments []moment) {
		k, found := slices.BinarySearch(r.bounds, moments[0].at)
		if !found {
			k--
		}
		for found && k+1 < n && r.bounds[k+1] == moments[0].at {
			k++ // past periods of no time
		}
		if k < 0 || k >= n {
			return
		}
		active, paid := &customers.rows[k].active, &revenue.rows[k].paid
		*active.cell(0)++
		*paid.cell(0) = paid.at(0).Add(moments[0].mrr)
		revenue.rows[k].size++
		i := 0
		for age := 1; k+age < n; age++ {
			for i+1 < len(moments) && moments[i+1].at < r.bounds[k+age+1] {
				i++
			}
			if now := moments[i]; now.active {
				*active.cell(age)++
				*paid.cell(age) = paid.at(age).Add(now.mrr)
			} else if i+1 == len(moments) {
				return
			}
		}
	})
	if err == nil {
		err = l.checkKnown(r.bounds[n], line.running)
	}
	for i := range n {
		customers.rows[i].active.trim()
		paid := &revenue.rows[i].paid
		paid.trim()
		for _, sum := range *paid {
			if sum.Sub(maxTurnover).Sign() >= 0 && err == nil {
				err = sentinel.Errorf(cx.ErrOverflow, "churn: cohort %v pays %v, not below 10^18", at(first.Unit(), first.Index()+i), sum.Decimal())
			}
		}
	}
	return customers, revenue, err
}
