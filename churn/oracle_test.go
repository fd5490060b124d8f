package churn_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

var epoch = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// day is the first instant of the n-th day of the tests' calendar.
func day(n int) time.Time { return epoch.AddDate(0, 0, n) }

// maxPeriods is the documented limit.
const maxPeriods = 4096

// month is the n-th month of 2024, of the years after it, and before it for n below 1.
func month(n int) period.Period {
	p, err := period.Month.At(12*2023 - 1 + n)
	if err != nil {
		panic(err)
	}
	return p
}

// plan is a subscription in whole days; end < 0 is open.
type plan struct {
	customer   int
	start, end int
	cancelled  int // < 0: none
	cents      int64
	trial      bool
}

func (p plan) subscription() churn.Subscription[int] {
	s := churn.Subscription[int]{
		Customer: p.customer, Start: day(p.start), MRR: decimal.New(p.cents, -2), Currency: "EUR", Trial: p.trial,
	}
	if p.end >= 0 {
		s.End = day(p.end)
	}
	if p.cancelled >= 0 {
		s.Cancelled = day(p.cancelled)
	}
	return s
}

// cents is an amount of so many hundredths.
func cents(n int64) decimal.Decimal { return decimal.New(n, -2) }

// holds tells what a customer holds on a day: the cents, and whether anything.
func holds(policy churn.Policy, plans []plan, customer, d int) (cents int64, active bool) {
	for _, p := range plans {
		switch {
		case p.customer != customer, d < p.start, p.end >= 0 && d >= p.end:
		case policy.EndAtCancellation && p.cancelled >= 0 && d >= p.cancelled:
		case p.trial && !policy.CountTrials, p.cents == 0 && policy.IgnoreFree:
		default:
			cents, active = cents+p.cents, true
		}
	}
	return cents, active
}

// counted is a window in plain integers.
type counted struct {
	opening, joined, reactivated, lost, lostJoined          uint64
	openingC, newC, reactivatedC, expansionC, contrC, lostC int64
	expansionJoinedC, contrJoinedC, lostJoinedC             int64
}

// replayDays counts the window of the days from..to-1 from what each customer
// holds on each day: the definition, without spans, instants or sorting.
func replayDays(policy churn.Policy, plans []plan, customers, from, to int) counted {
	return replayHeld(policy, customers, from, to, func(c, d int) (int64, bool) { return holds(policy, plans, c, d) })
}

// bridged returns what customers hold on each day where gaps of up to so many days are none:
// in them it is what was held before.
func bridged(policy churn.Policy, plans []plan, grace int) func(c, d int) (int64, bool) {
	return func(c, d int) (cents int64, active bool) {
		if cents, active = holds(policy, plans, c, d); active {
			return cents, active
		}
		last, next := d, d
		for ; last >= 0; last-- {
			if _, active = holds(policy, plans, c, last); active {
				break
			}
		}
		for ; next < d+grace; next++ {
			if _, active = holds(policy, plans, c, next); active {
				break
			}
		}
		if _, active = holds(policy, plans, c, next); last < 0 || !active || next-last-1 > grace {
			return 0, false
		}
		return holds(policy, plans, c, last)
	}
}

