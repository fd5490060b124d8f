package journey_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cxmetrics/cx/journey"
)

func BenchmarkTallyAdd(b *testing.B) {
	channels := []string{"chat", "email", "phone", "forum", "post"}
	b.ReportAllocs()
	var t journey.Tally
	i := 0
	for b.Loop() {
		if err := t.Add(channels[i%len(channels)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkTallyGoodman(b *testing.B) {
	var t journey.Tally
	for i := range 20 {
		must(b, t.AddN(fmt.Sprint(i), uint64(i+1)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := t.Goodman(0.95); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkArticlesAdd(b *testing.B) {
	b.ReportAllocs()
	var a journey.Articles
	for b.Loop() {
		if err := a.Add(journey.Reading{}, 800, 100*time.Second); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCollectCarts sorts out 100,000 events of 20,000 carts.
func BenchmarkCollectCarts(b *testing.B) {
	const events, carts = 100_000, 20_000
	seq := func(yield func(int, journey.CartEvent) bool) {
		for i := range events {
			event := journey.CartEvent{Time: minute(i / 100), Purchase: i%7 == 0}
			if !yield(i*7919%carts, event) {
				return
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := journey.CollectCarts(seq, timeout, minute(events)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
}
