package estimate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/estimate"
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
		if i.Contains(100 * share) {
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

// The table of coverage in the package's documentation says what the code does.
func TestCoverageTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "//\t%7s %6s %6s %14s %8s %16s\n", "answers", "share", "Wald", "Agresti-Coull", "Wilson", "Clopper-Pearson")
	for _, n := range []int{10, 30, 100, 1000} {
		var lists [][]estimate.Interval
		for _, m := range methods {
			lists = append(lists, intervalsOf(t, n, m.interval))
		}
		for _, share := range []float64{0.01, 0.05, 0.2, 0.5} {
			fmt.Fprintf(&table, "//\t%7d %5.0f%% %6.1f %14.1f %8.1f %16.1f\n", n, 100*share,
				coverage(lists[0], share), coverage(lists[1], share), coverage(lists[2], share), coverage(lists[3], share))
		}
		fmt.Fprintf(&table, "//\t%7d %6s %6.1f %14.1f %8.1f %16.1f\n", n, "worst",
			worst(lists[0]), worst(lists[1]), worst(lists[2]), worst(lists[3]))
	}
	if !strings.Contains(string(doc), table.String()) {
		t.Errorf("doc.go does not hold this table:\n%s", table.String())
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

// Normal values, drawn with a fixed seed: Student's interval and Welch's cover the
// truth at the level, within four Monte Carlo standard errors.
func TestMeanCoverage(t *testing.T) {
	const draws, level, mean = 2000, 0.9, 5_000_000
	random := rand.New(rand.NewPCG(1908, 1947))
	draw := func(n int, deviation float64) (s estimate.Sample) {
		for range n {
			if err := s.Add(mean + int64(math.Round(deviation*random.NormFloat64()))); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	var student, welch, rejected int
	for range draws {
		a, b := draw(5, 1e6), draw(12, 3e6)
		i, err := a.StudentT(level)
		if err != nil {
			t.Fatal(err)
		}
		if i.Contains(mean) {
			student++
		}
		d, err := estimate.CompareWelch(a, b, level)
		if err != nil {
			t.Fatal(err)
		}
		if d.Sign() == 0 {
			welch++
		}
		if d.P < 1-level {
			rejected++
		}
	}
	allowed := 4 * math.Sqrt(level*(1-level)*draws)
	for name, covered := range map[string]int{"Student": student, "Welch": welch, "Welch's test": draws - rejected} {
		if math.Abs(float64(covered)-level*draws) > allowed {
			t.Errorf("%s: %d of %d, want %v +- %.0f", name, covered, draws, level*draws, allowed)
		}
	}
}
