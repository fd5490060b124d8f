package churn_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/estimate"
	"pgregory.net/rapid"
)

func TestOpeningCustomers(t *testing.T) {
	for _, tc := range []struct {
		opening, lost        uint64
		wantChurn, wantKeeps string
	}{
		{200, 6, "3", "97"},
		{3, 1, "33.3333333333333333", "66.6666666666666667"},
		{10, 0, "0", "100"},
		{10, 10, "100", "0"},
		{math.MaxUint64, 0, "0", "100"},
	} {
		c, err := churn.Movement{Opening: tc.opening, Lost: tc.lost}.OpeningCustomers()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Churn().Score(); err != nil || got.String() != tc.wantChurn {
			t.Errorf("%d customers less %d: churn %v, %v, want %s", tc.opening, tc.lost, got, err, tc.wantChurn)
		}
		if got, err := c.Retention().Score(); err != nil || got.String() != tc.wantKeeps {
			t.Errorf("%d customers less %d: retention %v, %v, want %s", tc.opening, tc.lost, got, err, tc.wantKeeps)
		}
		if c.Kept != tc.opening-tc.lost || c.Lost != tc.lost {
			t.Errorf("%d customers less %d = %+v", tc.opening, tc.lost, c)
		}
	}
}

func TestCustomersErrors(t *testing.T) {
	if c, err := (churn.Movement{Opening: 3, Lost: 4}).OpeningCustomers(); !errors.Is(err, cx.ErrOutOfRange) || c != (churn.Customers{}) {
		t.Errorf("3 customers less 4: %v, %v, want out of range", c, err)
	}
	if _, err := (churn.Customers{}).Churn().Score(); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("churn of no customers: %v, want no data", err)
	}
	full := churn.Customers{Kept: 1, Lost: math.MaxUint64}
	before := full
	if err := full.Merge(&churn.Customers{Kept: 1, Lost: 1}); !errors.Is(err, cx.ErrOverflow) || full != before {
		t.Errorf("merge past 2^64-1: %v, %v, want overflow and unchanged", full, err)
	}
}

func TestCustomersProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opening := rapid.Uint64Range(1, math.MaxUint64).Draw(t, "opening")
		lost := rapid.Uint64Range(0, opening).Draw(t, "lost")
		c := churn.Customers{Kept: opening - lost, Lost: lost}
		exact := func(p estimate.Proportion) *big.Rat {
			hits, all := new(big.Int).SetUint64(p.Hits), new(big.Int).SetUint64(p.Misses)
			return new(big.Rat).SetFrac(hits, all.Add(all, hits))
		}
		rate, kept := exact(c.Churn()), exact(c.Retention())
		want := new(big.Rat).SetFrac(new(big.Int).SetUint64(lost), new(big.Int).SetUint64(opening))
		if rate.Cmp(want) != 0 {
			t.Fatalf("churn %v, want %v", rate, want)
		}
		if rate.Add(rate, kept).Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("churn + retention = %v, want 1", rate)
		}
	})
}

func TestCustomersMerge(t *testing.T) {
	counts := rapid.Custom(func(t *rapid.T) churn.Customers {
		return churn.Customers{Kept: rapid.Uint64Range(0, 1<<60).Draw(t, "kept"), Lost: rapid.Uint64Range(0, 1<<60).Draw(t, "lost")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := counts.Draw(t, "a"), counts.Draw(t, "b")
		ab, ba, az := a, b, a
		for _, err := range []error{ab.Merge(&b), ba.Merge(&a), az.Merge(&churn.Customers{})} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if want := (churn.Customers{Kept: a.Kept + b.Kept, Lost: a.Lost + b.Lost}); ab != want || ba != want || az != a {
			t.Fatalf("merge of %v and %v: %v, %v, with zero %v", a, b, ab, ba, az)
		}
	})
}
