package periods_test

import (
	"errors"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/cxmetrics/cx/internal/periods"
	"github.com/cxmetrics/cx/internal/sentinel"
	"pgregory.net/rapid"
)

// TestSets compares the sets with a plain list of events.
func TestSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		around := rapid.SampledFrom([]int{0, -100, 19_000, 999_999_000}).Draw(t, "around")
		far := rapid.SampledFrom([]int{3, 100, 900}).Draw(t, "far")
		period := rapid.IntRange(around, around+far)
		type event struct{ customer, period int }
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) event {
			return event{rapid.IntRange(0, 3).Draw(t, "customer"), period.Draw(t, "period")}
		}), 1, 60).Draw(t, "events")
		var a, b periods.Activity[int]
		for i, e := range events {
			to := &a
			if i%3 == 0 {
				to = &b
			}
			if err := to.Add(e.customer, e.period); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Merge(&b); err != nil {
			t.Fatal(err)
		}
		first := period.Draw(t, "first")
		last := rapid.IntRange(first, around+far).Draw(t, "last")
		seen := 0
		a.Each(func(customer int, s periods.Set) {
			seen++
			var want []int
			in := 0
			for p := around; p <= around+far; p++ {
				if slices.Contains(events, event{customer, p}) {
					want = append(want, p)
					if p >= first && p <= last {
						in++
					}
				}
			}
			if got := slices.Collect(s.All); !slices.Equal(got, want) || s.First() != want[0] {
				t.Errorf("customer %d: %v from %d, want %v", customer, got, s.First(), want)
			}
			if got := s.Count(first, last); got != in {
				t.Errorf("customer %d: %d of %v in %d..%d, want %d", customer, got, want, first, last, in)
			}
			if base, n := a.Words(); s.Base != base || len(s.Words) != n {
				t.Errorf("a set of %d words from %d, want %d from %d", len(s.Words), s.Base, n, base)
			}
		})
		distinct := map[int]bool{}
		for _, e := range events {
			distinct[e.customer] = true
		}
		if seen != len(distinct) {
			t.Errorf("%d customers, want %d", seen, len(distinct))
		}
	})
}

// TestManyCustomers fills shards until they have grown many times, in words before and
// after the first one, and compares the sets with a map.
func TestManyCustomers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var a periods.Activity[string]
	want := map[string][200]bool{}
	for range 150_000 {
		customer, period := strconv.Itoa(random.IntN(20_000)), random.IntN(200)
		if err := a.Add(customer, 1000+period); err != nil {
			t.Fatal(err)
		}
		set := want[customer]
		set[period] = true
		want[customer] = set
	}
	for range 2 { // reading changes nothing
		seen := 0
		a.Each(func(customer string, s periods.Set) {
			seen++
			var got [200]bool
			for p := range s.All {
				got[p-1000] = true
			}
			if got != want[customer] {
				t.Fatalf("customer %s: %v, want %v", customer, got, want[customer])
			}
		})
		if seen != len(want) {
			t.Fatalf("%d customers, want %d", seen, len(want))
		}
	}
}

// TestReadingBetween reads after every few events, from two goroutines at once, while
// buffers hold events of customers who are new and of words that are.
func TestReadingBetween(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var a periods.Activity[int]
	want := map[int]map[int]bool{}
	read := func() {
		seen := 0
		a.Each(func(customer int, s periods.Set) {
			seen++
			n := 0
			for p := range s.All {
				n++
				if !want[customer][p] {
					t.Errorf("customer %d was active in %d", customer, p)
				}
			}
			if n != len(want[customer]) {
				t.Errorf("customer %d: %d periods, want %v", customer, n, want[customer])
			}
		})
		if seen != len(want) {
			t.Errorf("%d customers, want %d", seen, len(want))
		}
	}
	for i := range 1500 {
		customer, period := random.IntN(1000), 2000-random.IntN(i+1)
		if err := a.Add(customer, period); err != nil {
			t.Fatal(err)
		}
		if want[customer] == nil {
			want[customer] = map[int]bool{}
		}
		want[customer][period] = true
		if i%9 == 0 {
			var wait sync.WaitGroup
			wait.Go(read)
			wait.Go(read)
			wait.Wait()
		}
		if t.Failed() {
			return
		}
	}
}

// TestZeroCustomer has a customer whose ID looks like a free slot. Where it comes to
// lie is random.
func TestZeroCustomer(t *testing.T) {
	for range 50 {
		var a periods.Activity[int]
		for i := range 4000 {
			if err := a.Add(i%2000, i%3); err != nil { // each in two periods, 0 in 0 and 2
				t.Fatal(err)
			}
		}
		n := 0
		a.Each(func(customer int, s periods.Set) {
			n++
			if got := slices.Collect(s.All); customer == 0 && !slices.Equal(got, []int{0, 2}) {
				t.Fatalf("customer 0: %v", got)
			}
		})
		if n != 2000 {
			t.Fatalf("%d customers", n)
		}
	}
}

