package churn_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"pgregory.net/rapid"
)

// One order and its refund is no repeat purchase, and nobody's purchase any more.
func TestRefunds(t *testing.T) {
	var p churn.Purchases[string]
	must(t,
		p.Add("ann", day(0)), p.AddRefund("ann", day(3)),
		p.Add("bob", day(0)), p.Add("bob", day(10)), p.AddRefund("bob", day(12)), // of the later one
		p.Add("eve", day(0)), p.Add("eve", day(0)), p.Add("eve", day(9)), p.AddRefund("eve", day(0)),
		p.Add("old", day(5)), p.AddRefund("old", day(2)), // of an order before the records
		p.AddRefund("gone", day(1)))
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"customers", p.Customers(), uint64(3)},
		{"by day", p.RepeatByDay().Hits, uint64(1)},
		{"text", p.String(), "3 customers, 7 purchases and 5 refunds from 2024-01-01 to 2024-01-11"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	if share := p.RepeatByOrder(); share.Hits != 1 || share.Misses != 2 {
		t.Errorf("by order: %+v", share)
	}
	// As of a day before the refund there was a purchase.
	if v, bought := recencyFrequencies(t, &p, day(2))["ann"]; !bought || v != (churn.RecencyFrequency{Age: 2}) {
		t.Errorf("%+v, %v", v, bought)
	}
	if v, bought := recencyFrequencies(t, &p, day(3))["ann"]; bought {
		t.Errorf("after the refund: %+v", v)
	}
	before, err := p.Standing(churn.LostAt(30), day(2))
	if err != nil || before.Active != 3 {
		t.Errorf("%+v, %v", before, err)
	}
	moved, err := p.Movements(churn.LostAt(5), day(0), day(2), day(8))
	// On day 2 of ann, bob and eve; ann's order has been paid back by the last bound.
	if want := []churn.Movement{{New: 2}, {Opening: 2, New: 1, Lost: 2}}; err != nil || !slices.Equal(moved, want) {
		t.Errorf("%+v, %v, want %+v", moved, err, want)
	}
	must(t, p.RemoveRefund("ann", day(3)))
	if p.Customers() != 4 {
		t.Errorf("%d customers", p.Customers())
	}
	err1, err2, err3 := p.RemoveRefund("ann", day(3)), p.AddRefund("ann", time.Time{}), p.RemoveRefund("ann", time.Time{})
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, cx.ErrOutOfRange) {
			t.Errorf("%v, want out of range", err)
		}
	}
	var q churn.Purchases[string]
	must(t, q.AddRefund("ann", day(3)))
	if err := p.Subtract(&q); !errors.Is(err, cx.ErrOutOfRange) || !strings.Contains(err.Error(), "refunds on 2024-01-04") {
		t.Error(err)
	}
	p.Forget("bob")
	p.Forget("gone")
	if text := p.String(); text != "3 customers, 5 purchases and 2 refunds from 2024-01-01 to 2024-01-10" {
		t.Error(text)
	}
}

// A refund takes back the last purchase before it that is left, whatever the order in which
// they are recorded, also after merging and taking back.
func TestRefundsFollowTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 8).Draw(t, "days")
		refunds := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 5).Draw(t, "refunds")
		var parts [2]churn.Purchases[int]
		for _, d := range rapid.Permutation(days).Draw(t, "shuffled") {
			must(t, parts[rapid.IntRange(0, 1).Draw(t, "part")].Add(1, day(d)))
		}
		for _, d := range rapid.Permutation(refunds).Draw(t, "shuffled") {
			must(t, parts[rapid.IntRange(0, 1).Draw(t, "part")].AddRefund(1, day(d)))
		}
		p := parts[0].Clone()
		must(t, p.Merge(&parts[1]))
		slices.Sort(days)
		slices.Sort(refunds)
		for _, r := range refunds {
			for i, d := range slices.Backward(days) {
				if d <= r {
					days = slices.Delete(days, i, i+1)
					break
				}
			}
		}
		want := "nobody"
		if len(days) > 0 {
			want = fmt.Sprint(days[0], days[len(days)-1], len(days) > 1)
		}
		got := "nobody"
		for _, v := range all(t, p) {
			got = fmt.Sprint(12-v.Age, 12-v.Age+v.Recency, p.RepeatByOrder().Hits == 1)
		}
		if got != want || p.Customers() != uint64(min(1, len(days))) {
			t.Fatalf("%s, want %s", got, want)
		}
		must(t, p.Subtract(&parts[1]))
		a, err1 := p.MarshalBinary()
		b, err2 := parts[0].MarshalBinary()
		if must(t, err1, err2); !slices.Equal(a, b) {
			t.Fatalf("%x, want %x", a, b)
		}
	})
}

func all(t *rapid.T, p *churn.Purchases[int]) (v []churn.RecencyFrequency) {
	seq, err := p.RecencyFrequencies(day(12))
	must(t, err)
	for _, r := range seq {
		v = append(v, r)
	}
	return v
}

func ExamplePurchases_AddRefund() {
	var p churn.Purchases[string]
	day := func(d int) time.Time { return time.Date(2024, 1, d, 0, 0, 0, 0, time.UTC) }
	if err := errors.Join(
		p.Add("ann", day(2)), p.Add("ann", day(20)),
		p.Add("bob", day(2)), p.Add("bob", day(9)), p.AddRefund("bob", day(15)), // of the order of the 9th
	); err != nil {
		panic(err)
	}
	repeat := p.RepeatByOrder()
	fmt.Printf("%d of %d customers bought again\n", repeat.Hits, p.Customers())
	// Output:
	// 1 of 2 customers bought again
}
