package churn_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
)

type purchase struct {
	customer int64
	period   period.Period
}

// purchases returns events of a tenth as many customers with sparse integer IDs
// in 24 months.
func purchases(n int) []purchase {
	random := rand.New(rand.NewPCG(1, 2))
	customers := make([]int64, n/10)
	for i := range customers {
		customers[i] = int64(random.Uint64() >> 1)
	}
	months := make([]period.Period, 24)
	for i := range months {
		months[i] = month(1 + i)
	}
	events := make([]purchase, n)
	for i := range events {
		events[i] = purchase{customers[random.IntN(len(customers))], months[random.IntN(24)]}
	}
	return events
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkActivity builds the cohort table and the monthly churn of events in
// random order. Bytes are what the activity holds when all are in.
func BenchmarkActivity(b *testing.B) {
	for _, n := range []int{1_000_000, 10_000_000} {
		events := purchases(n)
		b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
			before := heap()
			for b.Loop() {
				var a churn.Activity[int64]
				for _, e := range events {
					if err := a.Add(e.customer, e.period); err != nil {
						b.Fatal(err)
					}
				}
				table, err := a.Bounded(month(1), month(24))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := a.Movements(month(2), month(24)); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				b.ReportMetric(float64(heap()-before)/float64(n/10), "B/customer")
				runtime.KeepAlive(table)
				runtime.KeepAlive(&a)
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/event")
		})
	}
}

// BenchmarkLedger reads the twelve monthly windows of subscriptions, two for each
// customer.
func BenchmarkLedger(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	subscriptions := make([]churn.Subscription[int], 200_000)
	for i := range subscriptions {
		start := day(random.IntN(360))
		subscriptions[i] = churn.Subscription[int]{
			Customer: random.IntN(len(subscriptions) / 2), Start: start, End: start.AddDate(0, 0, 1+random.IntN(300)),
			MRR: cents(100 * random.Int64N(500)),
		}
	}
	var bounds []time.Time
	for m := range 13 {
		bounds = append(bounds, epoch.AddDate(0, m, 0))
	}
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		l := new(churn.Ledger[int])
		i := 0
		for b.Loop() {
			if i == len(subscriptions) {
				l, i = new(churn.Ledger[int]), 0
			}
			if err := l.Add(subscriptions[i]); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
	var l churn.Ledger[int]
	for _, s := range subscriptions {
		if err := l.Add(s); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("Windows", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.Windows(bounds...); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(subscriptions)), "ns/subscription")
	})
}

// BenchmarkCorrections collects a million subscriptions of which every other one comes
// twice, the second time with an end, and reads their 24 monthly windows.
func BenchmarkCorrections(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	const n = 1_000_000
	records := make([]churn.Subscription[int], 0, 3*n/2)
	for i := range n {
		s := churn.Subscription[int]{
			ID: fmt.Sprintf("sub_%08d", i), Updated: day(800), Customer: random.IntN(n / 2), Start: day(random.IntN(700)), MRR: cents(100 * random.Int64N(500)), Currency: "EUR",
		}
		if i%2 == 0 {
			records = append(records, s)
			s.End, s.Updated = s.Start.AddDate(0, 0, 1+random.IntN(300)), day(801)
		}
		records = append(records, s)
	}
	random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	before := heap()
	for b.Loop() {
		var l churn.Ledger[int]
		for _, s := range records {
			if err := l.Add(s); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := periodWindows(&l, nil, month(1), month(24)); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.ReportMetric(float64(heap()-before)/n, "B/subscription")
		runtime.KeepAlive(&l)
		b.StartTimer()
	}
}

func BenchmarkKaplanMeier(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var l churn.Lifetimes
	for range 1_000_000 {
		if err := l.Add(churn.Lifetime{Time: random.Int64N(3000), Lost: random.IntN(3) > 0}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := l.KaplanMeier(); err != nil {
			b.Fatal(err)
		}
	}
}
