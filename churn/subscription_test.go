package churn_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type sub = churn.Subscription[string]

func date24(m time.Month, d int) time.Time { return time.Date(2024, m, d, 0, 0, 0, 0, time.UTC) }

func ledgerWith(t testing.TB, p churn.Policy, subs ...sub) *churn.Ledger[string] {
	t.Helper()
	l := churn.NewLedger[string](p)
	for _, s := range subs {
		if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func mrrAt(t *testing.T, l *churn.Ledger[string], at time.Time, customers uint64, mrr string) {
	t.Helper()
	n, amount, err := l.At(at)
	if err != nil || n != customers || amount.String() != mrr {
		t.Errorf("at %v: %d customers, %v, %v, want %d, %s", at, n, amount, err, customers, mrr)
	}
}

func TestCorrections(t *testing.T) {
	opened := sub{ID: "s1", Customer: "ann", Start: date24(1, 1), MRR: dec("100")}
	ended := opened
	ended.End = date24(2, 10)
	for _, subs := range [][]sub{{opened, ended}, {ended, opened}, {opened, ended, opened, ended}} {
		l := ledgerWith(t, churn.Policy{}, subs...)
		mrrAt(t, l, date24(1, 15), 1, "100")
		mrrAt(t, l, date24(3, 15), 0, "0")
		if l.Customers() != 1 || l.String() != "1 customers, 1 subscriptions begun 2024-01-01 to 2024-01-01" {
			t.Errorf("%d customers, %s", l.Customers(), l)
		}
	}
	// By time: the end was a mistake, then the customer was, then all of it.
	ended.Updated, opened.Updated = date24(2, 11), date24(2, 12)
	mrrAt(t, ledgerWith(t, churn.Policy{}, opened, ended), date24(3, 15), 1, "100")
	moved := opened
	moved.Customer, moved.Updated = "bob", date24(2, 13)
	l := ledgerWith(t, churn.Policy{}, moved, opened, ended)
	mrrAt(t, l, date24(3, 15), 1, "100")
	l.Forget("ann")
	mrrAt(t, l, date24(3, 15), 1, "100")
	if err := l.Add(sub{ID: "s1", Updated: date24(2, 14), Withdrawn: true}); err != nil {
		t.Fatal(err)
	}
	mrrAt(t, l, date24(3, 15), 0, "0")
	if err := l.Add(opened); err != nil { // older than what withdrew it
		t.Fatal(err)
	}
	mrrAt(t, l, date24(3, 15), 0, "0")
	// Without an ID each record counts.
	opened.ID = ""
	mrrAt(t, ledgerWith(t, churn.Policy{}, opened, opened), date24(1, 15), 1, "200")
	for _, s := range []sub{{Withdrawn: true}, {ID: "x", Customer: "a", Start: day(0), Trial: true, TrialEnd: day(1)}, {Customer: "a", Start: day(1), TrialEnd: day(0)}, {ID: "x", Updated: time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC)}} {
		if err := l.Add(s); !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%+v: %v, want out of range", s, err)
		}
	}
}

func TestSnapshots(t *testing.T) {
	first := sub{ID: "s1", Updated: date24(1, 1), Customer: "ann", Start: date24(1, 1), MRR: dec("100")}
	second := first
	second.Updated, second.MRR = date24(2, 1), dec("150")
	l := ledgerWith(t, churn.Policy{Snapshots: true}, second, first, second)
	windows, err := periodWindows(l, time.UTC, month(1), month(2))
	if err != nil {
		t.Fatal(err)
	}
	if got := windows[0].Revenue.New.String(); got != "100" {
		t.Errorf("new in January: %s", got)
	}
	if got := windows[1].Revenue; got.Opening.String() != "100" || got.Expansion.String() != "50" {
		t.Errorf("February: %v", got)
	}
	// The newest says when it ends.
	third := second
	third.Updated, third.End = date24(2, 11), date24(2, 10)
	mrrAt(t, ledgerWith(t, churn.Policy{Snapshots: true}, third, second, first), date24(2, 10), 0, "0")
	first.Updated = time.Time{}
	if err := l.Add(first); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("a snapshot without an instant: %v", err)
	}
}

