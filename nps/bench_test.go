package nps_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx/nps"
)

func randomRatings() []nps.Rating {
	random := rand.New(rand.NewPCG(1, 2))
	ratings := make([]nps.Rating, 1<<16)
	for i := range ratings {
		ratings[i] = nps.Rating(random.IntN(11))
	}
	return ratings
}

func perRating(b *testing.B, ratings []nps.Rating) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ratings)), "ns/rating")
}

func BenchmarkTallyAdd(b *testing.B) {
	ratings := randomRatings()
	b.ReportAllocs()
	for b.Loop() {
		var t nps.Tally
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

// A bare array of counts with a range check: the least that a correct loop does.
func BenchmarkPeerBareCounts(b *testing.B) {
	ratings := randomRatings()
	for b.Loop() {
		var counts [11]uint64
		for _, r := range ratings {
			if r < 0 || r > 10 {
				b.Fatal("refused")
			}
			counts[r]++
		}
		if counts[0] == 0 {
			b.Fatal(counts)
		}
	}
	perRating(b, ratings)
}

// The loop that most hand-written code has: a switch on the three groups.
func BenchmarkPeerSwitch(b *testing.B) {
	ratings := randomRatings()
	for b.Loop() {
		var promoters, passives, detractors uint64
		for _, r := range ratings {
			switch {
			case r < 0 || r > 10:
				b.Fatal("refused")
			case r >= 9:
				promoters++
			case r >= 7:
				passives++
			default:
				detractors++
			}
		}
		if promoters+passives+detractors != uint64(len(ratings)) {
			b.Fatal(promoters, passives, detractors)
		}
	}
	perRating(b, ratings)
}

func BenchmarkCollectSlice(b *testing.B) {
	ratings := randomRatings()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := nps.CollectSlice(ratings); err != nil {
			b.Fatal("refused")
		}
	}
	perRating(b, ratings)
}

func BenchmarkScore(b *testing.B) {
	groups := nps.Groups{Promoters: 462, Passives: 176, Detractors: 362}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := groups.Score(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	first, second := nps.Groups{Promoters: 120, Passives: 47, Detractors: 83}, nps.Groups{Promoters: 110, Passives: 49, Detractors: 91}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := first.Compare(second, 0.95); err != nil {
			b.Fatal(err)
		}
	}
}
