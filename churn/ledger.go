package churn

import (
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

// maxSubscriptions is so few that no sum of amounts can wrap.
const maxSubscriptions = 1 << 27

// Ledger collects subscriptions, in any order, and tells how customers and revenue moved. The
// zero Ledger has the default [Policy]. Each record without a [Subscription.ID] counts, even
// if it is added twice.
//
// Methods return [cx.ErrOutOfRange] for times outside the years 1678 to 2261 and for
// discounts that exceed what they reduce, [cx.ErrNoData] for times that are not known
// ([Ledger.SetUntil]), and [cx.ErrMismatch] for revenue in several currencies
// ([Ledger.ByCurrency]).
type Ledger[ID comparable] struct {
	noCopy

	policy  Policy
	limited bool  // until is set
	until   int64 // what happens from here on is not known
	tags    tags
	spans   chains[ID, span] // of records without an ID: what counts under the policy
	named   register[ID]
}

// NewLedger returns an empty ledger. An invalid policy returns [cx.ErrOutOfRange] when the
// ledger is used.
func NewLedger[ID comparable](p Policy) *Ledger[ID] { return &Ledger[ID]{policy: p} }

// Customers returns how many customers have a subscription that counts.
func (l *Ledger[ID]) Customers() (n uint64) {
	if len(l.named.records) == 0 {
		return uint64(len(l.spans.last))
	}
	for range l.customers() {
		n++
	}
	return n
}

// Add records a subscription. Of records with the same ID the one with the latest Updated
// counts, in any order; for equal times see docs/churn-subscriptions.md. More than 2^27
// subscriptions return [cx.ErrOverflow].
func (l *Ledger[ID]) Add(s Subscription[ID]) error {
	if err := l.add(&s); err != nil {
		return own("subscription of "+s.name(), err)
	}
	return nil
}

func (l *Ledger[ID]) add(s *Subscription[ID]) error {
	if err := l.policy.check(); err != nil {
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

// Merge adds the subscriptions of m, and keeps the earlier [Ledger.SetUntil]. Another policy
// returns [cx.ErrMismatch].
func (l *Ledger[ID]) Merge(m *Ledger[ID]) error {
	if m == nil {
		return nil
	}
	if l.policy != m.policy {
		return sentinel.Errorf(cx.ErrMismatch, "churn: merging a ledger with policy %q into one with %q", m.policy.text(), l.policy.text())
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

// Clone returns an independent copy.
func (l *Ledger[ID]) Clone() *Ledger[ID] {
	c := &Ledger[ID]{policy: l.policy, limited: l.limited, until: l.until, spans: *l.spans.clone(), named: l.named.clone()}
	for _, t := range l.tags.list {
		c.tags.of(t)
	}
	return c
}

// Forget removes a customer with all their subscriptions.
func (l *Ledger[ID]) Forget(customer ID) {
	l.spans.forget(customer)
	l.named = l.named.forget(customer, l.policy, &l.tags)
}

// SetUntil says that the records are complete until t, when they were exported. What comes
// later, such as a scheduled end, is then not known, and neither is what follows a departure
// whose [Policy.GraceDays] still run at t.
func (l *Ledger[ID]) SetUntil(t time.Time) error {
	until, err := instant(t)
	if err != nil {
		return own("until", err)
	}
	l.limited, l.until = true, until
	return nil
}

// Known returns until when windows are known, or false without [Ledger.SetUntil].
func (l *Ledger[ID]) Known() (until time.Time, ok bool, err error) {
	if !l.limited {
		return time.Time{}, false, nil
	}
	known := l.until
	if l.policy.GraceDays > 0 {
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
		return sentinel.Errorf(cx.ErrNoData, "churn: what happened until %s is not known: a customer who left at %s may still come back within the grace of %s",
			text(to), text(running), daysText(l.policy.GraceDays))
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
	if err := l.policy.check(); err != nil {
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
		}
	}
	for _, root := range l.named.roots {
		if !l.named.newest(root).withdrawn {
			l.named.spans(root, l.policy, func(s span) { used[s.tag] = true })
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

// At returns how many customers there are at an instant, with those who start then, and their
// MRR.
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

// Window returns how customers and revenue moved from one instant until before another. Ask
// for windows that were over at the export.
func (l *Ledger[ID]) Window(from, to time.Time) (Window, error) {
	windows, err := l.Windows(from, to)
	if err != nil {
		return Window{}, err
	}
	return windows[0], nil
}

// Windows returns the windows between two or more bounds, in order; [BoundsOf] has those of
// periods.
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

// SegmentWindows returns the windows between bounds by [Subscription.Segment]. A customer is
// in the segment in which they pay most. A change of segment is not churn: it is in MovedOut
// and MovedIn.
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

// Movements returns how the customers of all currencies moved between bounds.
func (l *Ledger[ID]) Movements(bounds ...time.Time) ([]Movement, error) {
	r, err := newReplay(l.policy, bounds, instant)
	if err != nil {
		return nil, err
	}
	if err := l.policy.check(); err != nil {
		return nil, own("", err)
	}
	line, all := l.timeline(), newTimeline(Policy{GraceDays: l.policy.GraceDays}, l.end())
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

// ByCurrency returns a ledger for each currency.
func (l *Ledger[ID]) ByCurrency() *cx.By[string, *Ledger[ID]] {
	all := cx.NewBy[string](func() *Ledger[ID] {
		return &Ledger[ID]{policy: l.policy, limited: l.limited, until: l.until}
	})
	push := func(customer ID, s span) {
		t := l.tags.list[s.tag]
		to := all.At(t.currency)
		s.tag = to.tags.of(t)
		to.spans.push(customer, s)
	}
	for customer, spans := range l.spans.each() {
		for s := range spans {
			push(customer, *s)
		}
	}
	for id, root := range l.named.roots {
		newest := l.named.newest(root)
		if newest.withdrawn {
			continue
		}
		customer, currency := l.named.customers[newest.customer], l.tags.list[newest.tag].currency
		versions := slices.DeleteFunc(l.named.versions(root, nil), func(r *record) bool { return r.withdrawn })
		if slices.ContainsFunc(versions, func(r *record) bool { return l.tags.list[r.tag].currency != currency }) {
			l.named.spans(root, l.policy, func(s span) { push(customer, s) })
			continue
		}
		to := all.At(currency)
		for _, r := range versions {
			part := *r
			part.tag = to.tags.of(l.tags.list[r.tag])
			to.named.put(id, part, l.named.customers[r.customer], l.policy, &to.tags)
		}
	}
	return all
}

// ReturnedWithin returns how many departures were followed by a return within so many days,
// up to 100,000, as [Policy.GraceDays] counts them. Departures too recent to tell do not
// count. Near 100 percent within 1 day, the ends are last days: see [Through].
func (l *Ledger[ID]) ReturnedWithin(days int) (estimate.Proportion, error) {
	if days < 0 || days > maxGap {
		return estimate.Proportion{}, sentinel.Errorf(cx.ErrOutOfRange, "churn: returns within %d days, not 0 to %d", days, maxGap)
	}
	gap := gapOf(days)
	var p estimate.Proportion
	line := l.timeline()
	line.grace = 0
	err := l.walk(line, func(_ ID, moments []moment) {
		for i, m := range moments {
			switch {
			case m.active:
			case i+1 < len(moments):
				if uint64(moments[i+1].at)-uint64(m.at) <= gap {
					p.Hits++
				} else {
					p.Misses++
				}
			case line.until == open || uint64(line.until)-uint64(m.at) > gap:
				p.Misses++
			}
		}
	})
	if err != nil {
		return estimate.Proportion{}, err
	}
	return p, nil
}

// Cohorts returns how many customers and how much revenue stay. A cohort is those who first
// became customers in the same period. Age 0 is all of them and what they first paid; age k
// is those who are customers when the k-th period after it closes, and what they pay then.
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
