package churn

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// pretend makes a ledger of as many subscriptions as it is said to hold, without them:
// nobody waits until a test has added 2^27.
func pretend(l *Ledger[int], n int) { l.spans.n = n - len(l.named.records) }

func TestLedgerIsFull(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	sub := func(id string) Subscription[int] {
		return Subscription[int]{ID: id, Customer: 1, Start: start, End: start.AddDate(0, 1, 0), Updated: start}
	}
	for _, id := range []string{"", "a"} {
		l := NewLedger[int](Policy{})
		pretend(l, maxSubscriptions-2)
		if err := l.Add(sub(id)); err != nil {
			t.Fatalf("%q: two are free: %v", id, err)
		}
		pretend(l, maxSubscriptions-1)
		for _, next := range []string{"", "b"} {
			n, customers, records := l.n(), len(l.spans.last), len(l.named.records)
			if err := l.Add(sub(next)); !errors.Is(err, cx.ErrOverflow) || l.n() != n || len(l.spans.last) != customers || len(l.named.records) != records {
				t.Errorf("%q, %q: full: %v, %d subscriptions, before %d", id, next, err, l.n(), n)
			}
		}
	}
}

// Merge counts what both hold once.
func TestMergeOfFullLedgers(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	ledger := func(from, to, unnamed int) *Ledger[int] {
		l := NewLedger[int](Policy{})
		for i := range unnamed {
			if err := l.Add(Subscription[int]{Customer: 100 + i, Start: start}); err != nil {
				t.Fatal(err)
			}
		}
		for i := from; i < to; i++ {
			if err := l.Add(Subscription[int]{ID: strconv.Itoa(i), Customer: i, Start: start, Updated: start}); err != nil {
				t.Fatal(err)
			}
		}
		return l
	}
	for _, tc := range []struct {
		name string
		held int // of which those named 0 to 4 are real
		add  *Ledger[int]
		full bool
	}{
		{"room for all", maxSubscriptions - 3, ledger(5, 7, 1), false},
		{"one too many", maxSubscriptions - 2, ledger(5, 7, 1), true},
		{"one too many unnamed", maxSubscriptions, ledger(0, 0, 1), true},
		{"the same again", maxSubscriptions, ledger(0, 5, 0), false},
		{"some of them again", maxSubscriptions - 2, ledger(3, 7, 0), false},
		{"one of them new too many", maxSubscriptions - 1, ledger(3, 7, 0), true},
		{"nothing", maxSubscriptions, NewLedger[int](Policy{}), false},
	} {
		l := ledger(0, 5, 0)
		pretend(l, tc.held)
		err := l.Merge(tc.add)
		if errors.Is(err, cx.ErrOverflow) != tc.full || !tc.full && err != nil || tc.full && (l.n() != tc.held || len(l.named.records) != 5) {
			t.Errorf("%s: %v, %d subscriptions, before %d", tc.name, err, l.n(), tc.held)
		}
	}
}
