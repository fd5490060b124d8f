package churn_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var (
	_ estimate.Metric[churn.Customers] = churn.Customers{}
	_ estimate.Metric[churn.Active]    = churn.Active{}

	_ cx.Tally[*churn.Customers]        = (*churn.Customers)(nil)
	_ cx.Tally[*churn.Movement]         = (*churn.Movement)(nil)
	_ cx.Tally[*churn.Revenue]          = (*churn.Revenue)(nil)
	_ cx.Tally[*churn.Window]           = (*churn.Window)(nil)
	_ cx.Tally[*churn.Active]           = (*churn.Active)(nil)
	_ cx.Tally[*churn.Lifetimes]        = (*churn.Lifetimes)(nil)
	_ cx.Tally[*churn.Ledger[int]]      = (*churn.Ledger[int])(nil)
	_ cx.Tally[*churn.Purchases[int]]   = (*churn.Purchases[int])(nil)
	_ cx.Tally[*churn.Activity[string]] = (*churn.Activity[string])(nil)
	_ cx.Tally[*churn.Spending[string]] = (*churn.Spending[string])(nil)
)

// record is one thing that any of the collectors can take.
type record struct {
	customer string
	n        int // a day or a month
	cents    int64
	lost     bool
}

var records = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) record {
	return record{
		customer: rapid.SampledFrom([]string{"ann", "bob", "cem"}).Draw(t, "customer"),
		n:        rapid.IntRange(0, 90).Draw(t, "n"), cents: rapid.Int64Range(-3, 9).Draw(t, "cents"), lost: rapid.Bool().Draw(t, "lost"),
	}
}), 0, 12)

func (r record) lifetime() churn.Lifetime {
	l := churn.Lifetime{Time: int64(r.n), Lost: r.lost}
	if r.cents > 0 && r.n > 0 {
		l.Entry = int64(r.n) * r.cents / 10
	}
	return l
}

// law5 changes a collector, its clone, a source merged into it and itself merged, and sees
// that nobody else has changed.
func law5[T any, P mergeable[T]](t *rapid.T, add func(P, record), before, later []record) {
	of := func(lists ...[]record) P {
		p := P(new(T))
		for _, list := range lists {
			for _, r := range list {
				add(p, r)
			}
		}
		return p
	}
	bytesOf := func(p P) string {
		data, err := p.MarshalBinary()
		must(t, err)
		return string(data)
	}
	same := func(what string, p P, lists ...[]record) {
		if got, want := bytesOf(p), bytesOf(of(lists...)); got != want {
			t.Fatalf("%T, %s: %x, want %x", p, what, got, want)
		}
	}
	p := of(before)
	must(t, p.Merge(nil))
	same("merged with nil", p, before)
	clone := P(p.Clone())
	for _, r := range later {
		add(p, r)
	}
	same("the clone", clone, before)
	same("the original", p, before, later)
	for _, r := range later {
		add(clone, r)
	}
	same("the clone that goes on", clone, before, later)
	same("the original", p, before, later)

	source, target := of(before), of(later)
	must(t, target.Merge(source))
	same("merged", target, before, later)
	for _, r := range later {
		add(target, r)
	}
	same("the source", source, before)
	for _, r := range before {
		add(source, r)
	}
	same("the merged one", target, before, later, later)

	twin := of(before, later)
	other := P(twin.Clone())
	must(t, twin.Merge(twin), other.Merge(of(before, later)))
	if a, b := bytesOf(twin), bytesOf(other); a != b {
		t.Fatalf("%T merged with itself: %x, want %x", twin, a, b)
	}

	text, err := json.Marshal(reflect.ValueOf(p).Elem().Interface())
	if !errors.Is(err, cx.ErrEncoding) {
		t.Fatalf("%T: a copy is written as %s, %v", p, text, err)
	}
}

func addTo[T any](t *rapid.T, add func(*T, record) error) func(*T, record) {
	return func(p *T, r record) { must(t, add(p, r)) }
}

