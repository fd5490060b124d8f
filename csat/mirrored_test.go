package csat_test

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
	"github.com/shopspring/decimal"
)

// A weighted tally mirrored is one of the mirrored ratings, and twice is the same again.
func TestWeightedMirrored(t *testing.T) {
	scale, err := csat.NewScale(1, 7)
	if err != nil {
		t.Fatal(err)
	}
	tally, want := csat.NewWeightedTally(scale), csat.NewWeightedTally(scale.Inverted())
	for r, weight := range map[csat.Rating]int64{1: 3, 4: 1, 6: 2, 7: 5} {
		if err := errors.Join(tally.Add(r, decimal.New(weight, 0)), want.Add(8-r, decimal.New(weight, 0))); err != nil {
			t.Fatal(err)
		}
	}
	if got := tally.Mirrored(); got != want || got.Mirrored() != tally {
		t.Errorf("%v mirrored is %v, want %v", tally, got, want)
	}
	if err := want.Merge(&tally); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("before it was mirrored: %v", err)
	}
	mirrored := tally.Mirrored()
	if err := want.Merge(&mirrored); err != nil {
		t.Error(err)
	}
}

// All, and more, of a small population.
func TestIntervalOf(t *testing.T) {
	var tally csat.Tally
	for _, r := range []csat.Rating{5, 4, 5, 1} {
		if err := tally.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	score, err := tally.Score()
	if err != nil {
		t.Fatal(err)
	}
	if i, err := tally.IntervalOf(4, 0.95); err != nil || i.Low != score.InexactFloat64() || i.High != i.Low {
		t.Error(i, err)
	}
	wide, err1 := tally.Interval(0.95)
	some, err2 := tally.IntervalOf(6, 0.95)
	if err := errors.Join(err1, err2); err != nil || some.Low <= wide.Low || some.High > wide.High {
		t.Error(some, wide, err)
	}
	if _, err := tally.IntervalOf(3, 0.95); !errors.Is(err, cx.ErrOutOfRange) || err.Error()[:len("csat: ")] != "csat: " {
		t.Error(err)
	}
}
