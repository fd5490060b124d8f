package churn_test

import (
	"errors"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

// order is a purchase on a day of the tests' calendar.
type order struct{ customer, day int }

func purchasesOf(t interface {
	Helper()
	Fatal(...any)
}, orders []order) *churn.Purchases[int] {
	t.Helper()
	var p churn.Purchases[int]
	for _, o := range orders {
		if err := p.Add(o.customer, day(o.day).Add(13*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	return &p
}

// By hand: customer 0 on days 0, 0, 5, 40; customer 1 on day 3; customer 2 twice
// on day 10.
var orders = []order{{0, 40}, {0, 0}, {1, 3}, {0, 5}, {2, 10}, {2, 10}, {0, 0}}

func TestPurchases(t *testing.T) {
	p := purchasesOf(t, orders)
	if n := p.Customers(); n != 3 {
		t.Errorf("%d customers", n)
	}
	if got := p.RepeatByOrder(); got != (estimate.Proportion{Hits: 2, Misses: 1}) {
		t.Errorf("repeat by order %v", got)
	}
	if got := p.RepeatByDay(); got != (estimate.Proportion{Hits: 1, Misses: 2}) {
		t.Errorf("repeat by day %v", got)
	}
	byOrder, err1 := p.DaysBetweenOrders() // 0, 5, 35 and 0
	byDay, err2 := p.DaysBetweenDays()     // 5, 35
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if got := result(byOrder.Score()); byOrder.N() != 4 || got != "10" {
		t.Errorf("%d times between orders, mean %s", byOrder.N(), got)
	}
	if got := result(byDay.Score()); byDay.N() != 2 || got != "20" {
		t.Errorf("%d times between days, mean %s", byDay.N(), got)
	}
	for _, tc := range []struct {
		customer, until int
		want            churn.RecencyFrequency
		bought          bool
	}{
		{0, 50, churn.RecencyFrequency{Frequency: 2, Recency: 40, Age: 50}, true},
		{0, 39, churn.RecencyFrequency{Frequency: 1, Recency: 5, Age: 39}, true},
		{0, 0, churn.RecencyFrequency{}, true},
		{2, 12, churn.RecencyFrequency{Age: 2}, true},
		{2, 9, churn.RecencyFrequency{}, false},
		{7, 50, churn.RecencyFrequency{}, false},
	} {
		if got, bought := recencyFrequencies(t, p, day(tc.until))[tc.customer]; got != tc.want || bought != tc.bought {
			t.Errorf("customer %d by day %d: %+v, %v, want %+v, %v", tc.customer, tc.until, got, bought, tc.want, tc.bought)
		}
	}
	if n := len(recencyFrequencies(t, p, day(9))); n != 2 {
		t.Errorf("%d customers by day 9, want 2", n)
	}
}

func recencyFrequencies[ID comparable](t *testing.T, p *churn.Purchases[ID], until time.Time) map[ID]churn.RecencyFrequency {
	t.Helper()
	all, err := p.RecencyFrequencies(until)
	if err != nil {
		t.Fatal(err)
	}
	return maps.Collect(all)
}

// The same gap of 30 days, inclusive and exclusive.
func TestInactivityByName(t *testing.T) {
	p := purchasesOf(t, []order{{0, 0}, {0, 31}, {1, 31}})
	for _, tc := range []struct {
		name string
		rule churn.Inactivity
		day  int
		want churn.Standing
	}{
		{"the 29th day", churn.LostAt(30), 29, churn.Standing{Active: 1}},
		{"the 30th day, inclusive", churn.LostAt(30), 30, churn.Standing{Lost: 1}},
		{"the 30th day, exclusive", churn.LostAt(31), 30, churn.Standing{Active: 1}},
		{"back on the 31st, inclusive: returned", churn.LostAt(30), 31, churn.Standing{Active: 1, Returned: 1}},
		{"back on the 31st, exclusive: never lost", churn.LostAt(31), 31, churn.Standing{Active: 2}},
		{"lost again", churn.LostAt(30), 61, churn.Standing{Lost: 2}},
	} {
		if got, err := p.Standing(tc.rule, day(tc.day)); err != nil || got != tc.want {
			t.Errorf("%s: %+v, %v, want %+v", tc.name, got, err, tc.want)
		}
	}
	if got := (churn.Standing{Active: 5, Returned: 1, Lost: 2}).Share(); got != (estimate.Proportion{Hits: 2, Misses: 6}) {
		t.Errorf("share %v", got)
	}
}

// The day is that of the time's own zone.
func TestPurchaseDay(t *testing.T) {
	east := time.FixedZone("east", 9*60*60)
	var p churn.Purchases[string]
	late := time.Date(2024, 3, 1, 23, 30, 0, 0, time.UTC) // March 2 in the east
	for customer, at := range map[string]time.Time{"utc": late, "east": late.In(east), "before 1970": time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC)} {
		if err := p.Add(customer, at); err != nil {
			t.Fatal(err)
		}
	}
	until := time.Date(2024, 3, 3, 0, 0, 0, 0, time.UTC)
	for customer, age := range map[string]int{"utc": 2, "east": 1, "before 1970": 19786} { // 19785 is 2024-03-03, counted from 1970
		if h := recencyFrequencies(t, &p, until)[customer]; h.Age != age {
			t.Errorf("%s: %+v, want an age of %d days", customer, h, age)
		}
	}
}

func TestPurchasesErrors(t *testing.T) {
	p := purchasesOf(t, orders)
	far := time.Unix(math.MaxInt64/2, 0)
	if err := p.Add(0, far); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("purchase at %v: %v, want out of range", far, err)
	}
	var nan churn.Purchases[float64]
	if err := nan.Add(math.NaN(), day(0)); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("a customer NaN: %v, want out of range", err)
	}
	_, err2 := p.RecencyFrequencies(far)
	_, err3 := p.Standing(churn.LostAt(1), far)
	_, err4 := p.Movements(churn.LostAt(1), day(0), far)
	_, err5 := p.Movements(churn.LostAt(1), day(0))
	_, err6 := p.Movements(churn.LostAt(1), day(1), day(0))
	for i, err := range []error{err2, err3, err4, err5, err6} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("error %d: %v, want out of range", i, err)
		}
	}
	for _, rule := range []churn.Inactivity{{}, churn.LostAt(0), churn.LostAt(math.MaxInt), churn.LostAt(1_000_001)} {
		_, err1 := p.Standing(rule, day(0))
		_, err2 := p.Movements(rule, day(0), day(1))
		if !errors.Is(err1, cx.ErrOutOfRange) || !errors.Is(err2, cx.ErrOutOfRange) {
			t.Errorf("rule %v: %v, %v, want out of range", rule, err1, err2)
		}
	}
}