func subscriptionOf(r record) churn.Subscription[string] {
	s := churn.Subscription[string]{Customer: r.customer, Start: day(r.n), MRR: cents(max(0, r.cents)), Currency: "EUR"}
	if r.lost {
		s.End = day(r.n + 7)
	}
	return s
}

func TestNothingIsShared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, later := records.Draw(t, "before"), records.Draw(t, "later")
		law5(t, addTo(t, func(a *churn.Activity[string], r record) error { return a.Add(r.customer, month(r.n)) }), before, later)
		law5(t, addTo(t, func(s *churn.Spending[string], r record) error { return s.Add(r.customer, month(r.n), cents(r.cents)) }), before, later)
		law5(t, addTo(t, func(l *churn.Ledger[string], r record) error { return l.Add(subscriptionOf(r)) }), before, later)
		law5(t, addTo(t, func(p *churn.Purchases[string], r record) error { return p.Add(r.customer, day(r.n)) }), before, later)
		law5(t, addTo(t, func(l *churn.Lifetimes, r record) error { return l.Add(r.lifetime()) }), before, later)
	})
}

// removable is what can take back.
type removable[T any] interface {
	mergeable[T]
	Subtract(*T) error
}

// takesBack adds and removes, merges and subtracts, and compares with what never had it.
func takesBack[T any, P removable[T]](t *rapid.T, add, remove func(P, record) error, kept, gone []record) {
	of := func(list []record) P {
		p := P(new(T))
		for _, r := range list {
			must(t, add(p, r))
		}
		return p
	}
	same := func(what string, got, want P) {
		a, err1 := got.MarshalBinary()
		b, err2 := want.MarshalBinary()
		must(t, err1, err2)
		if !bytes.Equal(a, b) {
			t.Fatalf("%T, %s: %x, want %x", got, what, a, b)
		}
	}
	want := of(kept)
	if len(kept) == 0 && len(gone) > 0 { // the unit stays
		must(t, add(want, gone[0]), remove(want, gone[0]))
	}
	p, merged := of(kept), of(kept)
	for _, r := range gone {
		must(t, add(p, r))
	}
	must(t, merged.Merge(of(gone)), merged.Subtract(of(gone)), merged.Subtract(nil))
	same("subtracted", merged, want)
	for _, i := range rapid.Permutation(indexes(len(gone))).Draw(t, "order") {
		must(t, remove(p, gone[i]))
	}
	same("removed", p, want)
	// What is not there cannot be taken back.
	p = of(kept)
	unknown := record{customer: "nobody", n: 91, cents: 5, lost: true}
	if err := remove(p, unknown); !errors.Is(err, cx.ErrOutOfRange) {
		t.Fatalf("%T: removing what is not there: %v", p, err)
	}
	if err := p.Subtract(of(append([]record{unknown}, kept...))); !errors.Is(err, cx.ErrOutOfRange) {
		t.Fatalf("%T: subtracting what is not there: %v", p, err)
	}
	same("after errors", p, of(kept))
	must(t, p.Subtract(p))
	if len(kept) > 0 {
		must(t, add(p, unknown), remove(p, unknown))
	}
	empty := P(new(T))
	if len(kept) > 0 {
		must(t, add(empty, unknown), remove(empty, unknown))
	}
	same("less itself", p, empty)
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestTakingBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kept, gone := records.Draw(t, "kept"), records.Draw(t, "gone")
		takesBack(t, func(s *churn.Spending[string], r record) error { return s.Add(r.customer, month(r.n), cents(r.cents)) },
			func(s *churn.Spending[string], r record) error {
				return s.Remove(r.customer, month(r.n), cents(r.cents))
			}, kept, gone)
		takesBack(t, func(p *churn.Purchases[string], r record) error { return p.Add(r.customer, day(r.n)) },
			func(p *churn.Purchases[string], r record) error { return p.Remove(r.customer, day(r.n)) }, kept, gone)
		takesBack(t, func(l *churn.Lifetimes, r record) error { return l.Add(r.lifetime()) },
			func(l *churn.Lifetimes, r record) error { return l.Remove(r.lifetime()) }, kept, gone)
	})
}

