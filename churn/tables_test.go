package churn_test

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
	"pgregory.net/rapid"
)

// Tables of customers that are apart merge to the bytes of the table of all.
func TestTablesOfShardsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const shards = 3
		var activity [shards + 1]churn.Activity[int] // the last has all
		var spending [shards + 1]churn.Spending[int]
		for range rapid.IntRange(0, 60).Draw(t, "events") {
			customer := rapid.IntRange(0, 12).Draw(t, "customer")
			p := month(rapid.IntRange(0, 9).Draw(t, "month"))
			paid := cents(rapid.Int64Range(-300, 900).Draw(t, "cents"))
			for _, i := range [...]int{customer % shards, shards} {
				if err := errors.Join(activity[i].Add(customer, p), spending[i].Add(customer, p, paid)); err != nil {
					t.Fatal(err)
				}
			}
		}
		first := rapid.IntRange(0, 5).Draw(t, "first")
		last := first + rapid.IntRange(0, 6).Draw(t, "more")
		order := rapid.Permutation([]int{0, 1, 2}).Draw(t, "order")
		mergedIs(t, order, func(i int) (churn.CohortTable, error) { return activity[i].Bounded(month(first), month(last)) })
		mergedIs(t, order, func(i int) (churn.CohortTable, error) { return activity[i].Rolling(month(first), month(last)) })
		mergedIs(t, order, func(i int) (churn.RevenueTable, error) { return spending[i].Cohorts(month(first), month(last)) })
		mergedIs(t, order, func(i int) (churn.Active, error) { return activity[i].Active(month(first), month(last)) })
	})
}

// mergedIs merges the parts in an order and compares the bytes with those of all, the
// part after the last.
func mergedIs[T interface{ MarshalBinary() ([]byte, error) }, P interface {
	*T
	cx.Tally[P]
	UnmarshalBinary(data []byte) error
}](t *rapid.T, order []int, part func(i int) (T, error)) {
	t.Helper()
	bytes := func(v T) string {
		data, err := v.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	var sum T
	for _, i := range order {
		p, err := part(i)
		if err != nil {
			t.Fatal(err)
		}
		copied, before := sum, bytes(sum)
		var stored T
		if err := errors.Join(P(&stored).UnmarshalBinary([]byte(bytes(p))), P(&sum).Merge(P(&stored))); err != nil {
			t.Fatal(err)
		}
		if bytes(copied) != before || bytes(stored) != bytes(p) {
			t.Fatalf("merging changed a copy or the source")
		}
	}
	all, err := part(len(order))
	if err != nil {
		t.Fatal(err)
	}
	if bytes(sum) != bytes(all) {
		t.Fatalf("merged %v, of all %v", sum, all)
	}
}

func TestTablesThatDoNotMerge(t *testing.T) {
	var a churn.Activity[int]
	var s churn.Spending[int]
	must(t, a.Add(1, month(1)), s.Add(1, month(1), cents(100)))
	bounded, err1 := a.Bounded(month(1), month(3))
	rolling, err2 := a.Rolling(month(1), month(3))
	shorter, err3 := a.Bounded(month(1), month(2))
	paid, err4 := s.Cohorts(month(1), month(3))
	later, err5 := s.Cohorts(month(2), month(4))
	must(t, err1, err2, err3, err4, err5)
	for _, o := range []churn.CohortTable{rolling, shorter} {
		if sum := bounded; !errors.Is(sum.Merge(&o), cx.ErrMismatch) || sum.String() != bounded.String() {
			t.Errorf("merged\n%v", sum)
		}
	}
	if sum := paid; !errors.Is(sum.Merge(&later), cx.ErrMismatch) || sum.String() != paid.String() {
		t.Errorf("merged\n%v", sum)
	}
	// 2^63 customers twice are one too many; so is a revenue of 10^18.
	many, other := bounded, churn.RevenueTable{}
	must(t, many.UnmarshalJSON([]byte(`{"rule":"bounded","unit":"month","cohorts":[{"cohort":"2024-01","size":9223372036854775808,"retained":[9223372036854775808],"percent":["100"]}]}`)),
		other.UnmarshalJSON([]byte(`{"rule":"closing","currency":"EUR","unit":"month","cohorts":[{"cohort":"2024-01","size":1,"revenue":["500000000000000000"],"percent":["100"]}]}`)))
	if err := many.Merge(&many); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("2^64 customers: %v", err)
	}
	if err := other.Merge(&other); !errors.Is(err, cx.ErrOverflow) {
		t.Errorf("a revenue of 10^18: %v", err)
	}
	if other.Currency() != "EUR" {
		t.Errorf("currency %q", other.Currency())
	}
	must(t, bounded.Merge(nil), paid.Merge(nil))
}

// A table of nobody takes memory for its cohorts, not for its cells.
func TestEmptyTableIsSmall(t *testing.T) {
	first, err1 := period.Day.At(0)
	last, err2 := period.Day.At(4095)
	must(t, err1, err2)
	var a churn.Activity[int]
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := a.Bounded(first, last); err != nil {
				b.Fatal(err)
			}
		}
	})
	if n := result.AllocedBytesPerOp(); n > 1<<20 {
		t.Errorf("%d bytes", n)
	}
}