// replayHeld counts the window from what hold tells.
func replayHeld(policy churn.Policy, customers, from, to int, hold func(c, d int) (int64, bool)) counted {
	var w counted
	for c := range customers {
		// before tells whether the customer held anything on any day before d.
		before := func(d int) bool {
			for e := range d {
				if _, active := hold(c, e); active {
					return true
				}
			}
			return false
		}
		openC, opened := hold(c, from-1)
		if opened {
			w.opening++
			w.openingC += openC
		}
		compare := []int{from - 1, to - 1} // the days whose holdings are compared
		if policy.Gross {
			compare = compare[:1]
			for d := from; d < to; d++ {
				compare = append(compare, d)
			}
		}
		lostOnce := false
		for i := 1; i < len(compare); i++ {
			wasC, was := hold(c, compare[i-1])
			isC, is := hold(c, compare[i])
			switch {
			case was && is && (!opened || lostOnce): // in the window, joined before
				w.expansionJoinedC += max(0, isC-wasC)
				w.contrJoinedC += max(0, wasC-isC)
			case was && is:
				w.expansionC += max(0, isC-wasC)
				w.contrC += max(0, wasC-isC)
			case was && opened && !lostOnce:
				w.lost++
				w.lostC += wasC
				lostOnce = true
			case was:
				w.lostJoined++
				w.lostJoinedC += wasC
			case is && !policy.ReturnsAreNew && before(compare[i-1]+1):
				w.reactivated++
				w.reactivatedC += isC
			case is:
				w.joined++
				w.newC += isC
			case !policy.Gross && !opened: // not there at either end: perhaps in between
				lastC, passed := int64(0), false
				for d := from; d < to; d++ {
					if heldC, held := hold(c, d); held {
						lastC, passed = heldC, true
					}
				}
				switch {
				case !passed:
					continue
				case !policy.ReturnsAreNew && before(from):
					w.reactivated++
					w.reactivatedC += lastC
				default:
					w.joined++
					w.newC += lastC
				}
				w.lostJoined++
				w.lostJoinedC += lastC
			}
		}
	}
	return w
}

func (w counted) check(t *rapid.T, got churn.Window) {
	m := got.Movement
	if want := (churn.Movement{Opening: w.opening, New: w.joined, Reactivated: w.reactivated, Lost: w.lost, LostJoined: w.lostJoined}); m != want {
		t.Fatalf("movement %+v, want %+v", m, want)
	}
	r := got.Revenue
	for _, a := range []struct {
		name string
		got  decimal.Decimal
		want int64
	}{
		{"opening", r.Opening, w.openingC}, {"new", r.New, w.newC}, {"reactivated", r.Reactivated, w.reactivatedC},
		{"expansion", r.Expansion, w.expansionC}, {"contraction", r.Contraction, w.contrC}, {"churned", r.Churned, w.lostC},
		{"joined expansion", r.ExpansionJoined, w.expansionJoinedC}, {"joined contraction", r.ContractionJoined, w.contrJoinedC},
		{"joined churned", r.ChurnedJoined, w.lostJoinedC},
	} {
		if a.got.Rat().Cmp(big.NewRat(a.want, 100)) != 0 {
			t.Fatalf("%s revenue %v, want %d cents", a.name, a.got, a.want)
		}
	}
}

const horizon = 30 // days of the generated plans

func plansOf(customers int) *rapid.Generator[[]plan] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) plan {
		p := plan{
			customer:  rapid.IntRange(0, customers-1).Draw(t, "customer"),
			start:     rapid.IntRange(0, horizon).Draw(t, "start"),
			end:       -1,
			cancelled: -1,
			cents:     rapid.SampledFrom([]int64{0, 1, 999, 1000, 4999, 100_000_000}).Draw(t, "cents"),
			trial:     rapid.IntRange(0, 4).Draw(t, "trial") == 0,
		}
		if rapid.Bool().Draw(t, "ends") {
			p.end = p.start + rapid.IntRange(0, 12).Draw(t, "days")
		}
		if rapid.Bool().Draw(t, "cancels") {
			p.cancelled = rapid.IntRange(0, horizon+5).Draw(t, "cancelled")
		}
		return p
	}), 0, 12)
}

var policies = rapid.Custom(func(t *rapid.T) churn.Policy {
	return churn.Policy{
		Gross:             rapid.Bool().Draw(t, "gross"),
		EndAtCancellation: rapid.Bool().Draw(t, "end at cancellation"),
		CountTrials:       rapid.Bool().Draw(t, "count trials"),
		IgnoreFree:        rapid.Bool().Draw(t, "ignore free"),
		ReturnsAreNew:     rapid.Bool().Draw(t, "returns are new"),
	}
})

func ledgerOf(t testing.TB, policy churn.Policy, plans []plan) *churn.Ledger[int] {
	t.Helper()
	l := churn.NewLedger[int](policy)
	for _, p := range plans {
		if err := l.Add(p.subscription()); err != nil {
			t.Fatal(err)
		}
	}
	return l
}