// forgetful is what can forget a customer.
type forgetful[T any] interface {
	mergeable[T]
	Forget(string)
	Customers() uint64
}

func forgets[T any, P forgetful[T]](t *rapid.T, add func(P, record) error, list []record) {
	p, never := P(new(T)), P(new(T))
	for _, r := range list {
		must(t, add(p, r))
		if r.customer != "ann" {
			must(t, add(never, r))
		}
	}
	if never.Customers() == 0 && len(list) > 0 { // what was adopted stays
		must(t, add(never, list[0]))
		never.Forget(list[0].customer)
	}
	p.Forget("ann")
	p.Forget("nobody")
	a, err1 := p.MarshalBinary()
	b, err2 := never.MarshalBinary()
	must(t, err1, err2)
	if !bytes.Equal(a, b) || strings.Contains(string(a), "ann") || any(p).(interface{ String() string }).String() != any(never).(interface{ String() string }).String() {
		t.Fatalf("%T: forgotten %x, never there %x", p, a, b)
	}
	// Places that came free are taken again.
	for _, r := range list {
		if r.customer == "ann" {
			must(t, add(p, r))
		}
	}
	all := P(new(T))
	for _, r := range list {
		must(t, add(all, r))
	}
	a, err1 = p.MarshalBinary()
	b, err2 = all.MarshalBinary()
	must(t, err1, err2)
	if !bytes.Equal(a, b) {
		t.Fatalf("%T: back again %x, want %x", p, a, b)
	}
}

func TestForget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := records.Draw(t, "records")
		forgets(t, func(a *churn.Activity[string], r record) error { return a.Add(r.customer, month(r.n)) }, list)
		forgets(t, func(s *churn.Spending[string], r record) error { return s.Add(r.customer, month(r.n), cents(r.cents)) }, list)
		forgets(t, func(l *churn.Ledger[string], r record) error { return l.Add(subscriptionOf(r)) }, list)
		forgets(t, func(p *churn.Purchases[string], r record) error { return p.Add(r.customer, day(r.n)) }, list)
	})
}

// A copy of a ledger went out of its memory.
func TestLedgerClone(t *testing.T) {
	l := churn.NewLedger[string](churn.Policy{})
	l2 := l.Clone()
	must(t, l2.Add(churn.Subscription[string]{Customer: "ann", Start: day(0), MRR: dec("5")}))
	for _, tt := range []struct {
		ledger    *churn.Ledger[string]
		customers uint64
	}{{l, 0}, {l2, 1}} {
		if n, _, err := tt.ledger.At(day(1)); err != nil || n != tt.customers {
			t.Errorf("%d customers, %v, want %d", n, err, tt.customers)
		}
	}
}

