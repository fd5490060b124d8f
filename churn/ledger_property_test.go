package churn_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

const customers = 4

func windowsFollowDayByDayReplay(t *rapid.T) {
	policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
	from := rapid.IntRange(0, horizon).Draw(t, "from")
	to := from + rapid.IntRange(1, 15).Draw(t, "days")
	l := churn.NewLedger[int](policy)
	for _, p := range plans {
		if err := l.Add(p.subscription()); err != nil {
			t.Fatal(err)
		}
	}
	w, err := l.Window(day(from), day(to))
	if err != nil {
		t.Fatal(err)
	}
	replayDays(policy, plans, customers, from, to).check(t, w)
}

// A grace bridges gaps, and none is as if there were none.
func windowsWithGrace(t *rapid.T) {
	policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
	grace := rapid.IntRange(0, 6).Draw(t, "grace")
	policy.GraceDays = grace
	from := rapid.IntRange(0, horizon).Draw(t, "from")
	to := from + rapid.IntRange(1, 15).Draw(t, "days")
	w, err := ledgerIn(t, policy, plans).Window(day(from), day(to))
	if err != nil {
		t.Fatal(err)
	}
	replayHeld(policy, customers, from, to, bridged(policy, plans, grace)).check(t, w)
}

func TestWindowsWithGrace(t *testing.T) { rapid.Check(t, windowsWithGrace) }

func ledgerIn(t *rapid.T, policy churn.Policy, plans []plan) *churn.Ledger[int] {
	l := churn.NewLedger[int](policy)
	for _, p := range plans {
		if err := l.Add(p.subscription()); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func TestWindowsFollowDayByDayReplay(t *testing.T) { rapid.Check(t, windowsFollowDayByDayReplay) }

func bridgesBalanceAndChain(t *rapid.T) {
	policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
	l := churn.NewLedger[int](policy)
	for _, p := range plans {
		if err := l.Add(p.subscription()); err != nil {
			t.Fatal(err)
		}
	}
	cuts := rapid.SliceOfN(rapid.IntRange(0, horizon+10), 2, 6).Draw(t, "cuts")
	slices.Sort(cuts)
	var bounds []time.Time
	for _, c := range cuts {
		bounds = append(bounds, day(c))
	}
	windows, err := l.Windows(bounds...)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range windows {
		closing, err := w.Movement.Closing()
		if err != nil {
			t.Fatal(err)
		}
		revenue, err := w.Revenue.Closing()
		if err != nil {
			t.Fatal(err)
		}
		// The closing is the state just before the bound, read in another way.
		customers, mrr, err := l.At(bounds[i+1].Add(-1))
		if err != nil {
			t.Fatal(err)
		}
		if closing != customers || !revenue.Equal(mrr) {
			t.Fatalf("window %d closes with %d customers and %v, at that instant there are %d and %v", i, closing, revenue, customers, mrr)
		}
		if i > 0 {
			continue
		}
		if customers, mrr, err = l.At(bounds[0].Add(-1)); err != nil {
			t.Fatal(err)
		}
		if w.Movement.Opening != customers || !w.Revenue.Opening.Equal(mrr) {
			t.Fatalf("opens with %d customers and %v, want %d and %v", w.Movement.Opening, w.Revenue.Opening, customers, mrr)
		}
	}
	for i := 1; i < len(windows); i++ {
		closing, _ := windows[i-1].Movement.Closing()
		revenue, _ := windows[i-1].Revenue.Closing()
		if next := windows[i]; next.Movement.Opening != closing || !next.Revenue.Opening.Equal(revenue) {
			t.Fatalf("window %d opens with %+v, the one before closes with %d and %v", i, next, closing, revenue)
		}
		one, err := l.Window(bounds[i], bounds[i+1])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, windows[i]); diff != "" {
			t.Fatalf("window %d alone and among others:\n%s", i, diff)
		}
	}
}

func TestBridgesBalanceAndChain(t *testing.T) { rapid.Check(t, bridgesBalanceAndChain) }

func orderAndShardsDoNotMatter(t *rapid.T) {
	policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
	shuffled := rapid.Permutation(plans).Draw(t, "shuffled")
	cut := rapid.IntRange(0, len(plans)).Draw(t, "cut")
	whole, left, right := churn.NewLedger[int](policy), churn.NewLedger[int](policy), churn.NewLedger[int](policy)
	var segments [customers]*churn.Ledger[int]
	for c := range segments {
		segments[c] = churn.NewLedger[int](policy)
	}
	add := func(l *churn.Ledger[int], p plan) {
		if err := l.Add(p.subscription()); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range plans {
		add(whole, p)
		add(segments[p.customer], p)
		if i < cut {
			add(left, shuffled[i])
		} else {
			add(right, shuffled[i])
		}
	}
	if err := left.Merge(right); err != nil {
		t.Fatal(err)
	}
	from, to := day(rapid.IntRange(0, horizon).Draw(t, "from")), day(horizon+10)
	want, err := whole.Window(from, to)
	if err != nil {
		t.Fatal(err)
	}
	got, err := left.Window(from, to)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("shuffled, split and merged:\n%s", diff)
	}
	// Segments by customer: their windows merge to the window of all.
	var sum churn.Window
	for _, s := range segments {
		w, err := s.Window(from, to)
		if err != nil {
			t.Fatal(err)
		}
		if err := sum.Merge(&w); err != nil {
			t.Fatal(err)
		}
	}
	a, err1 := want.MarshalBinary()
	b, err2 := sum.MarshalBinary()
	if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
		t.Fatalf("merged segments have other bytes: %x, want %x, %v, %v", b, a, err1, err2)
	}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Fatalf("merged segments:\n%s", diff)
	}
}

