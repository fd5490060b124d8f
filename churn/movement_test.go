package churn_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/shopspring/decimal"
)

// result writes a decimal result, or the error it gave in one word.
func result(d decimal.Decimal, err error) string {
	switch {
	case err == nil:
		return d.String()
	case errors.Is(err, cx.ErrNoData):
		return "no data"
	case errors.Is(err, cx.ErrOutOfRange):
		return "out of range"
	case errors.Is(err, cx.ErrOverflow):
		return "overflow"
	case errors.Is(err, cx.ErrMismatch):
		return "mismatch"
	}
	return err.Error()
}

func TestMovement(t *testing.T) {
	for _, tc := range []struct {
		movement                                                churn.Movement
		closing                                                 string
		growth, average, openingAndJoined, overClosing, overNew string
	}{
		// 12 left of 80, 20 joined: 100*8/80, 100*12/84, 100*12/100, 100*12/88, 100*12/16.
		{churn.Movement{Opening: 80, New: 16, Reactivated: 4, Lost: 12},
			"88", "10", "14.2857142857142857", "12", "13.6363636363636364", "75"},
		// Gross: 15 departures in all.
		{churn.Movement{Opening: 80, New: 16, Reactivated: 4, Lost: 12, LostJoined: 3},
			"85", "6.25", "18.1818181818181818", "15", "17.6470588235294118", "93.75"},
		{churn.Movement{}, "0", "no data", "no data", "no data", "no data", "no data"},
		{churn.Movement{Opening: 10}, "10", "0", "0", "0", "0", "no data"},
		{churn.Movement{Opening: 10, Lost: 10}, "0", "-100", "200", "100", "no data", "no data"},
		{churn.Movement{New: 5}, "5", "no data", "0", "0", "0", "0"},
		{churn.Movement{Opening: 3, Lost: 4},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{churn.Movement{Opening: 3, New: 1, LostJoined: 2},
			"out of range", "out of range", "out of range", "out of range", "out of range", "out of range"},
		{churn.Movement{Opening: math.MaxUint64, New: math.MaxUint64, Reactivated: math.MaxUint64, LostJoined: math.MaxUint64},
			"overflow", "100", "66.6666666666666667", "33.3333333333333333", "50", "100"},
	} {
		m := tc.movement
		closing, err := m.Closing()
		for _, r := range []struct{ name, got, want string }{
			{"closing", result(decimal.NewFromUint64(closing), err), tc.closing},
			{"growth", result(m.Growth()), tc.growth},
			{"over average", result(m.ChurnOverAverage()), tc.average},
			{"over opening and joined", result(m.ChurnOverOpeningAndJoined()), tc.openingAndJoined},
			{"over closing", result(m.ChurnOverClosing()), tc.overClosing},
			{"over new", result(m.ChurnOverNew()), tc.overNew},
		} {
			if r.got != r.want {
				t.Errorf("%+v: %s %s, want %s", m, r.name, r.got, r.want)
			}
		}
	}
}

func TestMovementCustomers(t *testing.T) {
	c, err := churn.Movement{Opening: 80, New: 16, Reactivated: 4, Lost: 12, LostJoined: 3}.OpeningCustomers()
	if want := (churn.Customers{Kept: 68, Lost: 12}); err != nil || c != want {
		t.Errorf("customers %+v, %v, want %+v", c, err, want)
	}
	if _, err := (churn.Movement{Lost: 1}).OpeningCustomers(); !errors.Is(err, cx.ErrOutOfRange) {
		t.Errorf("one lost of none: %v, want out of range", err)
	}
}

func TestMovementMerge(t *testing.T) {
	m := churn.Movement{Opening: 1, New: 2, Reactivated: 3, Lost: 4, LostJoined: 5}
	if err := m.Merge(&churn.Movement{Opening: 10, New: 20, Reactivated: 30, Lost: 40, LostJoined: 50}); err != nil {
		t.Fatal(err)
	}
	want := churn.Movement{Opening: 11, New: 22, Reactivated: 33, Lost: 44, LostJoined: 55}
	if m != want {
		t.Errorf("merged %+v, want %+v", m, want)
	}
	for _, full := range []churn.Movement{
		{Opening: math.MaxUint64}, {New: math.MaxUint64}, {Reactivated: math.MaxUint64}, {Lost: math.MaxUint64}, {LostJoined: math.MaxUint64},
	} {
		if err := m.Merge(&full); !errors.Is(err, cx.ErrOverflow) || m != want {
			t.Errorf("merge of %+v: %+v, %v, want overflow and unchanged", full, m, err)
		}
	}
}
