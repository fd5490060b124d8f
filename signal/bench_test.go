package signal_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx/signal"
)

// 10,000 series of 60 periods, read from the series and charted.
func BenchmarkCharts(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	hits, n := repeat(0, 60), repeat(0, 60)
	for i := range hits {
		n[i] = 200 + r.Uint64N(100)
		hits[i] = 150 + r.Uint64N(40)
	}
	s := counted(hits, n)
	data := shares(hits, n)
	b.Run("limits of 10000 series", func(b *testing.B) {
		for b.Loop() {
			for range 10000 {
				if _, err := data.Chart(signal.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("with reading", func(b *testing.B) {
		for b.Loop() {
			for range 10000 {
				d, err := signal.Shares(s, (*cell).share)
				if err == nil {
					_, err = d.Chart(signal.Options{})
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