func elevenCustomers(t testing.TB) *churn.Ledger[string] {
	t.Helper()
	l := churn.NewLedger[string](churn.Policy{})
	for i := range 11 {
		s := sub{Customer: fmt.Sprint(i), Start: date24(1, 1).AddDate(-1, 0, 0), MRR: dec("10")}
		if i == 0 {
			s.End = date24(2, 11)
		}
		if err := l.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func TestPool(t *testing.T) {
	l := elevenCustomers(t)
	windows, err := periodWindows(l, nil, month(1), month(3))
	if err != nil {
		t.Fatal(err)
	}
	sum := windows[0]
	if err := sum.Merge(&windows[1]); !errors.Is(err, cx.ErrMismatch) || !sum.Equal(windows[0]) {
		t.Errorf("merging another month: %v, %v", err, sum)
	}
	if err := sum.Subtract(&windows[1]); !errors.Is(err, cx.ErrMismatch) || !sum.Equal(windows[0]) {
		t.Errorf("subtracting another month: %v, %v", err, sum)
	}
	p, err := churn.Pool(windows...)
	if err != nil {
		t.Fatal(err)
	}
	quarter, err := periodWindows(l, nil, period.MustParse("2024-Q1"), period.MustParse("2024-Q1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, got, want string }{
		{"text", p.String(), "3 windows: churn 3.1% per period, 9.1% compounded; GRR 96.9%, 90.9%; NRR 96.9%, 90.9%"},
		{"text of none", churn.Pooled{}.String(), "0 windows: churn undefined per period, undefined compounded; GRR undefined, undefined; NRR undefined, undefined"},
		{"churn per period", result(p.ChurnPerPeriod()), "3.125"}, // 1 of 11 + 11 + 10
		{"compounded", result(p.ChurnCompounded()), "9.0909090909090909"},
		{"GRR per period", result(p.GRRPerPeriod()), "96.875"},
		{"GRR compounded", result(p.GRRCompounded()), "90.9090909090909091"},
		{"NRR per period", result(p.NRRPerPeriod()), "96.875"},
		{"NRR compounded", result(p.NRRCompounded()), "90.9090909090909091"},
		{"the quarter's GRR", result(quarter[0].Revenue.GRR()), "90.9090909090909091"},
		{"the quarter", quarter[0].Movement.String(), "11 customers - 1 lost = 10"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, tc.got, tc.want)
		}
	}
	_, err1 := churn.Pool(windows[0], windows[2])
	_, err2 := churn.Pool(churn.Window{})
	if !errors.Is(err1, cx.ErrMismatch) || !errors.Is(err2, cx.ErrMismatch) {
		t.Errorf("windows that are not consecutive: %v, %v", err1, err2)
	}
	_, err3 := churn.Pool()
	_, err4 := churn.Pooled{}.NRRCompounded()
	if !errors.Is(err3, cx.ErrNoData) || !errors.Is(err4, cx.ErrNoData) {
		t.Errorf("no windows: %v, %v", err3, err4)
	}
	if _, err := periodWindows(l, nil, month(2), month(1)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("backwards: %v", err)
	}
}

// 100 open, of whom 2 leave; 10 join, of whom 5 leave.
func TestJoinedAndLeft(t *testing.T) {
	for _, p := range []churn.Policy{{}, {Gross: true}} {
		l := churn.NewLedger[string](p)
		for i := range 110 {
			s := sub{Customer: fmt.Sprint(i), Start: day(0), MRR: dec("10")}
			if i >= 100 {
				s.Start = day(35)
			}
			if i < 2 || i >= 105 {
				s.End = day(40)
			}
			if err := l.Add(s); err != nil {
				t.Fatal(err)
			}
		}
		w, err := l.Window(day(31), day(60))
		if err != nil {
			t.Fatal(err)
		}
		m := w.Movement
		if want := (churn.Movement{Opening: 100, New: 10, Lost: 2, LostJoined: 5}); m != want {
			t.Errorf("%+v, want %+v", m, want)
		}
		for _, tc := range []struct{ got, want string }{
			{result(m.ChurnOverOpeningAndJoined()), "6.3636363636363636"},
			{result(m.ChurnOverNew()), "70"},
			{result(m.ChurnOverAverage()), "6.8965517241379310"[:17]}, // 7 of 101.5
			{result(w.Revenue.GRR()), "98"},
		} {
			if tc.got != tc.want {
				t.Errorf("%s, want %s", tc.got, tc.want)
			}
		}
	}
}

// Years that follow each other by last days.
func TestLastDays(t *testing.T) {
	rows := []struct{ customer, start, last string }{
		{"a", "2022-01-01", "2022-12-31"}, {"a", "2023-01-01", "2023-12-31"}, {"a", "2024-01-01", "2024-12-31"},
		{"b", "2022-03-01", "2023-02-28"}, {"b", "2023-03-01", "2024-02-29"}, {"b", "2024-03-01", ""},
	}
	zone := time.FixedZone("", 3600)
	ledger := func(p churn.Policy, through bool) *churn.Ledger[string] {
		l := churn.NewLedger[string](p)
		for _, row := range rows {
			s := sub{Customer: row.customer, Start: period.MustParse(row.start).In(zone).Start(), MRR: dec("10")}
			if row.last != "" {
				s.End = period.MustParse(row.last).In(zone).Start() // the mistake
				if through {
					var err error
					if s.End, err = churn.Through(period.MustParse(row.last), zone); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := l.Add(s); err != nil {
				t.Fatal(err)
			}
		}
		return l
	}
	for _, tc := range []struct {
		name string
		l    *churn.Ledger[string]
		lost uint64
		back string
	}{
		{"by last days", ledger(churn.Policy{}, true), 0, "0"},
		{"as ends", ledger(churn.Policy{}, false), 4, "80"}, // 4 of 5 departures, the last is open
		{"as ends, with a grace", ledger(churn.Policy{GraceDays: 1}, false), 0, "80"},
	} {
		windows, err := periodWindows(tc.l, zone, period.MustParse("2022-01"), period.MustParse("2024-06"))
		if err != nil {
			t.Fatal(err)
		}
		lost := uint64(0)
		for _, w := range windows {
			lost += w.Movement.Lost
		}
		back, err := tc.l.ReturnedWithin(1)
		if got := result(back.Score()); err != nil || lost != tc.lost || got != tc.back {
			t.Errorf("%s: %d lost, %s back within a day, %v, want %d, %s", tc.name, lost, got, err, tc.lost, tc.back)
		}
	}
	// By quarters: as ends, a is lost in the last of 2022 and of 2023 and won back in the next;
	// b, who is away for a day inside a quarter, is not.
	quarters := func(l *churn.Ledger[string]) (text string) {
		windows, err := periodWindows(l, zone, period.MustParse("2022-Q1"), period.MustParse("2024-Q2"))
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range windows {
			if w.Movement.Lost+w.Movement.Reactivated > 0 {
				text += fmt.Sprintf("%d-Q%d: lost %d, back %d, GRR %s; ", 2022+i/4, i%4+1, w.Movement.Lost, w.Movement.Reactivated, result(w.Revenue.GRR()))
			}
		}
		return text
	}
	lives := func(l *churn.Ledger[string]) string {
		got, err := l.CalendarLifetimes(zone, period.Day, time.Time{}, period.MustParse("2024-06-30").In(zone).End())
		return stepsOf(t, got, err)
	}
	for _, tc := range []struct {
		name            string
		l               *churn.Ledger[string]
		quarters, lives string
	}{
		{"by last days", ledger(churn.Policy{}, true), "", "853: 0 lost, 1 censored; 912: 0 lost, 1 censored; "},
		{"with a grace", ledger(churn.Policy{GraceDays: 1}, false), "", "853: 0 lost, 1 censored; 912: 0 lost, 1 censored; "},
		{
			"as ends", ledger(churn.Policy{}, false),
			"2022-Q4: lost 1, back 0, GRR 50; 2023-Q1: lost 0, back 1, GRR 100; 2023-Q4: lost 1, back 0, GRR 50; 2024-Q1: lost 0, back 1, GRR 100; ",
			"364: 2 lost, 0 censored; ",
		},
	} {
		if got := quarters(tc.l); got != tc.quarters {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.quarters)
		}
		if got := lives(tc.l); got != tc.lives {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.lives)
		}
	}
	_, err1 := churn.Through(month(1), zone)
	_, err2 := churn.Through(period.Period{}, zone)
	if !errors.Is(err1, cx.ErrMismatch) || !errors.Is(err2, cx.ErrOutOfRange) {
		t.Errorf("no days: %v, %v", err1, err2)
	}
}

func TestGrace(t *testing.T) {
	subs := []sub{
		{Customer: "ann", Start: date24(1, 1), End: date24(3, 15), MRR: dec("10")},
		{Customer: "ann", Start: date24(3, 18), MRR: dec("15")},
		{Customer: "bob", Start: date24(1, 1), End: date24(3, 28), MRR: dec("10")},
	}
	l := ledgerWith(t, churn.Policy{GraceDays: 7}, subs...)
	mrrAt(t, l, date24(3, 16), 2, "20") // what was paid before the gap
	mrrAt(t, l, date24(3, 18), 2, "25")
	mrrAt(t, l, date24(3, 29), 1, "15") // the loss is at its end
	march := func() (churn.Window, error) { return l.Window(date24(3, 1), date24(4, 1)) }
	w, err := march()
	if err != nil || w.Movement != (churn.Movement{Opening: 2, Lost: 1}) || w.Revenue.Expansion.String() != "5" {
		t.Errorf("March: %v, %v", w, err)
	}
	// The same, when bob may still come back.
	for _, tc := range []struct {
		export time.Time
		known  bool
		until  time.Time
	}{{date24(4, 2), false, date24(3, 28)}, {date24(4, 4), false, date24(3, 28)}, {date24(4, 5), true, date24(4, 5)}, {date24(3, 30), false, date24(3, 28)}} {
		if err := l.SetUntil(tc.export); err != nil {
			t.Fatal(err)
		}
		_, err := march()
		if (err == nil) != tc.known || err != nil && !errors.Is(err, cx.ErrNoData) {
			t.Errorf("March as of %v: %v", tc.export, err)
		}
		if until, ok, err := l.Known(); err != nil || !ok || !until.Equal(tc.until) {
			t.Errorf("as of %v known until %v, %v, %v, want %v", tc.export, until, ok, err, tc.until)
		}
		if _, err := l.Window(date24(2, 1), date24(3, 1)); err != nil {
			t.Errorf("February as of %v: %v", tc.export, err)
		}
	}
	// An end that is scheduled is not known.
	if _, err := l.Window(date24(3, 1), date24(5, 1)); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("April as of March: %v", err)
	}
	negative := churn.NewLedger[string](churn.Policy{GraceDays: -1})
	_, err1 := negative.Window(date24(3, 1), date24(4, 1))
	if err2 := negative.Add(subs[0]); !errors.Is(err1, cx.ErrOutOfRange) || !errors.Is(err2, cx.ErrOutOfRange) {
		t.Errorf("a negative grace: %v, %v", err1, err2)
	}
}

func TestTrialEnd(t *testing.T) {
	s := sub{Customer: "ann", Start: date24(1, 1), TrialEnd: date24(1, 15), MRR: dec("10")}
	for _, tc := range []struct {
		policy    churn.Policy
		customers uint64
	}{{churn.Policy{}, 0}, {churn.Policy{CountTrials: true}, 1}, {churn.Policy{CountTrials: true, IgnoreFree: true}, 0}} {
		for _, id := range []string{"", "s1"} {
			s.ID = id
			l := ledgerWith(t, tc.policy, s)
			mrrAt(t, l, date24(1, 14), tc.customers, "0")
			mrrAt(t, l, date24(1, 15), 1, "10")
		}
	}
	s.End = date24(1, 10) // only a trial
	mrrAt(t, ledgerWith(t, churn.Policy{}, s), date24(1, 20), 0, "0")
}

func TestDiscounts(t *testing.T) {
	paid := sub{Customer: "ann", Start: date24(1, 1), End: date24(3, 1), MRR: dec("100")}
	discount := sub{Customer: "ann", Start: date24(2, 1), End: date24(4, 1), MRR: dec("-20")}
	l := ledgerWith(t, churn.Policy{}, discount, paid)
	windows, err := periodWindows(l, nil, month(1), month(3))
	if err != nil {
		t.Fatal(err)
	}
	if windows[1].Revenue.Contraction.String() != "20" || windows[2].Revenue.Churned.String() != "80" || windows[2].Movement.Lost != 1 {
		t.Errorf("%v", windows)
	}
	mrrAt(t, l, date24(3, 15), 0, "0")
	discount.MRR = dec("-101")
	l = ledgerWith(t, churn.Policy{}, discount, paid)
	if _, err := l.Window(date24(1, 1), date24(2, 1)); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), `customer "ann": an MRR of -1 at 2024-02-01`) {
		t.Errorf("more discount than there is: %v", err)
	}
	discount.MRR = dec("-100")
	l = ledgerWith(t, churn.Policy{IgnoreFree: true}, discount, paid)
	mrrAt(t, l, date24(2, 15), 0, "0") // who pays nothing
}