// inactivityFollowsItsDefinition replays day by day who has bought within the
// last days.
func inactivityFollowsItsDefinition(t *rapid.T) {
	const customers, days = 4, 40
	log := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) order {
		return order{rapid.IntRange(0, customers-1).Draw(t, "customer"), rapid.IntRange(0, days).Draw(t, "day")}
	}), 0, 20).Draw(t, "log")
	n := rapid.IntRange(1, 15).Draw(t, "n")
	cut := rapid.IntRange(0, len(log)).Draw(t, "cut")
	p := purchasesOf(t, log[:cut])
	if err := p.Merge(purchasesOf(t, log[cut:])); err != nil {
		t.Fatal(err)
	}
	bought := func(c, d int) bool { return slices.Contains(log, order{c, d}) }
	isActive := func(c, d int) bool { // bought on one of the n days that end with d
		for i := range n {
			if bought(c, d-i) {
				return true
			}
		}
		return false
	}
	at := rapid.IntRange(0, days+20).Draw(t, "at")
	var want churn.Standing
	for c := range customers {
		known, lapsed := false, false
		for d := range at + 1 {
			known = known || bought(c, d)
			lapsed = lapsed || known && !isActive(c, d)
		}
		switch {
		case !known:
		case !isActive(c, at):
			want.Lost++
		case lapsed:
			want.Returned++
		default:
			want.Active++
		}
	}
	for _, rule := range []churn.Inactivity{churn.LostAt(n)} {
		if got, err := p.Standing(rule, day(at)); err != nil || got != want {
			t.Fatalf("standing on day %d: %+v, %v, want %+v", at, got, err, want)
		}
	}
	to := at + rapid.IntRange(1, 20).Draw(t, "window")
	var moved churn.Movement
	for c := range customers {
		was, is, before := isActive(c, at-1), isActive(c, to-1), false
		for d := range at {
			before = before || bought(c, d)
		}
		if was {
			moved.Opening++
		}
		switch {
		case was && !is:
			moved.Lost++
		case !was && is && before:
			moved.Reactivated++
		case !was && is:
			moved.New++
		case !was: // perhaps in between
			for d := at; d < to; d++ {
				if !isActive(c, d) {
					continue
				}
				if moved.LostJoined++; before {
					moved.Reactivated++
				} else {
					moved.New++
				}
				break
			}
		}
	}
	got, err := p.Movements(churn.LostAt(n), day(at), day(to))
	if err != nil || got[0] != moved {
		t.Fatalf("movement of days %d to %d: %+v, %v, want %+v", at, to, got, err, moved)
	}
}

func TestInactivityFollowsItsDefinition(t *testing.T) {
	rapid.Check(t, inactivityFollowsItsDefinition)
}
