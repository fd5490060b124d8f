package signal_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx/signal"
	"pgregory.net/rapid"
)

// marked returns the points that a rule marks, from its definition: every window of
// consecutive points that holds for one side is marked, of two of three its outer points
// and what lies between.
func marked(r signal.Rule, points []signal.Point) []bool {
	marks := make([]bool, len(points))
	var at []int // the points
	for i, p := range points {
		if !p.Empty && !p.Running {
			at = append(at, i)
		}
	}
	window := func(k int, holds func(w []signal.Point) bool, trim func(p signal.Point) bool) {
		for i := 0; i+k <= len(at); i++ {
			w := make([]signal.Point, k)
			for j := range w {
				w[j] = points[at[i+j]]
			}
			if !holds(w) {
				continue
			}
			first, last := i, i+k-1
			for trim(points[at[first]]) {
				first++
			}
			for trim(points[at[last]]) {
				last--
			}
			for j := at[first]; j <= at[last]; j++ {
				marks[j] = marks[j] || !points[j].Empty && !points[j].Running
			}
		}
	}
	keep := func(signal.Point) bool { return false }
	for _, side := range []float64{1, -1} {
		above := func(p signal.Point, thirds float64) bool { return side*(p.Value-p.Centre) > thirds*p.Sigma }
		switch r {
		case signal.Beyond():
			window(1, func(w []signal.Point) bool {
				return w[0].Sigma > 0 && (w[0].Value > w[0].Upper || w[0].Value < w[0].Lower)
			}, keep)
		case signal.Run(4):
			window(4, func(w []signal.Point) bool {
				return above(w[0], 0) && above(w[1], 0) && above(w[2], 0) && above(w[3], 0)
			}, keep)
		case signal.Trend(3):
			window(3, func(w []signal.Point) bool {
				return side*(w[1].Value-w[0].Value) > 0 && side*(w[2].Value-w[1].Value) > 0
			}, keep)
		case signal.Inner(4):
			window(4, func(w []signal.Point) bool {
				for _, p := range w {
					if math.Abs(p.Value-p.Centre) >= p.Sigma {
						return false
					}
				}
				return true
			}, keep)
		case signal.TwoOfThree():
			outer := func(p signal.Point) bool { return p.Sigma > 0 && above(p, 2) }
			two := func(w []signal.Point) bool {
				n := 0
				for _, p := range w {
					if outer(p) {
						n++
					}
				}
				return n >= 2
			}
			window(3, two, func(p signal.Point) bool { return !outer(p) })
			window(2, two, keep) // the first two points
		}
	}
	return marks
}

func TestRulesByDefinition(t *testing.T) {
	rules := []signal.Rule{signal.Beyond(), signal.Run(4), signal.TwoOfThree(), signal.Trend(3), signal.Inner(4)}
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
				return math.NaN()
			}
			return float64(rapid.IntRange(0, 9).Draw(t, "x"))
		}), 8, 40).Draw(t, "xs")
		for i := range 7 {
			xs[i] = 4 + float64(i%2) // limits that values can be beyond: 4.43 -+ 2.66
		}
		r := rapid.SampledFrom(rules).Draw(t, "rule")
		c := must(values(xs...).Chart(signal.Options{Baseline: signal.FirstPoints(7), Rules: []signal.Rule{r}}))
		want := marked(r, c.Points)
		for i, p := range c.Points {
			if p.Signal != want[i] {
				t.Fatalf("%s: point %d of %v: %v, by definition %v; %v", r, i, xs, p.Signal, want[i], c.Signals)
			}
		}
	})
}
