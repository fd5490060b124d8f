package main

import (
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/signal"
	"github.com/shopspring/decimal"
)

// TestTrendLimits: a chart has the natural limits, marks the signals, and says how far the
// limits can be trusted. The months are those of the example of package signal.
func TestTrendLimits(t *testing.T) {
	satisfied := []uint64{164, 158, 167, 161, 170, 155, 163, 168, 160, 166, 159, 165, 134}
	read := func(n int) trend {
		t.Helper()
		res := results{Unit: period.Month, AsOf: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)}
		for i, hits := range satisfied[:n] {
			tally := csat.NewTally(csat.YesNo())
			if err := tally.AddN(1, hits); err != nil {
				t.Fatal(err)
			}
			if err := tally.AddN(0, 200-hits); err != nil {
				t.Fatal(err)
			}
			score, err := tally.Score()
			if err != nil {
				t.Fatal(err)
			}
			month := time.Date(2024, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
			res.Periods = append(res.Periods, figures{Period: month, Over: true, CSAT: csatFigures{Percent: &score, Tally: tally}})
		}
		got, err := plot{
			"CSAT", 0, 100, signal.Higher, 1, "%.1f",
			func(f figures) (*decimal.Decimal, estimate.Interval) { return f.CSAT.Percent, estimate.Interval{} },
			func(res results) (signal.Data, error) {
				return valueSignals(res, func(f figures) *decimal.Decimal { return f.CSAT.Percent }, 100)
			},
		}.draw(res)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	// The mean is 80.38, the mean moving range 58/12 = 4.83: from 67.5 to 93.2.
	got := read(13)
	if want := "2025-01: low, beyond a limit (bad)"; len(got.Signals) != 1 || got.Signals[0] != want ||
		strings.Count(string(got.SVG), "cx-mark cx-signal") != 1 || !strings.Contains(string(got.SVG), want) ||
		!strings.Contains(string(got.SVG), "cx-limit") || got.Note != "Dashed: natural limits." {
		t.Errorf("%+v", got)
	}
	for n, want := range map[int]string{
		11: "Dashed: natural limits, provisional below 12 periods.", 6: "Dashed: natural limits, provisional below 12 periods.",
		5: "Too few periods for natural limits.", 1: "Too few periods for natural limits.",
	} {
		if got := read(n); got.Note != want || len(got.Signals) != 0 || strings.Contains(string(got.SVG), "cx-limit") != (n > 5) {
			t.Errorf("%d months: %+v", n, got)
		}
	}
}