// What was merged is subtracted again from what is counts and amounts.
func TestSubtractCounts(t *testing.T) {
	count := rapid.Uint64Range(0, 1<<60)
	rapid.Check(t, func(t *rapid.T) {
		c, d := churn.Customers{Kept: count.Draw(t, "kept"), Lost: count.Draw(t, "lost")}, churn.Customers{Kept: count.Draw(t, "kept"), Lost: count.Draw(t, "lost")}
		was := c
		must(t, c.Merge(&d), c.Subtract(&d), c.Merge(nil), c.Subtract(nil))
		if c != was {
			t.Fatalf("%+v, want %+v", c, was)
		}
		m := churn.Movement{Opening: c.Kept, New: c.Lost, Reactivated: d.Kept, Lost: d.Lost, LostJoined: 7}
		n := churn.Movement{Opening: d.Lost, New: d.Kept, Reactivated: c.Lost, Lost: c.Kept, LostJoined: 9}
		wasM := m
		must(t, m.Merge(&n), m.Subtract(&n), m.Merge(nil), m.Subtract(nil))
		if m != wasM {
			t.Fatalf("%+v, want %+v", m, wasM)
		}
		r, s := revenues.Draw(t, "revenue"), revenues.Draw(t, "another")
		wasR := r
		must(t, r.Merge(&s), r.Subtract(&s), r.Merge(nil), r.Subtract(nil))
		a, err1 := r.MarshalBinary()
		b, err2 := wasR.MarshalBinary()
		if must(t, err1, err2); !r.Equal(wasR) || !bytes.Equal(a, b) {
			t.Fatalf("%v, want %v", r, wasR)
		}
		w, v := churn.Window{Movement: m, Revenue: r}, churn.Window{Movement: n, Revenue: s}
		wasW := w
		must(t, w.Merge(&v), w.Subtract(&v), w.Merge(nil), w.Subtract(nil))
		if !w.Equal(wasW) {
			t.Fatalf("%v, want %v", w, wasW)
		}
		must(t, w.Merge(&w), w.Subtract(&wasW))
		if !w.Equal(wasW) {
			t.Fatalf("twice less once: %v, want %v", w, wasW)
		}
	})
	c := churn.Customers{Kept: 3, Lost: 1}
	for _, d := range []churn.Customers{{Kept: 4}, {Lost: 2}} {
		if err := c.Subtract(&d); !errors.Is(err, cx.ErrOutOfRange) || c != (churn.Customers{Kept: 3, Lost: 1}) {
			t.Errorf("less %+v: %v, %v", d, c, err)
		}
	}
	for _, n := range []churn.Movement{{Opening: 1001}, {New: 51}, {Reactivated: 6}, {Lost: 31}, {LostJoined: 3}} {
		m, w := someMovement, churn.Window{Movement: someMovement, Revenue: someRevenue}
		err1, err2 := m.Subtract(&n), w.Subtract(&churn.Window{Movement: n})
		if !errors.Is(err1, cx.ErrOutOfRange) || !errors.Is(err2, cx.ErrOutOfRange) || m != someMovement || w.Movement != someMovement {
			t.Errorf("less %+v: %v, %v", n, err1, err2)
		}
	}
	for _, tt := range []struct {
		less churn.Revenue
		want error
	}{
		{churn.Revenue{New: dec("50.26"), Currency: "EUR"}, cx.ErrOutOfRange}, {churn.Revenue{New: dec("1"), Currency: "USD"}, cx.ErrMismatch},
		{churn.Revenue{Opening: dec("1000"), Currency: "EUR"}, cx.ErrOutOfRange}, // 35.5 would have been lost of 10
		{churn.Revenue{Opening: dec("-1"), Currency: "EUR"}, cx.ErrOutOfRange}, {churn.Revenue{}, nil},
	} {
		r := someRevenue
		w := churn.Window{Movement: someMovement, Revenue: someRevenue}
		err1, err2 := r.Subtract(&tt.less), w.Subtract(&churn.Window{Movement: churn.Movement{New: 1}, Revenue: tt.less})
		if !errors.Is(err1, tt.want) || !errors.Is(err2, tt.want) || !r.Equal(someRevenue) || tt.want != nil && w.Movement != someMovement {
			t.Errorf("less %v: %v, %v", tt.less, err1, err2)
		}
	}
}

func TestRevenueEqual(t *testing.T) {
	a, b := churn.Revenue{Opening: dec("1.50"), Currency: "EUR"}, churn.Revenue{Opening: dec("1.5"), Currency: "EUR"}
	if !a.Equal(b) || !(churn.Window{Revenue: a}).Equal(churn.Window{Revenue: b}) {
		t.Error("1.50 is not 1.5")
	}
	if b.Currency = "USD"; a.Equal(b) {
		t.Error("euros are dollars")
	}
	if b = (churn.Revenue{Opening: dec("1.5"), ChurnedJoined: dec("0.01"), Currency: "EUR"}); a.Equal(b) {
		t.Error("a cent is nothing")
	}
	hostile := churn.Revenue{Opening: decimal.New(1, 1<<30)}
	same := hostile
	if !hostile.Equal(same) || hostile.Equal(a) || hostile.Equal(churn.Revenue{Opening: decimal.New(1, -1<<30)}) {
		t.Error("hostile decimals")
	}
	// In time: the one is not made as long as the other.
	if reflect.TypeFor[churn.Revenue]().Comparable() || reflect.TypeFor[churn.Window]().Comparable() {
		t.Error("amounts compare with ==")
	}
}

