package estimate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/estimate"
	"github.com/shopspring/decimal"
)

// coverage returns how often the interval of n answers contains the true share, in
// percent: the sum of the binomial probabilities of the counts whose interval does.
func coverage(intervals []estimate.Interval, share float64) float64 {
	n := len(intervals) - 1
	logGamma := func(x int) float64 {
		l, _ := math.Lgamma(float64(x + 1))
		return l
	}
	var covered float64
	for hits, i := range intervals {
		if covers(i, 100*share) {
			covered += math.Exp(logGamma(n) - logGamma(hits) - logGamma(n-hits) +
				float64(hits)*math.Log(share) + float64(n-hits)*math.Log1p(-share))
		}
	}
	return 100 * covered
}

// worst returns the least coverage over all shares strictly between 0 and 1. As long as
// a share crosses no limit the same run of counts is covered, whose probability rises
// and then falls, so the least is right beside some limit.
func worst(intervals []estimate.Interval) float64 {
	least := 100.
	for _, i := range intervals {
		for _, limit := range [2]float64{i.Low, i.High} {
			for _, share := range [2]float64{limit/100 - 1e-9, limit/100 + 1e-9} {
				if share > 0 && share < 1 {
					least = min(least, coverage(intervals, share))
				}
			}
		}
	}
	return least
}

// intervalsOf returns the method's intervals at 95 percent for 0 to n hits.
func intervalsOf(t *testing.T, n int, interval func(estimate.Proportion, float64) (estimate.Interval, error)) []estimate.Interval {
	t.Helper()
	list := make([]estimate.Interval, n+1)
	for hits := range list {
		i, err := interval(share(uint64(hits), uint64(n)), 0.95)
		if err != nil {
			t.Fatal(err)
		}
		list[hits] = i
	}
	return list
}

// The table of coverage in docs says what the code does.
func TestCoverageTable(t *testing.T) {
	doc, err := os.ReadFile("../docs/estimate-intervals.md")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%7s %6s %6s %14s %8s %16s\n", "answers", "share", "Wald", "Agresti-Coull", "Wilson", "Clopper-Pearson")
	for _, n := range []int{10, 30, 100, 1000} {
		var lists [][]estimate.Interval
		for _, m := range methods {
			lists = append(lists, intervalsOf(t, n, m.interval))
		}
		for _, share := range []float64{0.01, 0.05, 0.2, 0.5} {
			fmt.Fprintf(&table, "%7d %5.0f%% %6.1f %14.1f %8.1f %16.1f\n", n, 100*share,
				coverage(lists[0], share), coverage(lists[1], share), coverage(lists[2], share), coverage(lists[3], share))
		}
		fmt.Fprintf(&table, "%7d %6s %6.1f %14.1f %8.1f %16.1f\n", n, "worst",
			worst(lists[0]), worst(lists[1]), worst(lists[2]), worst(lists[3]))
	}
	if !strings.Contains(string(doc), table.String()) {
		t.Errorf("docs/estimate-intervals.md does not hold this table:\n%s", table.String())
	}
}

// What the documentation says of the methods: on average over 999 true shares, and at
// worst over all.
func TestCoverage(t *testing.T) {
	for _, tc := range []struct {
		n      int
		wilson float64 // the worst, which moves little with n
	}{{5, 83.2}, {10, 83.5}, {30, 83.7}, {100, 83.8}} {
		lowest, mean := map[string]float64{}, map[string]float64{}
		for _, m := range methods {
			list := intervalsOf(t, tc.n, m.interval)
			lowest[m.name] = worst(list)
			for i := 1; i <= 999; i++ {
				c := coverage(list, float64(i)/1000)
				if c < lowest[m.name]-1e-6 {
					t.Errorf("%s of %d answers covers %v at %v, less than the worst %v", m.name, tc.n, c, float64(i)/1000, lowest[m.name])
				}
				mean[m.name] += c / 999
				if expected := min(i, 1000-i) * tc.n; m.name == "Wilson" && expected >= 10*1000 && math.Abs(c-95) > 2 {
					t.Errorf("Wilson of %d answers covers %v at %v", tc.n, c, float64(i)/1000)
				}
			}
		}
		if lowest["ClopperPearson"] < 95-1e-5 {
			t.Errorf("Clopper-Pearson of %d answers covers %v", tc.n, lowest["ClopperPearson"])
		}
		if m := mean["Wilson"]; math.Abs(m-95) > 0.9 || math.Abs(lowest["Wilson"]-tc.wilson) > 0.1 {
			t.Errorf("Wilson of %d answers covers %v on average and %v at worst, want %v", tc.n, m, lowest["Wilson"], tc.wilson)
		}
		if m := mean["AgrestiCoull"]; m < 95 || m > 98 || lowest["AgrestiCoull"] < 89 {
			t.Errorf("Agresti-Coull of %d answers covers %v on average and %v at worst", tc.n, m, lowest["AgrestiCoull"])
		}
		if mean["Wald"] > 94 || lowest["Wald"] > 1 {
			t.Errorf("Wald of %d answers covers %v on average and %v at worst: the documentation says it fails", tc.n, mean["Wald"], lowest["Wald"])
		}
	}
}