func TestOrderAndShardsDoNotMatter(t *testing.T) { rapid.Check(t, orderAndShardsDoNotMatter) }

// lifetimesFollowTheirDefinition walks each customer from day to day.
func lifetimesFollowTheirDefinition(t *rapid.T) {
	policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
	from := rapid.IntRange(-1, horizon).Draw(t, "from") // -1: nobody is missing
	until := max(0, from) + rapid.IntRange(0, 20).Draw(t, "days")
	l := churn.NewLedger[int](policy)
	for _, p := range plans {
		if err := l.Add(p.subscription()); err != nil {
			t.Fatal(err)
		}
	}
	var want churn.Lifetimes
	for c := range customers {
		joined, left := -1, -1
		for d := range 10 * horizon {
			switch _, active := holds(policy, plans, c, d); {
			case active && joined < 0:
				joined = d
			case !active && joined >= 0 && left < 0:
				left = d
			}
		}
		lost := left >= 0 && left <= until
		if joined < 0 || joined > until || lost && left <= from {
			continue
		}
		one := churn.Lifetime{Time: int64(until - joined), Lost: lost, Entry: int64(max(0, from-joined))}
		if lost {
			one.Time = int64(left - joined)
		}
		if one.Entry > 0 && one.Entry >= one.Time { // seen for no time at all
			continue
		}
		if err := want.Add(one); err != nil {
			t.Fatal(err)
		}
	}
	begin := time.Time{}
	if from >= 0 {
		begin = day(from)
	}
	got, err := l.Lifetimes(begin, day(until), 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := want.KaplanMeier()
	b, errB := got.KaplanMeier()
	if got.N() != want.N() || (errA == nil) != (errB == nil) || !slices.Equal(slices.Collect(a.Steps()), slices.Collect(b.Steps())) {
		t.Fatalf("%d lifetimes %v, want %d %v", got.N(), slices.Collect(b.Steps()), want.N(), slices.Collect(a.Steps()))
	}
}

func TestLifetimesFollowTheirDefinition(t *testing.T) {
	rapid.Check(t, lifetimesFollowTheirDefinition)
}

// Who pays, in which currency and in which segment does not change who is a customer, and
// what is known is known until exactly one instant, whatever the grace.
func currenciesSegmentsAndKnowledge(t *rapid.T) {
	policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
	policy.GraceDays = rapid.IntRange(0, 12).Draw(t, "days of grace")
	whole, currencies, segments := churn.NewLedger[int](policy), churn.NewLedger[int](policy), churn.NewLedger[int](policy)
	ledgers := []*churn.Ledger[int]{whole, currencies, segments}
	for i, p := range plans {
		s := p.subscription()
		if rapid.Bool().Draw(t, "with an ID") {
			s.ID, s.Updated = fmt.Sprint(i), day(300)
		}
		c, g := s, s
		c.Currency = rapid.SampledFrom([]string{"usd", "EUR"}).Draw(t, "currency")
		g.Segment = rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "segment")
		must(t, whole.Add(s), currencies.Add(c), segments.Add(g))
	}
	end, limited := day(horizon), rapid.Bool().Draw(t, "limited")
	if limited {
		until := day(rapid.IntRange(0, horizon).Draw(t, "until"))
		for _, l := range ledgers {
			must(t, l.SetUntil(until))
			known, ok, err := l.Known()
			if must(t, err); !ok || known.After(until) {
				t.Fatalf("known until %v, %v, of %v", known, ok, until)
			}
			if _, err := l.Movements(known, known.Add(1)); !errors.Is(err, cx.ErrNoData) {
				t.Fatalf("past what is known: %v", err)
			}
		}
		var err error
		end, _, err = whole.Known()
		must(t, err)
	}
	bounds := []time.Time{end.AddDate(0, 0, -30), end.AddDate(0, 0, -12), end.AddDate(0, 0, -12), end}
	windows, err1 := whole.Windows(bounds...)
	one, err2 := whole.Movements(bounds...)
	parts, err3 := segments.SegmentWindows(bounds...)
	must(t, err1, err2, err3)
	for i, w := range windows {
		if one[i] != w.Movement {
			t.Fatalf("Movements: %v, want %v", one[i], w.Movement)
		}
		sum, err := parts[i].Total()
		must(t, err)
		got := *sum
		got.Movement.MovedIn, got.Movement.MovedOut, got.Revenue.MovedIn, got.Revenue.MovedOut = 0, 0, decimal.Zero, decimal.Zero
		if !sum.From.IsZero() && (!got.Equal(w) || sum.Movement.MovedIn != sum.Movement.MovedOut || !sum.Revenue.MovedIn.Equal(sum.Revenue.MovedOut)) {
			t.Fatalf("segments: %v, want %v", sum, w)
		}
	}
	over, err := currencies.Movements(bounds...)
	must(t, err)
	for i, m := range over {
		if m != one[i] {
			t.Fatalf("over currencies: %v, want %v", m, one[i])
		}
	}
}

func TestCurrenciesSegmentsAndKnowledge(t *testing.T) { rapid.Check(t, currenciesSegmentsAndKnowledge) }
