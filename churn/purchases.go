package churn

import (
	"iter"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/internal/ids"
	"github.com/cxmetrics/cx/internal/sentinel"
)

// Inactivity says after how many days without a purchase, 1 to 10^6, a customer counts as
// lost. The zero value is invalid.
type Inactivity struct{ days int }

// LostAt counts a customer as lost on the given day after the last purchase: with 90, day 89
// is the last active one. "After 90 days" is LostAt(91).
func LostAt(days int) Inactivity { return Inactivity{days: days} }

const maxDays = 1_000_000

func (i Inactivity) check() error {
	if i.days < 1 || i.days > maxDays {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: lost at day %d without a purchase, not 1 to %d", i.days, maxDays)
	}
	return nil
}

// Purchases collects the days on which customers bought, for a business whose customers leave
// without saying so. The day is that of the time in its own zone; years are 1 to 9999, and
// the zero time is refused. More than 2^31-1 records return [cx.ErrOverflow].
type Purchases[ID comparable] struct {
	noCopy

	days    chains[ID, int32]
	refunds chains[ID, int32]
}

// dayOf returns the days from 1970-01-01 to the calendar day of t in its zone.
func dayOf(t time.Time) (int64, error) {
	if y := t.Year(); y < 1 || y > 9999 {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "the time %v is not in the years 1 to 9999", t.UTC().Format(time.RFC3339))
	}
	_, offset := t.Zone()
	const day = 24 * 60 * 60
	s := t.Unix() + int64(offset)
	return (s - (s%day+day)%day) / day, nil
}

// dateOf writes the calendar day that is so many days from 1970-01-01.
func dateOf(day int64) string { return time.Unix(day*24*60*60, 0).UTC().Format(time.DateOnly) }

// Add records a purchase.
func (p *Purchases[ID]) Add(customer ID, at time.Time) error {
	day, err := checkPurchase(customer, at)
	if err != nil {
		return err
	}
	if err := p.room(1); err != nil {
		return err
	}
	p.days.push(customer, day)
	return nil
}

// AddRefund records that a whole order was paid back: the customer's last purchase until then
// that no other refund takes back.
func (p *Purchases[ID]) AddRefund(customer ID, at time.Time) error {
	day, err := checkPurchase(customer, at)
	if err != nil {
		return err
	}
	if err := p.room(1); err != nil {
		return err
	}
	p.refunds.push(customer, day)
	return nil
}

func checkPurchase[ID comparable](customer ID, at time.Time) (int32, error) {
	if err := ids.Check(customer); err != nil {
		return 0, own("purchase", err)
	}
	if at.IsZero() {
		return 0, sentinel.Errorf(cx.ErrOutOfRange, "churn: purchase of %s: no time", customerOf(customer))
	}
	day, err := dayOf(at)
	if err != nil {
		return 0, own("purchase of "+customerOf(customer), err)
	}
	return int32(day), nil
}

// Remove takes back a purchase of that day.
func (p *Purchases[ID]) Remove(customer ID, at time.Time) error {
	day, err := checkPurchase(customer, at)
	if err != nil {
		return err
	}
	if !p.days.remove(customer, func(d *int32) bool { return *d == day }) {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %s has no purchase on %s", customerOf(customer), dateOf(int64(day)))
	}
	return nil
}

// RemoveRefund takes back a refund of that day.
func (p *Purchases[ID]) RemoveRefund(customer ID, at time.Time) error {
	day, err := checkPurchase(customer, at)
	if err != nil {
		return err
	}
	if !p.refunds.remove(customer, func(d *int32) bool { return *d == day }) {
		return sentinel.Errorf(cx.ErrOutOfRange, "churn: %s has no refund on %s", customerOf(customer), dateOf(int64(day)))
	}
	return nil
}

// Forget removes a customer with all their purchases.
func (p *Purchases[ID]) Forget(customer ID) {
	p.days.forget(customer)
	p.refunds.forget(customer)
}

// Clone returns an independent copy.
func (p *Purchases[ID]) Clone() *Purchases[ID] {
	return &Purchases[ID]{days: *p.days.clone(), refunds: *p.refunds.clone()}
}