// Normal values, drawn with a fixed seed: Student's interval and Welch's, plain and of
// weights that have nothing to do with the values, cover the truth at the level, within
// four Monte Carlo standard errors.
func TestMeanCoverage(t *testing.T) {
	const draws, mean = 1000, 5_000_000
	random := rand.New(rand.NewPCG(1908, 1947))
	draw := func(n int, deviation float64) (s estimate.Sample, w estimate.WeightedSample) {
		for i := range n {
			x := mean + int64(math.Round(deviation*random.NormFloat64()))
			if s.Add(x) != nil || w.Add(x, decimal.New(int64(4+i%3), 0)) != nil {
				t.Fatal("adding failed")
			}
		}
		return s, w
	}
	for _, c := range []struct {
		n, m      int
		deviation float64 // of the second; the first has 1e6
	}{{5, 12, 3e6}, {15, 6, 1e6}} {
		covered := map[string]map[float64]int{}
		count := func(name string, level float64, inside bool) {
			if covered[name] == nil {
				covered[name] = map[float64]int{}
			}
			if inside {
				covered[name][level]++
			}
		}
		for range draws {
			a, weighted := draw(c.n, 1e6)
			b, _ := draw(c.m, c.deviation)
			for _, level := range []float64{0.9, 0.95} {
				student, err := a.Interval(level)
				ofWeighted, err2 := weighted.Interval(level)
				welch, err3 := a.Compare(b, level)
				if err != nil || err2 != nil || err3 != nil {
					t.Fatal(err, err2, err3)
				}
				count("Student", level, covers(student, mean))
				count("weighted Student", level, covers(ofWeighted, mean))
				count("Welch", level, welch.Sign() == 0)
				count("Welch's test", level, welch.P >= 1-level)
			}
		}
		if len(covered) != 4 {
			t.Fatalf("%d methods", len(covered))
		}
		for name, byLevel := range covered {
			for _, level := range []float64{0.9, 0.95} {
				want, allowed := level*draws, 4*math.Sqrt(level*(1-level)*draws)
				if math.Abs(float64(byLevel[level])-want) > allowed {
					t.Errorf("%s of %d and %d at %v: %d of %d, want %v +- %.0f", name, c.n, c.m, level, byLevel[level], draws, want, allowed)
				}
			}
		}
	}
}

// binomial returns the probabilities of 0 to n hits.
func binomial(n int, share float64) []float64 {
	list := make([]float64, n+1)
	arrangements := 1.
	for hits := range list {
		list[hits] = arrangements * math.Pow(share, float64(hits)) * math.Pow(1-share, float64(n-hits))
		arrangements *= float64(n-hits) / float64(hits+1)
	}
	return list
}

// percents are the true shares of the coverage of two counts: 5, 10, ... 95 percent.
func percents() (list []int) {
	for percent := 5; percent < 100; percent += 5 {
		list = append(list, percent)
	}
	return list
}

// Newcombe's interval of a difference, by all outcomes of two groups.
func TestNewcombeCoverage(t *testing.T) {
	for _, tc := range []struct {
		n, m              int
		lowest, mean, top float64
	}{{10, 15, 89.13, 95.02, 99.39}, {5, 30, 90.80, 95.26, 97.80}} {
		lowest, mean, top, cells := 100., 0., 0., 0.
		differences := make([][]estimate.Difference, tc.n+1)
		for i := range differences {
			for j := range tc.m + 1 {
				d, err := share(uint64(i), uint64(tc.n)).Compare(share(uint64(j), uint64(tc.m)), 0.95)
				if err != nil {
					t.Fatal(err)
				}
				differences[i] = append(differences[i], d)
			}
		}
		for _, p := range percents() {
			for _, q := range percents() {
				ps, qs, covered := binomial(tc.n, float64(p)/100), binomial(tc.m, float64(q)/100), 0.
				for i, row := range differences {
					for j, d := range row {
						if truth := float64(p - q); d.Low-1e-9 <= truth && truth <= d.High+1e-9 {
							covered += 100 * ps[i] * qs[j]
						}
					}
				}
				lowest, mean, top, cells = min(lowest, covered), mean+covered, max(top, covered), cells+1
			}
		}
		if mean /= cells; math.Abs(lowest-tc.lowest) > 0.05 || math.Abs(mean-tc.mean) > 0.05 || math.Abs(top-tc.top) > 0.05 {
			t.Errorf("Newcombe of %d and %d answers covers %.2f to %.2f, on average %.2f, want %+v", tc.n, tc.m, lowest, top, mean, tc)
		}
	}
}

// The weighted score interval, by all outcomes of twelve answers of weight 1 and eight
// of weight 3, an effective sample of 36^2/84 = 15.4 answers.
func TestWeightedWilsonCoverage(t *testing.T) {
	const light, heavy = 12, 8
	lowest, mean := 100., 0.
	for _, percent := range percents() {
		ps, qs, covered := binomial(light, float64(percent)/100), binomial(heavy, float64(percent)/100), 0.
		for i, p := range ps {
			for j, q := range qs {
				var w estimate.WeightedProportion
				if w.Hits.AddN(dec("1"), uint64(i)) != nil || w.Hits.AddN(dec("3"), uint64(j)) != nil ||
					w.Misses.AddN(dec("1"), uint64(light-i)) != nil || w.Misses.AddN(dec("3"), uint64(heavy-j)) != nil {
					t.Fatal("adding failed")
				}
				interval, err := w.Interval(0.95)
				if err != nil {
					t.Fatal(err)
				}
				if covers(interval, float64(percent)) {
					covered += 100 * p * q
				}
			}
		}
		lowest, mean = min(lowest, covered), mean+covered/float64(len(percents()))
	}
	if math.Abs(lowest-93.73) > 0.05 || math.Abs(mean-95.06) > 0.05 {
		t.Errorf("weighted Wilson covers %.2f at worst and %.2f on average", lowest, mean)
	}
}

func covers(i estimate.Interval, x float64) bool { return i.Low <= x && x <= i.High }
