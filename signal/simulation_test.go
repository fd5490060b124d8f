package signal_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx/signal"
)

const charts = 3000 // of each simulation: a share of 15 percent has a standard error of 0.7

// simulate makes charts of months of n answers, of which a share is hits that is drawn
// anew for each month, and returns the percentage of charts with a signal and of points
// beyond a limit.
func simulate(t *testing.T, months int, n uint64, deviation float64, o signal.Options) (anySignal, beyond float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, n))
	hits, all := repeat(0, months), repeat(n, months)
	s := counted(hits, all)
	for range charts {
		for _, c := range s.All() {
			c.hits = binomial(r, n, 0.8+deviation*r.NormFloat64())
		}
		c := must(must(signal.Shares(s, (*cell).share)).Chart(o))
		if len(c.Signals) > 0 {
			anySignal += 100. / charts
		}
		for _, p := range c.Points {
			if p.Value < p.Lower || p.Value > p.Upper {
				beyond += 100 / float64(charts*months)
			}
		}
	}
	return anySignal, beyond
}

// binomial draws from the normal approximation, which does for n*p*(1-p) of 64 and more.
func binomial(r *rand.Rand, n uint64, p float64) uint64 {
	p = min(max(p, 0), 1)
	x := math.Round(float64(n)*p + math.Sqrt(float64(n)*p*(1-p))*r.NormFloat64())
	return uint64(min(max(x, 0), float64(n)))
}

// The rates that doc.go and docs/signal.md state, to within what chance does to a simulation.
func TestFalseAlarms(t *testing.T) {
	for _, tc := range []struct {
		name              string
		n                 uint64
		deviation         float64
		o                 signal.Options
		anySignal, beyond float64
	}{
		{"counting alone", 400, 0, signal.Options{}, 5, 0.07},
		{"counting alone, classic", 400, 0, signal.Options{Spread: signal.Counting}, 9, 0.24},
		{"counting alone, Laney", 400, 0, signal.Options{Spread: signal.Laney}, 9, 0.24},
		{"months vary", 10000, 0.02, signal.Options{}, 9, 0.24},
		{"months vary, classic", 10000, 0.02, signal.Options{Spread: signal.Counting}, 100, 55},
	} {
		anySignal, beyond := simulate(t, 24, tc.n, tc.deviation, tc.o)
		if math.Abs(anySignal-tc.anySignal) > 2 || math.Abs(beyond-tc.beyond) > max(0.1, 0.05*tc.beyond) {
			t.Errorf("%s: %.1f%% of charts, %.2f%% of points; documented are %v and %v", tc.name, anySignal, beyond, tc.anySignal, tc.beyond)
		}
	}
}

// A shift by some sigma after 24 months: in how many of the charts, whose limits are those
// of the 24, there is a signal after 1, 3, 6, 8 and 12 months.
func TestPower(t *testing.T) {
	months := []int{1, 3, 6, 8, 12}
	for shift, want := range map[float64][]float64{1: {4.5, 12, 26, 45, 62}, 2: {20, 44, 70, 94, 98}, 3: {50, 81, 94, 100, 100}} {
		r := rand.New(rand.NewPCG(11, uint64(shift)))
		found := map[int]float64{}
		for range charts {
			xs := make([]float64, 36)
			for i := range xs {
				xs[i] = r.NormFloat64()
				if i >= 24 {
					xs[i] += shift
				}
			}
			c := must(values(xs...).Chart(signal.Options{Baseline: signal.FirstPoints(24)}))
			for _, k := range months {
				for _, s := range c.Signals {
					if at := s.Seen.Index() - month(24).Index(); at >= 0 && at < k && s.Direction > 0 {
						found[k] += 100. / charts
						break
					}
				}
			}
		}
		for i, k := range months {
			if math.Abs(found[k]-want[i]) > 3 {
				t.Errorf("a shift of %v sigma is found within %d months in %.1f%% of charts, documented are %v", shift, k, found[k], want[i])
			}
		}
	}
}

// How many periods it takes on average until rules signal, where limits are known: R 4.2.2,
// spc 0.6.7, xshewhartrunsrules.arl(shift, type = "1", "12", "SameSide7" and "SameSide8").
// The limits here are those of 12 points that alternate around 0 with a sigma of 1.
func TestRunLengths(t *testing.T) {
	const runs = 300
	for name, tc := range map[string]struct {
		rules []signal.Rule
		want  map[float64]float64 // by shift, in sigma
	}{
		"beyond":               {[]signal.Rule{signal.Beyond()}, map[float64]float64{0: 370.3983473, 1: 43.89468172, 2: 6.302962987}},
		"beyond, two of three": {[]signal.Rule{signal.Beyond(), signal.TwoOfThree()}, map[float64]float64{0: 225.4384067, 1: 20.00503645, 2: 3.646364985}},
		"beyond, run of 7":     {[]signal.Rule{signal.Beyond(), signal.Run(7)}, map[float64]float64{0: 95.73115322, 1: 12.18498423, 2: 4.588422324}},
		"beyond, run of 8":     {nil, map[float64]float64{0: 152.7300653, 1: 14.57812927, 2: 4.890709583}},
	} {
		for shift, want := range tc.want {
			r := rand.New(rand.NewPCG(21, uint64(shift)))
			n := int(6 * want) // longer runs are rare
			s := series(13+n, func(i int, c *cell) {
				c.known = true
				if i < 12 {
					c.value = []float64{0.564, -0.564}[i%2] // and then a point on the centre, which ends a run
				}
			})
			sum := 0.0
			for range runs {
				i := 0
				for _, c := range s.All() {
					if i++; i > 13 {
						c.value = shift + r.NormFloat64()
					}
				}
				c := must(must(signal.Values(s, (*cell).score)).Chart(signal.Options{
					Baseline: signal.FirstPoints(12), D2: true, Rules: tc.rules,
				}))
				first := n
				for _, x := range c.Signals {
					first = min(first, x.Seen.Index()-month(12).Index())
				}
				sum += float64(first)
			}
			// Run lengths deviate by about their mean: four standard errors are 23 percent.
			if got := sum / runs; math.Abs(got/want-1) > 0.23 {
				t.Errorf("%s, shift %v: %.1f periods on average, want %.1f", name, shift, got, want)
			}
		}
	}
}