// Merge adds the purchases and refunds of q.
func (p *Purchases[ID]) Merge(q *Purchases[ID]) error {
	if q == nil {
		return nil
	}
	if err := p.room(q.n()); err != nil {
		return err
	}
	p.days.merge(&q.days, func(*int32) {})
	p.refunds.merge(&q.refunds, func(*int32) {})
	return nil
}

// Subtract takes back the purchases and refunds of q.
func (p *Purchases[ID]) Subtract(q *Purchases[ID]) error {
	if q == nil {
		return nil
	}
	if err := hasDays("purchases", &p.days, &q.days); err != nil {
		return err
	}
	if err := hasDays("refunds", &p.refunds, &q.refunds); err != nil {
		return err
	}
	if p == q {
		*p = Purchases[ID]{}
		return nil
	}
	removeDays(&p.days, &q.days)
	removeDays(&p.refunds, &q.refunds)
	return nil
}

// hasDays refuses days that are not there to be removed.
func hasDays[ID comparable](what string, from, gone *chains[ID, int32]) error {
	var all, less []int32
	for customer, days := range gone.each() {
		all, less = sorted(all[:0], from.of(customer), math.MaxInt32), sorted(less[:0], days, math.MaxInt32)
		for _, day := range less {
			i, found := slices.BinarySearch(all, day)
			if !found {
				return sentinel.Errorf(cx.ErrOutOfRange, "churn: %s has not as many %s on %s as are to be removed", customerOf(customer), what, dateOf(int64(day)))
			}
			all = all[i+1:] // those before are not asked for again
		}
	}
	return nil
}

func removeDays[ID comparable](from, gone *chains[ID, int32]) {
	for customer, days := range gone.each() {
		for day := range days {
			from.remove(customer, func(d *int32) bool { return *d == *day })
		}
	}
}

// n returns how many purchases and refunds there are.
func (p *Purchases[ID]) n() int { return p.days.n + p.refunds.n }

func (p *Purchases[ID]) room(more int) error {
	if n := p.n(); more > math.MaxInt32-n {
		return sentinel.Errorf(cx.ErrOverflow, "churn: %d more than %d purchases and refunds pass 2^31-1", more, n)
	}
	return nil
}

// Customers returns how many customers have a purchase that was not refunded.
func (p *Purchases[ID]) Customers() (n uint64) {
	if p.refunds.n == 0 {
		return uint64(len(p.days.last))
	}
	for range p.each(math.MaxInt32) {
		n++
	}
	return n
}

// RepeatByOrder returns the share of customers with two or more purchases.
func (p *Purchases[ID]) RepeatByOrder() estimate.Proportion {
	return p.share(func(days []int32) bool { return len(days) > 1 })
}

// RepeatByDay returns the share of customers who bought on two or more days.
func (p *Purchases[ID]) RepeatByDay() estimate.Proportion {
	return p.share(func(days []int32) bool { return days[0] != days[len(days)-1] })
}

func (p *Purchases[ID]) share(repeats func(days []int32) bool) estimate.Proportion {
	var share estimate.Proportion
	for _, days := range p.each(math.MaxInt32) {
		if repeats(days) {
			share.Hits++
		} else {
			share.Misses++
		}
	}
	return share
}

// DaysBetweenOrders returns the days from each purchase of a customer to the next, 0 on the
// same day.
func (p *Purchases[ID]) DaysBetweenOrders() (estimate.Sample, error) { return p.gaps(0) }

// DaysBetweenDays returns the days from each day on which a customer bought to the next.
func (p *Purchases[ID]) DaysBetweenDays() (estimate.Sample, error) { return p.gaps(1) }

func (p *Purchases[ID]) gaps(least int32) (estimate.Sample, error) {
	var s estimate.Sample
	for _, days := range p.each(math.MaxInt32) {
		for i := 1; i < len(days); i++ {
			if gap := days[i] - days[i-1]; gap >= least {
				if err := s.Add(int64(gap)); err != nil {
					return estimate.Sample{}, err
				}
			}
		}
	}
	return s, nil
}

// RecencyFrequency sums up what a customer bought until a day (Fader, Hardie and Lee 2005).
type RecencyFrequency struct {
	Frequency int `json:"frequency"` // days with a purchase after the first one
	Recency   int `json:"recency"`   // days from the first purchase to the last
	Age       int `json:"age"`       // days from the first purchase to that day, T in the literature
}