func TestCurrencies(t *testing.T) {
	l := ledgerWith(t, churn.Policy{},
		sub{Customer: "ann", Start: date24(1, 1), End: date24(2, 1), MRR: dec("10"), Currency: "usd"},
		sub{Customer: "ann", Start: date24(2, 1), MRR: dec("9"), Currency: "EUR"},
		sub{ID: "s1", Customer: "bob", Start: date24(1, 1), MRR: dec("5"), Currency: "USD"},
		sub{ID: "s2", Updated: day(1), Customer: "bob", Start: date24(1, 1), MRR: dec("5"), Currency: "GBP"},
		sub{ID: "s2", Updated: day(2), Customer: "bob", Start: date24(1, 1), MRR: dec("5"), Currency: "USD"})
	bounds, err := churn.BoundsOf(nil, month(1), month(2))
	if err != nil {
		t.Fatal(err)
	}
	_, err1 := l.Windows(bounds...)
	_, _, err2 := l.At(day(0))
	_, _, err3 := l.Cohorts(nil, month(1), month(2))
	_, err4 := l.SegmentWindows(bounds...)
	for _, err := range []error{err1, err2, err3, err4} {
		if !errors.Is(err, cx.ErrMismatch) || !strings.Contains(err.Error(), `"EUR" and in "USD"`) {
			t.Errorf("revenue of two currencies: %v", err)
		}
	}
	moved, err := l.Movements(bounds...)
	if want := []churn.Movement{{New: 2}, {Opening: 2}}; err != nil || !cmp.Equal(moved, want) {
		t.Errorf("%v, %v, want %v", moved, err, want)
	}
	var text []string
	for currency, part := range l.ByCurrency().All() {
		n, mrr, err := part.At(date24(1, 15))
		text = append(text, fmt.Sprint(currency, n, mrr, err))
	}
	if got := fmt.Sprint(text); got != "[EUR0 0 <nil> USD2 20 <nil>]" {
		t.Error(got)
	}
}

