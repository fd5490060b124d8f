package value_test

import (
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/value"
)

func BenchmarkPaymentsAdd(b *testing.B) {
	h := new(value.Payments[int])
	paid := eur("19.99")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if err := h.Add(i%1000, paid); err != nil {
			b.Fatal(err)
		}
		if i++; i%100_000 == 0 { // before a sum gets too large
			h = new(value.Payments[int])
		}
	}
}

func BenchmarkAccountCLV(b *testing.B) {
	a, churn := account("60", "75", "1", false), estimate.RateOfPercent(dec("2.5"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.CLV(churn); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAccountCLVBySurvival looks ten years of months ahead.
func BenchmarkAccountCLVBySurvival(b *testing.B) {
	a, survival := account("60", "75", "1", false), make([]float64, 120)
	for i := range survival {
		survival[i] = 1 / float64(1+i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.CLVBySurvival(survival); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCAC(b *testing.B) {
	lag, costs := value.Lag{0, 1, 1}, []value.Money{eur("1"), eur("2"), eur("3")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := value.CAC(7, lag, costs...); err != nil {
			b.Fatal(err)
		}
	}
}
