package ces_test

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
	"github.com/shopspring/decimal"
)

// A weighted tally mirrored is one of the mirrored ratings, and twice is the same again.
func TestWeightedMirrored(t *testing.T) {
	ease, err1 := ces.Ease(1, 7)
	effort, err2 := ces.Effort(1, 7)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	tally, want := ces.NewWeightedTally(ease), ces.NewWeightedTally(effort)
	for r, weight := range map[ces.Rating]int64{1: 3, 4: 1, 6: 2, 7: 5} {
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
