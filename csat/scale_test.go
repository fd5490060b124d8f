package csat_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/csat"
)

func mustScale(t testing.TB, lowest, highest int) csat.Scale {
	t.Helper()
	s, err := csat.NewScale(lowest, highest)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSatisfiedOnEachScale(t *testing.T) {
	scale := func(lowest, highest int) csat.Scale { return mustScale(t, lowest, highest) }
	for _, c := range []struct {
		scale csat.Scale
		text  string
		want  []csat.Rating // the satisfied ones, in rising order
	}{
		{csat.Scale{}, "1..5, 5 is best", []csat.Rating{4, 5}},
		{csat.YesNo(), "0..1, 1 is best", []csat.Rating{csat.Yes}},
		{scale(1, 2), "1..2, 2 is best", []csat.Rating{2}},
		{scale(1, 3), "1..3, 3 is best", []csat.Rating{3}},
		{scale(1, 4), "1..4, 4 is best", []csat.Rating{3, 4}},
		{scale(1, 5), "1..5, 5 is best", []csat.Rating{4, 5}},
		{scale(1, 6), "1..6, 6 is best", []csat.Rating{5, 6}},
		{scale(1, 7), "1..7, 7 is best", []csat.Rating{6, 7}},
		{scale(1, 10), "1..10, 10 is best", []csat.Rating{9, 10}},
		{scale(0, 10), "0..10, 10 is best", []csat.Rating{9, 10}},
		{scale(3, 8), "3..8, 8 is best", []csat.Rating{7, 8}},
		{csat.YesNo().Inverted(), "0..1, 0 is best", []csat.Rating{csat.No}},
		{scale(1, 3).Inverted(), "1..3, 1 is best", []csat.Rating{1}},
		{scale(1, 6).Inverted(), "1..6, 1 is best", []csat.Rating{1, 2}},
		{scale(0, 10).Inverted(), "0..10, 0 is best", []csat.Rating{0, 1}},
	} {
		t.Run(c.text, func(t *testing.T) {
			if got := c.scale.String(); got != c.text {
				t.Errorf("scale %q, want %q", got, c.text)
			}
			satisfied := map[csat.Rating]bool{}
			for _, r := range c.want {
				satisfied[r] = true
			}
			for r := c.scale.Min(); r <= c.scale.Max(); r++ {
				tally := csat.NewTally(c.scale)
				if err := tally.Add(r); err != nil {
					t.Fatal(err)
				}
				if got := tally.Satisfied().Hits == 1; got != satisfied[r] {
					t.Errorf("an answer of %d is satisfied: %v, want %v", r, got, satisfied[r])
				}
			}
		})
	}
}

func TestNewScaleRefuses(t *testing.T) {
	for _, c := range [][2]int{{-1, 5}, {0, 11}, {5, 5}, {5, 1}, {0, 0}, {1, math.MaxInt}, {math.MinInt, 5}} {
		if s, err := csat.NewScale(c[0], c[1]); !errors.Is(err, cx.ErrOutOfRange) || s != (csat.Scale{}) {
			t.Errorf("scale %d..%d: %v, %v, want the zero scale and cx.ErrOutOfRange", c[0], c[1], s, err)
		}
	}
}

func TestScaleIsComparable(t *testing.T) {
	if mustScale(t, 1, 5) != (csat.Scale{}) {
		t.Error("1..5 is not the zero scale")
	}
	if s := mustScale(t, 1, 7); s == s.Inverted() || s != s.Inverted().Inverted() {
		t.Error("inverting twice is not the identity, or once is")
	}
	if s := mustScale(t, 2, 6); s.Min() != 2 || s.Max() != 6 || s.LowIsGood() || !s.Inverted().LowIsGood() {
		t.Errorf("scale 2..6 says %d..%d, low is good %v", s.Min(), s.Max(), s.LowIsGood())
	}
}