// Periods of another unit are refused, by every reader and by merging.
func TestOneUnit(t *testing.T) {
	week, err := period.Week.Of(day(0))
	must(t, err)
	var a, byWeek churn.Activity[string]
	var s, spentByWeek churn.Spending[string]
	must(t, a.Add("ann", month(1)), s.Add("ann", month(1), dec("5")), byWeek.Add("bob", week), spentByWeek.Add("bob", week, dec("5")))
	table, err1 := a.Bounded(month(1), month(2))
	revenue, err2 := s.Cohorts(month(1), month(2))
	must(t, err1, err2)
	_, err3 := a.Bounded(week, week)
	_, err4 := a.Rolling(month(1), week)
	_, err5 := a.Movements(week, week)
	_, err6 := a.Active(week, month(1))
	_, err7 := s.Cohorts(week, week)
	_, err8 := table.Size(week)
	_, err9 := table.Retention(week, 0)
	_, err10 := revenue.Revenue(week, 0)
	for i, err := range []error{
		a.Add("ann", week), s.Add("ann", week, dec("1")), s.Remove("ann", week, dec("5")), a.Merge(&byWeek), s.Merge(&spentByWeek), s.Subtract(&spentByWeek),
		err3, err4, err5, err6, err7, err8, err9, err10,
	} {
		if !errors.Is(err, cx.ErrMismatch) || !strings.HasPrefix(err.Error(), "churn: ") || strings.Contains(err.Error(), "mismatch") {
			t.Errorf("error %d: %v, want a mismatch", i, err)
		}
	}
	none := period.Period{}
	for i, err := range []error{a.Add("ann", none), s.Add("ann", none, dec("1")), new(churn.Activity[string]).Add("ann", none)} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("zero period %d: %v, want out of range", i, err)
		}
	}
	if first, last := a.Periods(); first != month(1) || last != month(1) || a.Customers() != 1 || s.Customers() != 1 {
		t.Errorf("after errors %v to %v, %d and %d customers", first, last, a.Customers(), s.Customers())
	}
	if first, last := new(churn.Spending[int]).Periods(); first != none || last != none {
		t.Errorf("nothing is from %v to %v", first, last)
	}
	if first, last := table.Periods(); first != month(1) || last != month(2) {
		t.Errorf("table from %v to %v", first, last)
	}
	if first, last := (churn.RevenueTable{}).Periods(); first != none || last != none {
		t.Errorf("zero table from %v to %v", first, last)
	}
	// Of nothing the unit may be any, and what is merged brings its own.
	var empty churn.Activity[string]
	if moved, err := empty.Movements(week, week); err != nil || len(moved) != 1 || moved[0] != (churn.Movement{}) {
		t.Errorf("movements of nothing: %v, %v", moved, err)
	}
	must(t, empty.Merge(&byWeek))
	if err := empty.Add("ann", month(1)); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("a month among weeks that were merged: %v", err)
	}
}