// A subscription of which the currency changes is in the ledger of each for its time.
func TestSnapshotsInTwoCurrencies(t *testing.T) {
	l := ledgerWith(t, churn.Policy{Snapshots: true},
		sub{ID: "s1", Updated: date24(1, 1), Customer: "ann", Start: date24(1, 1), MRR: dec("100"), Currency: "EUR"},
		sub{ID: "s1", Updated: date24(2, 1), Customer: "ann", Start: date24(1, 1), MRR: dec("150"), Currency: "USD"},
		sub{ID: "s1", Updated: date24(2, 10), Customer: "ann", Start: date24(1, 1), Withdrawn: true},
		sub{ID: "s1", Updated: date24(3, 1), Customer: "ann", Start: date24(1, 1), MRR: dec("90"), Currency: "EUR"})
	bounds, err := churn.BoundsOf(nil, month(1), month(4))
	must(t, err)
	var text []string
	for currency, part := range l.ByCurrency().All() {
		windows, err := part.Windows(bounds...)
		must(t, err)
		for _, w := range windows {
			closing, err := w.Revenue.Closing()
			must(t, err)
			text = append(text, fmt.Sprint(currency, closing))
		}
	}
	if got := strings.Join(text, ","); got != "EUR100,EUR0,EUR90,EUR90,USD0,USD150,USD0,USD0" {
		t.Error(got)
	}
}

