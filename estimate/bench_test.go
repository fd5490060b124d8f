package estimate_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx/estimate"
)

func BenchmarkSampleAdd(b *testing.B) {
	var s estimate.Sample
	for b.Loop() {
		s.Add(7)
	}
}

func BenchmarkSampleMerge(b *testing.B) {
	var s estimate.Sample
	one := sampleOf(b, 7)
	for b.Loop() {
		s.Merge(&one)
	}
}

func BenchmarkProportionPercent(b *testing.B) {
	for b.Loop() {
		share(123, 456).Score()
	}
}

func BenchmarkSampleMean(b *testing.B) {
	s := sampleOf(b, 1, 2, 4)
	for b.Loop() {
		s.Score()
	}
}

func BenchmarkSampleStdDev(b *testing.B) {
	s := sampleOf(b, 1, 2, 4)
	for b.Loop() {
		s.StdDev()
	}
}

func BenchmarkIntervals(b *testing.B) {
	for _, m := range methods {
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				m.interval(share(123, 456), 0.95)
			}
		})
	}
	b.Run("StudentT", func(b *testing.B) {
		s := sampleOf(b, 1, 2, 4, 7)
		for b.Loop() {
			s.Interval(0.95)
		}
	})
}

func BenchmarkCompareNewcombe(b *testing.B) {
	for b.Loop() {
		share(7, 34).Compare(share(1, 34), 0.95)
	}
}

func BenchmarkCompareWelch(b *testing.B) {
	x, y := sampleOf(b, 1, 2, 4, 7), sampleOf(b, 3, 3, 8)
	for b.Loop() {
		x.Compare(y, 0.95)
	}
}

func BenchmarkWeightedSampleAdd(b *testing.B) {
	var s estimate.WeightedSample
	weight := dec("0.8734512345678901")
	for b.Loop() {
		s.Add(7, weight)
	}
}

func BenchmarkPlanOf(b *testing.B) {
	p, err := estimate.PlanProportion(estimate.Proportion{Hits: 1, Misses: 1}, 0.95)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.Of(10_000).Responses(3)
	}
}

func BenchmarkRespondentsAdd(b *testing.B) {
	var r estimate.Respondents[string, int]
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = "respondent " + strconv.Itoa(i)
	}
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	i := 0
	for b.Loop() {
		r.Add(ids[i%len(ids)], at.Add(time.Duration(i)), i%11)
		i++
	}
}