// TestCount asks for every range around two words full of periods.
func TestCount(t *testing.T) {
	s := periods.Set{Words: []uint64{math.MaxUint64, math.MaxUint64}, Base: -70}
	for first := -80; first < 70; first++ {
		for last := first; last < 70; last++ {
			want := max(0, min(last, -70+127)-max(first, -70)+1)
			if got := s.Count(first, last); got != want {
				t.Fatalf("%d in %d..%d, want %d", got, first, last, want)
			}
		}
	}
}

// TestWidest has the most periods there may be, in every order of three of them, and
// of which is merged into which.
func TestWidest(t *testing.T) {
	for _, order := range [][]int{
		{0, 2000, periods.Max - 1}, {0, periods.Max - 1, 2000}, {2000, 0, periods.Max - 1},
		{2000, periods.Max - 1, 0}, {periods.Max - 1, 0, 2000}, {periods.Max - 1, 2000, 0},
	} {
		for split := range 4 { // so many in the one, and the rest in the other
			var a, b periods.Activity[int]
			for i, p := range order {
				to := &a
				if i >= split {
					to = &b
				}
				if err := to.Add(1, p); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.Merge(&b); err != nil {
				t.Fatal(err)
			}
			a.Each(func(_ int, s periods.Set) {
				if got := slices.Collect(s.All); !slices.Equal(got, []int{0, 2000, periods.Max - 1}) {
					t.Errorf("%v, split after %d: %v", order, split, got)
				}
			})
		}
	}
}

// Forgetting leaves what there would be had the customer never come, whether their events
// are in a buffer or in a table, and another copy has them still.
func TestForget(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for _, customers := range []int{1, 2, 50, 3000} {
		var a, never periods.Activity[int]
		sets := func(a *periods.Activity[int]) map[int][]int {
			all := map[int][]int{}
			a.Each(func(customer int, s periods.Set) { all[customer] = slices.Collect(s.All) })
			return all
		}
		for i := range 5 * customers {
			customer, period := random.IntN(customers), 500+random.IntN(150)
			if i == 0 {
				customer, period = 0, 10 // the first of all periods
			}
			if err := a.Add(customer, period); err != nil {
				t.Fatal(err)
			}
			if customer%3 != 0 {
				if err := never.Add(customer, period); err != nil {
					t.Fatal(err)
				}
			}
		}
		before := a.Clone()
		want := sets(&a)
		for customer := 0; customer < customers+3; customer += 3 {
			a.Forget(customer)
			a.Forget(customer)
		}
		if got, want := sets(&a), sets(&never); !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%d customers: %v, want %v", customers, got, want)
		}
		if got, want := a.Span(), never.Span(); got.Any != want.Any || got.Low != want.Low || got.High != want.High {
			t.Fatalf("%d customers: span %+v, want %+v", customers, got, want)
		}
		if got := sets(before); !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%d customers: the clone has %v, want %v", customers, got, want)
		}
		// What is forgotten may come again, and a clone goes its own way.
		if err := a.Add(0, 700); err != nil {
			t.Fatal(err)
		}
		if err := a.Merge(before); err != nil {
			t.Fatal(err)
		}
		want[0] = append(want[0], 700)
		if got := sets(&a); !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%d customers: merged again %v, want %v", customers, got, want)
		}
		if err := a.Merge(&a); err != nil || !maps.EqualFunc(sets(&a), want, slices.Equal) {
			t.Fatalf("%d customers: with itself %v, %v", customers, sets(&a), err)
		}
	}
}

func TestBounds(t *testing.T) {
	var a periods.Activity[float64]
	for _, p := range []int{1e9 + 1, -1e9 - 1, math.MaxInt, math.MinInt} {
		if err := a.Add(1, p); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("period %d: %v", p, err)
		}
	}
	if err := a.Add(math.NaN(), 1); !errors.Is(err, sentinel.OutOfRange) {
		t.Errorf("NaN: %v", err)
	}
	a.Each(func(float64, periods.Set) { t.Error("somebody is there") })
	for _, p := range []int{0, periods.Max - 1} {
		if err := a.Add(1, p); err != nil {
			t.Error(err)
		}
	}
	for _, p := range []int{-1, periods.Max} {
		if err := a.Add(1, p); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("period %d: %v", p, err)
		}
	}
	for _, r := range [][2]int{{1, 0}, {0, periods.Max}, {math.MinInt, 0}, {0, math.MaxInt}} {
		if err := periods.CheckRange(r[0], r[1]); !errors.Is(err, sentinel.OutOfRange) {
			t.Errorf("periods %v: %v", r, err)
		}
	}
	if err := periods.CheckRange(0, periods.Max-1); err != nil {
		t.Error(err)
	}
}