// RecencyFrequencies returns those of all customers with purchases by then, in no order.
func (p *Purchases[ID]) RecencyFrequencies(until time.Time) (iter.Seq2[ID, RecencyFrequency], error) {
	day, err := dayOf(until)
	if err != nil {
		return nil, own("", err)
	}
	return func(yield func(ID, RecencyFrequency) bool) {
		for customer, days := range p.each(day) {
			if !yield(customer, recencyOf(days, day)) {
				return
			}
		}
	}, nil
}

func recencyOf(days []int32, until int64) RecencyFrequency {
	first, last := days[0], days[len(days)-1]
	h := RecencyFrequency{Recency: int(last - first), Age: int(until - int64(first))}
	for i := 1; i < len(days); i++ {
		if days[i] != days[i-1] {
			h.Frequency++
		}
	}
	return h
}

// Standing splits all who ever bought into those who are customers and those who are lost.
type Standing struct {
	Active   uint64 `json:"active"`   // bought recently, and were never lost before
	Returned uint64 `json:"returned"` // bought recently, but had been lost before
	Lost     uint64 `json:"lost"`     // have bought nothing for too long
}

// Share returns the share of the lost. For a period see [Purchases.Movements].
func (s Standing) Share() estimate.Proportion {
	return estimate.Proportion{Hits: s.Lost, Misses: s.Active + s.Returned}
}

// Standing returns how customers stand on a day.
func (p *Purchases[ID]) Standing(rule Inactivity, at time.Time) (Standing, error) {
	if err := rule.check(); err != nil {
		return Standing{}, err
	}
	day, err := dayOf(at)
	if err != nil {
		return Standing{}, own("", err)
	}
	var s Standing
	for _, days := range p.each(day) {
		lapsed := false
		for i := 1; i < len(days); i++ {
			lapsed = lapsed || int(days[i]-days[i-1]) > rule.days
		}
		switch {
		case day-int64(days[len(days)-1]) >= int64(rule.days):
			s.Lost++
		case lapsed:
			s.Returned++
		default:
			s.Active++
		}
	}
	return s, nil
}

// Movements returns how the active customers changed between the days of two or more bounds,
// in order. A customer is lost on the day that the rule says.
func (p *Purchases[ID]) Movements(rule Inactivity, bounds ...time.Time) ([]Movement, error) {
	if err := rule.check(); err != nil {
		return nil, err
	}
	r, err := newReplay(Policy{}, bounds, dayOf)
	if err != nil {
		return nil, err
	}
	var steps []step
	line := newTimeline(Policy{}, open)
	for _, days := range p.each(r.bounds[len(bounds)-1] - 1) {
		steps = steps[:0]
		for _, day := range days {
			at := int64(day)
			steps = append(steps, step{at: at, spans: 1}, step{at: at + int64(rule.days), spans: -1})
		}
		moments, err := line.of(steps)
		if err != nil {
			return nil, own("", err) // there is no discount
		}
		r.customer(moments)
	}
	movements := make([]Movement, len(r.tallies))
	for i := range movements {
		movements[i] = r.tallies[i].movement
	}
	return movements, nil
}

// kept returns the days without those of purchases that were refunded until a day.
func (p *Purchases[ID]) kept(customer ID, days []int32, until int64) []int32 {
	if p.refunds.n == 0 {
		return days
	}
	kept, i := days[:0], 0
	for _, refund := range sorted(nil, p.refunds.of(customer), until) {
		for ; i < len(days) && days[i] <= refund; i++ {
			kept = append(kept, days[i])
		}
		kept = kept[:max(0, len(kept)-1)]
	}
	return append(kept, days[i:]...)
}

// each yields the days of each customer who bought by the given day, in order,
// until then, without what was refunded by then. The slice is only good until the next one.
func (p *Purchases[ID]) each(until int64) iter.Seq2[ID, []int32] {
	return func(yield func(ID, []int32) bool) {
		var days []int32
		for customer, all := range p.days.each() {
			if days = p.kept(customer, sorted(days[:0], all, until), until); len(days) > 0 && !yield(customer, days) {
				return
			}
		}
	}
}

// sorted appends the days until a day to days, in order.
func sorted(days []int32, all iter.Seq[*int32], until int64) []int32 {
	for day := range all {
		if int64(*day) <= until {
			days = append(days, *day)
		}
	}
	slices.Sort(days)
	return days
}
