package ces_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
)

func TestCompare(t *testing.T) {
	first, second := worked(t), ces.Tally{}
	for _, r := range []ces.Rating{2, 3, 3, 5} {
		if err := second.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := first.Compare(second, 0.9)
	want, wantErr := first.Mean().Sample().Compare(second.Mean().Sample(), 0.9)
	if err != nil || wantErr != nil || got != want {
		t.Errorf("%+v, %v, want %+v, %v", got, err, want, wantErr)
	}
	// 79/20 - 13/4
	if math.Abs(got.Estimate-0.7) > 1e-12 {
		t.Errorf("difference %v, want 0.7", got.Estimate)
	}
	if _, err := first.Compare(second.Mirrored(), 0.9); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("effort against ease: %v, want cx.ErrMismatch", err)
	}
	if _, err := first.Compare(ces.NewTally(mustScale(t, ces.Ease, 1, 7)), 0.9); !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("another scale: %v, want cx.ErrMismatch", err)
	}
	if _, err := first.Compare(ces.Tally{}, 0.9); !errors.Is(err, cx.ErrNoData) {
		t.Errorf("no answers: %v, want cx.ErrNoData", err)
	}
	if _, err := first.Compare(second, 90); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("level 90: %v, want cx.ErrOutOfRange", err)
	}
}
