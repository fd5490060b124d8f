package nps_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/nps"
	"github.com/shopspring/decimal"
)

// A survey is all outcomes of n answers, with the intervals of some methods for each.
// The coverage of an interval is exact here: all outcomes are gone through with their
// probabilities.
type survey struct {
	n        int
	outcomes []outcome
}

type outcome struct {
	promoters, passives, detractors int
	arrangements                    float64 // n! / (promoters! * passives! * detractors!)
	intervals                       []estimate.Interval
}

func newSurvey(t *testing.T, n int, methods ...func(nps.Groups, float64) (estimate.Interval, error)) survey {
	t.Helper()
	s := survey{n: n}
	for promoters := 0; promoters <= n; promoters++ {
		arrangements := 1. // of promoters among n, then of detractors among the rest
		for i := range promoters {
			arrangements *= float64(n-i) / float64(i+1)
		}
		for detractors := 0; promoters+detractors <= n; detractors++ {
			passives := n - promoters - detractors
			o := outcome{promoters, passives, detractors, arrangements, nil}
			for _, of := range methods {
				interval, err := of(o.groups(), 0.95)
				if err != nil {
					t.Fatal(err)
				}
				o.intervals = append(o.intervals, interval)
			}
			s.outcomes = append(s.outcomes, o)
			arrangements *= float64(passives) / float64(detractors+1)
		}
	}
	return s
}

func (o outcome) groups() nps.Groups {
	return nps.Groups{Promoters: uint64(o.promoters), Passives: uint64(o.passives), Detractors: uint64(o.detractors)}
}

// probabilities returns those of the outcomes, p and d being the true shares of
// promoters and detractors. It appends to list.
func (s survey) probabilities(list []float64, p, d float64) []float64 {
	powers := make([][3]float64, s.n+1)
	powers[0] = [3]float64{1, 1, 1}
	for i := range s.n {
		for j, share := range [3]float64{p, max(0, 1-p-d), d} {
			powers[i+1][j] = powers[i][j] * share
		}
	}
	for _, o := range s.outcomes {
		list = append(list, o.arrangements*powers[o.promoters][0]*powers[o.passives][1]*powers[o.detractors][2])
	}
	return list
}

// coverage returns the probability, in percent, that the intervals of each method
// contain the true score.
func (s survey) coverage(t *testing.T, p, d float64, buffer []float64) (covered [3]float64) {
	t.Helper()
	score, total := 100*(p-d), 0.
	for i, probability := range s.probabilities(buffer[:0], p, d) {
		total += probability
		if probability < 1e-9 {
			continue
		}
		for j, interval := range s.outcomes[i].intervals {
			if interval.Low-1e-9 <= score && score <= interval.High+1e-9 {
				covered[j] += 100 * probability
			}
		}
	}
	if math.Abs(total-1) > 1e-9 {
		t.Fatalf("probabilities of %d answers sum to %v", s.n, total)
	}
	return covered
}

// grid are true shares in percent: by half percents, and by tenths near 0 and 100,
// where the coverage is the worst.
func grid() (shares []float64) {
	for tenths := 1; tenths < 1000; tenths++ {
		if tenths <= 20 || tenths >= 980 || tenths%5 == 0 {
			shares = append(shares, float64(tenths)/10)
		}
	}
	return shares
}

// worst returns the least coverage of each method over the grid.
func (s survey) worst(t *testing.T) [3]float64 {
	t.Helper()
	least := [3]float64{100, 100, 100}
	buffer := make([]float64, 0, len(s.outcomes))
	for _, p := range grid() {
		for _, d := range grid() {
			if d > p || p+d > 100.0001 { // the methods are symmetric
				break
			}
			if d > 2 && math.Mod(d, 5) != 0 { // no share is small: nothing happens quickly
				continue
			}
			for i, c := range s.coverage(t, p/100, d/100, buffer) {
				least[i] = min(least[i], c)
			}
		}
	}
	return least
}

// The page in docs shows the tables.
func TestCoverageIsAsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/nps-intervals.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{10, 30, 100} {
		s := newSurvey(t, n, nps.Groups.Wald, nps.Groups.AdjustedWald, nps.Groups.Tango)
		for _, c := range []struct{ promoters, detractors int }{{50, 20}, {40, 40}, {5, 5}, {80, 5}, {90, 2}, {97, 1}} {
			of := s.coverage(t, float64(c.promoters)/100, float64(c.detractors)/100, nil)
			row := fmt.Sprintf("%9d%12d%7d%9d%7.1f%14.1f%7.1f\n",
				c.promoters, c.detractors, c.promoters-c.detractors, n, of[0], of[1], of[2])
			if !strings.Contains(string(doc), row) {
				t.Errorf("docs/nps-intervals.md lacks the row\n%s", row)
			}
		}
		worst := s.worst(t)
		row := fmt.Sprintf("%28s%9d%7.1f%14.1f%7.1f\n", "the worst of all", n, worst[0], worst[1], worst[2])
		if !strings.Contains(string(doc), row) {
			t.Errorf("docs/nps-intervals.md lacks the row\n%s", row)
		}
	}
}