// Errors say what was wrong, once, in the words of this package.
func TestErrorTexts(t *testing.T) {
	var a churn.Activity[string]
	var s churn.Spending[string]
	must(t, a.Add("ann", month(1)), s.Add("ann", month(1), dec("5")))
	year, err := period.Year.Of(day(0))
	must(t, err)
	table, err := a.Bounded(month(1), month(3))
	must(t, err)
	curve := curveOf(t, six)
	second := func(_ any, err error) error { return err }
	for _, tt := range []struct {
		err  error
		text string
	}{
		{a.Add("ann", year), "churn: activity: 2024 is of the unit year, the periods before it are of the unit month"},
		{a.Add("ann", period.Period{}), "churn: activity: the zero Period is no period"},
		{a.Add("ann", month(5000)), "churn: activity: 2024-01 to 2440-08 would be more than 4096 periods"},
		{second(a.Bounded(month(3), month(1))), "churn: cohorts: the last period, 2024-01, is before the first, 2024-03"},
		{second(table.Size(month(4))), "churn: cohort 2024-04 is not in the table, which has 2024-01 to 2024-03"},
		{second(table.Retention(month(3), 1)), "churn: cohort 2024-03 has not reached age 1 in the table"},
		{second(table.RetentionAt(-1)), "churn: age -1 is negative"},
		{s.Remove("ann", month(1), dec("4")), `churn: all payments of customer "ann" in 2024-01 come to 5, not to 4 as those to be removed`},
		{s.Remove("bob", month(1), dec("4")), `churn: customer "bob" has not as many payments in 2024-01 as are to be removed`},
		{s.Add("ann", month(1), dec("1e12")), `churn: payment of customer "ann": 1000000000000 is not an amount below 10^12 with at most 18 decimal places`},
		{second(churn.Customers{}.Score()), "churn: no customers at the start: the churn rate is undefined"},
		{second(churn.Customers{Kept: 1}.Compare(churn.Customers{}, 0.95)), "churn: no customers at the start: the churn rate of the second is undefined"},
		{second(churn.Movement{Opening: 3, Lost: 4}.OpeningCustomers()), "churn: 4 lost of 3 opening customers"},
		{second(curve.Quantile(90)), "churn: survival curve: the quantile 90 is not a share between 0 and 1: 90 percent is 0.9"},
		{second(curve.Survival(51)), "churn: survival curve: the time 51 is beyond 50, the last one observed"},
		{second(churn.Compound(estimate.RateOfPercent(dec("101")), 12)), "churn: a rate of 101 percent is not -1000 to 100"},
		{second(churn.PerPeriod(estimate.RateOfShare(dec("3")), 12)), "churn: a rate of 300 percent is not -1000 to 100"},
		{new(churn.Purchases[int]).Remove(7, day(0)), `churn: customer "7" has no purchase on 2024-01-01`},
		{new(churn.Policy).UnmarshalText([]byte("net")), `churn: policy: "net" is no choice`},
		{new(churn.Lifetimes).Add(churn.Lifetime{Time: -1}), "churn: lifetime: the time -1 is negative"},
	} {
		if tt.err == nil || tt.err.Error() != tt.text {
			t.Errorf("got  %v\nwant %s", tt.err, tt.text)
		}
	}
	level := second(churn.Customers{Kept: 1}.Interval(95))
	if !errors.Is(level, cx.ErrOutOfRange) || !strings.HasPrefix(level.Error(), "churn: ") || strings.Contains(level.Error(), "estimate: ") {
		t.Errorf("level 95: %v", level)
	}
}

// The churn rate as one metric of all: Wilson and Newcombe of the proportion.
func TestCustomersAreAMetric(t *testing.T) {
	june, may := churn.Customers{Kept: 188, Lost: 12}, churn.Customers{Kept: 190, Lost: 3}
	score, err1 := june.Score()
	i, err2 := june.Interval(0.95)
	d, err3 := june.Compare(may, 0.95)
	e, err4 := june.StdErr()
	wilson, err5 := june.Churn().Wilson(0.95)
	newcombe, err6 := june.Churn().Compare(may.Churn(), 0.95)
	must(t, err1, err2, err3, err4, err5, err6)
	if score.String() != "6" || i != wilson || d != newcombe || !near(e, 100*math.Sqrt(0.06*0.94/200)) || d.Sign() != 1 {
		t.Errorf("%v, %v, %v, %v", score, i, d, e)
	}
}

// A lifetime of more nanoseconds than there are in 63 bits was negative.
func TestLedgerLifetimesDoNotWrap(t *testing.T) {
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, end := range []time.Time{{}, at(2019)} {
		l := churn.NewLedger[string](churn.Policy{})
		must(t, l.Add(churn.Subscription[string]{Customer: "ann", Start: at(1700), End: end, MRR: dec("1")}))
		for _, from := range []time.Time{{}, at(1710)} {
			if got, err := l.Lifetimes(from, at(2020), 1); !errors.Is(err, cx.ErrOverflow) {
				t.Errorf("from %v: %v, %v, want overflow", from, got, err)
			}
		}
		if got, err := l.Lifetimes(at(1710), at(2020), time.Hour); err != nil || got.N() != 1 {
			t.Errorf("in hours: %v, %v", got, err)
		}
		if got, err := l.Lifetimes(at(1710), at(1900), 1); err != nil || got.N() != 1 {
			t.Errorf("until 1900: %v, %v", got, err)
		}
	}
}