func TestSegmentWindows(t *testing.T) {
	l := ledgerWith(t, churn.Policy{},
		sub{Customer: "ann", Start: date24(1, 1), End: date24(2, 10), MRR: dec("10"), Segment: "basic"},
		sub{Customer: "ann", Start: date24(2, 10), MRR: dec("25"), Segment: "pro"},
		sub{Customer: "bob", Start: date24(1, 1), End: date24(2, 20), MRR: dec("10"), Segment: "basic"},
		sub{Customer: "bob", Start: date24(1, 1), MRR: dec("3"), Segment: "addon"})
	all, err := l.SegmentWindows(date24(2, 1), date24(3, 1), date24(4, 1))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for name, w := range all[0].All() {
		text = append(text, name+": "+w.String())
	}
	want := `addon: 0 customers + 1 moved in = 1; MRR 0 + 3 moved in = 3
basic: 2 customers - 2 moved out = 0; MRR 23 + 15 expansion - 10 contraction - 28 moved out = 0 (GRR 56.5%, NRR 121.7%)
pro: 0 customers + 1 moved in = 1; MRR 0 + 25 moved in = 25`
	if got := strings.Join(text, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLedgerCohorts(t *testing.T) {
	l := ledgerWith(t, churn.Policy{},
		sub{Customer: "ann", Start: date24(1, 5), End: date24(2, 10), MRR: dec("10")},
		sub{Customer: "ann", Start: date24(3, 10), MRR: dec("30")},
		sub{Customer: "bob", Start: date24(1, 5), End: date24(1, 20), MRR: dec("10")},
		sub{Customer: "eve", Start: date24(2, 1), MRR: dec("7")},
		sub{Customer: "old", Start: date24(1, 1).AddDate(0, 0, -1), MRR: dec("7")})
	customers, revenue, err := l.Cohorts(time.UTC, month(1), month(3))
	if err != nil {
		t.Fatal(err)
	}
	want := `cohort   size      0      1     2
2024-01     2  100.0    0.0  50.0
2024-02     1  100.0  100.0
2024-03     0      -
cohort   size  revenue      0      1      2
2024-01     2       20  100.0    0.0  150.0
2024-02     1        7  100.0  100.0
2024-03     0        0      -
`
	if got := customers.String() + revenue.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// versionsOf are records of a few IDs, many of them with the same time.
func versionsOf(t *rapid.T) []churn.Subscription[int] {
	plans := plansOf(customers).Draw(t, "plans")
	all := make([]churn.Subscription[int], len(plans))
	for i, p := range plans {
		all[i] = p.subscription()
		all[i].ID = rapid.SampledFrom([]string{"", "s1", "s2", "s3"}).Draw(t, "ID")
		all[i].Updated = day(rapid.IntRange(0, 4).Draw(t, "updated"))
		all[i].Withdrawn = all[i].ID != "" && rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0
		all[i].Segment = rapid.SampledFrom([]string{"basic", "pro", "team"}).Draw(t, "segment")
		if !all[i].Trial && rapid.IntRange(0, 3).Draw(t, "trial") == 0 {
			all[i].TrialEnd = all[i].Start.AddDate(0, 0, rapid.IntRange(0, 5).Draw(t, "trial end"))
		}
	}
	return all
}

func bytesOf(t *rapid.T, l *churn.Ledger[int]) []byte {
	data, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	text, err := l.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var a, b churn.Ledger[int]
	if err := errors.Join(a.UnmarshalBinary(data), b.UnmarshalJSON(text)); err != nil {
		t.Fatal(err)
	}
	for _, again := range []*churn.Ledger[int]{&a, &b} {
		if c, err := again.MarshalBinary(); err != nil || !bytes.Equal(c, data) {
			t.Fatalf("reads as another: %v\n%s", err, text)
		}
	}
	return data
}

// Corrections in any order and sharding, and given twice, make the same bytes; so do nightly
// exports merged into what is stored.
func correctionsInAnyOrder(t *rapid.T) {
	policy := policies.Draw(t, "policy")
	policy.Snapshots = rapid.Bool().Draw(t, "snapshots")
	policy.GraceDays = rapid.IntRange(0, 3).Draw(t, "grace")
	all := versionsOf(t)
	whole := churn.NewLedger[int](policy)
	for _, s := range all {
		if err := whole.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	parts := [3]*churn.Ledger[int]{}
	for i := range parts {
		parts[i] = churn.NewLedger[int](policy)
	}
	for _, s := range rapid.Permutation(all).Draw(t, "shuffled") {
		n := 1
		if s.ID != "" {
			n = rapid.IntRange(1, 2).Draw(t, "times")
		}
		for range n {
			if err := parts[rapid.IntRange(0, 2).Draw(t, "shard")].Add(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	stored := churn.NewLedger[int](policy)
	for _, night := range parts {
		if err := stored.Merge(night); err != nil {
			t.Fatal(err)
		}
		data, err := stored.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		stored = new(churn.Ledger[int])
		if err := stored.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := bytesOf(t, whole), bytesOf(t, stored); !bytes.Equal(a, b) {
		t.Fatalf("%x, want %x", b, a)
	}
	if !policy.Snapshots {
		rightAfterCorrections(t, policy, all, stored)
	}
	segmentsMakeTheWhole(t, stored)
}

func TestCorrectionsInAnyOrder(t *testing.T) { rapid.Check(t, correctionsInAnyOrder) }

// rightAfterCorrections compares with a ledger of what counts, found by hand.
func rightAfterCorrections(t *rapid.T, policy churn.Policy, all []churn.Subscription[int], got *churn.Ledger[int]) {
	want := churn.NewLedger[int](policy)
	for i, s := range all {
		counts := !s.Withdrawn
		for k, o := range all {
			if s.ID != "" && o.ID == s.ID && k != i && (o.Updated.After(s.Updated) || o.Updated.Equal(s.Updated)) {
				if !o.Updated.After(s.Updated) {
					return // the order of those of one instant is for TestCorrections
				}
				counts = false
			}
		}
		if s.ID = ""; counts {
			if err := want.Add(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	var bounds []time.Time
	for d := 0; d < horizon+10; d += 5 {
		bounds = append(bounds, day(d))
	}
	a, err1 := want.Windows(bounds...)
	b, err2 := got.Windows(bounds...)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for i := range a {
		b[i].Revenue.Currency = a[i].Revenue.Currency // of a ledger in which nothing counts
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Fatal(diff)
	}
}

// A trial that does not count is in no currency and in no segment, with an ID or without.
func TestTrialsOfAnotherCurrency(t *testing.T) {
	for _, id := range []string{"", "s2"} {
		l := churn.NewLedger[string](churn.Policy{})
		trial := churn.Subscription[string]{ID: id, Customer: "bo", Start: day(1), MRR: dec("9"), Currency: "USD", Segment: "beta", Trial: true}
		must(t, l.Add(churn.Subscription[string]{ID: "s1", Customer: "ann", Start: day(0), MRR: dec("10"), Currency: "EUR"}), l.Add(trial))
		windows, err := l.Windows(day(2), day(5))
		if err != nil || windows[0].Revenue.Currency != "EUR" || windows[0].Movement.Opening != 1 {
			t.Errorf("ID %q: %v, %v", id, windows, err)
		}
		segments, err := l.SegmentWindows(day(2), day(5))
		if _, beta := segments[0].Lookup("beta"); err != nil || beta {
			t.Errorf("ID %q: a segment in which nothing counts, %v", id, err)
		}
		trial.Trial, trial.TrialEnd = false, day(3)
		if id == "" {
			continue
		}
		// What is kept is written, since it may come to count.
		data, err := l.MarshalBinary()
		read := churn.NewLedger[string](churn.Policy{})
		must(t, err, read.UnmarshalBinary(data), read.Add(trial))
		if _, err := read.Windows(day(2), day(5)); !errors.Is(err, cx.ErrMismatch) {
			t.Errorf("a paid subscription in dollars beside one in euros: %v", err)
		}
	}
}

// A snapshot that was over when it began is a span all the same where a later one moves its
// start and end.
func TestSegmentOfAnOlderSnapshot(t *testing.T) {
	l := churn.NewLedger[int](churn.Policy{Snapshots: true})
	must(t,
		l.Add(churn.Subscription[int]{ID: "s1", Updated: day(0), Customer: 1, Start: day(0), End: day(0), MRR: dec("5"), Currency: "EUR", Segment: "pro"}),
		l.Add(churn.Subscription[int]{ID: "s1", Updated: day(9), Customer: 1, Start: day(0), End: day(20), MRR: dec("5"), Currency: "EUR", Segment: "basic"}))
	segments, err := l.SegmentWindows(day(3), day(30))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for name, w := range segments[0].All() {
		text = append(text, name+": "+w.Movement.String())
	}
	if got, want := strings.Join(text, "; "), "basic: 0 customers = 0; pro: 1 customers - 1 lost = 0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func segmentsMakeTheWhole(t *rapid.T, l *churn.Ledger[int]) {
	bounds := []time.Time{day(3), day(10), day(20), day(horizon + 10)}
	windows, err1 := l.Windows(bounds...)
	parts, err2 := l.SegmentWindows(bounds...)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	before := map[string]uint64{}
	for i, want := range windows {
		for name, w := range parts[i].All() {
			closing, err := w.Movement.Closing()
			if _, err2 := w.Revenue.Closing(); err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if i > 0 && w.Movement.Opening != before[name] {
				t.Fatalf("%s opens with %d, the window before closes with %d", name, w.Movement.Opening, before[name])
			}
			before[name] = closing
		}
		got, err := parts[i].Total()
		if err != nil {
			t.Fatal(err)
		}
		if got.Movement.MovedIn != got.Movement.MovedOut || !got.Revenue.MovedIn.Equal(got.Revenue.MovedOut) {
			t.Fatalf("moves do not balance: %v", got)
		}
		want.Movement.MovedIn, want.Movement.MovedOut = got.Movement.MovedIn, got.Movement.MovedOut
		want.Revenue.MovedIn, want.Revenue.MovedOut = got.Revenue.MovedIn, got.Revenue.MovedOut
		if got.From.IsZero() {
			continue // a ledger without records has no segments
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Customers that are apart: windows and cohorts of each part merge to those of all.
func TestPartsByCustomer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy, plans := policies.Draw(t, "policy"), plansOf(customers).Draw(t, "plans")
		whole := churn.NewLedger[int](policy)
		var parts [customers]*churn.Ledger[int]
		for c := range parts {
			parts[c] = churn.NewLedger[int](policy)
		}
		for _, p := range plans {
			p.start, p.end, p.cancelled = p.start*5, p.end*6, p.cancelled*5
			s := p.subscription()
			if !s.End.IsZero() && s.End.Before(s.Start) {
				s.End = s.Start
			}
			if err := errors.Join(whole.Add(s), parts[p.customer].Add(s)); err != nil {
				t.Fatal(err)
			}
		}
		first, last := month(2), month(2+rapid.IntRange(0, 6).Draw(t, "months"))
		wantC, wantR, err := whole.Cohorts(nil, first, last)
		if err != nil {
			t.Fatal(err)
		}
		var gotC churn.CohortTable
		var gotR churn.RevenueTable
		for _, part := range parts {
			c, r, err := part.Cohorts(nil, first, last)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(gotC.Merge(&c), gotR.Merge(&r)); err != nil {
				t.Fatal(err)
			}
		}
		a, err1 := wantC.MarshalBinary()
		b, err2 := gotC.MarshalBinary()
		c, err3 := wantR.MarshalBinary()
		d, err4 := gotR.MarshalBinary()
		if err := errors.Join(err1, err2, err3, err4); err != nil || !bytes.Equal(a, b) || !bytes.Equal(c, d) {
			t.Fatalf("%v\n%v%v\nwant\n%v%v", err, gotC, gotR, wantC, wantR)
		}
		// By hand: who is a customer on the last day of a month.
		for i := 0; i <= last.Index()-first.Index(); i++ {
			for age := 0; i+age <= last.Index()-first.Index(); age++ {
				cohort := month(2 + i)
				from, to := cohort.In(time.UTC), month(2+i+age).In(time.UTC)
				var size, there uint64
				for _, part := range parts {
					began := time.Time{}
					for d := range 400 {
						if n, _, _ := part.At(day(d)); n > 0 {
							began = day(d)
							break
						}
					}
					if began.IsZero() || !from.Contains(began) {
						continue
					}
					size++
					if n, _, _ := part.At(to.End().Add(-1)); n > 0 || age == 0 {
						there++
					}
				}
				p, err := wantC.Retention(cohort, age)
				if err != nil || p.Hits != there || p.Hits+p.Misses != size {
					t.Fatalf("cohort %v, age %d: %v, %v, want %d of %d", cohort, age, p, err, there, size)
				}
			}
		}
	})
}

// A customer whose grace runs is known to have stayed until they left, and no more.
func TestLifetimesWithGrace(t *testing.T) {
	l := ledgerWith(t, churn.Policy{GraceDays: 7},
		sub{Customer: "back", Start: day(0), End: day(10)}, sub{Customer: "back", Start: day(17), End: day(20)},
		sub{Customer: "perhaps", Start: day(0), End: day(38)})
	got, err := l.Lifetimes(time.Time{}, day(40), 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	want := new(churn.Lifetimes)
	if err := errors.Join(want.Add(churn.Lifetime{Time: 20, Lost: true}), want.Add(churn.Lifetime{Time: 38})); err != nil {
		t.Fatal(err)
	}
	a, err1 := want.MarshalJSON()
	b, err2 := got.MarshalJSON()
	if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
		t.Errorf("%s, want %s, %v, %v", b, a, err1, err2)
	}
	if err := l.SetUntil(day(39)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Lifetimes(time.Time{}, day(40), 24*time.Hour); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("past what is known: %v", err)
	}
}

// Snapshots, day by day: the newest says whose it is and from when until when, the one
// before a day what is paid on it.
func TestSnapshotsFollowTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := churn.Policy{Snapshots: true, CountTrials: rapid.Bool().Draw(t, "count trials")}
		l := churn.NewLedger[int](policy)
		of := map[string]map[int]plan{}
		for _, p := range plansOf(customers).Draw(t, "plans") {
			id, at := rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "ID"), rapid.IntRange(0, horizon).Draw(t, "at")
			if of[id] == nil {
				of[id] = map[int]plan{}
			}
			if _, ok := of[id][at]; ok {
				continue // those of one instant are for another test
			}
			of[id][at] = p
			s := p.subscription()
			s.ID, s.Updated = id, day(at)
			if err := l.Add(s); err != nil {
				t.Fatal(err)
			}
		}
		for d := range horizon + 15 {
			var held [customers]bool
			var sum int64
			for _, snapshots := range of {
				newest, first, current := -1, horizon+1, -1
				for at := range snapshots {
					newest, first = max(newest, at), min(first, at)
					if at <= d {
						current = max(current, at)
					}
				}
				if current < 0 {
					current = first
				}
				all, now := snapshots[newest], snapshots[current]
				if d < all.start || all.end >= 0 && d >= all.end || now.trial && !policy.CountTrials {
					continue
				}
				held[all.customer] = true
				sum += now.cents
			}
			want := uint64(0)
			for _, h := range held {
				if h {
					want++
				}
			}
			n, mrr, err := l.At(day(d))
			if err != nil || n != want || !mrr.Equal(cents(sum)) {
				t.Fatalf("day %d: %d customers, %v, %v, want %d, %d cents", d, n, mrr, err, want, sum)
			}
		}
	})
}

func periodWindows[ID comparable](l *churn.Ledger[ID], zone *time.Location, first, last period.Period) ([]churn.Window, error) {
	bounds, err := churn.BoundsOf(zone, first, last)
	if err != nil {
		return nil, err
	}
	return l.Windows(bounds...)
}