// The true difference lies in the interval of a comparison as often as the page
// in docs says.
func TestCoverageOfComparisons(t *testing.T) {
	doc, err := os.ReadFile("../docs/nps-intervals.md")
	if err != nil {
		t.Fatal(err)
	}
	comparisons := []func(a, b nps.Groups, level float64) (estimate.Difference, error){
		nps.Groups.CompareWald, nps.Groups.CompareAdjustedWald, nps.Groups.Compare,
	}
	truths := []struct{ p, d, otherP, otherD int }{{50, 20, 50, 20}, {90, 2, 90, 2}, {90, 2, 50, 20}, {97, 1, 20, 50}, {40, 40, 5, 5}}
	for _, n := range [][2]int{{8, 8}, {5, 20}} {
		first, second := newSurvey(t, n[0]), newSurvey(t, n[1])
		covered := make([][3]float64, len(truths))
		likely := make([][2][]float64, len(truths))
		for i, c := range truths {
			likely[i] = [2][]float64{
				first.probabilities(nil, float64(c.p)/100, float64(c.d)/100),
				second.probabilities(nil, float64(c.otherP)/100, float64(c.otherD)/100),
			}
		}
		for i, a := range first.outcomes {
			for j, b := range second.outcomes {
				for k, compare := range comparisons {
					d, err := compare(a.groups(), b.groups(), 0.95)
					if err != nil {
						continue // neither side varies: no interval
					}
					for l, c := range truths {
						if truth := float64(c.p - c.d - c.otherP + c.otherD); d.Low-1e-9 <= truth && truth <= d.High+1e-9 {
							covered[l][k] += 100 * likely[l][0][i] * likely[l][1][j]
						}
					}
				}
			}
		}
		for l, c := range truths {
			row := fmt.Sprintf("%9s%12s%9s%7.1f%14.1f%7.1f\n", fmt.Sprintf("%d, %d", c.p, c.otherP),
				fmt.Sprintf("%d, %d", c.d, c.otherD), fmt.Sprintf("%d, %d", n[0], n[1]), covered[l][0], covered[l][1], covered[l][2])
			if !strings.Contains(string(doc), row) {
				t.Errorf("docs/nps-intervals.md lacks the row\n%s", row)
			}
		}
	}
}

// All three shares are in Goodman's intervals at once with about the probability that
// its documentation says.
func TestCoverageOfGoodman(t *testing.T) {
	for _, want := range []struct {
		n                               int
		lowest                          float64
		lowestOfTenths, highestOfTenths float64 // where each group is a tenth or more
	}{{10, 81.7, 93.1, 98.3}, {30, 92.9, 94.4, 97.6}} {
		lowest, lowestOfTenths, highestOfTenths := 100., 100., 0.
		s := newSurvey(t, want.n)
		shares := make([]nps.Shares, len(s.outcomes))
		for i, o := range s.outcomes {
			var err error
			if shares[i], err = o.groups().Goodman(0.95); err != nil {
				t.Fatal(err)
			}
		}
		for p := 1; p < 100; p++ {
			for d := 1; d <= p && p+d < 100; d++ {
				covered := 0.
				for i, probability := range s.probabilities(nil, float64(p)/100, float64(d)/100) {
					in := func(interval estimate.Interval, percent int) bool {
						return interval.Low-1e-9 <= float64(percent) && float64(percent) <= interval.High+1e-9
					}
					if in(shares[i].Promoters, p) && in(shares[i].Passives, 100-p-d) && in(shares[i].Detractors, d) {
						covered += 100 * probability
					}
				}
				lowest = min(lowest, covered)
				if min(p, d, 100-p-d) >= 10 {
					lowestOfTenths, highestOfTenths = min(lowestOfTenths, covered), max(highestOfTenths, covered)
				}
			}
		}
		for _, c := range [][2]float64{{lowest, want.lowest}, {lowestOfTenths, want.lowestOfTenths}, {highestOfTenths, want.highestOfTenths}} {
			if math.Abs(c[0]-c[1]) > 0.05 {
				t.Errorf("%d answers: all three covered %.2f percent at worst, with groups of a tenth and more %.2f to %.2f, want %+v",
					want.n, lowest, lowestOfTenths, highestOfTenths, want)
				break
			}
		}
	}
}

// The weighted interval, by all outcomes of six answers of weight 1 and four of weight
// 2, which are worth 14^2/22 = 8.9: about as good as the plain one of nine answers.
func TestCoverageOfWeights(t *testing.T) {
	light, heavy := newSurvey(t, 6), newSurvey(t, 4)
	intervals := make([][]estimate.Interval, len(light.outcomes))
	for i, a := range light.outcomes {
		for _, b := range heavy.outcomes {
			var tally nps.WeightedTally
			for weight, o := range map[int64]outcome{1: a, 2: b} {
				for rating, n := range map[nps.Rating]int{10: o.promoters, 7: o.passives, 3: o.detractors} {
					if err := tally.AddN(rating, decimal.New(weight, 0), uint64(n)); err != nil {
						t.Fatal(err)
					}
				}
			}
			interval, err := tally.AdjustedWald(0.95)
			if err != nil {
				t.Fatal(err)
			}
			intervals[i] = append(intervals[i], interval)
		}
	}
	for _, c := range []struct {
		p, d int
		want float64
	}{{50, 20, 95.18}, {40, 40, 94.99}, {80, 5, 93.81}, {90, 2, 94.51}} {
		p, q := light.probabilities(nil, float64(c.p)/100, float64(c.d)/100), heavy.probabilities(nil, float64(c.p)/100, float64(c.d)/100)
		covered := 0.
		for i, row := range intervals {
			for j, interval := range row {
				if truth := float64(c.p - c.d); interval.Low-1e-9 <= truth && truth <= interval.High+1e-9 {
					covered += 100 * p[i] * q[j]
				}
			}
		}
		if math.Abs(covered-c.want) > 0.05 {
			t.Errorf("%d promoters and %d detractors of a hundred: covered %.2f, want %v", c.p, c.d, covered, c.want)
		}
	}
}
