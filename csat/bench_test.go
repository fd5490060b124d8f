package csat_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx/csat"
)

func randomRatings() []csat.Rating {
	random := rand.New(rand.NewPCG(1, 2))
	ratings := make([]csat.Rating, 1<<16)
	for i := range ratings {
		ratings[i] = csat.Rating(1 + random.IntN(5))
	}
	return ratings
}

func perRating(b *testing.B, ratings []csat.Rating) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ratings)), "ns/rating")
}

func BenchmarkTallyAdd(b *testing.B) {
	ratings := randomRatings()
	b.ReportAllocs()
	for b.Loop() {
		var t csat.Tally
		for _, r := range ratings {
			if t.Add(r) != nil {
				b.Fatal("refused")
			}
		}
		if t.N() != uint64(len(ratings)) {
			b.Fatal(t.N())
		}
	}
	perRating(b, ratings)
}

func BenchmarkCollectSlice(b *testing.B) {
	ratings := randomRatings()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := csat.CollectSlice(csat.Scale{}, ratings); err != nil {
			b.Fatal("refused")
		}
	}
	perRating(b, ratings)
}

// A bare array of counts with a range check: the least that a correct loop does.
func BenchmarkPeerBareCounts(b *testing.B) {
	ratings := randomRatings()
	for b.Loop() {
		var counts [11]uint64
		for _, r := range ratings {
			if r < 1 || r > 5 {
				b.Fatal("refused")
			}
			counts[r]++
		}
		if counts[1] == 0 {
			b.Fatal(counts)
		}
	}
	perRating(b, ratings)
}
