package churn_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// none marks an open end or a missing cancellation in a plan.
const none = -1

func TestWindow(t *testing.T) {
	const basic, pro = 1000, 2500 // cents
	type window struct{ from, to int }
	for _, tc := range []struct {
		name   string
		policy churn.Policy
		plans  []plan
		window window
		want   counted
	}{
		{"a customer who starts at the first instant is new, not opening", churn.Policy{},
			[]plan{{0, 10, none, none, basic, false}}, window{10, 20},
			counted{joined: 1, newC: basic}},
		{"one who starts at the end belongs to the next window", churn.Policy{},
			[]plan{{0, 20, none, none, basic, false}}, window{10, 20},
			counted{}},
		{"an end at the window's end is churn of the next window", churn.Policy{},
			[]plan{{0, 0, 20, none, basic, false}}, window{10, 20},
			counted{opening: 1, openingC: basic}},
		{"an end at midnight is churn of the day that begins", churn.Policy{},
			[]plan{{0, 0, 20, none, basic, false}}, window{20, 21},
			counted{opening: 1, lost: 1, openingC: basic, lostC: basic}},
		{"a plan change at one instant is expansion", churn.Policy{Gross: true},
			[]plan{{0, 0, 15, none, basic, false}, {0, 15, none, none, pro, false}}, window{10, 20},
			counted{opening: 1, openingC: basic, expansionC: pro - basic}},
		{"overlapping spans are one customer", churn.Policy{Gross: true},
			[]plan{{0, 0, 15, none, basic, false}, {0, 12, none, none, pro, false}}, window{10, 20},
			counted{opening: 1, openingC: basic, expansionC: pro, contrC: basic}},
		{"the same nets to one expansion", churn.Policy{},
			[]plan{{0, 0, 15, none, basic, false}, {0, 12, none, none, pro, false}}, window{10, 20},
			counted{opening: 1, openingC: basic, expansionC: pro - basic}},
		{"a gap inside the window nets to kept", churn.Policy{},
			[]plan{{0, 0, 12, none, pro, false}, {0, 14, none, none, basic, false}}, window{10, 20},
			counted{opening: 1, openingC: pro, contrC: pro - basic}},
		{"a gap inside the window is a loss and a reactivation where gross", churn.Policy{Gross: true},
			[]plan{{0, 0, 12, none, pro, false}, {0, 14, none, none, basic, false}}, window{10, 20},
			counted{opening: 1, lost: 1, reactivated: 1, openingC: pro, lostC: pro, reactivatedC: basic}},
		{"who leaves twice is lost once among the opening customers", churn.Policy{Gross: true},
			[]plan{{0, 0, 12, none, pro, false}, {0, 14, 16, none, basic, false}}, window{10, 20},
			counted{opening: 1, lost: 1, reactivated: 1, lostJoined: 1, openingC: pro, lostC: pro, reactivatedC: basic, lostJoinedC: basic}},
		{"in and out inside the window is joined and lost, with what was paid last", churn.Policy{},
			[]plan{{0, 12, 14, none, pro, false}, {0, 14, 15, none, basic, false}}, window{10, 20},
			counted{joined: 1, lostJoined: 1, newC: basic, lostJoinedC: basic}},
		{"in and out inside the window where gross", churn.Policy{Gross: true},
			[]plan{{0, 12, 14, none, pro, false}}, window{10, 20},
			counted{joined: 1, lostJoined: 1, newC: pro, lostJoinedC: pro}},
		{"back after years is reactivated", churn.Policy{},
			[]plan{{0, 0, 1, none, pro, false}, {0, 1000, none, none, basic, false}}, window{1000, 1001},
			counted{reactivated: 1, reactivatedC: basic}},
		{"or new, by policy", churn.Policy{ReturnsAreNew: true},
			[]plan{{0, 0, 1, none, pro, false}, {0, 1000, none, none, basic, false}}, window{1000, 1001},
			counted{joined: 1, newC: basic}},
		{"notice is ignored until the end", churn.Policy{},
			[]plan{{0, 0, 30, 12, basic, false}}, window{10, 20},
			counted{opening: 1, openingC: basic}},
		{"or ends the subscription, by policy", churn.Policy{EndAtCancellation: true},
			[]plan{{0, 0, 30, 12, basic, false}}, window{10, 20},
			counted{opening: 1, lost: 1, openingC: basic, lostC: basic}},
		{"notice after the end changes nothing", churn.Policy{EndAtCancellation: true},
			[]plan{{0, 0, 12, 15, basic, false}}, window{12, 13},
			counted{opening: 1, lost: 1, openingC: basic, lostC: basic}},
		{"notice before the start: never a customer", churn.Policy{EndAtCancellation: true},
			[]plan{{0, 12, none, 11, basic, false}}, window{10, 20},
			counted{}},
		{"a trial that converts is new when it pays", churn.Policy{},
			[]plan{{0, 5, 15, none, 0, true}, {0, 15, none, none, basic, false}}, window{10, 20},
			counted{joined: 1, newC: basic}},
		{"or expansion of a customer, by policy", churn.Policy{CountTrials: true},
			[]plan{{0, 5, 15, none, 0, true}, {0, 15, none, none, basic, false}}, window{10, 20},
			counted{opening: 1, expansionC: basic}},
		{"a move to the free plan is contraction", churn.Policy{},
			[]plan{{0, 0, 15, none, basic, false}, {0, 15, none, none, 0, false}}, window{10, 20},
			counted{opening: 1, openingC: basic, contrC: basic}},
		{"or churn, by policy", churn.Policy{IgnoreFree: true},
			[]plan{{0, 0, 15, none, basic, false}, {0, 15, none, none, 0, false}}, window{10, 20},
			counted{opening: 1, lost: 1, openingC: basic, lostC: basic}},
		{"who joins, rises and leaves takes nothing from the opening", churn.Policy{Gross: true},
			[]plan{{0, 0, none, none, basic, false}, {1, 12, 14, none, basic, false}, {1, 14, 16, none, pro, false}, {1, 16, 18, none, basic, false}}, window{10, 20},
			counted{opening: 1, joined: 1, lostJoined: 1, openingC: basic, newC: basic, expansionJoinedC: pro - basic, contrJoinedC: pro - basic, lostJoinedC: basic}},
		{"nor does one who left before", churn.Policy{Gross: true},
			[]plan{{0, 0, 12, none, basic, false}, {0, 14, 16, none, basic, false}, {0, 16, none, none, pro, false}}, window{10, 20},
			counted{opening: 1, lost: 1, reactivated: 1, openingC: basic, lostC: basic, reactivatedC: basic, expansionJoinedC: pro - basic}},
		{"a span of no length is nothing", churn.Policy{},
			[]plan{{0, 15, 15, none, basic, false}}, window{10, 20},
			counted{}},
		{"no time, no movement", churn.Policy{Gross: true},
			[]plan{{0, 0, 10, none, basic, false}, {1, 10, none, none, pro, false}}, window{10, 10},
			counted{opening: 1, openingC: basic}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := ledgerOf(t, tc.policy, tc.plans)
			got, err := l.Window(day(tc.window.from), day(tc.window.to))
			if err != nil {
				t.Fatal(err)
			}
			want := churn.Window{
				From: day(tc.window.from), To: day(tc.window.to),
				Movement: churn.Movement{Opening: tc.want.opening, New: tc.want.joined, Reactivated: tc.want.reactivated, Lost: tc.want.lost, LostJoined: tc.want.lostJoined},
				Revenue: churn.Revenue{
					Opening: decimal.New(tc.want.openingC, -2), New: decimal.New(tc.want.newC, -2),
					Reactivated: decimal.New(tc.want.reactivatedC, -2), Expansion: decimal.New(tc.want.expansionC, -2),
					Contraction: decimal.New(tc.want.contrC, -2), Churned: decimal.New(tc.want.lostC, -2),
					ExpansionJoined: decimal.New(tc.want.expansionJoinedC, -2), ContractionJoined: decimal.New(tc.want.contrJoinedC, -2),
					ChurnedJoined: decimal.New(tc.want.lostJoinedC, -2), Currency: "EUR",
				},
			}
			if l.Customers() == 0 {
				want.Revenue.Currency = ""
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Windows see nanoseconds: the last instant before a bound is inside.
func TestWindowToTheNanosecond(t *testing.T) {
	var l churn.Ledger[string]
	for _, s := range []churn.Subscription[string]{
		{Customer: "before", Start: day(10).Add(-1), MRR: dec("1")},
		{Customer: "at", Start: day(10), MRR: dec("10")},
		{Customer: "inside", Start: day(0), End: day(20).Add(-1), MRR: dec("100")},
		{Customer: "after", Start: day(0), End: day(20), MRR: dec("1000")},
	} {
		if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	w, err := l.Window(day(10), day(20))
	if err != nil {
		t.Fatal(err)
	}
	want := churn.Window{
		From: day(10), To: day(20),
		Movement: churn.Movement{Opening: 3, New: 1, Lost: 1},
		Revenue:  churn.Revenue{Opening: dec("1101"), New: dec("10"), Churned: dec("100")},
	}
	if diff := cmp.Diff(want, w); diff != "" {
		t.Error(diff)
	}
}

// Daily counts in the manner of a product-analytics chart: ten customers stand,
// one joins on the second day, one is gone on the fifth.
func TestDailyWindows(t *testing.T) {
	var l churn.Ledger[int]
	for c := range 10 {
		s := churn.Subscription[int]{Customer: c, Start: day(-30), MRR: dec("20")}
		if c == 3 {
			s.End = day(4)
		}
		if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Add(churn.Subscription[int]{Customer: 10, Start: day(1).Add(9 * time.Hour), MRR: dec("20")}); err != nil {
		t.Fatal(err)
	}
	var bounds []time.Time
	for d := range 7 {
		bounds = append(bounds, day(d))
	}
	windows, err := l.Windows(bounds...)
	if err != nil {
		t.Fatal(err)
	}
	var active, joined, churned []uint64
	for _, w := range windows {
		closing, err := w.Movement.Closing()
		if err != nil {
			t.Fatal(err)
		}
		active, joined, churned = append(active, closing), append(joined, w.Movement.New), append(churned, w.Movement.Lost)
	}
	for _, tc := range []struct {
		name      string
		got, want []uint64
	}{
		{"active", active, []uint64{10, 11, 11, 11, 10, 10}},
		{"new", joined, []uint64{0, 1, 0, 0, 0, 0}},
		{"churned", churned, []uint64{0, 0, 0, 0, 1, 0}},
	} {
		if !slices.Equal(tc.got, tc.want) {
			t.Errorf("%s %v, want %v", tc.name, tc.got, tc.want)
		}
	}
}

func TestLedgerErrors(t *testing.T) {
	valid := churn.Subscription[string]{Customer: "acme", Start: day(0), End: day(10), MRR: dec("10"), Currency: "EUR"}
	with := func(change func(*churn.Subscription[string])) churn.Subscription[string] {
		s := valid
		change(&s)
		return s
	}
	window := func(l *churn.Ledger[string]) churn.Window {
		w, err := l.Window(day(5), day(15))
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, tc := range []struct {
		name   string
		record churn.Subscription[string]
		want   error
		says   string
	}{
		{"end before start", with(func(s *churn.Subscription[string]) { s.End = day(0).Add(-1) }), cx.ErrOutOfRange, "end 2023-12-31T23:59:59.999999999Z before start 2024-01-01T00:00:00Z"},
		{"huge MRR", with(func(s *churn.Subscription[string]) { s.MRR = dec("1e12") }), cx.ErrOutOfRange, "below 10^12"},
		{"hostile MRR", with(func(s *churn.Subscription[string]) { s.MRR = decimal.New(1, math.MaxInt32) }), cx.ErrOutOfRange, "exponent"},
		{"no start", with(func(s *churn.Subscription[string]) { s.Start = time.Time{} }), cx.ErrOutOfRange, "start: the time 0001-01-01"},
		{"end too late", with(func(s *churn.Subscription[string]) { s.End = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }), cx.ErrOutOfRange, "end: the time 9999"},
		{"notice too early", with(func(s *churn.Subscription[string]) { s.Cancelled = time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC) }), cx.ErrOutOfRange, "cancelled: the time 1600"},
		{"a long name", with(func(s *churn.Subscription[string]) { s.Customer, s.MRR = strings.Repeat("x", 1e6), dec("1e12") }), cx.ErrOutOfRange, strings.Repeat("x", 40) + `"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := churn.NewLedger[string](churn.Policy{})
			if err := l.Add(valid); err != nil {
				t.Fatal(err)
			}
			before := window(l)
			err := l.Add(tc.record)
			named := fmt.Sprintf("customer %.40q from %s: ", tc.record.Customer, tc.record.Start.Format(time.RFC3339))
			if !errors.Is(err, tc.want) || !strings.HasPrefix(err.Error(), "churn: subscription of "+named) ||
				!strings.Contains(err.Error(), tc.says) || len(err.Error()) > 300 {
				t.Errorf("Add: %v, want %v of %s saying %q", err, tc.want, named, tc.says)
			}
			if diff := cmp.Diff(before, window(l)); diff != "" {
				t.Errorf("the ledger changed:\n%s", diff)
			}
		})
	}
	if err := (&churn.Ledger[float64]{}).Add(churn.Subscription[float64]{Customer: math.NaN(), Start: day(0)}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("a customer NaN: %v, want out of range", err)
	}
}

func TestLedgerAt(t *testing.T) {
	l := ledgerOf(t, churn.Policy{}, []plan{{0, 1, 3, none, 1000, false}, {0, 2, 3, none, 500, false}, {1, 2, none, none, 250, false}})
	for _, tc := range []struct {
		at        time.Time
		customers uint64
		mrr       string
	}{
		{day(1).Add(-1), 0, "0"}, {day(1), 1, "10"}, {day(2), 2, "17.5"}, {day(3).Add(-1), 2, "17.5"}, {day(3), 1, "2.5"},
	} {
		customers, mrr, err := l.At(tc.at)
		if err != nil || customers != tc.customers || mrr.String() != tc.mrr {
			t.Errorf("at %v: %d customers, %v, %v, want %d, %s", tc.at, customers, mrr, err, tc.customers, tc.mrr)
		}
	}
}

func TestWindowErrors(t *testing.T) {
	var l churn.Ledger[string]
	for _, bounds := range [][]time.Time{nil, {day(0)}, {day(1), day(0)}, {day(0), day(2), day(1)}, {{}, day(1)}, {day(0), time.Unix(math.MaxInt64, 0)}} {
		if w, err := l.Windows(bounds...); !errors.Is(err, cx.ErrOutOfRange) || w != nil {
			t.Errorf("Windows(%v) = %v, %v, want out of range", bounds, w, err)
		}
	}
	if _, _, err := l.At(time.Time{}); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("At the zero time: %v, want out of range", err)
	}
}

func TestLedgerMergeErrors(t *testing.T) {
	ledger := func(p churn.Policy, currency string) *churn.Ledger[int] {
		l := churn.NewLedger[int](p)
		if err := l.Add(churn.Subscription[int]{Start: day(0), MRR: dec("5"), Currency: currency}); err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := ledger(churn.Policy{}, "EUR")
	for _, m := range []*churn.Ledger[int]{ledger(churn.Policy{Gross: true}, "EUR"), ledger(churn.Policy{GraceDays: 1}, "EUR"), ledger(churn.Policy{Snapshots: true}, "EUR")} {
		if err := l.Merge(m); !errors.Is(err, cx.ErrMismatch) {
			t.Errorf("merge of another kind: %v, want mismatch", err)
		}
	}
	if customers, mrr, err := l.At(day(0)); err != nil || customers != 1 || mrr.String() != "5" {
		t.Errorf("after refused merges: %d customers, %v, %v", customers, mrr, err)
	}
	if err := l.Merge(&churn.Ledger[int]{}); err != nil {
		t.Errorf("merge of nothing: %v", err)
	}
}

// Parts of a unit: a departure counts at the unit it breaks off, who is still
// there at the last whole one.
func TestLedgerLifetimesRound(t *testing.T) {
	const unit = 24 * time.Hour
	var l churn.Ledger[string]
	for _, s := range []churn.Subscription[string]{
		{Customer: "lost", Start: day(0), End: day(12).Add(time.Hour)},
		{Customer: "there", Start: day(0).Add(time.Hour)},
	} {
		if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	lifetimes, err := l.Lifetimes(time.Time{}, day(20), unit)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := lifetimes.KaplanMeier()
	if err != nil {
		t.Fatal(err)
	}
	want := []churn.Step{{Time: 13, AtRisk: 2, Lost: 1, Survival: 0.5}, {Time: 19, AtRisk: 1, Censored: 1, Survival: 0.5}}
	if got := slices.Collect(curve.Steps()); !slices.Equal(got, want) {
		t.Errorf("steps %+v, want %+v", got, want)
	}
	// Who left at the instant from was not there any more, though in the same unit.
	var gone churn.Ledger[string]
	if err := gone.Add(churn.Subscription[string]{Customer: "gone", Start: day(0), End: day(0).Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if got, err := gone.Lifetimes(day(0).Add(time.Hour), day(20), unit); err != nil || got.N() != 0 {
		t.Errorf("%d lifetimes, %v, want none", got.N(), err)
	}
	for _, tc := range []struct {
		from, until time.Time
		unit        time.Duration
	}{
		{day(0), day(1), 0}, {day(0), day(1), -1}, {day(1), day(0), unit}, {day(0), time.Time{}, unit}, {time.Unix(math.MaxInt64, 0), day(0), unit},
	} {
		if _, err := l.Lifetimes(tc.from, tc.until, tc.unit); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("Lifetimes(%v, %v, %v): %v, want out of range", tc.from, tc.until, tc.unit, err)
		}
	}
}
