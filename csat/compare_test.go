package csat_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
)

func TestCompare(t *testing.T) {
	first, second := worked(t), csat.Tally{}
	for _, r := range []csat.Rating{2, 3, 3, 5} {
		if err := second.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := first.Mean().Compare(second.Mean(), 0.9)
	want, wantErr := first.Mean().Sample().Compare(second.Mean().Sample(), 0.9)
	if err != nil || wantErr != nil || got != want {
		t.Errorf("%+v, %v, want %+v, %v", got, err, want, wantErr)
	}
	// 79/20 - 13/4
	if math.Abs(got.Estimate-0.7) > 1e-12 {
		t.Errorf("difference %v, want 0.7", got.Estimate)
	}
	if _, err := first.Compare(second.Mirrored(), 0.9); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("another good end: %v, want cx.ErrMismatch", err)
	}
	if _, err := first.Mean().Compare(csat.NewTally(mustScale(t, 1, 7)).Mean(), 0.9); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("another scale: %v, want cx.ErrMismatch", err)
	}
	if _, err := first.Mean().Compare(csat.Tally{}.Mean(), 0.9); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("no answers: %v, want cx.ErrNoData", err)
	}
	if _, err := first.Mean().Compare(second.Mean(), 90); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("level 90: %v, want cx.ErrOutOfRange", err)
	}
}