// A table of 4096 days takes memory for what is in it: it took 67 MB for nothing.
func TestTableOfNothing(t *testing.T) {
	var a churn.Activity[string]
	var s churn.Spending[string]
	must(t, a.Add("ann", periodOf(t, period.Day, 5)), s.Add("ann", periodOf(t, period.Day, 5), dec("1")))
	first, last := periodOf(t, period.Day, 0), periodOf(t, period.Day, maxPeriods-1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	bounded, err1 := a.Bounded(first, last)
	rolling, err2 := a.Rolling(first, last)
	revenue, err3 := s.Cohorts(first, last)
	runtime.ReadMemStats(&after)
	must(t, err1, err2, err3)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("%d bytes", took)
	}
	cohort := periodOf(t, period.Day, 5)
	p, err1 := bounded.Retention(cohort, 4090)
	q, err2 := rolling.RetentionAt(1)
	r, err3 := revenue.Revenue(cohort, 4090)
	must(t, err1, err2, err3)
	if p != (estimate.Proportion{Misses: 1}) || q != p || !r.IsZero() {
		t.Errorf("%v, %v, %v", p, q, r)
	}
}

// Writing changes nothing, so that two may write at once: the race detector watches.
func TestConcurrentWriting(t *testing.T) {
	activity, spending := collectors(t)
	ledger, lifetimes := subscriptions(t, churn.Policy{Gross: true}, "ann", "bob"), someLifetimes(t)
	var purchases churn.Purchases[string]
	must(t, purchases.Add("ann", day(0)))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for _, v := range []interface {
				json.Marshaler
				MarshalBinary() ([]byte, error)
			}{activity, spending, ledger, lifetimes, &purchases} {
				_, err1 := v.MarshalJSON()
				_, err2 := v.MarshalBinary()
				if err := errors.Join(err1, err2); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

func TestRates(t *testing.T) {
	// 100 * (1 - 1.25^12) = -1355.19...: growth beyond what a rate may be given as.
	year, err := churn.Compound(estimate.RateOfPercent(dec("-25")), 12)
	if err != nil || year.Percent().StringFixed(2) != "-1355.19" {
		t.Errorf("%v, %v", year, err)
	}
	if _, err := churn.Compound(year, 2); !errors.Is(err, cx.ErrOutOfRange) {
		t.Error(err)
	}
}

// Only what can be left is left: the sum of the only payment, and a magnitude that the
// sums do not exceed.
func TestSpendingRemoveRefuses(t *testing.T) {
	s := spendingOf(t, []payment{{0, 1, 300}, {0, 1, -100}, {0, 2, 50}})
	before, err := s.MarshalBinary()
	must(t, err)
	for _, p := range []payment{{0, 1, 250}, {0, 1, 500}, {0, 2, 51}, {0, 3, 50}, {1, 1, 300}} {
		err := s.Remove(p.customer, month(p.period), cents(p.cents))
		after, err2 := s.MarshalBinary()
		if must(t, err2); !errors.Is(err, cx.ErrOutOfRange) || !bytes.Equal(before, after) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	must(t, s.Remove(0, month(1), cents(300)), s.Remove(0, month(1), cents(-100)))
	if first, last := s.Periods(); first != month(2) || last != month(2) {
		t.Errorf("left %v to %v", first, last)
	}
	must(t, s.Remove(0, month(2), dec("0.5")))
	if first, _ := s.Periods(); !first.IsZero() || s.Customers() != 0 {
		t.Errorf("left %v", s)
	}
	must(t, s.Add(0, month(5000), dec("1"))) // there is room again
}
