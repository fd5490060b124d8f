package ces_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/ces"
)

func mustScale(t testing.TB, of func(int, int) (ces.Scale, error), lowest, highest int) ces.Scale {
	t.Helper()
	s, err := of(lowest, highest)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEasyOnEachScale(t *testing.T) {
	ease := func(lowest, highest int) ces.Scale { return mustScale(t, ces.Ease, lowest, highest) }
	effort := func(lowest, highest int) ces.Scale { return mustScale(t, ces.Effort, lowest, highest) }
	for _, c := range []struct {
		scale ces.Scale
		text  string
		want  []ces.Rating // the easy ones, in rising order
	}{
		{ces.Scale{}, "1..5, higher is easier", []ces.Rating{4, 5}},
		{ease(0, 1), "0..1, higher is easier", []ces.Rating{1}},
		{ease(1, 3), "1..3, higher is easier", []ces.Rating{3}},
		{ease(1, 4), "1..4, higher is easier", []ces.Rating{3, 4}},
		{ease(1, 5), "1..5, higher is easier", []ces.Rating{4, 5}},
		{ease(1, 6), "1..6, higher is easier", []ces.Rating{4, 5, 6}},
		{ease(1, 7), "1..7, higher is easier", []ces.Rating{5, 6, 7}},
		{ease(1, 10), "1..10, higher is easier", []ces.Rating{6, 7, 8, 9, 10}},
		{ease(0, 10), "0..10, higher is easier", []ces.Rating{6, 7, 8, 9, 10}},
		{effort(0, 1), "0..1, higher is harder", []ces.Rating{0}},
		{effort(1, 5), "1..5, higher is harder", []ces.Rating{1, 2}},
		{effort(1, 7), "1..7, higher is harder", []ces.Rating{1, 2, 3}},
		{effort(0, 10), "0..10, higher is harder", []ces.Rating{0, 1, 2, 3, 4}},
	} {
		t.Run(c.text, func(t *testing.T) {
			if got := c.scale.String(); got != c.text {
				t.Errorf("scale %q, want %q", got, c.text)
			}
			easy := map[ces.Rating]bool{}
			for _, r := range c.want {
				easy[r] = true
			}
			for r := c.scale.Min(); r <= c.scale.Max(); r++ {
				tally := ces.NewTally(c.scale)
				if err := tally.Add(r); err != nil {
					t.Fatal(err)
				}
				if got := tally.Easy().Hits == 1; got != easy[r] {
					t.Errorf("an answer of %d was easy: %v, want %v", r, got, easy[r])
				}
			}
		})
	}
}

func TestScaleRefuses(t *testing.T) {
	for name, of := range map[string]func(int, int) (ces.Scale, error){"Ease": ces.Ease, "Effort": ces.Effort} {
		for _, c := range [][2]int{{-1, 5}, {0, 11}, {5, 5}, {5, 1}, {0, 0}, {1, math.MaxInt}, {math.MinInt, 5}} {
			if s, err := of(c[0], c[1]); !errors.Is(err, cx.ErrOutOfRange) || s != (ces.Scale{}) {
				t.Errorf("%s(%d, %d): %v, %v, want the zero scale and cx.ErrOutOfRange", name, c[0], c[1], s, err)
			}
		}
	}
}

func TestDirection(t *testing.T) {
	ease, effort := mustScale(t, ces.Ease, 1, 5), mustScale(t, ces.Effort, 1, 5)
	if ease != (ces.Scale{}) || ease == effort {
		t.Error("ease on 1..5 is not the zero scale, or is effort")
	}
	if ease.LowIsEasy() || !effort.LowIsEasy() {
		t.Errorf("the lowest is easy: %v and %v", ease.LowIsEasy(), effort.LowIsEasy())
	}
	if s := mustScale(t, ces.Effort, 2, 6); s.Min() != 2 || s.Max() != 6 {
		t.Errorf("scale 2..6 says %d..%d", s.Min(), s.Max())
	}
}
